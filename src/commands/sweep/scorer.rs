//! Scores settings on vectors that are pooled once for all settings that share them.

use std::ops::ControlFlow;
use std::time::Instant;

use ndarray::Array2;

use super::corpora::Subject;
use super::plan::Plan;
use super::{Request, Step};
use crate::commands::vectors::{self, VectorSource, Vectors};
use crate::commands::{self, Error, Warning};
use crate::domain::statement::Corpus;
use crate::encode::Encoding;
use crate::evaluate::sweep::{Case, Clock, EncodedTexts, Prepared, Row, Setting, difference};
use crate::features::{Postprocess, pooling};
use crate::propose::analysis::Texts;
use crate::write::html::sweep::Compared;

/// The most pairs of statements of each kind that the page shows for two settings.
const PAIRS: usize = 40;

/// What scoring is done with, and what was found on the way.
pub(super) struct Scorer<'a> {
    request: &'a Request,
    observer: &'a mut dyn FnMut(Step),
    /// The vectors' file while the sweep lasts, when they are not to be kept for longer.
    temporary: Option<tempfile::TempDir>,
    /// The vectors pooled last.
    pooled: Option<Pooled>,
    start: Instant,
    threads: Option<rayon::ThreadPool>,
    pub(super) encoding: Encoding,
    pub(super) warnings: Vec<Warning>,
}

/// Vectors that were pooled, and for what.
struct Pooled {
    corpus: String,
    encoder: String,
    settings: pooling::Settings,
    vectors: (Array2<f32>, Postprocess),
}

impl<'a> Scorer<'a> {
    pub(super) fn new(request: &'a Request, observer: &'a mut dyn FnMut(Step)) -> Self {
        let temporary = match request.cache {
            Some(_) => None,
            None => tempfile::Builder::new().prefix("minga-").tempdir().ok(),
        };
        let threads = rayon::ThreadPoolBuilder::new().num_threads(request.threads).build().ok();
        Self {
            request,
            observer,
            temporary,
            pooled: None,
            start: Instant::now(),
            threads,
            encoding: Encoding::default(),
            warnings: Vec::new(),
        }
    }

    pub(super) fn observe(&mut self, step: Step) {
        (self.observer)(step);
    }

    /// What the settings that share this one's batch are scored on.
    pub(super) fn prepare<'c>(
        &mut self,
        case: Case<'c>,
        texts: &Texts,
        setting: &Setting,
    ) -> Result<Prepared<'c>, Error> {
        let (vectors, post) = self.pooled(case.name, texts, setting)?;
        let clock = self.clock();
        let encoded = EncodedTexts { texts, vectors, postprocess: &post };
        Ok(Prepared::new(case, encoded, &setting.settings, &clock))
    }

    pub(super) fn score(&self, prepared: &Prepared<'_>, portion: &[Setting]) -> Vec<Row> {
        let clock = self.clock();
        let clock: &Clock<'_> = &clock;
        let score = || prepared.score_all(portion, &self.request.grid.stability, clock);
        match &self.threads {
            Some(pool) => pool.install(score),
            None => score(),
        }
    }

    /// Milliseconds since the sweep began.
    fn clock(&self) -> impl Fn() -> f64 + Sync + use<> {
        let start = self.start;
        move || start.elapsed().as_secs_f64() * 1000.0
    }

    fn pooled(
        &mut self,
        corpus: &str,
        texts: &Texts,
        setting: &Setting,
    ) -> Result<(Array2<f32>, Postprocess), Error> {
        let (encoder, pooling) = (&setting.encoder, setting.settings.pooling);
        if let Some(last) = &self.pooled
            && (last.corpus.as_str(), &last.encoder, &last.settings) == (corpus, encoder, &pooling)
        {
            return Ok(last.vectors.clone());
        }
        let cache = match &self.temporary {
            Some(folder) => Some(folder.path().join("vectors.db")),
            None => self.request.cache.clone(),
        };
        let named = Some(encoder.clone()).filter(|name| !name.is_empty());
        let model = named.or_else(|| self.request.model.clone());
        let source = VectorSource::local(model, cache, self.request.threads);
        let observer = &mut *self.observer;
        let Vectors { pooled, post, encoding, warnings, .. } =
            vectors::encode(texts, &source, &pooling, &mut |step| {
                if let commands::Step::Encoding(done, total) = step {
                    observer(Step::Encoding(done, total));
                }
                ControlFlow::Continue(())
            })?;
        self.encoding.encoded += encoding.encoded;
        self.encoding.cached += encoding.cached;
        for warning in warnings {
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
        let vectors = (pooled, post);
        self.pooled = Some(Pooled {
            corpus: corpus.to_owned(),
            encoder: encoder.clone(),
            settings: pooling,
            vectors: vectors.clone(),
        });
        Ok(vectors)
    }

    /// Where the settings of two keys differ, on every corpus.
    pub(super) fn compare_all<'c>(
        &mut self,
        plan: &'c Plan<'_>,
        keys: &(String, String),
    ) -> Result<Vec<Compared<'c>>, Error> {
        plan.subjects.iter().map(|subject| self.compare(plan, subject, keys)).collect()
    }

    fn compare<'c>(
        &mut self,
        plan: &Plan<'_>,
        subject: &'c Subject,
        (first, second): &(String, String),
    ) -> Result<Compared<'c>, Error> {
        let texts = subject.texts(&self.request.settings);
        let mut groups = Vec::new();
        let mut features = None;
        for key in [first, second] {
            let setting = plan
                .settings
                .iter()
                .find(|s| s.key == *key)
                .expect("the keys to compare are those of settings");
            let prepared = self.prepare(subject.case(""), &texts, setting)?;
            groups.push(prepared.groups(setting));
            features = Some(prepared);
        }
        let prepared = features.expect("two settings were prepared");
        let corpus: &'c Corpus = &subject.parsed.corpus;
        let sides = (groups[0].as_slice(), groups[1].as_slice());
        let gold = subject.gold.as_ref();
        let found = difference::difference(corpus, prepared.features(), gold, sides, PAIRS);
        let keys = [first.clone(), second.clone()];
        Ok(Compared { name: &subject.name, corpus, keys, difference: found })
    }
}
