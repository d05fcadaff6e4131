//! A run: what will be done, how far it is, and what came of it.

use maud::{Markup, html};

use super::process::after;
use super::shell::{Place, page};
use crate::app::folder::Process;
use crate::app::reading::Reading;
use crate::app::runs::{Job, State};
use crate::domain::proposal::Totals;
use crate::propose::cluster::Target;
use crate::text::counts::{plain_count as count, thousands};
use crate::write::manifest::Manifest;

/// What the frame is: its name, what it holds, and its problems.
pub(crate) type FrameFacts = Result<(String, String, Vec<String>), String>;

/// The page on which a run is begun and waited for.
pub(crate) fn run(
    process: &Process,
    reading: &Result<Reading, String>,
    frame: &FrameFacts,
    job: Option<&Job>,
) -> String {
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
                    }
                }
                _ => {}
            }
            @if working.is_none() {
                (frame_panel(process, frame))
                (begin(process, reading, frame))
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

fn begin(process: &Process, reading: &Result<Reading, String>, frame: &FrameFacts) -> Markup {
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

/// The outcome of a run.
pub(crate) struct Outcome<'a> {
    pub(crate) number: usize,
    pub(crate) manifest: &'a Manifest,
    pub(crate) files: &'a [String],
    /// The link to its review page, where that is being served.
    pub(crate) review: Option<&'a str>,
    /// What was told when it was made in this session.
    pub(crate) notes: &'a [String],
}

/// The page with what came of a run.
pub(crate) fn result(process: &Process, outcome: &Outcome<'_>) -> String {
    let base = format!("/p/{}/corridas/{}", process.id, outcome.number);
    let m = outcome.manifest;
    let c = &m.candidates;
    page(
        &format!("Corrida {} de {}", outcome.number, process.record.name),
        Some((process, Place::Run)),
        &html! {
            h1 { "Corrida " (outcome.number) }
            p class="good" {
                (count(c.total, "propuesta de desafío", "propuestas de desafío")) ": "
                (count(c.crossed, "cruzada", "cruzadas")) ", "
                (count(c.institutional_only, "solo institucional", "solo institucionales")) ", "
                (count(c.citizen_only, "solo ciudadana", "solo ciudadanas")) "."
            }
            div class="acts" {
                a class="button main" href={ (base) "/informe" } { "Ver el informe" }
                @match outcome.review {
                    Some(link) => a class="button" href=(link) target="_blank" rel="noopener" { "Ir a la página de revisión (otra ventana)" },
                    None => form method="post" action={ (base) "/revisar" } { button { "Abrir la página de revisión" } },
                }
            }
            section class="figure" aria-labelledby="sumas" {
                h2 id="sumas" { "Dónde quedó cada aporte" }
                div class="table" role="region" aria-label="Dónde quedó cada aporte" tabindex="0" {
                    table {
                        thead { tr {
                            th scope="col" { "Aportes" } th scope="col" class="n" { "Leídos" } th scope="col" class="n" { "En propuestas" }
                            th scope="col" class="n" { "Fuera de competencia" } th scope="col" class="n" { "Descartados" } th scope="col" class="n" { "Pendientes" }
                        } }
                        tbody { (totals("Institucionales", &m.institutional)) (totals("Ciudadanos", &m.citizen)) }
                    }
                }
                @if m.skipped_rows > 0 {
                    p { (count(m.skipped_rows, "fila", "filas")) " con problemas se dejaron fuera (están en el informe y en la hoja Corrida del libro)." }
                }
            }
            @if !outcome.notes.is_empty() {
                section class="figure" aria-labelledby="notas" {
                    h2 id="notas" { "Lo que conviene saber" }
                    ul class="plain-list" { @for note in outcome.notes { li { (note) } } }
                }
            }
            section class="figure" aria-labelledby="archivos" {
                h2 id="archivos" { "Descargas" }
                ul class="plain-list" {
                    @for file in outcome.files {
                        li { a href={ (base) "/archivo/" (file) } download { (file) } @if let Some(what) = what_for(file) { ": " (what) } }
                    }
                }
            }
            section class="figure" aria-labelledby="despues" {
                h2 id="despues" { "Después" }
                (after(process))
            }
        },
    )
}

fn totals(label: &str, t: &Totals) -> Markup {
    html! {
        tr {
            th scope="row" { (label) }
            @for n in [t.total, t.candidate, t.out_of_competence, t.discarded, t.pending] { td class="n" { (thousands(n)) } }
        }
    }
}

/// What a file of a run is for.
fn what_for(file: &str) -> Option<&'static str> {
    match file {
        "review.xlsx" => Some("el libro de revisión, para decidir en una hoja de cálculo"),
        "report.html" => Some("el informe, para leer o imprimir"),
        "queue.csv" => Some("qué conviene decidir primero"),
        _ => None,
    }
}
