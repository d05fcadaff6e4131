//! The list of processes.

use maud::{Markup, html};

use super::shell::{day, page};
use crate::app::folder::{Error, Process};
use crate::app::runs;
use crate::text::counts::plain_count as count;

/// The page with all processes.
pub(crate) fn list(folder: &str, all: &[(String, Result<Process, Error>)]) -> String {
    let archived = |process: &Process| process.record.archived;
    let found = || all.iter().filter_map(|(_, process)| process.as_ref().ok());
    let open: Vec<_> = found().filter(|process| !archived(process)).collect();
    let put_away: Vec<_> = found().filter(|process| archived(process)).collect();
    let damaged: Vec<_> =
        all.iter().filter_map(|(id, process)| Some((id, process.as_ref().err()?))).collect();
    page(
        "Procesos",
        None,
        &html! {
            h1 { "Procesos" }
            @if open.is_empty() {
                p {
                    "Un proceso es un trabajo entero: las hojas con los desafíos que escribieron las "
                    "oficinas y la ciudadanía, y las corridas que se hacen con ellas. Empiece uno."
                }
            } @else {
                (table("Procesos abiertos", &open))
            }
            form class="panel" method="post" action="/procesos" {
                label for="nombre" { "Nombre del proceso nuevo" }
                div class="line" {
                    input id="nombre" name="nombre" required maxlength="80" autocomplete="off";
                    button class="main" { "Crear el proceso" }
                }
            }
            details {
                summary { "Traer la copia de un proceso" }
                div class="drop" data-drop="copia" data-subir="/procesos/copia" {
                    label for="copia" { "Copia de un proceso (zip), hecha con minga" }
                    input id="copia" type="file" accept=".zip" data-origen="";
                }
            }
            @if !put_away.is_empty() {
                details {
                    summary { (count(put_away.len(), "proceso archivado", "procesos archivados")) }
                    (table("Procesos archivados", &put_away))
                }
            }
            @for (id, why) in &damaged {
                p class="wrong" { "El proceso de la carpeta «" (id) "» no se puede abrir: " (why) }
            }
            p class="note" { "Todo queda en este computador, en la carpeta «" (folder) "»." }
            form method="post" action="/terminar" { button class="small" { "Cerrar minga" } }
        },
    )
}

fn table(caption: &str, processes: &[&Process]) -> Markup {
    html! {
        div class="table" {
            table {
                caption { (caption) }
                thead { tr { th scope="col" { "Proceso" } th scope="col" { "Desde" } th scope="col" { "Va en" } } }
                tbody {
                    @for process in processes {
                        tr {
                            th scope="row" { a href={ "/p/" (process.id) } { (process.record.name) } }
                            td { (day(&process.record.created)) }
                            td { (how_far(process)) }
                        }
                    }
                }
            }
        }
    }
}

/// How far a process is, in words.
pub(super) fn how_far(process: &Process) -> String {
    let sheets = process.record.sheets.len();
    if sheets == 0 {
        return "faltan las hojas".to_owned();
    }
    let made = runs::all(process).into_iter().find_map(|run| Some((run.number, run.manifest?)));
    match made {
        None => format!("{}; falta la corrida", count(sheets, "hoja", "hojas")),
        Some((number, manifest)) => format!(
            "corrida {number}: {}",
            count(manifest.candidates.total, "propuesta de desafío", "propuestas de desafío")
        ),
    }
}
