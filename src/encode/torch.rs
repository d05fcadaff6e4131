//! The same model run by libtorch, through rust-bert: on the graphics card where libtorch has one.

use std::sync::Mutex;

use candle_core::{DType, Device as Candle};
use rust_bert::bert::{BertConfig, BertEmbedding, BertEmbeddings, BertModel};
use rust_bert::roberta::RobertaEmbeddings;
use tch::nn::{Path as Place, VarStore};
use tch::{Device, Kind, Tensor};

use super::Error;
use super::bert::Weights;
use super::model::Model;

/// A loaded model. It is asked by one thread at a time; libtorch has threads of its own.
pub(super) struct Torch {
    net: Mutex<Net>,
    device: Device,
    dim: usize,
}

enum Net {
    Bert(BertModel<BertEmbeddings>),
    Roberta(BertModel<RobertaEmbeddings>),
}

fn fail(model: &Model, what: &str) -> Error {
    Error::Model { path: model.weights.clone(), what: format!("rust-bert: {what}") }
}

impl Torch {
    /// Loads a model folder; libtorch computes with `threads` threads.
    pub(super) fn load(model: &Model, threads: usize) -> Result<Self, Error> {
        tch::set_num_threads(i32::try_from(threads).unwrap_or(i32::MAX));
        let path = model.tokenizer.with_file_name("config.json");
        let json = super::model_files::read_whole(&path)
            .map_err(|e| Error::Model { path: path.clone(), what: e.to_string() })?;
        let config: BertConfig = serde_json::from_slice(&json)
            .map_err(|e| Error::Model { path, what: e.to_string() })?;
        let device = Device::cuda_if_available();
        let store = VarStore::new(device);
        let net = match model.config.model_type.as_str() {
            "bert" => Net::Bert(built(&store.root(), &config)),
            _ => Net::Roberta(built(&store.root(), &config)),
        };
        fill(&store, model)?;
        Ok(Self { net: Mutex::new(net), device, dim: model.dim() })
    }

    /// The last layer's vector of every token of some sequences: (Σ lengths, hidden), in order.
    pub(super) fn forward(&self, sequences: &[&[u32]]) -> Result<Vec<f32>, Error> {
        let net = self.net.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.padded(&net, sequences)
            .map_err(|what| Error::Asked(format!("el motor rust-bert falló: {what}")))
    }

    /// Sequences side by side, the shorter ones filled up; what fills them is seen by nobody.
    fn padded(&self, net: &Net, sequences: &[&[u32]]) -> Result<Vec<f32>, String> {
        let longest = sequences.iter().map(|s| s.len()).max().unwrap_or(0);
        let shape = [sequences.len() as i64, longest as i64];
        let mut ids = vec![0i64; sequences.len() * longest];
        let mut seen = vec![0i8; ids.len()];
        for (s, sequence) in sequences.iter().enumerate() {
            for (t, &id) in sequence.iter().enumerate() {
                ids[s * longest + t] = i64::from(id);
                seen[s * longest + t] = 1;
            }
        }
        let told = |e: tch::TchError| e.to_string();
        let ids = Tensor::f_from_slice(&ids).and_then(|t| t.f_view(shape)).map_err(told)?;
        let seen = Tensor::f_from_slice(&seen).and_then(|t| t.f_view(shape)).map_err(told)?;
        let (ids, seen) = (ids.to_device(self.device), seen.to_device(self.device));
        let hidden = tch::no_grad(|| match net {
            Net::Bert(net) => last(net, &ids, &seen),
            Net::Roberta(net) => last(net, &ids, &seen),
        })?;
        let hidden = hidden
            .f_to_device(Device::Cpu)
            .and_then(|t| t.f_contiguous())
            .and_then(|t| t.f_view([-1]))
            .map_err(told)?;
        let all = Vec::<f32>::try_from(&hidden).map_err(told)?;
        let mut rows =
            Vec::with_capacity(sequences.iter().map(|s| s.len()).sum::<usize>() * self.dim);
        for (s, sequence) in sequences.iter().enumerate() {
            let from = s * longest * self.dim;
            rows.extend_from_slice(&all[from..from + sequence.len() * self.dim]);
        }
        Ok(rows)
    }
}

fn built<T: BertEmbedding>(root: &Place<'_>, config: &BertConfig) -> BertModel<T> {
    BertModel::new_with_optional_pooler(root, config, false)
}

fn last<T: BertEmbedding>(
    net: &BertModel<T>,
    ids: &Tensor,
    seen: &Tensor,
) -> Result<Tensor, String> {
    net.forward_t(Some(ids), Some(seen), None, None, None, None, None, false)
        .map(|output| output.hidden_state)
        .map_err(|e| e.to_string())
}

/// Copies the weights in, one by one and as f32 whatever the file has: in half precision a CPU is
/// twenty times slower.
fn fill(store: &VarStore, model: &Model) -> Result<(), Error> {
    let weights = Weights::read(&model.weights)?;
    for (name, mut variable) in store.variables() {
        let Some(tensor) = weights.get(&name) else {
            return Err(fail(model, &format!("falta {name}")));
        };
        let shape: Vec<i64> = tensor.dims().iter().map(|&n| n as i64).collect();
        if shape != variable.size() || variable.kind() != Kind::Float {
            return Err(fail(model, &format!("{name} tiene otra forma que la de config.json")));
        }
        let values = tensor.to_device(&Candle::Cpu)?.to_dtype(DType::F32)?.flatten_all()?;
        let values = values.to_vec1::<f32>()?;
        let copied = tch::no_grad(|| {
            let source = Tensor::f_from_slice(&values)?.f_view(&shape[..])?;
            variable.f_copy_(&source)
        });
        copied.map_err(|e| fail(model, &e.to_string()))?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use crate::encode::{Encoder as _, LocalEncoder, Model, Runner, verify};

    fn model() -> Model {
        Model::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("models/e5-small-es")).unwrap()
    }

    #[test]
    fn libtorch_gives_every_reference_text_the_same_tokens_and_vector() {
        let found = verify(&model(), Runner::RustBert).unwrap().unwrap();
        assert!(found.texts >= 10 && found.same_tokens);
        assert!(found.lowest >= 0.9999, "{found:?}");
    }

    #[test]
    fn both_engines_give_the_same_token_vectors_and_neither_minds_company() {
        let texts = ["Limpiar la quebrada", "", "Más buses para el sur de la ciudad y sus barrios"];
        let encoded = |runner| {
            let mut all = vec![None; texts.len()];
            LocalEncoder::load_in(&model(), runner, 2)
                .unwrap()
                .encode(&texts, &mut |i, encoded| {
                    all[i] = Some(encoded);
                    Ok(())
                })
                .unwrap();
            all.into_iter().map(Option::unwrap).collect::<Vec<_>>()
        };
        for (torch, candle) in encoded(Runner::RustBert).iter().zip(&encoded(Runner::Candle)) {
            let (torch, candle) = (torch.tokens.as_ref().unwrap(), candle.tokens.as_ref().unwrap());
            assert_eq!(torch.spans, candle.spans);
            for (a, b) in torch.vectors.iter().zip(&candle.vectors) {
                assert!((a.to_f32() - b.to_f32()).abs() < 5e-3, "{a} {b}");
            }
        }
    }
}
