//! What a run wrote, read back by other readers than the program's writers.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader as _, Xlsx};
use polars_core::prelude::DataFrame;
use polars_io::SerReader as _;
use polars_io::prelude::ParquetReader;

/// What every run writes, by name.
const FILES: [&str; 10] = [
    "candidates.csv",
    "candidates.parquet",
    "matches.csv",
    "matches.parquet",
    "proposal.json",
    "report.html",
    "review.xlsx",
    "run.json",
    "statements.csv",
    "statements.parquet",
];

/// What a run writes when it has something to say in it.
const AT_TIMES: [&str; 5] =
    ["changes.csv", "disagreements.csv", "frame_changes.csv", "queue.csv", "reviewers.csv"];

/// A row of a table, by header.
pub(crate) type Row = BTreeMap<String, String>;

/// The folder of the tables for people.
const PEOPLE: &str = "para-personas/";

/// What stands in it, always and at times.
const FOR_PEOPLE: [&str; 8] = [
    "aportes.csv",
    "cambios.csv",
    "consolidado.csv",
    "cruces.csv",
    "desacuerdos.csv",
    "propuestas.csv",
    "revisar-primero.csv",
    "trazabilidad.csv",
];

/// The folder that a run wrote.
pub(crate) struct Outputs {
    folder: PathBuf,
}

/// What stands between the cells of a table: those that people fill in or read have semicolons.
pub(crate) fn separator(name: &str) -> u8 {
    if name.starts_with(PEOPLE) || name == "disagreements.csv" { b';' } else { b',' }
}

impl Outputs {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).unwrap()
    }

    /// The visible files of the folder and of the folder for people in it, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let in_folder = |folder: &Path, before: &str| -> Vec<String> {
            let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
            entries
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .filter(|name| !name.starts_with('.'))
                .map(|name| format!("{before}{name}"))
                .collect()
        };
        let mut names = in_folder(&self.folder, "");
        names.retain(|name| name != PEOPLE.trim_end_matches('/'));
        names.extend(in_folder(&self.folder.join(PEOPLE), PEOPLE));
        names.sort();
        names
    }

    /// Every output file is there, nothing else is, and each can be read.
    pub(crate) fn are_whole(&self) {
        let names = self.names();
        for file in FILES {
            assert!(names.iter().any(|name| name == file), "{file}: {names:?}");
        }
        self.parse();
    }

    /// Every file that is there is one that runs write, and can be read to its end by a reader of
    /// its format.
    pub(crate) fn parse(&self) {
        for name in self.names() {
            let known = match name.strip_prefix(PEOPLE) {
                Some(inner) => FOR_PEOPLE.contains(&inner),
                None => FILES.into_iter().chain(AT_TIMES).any(|file| file == name),
            };
            assert!(known, "nothing writes {name}");
            match Path::new(&name).extension().and_then(|e| e.to_str()).unwrap() {
                "csv" => drop(self.csv(&name)),
                "parquet" => drop(self.parquet(&name)),
                "json" => drop(self.json(&name)),
                "html" => assert!(self.text(&name).trim_end().ends_with("</html>"), "{name}"),
                "xlsx" => drop(self.sheet("Propuestas")),
                other => panic!("{name}: nothing writes .{other}"),
            }
        }
    }

    /// The files are those of another run, byte for byte.
    pub(crate) fn equal(&self, other: &Self) {
        assert_eq!(self.names(), other.names());
        for name in self.names() {
            assert!(self.bytes(&name) == other.bytes(&name), "{name} differs");
        }
    }

    pub(crate) fn csv(&self, name: &str) -> Vec<Row> {
        csv::ReaderBuilder::new()
            .delimiter(separator(name))
            .from_path(self.path(name))
            .unwrap()
            .deserialize()
            .collect::<Result<_, _>>()
            .unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub(crate) fn json(&self, name: &str) -> serde_json::Value {
        serde_json::from_slice(&self.bytes(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub(crate) fn parquet(&self, name: &str) -> DataFrame {
        ParquetReader::new(Cursor::new(self.bytes(name))).finish().unwrap()
    }

    /// A sheet of the workbook, as text; formulas and their results are not text.
    pub(crate) fn sheet(&self, sheet: &str) -> Vec<Vec<String>> {
        let mut workbook = Xlsx::new(Cursor::new(self.bytes("review.xlsx"))).unwrap();
        let range = workbook.worksheet_range(sheet).unwrap();
        let words = |cell: &Data| cell.to_string();
        range.rows().map(|row| row.iter().map(words).collect()).collect()
    }

    /// The formulas of a sheet.
    pub(crate) fn formulas(&self, sheet: &str) -> Vec<String> {
        let mut workbook = Xlsx::new(Cursor::new(self.bytes("review.xlsx"))).unwrap();
        let range = workbook.worksheet_formula(sheet).unwrap();
        range.rows().flatten().filter(|f| !f.is_empty()).cloned().collect()
    }

    /// How many statements of an origin are in each state.
    pub(crate) fn states(&self, origin: &str) -> BTreeMap<String, usize> {
        let mut states = BTreeMap::new();
        for row in self.csv("statements.csv").iter().filter(|row| row["origin"] == origin) {
            *states.entry(row["status"].clone()).or_default() += 1;
        }
        states
    }
}
