//! The counts behind the report's plots and tables. Every function counts each statement once.

use std::collections::BTreeMap;

use crate::domain::index::StatementIndex;
use crate::domain::proposal::{Firmness, Proposal, Sides, Status};
use crate::domain::statement::{Origin, Statement};
use crate::text::fold;

/// The sides in the order in which the page always shows them.
pub(super) const SIDES: [Sides; 3] = [Sides::Both, Sides::InstitutionalOnly, Sides::CitizenOnly];

/// The place of a candidate's sides in [`SIDES`].
fn side(sides: Sides) -> usize {
    match sides {
        Sides::Both => 0,
        Sides::InstitutionalOnly => 1,
        Sides::CitizenOnly => 2,
    }
}

/// The place of an origin in a pair of counts: institutional first.
pub(super) fn slot(origin: Origin) -> usize {
    match origin {
        Origin::Institutional => 0,
        Origin::Citizen => 1,
    }
}

/// The statements and candidates of one competencia; counts by origin are institutional, citizen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ByCompetencia {
    /// Statements that are in some candidate, by the competencia assigned to each.
    pub(super) placed: [usize; 2],
    /// Of those, the ones whose candidate has both sides.
    pub(super) crossed: [usize; 2],
    /// Candidates by sides, in the order of [`SIDES`].
    pub(super) candidates: [usize; 3],
}

/// One row a competencia of the frame, in the frame's order.
pub(super) fn by_competencia(p: &Proposal) -> Vec<ByCompetencia> {
    let mut rows = vec![ByCompetencia::default(); p.frame.competencias.len()];
    for (statement, placement) in p.corpus.statements.iter().zip(&p.placements) {
        if let Some(c) = placement.status.candidate() {
            let row = &mut rows[placement.competencia.index()];
            row.placed[slot(statement.origin)] += 1;
            if p.candidates[c].sides() == Sides::Both {
                row.crossed[slot(statement.origin)] += 1;
            }
        }
    }
    for candidate in &p.candidates {
        rows[candidate.competencia.index()].candidates[side(candidate.sides())] += 1;
    }
    rows
}

/// How many statements are in each state, by origin: the parts add up to the totals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct StateCounts {
    /// The statements read: institutional, citizen; so for all fields.
    pub(super) read: [usize; 2],
    /// Those in a candidate.
    pub(super) placed: [usize; 2],
    /// Of those, in a candidate with both sides.
    pub(super) crossed: [usize; 2],
    /// Those out of competence.
    pub(super) out: [usize; 2],
    /// Those that a person discarded.
    pub(super) discarded: [usize; 2],
    /// Those that wait for a person's decision.
    pub(super) pending: [usize; 2],
}

/// The states of all statements.
pub(super) fn states(p: &Proposal) -> StateCounts {
    let mut states = StateCounts::default();
    for origin in [Origin::Institutional, Origin::Citizen] {
        let totals = p.totals(origin);
        let i = slot(origin);
        states.read[i] = totals.total;
        states.placed[i] = totals.candidate;
        states.out[i] = totals.out_of_competence;
        states.discarded[i] = totals.discarded;
        states.pending[i] = totals.pending;
    }
    for row in by_competencia(p) {
        states.crossed[0] += row.crossed[0];
        states.crossed[1] += row.crossed[1];
    }
    states
}

/// A range of candidate sizes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SizeClass {
    /// The range as people read it: `1`, `6–10`, `101+`.
    pub(super) label: String,
    /// How many candidates are of such a size.
    pub(super) candidates: usize,
    /// How many statements those hold.
    pub(super) statements: usize,
}

/// The candidates by how many statements they hold, up to the largest range in use.
pub(super) fn sizes(p: &Proposal) -> Vec<SizeClass> {
    const UP_TO: [usize; 9] = [1, 2, 3, 4, 5, 10, 20, 50, 100];
    let mut bins: Vec<SizeClass> = Vec::with_capacity(UP_TO.len() + 1);
    let mut from = 1;
    for to in UP_TO {
        let label = if from == to { to.to_string() } else { format!("{from}–{to}") };
        bins.push(SizeClass { label, candidates: 0, statements: 0 });
        from = to + 1;
    }
    bins.push(SizeClass { label: "101+".to_owned(), candidates: 0, statements: 0 });
    for candidate in &p.candidates {
        let size = candidate.members.len();
        let bin = UP_TO.partition_point(|&to| to < size);
        bins[bin].candidates += 1;
        bins[bin].statements += size;
    }
    while bins.last().is_some_and(|bin| bin.candidates == 0) {
        bins.pop();
    }
    bins
}

/// What was read from one place: a parish or an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Coverage {
    /// The commonest spelling of its name; `None` for the statements that name none.
    pub(super) name: Option<String>,
    /// How many statements name it.
    pub(super) read: usize,
    /// Of those, the ones in some candidate.
    pub(super) placed: usize,
    /// Of those, the ones whose candidate has both sides.
    pub(super) crossed: usize,
}

/// The statements of one origin by place: most statements first, the unnamed last.
pub(super) fn coverage(
    p: &Proposal,
    origin: Origin,
    place: fn(&Statement) -> Option<&str>,
) -> Vec<Coverage> {
    let mut spellings: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut counts: BTreeMap<Option<String>, [usize; 3]> = BTreeMap::new();
    for (statement, placement) in p.corpus.statements.iter().zip(&p.placements) {
        if statement.origin != origin {
            continue;
        }
        let name = place(statement).map(str::trim).filter(|name| !name.is_empty());
        let key = name.map(fold::name);
        if let (Some(name), Some(key)) = (name, &key) {
            *spellings.entry(key.clone()).or_default().entry(name).or_default() += 1;
        }
        let tally = counts.entry(key).or_default();
        tally[0] += 1;
        if let Status::Candidate(c) = placement.status {
            tally[1] += 1;
            tally[2] += usize::from(p.candidates[c].sides() == Sides::Both);
        }
    }
    let commonest = |key: &String| {
        let best = spellings[key].iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
        best.map(|(name, _)| (*name).to_owned())
    };
    let mut rows: Vec<Coverage> = counts
        .into_iter()
        .map(|(key, [read, placed, crossed])| Coverage {
            name: key.as_ref().and_then(commonest),
            read,
            placed,
            crossed,
        })
        .collect();
    rows.sort_by(|a, b| {
        a.name.is_none().cmp(&b.name.is_none()).then(b.read.cmp(&a.read)).then(a.name.cmp(&b.name))
    });
    rows
}

/// How many candidates are firm, doubtful, or of a single statement.
pub(super) fn firmness(p: &Proposal) -> [usize; 3] {
    let mut counts = [0; 3];
    for candidate in &p.candidates {
        counts[match candidate.firmness() {
            Some(Firmness::Stable) => 0,
            Some(Firmness::Doubtful) => 1,
            None => 2,
        }] += 1;
    }
    counts
}

/// The pairs of the crossing by the competencia of the institutional and of the citizen statement.
pub(super) fn pairs(p: &Proposal) -> BTreeMap<(usize, usize), usize> {
    let mut pairs = BTreeMap::new();
    for pair in &p.matches {
        let of = |statement: StatementIndex| p.placements[statement].competencia.index();
        *pairs.entry((of(pair.institutional), of(pair.citizen))).or_default() += 1;
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::proposal::sample;

    #[test]
    fn every_count_adds_up() {
        let p = sample::proposal();
        let states = states(&p);
        assert_eq!(states.read, [2, 4]);
        for i in 0..2 {
            let parts = states.placed[i] + states.out[i] + states.discarded[i] + states.pending[i];
            assert_eq!(parts, states.read[i]);
        }
        let rows = by_competencia(&p);
        assert_eq!(
            rows[0],
            ByCompetencia { placed: [1, 2], crossed: [1, 2], candidates: [1, 0, 0] }
        );
        assert_eq!(
            rows[1],
            ByCompetencia { placed: [1, 0], crossed: [0, 0], candidates: [0, 1, 0] }
        );
        let sizes = sizes(&p);
        assert_eq!(sizes.iter().map(|s| s.statements).sum::<usize>(), 4);
        assert_eq!(sizes.iter().map(|s| s.candidates).sum::<usize>(), 2);
        assert_eq!(firmness(&p), [1, 0, 1]);
        assert_eq!(pairs(&p), BTreeMap::from([((0, 0), 1)]));
    }

    #[test]
    fn every_state_is_counted_where_it_belongs() {
        let mut p = sample::proposal();
        p.placements[4].status = Status::Discarded("repetido".into());
        p.placements[5].status = Status::Pending("sin decidir".into());
        let states = states(&p);
        assert_eq!((states.out, states.discarded, states.pending), ([0, 0], [0, 1], [0, 1]));
        assert_eq!((states.placed, states.crossed), ([2, 2], [1, 2]));
    }

    #[test]
    fn spellings_of_a_parish_count_together_and_the_unnamed_come_last() {
        let mut p = sample::proposal();
        let names = [None, None, Some("Nono"), Some("NONO"), Some("Nono"), Some(" ")];
        for (statement, name) in p.corpus.statements.iter_mut().zip(names) {
            statement.parroquia = name.map(str::to_owned);
        }
        let rows = coverage(&p, Origin::Citizen, |s| s.parroquia.as_deref());
        let nono = Coverage { name: Some("Nono".into()), read: 3, placed: 2, crossed: 2 };
        let unnamed = Coverage { name: None, read: 1, placed: 0, crossed: 0 };
        assert_eq!(rows, vec![nono, unnamed]);
    }
}
