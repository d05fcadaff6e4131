//! `minga model metric`: learns the metric of a model (how much each direction of its vectors counts)
//! from texts whose demands are known.

use std::path::PathBuf;

use super::vectors::{self, VectorSource, Vectors};
use super::{Failure, Result, Step, to_the_end};
use crate::domain::frame::Frame;
use crate::domain::guides::Guides;
use crate::encode;
use crate::features::metric;
use crate::propose::analysis::Texts;
use crate::propose::settings::Settings;
use crate::read::demands;
use crate::read::files;

/// From what a metric is learned, and where it is written.
#[derive(Debug, Clone)]
pub struct Request {
    /// The texts whose demands are known.
    pub files: Vec<PathBuf>,
    /// A model by name or folder; `None` for the one that comes with minga.
    pub model: Option<String>,
    /// The folder for the metric; `None` for the model's.
    pub to: Option<PathBuf>,
    /// How many threads encode, at least one.
    pub threads: usize,
}

/// What came of it.
#[derive(Debug)]
pub enum Outcome {
    /// The metric was written.
    Learned {
        /// From how many texts it was learned.
        texts: usize,
        /// The file.
        file: PathBuf,
    },
    /// The texts are too few to learn from.
    TooFewTexts,
}

/// Learns a model's metric and writes it.
pub fn metric(request: &Request, observe: &mut dyn FnMut(Step)) -> Result<Outcome> {
    let (demands, problems) = demands::read(&request.files)?;
    if !problems.is_empty() {
        return Err(Failure::Problems(problems));
    }
    let to = match &request.to {
        Some(to) => to.clone(),
        None => encode::find_model(request.model.as_deref())?,
    };
    let mut settings = Settings::default();
    settings.features.metric = false;
    let texts = Texts::of(&demands.corpus, &Frame::default(), &Guides::default(), &settings);
    let source = VectorSource::local(request.model.clone(), None, request.threads);
    let Vectors { pooled, post, .. } =
        vectors::encode(&texts, &source, &settings.pooling, &mut to_the_end(observe))?;
    observe(Step::Proposing);
    let features = texts.features(pooled, &post, &settings);
    let learned =
        metric::learn(features.dense.view(), &demands.labels, &metric::Settings::default());
    let Some(learned) = learned else { return Ok(Outcome::TooFewTexts) };
    observe(Step::Writing);
    files::create_dir_all(&to)?;
    let file = encode::write_metric(&to, &learned)?;
    Ok(Outcome::Learned { texts: demands.labels.len(), file })
}
