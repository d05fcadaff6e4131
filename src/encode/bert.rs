//! A BERT encoder run by `candle` on packed sequences: a batch is one long row of tokens, so that
//! every linear layer is a single matrix product and nothing is padded.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::path::Path;

use candle_core::quantized::gguf_file;
use candle_core::{DType, Device, Result, Tensor, bail};
use serde::Deserialize;

use super::model_files::{LARGEST_WEIGHTS, carried, too_large};
use crate::kernels::{AddNorm, Attention, BiasGelu};
use crate::read::files;

/// What `config.json` says of the model, as Hugging Face writes it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Config {
    pub(super) hidden_size: usize,
    pub(super) num_hidden_layers: usize,
    pub(super) num_attention_heads: usize,
    pub(super) max_position_embeddings: usize,
    pub(super) layer_norm_eps: f64,
    pub(super) hidden_act: String,
    #[serde(default)]
    pub(super) pad_token_id: u32,
    pub(super) model_type: String,
}

/// The largest numbers of a model that is read.
const MOST_DIMENSIONS: usize = 1 << 16;
const MOST_LAYERS: usize = 1 << 10;
const MOST_POSITIONS: usize = 1 << 20;
/// The most numbers of a tensor; what a file holds of them is looked at before they are read.
const MOST_NUMBERS: usize = 1 << 36;

impl Config {
    /// What is wrong with a number, in Spanish: one that no model has ends in memory that no machine
    /// has.
    pub(super) fn check(&self) -> std::result::Result<(), String> {
        let numbers = [
            ("hidden_size", self.hidden_size, MOST_DIMENSIONS),
            ("num_hidden_layers", self.num_hidden_layers, MOST_LAYERS),
            ("num_attention_heads", self.num_attention_heads, self.hidden_size),
            ("max_position_embeddings", self.max_position_embeddings, MOST_POSITIONS),
        ];
        for (name, number, most) in numbers {
            if !(1..=most).contains(&number) {
                return Err(format!("«{name}» dice {number} y se leen modelos de 1 a {most}"));
            }
        }
        if !self.hidden_size.is_multiple_of(self.num_attention_heads) {
            return Err("«hidden_size» no es un múltiplo de «num_attention_heads»".to_owned());
        }
        if self.first_position() >= self.max_position_embeddings {
            return Err(format!(
                "«pad_token_id» dice {} y solo hay {} posiciones («max_position_embeddings»)",
                self.pad_token_id, self.max_position_embeddings
            ));
        }
        if !(0.0..=1.0).contains(&self.layer_norm_eps) {
            return Err(format!("«layer_norm_eps» dice {}: va de 0 a 1", self.layer_norm_eps));
        }
        Ok(())
    }

    /// The most tokens a text may have.
    pub(super) fn longest(&self) -> usize {
        self.max_position_embeddings.saturating_sub(self.first_position()).min(512)
    }

    /// Where positions begin: `pad_token_id` + 1 for the RoBERTa family, 0 for BERT.
    fn first_position(&self) -> usize {
        if self.model_type == "bert" { 0 } else { self.pad_token_id as usize + 1 }
    }
}

/// A linear layer: weights as (in, out), contiguous.
struct Linear {
    weight: Tensor,
    bias: Vec<f32>,
}

struct Norm {
    gamma: Vec<f32>,
    beta: Vec<f32>,
}

impl Norm {
    /// The operation that adds a residual and the preceding layer's bias, and normalises.
    fn after<'a>(&'a self, bias: Option<&'a [f32]>, epsilon: f32) -> AddNorm<'a> {
        AddNorm { bias, gamma: &self.gamma, beta: &self.beta, epsilon }
    }
}

struct Layer {
    qkv: Linear,
    attended: Linear,
    attention_norm: Norm,
    up: Linear,
    down: Linear,
    output_norm: Norm,
}

/// The model: every weight in f32 on the CPU.
pub(super) struct Bert {
    words: Tensor,
    /// Position embeddings with the one token type added: (positions, hidden).
    positions: Tensor,
    first_norm: Norm,
    layers: Vec<Layer>,
    config: Config,
    /// Positions begin here: 0 for BERT, `pad_token_id` + 1 for the RoBERTa family.
    first_position: usize,
}

/// The tensors of a weights file by name, dequantised to f32.
pub(super) struct Weights(HashMap<String, Tensor>);

impl Weights {
    /// A tensor by its name.
    #[cfg(feature = "rust-bert")]
    pub(super) fn get(&self, name: &str) -> Option<&Tensor> {
        self.0.get(name)
    }

    pub(super) fn read(path: &Path) -> Result<Self> {
        let device = Device::Cpu;
        if path.extension().is_some_and(|e| e == "gguf") {
            let tensors = match carried(path) {
                Some(bytes) => quantised(&mut Cursor::new(bytes))?,
                None => quantised(&mut weights(path)?)?,
            };
            return Ok(Self(tensors));
        }
        drop(weights(path)?);
        let mut tensors = HashMap::new();
        for (name, tensor) in candle_core::safetensors::load(path, &device)? {
            let name = ["bert.", "roberta."]
                .iter()
                .find_map(|prefix| name.strip_prefix(prefix))
                .unwrap_or(&name)
                .to_owned();
            // Position ids and the like are integers; the forward pass has its own.
            if tensor.dtype().is_float() {
                tensors.insert(name, tensor.to_dtype(DType::F32)?);
            }
        }
        Ok(Self(tensors))
    }

    fn take(&mut self, name: &str, shape: &[usize]) -> Result<Tensor> {
        let Some(tensor) = self.0.remove(name) else { bail!("the tensor {name} is missing") };
        if tensor.dims() != shape {
            bail!("the tensor {name} is {:?}, not {shape:?}", tensor.dims());
        }
        Ok(tensor)
    }

    fn vector(&mut self, name: &str, n: usize) -> Result<Vec<f32>> {
        self.take(name, &[n])?.to_vec1()
    }

    fn linear(&mut self, name: &str, inputs: usize, outputs: usize) -> Result<Linear> {
        let weight = self.take(&format!("{name}.weight"), &[outputs, inputs])?;
        let bias = self.vector(&format!("{name}.bias"), outputs)?;
        Ok(Linear { weight: weight.t()?.contiguous()?, bias })
    }

    fn norm(&mut self, name: &str, n: usize) -> Result<Norm> {
        let gamma = self.vector(&format!("{name}.weight"), n)?;
        let beta = self.vector(&format!("{name}.bias"), n)?;
        Ok(Norm { gamma, beta })
    }
}

/// A file of weights, if it is a file and not too large to read.
fn weights(path: &Path) -> Result<File> {
    let file = files::open(path)?;
    if file.metadata()?.len() > LARGEST_WEIGHTS {
        bail!("{}", too_large(LARGEST_WEIGHTS));
    }
    Ok(file)
}

/// The tensors of a GGUF file by name, dequantised to f32. How many there are, how long names are
/// and how many bytes a tensor has is held against the file by the reader; the sizes of a tensor are
/// multiplied here first, so that their product is no smaller number.
fn quantised(file: &mut (impl Read + Seek)) -> Result<HashMap<String, Tensor>> {
    let device = Device::Cpu;
    let content = gguf_file::Content::read(file)?;
    for (name, info) in &content.tensor_infos {
        let sizes = info.shape.dims();
        let numbers = sizes.iter().try_fold(1usize, |all, &size| all.checked_mul(size));
        if numbers.is_none_or(|numbers| numbers > MOST_NUMBERS) {
            bail!("the tensor {name} claims to be {sizes:?}");
        }
    }
    let mut tensors = HashMap::new();
    for name in content.tensor_infos.keys() {
        let tensor = content.tensor(file, name, &device)?.dequantize(&device)?;
        tensors.insert(name.clone(), tensor.to_dtype(DType::F32)?);
    }
    Ok(tensors)
}

impl Bert {
    /// Loads the weights; the intermediate width and the vocabulary's size are read off them.
    pub(super) fn load(weights: &Path, config: Config) -> Result<Self> {
        if config.hidden_act != "gelu" {
            bail!("hidden_act «{}» is not supported, only gelu", config.hidden_act);
        }
        let mut w = Weights::read(weights)?;
        let h = config.hidden_size;
        let Some(words) = w.0.remove("embeddings.word_embeddings.weight") else {
            bail!("the tensor embeddings.word_embeddings.weight is missing");
        };
        if words.dims2()?.1 != h {
            bail!("the tensor embeddings.word_embeddings.weight is {:?}", words.dims());
        }
        let positions =
            w.take("embeddings.position_embeddings.weight", &[config.max_position_embeddings, h])?;
        let Some(types) = w.0.remove("embeddings.token_type_embeddings.weight") else {
            bail!("the tensor embeddings.token_type_embeddings.weight is missing");
        };
        if types.dims2()?.1 != h {
            bail!("the tensor embeddings.token_type_embeddings.weight is {:?}", types.dims());
        }
        let positions = positions.broadcast_add(&types.get(0)?)?;
        let first_norm = w.norm("embeddings.LayerNorm", h)?;
        let mut layers = Vec::with_capacity(config.num_hidden_layers);
        for i in 0..config.num_hidden_layers {
            let at = format!("encoder.layer.{i}");
            let parts = ["query", "key", "value"]
                .map(|part| w.linear(&format!("{at}.attention.self.{part}"), h, h));
            let [q, k, v] = parts;
            let (q, k, v) = (q?, k?, v?);
            let qkv = Linear {
                weight: Tensor::cat(&[&q.weight, &k.weight, &v.weight], 1)?.contiguous()?,
                bias: [q.bias, k.bias, v.bias].concat(),
            };
            let up_name = format!("{at}.intermediate.dense");
            let wide = match w.0.get(&format!("{up_name}.bias")) {
                Some(bias) => bias.elem_count(),
                None => bail!("the tensor {up_name}.bias is missing"),
            };
            layers.push(Layer {
                qkv,
                attended: w.linear(&format!("{at}.attention.output.dense"), h, h)?,
                attention_norm: w.norm(&format!("{at}.attention.output.LayerNorm"), h)?,
                up: w.linear(&up_name, h, wide)?,
                down: w.linear(&format!("{at}.output.dense"), wide, h)?,
                output_norm: w.norm(&format!("{at}.output.LayerNorm"), h)?,
            });
        }
        let known = ["bert", "xlm-roberta", "roberta", "camembert"];
        if !known.contains(&config.model_type.as_str()) {
            let other = &config.model_type;
            bail!("model_type «{other}» is not supported (bert, xlm-roberta, roberta)");
        }
        let first_position = config.first_position();
        Ok(Self { words, positions, first_norm, layers, config, first_position })
    }

    /// The number of dimensions of a token vector.
    pub(super) fn dim(&self) -> usize {
        self.config.hidden_size
    }

    /// The last layer's vector of every token of some sequences: (Σ lengths, hidden), in order.
    pub(super) fn forward(&self, sequences: &[&[u32]]) -> Result<Vec<f32>> {
        let device = Device::Cpu;
        let lengths: Vec<usize> = sequences.iter().map(|s| s.len()).collect();
        let ids: Vec<u32> = sequences.iter().flat_map(|s| s.iter().copied()).collect();
        let first = self.first_position as u32;
        let places: Vec<u32> =
            lengths.iter().flat_map(|&n| (0..n as u32).map(move |p| p + first)).collect();
        let tokens = ids.len();
        let epsilon = self.config.layer_norm_eps as f32;

        let mut x = self.words.index_select(&Tensor::from_vec(ids, tokens, &device)?, 0)?;
        let places = self.positions.index_select(&Tensor::from_vec(places, tokens, &device)?, 0)?;
        x.inplace_op2(&places, &self.first_norm.after(None, epsilon))?;
        for layer in &self.layers {
            let qkv = x.matmul(&layer.qkv.weight)?;
            let attention = Attention {
                lengths: &lengths,
                heads: self.config.num_attention_heads,
                hidden: self.config.hidden_size,
                bias: &layer.qkv.bias,
            };
            let attended = qkv.apply_op1_no_bwd(&attention)?.matmul(&layer.attended.weight)?;
            let norm = layer.attention_norm.after(Some(&layer.attended.bias), epsilon);
            attended.inplace_op2(&x, &norm)?;
            let wide = attended.matmul(&layer.up.weight)?;
            wide.inplace_op1(&BiasGelu(&layer.up.bias))?;
            let narrow = wide.matmul(&layer.down.weight)?;
            let norm = layer.output_norm.after(Some(&layer.down.bias), epsilon);
            narrow.inplace_op2(&attended, &norm)?;
            x = narrow;
        }
        x.flatten_all()?.to_vec1()
    }
}
