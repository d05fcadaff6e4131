//! Reads what reviewers return: the review workbook, as any spreadsheet program saved it, or a flat
//! table of decisions. Everything wrong is said at once, by cell, and nothing is guessed.

mod nearest;
mod targets;
mod sheet;
mod candidates;
mod statements;
mod alignments;
mod workbook;
mod flat;

use std::collections::BTreeMap;
use std::path::Path;

use crate::domain::decision::{
    Action, ContentHash, Decision, Settings, Slot, Subject, reviewer_key,
};
use crate::domain::destination::ChallengeId;
use crate::domain::problem::{Place, Problem, Problems, excerpt};
use crate::domain::proposal::Proposal;
use crate::read::files;
use crate::read::table::{self, Note};

/// What a file is read against.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// What was reviewed.
    pub proposal: &'a Proposal,
    /// The run that proposed it: the hash in its manifest.
    pub run: &'a str,
    /// Now, in the form `2026-09-11T10:00:00Z`.
    pub at: &'a str,
    /// Who decides where a row does not say; where nobody does, the row is a problem.
    pub reviewer: Option<&'a str>,
    /// The reasons to choose from.
    pub reasons: &'a Settings,
}

/// What one file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// The file as the user named it.
    pub file: String,
    /// What it is, in Spanish: `libro de revisión (XLSX)`.
    pub format: String,
    /// The decisions of the sound rows, in the order of the proposal whatever the order of the
    /// rows. To be added to the log as one batch, and only if there is no problem or the user
    /// accepts the sound rows.
    pub decisions: Vec<Decision>,
    /// What is wrong. A row named here decides nothing.
    pub problems: Problems,
    /// How many rows were read.
    pub rows: usize,
    /// How many of them hold nothing that a reviewer wrote.
    pub blank: usize,
    /// What was not read though somebody may think so: comments of cells, merged cells.
    pub notes: Vec<Note>,
    /// How many decisions are of nobody: neither a row nor the command says who decided.
    pub unnamed: usize,
}

/// Reads the file of a reviewer.
pub fn read_file(path: &Path, context: &Context<'_>) -> Result<Applied, files::Error> {
    let bytes = files::read(path, table::MAX_BYTES)?;
    let name = path.display().to_string();
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    let reader = Reader {
        reasons: context.reasons,
        proposal: context.proposal,
        run: context.run,
        at: context.at,
        reviewer: context.reviewer.unwrap_or_default().trim().to_owned(),
        file: path.file_name().map_or(name.clone(), |file| file.to_string_lossy().into_owned()),
    };
    let extension = extension.as_deref().unwrap_or("");
    let sheets = table::read_sheets(&name, extension, &bytes);
    let mut applied = match workbook::ReviewWorkbook::of(&name, sheets) {
        Some(book) => book.read(&reader),
        None => flat::read(table::read_bytes(&name, extension, None, &bytes), &reader),
    };
    applied.unnamed = applied.decisions.iter().filter(|d| d.reviewer.is_empty()).count();
    if applied.unnamed > 0 {
        applied.decisions.retain(|decision| !decision.reviewer.is_empty());
        let what = "no se sabe quién revisó: escriba el nombre en la columna «revisor», o repita \
                    con --reviewer NOMBRE";
        applied.problems.push(Problem::new(Place::file(name.clone()), what));
    }
    Ok(Applied { file: name, ..applied })
}

/// Who reads a file, and what every decision of it has in common.
struct Reader<'a> {
    proposal: &'a Proposal,
    run: &'a str,
    at: &'a str,
    /// Who decides where a row does not say.
    reviewer: String,
    /// The file's name without its folder.
    file: String,
    reasons: &'a Settings,
}

/// What a row says besides the decision itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Remarks {
    reviewer: String,
    reason: Option<String>,
    note: Option<String>,
}

impl Reader<'_> {
    /// A decision about statements of a candidate (an index) or of none.
    fn decision(
        &self,
        candidate: Option<usize>,
        action: Action,
        statements: &[usize],
        remarks: &Remarks,
    ) -> Decision {
        let subject = |&i: &usize| {
            let statement = &self.proposal.corpus.statements[i];
            Subject { id: statement.id.clone(), hash: ContentHash::of(&statement.text) }
        };
        let mut statements = statements.to_vec();
        statements.sort_unstable();
        Decision {
            number: 0,
            at: self.at.to_owned(),
            reviewer: remarks.reviewer.clone(),
            run: self.run.to_owned(),
            candidate: candidate.map(|c| self.proposal.candidates[c].id.clone()),
            action,
            subjects: statements.iter().map(subject).collect(),
            reason: remarks.reason.clone(),
            note: remarks.note.clone(),
            file: Some(self.file.clone()),
        }
    }

    /// What is wrong with a reason, where only those of the list count.
    fn wrong_reason(&self, cell: &str) -> Option<String> {
        let free = cell.is_empty() || self.reasons.own_reasons;
        if free || self.reasons.listed(cell).is_some() {
            return None;
        }
        let listed = self.reasons.reasons.join("», «");
        Some(format!("«{}» no es uno de los motivos: elija entre «{listed}»", excerpt(cell)))
    }

    fn candidate_id(&self, c: usize) -> &ChallengeId {
        &self.proposal.candidates[c].id
    }
}

/// Finds what one reviewer says differently in two files that are applied together: it is a problem of
/// both and counts in neither. What two reviewers say differently is no problem of their files:
/// [`settle`](crate::decide::settle::settle) leaves it pending with both names.
pub fn contradictions(all: &mut [Applied]) {
    type Said = BTreeMap<(String, Slot), Vec<(usize, String)>>;
    let mut said: Said = BTreeMap::new();
    for (place, applied) in all.iter().enumerate() {
        for decision in &applied.decisions {
            for slot in decision.slots() {
                let word = word_on(decision, &slot);
                let key = (reviewer_key(&decision.reviewer), slot);
                said.entry(key).or_default().push((place, word));
            }
        }
    }
    said.retain(|_, words| words.iter().any(|(_, word)| *word != words[0].1));
    for ((reviewer, slot), words) in &said {
        let about = match slot {
            Slot::Place(id) | Slot::Also(id) => id.to_string(),
            Slot::Fate(id) | Slot::Title(id) | Slot::Alignment(id) => id.to_string(),
        };
        let each: Vec<String> = words
            .iter()
            .map(|(place, word)| format!("«{}» en {}", excerpt(word), all[*place].file))
            .collect();
        let what = format!(
            "{reviewer} dice de {about} cosas distintas: {}; deje una sola",
            each.join(" y ")
        );
        let mut places: Vec<usize> = words.iter().map(|(place, _)| *place).collect();
        places.dedup();
        for place in places {
            let at = Place::file(all[place].file.clone());
            all[place].problems.push(Problem::new(at, what.clone()));
        }
    }
    let contested = |decision: &Decision, slot: Slot| {
        said.contains_key(&(reviewer_key(&decision.reviewer), slot))
    };
    for applied in all {
        applied.decisions.retain_mut(|decision| {
            if let Some(id) = decision.candidate.clone() {
                let whole = [Slot::Fate(id.clone()), Slot::Title(id.clone()), Slot::Alignment(id)];
                let own = decision.slots();
                if whole.into_iter().any(|slot| own.contains(&slot) && contested(decision, slot)) {
                    return false;
                }
            }
            let before = decision.subjects.len();
            let mut subjects = std::mem::take(&mut decision.subjects);
            let also = matches!(decision.action, Action::AlsoIn { .. });
            subjects.retain(|subject| {
                let id = subject.id.clone();
                !contested(decision, if also { Slot::Also(id) } else { Slot::Place(id) })
            });
            decision.subjects = subjects;
            before == 0 || !decision.subjects.is_empty()
        });
    }
}

/// What a decision says of one thing, so that two ways of saying the same are the same.
fn word_on(decision: &Decision, slot: &Slot) -> String {
    match (slot, &decision.action) {
        (Slot::Title(_), action) => action.text().unwrap_or_default().to_owned(),
        (Slot::Alignment(_), action) => {
            action.alignment().map(|said| said.to_string()).unwrap_or_default()
        }
        (Slot::Fate(_), Action::Accept { .. }) => "aceptar".to_owned(),
        (Slot::Fate(_), Action::Merge { into }) => format!("fusionar con {into}"),
        (Slot::Place(_), Action::Accept { .. }) => {
            decision.candidate.as_ref().map(ToString::to_string).unwrap_or_default()
        }
        (_, Action::Discard) => "descartar".to_owned(),
        (_, Action::TakeOut) => "quitar".to_owned(),
        (_, Action::DontKnow) => "no sé".to_owned(),
        (_, Action::Split { to: None }) => "dividir".to_owned(),
        _ => decision.action.target().unwrap_or_default(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
