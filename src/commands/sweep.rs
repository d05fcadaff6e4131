//! What `minga sweep` does: reads all corpora, encodes each once an encoder, scores what has no row
//! yet, writes the table after every portion of settings, and at the end the page and its figures.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use ndarray::Array2;

use super::{Coding, Vectors, encode};
use crate::domain::frame::Frame;
use crate::domain::guides::Guides;
use crate::domain::problem::{Place, Problem};
use crate::domain::statement::Corpus;
use crate::encode::{Encoding, Engine, Model};
use crate::evaluate::Gold;
use crate::evaluate::sweep::{
    Case, Clock, Grid, Prepared, Row, Setting, batches, difference, portions, ranking,
};
use crate::features::Postprocess;
use crate::features::pooling;
use crate::propose::analysis::Texts;
use crate::propose::settings::Settings;
use crate::read::files;
use crate::read::frame_folder;
use crate::read::gold;
use crate::read::input::{self, ParsedInputs, Source};
use crate::write::html::sweep::{self, Compared, Report};
use crate::write::sweep_table;

/// The most pairs of statements of each kind that the page shows for two settings.
const PAIRS: usize = 40;

/// A corpus to sweep, as it lies on the disk.
#[derive(Debug, Clone)]
pub struct Material {
    /// Its name in tables and on the page; one name for one corpus.
    pub name: String,
    /// Its files.
    pub sources: Vec<Source>,
    /// Its frame's folder.
    pub frame: PathBuf,
    /// The files of its reference; none for a corpus without.
    pub gold: Vec<PathBuf>,
}

/// What a sweep is asked to do.
#[derive(Debug, Clone)]
pub struct SweepRequest {
    /// The corpora.
    pub corpora: Vec<Material>,
    /// What is tried.
    pub grid: Grid,
    /// What the grid does not vary.
    pub settings: Settings,
    /// Where everything is written, and from where an earlier sweep is continued.
    pub out: PathBuf,
    /// Whether rows with problems are left out instead of stopping.
    pub skip_bad_rows: bool,
    /// The encoder, for a grid that names none.
    pub model: Option<String>,
    /// The file of the vector cache; `None` to keep none.
    pub cache: Option<PathBuf>,
    /// How many threads encode and score, at least one.
    pub threads: usize,
    /// The keys, or their beginnings, of two settings to compare.
    pub compare: Option<[String; 2]>,
}

/// Where a sweep is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SweepStep {
    /// Reading frames, inputs and references.
    Reading,
    /// Encoding: so many distinct texts of so many.
    Encoding(usize, usize),
    /// Scoring: so many rows of so many.
    Scoring(usize, usize),
    /// Comparing two settings and writing.
    Writing,
}

/// A sweep that was made.
#[derive(Debug)]
pub struct Sweep {
    /// Its rows, corpus by corpus in the order of the grid.
    pub rows: Vec<Row>,
    /// The key of the run's own setting, which is always among them.
    pub own: String,
    /// The names of the corpora.
    pub corpora: Vec<String>,
    /// How many rows were computed now.
    pub computed: usize,
    /// How many were there already.
    pub kept: usize,
    /// Texts encoded and texts whose vectors were at hand, over all encoders and corpora.
    pub encoding: Encoding,
    /// The files written, those for people first.
    pub files: Vec<PathBuf>,
    /// What the person should know although it is not wrong.
    pub notes: Vec<String>,
}

/// How a sweep ended.
#[derive(Debug)]
pub enum SweepOutcome {
    /// It was made.
    Made(Box<Sweep>),
    /// The data have problems; nothing was written.
    Problems(Vec<Problem>),
}

/// What kept a sweep from running; printed once.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What can keep any command from running.
    #[error(transparent)]
    Pipeline(#[from] super::Error),
    /// The table.
    #[error(transparent)]
    Table(#[from] sweep_table::Error),
    /// A key to compare that names no setting, or more than one.
    #[error(
        "«{key}» es la clave de {found} ajustes de este barrido: copie la clave entera de la columna \
         `key` de sweep.csv"
    )]
    NoSuchSetting {
        /// As it was given.
        key: String,
        /// How many settings have it.
        found: usize,
    },
}

impl From<files::Error> for Error {
    fn from(error: files::Error) -> Self {
        Self::Pipeline(error.into())
    }
}

impl From<encode::Error> for Error {
    fn from(error: encode::Error) -> Self {
        Self::Pipeline(error.into())
    }
}

/// A corpus that was read.
struct Subject {
    name: String,
    frame: Frame,
    reading: ParsedInputs,
    gold: Option<Gold>,
    /// What identifies it, the encoder apart.
    facts: Vec<String>,
}

impl Subject {
    fn case<'a>(&'a self, digest: &'a str) -> Case<'a> {
        Case {
            name: &self.name,
            digest,
            version: env!("CARGO_PKG_VERSION"),
            corpus: &self.reading.corpus,
            frame: &self.frame,
            gold: self.gold.as_ref(),
        }
    }

    /// What says that corpus, frame, reference, encoder and what no key covers are the same.
    fn digest(&self, model: &Model) -> String {
        let parts = [self.facts.join("\n"), model.hash.clone(), model.comparing.clone()].join("\n");
        files::sha256_of(parts.as_bytes())[..16].to_owned()
    }
}

/// The main job: from corpora and a grid to a sweep's folder.
pub fn sweep(
    request: &SweepRequest,
    observe: &mut dyn FnMut(SweepStep),
) -> Result<SweepOutcome, Error> {
    observe(SweepStep::Reading);
    let (subjects, problems) = read_all(request)?;
    if !problems.is_empty() {
        return Ok(SweepOutcome::Problems(problems));
    }
    let own = request.grid.own(&request.settings);
    let mut settings = request.grid.settings(&request.settings);
    if settings.iter().all(|setting| setting.key != own.key) {
        settings.push(own.clone());
    }
    let asked = match &request.compare {
        Some([one, other]) => Some((find(&settings, one)?, find(&settings, other)?)),
        None => None,
    };
    files::create_dir_all(&request.out)?;
    let _lock = files::lock(&request.out)?;
    let models = models(request, &settings)?;

    let mut bench = Bench::new(request, observe);
    let mut rows = sweep_table::read(&request.out)?;
    let known = rows.len();
    let todo = |rows: &[Row]| -> usize {
        let missing = |(subject, encoder): (&Subject, &String)| {
            let of: Vec<Setting> =
                settings.iter().filter(|s| s.encoder == *encoder).cloned().collect();
            let digest = subject.digest(&models[encoder]);
            sweep_table::missing(&of, &subject.case(&digest), rows).len()
        };
        let pairs = subjects.iter().flat_map(|s| models.keys().map(move |encoder| (s, encoder)));
        pairs.map(missing).sum()
    };
    let total = todo(&rows);
    for subject in &subjects {
        let texts = Texts::of(
            &subject.reading.corpus,
            &subject.frame,
            &Guides::default(),
            &request.settings,
        );
        for batch in batches(&settings) {
            let digest = subject.digest(&models[&batch[0].encoder]);
            let case = subject.case(&digest);
            let missing = sweep_table::missing(&batch, &case, &rows);
            if missing.is_empty() {
                continue;
            }
            let prepared = bench.prepare(case, &texts, &missing[0])?;
            for portion in portions(&missing) {
                (bench.observe)(SweepStep::Scoring(rows.len() - known, total));
                rows.extend(bench.score(&prepared, &portion));
                sweep_table::write(&request.out, &rows)?;
            }
        }
    }
    (bench.observe)(SweepStep::Scoring(total, total));
    (bench.observe)(SweepStep::Writing);

    let (of_this, others) = sorted(rows, &subjects, &settings, &models);
    let rival = || ranking::rival(&of_this, &own.key).map(|best| (own.key.clone(), best));
    let pair = asked.or_else(rival);
    let mut compared = Vec::new();
    if let Some((first, second)) = &pair {
        for subject in &subjects {
            let texts = Texts::of(
                &subject.reading.corpus,
                &subject.frame,
                &Guides::default(),
                &request.settings,
            );
            compared.push(bench.compare(subject, &texts, &settings, (first, second))?);
        }
    }
    let facts = facts(request, &subjects, &models);
    let report = Report { rows: &of_this, own: &own.key, compared: &compared, facts: &facts };
    let files = write(&request.out, &report, &others)?;
    let notes = subjects.iter().flat_map(|s| s.reading.notes.clone()).chain(bench.notes).collect();
    Ok(SweepOutcome::Made(Box::new(Sweep {
        own: own.key,
        corpora: subjects.iter().map(|s| s.name.clone()).collect(),
        computed: total,
        kept: of_this.len() - total,
        encoding: bench.encoding,
        files,
        notes,
        rows: of_this,
    })))
}

/// Reads all corpora, with all their problems.
fn read_all(request: &SweepRequest) -> Result<(Vec<Subject>, Vec<Problem>), Error> {
    let mut input_settings = match super::input_settings(&request.settings) {
        Ok(settings) => settings,
        Err(problem) => return Ok((Vec::new(), vec![problem])),
    };
    input_settings.skip_bad_rows |= request.skip_bad_rows;
    let (mut subjects, mut problems) = (Vec::new(), Vec::new());
    for material in &request.corpora {
        let (frame, wrong) = frame_folder::read(&material.frame)?;
        problems.extend(wrong);
        let mut reading = input::read(&material.sources, &input_settings)?;
        let found = std::mem::take(&mut reading.problems);
        if reading.stops {
            problems.extend(found);
        } else if !found.is_empty() {
            reading.notes.push(format!(
                "{}: filas con problemas, fuera: {}",
                material.name,
                found.len()
            ));
        }
        let (gold, wrong) = read_gold(&material.gold)?;
        problems.extend(wrong);
        let facts = digested(material, &frame, &reading, &request.settings)?;
        subjects.push(Subject { name: material.name.clone(), frame, reading, gold, facts });
    }
    // Two corpora may share a frame, and what is wrong in it is said once.
    let mut seen = std::collections::BTreeSet::new();
    problems.retain(|problem| seen.insert(problem.to_string()));
    Ok((subjects, problems))
}

fn read_gold(paths: &[PathBuf]) -> Result<(Option<Gold>, Vec<Problem>), Error> {
    let (mut all, mut problems) = (None::<Gold>, Vec::new());
    for path in paths {
        let (gold, wrong) = gold::read(path)?;
        problems.extend(wrong);
        let all = all.get_or_insert_default();
        for (id, reference) in gold.labels {
            let what = format!("«{}» está también en otro archivo de referencia", id.as_str());
            if all.labels.insert(id, reference).is_some() {
                problems.push(Problem::new(Place::file(path.display().to_string()), what));
            }
        }
    }
    Ok((all, problems))
}

/// All that a row depends on beside its key and the encoder.
fn digested(
    material: &Material,
    frame: &Frame,
    reading: &ParsedInputs,
    settings: &Settings,
) -> Result<Vec<String>, Error> {
    let written = |value: Result<String, serde_json::Error>| value.unwrap_or_default();
    let mut facts = vec![
        written(serde_json::to_string(frame)),
        written(serde_json::to_string(&reading.corpus)),
        written(serde_json::to_string(&(settings.duplicates, settings.foreign))),
    ];
    for path in &material.gold {
        facts.push(files::sha256(path)?);
    }
    Ok(facts)
}

/// The full key of the one setting that is meant.
fn find(settings: &[Setting], key: &str) -> Result<String, Error> {
    let found: Vec<&Setting> =
        settings.iter().filter(|s| !key.is_empty() && s.key.starts_with(key)).collect();
    match found[..] {
        [one] => Ok(one.key.clone()),
        _ => Err(Error::NoSuchSetting { key: key.to_owned(), found: found.len() }),
    }
}

/// The models of all encoders, by the name that settings have for them.
fn models(request: &SweepRequest, settings: &[Setting]) -> Result<BTreeMap<String, Model>, Error> {
    let mut models = BTreeMap::new();
    for setting in settings {
        if !models.contains_key(&setting.encoder) {
            let named = Some(setting.encoder.as_str()).filter(|name| !name.is_empty());
            let folder = crate::encode::find_model(named.or(request.model.as_deref()))?;
            models.insert(setting.encoder.clone(), Model::open(&folder)?);
        }
    }
    Ok(models)
}

/// Vectors that were pooled, and for what.
struct Pooled {
    corpus: String,
    encoder: String,
    how: pooling::Settings,
    made: (Array2<f32>, Postprocess),
}

/// What scoring is done with, and what it said on the way.
struct Bench<'a> {
    request: &'a SweepRequest,
    observe: &'a mut dyn FnMut(SweepStep),
    /// Vectors are kept here while the sweep lasts when they are not to be kept for longer.
    passing: Option<tempfile::TempDir>,
    /// The vectors pooled last, and for what.
    pooled: Option<Pooled>,
    start: Instant,
    threads: Option<rayon::ThreadPool>,
    encoding: Encoding,
    notes: Vec<String>,
}

impl<'a> Bench<'a> {
    fn new(request: &'a SweepRequest, observe: &'a mut dyn FnMut(SweepStep)) -> Self {
        let passing = match request.cache {
            Some(_) => None,
            None => tempfile::Builder::new().prefix("minga-").tempdir().ok(),
        };
        let threads = rayon::ThreadPoolBuilder::new().num_threads(request.threads).build().ok();
        Self {
            request,
            observe,
            passing,
            pooled: None,
            start: Instant::now(),
            threads,
            encoding: Encoding::default(),
            notes: Vec::new(),
        }
    }

    /// What the settings that share this one's batch are scored on.
    fn prepare<'c>(
        &mut self,
        case: Case<'c>,
        texts: &Texts,
        setting: &Setting,
    ) -> Result<Prepared<'c>, Error> {
        let (pooled, post) = self.pooled(case.name, texts, setting)?;
        let clock = self.clock();
        Ok(Prepared::new(case, texts, pooled, &post, &setting.settings, &clock))
    }

    fn score(&self, prepared: &Prepared<'_>, portion: &[Setting]) -> Vec<Row> {
        let clock = self.clock();
        let clock: &Clock<'_> = &clock;
        let score = || prepared.score_all(portion, &self.request.grid.stability, clock);
        match &self.threads {
            Some(pool) => pool.install(score),
            None => score(),
        }
    }

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
            && (last.corpus.as_str(), &last.encoder, &last.how) == (corpus, encoder, &pooling)
        {
            return Ok(last.made.clone());
        }
        let kept = match &self.passing {
            Some(folder) => Some(folder.path().join("vectors.db")),
            None => self.request.cache.clone(),
        };
        let engine = Engine::default();
        let named = Some(encoder.as_str()).filter(|name| !name.is_empty());
        let coding = Coding {
            engine: &engine,
            model: named.or(self.request.model.as_deref()),
            prompt: None,
            cache: kept.as_deref(),
            threads: self.request.threads,
            pooling: &pooling,
        };
        let observe = &mut *self.observe;
        let Vectors { pooled, post, encoding, notes, .. } = encode(texts, &coding, &mut |step| {
            if let super::Step::Encoding(done, total) = step {
                observe(SweepStep::Encoding(done, total));
            }
        })?;
        self.encoding.encoded += encoding.encoded;
        self.encoding.cached += encoding.cached;
        for note in notes {
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        let made = (pooled, post);
        self.pooled = Some(Pooled {
            corpus: corpus.to_owned(),
            encoder: encoder.clone(),
            how: pooling,
            made: made.clone(),
        });
        Ok(made)
    }

    /// Where two settings differ on a corpus.
    fn compare<'c>(
        &mut self,
        subject: &'c Subject,
        texts: &Texts,
        settings: &[Setting],
        (first, second): (&str, &str),
    ) -> Result<Compared<'c>, Error> {
        let mut groups = Vec::new();
        let mut features = None;
        for key in [first, second] {
            let setting = settings
                .iter()
                .find(|s| s.key == key)
                .expect("the keys to compare are those of settings");
            let prepared = self.prepare(subject.case(""), texts, setting)?;
            groups.push(prepared.groups(setting));
            features = Some(prepared);
        }
        let prepared = features.expect("two settings were prepared");
        let corpus: &'c Corpus = &subject.reading.corpus;
        let sides = (groups[0].as_slice(), groups[1].as_slice());
        let found = difference::difference(
            corpus,
            prepared.features(),
            subject.gold.as_ref(),
            sides,
            PAIRS,
        );
        let keys = [first.to_owned(), second.to_owned()];
        Ok(Compared { name: &subject.name, corpus, keys, difference: found })
    }
}

/// The rows of this sweep, corpus by corpus in the order of the settings, and those of others.
fn sorted(
    rows: Vec<Row>,
    subjects: &[Subject],
    settings: &[Setting],
    models: &BTreeMap<String, Model>,
) -> (Vec<Row>, Vec<Row>) {
    let mut places = BTreeMap::new();
    for subject in subjects {
        let digests: BTreeMap<&String, String> =
            models.iter().map(|(encoder, model)| (encoder, subject.digest(model))).collect();
        for setting in settings {
            let id = (subject.name.clone(), digests[&setting.encoder].clone(), setting.key.clone());
            places.insert(id, places.len());
        }
    }
    let mut ours = Vec::new();
    let mut others = Vec::new();
    for row in rows {
        let id = (row.corpus.clone(), row.digest.clone(), row.key.clone());
        match places.get(&id).filter(|_| row.version == env!("CARGO_PKG_VERSION")) {
            Some(&place) => ours.push((place, row)),
            None => others.push(row),
        }
    }
    ours.sort_by_key(|(place, _)| *place);
    (ours.into_iter().map(|(_, row)| row).collect(), others)
}

fn facts(
    request: &SweepRequest,
    subjects: &[Subject],
    models: &BTreeMap<String, Model>,
) -> Vec<(String, String)> {
    let mut facts = vec![("Versión de minga".to_owned(), env!("CARGO_PKG_VERSION").to_owned())];
    for model in models.values() {
        let what = format!("{}, {}", model.name, &model.hash[..12]);
        facts.push(("Modelo de lenguaje".to_owned(), what));
    }
    for subject in subjects {
        for file in &subject.reading.files {
            let what =
                format!("{}: {} filas, {}", super::base_name(&file.file), file.rows, file.format);
            facts.push((format!("Corpus {}", subject.name), what));
        }
    }
    let resampling = &request.grid.stability;
    let what = format!("{}, semilla {}", resampling.resamples, resampling.seed);
    facts.push(("Remuestreos de la estabilidad".to_owned(), what));
    facts
}

/// The page, the figures and the table, those for people first.
fn write(folder: &Path, report: &Report<'_>, others: &[Row]) -> Result<Vec<PathBuf>, Error> {
    let page = folder.join("sweep.html");
    files::write(&page, sweep::page(report).as_bytes())?;
    let figures = folder.join("figures");
    files::create_dir_all(&figures)?;
    let mut drawn = Vec::new();
    for (name, svg) in sweep::figures(report) {
        let path = figures.join(name);
        files::write(&path, svg.as_bytes())?;
        drawn.push(path);
    }
    let rows: Vec<Row> = report.rows.iter().chain(others).cloned().collect();
    let mut written = vec![page];
    written.extend(sweep_table::write(folder, &rows)?);
    written.extend(drawn);
    Ok(written)
}
