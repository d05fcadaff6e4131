//! Guides: what a run knows beforehand of where statements belong. The challenges that exist
//! already, what people decided, and the names that earlier candidates had.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::destination::ChallengeId;
use crate::domain::frame::{Frame, Horizon};
use crate::domain::index::{ChallengeIndex, CompetenciaIndex, IndexVec, StatementIndex, indexes};
use crate::domain::proposal::Status;

/// A challenge that existed before the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// Its name: of the frame (`DM042`) or of an earlier run (`PD-017`).
    pub id: ChallengeId,
    /// Its wording.
    pub text: String,
    /// Its competencia.
    pub competencia: CompetenciaIndex,
    /// Its horizon, where the frame says.
    pub horizon: Option<Horizon>,
}

indexes!(ChallengeIndex => Challenge);

/// All guides of a run; by default there are none.
#[derive(Debug, Clone, Default)]
pub struct Guides {
    /// The challenges.
    pub challenges: Vec<Challenge>,
    /// Whether these are all there are to be: then every statement goes to one, and nothing is
    /// grouped anew.
    pub closed: bool,
    /// The challenges that people gave each statement, main one first; shorter than the corpus
    /// where nobody decided about the last ones.
    pub decided: IndexVec<StatementIndex, Vec<ChallengeIndex>>,
    /// What people decided of statements that are in no challenge.
    pub settled: BTreeMap<StatementIndex, Status>,
    /// Statements that people took out of a challenge: (statement, challenge).
    pub apart: BTreeSet<(StatementIndex, ChallengeIndex)>,
    /// The candidates of the run before, with their statements.
    pub previous: Vec<(ChallengeId, Vec<StatementIndex>)>,
    /// The names that the candidates of the run before had, by their members in order.
    pub names: BTreeMap<Vec<StatementIndex>, String>,
    /// Statements whose text is not the one that was reviewed, with the candidate they were in.
    pub changed: Vec<(StatementIndex, Option<ChallengeId>)>,
    /// The largest candidate number given so far.
    pub last_number: usize,
    /// The challenges that people made, each with its number and its wording.
    pub coined: Vec<(ChallengeId, String)>,
}

impl Guides {
    /// The published challenges of a frame as the only ones.
    pub fn anchored(frame: &Frame) -> Self {
        let challenges = frame
            .desafios
            .iter()
            .map(|d| Challenge {
                id: ChallengeId::of_frame(&d.id),
                text: d.text.clone(),
                competencia: d.competencia,
                horizon: Some(d.horizon),
            })
            .collect();
        Self { challenges, closed: true, ..Self::default() }
    }

    /// The challenges that people gave a statement.
    pub fn decided(&self, statement: StatementIndex) -> &[ChallengeIndex] {
        self.decided.get(statement.index()).map_or(&[], Vec::as_slice)
    }

    /// The challenges that people took a statement out of.
    pub fn apart(&self, statement: StatementIndex) -> impl Iterator<Item = ChallengeIndex> {
        let (first, end) = (0.into(), self.challenges.len().into());
        self.apart.range((statement, first)..(statement, end)).map(|(_, challenge)| *challenge)
    }

    /// How many statements people gave a challenge.
    pub fn decisions(&self) -> usize {
        self.decided.iter().filter(|d| !d.is_empty()).count()
    }
}
