//! Where a statement might belong instead: what the run found near it, and the candidates that speak
//! with its words, as one ranked list. The review page shows it for «Mover a…».

use std::collections::BTreeMap;

use crate::domain::proposal::Proposal;
use crate::text::lexicon::{Lexicon, SparseRows};

/// What the likest member counts beside the candidate as a whole.
const LIKEST: f32 = 0.5;
/// What the same competencia counts.
const SAME_COMPETENCIA: f32 = 0.15;
/// How far down the ranks by words count.
const RANKS: usize = 10;
/// What a rank counts in the end (reciprocal rank fusion: Cormack, Clarke & Büttcher 2009): that of
/// the statement's own suggestions, of what is near it, of what is near its candidate, and by words.
const SUGGESTED: f32 = 1.0;
const HOMES: f32 = 1.0;
const NEAR: f32 = 0.5;
const WORDS: f32 = 0.9;

/// The weighted stems of all statements, and which members of candidates have each.
pub struct WordIndex {
    rows: SparseRows,
    /// By stem: the members that have it, and its weight in them.
    members: Vec<Vec<(usize, f32)>>,
    candidate_of: Vec<Option<usize>>,
    /// The length of the sum of each candidate's rows.
    lengths: Vec<f32>,
}

impl WordIndex {
    /// Reads all statements of a run; `lexicon` counts their stems.
    pub fn of(proposal: &Proposal, lexicon: &Lexicon) -> Self {
        let rows = lexicon.rows(proposal.corpus.texts());
        let mut members: Vec<Vec<(usize, f32)>> = vec![Vec::new(); rows.columns()];
        let mut candidate_of = vec![None; rows.len()];
        let mut lengths = Vec::with_capacity(proposal.candidates.len());
        for (c, candidate) in proposal.candidates.iter().enumerate() {
            let mut sum: BTreeMap<u32, f32> = BTreeMap::new();
            for member in &candidate.members {
                let i = member.index();
                candidate_of[i] = Some(c);
                for &(stem, weight) in rows.row(i) {
                    members[stem as usize].push((i, weight));
                    *sum.entry(stem).or_default() += weight;
                }
            }
            let length = sum.values().map(|x| x * x).sum::<f32>().sqrt();
            lengths.push(length.max(f32::MIN_POSITIVE));
        }
        Self { rows, members, candidate_of, lengths }
    }

    /// The candidates where a statement might belong, the likeliest first, its own one among them.
    pub fn ranked(&self, proposal: &Proposal, statement: usize) -> Vec<usize> {
        let mut scores: BTreeMap<usize, f32> = BTreeMap::new();
        let mut count = |candidates: &mut dyn Iterator<Item = usize>, weight: f32| {
            for (rank, c) in candidates.enumerate() {
                *scores.entry(c).or_default() += weight / (rank as f32 + 2.0);
            }
        };
        let placement = &proposal.placements[statement];
        let suggested = placement.suggestions.iter().map(|suggestion| suggestion.candidate.index());
        // Earlier versions kept the suggestions only.
        if placement.homes.is_empty() || placement.probability.is_some() {
            count(&mut suggested.clone(), SUGGESTED);
        }
        count(&mut placement.homes.iter().map(|c| c.index()), HOMES);
        if let Some(c) = self.candidate_of[statement] {
            let near = &proposal.candidates[c].near;
            count(&mut near.iter().map(|(c, _)| c.index()), NEAR);
        }
        let home = self.candidate_of[statement];
        let words = self.by_words(proposal, statement);
        count(&mut words.into_iter().filter(|c| Some(*c) != home).take(RANKS), WORDS);
        let mut ranked: Vec<(usize, f32)> = scores.into_iter().collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        ranked.into_iter().map(|(c, _)| c).collect()
    }

    /// The candidates that share words with a statement, those that share most first.
    fn by_words(&self, proposal: &Proposal, statement: usize) -> Vec<usize> {
        let mut likeness: BTreeMap<usize, f32> = BTreeMap::new();
        for &(stem, weight) in self.rows.row(statement) {
            for &(i, other) in &self.members[stem as usize] {
                if i != statement {
                    *likeness.entry(i).or_default() += weight * other;
                }
            }
        }
        let mut by_candidate: BTreeMap<usize, (f32, f32)> = BTreeMap::new();
        for (i, likeness) in likeness {
            if let Some(c) = self.candidate_of[i] {
                let (sum, most) = by_candidate.entry(c).or_default();
                *sum += likeness;
                *most = most.max(likeness);
            }
        }
        let competencia = proposal.placements[statement].competencia;
        let score = |(c, (sum, most)): (usize, (f32, f32))| {
            let same = proposal.candidates[c].competencia == competencia;
            let same = if same { SAME_COMPETENCIA } else { 0.0 };
            (c, sum / self.lengths[c] + LIKEST * most + same)
        };
        let mut ranked: Vec<(usize, f32)> = by_candidate.into_iter().map(score).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        ranked.into_iter().map(|(c, _)| c).collect()
    }
}
