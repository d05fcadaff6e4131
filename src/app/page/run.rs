//! A run: what will be done, and how far it is.

use maud::{Markup, html};

use super::shell::{Place, page};
use crate::app::folder::Process;
use crate::app::reading::Reading;
use crate::app::runs::{Job, State};
use crate::propose::cluster::Target;
use crate::text::counts::plain_count as count;

/// What the frame is: its name, what it holds, and its problems.
pub(crate) type FrameFacts = Result<(String, String, Vec<String>), String>;

/// The last run, which another one can continue.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Previous {
    pub(crate) number: usize,
    /// How many decisions its log holds; `None` where it is damaged.
    pub(crate) decisions: Option<usize>,
}

/// What a run is begun with.
pub(crate) struct Beginning<'a> {
    pub(crate) reading: &'a Result<Reading, String>,
    pub(crate) frame: &'a FrameFacts,
    pub(crate) previous: Option<Previous>,
}

/// The page on which a run is begun and waited for.
pub(crate) fn run(process: &Process, facts: &Beginning<'_>, job: Option<&Job>) -> String {
    let working = job.filter(|job| matches!(job.state, State::Working { .. }));
    page(
        &format!("Corrida de {}", process.record.name),
        Some((process, Place::Run)),
        &html! {
            h1 { "Corrida" }
            @match (working, job.map(|job| &job.state)) {
                (Some(job), _) => (progress(process, job)),
                (None, Some(State::Failed { why })) => {
                    div class="panel" role="alert" {
                        p class="wrong" { "La última corrida no se pudo hacer:" }
                        ul class="plain-list" { @for sentence in why.iter().take(50) { li { (sentence) } } }
                        @if why.iter().any(|sentence| sentence.contains("--edited")) {
                            p class="note" {
                                "Donde dice «--edited» o «--id-prefix», elija abajo, en «Segunda ronda», qué son esos aportes."
                            }
                        }
                    }
                }
                (None, Some(State::Cancelled)) => {
                    div class="panel" role="status" {
                        p { "La corrida se canceló: no se guardó nada de ella. Lo leído de los textos queda guardado para la próxima." }
                    }
                }
                _ => {}
            }
            @if working.is_none() {
                (frame_panel(process, facts.frame))
                (begin(process, facts))
            }
        },
    )
}

fn progress(process: &Process, job: &Job) -> Markup {
    let State::Working { what, done, total } = &job.state else { return html! {} };
    html! {
        section class="panel" aria-labelledby="avance" data-estado={ "/p/" (process.id) "/estado" } {
            h2 id="avance" { "Se está haciendo la corrida " (job.number) }
            p data-que="" role="status" { (what) "…" }
            progress aria-label="Avance de la corrida" max=(1.max(*total)) value=[(*total > 0).then_some(*done)] {}
            p class="note" {
                "Puede seguir en otra página: la corrida continúa. Se detiene si cierra minga, y entonces se "
                "hace de nuevo; lo leído de los textos queda guardado."
            }
            form method="post" action={ "/p/" (process.id) "/cancelar" } { button { "Cancelar la corrida" } }
        }
    }
}

fn frame_panel(process: &Process, frame: &FrameFacts) -> Markup {
    let own = process.record.own_frame.as_ref();
    let base = format!("/p/{}/marco", process.id);
    html! {
        section class="figure" aria-labelledby="marco" {
            h2 id="marco" { "Marco de planificación" }
            @match frame {
                Err(why) => p class="wrong" { (why) },
                Ok((title, counts, problems)) => {
                    p {
                        strong { (title) }
                        @if own.is_none() { " (el de Quito, de ejemplo)" }
                        @if !counts.is_empty() { ": " (counts) }
                        "."
                    }
                    @if !problems.is_empty() {
                        p class="wrong" { (count(problems.len(), "problema", "problemas")) " en el marco: corríjalo y súbalo de nuevo." }
                        ul class="plain-list" { @for problem in problems.iter().take(100) { li { (problem) } } }
                    }
                }
            }
            @if own.is_none() {
                p { "Para otro plan, suba su marco: un libro xlsx con una hoja por tabla (competencias, objetivos, políticas)." }
            }
            div class="drop" data-drop="marco-archivo" data-subir={ (base) "/subir" } {
                label for="marco-archivo" { "Marco propio (xlsx)" }
                input id="marco-archivo" type="file" accept=".xlsx" data-origen="";
            }
            @if own.is_some() {
                form method="post" action={ (base) "/quito" } { button class="small" { "Volver al marco de Quito" } }
            }
        }
    }
}

fn begin(process: &Process, facts: &Beginning<'_>) -> Markup {
    let (reading, frame) = (facts.reading, facts.frame);
    let frame_is_sound = frame.as_ref().is_ok_and(|(.., problems)| problems.is_empty());
    let count_now = process.settings().ok().and_then(|settings| match settings.target {
        Some(Target::Count(n)) => Some(n),
        _ => None,
    });
    html! {
        section class="figure" aria-labelledby="empezar" {
            h2 id="empezar" { "Hacer la corrida" }
            @match reading {
                Err(why) => p class="wrong" { (why) },
                Ok(reading) if reading.sheets.is_empty() => p {
                    "Primero hacen falta hojas: " a href={ "/p/" (process.id) "/hojas" } { "súbalas" } "."
                },
                Ok(reading) if !reading.is_usable() => p class="wrong" {
                    "Las hojas tienen problemas: " a href={ "/p/" (process.id) "/hojas" } { "véalos y decida" } "."
                },
                Ok(_) if !frame_is_sound => p class="wrong" { "El marco tiene problemas: corríjalo antes." },
                Ok(reading) => {
                    p {
                        "Se agrupan " (count(reading.statements, "aporte", "aportes"))
                        " y se cruzan los de las oficinas con los de la ciudadanía. Salen propuestas de "
                        "desafío para revisar, un informe y un libro de revisión."
                    }
                    form class="panel" method="post" action={ "/p/" (process.id) "/correr" } {
                        @if let Some(previous) = facts.previous { (continuing(process, previous)) }
                        label for="propuestas" { "Número de propuestas (en blanco: el que minga encuentra)" }
                        div class="line" {
                            input id="propuestas" name="propuestas" type="number" min="1" max="100000" inputmode="numeric" value=[count_now];
                            button class="main" { "Empezar la corrida" }
                        }
                        p class="note" {
                            "En blanco es lo recomendado: minga busca el número con el que los grupos son más "
                            "parecidos por dentro. Pida menos para grupos más amplios; más, para grupos más precisos."
                        }
                    }
                },
            }
        }
    }
}

/// Whether the run continues the last one, and how its ids are taken.
fn continuing(process: &Process, previous: Previous) -> Markup {
    let n = previous.number;
    let before = process.record.sheets_in(n);
    let new = process.record.sheets.iter().filter(|sheet| !before.contains(sheet.file.as_str()));
    let new = match new.count() {
        0 => "No hay hojas nuevas desde entonces".to_owned(),
        new => format!("Entra lo nuevo: {}", count(new, "hoja", "hojas")),
    };
    let prefix = format!("R{}-", process.record.round(n) + 1);
    let choice = |value: &str, words: &str| {
        html! {
            label class="choice" {
                input type="radio" name="ids" value=(value) checked[value.is_empty()];
                (words)
            }
        }
    };
    html! {
        fieldset class="round" {
            legend { "Segunda ronda" }
            label class="choice" {
                input type="checkbox" name="anterior" value=(n) checked[previous.decisions != Some(0)];
                "Continuar la corrida " (n) ", que tiene "
                @match previous.decisions {
                    Some(many) => (count(many, "decisión", "decisiones")),
                    None => "un registro dañado: recupere antes una copia",
                }
            }
            p class="note" {
                "Así lo decidido se conserva, las propuestas mantienen su número y minga aprende de lo decidido. "
                (new) "; lo que la corrida " (n) " leyó sigue en ella. Sin marcar, se empieza de nuevo con todas las hojas."
            }
            details {
                summary { "Si una hoja nueva repite un id con otro texto" }
                (choice("", "Decidir por las palabras: si comparten, es el mismo aporte con otra redacción; si no, avisar"))
                (choice("editados", "Son los mismos aportes con otra redacción"))
                (choice("otros", &format!("Son aportes de otras personas: anteponer {prefix} a los ids de las hojas nuevas")))
            }
        }
    }
}
