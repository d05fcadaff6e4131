//! A process at a glance: its steps and how far each is.

use maud::{Markup, html};

use super::after::{OfRun, after};
use super::list::how_far;
use super::shell::{Place, day, page};
use crate::app::folder::Process;
use crate::app::runs;
use crate::text::counts::plain_count as count;

/// The page of a process.
pub(crate) fn process(process: &Process, waiting: usize) -> String {
    let record = &process.record;
    let base = format!("/p/{}", process.id);
    let sheets = match record.sheets.len() {
        0 => "Suba las hojas de las oficinas y de la ciudadanía.".to_owned(),
        n => format!("{} en el proceso.", count(n, "hoja", "hojas")),
    };
    page(
        &record.name,
        Some((process, Place::Overview)),
        &html! {
            h1 { (record.name) }
            p class="note" { "Desde el " (day(&record.created)) ". Va en: " (how_far(process)) "." }
            ol class="steps" {
                li {
                    h2 { "1. Hojas" }
                    p { (sheets)
                        @if waiting > 0 { " " strong { (count(waiting, "hoja espera", "hojas esperan")) " que las confirme." } }
                    }
                    p { a href={ (base) "/hojas" } { "Subir y revisar las hojas" } }
                }
                li {
                    h2 { "2. Corrida" }
                    (made(process, &base))
                    p { a href={ (base) "/correr" } { "Hacer una corrida" } }
                }
                li {
                    h2 { "3. Después de la corrida" }
                    @match runs::last(process) {
                        Some((number, _)) => (after(OfRun { process, number })),
                        None => p { "Aquí se reciben los libros revisados, se hace la segunda ronda y se consolida." },
                    }
                }
            }
            p {
                a href={ (base) "/copia.zip" } download { "Descargar una copia del proceso (zip)" }
                ": las hojas, los ajustes, las corridas y lo decidido, para guardarla o llevarla a otro computador."
            }
            details class="panel" {
                summary { "Cambiar el nombre o archivar" }
                form method="post" action={ (base) "/nombre" } {
                    label for="nombre" { "Nombre del proceso" }
                    div class="line" {
                        input id="nombre" name="nombre" required maxlength="80" autocomplete="off" value=(record.name);
                        button { "Cambiar el nombre" }
                    }
                }
                form method="post" action={ (base) "/archivar" } {
                    input type="hidden" name="archivado" value=(if record.archived { "no" } else { "si" });
                    button { @if record.archived { "Sacar del archivo" } @else { "Archivar el proceso" } }
                    p class="note" { "Un proceso archivado no se borra: queda en la lista de archivados." }
                }
            }
        },
    )
}

/// The runs of a process.
fn made(process: &Process, base: &str) -> Markup {
    let all = runs::all(process);
    html! {
        @if all.is_empty() { p { "Todavía no hay ninguna." } }
        ul class="plain-list" {
            @for run in &all {
                li {
                    @match &run.manifest {
                        Some(manifest) => {
                            a href={ (base) "/corridas/" (run.number) } { "Corrida " (run.number) }
                            ": " (count(manifest.candidates.total, "propuesta de desafío", "propuestas de desafío"))
                        }
                        None => { "La corrida " (run.number) " no terminó: haga otra." }
                    }
                }
            }
        }
    }
}
