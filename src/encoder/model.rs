//! Model folders: where they are, what is in them, and the hash that names their vectors.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use ndarray::{Array1, Array2};
use sha2::{Digest, Sha256};

use super::Error;
use super::bert::Config;

/// The name of the encoder that comes with minga.
const DEFAULT: &str = "e5-small-es";

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
    pub(super) config: Config,
}

impl Model {
    /// The number of dimensions of its vectors.
    pub fn dim(&self) -> usize {
        self.config.hidden_size
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
        let post = dir.join("postprocess.safetensors");
        let (mut components, mut mean) = (None, None);
        if post.is_file() {
            let tensors = candle_core::safetensors::load(&post, &candle_core::Device::Cpu)?;
            if let Some(t) = tensors.get("components") {
                let (rows, columns) = t.dims2()?;
                let flat = t.flatten_all()?.to_vec1::<f32>()?;
                components = Array2::from_shape_vec((rows, columns), flat).ok();
            }
            if let Some(t) = tensors.get("mean") {
                mean = Some(Array1::from_vec(t.to_vec1::<f32>()?));
            }
        }
        let name = dir.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        Ok(Self { name, dir: dir.to_owned(), weights, hash, components, mean, config })
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
