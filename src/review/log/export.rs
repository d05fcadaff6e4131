//! The log as a table: a row for every statement of every act.

use std::borrow::Cow;
use std::path::Path;

use crate::domain::decision::{Alignment, Decision, Subject};
use crate::domain::destination::ChallengeId;
use crate::domain::frame::Horizon;
use crate::read::{files, table};

/// The columns of the exported log.
pub(super) const COLUMNS: [&str; 16] = [
    "number",
    "at",
    "reviewer",
    "run",
    "candidate",
    "action",
    "statement_id",
    "content_hash",
    "target",
    "text",
    "reason",
    "note",
    "horizon",
    "objetivo_desarrollo",
    "objetivo_gestion",
    "politicas",
];

/// Writes acts as CSV, a row for every statement of every act; whole or not at all.
pub fn export_csv(decisions: &[Decision], path: &Path) -> Result<(), files::Error> {
    let rows = decisions.iter().flat_map(rows);
    files::write_with(path, |out| table::write_csv(out, &COLUMNS, rows))
}

/// What is the same in all rows of an act.
struct Act<'a> {
    decision: &'a Decision,
    number: String,
    target: String,
    aligned: Alignment,
}

fn rows(decision: &Decision) -> impl Iterator<Item = [Cow<'_, str>; 16]> {
    let act = Act {
        decision,
        number: decision.number.to_string(),
        target: decision.action.target().unwrap_or_default(),
        aligned: decision.action.alignment().unwrap_or_default(),
    };
    let nobody = decision.subjects.is_empty().then_some(None);
    let subjects = decision.subjects.iter().map(Some).chain(nobody);
    subjects.map(move |subject| act.row(subject))
}

impl<'a> Act<'a> {
    fn row(&self, subject: Option<&'a Subject>) -> [Cow<'a, str>; 16] {
        let Self { decision, aligned, .. } = self;
        let optional =
            |text: &'a Option<String>| Cow::Borrowed(text.as_deref().unwrap_or_default());
        let id = |id: &Option<String>| Cow::Owned(id.clone().unwrap_or_default());
        [
            self.number.clone().into(),
            decision.at.as_str().into(),
            decision.reviewer.as_str().into(),
            decision.run.as_str().into(),
            decision.candidate.as_ref().map_or("", ChallengeId::as_str).into(),
            decision.action.name().into(),
            subject.map_or("", |subject| subject.id.as_str()).into(),
            subject.map_or("", |subject| &subject.hash.0).into(),
            self.target.clone().into(),
            decision.action.text().unwrap_or_default().into(),
            optional(&decision.reason),
            optional(&decision.note),
            aligned.horizon.map_or("", Horizon::in_spanish).into(),
            id(&aligned.objetivo_desarrollo),
            id(&aligned.objetivo_gestion),
            aligned.politicas.join(";").into(),
        ]
    }
}
