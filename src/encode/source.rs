//! Where the vectors of a run come from: which engine, which model, and what is known of both before
//! anything is computed.

use std::cell::OnceCell;
use std::ops::ControlFlow;

use ndarray::Array2;

use super::cache::{Cache, Encoding, Wanted, encode_all};
use super::local::{LocalEncoder, Runner};
use super::remote::RemoteEncoder;
use super::web::Server;
use super::{Encoder, Error, Identity, Model, find_model, statistics};
use crate::domain::embedding::Encoded;
use crate::features::Postprocess;

/// What makes vectors.
#[derive(Debug, Clone, Default)]
pub enum Engine {
    /// A model on this machine, run by candle.
    #[default]
    Candle,
    /// The same, run by libtorch.
    #[cfg(feature = "rust-bert")]
    RustBert,
    /// A server; texts leave the machine.
    Http(Box<Server>),
    /// No model at all: words and pieces of words, for a quick look.
    Lexical,
}

impl Engine {
    /// What the person must know before a text is sent anywhere; in Spanish.
    pub fn warnings(&self) -> Vec<String> {
        let Self::Http(server) = self else { return Vec::new() };
        let (endpoint, model) = (&server.endpoint, &server.model);
        let mut warnings = vec![if server.is_here() {
            format!("los textos se envían a un servidor de este mismo equipo: {endpoint} ({model})")
        } else {
            format!(
                "ATENCIÓN: los textos salen de este equipo hacia {endpoint} ({model}); cédulas, \
                 teléfonos y correos se tapan antes"
            )
        }];
        if server.is_in_the_clear() {
            warnings.push(
                "ATENCIÓN: la dirección es http y no https: lo que se envía puede leerse en el \
                 camino"
                    .to_owned(),
            );
        }
        warnings
    }
}

/// An engine with its model, known by name and hash; a local one is loaded when it is needed.
pub struct Source {
    identity: Identity,
    kind: Kind,
}

enum Kind {
    Local { model: Box<Model>, runner: Runner, threads: usize },
    Remote(Box<RemoteEncoder>),
}

impl Source {
    /// Opens an engine that has a model. `prompt` stands before every text; absent, what the model's
    /// folder says.
    pub fn open(
        engine: &Engine,
        model: Option<&str>,
        prompt: Option<&str>,
        threads: usize,
        cache: Option<&Cache>,
    ) -> Result<Self, Error> {
        let runner = match engine {
            Engine::Candle => Runner::Candle,
            #[cfg(feature = "rust-bert")]
            Engine::RustBert => Runner::RustBert,
            Engine::Http(server) => {
                let remote = RemoteEncoder::open(server, prompt.unwrap_or_default(), cache)?;
                return Ok(Self {
                    identity: remote.identity().clone(),
                    kind: Kind::Remote(Box::new(remote)),
                });
            }
            Engine::Lexical => {
                return Err(Error::Asked("el modo léxico no tiene modelo ni vectores".to_owned()));
            }
        };
        let mut model = Model::open(&find_model(model)?)?;
        if let Some(prompt) = prompt {
            model = model.with_prompt(prompt);
        }
        #[cfg(feature = "rust-bert")]
        if runner == Runner::RustBert {
            // The last digits differ, so the cache keeps both.
            model.hash =
                crate::read::files::sha256_of(format!("{}\nrust-bert", model.hash).as_bytes());
        }
        let identity = Identity {
            name: model.name.clone(),
            engine: runner.name().to_owned(),
            hash: model.hash.clone(),
            dim: model.dim(),
        };
        Ok(Self { identity, kind: Kind::Local { model: Box::new(model), runner, threads } })
    }

    /// Which vectors it makes.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Where texts are sent, if they are.
    pub fn address(&self) -> Option<String> {
        match &self.kind {
            Kind::Local { .. } => None,
            Kind::Remote(remote) => Some(remote.address()),
        }
    }

    /// Whether it gives a vector for every token, which pooling can weigh.
    pub fn has_token_vectors(&self) -> bool {
        match &self.kind {
            Kind::Local { model, .. } => model.averages_tokens(),
            Kind::Remote(_) => false,
        }
    }

    /// How many texts a server got shortened.
    pub fn shortened(&self) -> usize {
        match &self.kind {
            Kind::Local { .. } => 0,
            Kind::Remote(remote) => remote.shortened(),
        }
    }

    /// The vectors of every text, from the cache where it has them; see [`encode_all`]. What the
    /// model ships for comparing vectors comes with them, or is computed from general sentences,
    /// which are encoded with the texts.
    pub fn encode(
        &self,
        texts: &[&str],
        cache: Option<&Cache>,
        deliver: &mut dyn FnMut(usize, &Encoded),
        progress: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<(Postprocess, Encoding), Error> {
        let shipped = match &self.kind {
            Kind::Local { model, .. } if model.post.components.is_some() => {
                Some(model.post.clone())
            }
            _ => None,
        };
        let general = if shipped.is_some() { Vec::new() } else { statistics::general_sentences() };
        let all: Vec<&str> = texts.iter().chain(&general).copied().collect();
        let mut rows = Array2::zeros((general.len(), self.identity.dim));
        let mut deliver = |i: usize, encoded: &Encoded| match i.checked_sub(texts.len()) {
            None => deliver(i, encoded),
            Some(row) => {
                for (x, y) in rows.row_mut(row).iter_mut().zip(&encoded.pooled) {
                    *x = *y;
                }
            }
        };
        let engine: OnceCell<LocalEncoder> = OnceCell::new();
        let load = || -> Result<&dyn Encoder, Error> {
            match &self.kind {
                Kind::Local { model, runner, threads } => {
                    let loaded = LocalEncoder::load_in(model, *runner, *threads)?;
                    Ok(engine.get_or_init(|| loaded))
                }
                Kind::Remote(remote) => Ok(&**remote),
            }
        };
        let Identity { hash, dim, .. } = &self.identity;
        let wanted = Wanted { identity_hash: hash, dim: *dim, texts: &all };
        let encoding = encode_all(&wanted, load, cache, &mut deliver, progress)?;
        let post = shipped.unwrap_or_else(|| {
            let (components, mean) = statistics::of(&rows);
            Postprocess { components: Some(components), mean: Some(mean), metric: self.metric() }
        });
        Ok((post, encoding))
    }

    /// The metric that the model ships, if any.
    fn metric(&self) -> Option<Array2<f32>> {
        match &self.kind {
            Kind::Local { model, .. } => model.post.metric.clone(),
            Kind::Remote(_) => None,
        }
    }

    /// The SHA-256 over what is shipped for comparing its vectors; empty where nothing is.
    pub fn comparing(&self) -> &str {
        match &self.kind {
            Kind::Local { model, .. } => &model.comparing,
            Kind::Remote(_) => "",
        }
    }

    /// Whether what makes its vectors comparable was computed here and not shipped.
    pub fn computes_statistics(&self) -> bool {
        match &self.kind {
            Kind::Local { model, .. } => model.post.components.is_none(),
            Kind::Remote(_) => true,
        }
    }
}
