//! A run's folder: what is in it, written whole or not at all, and read back.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::decide::migrate::{Fate, Migration};
use crate::domain::destination::ChallengeId;
use crate::domain::proposal::Proposal;
use crate::read::files;
use crate::read::table;
use crate::write::export;
use crate::write::html::report;
use crate::write::manifest::{self, Manifest};
use crate::write::public_copy;
use crate::write::workbook;

/// The proposal itself, for minga's own later commands.
pub const PROPOSAL: &str = "proposal.json";
/// The review workbook.
pub const WORKBOOK: &str = "review.xlsx";
/// The report page.
pub const REPORT: &str = "report.html";

/// What is different from the run before.
pub const CHANGES: &str = "changes.csv";
/// What became of the earlier run's frame.
pub const FRAME_CHANGES: &str = "frame_changes.csv";
/// What to review first so that the next run learns most.
pub const QUEUE: &str = "queue.csv";
/// The log of decisions.
pub const DECISIONS: &str = "decisions.db";
/// The folder of workbooks for one competencia each.
pub const PARTS: &str = "review";

pub use export::QUEUED;

/// What can go wrong with a run's folder.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be written or read.
    #[error(transparent)]
    Files(#[from] files::Error),
    /// The tables could not be written.
    #[error(transparent)]
    Export(#[from] export::Error),
    /// The workbook could not be written.
    #[error(transparent)]
    Workbook(#[from] workbook::Error),
    /// The folder is not a run's, or its files are of another version.
    #[error("{path}: {what}")]
    NotARun {
        /// The file that does not belong to such a run.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
}

/// Of more statements than this no single workbook is written, but one a competencia: a sheet holds
/// 1,048,575, and no spreadsheet program is pleasant with a fifth of that.
const ONE_WORKBOOK: usize = 200_000;

/// Whether a run is written as one workbook a competencia, asked for or not.
pub fn only_parts(statements: usize) -> bool {
    statements > ONE_WORKBOOK
}

/// The most bytes that a file of a run may have when it is read back.
const LIMIT: u64 = 4 << 30;

/// The bytes of a file of a run.
fn read_bytes(path: &Path) -> Result<Vec<u8>, Error> {
    if !path.exists() {
        let what = "no está aquí: ¿es esta la carpeta de una corrida de `minga run`?".to_owned();
        return Err(Error::NotARun { path: path.to_owned(), what });
    }
    Ok(files::read(path, LIMIT)?)
}

/// What the bytes of a JSON file of a run say.
fn parse<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T, Error> {
    let not_a_run = |what: String| Error::NotARun { path: path.to_owned(), what };
    serde_json::from_slice(bytes)
        // What the reader says may hold somebody's text: only where it stopped is told.
        .map_err(|e| {
            not_a_run(format!(
                "no es de esta versión de minga o está dañado (línea {}, columna {})",
                e.line(),
                e.column()
            ))
        })
}

/// Reads a JSON file of a run.
pub fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, Error> {
    parse(path, &read_bytes(path)?)
}

/// Writes JSON without indents, and returns the SHA-256 of the file.
fn write_hashed<T: Serialize>(path: &Path, value: &T) -> Result<String, Error> {
    let mut hash = String::new();
    files::write_with(path, |out| {
        let mut hashing = files::Hashing::new(out);
        serde_json::to_writer(&mut hashing, value)?;
        hash = hashing.sha256();
        Ok(())
    })?;
    Ok(hash)
}

/// Writes a JSON file of a run, indented for people.
pub fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<(), Error> {
    files::write_with(path, |out| {
        serde_json::to_writer_pretty(&mut *out, value)?;
        out.write_all(b"\n")
    })?;
    Ok(())
}

/// The proposal and the manifest of the run in a folder. A proposal that is not the one that the run
/// wrote, or whose parts do not fit together, is an error; the manifest of an earlier version has no
/// hash of its proposal.
pub fn read(dir: &Path) -> Result<(Proposal, Manifest), Error> {
    let path = dir.join(PROPOSAL);
    let bytes = read_bytes(&path)?;
    let manifest: Manifest = read_json(&dir.join(manifest::FILE))?;
    let not_a_run = |what: String| Error::NotARun { path: path.clone(), what };
    if manifest.proposal.as_ref().is_some_and(|hash| *hash != files::sha256_of(&bytes)) {
        return Err(not_a_run(
            "no es la propuesta que escribió esta corrida (su huella no es la de run.json): cambió \
             después o es de otra; recupere una copia de la carpeta o repita la corrida"
                .to_owned(),
        ));
    }
    let proposal: Proposal = parse(&path, &bytes)?;
    proposal.check().map_err(|what| not_a_run(format!("está dañado: {what}")))?;
    Ok((proposal.with_numbers(), manifest))
}

/// An error where a file of an earlier run cannot be replaced, because another program holds it or it
/// is a link:
/// known before anything is computed, and before anything of that run is removed.
pub fn refuse_held(dir: &Path) -> Result<(), files::Error> {
    let tables = ["statements", "candidates", "matches"]
        .map(|name| [format!("{name}.csv"), format!("{name}.parquet")]);
    let others =
        [WORKBOOK, PARTS, export::PEOPLE, REPORT, CHANGES, QUEUE, PROPOSAL, manifest::FILE];
    let names = others.into_iter().map(str::to_owned).chain(tables.into_iter().flatten());
    names.map(|name| dir.join(name)).try_for_each(|path| files::refuse_held(&path))
}

/// Writes everything a run makes into its folder, the manifest last: where there is one, the rest
/// is whole. Returns the files, those for people first.
pub fn write(dir: &Path, proposal: &Proposal, manifest: &Manifest) -> Result<Vec<PathBuf>, Error> {
    let facts = manifest.facts();
    let mut written = Vec::new();
    let manifest_path = dir.join(manifest::FILE);
    files::remove(&manifest_path)?;
    let path = dir.join(WORKBOOK);
    if only_parts(proposal.corpus.len()) {
        files::remove(&path)?;
        written.extend(write_parts(dir, proposal, manifest)?);
    } else {
        workbook::write_with(proposal, &facts, &manifest.settings.review, &path)?;
        written.push(path);
    }
    let path = dir.join(REPORT);
    let public = public_copy::proposal(proposal, true);
    files::write(&path, report::page(&public, &public_copy::facts(&facts, true)).as_bytes())?;
    written.push(path);
    written.extend(export::write(proposal, &public, dir)?);
    written.extend(export::write_for_people(proposal, &public, dir)?);
    for (name, table) in [(CHANGES, changes(proposal)), (QUEUE, queue(proposal))] {
        let path = dir.join(name);
        let (headers, rows) = table;
        // Without a run before it there is nothing that could have changed.
        if rows.is_empty() && name == CHANGES {
            files::remove(&path)?;
            continue;
        }
        files::write_with(&path, |out| table::write_csv(out, &headers, &rows))?;
        written.push(path);
    }
    let path = dir.join(PROPOSAL);
    let hash = write_hashed(&path, proposal)?;
    written.push(path);
    let manifest = Manifest { proposal: Some(hash), ..manifest.clone() };
    write_json(&manifest_path, &manifest)?;
    written.push(manifest_path);
    Ok(written)
}

/// Writes one workbook for each competencia that has candidates or statements, into the folder
/// [`PARTS`]; those of an earlier run are removed first.
pub fn write_parts(
    dir: &Path,
    proposal: &Proposal,
    manifest: &Manifest,
) -> Result<Vec<PathBuf>, Error> {
    let folder = dir.join(PARTS);
    files::create_dir_all(&folder)?;
    let mut written = Vec::new();
    for (c, competencia) in proposal.frame.competencias.iter().enumerate() {
        // What no file system takes in a name; the rest of an id stays as it is.
        let id =
            competencia.id.replace(|c: char| c.is_control() || r#"<>:"/\|?*"#.contains(c), " ");
        let path = folder.join(format!("{id} {}.xlsx", file_name(&competencia.name)));
        let part = proposal.part(c.into());
        if part.corpus.is_empty() {
            files::remove(&path)?;
            continue;
        }
        workbook::write_with(&part, &manifest.facts(), &manifest.settings.review, &path)?;
        written.push(path);
    }
    Ok(written)
}

/// A name that every file system takes: letters, digits and single blanks, at most 60 characters.
fn file_name(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).take(60).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes what became of the earlier run's frame, where this run has another; removes what an
/// earlier run in the folder said of it otherwise.
pub fn write_frame_changes(
    dir: &Path,
    migration: Option<&Migration>,
) -> Result<Option<PathBuf>, files::Error> {
    let path = dir.join(FRAME_CHANGES);
    let Some(migration) = migration else {
        files::remove(&path)?;
        return Ok(None);
    };
    let headers = ["kind", "change", "id", "text", "new_id", "new_text", "candidate_id"];
    let rows: Vec<[String; 7]> = migration
        .rows
        .iter()
        .map(|row| {
            let (id, text) = row.old.clone().unwrap_or_default();
            let (new_id, new_text) = row.new.clone().unwrap_or_default();
            let mut kept = migration.kept.iter().filter(|(old, _)| *old == id);
            let number = (row.fate == Fate::Gone).then(|| kept.next()).flatten();
            let number = number.map_or_else(String::new, |(_, number)| number.to_string());
            let kind = row.kind.in_spanish().to_owned();
            [kind, row.fate.as_str().to_owned(), id, text, new_id, new_text, number]
        })
        .collect();
    files::write_with(&path, |out| table::write_csv(out, &headers, &rows))?;
    Ok(Some(path))
}

type Rows = (Vec<String>, Vec<Vec<String>>);

fn changes(proposal: &Proposal) -> Rows {
    let headers = [
        "change",
        "candidate_id",
        "other_candidate_ids",
        "n_before",
        "n_after",
        "n_new_texts",
        "n_came",
        "n_went",
        "cause",
    ];
    let rows = proposal.changes.iter().map(|c| {
        let others: Vec<&str> = c.others.iter().map(ChallengeId::as_str).collect();
        vec![
            c.kind.as_str().to_owned(),
            c.candidate.to_string(),
            others.join(";"),
            c.before.to_string(),
            c.after.to_string(),
            c.new_texts.to_string(),
            c.came.to_string(),
            c.went.to_string(),
            c.cause().to_owned(),
        ]
    });
    (headers.map(str::to_owned).to_vec(), rows.collect())
}

fn queue(proposal: &Proposal) -> Rows {
    let headers = ["rank", "statement_id", "text", "candidate_id", "probability", "novelty"];
    let rows = proposal.queue.iter().take(QUEUED).zip(1_usize..).map(|(&i, rank)| {
        let (statement, placement) = (&proposal.corpus.statements[i], &proposal.placements[i]);
        let candidate = placement.status.candidate().map(|c| proposal.candidates[c].id.to_string());
        vec![
            rank.to_string(),
            statement.id.to_string(),
            statement.text.clone(),
            candidate.unwrap_or_default(),
            placement.probability.map_or_else(String::new, |p| format!("{p:.4}")),
            placement.novelty.map_or_else(String::new, |p| format!("{p:.4}")),
        ]
    });
    (headers.map(str::to_owned).to_vec(), rows.collect())
}
