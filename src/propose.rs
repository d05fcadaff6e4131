//! Proposing: from features to candidates. Every statement gets its one state, every candidate its
//! members, its draft, its cohesion and its neighbours.

use ndarray::{Array1, Array2};

use crate::cluster::{self, Target};
use crate::competencia::{self, Competencias, Labels};
use crate::crossing;
use crate::draft::{self, Member};
use crate::features::{Centroids, Features};
use crate::foreign;
use crate::frame::Frame;
use crate::lexical::Lexicon;
use crate::proposal::{
    Candidate, CandidateId, Cohesion, Declared, Duplicate, OutReason, Placement, Proposal, Status,
    Suggestion,
};
use crate::similarity::{Cosine, Percentiles, keep_best};
use crate::stability;
use crate::statement::{Corpus, Origin};
use crate::text::words::Stems;

/// How many other candidates are suggested for a statement and shown beside a candidate.
const SUGGESTIONS: usize = 3;

/// The knobs of proposing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Settings {
    /// How competencias are predicted.
    pub competencia: competencia::Settings,
    /// How statements are grouped.
    pub cluster: cluster::Settings,
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
pub struct Reading<'a> {
    /// Statements first, then the frame's own examples.
    pub features: &'a Features,
    /// The stems of the corpus.
    pub lexicon: &'a Lexicon,
    /// The competencia of each example row of `features`.
    pub examples: &'a [usize],
    /// How many rows of `features` after the examples are about matters of others.
    pub foreign: usize,
    /// Which statements say nothing.
    pub empty: &'a [bool],
    /// Which statements repeat an earlier one.
    pub duplicates: &'a [Option<Duplicate>],
}

/// The number of groups when nobody says one: as many as the frame has challenges (a tenth of the
/// statements where it has none), but never more than a quarter of the statements.
pub fn default_target(frame: &Frame, statements: usize) -> usize {
    let wanted =
        if frame.desafios.is_empty() { statements.div_ceil(10) } else { frame.desafios.len() };
    wanted.min(statements.div_ceil(4)).max(1)
}

/// Proposes candidates for a corpus.
pub fn propose(
    corpus: Corpus,
    frame: Frame,
    reading: &Reading<'_>,
    settings: &Settings,
) -> Proposal {
    let n = corpus.len();
    let features = reading.features;
    let labels = Labels::of(&frame);
    let declared: Vec<Declared> =
        corpus.statements.iter().map(|s| labels.read(s.competencia_declared.as_deref())).collect();
    let cells: Vec<Option<&str>> =
        corpus.statements.iter().map(|s| s.competencia_declared.as_deref()).collect();
    let usable: Vec<bool> = reading.empty.iter().map(|e| !e).collect();
    let competencias = competencia::predict(
        features,
        reading.lexicon,
        &competencia::Sheet { declared: &declared, labels: &cells, usable: &usable },
        reading.examples,
        frame.competencias.len(),
        &settings.competencia,
    );

    let said: Vec<usize> = (0..n).filter(|&i| usable[i]).collect();
    let first = n + reading.examples.len();
    let matters: Vec<usize> = (first..first + reading.foreign).collect();
    let gram = features.gram(&said);
    let foreign = foreign::detect(features, &said, &gram, &matters, &settings.foreign);
    let kept: Vec<usize> = (0..said.len()).filter(|&a| !foreign[a]).collect();
    let items: Vec<usize> = kept.iter().map(|&a| said[a]).collect();
    let gram = gram.select(ndarray::Axis(0), &kept).select(ndarray::Axis(1), &kept);
    let assigned: Vec<usize> = items.iter().map(|&i| competencias.best(i).0).collect();
    let belief = competencias.belief.select(ndarray::Axis(0), &items);
    let target =
        settings.target.unwrap_or_else(|| Target::Count(default_target(&frame, items.len())));
    let forest = cluster::grow_from(&gram, &assigned, &belief, &settings.cluster);
    let groups = forest.cut(target);
    let firmness = stability::stability(
        &gram,
        &assigned,
        &belief,
        &groups,
        &settings.cluster,
        &settings.stability,
    );
    let percentiles = crossing::percentiles(features, &items);

    let drafted = Groups { items: &items, gram: &gram, labels: &groups, firmness: &firmness };
    let mut candidates = drafted.candidates(&corpus, &assigned, &percentiles);
    order(&mut candidates);
    let mut statuses: Vec<Status> = vec![Status::OutOfCompetence(OutReason::Empty); n];
    for &i in &said {
        statuses[i] = Status::OutOfCompetence(OutReason::Foreign);
    }
    for (c, candidate) in candidates.iter().enumerate() {
        for &i in &candidate.members {
            statuses[i] = Status::Candidate(c);
        }
    }
    let members: Vec<Vec<(usize, f32)>> =
        candidates.iter().map(|c| c.members.iter().map(|&i| (i, 1.0)).collect()).collect();
    let centroids = Centroids::of(features, &members);
    let between = centroids.between();
    for (c, candidate) in candidates.iter_mut().enumerate() {
        candidate.near = nearest(between.row(c).iter().copied().enumerate(), Some(c));
    }
    let placements =
        place(features, &centroids, &competencias, &declared, statuses, reading.duplicates);
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
    let map = map(&between);
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
    }
}

/// A partition of the statements in play.
struct Groups<'a> {
    items: &'a [usize],
    gram: &'a Array2<f32>,
    labels: &'a [usize],
    firmness: &'a [Option<f32>],
}

impl Groups<'_> {
    fn candidates(
        &self,
        corpus: &Corpus,
        assigned: &[usize],
        percentiles: &Percentiles,
    ) -> Vec<Candidate> {
        let count = self.labels.iter().max().map_or(0, |g| g + 1);
        let mut groups: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (a, &g) in self.labels.iter().enumerate() {
            groups[g].push(a);
        }
        let stems = Stems::default();
        groups
            .into_iter()
            .enumerate()
            .map(|(g, places)| {
                self.candidate(corpus, &places, assigned, self.firmness[g], percentiles, &stems)
            })
            .collect()
    }

    fn candidate(
        &self,
        corpus: &Corpus,
        places: &[usize],
        assigned: &[usize],
        firmness: Option<f32>,
        percentiles: &Percentiles,
        stems: &Stems,
    ) -> Candidate {
        let typical = |a: usize| -> f32 {
            let others = places.len().saturating_sub(1).max(1) as f32;
            places.iter().filter(|&&b| b != a).map(|&b| self.gram[[a, b]]).sum::<f32>() / others
        };
        let mut ranked: Vec<(f32, usize)> = places.iter().map(|&a| (typical(a), a)).collect();
        ranked.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        let members: Vec<Member<'_>> = ranked
            .iter()
            .map(|&(typical, a)| {
                let statement = self.items[a];
                let s = &corpus.statements[statement];
                Member { statement, origin: s.origin, text: &s.text, typical }
            })
            .collect();
        let n_institutional = members.iter().filter(|m| m.origin == Origin::Institutional).count();
        let cohesion = self.cohesion(places, percentiles);
        let size = places.len() as f32;
        // Errors sit in large groups that do not hold; a single statement can only be missing
        // from another group.
        let risk =
            if places.len() == 1 { 0.5 } else { size.ln() * (1.25 - firmness.unwrap_or(0.5)) };
        Candidate {
            id: CandidateId::numbered(0),
            competencia: most_common(places.iter().map(|&a| assigned[a])),
            members: members.iter().map(|m| m.statement).collect(),
            draft: draft::draft(&members, stems),
            horizon: None,
            n_institutional,
            n_citizen: members.len() - n_institutional,
            cohesion,
            stability: firmness,
            near: Vec::new(),
            risk,
        }
    }

    fn cohesion(&self, places: &[usize], percentiles: &Percentiles) -> Option<Cohesion> {
        let mut weakest: Option<(f32, usize, usize)> = None;
        let (mut sum, mut pairs) = (0.0f32, 0u32);
        for (x, &a) in places.iter().enumerate() {
            for &b in &places[x + 1..] {
                let likeness = self.gram[[a, b]];
                sum += likeness;
                pairs += 1;
                if weakest.is_none_or(|w| likeness < w.0) {
                    weakest = Some((likeness, a, b));
                }
            }
        }
        weakest.map(|(likeness, a, b)| Cohesion {
            mean: Cosine(sum / pairs as f32),
            weakest: Cosine(likeness),
            weakest_pair: (self.items[a], self.items[b]),
            percentile: percentiles.of(Cosine(likeness)),
        })
    }
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

/// By competencia, then riskiest first; ids follow that order.
fn order(candidates: &mut [Candidate]) {
    candidates.sort_by(|x, y| {
        x.competencia
            .cmp(&y.competencia)
            .then(y.risk.total_cmp(&x.risk))
            .then(x.members.cmp(&y.members))
    });
    for (c, candidate) in candidates.iter_mut().enumerate() {
        candidate.id = CandidateId::numbered(c + 1);
    }
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
    let means = likeness.mean_axis(ndarray::Axis(0)).unwrap_or_else(|| Array1::zeros(n));
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
    use crate::embedding::Embeddings;
    use crate::features;
    use crate::proposal::sample;
    use crate::statement::Statement;

    fn proposal(statements: Vec<Statement>) -> Proposal {
        let texts: Vec<String> = statements.iter().map(|s| s.text.clone()).collect();
        let lexicon = Lexicon::of(texts.iter().map(String::as_str));
        let rows = lexicon.rows(texts.iter().map(String::as_str));
        let dense = Embeddings::normalised(Array2::zeros((texts.len(), 2)));
        let features = Features::new(dense, rows, &features::Settings::default());
        let empty: Vec<bool> =
            texts.iter().map(|t| crate::text::empty::is_empty_remark(t)).collect();
        let reading = Reading {
            features: &features,
            lexicon: &lexicon,
            examples: &[],
            foreign: 0,
            duplicates: &vec![None; texts.len()],
            empty: &empty,
        };
        let corpus = Corpus { statements, extra_columns: vec![] };
        propose(corpus, sample::frame(), &reading, &Settings::default())
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
