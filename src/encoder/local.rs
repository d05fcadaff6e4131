//! The encoder that runs on this machine: a model folder, its tokenizer, and `candle`.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use half::f16;
use serde::Deserialize;
use tokenizers::Tokenizer;
use tokenizers::models::ModelWrapper;

use super::bert::Bert;
use super::model::Model;
use super::{Encoder, Error, Identity, mean_pool};
use crate::embedding::{Encoded, Tokens};

/// How many tokens go through the model together: enough to amortise reading the weights, few
/// enough that a layer's activations stay in the cache.
const TOKENS_A_BATCH: usize = 512;

/// A BERT-type sentence encoder on the CPU.
pub struct LocalEncoder {
    tokenizer: Tokenizer,
    bert: Bert,
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
}

impl LocalEncoder {
    /// Loads a model folder; `workers` threads encode (at least one).
    pub fn load(model: &Model, workers: usize) -> Result<Self, Error> {
        let bert = Bert::load(&model.weights, model.config.clone())?;
        let tokenizer = tokenizer(&model.dir.join("tokenizer.json"))?;
        let commonness = match tokenizer.get_model() {
            ModelWrapper::Unigram(unigram) => unigram.iter().map(|(_, log)| *log as f32).collect(),
            _ => Vec::new(),
        };
        let identity = Identity {
            name: model.name.clone(),
            engine: "candle".to_owned(),
            hash: model.hash.clone(),
            dim: bert.dim(),
        };
        Ok(Self { tokenizer, bert, commonness, identity, workers: workers.max(1) })
    }

    /// The token ids of a text, truncated to what the model reads.
    pub fn token_ids(&self, text: &str) -> Result<Vec<u32>, Error> {
        Ok(self.cut(text)?.ids)
    }

    fn cut(&self, text: &str) -> Result<Cut, Error> {
        let encoding =
            self.tokenizer.encode(text, true).map_err(|e| Error::Tokenizer(e.to_string()))?;
        // A long text loses its end, closing token included, as the reference vectors do.
        let longest = self.bert.longest();
        let spans = encoding
            .get_offsets()
            .iter()
            .zip(encoding.get_special_tokens_mask())
            .map(
                |(&(from, to), &special)| {
                    if special == 1 { (0, 0) } else { (from as u32, to as u32) }
                },
            )
            .take(longest)
            .collect();
        let ids: Vec<u32> = encoding.get_ids().iter().copied().take(longest).collect();
        let commonness =
            ids.iter().filter_map(|&id| self.commonness.get(id as usize).copied()).collect();
        Ok(Cut { ids, spans, commonness })
    }

    fn encode_batch(&self, cuts: &[&Cut]) -> Result<Vec<Encoded>, Error> {
        let sequences: Vec<&[u32]> = cuts.iter().map(|cut| cut.ids.as_slice()).collect();
        let vectors = self.bert.forward(&sequences)?;
        let dim = self.identity.dim;
        let mut from = 0;
        let mut encoded = Vec::with_capacity(cuts.len());
        for cut in cuts {
            let rows = &vectors[from..from + cut.ids.len() * dim];
            from += rows.len();
            encoded.push(Encoded {
                pooled: mean_pool(rows, dim),
                tokens: Some(Tokens {
                    spans: cut.spans.clone(),
                    commonness: cut.commonness.clone(),
                    vectors: rows.iter().map(|&x| f16::from_f32(x)).collect(),
                }),
            });
        }
        Ok(encoded)
    }
}

fn tokenizer(path: &Path) -> Result<Tokenizer, Error> {
    let fail = |e: tokenizers::Error| Error::Model { path: path.to_owned(), what: e.to_string() };
    let mut tokenizer = Tokenizer::from_file(path).map_err(fail)?;
    tokenizer.with_truncation(None).map_err(fail)?;
    tokenizer.with_padding(None);
    Ok(tokenizer)
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

/// Encodes the texts of a model's `reference.json` and compares.
pub fn verify(model: &Model) -> Result<Verification, Error> {
    let path = model.dir.join("reference.json");
    let fail = |what: String| Error::Model { path: path.clone(), what };
    let bytes = std::fs::read(&path).map_err(|e| fail(e.to_string()))?;
    let golden: Vec<Golden> = serde_json::from_slice(&bytes).map_err(|e| fail(e.to_string()))?;
    let encoder = LocalEncoder::load(model, 1)?;
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
    Ok(found)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_text_has_the_same_tokens_and_vector() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/e5-small-es");
        let found = verify(&Model::open(&dir).unwrap()).unwrap();
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
