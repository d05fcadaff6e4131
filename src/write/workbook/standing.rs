//! What people had decided before the run, as a second round's reviewer reads it: a word to filter
//! by, and who decided when.

use super::cell_style::CellStyle;
use super::names::{header, standing as word};
use super::table::SheetColumn;
use crate::domain::decision::{Alignment, NONE};
use crate::domain::index::StatementIndex;
use crate::domain::proposal::{Candidate, Decided, Proposal};
use crate::text::counts::thousands;

/// Whether the run continues another one.
pub(super) fn continues(p: &Proposal) -> bool {
    p.some(|statement| statement.round > 1)
        || p.candidates.iter().any(|candidate| candidate.decided.is_some())
        || p.placements.iter().any(|placement| placement.decided.is_some())
}

/// The columns about a candidate.
pub(super) fn of_candidates(p: &Proposal) -> Vec<SheetColumn<'_, usize>> {
    let decided = |c: &usize| p.candidates[*c].decided.as_ref();
    let round = last_round(p);
    vec![
        SheetColumn::new(header::STANDING, 12.0, CellStyle::Short, move |&c| {
            candidate(p, c, round)
        }),
        SheetColumn::new(header::DECIDED_BY, 18.0, CellStyle::Text, move |c| {
            let decided = decided(c)?;
            match (&decided.contested, &decided.last) {
                (Some(what), _) => Some(what.clone()),
                (None, last) => last.as_ref().map(who),
            }
        }),
    ]
}

/// The columns about a statement.
pub(super) fn of_statements<'a, R: 'a>(
    p: &'a Proposal,
    statement_of: fn(&R) -> StatementIndex,
) -> Vec<SheetColumn<'a, R>> {
    let round = last_round(p);
    vec![
        SheetColumn::new(header::STANDING, 12.0, CellStyle::Short, move |row: &R| {
            statement(p, statement_of(row), round)
        }),
        SheetColumn::new(header::DECIDED_BY, 18.0, CellStyle::Text, move |row: &R| {
            p.placements[statement_of(row)].decided.as_ref().map(who)
        }),
    ]
}

/// Where a candidate stands: decided as a whole, decided with texts that nobody decided, disputed,
/// open from before, or new.
fn candidate(p: &Proposal, c: usize, round: u32) -> &'static str {
    let Candidate { decided, members, .. } = &p.candidates[c];
    let open = members.iter().any(|&i| p.placements[i].decided.is_none());
    match decided {
        Some(standing) if standing.contested.is_some() => word::DISPUTED,
        Some(standing) if standing.accepted && open => word::CHANGED,
        Some(standing) if standing.accepted => word::DECIDED,
        _ if members.iter().all(|&i| p.corpus.statements[i].round == round) => word::NEW,
        _ => word::OPEN,
    }
}

/// Where a statement stands.
fn statement(p: &Proposal, i: StatementIndex, round: u32) -> &'static str {
    match (&p.corpus.statements[i].edited_from, &p.placements[i].decided) {
        (Some(_), _) => word::EDITED,
        (None, Some(_)) => word::DECIDED,
        (None, None) if p.corpus.statements[i].round == round => word::NEW,
        (None, None) => word::OPEN,
    }
}

/// The round of the last sheets.
fn last_round(p: &Proposal) -> u32 {
    p.corpus.statements.iter().map(|statement| statement.round).max().unwrap_or(1)
}

/// `Ana, 2026-09-11`.
fn who(decided: &Decided) -> String {
    let day = decided.at.get(..10).unwrap_or(&decided.at);
    match &decided.overruled {
        None => format!("{}, {day}", decided.reviewer),
        Some(before) => {
            format!("{}, {day}. Lo decidió la coordinación: {before}", decided.reviewer)
        }
    }
}

/// How many candidates and statements people had decided, of how many.
pub(super) fn progress(p: &Proposal) -> Option<String> {
    if !continues(p) {
        return None;
    }
    let round = last_round(p);
    let candidates: Vec<&str> = (0..p.candidates.len()).map(|c| candidate(p, c, round)).collect();
    let count = |what: &str| candidates.iter().filter(|one| **one == what).count();
    let decided = p.placements.iter().filter(|placement| placement.decided.is_some()).count();
    let texts = thousands(decided);
    let words = [word::DECIDED, word::CHANGED, word::DISPUTED, word::OPEN, word::NEW];
    let each = words.map(|what| format!("{what}: {}", thousands(count(what))));
    Some(format!(
        "Antes de esta ronda, aportes ya decididos: {texts} de {}. Propuestas por su «{}»: {}.",
        thousands(p.corpus.len()),
        header::STANDING,
        each.join("; ")
    ))
}

/// What people aligned a candidate to, part by part; `None` for a part that is open.
pub(super) struct DecidedAlignment<'a>(Option<&'a Alignment>);

impl<'a> DecidedAlignment<'a> {
    pub(super) fn of(p: &'a Proposal, c: usize) -> Self {
        Self(p.candidates[c].decided.as_ref().map(|standing| &standing.alignment))
    }

    pub(super) fn horizon(&self) -> Option<String> {
        Some(format!("{} (decidido)", self.0?.horizon?.in_spanish()))
    }

    pub(super) fn objectives(&self) -> Option<String> {
        let said = self.0?;
        let parts = [
            ("objetivo de desarrollo", &said.objetivo_desarrollo),
            ("objetivo de gestión", &said.objetivo_gestion),
        ];
        let some = parts.iter().filter_map(|(name, id)| Some((name, id.as_ref()?)));
        let words = some.map(|(name, id)| match id.as_str() {
            NONE => format!("ningún {name} (decidido)"),
            id => format!("{name} {id} (decidido)"),
        });
        let words: Vec<String> = words.collect();
        (!words.is_empty()).then(|| words.join("\n"))
    }

    pub(super) fn policies(&self) -> Option<String> {
        let said = self.0.filter(|said| !said.politicas.is_empty())?;
        Some(format!("{} (decidido)", said.politicas.join("; ")))
    }
}
