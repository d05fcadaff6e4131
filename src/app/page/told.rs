//! Problems, cell by cell, and notes, as every page shows them.

use maud::{Markup, html};

use crate::app::reading::Told;
use crate::text::counts::thousands;

/// How many problems and notes are shown.
const SHOWN: usize = 200;

/// A table of problems; nothing where there are none.
pub(super) fn problems(problems: &[Told]) -> Markup {
    html! {
        @if !problems.is_empty() {
            section class="figure" aria-labelledby="problemas" {
                h2 id="problemas" { "Problemas, celda por celda" }
                div class="table" role="region" aria-label="Tabla de problemas" tabindex="0" {
                    table {
                        thead { tr { th scope="col" { "Hoja" } th scope="col" class="n" { "Fila" } th scope="col" { "Columna" } th scope="col" { "Qué pasa y qué hacer" } } }
                        tbody {
                            @for problem in problems.iter().take(SHOWN) {
                                tr {
                                    td { (problem.file) }
                                    td class="n" { @if let Some(row) = problem.row { (row) } }
                                    td { @if let Some(column) = &problem.column { (column) } }
                                    td class="what" { (problem.what) }
                                }
                            }
                        }
                    }
                }
                (more(problems.len()))
            }
        }
    }
}

/// A list of notes; nothing where there are none.
pub(super) fn notes(notes: &[String]) -> Markup {
    html! {
        @if !notes.is_empty() {
            section class="figure" aria-labelledby="notas" {
                h2 id="notas" { "Lo que conviene saber" }
                ul class="plain-list" { @for note in notes.iter().take(SHOWN) { li { (note) } } }
                (more(notes.len()))
            }
        }
    }
}

/// How many are not shown.
fn more(all: usize) -> Markup {
    html! { @if let more @ 1.. = all.saturating_sub(SHOWN) { p { "… y " (thousands(more)) " más." } } }
}
