//! Proposing: from features to candidates, step by step. Every statement gets its one state, every
//! candidate its members, its draft, its cohesion, its alignment and its neighbours.

mod sorting;
mod scope;
mod comparison;
mod exact;
mod neighbours;
mod candidates;
mod group_counts;
mod naming;
mod homes;
mod names;
mod opposed;
mod placements;
mod predictions;
mod reliability;
mod map;
mod queue;

use ndarray::Array2;

use crate::domain::frame::Frame;
use crate::domain::guides::Guides;
use crate::domain::index::{
    CandidateIndex, ChallengeIndex, CompetenciaIndex, IndexVec, ItemIndex, RowIndex, StatementIndex,
};
use crate::domain::problem::Problem;
use crate::domain::proposal::{Candidate, Explanation, Placement, Proposal};
use crate::domain::similarity::{Cosine, Percentiles};
use crate::domain::statement::Corpus;
use crate::features::Centroids;
use crate::propose::align;
use crate::propose::cluster::{self, Target};
use crate::propose::competencia;
use crate::propose::crossing;
use crate::propose::explain;
use crate::propose::foreign;
use crate::propose::learn;
use crate::propose::stability;
use crate::propose::texts::TextFeatures;

use candidates::{LikenessSource, Partition};
use comparison::{Comparison, NewGroups};
use exact::AllPairs;
use group_counts::Ungrouped;
use naming::Named;
use neighbours::NearestOnly;
use placements::nearest;
use predictions::Learned;

pub use group_counts::default_target;
pub use neighbours::{is_large, points};
pub use scope::GroupingScope;
pub use sorting::{Sorted, Sources, sort_in};

/// The settings of proposing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Settings {
    /// How competencias are predicted.
    pub competencia: competencia::Settings,
    /// How statements are grouped.
    pub cluster: cluster::Settings,
    /// How statements are given to challenges that exist already.
    pub learn: learn::Settings,
    /// How candidates are aligned to objectives and policies.
    pub align: align::Settings,
    /// How firmness is measured.
    pub stability: stability::Settings,
    /// Which pairs of the crossing are kept.
    pub crossing: crossing::Settings,
    /// When a statement is thought to be about a matter of others.
    pub foreign: foreign::Settings,
    /// How many groups; `None` for as many as the frame has challenges.
    pub target: Option<Target>,
}

/// What a run was given, to be proposed from and to be part of what it proposes.
#[derive(Debug, Clone, Default)]
pub struct Given<'a> {
    /// The statements.
    pub corpus: Corpus,
    /// What they are sorted into.
    pub frame: Frame,
    /// Rows that were left out of the corpus, each with what is wrong in it.
    pub skipped: Vec<Problem>,
    /// How many rows were left out.
    pub skipped_rows: usize,
    /// The challenges that people aligned, to learn alignments from.
    pub taught: &'a [align::Taught],
}

/// Proposes candidates for a corpus.
pub fn propose(
    given: Given<'_>,
    guides: &Guides,
    texts: &TextFeatures<'_>,
    settings: &Settings,
) -> Proposal {
    let features = texts.features;
    let sources = Sources { corpus: &given.corpus, frame: &given.frame, guides, texts };
    let (sorted, comparison) = compared(sources, settings);
    let scope = comparison.scope().clone();
    let items = &scope.items;
    let assigned: IndexVec<ItemIndex, CompetenciaIndex> =
        items.iter().map(|&i| sorted.competencias.best(i).0).collect();

    let mut learned = Learned::new(sources, items, &sorted.competencias, &settings.learn);
    let learning = reliability::learning(sources, items, settings);
    if let Some(learning) = &learning {
        learned.temper(learning.temperature);
    }
    let rest = learned.unattached();
    let new = grouped(&*comparison, &rest, sources, settings.target);
    let ungrouped = Ungrouped { items, rest: &rest };
    let choices = group_counts::choices(&*comparison, ungrouped, sources, settings.target, &new);
    let percentiles = crossing::percentiles(features, items);
    let mut matches = comparison.matches(&percentiles);
    opposed::mark(&mut matches, &given.corpus);
    let nearby = comparison.nearby();
    let density = comparison.density();
    let most_candidates = comparison.most_candidates();
    let gram = comparison.into_gram();
    let near = gram.as_ref().map(|gram| homes::near(given.corpus.len(), items, gram));

    let (groups, firmness) = with_challenges(&learned, &rest, new, sources);
    let likeness = gram.as_ref().map_or(LikenessSource::Features(features), LikenessSource::Gram);
    let assigned = &assigned;
    let percentiles_of = &percentiles;
    let partition = Partition {
        sources,
        items,
        groups,
        firmness,
        assigned,
        likeness,
        percentiles: percentiles_of,
    };
    let named = naming::named(partition.drafted(), guides);
    drop(gram);
    let last_number = named.last_number;
    let centroids = centroids(sources, &named);
    let (alike, map) = neighbouring(sources, &named, &centroids, most_candidates);
    let alignments = aligned(sources, &named, given.taught, settings.align);
    let names = names::names(sources, &named);
    let candidates = candidates(named, names, alike, alignments);

    let statuses = placements::statuses(given.corpus.len(), &scope, guides, &candidates);
    let shown = learned.shown(sources, items, &candidates, &centroids);
    let told = placements::Suggestions { shown, near: near.as_ref().unwrap_or(&nearby) };
    let mut placements = placements::placements(sources, &sorted, &centroids, &statuses, told);
    for (&i, novelty) in items.iter().zip(predictions::new_topics(sources, items)) {
        placements[i].novelty = novelty;
    }
    let explanations = explained(sources, &percentiles, &candidates, &placements, &nearby);
    let changes = naming::changes(&given.corpus, &candidates, guides);
    let queue = queue::queue(items, &density, &placements, guides);
    Proposal {
        placements,
        candidates,
        matches,
        percentiles,
        skipped: given.skipped,
        skipped_rows: given.skipped_rows,
        map,
        last_number,
        coined: guides.coined.clone(),
        choices,
        changes,
        queue,
        explanations,
        learning,
        corpus: given.corpus,
        frame: given.frame,
    }
}

/// Sorts the statements in, and compares them as their number allows.
fn compared<'a>(
    sources: Sources<'a>,
    settings: &'a Settings,
) -> (Sorted, Box<dyn Comparison + 'a>) {
    if is_large(sources.texts.empty, &settings.cluster) {
        let (sorted, nearest) = NearestOnly::new(sources, settings);
        (sorted, Box::new(nearest))
    } else {
        let (sorted, pairs) = AllPairs::new(sources, settings);
        (sorted, Box::new(pairs))
    }
}

/// New groups of the items that go to no challenge that existed before.
fn grouped(
    comparison: &dyn Comparison,
    rest: &[ItemIndex],
    sources: Sources<'_>,
    target: Option<Target>,
) -> NewGroups {
    if rest.is_empty() {
        return NewGroups { labels: Vec::new(), firmness: Vec::new() };
    }
    let existing = sources.guides.challenges.len();
    let target = match target {
        // The challenges that existed before count towards the number that is wanted.
        Some(Target::Count(wanted)) if existing > 0 => {
            Target::Count(wanted.saturating_sub(existing).max(1))
        }
        Some(target) => target,
        None => Target::Count(default_target(sources.frame, sources.guides, rest.len())),
    };
    comparison.grouped(rest, target)
}

/// The group of every item and how firm each group is: first the challenges that existed before,
/// then the new groups.
fn with_challenges(
    learned: &Learned,
    rest: &[ItemIndex],
    new: NewGroups,
    sources: Sources<'_>,
) -> (IndexVec<ItemIndex, usize>, Vec<Option<f32>>) {
    let existing = sources.guides.challenges.len();
    let mut groups: IndexVec<ItemIndex, usize> = learned
        .attached
        .iter()
        .map(|challenge| challenge.map_or(0, ChallengeIndex::index))
        .collect();
    for (&a, group) in rest.iter().zip(new.labels) {
        groups[a] = existing + group;
    }
    let mut firmness: Vec<Option<f32>> =
        ChallengeIndex::first(existing).map(|j| learned.firmness(j)).collect();
    firmness.extend(new.firmness);
    (groups, firmness)
}

/// The centroid of each candidate's members.
fn centroids(sources: Sources<'_>, named: &Named) -> Centroids {
    let members: Vec<Vec<(StatementIndex, f32)>> = named
        .candidates
        .iter()
        .map(|(_, candidate)| candidate.members.iter().map(|&i| (i, 1.0)).collect())
        .collect();
    Centroids::of(sources.texts.features, &members)
}

/// The candidates nearest to each, nearest first, with the likeness of their middles; and a map of
/// all.
fn neighbouring(
    sources: Sources<'_>,
    named: &Named,
    centroids: &Centroids,
    most: usize,
) -> (Vec<Vec<(CandidateIndex, Cosine)>>, Array2<f32>) {
    let count = named.candidates.len();
    let typed = |near: Vec<(usize, Cosine)>| {
        near.into_iter().map(|(c, likeness)| (c.into(), likeness)).collect()
    };
    if count <= most {
        let between = centroids.between();
        let near = (0..count)
            .map(|c| typed(nearest(between.row(c).iter().copied().enumerate(), Some(c))))
            .collect();
        return (near, map::map(&between));
    }
    // Of very many candidates those near the most typical member stand for the nearest.
    let near = named.candidates.iter().enumerate().map(|(c, (_, candidate))| {
        let likeness = centroids.likeness(sources.texts.features, &candidate.members[..1]);
        typed(nearest(likeness.row(0).iter().copied().enumerate(), Some(c)))
    });
    (near.collect(), Array2::zeros((count, 2)))
}

/// What each candidate is aligned to.
fn aligned(
    sources: Sources<'_>,
    named: &Named,
    taught: &[align::Taught],
    settings: align::Settings,
) -> Vec<align::Suggested> {
    let Sources { frame, texts, .. } = sources;
    let source = align::Source { frame, features: texts.features, layout: texts.layout, taught };
    let subjects = named.candidates.iter().map(|(id, candidate)| align::Subject {
        id,
        members: &candidate.members,
        competencia: candidate.competencia,
    });
    source.align(&subjects.collect::<Vec<_>>(), settings)
}

fn candidates(
    named: Named,
    names: Vec<String>,
    near: Vec<Vec<(CandidateIndex, Cosine)>>,
    alignments: Vec<align::Suggested>,
) -> Vec<Candidate> {
    named
        .candidates
        .into_iter()
        .zip(names)
        .zip(near)
        .zip(alignments)
        .map(|((((id, drafted), name), near), align::Suggested { horizon, alignment })| Candidate {
            id,
            name,
            competencia: drafted.competencia,
            n_institutional: drafted.n_institutional,
            n_citizen: drafted.members.len() - drafted.n_institutional,
            members: drafted.members,
            draft: drafted.draft,
            horizon,
            alignment,
            cohesion: drafted.cohesion,
            stability: drafted.stability,
            near,
            risk: drafted.risk,
            opposed: drafted.opposed,
            decided: None,
        })
        .collect()
}

/// Why every statement is where it is.
fn explained(
    sources: Sources<'_>,
    percentiles: &Percentiles,
    candidates: &[Candidate],
    placements: &[Placement],
    nearby: &IndexVec<StatementIndex, Vec<StatementIndex>>,
) -> Vec<Explanation> {
    let Sources { guides, texts, .. } = sources;
    let decided: IndexVec<StatementIndex, bool> = StatementIndex::first(placements.len())
        .map(|i| !guides.decided(i).is_empty() || guides.settled.contains_key(&i))
        .collect();
    let wording: Vec<Option<RowIndex>> = candidates
        .iter()
        .map(|c| guides.challenges.iter().position(|challenge| challenge.id == c.id))
        .map(|j| Some(texts.layout.challenge(j?.into())))
        .collect();
    let known = explain::Known {
        texts,
        percentiles,
        candidates,
        wording: &wording,
        decided: &decided,
        near: nearby,
    };
    explain::explain(&known, placements.iter().map(|p| &p.status))
}

#[cfg(test)]
mod tests;
