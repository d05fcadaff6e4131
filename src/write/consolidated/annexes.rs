//! Anexo 1 and Anexo 2 in the manner of the source: challenges grouped under the objectives and
//! policies that they are aligned to, written once a group.

use super::list::{Final, List};
use crate::decide::chain::By;
use crate::domain::frame::{Frame, Horizon};
use crate::domain::statement::Origin;

/// What stands where an objective or a policy has no challenge.
const NONE: &str = "— sin desafíos —";
/// Under what the challenges stand that are aligned to nothing.
const UNALIGNED: &str = "Sin objetivo asignado";

/// One column of an annex.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) header: &'static str,
    /// In digits, as spreadsheets count.
    pub(super) width: f64,
}

/// An annex as a table.
pub(super) struct Annex {
    /// The name of its sheet.
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    /// Its counts in a sentence.
    pub(super) note: String,
    pub(super) columns: Vec<Column>,
    /// How many of the first columns are written once for equal rows in succession.
    pub(super) grouped: usize,
    pub(super) rows: Vec<Vec<String>>,
}

impl Annex {
    /// The rows of a grouped column that are one cell: first row and how many rows, in order.
    pub(super) fn spans(&self, column: usize) -> Vec<(usize, usize)> {
        let mut spans: Vec<(usize, usize)> = Vec::new();
        for (row, cells) in self.rows.iter().enumerate() {
            let same = row > 0
                && column < self.grouped
                && cells[..=column] == self.rows[row - 1][..=column]
                && !cells[column].is_empty();
            match spans.last_mut() {
                Some((_, rows)) if same => *rows += 1,
                _ => spans.push((row, 1)),
            }
        }
        spans
    }
}

/// The annexes of a list; none where the frame has nothing to align to.
pub(super) fn of(list: &List) -> Vec<Annex> {
    let frame = &list.proposal.frame;
    if frame.objetivos_desarrollo.is_empty() {
        return Vec::new();
    }
    let rest = without_horizon(list);
    [long_term(list), management(list)].into_iter().chain(rest).collect()
}

fn with<'l, 'a>(
    list: &'l List<'a>,
    horizon: Option<Horizon>,
) -> impl Iterator<Item = &'l Final<'a>> {
    list.finals.iter().filter(move |one| one.horizon() == horizon)
}

/// Competencia, id, challenge and counts.
fn cells(list: &List, one: &Final) -> Vec<String> {
    let count = |origin| list.count(one, origin).to_string();
    vec![
        list.proposal.frame.competencia(one.competencia).to_owned(),
        one.id.clone(),
        one.title.clone(),
        count(Origin::Institutional),
        count(Origin::Citizen),
    ]
}

/// A row of `groups` and what stands under them: `cells`, or that there is nothing.
fn row(groups: &[&str], cells: Option<Vec<String>>) -> Vec<String> {
    let nothing = || ["", "", NONE, "", ""].map(str::to_owned).to_vec();
    let groups = groups.iter().map(|&group| group.to_owned());
    groups.chain(cells.unwrap_or_else(nothing)).collect()
}

const COMMON: [Column; 5] = [
    Column { header: "Competencia", width: 22.0 },
    Column { header: "Id", width: 12.0 },
    Column { header: "Desafío", width: 52.0 },
    Column { header: "Aportes inst.", width: 12.0 },
    Column { header: "Aportes ciud.", width: 12.0 },
];

/// How the alignment was read from the source, or who decided it.
const READING: Column = Column { header: "Lectura o decisión", width: 18.0 };

fn long_term(list: &List) -> Annex {
    let frame = &list.proposal.frame;
    // The source does not say how these were read: only what is not its own is marked.
    let told = with(list, Some(Horizon::LargoPlazo)).any(|one| one.aligned.by() != Some(By::Frame));
    let full = |group: &str, one: Option<&Final>| {
        let mut cells = row(&[group], one.map(|one| cells(list, one)));
        cells.extend(told.then(|| one.map_or_else(String::new, Final::reading)));
        cells
    };
    let mut rows = Vec::new();
    let mut served = 0;
    for (o, objective) in frame.objetivos_desarrollo.iter().enumerate() {
        let group = format!("{}. {}: {}", objective.id, objective.name, objective.text);
        let before = rows.len();
        let here = with(list, Some(Horizon::LargoPlazo)).filter(|one| development(one) == Some(o));
        rows.extend(here.map(|one| full(&group, Some(one))));
        served += usize::from(rows.len() > before);
        if rows.len() == before {
            rows.push(full(&group, None));
        }
    }
    let loose = with(list, Some(Horizon::LargoPlazo)).filter(|one| development(one).is_none());
    rows.extend(loose.map(|one| full(UNALIGNED, Some(one))));
    let n = with(list, Some(Horizon::LargoPlazo)).count();
    Annex {
        name: "Anexo 1",
        title: "Anexo 1. Desafíos de largo plazo por objetivo de desarrollo",
        note: format!(
            "{} de largo plazo; {served} de {} objetivos de desarrollo tienen alguno.",
            challenges(n),
            frame.objetivos_desarrollo.len()
        ),
        columns: [Column { header: "Objetivo de desarrollo", width: 42.0 }]
            .into_iter()
            .chain(COMMON)
            .chain(told.then_some(READING))
            .collect(),
        grouped: 2,
        rows,
    }
}

/// How many challenges there are, in words.
fn challenges(n: usize) -> String {
    format!("{n} {}", if n == 1 { "desafío" } else { "desafíos" })
}

fn development(one: &Final) -> Option<usize> {
    Some(one.aligned.desarrollo?.0)
}

/// The objective and the policies that a challenge *de gestión* stands under: one a row.
fn places(frame: &Frame, one: &Final) -> Vec<(Option<usize>, Option<usize>)> {
    if one.aligned.politicas.is_empty() {
        return vec![(one.aligned.gestion.map(|(g, _)| g), None)];
    }
    let under = |&p: &usize| (Some(frame.politicas[p].objetivo_gestion), Some(p));
    one.aligned.politicas.iter().map(under).collect()
}

fn management(list: &List) -> Annex {
    let frame = &list.proposal.frame;
    let placed: Vec<_> = with(list, Some(Horizon::Gestion))
        .flat_map(|one| places(frame, one).into_iter().map(move |place| (place, one)))
        .collect();
    let under = |place: (Option<usize>, Option<usize>)| {
        placed.iter().filter(move |(p, _)| *p == place).map(|(_, one)| *one)
    };
    // Goals and indicators stand beside the policy that they measure, where the frame has any.
    let measured = frame.metas.is_some();
    let full = |groups: &[&str; 3], policy: Option<usize>, one: Option<&Final>| {
        let measures = measured.then(|| policy.map_or_else(String::new, |p| measures(frame, p)));
        let groups: Vec<&str> = groups.iter().copied().chain(measures.as_deref()).collect();
        let mut cells = row(&groups, one.map(|one| cells(list, one)));
        cells.push(one.map_or_else(String::new, Final::reading));
        cells
    };
    let mut rows = Vec::new();
    let (mut objectives, mut policies) = (0, 0);
    for (g, objective) in frame.objetivos_gestion.iter().enumerate() {
        let above = &frame.objetivos_desarrollo[objective.objetivo_desarrollo];
        let above = format!("{}. {}", above.id, above.name);
        let here = format!("{} {}", objective.id, objective.text);
        let before = rows.len();
        for (p, policy) in frame.politicas.iter().enumerate() {
            if policy.objetivo_gestion != g {
                continue;
            }
            let groups = [above.as_str(), here.as_str(), &format!("{} {}", policy.id, policy.text)];
            let filled = rows.len();
            rows.extend(under((Some(g), Some(p))).map(|one| full(&groups, Some(p), Some(one))));
            policies += usize::from(rows.len() > filled);
            if rows.len() == filled {
                rows.push(full(&groups, Some(p), None));
            }
        }
        let groups = [above.as_str(), here.as_str(), "Sin política asignada"];
        rows.extend(under((Some(g), None)).map(|one| full(&groups, None, Some(one))));
        objectives += usize::from(placed.iter().any(|((o, _), _)| *o == Some(g)));
        if rows.len() == before {
            rows.push(full(&[&above, &here, ""], None, None));
        }
    }
    rows.extend(under((None, None)).map(|one| full(&[UNALIGNED, "", ""], None, Some(one))));
    let n = with(list, Some(Horizon::Gestion)).count();
    let repeated = placed.len() - n;
    let repeated = match repeated {
        0 => String::new(),
        1 => " (una fila repite un desafío que responde a más de una política)".to_owned(),
        n => format!(" ({n} filas repiten un desafío que responde a más de una política)"),
    };
    Annex {
        name: "Anexo 2",
        title: "Anexo 2. Desafíos de gestión por objetivo de gestión y política",
        note: format!(
            "{} de gestión{repeated}; {objectives} de {} objetivos de gestión y \
             {policies} de {} políticas tienen alguno.",
            challenges(n),
            frame.objetivos_gestion.len(),
            frame.politicas.len()
        ),
        columns: [
            Column { header: "Objetivo de desarrollo", width: 20.0 },
            Column { header: "Objetivo de gestión", width: 26.0 },
            Column { header: "Política", width: 31.0 },
        ]
        .into_iter()
        .chain(measured.then_some(Column { header: "Metas e indicadores", width: 31.0 }))
        .chain(COMMON)
        .chain([READING])
        .collect(),
        grouped: if measured { 5 } else { 4 },
        rows,
    }
}

/// What the frame measures a policy by, a line each; that there is nothing, where there is nothing.
fn measures(frame: &Frame, policy: usize) -> String {
    let metas = frame.metas.iter().flatten().filter(|meta| meta.politica == policy);
    let lines = metas.flat_map(|meta| {
        let parts = [("Meta", &meta.meta), ("Indicador", &meta.indicador)];
        let filled = parts.into_iter().filter(|(_, words)| !words.is_empty());
        filled.map(|(kind, words)| format!("{kind}: {words}")).collect::<Vec<_>>()
    });
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() { "— sin meta ni indicador —".to_owned() } else { lines.join("\n") }
}

/// Challenges that people made and nobody gave a horizon.
fn without_horizon(list: &List) -> Option<Annex> {
    let rows: Vec<Vec<String>> = with(list, None).map(|one| cells(list, one)).collect();
    let note = match rows.len() {
        0 => return None,
        1 => "A un desafío le falta decidir el horizonte y la alineación.".to_owned(),
        n => format!("A {n} desafíos les falta decidir el horizonte y la alineación."),
    };
    Some(Annex {
        name: "Sin horizonte",
        title: "Desafíos sin horizonte",
        note,
        columns: COMMON.to_vec(),
        grouped: 1,
        rows,
    })
}
