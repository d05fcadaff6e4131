//! An evaluation as the table that the console shows, in Spanish.

mod learning;

use std::fmt::Write as _;

use super::alignment::Alignment;
use super::competencia::Accuracy;
use super::drafting::Drafting;
use super::homes::Homes;
use super::measures::Measure;
use super::result::{Coverage, Crossed, Evaluation, PartitionScores};
use super::slices::Slice;
use crate::text::hidden::is_hidden;

pub use learning::{novelty, point};

/// A number with a decimal comma; zero has no sign.
pub fn decimal(value: f64, places: usize) -> String {
    let text = format!("{value:.places$}");
    let unsigned = text.trim_start_matches('-');
    let is_zero = unsigned.chars().all(|c| c == '0' || c == '.');
    if is_zero { unsigned } else { &text }.replace('.', ",")
}

/// A share (0…1) as a percentage, or a dash where there is none.
pub fn percentage(share: Option<f64>) -> String {
    share.map_or_else(|| "—".to_owned(), |share| format!("{} %", decimal(100.0 * share, 1)))
}

/// The value of a measure: whole where it counts, with two decimals otherwise.
pub fn value(measure: Measure, value: f64) -> String {
    decimal(value, if measure.is_count() { 0 } else { 2 })
}

/// "12 de 40 (30,0 %)".
pub fn part(part: usize, whole: usize, share: Option<f64>) -> String {
    format!("{part} de {whole} ({})", percentage(share))
}

/// Lines of cells in columns: the first column to the left, the others to the right.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, (cell, &width)) in row.iter().zip(&widths).enumerate() {
            let padding = " ".repeat(width - cell.chars().count());
            if column == 0 {
                line.extend([cell.as_str(), &padding]);
            } else {
                line.extend(["  ", &padding, cell]);
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// At most 40 characters of a name, with blanks for what is hidden in it.
fn short(name: &str) -> String {
    let mut short: String = name
        .chars()
        .take(40)
        .map(|c| if is_hidden(c) || c.is_control() { ' ' } else { c })
        .collect();
    if name.chars().nth(40).is_some() {
        short.pop();
        short.push('…');
    }
    short
}

fn coverage(coverage: &Coverage) -> String {
    let crossed = |crossed: &Crossed| part(crossed.both, crossed.groups, crossed.share);
    let mut text = format!(
        "Aportes: {} (con desafío de referencia {}, de NINGUNO {}, sin referencia {}).\n\
         En una propuesta de desafío: {}; los demás cuentan como solos.\n\
         Propuestas que cruzan lo institucional y lo ciudadano: {}; en la referencia, {}.\n",
        coverage.statements,
        coverage.with_challenge,
        coverage.with_none,
        coverage.without_reference,
        part(coverage.in_candidate, coverage.with_challenge, coverage.share),
        crossed(&coverage.crossed_candidates),
        crossed(&coverage.crossed_references),
    );
    if !coverage.not_in_run.is_empty() {
        let missing = coverage.not_in_run.len();
        let _ = writeln!(text, "Aportes de la referencia que no están aquí: {missing}.");
    }
    text
}

fn partition(scores: &PartitionScores) -> String {
    let mut rows = vec![row([
        "",
        "propuesta",
        "intervalo 95 %",
        "cada uno solo",
        "por competencia",
        "al azar",
    ])];
    for score in &scores.scores {
        let shown = |number: f64| value(score.measure, number);
        let interval = score.interval.map_or_else(String::new, |interval| {
            format!("{} a {}", shown(interval.low), shown(interval.high))
        });
        rows.push(vec![
            score.measure.in_spanish().to_owned(),
            shown(score.run),
            interval,
            shown(score.alone),
            shown(score.competencia),
            shown(score.random),
        ]);
    }
    rows.push(vec![
        format!("Grupos (referencia: {})", scores.references),
        scores.groups.to_string(),
        String::new(),
        scores.statements.to_string(),
        scores.competencias.to_string(),
        scores.groups.to_string(),
    ]);
    aligned(&rows)
}

fn parts<K>(title: &str, slices: &[Slice<K>], name: impl Fn(&K) -> String) -> String {
    let mut rows = vec![row([
        title,
        "aportes",
        "grupos",
        "desafíos",
        "B³ F",
        "precisión",
        "exhaust.",
        "fuera",
    ])];
    rows.extend(slices.iter().map(|slice| {
        vec![
            format!("  {}", short(&name(&slice.of))),
            slice.statements.to_string(),
            slice.groups.to_string(),
            slice.references.to_string(),
            decimal(slice.b_cubed.f, 2),
            decimal(slice.b_cubed.precision, 2),
            decimal(slice.b_cubed.recall, 2),
            slice.outside.to_string(),
        ]
    }));
    aligned(&rows)
}

fn others(evaluation: &Evaluation) -> String {
    let accuracy = |a: &Accuracy| part(a.right, a.statements, a.share);
    let optional =
        |value: Option<f64>| value.map_or_else(|| "—".to_owned(), |value| decimal(value, 3));
    let competencia = &evaluation.competencia;
    let own = &competencia.calibration_undeclared;
    let detection = &evaluation.out_of_competence;
    let outside = &evaluation.outside;
    let two = &evaluation.two_references;
    let mut rows = vec![
        ["Competencia acertada".to_owned(), accuracy(&competencia.all)],
        ["  con nombre oficial".to_owned(), accuracy(&competencia.official)],
        ["  con otro nombre".to_owned(), accuracy(&competencia.informal)],
        ["  en blanco".to_owned(), accuracy(&competencia.blank)],
        ["  Brier, sin nombre oficial".to_owned(), optional(own.brier)],
        ["  error de calibración, ídem".to_owned(), optional(own.expected_error)],
        [
            "NINGUNO: precisión".to_owned(),
            part(detection.right, detection.predicted, detection.precision),
        ],
        [
            "NINGUNO: exhaustividad".to_owned(),
            part(detection.right, detection.actual, detection.recall),
        ],
        ["NINGUNO: F".to_owned(), percentage(detection.f)],
        [
            "Fuera de su grupo y bien sugeridos".to_owned(),
            part(outside.suggested, outside.statements, outside.share),
        ],
        [
            "Con dos desafíos y el segundo sugerido".to_owned(),
            part(two.second.suggested, two.second.statements, two.second.share),
        ],
        ["  ya en una propuesta del segundo".to_owned(), two.in_second.to_string()],
    ];
    if let Some(found) = &evaluation.homes {
        rows.extend(homes(found).map(|(name, value)| [name.to_owned(), value]));
    }
    aligned(&rows.into_iter().map(Vec::from).collect::<Vec<_>>())
}

/// What `evaluate` says of the alignment: what, and how often it is right.
pub fn alignment(found: &Alignment) -> Vec<(String, String)> {
    let horizon = &found.horizon;
    let mut rows = vec![
        (
            "Horizonte: aciertos equilibrados; F1 de largo plazo".to_owned(),
            format!("{}; {}", percentage(Some(horizon.balanced)), decimal(horizon.f1, 2)),
        ),
        (
            "De largo plazo: sugeridas; según la referencia".to_owned(),
            format!("{}; {} de {}", found.said_long_term, found.long_term, found.candidates),
        ),
    ];
    rows.extend(found.levels.iter().map(|(kind, shares)| {
        let mut name = kind.in_spanish().to_owned();
        name[..1].make_ascii_uppercase();
        let [first, three] = shares.shares().map_or([None; 2], |shares| shares.map(Some));
        (
            format!("{name}: primera respuesta; entre tres ({})", shares.challenges),
            format!("{}; {}", percentage(first), percentage(three)),
        )
    }));
    rows
}

/// What `evaluate` says of the list of «Mover a…»: what, and how often.
pub fn homes(found: &Homes) -> [(&'static str, String); 3] {
    let counted =
        |n: usize, whole: usize| part(n, whole, (whole > 0).then(|| n as f64 / whole as f64));
    [
        ("«Mover a…»: mal ubicados con un lugar", counted(found.with_home, found.misplaced)),
        ("  el suyo es el primero de la lista", counted(found.first, found.with_home)),
        ("  está entre los cinco primeros", counted(found.among_five, found.with_home)),
    ]
}

/// What `evaluate` says of the drafts: whose text, and how near it comes to the published wording.
pub fn drafting(found: &Drafting) -> Vec<(String, String)> {
    let row = |name: &str, value: f64| (name.to_owned(), decimal(value, 1));
    vec![
        ("Propuestas comparadas".to_owned(), found.candidates.to_string()),
        row("Borrador: chrF++", found.draft),
        row("Un aporte al azar: chrF++", found.random_member),
        row("El aporte más típico: chrF++", found.typical_member),
        row("El aporte más cercano (solo se sabe después): chrF++", found.best_member),
        row("Palabras del borrador", found.words),
        row("Palabras del desafío publicado", found.published_words),
    ]
}

/// The name of a competencia, or of its absence.
pub fn competencia_name(name: Option<&String>) -> String {
    name.cloned().unwrap_or_else(|| "(desafío fuera del marco)".to_owned())
}

/// The whole evaluation for the console.
pub fn console(evaluation: &Evaluation) -> String {
    let mut sections = vec![coverage(&evaluation.coverage)];
    match &evaluation.partition {
        None => sections.push("Ningún aporte tiene desafío de referencia.\n".to_owned()),
        Some(scores) => {
            sections.push(partition(scores));
            sections.push(parts("Por origen", &evaluation.by_origin, |origin| {
                origin.in_spanish().to_owned()
            }));
            sections.push(parts("Por tamaño del grupo", &evaluation.by_group_size, |size| {
                size.in_spanish()
            }));
            sections.push(parts("Por competencia", &evaluation.by_competencia, |name| {
                competencia_name(name.as_ref())
            }));
        }
    }
    sections.extend(evaluation.alignment.as_ref().map(|found| {
        let rows = alignment(found).into_iter().map(|(name, value)| vec![name, value]);
        aligned(&rows.collect::<Vec<_>>())
    }));
    sections.extend(evaluation.drafting.as_ref().map(|found| {
        let rows = drafting(found).into_iter().map(|(name, value)| vec![name, value]);
        aligned(&rows.collect::<Vec<_>>())
    }));
    sections.extend(evaluation.recognition.as_ref().map(learning::recognition));
    sections.extend(evaluation.learning_curve.as_ref().map(learning::curve));
    sections.extend(evaluation.novelty.as_ref().map(learning::new_topics));
    sections.push(others(evaluation));
    sections.join("\n")
}

#[cfg(test)]
// The snapshots are written by expect-test.
#[allow(clippy::needless_raw_string_hashes)]
mod tests {
    use super::super::sample::small;
    use super::*;
    use expect_test::expect;

    #[test]
    fn numbers_are_written_as_in_spanish() {
        assert_eq!(decimal(-0.001, 2), "0,00");
        assert_eq!(decimal(-0.5, 2), "-0,50");
        assert_eq!(percentage(Some(0.123_4)), "12,3 %");
        assert_eq!(percentage(None), "—");
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(short("Salud\u{7}"), "Salud ");
        assert_eq!(short(&"ñ".repeat(41)).chars().count(), 40);
        assert_eq!(short(&"ñ".repeat(40)), "ñ".repeat(40));
    }

    #[test]
    fn the_console_shows_all_of_it() {
        expect![[r#"
            Aportes: 10 (con desafío de referencia 7, de NINGUNO 2, sin referencia 1).
            En una propuesta de desafío: 6 de 7 (85,7 %); los demás cuentan como solos.
            Propuestas que cruzan lo institucional y lo ciudadano: 2 de 3 (66,7 %); en la referencia, 2 de 3 (66,7 %).
            Aportes de la referencia que no están aquí: 1.

                                         propuesta  intervalo 95 %  cada uno solo  por competencia  al azar
            Operaciones de revisión              2           1 a 4              4                4        3
              aportes fuera de su grupo          1           0 a 2              0                3        2
              grupos de más                      1           0 a 2              4                0        1
              desafíos sin grupo                 0           0 a 1              0                1        0
            Cambios de grupo, uno a uno          2           1 a 4              4                3        3
            Rand ajustado (ARI)               0,30    -0,19 a 0,76           0,00             0,07     0,01
            Información mutua ajustada        0,36    -0,03 a 0,79           0,00             0,06     0,02
            B³ F                              0,73     0,59 a 0,91           0,60             0,61     0,59
              precisión                       0,81     0,60 a 0,94           1,00             0,48     0,67
              exhaustividad                   0,67     0,46 a 0,87           0,43             0,86     0,52
            B³ F con dos desafíos             0,63     0,48 a 0,80           0,52             0,68     0,60
              precisión                       0,81     0,60 a 0,94           1,00             0,57     0,76
              exhaustividad                   0,52     0,30 a 0,85           0,35             0,84     0,50
            Pares F                           0,44     0,19 a 0,75           0,00             0,40     0,22
              precisión                       0,50     0,14 a 0,74           1,00             0,27     0,25
              exhaustividad                   0,40     0,12 a 0,73           0,00             0,80     0,20
            Homogeneidad                      0,75     0,31 a 0,97           1,00             0,20     0,56
            Completitud                       0,63     0,26 a 0,93           0,55             0,52     0,48
            Medida V                          0,68     0,27 a 0,95           0,71             0,28     0,52
            Grupos (referencia: 3)               4                              7                2        4

            Por origen       aportes  grupos  desafíos  B³ F  precisión  exhaust.  fuera
              institucional        2       2         2  0,83       0,83      0,83      0
              ciudadano            5       4         3  0,69       0,80      0,60      1

            Por tamaño del grupo  aportes  grupos  desafíos  B³ F  precisión  exhaust.  fuera
              1                         2       2         1  0,67       1,00      0,50      0
              2                         2       1         1  0,80       1,00      0,67      0
              3 a 5                     3       1         2  0,65       0,56      0,78      1

            Por competencia  aportes  grupos  desafíos  B³ F  precisión  exhaust.  fuera
              Ambiente             5       2         2  0,73       0,73      0,73      1
              Movilidad            2       2         1  0,67       1,00      0,50      0

            Competencia acertada                     6 de 7 (85,7 %)
              con nombre oficial                    1 de 1 (100,0 %)
              con otro nombre                         0 de 1 (0,0 %)
              en blanco                             5 de 5 (100,0 %)
              Brier, sin nombre oficial                        0,146
              error de calibración, ídem                       0,083
            NINGUNO: precisión                      1 de 1 (100,0 %)
            NINGUNO: exhaustividad                   1 de 2 (50,0 %)
            NINGUNO: F                                        66,7 %
            Fuera de su grupo y bien sugeridos      1 de 1 (100,0 %)
            Con dos desafíos y el segundo sugerido  1 de 1 (100,0 %)
              ya en una propuesta del segundo                      0
        "#]].assert_eq(&console(&small()));
    }

    #[test]
    fn an_empty_run_has_a_table_too() {
        expect![[r#"
            Aportes: 0 (con desafío de referencia 0, de NINGUNO 0, sin referencia 0).
            En una propuesta de desafío: 0 de 0 (—); los demás cuentan como solos.
            Propuestas que cruzan lo institucional y lo ciudadano: 0 de 0 (—); en la referencia, 0 de 0 (—).

            Ningún aporte tiene desafío de referencia.

            Competencia acertada                    0 de 0 (—)
              con nombre oficial                    0 de 0 (—)
              con otro nombre                       0 de 0 (—)
              en blanco                             0 de 0 (—)
              Brier, sin nombre oficial                      —
              error de calibración, ídem                     —
            NINGUNO: precisión                      0 de 0 (—)
            NINGUNO: exhaustividad                  0 de 0 (—)
            NINGUNO: F                                       —
            Fuera de su grupo y bien sugeridos      0 de 0 (—)
            Con dos desafíos y el segundo sugerido  0 de 0 (—)
              ya en una propuesta del segundo                0
        "#]].assert_eq(&console(&super::super::sample::empty()));
    }
}
