//! The names of candidates over runs: kept by members, never used again, and what became of them.

use std::collections::{BTreeMap, BTreeSet};

use super::candidates::Drafted;
use crate::domain::destination::ChallengeId;
use crate::domain::guides::Guides;
use crate::domain::index::StatementIndex;
use crate::domain::proposal::{Candidate, Change, ChangeKind};
use crate::domain::statement::Corpus;

/// Candidates in their order, each with its name.
pub(super) struct Named {
    pub(super) candidates: Vec<(ChallengeId, Drafted)>,
    /// The largest candidate number given so far.
    pub(super) last_number: usize,
}

/// Orders candidates by competencia, then riskiest first, and names them. A challenge that existed
/// before keeps its name. A candidate takes the name of the earlier one that it shares most
/// statements with, if that is at least half of the smaller of the two; the others get new numbers,
/// in order.
pub(super) fn named(mut drafted: Vec<Drafted>, guides: &Guides) -> Named {
    drafted.sort_by(|x, y| {
        x.competencia
            .cmp(&y.competencia)
            .then(y.risk.total_cmp(&x.risk))
            .then(x.members.cmp(&y.members))
    });
    let mut names: Vec<Option<ChallengeId>> = drafted
        .iter()
        .map(|candidate| candidate.challenge.map(|j| guides.challenges[j].id.clone()))
        .collect();
    let mut taken: BTreeSet<ChallengeId> =
        guides.challenges.iter().map(|challenge| challenge.id.clone()).collect();
    for (_, c, id) in claims(&drafted, guides) {
        if names[c].is_none() && taken.insert(id.clone()) {
            names[c] = Some(id);
        }
    }
    let mut last_number = guides.last_number;
    let mut numbered = || {
        last_number += 1;
        ChallengeId::numbered(last_number)
    };
    let names: Vec<ChallengeId> =
        names.into_iter().map(|name| name.unwrap_or_else(&mut numbered)).collect();
    Named { candidates: names.into_iter().zip(drafted).collect(), last_number }
}

/// Which candidates may take which earlier names, best first: how many statements they share, the
/// place of the candidate, the name.
fn claims(drafted: &[Drafted], guides: &Guides) -> Vec<(usize, usize, ChallengeId)> {
    let home = homes(guides);
    let mut claims: Vec<(usize, usize, ChallengeId)> = Vec::new();
    for (c, candidate) in drafted.iter().enumerate().filter(|(_, c)| c.challenge.is_none()) {
        let mut shared: BTreeMap<&ChallengeId, usize> = BTreeMap::new();
        for i in &candidate.members {
            if let Some(id) = home.get(i) {
                *shared.entry(id).or_default() += 1;
            }
        }
        for (id, count) in shared {
            let before =
                guides.previous.iter().find(|p| p.0 == *id).map_or(0, |(_, members)| members.len());
            if 2 * count >= before.min(candidate.members.len()) {
                claims.push((count, c, id.clone()));
            }
        }
    }
    claims.sort_by(|x, y| y.0.cmp(&x.0).then(x.1.cmp(&y.1)).then(x.2.cmp(&y.2)));
    claims
}

/// The earlier candidate of each statement.
fn homes(guides: &Guides) -> BTreeMap<StatementIndex, &ChallengeId> {
    guides.previous.iter().flat_map(|(id, members)| members.iter().map(move |&i| (i, id))).collect()
}

/// What became of the earlier candidates, and what is new, in the order of the candidates.
pub(super) fn changes(corpus: &Corpus, candidates: &[Candidate], guides: &Guides) -> Vec<Change> {
    if guides.previous.is_empty() {
        return Vec::new();
    }
    let before: BTreeMap<&ChallengeId, BTreeSet<StatementIndex>> = guides
        .previous
        .iter()
        .map(|(id, members)| (id, members.iter().copied().collect()))
        .collect();
    let home = homes(guides);
    let round = corpus.statements.iter().map(|statement| statement.round).max().unwrap_or(0);
    let is_new = |i: &&StatementIndex| corpus.statements[**i].round == round;
    let mut changes = Vec::new();
    for candidate in candidates {
        let now: BTreeSet<StatementIndex> = candidate.members.iter().copied().collect();
        let sources: BTreeSet<&ChallengeId> =
            now.iter().filter_map(|i| home.get(i).copied()).collect();
        let others: Vec<ChallengeId> = sources
            .iter()
            .filter(|id| ***id != candidate.id)
            // A source that lives on only gave a statement away.
            .filter(|id| !candidates.iter().any(|c| c.id == ***id))
            .map(|id| (*id).clone())
            .collect();
        let Some(then) = before.get(&candidate.id) else {
            let (kind, size) = (ChangeKind::New, now.len());
            let id = candidate.id.clone();
            let new_texts = now.iter().filter(is_new).count();
            let came = size - new_texts;
            changes.push(Change {
                kind,
                candidate: id,
                others,
                before: 0,
                after: size,
                new_texts,
                came,
                went: 0,
            });
            continue;
        };
        let kind = match (then.is_subset(&now), now.is_subset(then)) {
            (true, true) => continue,
            _ if !others.is_empty() => ChangeKind::Merged,
            (true, false) => ChangeKind::Grew,
            (false, true) => ChangeKind::Shrank,
            (false, false) => ChangeKind::Mixed,
        };
        let (id, before, after) = (candidate.id.clone(), then.len(), now.len());
        let new_texts = now.difference(then).filter(is_new).count();
        let came = now.difference(then).count() - new_texts;
        let went = then.difference(&now).count();
        changes.push(Change { kind, candidate: id, others, before, after, new_texts, came, went });
    }
    for (id, members) in &guides.previous {
        if candidates.iter().any(|c| c.id == *id) {
            continue;
        }
        let targets: Vec<ChallengeId> = candidates
            .iter()
            .filter(|c| c.members.iter().any(|i| members.contains(i)))
            .map(|c| c.id.clone())
            .collect();
        let kind = if targets.len() > 1 { ChangeKind::Split } else { ChangeKind::Vanished };
        changes.push(Change {
            kind,
            candidate: id.clone(),
            others: targets,
            before: members.len(),
            after: 0,
            new_texts: 0,
            came: 0,
            went: members.len(),
        });
    }
    for (_, candidate) in &guides.changed {
        let Some(id) = candidate else { continue };
        let size = candidates.iter().find(|c| c.id == *id).map_or(0, |c| c.members.len());
        changes.push(Change {
            kind: ChangeKind::TextChanged,
            candidate: id.clone(),
            others: Vec::new(),
            before: before.get(id).map_or(0, BTreeSet::len),
            after: size,
            new_texts: 0,
            came: 0,
            went: 0,
        });
    }
    changes
}
