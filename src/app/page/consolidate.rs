//! Where a list is consolidated: what is missing is said before, and each file that comes of it says what
//! it is for.

use maud::{Markup, html};

use super::after::OfRun;
use super::returned::states;
use super::shell::{Place, page};
use crate::app::consolidated::List;
use crate::commands::standing::Standing;
use crate::text::counts::{plain_count as count, thousands};
use crate::write::consolidated::{Devolucion, Waiting};

/// How many things that wait are shown.
const SHOWN: usize = 50;

/// The page.
pub(crate) fn consolidate(run: OfRun<'_>, standing: &Standing, lists: &[List]) -> String {
    page(
        &format!("Consolidar {}", run.process.record.name),
        Some((run.process, Place::Run)),
        &html! {
            h1 { "Consolidar" }
            p { a href=(run.base()) { "Corrida " (run.number) } }
            (states(standing))
            (missing(&standing.waiting))
            (form(run, standing))
            @for (at, list) in lists.iter().enumerate() { (written(run, at, list)) }
        },
    )
}

/// What waits for a person, texts and challenges apart.
fn missing(waiting: &[Waiting]) -> Markup {
    let texts = waiting.iter().filter(|one| one.statement.is_some()).count();
    let challenges = waiting.len() - texts;
    html! {
        section class="figure" aria-labelledby="falta" {
            h2 id="falta" { "Lo que falta decidir" }
            @if waiting.is_empty() {
                p class="good" { "No falta nada: la lista puede ser la definitiva." }
            } @else {
                p class="wrong" {
                    @if texts > 0 { (count(texts, "aporte", "aportes")) }
                    @if texts > 0 && challenges > 0 { " y " }
                    @if challenges > 0 { (count(challenges, "desafío consolidado", "desafíos consolidados")) }
                    " sin decidir."
                }
                details {
                    summary { "Ver la lista de lo que falta" }
                    ul class="plain-list" {
                        @for one in waiting.iter().take(SHOWN) { li { (one.to_string()) } }
                    }
                    @if let more @ 1.. = waiting.len().saturating_sub(SHOWN) { p { "… y " (thousands(more)) " más." } }
                }
            }
        }
    }
}

fn form(run: OfRun<'_>, standing: &Standing) -> Markup {
    let is_draft = !standing.waiting.is_empty();
    html! {
        form class="panel" method="post" action={ (run.base()) "/consolidar" } {
            @if is_draft {
                label class="choice" {
                    input type="checkbox" name="borrador" value="si" required;
                    "Escribir un borrador: los archivos dicen que lo son y qué falta"
                }
            }
            @if standing.places.is_empty() {
                p class="note" {
                    "Para la devolución (una página por taller, parroquia o entidad), las hojas necesitan una de "
                    "esas columnas."
                }
            } @else {
                label for="devolucion" { "Devolución: páginas con lo que se dijo en cada lugar y en qué quedó" }
                select id="devolucion" name="devolucion" {
                    option value="" { "Sin devolución" }
                    @for by in &standing.places { option value=(name(*by)) { (in_words(*by)) } }
                }
            }
            button class="main" { @if is_draft { "Escribir el borrador" } @else { "Escribir la lista consolidada" } }
            p class="note" { "En lo que se publica, los datos personales van tapados." }
        }
    }
}

fn name(by: Devolucion) -> &'static str {
    match by {
        Devolucion::Taller => "taller",
        Devolucion::Parroquia => "parroquia",
        Devolucion::Entidad => "entidad",
    }
}

fn in_words(by: Devolucion) -> &'static str {
    match by {
        Devolucion::Taller => "Una página por taller",
        Devolucion::Parroquia => "Una página por parroquia",
        Devolucion::Entidad => "Una página por entidad",
    }
}

/// A list that was written, with its files.
fn written(run: OfRun<'_>, at: usize, list: &List) -> Markup {
    let base = format!("/p/{}/consolidados/{}", run.process.id, list.number);
    let facts = &list.facts;
    let has_pages = !list.pages().is_empty();
    html! {
        section class="figure" aria-labelledby={ "lista-" (at) } {
            h2 id={ "lista-" (at) } { @if facts.draft { "Borrador " } @else { "Lista consolidada " } (list.number) }
            p class="note" {
                "Del " (facts.at.get(..16).unwrap_or(&facts.at).replace('T', " a las ")) " (hora UTC)."
                @if facts.draft { " Faltaba decidir: " (thousands(facts.waiting)) "." }
            }
            ul class="plain-list" {
                @for given in list.files() {
                    li { a href={ (base) "/archivo/" (given.name) } download { (given.name) } ": " (given.what) "." }
                }
                @if has_pages {
                    li {
                        a href={ (base) "/devolucion/index.html" } target="_blank" rel="noopener" { "Ver la devolución (otra ventana)" }
                        ": lo que se dijo en cada lugar y en qué quedó."
                    }
                    li { a href={ (base) "/devolucion.zip" } download { "devolucion.zip" } ": las mismas páginas, para entregarlas o imprimirlas; empiece por index.html." }
                }
            }
            details {
                summary { "Las cuentas de esta lista" }
                ul class="plain-list" {
                    @for line in &facts.lines { li { (line) } }
                    @for (gap, n) in &facts.gaps { li { (gap) ": " (thousands(*n)) "." } }
                }
            }
        }
    }
}
