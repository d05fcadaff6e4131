//! Explaining: why a statement is where it is, by what a person can check: the most alike
//! statements of its place, the words they share, and how unusual such a likeness is here.

mod words;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::domain::index::{IndexVec, RowIndex, StatementIndex};
use crate::domain::proposal::{Candidate, Explanation, Ground, Near, OutReason, Status};
use crate::domain::similarity::{Cosine, Percentiles, keep_best};
use crate::features::layout::HasRow;
use crate::propose::texts::TextFeatures;

pub use words::in_words;

/// How many alike statements are named.
const NAMED: usize = 2;
/// Of a candidate with more members, where neighbours are known, only these are compared…
const ALL_COMPARED: usize = 2000;
/// …and so many of the most typical members.
const TYPICAL: usize = 20;
/// How many shared words are named.
const SHARED: usize = 4;
/// Words that weigh no more than this in pooling are about no matter of their own.
const LEAST_WEIGHT: f32 = 0.2;

/// What explaining reads.
pub struct Known<'a> {
    /// The statements, and the texts of the challenges.
    pub texts: &'a TextFeatures<'a>,
    /// How likenesses are spread over the corpus's pairs.
    pub percentiles: &'a Percentiles,
    /// The candidates.
    pub candidates: &'a [Candidate],
    /// The row of each candidate's wording, where it existed before the run.
    pub wording: &'a [Option<RowIndex>],
    /// Which statements people put where they are.
    pub decided: &'a IndexVec<StatementIndex, bool>,
    /// The statements near each, for a corpus too large to compare all members of a candidate;
    /// empty where all are compared.
    pub near: &'a IndexVec<StatementIndex, Vec<StatementIndex>>,
}

/// Why each statement is where it is; `statuses` are in the order of the statements.
pub fn explain<'s>(
    known: &Known<'_>,
    statuses: impl IntoIterator<Item = &'s Status>,
) -> Vec<Explanation> {
    let mut explanations: Vec<Explanation> = statuses
        .into_iter()
        .zip(known.decided)
        .map(|(status, decided)| {
            let ground = match status {
                _ if *decided => Ground::People,
                Status::OutOfCompetence(OutReason::Foreign) => Ground::Foreign,
                _ => Ground::Nothing,
            };
            Explanation { ground, ..Explanation::default() }
        })
        .collect();
    let found: Vec<Vec<(StatementIndex, Explanation)>> = known
        .candidates
        .par_iter()
        .zip(known.wording)
        .map(|(candidate, wording)| members(known, &candidate.members, *wording))
        .collect();
    for (i, explanation) in found.into_iter().flatten() {
        explanations[i] = explanation;
    }
    explanations
}

/// Explains the members of one candidate that nobody put there.
fn members(
    known: &Known<'_>,
    members: &[StatementIndex],
    wording: Option<RowIndex>,
) -> Vec<(StatementIndex, Explanation)> {
    let features = known.texts.features;
    let reviewed: Vec<StatementIndex> =
        members.iter().copied().filter(|&i| wording.is_some() && known.decided[i]).collect();
    let (ground, others) = match (wording, reviewed.is_empty()) {
        (Some(_), true) => (Ground::Wording, &[][..]),
        (Some(_), false) => (Ground::Reviewed, &reviewed[..]),
        (None, _) if members.len() == 1 => (Ground::Alone, &[][..]),
        (None, _) => (Ground::Fellows, members),
    };
    let open: Vec<StatementIndex> =
        members.iter().copied().filter(|&i| !known.decided[i]).collect();
    let percentile = |value: f32| known.percentiles.of(Cosine(value));
    let explained =
        |i: StatementIndex, best: Vec<(f32, StatementIndex)>, wording_likeness: Option<f32>| {
            let nearest: Vec<Near> = best
                .into_iter()
                .map(|(value, statement)| Near { statement, percentile: percentile(value) })
                .collect();
            let compared = nearest.iter().map(|near| near.statement.row()).chain(wording);
            let shared = shared(known, i, compared);
            (i, Explanation { ground, shared, wording: wording_likeness.map(percentile), nearest })
        };
    if others.len() > ALL_COMPARED && !known.near.is_empty() {
        let mut is_other: IndexVec<StatementIndex, bool> = vec![false; known.near.len()].into();
        for &j in others {
            is_other[j] = true;
        }
        let nearest = |i: StatementIndex| {
            let likeness = |j: StatementIndex| features.likeness(i, j).0;
            let mut some: Vec<StatementIndex> =
                known.near[i].iter().copied().filter(|&j| is_other[j]).collect();
            // Where none of its neighbours are, the first members are the most typical ones.
            some.extend(others.iter().take(TYPICAL));
            some.sort_unstable();
            some.dedup();
            let mut best = Vec::new();
            for j in some.into_iter().filter(|&j| j != i) {
                keep_best(&mut best, (likeness(j), j), NAMED);
            }
            explained(i, best, wording.map(|row| features.likeness(i, row).0))
        };
        return open.par_iter().map(|&i| nearest(i)).collect();
    }
    let columns: Vec<RowIndex> = others.iter().map(|i| i.row()).chain(wording).collect();
    let likeness = features.block(&open, &columns);
    let rows = open.iter().zip(likeness.rows());
    rows.map(|(&i, row)| {
        let mut best = Vec::new();
        for (place, (&other, &value)) in others.iter().zip(row).enumerate() {
            if other != i {
                keep_best(&mut best, (value, place), NAMED);
            }
        }
        let best = best.into_iter().map(|(value, place)| (value, others[place])).collect();
        explained(i, best, wording.map(|_| row[others.len()]))
    })
    .collect()
}

/// The weightiest words of a statement that other texts have too, in the order of the statement.
fn shared(
    known: &Known<'_>,
    statement: StatementIndex,
    others: impl Iterator<Item = RowIndex>,
) -> Vec<String> {
    let TextFeatures { lexicon, texts, .. } = *known.texts;
    let theirs: BTreeSet<u32> = others
        .flat_map(|other| lexicon.weighted_words(&texts[other]))
        .filter_map(|word| word.stem)
        .collect();
    let text = &texts[statement.row()];
    // By stem: the weight and where it first stands.
    let mut found: BTreeMap<u32, (f32, u32, u32)> = BTreeMap::new();
    for word in lexicon.weighted_words(text) {
        if let Some(stem) = word.stem
            && word.weight > LEAST_WEIGHT
            && theirs.contains(&stem)
        {
            found.entry(stem).or_insert((word.weight, word.from, word.to));
        }
    }
    let mut best: Vec<(f32, u32, u32)> = found.into_values().collect();
    best.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    best.truncate(SHARED);
    best.sort_by_key(|word| word.1);
    best.into_iter().map(|(_, from, to)| text[from as usize..to as usize].to_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::proposal::sample;
    use crate::features::layout::Layout;
    use crate::propose::texts::sample::Sample;

    const TEXTS: [&str; 7] = [
        "Recuperar las quebradas con mingas",
        "mingas para limpiar la quebrada de Nono",
        "más buses los domingos",
        "buses puntuales",
        "ninguno",
        "bajar el IVA",
        "Recuperar las quebradas del distrito",
    ];

    fn explained(decided: [bool; 6], wording: Option<usize>) -> Vec<Explanation> {
        let share = crate::features::Settings::default().lexical;
        let sample = Sample::of(&TEXTS, Layout::sample(6, 1, 0), share);
        let texts = sample.texts();
        let some: Vec<StatementIndex> = StatementIndex::first(4).collect();
        let percentiles = crate::propose::crossing::percentiles(texts.features, &some);
        let mut candidates = sample::proposal().candidates;
        candidates[0].members = some[..2].to_vec();
        candidates[1].members = some[2..].to_vec();
        let known = Known {
            texts: &texts,
            percentiles: &percentiles,
            candidates: &candidates,
            wording: &[wording.map(RowIndex::from), None],
            decided: &decided.into_iter().collect(),
            near: &IndexVec::default(),
        };
        let out = Status::OutOfCompetence;
        let statuses = [
            Status::Candidate(0.into()),
            Status::Candidate(0.into()),
            Status::Candidate(1.into()),
            Status::Candidate(1.into()),
            out(OutReason::Empty),
            out(OutReason::Foreign),
        ];
        explain(&known, &statuses)
    }

    #[test]
    fn a_new_statement_is_explained_by_those_that_people_put_there() {
        let found = explained([true, false, false, false, false, false], Some(6));
        assert_eq!(found[0].ground, Ground::People);
        assert_eq!(found[1].ground, Ground::Reviewed);
        assert_eq!(found[1].nearest[0].statement, 0.into());
        assert_eq!(found[1].shared, ["mingas", "quebrada"]);
        assert!(found[1].nearest[0].percentile > 0.5 && found[1].wording.is_some());
    }

    #[test]
    fn without_decisions_a_challenge_explains_by_its_wording_and_a_group_by_its_members() {
        let found = explained([false; 6], Some(6));
        assert_eq!(found[0].ground, Ground::Wording);
        assert!(found[0].nearest.is_empty() && found[0].wording > Some(0.5));
        assert!(found[0].shared.contains(&"quebradas".to_owned()), "{:?}", found[0].shared);
        assert_eq!(found[2].ground, Ground::Fellows);
        assert_eq!(found[2].nearest[0].statement, 3.into());
        assert_eq!(found[2].shared, ["buses"]);
        assert_eq!((found[4].ground, found[5].ground), (Ground::Nothing, Ground::Foreign));
    }
}
