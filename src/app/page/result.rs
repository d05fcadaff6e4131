//! What came of a run, and what follows.

use maud::{Markup, html};

use super::after::{OfRun, after};
use super::shell::{Place, page};
use super::told::notes;
use crate::app::folder::Process;
use crate::domain::proposal::Totals;
use crate::text::counts::{plain_count as count, thousands};
use crate::write::manifest::Manifest;

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
                    Some(link) => {
                        a class="button" href=(link) target="_blank" rel="noopener" { "Ir a la página de revisión (otra ventana)" }
                        form method="post" action={ (base) "/cerrar" } { button { "Cerrar la página de revisión" } }
                    },
                    None => form method="post" action={ (base) "/revisar" } { button { "Abrir la página de revisión" } },
                }
            }
            section class="figure" aria-labelledby="sumas" {
                h2 id="sumas" { "Dónde quedó cada aporte" }
                div class="table" role="region" aria-label="Tabla de los aportes" tabindex="0" {
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
            (notes(outcome.notes))
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
                (after(OfRun { process, number: outcome.number }))
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
        "decisions.csv" => Some("todo lo que se decidió, con quién y cuándo"),
        "disagreements.csv" => {
            Some("los aportes en que no hay acuerdo, con lo que dice cada persona")
        }
        "changes.csv" => Some("qué cambió respecto de la corrida anterior"),
        "frame_changes.csv" => Some("qué cambió del marco respecto de la corrida anterior"),
        "reviewers.csv" => Some("de quién es cada libro que se recibió"),
        "statements.csv" => Some("una fila por aporte, para otros programas"),
        "candidates.csv" => Some("una fila por propuesta, para otros programas"),
        "matches.csv" => Some("los pares de aportes parecidos, para otros programas"),
        _ => None,
    }
}
