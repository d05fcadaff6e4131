//! The corpora of a sweep: where they lie, and what was read of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Request;
use crate::commands::{Error, Failure, Result, Warning, which_frame};
use crate::domain::frame::Frame;
use crate::domain::guides::Guides;
use crate::domain::problem::{Place, Problem};
use crate::domain::statement::Origin;
use crate::encode::Model;
use crate::evaluate::Gold;
use crate::evaluate::sweep::Case;
use crate::propose::analysis::Texts;
use crate::propose::settings::Settings;
use crate::read::input::{self, ParsedInputs, Source};
use crate::read::{embedded, files, frame_folder, gold};

/// The formats in which a corpus folder may hold its statements, and its reference.
const STATEMENT_FORMATS: [&str; 6] = ["csv", "tsv", "xlsx", "ods", "parquet", "jsonl"];
const GOLD_FORMATS: [&str; 2] = ["tsv", "csv"];

/// Which corpora are meant.
#[derive(Debug, Clone)]
pub enum CorporaRequest {
    /// One, by its files.
    Files(Vec<Source>),
    /// Several, by their folders.
    Folders(Vec<PathBuf>),
}

/// A corpus to sweep, as it lies on the disk.
#[derive(Debug, Clone)]
pub struct Material {
    /// Its name in tables and on the page; one name for one corpus.
    pub name: String,
    /// Its files.
    pub sources: Vec<Source>,
    /// Its frame's folder.
    pub frame: PathBuf,
    /// What to say of the frame where neither the corpus nor a person says it.
    pub told: Option<Warning>,
    /// The files of its reference; none for a corpus without.
    pub gold: Vec<PathBuf>,
}

impl Material {
    /// The corpora that are meant, with the frame that is named for those that have none of their
    /// own and the reference that is named for them; or the problems of their folders.
    pub(super) fn find(
        corpora: CorporaRequest,
        frame: Option<&Path>,
        gold: &[PathBuf],
    ) -> Result<Vec<Self>> {
        let folders = match corpora {
            CorporaRequest::Folders(folders) => folders,
            CorporaRequest::Files(sources) => {
                let chosen = which_frame::choose(frame, None, &sources)?;
                let frame = chosen.frame.ok_or(Error::WhichFrame)?;
                let (name, gold) = ("corpus".to_owned(), gold.to_owned());
                return Ok(vec![Self { name, sources, frame, told: chosen.told, gold }]);
            }
        };
        let (mut all, mut problems): (Vec<Self>, Vec<Problem>) = (Vec::new(), Vec::new());
        for folder in &folders {
            match Self::in_folder(folder, frame) {
                Ok(mut material) => {
                    if !gold.is_empty() {
                        gold.clone_into(&mut material.gold);
                    }
                    material.name = unused(&material.name, &all);
                    all.push(material);
                }
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() { Ok(all) } else { Err(Failure::Problems(problems)) }
    }

    /// The corpus that a folder holds.
    fn in_folder(folder: &Path, frame: Option<&Path>) -> Result<Self, Problem> {
        let carried = if folder.exists() { None } else { embedded::by_name(folder) };
        let folder = carried.as_deref().unwrap_or(folder);
        let find = |name: &str, formats: &[&str]| {
            let path = |format: &&str| folder.join(format!("{name}.{format}"));
            formats.iter().map(path).find(|path| files::is_file(path))
        };
        let sides = [("institucional", Origin::Institutional), ("ciudadano", Origin::Citizen)];
        let source = |(name, origin)| {
            Some(Source { path: find(name, &STATEMENT_FORMATS)?, origin: Some(origin) })
        };
        let sources: Vec<Source> = sides.into_iter().filter_map(source).collect();
        if sources.is_empty() {
            let what =
                "no hay aquí institucional.csv ni ciudadano.csv: indique la carpeta de un corpus";
            return Err(Problem::new(Place::file(folder.display().to_string()), what));
        }
        let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let name = whole.file_name().map(|name| name.to_string_lossy().into_owned());
        let own = folder.join("frame");
        let own =
            if files::is_folder(&own) { Some(own) } else { which_frame::beside(&sources[0].path) };
        let chosen = which_frame::choose(own.as_deref().or(frame), None, &sources);
        let chosen = chosen.ok().and_then(|chosen| Some((chosen.frame?, chosen.told)));
        let Some((frame, told)) = chosen else {
            let what = "este corpus no tiene marco: póngalo en una carpeta «marco» dentro de la suya, \
                        o indique con --frame el de los corpus que no tienen uno propio";
            return Err(Problem::new(Place::file(folder.display().to_string()), what));
        };
        Ok(Self {
            name: name.unwrap_or_else(|| folder.display().to_string()),
            sources,
            frame,
            told,
            gold: find("gold", &GOLD_FORMATS).into_iter().collect(),
        })
    }
}

/// The name, or the first of `name 2`, `name 3`… that no corpus has.
fn unused(name: &str, corpora: &[Material]) -> String {
    let is_free = |name: &String| corpora.iter().all(|other| other.name != *name);
    let numbered = (2..).map(|n| format!("{name} {n}"));
    std::iter::once(name.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}

/// A corpus that was read.
pub(super) struct Subject {
    pub(super) name: String,
    pub(super) frame: Frame,
    pub(super) parsed: ParsedInputs,
    pub(super) gold: Option<Gold>,
    /// What identifies it, the encoder apart.
    facts: Vec<String>,
}

impl Subject {
    pub(super) fn texts(&self, settings: &Settings) -> Texts {
        Texts::of(&self.parsed.corpus, &self.frame, &Guides::default(), settings)
    }

    pub(super) fn case<'a>(&'a self, digest: &'a str) -> Case<'a> {
        Case {
            name: &self.name,
            digest,
            version: env!("CARGO_PKG_VERSION"),
            corpus: &self.parsed.corpus,
            frame: &self.frame,
            gold: self.gold.as_ref(),
        }
    }

    /// The hash of everything that a row depends on beside its key: corpus, frame, reference,
    /// encoder, and the settings that no key covers. 16 hexadecimal digits.
    pub(super) fn digest(&self, model: &Model) -> String {
        let parts = [self.facts.join("\n"), model.hash.clone(), model.comparing.clone()].join("\n");
        files::sha256_of(parts.as_bytes())[..16].to_owned()
    }
}

/// Reads all corpora, or fails with all their problems.
pub(super) fn read_all(request: &Request) -> Result<(Vec<Subject>, Vec<Warning>)> {
    let (mut subjects, mut problems, mut warnings) = (Vec::new(), Vec::new(), Vec::new());
    for material in &request.corpora {
        let (frame, wrong) = frame_folder::read(&material.frame)?;
        problems.extend(wrong);
        if let Some(told) = &material.told {
            let (corpus, told) = (material.name.clone(), told.to_string());
            warnings.push(Warning::FrameChosen(format!("{corpus}: {told}")));
        }
        let mut parsed = input::read(&material.sources, &request.input)?;
        warnings.extend(std::mem::take(&mut parsed.notes).into_iter().map(Warning::Input));
        let found = std::mem::take(&mut parsed.problems);
        if parsed.stops {
            problems.extend(found);
        } else if !found.is_empty() {
            let (corpus, rows) = (material.name.clone(), found.len());
            warnings.push(Warning::RowsLeftOut { corpus, rows });
        }
        let (gold, wrong) = read_gold(&material.gold)?;
        problems.extend(wrong);
        let facts = identifying(material, &frame, &parsed, &request.settings)?;
        subjects.push(Subject { name: material.name.clone(), frame, parsed, gold, facts });
    }
    if problems.is_empty() {
        return Ok((subjects, warnings));
    }
    // Two corpora may share a frame, and what is wrong in it is said once.
    let mut seen = BTreeSet::new();
    problems.retain(|problem| seen.insert(problem.to_string()));
    Err(Failure::Problems(problems))
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
fn identifying(
    material: &Material,
    frame: &Frame,
    parsed: &ParsedInputs,
    settings: &Settings,
) -> Result<Vec<String>, Error> {
    let written = |value: Result<String, serde_json::Error>| value.unwrap_or_default();
    let mut facts = vec![
        written(serde_json::to_string(frame)),
        written(serde_json::to_string(&parsed.corpus)),
        written(serde_json::to_string(&(settings.duplicates, settings.foreign))),
    ];
    for path in &material.gold {
        facts.push(files::sha256(path)?);
    }
    Ok(facts)
}
