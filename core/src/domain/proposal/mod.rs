//! What a run proposes: where every statement is, the candidate challenges, and the crossing.
//! The rooms that write for people and machines read nothing else.

mod behind;
mod explanation;
mod queue_value;
mod review_order;
mod sound;

use std::collections::BTreeMap;

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::domain::decision::Alignment;
use crate::domain::destination::ChallengeId;
use crate::domain::frame::{Frame, Horizon};
use crate::domain::index::{CandidateIndex, CompetenciaIndex, IndexVec, StatementIndex, indexes};
use crate::domain::problem::Problem;
use crate::domain::similarity::{Cosine, Percentiles};
use crate::domain::statement::{Corpus, Origin};

pub use explanation::{Explanation, Ground, Learning, Near};
pub use queue_value::QueueValue;
pub use review_order::places_by_risk;

/// Why a statement is thought to be out of competence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutReason {
    /// Nothing is said: "ninguno", "s/n", a template's own words, keyboard noise.
    Empty,
    /// A matter of another government, or a private one.
    Foreign,
}

impl OutReason {
    /// The words people read.
    pub fn in_spanish(self) -> &'static str {
        match self {
            Self::Empty => "sin contenido",
            Self::Foreign => "parece ajeno a las competencias",
        }
    }
}

/// The one state every statement is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// In a candidate.
    Candidate(CandidateIndex),
    /// Out of competence.
    OutOfCompetence(OutReason),
    /// Discarded by a person, with the reason given.
    Discarded(String),
    /// Waiting for a person: undecided or contested.
    Pending(String),
}

impl Status {
    /// The value of the `status` column.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Candidate(_) => "candidate",
            Self::OutOfCompetence(_) => "out_of_competence",
            Self::Discarded(_) => "discarded",
            Self::Pending(_) => "pending",
        }
    }

    /// The candidate, for a statement that is in one.
    pub fn candidate(&self) -> Option<CandidateIndex> {
        match self {
            Self::Candidate(c) => Some(*c),
            _ => None,
        }
    }
}

/// How a statement's declared competencia was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Declared {
    /// The cell is blank.
    Blank,
    /// The official name of a competencia, or an alias of it.
    Official(CompetenciaIndex),
    /// Some other word: a hint, not an answer.
    Informal,
}

/// A link to an earlier statement that says the same.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Duplicate {
    /// The earlier statement.
    pub of: StatementIndex,
    /// Whether the folded texts are identical.
    pub exact: bool,
    /// How alike the texts are as text, 0…1 (see `propose::duplicates`).
    pub likeness: f32,
}

/// Another candidate where a statement might belong.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The other candidate.
    pub candidate: CandidateIndex,
    /// The likeness of the statement to that candidate.
    pub likeness: Cosine,
}

/// Where one statement is, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placement {
    /// How the declared competencia was read.
    pub declared: Declared,
    /// The competencia assigned.
    pub competencia: CompetenciaIndex,
    /// The probability of that competencia, 0…1.
    pub competencia_probability: f32,
    /// The competencia that the text suggests where it contradicts the declared one.
    pub contradicted_by: Option<CompetenciaIndex>,
    /// The statement's state.
    pub status: Status,
    /// The likeness to its own candidate; `None` when it is in none or alone in it.
    pub likeness: Option<Cosine>,
    /// How probable (0…1) it is that it belongs to its candidate, where that is a challenge that
    /// existed before the run; 1 where people said so.
    pub probability: Option<f32>,
    /// The next best candidates, best first, at most three.
    pub suggestions: Vec<Suggestion>,
    /// The candidates where it might belong instead, the likeliest first, at most ten; empty in
    /// proposals of earlier versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub homes: Vec<CandidateIndex>,
    /// The earlier statement that says the same, if any.
    pub duplicate: Option<Duplicate>,
    /// How probable (0…1) it is that it speaks of none of the challenges that existed before the run;
    /// `None` where people decided it, or too little is decided to tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub novelty: Option<f32>,
    /// Who decided about it before the run, where people put it where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Decided>,
}

impl Placement {
    /// Whether it was given to a challenge that existed before although it probably speaks of none.
    pub fn may_be_new(&self) -> bool {
        let given = self.status.candidate().is_some() && self.probability.is_some();
        given && self.novelty.is_some_and(|novelty| novelty >= NEW_TOPIC)
    }
}

/// From which probability on a statement is shown as a topic that is possibly new.
pub const NEW_TOPIC: f32 = 0.5;

/// Who decided something before the run, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The reviewer who spoke last.
    pub reviewer: String,
    /// When, in the form `2026-09-11T10:00:00Z`.
    pub at: String,
    /// What reviewers disagreed on before who coordinates settled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overruled: Option<String>,
}

/// What people had decided about a candidate before the run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Whether people made it a challenge.
    pub accepted: bool,
    /// What reviewers do not agree on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contested: Option<String>,
    /// How many of its statements people put there.
    pub members: usize,
    /// Who spoke last about one of its statements; `None` where nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Decided>,
    /// What people aligned it to.
    pub alignment: Alignment,
}

/// A formulation drawn from the members' own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// An infinitive phrase of at most about 45 words.
    pub text: String,
    /// The statements whose words it uses, in the order used.
    pub sources: Vec<StatementIndex>,
}

/// How well a candidate's members hold together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Cohesion {
    /// The mean cosine over the pairs of members.
    pub mean: Cosine,
    /// The least alike pair.
    pub weakest: Cosine,
    /// Which two statements that pair is.
    pub weakest_pair: (StatementIndex, StatementIndex),
    /// The share (0…1) of this corpus's pairs that are less alike than the weakest one.
    pub percentile: f32,
}

/// How firm a candidate is when the run is disturbed, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Firmness {
    /// Its members stay together.
    Stable,
    /// Some of them come and go.
    Doubtful,
}

/// One answer to what a candidate is aligned to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// An index into the frame's objectives or policies; `None` where none of them fits.
    pub index: Option<usize>,
    /// How probable it is, 0…1.
    pub probability: f32,
}

/// What a candidate is suggested to be aligned to: the three most probable answers
/// of each kind, best first; no answers where the frame gives nothing to choose from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Aligned {
    /// The probability of *largo plazo*, 0…1; `None` where there is nothing to learn it from.
    pub largo_plazo: Option<f32>,
    /// Indices into [`Frame::objetivos_desarrollo`].
    pub objetivos_desarrollo: Vec<Ranked>,
    /// Indices into [`Frame::objetivos_gestion`].
    pub objetivos_gestion: Vec<Ranked>,
    /// Indices into [`Frame::politicas`].
    pub politicas: Vec<Ranked>,
    /// Whether it is no suggestion but the frame's own alignment, the candidate being a challenge of
    /// the frame; then every policy of it is listed.
    pub by_frame: bool,
}

impl Aligned {
    /// The best answer of a kind, unless it is that none fits.
    pub fn best(answers: &[Ranked]) -> Option<usize> {
        answers.first().and_then(|best| best.index)
    }
}

/// A candidate metropolitan challenge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Its name over every run.
    pub id: ChallengeId,
    /// Its competencia.
    pub competencia: CompetenciaIndex,
    /// The members, most typical first.
    pub members: Vec<StatementIndex>,
    /// Two to six words that tell it from the others; empty in runs of earlier versions.
    #[serde(default)]
    pub name: String,
    /// The proposed formulation.
    pub draft: Draft,
    /// The horizon proposed; `None` when the frame gives nothing to learn it from.
    pub horizon: Option<Horizon>,
    /// What it is aligned to.
    #[serde(default)]
    pub alignment: Aligned,
    /// How many members are institutional.
    pub n_institutional: usize,
    /// How many are citizen.
    pub n_citizen: usize,
    /// `None` for a candidate of one statement.
    pub cohesion: Option<Cohesion>,
    /// How often (0…1) two of its members stay together when the run is disturbed; `None` for a
    /// candidate of one statement.
    pub stability: Option<f32>,
    /// The nearest candidates, nearest first ("¿se fusionan?"), with the likeness of centroids.
    pub near: Vec<(CandidateIndex, Cosine)>,
    /// What to review first: larger is riskier. Only the order means anything.
    pub risk: f32,
    /// The pairs of its members that wish opposite things, those of the most typical members first;
    /// empty in runs of earlier versions. It is for people to say what becomes of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opposed: Vec<[StatementIndex; 2]>,
    /// What people had decided about it before the run; `None` where nobody had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Standing>,
}

/// A candidate's sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sides {
    /// Institutional and citizen statements.
    Both,
    /// Institutional only.
    InstitutionalOnly,
    /// Citizen only.
    CitizenOnly,
}

impl Sides {
    /// The words people read.
    pub fn in_spanish(self) -> &'static str {
        match self {
            Self::Both => "cruzada",
            Self::InstitutionalOnly => "solo institucional",
            Self::CitizenOnly => "solo ciudadana",
        }
    }
}

impl Candidate {
    /// Which sides it has.
    pub fn sides(&self) -> Sides {
        match (self.n_institutional, self.n_citizen) {
            (_, 0) => Sides::InstitutionalOnly,
            (0, _) => Sides::CitizenOnly,
            _ => Sides::Both,
        }
    }

    /// How firm it is; a single statement is neither.
    pub fn firmness(&self) -> Option<Firmness> {
        let stability = self.stability?;
        Some(if stability >= 0.6 { Firmness::Stable } else { Firmness::Doubtful })
    }
}

/// One pair of the crossing: an institutional and a citizen statement worth a look together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// The institutional statement.
    pub institutional: StatementIndex,
    /// The citizen statement.
    pub citizen: StatementIndex,
    /// Their likeness.
    pub likeness: Cosine,
    /// The share (0…1) of this corpus's pairs that are less alike.
    pub percentile: f32,
    /// How much more alike than the next best pair of either statement; negative when another
    /// pair is better.
    pub margin: f32,
    /// The rank of the citizen statement for the institutional one, from 1.
    pub rank_for_institutional: usize,
    /// The rank of the institutional statement for the citizen one, from 1.
    pub rank_for_citizen: usize,
    /// Whether the two wish opposite things.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub opposed: bool,
}

indexes!(StatementIndex => Placement);
indexes!(CandidateIndex => Candidate);

/// Everything a run proposes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Proposal {
    /// What was written, in input order.
    pub corpus: Corpus,
    /// What it was sorted into.
    pub frame: Frame,
    /// Where each statement is, in their order.
    pub placements: Vec<Placement>,
    /// By competencia in the frame's order, then riskiest first.
    pub candidates: Vec<Candidate>,
    /// By likeness, best first.
    pub matches: Vec<Match>,
    /// How likenesses are spread over this corpus's pairs.
    pub percentiles: Percentiles,
    /// Rows that were left out with `--skip-bad-rows`, each with what is wrong in it.
    pub skipped: Vec<Problem>,
    /// How many rows were left out.
    pub skipped_rows: usize,
    /// Two coordinates a candidate, for orientation only: shape (candidates, 2).
    pub map: Array2<f32>,
    /// The largest candidate number ever given, in this run and those before it: numbers are not
    /// used again.
    pub last_number: usize,
    /// The challenges that people made in earlier rounds, each with its number and its wording.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub coined: Vec<(ChallengeId, String)>,
    /// Why there are so many groups, and what other numbers would give; `None` where that was not
    /// tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choices: Option<Choices>,
    /// What is different from the run before; empty where there was none.
    pub changes: Vec<Change>,
    /// The undecided statements by how much the next run would learn from a decision, best first.
    pub queue: Vec<StatementIndex>,
    /// Why each statement is where it is, in their order; empty in proposals of earlier versions.
    #[serde(default)]
    pub explanations: Vec<Explanation>,
    /// How well decisions are predicted; `None` where too few were made.
    #[serde(default)]
    pub learning: Option<Learning>,
}

/// Why a run looks for its number of groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetReason {
    /// Somebody asked for it.
    Asked,
    /// The frame has so many published challenges.
    Published,
    /// A quarter of the statements, which are few for the frame's published challenges.
    Quarter,
    /// A tenth of the statements: the frame has no published challenges. In runs of earlier versions.
    Tenth,
    /// Four times the square root of the statements, at most a quarter of them: the frame has no
    /// published challenges.
    Root,
}

/// What one number of groups gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// How many groups.
    pub groups: usize,
    /// How many statements the largest has.
    pub largest: usize,
    /// How many groups have one statement.
    pub single: usize,
    /// How many are firm.
    pub firm: usize,
    /// How many hold both sides.
    pub crossed: usize,
    /// How many statements are expected to change company when the run is disturbed a little: the
    /// sum of what the firmness of their groups leaves open.
    pub unsettled: usize,
}

/// The number of groups of a run, and others to compare it with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// Why the run looked for its number.
    pub reason: TargetReason,
    /// How many statements were grouped.
    pub statements: usize,
    /// The number of groups of the run.
    pub taken: usize,
    /// What this number and others give, the fewest groups first.
    pub options: Vec<Choice>,
}

/// What happened to a candidate from one run to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It was not there before.
    New,
    /// It has statements that it did not have.
    Grew,
    /// It lost statements.
    Shrank,
    /// It both won and lost statements.
    Mixed,
    /// Its statements are in several candidates now.
    Split,
    /// It took in another candidate.
    Merged,
    /// Its statements are elsewhere and the name is gone.
    Vanished,
    /// A statement's text is not the one that was reviewed.
    TextChanged,
}

impl ChangeKind {
    /// The value of machine files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Grew => "grew",
            Self::Shrank => "shrank",
            Self::Mixed => "mixed",
            Self::Split => "split",
            Self::Merged => "merged",
            Self::Vanished => "vanished",
            Self::TextChanged => "text_changed",
        }
    }

    /// The words people read.
    pub fn in_spanish(self) -> &'static str {
        match self {
            Self::New => "nueva",
            Self::Grew => "creció",
            Self::Shrank => "se redujo",
            Self::Mixed => "ganó y perdió",
            Self::Split => "se dividió",
            Self::Merged => "absorbió otra",
            Self::Vanished => "desapareció",
            Self::TextChanged => "cambió un texto revisado",
        }
    }
}

/// One difference between a run and the one before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// To which candidate.
    pub candidate: ChallengeId,
    /// The other candidates it concerns: where the statements went or came from.
    pub others: Vec<ChallengeId>,
    /// How many statements it had.
    pub before: usize,
    /// How many it has.
    pub after: usize,
    /// How many of those that it has came with this round's sheets.
    #[serde(default)]
    pub new_texts: usize,
    /// How many came to it from elsewhere, though they were there before.
    #[serde(default)]
    pub came: usize,
    /// How many went elsewhere.
    #[serde(default)]
    pub went: usize,
}

impl Change {
    /// Why it is different from what people had decided: `new_texts` came, the run grouped what was
    /// there otherwise (`regrouping`), `both`, or a text is another (`edited`). What people decided
    /// is in both and is no difference.
    pub fn cause(&self) -> &'static str {
        match (self.kind, self.new_texts > 0, self.came + self.went > 0) {
            (ChangeKind::TextChanged, ..) => "edited",
            (_, true, true) => "both",
            (_, true, false) => "new_texts",
            (_, false, _) => "regrouping",
        }
    }
}

/// How many statements are in each state; the parts add up to `total`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// All statements of one origin.
    pub total: usize,
    /// In a candidate.
    pub candidate: usize,
    /// Out of competence.
    pub out_of_competence: usize,
    /// Discarded with a reason.
    pub discarded: usize,
    /// In no candidate: a person has to decide.
    pub pending: usize,
}

impl Proposal {
    /// The proposal with a number for every candidate that an earlier version named by the wording
    /// that people gave it.
    #[must_use]
    pub fn with_numbers(mut self) -> Self {
        let mut numbers: BTreeMap<ChallengeId, ChallengeId> = BTreeMap::new();
        for candidate in &mut self.candidates {
            let Some(wording) = candidate.id.wording().map(str::to_owned) else { continue };
            self.last_number += 1;
            let number = ChallengeId::numbered(self.last_number);
            self.coined.push((number.clone(), wording));
            numbers.insert(std::mem::replace(&mut candidate.id, number.clone()), number);
        }
        for change in &mut self.changes {
            for id in std::iter::once(&mut change.candidate).chain(&mut change.others) {
                if let Some(number) = numbers.get(id) {
                    id.clone_from(number);
                }
            }
        }
        self
    }

    /// The totals of one origin.
    pub fn totals(&self, origin: Origin) -> Totals {
        let mut totals = Totals::default();
        for (statement, placement) in self.corpus.statements.iter().zip(&self.placements) {
            if statement.origin != origin {
                continue;
            }
            totals.total += 1;
            match placement.status {
                Status::Candidate(_) => totals.candidate += 1,
                Status::OutOfCompetence(_) => totals.out_of_competence += 1,
                Status::Discarded(_) => totals.discarded += 1,
                Status::Pending(_) => totals.pending += 1,
            }
        }
        totals
    }

    /// The part of one competencia: its candidates with their members,
    /// and the statements of it that are in no candidate. Ids stay; what points outside is gone.
    #[must_use]
    pub fn part(&self, competencia: CompetenciaIndex) -> Self {
        let chosen: Vec<StatementIndex> = StatementIndex::first(self.corpus.len())
            .filter(|&i| match self.placements[i].status.candidate() {
                Some(c) => self.candidates[c].competencia == competencia,
                None => self.placements[i].competencia == competencia,
            })
            .collect();
        let mut place: IndexVec<StatementIndex, Option<StatementIndex>> =
            vec![None; self.corpus.len()].into();
        for (new, &old) in chosen.iter().enumerate() {
            place[old] = Some(new.into());
        }
        let mut candidate_place: IndexVec<CandidateIndex, Option<CandidateIndex>> =
            vec![None; self.candidates.len()].into();
        let kept: Vec<CandidateIndex> = CandidateIndex::first(self.candidates.len())
            .filter(|&c| self.candidates[c].competencia == competencia)
            .collect();
        for (new, &old) in kept.iter().enumerate() {
            candidate_place[old] = Some(new.into());
        }
        let moved = |old: &[StatementIndex]| -> Vec<StatementIndex> {
            old.iter().filter_map(|&i| place[i]).collect()
        };
        let candidates = kept
            .iter()
            .map(|&c| {
                let mut candidate = self.candidates[c].clone();
                candidate.members = moved(&candidate.members);
                candidate.draft.sources = moved(&candidate.draft.sources);
                candidate.opposed = candidate
                    .opposed
                    .iter()
                    .filter_map(|&[a, b]| Some([place[a]?, place[b]?]))
                    .collect();
                candidate.near = candidate
                    .near
                    .iter()
                    .filter_map(|(n, likeness)| Some((candidate_place[*n]?, *likeness)))
                    .collect();
                if let Some(cohesion) = &mut candidate.cohesion {
                    let (a, b) = cohesion.weakest_pair;
                    cohesion.weakest_pair =
                        (place[a].unwrap_or(0.into()), place[b].unwrap_or(0.into()));
                }
                candidate
            })
            .collect();
        let placements = chosen
            .iter()
            .map(|&i| {
                let mut placement = self.placements[i].clone();
                if let Status::Candidate(c) = placement.status {
                    placement.status = Status::Candidate(candidate_place[c].unwrap_or(0.into()));
                }
                placement.suggestions = placement
                    .suggestions
                    .iter()
                    .filter_map(|s| {
                        Some(Suggestion { candidate: candidate_place[s.candidate]?, ..*s })
                    })
                    .collect();
                placement.homes =
                    placement.homes.iter().filter_map(|&c| candidate_place[c]).collect();
                placement.duplicate =
                    placement.duplicate.and_then(|d| Some(Duplicate { of: place[d.of]?, ..d }));
                placement
            })
            .collect();
        let matches = self
            .matches
            .iter()
            .filter_map(|m| {
                let (institutional, citizen) = (place[m.institutional]?, place[m.citizen]?);
                Some(Match { institutional, citizen, ..*m })
            })
            .collect();
        Self {
            corpus: Corpus {
                statements: chosen.iter().map(|&i| self.corpus.statements[i].clone()).collect(),
                extra_columns: self.corpus.extra_columns.clone(),
                person_columns: self.corpus.person_columns.clone(),
            },
            frame: self.frame.clone(),
            placements,
            candidates,
            matches,
            percentiles: self.percentiles.clone(),
            skipped: Vec::new(),
            skipped_rows: 0,
            map: self
                .map
                .select(ndarray::Axis(0), &kept.iter().map(|c| c.index()).collect::<Vec<_>>()),
            last_number: self.last_number,
            coined: self.coined.clone(),
            choices: None,
            changes: Vec::new(),
            queue: moved(&self.queue),
            explanations: chosen
                .iter()
                .filter_map(|&i| {
                    let mut one = self.explanations.get(i.index())?.clone();
                    one.nearest = one
                        .nearest
                        .iter()
                        .filter_map(|n| Some(Near { statement: place[n.statement]?, ..*n }))
                        .collect();
                    Some(one)
                })
                .collect(),
            learning: self.learning.clone(),
        }
    }

    /// Every candidate with its index, in order.
    pub fn candidates_indexed(
        &self,
    ) -> impl DoubleEndedIterator<Item = (CandidateIndex, &Candidate)> + ExactSizeIterator {
        CandidateIndex::first(self.candidates.len()).zip(&self.candidates)
    }

    /// How many candidates have these sides.
    pub fn candidates_with(&self, sides: Sides) -> usize {
        self.candidates.iter().filter(|c| c.sides() == sides).count()
    }
}

#[cfg(any(test, feature = "samples"))]
pub mod sample;
