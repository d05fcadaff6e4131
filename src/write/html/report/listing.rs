//! The lists at the end: the map, all candidates by competencia, the rows left out, and the facts
//! of the run.

use maud::{Markup, html};

use super::map::map as drawn_map;
use super::{competencia, draft, name, statement_id};
use crate::domain::proposal::{Firmness, Proposal, Sides};
use crate::text::hidden::visible_line;
use crate::write::html::shell::Section;
use crate::write::html::table::{Table, plate};
use crate::write::svg::AltText;
use crate::write::svg::words::{clipped, count, number};

/// The most candidates listed in all, and the most left-out rows.
const LISTED: usize = 5000;
const SKIPPED: usize = 500;

/// Which candidates the list of all holds: where there are more than it can, the riskiest of each
/// competencia.
pub(super) fn listed(p: &Proposal) -> Vec<bool> {
    let competencias = p.frame.competencias.len().max(1);
    let each = if p.candidates.len() <= LISTED { LISTED } else { LISTED / competencias };
    let mut seen = vec![0; competencias];
    let mut listed = Vec::with_capacity(p.candidates.len());
    for candidate in &p.candidates {
        let seen = &mut seen[candidate.competencia.index()];
        *seen += 1;
        listed.push(*seen <= each);
    }
    listed
}

/// The candidates on a plane, where the run gives one.
pub(super) fn map(p: &Proposal) -> Section {
    let words = AltText {
        id: "mapa-grafico",
        title: "Mapa de las propuestas (solo para orientarse)",
        desc: "Un punto por propuesta: círculo si es cruzada, cuadrado si es solo institucional, \
               triángulo si es solo ciudadana; más grande si reúne más aportes. Las cercanas se \
               parecen, de forma aproximada. La tabla da las que llevan nombre.",
    };
    let body = match drawn_map(p, &words) {
        None => html! { p { "Esta corrida no trae un mapa." } },
        Some(drawn) => {
            let mut table = Table::new(
                "Las propuestas con nombre en el mapa",
                &["Propuesta", "Nombre", "Aportes", "Formulación"],
            );
            table.wordy = 2;
            table.rows = drawn
                .named
                .iter()
                .map(|&c| {
                    let one = &p.candidates[c];
                    let text = clipped(&one.draft.text, 110);
                    vec![visible_line(one.id.as_str()), name(p, c), number(one.members.len()), text]
                })
                .collect();
            html! {
                p {
                    "Solo para orientarse: las distancias son aproximadas y nada se decide con \
                     ellas. Las propuestas parecidas suelen parecerse; llevan nombre las que más \
                     aportes reúnen."
                }
                (plate(&drawn.image, &table.html()))
                @if drawn.drawn < p.candidates.len() {
                    p class="note" {
                        "El mapa muestra " (number(drawn.drawn)) " de "
                        (count(p.candidates.len(), "propuesta", "propuestas")) "."
                    }
                }
            }
        }
    };
    Section::new("mapa", "Mapa de las propuestas", body)
}

/// All candidates by competencia.
pub(super) fn candidates(p: &Proposal) -> Section {
    let listed = listed(p);
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); p.frame.competencias.len()];
    for (c, candidate) in p.candidates.iter().enumerate() {
        groups[candidate.competencia.index()].push(c);
    }
    let body = html! {
        p {
            "Cada una con su formulación propuesta, hecha con las palabras de sus aportes, y cuántos \
             reúne de cada lado. Dentro de cada competencia, primero las que más conviene revisar."
        }
        @if p.candidates.is_empty() { p { "No hay propuestas." } }
        @for (i, group) in groups.iter().enumerate() {
            @if !group.is_empty() { (competencia_list(p, i, group, &listed)) }
        }
    };
    Section::new("propuestas", "Todas las propuestas, por competencia", body)
}

fn competencia_list(p: &Proposal, index: usize, group: &[usize], listed: &[bool]) -> Markup {
    let shown: Vec<usize> = group.iter().copied().filter(|&c| listed[c]).collect();
    html! {
        details open {
            summary {
                h3 { (competencia(p, index)) } " "
                span class="tally" { (count(group.len(), "propuesta", "propuestas")) }
            }
            ul class="list" { @for &c in &shown { (entry(p, c)) } }
            @if shown.len() < group.len() {
                p class="note" {
                    "Y " (number(group.len() - shown.len())) " más, en el libro de revisión y en \
                    candidates.csv."
                }
            }
        }
    }
}

fn entry(p: &Proposal, c: usize) -> Markup {
    let one = &p.candidates[c];
    let sides = match one.sides() {
        Sides::Both => "cruzada",
        Sides::InstitutionalOnly => "solo institucional",
        Sides::CitizenOnly => "solo ciudadana",
    };
    let only = (one.members.len() == 1).then(|| statement_id(p, one.members[0]));
    html! {
        li id={ "p" (c) } {
            span class="id" { (visible_line(one.id.as_str())) }
            @if !one.name.is_empty() { p { strong { (name(p, c)) } } }
            p { (draft(p, c)) }
            p class="more" {
                (count(one.n_institutional, "institucional", "institucionales")) " + "
                (count(one.n_citizen, "ciudadano", "ciudadanos")) " · " (sides)
                @match one.firmness() {
                    Some(Firmness::Stable) => " · solidez: estable",
                    Some(Firmness::Doubtful) => " · solidez: dudosa",
                    None => {},
                }
                @if let Some(id) = only { " · " (id) }
                @if let Some(n) = p.support(one) { " · " (count(n as usize, "apoyo", "apoyos")) }
                @if let Some(n) = p.persons(one) {
                    " · de " (count(n, "persona", "personas"))
                }
            }
        }
    }
}

/// The rows that were left out, each with what is wrong in it.
pub(super) fn skipped(p: &Proposal) -> Section {
    let body = html! {
        @if p.skipped_rows == 0 && p.skipped.is_empty() { p { "No se omitió ninguna fila." } }
        @else {
            p {
                (count(p.skipped_rows, "fila quedó fuera", "filas quedaron fuera"))
                " por tener problemas. No están en ninguna cuenta de este informe."
            }
            ul {
                @for problem in p.skipped.iter().take(SKIPPED) {
                    li { (clipped(&problem.to_string(), 300)) }
                }
            }
            @if p.skipped.len() > SKIPPED {
                p class="note" { "Y " (number(p.skipped.len() - SKIPPED)) " problemas más." }
            }
        }
    };
    Section::new("omitidas", "Filas omitidas", body)
}

/// The facts of the run.
pub(super) fn facts(facts: &[(String, String)]) -> Section {
    let mut table = Table::new("Con qué se hizo esta corrida", &["Dato", "Valor"]);
    table.wordy = 1;
    table.rows = facts
        .iter()
        .map(|(label, value)| vec![clipped(label, 120), clipped(value, 1000)])
        .collect();
    let body = html! {
        @if facts.is_empty() { p { "No hay datos de la corrida." } } @else { (table.html()) }
    };
    Section::new("corrida", "Datos de la corrida", body)
}
