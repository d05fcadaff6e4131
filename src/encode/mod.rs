//! Encoders: from texts to vectors, one vector a text and, where the engine has them, one a token.

use std::path::PathBuf;

use crate::domain::embedding::Encoded;

mod model_files;
mod web;
mod statistics;
mod hub;
mod bert;
mod folder;
mod shipped;
mod model;
mod tokenizer;
#[cfg(feature = "rust-bert")]
mod torch;
mod local;
pub mod lexical;
mod remote;
mod cache;
mod shard;
mod source;

pub(crate) use cache::set_aside;
pub use cache::{Cache, Encoding, Wanted, encode_all};
pub use hub::{Fetched, fetch, is_hub_name};
pub use local::{LocalEncoder, Runner, Verification, verify};
pub use model::{Model, blobs_are_whole, find_model, models_at_hand};
pub use remote::RemoteEncoder;
pub use shard::{Shard, merge};
pub use shipped::write_metric;
pub use source::{Engine, Source};
pub use web::{Key, Server};

/// What can go wrong with an encoder; each names the file.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A model's folder or one of its files is missing or unreadable.
    #[error("{path}: {what}")]
    Model {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The engine failed while computing.
    #[error("el motor de vectores falló: {0}")]
    Engine(#[from] candle_core::Error),
    /// A server did not do what was asked of it.
    #[error("{server}: {what}")]
    Server {
        /// Its address.
        server: String,
        /// What went wrong, and what to do.
        what: String,
    },
    /// What was asked for cannot be had from this program or with these flags.
    #[error("{0}")]
    Asked(String),
    /// The tokenizer failed on a text.
    #[error("el tokenizador falló: {0}")]
    Tokenizer(String),
    /// Who waited for the vectors wants no more of them.
    #[error("se dejó de calcular vectores, como se pidió")]
    Stopped,
    /// The cache of vectors failed.
    #[error("{path}: el caché de vectores falló: {source}")]
    Cache {
        /// The cache's file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The file holds more than vectors: views, triggers or tables of somebody else's.
    #[error(
        "{0}: no es un caché de vectores de minga, o alguien le agregó tablas, vistas o \
         disparadores; no se usó"
    )]
    AlteredCache(PathBuf),
}

impl Error {
    /// Whether the cache's file is damaged, and not only unusable now.
    pub fn is_damage(&self) -> bool {
        let Self::Cache { source, .. } = self else { return false };
        source.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseCorrupt)
    }
}

/// Which vectors an encoder makes: two encoders with the same hash make the same vectors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The model's name, for people.
    pub name: String,
    /// The engine that runs it.
    pub engine: String,
    /// The hash of everything that decides a vector, in hexadecimal.
    pub hash: String,
    /// The number of dimensions.
    pub dim: usize,
}

/// An engine with a model in it.
pub trait Encoder {
    /// Which vectors it makes.
    fn identity(&self) -> &Identity;

    /// Encodes some texts and delivers each, with its index, as soon as it is ready and in any
    /// order, always from the calling thread.
    fn encode(
        &self,
        texts: &[&str],
        deliver: &mut dyn FnMut(usize, Encoded) -> Result<(), Error>,
    ) -> Result<(), Error>;
}

/// The mean of rows of length `dim`, scaled to unit length; zeros when it has no length.
fn mean_pool(rows: &[f32], dim: usize) -> Vec<f32> {
    let mut mean = vec![0.0f32; dim];
    for row in rows.chunks_exact(dim) {
        for (m, x) in mean.iter_mut().zip(row) {
            *m += x;
        }
    }
    let norm = mean.iter().map(|x| x * x).sum::<f32>().sqrt();
    if norm > 1e-12 {
        for m in &mut mean {
            *m /= norm;
        }
    }
    mean
}
