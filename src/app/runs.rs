//! The runs of a process: one is made at a time, in a thread of its own, and those that are there are
//! found by their manifests.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use serde::Serialize;

use super::folder::{Error, Process, told};
use super::record::RunRecord;
use super::{names, reading};
use crate::commands::vectors::VectorSource;
use crate::commands::{self, Failure, Step, inputs, log, run};
use crate::decide::rerun::Rewording;
use crate::read::files;
use crate::write::manifest::{self, Manifest};
use crate::write::run_folder;

/// The ends of the files of a run that are given out.
const GIVEN: [&str; 3] = ["xlsx", "csv", "html"];

/// Where a run is that is being made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub(super) enum State {
    /// It is being made: what is done now, and how much of it.
    Working { what: &'static str, done: usize, total: usize },
    /// It is there.
    Done { number: usize, notes: Vec<String> },
    /// Somebody wanted it no more: there is nothing of it.
    Cancelled,
    /// It could not be made; the sentences say why.
    Failed { why: Vec<String> },
}

/// The run that is being made, or was made last.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub(super) process: String,
    pub(super) number: usize,
    pub(super) state: State,
    /// Whether somebody wants it no more.
    cancelled: Arc<AtomicBool>,
}

/// What a person asks of a run.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asked {
    /// The run that it continues.
    pub(super) previous: Option<usize>,
    pub(super) ids: EarlierIds,
}

/// How another text under an id of the earlier run is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum EarlierIds {
    /// As that text edited where they share words; otherwise a person has to say.
    #[default]
    ByWords,
    /// As that text edited, whatever they share.
    Edited,
    /// As the text of somebody else: the ids of the new sheets get a prefix.
    OfOthers,
}

/// The one run at a time.
#[derive(Default)]
pub(super) struct Jobs(Mutex<Option<Job>>);

impl Jobs {
    fn job(&self) -> MutexGuard<'_, Option<Job>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The run of a process that is being made, or was made last in this session.
    pub(super) fn of(&self, process: &str) -> Option<Job> {
        self.job().clone().filter(|job| job.process == process)
    }

    /// Whether a run is being made.
    pub(super) fn is_working(&self) -> bool {
        matches!(&*self.job(), Some(Job { state: State::Working { .. }, .. }))
    }

    fn set(&self, state: State) {
        if let Some(job) = self.job().as_mut() {
            job.state = state;
        }
    }

    /// Takes the place of the one run for a run; gives what tells that it is wanted no more.
    fn begin(&self, process: &str, number: usize) -> Result<Arc<AtomicBool>, Error> {
        let mut job = self.job();
        if matches!(&*job, Some(Job { state: State::Working { .. }, .. })) {
            return Err(Error::Said(
                "ya se está haciendo una corrida: espere a que termine, o cancélela".to_owned(),
            ));
        }
        let state = working(Step::Reading);
        let cancelled = Arc::default();
        let process = process.to_owned();
        *job = Some(Job { process, number, state, cancelled: Arc::clone(&cancelled) });
        Ok(cancelled)
    }

    /// Ends the run of a process that is being made, at its next step; says whether there is one.
    pub(super) fn cancel(&self, process: &str) -> bool {
        let mut job = self.job();
        let own = job.as_mut().filter(|job| job.process == process);
        let Some(Job { state: state @ State::Working { .. }, cancelled, .. }) = own else {
            return false;
        };
        cancelled.store(true, Ordering::Relaxed);
        *state = CANCELLING;
        true
    }

    /// Begins a run. Only one is made at a time: it uses all of the computer.
    pub(super) fn start(
        self: &Arc<Self>,
        process: &mut Process,
        vectors: &VectorSource,
        asked: Asked,
    ) -> Result<usize, Error> {
        let number = 1 + numbers(process).last().copied().unwrap_or(0);
        let cancelled = self.begin(&process.id, number)?;
        // However it ends, the run is not being made any more.
        let end = End(Arc::clone(self));
        let request = match request(process, vectors, number, asked) {
            Ok(request) => request,
            Err(error) => {
                *self.job() = None;
                return Err(error);
            }
        };
        let names = reading::names(process, &[]);
        let jobs = Arc::clone(self);
        let begun = thread::Builder::new().name("corrida".to_owned()).spawn(move || {
            let end = end;
            let is_wanted = || !cancelled.load(Ordering::Relaxed);
            let made = run::run(&request, &mut |step| {
                if !is_wanted() {
                    return ControlFlow::Break(());
                }
                jobs.set(working(step));
                ControlFlow::Continue(())
            });
            let state = match made {
                Ok(run) => {
                    let notes = run.warnings.iter();
                    let notes = notes.map(|note| names.in_sentence(&note.to_string())).collect();
                    State::Done { number, notes }
                }
                Err(Failure::Error(commands::Error::Cancelled)) => {
                    remove_begun(&request.out);
                    State::Cancelled
                }
                Err(failure) => {
                    let why = told(&failure);
                    State::Failed { why: why.iter().map(|one| names.in_sentence(one)).collect() }
                }
            };
            jobs.set(state);
            drop(end);
        });
        if let Err(cause) = begun {
            let why = format!("la corrida no pudo empezar: {cause}");
            self.set(State::Failed { why: vec![why.clone()] });
            return Err(Error::Said(why));
        }
        Ok(number)
    }
}

/// What `minga run` is asked for a run of a process, which is written down.
fn request(
    process: &mut Process,
    vectors: &VectorSource,
    number: usize,
    asked: Asked,
) -> Result<run::Request, Error> {
    let previous = match asked.previous {
        None => None,
        Some(n) => Some(find(process, &n.to_string()).ok_or_else(|| {
            Error::Said(format!("la corrida {n} no está: haga una que no la continúe"))
        })?),
    };
    let before = previous.as_ref().map(|(n, ..)| process.record.sheets_in(*n)).unwrap_or_default();
    let mut sources = reading::sources(process, &[]);
    sources.retain(|source| !before.contains(reading::file_name(source).as_str()));
    let sheets: Vec<String> = sources.iter().map(reading::file_name).collect();
    if sheets.is_empty() && previous.is_none() {
        return Err(Error::Said("primero hacen falta hojas".to_owned()));
    }
    let previous = previous.map(|(n, dir, _)| (n, dir));
    let record = RunRecord { number, previous: previous.as_ref().map(|(n, _)| *n), sheets };
    process.begin_run(record.clone())?;
    if asked.ids == EarlierIds::OfOthers {
        let prefix = format!("R{}-", process.record.round(number));
        process.prefix_ids(&record.sheets, &prefix)?;
    }
    let settings = process.settings()?;
    // What is said of sheets that this run does not read itself is no mistake.
    let mut how_to_read = settings.input.clone();
    how_to_read.files.retain(|file, _| record.sheets.contains(file));
    Ok(run::Request {
        inputs: inputs::Request {
            sources,
            settings: how_to_read,
            frame: Some(process.frame()),
            previous: previous.map(|(_, dir)| dir),
            rewording: match asked.ids {
                EarlierIds::Edited => Rewording::Any,
                _ => Rewording::default(),
            },
        },
        out: process.run_path(number),
        settings,
        vectors: vectors.clone(),
        split: false,
        anchors: false,
    })
}

/// Removes the folder of a run that was cancelled: there is nothing in it but the lock.
fn remove_begun(dir: &Path) {
    let _ = fs::remove_file(dir.join(files::LOCK));
    let _ = fs::remove_dir(dir);
}

/// Says that a run failed which ended without a word.
struct End(Arc<Jobs>);

impl Drop for End {
    fn drop(&mut self) {
        let mut job = self.0.job();
        if let Some(Job { state: state @ State::Working { .. }, .. }) = job.as_mut() {
            let why = "la corrida se detuvo por un error de minga: vuelva a intentarlo".to_owned();
            *state = State::Failed { why: vec![why] };
        }
    }
}

/// What is shown while a run ends that is wanted no more.
const CANCELLING: State = State::Working { what: "Cancelando la corrida", done: 0, total: 0 };

fn working(step: Step) -> State {
    let (what, done, total) = match step {
        Step::Reading => ("Leyendo las hojas y el marco", 0, 0),
        Step::Encoding(done, total) => ("Leyendo el sentido de cada texto", done, total),
        Step::Proposing => ("Agrupando y cruzando", 0, 0),
        Step::Writing => ("Escribiendo el libro y el informe", 0, 0),
    };
    State::Working { what, done, total }
}

/// The numbers of the runs of a process that were begun, in order.
fn numbers(process: &Process) -> Vec<usize> {
    let entries = fs::read_dir(process.runs()).into_iter().flatten().flatten();
    let found = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut numbers: Vec<usize> = found.filter_map(|name| names::number_of(&name)).collect();
    numbers.sort_unstable();
    numbers
}

/// A run that is there, or what keeps it from being looked at.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) number: usize,
    /// Its manifest, which is written last; `None` of a run that did not end.
    pub(super) manifest: Option<Manifest>,
}

/// All runs of a process, the last first.
pub(super) fn all(process: &Process) -> Vec<Made> {
    let made = |number| Made { number, manifest: manifest(&process.run_path(number)) };
    numbers(process).into_iter().rev().map(made).collect()
}

/// A run by its number as an address has it.
pub(super) fn find(process: &Process, number: &str) -> Option<(usize, PathBuf, Manifest)> {
    let number = names::number_of(number)?;
    let dir = process.run_path(number);
    files::refuse_link(&dir).ok()?;
    let manifest = manifest(&dir)?;
    Some((number, dir, manifest))
}

/// The last run that ended.
pub(super) fn last(process: &Process) -> Option<(usize, PathBuf)> {
    let made = all(process).into_iter().find(|run| run.manifest.is_some())?;
    Some((made.number, process.run_path(made.number)))
}

/// How many decisions the log of a run holds; an error where it is damaged.
pub(super) fn decisions(dir: &Path) -> Result<usize, Error> {
    if !dir.join(run_folder::DECISIONS).exists() {
        return Ok(0);
    }
    let logged = log::verify(dir).map_err(|error| Error::Said(error.to_string()))?;
    Ok(logged.map_or(0, |logged| logged.decisions.len()))
}

fn manifest(dir: &Path) -> Option<Manifest> {
    let path = dir.join(manifest::FILE);
    files::refuse_link(&path).ok()?;
    run_folder::read_json(&path).ok()
}

/// The names of a run's files that are given out, the workbook and the report first.
pub(super) fn given_files(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let plain = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let names = plain.filter_map(|entry| entry.file_name().into_string().ok());
    let ends = |name: &String| {
        let end = Path::new(name).extension().and_then(|end| end.to_str());
        !name.starts_with('.') && end.is_some_and(|end| GIVEN.contains(&end))
    };
    let mut all: Vec<String> = names.filter(ends).collect();
    let first = |name: &String| match name.as_str() {
        run_folder::WORKBOOK => 0,
        run_folder::REPORT => 1,
        _ => 2,
    };
    all.sort_by_key(|name| (first(name), name.clone()));
    all
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::app::folder::Folder;

    #[test]
    fn only_tables_pages_and_workbooks_of_a_run_are_given_out() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["review.xlsx", "a.csv", "report.html", "decisions.db", "run.json", ".x.csv"] {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        fs::create_dir(dir.path().join("b.csv")).unwrap();
        assert_eq!(given_files(dir.path()), ["review.xlsx", "report.html", "a.csv"]);
    }

    #[test]
    fn a_run_is_found_by_its_number_and_by_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        let process = folder.create("Uno").unwrap();
        for name in ["1", "2", "07", "x"] {
            fs::create_dir_all(process.runs().join(name)).unwrap();
        }
        assert_eq!(numbers(&process), [1, 2]);
        for number in ["1", "01", "..", "", "-1", "99999999999999999999"] {
            assert!(find(&process, number).is_none(), "{number}");
        }
        assert_eq!(all(&process).len(), 2);
    }
}
