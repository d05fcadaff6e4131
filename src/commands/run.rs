//! `minga run`: from input files to a run's folder.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use ndarray::Array2;

use super::inputs::{self, Inputs};
use super::reviewed_run::ReviewedRun;
use super::vectors::{self, VectorSource, Vectors};
use super::{Error, Result, Step, Warning};
use crate::decide::migrate::Migration;
use crate::decide::rerun;
use crate::decide::settle::settle;
use crate::domain::decision::Decision;
use crate::domain::guides::Guides;
use crate::domain::proposal::Proposal;
use crate::encode::Encoding;
use crate::features::Postprocess;
use crate::propose::align::Taught;
use crate::propose::analysis::Texts;
use crate::propose::settings::Settings;
use crate::propose::{self, Given};
use crate::read::files;
use crate::read::input::FileFacts;
use crate::review::log::{self, Log};
use crate::write::manifest::{Grouping, InputFacts, Manifest, ModelFacts};
use crate::write::run_folder;
use crate::write::workbook;

/// What one run is asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The statements and the frame.
    pub inputs: inputs::Request,
    /// Where everything is written.
    pub out: PathBuf,
    /// All settings, as the manifest has them; inputs are read as `inputs` says.
    pub settings: Settings,
    /// What makes the vectors.
    pub vectors: VectorSource,
    /// Whether each competencia gets a workbook of its own besides.
    pub split: bool,
    /// Whether the frame's own challenges are the ones to sort statements into.
    pub anchors: bool,
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
    pub warnings: Vec<Warning>,
}

/// Makes a run. Inputs and the folder are checked before the minutes of encoding. Who observes can end
/// it at every step until it writes: nothing is written then but vectors into the cache.
pub fn run(request: &Request, observe: &mut dyn FnMut(Step) -> ControlFlow<()>) -> Result<Run> {
    go_on(observe, Step::Reading)?;
    let inputs = inputs::read(&request.inputs)?;
    let folder = OutputFolder::lock(&request.out, inputs.previous.as_ref())?;
    let basis = Basis::of(&inputs, request);
    let vectors = basis.encode(&request.vectors, observe)?;
    go_on(observe, Step::Proposing)?;
    let given = Given {
        corpus: inputs.corpus,
        frame: inputs.frame,
        skipped: inputs.found.problems,
        skipped_rows: inputs.found.skipped_rows,
        taught: &basis.taught,
    };
    let mut proposal = basis.propose(given, vectors.pooled, &vectors.post);
    if let Some(previous) = &inputs.previous {
        let decisions = [&previous.decisions[..], &previous.records[..]].concat();
        let settled = settle(&proposal, &decisions);
        rerun::mark(&mut proposal, &settled);
    }
    let manifest = basis.manifest(&proposal, vectors.facts, &inputs.found.files);
    go_on(observe, Step::Writing)?;
    let files = folder.write(&proposal, &manifest, inputs.migration.as_ref(), request.split)?;
    let own = basis.warnings(&proposal, request.split);
    let warnings = [inputs.found.warnings, vectors.warnings, own, basis.undecided].concat();
    Ok(Run { proposal, manifest, files, encoding: vectors.encoding, warnings })
}

/// Tells a step; an error where who hears it ends the run.
fn go_on(observe: &mut dyn FnMut(Step) -> ControlFlow<()>, step: Step) -> Result<(), Error> {
    match observe(step) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::Cancelled),
    }
}

/// What is known before a vector is made.
struct Basis<'a> {
    settings: &'a Settings,
    guides: Guides,
    texts: Texts,
    /// What people aligned in the earlier run.
    taught: Vec<Taught>,
    /// The earlier run's name.
    previous: Option<String>,
    /// What the decisions about the earlier run leave open.
    undecided: Vec<Warning>,
}

impl<'a> Basis<'a> {
    fn of(inputs: &Inputs, request: &'a Request) -> Self {
        let (previous, settings) = (inputs.previous.as_ref(), &request.settings);
        let guides = inputs.guides(request.anchors);
        let troubles = previous.into_iter().flat_map(|run| &run.settled.troubles);
        Self {
            settings,
            texts: Texts::of(&inputs.corpus, &inputs.frame, &guides, settings),
            guides,
            taught: inputs.taught(),
            previous: previous.map(ReviewedRun::name),
            undecided: troubles.map(|t| Warning::Decisions(t.what.clone())).collect(),
        }
    }

    fn encode(
        &self,
        source: &VectorSource,
        observe: &mut dyn FnMut(Step) -> ControlFlow<()>,
    ) -> Result<Vectors, Error> {
        vectors::encode(&self.texts, source, &self.settings.pooling, observe)
    }

    /// Sorts, groups, crosses and aligns the statements.
    fn propose(&self, given: Given<'_>, pooled: Array2<f32>, post: &Postprocess) -> Proposal {
        let features = self.texts.features(pooled, post, self.settings);
        let reading = self.texts.reading(&features);
        propose::propose(given, &self.guides, &reading, &self.settings.propose())
    }

    fn manifest(&self, proposal: &Proposal, model: ModelFacts, files: &[FileFacts]) -> Manifest {
        let inputs = files.iter().map(input_facts).collect();
        let previous = self.previous.clone();
        let mut manifest = Manifest::new(proposal, model, inputs, self.settings, previous);
        if self.is_large() {
            manifest.grouping = Grouping::Neighbours;
        }
        manifest
    }

    fn is_large(&self) -> bool {
        propose::is_large(&self.texts.empty, &self.settings.cluster)
    }

    /// What is done otherwise because there are so many statements.
    fn warnings(&self, proposal: &Proposal, split: bool) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if self.is_large() {
            warnings.push(Warning::GroupedByNeighbours { exact: self.settings.cluster.exact });
        }
        if run_folder::only_parts(proposal.corpus.len()) && !split {
            warnings.push(Warning::WorkbooksByCompetencia);
        }
        let all = proposal.matches.len();
        if all > workbook::MOST_PAIRS {
            warnings.push(Warning::MatchesCut { shown: workbook::MOST_PAIRS, all });
        }
        warnings
    }
}

fn input_facts(file: &FileFacts) -> InputFacts {
    InputFacts {
        file: inputs::file_name(&file.file),
        format: file.format.clone(),
        rows: file.rows,
        sha256: file.sha256.clone(),
        profile: file.profile.clone(),
        cells: file.cells,
        counted_out: file.counted_out.clone(),
        markup: file.markup,
    }
}

/// The run's folder, locked, and the decisions that it takes over from the earlier run.
struct OutputFolder<'a> {
    dir: &'a Path,
    _lock: files::Lock,
    inherited: Vec<Decision>,
}

impl<'a> OutputFolder<'a> {
    /// Makes and locks the folder; fails where it holds decisions of another run, or a file that
    /// could not be replaced.
    fn lock(dir: &'a Path, previous: Option<&ReviewedRun>) -> Result<Self, Error> {
        files::create_dir_all(dir)?;
        let lock = files::lock(dir)?;
        run_folder::refuse_held(dir)?;
        let log = dir.join(run_folder::DECISIONS);
        let in_place = previous.is_some_and(|run| run.is_in(dir));
        if log.exists() && !in_place && !log::read(&log)?.is_empty() {
            return Err(Error::WouldForget { path: dir.to_owned() });
        }
        let decisions = previous.filter(|_| !in_place).map(|run| run.decisions.clone());
        let mut inherited = decisions.unwrap_or_default();
        inherited.extend(previous.iter().flat_map(|run| run.records.iter().cloned()));
        Ok(Self { dir, _lock: lock, inherited })
    }

    /// Writes everything that a run makes; returns the files, those for people first. Decisions
    /// are written first: a run that is killed after them has lost none.
    fn write(
        &self,
        proposal: &Proposal,
        manifest: &Manifest,
        migration: Option<&Migration>,
        split: bool,
    ) -> Result<Vec<PathBuf>, Error> {
        if !self.inherited.is_empty() {
            Log::open(&self.dir.join(run_folder::DECISIONS))?.append(&self.inherited)?;
        }
        let mut files = run_folder::write(self.dir, proposal, manifest)?;
        files.extend(run_folder::write_frame_changes(self.dir, migration)?);
        if split && !run_folder::only_parts(proposal.corpus.len()) {
            files.extend(run_folder::write_parts(self.dir, proposal, manifest)?);
        }
        Ok(files)
    }
}
