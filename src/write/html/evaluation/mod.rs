//! The evaluation as one page of HTML that people open in a browser: nothing is loaded from
//! anywhere, and no script runs.

mod chart;
mod learning;
mod words;

use maud::{Markup, html};

use crate::domain::calibration::Calibration;
use crate::evaluate::competencia::Accuracy;
use crate::evaluate::slices::Slice;
use crate::evaluate::table::{self, competencia_name, decimal, part, percentage, value};
use crate::evaluate::{Crossed, Evaluation, Measure, PartitionScores, Score};
use crate::text::hidden::visible_line;
use crate::write::html::glossary;
use crate::write::html::shell::{Section, Shell};
use crate::write::html::table::{Table, wide};

/// What only this page has.
const STYLE: &str = include_str!("style.css");

/// The page, in Spanish. The facts stand at its head, each a name and a value (files, date,
/// version): they may hold anything.
pub fn page(evaluation: &Evaluation, facts: &[(String, String)]) -> String {
    let title = "Evaluación frente a la agrupación de referencia";
    let mut sections = vec![coverage(evaluation)];
    if let Some(scores) = &evaluation.partition {
        sections.extend([grouping(scores, evaluation), parts(evaluation)]);
    }
    sections.extend(learning::sections(evaluation));
    sections.push(suggestions(evaluation));
    sections.extend(alignment(evaluation));
    sections.extend(drafting(evaluation));
    sections.extend([competencia(evaluation), none(evaluation), method(evaluation)]);
    let opening = opening(evaluation, facts);
    sections.push(glossary::section(&opening, &sections));
    let shell = Shell {
        title,
        kind: "Evaluación de una corrida",
        heading: title,
        opening,
        contents: "En esta página",
        styles: &[STYLE],
        foot: "Hecho con minga. Las medidas dicen cuánto se parece la propuesta a la referencia.",
    };
    shell.page(&sections)
}

fn opening(evaluation: &Evaluation, facts: &[(String, String)]) -> Markup {
    html! {
        (lead(evaluation))
        @if !facts.is_empty() {
            dl class="facts" {
                @for (name, fact) in facts {
                    dt { bdi { (visible_line(name)) } }
                    dd { bdi { (visible_line(fact)) } }
                }
            }
        }
    }
}

fn lead(evaluation: &Evaluation) -> Markup {
    let score = evaluation.partition.as_ref().and_then(|p| p.score(Measure::Operations));
    html! {
        p class="lede" {
            @match score {
                Some(score) => {
                    "Para convertir esta propuesta en la agrupación de referencia harían falta "
                    strong { (value(score.measure, score.run)) " operaciones de revisión" }
                    ". Partiendo de cada aporte por separado serían "
                    (value(score.measure, score.alone))
                    ", y de un grupo por competencia, "
                    (value(score.measure, score.competencia)) "."
                }
                None => "Ningún aporte tiene un desafío de referencia: la agrupación no se puede medir.",
            }
        }
    }
}

fn coverage(evaluation: &Evaluation) -> Section {
    let coverage = &evaluation.coverage;
    let crossed = |c: &Crossed| part(c.both, c.groups, c.share);
    let rows = [
        ("Aportes", coverage.statements.to_string()),
        ("Con desafío de referencia", coverage.with_challenge.to_string()),
        ("De ningún desafío (NINGUNO)", coverage.with_none.to_string()),
        ("Sin referencia", coverage.without_reference.to_string()),
        ("En la referencia y no aquí", coverage.not_in_run.len().to_string()),
        (
            "Con desafío de referencia y en una propuesta de desafío",
            part(coverage.in_candidate, coverage.with_challenge, coverage.share),
        ),
        (
            "Propuestas de desafío que cruzan lo institucional y lo ciudadano",
            crossed(&coverage.crossed_candidates),
        ),
        ("Desafíos de referencia que los cruzan", crossed(&coverage.crossed_references)),
    ];
    let body = html! {
        p {
            "La agrupación se mide en los aportes que tienen un desafío de referencia; los que "
            "no están en ninguna propuesta de desafío cuentan como solos."
        }
        (pairs_table("Aportes y grupos", &rows))
    };
    Section::new("comparado", "Qué se comparó", body)
}

/// A table of names and values.
fn pairs_table(caption: &str, rows: &[(&str, String)]) -> Markup {
    let mut table = Table::new(caption, &[]);
    table.rows = rows.iter().map(|(name, value)| vec![(*name).to_owned(), value.clone()]).collect();
    html! { div class="narrow" { (table.html()) } }
}

fn grouping(scores: &PartitionScores, evaluation: &Evaluation) -> Section {
    let body = html! {
        p {
            (scores.statements) " aportes en " (scores.groups) " grupos; en la referencia, en "
            (scores.references) " desafíos. Junto a la propuesta están tres agrupaciones que no "
            "leen el asunto: cada aporte solo, un grupo por competencia, y grupos del mismo "
            "tamaño llenados al azar. Una medida solo dice algo si las supera."
        }
        (chart::operations(scores))
        (chart::agreement(scores))
        (wide("Todas las medidas", &measures(scores)))
        @if evaluation.settings.resamples == 0 {
            p { "No se pidieron intervalos." }
        }
    };
    Section::new("agrupacion", "La agrupación", body)
}

/// Every measure of the run and of the baselines, with an explanation.
fn measures(scores: &PartitionScores) -> Markup {
    let heads = ["Propuesta", "Intervalo 95 %", "Cada uno solo", "Por competencia", "Al azar"];
    html! {
        table {
            caption { "Todas las medidas" }
            thead {
                tr {
                    th scope="col" { "Medida" }
                    @for head in heads { th.n scope="col" { (head) } }
                    th.words scope="col" { "Qué dice" }
                }
            }
            tbody { @for score in &scores.scores { (measure_row(score)) } }
        }
    }
}

fn measure_row(score: &Score) -> Markup {
    let name = score.measure.in_spanish();
    let shown = |number: f64| value(score.measure, number);
    html! {
        tr class=(if name.starts_with(' ') { "detail" } else { "whole" }) {
            th scope="row" { (name.trim_start()) }
            td.n.own { (shown(score.run)) }
            td.n {
                @match score.interval {
                    Some(interval) => { (shown(interval.low)) " a " (shown(interval.high)) }
                    None => "—",
                }
            }
            td.n { (shown(score.alone)) }
            td.n { (shown(score.competencia)) }
            td.n { (shown(score.random)) }
            td.words { (words::explained(score.measure)) }
        }
    }
}

fn parts(evaluation: &Evaluation) -> Section {
    let body = html! {
        p {
            "Cada parte se mide dentro de la agrupación entera. «Fuera de su grupo» son los "
            "aportes que habría que llevar a otro."
        }
        (part_table("Por origen", &evaluation.by_origin, |origin| origin.in_spanish().to_owned()))
        (part_table("Por tamaño del grupo propuesto", &evaluation.by_group_size, |size| size.in_spanish()))
        (part_table("Por competencia del desafío de referencia", &evaluation.by_competencia, |name| competencia_name(name.as_ref())))
    };
    Section::new("partes", "Dónde acierta y dónde no", body)
}

fn part_table<K>(caption: &str, slices: &[Slice<K>], name: impl Fn(&K) -> String) -> Markup {
    let heads = ["Aportes", "Grupos", "Desafíos", "B³\u{a0}F", "", "Precisión", "Exhaustividad"];
    html! {
        (wide(caption, &html! {
            table {
                caption { (caption) }
                thead {
                    tr {
                        th scope="col" { "Parte" }
                        @for head in heads {
                            @if head.is_empty() { td {} } @else { th.n scope="col" { (head) } }
                        }
                        th.n scope="col" { "Fuera de su grupo" }
                    }
                }
                tbody {
                    @for slice in slices {
                        tr {
                            th scope="row" { (visible_line(&name(&slice.of))) }
                            td.n { (slice.statements) }
                            td.n { (slice.groups) }
                            td.n { (slice.references) }
                            td.n { (decimal(slice.b_cubed.f, 2)) }
                            td { (chart::bar(slice.b_cubed.f)) }
                            td.n { (decimal(slice.b_cubed.precision, 2)) }
                            td.n { (decimal(slice.b_cubed.recall, 2)) }
                            td.n { (slice.outside) }
                        }
                    }
                }
            }
        }))
    }
}

fn suggestions(evaluation: &Evaluation) -> Section {
    let outside = &evaluation.outside;
    let two = &evaluation.two_references;
    let mut rows = vec![
        (
            "Fuera de su grupo, con la propuesta correcta entre las sugeridas",
            part(outside.suggested, outside.statements, outside.share),
        ),
        (
            "Con dos desafíos, con el segundo entre las sugeridas",
            part(two.second.suggested, two.second.statements, two.second.share),
        ),
        ("Con dos desafíos, y ya en una propuesta del segundo", two.in_second.to_string()),
    ];
    rows.extend(evaluation.homes.iter().flat_map(table::homes));
    let body = html! {
        p {
            "Una propuesta de desafío vale aquí por el desafío de referencia de la mayoría de sus "
            "aportes."
        }
        (pairs_table("Si las otras propuestas sugeridas ayudan", &rows))
    };
    Section::new("sugerencias", "Las sugerencias", body)
}

fn alignment(evaluation: &Evaluation) -> Option<Section> {
    let found = evaluation.alignment.as_ref()?;
    let rows = table::alignment(found);
    let rows: Vec<(&str, String)> =
        rows.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let body = html! {
        p {
            "El horizonte, los objetivos y la política que se sugieren para cada propuesta, frente a "
            "los que el marco da al desafío de referencia de la mayoría de sus aportes."
        }
        (pairs_table("Alineaciones acertadas", &rows))
    };
    Some(Section::new("alineacion", "La alineación", body))
}

fn drafting(evaluation: &Evaluation) -> Option<Section> {
    let rows = table::drafting(evaluation.drafting.as_ref()?);
    let rows: Vec<(&str, String)> =
        rows.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let body = html! {
        p {
            "Cuánto se parece el borrador de cada propuesta al desafío publicado de la mayoría de sus "
            "aportes, por las letras y las palabras que comparten (chrF++, de 0 a 100). Se comparan "
            "las propuestas de tres aportes o más con al menos la mitad en un mismo desafío; al lado, "
            "lo que daría el texto de un solo aporte."
        }
        (pairs_table("Los borradores frente a lo publicado", &rows))
    };
    Some(Section::new("borradores", "Los borradores", body))
}

fn competencia(evaluation: &Evaluation) -> Section {
    let scores = &evaluation.competencia;
    let accuracy = |a: &Accuracy| part(a.right, a.statements, a.share);
    let rows = [
        ("Todas", accuracy(&scores.all)),
        ("Con un nombre oficial escrito", accuracy(&scores.official)),
        ("Con otro nombre escrito", accuracy(&scores.informal)),
        ("En blanco", accuracy(&scores.blank)),
    ];
    let body = html! {
        p { "Cuántos aportes recibieron la competencia de su desafío de referencia principal." }
        (pairs_table("Competencias acertadas", &rows))
        p {
            "Una probabilidad es de fiar si, de los aportes a los que se les dijo 70 %, acierta "
            "más o menos el 70 %: los puntos quedan entonces cerca de la diagonal. Aquí, los "
            "aportes sin nombre oficial escrito, donde la competencia es palabra de la máquina."
        }
        (reliability("competencia-grafico", &scores.calibration_undeclared, "Probabilidad de la competencia asignada"))
    };
    Section::new("competencia", "La competencia", body)
}

fn reliability(id: &str, calibration: &Calibration, caption: &str) -> Markup {
    let optional =
        |value: Option<f64>| value.map_or_else(|| "—".to_owned(), |value| decimal(value, 3));
    let rows = [
        ("Aportes", calibration.statements.to_string()),
        ("Brier: error cuadrático de la probabilidad (0 es lo mejor)", optional(calibration.brier)),
        ("Distancia media a la diagonal (0 es lo mejor)", optional(calibration.expected_error)),
    ];
    let heads = ["Probabilidad", "Aportes", "Media dicha", "Acertados"];
    let mut bins = Table::new("Probabilidad dicha y aciertos", &heads);
    let range = |from: f64, to: f64| {
        format!("{} a {}\u{a0}%", decimal(100.0 * from, 0), decimal(100.0 * to, 0))
    };
    bins.rows = calibration
        .bins
        .iter()
        .map(|bin| {
            let range = range(bin.from, bin.to);
            let statements = bin.statements.to_string();
            vec![range, statements, percentage(bin.said), percentage(bin.right)]
        })
        .collect();
    html! {
        @if calibration.statements > 0 { (chart::reliability(id, calibration)) }
        (pairs_table(caption, &rows))
        div class="narrow" { (bins.html()) }
    }
}

fn none(evaluation: &Evaluation) -> Section {
    let found = &evaluation.out_of_competence;
    let rows = [
        (
            "Precisión: de los señalados, los que lo son",
            part(found.right, found.predicted, found.precision),
        ),
        (
            "Exhaustividad: de los que lo son, los señalados",
            part(found.right, found.actual, found.recall),
        ),
        ("F: media armónica de las dos", percentage(found.f)),
    ];
    let body = html! {
        p {
            "Aportes que la referencia marca NINGUNO y que debían quedar señalados como ajenos "
            "a las competencias o sin contenido."
        }
        (pairs_table("NINGUNO", &rows))
    };
    Section::new("ninguno", "Los que no son de ningún desafío", body)
}

fn method(evaluation: &Evaluation) -> Section {
    let settings = &evaluation.settings;
    let body = html! {
        p {
            "Intervalos: " (settings.resamples) " remuestreos de los aportes; el intervalo "
            "toma los percentiles 2,5 y 97,5 alrededor de la media de los remuestreos. Semilla: "
            (settings.seed) ". Los aportes con dos desafíos de referencia cuentan con el "
            "principal, salvo en «B³ F con dos desafíos»."
        }
        p { (words::SOURCES) }
    };
    Section::new("metodo", "Cómo se midió", body)
}

#[cfg(test)]
mod tests;
