//! The learning curve of a run: the same run with none, some and all of its decisions known.

use std::collections::BTreeSet;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::{AgainRequest, again};
use crate::commands::reviewed_run::ReviewedRun;
use crate::commands::{Error, Step};
use crate::decide::rerun;
use crate::domain::guides::Guides;
use crate::domain::index::StatementIndex;
use crate::evaluate::Gold;
use crate::evaluate::recognition::{LearningCurve, Point};

/// How many decisions are known at the points between none and all.
const KNOWN: [usize; 4] = [50, 100, 200, 500];

/// Makes the run anew with 0, 50, 100, 200, 500 and all of its decisions known, those between
/// drawn at random, and measures each on the statements that nobody decided. `None` where none of
/// these has a reference challenge.
pub(super) fn learning_curve(
    run: &ReviewedRun,
    gold: &Gold,
    seed: u64,
    request: &AgainRequest,
    observe: &mut dyn FnMut(Step),
) -> Result<Option<LearningCurve>, Error> {
    observe(Step::Reading);
    let ReviewedRun { proposal, settled, .. } = run;
    let guides = rerun::guides(proposal, settled, run.coined(), &BTreeSet::new(), false);
    let corpus = &proposal.corpus;
    let decided: Vec<StatementIndex> = StatementIndex::first(corpus.len())
        .filter(|&i| !guides.decided(i).is_empty() || guides.settled.contains_key(&i))
        .collect();
    if decided.is_empty() || guides.challenges.is_empty() {
        return Err(Error::NothingToLearn { path: run.dir.clone() });
    }
    let texts = again::texts(run, &guides);
    let features = again::features(run, &texts, &request.vectors, observe)?;
    let mut measured = gold.clone();
    for &i in &decided {
        measured.labels.remove(&corpus.statements[i].id);
    }
    let mut points = Vec::new();
    let mut numbers = vec![0];
    numbers.extend(KNOWN.into_iter().filter(|&known| known < decided.len()));
    numbers.push(decided.len());
    for known in numbers {
        let some = known > 0 && known < decided.len();
        let proposals: Vec<_> = (0..if some { request.draws.max(1) } else { 1 })
            .map(|draw| {
                let drawn = drawn(&decided, known, seed.wrapping_add(draw as u64));
                let guides = knowing(&guides, &drawn, known == decided.len());
                again::proposed(run, &guides, &texts, &features)
            })
            .collect();
        let Some(point) = Point::of(known, &proposals, &measured) else { return Ok(None) };
        points.push(point);
    }
    let named = corpus.statements.iter().filter_map(|s| measured.labels.get(&s.id)?.main());
    Ok(Some(LearningCurve { statements: named.count(), points }))
}

/// So many of the decided statements, drawn at random.
fn drawn(decided: &[StatementIndex], known: usize, seed: u64) -> BTreeSet<StatementIndex> {
    let mut order = decided.to_vec();
    order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    order.truncate(known);
    order.into_iter().collect()
}

/// The guides as they would be if only these statements had been decided. What was taken out of a
/// challenge is known with all decisions only.
fn knowing(guides: &Guides, known: &BTreeSet<StatementIndex>, all: bool) -> Guides {
    let mut fewer = guides.clone();
    for (i, decided) in fewer.decided.iter_mut().enumerate() {
        if !known.contains(&i.into()) {
            decided.clear();
        }
    }
    fewer.settled.retain(|i, _| known.contains(i));
    if !all {
        fewer.apart.clear();
    }
    fewer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_is_of_the_decided_and_the_same_again() {
        let decided = [3, 5, 8, 13, 21].map(StatementIndex::from);
        let first = drawn(&decided, 3, 7);
        assert_eq!(first.len(), 3);
        assert_eq!(first, drawn(&decided, 3, 7));
        assert!(first.iter().all(|i| decided.contains(i)));
        assert_eq!(drawn(&decided, 5, 1).len(), 5);
    }

    #[test]
    fn what_is_not_known_is_not_in_the_guides() {
        let guides = Guides {
            decided: vec![vec![0.into()], vec![1.into()], vec![]].into(),
            apart: [(2.into(), 0.into())].into(),
            ..Guides::default()
        };
        let fewer = knowing(&guides, &[1.into()].into(), false);
        assert_eq!(fewer.decided, vec![vec![], vec![1.into()], vec![]].into());
        assert!(fewer.apart.is_empty());
        assert_eq!(knowing(&guides, &[0.into(), 1.into()].into(), true).apart.len(), 1);
    }
}
