//! The sheets of a process: to drop some, and what minga reads in them.

use maud::{Markup, html};

use super::shell::{Place, page};
use super::told::{notes, problems};
use crate::app::folder::Process;
use crate::app::names;
use crate::app::reading::{ReadSheet, Reading};
use crate::domain::reading::Field;
use crate::domain::statement::Origin;
use crate::read::input::{Preview, PreviewColumn, Role};
use crate::text::counts::plain_count as count;

/// The page; an error where the sheets cannot be read at all.
pub(crate) fn sheets(process: &Process, reading: &Result<Reading, String>) -> String {
    let base = format!("/p/{}/hojas", process.id);
    page(
        &format!("Hojas de {}", process.record.name),
        Some((process, Place::Sheets)),
        &html! {
            h1 { "Hojas" }
            (drop_zones(process))
            @match reading {
                Err(why) => p class="wrong" { (why) },
                Ok(reading) => (read(&base, reading)),
            }
        },
    )
}

fn drop_zones(process: &Process) -> Markup {
    let accept = names::SHEETS.map(|ending| format!(".{ending}")).join(",");
    let zone = |id: &str, title: &str, what: &str| {
        html! {
            div class={ "drop " (id) } data-drop=(id) {
                label for=(id) { strong { (title) } }
                p class="note" { (what) }
                input id=(id) type="file" multiple accept=(accept) data-origen=(id);
            }
        }
    };
    html! {
        section class="figure" aria-labelledby="subir" data-subir={ "/p/" (process.id) "/subir" } {
            h2 id="subir" { "Subir hojas" }
            p {
                "Elija los archivos o suéltelos sobre su recuadro. Se leen y se muestran; nada se guarda "
                "en el proceso hasta que lo confirme."
            }
            div class="zones" {
                (zone("oficinas", "De las oficinas", "Lo que escribieron las entidades (institucional)."))
                (zone("ciudadania", "De la ciudadanía", "Lo que se escribió en talleres y formularios."))
                (zone("ambas", "De ambas", "Una columna «origen» dice de quién es cada fila."))
            }
            p {
                "¿Todavía no tiene hojas? Descargue una plantilla: "
                a href={ "/p/" (process.id) "/plantilla/oficinas" } download { "para las oficinas" } " o "
                a href={ "/p/" (process.id) "/plantilla/ciudadania" } download { "para la ciudadanía" } "."
            }
        }
    }
}

fn read(base: &str, reading: &Reading) -> Markup {
    if reading.sheets.is_empty() {
        return html! { p class="empty" { "Todavía no hay hojas en este proceso." } };
    }
    html! {
        section class="figure" aria-labelledby="leido" {
            h2 id="leido" { "Lo que se leyó" }
            (verdict(reading))
            (decision(base, reading))
        }
        (problems(&reading.problems))
        (notes(&reading.notes))
        @if reading.notes.iter().any(|note| note.contains("--column")) {
            p class="note" { "Donde dice «--column», elija la columna en la tabla de su hoja, más abajo." }
        }
        @for (at, sheet) in reading.sheets.iter().enumerate() { (one(base, at, sheet)) }
    }
}

/// In a sentence, whether what is there can be used.
fn verdict(reading: &Reading) -> Markup {
    let statements = count(reading.statements, "aporte", "aportes");
    html! {
        @match (reading.problems.len(), reading.can_skip) {
            (0, _) => p class="good" { "Todo en orden: " (statements) " en " (count(reading.sheets.len(), "hoja", "hojas")) "." },
            (n, Some(rows)) => p class="wrong" {
                (count(n, "problema", "problemas")) " en " (count(rows, "fila", "filas")) "; el resto se lee: "
                (statements) "."
                @if reading.skips { " Se decidió dejar fuera esas filas." }
            },
            (n, None) => p class="wrong" {
                (count(n, "problema que impide", "problemas que impiden")) " usar las hojas: corríjalas "
                "y súbalas de nuevo, o diga abajo qué columna es cuál."
            },
        }
        @if let Some(cells) = &reading.cells { p { (cells) "." } }
    }
}

/// The buttons that take in what waits.
fn decision(base: &str, reading: &Reading) -> Markup {
    let can = reading.problems.is_empty() || reading.can_skip.is_some();
    let skip = reading.can_skip.filter(|_| !reading.problems.is_empty());
    html! {
        @if reading.waits() && can {
            form method="post" action={ (base) "/confirmar" } {
                @if let Some(rows) = skip {
                    label class="choice" {
                        input type="checkbox" name="omitir" value="si" required checked[reading.skips];
                        "Dejar fuera " (count(rows, "la fila", "las filas")) " con problemas (la lista queda en el informe)"
                    }
                }
                button class="main" { "Confirmar y guardar en el proceso" }
            }
        } @else if reading.waits() {
            p class="note" { "Nada se guarda mientras haya problemas que impiden usar las hojas." }
        } @else if let Some(rows) = skip {
            form method="post" action={ (base) "/omitir" } {
                input type="hidden" name="omitir" value=(if reading.skips { "no" } else { "si" });
                button {
                    @if reading.skips { "No dejar fuera filas" } @else { "Dejar fuera " (count(rows, "la fila", "las filas")) " con problemas" }
                }
            }
        }
    }
}

/// One sheet: what it is, and its columns with a choice each.
fn one(base: &str, at: usize, sheet: &ReadSheet) -> Markup {
    let who = match sheet.sheet.origin {
        Some(Origin::Institutional) => "de las oficinas",
        Some(Origin::Citizen) => "de la ciudadanía",
        None => "de ambas",
    };
    let file = &sheet.sheet.file;
    html! {
        section class="figure" aria-labelledby={ "hoja-" (at) } {
            h2 id={ "hoja-" (at) } { (sheet.sheet.name) }
            p {
                (who) ". "
                @if sheet.waits { strong { "Espera que la confirme." } } @else { "Guardada como " code { (file) } "." }
            }
            @for table in &sheet.tables { (columns(base, at, sheet, table)) }
            div class="acts" {
                @if sheet.is_mapped {
                    form method="post" action={ (base) "/automatico" } {
                        input type="hidden" name="archivo" value=(file);
                        button class="small" { "Volver a las columnas que minga reconoce" }
                    }
                }
                form method="post" action={ (base) "/quitar" } {
                    input type="hidden" name="archivo" value=(file);
                    button class="small" { "Quitar esta hoja" span class="unseen" { ": " (sheet.sheet.name) } }
                }
            }
        }
    }
}

fn columns(base: &str, at: usize, sheet: &ReadSheet, table: &Preview) -> Markup {
    let several = sheet.tables.len() > 1;
    html! {
        p {
            @if several { strong { (tab(&table.table)) } ": " }
            (count(table.rows, "fila", "filas")) "; " (table.format)
            @if let Some(profile) = table.profile { "; reconocida como " strong { (profile) } }
            "."
        }
        @if !table.columns.is_empty() {
            form method="post" action={ (base) "/columnas" } {
                input type="hidden" name="archivo" value=(sheet.sheet.file);
                input type="hidden" name="tabla" value=(table.table.rsplit(['/', '\\']).next().unwrap_or_default());
                div class="table" role="region" aria-label={ "Columnas de " (sheet.sheet.name) @if several { ", " (tab(&table.table)) } } tabindex="0" {
                    table class="columns" {
                        thead { tr { th scope="col" { "Columna" } th scope="col" { "Qué es" } th scope="col" { "Lo que tiene" } } }
                        tbody {
                            @for (n, column) in table.columns.iter().enumerate() { (row(at, n, column)) }
                        }
                    }
                }
                button { "Leer con estas columnas" }
            }
        }
    }
}

/// The sheet's name in the shown name of one of several tables of a workbook.
fn tab(table: &str) -> &str {
    table.rsplit_once(" [").map_or(table, |(_, tab)| tab.trim_end_matches(']'))
}

fn row(at: usize, n: usize, column: &PreviewColumn) -> Markup {
    let found = match column.role {
        Role::Field(field) => Some(field),
        _ => None,
    };
    let other = match column.role {
        Role::Person(what) => format!("Dato de personas ({what}): no entra"),
        Role::Unread => "No se lee".to_owned(),
        Role::Field(_) | Role::Kept => "Ninguna: se conserva al lado".to_owned(),
    };
    let id = format!("c-{at}-{}-{n}", column.header.len());
    html! {
        tr {
            th scope="row" { label for=(id) { (column.header) } }
            td {
                select id=(id) name={ "c" (n) } {
                    option value="" selected[found.is_none()] { (other) }
                    @for field in Field::ALL {
                        option value=(field.name()) selected[found == Some(field)] { (in_words(field)) }
                    }
                }
            }
            td class="note" {
                @for (n, sample) in column.samples.iter().enumerate() {
                    @if n > 0 { " · " } span class="sample" { (sample) }
                }
            }
        }
    }
}

/// A field as planners call it.
fn in_words(field: Field) -> &'static str {
    match field {
        Field::Id => "Número o código (id)",
        Field::Texto => "El desafío (texto)",
        Field::Titulo => "Título del desafío",
        Field::Competencia => "Competencia",
        Field::Origen => "De quién es (origen)",
        Field::Entidad => "Oficina o entidad",
        Field::Parroquia => "Parroquia",
        Field::Taller => "Taller",
        Field::Fecha => "Fecha",
        Field::Estado => "Estado en su plataforma",
        Field::Apoyos => "Apoyos",
        Field::Enlace => "Enlace",
        Field::Autoriza => "Si autoriza publicar",
        Field::Persona => "Persona (solo para contar)",
    }
}
