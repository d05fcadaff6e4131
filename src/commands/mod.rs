//! The pipeline: what a command does, step by step, with the doors and the stages it needs.

mod curve;
mod frame;
mod shard;
pub mod sweep;

use std::path::{Path, PathBuf};

use crate::decide::rerun;
use crate::decide::settle::{Settled, settle};
use crate::domain::decision::Decision;
use crate::domain::frame::Frame;
use crate::domain::guides::Guides;
use crate::domain::problem::Problem;
use crate::domain::proposal::Proposal;
use crate::encode::{self, Cache, Encoding, Engine, Source as Encoders};
use crate::features::Postprocess;
use crate::features::metric;
use crate::features::pooling;
use crate::propose;
use crate::propose::align;
use crate::propose::analysis::Texts;
use crate::propose::settings::Settings;
use crate::read::demands::Demands;
use crate::read::files;
use crate::read::frame_folder;
use crate::read::input::{self, ParsedInputs, Source};
use crate::review::log::{self, Log};
use crate::write::manifest::{Grouping, InputFacts, Manifest, ModelFacts};
use crate::write::run_folder;
use crate::write::workbook;

pub use curve::{CurveRequest, learning_curve};
pub use frame::evaluate_frame;
pub use shard::{Gathered, encode_shard, gather};

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
    /// What makes the vectors.
    pub engine: Engine,
    /// A model by name or folder; `None` for the one that comes with minga.
    pub model: Option<String>,
    /// What stands before every text that is encoded; `None` for what the model says.
    pub prompt: Option<String>,
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
    Encoder(#[from] encode::Error),
    /// The run's folder.
    #[error(transparent)]
    Outputs(#[from] run_folder::Error),
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
    /// The run knows no decision to learn from.
    #[error(
        "en «{path}» no hay decisiones de las que aprender: aplíquelas con «minga apply» y haga \
         otra corrida con --previous"
    )]
    NothingToLearn {
        /// The folder.
        path: PathBuf,
    },
}

/// Reads and checks the inputs and the frame; writes nothing.
pub fn check(
    sources: &[Source],
    settings: &input::Settings,
    frame: Option<&Path>,
) -> Result<(ParsedInputs, Vec<Problem>), Error> {
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
        ParsedInputs::default()
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
    let log = request.out.join(run_folder::DECISIONS);
    let same = earlier.as_ref().is_some_and(|e| same_folder(&e.dir, &request.out));
    if log.exists() && !same && !Log::open(&log)?.all()?.is_empty() {
        return Err(Error::WouldForget { path: request.out.clone() });
    }

    let guides = match &earlier {
        Some(earlier) => earlier.guides(&frame, request.anchors),
        None if request.anchors => Guides::anchored(&frame),
        None => Guides::default(),
    };
    let texts = Texts::of(&reading.corpus, &frame, &guides, &request.settings);
    let Vectors { pooled, post, facts, encoding, mut notes } =
        encode(&texts, &request.coding(), observe)?;
    observe(Step::Proposing);
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
    let mut manifest = Manifest::new(
        &proposal,
        facts,
        inputs,
        &request.settings,
        earlier.as_ref().map(Earlier::name),
    );
    notes.extend(about_size(&texts.empty, &proposal, request));
    if propose::is_large(&texts.empty, &request.settings.cluster) {
        manifest.grouping = Grouping::Neighbours;
    }
    // People's word first: a run that is killed here has lost nothing of it.
    if let Some(earlier) = earlier.as_ref().filter(|e| !same && !e.decisions.is_empty()) {
        Log::open(&log)?.append(&earlier.decisions)?;
    }
    let mut files = run_folder::write(&request.out, &proposal, &manifest)?;
    if request.split && !run_folder::only_parts(proposal.corpus.len()) {
        files.extend(run_folder::write_parts(&request.out, &proposal, &manifest)?);
    }
    if let Some(earlier) = &earlier {
        notes.extend(earlier.troubles());
    }
    notes.splice(0..0, reading.notes);
    Ok(Outcome::Made(Box::new(Run { proposal, manifest, files, encoding, notes })))
}

/// What is done otherwise because there are so many statements.
fn about_size(empty: &[bool], proposal: &Proposal, request: &Request) -> Vec<String> {
    let mut notes = Vec::new();
    if propose::is_large(empty, &request.settings.cluster) {
        notes.push(format!(
            "son más de {} desafíos: se agrupan comparando cada uno con sus vecinos más parecidos, \
             no todos con todos",
            request.settings.cluster.exact
        ));
    }
    if run_folder::only_parts(proposal.corpus.len()) && !request.split {
        notes.push("un solo libro sería demasiado grande: hay uno por competencia".to_owned());
    }
    let pairs = proposal.matches.len();
    if pairs > workbook::MOST_PAIRS {
        notes.push(format!(
            "la hoja de cruces tiene los {} pares más parecidos de {pairs}; todos están en \
             matches.csv",
            workbook::MOST_PAIRS
        ));
    }
    notes
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
        let (proposal, manifest) = run_folder::read(dir)?;
        let path = dir.join(run_folder::DECISIONS);
        let decisions = if path.exists() { Log::open(&path)?.all()? } else { Vec::new() };
        let settled = settle(&proposal, &decisions);
        Ok(Self { dir: dir.to_owned(), proposal, manifest, decisions, settled })
    }

    /// The new sheets' statements after the earlier ones; what cannot be joined is a problem.
    fn join(&self, reading: &mut ParsedInputs, skip: bool) {
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
        let at = crate::domain::problem::Place::file("configuración").column("input");
        Problem::new(at, e.message().to_owned())
    })
}

/// The name of a file without its folders: where it lies does not change what is in it.
fn base_name(shown: &str) -> String {
    shown.rsplit(['/', '\\']).next().unwrap_or(shown).to_owned()
}

/// The vectors of all texts of a run.
struct Vectors {
    /// One row a text.
    pooled: ndarray::Array2<f32>,
    /// What is taken from them before they are compared.
    post: Postprocess,
    /// What made them.
    facts: ModelFacts,
    /// Where they came from.
    encoding: Encoding,
    /// What the person should know of it.
    notes: Vec<String>,
}

/// What makes the vectors of some texts, and how they are pooled.
struct Coding<'a> {
    engine: &'a Engine,
    /// A model by name or folder; `None` for the one that comes with minga.
    model: Option<&'a str>,
    prompt: Option<&'a str>,
    cache: Option<&'a Path>,
    threads: usize,
    pooling: &'a pooling::Settings,
}

impl Request {
    fn coding(&self) -> Coding<'_> {
        Coding {
            engine: &self.engine,
            model: self.model.as_deref(),
            prompt: self.prompt.as_deref(),
            cache: self.cache.as_deref(),
            threads: self.threads,
            pooling: &self.settings.pooling,
        }
    }
}

/// Pooled vectors of all texts. A cache that cannot be used is said and done without.
fn encode(
    texts: &Texts,
    coding: &Coding<'_>,
    observe: &mut dyn FnMut(Step),
) -> Result<Vectors, Error> {
    let strings: Vec<&str> = texts.encoded.iter().map(String::as_str).collect();
    if let Engine::Lexical = coding.engine {
        return Ok(Vectors {
            pooled: encode::lexical::sketch(&strings),
            post: Postprocess::default(),
            facts: ModelFacts::lexical(),
            encoding: Encoding::default(),
            notes: vec![
                "vista rápida sin modelo de lenguaje: solo compara palabras, y agrupa peor"
                    .to_owned(),
            ],
        });
    }
    let mut notes = Vec::new();
    let cache = coding.cache.and_then(|path| match open_cache(path) {
        Ok(cache) => Some(cache),
        Err(error) => {
            notes.push(format!("sin caché de vectores: {error}"));
            None
        }
    });
    let source =
        Encoders::open(coding.engine, coding.model, coding.prompt, coding.threads, cache.as_ref())?;
    let mut pooler = texts.pooler(source.identity().dim, coding.pooling);
    let (post, encoding) = source.encode(
        &strings,
        cache.as_ref(),
        &mut |i, encoded| texts.pool(&mut pooler, i, encoded),
        &mut |done, total| observe(Step::Encoding(done, total)),
    )?;
    if let Some(error) = cache.as_ref().and_then(Cache::failure) {
        notes.push(format!("los vectores nuevos no se guardaron para la próxima vez: {error}"));
    }
    let facts = ModelFacts::of(&source);
    if !facts.token_vectors && coding.pooling.weighted {
        notes.push(
            "el modelo no da vectores por palabra: se usa su resumen de cada texto, sin los pesos \
             de [pooling]"
                .to_owned(),
        );
    }
    if source.shortened() > 0 {
        notes.push(format!(
            "textos demasiado largos para el servidor, que leyó solo su comienzo: {}",
            source.shortened()
        ));
    }
    Ok(Vectors { pooled: pooler.finish(), post, facts, encoding, notes })
}

fn open_cache(path: &Path) -> Result<Cache, Error> {
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        files::create_dir_all(folder)?;
    }
    Ok(Cache::open(path)?)
}

/// Learns a model's metric from texts whose demands are known, and writes it into a folder; with
/// the path, or `None` where the texts are too few to learn from.
pub fn metric(
    demands: &Demands,
    model: Option<&str>,
    to: &Path,
    threads: usize,
    observe: &mut dyn FnMut(Step),
) -> Result<Option<PathBuf>, Error> {
    let mut settings = Settings::default();
    settings.features.metric = false;
    let texts = Texts::of(&demands.corpus, &Frame::default(), &Guides::default(), &settings);
    let engine = Engine::default();
    let pooling = &settings.pooling;
    let coding = Coding { engine: &engine, model, prompt: None, cache: None, threads, pooling };
    let Vectors { pooled, post, .. } = encode(&texts, &coding, observe)?;
    observe(Step::Proposing);
    let features = texts.features(pooled, &post, &settings);
    let learned =
        metric::learn(features.dense.view(), &demands.labels, &metric::Settings::default());
    let Some(learned) = learned else { return Ok(None) };
    observe(Step::Writing);
    files::create_dir_all(to)?;
    Ok(Some(encode::write_metric(to, &learned)?))
}
