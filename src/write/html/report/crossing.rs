//! The crossing: what of each side meets the other, competencia by competencia, and the candidates
//! that have one side only.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::counts::{ByCompetencia, SIDES, by_competencia, pairs, states};
use super::listing::listed;
use super::{competencia, draft, reference};
use crate::domain::proposal::{Proposal, Sides};
use crate::write::html::shell::Section;
use crate::write::html::table::{Table, plate};
use crate::write::svg::AltText;
use crate::write::svg::bars::{BarSeries, HeatCell, heat, stacked};
use crate::write::svg::words::{clipped, count, number, part};

/// The most competencias a side of the matrix of pairs.
const MATRIX: usize = 16;
/// The heading of the pairs.
const PAIRS: &str = "Pares parecidos entre competencias";
/// The combinations of two competencias listed by themselves.
const ACROSS: usize = 25;
/// The most one-sided candidates of each side listed under their own heading.
const ONE_SIDED: usize = 300;

/// The three kinds of candidates as series of bars.
const KINDS: [BarSeries; 3] = [
    BarSeries { class: "cruz", words: "cruzadas", letter: "" },
    BarSeries { class: "inst", words: "solo institucionales", letter: "" },
    BarSeries { class: "ciud", words: "solo ciudadanas", letter: "" },
];

/// How much of each side meets the other.
pub(super) fn crossing(p: &Proposal) -> Section {
    let s = states(p);
    let body = html! {
        p {
            "Un aporte «cruza» cuando su propuesta reúne voces de los dos lados. Cruzan "
            (number(s.crossed[1])) " de los "
            (count(s.placed[1], "aporte ciudadano", "aportes ciudadanos"))
            " que están en propuestas (" (part(s.crossed[1], s.placed[1])) ") y "
            (number(s.crossed[0])) " de los "
            (count(s.placed[0], "institucional", "institucionales"))
            " (" (part(s.crossed[0], s.placed[0])) ")."
        }
        (sides_matrix(p))
        @if !p.matches.is_empty() { (pairs_matrix(p)) }
        @else {
            h3 { (PAIRS) }
            p { "No hay pares de aportes que convenga mirar juntos." }
        }
    };
    Section::new("cruce", "El cruce: lo institucional y lo ciudadano", body)
}

/// Competencia × side: what meets the other side and what does not.
fn sides_matrix(p: &Proposal) -> Markup {
    let rows = by_competencia(p);
    let four = |r: &ByCompetencia| {
        [r.crossed[0], r.placed[0] - r.crossed[0], r.crossed[1], r.placed[1] - r.crossed[1]]
    };
    let most = |i: usize| rows.iter().flat_map(|r| four(r)[i..i + 2].to_vec()).max().unwrap_or(0);
    let most = [most(0), most(0), most(2), most(2)];
    let drawn: Vec<_> = rows
        .iter()
        .enumerate()
        .map(|(i, row)| {
            let counted = four(row).into_iter().zip(most).map(|(n, most)| HeatCell {
                text: number(n),
                shade: Some(n as f32 / most.max(1) as f32),
            });
            let share = HeatCell { text: part(row.crossed[1], row.placed[1]), shade: None };
            (competencia(p, i), counted.chain([share]).collect())
        })
        .collect();
    let heads = [
        "Inst. cruzan",
        "Inst. no cruzan",
        "Ciud. cruzan",
        "Ciud. no cruzan",
        "Ciud. que cruzan, %",
    ];
    let words = AltText {
        id: "cruce-grafico",
        title: "Aportes que cruzan y que no, por competencia y lado",
        desc: "Una fila por competencia y cinco columnas: institucionales que cruzan y que no, \
               ciudadanos que cruzan y que no, y la parte de los ciudadanos que cruza. Más oscuro es \
               más; los dos lados tienen cada uno su escala. Los valores están en la tabla.",
    };
    let mut table = Table::new("Aportes que cruzan y que no, por competencia", &["Competencia"]);
    table.heads.extend(heads.map(str::to_owned));
    let cells = |name: String, row: &ByCompetencia| {
        let counts = four(row).map(number);
        [name].into_iter().chain(counts).chain([part(row.crossed[1], row.placed[1])]).collect()
    };
    let mut all = ByCompetencia::default();
    for (i, row) in rows.iter().enumerate() {
        table.rows.push(cells(competencia(p, i), row));
        for side in 0..2 {
            all.placed[side] += row.placed[side];
            all.crossed[side] += row.crossed[side];
        }
    }
    table.total = Some(cells("Total".to_owned(), &all));
    plate(&heat(&words, 124.0, "", &heads.map(str::to_owned), &drawn), &table.html())
}

/// Institutional × citizen: the pairs worth a look by the competencia of each.
fn pairs_matrix(p: &Proposal) -> Markup {
    let pairs = pairs(p);
    let shown = busiest(&pairs);
    let names: Vec<String> = shown.iter().map(|&c| short(p, c)).collect();
    let most = pairs.values().copied().max().unwrap_or(1) as f32;
    let cell = |i: usize, c: usize| {
        let n = pairs.get(&(i, c)).copied().unwrap_or(0);
        let text = if n == 0 { "·".to_owned() } else { n.to_string() };
        HeatCell { text, shade: Some(n as f32 / most) }
    };
    let drawn: Vec<_> = shown
        .iter()
        .zip(&names)
        .map(|(&i, name)| (name.clone(), shown.iter().map(|&c| cell(i, c)).collect()))
        .collect();
    let words = AltText {
        id: "pares-grafico",
        title: "Pares parecidos, por competencia de cada lado",
        desc: "Filas: competencia del aporte institucional. Columnas: competencia del ciudadano. \
               Cada celda cuenta pares; más oscuro es más. La diagonal son pares de una misma \
               competencia. Los valores y los nombres están en la tabla.",
    };
    let axis = "filas: institucional · columnas: ciudadano";
    let apart: Vec<_> = pairs.iter().filter(|((i, c), _)| i != c).collect();
    let across: usize = apart.iter().map(|(_, n)| **n).sum();
    html! {
        div class="keep" {
            h3 { (PAIRS) }
            p {
                "Cada par junta un aporte institucional y uno ciudadano que conviene mirar juntos: "
                (count(p.matches.len(), "par", "pares")) " en total, "
                (number(across)) " entre competencias distintas. Fuera de la diagonal puede haber un \
                aporte mal ubicado o un asunto compartido."
            }
            (plate(&heat(&words, 40.0, axis, &names, &drawn), &pairs_table(p, &pairs).html()))
        }
        @if !apart.is_empty() {
            (across_table(p, apart).folded("Los pares entre competencias distintas"))
        }
        @if pairs.keys().any(|(i, c)| !shown.contains(i) || !shown.contains(c)) {
            p class="note" { "El dibujo muestra las competencias con más pares; la tabla, todas." }
        }
    }
}

/// The pairs of each competencia: within it, and of either side with another one.
fn pairs_table(p: &Proposal, pairs: &BTreeMap<(usize, usize), usize>) -> Table {
    let mut table = Table::new(
        "Pares parecidos dentro de cada competencia y con otras",
        &["Competencia", "Dentro", "Inst. con otra", "Ciud. con otra"],
    );
    let cells = |name: String, n: [usize; 3]| [name].into_iter().chain(n.map(number)).collect();
    let mut all = [0; 3];
    for c in 0..p.frame.competencias.len() {
        let mut n = [0; 3];
        for (&(i, j), pairs) in pairs {
            n[0] += if i == c && j == c { *pairs } else { 0 };
            n[1] += if i == c && j != c { *pairs } else { 0 };
            n[2] += if i != c && j == c { *pairs } else { 0 };
        }
        table.rows.push(cells(format!("{} {}", short(p, c), competencia(p, c)), n));
        all = [0, 1, 2].map(|k| all[k] + n[k]);
    }
    table.total = Some(cells("Total".to_owned(), all));
    table
}

/// The pairs that join two competencias, most pairs first.
fn across_table(p: &Proposal, mut apart: Vec<(&(usize, usize), &usize)>) -> Table {
    let mut table = Table::new(
        "Pares entre competencias distintas",
        &["Del institucional", "Pares", "Del ciudadano"],
    );
    table.wordy = 1;
    apart.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let row = |((i, c), n): &(&(usize, usize), &usize)| {
        vec![competencia(p, *i), number(**n), competencia(p, *c)]
    };
    table.rows = apart.iter().take(ACROSS).map(row).collect();
    let rest = &apart[apart.len().min(ACROSS)..];
    if !rest.is_empty() {
        let pairs = rest.iter().map(|(_, n)| **n).sum();
        let name = format!("Otras {} combinaciones", number(rest.len()));
        table.rows.push(vec![name, number(pairs), "están en matches.csv".to_owned()]);
    }
    let all = apart.iter().map(|(_, n)| **n).sum();
    table.total = Some(vec!["Total".to_owned(), number(all), String::new()]);
    table
}

/// The competencias with most pairs, in the frame's order.
fn busiest(pairs: &BTreeMap<(usize, usize), usize>) -> Vec<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for (&(i, c), n) in pairs {
        *counts.entry(i).or_default() += n;
        *counts.entry(c).or_default() += n;
    }
    let mut order: Vec<usize> = counts.keys().copied().collect();
    order.sort_by_key(|c| (std::cmp::Reverse(counts[c]), *c));
    order.truncate(MATRIX);
    order.sort_unstable();
    order
}

/// A name for a competencia that fits a narrow column: the frame's id, or its place in the frame.
fn short(p: &Proposal, index: usize) -> String {
    let fits = p.frame.competencias.iter().all(|c| (1..=4).contains(&c.id.chars().count()));
    if fits { clipped(&p.frame.competencias[index].id, 4) } else { number(index + 1) }
}

/// The candidates with statements of one side only.
pub(super) fn one_sided(p: &Proposal) -> Section {
    let rows = by_competencia(p);
    let drawn: Vec<_> =
        (0..rows.len()).map(|i| (competencia(p, i), rows[i].candidates.to_vec())).collect();
    let words = AltText {
        id: "lados-grafico",
        title: "Propuestas por competencia y lados",
        desc: "Una barra por competencia, en tres tramos: cruzadas, solo institucionales y solo \
               ciudadanas. Los valores están en la tabla.",
    };
    let mut table = Table::new(
        "Propuestas por competencia y lados",
        &["Competencia", "Cruza\u{ad}das", "Solo inst.", "Solo ciud.", "Total"],
    );
    let cells = |name: String, n: [usize; 3]| {
        [name].into_iter().chain(n.map(number)).chain([number(n.iter().sum())]).collect()
    };
    let mut all = [0; 3];
    for (i, row) in rows.iter().enumerate() {
        table.rows.push(cells(competencia(p, i), row.candidates));
        all = [0, 1, 2].map(|side| all[side] + row.candidates[side]);
    }
    table.total = Some(cells("Total".to_owned(), all));
    let body = html! {
        p {
            "Que una propuesta tenga un solo lado no la hace menos importante: puede ser algo que la \
             ciudadanía pide y la institución no formuló, o al revés."
        }
        (plate(&stacked(&words, &KINDS, &drawn), &table.html()))
        @for sides in &SIDES[1..] { (list(p, *sides)) }
    };
    Section::new("lados", "Propuestas cruzadas y de un solo lado", body)
}

fn list(p: &Proposal, sides: Sides) -> Markup {
    let title = match sides {
        Sides::InstitutionalOnly => "Solo institucionales",
        _ => "Solo ciudadanas",
    };
    let these: Vec<usize> =
        (0..p.candidates.len()).filter(|&c| p.candidates[c].sides() == sides).collect();
    let listed = listed(p);
    html! {
        details {
            summary {
                h3 { (title) } " "
                span class="tally" { (count(these.len(), "propuesta", "propuestas")) }
            }
            @if these.is_empty() { p { "No hay ninguna." } }
            @else {
                ul class="list brief" {
                    @for &c in these.iter().take(ONE_SIDED) {
                        li {
                            span class="id" { (reference(p, c, &listed)) }
                            p {
                                (draft(p, c)) " "
                                span class="more" {
                                    (competencia(p, p.candidates[c].competencia)) " · "
                                    (count(p.candidates[c].members.len(), "aporte", "aportes"))
                                }
                            }
                        }
                    }
                }
                @if these.len() > ONE_SIDED {
                    p class="note" {
                        "Y " (number(these.len() - ONE_SIDED)) " más, en la lista de todas y en el \
                        libro de revisión."
                    }
                }
            }
        }
    }
}
