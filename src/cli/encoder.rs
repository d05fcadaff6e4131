//! The flags that choose what makes the vectors.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::ending::{Failure, Result};
use crate::commands::vectors::{VectorSource, default_cache, default_threads};
use crate::encode::{Engine, Key, Server};

/// The environment variable that a server's key is read from: a flag would show it to everybody who
/// lists the machine's processes.
const KEY: &str = "MINGA_API_KEY";

/// What makes the vectors, and with which model.
#[derive(Debug, Args)]
pub(super) struct EncoderArguments {
    /// What makes the vectors
    #[arg(long, value_name = "ENGINE", default_value = "candle")]
    engine: EngineName,
    /// An encoder: by name, by folder, or as the server calls it
    #[arg(long, value_name = "NAME|DIR")]
    model: Option<String>,
    /// The server of --engine http: http://host:port, or up to /v1; its key in `MINGA_API_KEY`
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// What stands before every text: words such as 'query: ', or the name of one of the model's
    /// prompts
    #[arg(long, value_name = "TEXT|NAME")]
    prompt: Option<String>,
    /// How many texts a request to the server carries
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=2048))]
    batch: u16,
    /// How many requests to the server are under way at a time
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    in_flight: u16,
    /// How many seconds the server has for a request
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u16).range(1..))]
    request_timeout: u16,
}

/// The engines by the names that people give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum EngineName {
    /// A model on this machine, nothing to install
    Candle,
    /// The same through libtorch (a program built with `--features rust-bert`)
    RustBert,
    /// A server with an OpenAI-compatible /v1/embeddings: texts leave the machine
    Http,
    /// No model: a quick look by words alone
    Lexical,
}

impl EncoderArguments {
    /// What makes the vectors, with the cache that was chosen.
    pub(super) fn source(
        &self,
        cache: Option<PathBuf>,
        threads: Option<usize>,
    ) -> Result<VectorSource> {
        Ok(VectorSource {
            engine: self.engine()?,
            model: self.model.clone(),
            prompt: self.prompt.clone(),
            cache,
            threads: threads_or_all(threads),
        })
    }

    /// The engine that was asked for.
    fn engine(&self) -> Result<Engine> {
        if self.engine != EngineName::Http && self.endpoint.is_some() {
            return Err(Failure::usage("--endpoint es solo para --engine http"));
        }
        match self.engine {
            EngineName::Candle => Ok(Engine::Candle),
            #[cfg(feature = "rust-bert")]
            EngineName::RustBert => Ok(Engine::RustBert),
            #[cfg(not(feature = "rust-bert"))]
            EngineName::RustBert => Err(Failure::usage(
                "este programa se construyó sin rust-bert: constrúyalo con `--features rust-bert` \
                 (vea scripts/libtorch)",
            )),
            EngineName::Lexical if self.model.is_some() => {
                Err(Failure::usage("--engine lexical no usa ningún modelo: quite --model"))
            }
            EngineName::Lexical => Ok(Engine::Lexical),
            EngineName::Http => {
                let (Some(endpoint), Some(model)) = (&self.endpoint, &self.model) else {
                    return Err(Failure::usage(
                        "--engine http necesita --endpoint URL y --model NOMBRE, como el servidor \
                         llama al modelo",
                    ));
                };
                let key = std::env::var(KEY).ok();
                Ok(Engine::Http(Box::new(Server {
                    key: key.as_deref().and_then(Key::new),
                    batch: usize::from(self.batch),
                    in_flight: usize::from(self.in_flight),
                    timeout: Duration::from_secs(u64::from(self.request_timeout)),
                    ..Server::new(endpoint, model)
                })))
            }
        }
    }
}

/// How many threads encode: as many as are named, at least one; one a core where none are.
pub(super) fn threads_or_all(named: Option<usize>) -> usize {
    named.unwrap_or_else(default_threads).max(1)
}

/// The file of the vector cache: the one that is named, or that in the user's cache folder.
pub(super) fn cache_or_default(named: Option<&PathBuf>) -> Option<PathBuf> {
    named.cloned().or_else(default_cache)
}
