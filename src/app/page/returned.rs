//! Where reviewed workbooks come back: what is wrong with one, cell by cell, what was recorded, and what
//! reviewers do not agree on.

use maud::{Markup, html};

use super::after::OfRun;
use super::shell::{Place, day, page};
use super::told::{notes, problems};
use crate::app::names;
use crate::app::record::Book;
use crate::app::returned::{Last, Receipt, Waiting};
use crate::commands::disagreements::Disagreement;
use crate::commands::standing::Standing;
use crate::text::counts::{plain_count as count, thousands};

/// How many texts without agreement are shown.
const SHOWN: usize = 50;

/// The page while the review page holds the log.
pub(crate) fn returned_closed(run: OfRun<'_>) -> String {
    whole(
        run,
        &html! {
            div class="panel" {
                p {
                    "La página de revisión de esta corrida está abierta, y mientras tanto el registro es suyo. "
                    "Para recibir un libro hay que cerrarla; lo que ya se decidió en ella está guardado."
                }
                form method="post" action={ (run.base()) "/cerrar" } {
                    input type="hidden" name="volver" value="recibir";
                    button class="main" { "Cerrar la página de revisión" }
                }
            }
        },
    )
}

/// The page.
pub(crate) fn returned(run: OfRun<'_>, standing: &Standing, last: Option<&Last>) -> String {
    let books = run.process.record.books.iter().filter(|book| book.run == run.number);
    let books: Vec<&Book> = books.collect();
    whole(
        run,
        &html! {
            (states(standing))
            @match last {
                Some(Last::Waits(waiting)) => (waits(run, waiting)),
                Some(Last::Recorded(receipt)) => (recorded(receipt)),
                None => {}
            }
            (drop_zone(run))
            (disagreements(run, &standing.disagreements))
            (received(run, &books))
        },
    )
}

fn whole(run: OfRun<'_>, body: &Markup) -> String {
    page(
        &format!("Libros revisados de {}", run.process.record.name),
        Some((run.process, Place::Run)),
        &html! {
            h1 { "Libros revisados" }
            p { a href=(run.base()) { "Corrida " (run.number) } }
            (body)
        },
    )
}

/// Where the statements stand, in a sum.
pub(super) fn states(standing: &Standing) -> Markup {
    let all = &standing.states;
    html! {
        p {
            (count(standing.decisions, "decisión", "decisiones")) " en el registro. De "
            (count(all.total(), "aporte", "aportes")) ": "
            (count(all.decided, "decidido por personas", "decididos por personas")) " + "
            (thousands(all.proposed)) " donde los puso la corrida, sin decidir + "
            (count(all.pending, "pendiente", "pendientes")) "."
        }
    }
}

fn drop_zone(run: OfRun<'_>) -> Markup {
    let accept = names::BOOKS.map(|ending| format!(".{ending}")).join(",");
    html! {
        section class="figure" aria-labelledby="recibir" data-subir={ (run.base()) "/recibir" } {
            h2 id="recibir" { "Recibir un libro" }
            p {
                "Es el libro de revisión de esta corrida (review.xlsx), lleno y guardado como xlsx u ods, o una "
                "tabla de decisiones en csv. Se lee y, si algo no está en orden, no se guarda nada."
            }
            div class="drop" data-drop="libro" {
                label for="quien" { "Quién revisó (vale donde la fila no lo dice)" }
                input id="quien" name="quien" required maxlength="80" autocomplete="name" data-campo="";
                label for="libro" { "El libro revisado" }
                input id="libro" type="file" accept=(accept) data-origen="";
            }
        }
    }
}

/// A workbook with problems, and what can be done with it.
fn waits(run: OfRun<'_>, waiting: &Waiting) -> Markup {
    let base = format!("{}/recibir", run.base());
    html! {
        section class="panel" aria-labelledby="espera" role="alert" {
            h2 id="espera" { "«" (waiting.name()) "» tiene problemas" }
            p class="wrong" {
                (count(waiting.problems.len(), "problema", "problemas")) ". No se guardó nada de este libro: "
                "corríjalo y súbalo de nuevo"
                @if waiting.may_have_sound_rows() { ", o tome solo las filas en orden" }
                "."
            }
            div class="acts" {
                @if waiting.may_have_sound_rows() {
                    form method="post" action={ (base) "/tomar" } { button class="main" { "Tomar solo las filas en orden" } }
                }
                form method="post" action={ (base) "/dejar" } { button { "No tomar nada" } }
            }
        }
        (problems(&waiting.problems))
        (notes(&waiting.notes))
    }
}

fn recorded(receipt: &Receipt) -> Markup {
    html! {
        section class="panel" aria-labelledby="guardado" role="status" {
            h2 id="guardado" { "Guardado en el registro" }
            ul class="plain-list" { @for line in &receipt.lines { li { (line) } } }
            @if !receipt.problems.is_empty() {
                p { "Las filas con problemas quedaron fuera; son las de esta lista." }
            }
        }
        (problems(&receipt.problems))
        (notes(&receipt.notes))
    }
}

/// The texts on which reviewers do not agree, with both words side by side.
fn disagreements(run: OfRun<'_>, all: &[Disagreement]) -> Markup {
    let base = run.base();
    html! {
        @if !all.is_empty() {
            section class="figure" aria-labelledby="desacuerdos" {
                h2 id="desacuerdos" { "Donde no hay acuerdo" }
                p {
                    (count(all.len(), "aporte queda pendiente", "aportes quedan pendientes"))
                    " porque dos personas dicen distinto. Quien coordina lo decide en el libro o en la página de "
                    "revisión con su nombre, o llena la columna «final_id» de "
                    a href={ (base) "/archivo/disagreements.csv" } download { "disagreements.csv" }
                    " y la sube aquí."
                }
                div class="table" role="region" aria-label="Aportes sin acuerdo" tabindex="0" {
                    table {
                        thead { tr { th scope="col" { "Aporte" } th scope="col" { "Qué dice" } th scope="col" { "Cada persona" } } }
                        tbody {
                            @for one in all.iter().take(SHOWN) {
                                tr {
                                    th scope="row" { (one.statement) }
                                    td { (one.text) }
                                    td { @for word in &one.words { p { (word.reviewer) ": " strong { (word.said) } } } }
                                }
                            }
                        }
                    }
                }
                @if let more @ 1.. = all.len().saturating_sub(SHOWN) { p { "… y " (thousands(more)) " más." } }
                form class="panel" method="post" action={ (base) "/recibir/coordina" } {
                    label for="coordina" { "Quién coordina: su palabra vale donde no hay acuerdo" }
                    div class="line" {
                        input id="coordina" name="nombre" required maxlength="80" autocomplete="off";
                        button { "Nombrar a quien coordina" }
                    }
                }
            }
        }
    }
}

/// The workbooks that came, each of which can be taken back.
fn received(run: OfRun<'_>, books: &[&Book]) -> Markup {
    html! {
        @if !books.is_empty() {
            section class="figure" aria-labelledby="recibidos" {
                h2 id="recibidos" { "Libros recibidos" }
                div class="table" role="region" aria-label="Tabla de los libros" tabindex="0" {
                    table {
                        thead { tr { th scope="col" { "Libro" } th scope="col" { "De" } th scope="col" { "Día" } th scope="col" { "En el registro como" } th scope="col" { "Retirar" } } }
                        tbody {
                            @for book in books {
                                tr {
                                    th scope="row" { (book.name) }
                                    td { (book.reviewer) }
                                    td { (day(&book.at)) }
                                    td { code { (book.file) } }
                                    td {
                                        @if book.withdrawn { "retirado" } @else {
                                            form method="post" action={ (run.base()) "/recibir/retirar" } {
                                                input type="hidden" name="archivo" value=(book.file);
                                                button class="small" { "Retirar lo que dijo" span class="unseen" { ": " (book.name) } }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                p class="note" { "Nada se borra: retirar es otro registro, y el libro se puede recibir de nuevo." }
            }
        }
    }
}
