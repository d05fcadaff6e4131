//! Model folders: where they are, what is in them, and the hash that names their vectors.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::bert::Config;
use super::folder::{self, Pooling, Recipe};
use super::model_files::{LARGEST_WEIGHTS, carried, read_whole, too_large};
use super::{Error, hub, shipped};
use crate::features::Postprocess;
use crate::read::{embedded, files};

/// The name of the encoder that comes with minga.
const DEFAULT: &str = "e5-small-es";

/// A model folder that holds everything it needs.
#[derive(Debug, Clone)]
pub struct Model {
    /// The folder's name; for a model of the hub, its name there.
    pub name: String,
    /// The folder.
    pub dir: PathBuf,
    /// The weights: `model.gguf` or `model.safetensors`.
    pub weights: PathBuf,
    /// The SHA-256 over everything that decides a vector, in hexadecimal.
    pub hash: String,
    /// What is done to its vectors before they are compared; without directions for a model that
    /// ships none.
    pub post: Postprocess,
    /// The SHA-256 over that, in hexadecimal; empty where nothing is shipped.
    pub comparing: String,
    /// Where the tokenizer is.
    pub(super) tokenizer: PathBuf,
    pub(super) config: Config,
    pub(super) recipe: Recipe,
}

impl Model {
    /// The number of dimensions of its vectors.
    pub fn dim(&self) -> usize {
        self.config.hidden_size
    }

    /// Whether its vectors are the mean of its token vectors.
    pub(super) fn averages_tokens(&self) -> bool {
        self.recipe.pooling == Pooling::Mean
    }

    /// Opens a model folder: minga's own form, or that of sentence-transformers.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        let fail =
            |path: &Path, what: &str| Error::Model { path: path.to_owned(), what: what.to_owned() };
        if !files::is_folder(dir) {
            return Err(fail(dir, "no hay una carpeta de modelo aquí"));
        }
        let parts = folder::read(dir)?;
        let inner = parts.transformer;
        let weights = ["model.gguf", "model.safetensors"]
            .iter()
            .map(|name| inner.join(name))
            .find(|path| files::is_file(path))
            .ok_or_else(|| fail(&inner, missing_weights(&inner)))?;
        let tokenizer = inner.join("tokenizer.json");
        if !files::is_file(&tokenizer) {
            return Err(fail(
                &inner,
                "falta tokenizer.json (el tokenizador «rápido» de Hugging Face)",
            ));
        }
        let config_path = inner.join("config.json");
        let mut hasher = Sha256::new();
        for path in [&weights, &tokenizer, &config_path].into_iter().chain(&parts.files) {
            hash_file(&mut hasher, path).map_err(|e| fail(path, &e.to_string()))?;
        }
        let hash = files::hexadecimal(&hasher.finalize());
        let bytes = read_whole(&config_path).map_err(|e| fail(&config_path, &e.to_string()))?;
        let config: Config =
            serde_json::from_slice(&bytes).map_err(|e| fail(&config_path, &e.to_string()))?;
        config.check().map_err(|what| fail(&config_path, &what))?;
        let shipped::Shipped { post, hash: comparing } = shipped::read(dir, config.hidden_size)?;
        let name = hub::name_of(dir).unwrap_or_else(|| {
            let dir = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
            dir.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned())
        });
        let recipe = parts.recipe;
        let dir = dir.to_owned();
        Ok(Self { name, dir, weights, hash, post, comparing, tokenizer, config, recipe })
    }

    /// With another text before every text: the name of one of the folder's prompts, or the words
    /// themselves. It decides the vectors, so the hash is another one.
    #[must_use]
    pub fn with_prompt(mut self, prompt: &str) -> Self {
        let words = self.recipe.prompts.get(prompt).map_or(prompt, String::as_str).to_owned();
        if words != self.recipe.prompt {
            self.hash = files::sha256_of(format!("{}\n{words}", self.hash).as_bytes());
            self.recipe.prompt = words;
        }
        self
    }
}

fn missing_weights(dir: &Path) -> &'static str {
    if dir.join("model.safetensors.index.json").is_file() {
        return "los pesos están en varias partes; se necesita un solo model.safetensors";
    }
    if dir.join("pytorch_model.bin").is_file() {
        return "solo hay pytorch_model.bin, que puede llevar programas dentro: conviértalo a \
                model.safetensors";
    }
    "falta model.gguf o model.safetensors"
}

/// Length and contents of a file, piece by piece: weights can be gigabytes.
fn hash_file(hasher: &mut Sha256, path: &Path) -> std::io::Result<()> {
    if let Some(bytes) = carried(path) {
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
        return Ok(());
    }
    let mut file = files::open(path)?;
    let length = file.metadata()?.len();
    if length > LARGEST_WEIGHTS {
        return Err(std::io::Error::other(too_large(LARGEST_WEIGHTS)));
    }
    hasher.update(length.to_le_bytes());
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(()),
            n => hasher.update(&piece[..n]),
        }
    }
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

/// The folder of a model given by path or by name; by default the one that the program carries. A name
/// with a stroke is one of the hub, if it was fetched.
pub fn find_model(asked: Option<&str>) -> Result<PathBuf, Error> {
    let name = asked.unwrap_or(DEFAULT);
    let direct = PathBuf::from(name);
    if asked.is_some() && direct.is_dir() {
        return Ok(direct);
    }
    if name == DEFAULT {
        return Ok(embedded::path(&format!("models/{DEFAULT}")));
    }
    let at_hand = model_rooms().into_iter().map(|room| room.join(name)).find(|dir| dir.is_dir());
    if let Some(dir) = at_hand.or_else(|| hub::snapshot(name)) {
        return Ok(dir);
    }
    let what = if hub::is_hub_name(name) {
        format!("no hay tal carpeta ni se ha traído ese modelo: `minga model fetch {name}`")
    } else {
        "no se encuentra el modelo: indique su carpeta con --model".to_owned()
    };
    Err(Error::Model { path: direct, what })
}

/// The model folders that can be used by name, sorted: the one that the program carries and those
/// beside it, then those fetched.
pub fn models_at_hand() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = model_rooms()
        .iter()
        .filter_map(|room| std::fs::read_dir(room).ok())
        .flatten()
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.join("tokenizer.json").is_file())
        .collect();
    found.push(embedded::path(&format!("models/{DEFAULT}")));
    found.sort();
    found.dedup_by(|a, b| a.file_name() == b.file_name());
    found.extend(hub::snapshots());
    found
}

/// Whether every file of a fetched model still has the hash that the hub named it by; `None` for a
/// folder that was not fetched. Only large files are named so; they are the weights.
pub fn blobs_are_whole(model: &Model) -> Result<Option<bool>, Error> {
    let mut whole = None;
    for path in [&model.weights, &model.tokenizer] {
        let Some(blob) = hub::blob_of(&model.dir, path) else { continue };
        let hash = files::sha256(path)
            .map_err(|e| Error::Model { path: path.clone(), what: e.to_string() })?;
        let same = blob.file_name().is_some_and(|name| name.to_string_lossy() == hash.as_str());
        whole = Some(whole.unwrap_or(true) && same);
    }
    Ok(whole)
}
