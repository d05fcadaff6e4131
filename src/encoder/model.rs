//! Model folders: where they are, what is in them, and the hash that names their vectors.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use candle_core::{DType, Device, Tensor, safetensors};
use ndarray::{Array1, Array2};
use sha2::{Digest, Sha256};

use super::Error;
use super::bert::Config;
use crate::features::Postprocess;

/// The name of the encoder that comes with minga.
const DEFAULT: &str = "e5-small-es";

/// The file of a model's general directions and mean.
const POSTPROCESS: &str = "postprocess.safetensors";
/// The file of a model's metric.
const METRIC: &str = "metric.safetensors";

/// A model folder that holds everything it needs.
#[derive(Debug, Clone)]
pub struct Model {
    /// The folder's name.
    pub name: String,
    /// The folder.
    pub dir: PathBuf,
    /// The weights: `model.gguf` or `model.safetensors`.
    pub weights: PathBuf,
    /// The SHA-256 over weights, tokenizer and configuration, in hexadecimal.
    pub hash: String,
    /// The general directions to remove before comparing, most important first, shape (k, d);
    /// `None` for a model that ships none.
    pub components: Option<Array2<f32>>,
    /// The mean of general texts, length d, for sets too small to have a mean of their own.
    pub mean: Option<Array1<f32>>,
    /// What differences between its vectors count, shape (d, d); `None` for a model without a
    /// `metric.safetensors`.
    pub metric: Option<Array2<f32>>,
    /// The SHA-256 over what is done to its vectors before they are compared.
    pub comparing: String,
    pub(super) config: Config,
}

impl Model {
    /// The number of dimensions of its vectors.
    pub fn dim(&self) -> usize {
        self.config.hidden_size
    }

    /// What is done to its vectors before they are compared.
    pub fn postprocess(&self) -> Postprocess {
        Postprocess {
            components: self.components.clone(),
            mean: self.mean.clone(),
            metric: self.metric.clone(),
        }
    }

    /// Opens a model folder.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        let missing =
            |path: &Path, what: &str| Error::Model { path: path.to_owned(), what: what.to_owned() };
        if !dir.is_dir() {
            return Err(missing(dir, "no hay una carpeta de modelo aquí"));
        }
        let weights = ["model.gguf", "model.safetensors"]
            .iter()
            .map(|name| dir.join(name))
            .find(|path| path.is_file())
            .ok_or_else(|| missing(dir, "falta model.gguf o model.safetensors"))?;
        let mut hasher = Sha256::new();
        let mut read = |path: &Path| -> Result<Vec<u8>, Error> {
            let bytes = std::fs::read(path).map_err(|e| missing(path, &e.to_string()))?;
            hasher.update((bytes.len() as u64).to_le_bytes());
            hasher.update(&bytes);
            Ok(bytes)
        };
        read(&weights)?;
        read(&dir.join("tokenizer.json"))?;
        let config_path = dir.join("config.json");
        let config = serde_json::from_slice(&read(&config_path)?)
            .map_err(|e| missing(&config_path, &e.to_string()))?;
        let hash = hexadecimal(&hasher.finalize());
        let mut comparing = Sha256::new();
        let mut tensors = std::collections::HashMap::new();
        for name in [POSTPROCESS, METRIC] {
            let path = dir.join(name);
            if path.is_file() {
                let bytes = std::fs::read(&path).map_err(|e| missing(&path, &e.to_string()))?;
                comparing.update(&bytes);
                tensors.extend(safetensors::load_buffer(&bytes, &Device::Cpu)?);
            }
        }
        let comparing = hexadecimal(&comparing.finalize());
        let matrix = |name: &str| -> Result<Option<Array2<f32>>, Error> {
            let Some(tensor) = tensors.get(name) else { return Ok(None) };
            let shape = tensor.dims2()?;
            let flat = tensor.to_dtype(DType::F32)?.flatten_all()?.to_vec1()?;
            Ok(Array2::from_shape_vec(shape, flat).ok())
        };
        let (components, metric) = (matrix("components")?, matrix("metric")?);
        let mean = match tensors.get("mean") {
            Some(tensor) => Some(Array1::from_vec(tensor.to_vec1::<f32>()?)),
            None => None,
        };
        let name = dir.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        Ok(Self {
            name,
            dir: dir.to_owned(),
            weights,
            hash,
            components,
            mean,
            metric,
            comparing,
            config,
        })
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Where models are looked for: `models/` in the working folder, then beside the program and in
/// the folders above it.
fn model_rooms() -> Vec<PathBuf> {
    let mut rooms = vec![PathBuf::from("models")];
    if let Ok(program) = std::env::current_exe() {
        rooms.extend(program.ancestors().skip(1).map(|dir| dir.join("models")));
    }
    rooms
}

/// The folder of a model given by path or by name; by default the one that comes with minga.
pub fn find_model(asked: Option<&str>) -> Result<PathBuf, Error> {
    let name = asked.unwrap_or(DEFAULT);
    let direct = PathBuf::from(name);
    if asked.is_some() && direct.is_dir() {
        return Ok(direct);
    }
    model_rooms().into_iter().map(|room| room.join(name)).find(|dir| dir.is_dir()).ok_or_else(
        || Error::Model {
            path: direct,
            what: "no se encuentra el modelo: indique su carpeta con --model".to_owned(),
        },
    )
}

/// The model folders that can be used by name, sorted.
pub fn models_at_hand() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = model_rooms()
        .iter()
        .filter_map(|room| std::fs::read_dir(room).ok())
        .flatten()
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.join("tokenizer.json").is_file())
        .collect();
    found.sort();
    found.dedup_by(|a, b| a.file_name() == b.file_name());
    found
}

/// Writes a metric into a model's folder, or into another one, in 16 bits a number.
pub fn write_metric(dir: &Path, metric: &Array2<f32>) -> Result<PathBuf, Error> {
    let flat: Vec<f32> = metric.iter().copied().collect();
    let tensor = Tensor::from_vec(flat, metric.dim(), &Device::Cpu)?.to_dtype(DType::F16)?;
    let path = dir.join(METRIC);
    let bytes = tempfile::NamedTempFile::new_in(dir)
        .map_err(|e| Error::Model { path: path.clone(), what: e.to_string() })?;
    tensor.save_safetensors("metric", bytes.path())?;
    bytes.persist(&path).map_err(|e| Error::Model { path: path.clone(), what: e.to_string() })?;
    Ok(path)
}
