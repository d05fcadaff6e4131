//! The vectors of a command's texts: what makes them, where they are kept, and how they are pooled.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use ndarray::Array2;

use super::{Error, Step, Warning};
use crate::encode::{self, Cache, Encoding, Engine, Source};
use crate::features::{Postprocess, pooling};
use crate::propose::analysis::Texts;
use crate::read::files;
use crate::write::manifest::ModelFacts;

/// What makes vectors, and where they are kept between runs.
#[derive(Debug, Clone)]
pub struct VectorSource {
    /// What makes them.
    pub engine: Engine,
    /// A model by name or folder; `None` for the one that comes with minga.
    pub model: Option<String>,
    /// What stands before every text that is encoded; `None` for what the model says.
    pub prompt: Option<String>,
    /// The file of the vector cache; `None` for none.
    pub cache: Option<PathBuf>,
    /// How many threads encode, at least one.
    pub threads: usize,
}

impl VectorSource {
    /// A model on this machine; `None` for the one that comes with minga.
    pub fn local(model: Option<String>, cache: Option<PathBuf>, threads: usize) -> Self {
        Self { engine: Engine::default(), model, prompt: None, cache, threads }
    }

    /// Opens the engine with its model.
    pub(super) fn open(&self, cache: Option<&Cache>) -> Result<Source, encode::Error> {
        let (model, prompt) = (self.model.as_deref(), self.prompt.as_deref());
        Source::open(&self.engine, model, prompt, self.threads, cache)
    }
}

/// The vectors of all texts of a run.
pub(super) struct Vectors {
    /// One row a text.
    pub(super) pooled: Array2<f32>,
    /// What is taken from them before they are compared.
    pub(super) post: Postprocess,
    /// What made them.
    pub(super) facts: ModelFacts,
    /// How many were encoded and how many came from the cache.
    pub(super) encoding: Encoding,
    /// What the person should know of it.
    pub(super) warnings: Vec<Warning>,
}

/// Pooled vectors of all texts, unless who observes ends it. A cache that cannot be used is a warning, and no vectors are kept.
pub(super) fn encode(
    texts: &Texts,
    source: &VectorSource,
    pooling: &pooling::Settings,
    observe: &mut dyn FnMut(Step) -> ControlFlow<()>,
) -> Result<Vectors, Error> {
    let strings: Vec<&str> = texts.encoded.iter().map(String::as_str).collect();
    if let Engine::Lexical = source.engine {
        return Ok(Vectors {
            pooled: encode::lexical::sketch(&strings),
            post: Postprocess::default(),
            facts: ModelFacts::lexical(),
            encoding: Encoding::default(),
            warnings: vec![Warning::WordsOnly],
        });
    }
    let mut warnings = Vec::new();
    let cache = source.cache.as_deref().and_then(|path| match open_cache(path) {
        Ok(cache) => Some(cache),
        Err(Error::Encoder(error)) if error.is_damage() => {
            let aside = encode::set_aside(path);
            warnings.push(set_aside(&error, aside.as_deref()));
            aside.and_then(|_| open_cache(path).ok())
        }
        Err(error) => {
            warnings.push(Warning::CacheUnusable(error.to_string()));
            None
        }
    });
    let encoder = source.open(cache.as_ref())?;
    let mut pooler = texts.pooler(encoder.identity().dim, pooling);
    let encoded = encoder.encode(
        &strings,
        cache.as_ref(),
        &mut |i, encoded| texts.pool(&mut pooler, i, encoded),
        &mut |done, total| observe(Step::Encoding(done, total)),
    );
    let (post, encoding) = encoded.map_err(|error| match error {
        encode::Error::Stopped => Error::Cancelled,
        other => other.into(),
    })?;
    let facts = ModelFacts::of(&encoder);
    if !facts.token_vectors && pooling.weighted {
        warnings.push(Warning::NoTokenVectors);
    }
    if encoder.shortened() > 0 {
        warnings.push(Warning::TextsShortened(encoder.shortened()));
    }
    warnings.extend(cache.and_then(after));
    Ok(Vectors { pooled: pooler.finish(), post, facts, encoding, warnings })
}

/// What a person should know of a cache after it was used: one that is damaged gets another name, so
/// that the next run begins a new one.
fn after(cache: Cache) -> Option<Warning> {
    let told = cache.failure()?.to_string();
    if !cache.is_damaged() {
        return Some(Warning::CacheNotFilled(told));
    }
    Some(set_aside(&told, cache.set_aside().as_deref()))
}

fn set_aside(error: &impl ToString, aside: Option<&Path>) -> Warning {
    let aside = aside.map(|path| path.display().to_string());
    Warning::CacheDamaged { error: error.to_string(), aside }
}

/// Opens a cache, and makes its folder where there is none.
pub(super) fn open_cache(path: &Path) -> Result<Cache, Error> {
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        files::create_dir_all(folder)?;
    }
    Ok(Cache::open(path)?)
}

/// Where vectors are kept between runs when nobody says: `minga/vectors.db` in the user's folder for
/// caches (`XDG_CACHE_HOME` or `~/.cache`; on Windows `%LOCALAPPDATA%`). None without a home folder.
pub fn default_cache() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.cache_dir().join("minga").join("vectors.db"))
}

/// How many threads encode when nobody says: one a core.
pub fn default_threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
