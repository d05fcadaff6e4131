//! What a sweep tries: the files that say it, the settings of the grid, and their encoders.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Request;
use super::corpora::{CorporaRequest, Material, Subject};
use crate::commands::settings_file;
use crate::commands::{Error, Failure, Result};
use crate::domain::problem::{Place, Problem};
use crate::encode::{self, Model};
use crate::evaluate::sweep::{Grid, Row, Setting};
use crate::propose::settings::Settings;
use crate::write::sweep_table;

/// The most settings that one sweep tries.
const MOST: u128 = 100_000;

/// The files and folders that say what a sweep tries, and on what.
#[derive(Debug, Clone)]
pub struct FilesRequest {
    /// The settings file; `None` for the defaults.
    pub config: Option<PathBuf>,
    /// The grid file; `None` for the default grid.
    pub grid: Option<PathBuf>,
    /// The corpora.
    pub corpora: CorporaRequest,
    /// The frame's folder, for corpora without one of their own; `None` where nobody named one.
    pub frame: Option<PathBuf>,
    /// The files of the reference, where they are named.
    pub gold: Vec<PathBuf>,
}

/// What those files say.
#[derive(Debug)]
pub struct PlanFiles {
    /// What the grid does not vary.
    pub settings: Settings,
    /// What is tried.
    pub grid: Grid,
    /// The corpora, not yet read.
    pub corpora: Vec<Material>,
}

/// Reads them, or fails with the problems of all of them.
pub fn read_plan_files(request: FilesRequest) -> Result<PlanFiles> {
    let mut problems = Vec::new();
    let settings = sound(settings_file::read(request.config.as_deref()), &mut problems)?;
    let grid = sound(grid(request.grid.as_deref()), &mut problems)?;
    let corpora = Material::find(request.corpora, request.frame.as_deref(), &request.gold);
    let corpora = sound(corpora, &mut problems)?;
    match (settings, grid, corpora) {
        (Some(settings), Some(grid), Some(corpora)) => Ok(PlanFiles { settings, grid, corpora }),
        _ => Err(Failure::Problems(problems)),
    }
}

/// What was read, or nothing and its problems among the others.
fn sound<T>(read: Result<T>, problems: &mut Vec<Problem>) -> Result<Option<T>, Error> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(Failure::Problems(found)) => {
            problems.extend(found);
            Ok(None)
        }
        Err(Failure::Error(error)) => Err(error),
    }
}

/// The grid file, or the default grid.
fn grid(path: Option<&Path>) -> Result<Grid> {
    let Some(path) = path else { return Ok(Grid::default()) };
    let grid: Grid = settings_file::read_as(path)?;
    match grid.combinations() {
        many if many > MOST => {
            let what = format!(
                "la rejilla pide hasta {many} ajustes y el límite es {MOST}: quite valores"
            );
            Err(Problem::new(Place::file(path.display().to_string()), what).into())
        }
        _ => Ok(grid),
    }
}

/// What is tried, on what was read.
pub(super) struct Plan<'a> {
    pub(super) request: &'a Request,
    pub(super) subjects: Vec<Subject>,
    /// The settings of the grid and the run's own.
    pub(super) settings: Vec<Setting>,
    /// The run's own setting.
    pub(super) own: Setting,
    /// The keys of the two settings that shall be compared, where they were named.
    pub(super) compare: Option<(String, String)>,
    /// The models by the name that settings have for them.
    pub(super) models: BTreeMap<String, Model>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(request: &'a Request, subjects: Vec<Subject>) -> Result<Self, Error> {
        let own = request.grid.own(&request.settings);
        let mut settings = request.grid.settings(&request.settings);
        if settings.iter().all(|setting| setting.key != own.key) {
            settings.push(own.clone());
        }
        let compare = match &request.compare {
            Some([one, other]) => Some((find(&settings, one)?, find(&settings, other)?)),
            None => None,
        };
        Ok(Self { request, subjects, settings, own, compare, models: BTreeMap::new() })
    }

    /// The same with the models of all settings.
    pub(super) fn open_models(mut self) -> Result<Self, Error> {
        for setting in &self.settings {
            if !self.models.contains_key(&setting.encoder) {
                let name = Some(setting.encoder.as_str()).filter(|name| !name.is_empty());
                let folder = encode::find_model(name.or(self.request.model.as_deref()))?;
                self.models.insert(setting.encoder.clone(), Model::open(&folder)?);
            }
        }
        Ok(self)
    }

    /// What a subject's rows of an encoder have in common.
    pub(super) fn digest(&self, subject: &Subject, encoder: &str) -> String {
        subject.digest(&self.models[encoder])
    }

    /// How many rows a table lacks.
    pub(super) fn missing(&self, rows: &[Row]) -> usize {
        let of_encoder = |encoder: &String| -> Vec<Setting> {
            self.settings.iter().filter(|s| s.encoder == *encoder).cloned().collect()
        };
        let missing = |(subject, encoder): (&Subject, &String)| {
            let digest = self.digest(subject, encoder);
            sweep_table::missing(&of_encoder(encoder), &subject.case(&digest), rows).len()
        };
        let encoders = |subject| self.models.keys().map(move |encoder| (subject, encoder));
        self.subjects.iter().flat_map(encoders).map(missing).sum()
    }
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
