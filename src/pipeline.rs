//! The pipeline: what a command does, step by step, with the doors and the stages it needs.

mod frame;

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use crate::align;
use crate::analysis::Texts;
use crate::decision::Decision;
use crate::encoder::{self, Cache, Encoder, Encoding, LocalEncoder, Model, encode_all};
use crate::features::Postprocess;
use crate::frame::Frame;
use crate::guides::Guides;
use crate::input::{self, Reading, Source};
use crate::log::{self, Log};
use crate::manifest::{InputFacts, Manifest, ModelFacts};
use crate::problem::Problem;
use crate::proposal::Proposal;
use crate::propose;
use crate::rerun;
use crate::settings::Settings;
use crate::settle::{Settled, settle};
use crate::{files, frame_folder, outputs};

pub use frame::evaluate_frame;

/// What one run is asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The input files, institutional first.
    pub sources: Vec<Source>,
    /// The planning frame's folder.
    pub frame: PathBuf,
    /// Where everything is written.
    pub out: PathBuf,
    /// All settings.
    pub settings: Settings,
    /// Whether rows with problems are left out instead of stopping the run.
    pub skip_bad_rows: bool,
    /// A model by name or folder; `None` for the one that comes with minga.
    pub model: Option<String>,
    /// The file of the vector cache; `None` for none.
    pub cache: Option<PathBuf>,
    /// The folder of the run that this one continues.
    pub previous: Option<PathBuf>,
    /// Whether each competencia gets a workbook of its own besides.
    pub split: bool,
    /// Whether the frame's own challenges are the ones to sort statements into.
    pub anchors: bool,
    /// How many threads encode, at least one.
    pub threads: usize,
}

/// Where a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Reading the frame and the inputs.
    Reading,
    /// Encoding: so many distinct texts of so many.
    Encoding(usize, usize),
    /// Sorting, grouping, crossing.
    Proposing,
    /// Writing the run's files.
    Writing,
}

/// A run that was made.
#[derive(Debug)]
pub struct Run {
    /// What it proposes.
    pub proposal: Proposal,
    /// What it was made of.
    pub manifest: Manifest,
    /// The files written, those for people first.
    pub files: Vec<PathBuf>,
    /// Where the vectors came from.
    pub encoding: Encoding,
    /// What the person should know although it is not wrong.
    pub notes: Vec<String>,
}

/// How a run ended.
#[derive(Debug)]
pub enum Outcome {
    /// It was made.
    Made(Box<Run>),
    /// The data have problems; nothing was written.
    Problems(Vec<Problem>),
}

/// What kept a command from running; printed once.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder.
    #[error(transparent)]
    Files(#[from] files::Error),
    /// The encoder.
    #[error(transparent)]
    Encoder(#[from] encoder::Error),
    /// The run's folder.
    #[error(transparent)]
    Outputs(#[from] outputs::Error),
    /// The log of decisions.
    #[error(transparent)]
    Log(#[from] log::Error),
    /// The folder has decisions that this run would leave behind.
    #[error(
        "en «{path}» hay decisiones de personas: continúe esa corrida con --previous «{path}», o \
         elija otra carpeta con --out"
    )]
    WouldForget {
        /// The folder.
        path: PathBuf,
    },
}

/// Reads and checks the inputs and the frame; writes nothing.
pub fn check(
    sources: &[Source],
    settings: &input::Settings,
    frame: Option<&Path>,
) -> Result<(Reading, Vec<Problem>), Error> {
    let mut problems = Vec::new();
    if let Some(frame) = frame {
        problems.extend(frame_folder::read(frame)?.1);
    }
    let reading = input::read(sources, settings)?;
    problems.extend(reading.problems.iter().cloned());
    Ok((reading, problems))
}

/// The main job: from input files to a run folder.
pub fn run(request: &Request, observe: &mut dyn FnMut(Step)) -> Result<Outcome, Error> {
    observe(Step::Reading);
    let (frame, mut problems) = frame_folder::read(&request.frame)?;
    let mut input_settings = match input_settings(&request.settings) {
        Ok(settings) => settings,
        Err(problem) => return Ok(Outcome::Problems(vec![problem])),
    };
    input_settings.skip_bad_rows |= request.skip_bad_rows;
    let mut reading = if request.sources.is_empty() {
        Reading::default()
    } else {
        input::read(&request.sources, &input_settings)?
    };
    let earlier = request.previous.as_deref().map(Earlier::read).transpose()?;
    if let Some(earlier) = &earlier {
        earlier.join(&mut reading, input_settings.skip_bad_rows);
    }
    let frame_is_sound = problems.is_empty();
    problems.extend(reading.problems.iter().cloned());
    if !frame_is_sound || reading.stops {
        return Ok(Outcome::Problems(problems));
    }
    // Before the minutes of encoding: what cannot be written is said at once.
    files::create_dir_all(&request.out)?;
    let _lock = files::lock(&request.out)?;
    let log = request.out.join(outputs::DECISIONS);
    let same = earlier.as_ref().is_some_and(|e| same_folder(&e.dir, &request.out));
    if log.exists() && !same && !Log::open(&log)?.all()?.is_empty() {
        return Err(Error::WouldForget { path: request.out.clone() });
    }

    let guides = match &earlier {
        Some(earlier) => earlier.guides(&frame, request.anchors),
        None if request.anchors => Guides::anchored(&frame),
        None => Guides::default(),
    };
    let model = Model::open(&encoder::find_model(request.model.as_deref())?)?;
    let texts = Texts::of(&reading.corpus, &frame, &guides, &request.settings);
    let (pooled, encoding, mut notes) = encode(&texts, &model, request, observe)?;
    observe(Step::Proposing);
    let post = Postprocess { components: model.components.clone(), mean: model.mean.clone() };
    let features = texts.features(pooled, &post, &request.settings);
    let mut proposal = propose::propose(
        reading.corpus,
        frame,
        &guides,
        &texts.reading(&features),
        &request.settings.propose(),
    );
    let taught = earlier.as_ref().map(Earlier::taught).unwrap_or_default();
    align::align(
        &proposal.frame,
        &mut proposal.candidates,
        &features,
        &texts.aligned,
        &taught,
        &request.settings.align,
    );
    proposal.skipped = problems;
    proposal.skipped_rows = reading.skipped_rows;

    observe(Step::Writing);
    let inputs = reading
        .files
        .into_iter()
        .map(|f| InputFacts {
            file: base_name(&f.file),
            format: f.format,
            rows: f.rows,
            sha256: f.sha256,
        })
        .collect();
    let facts = ModelFacts { name: model.name, engine: "candle".to_owned(), sha256: model.hash };
    let manifest = Manifest::new(
        &proposal,
        facts,
        inputs,
        &request.settings,
        earlier.as_ref().map(Earlier::name),
    );
    // People's word first: a run that is killed here has lost nothing of it.
    if let Some(earlier) = earlier.as_ref().filter(|e| !same && !e.decisions.is_empty()) {
        Log::open(&log)?.append(&earlier.decisions)?;
    }
    let mut files = outputs::write(&request.out, &proposal, &manifest)?;
    if request.split {
        files.extend(outputs::write_parts(&request.out, &proposal, &manifest)?);
    }
    if let Some(earlier) = &earlier {
        notes.extend(earlier.troubles());
    }
    notes.splice(0..0, reading.notes);
    Ok(Outcome::Made(Box::new(Run { proposal, manifest, files, encoding, notes })))
}

/// The run that another continues, with what people decided about it.
struct Earlier {
    dir: PathBuf,
    proposal: Proposal,
    manifest: Manifest,
    decisions: Vec<Decision>,
    settled: Settled,
}

impl Earlier {
    fn read(dir: &Path) -> Result<Self, Error> {
        let (proposal, manifest) = outputs::read(dir)?;
        let path = dir.join(outputs::DECISIONS);
        let decisions = if path.exists() { Log::open(&path)?.all()? } else { Vec::new() };
        let settled = settle(&proposal, &decisions);
        Ok(Self { dir: dir.to_owned(), proposal, manifest, decisions, settled })
    }

    /// The new sheets' statements after the earlier ones; what cannot be joined is a problem.
    fn join(&self, reading: &mut Reading, skip: bool) {
        let joined = rerun::join(&self.proposal.corpus, std::mem::take(&mut reading.corpus));
        reading.corpus = joined.corpus;
        reading.skipped_rows += joined.problems.len();
        reading.stops |= !joined.problems.is_empty() && !skip;
        reading.problems.extend(joined.problems);
        if joined.repeated > 0 {
            reading.notes.push(format!(
                "filas que repiten un desafío de la corrida anterior y cuentan una vez: {}",
                joined.repeated
            ));
        }
    }

    fn guides(&self, frame: &Frame, anchored: bool) -> Guides {
        rerun::guides(&self.proposal, &self.settled, frame, anchored)
    }

    /// What people aligned.
    fn taught(&self) -> Vec<align::Taught> {
        rerun::taught(&self.proposal, &self.settled)
    }

    /// The run's name and how many decisions of it are honoured.
    fn name(&self) -> String {
        format!("{} ({} decisiones)", self.manifest.run, self.decisions.len())
    }

    fn troubles(&self) -> Vec<String> {
        self.settled.troubles.iter().map(|t| t.what.clone()).collect()
    }
}

fn same_folder(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}

/// The input room's settings out of a settings file.
pub fn input_settings(settings: &Settings) -> Result<input::Settings, Problem> {
    settings.input.clone().try_into().map_err(|e: toml::de::Error| {
        let at = crate::problem::Place::file("configuración").column("input");
        Problem::new(at, e.message().to_owned())
    })
}

/// The name of a file without its folders: where it lies does not change what is in it.
fn base_name(shown: &str) -> String {
    shown.rsplit(['/', '\\']).next().unwrap_or(shown).to_owned()
}

/// Pooled vectors of all texts. A cache that cannot be used is said and done without.
fn encode(
    texts: &Texts,
    model: &Model,
    request: &Request,
    observe: &mut dyn FnMut(Step),
) -> Result<(ndarray::Array2<f32>, Encoding, Vec<String>), Error> {
    let mut notes = Vec::new();
    let cache = request.cache.as_deref().and_then(|path| match open_cache(path) {
        Ok(cache) => Some(cache),
        Err(error) => {
            notes.push(format!("sin caché de vectores: {error}"));
            None
        }
    });
    let dim = model.dim();
    let mut pooler = texts.pooler(dim, &request.settings.pooling);
    let strings: Vec<&str> = texts.encoded.iter().map(String::as_str).collect();
    let engine: OnceCell<LocalEncoder> = OnceCell::new();
    let load = || -> Result<&dyn Encoder, encoder::Error> {
        let loaded = LocalEncoder::load(model, request.threads)?;
        Ok(engine.get_or_init(|| loaded))
    };
    let encoding = encode_all(
        &model.hash,
        dim,
        load,
        cache.as_ref(),
        &strings,
        &mut |i, encoded| texts.pool(&mut pooler, i, encoded),
        &mut |done, total| observe(Step::Encoding(done, total)),
    )?;
    Ok((pooler.finish(), encoding, notes))
}

fn open_cache(path: &Path) -> Result<Cache, Error> {
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        files::create_dir_all(folder)?;
    }
    Ok(Cache::open(path)?)
}
