//! `minga model`: the encoders that can be used by name, fetching one, and whether one is sound.

use std::path::PathBuf;

use super::{Error, Warning};
use crate::encode::{self, Fetched, LocalEncoder, Model, Runner, Verification};

/// The lowest cosine with its reference vectors that a sound model has.
const LOWEST_COSINE: f32 = 0.9999;
/// The fewest digits of a hash that say which one is meant.
const HASH_DIGITS: usize = 12;

/// The models that can be used by name, and a warning for each that cannot be used.
pub fn list() -> (Vec<Model>, Vec<Warning>) {
    let (mut models, mut warnings) = (Vec::new(), Vec::new());
    for dir in encode::models_at_hand() {
        match Model::open(&dir) {
            Ok(model) => models.push(model),
            Err(error) => warnings.push(Warning::ModelUnusable(error.to_string())),
        }
    }
    (models, warnings)
}

/// Fetches a model from the hub; `observe` is given a file, its bytes that came and all its bytes.
pub fn fetch(
    name: &str,
    revision: &str,
    observe: &mut dyn FnMut(&str, u64, u64),
) -> Result<(Fetched, Model), Error> {
    let fetched = encode::fetch(name, revision, observe)?;
    let model = Model::open(&fetched.dir)?;
    Ok((fetched, model))
}

/// Which model is verified, and how.
#[derive(Debug, Clone)]
pub struct VerifyRequest {
    /// An encoder by name or folder; `None` for the one that comes with minga.
    pub model: Option<String>,
    /// The hash that it must have, or its first digits.
    pub sha256: Option<String>,
    /// What computes the reference texts.
    pub runner: Runner,
}

/// What a model is compared with what it should be.
#[derive(Debug)]
pub struct Verified {
    /// The model's name.
    pub name: String,
    /// Its folder.
    pub dir: PathBuf,
    /// The SHA-256 of its files.
    pub sha256: String,
    /// Whether that is the hash asked for; `None` where none was.
    pub as_asked: Option<bool>,
    /// Whether its files are those that the hub announced; `None` where it is not from there.
    pub whole: Option<bool>,
    /// Its vectors beside those of its reference texts; `None` where it has none and was only
    /// loaded.
    pub reference: Option<Verification>,
}

impl Verified {
    /// Whether its vectors are those of its reference, as far as it has one.
    pub fn gives_its_vectors(&self) -> bool {
        self.reference.is_none_or(|found| found.lowest >= LOWEST_COSINE && found.same_tokens)
    }

    /// Whether nothing is wrong with it.
    pub fn is_sound(&self) -> bool {
        self.gives_its_vectors() && self.as_asked != Some(false) && self.whole != Some(false)
    }
}

/// Compares a model with its reference texts, its hashes, and the hash asked for.
pub fn verify(request: &VerifyRequest) -> Result<Verified, Error> {
    let model = Model::open(&encode::find_model(request.model.as_deref())?)?;
    let as_asked = request.sha256.as_ref().map(|wanted| {
        let wanted = wanted.trim().to_ascii_lowercase();
        wanted.len() >= HASH_DIGITS && model.hash.starts_with(&wanted)
    });
    let whole = encode::blobs_are_whole(&model)?;
    let reference = encode::verify(&model, request.runner)?;
    if reference.is_none() {
        // Loading shows whether the weights are those of the configuration.
        LocalEncoder::load_in(&model, request.runner, 1)?;
    }
    Ok(Verified {
        name: model.name,
        dir: model.dir,
        sha256: model.hash,
        as_asked,
        whole,
        reference,
    })
}
