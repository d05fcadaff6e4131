//! How well the challenges that existed before a run were recognised in the statements that nobody
//! decided, and how that grows with the decisions.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Gold, Input, Measure, ReferenceId, measures};
use crate::domain::calibration::Calibration;
use crate::domain::index::CandidateIndex;
use crate::domain::proposal::{Ground, Proposal};

/// Whether statements that nobody decided were given the challenge of their reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recognition {
    /// How many statements of the run people had decided.
    pub decided: usize,
    /// The statements that nobody had decided, with a reference challenge.
    pub statements: usize,
    /// Those whose candidate is their main reference challenge.
    pub first: usize,
    /// Those that have it as their candidate or as one of the next two.
    pub among_three: usize,
    /// The probabilities of their candidates; a statement in no candidate has none.
    pub calibration: Calibration,
}

impl Recognition {
    /// Measures a run; `None` where none of its candidates is a challenge that the reference names,
    /// or no probability is known.
    pub fn of(proposal: &Proposal, gold: &Gold) -> Option<Self> {
        let named: BTreeSet<&str> = gold
            .labels
            .values()
            .flat_map(|reference| [reference.main(), reference.second()])
            .flatten()
            .map(|ReferenceId(name)| name.as_str())
            .collect();
        let recognises = proposal.candidates.iter().any(|c| named.contains(c.id.as_str()))
            && proposal.placements.iter().any(|p| p.probability.is_some());
        if !recognises {
            return None;
        }
        let (mut statements, mut first, mut among_three) = (0, 0, 0);
        let mut said = Vec::new();
        for (i, placement) in proposal.placements.iter().enumerate() {
            let statement = &proposal.corpus.statements[i];
            let Some(main) = gold.labels.get(&statement.id).and_then(|r| r.main()) else {
                continue;
            };
            if is_decided(proposal, i) {
                continue;
            }
            statements += 1;
            let is_main = |c: CandidateIndex| proposal.candidates[c].id.as_str() == main.0;
            let Some(own) = placement.status.candidate() else { continue };
            let right = is_main(own);
            let next = placement.suggestions.iter().take(2).any(|s| is_main(s.candidate));
            first += usize::from(right);
            among_three += usize::from(right || next);
            said.extend(placement.probability.map(|p| (f64::from(p), right)));
        }
        Some(Self {
            decided: (0..proposal.corpus.len()).filter(|&i| is_decided(proposal, i)).count(),
            statements,
            first,
            among_three,
            calibration: Calibration::new(said),
        })
    }
}

/// Whether people put a statement where it is.
fn is_decided(proposal: &Proposal, statement: usize) -> bool {
    proposal.explanations.get(statement).is_some_and(|why| why.ground == Ground::People)
}

/// One point of a learning curve: means over the draws.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// How many decisions were known.
    pub decisions: usize,
    /// How many times as many were drawn at random.
    pub draws: usize,
    /// The share (0…1) with the right challenge first.
    pub first: f64,
    /// The share (0…1) with the right challenge among the first three.
    pub among_three: f64,
    /// The expected calibration error, 0…1.
    pub expected_error: f64,
    /// The F of B³.
    pub b_cubed: f64,
    /// The reviewer's operations.
    pub operations: f64,
}

/// How recognising grows with the decisions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LearningCurve {
    /// The statements measured: those that nobody had decided.
    pub statements: usize,
    /// From no decision to all.
    pub points: Vec<Point>,
}

impl Point {
    /// The point of one number of decisions, from what each draw of them proposes. `gold` has the
    /// measured statements only. `None` where nothing can be measured.
    pub fn of(decisions: usize, proposals: &[Proposal], gold: &Gold) -> Option<Self> {
        let mut sum = Self {
            decisions,
            draws: 0,
            first: 0.0,
            among_three: 0.0,
            expected_error: 0.0,
            b_cubed: 0.0,
            operations: 0.0,
        };
        for proposal in proposals {
            let found = Recognition::of(proposal, gold)?;
            let grouping = measures(&Input::new(proposal, gold)).0?;
            let share = |part: usize| part as f64 / found.statements.max(1) as f64;
            sum.draws += 1;
            sum.first += share(found.first);
            sum.among_three += share(found.among_three);
            sum.expected_error += found.calibration.expected_error.unwrap_or(0.0);
            sum.b_cubed += grouping.get(Measure::BCubedF);
            sum.operations += grouping.get(Measure::Operations);
        }
        let n = sum.draws as f64;
        for value in [
            &mut sum.first,
            &mut sum.among_three,
            &mut sum.expected_error,
            &mut sum.b_cubed,
            &mut sum.operations,
        ] {
            *value /= n;
        }
        (sum.draws > 0).then_some(sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::destination::ChallengeId;
    use crate::domain::proposal::{Explanation, sample};
    use crate::domain::statement::StatementId;
    use crate::evaluate::Reference;

    fn recognised() -> (Proposal, Gold) {
        let mut p = sample::proposal();
        p.candidates[0].id = ChallengeId::of_frame("DM001");
        p.candidates[1].id = ChallengeId::of_frame("DM002");
        for (i, probability) in [(0, 1.0), (1, 0.6), (2, 0.8), (3, 0.7)] {
            p.placements[i].probability = Some(probability);
        }
        p.explanations = vec![Explanation::default(); p.corpus.len()];
        p.explanations[0].ground = Ground::People;
        let labels = [("I001", "DM001"), ("I002", "DM001"), ("C001", "DM001"), ("C003", "DM002")]
            .map(|(id, name)| (StatementId::new(id), Reference::One(ReferenceId(name.into()))));
        (p, Gold { labels: labels.into() })
    }

    #[test]
    fn only_what_nobody_decided_is_measured() {
        let (p, gold) = recognised();
        let found = Recognition::of(&p, &gold).expect("its candidates are named");
        assert_eq!((found.decided, found.statements), (1, 3));
        // C001 is right; I002 has the right one as its first suggestion; C003 is in none.
        assert_eq!((found.first, found.among_three), (1, 2));
        assert_eq!(found.calibration.statements, 2);
    }

    #[test]
    fn a_run_of_new_groups_recognises_nothing() {
        let (mut p, gold) = recognised();
        p.candidates[0].id = ChallengeId::numbered(1);
        p.candidates[1].id = ChallengeId::numbered(2);
        assert_eq!(Recognition::of(&p, &gold), None);
    }

    #[test]
    fn a_point_is_the_mean_over_its_draws() {
        let (p, gold) = recognised();
        let mut worse = p.clone();
        worse.candidates.swap(0, 1);
        let point = Point::of(50, &[p.clone(), p, worse], &gold).expect("measured");
        assert_eq!((point.decisions, point.draws), (50, 3));
        assert!((point.first - (1.0 + 1.0 + 1.0) / 9.0).abs() < 1e-9, "{}", point.first);
        assert_eq!(Point::of(0, &[], &gold), None);
    }
}
