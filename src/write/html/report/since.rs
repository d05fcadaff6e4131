//! What is different from the run before, and where the statements of the last round went.

use maud::{Markup, html};

use super::listing::listed;
use super::{draft, reference};
use crate::domain::proposal::{Change, ChangeKind, Proposal, Status};
use crate::text::hidden::visible_line;
use crate::write::html::shell::Section;
use crate::write::html::table::{Table, plate};
use crate::write::svg::AltText;
use crate::write::svg::bars::{BarSeries, bars};
use crate::write::svg::words::{count, number, part};

/// The kinds of change in reading order, each with what it means.
const KINDS: [(ChangeKind, &str, &str); 8] = [
    (ChangeKind::New, "Nuevas", "No estaban en la corrida anterior."),
    (ChangeKind::Grew, "Crecieron", "Tienen aportes que no tenían."),
    (ChangeKind::Shrank, "Se redujeron", "Perdieron aportes."),
    (ChangeKind::Mixed, "Ganaron y perdieron", "Tienen aportes nuevos y perdieron otros."),
    (ChangeKind::Split, "Se dividieron", "Sus aportes están ahora en varias."),
    (ChangeKind::Merged, "Absorbieron otra", "Tomaron los aportes de otra propuesta."),
    (ChangeKind::Vanished, "Desaparecieron", "Sus aportes están en otra parte."),
    (
        ChangeKind::TextChanged,
        "Cambió un aporte revisado",
        "Un aporte ya no dice lo que decía cuando se revisó: su decisión no vale hasta verlo.",
    ),
];

/// What changed; `None` for a run that continues no other.
pub(super) fn since(p: &Proposal) -> Option<Section> {
    let last = p.corpus.statements.iter().map(|s| s.round).max().unwrap_or(1);
    if p.changes.is_empty() && last < 2 {
        return None;
    }
    let body = html! {
        @if last > 1 { (round(p, last)) }
        @if p.changes.is_empty() {
            p { "Ninguna propuesta es distinta de las de la corrida anterior." }
        } @else {
            (kinds(p))
            @let listed = listed(p);
            @for (kind, name, meaning) in KINDS {
                @let these: Vec<&Change> = p.changes.iter().filter(|c| c.kind == kind).collect();
                @if !these.is_empty() { (list(p, name, meaning, &these, &listed)) }
            }
        }
    };
    Some(Section::new("cambios", "Qué cambió desde la corrida anterior", body))
}

/// Where the statements of the last round went.
fn round(p: &Proposal, last: u32) -> Markup {
    let new = |id: &str| {
        p.changes.iter().any(|c| c.kind == ChangeKind::New && c.candidate.as_str() == id)
    };
    let mut counts = [0; 4];
    for (statement, placement) in p.corpus.statements.iter().zip(&p.placements) {
        if statement.round != last {
            continue;
        }
        let place = match &placement.status {
            Status::Candidate(c)
                if placement.probability.is_some() || !new(p.candidates[*c].id.as_str()) =>
            {
                0
            }
            Status::Candidate(_) => 1,
            Status::OutOfCompetence(_) => 2,
            Status::Discarded(_) | Status::Pending(_) => 3,
        };
        counts[place] += 1;
    }
    let total: usize = counts.iter().sum();
    let names = [
        "En un desafío que ya existía",
        "En una propuesta nueva",
        "Fuera de competencia o sin contenido",
        "Descartados o pendientes",
    ];
    let mut table =
        Table::new("Los aportes de la última ronda", &["Dónde están", "Aportes", "Parte"]);
    let row = |name: &str, n: usize| vec![name.to_owned(), number(n), part(n, total)];
    table.rows = names.iter().zip(counts).map(|(name, n)| row(name, n)).collect();
    table.total = Some(row("De la última ronda", total));
    html! { div class="data narrow" { (table.html()) } }
}

/// How many changes of each kind.
fn kinds(p: &Proposal) -> Markup {
    let counted: Vec<(&str, usize)> = KINDS
        .iter()
        .map(|(kind, name, _)| (*name, p.changes.iter().filter(|c| c.kind == *kind).count()))
        .collect();
    let words = AltText {
        id: "cambios-grafico",
        title: "Propuestas que cambiaron",
        desc: "Una barra por clase de cambio. Los valores están en la tabla.",
    };
    let shown: Vec<_> = counted.iter().filter(|(_, n)| *n > 0).collect();
    let drawn: Vec<_> = shown.iter().map(|(name, n)| ((*name).to_owned(), vec![*n])).collect();
    let series = [BarSeries { class: "sola", words: "propuestas", letter: "" }];
    let mut table = Table::new(words.title, &["Qué pasó", "Propuestas"]);
    table.rows = counted.iter().map(|(name, n)| vec![(*name).to_owned(), number(*n)]).collect();
    plate(&bars(&words, &series, &drawn), &table.html())
}

fn list(p: &Proposal, name: &str, meaning: &str, these: &[&Change], listed: &[bool]) -> Markup {
    html! {
        details {
            summary {
                h3 { (name) }
                span class="tally" { " · " (count(these.len(), "propuesta", "propuestas")) }
            }
            p class="note" { (meaning) " La lista completa está en changes.csv." }
            ol class="list" { @for change in these { (one(p, change, listed)) } }
        }
    }
}

fn one(p: &Proposal, change: &Change, listed: &[bool]) -> Markup {
    let place = |id: &str| p.candidates.iter().position(|c| c.id.as_str() == id);
    let named = |id: &str| {
        html! {
            @match place(id) {
                Some(c) => (reference(p, c, listed)),
                None => (visible_line(id)),
            }
        }
    };
    let here = place(change.candidate.as_str());
    html! {
        li {
            span class="id" { (named(change.candidate.as_str())) }
            @if let Some(c) = here { p { (draft(p, c)) } }
            p class="more" {
                @if change.before > 0 && change.after > 0 {
                    "De " (number(change.before)) " a " (count(change.after, "aporte", "aportes"))
                } @else {
                    (count(change.before.max(change.after), "aporte", "aportes"))
                }
                @if !change.others.is_empty() {
                    @if matches!(change.kind, ChangeKind::Split | ChangeKind::Vanished) {
                        "; ahora en "
                    } @else { "; con aportes que estaban en " }
                    @for (i, other) in change.others.iter().take(12).enumerate() {
                        @if i > 0 { ", " }
                        (named(other.as_str()))
                    }
                    @if change.others.len() > 12 { " y otras " (number(change.others.len() - 12)) }
                }
                "."
            }
        }
    }
}
