//! Whether statements about new topics are noticed: whole challenges are taken away from what people
//! decided, and the statements of these are the new ones.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Gold, ReferenceId};
use crate::domain::calibration::Calibration;
use crate::domain::proposal::{Ground, Proposal};

/// How well new topics are noticed among the statements that nobody decided, over all draws of
/// challenges that are taken away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Novelty {
    /// How many times challenges were drawn.
    pub draws: usize,
    /// How many challenges were taken away each time.
    pub held_out: usize,
    /// The statements that nobody decided, with a reference challenge, draw by draw.
    pub statements: usize,
    /// Those whose challenge was taken away, or never decided.
    pub new: usize,
    /// The probability (0…1) that a new one is said to be new more strongly than a known one: the
    /// area under the curve. `None` where all are new or none is.
    pub area: Option<f64>,
    /// Those that are shown as possibly new.
    pub shown: usize,
    /// Those of them that are new.
    pub right: usize,
    /// The share (0…1) of the known ones that are shown as possibly new.
    pub false_alarms: Option<f64>,
    /// The probability that a statement is new.
    pub calibration: Calibration,
    /// The probability that a statement is of its candidate, with new ones among them.
    pub attached: Calibration,
}

/// What a run says of one statement, and what is so.
struct Said {
    novelty: f64,
    is_new: bool,
    is_shown: bool,
    /// The probability of its candidate, and whether that is right.
    own: Option<(f64, bool)>,
}

impl Novelty {
    /// Measures runs, each with the reference challenges that it did not know. `gold` names the
    /// statements measured. `None` where no run says anything of novelty.
    pub fn of(runs: &[(Proposal, BTreeSet<ReferenceId>)], gold: &Gold) -> Option<Self> {
        let said: Vec<Said> = runs.iter().flat_map(|run| of_run(run, gold)).collect();
        if said.is_empty() {
            return None;
        }
        let is_new = |one: &&Said| one.is_new;
        let (new, known) = (said.iter().filter(is_new).count(), said.len());
        let known = known - new;
        let shown = said.iter().filter(|one| one.is_shown).count();
        let right = said.iter().filter(|one| one.is_shown && one.is_new).count();
        Some(Self {
            draws: runs.len(),
            held_out: runs.iter().map(|(_, held)| held.len()).max().unwrap_or(0),
            statements: said.len(),
            new,
            area: area(&said),
            shown,
            right,
            false_alarms: (known > 0).then(|| (shown - right) as f64 / known as f64),
            calibration: Calibration::new(said.iter().map(|one| (one.novelty, one.is_new))),
            attached: Calibration::new(said.iter().filter_map(|one| one.own)),
        })
    }
}

/// What a run says of the statements that nobody decided and that have a reference challenge.
fn of_run((proposal, held): &(Proposal, BTreeSet<ReferenceId>), gold: &Gold) -> Vec<Said> {
    let known: BTreeSet<&str> = proposal
        .placements
        .iter()
        .filter(|placement| placement.probability.is_some())
        .filter_map(|placement| placement.status.candidate())
        .map(|c| proposal.candidates[c].id.as_str())
        .collect();
    let statements = proposal.corpus.statements.iter().zip(&proposal.placements).enumerate();
    let said = statements.filter_map(|(i, (statement, placement))| {
        let main = gold.labels.get(&statement.id)?.main()?;
        let decided = proposal.explanations.get(i).is_some_and(|why| why.ground == Ground::People);
        let novelty = placement.novelty.filter(|_| !decided)?;
        let id = placement.status.candidate().map(|c| proposal.candidates[c].id.as_str());
        let own = placement.probability.map(|p| (f64::from(p), id == Some(main.0.as_str())));
        Some(Said {
            novelty: f64::from(novelty),
            is_new: held.contains(main) || !known.contains(main.0.as_str()),
            is_shown: placement.may_be_new(),
            own,
        })
    });
    said.collect()
}

/// The area under the curve (Mann & Whitney 1947): equal ones count half.
fn area(said: &[Said]) -> Option<f64> {
    let mut order: Vec<&Said> = said.iter().collect();
    order.sort_by(|x, y| x.novelty.total_cmp(&y.novelty));
    let new = order.iter().filter(|one| one.is_new).count();
    let known = order.len() - new;
    if new == 0 || known == 0 {
        return None;
    }
    let mut sum = 0.0;
    let mut from = 0;
    while from < order.len() {
        let same = |one: &&Said| one.novelty.total_cmp(&order[from].novelty).is_eq();
        let to = from + order[from..].iter().take_while(|one| same(one)).count();
        // The mean rank of those that are equal, from 1.
        let rank = (from + to + 1) as f64 / 2.0;
        sum += rank * order[from..to].iter().filter(|one| one.is_new).count() as f64;
        from = to;
    }
    let (new, known) = (new as f64, known as f64);
    Some((sum - new * (new + 1.0) / 2.0) / (new * known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::destination::ChallengeId;
    use crate::domain::proposal::{Explanation, sample};
    use crate::domain::statement::StatementId;
    use crate::evaluate::Reference;

    fn said(novelty: f64, is_new: bool) -> Said {
        Said { novelty, is_new, is_shown: novelty >= 0.5, own: None }
    }

    #[test]
    fn the_area_is_the_share_of_pairs_in_order() {
        let all = [said(0.9, true), said(0.1, false), said(0.5, true), said(0.5, false)];
        assert_eq!(area(&all), Some(3.5 / 4.0));
        assert_eq!(area(&[said(0.1, false)]), None);
    }

    #[test]
    fn a_statement_whose_challenge_was_taken_away_is_new() {
        let mut p = sample::proposal();
        p.candidates[0].id = ChallengeId::of_frame("DM001");
        p.candidates[1].id = ChallengeId::of_frame("DM002");
        for (i, probability, novelty) in [(0, 0.2, 0.8), (1, 0.95, 0.1), (2, 0.95, 0.0)] {
            p.placements[i].probability = Some(probability);
            p.placements[i].novelty = Some(novelty);
        }
        p.explanations = vec![Explanation::default(); p.corpus.len()];
        let labels = [("I001", "DM003"), ("I002", "DM002"), ("C001", "DM001")]
            .map(|(id, name)| (StatementId::new(id), Reference::One(ReferenceId(name.into()))));
        let gold = Gold { labels: labels.into() };
        let held = [ReferenceId("DM003".into())].into();
        let found = Novelty::of(&[(p.clone(), held)], &gold).expect("measured");
        assert_eq!((found.statements, found.new, found.shown, found.right), (3, 1, 1, 1));
        assert_eq!((found.area, found.false_alarms), (Some(1.0), Some(0.0)));
        assert_eq!((found.attached.statements, found.attached.bins[9].statements), (3, 2));
        for placement in &mut p.placements {
            placement.novelty = None;
        }
        assert_eq!(Novelty::of(&[(p, BTreeSet::new())], &gold), None);
    }
}
