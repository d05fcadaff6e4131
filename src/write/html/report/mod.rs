//! The report: one self-contained Spanish page with the funnel, the counts and the plots of a run,
//! each plot with its table, to read on a screen, print, or hear.
//!
//! [`page`] is pure: the same proposal and facts give the same bytes. The page needs no
//! network and runs no script; what people wrote is shown as text whatever it contains.

mod chain;
mod choices;
mod counts;
mod coverage;
mod crossing;
mod funnel;
mod learning;
mod listing;
mod map;
mod overview;
mod review;
mod since;

use maud::{Markup, html};

use crate::domain::index::{CompetenciaIndex, StatementIndex};
use crate::domain::proposal::Proposal;
use crate::text::hidden::visible_line;
use crate::write::flow;
use crate::write::html::glossary;
use crate::write::html::shell::Shell;
use crate::write::svg::words::clipped;

pub use choices::why as why_so_many;

/// The page: what a run proposes, and the facts of the run as (label, value) pairs in the order to
/// be shown.
pub fn page(proposal: &Proposal, facts: &[(String, String)]) -> String {
    let mut sections = vec![overview::funnel(proposal)];
    sections.extend(since::since(proposal));
    sections.extend(learning::learned(proposal));
    sections.extend(choices::choices(proposal));
    sections.extend([
        overview::competencias(proposal),
        crossing::crossing(proposal),
        crossing::one_sided(proposal),
        overview::sizes(proposal),
        coverage::coverage(proposal),
        review::firmness(proposal),
        review::declared(proposal),
        review::repeated(proposal),
    ]);
    sections.extend(review::personal(proposal));
    sections.extend([
        listing::map(proposal),
        listing::candidates(proposal),
        listing::skipped(proposal),
        listing::facts(facts),
    ]);
    if let Some(chain) = chain::chain(proposal) {
        let after = sections.iter().position(|section| section.id == "solidez");
        sections.insert(after.unwrap_or(sections.len()), chain);
    }
    let frame = clipped(proposal.frame.title(), 120);
    let challenge = clipped(proposal.frame.challenge(), 120);
    let opening = overview::opening(proposal);
    sections.push(glossary::section(&opening, &sections));
    let shell = Shell {
        title: &format!("Propuestas de desafío · {frame}"),
        kind: "Informe de la corrida",
        heading: &format!("Propuestas de {challenge}: {frame}"),
        opening,
        contents: "En este informe",
        styles: &[flow::STYLE],
        foot: "Hecho con minga. Son propuestas: las personas que las revisan deciden.",
    };
    shell.page(&sections)
}

/// The name of a competencia as the page shows it.
fn competencia(proposal: &Proposal, index: impl Into<CompetenciaIndex>) -> String {
    clipped(proposal.frame.competencia(index), 200)
}

/// The id of a statement as the page shows it.
fn statement_id(proposal: &Proposal, statement: impl Into<StatementIndex>) -> String {
    clipped(proposal.corpus.statements[statement.into()].id.as_str(), 60)
}

/// The first words of a statement as the page shows them.
fn quoted(proposal: &Proposal, statement: impl Into<StatementIndex>) -> Markup {
    html! { "«" (clipped(&proposal.corpus.statements[statement.into()].text, 180)) "»" }
}

/// The formulation of a candidate as the page shows it; drafts are short, hostile ones are cut.
fn draft(proposal: &Proposal, candidate: usize) -> String {
    clipped(&proposal.candidates[candidate].draft.text, 500)
}

/// The name of a candidate as the page shows it.
fn name(proposal: &Proposal, candidate: usize) -> String {
    clipped(&proposal.candidates[candidate].name, 80)
}

/// The id of a candidate, which leads to its place in the list of all where it is listed.
fn reference(proposal: &Proposal, candidate: usize, listed: &[bool]) -> Markup {
    let id = visible_line(proposal.candidates[candidate].id.as_str());
    html! {
        @if listed[candidate] { a href={ "#p" (candidate) } { (id) } } @else { (id) }
    }
}

#[cfg(test)]
mod tests;
