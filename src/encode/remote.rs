//! The encoder that is a server: texts go to an OpenAI-compatible `/v1/embeddings`
//! (text-embeddings-inference, vLLM, Ollama, llama.cpp) and one vector a text comes back.
//!
//! Personal data are covered before a text is sent. What a server says is believed only when number,
//! order, length and values of its vectors fit.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

use serde::Deserialize;
use serde_json::json;
use ureq::Agent;
use ureq::http::Uri;

use super::web::{self, Answer, Pause, Server};
use super::{Cache, Encoder, Error, Identity};
use crate::domain::embedding::Encoded;
use crate::read::files;
use crate::text::personal;

/// What a server is asked first. It is nobody's text, so an error may show what the server says of it.
const PROBE: &str = "Una minga es el trabajo que una comunidad hace en común.";

/// How often the probe is tried: somebody waits to hear that the server is not up.
const PROBE_ATTEMPTS: u32 = 3;

/// How like the probe's vector must be to the one that the cache holds from an earlier run.
const SAME_MODEL: f32 = 0.999;

/// The shortest text, in characters, that is cut again when a server finds it too long.
const SHORTEST_CUT: usize = 200;

/// A server that encodes.
pub struct RemoteEncoder {
    server: Server,
    uri: Uri,
    agent: Agent,
    pause: Pause,
    /// What stands before every text.
    prompt: String,
    identity: Identity,
    /// The probe's vector from an earlier run; `None` when this run has just asked for it.
    earlier: Option<Vec<f32>>,
    /// Whether there is a cache that keeps what was computed.
    kept: bool,
    shortened: AtomicUsize,
}

#[derive(Deserialize)]
struct Reply {
    data: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    index: Option<usize>,
    embedding: Vec<f32>,
}

impl RemoteEncoder {
    /// A server that has vectors in the cache is not asked before a text needs it; another one is
    /// asked for a vector first, to learn their length.
    pub fn open(server: &Server, prompt: &str, cache: Option<&Cache>) -> Result<Self, Error> {
        let uri = server.address()?;
        // What is sent, and how, decides the vectors too: the number counts its changes.
        let told = ["minga http 1", &uri.to_string(), &server.model, prompt].join("\n");
        let hash = files::sha256_of(told.as_bytes());
        let earlier = match cache {
            Some(cache) => cache.pooled(&hash, PROBE)?,
            None => None,
        };
        let mut encoder = Self {
            agent: web::agent(&uri, 0),
            uri,
            server: server.clone(),
            pause: Mutex::new(None),
            prompt: prompt.to_owned(),
            identity: Identity {
                name: server.model.clone(),
                engine: "http".to_owned(),
                hash,
                dim: earlier.as_ref().map_or(0, Vec::len),
            },
            earlier,
            kept: cache.is_some(),
            shortened: AtomicUsize::new(0),
        };
        if encoder.earlier.is_none() {
            let probe = encoder.probe()?;
            encoder.identity.dim = probe.len();
            if let Some(cache) = cache {
                cache.keep(&encoder.identity.hash, PROBE, probe)?;
            }
        }
        Ok(encoder)
    }

    /// The address that texts are sent to.
    pub fn address(&self) -> String {
        self.uri.to_string()
    }

    /// How many texts the server found too long and got shortened.
    pub fn shortened(&self) -> usize {
        self.shortened.load(Ordering::Relaxed)
    }

    fn fail(&self, what: String) -> Error {
        Error::Server { server: self.uri.to_string(), what }
    }

    fn post(&self, server: &Server, texts: &[String]) -> Answer {
        let body = json!({
            "model": self.server.model, "input": texts, "encoding_format": "float",
        });
        web::post(&self.agent, &self.uri, server, &self.pause, body.to_string().as_bytes())
    }

    fn probe(&self) -> Result<Vec<f32>, Error> {
        let attempts = self.server.attempts.min(PROBE_ATTEMPTS);
        let server = Server { attempts, ..self.server.clone() };
        match self.post(&server, &[format!("{}{PROBE}", self.prompt)]) {
            Answer::Done(bytes) => {
                let mut vectors = self.read(&bytes, 1, None)?;
                Ok(vectors.pop().unwrap_or_default())
            }
            Answer::Refused { status, says } => {
                let hint = match status {
                    300..=399 => "lleva a otra dirección: indique esa con --endpoint",
                    401 | 403 => "no acepta la clave: revise la variable MINGA_API_KEY",
                    404 => "no conoce la dirección o el modelo: revise --endpoint y --model",
                    _ => "no acepta lo que se le pide: revise --endpoint y --model",
                };
                let says = if says.is_empty() { says } else { format!("; dice: {says}") };
                Err(self.fail(format!("el servidor {hint} (estado {status}{says})")))
            }
            Answer::Silent(trouble) => Err(self
                .fail(format!("no se pudo hablar con el servidor: {trouble}; ¿está en marcha?"))),
        }
    }

    /// The server may have another model under the same name by now.
    fn is_the_same(&self, earlier: &[f32]) -> Result<(), Error> {
        let now = self.probe()?;
        let same = now.len() == earlier.len()
            && now.iter().zip(earlier).map(|(a, b)| a * b).sum::<f32>() >= SAME_MODEL;
        if same {
            return Ok(());
        }
        Err(self.fail(
            "el servidor da otros vectores que en una corrida anterior con el mismo nombre de \
             modelo: use otro archivo con --cache, o --no-cache"
                .to_owned(),
        ))
    }

    /// The vectors of an answer, in the order asked and of unit length, or what is wrong with them.
    fn read(&self, bytes: &[u8], asked: usize, dim: Option<usize>) -> Result<Vec<Vec<f32>>, Error> {
        let reply: Reply = serde_json::from_slice(bytes).map_err(|_| {
            self.fail("la respuesta no es la de /v1/embeddings: revise --endpoint".to_owned())
        })?;
        if reply.data.len() != asked {
            let came = reply.data.len();
            return Err(self.fail(format!("se pidieron {asked} vectores y llegaron {came}")));
        }
        let mut vectors = vec![Vec::new(); asked];
        for (place, item) in reply.data.into_iter().enumerate() {
            let mut vector = item.embedding;
            let dim = dim.unwrap_or(vector.len());
            if vector.len() != dim {
                let came = vector.len();
                return Err(self.fail(format!(
                    "llegó un vector de {came} dimensiones y este modelo tiene {dim}"
                )));
            }
            let norm = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
            if !norm.is_finite() || norm < 1e-6 {
                return Err(
                    self.fail("llegó un vector sin longitud o con valores no finitos".to_owned())
                );
            }
            for x in &mut vector {
                *x /= norm;
            }
            match vectors.get_mut(item.index.unwrap_or(place)) {
                Some(free) if free.is_empty() => *free = vector,
                _ => {
                    return Err(self.fail("los índices de los vectores no corresponden".to_owned()));
                }
            }
        }
        Ok(vectors)
    }

    /// The vectors of some texts; a server that finds them too many or too long gets fewer or
    /// shorter ones.
    fn ask(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, Error> {
        match self.post(&self.server, texts) {
            Answer::Done(bytes) => self.read(&bytes, texts.len(), Some(self.identity.dim)),
            Answer::Refused { status: 400 | 413 | 422, .. } if texts.len() > 1 => {
                let (left, right) = texts.split_at(texts.len() / 2);
                let mut vectors = self.ask(left)?;
                vectors.extend(self.ask(right)?);
                Ok(vectors)
            }
            Answer::Refused { status: status @ (400 | 413 | 422), .. } => {
                self.cut(&texts[0], status)
            }
            // What the server says may repeat a text, so it is not shown.
            Answer::Refused { status, .. } => {
                Err(self.fail(format!("el servidor dejó de aceptar textos (estado {status})")))
            }
            Answer::Silent(trouble) => {
                let kept = if self.kept {
                    "lo calculado hasta aquí queda en el caché: repita la orden para seguir"
                } else {
                    "sin caché no se guardó nada de lo calculado"
                };
                Err(self.fail(format!("el servidor falló a mitad del trabajo: {trouble}; {kept}")))
            }
        }
    }

    /// The vector of the longest beginning of a text that the server takes, by halves.
    fn cut(&self, text: &str, status: u16) -> Result<Vec<Vec<f32>>, Error> {
        let length = text.chars().count();
        if length < SHORTEST_CUT {
            return Err(
                self.fail(format!("el servidor no acepta un texto corto (estado {status})"))
            );
        }
        self.shortened.fetch_add(usize::from(!text.ends_with('…')), Ordering::Relaxed);
        let shorter: String = text.chars().take(length / 2).chain(['…']).collect();
        self.ask(&[shorter])
    }
}

impl Encoder for RemoteEncoder {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn encode(
        &self,
        texts: &[&str],
        deliver: &mut dyn FnMut(usize, Encoded) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if let Some(earlier) = &self.earlier {
            self.is_the_same(earlier)?;
        }
        let (blank, said): (Vec<usize>, Vec<usize>) =
            (0..texts.len()).partition(|&i| texts[i].trim().is_empty());
        // Servers refuse texts of nothing, and nothing has no direction.
        for i in blank {
            let pooled = vec![0.0; self.identity.dim];
            deliver(i, Encoded { pooled, tokens: None })?;
        }
        let batches: Vec<&[usize]> = said.chunks(self.server.batch.max(1)).collect();
        let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
        let (send, receive) = mpsc::channel();
        std::thread::scope(|scope| {
            for _ in 0..self.server.in_flight.clamp(1, batches.len().max(1)) {
                let (send, next, stop, batches) = (send.clone(), &next, &stop, &batches);
                scope.spawn(move || {
                    while let Some(&batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
                        if stop.load(Ordering::Relaxed) {
                            return;
                        }
                        let covered: Vec<String> = batch
                            .iter()
                            .map(|&i| format!("{}{}", self.prompt, personal::redact(texts[i])))
                            .collect();
                        let result = self.ask(&covered);
                        if result.is_err() {
                            stop.store(true, Ordering::Relaxed);
                        }
                        if send.send((batch, result)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(send);
            // What the others were promised before one failed is worth keeping.
            let mut failed = None;
            for (batch, result) in receive {
                match result {
                    Ok(vectors) => {
                        for (&i, pooled) in batch.iter().zip(vectors) {
                            let delivered = deliver(i, Encoded { pooled, tokens: None });
                            if delivered.is_err() {
                                stop.store(true, Ordering::Relaxed);
                                return delivered;
                            }
                        }
                    }
                    Err(error) => failed = failed.or(Some(error)),
                }
            }
            failed.map_or(Ok(()), Err)
        })
    }
}
