//! The encoder that runs on this machine: a model folder, its tokenizer, and an engine.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use half::f16;
use serde::Deserialize;
use tokenizers::Tokenizer;
use tokenizers::models::ModelWrapper;

use super::bert::Bert;
use super::folder::{Pooling, Recipe};
use super::model::Model;
use super::model_files::read_whole;
#[cfg(feature = "rust-bert")]
use super::torch::Torch;
use super::{Encoder, Error, Identity, mean_pool, tokenizer};
use crate::domain::embedding::{Encoded, Tokens};
use crate::read::files;
use crate::read::table::caught_panics::quietly;

/// How many tokens go through the model together: enough to amortise reading the weights, few
/// enough that a layer's activations stay in the cache.
const TOKENS_A_BATCH: usize = 512;

/// What computes the transformer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Runner {
    /// candle, in pure Rust.
    #[default]
    Candle,
    /// libtorch, through rust-bert.
    #[cfg(feature = "rust-bert")]
    RustBert,
}

impl Runner {
    /// Its name, as flags and files have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Candle => "candle",
            #[cfg(feature = "rust-bert")]
            Self::RustBert => "rust-bert",
        }
    }
}

/// A loaded transformer.
enum Transformer {
    Candle(Bert),
    #[cfg(feature = "rust-bert")]
    Torch(Torch),
}

impl Transformer {
    /// The last layer's vector of every token of some sequences, in order.
    fn forward(&self, sequences: &[&[u32]]) -> Result<Vec<f32>, Error> {
        match self {
            Self::Candle(bert) => Ok(bert.forward(sequences)?),
            #[cfg(feature = "rust-bert")]
            Self::Torch(torch) => torch.forward(sequences),
        }
    }
}

/// A BERT-type sentence encoder on this machine.
pub struct LocalEncoder {
    tokenizer: Tokenizer,
    transformer: Transformer,
    recipe: Recipe,
    longest: usize,
    /// The log-probability of every piece, where the tokenizer has them.
    commonness: Vec<f32>,
    identity: Identity,
    workers: usize,
}

/// A text cut into tokens.
struct Cut {
    ids: Vec<u32>,
    spans: Vec<(u32, u32)>,
    commonness: Vec<f32>,
    /// How many tokens at the beginning are not pooled.
    skipped: usize,
}

impl LocalEncoder {
    /// Loads a model folder; `workers` threads encode (at least one).
    pub fn load(model: &Model, workers: usize) -> Result<Self, Error> {
        Self::load_in(model, Runner::Candle, workers)
    }

    /// Loads a model folder into one of the engines.
    pub fn load_in(model: &Model, runner: Runner, workers: usize) -> Result<Self, Error> {
        // What is small is looked over before gigabytes are read.
        let longest = model.recipe.longest.unwrap_or(usize::MAX).min(model.config.longest()).max(2);
        let tokenizer = tokenizer::read(model, longest)?;
        let bert = Bert::load(&model.weights, model.config.clone());
        let bert = bert.map_err(|e| Error::Model {
            path: model.weights.clone(),
            what: format!("no se pudo cargar: {e}"),
        })?;
        let dim = bert.dim();
        let (transformer, workers) = match runner {
            Runner::Candle => (Transformer::Candle(bert), workers.max(1)),
            // libtorch spreads its own products over the threads.
            #[cfg(feature = "rust-bert")]
            Runner::RustBert => {
                drop(bert);
                (Transformer::Torch(Torch::load(model, workers.max(1))?), 1)
            }
        };
        let commonness = match tokenizer.get_model() {
            ModelWrapper::Unigram(unigram) => unigram.iter().map(|(_, log)| *log as f32).collect(),
            _ => Vec::new(),
        };
        let identity = Identity {
            name: model.name.clone(),
            engine: runner.name().to_owned(),
            hash: model.hash.clone(),
            dim,
        };
        let recipe = model.recipe.clone();
        Ok(Self { tokenizer, transformer, recipe, longest, commonness, identity, workers })
    }

    /// The token ids of a text, truncated to what the model reads.
    pub fn token_ids(&self, text: &str) -> Result<Vec<u32>, Error> {
        Ok(self.cut(text)?.ids)
    }

    fn cut(&self, text: &str) -> Result<Cut, Error> {
        let recipe = &self.recipe;
        let mut whole = format!("{}{text}", recipe.prompt);
        if recipe.lower {
            let lower = whole.to_lowercase();
            // Spans must go on meaning the text as it is.
            if lower.len() == whole.len() {
                whole = lower;
            }
        }
        // A damaged table of characters makes the tokenizer panic.
        let encoding = quietly(AssertUnwindSafe(|| self.tokenizer.encode(whole, true)))
            .ok_or_else(|| Error::Tokenizer("su archivo está dañado".to_owned()))?
            .map_err(|e| Error::Tokenizer(e.to_string()))?;
        let before = recipe.prompt.len();
        // A long text of a folder that does not say otherwise loses its end, closing token
        // included, as the reference vectors do.
        let spans: Vec<(u32, u32)> = encoding
            .get_offsets()
            .iter()
            .zip(encoding.get_special_tokens_mask())
            .map(|(&(from, to), &special)| {
                if special == 1 || to <= before {
                    (0, 0)
                } else {
                    (from.saturating_sub(before) as u32, (to - before) as u32)
                }
            })
            .take(self.longest)
            .collect();
        let ids: Vec<u32> = encoding.get_ids().iter().copied().take(self.longest).collect();
        let commonness =
            ids.iter().filter_map(|&id| self.commonness.get(id as usize).copied()).collect();
        let skipped = if before == 0 || recipe.pool_prompt {
            0
        } else {
            let own = spans.iter().take_while(|span| **span == (0, 0)).count();
            // A text of nothing keeps its closing token.
            own.min(spans.len().saturating_sub(1))
        };
        Ok(Cut { ids, spans, commonness, skipped })
    }

    fn encode_batch(&self, cuts: &[&Cut]) -> Result<Vec<Encoded>, Error> {
        let sequences: Vec<&[u32]> = cuts.iter().map(|cut| cut.ids.as_slice()).collect();
        let vectors = self.transformer.forward(&sequences)?;
        let dim = self.identity.dim;
        let mut from = 0;
        let mut encoded = Vec::with_capacity(cuts.len());
        for cut in cuts {
            let rows = &vectors[from..from + cut.ids.len() * dim];
            from += rows.len();
            let pooled_rows = &rows[cut.skipped * dim..];
            let pooled = match self.recipe.pooling {
                Pooling::Mean => mean_pool(pooled_rows, dim),
                Pooling::First => mean_pool(&pooled_rows[..dim], dim),
                Pooling::Max => mean_pool(&largest(pooled_rows, dim), dim),
            };
            // The tokens of a model that was not made for their mean are not to be averaged.
            let tokens = (self.recipe.pooling == Pooling::Mean).then(|| Tokens {
                spans: cut.spans.clone(),
                commonness: cut.commonness.clone(),
                vectors: rows.iter().map(|&x| f16::from_f32(x)).collect(),
            });
            encoded.push(Encoded { pooled, tokens });
        }
        Ok(encoded)
    }
}

/// The largest value of each dimension.
fn largest(rows: &[f32], dim: usize) -> Vec<f32> {
    let mut largest = vec![f32::NEG_INFINITY; dim];
    for row in rows.chunks_exact(dim) {
        for (l, x) in largest.iter_mut().zip(row) {
            *l = l.max(*x);
        }
    }
    largest
}

/// Batches of indices of about the same length that hold at most [`TOKENS_A_BATCH`] tokens, or a
/// single text; longest first, so that no worker is left with a long one at the end.
fn batches(lengths: &[usize]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(lengths[i]), i));
    let mut batches: Vec<Vec<usize>> = Vec::new();
    let mut tokens = usize::MAX;
    for i in order {
        if tokens.saturating_add(lengths[i]) > TOKENS_A_BATCH {
            batches.push(Vec::new());
            tokens = 0;
        }
        tokens += lengths[i];
        if let Some(batch) = batches.last_mut() {
            batch.push(i);
        }
    }
    batches
}

impl Encoder for LocalEncoder {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn encode(
        &self,
        texts: &[&str],
        deliver: &mut dyn FnMut(usize, Encoded) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let cuts = texts.iter().map(|text| self.cut(text)).collect::<Result<Vec<Cut>, Error>>()?;
        let lengths: Vec<usize> = cuts.iter().map(|cut| cut.ids.len()).collect();
        let batches = batches(&lengths);
        let next = AtomicUsize::new(0);
        // Few batches in flight: what is computed is taken before more is.
        let (send, receive) = mpsc::sync_channel(2 * self.workers);
        std::thread::scope(|scope| {
            for _ in 0..self.workers.min(batches.len()) {
                let (send, next, batches, cuts) = (send.clone(), &next, &batches, &cuts);
                scope.spawn(move || {
                    // A pool of one: the products of this worker stay on this worker.
                    let Ok(pool) = rayon::ThreadPoolBuilder::new().num_threads(1).build() else {
                        return;
                    };
                    while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let chosen: Vec<&Cut> = batch.iter().map(|&i| &cuts[i]).collect();
                        let result = pool.install(|| self.encode_batch(&chosen));
                        let failed = result.is_err();
                        if send.send((batch, result)).is_err() || failed {
                            return;
                        }
                    }
                });
            }
            drop(send);
            let mut delivered = 0;
            // Dropping the receiver on an error stops the workers at their next batch.
            for (batch, result) in receive {
                for (&i, encoded) in batch.iter().zip(result?) {
                    deliver(i, encoded)?;
                    delivered += 1;
                }
            }
            if delivered < texts.len() {
                return Err(Error::Tokenizer("no se pudieron crear los hilos".to_owned()));
            }
            Ok(())
        })
    }
}

/// How a model's vectors compare with the reference it ships.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verification {
    /// How many reference texts there are.
    pub texts: usize,
    /// The lowest cosine of a vector with its reference.
    pub lowest: f32,
    /// Whether every text has the reference's token ids.
    pub same_tokens: bool,
}

/// A reference text with its token ids and its vector.
#[derive(Deserialize)]
struct Golden {
    text: String,
    token_ids: Vec<u32>,
    vector: Vec<f32>,
}

/// Encodes the texts of a model's `reference.json` and compares; `None` for a model without one.
pub fn verify(model: &Model, runner: Runner) -> Result<Option<Verification>, Error> {
    let path = model.dir.join("reference.json");
    if !files::is_file(&path) {
        return Ok(None);
    }
    let fail = |what: String| Error::Model { path: path.clone(), what };
    let bytes = read_whole(&path).map_err(|e| fail(e.to_string()))?;
    let golden: Vec<Golden> = serde_json::from_slice(&bytes).map_err(|e| fail(e.to_string()))?;
    let encoder = LocalEncoder::load_in(model, runner, 1)?;
    let texts: Vec<&str> = golden.iter().map(|g| g.text.as_str()).collect();
    let mut found = Verification { texts: golden.len(), lowest: 1.0, same_tokens: true };
    for g in &golden {
        found.same_tokens &= encoder.token_ids(&g.text)? == g.token_ids;
    }
    encoder.encode(&texts, &mut |i, encoded| {
        let reference = &golden[i].vector;
        let dot: f32 = encoded.pooled.iter().zip(reference).map(|(a, b)| a * b).sum();
        let norm = reference.iter().map(|x| x * x).sum::<f32>().sqrt();
        found.lowest = found.lowest.min(dot / norm.max(1e-12));
        Ok(())
    })?;
    Ok(Some(found))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_reference_text_has_the_same_tokens_and_vector() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/e5-small-es");
        let found = verify(&Model::open(&dir).unwrap(), Runner::Candle).unwrap().unwrap();
        assert!(found.texts >= 10);
        assert!(found.same_tokens);
        assert!(found.lowest >= 0.9999, "{found:?}");
    }

    #[test]
    fn one_worker_and_two_give_the_same_vectors() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/e5-small-es");
        let model = Model::open(&dir).unwrap();
        let texts = ["Limpiar la quebrada", "", "Más buses para el sur de la ciudad"];
        let encode = |workers| {
            let mut all = vec![None; texts.len()];
            LocalEncoder::load(&model, workers)
                .unwrap()
                .encode(&texts, &mut |i, encoded| {
                    all[i] = Some(encoded);
                    Ok(())
                })
                .unwrap();
            all
        };
        assert_eq!(encode(1), encode(2));
    }

    #[test]
    fn batches_hold_every_text_once_and_stay_within_the_budget() {
        let lengths = [3, 512, 700, 2, 300, 300, 2];
        let batches = batches(&lengths);
        let mut all: Vec<usize> = batches.concat();
        all.sort_unstable();
        assert_eq!(all, (0..lengths.len()).collect::<Vec<_>>());
        for batch in &batches {
            let tokens: usize = batch.iter().map(|&i| lengths[i]).sum();
            assert!(batch.len() == 1 || tokens <= TOKENS_A_BATCH);
        }
        assert!(super::batches(&[]).is_empty());
    }
}
