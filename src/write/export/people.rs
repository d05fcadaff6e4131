//! The tables for people, in the folder `para-personas`: what the tables for machines say, with
//! Spanish headers and words, as a spreadsheet program in Spanish opens it by a double click.

use std::path::{Path, PathBuf};

use super::{ColumnCells, Error, ExportTable, candidates, matches, statements};
use crate::domain::destination::ChallengeId;
use crate::domain::proposal::Proposal;
use crate::evaluate::table;
use crate::read::files;
use crate::read::table::write_csv_for_people;

/// The folder of the tables for people.
pub const FOLDER: &str = "para-personas";
/// What is different from the run before.
const CHANGES: &str = "cambios.csv";
/// The most statements that the queue lists.
pub const QUEUED: usize = 500;

/// The columns of a table for people: the name for machines, and the header for people. What is not
/// listed is for programs only.
type Headers = &'static [(&'static str, &'static str)];

const STATEMENTS: Headers = &[
    ("id", "id"),
    ("origin", "origen"),
    ("text", "texto"),
    ("competencia_declared", "competencia declarada"),
    ("competencia", "competencia"),
    ("status", "estado"),
    ("candidate_id", "propuesta"),
    ("reason", "motivo"),
    ("entidad", "entidad"),
    ("parroquia", "parroquia"),
    ("taller", "taller"),
    ("fecha", "fecha"),
    ("contradicted_by", "el texto parece de"),
    ("duplicate_of", "duplicado de"),
    ("suggestion_1", "sugerencia 1"),
    ("suggestion_2", "sugerencia 2"),
    ("suggestion_3", "sugerencia 3"),
    ("candidate_probability", "seguridad"),
    ("novelty", "tema posiblemente nuevo"),
    ("explanation", "por qué aquí"),
    ("round", "ronda"),
    ("personal_data", "datos personales"),
    ("pregunta", "pregunta"),
    ("parent", "parte de"),
    ("apoyos", "apoyos"),
    ("enlace", "enlace"),
    ("profile", "formulario"),
];

const CANDIDATES: Headers = &[
    ("id", "id"),
    ("competencia", "competencia"),
    ("draft", "propuesta de desafío (borrador)"),
    ("horizon", "horizonte sugerido"),
    ("name", "nombre"),
    ("n_institutional", "aportes institucionales"),
    ("n_citizen", "aportes ciudadanos"),
    ("sides", "lados"),
    ("stability", "solidez (0 a 1)"),
    ("risk_rank", "orden de revisión"),
    ("opposed", "posturas opuestas"),
    ("near", "propuestas parecidas"),
    ("objetivo_desarrollo", "objetivo de desarrollo sugerido"),
    ("objetivo_gestion", "objetivo de gestión sugerido"),
    ("politica", "política sugerida"),
    ("support", "apoyos"),
    ("persons", "personas"),
    ("members", "aportes"),
];

const MATCHES: Headers = &[
    ("institutional_id", "institucional"),
    ("citizen_id", "ciudadano"),
    ("institutional_text", "texto institucional"),
    ("citizen_text", "texto ciudadano"),
    ("percentile", "parecido (0 a 1)"),
    ("institutional_candidate_id", "propuesta del institucional"),
    ("citizen_candidate_id", "propuesta del ciudadano"),
    ("opposed", "posturas opuestas"),
];

/// The words for the codes of the tables for machines.
const WORDS: &[(&str, &[(&str, &str)])] = &[
    ("origin", &[("institutional", "institucional"), ("citizen", "ciudadano")]),
    (
        "status",
        &[
            ("candidate", "en propuesta"),
            ("out_of_competence", "fuera de competencia"),
            ("discarded", "descartado"),
            ("pending", "pendiente"),
        ],
    ),
    ("opposed", &[("true", "sí"), ("false", "no")]),
    (
        "sides",
        &[
            ("both", "cruzada"),
            ("institutional", "solo institucional"),
            ("citizen", "solo ciudadana"),
        ],
    ),
];

/// Writes the tables of a run for people into the folder [`FOLDER`] of the run's; pairs with the
/// texts of `public`. Returns their paths.
pub fn write_for_people(
    proposal: &Proposal,
    public: &Proposal,
    dir: &Path,
) -> Result<Vec<PathBuf>, Error> {
    let folder = dir.join(FOLDER);
    files::create_dir_all(&folder)?;
    let tables = [
        ("propuestas.csv", in_words(&candidates(proposal), CANDIDATES, &[])),
        (
            "aportes.csv",
            in_words(&statements(proposal), STATEMENTS, &proposal.corpus.extra_columns),
        ),
        ("cruces.csv", in_words(&matches(public), MATCHES, &[])),
        ("revisar-primero.csv", queue(proposal)),
        (CHANGES, changes(proposal)),
    ];
    let mut written = Vec::new();
    for (name, (headers, rows)) in tables {
        let path = folder.join(name);
        if rows.is_empty() && name == CHANGES {
            files::remove(&path)?;
            continue;
        }
        files::write_with(&path, |out| write_csv_for_people(out, &headers, &rows))?;
        written.push(path);
    }
    Ok(written)
}

/// Headers, and rows of as many cells.
type Rows = (Vec<String>, Vec<Vec<String>>);

/// The listed columns of a table, and last the sheet's own, with the words that people read.
fn in_words(table: &ExportTable<'_>, headers: Headers, own: &[String]) -> Rows {
    let named = |name: &str| table.columns.iter().position(|(column, _)| column == name);
    let listed = headers.iter().filter_map(|(name, header)| Some((named(name)?, *header)));
    let mut columns: Vec<(usize, String)> = listed.map(|(at, h)| (at, h.to_owned())).collect();
    // The sheet's own columns are the last of the table.
    let first = table.columns.len() - own.len();
    columns.extend((first..).zip(own).map(|(at, _)| (at, table.columns[at].0.to_string())));
    let cell = |at: usize, row: usize| {
        let (name, cells) = &table.columns[at];
        cells.in_words(name, row)
    };
    let row = |row: usize| columns.iter().map(|(at, _)| cell(*at, row)).collect();
    let rows = (0..table.rows).map(row).collect();
    (columns.into_iter().map(|(_, header)| header).collect(), rows)
}

impl ColumnCells<'_> {
    /// A cell as people read it: words for codes, a decimal comma.
    fn in_words(&self, name: &str, row: usize) -> String {
        match self {
            Self::Text(cells) => {
                let cell = cells[row].unwrap_or_default();
                let words = WORDS.iter().find(|(column, _)| *column == name);
                let word =
                    words.and_then(|(_, words)| words.iter().find(|(code, _)| *code == cell));
                word.map_or(cell, |(_, word)| word).to_owned()
            }
            Self::Owned(cells) => cells[row].replace(';', ", "),
            Self::Ids(cells) => cells[row].join(", "),
            Self::Count(cells) => cells[row].map_or_else(String::new, |n| n.to_string()),
            Self::Number(cells) => cells[row].map_or_else(String::new, decimal),
        }
    }
}

/// Two decimals, a half rounded away from zero.
fn decimal(x: f32) -> String {
    table::decimal((f64::from(x) * 100.0).round() / 100.0, 2)
}

/// What to decide first so that the next run learns most.
fn queue(proposal: &Proposal) -> Rows {
    let headers = ["orden", "id", "texto", "propuesta", "seguridad", "tema posiblemente nuevo"];
    let rows = proposal.queue.iter().take(QUEUED).zip(1_usize..).map(|(&i, rank)| {
        let (statement, placement) = (&proposal.corpus.statements[i], &proposal.placements[i]);
        let candidate = placement.status.candidate().map(|c| &proposal.candidates[c]);
        vec![
            rank.to_string(),
            statement.id.to_string(),
            statement.text.clone(),
            candidate.map_or_else(String::new, |c| format!("{} · {}", c.id, c.name)),
            placement.probability.map_or_else(String::new, decimal),
            if placement.may_be_new() { "sí".to_owned() } else { String::new() },
        ]
    });
    (headers.map(str::to_owned).to_vec(), rows.collect())
}

/// What is different from the run before.
fn changes(proposal: &Proposal) -> Rows {
    let headers = [
        "cambio",
        "propuesta",
        "otras propuestas",
        "aportes antes",
        "aportes ahora",
        "aportes nuevos",
        "llegaron de otra",
        "se fueron a otra",
        "por qué",
    ];
    let rows = proposal.changes.iter().map(|change| {
        let others: Vec<&str> = change.others.iter().map(ChallengeId::as_str).collect();
        let why = match change.cause() {
            "edited" => "un aporte se editó",
            "both" => "aportes nuevos y otra agrupación",
            "new_texts" => "aportes nuevos",
            _ => "otra agrupación",
        };
        let counts = [change.before, change.after, change.new_texts, change.came, change.went];
        let mut row = vec![
            change.kind.in_spanish().to_owned(),
            change.candidate.to_string(),
            others.join(", "),
        ];
        row.extend(counts.map(|n| n.to_string()));
        row.push(why.to_owned());
        row
    });
    (headers.map(str::to_owned).to_vec(), rows.collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::proposal::sample;
    use crate::read::table;

    #[test]
    fn a_spreadsheet_in_spanish_opens_them_and_nothing_runs() {
        let mut proposal = sample::proposal();
        proposal.corpus.statements[0].text = "=1+1; limpiar ñ".to_owned();
        let dir = tempfile::tempdir().unwrap();
        let written = write_for_people(&proposal, &proposal, dir.path()).unwrap();
        let aportes = dir.path().join(FOLDER).join("aportes.csv");
        assert!(written.contains(&aportes));
        let bytes = std::fs::read(&aportes).unwrap();
        assert!(bytes.starts_with(b"\xEF\xBB\xBFid;origen;texto;"), "{bytes:?}");
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("\"'=1+1; limpiar ñ\""), "{text}");
        assert!(text.contains(";en propuesta;") && !text.contains("candidate"), "{text}");
        // Read back, it is the text that was written, as it was.
        let read = table::read(&aportes).unwrap().table;
        let at = read.headers.iter().position(|h| h == "texto").unwrap();
        assert_eq!(read.rows[0].cells[at], "=1+1; limpiar ñ");
    }

    #[test]
    fn every_code_has_its_word() {
        let proposal = sample::proposal();
        for table in [statements(&proposal), candidates(&proposal)] {
            for (name, words) in WORDS {
                let column = table.columns.iter().find(|(column, _)| column == name);
                let Some((_, ColumnCells::Text(cells))) = column else { continue };
                for cell in cells.iter().flatten() {
                    assert!(words.iter().any(|(code, _)| code == cell), "{name}: {cell}");
                }
            }
        }
        assert_eq!([decimal(0.912), decimal(-0.001), decimal(1.0)], ["0,91", "0,00", "1,00"]);
    }
}
