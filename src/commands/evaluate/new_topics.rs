//! Whether a run notices new topics: the same run without some of its challenges and without what
//! people decided about them.

use std::collections::{BTreeMap, BTreeSet};

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::{AgainRequest, again};
use crate::commands::reviewed_run::ReviewedRun;
use crate::commands::{Error, Step};
use crate::decide::rerun;
use crate::domain::guides::Guides;
use crate::domain::index::{ChallengeIndex, StatementIndex};
use crate::evaluate::novelty::Novelty;
use crate::evaluate::{Gold, ReferenceId};

/// One challenge of so many decided ones is taken away at a time.
const ONE_OF: usize = 5;

/// Makes the run anew without a fifth of its decided challenges, as often as asked for and each time
/// without others, and measures what it says of the statements that nobody decided. `None` where it
/// says nothing of them.
pub(super) fn novelty(
    run: &ReviewedRun,
    gold: &Gold,
    seed: u64,
    request: &AgainRequest,
    observe: &mut dyn FnMut(Step),
) -> Result<Option<Novelty>, Error> {
    observe(Step::Reading);
    let ReviewedRun { proposal, settled, .. } = run;
    let guides = rerun::guides(proposal, settled, run.coined(), &BTreeSet::new(), false);
    let decided: BTreeSet<ChallengeIndex> =
        guides.decided.iter().filter_map(|theirs| theirs.first().copied()).collect();
    if decided.len() < ONE_OF {
        return Err(Error::NothingToLearn { path: run.dir.clone() });
    }
    let mut order: Vec<ChallengeIndex> = decided.into_iter().collect();
    order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    let size = order.len().div_ceil(ONE_OF);
    let mut measured = gold.clone();
    for (i, theirs) in guides.decided.enumerated() {
        if !theirs.is_empty() || guides.settled.contains_key(&i) {
            measured.labels.remove(&proposal.corpus.statements[i].id);
        }
    }
    let mut runs = Vec::new();
    for held in order.chunks(size).cycle().take(request.draws.max(1)) {
        let held: BTreeSet<ChallengeIndex> = held.iter().copied().collect();
        let names = held.iter().map(|&j| guides.challenges[j].id.as_str().to_owned());
        let names: BTreeSet<ReferenceId> = names.map(ReferenceId).collect();
        let fewer = without(&guides, &held);
        let texts = again::texts(run, &fewer);
        let features = again::features(run, &texts, &request.vectors, observe)?;
        runs.push((again::proposed(run, &fewer, &texts, &features), names));
    }
    Ok(Novelty::of(&runs, &measured))
}

/// The guides as they would be if some challenges had never been heard of. The statements that were
/// decided to be of these alone are as if nobody had decided them.
fn without(guides: &Guides, held: &BTreeSet<ChallengeIndex>) -> Guides {
    let mut fewer = guides.clone();
    let mut place: BTreeMap<ChallengeIndex, ChallengeIndex> = BTreeMap::new();
    fewer.challenges.clear();
    for (j, challenge) in ChallengeIndex::first(guides.challenges.len()).zip(&guides.challenges) {
        if !held.contains(&j) {
            place.insert(j, fewer.challenges.len().into());
            fewer.challenges.push(challenge.clone());
        }
    }
    for theirs in fewer.decided.iter_mut() {
        let known = theirs.iter().filter_map(|j| place.get(j).copied()).collect();
        *theirs = known;
    }
    let apart = guides.apart.iter().filter_map(|&(i, j)| Some((i, *place.get(&j)?)));
    fewer.apart = apart.collect::<BTreeSet<(StatementIndex, ChallengeIndex)>>();
    fewer.previous.retain(|(id, _)| !held.iter().any(|&j| guides.challenges[j].id == *id));
    fewer
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::destination::ChallengeId;
    use crate::domain::guides::Challenge;

    #[test]
    fn a_challenge_that_is_taken_away_leaves_no_trace() {
        let challenge = |n: usize| Challenge {
            id: ChallengeId::numbered(n),
            text: String::new(),
            competencia: 0.into(),
            horizon: None,
        };
        let guides = Guides {
            challenges: vec![challenge(1), challenge(2), challenge(3)],
            decided: vec![vec![0.into()], vec![1.into()], vec![2.into(), 1.into()]].into(),
            apart: [(0.into(), 1.into()), (1.into(), 2.into())].into(),
            previous: vec![(ChallengeId::numbered(2), vec![1.into()])],
            ..Guides::default()
        };
        let fewer = without(&guides, &[1.into()].into());
        assert_eq!(fewer.challenges.len(), 2);
        assert_eq!(fewer.challenges[1].id, ChallengeId::numbered(3));
        assert_eq!(fewer.decided, vec![vec![0.into()], vec![], vec![1.into()]].into());
        assert_eq!(fewer.apart, [(1.into(), 1.into())].into());
        assert!(fewer.previous.is_empty());
    }
}
