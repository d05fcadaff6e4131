//! The evaluation as one page of HTML that people open in a browser: nothing is loaded from
//! anywhere, and no script runs.

mod chart;
mod learning;
mod words;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::domain::calibration::Calibration;
use crate::evaluate::competencia::Accuracy;
use crate::evaluate::slices::Slice;
use crate::evaluate::table::{self, competencia_name, decimal, part, percentage, value};
use crate::evaluate::{Crossed, Evaluation, Measure, PartitionScores, Score};
use crate::text::hidden::visible_line;

/// The page's whole style.
const STYLE: &str = include_str!("style.css");

/// The page, in Spanish. The facts are told at its head, each a name and a value (files, date,
/// version): they may hold anything.
pub fn page(evaluation: &Evaluation, facts: &[(String, String)]) -> String {
    let title = "Evaluación frente a la agrupación de referencia";
    html! {
        (DOCTYPE)
        html lang="es" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (title) }
                    (lead(evaluation))
                    @if !facts.is_empty() {
                        dl.facts {
                            @for (name, fact) in facts {
                                dt { bdi { (visible_line(name)) } }
                                dd { bdi { (visible_line(fact)) } }
                            }
                        }
                    }
                    (coverage(evaluation))
                    @if let Some(scores) = &evaluation.partition {
                        (grouping(scores, evaluation))
                        (parts(evaluation))
                    }
                    (learning::sections(evaluation))
                    (suggestions(evaluation))
                    (alignment(evaluation))
                    (competencia(evaluation))
                    (none(evaluation))
                    (method(evaluation))
                }
            }
        }
    }
    .into_string()
}

/// Nothing but the page's own style may take effect.
fn policy() -> String {
    let hash = base64(&Sha256::digest(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
}

/// RFC 4648 with padding.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for i in 0..4 {
            let symbol = ALPHABET[(bits >> (18 - 6 * i) & 63) as usize];
            text.push(if i <= chunk.len() { char::from(symbol) } else { '=' });
        }
    }
    text
}

fn lead(evaluation: &Evaluation) -> Markup {
    let score = evaluation.partition.as_ref().and_then(|p| p.score(Measure::Operations));
    html! {
        p.lead {
            @match score {
                Some(score) => {
                    "Para convertir esta propuesta en la agrupación de referencia harían falta "
                    strong { (value(score.measure, score.run)) " operaciones de revisión" }
                    ". Partiendo de cada enunciado por separado serían "
                    (value(score.measure, score.alone))
                    ", y de un grupo por competencia, "
                    (value(score.measure, score.competencia)) "."
                }
                None => "Ningún enunciado tiene un desafío de referencia: la agrupación no se puede medir.",
            }
        }
    }
}

fn coverage(evaluation: &Evaluation) -> Markup {
    let coverage = &evaluation.coverage;
    let crossed = |c: &Crossed| part(c.both, c.groups, c.share);
    let rows = [
        ("Enunciados", coverage.statements.to_string()),
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
    html! {
        h2 { "Qué se comparó" }
        p {
            "La agrupación se mide en los enunciados que tienen un desafío de referencia; los que "
            "no están en ninguna propuesta de desafío cuentan como solos."
        }
        (pairs_table("Enunciados y grupos", &rows))
    }
}

fn pairs_table(caption: &str, rows: &[(&str, String)]) -> Markup {
    html! {
        table.short {
            caption { (caption) }
            tbody {
                @for (name, value) in rows {
                    tr { th scope="row" { (name) } td { (value) } }
                }
            }
        }
    }
}

fn grouping(scores: &PartitionScores, evaluation: &Evaluation) -> Markup {
    html! {
        h2 { "La agrupación" }
        p {
            (scores.statements) " enunciados en " (scores.groups) " grupos; en la referencia, en "
            (scores.references) " desafíos. Junto a la propuesta están tres agrupaciones que no "
            "leen el asunto: cada enunciado solo, un grupo por competencia, y grupos del mismo "
            "tamaño llenados al azar. Una medida solo dice algo si las supera."
        }
        (chart::operations(scores))
        (chart::agreement(scores))
        div.wide tabindex="0" role="region" aria-label="Todas las medidas" {
            table {
                caption { "Todas las medidas" }
                thead {
                    tr {
                        th scope="col" { "Medida" }
                        th scope="col" { "Propuesta" }
                        th scope="col" { "Intervalo 95 %" }
                        th scope="col" { "Cada uno solo" }
                        th scope="col" { "Por competencia" }
                        th scope="col" { "Al azar" }
                        th.words scope="col" { "Qué dice" }
                    }
                }
                tbody { @for score in &scores.scores { (measure_row(score)) } }
            }
        }
        @if evaluation.settings.resamples == 0 {
            p { "No se pidieron intervalos." }
        }
    }
}

fn measure_row(score: &Score) -> Markup {
    let name = score.measure.in_spanish();
    let shown = |number: f64| value(score.measure, number);
    html! {
        tr class=(if name.starts_with(' ') { "detail" } else { "whole" }) {
            th scope="row" { (name.trim_start()) }
            td.run { (shown(score.run)) }
            td.interval {
                @match score.interval {
                    Some(interval) => { (shown(interval.low)) " a " (shown(interval.high)) }
                    None => "—",
                }
            }
            td { (shown(score.alone)) }
            td { (shown(score.competencia)) }
            td { (shown(score.random)) }
            td.words { (words::explained(score.measure)) }
        }
    }
}

fn parts(evaluation: &Evaluation) -> Markup {
    html! {
        h2 { "Dónde acierta y dónde no" }
        p {
            "Cada parte se mide dentro de la agrupación entera. «Fuera de su grupo» son los "
            "enunciados que habría que llevar a otro."
        }
        (part_table("Por origen", &evaluation.by_origin, |origin| origin.in_spanish().to_owned()))
        (part_table("Por tamaño del grupo propuesto", &evaluation.by_group_size, |size| size.in_spanish()))
        (part_table("Por competencia del desafío de referencia", &evaluation.by_competencia, |name| competencia_name(name.as_ref())))
    }
}

fn part_table<K>(caption: &str, slices: &[Slice<K>], name: impl Fn(&K) -> String) -> Markup {
    let heads = ["Enunciados", "Grupos", "Desafíos", "B³\u{a0}F", "", "Precisión", "Exhaustividad"];
    html! {
        div.wide tabindex="0" role="region" aria-label=(caption) {
            table {
                caption { (caption) }
                thead {
                    tr {
                        th scope="col" { "Parte" }
                        @for head in heads {
                            @if head.is_empty() { td {} } @else { th scope="col" { (head) } }
                        }
                        th scope="col" { "Fuera de su grupo" }
                    }
                }
                tbody {
                    @for slice in slices {
                        tr {
                            th scope="row" { (visible_line(&name(&slice.of))) }
                            td { (slice.statements) }
                            td { (slice.groups) }
                            td { (slice.references) }
                            td { (decimal(slice.b_cubed.f, 2)) }
                            td { (chart::bar(slice.b_cubed.f)) }
                            td { (decimal(slice.b_cubed.precision, 2)) }
                            td { (decimal(slice.b_cubed.recall, 2)) }
                            td { (slice.outside) }
                        }
                    }
                }
            }
        }
    }
}

fn suggestions(evaluation: &Evaluation) -> Markup {
    let outside = &evaluation.outside;
    let two = &evaluation.two_references;
    let rows = [
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
    html! {
        h2 { "Las sugerencias" }
        p {
            "Una propuesta de desafío vale aquí por el desafío de referencia de la mayoría de sus "
            "enunciados."
        }
        (pairs_table("Si las otras propuestas sugeridas ayudan", &rows))
    }
}

fn alignment(evaluation: &Evaluation) -> Markup {
    let Some(found) = &evaluation.alignment else { return Markup::default() };
    let rows = table::alignment(found);
    let rows: Vec<(&str, String)> =
        rows.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    html! {
        h2 { "La alineación" }
        p {
            "El horizonte, los objetivos y la política que se sugieren para cada propuesta, frente a "
            "los que el marco da al desafío de referencia de la mayoría de sus enunciados."
        }
        (pairs_table("Alineaciones acertadas", &rows))
    }
}

fn competencia(evaluation: &Evaluation) -> Markup {
    let scores = &evaluation.competencia;
    let accuracy = |a: &Accuracy| part(a.right, a.statements, a.share);
    let rows = [
        ("Todas", accuracy(&scores.all)),
        ("Con un nombre oficial escrito", accuracy(&scores.official)),
        ("Con otro nombre escrito", accuracy(&scores.informal)),
        ("En blanco", accuracy(&scores.blank)),
    ];
    html! {
        h2 { "La competencia" }
        p { "Cuántos enunciados recibieron la competencia de su desafío de referencia principal." }
        (pairs_table("Competencias acertadas", &rows))
        p {
            "Una probabilidad es de fiar si, de los enunciados a los que se les dijo 70 %, acierta "
            "más o menos el 70 %: los puntos quedan entonces cerca de la diagonal. Aquí, los "
            "enunciados sin nombre oficial escrito, donde la competencia es palabra de la máquina."
        }
        (reliability(&scores.calibration_undeclared, "Probabilidad de la competencia asignada"))
    }
}

fn reliability(calibration: &Calibration, caption: &str) -> Markup {
    let optional =
        |value: Option<f64>| value.map_or_else(|| "—".to_owned(), |value| decimal(value, 3));
    let rows = [
        ("Enunciados", calibration.statements.to_string()),
        ("Brier: error cuadrático de la probabilidad (0 es lo mejor)", optional(calibration.brier)),
        ("Distancia media a la diagonal (0 es lo mejor)", optional(calibration.expected_error)),
    ];
    html! {
        @if calibration.statements > 0 { (chart::reliability(calibration)) }
        (pairs_table(caption, &rows))
        div.wide {
            table.short {
                caption { "Probabilidad dicha y aciertos" }
                thead {
                    tr {
                        th scope="col" { "Probabilidad" }
                        th scope="col" { "Enunciados" }
                        th scope="col" { "Media dicha" }
                        th scope="col" { "Acertados" }
                    }
                }
                tbody {
                    @for bin in &calibration.bins {
                        tr {
                            th scope="row" {
                                (decimal(100.0 * bin.from, 0)) " a " (decimal(100.0 * bin.to, 0)) " %"
                            }
                            td { (bin.statements) }
                            td { (percentage(bin.said)) }
                            td { (percentage(bin.right)) }
                        }
                    }
                }
            }
        }
    }
}

fn none(evaluation: &Evaluation) -> Markup {
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
    html! {
        h2 { "Los que no son de ningún desafío" }
        p {
            "Enunciados que la referencia marca NINGUNO y que debían quedar señalados como ajenos "
            "a las competencias o sin contenido."
        }
        (pairs_table("NINGUNO", &rows))
    }
}

fn method(evaluation: &Evaluation) -> Markup {
    let settings = &evaluation.settings;
    html! {
        h2 { "Cómo se midió" }
        p {
            "Intervalos: " (settings.resamples) " remuestreos de los enunciados; el intervalo "
            "toma los percentiles 2,5 y 97,5 alrededor de la media de los remuestreos. Semilla: "
            (settings.seed) ". Los enunciados con dos desafíos de referencia cuentan con el "
            "principal, salvo en «B³ F con dos desafíos»."
        }
        p { (words::SOURCES) }
    }
}

#[cfg(test)]
mod tests;
