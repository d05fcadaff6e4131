//! A run as others may read it: a copy of a proposal, and of what people decided, in which personal
//! data are covered and texts whose authors did not let them be published are not shown. What is
//! written for others is written from such a copy, so that every published file is covered.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::decide::settle::{Outcome, Settled};
use crate::domain::problem::Problem;
use crate::domain::proposal::{Draft, Proposal};
use crate::domain::statement::{Statement, StatementId};
use crate::text::personal;

/// What stands for a text that its author did not let be published.
pub const WITHHELD: &str = "[no autorizado a publicar]";

/// A proposal for others: ids, texts, every column with its header, drafts, and what was wrong in
/// rows that were left out. Personal data are covered if `covers` says so; indices stay.
pub fn proposal(original: &Proposal, covers: bool) -> Proposal {
    let cover = |text: &mut String| covered(text, covers);
    let mut copy = original.clone();
    for statement in &mut copy.corpus.statements {
        if !statement.may_be_published() {
            WITHHELD.clone_into(&mut statement.text);
            statement.edited_from = None;
        }
        let Statement { text, competencia_declared, entidad, parroquia, taller, fecha, .. } =
            &mut *statement;
        let known = [competencia_declared, entidad, parroquia, taller, fecha];
        known.into_iter().flatten().for_each(cover);
        cover(text);
        statement.edited_from.iter_mut().for_each(cover);
        statement.extra.iter_mut().for_each(cover);
        statement.question.iter_mut().chain(&mut statement.link).for_each(cover);
        if let Some(id) = redacted_id(statement.id.as_str(), covers) {
            statement.id = StatementId::new(&id);
        }
    }
    copy.corpus.extra_columns.iter_mut().for_each(cover);
    for (candidate, own) in copy.candidates.iter_mut().zip(&original.candidates) {
        if is_withheld(original, &own.draft) {
            WITHHELD.clone_into(&mut candidate.draft.text);
        }
        cover(&mut candidate.draft.text);
        cover(&mut candidate.name);
        if let Some(decided) = &mut candidate.decided {
            decided.contested.iter_mut().for_each(cover);
            decided.last = None;
        }
    }
    // Who decided is nobody else's matter.
    for placement in &mut copy.placements {
        placement.decided = None;
    }
    copy.coined.iter_mut().for_each(|(_, wording)| cover(wording));
    for (why, statement) in copy.explanations.iter_mut().zip(&original.corpus.statements) {
        if !statement.may_be_published() {
            why.shared.clear();
        }
    }
    for Problem { at, what } in &mut copy.skipped {
        cover(what);
        at.column.iter_mut().for_each(cover);
    }
    copy
}

/// What people decided, for others: titles, reasons, and what reviewers disagree on. The names of
/// challenges, by which they are looked up, are covered where they are written.
pub fn settled(original: &Settled, proposal: &Proposal, covers: bool) -> Settled {
    let cover = |text: &mut String| covered(text, covers);
    let withheld = proposal.candidates.iter().filter(|c| is_withheld(proposal, &c.draft));
    let withheld: BTreeSet<&str> = withheld.map(|c| c.draft.text.as_str()).collect();
    let mut copy = original.clone();
    for group in &mut copy.groups {
        if withheld.contains(group.title.as_str()) {
            WITHHELD.clone_into(&mut group.title);
        }
        cover(&mut group.title);
        group.contested.iter_mut().for_each(cover);
    }
    for statement in &mut copy.statements {
        statement.overruled.iter_mut().for_each(cover);
        match &mut statement.outcome {
            Outcome::Discarded(why) | Outcome::Pending(why) => cover(why),
            Outcome::In(_) | Outcome::OutOfCompetence(_) | Outcome::Proposed(_) => {}
        }
    }
    copy
}

/// The facts of a run, for others: names of files and of columns may say who somebody is.
pub fn facts(facts: &[(String, String)], covers: bool) -> Vec<(String, String)> {
    let mut copy = facts.to_vec();
    for (label, value) in &mut copy {
        covered(label, covers);
        covered(value, covers);
    }
    copy
}

/// A text with its personal data covered; `None` where it has none, or they stay.
fn redacted(text: &str, covers: bool) -> Option<String> {
    match personal::redact(text) {
        Cow::Owned(redacted) if covers => Some(redacted),
        _ => None,
    }
}

/// An id with its personal data covered, also those that a prefix or a number of minga's own stands
/// beside (`0991234567-2`, `C12.0991234567`).
fn redacted_id(id: &str, covers: bool) -> Option<String> {
    let parts = || id.split_inclusive(['-', '.', '#', '/', '_']);
    redacted(id, covers).or_else(|| {
        let mut any = false;
        let mut cover = |part: &str| {
            let end = part.len() - part.trim_end_matches(['-', '.', '#', '/', '_']).len();
            let (own, mark) = part.split_at(part.len() - end);
            let covered = redacted(own, covers);
            any |= covered.is_some();
            covered.unwrap_or_else(|| own.to_owned()) + mark
        };
        let whole: String = parts().map(&mut cover).collect();
        any.then_some(whole)
    })
}

fn covered(text: &mut String, covers: bool) {
    if let Some(redacted) = redacted(text, covers) {
        *text = redacted;
    }
}

/// Whether a draft is made of words that their author did not let be published.
fn is_withheld(proposal: &Proposal, draft: &Draft) -> bool {
    draft.sources.iter().any(|&i| !proposal.corpus.statements[i].may_be_published())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::proposal::sample;
    use crate::domain::statement::Consent;

    #[test]
    fn ids_columns_headers_and_drafts_are_covered_and_withheld_texts_are_not_shown() {
        let mut p = sample::proposal();
        p.corpus.extra_columns = vec!["Llamar al 0991234567".into()];
        p.corpus.statements[0].extra = vec!["ana@ana.ec".into()];
        p.corpus.statements[0].id = StatementId::new("1710034065");
        p.corpus.statements[0].entidad = Some("Casa de Ana, 0991234567".into());
        p.candidates[0].name = "Casa 0991234567".into();
        let source = p.candidates[0].draft.sources[0];
        p.corpus.statements[source].consent = Consent::Refused;
        let copy = proposal(&p, true);
        assert_eq!(copy.corpus.extra_columns, ["Llamar al [teléfono]"]);
        assert_eq!(copy.corpus.statements[0].extra, ["[correo]"]);
        assert_eq!(copy.corpus.statements[0].id.as_str(), "[cédula]");
        assert_eq!(copy.corpus.statements[0].entidad.as_deref(), Some("Casa de Ana, [teléfono]"));
        assert_eq!(copy.corpus.statements[source].text, WITHHELD);
        assert_eq!(copy.candidates[0].draft.text, WITHHELD);
        assert_eq!(copy.candidates[0].name, "Casa [teléfono]");
        let whole = proposal(&p, false);
        assert_eq!(whole.corpus.statements[0].id.as_str(), "1710034065");
        assert_eq!(whole.corpus.statements[source].text, WITHHELD);
        assert_eq!(whole.corpus.statements[1].text, p.corpus.statements[1].text);
        let own = [("Archivo ana@ana.ec.csv".to_owned(), "«cel. 0991234567»".to_owned())];
        let shown = ("Archivo [correo]".to_owned(), "«cel. [teléfono]»".to_owned());
        assert_eq!(facts(&own, true), [shown]);
        assert_eq!(facts(&own, false), own);
    }
}
