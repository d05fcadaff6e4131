//! What was consolidated from a run's decisions: each time a folder of its own, which counts from the
//! moment that its record is in it, so that no list is half of one state and half of another.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::folder::{Error, Process};
use super::names;
use super::returned::OfRun;
use crate::commands::consolidate::{self, Outcome, Request};
use crate::read::{files, user};
use crate::write::consolidated::{DEVOLUCION, Devolucion, Options, Waiting};
use crate::write::run_folder;

/// What is known of a list besides its files.
pub(super) const RECORD: &str = "consolidado.json";

/// A file that is given out.
pub(super) struct Given {
    /// Its name in an address.
    pub(super) name: &'static str,
    /// Its place in the folder.
    pub(super) path: &'static str,
    /// What it is for.
    pub(super) what: &'static str,
}

/// The files of a list, those for people first.
pub(super) const FILES: [Given; 7] = [
    Given {
        name: "consolidado.docx",
        path: "consolidado.docx",
        what: "la lista de desafíos para leer e imprimir; los aportes de cada uno están en un anexo",
    },
    Given {
        name: "consolidado.xlsx",
        path: "consolidado.xlsx",
        what: "lo mismo en una hoja de cálculo, con la trazabilidad, los anexos, la cobertura y las cuentas",
    },
    Given {
        name: "flujo.svg",
        path: "flujo.svg",
        what: "el dibujo de los aportes a los desafíos y a los objetivos",
    },
    Given {
        name: "desafios-para-personas.csv",
        path: "para-personas/consolidado.csv",
        what: "una fila por desafío, para abrir con doble clic en una hoja de cálculo en español",
    },
    Given {
        name: "trazabilidad-para-personas.csv",
        path: "para-personas/trazabilidad.csv",
        what: "una fila por aporte, con el desafío en que terminó y por qué, para abrir con doble clic",
    },
    Given {
        name: "consolidado.csv",
        path: "consolidado.csv",
        what: "una fila por desafío, para otros programas",
    },
    Given {
        name: "trazabilidad.csv",
        path: "trazabilidad.csv",
        what: "una fila por aporte, para otros programas",
    },
];

/// What is known of a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Facts {
    /// The run whose decisions it is of.
    pub(super) run: usize,
    pub(super) at: String,
    pub(super) draft: bool,
    /// How many things waited for a person.
    pub(super) waiting: usize,
    /// What it holds, in sentences that add up.
    pub(super) lines: Vec<String>,
    /// What the planning chain lacks, each with how many.
    pub(super) gaps: Vec<(String, usize)>,
}

/// A list that is there.
#[derive(Debug)]
pub(super) struct List {
    pub(super) number: usize,
    pub(super) facts: Facts,
    pub(super) dir: PathBuf,
}

impl List {
    /// The files that are there.
    pub(super) fn files(&self) -> impl Iterator<Item = &'static Given> {
        FILES.iter().filter(|given| self.dir.join(given.path).is_file())
    }

    /// The pages of the way back, by name.
    pub(super) fn pages(&self) -> Vec<String> {
        let entries = fs::read_dir(self.dir.join(DEVOLUCION)).into_iter().flatten().flatten();
        let plain = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
        let names = plain.filter_map(|entry| entry.file_name().into_string().ok());
        let mut pages: Vec<String> = names.filter(|name| names::is_page(name)).collect();
        pages.sort();
        pages
    }

    /// The path of a page of the way back that is there.
    pub(super) fn page(&self, name: &str) -> Option<PathBuf> {
        let found = self.pages().into_iter().find(|page| page == name)?;
        Some(self.dir.join(DEVOLUCION).join(found))
    }
}

/// The numbers of the lists that were begun, in order.
fn numbers(process: &Process) -> Vec<usize> {
    let entries = fs::read_dir(process.lists()).into_iter().flatten().flatten();
    let found = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut numbers: Vec<usize> = found.filter_map(|name| names::number_of(&name)).collect();
    numbers.sort_unstable();
    numbers
}

/// A list by its number as an address has it.
pub(super) fn find(process: &Process, number: &str) -> Option<List> {
    let number = names::number_of(number)?;
    let dir = process.lists().join(number.to_string());
    files::refuse_link(&dir).ok()?;
    let path = dir.join(RECORD);
    files::refuse_link(&path).ok()?;
    let facts = run_folder::read_json(&path).ok()?;
    Some(List { number, facts, dir })
}

/// The lists of a run that are whole, the last first.
pub(super) fn of_run(process: &Process, run: usize) -> Vec<List> {
    let all = numbers(process).into_iter().rev();
    let found = all.filter_map(|number| find(process, &number.to_string()));
    found.filter(|list| list.facts.run == run).collect()
}

/// What is asked of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// Whether it is written although something waits for a person.
    pub(super) draft: bool,
    pub(super) devolucion: Option<Devolucion>,
}

/// Writes a list, or says what waits for a person; then there is nothing of it.
pub(super) fn write(
    process: &Process,
    run: OfRun<'_>,
    asked: Asked,
) -> Result<Result<usize, Vec<Waiting>>, Error> {
    let number = 1 + numbers(process).last().copied().unwrap_or(0);
    let dir = process.lists().join(number.to_string());
    let request = Request {
        dir: run.dir.to_owned(),
        to: Some(dir.clone()),
        options: Options { draft: asked.draft, redact: true, devolucion: asked.devolucion },
    };
    let written = consolidate::consolidate(&request);
    let (outcome, _) = written.map_err(|error| {
        remove_empty(&dir);
        Error::Said(error.to_string())
    })?;
    let (totals, gaps, waiting) = match outcome {
        Outcome::Refused(waiting) => {
            remove_empty(&dir);
            return Ok(Err(waiting));
        }
        Outcome::Written { totals, gaps, waiting, .. } => (totals, gaps, waiting),
    };
    let facts = Facts {
        run: run.number,
        at: user::now_in_words(),
        draft: !waiting.is_empty(),
        waiting: waiting.len(),
        lines: totals.lines(),
        gaps: gaps.into_iter().map(|(gap, all)| (gap.to_owned(), all.len())).collect(),
    };
    let path = dir.join(RECORD);
    run_folder::write_json(&path, &facts).map_err(|error| Error::Said(error.to_string()))?;
    Ok(Ok(number))
}

/// Removes the folder of a list of which nothing was written.
fn remove_empty(dir: &Path) {
    let _ = fs::remove_dir(dir);
}
