//! Pooling: from the token vectors of a text to one vector that says what it is about.
//!
//! A token weighs as its word is rare in this corpus (as SIF does with word vectors: Arora, Liang &
//! Ma 2017) and as its piece is rare in general text, and more the nearer it stands to the start,
//! where a statement names its matter. Half of a token's vector is replaced by the mean of its
//! stem's vectors over the whole corpus, which steadies words that short texts leave ambiguous.

use half::slice::HalfFloatSliceExt;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::domain::embedding::{Encoded, Tokens};
use crate::text::lexicon::{Lexicon, NO_WORD, WeightedWord};

/// How token vectors are pooled.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Whether tokens are weighted at all; without, the encoder's own mean is used.
    pub weighted: bool,
    /// How much of a token's vector is its stem's mean over the corpus, 0…1.
    pub blend: f32,
    /// How much more the first token weighs than the last.
    pub first: f32,
    /// Whether common pieces weigh less.
    pub background: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { weighted: true, blend: 0.5, first: 1.0, background: true }
    }
}

/// Fixed-point units of the sums over a corpus: whole numbers add up to the same in any order.
const UNITS: f32 = 1_048_576.0;

/// Takes the vectors of texts in any order and pools them when all are there.
pub struct Pooler<'l> {
    lexicon: &'l Lexicon,
    settings: Settings,
    dim: usize,
    /// Each text's own weighted sum, shape (texts, d).
    own: Array2<f32>,
    /// For each text the stems that are blended in, with their weights.
    blended: Vec<Vec<(u32, f32)>>,
    /// Sums of a stem's occurrence vectors, in fixed point, shape (stems, d).
    sums: Vec<i64>,
    counts: Vec<u32>,
}

impl<'l> Pooler<'l> {
    /// A pooler for `texts` texts of vectors with `dim` dimensions.
    pub fn new(lexicon: &'l Lexicon, texts: usize, dim: usize, settings: &Settings) -> Self {
        Self {
            lexicon,
            settings: *settings,
            dim,
            own: Array2::zeros((texts, dim)),
            blended: vec![Vec::new(); texts],
            sums: vec![0; lexicon.len() * dim],
            counts: vec![0; lexicon.len()],
        }
    }

    /// Takes text i. `counted` says whether its words speak for their stems; what is not part of
    /// the corpus (the frame's own texts) does not.
    pub fn add(&mut self, i: usize, text: &str, encoded: &Encoded, counted: bool) {
        let tokens = match &encoded.tokens {
            Some(tokens) if self.settings.weighted => tokens,
            _ => {
                for (own, x) in self.own.row_mut(i).iter_mut().zip(&encoded.pooled) {
                    *own = *x;
                }
                return;
            }
        };
        let words = self.lexicon.weighted_words(text);
        let mut row = vec![0.0f32; self.dim];
        let mut occurrence: Option<(usize, Vec<f32>, f32)> = None;
        let mut blended: Vec<(u32, f32)> = Vec::new();
        for (t, vector) in tokens.vectors.chunks_exact(self.dim).enumerate() {
            vector.convert_to_f32_slice(&mut row);
            let word = word_at(&words, tokens.spans[t]);
            let base = word.map_or(NO_WORD, |w| words[w].weight);
            let weight = base * self.token_factor(tokens, t);
            // Blending needs a stem that occurs elsewhere too.
            let stem = word
                .and_then(|w| words[w].stem)
                .filter(|&s| self.settings.blend > 0.0 && self.lexicon.occurrences(s) >= 2);
            let kept = if stem.is_some() { 1.0 - self.settings.blend } else { 1.0 };
            for (own, x) in self.own.row_mut(i).iter_mut().zip(&row) {
                *own += kept * weight * x;
            }
            if let Some(stem) = stem {
                blended.push((stem, self.settings.blend * weight));
            }
            // An occurrence of a word is the mean of its pieces.
            let same = matches!((&occurrence, word), (Some((w, ..)), Some(now)) if *w == now);
            if !same {
                self.close(occurrence.take(), &words, counted);
                occurrence = word.map(|w| (w, vec![0.0; self.dim], 0.0));
            }
            if let Some((_, sum, pieces)) = &mut occurrence {
                *pieces += 1.0;
                for (s, x) in sum.iter_mut().zip(&row) {
                    *s += x;
                }
            }
        }
        self.close(occurrence, &words, counted);
        self.blended[i] = blended;
    }

    fn close(
        &mut self,
        occurrence: Option<(usize, Vec<f32>, f32)>,
        words: &[WeightedWord],
        counted: bool,
    ) {
        let Some((word, sum, pieces)) = occurrence else { return };
        let Some(stem) = words[word].stem.filter(|_| counted) else { return };
        let stem = stem as usize;
        self.counts[stem] += 1;
        let target = &mut self.sums[stem * self.dim..(stem + 1) * self.dim];
        for (t, s) in target.iter_mut().zip(&sum) {
            *t += (s / pieces * UNITS).round() as i64;
        }
    }

    fn token_factor(&self, tokens: &Tokens, t: usize) -> f32 {
        let place = t as f32 / tokens.spans.len() as f32;
        let first = 1.0 + self.settings.first * (1.0 - place);
        let rare = match tokens.commonness.get(t) {
            Some(log) if self.settings.background => ((-log - 5.0) / 8.0).clamp(0.05, 1.5),
            _ => 1.0,
        };
        first * rare
    }

    /// The pooled vectors, unit length or zero, shape (texts, d).
    pub fn finish(mut self) -> Array2<f32> {
        for (mut row, blended) in self.own.rows_mut().into_iter().zip(&self.blended) {
            for &(stem, weight) in blended {
                let stem = stem as usize;
                let scale = weight / UNITS / self.counts[stem].max(1) as f32;
                let sums = &self.sums[stem * self.dim..(stem + 1) * self.dim];
                for (own, s) in row.iter_mut().zip(sums) {
                    *own += scale * *s as f32;
                }
            }
            let norm = row.dot(&row).sqrt();
            if norm > 1e-12 {
                row /= norm;
            }
        }
        self.own
    }
}

/// The heaviest word that a token's span touches, if any.
fn word_at(words: &[WeightedWord], (from, to): (u32, u32)) -> Option<usize> {
    let first = words.partition_point(|w| w.to <= from);
    (first..words.len())
        .take_while(|&w| words[w].from < to)
        .max_by(|&a, &b| words[a].weight.total_cmp(&words[b].weight).then(b.cmp(&a)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use half::f16;

    fn encoded(spans: &[(u32, u32)], rows: &[[f32; 2]]) -> Encoded {
        let vectors = rows.iter().flatten().map(|&x| f16::from_f32(x)).collect();
        let tokens = Tokens { spans: spans.to_vec(), commonness: vec![], vectors };
        Encoded { pooled: vec![0.6, 0.8], tokens: Some(tokens) }
    }

    fn pool(settings: Settings, order: &[usize]) -> Array2<f32> {
        let texts = ["la quebrada", "quebrada"];
        let lexicon = Lexicon::of(texts);
        let vectors = [
            encoded(&[(0, 0), (0, 2), (2, 11)], &[[9.0, 9.0], [5.0, 5.0], [1.0, 0.0]]),
            encoded(&[(0, 3), (3, 8)], &[[0.0, 1.0], [0.0, 1.0]]),
        ];
        let mut pooler = Pooler::new(&lexicon, 2, 2, &settings);
        for &i in order {
            pooler.add(i, texts[i], &vectors[i], true);
        }
        pooler.finish()
    }

    #[test]
    fn a_rare_word_outweighs_function_words() {
        let plain = Settings { blend: 0.0, first: 0.0, ..Settings::default() };
        let pooled = pool(plain, &[0, 1]);
        let mean = Settings { weighted: false, ..plain };
        assert!(pooled[[0, 0]] > pooled[[0, 1]]);
        assert_eq!(pooled.row(1).to_vec(), [0.0, 1.0]);
        assert_eq!(pool(mean, &[0, 1]).row(0).to_vec(), [0.6, 0.8]);
    }

    #[test]
    fn blending_brings_texts_with_the_same_word_together_in_any_order() {
        let plain = pool(Settings { blend: 0.0, ..Settings::default() }, &[0, 1]);
        let blended = pool(Settings::default(), &[0, 1]);
        assert!(blended.row(0).dot(&blended.row(1)) > plain.row(0).dot(&plain.row(1)));
        assert_eq!(blended, pool(Settings::default(), &[1, 0]));
    }

    #[test]
    fn an_engine_without_token_vectors_gives_its_mean() {
        let lexicon = Lexicon::of(["x"]);
        let mut pooler = Pooler::new(&lexicon, 1, 2, &Settings::default());
        pooler.add(0, "x", &Encoded { pooled: vec![0.6, 0.8], tokens: None }, true);
        assert_eq!(pooler.finish().row(0).to_vec(), [0.6, 0.8]);
    }
}
