//! What reviewers do not agree on, text by text, with both words side by side: a table that who
//! coordinates fills in and returns as a table of decisions.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Error;
use crate::decide::settle::{Settled, TroubleKind};
use crate::domain::decision::{Action, Decision};
use crate::domain::proposal::Proposal;
use crate::read::{files, table};

/// The table in the run's folder.
const FILE: &str = "disagreements.csv";

/// What one reviewer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Who.
    pub reviewer: String,
    /// What.
    pub said: String,
}

/// What is not agreed on about one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// The text's id.
    pub statement: String,
    /// The text.
    pub text: String,
    /// What each reviewer says, in the log's order.
    pub words: Vec<Word>,
}

/// Every text that reviewers do not agree on, in corpus order.
pub fn disagreements(
    proposal: &Proposal,
    decisions: &[Decision],
    settled: &Settled,
) -> Vec<Disagreement> {
    let by_number: BTreeMap<i64, &Decision> = decisions.iter().map(|d| (d.number, d)).collect();
    let mut words: BTreeMap<&str, Vec<Word>> = BTreeMap::new();
    let conflicts = settled.troubles.iter().filter(|t| t.kind == TroubleKind::Conflict);
    for trouble in conflicts {
        for id in &trouble.statements {
            let said = trouble.decisions.iter().filter_map(|number| by_number.get(number));
            // A trouble of several texts comes from the decisions about each of them.
            let own = said.filter(|d| d.subjects.iter().any(|subject| subject.id == *id));
            let own = own.map(|d| Word { reviewer: d.reviewer.clone(), said: in_words(d) });
            words.entry(id.as_str()).or_default().extend(own);
        }
    }
    let statements = proposal.corpus.statements.iter();
    statements
        .filter_map(|statement| {
            let words = words.remove(statement.id.as_str())?;
            let (id, text) = (statement.id.to_string(), statement.text.clone());
            Some(Disagreement { statement: id, text, words })
        })
        .collect()
}

/// What a decision says of one of its texts.
fn in_words(decision: &Decision) -> String {
    let candidate = || decision.candidate.as_ref().map(ToString::to_string).unwrap_or_default();
    let reason = || decision.reason.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
    match &decision.action {
        Action::Accept { .. } => candidate(),
        Action::TakeOut => format!("quitar de {}", candidate()),
        Action::Split { to: None } => format!("dividir {}", candidate()),
        Action::Discard => format!("descartar{}", reason()),
        Action::DontKnow => "no sé".to_owned(),
        action => action.target().unwrap_or_default(),
    }
}

/// Writes the table into the run's folder; removes it where everybody agrees. The columns
/// `final_id` and `reviewer` are for who settles it.
pub(super) fn write(dir: &Path, all: &[Disagreement]) -> Result<Option<PathBuf>, Error> {
    let path = dir.join(FILE);
    let most = all.iter().map(|one| one.words.len()).max().unwrap_or(0);
    if most == 0 {
        files::remove(&path)?;
        return Ok(None);
    }
    let mut headers = vec!["statement_id".to_owned(), "texto".to_owned()];
    for n in 1..=most {
        headers.extend([format!("persona {n}"), format!("dice {n}")]);
    }
    headers.extend(["final_id", "reason", "reviewer"].map(str::to_owned));
    let rows = all.iter().map(|one| {
        let mut row = vec![one.statement.clone(), one.text.clone()];
        for n in 0..most {
            let word = one.words.get(n);
            row.push(word.map(|word| word.reviewer.clone()).unwrap_or_default());
            row.push(word.map(|word| word.said.clone()).unwrap_or_default());
        }
        row.extend([const { String::new() }; 3]);
        row
    });
    let rows: Vec<Vec<String>> = rows.collect();
    files::write_with(&path, |out| table::write_csv_for_people(out, &headers, &rows))?;
    Ok(Some(path))
}
