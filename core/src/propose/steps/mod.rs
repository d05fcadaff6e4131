//! Proposing: from features to candidates. Every statement gets its one state, every candidate its
//! members, its draft, its cohesion and its neighbours.

mod drafted;
mod large;
mod learned;
mod naming;
mod scope;
mod reliability;

use ndarray::{Array1, Array2, ArrayView1, Axis};

use crate::domain::frame::Frame;
use crate::domain::guides::Guides;
use crate::domain::proposal::{
    Candidate, Declared, Duplicate, Explanation, OutReason, Placement, Proposal, Status, Suggestion,
};
use crate::domain::similarity::{Cosine, Percentiles, keep_best};
use crate::domain::statement::{Corpus, Origin};
use crate::features::{Centroids, Features};
use crate::propose::cluster::{self, Target};
use crate::propose::competencia::{self, Competencias, Labels};
use crate::propose::crossing;
use crate::propose::explain;
use crate::propose::foreign;
use crate::propose::learn;
use crate::propose::stability;
use crate::text::lexicon::Lexicon;

use drafted::{Groups, LikenessSource};
pub use large::{is_large, points};
use learned::Learned;
pub use scope::GroupingScope;

/// How many other candidates are suggested for a statement and shown beside a candidate.
const SUGGESTIONS: usize = 3;

/// The knobs of proposing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Settings {
    /// How competencias are predicted.
    pub competencia: competencia::Settings,
    /// How statements are grouped.
    pub cluster: cluster::Settings,
    /// How statements are given to challenges that exist already.
    pub learn: learn::Settings,
    /// How firmness is measured.
    pub stability: stability::Settings,
    /// Which pairs of the crossing are kept.
    pub crossing: crossing::Settings,
    /// When a statement is thought to be about a matter of others.
    pub foreign: foreign::Settings,
    /// How many groups; `None` for as many as the frame has challenges.
    pub target: Option<Target>,
}

/// What is known of the texts before proposing.
pub struct TextFeatures<'a> {
    /// Statements first, then the frame's own examples.
    pub features: &'a Features,
    /// The stems of the corpus.
    pub lexicon: &'a Lexicon,
    /// The text of every row of `features`, as it was encoded.
    pub texts: &'a [String],
    /// The competencia of each example row of `features`.
    pub examples: &'a [usize],
    /// The rows of the challenges that exist already, in the guides' order.
    pub challenges: &'a [usize],
    /// How many rows of `features` after the examples are about matters of others.
    pub foreign: usize,
    /// Which statements say nothing.
    pub empty: &'a [bool],
    /// Which statements repeat an earlier one.
    pub duplicates: &'a [Option<Duplicate>],
}

/// The number of groups when nobody says one: as many as the frame has challenges (a tenth of the
/// statements where it has none, or where challenges exist already and these are the rest), but
/// never more than a quarter of the statements.
pub fn default_target(frame: &Frame, guides: &Guides, statements: usize) -> usize {
    let wanted = if frame.desafios.is_empty() || !guides.challenges.is_empty() {
        statements.div_ceil(10)
    } else {
        frame.desafios.len()
    };
    wanted.min(statements.div_ceil(4)).max(1)
}

/// Reads the declared competencias of a corpus and sorts every statement in. A decided statement
/// teaches the competencia of its challenge, whatever its sheet declares.
pub fn sort_in(
    corpus: &Corpus,
    frame: &Frame,
    guides: &Guides,
    reading: &TextFeatures<'_>,
    settings: &competencia::Settings,
) -> (Vec<Declared>, Competencias) {
    sorted(corpus, frame, guides, reading, settings, true)
}

/// [`sort_in`]; `doubted` says whether declared labels are doubted by comparing all pairs.
fn sorted(
    corpus: &Corpus,
    frame: &Frame,
    guides: &Guides,
    reading: &TextFeatures<'_>,
    settings: &competencia::Settings,
    doubted: bool,
) -> (Vec<Declared>, Competencias) {
    let labels = Labels::of(frame);
    let cells: Vec<Option<&str>> =
        corpus.statements.iter().map(|s| s.competencia_declared.as_deref()).collect();
    let declared: Vec<Declared> = cells.iter().map(|cell| labels.read(*cell)).collect();
    let usable: Vec<bool> = reading.empty.iter().map(|e| !e).collect();
    let taught: Vec<Declared> = declared
        .iter()
        .enumerate()
        .map(|(i, own)| match guides.decided(i).first() {
            Some(&j) => Declared::Official(guides.challenges[j].competencia),
            None => own.clone(),
        })
        .collect();
    let seen = reading.empty.len() + reading.examples.len() + reading.foreign;
    let competencias = competencia::predict(
        reading.features,
        reading.lexicon,
        &competencia::Sheet { declared: &taught, labels: &cells, usable: &usable, doubted, seen },
        reading.examples,
        frame.competencias.len(),
        settings,
    );
    (declared, competencias)
}

/// Proposes candidates for a corpus.
pub fn propose(
    corpus: Corpus,
    frame: Frame,
    guides: &Guides,
    reading: &TextFeatures<'_>,
    settings: &Settings,
) -> Proposal {
    if large::is_large(reading.empty, &settings.cluster) {
        return large::propose(corpus, frame, guides, reading, settings);
    }
    let n = corpus.len();
    let features = reading.features;
    let (declared, competencias) = sort_in(&corpus, &frame, guides, reading, &settings.competencia);
    let scope = GroupingScope::new(guides, reading, &settings.foreign);
    let items = &scope.items;
    let gram = &scope.gram;
    let assigned: Vec<usize> = items.iter().map(|&i| competencias.best(i).0).collect();
    let belief = competencias.belief.select(Axis(0), items);
    let institutional: Vec<bool> =
        items.iter().map(|&i| corpus.statements[i].origin == Origin::Institutional).collect();
    let mut learned =
        Learned::new(&scope, guides, reading, &competencias, &institutional, settings);
    let learning =
        reliability::learning(&corpus, &frame, guides, reading, &scope, &institutional, settings);
    if let Some(learning) = &learning {
        learned.temper(learning.temperature);
    }
    let rest: Vec<usize> = (0..items.len()).filter(|&a| learned.attached[a].is_none()).collect();
    let groups = group(&rest, gram, &assigned, &belief, guides, &frame, settings);
    let percentiles = crossing::percentiles(features, items);

    // Existing challenges first, then the new groups.
    let m = guides.challenges.len();
    let mut label = vec![0; items.len()];
    for (a, attached) in learned.attached.iter().enumerate() {
        label[a] = attached.unwrap_or(0);
    }
    for (&a, group) in rest.iter().zip(&groups.labels) {
        label[a] = m + group;
    }
    let mut firmness: Vec<Option<f32>> = (0..m).map(|j| learned.firmness(j)).collect();
    firmness.extend(groups.firmness);
    let drafted =
        Groups { items, likeness: LikenessSource::Gram(gram), labels: &label, firmness: &firmness };
    let mut candidates = drafted.candidates(&corpus, &assigned, &percentiles, &guides.challenges);
    let last_number = naming::name(&mut candidates, guides);
    let statuses = statuses(n, &scope, guides, &candidates);
    let centroids = centroids(features, &candidates);
    let between = centroids.between();
    for (c, candidate) in candidates.iter_mut().enumerate() {
        candidate.near = nearest(between.row(c).iter().copied().enumerate(), Some(c));
    }
    let mut placements =
        place(features, &centroids, &competencias, &declared, statuses, reading.duplicates);
    learned.show(&mut placements, &candidates, guides, items, &centroids, features);
    let side = |origin: Origin| -> Vec<usize> {
        items.iter().copied().filter(|&i| corpus.statements[i].origin == origin).collect()
    };
    let matches = crossing::matches(
        features,
        &side(Origin::Institutional),
        &side(Origin::Citizen),
        &percentiles,
        &settings.crossing,
    );
    let explanations = explained(guides, reading, &percentiles, &candidates, &placements, &[]);
    let map = map(&between);
    let changes = naming::changes(&candidates, guides);
    let queue = queue(&placements, items, gram, guides);
    Proposal {
        corpus,
        frame,
        placements,
        candidates,
        matches,
        percentiles,
        skipped: Vec::new(),
        skipped_rows: 0,
        map,
        last_number,
        changes,
        queue,
        explanations,
        learning,
    }
}

/// The one state of each of `n` statements.
fn statuses(
    n: usize,
    scope: &GroupingScope,
    guides: &Guides,
    candidates: &[Candidate],
) -> Vec<Status> {
    let mut statuses = vec![Status::OutOfCompetence(OutReason::Empty); n];
    for &i in &scope.foreign {
        statuses[i] = Status::OutOfCompetence(OutReason::Foreign);
    }
    for (&i, status) in &guides.settled {
        statuses[i] = status.clone();
    }
    for (c, candidate) in candidates.iter().enumerate() {
        for &i in &candidate.members {
            statuses[i] = Status::Candidate(c);
        }
    }
    statuses
}

/// The middle of each candidate's members.
fn centroids(features: &Features, candidates: &[Candidate]) -> Centroids {
    let members: Vec<Vec<(usize, f32)>> =
        candidates.iter().map(|c| c.members.iter().map(|&i| (i, 1.0)).collect()).collect();
    Centroids::of(features, &members)
}

/// Why every statement is where it is; `near` are the statements near each in a large corpus.
fn explained(
    guides: &Guides,
    reading: &TextFeatures<'_>,
    percentiles: &Percentiles,
    candidates: &[Candidate],
    placements: &[Placement],
    near: &[Vec<usize>],
) -> Vec<Explanation> {
    let decided: Vec<bool> = (0..placements.len())
        .map(|i| !guides.decided(i).is_empty() || guides.settled.contains_key(&i))
        .collect();
    let wording: Vec<Option<usize>> = candidates
        .iter()
        .map(|c| guides.challenges.iter().position(|challenge| challenge.id == c.id))
        .map(|j| reading.challenges.get(j?).copied())
        .collect();
    let known = explain::Known {
        features: reading.features,
        lexicon: reading.lexicon,
        texts: reading.texts,
        percentiles,
        candidates,
        wording: &wording,
        decided: &decided,
        near,
    };
    explain::explain(&known, placements.iter().map(|p| &p.status))
}

/// New groups of the items that go to no existing challenge.
struct New {
    labels: Vec<usize>,
    firmness: Vec<Option<f32>>,
}

fn group(
    rest: &[usize],
    gram: &Array2<f32>,
    assigned: &[usize],
    belief: &Array2<f64>,
    guides: &Guides,
    frame: &Frame,
    settings: &Settings,
) -> New {
    if rest.is_empty() {
        return New { labels: Vec::new(), firmness: Vec::new() };
    }
    let whole = rest.len() == gram.nrows();
    let part = (!whole).then(|| gram.select(Axis(0), rest).select(Axis(1), rest));
    let gram = part.as_ref().unwrap_or(gram);
    let assigned: Vec<usize> = rest.iter().map(|&a| assigned[a]).collect();
    let belief = belief.select(Axis(0), rest);
    let target =
        settings.target.unwrap_or_else(|| Target::Count(default_target(frame, guides, rest.len())));
    // Existing challenges count towards the number that is wanted.
    let target = match target {
        Target::Count(wanted) if !guides.challenges.is_empty() && settings.target.is_some() => {
            Target::Count(wanted.saturating_sub(guides.challenges.len()).max(1))
        }
        other => other,
    };
    let grown = cluster::grow_from(gram, &assigned, &belief, &settings.cluster);
    let labels = grown.cut(target);
    let firmness = stability::stability(
        gram,
        &assigned,
        &belief,
        &labels,
        &settings.cluster,
        &settings.stability,
    );
    New { labels, firmness }
}

/// What to review first so that the next run learns most: the least sure statements that are like
/// many others (density-weighted uncertainty sampling, Settles & Craven 2008). Without existing challenges, the statements that hold their
/// candidates least firmly.
fn queue(
    placements: &[Placement],
    items: &[usize],
    gram: &Array2<f32>,
    guides: &Guides,
) -> Vec<usize> {
    let undecided = items.iter().enumerate().filter(|(_, i)| guides.decided(**i).is_empty());
    let scored = undecided.map(|(a, &i)| (worth(&placements[i], gram.row(a)), i)).collect();
    best_first(scored)
}

/// What a decision about a statement is worth: how unsure its place is, and how many are like it,
/// by its likeness to some.
fn worth(placement: &Placement, likeness: ArrayView1<'_, f32>) -> f32 {
    let unsure = match placement.probability {
        Some(p) => 1.0 - p,
        None => 1.0 - placement.likeness.map_or(0.0, |c| c.0.clamp(0.0, 1.0)),
    };
    let density = likeness.iter().map(|c| c.max(0.0)).sum::<f32>() / likeness.len() as f32;
    unsure * density
}

/// Statements by what they are worth, the first in the sheet among equals.
fn best_first(mut scored: Vec<(f32, usize)>) -> Vec<usize> {
    scored.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    scored.into_iter().map(|(_, i)| i).collect()
}

/// The competencia of most; the first among equals. They differ only where grouping ignores them.
fn most_common(competencias: impl Iterator<Item = usize>) -> usize {
    let mut counts = std::collections::BTreeMap::<usize, usize>::new();
    for competencia in competencias {
        *counts.entry(competencia).or_default() += 1;
    }
    let most = counts.into_iter().max_by(|x, y| x.1.cmp(&y.1).then(y.0.cmp(&x.0)));
    most.map_or(0, |(competencia, _)| competencia)
}

/// The most alike of some candidates, best first.
fn nearest(
    likeness: impl Iterator<Item = (usize, f32)>,
    without: Option<usize>,
) -> Vec<(usize, Cosine)> {
    let mut best = Vec::new();
    for (c, value) in likeness {
        if Some(c) != without {
            keep_best(&mut best, (value, c), SUGGESTIONS);
        }
    }
    best.into_iter().map(|(value, c)| (c, Cosine(value))).collect()
}

/// Rows compared at a time when suggestions are looked for.
const BLOCK: usize = 1024;

fn place(
    features: &Features,
    centroids: &Centroids,
    competencias: &Competencias,
    declared: &[Declared],
    statuses: Vec<Status>,
    duplicates: &[Option<Duplicate>],
) -> Vec<Placement> {
    let n = statuses.len();
    let rows: Vec<usize> = (0..n).collect();
    let mut statuses = statuses.into_iter();
    let mut placements = Vec::with_capacity(n);
    for block in rows.chunks(BLOCK) {
        let likeness = centroids.likeness(features, block);
        for (&i, row) in block.iter().zip(likeness.rows()) {
            let status = statuses.next().unwrap_or(Status::OutOfCompetence(OutReason::Empty));
            let own = status.candidate();
            let (competencia, probability) = competencias.best(i);
            let empty = status == Status::OutOfCompetence(OutReason::Empty);
            let suggestions = if empty {
                Vec::new()
            } else {
                nearest(row.iter().copied().enumerate(), own)
                    .into_iter()
                    .map(|(candidate, likeness)| Suggestion { candidate, likeness })
                    .collect()
            };
            placements.push(Placement {
                declared: declared[i].clone(),
                competencia,
                competencia_probability: probability as f32,
                contradicted_by: competencias.contradicted_by[i],
                likeness: own.map(|c| Cosine(row[c])),
                probability: None,
                status,
                suggestions,
                duplicate: duplicates[i],
            });
        }
    }
    placements
}

/// Two coordinates a candidate by classical scaling of their likenesses (Torgerson 1952), each
/// axis scaled to −1…1: for orientation only. Shape (candidates, 2).
fn map(likeness: &Array2<f32>) -> Array2<f32> {
    let n = likeness.nrows();
    let mut axes = Array2::zeros((n, 2));
    if n < 3 {
        return axes;
    }
    let means = likeness.mean_axis(Axis(0)).unwrap_or_else(|| Array1::zeros(n));
    let mean = means.mean().unwrap_or(0.0);
    let mut centred =
        Array2::from_shape_fn((n, n), |(a, b)| likeness[[a, b]] - means[a] - means[b] + mean);
    for axis in 0..2 {
        // Power iteration from a fixed start that no eigenvector is likely to be orthogonal to.
        let mut v = Array1::from_shape_fn(n, |i| 1.0 + (i as f32 * 0.618_034).fract());
        for _ in 0..100 {
            let next = centred.dot(&v);
            let norm = next.dot(&next).sqrt();
            if norm < 1e-12 {
                return axes;
            }
            v = next / norm;
        }
        let value = v.dot(&centred.dot(&v));
        let largest = v.iter().fold(1e-12f32, |m, x| m.max(x.abs()));
        for i in 0..n {
            axes[[i, axis]] = v[i] / largest;
            for j in 0..n {
                centred[[i, j]] -= value * v[i] * v[j];
            }
        }
    }
    axes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::embedding::Embeddings;
    use crate::domain::proposal::sample;
    use crate::domain::statement::Statement;
    use crate::features;

    fn proposal(statements: Vec<Statement>) -> Proposal {
        let texts: Vec<String> = statements.iter().map(|s| s.text.clone()).collect();
        let lexicon = Lexicon::of(texts.iter().map(String::as_str));
        let rows = lexicon.rows(texts.iter().map(String::as_str));
        let dense = Embeddings::normalised(Array2::zeros((texts.len(), 2)));
        let features = Features::new(dense, rows, &features::Settings::default());
        let empty: Vec<bool> =
            texts.iter().map(|t| crate::text::empty::is_empty_remark(t)).collect();
        let reading = TextFeatures {
            features: &features,
            lexicon: &lexicon,
            texts: &texts,
            examples: &[],
            challenges: &[],
            foreign: 0,
            duplicates: &vec![None; texts.len()],
            empty: &empty,
        };
        let corpus = Corpus { statements, ..Corpus::default() };
        propose(corpus, sample::frame(), &Guides::default(), &reading, &Settings::default())
    }

    #[test]
    fn every_statement_is_in_one_state_and_candidates_hold_them_all() {
        let p = proposal(vec![
            Statement::institutional("I1", "recuperar quebradas"),
            Statement::citizen("C1", "la quebrada sucia"),
            Statement::citizen("C2", "ninguno"),
            Statement::citizen("C3", "buses puntuales"),
            Statement::citizen("C4", "más buses"),
        ]);
        let held: usize = p.candidates.iter().map(|c| c.members.len()).sum();
        assert_eq!(held, 4);
        let citizen = p.totals(Origin::Citizen);
        assert_eq!((citizen.total, citizen.candidate, citizen.out_of_competence), (4, 3, 1));
        assert_eq!(p.candidates[0].id.to_string(), "PD-001");
        for (c, candidate) in p.candidates.iter().enumerate() {
            assert!(candidate.near.iter().all(|(other, _)| *other != c));
            for &i in &candidate.members {
                assert_eq!(p.placements[i].status, Status::Candidate(c));
            }
        }
    }

    #[test]
    fn a_candidate_over_competencias_has_that_of_most() {
        assert_eq!(most_common([3, 1, 3, 0].into_iter()), 3);
        assert_eq!(most_common([2, 1, 2, 1].into_iter()), 1);
    }

    #[test]
    fn nothing_and_one_statement_are_proposed_too() {
        assert!(proposal(vec![]).candidates.is_empty());
        let one = proposal(vec![Statement::citizen("C1", "más buses")]);
        assert_eq!(one.candidates.len(), 1);
        assert_eq!(one.candidates[0].cohesion, None);
        let all_empty = proposal(vec![Statement::citizen("C1", "s/n")]);
        assert!(all_empty.candidates.is_empty());
    }

    #[test]
    fn equal_texts_are_one_candidate() {
        let p =
            proposal((0..8).map(|i| Statement::citizen(&format!("C{i}"), "más buses")).collect());
        assert_eq!(p.candidates.len(), 1);
    }
}
