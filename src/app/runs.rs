//! The runs of a process: one is made at a time, in a thread of its own, and those that are there are
//! found by their manifests.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use serde::Serialize;

use super::folder::{Error, Process, told};
use super::reading;
use crate::commands::vectors::VectorSource;
use crate::commands::{Step, inputs, run};
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
    /// It could not be made; the sentences say why.
    Failed { why: Vec<String> },
}

/// The run that is being made, or was made last.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub(super) process: String,
    pub(super) number: usize,
    pub(super) state: State,
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

    fn set(&self, state: State) {
        if let Some(job) = self.job().as_mut() {
            job.state = state;
        }
    }

    /// Begins a run. Only one is made at a time: it uses all of the computer.
    pub(super) fn start(
        self: &Arc<Self>,
        process: &Process,
        vectors: &VectorSource,
    ) -> Result<usize, Error> {
        let settings = process.settings()?;
        let request = {
            let out = |number| process.run_path(number);
            let mut job = self.job();
            if matches!(&*job, Some(Job { state: State::Working { .. }, .. })) {
                return Err(Error::Said(
                    "ya se está haciendo una corrida: espere a que termine".to_owned(),
                ));
            }
            let number = 1 + numbers(process).last().copied().unwrap_or(0);
            let state = State::Working { what: "Leyendo las hojas y el marco", done: 0, total: 0 };
            *job = Some(Job { process: process.id.clone(), number, state });
            (number, out(number))
        };
        let (number, out) = request;
        let request = run::Request {
            inputs: inputs::Request {
                sources: reading::sources(process, &[]),
                settings: settings.input.clone(),
                frame: Some(process.frame()),
                previous: None,
                rewording: Rewording::default(),
            },
            out,
            settings,
            vectors: vectors.clone(),
            split: false,
            anchors: false,
        };
        let jobs = Arc::clone(self);
        let begun = thread::Builder::new().name("corrida".to_owned()).spawn(move || {
            // However the thread ends, the run is not being made any more.
            let _end = End(Arc::clone(&jobs));
            let made = run::run(&request, &mut |step| jobs.set(working(step)));
            jobs.set(match made {
                Ok(run) => {
                    let notes = run.warnings.iter().map(ToString::to_string).collect();
                    State::Done { number, notes }
                }
                Err(failure) => State::Failed { why: told(&failure) },
            });
        });
        if let Err(cause) = begun {
            let why = format!("la corrida no pudo empezar: {cause}");
            self.set(State::Failed { why: vec![why.clone()] });
            return Err(Error::Said(why));
        }
        Ok(number)
    }
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
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut numbers: Vec<usize> = names
        .filter_map(|name| name.parse().ok().filter(|n: &usize| n.to_string() == name))
        .collect();
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
    let number: usize = number.parse().ok().filter(|n: &usize| n.to_string() == number)?;
    let dir = process.run_path(number);
    files::refuse_link(&dir).ok()?;
    let manifest = manifest(&dir)?;
    Some((number, dir, manifest))
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
