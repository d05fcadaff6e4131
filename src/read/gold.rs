//! Reads a reference grouping: a table with the columns `id` and `gold`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::domain::problem::{Problem, excerpt};
use crate::domain::proposal::Proposal;
use crate::domain::statement::StatementId;
use crate::evaluate::{Gold, Reference, ReferenceId};
use crate::read::files;
use crate::read::table::{self, Row};
use crate::text::fold::letters;

/// What a reference may name: with it, what is not there is refused by row.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The statements of the run; empty where they are not known.
    pub statements: BTreeSet<StatementId>,
    /// The challenges; empty where any name will do.
    pub challenges: Vec<String>,
}

impl Known {
    /// What a run has: its statements, and the challenges of its frame where that lists any.
    pub fn of(proposal: &Proposal) -> Self {
        let mut challenges: Vec<String> =
            proposal.frame.desafios.iter().map(|challenge| challenge.id.clone()).collect();
        if !challenges.is_empty() {
            challenges.extend(
                proposal.candidates.iter().map(|candidate| candidate.id.as_str().to_owned()),
            );
        }
        let statements = proposal.corpus.statements.iter().map(|s| s.id.clone()).collect();
        Self { statements, challenges }
    }
}

/// A reference as it was read.
#[derive(Debug, Default)]
pub struct Read {
    /// What people say of each statement; rows with a problem are not in it.
    pub gold: Gold,
    /// What is wrong, by row.
    pub problems: Vec<Problem>,
    /// What the person should know although it is not wrong.
    pub notes: Vec<String>,
}

/// Words for "no challenge", folded.
const NOTHING: &[&str] = &[
    "ninguno",
    "ninguna",
    "ningun",
    "na",
    "noaplica",
    "none",
    "nodm",
    "sindesafio",
    "nocorresponde",
    "fueradecompetencia",
    "nulo",
    "null",
];

/// Reads the reference grouping in a file whatever it names; see [`read_known`].
pub fn read(path: &Path) -> Result<(Gold, Vec<Problem>), files::Error> {
    let Read { gold, problems, .. } = read_known(path, &Known::default())?;
    Ok((gold, problems))
}

/// Reads the reference grouping in a file. `gold` is a challenge (`DM042`), two with the main one
/// first, separated by `;`, a comma, a bar or `y`, or `NINGUNO` (`N/A`); a decisions file
/// (`statement_id`, `final_id`) is read too. Case and blanks within a name do not matter.
pub fn read_known(path: &Path, known: &Known) -> Result<Read, files::Error> {
    let parsed = table::read(path)?;
    let at = parsed.place();
    let mut read = Read { problems: parsed.problems.iter().cloned().collect(), ..Read::default() };
    let headers: Vec<String> = parsed.table.headers.iter().map(|h| letters(h)).collect();
    // The first of the names that is there, wherever: a table of a run has its own groups too.
    let find =
        |names: &[&str]| names.iter().find_map(|name| headers.iter().position(|h| h == name));
    let id = find(&[
        "id",
        "statementid",
        "iddesafio",
        "iddeldesafio",
        "iddelaporte",
        "idpropuesta",
        "codigo",
    ]);
    let gold = find(&[
        "gold",
        "finalid",
        "referencia",
        "desafiometropolitano",
        "idfinal",
        "desafiofinal",
        "candidateid",
        "grupo",
        "group",
        "cluster",
        "etiqueta",
        "label",
    ]);
    let also = find(&["alsofinalid", "gold2", "segundo", "tambien"]);
    let (Some(id), Some(gold)) = (id, gold) else {
        if read.problems.is_empty() {
            let there: Vec<String> =
                parsed.table.headers.iter().take(8).map(|header| excerpt(header)).collect();
            let missing = match (id, gold) {
                (None, None) => "faltan las columnas «id» y «gold»",
                (None, _) => "falta la columna «id»",
                _ => "falta la columna «gold» (el desafío de cada id)",
            };
            let what = format!("{missing}; en el encabezado dice: {}", there.join(" | "));
            read.problems.push(Problem::new(at.row(parsed.table.header_row), what));
        }
        return Ok(read);
    };
    if parsed.table.rows.is_empty() && read.problems.is_empty() {
        let at = at.row(parsed.table.header_row);
        read.problems.push(Problem::new(at, "no hay ninguna fila: agregue al menos una"));
        return Ok(read);
    }
    let mut names = Names::of(known);
    let ids: BTreeMap<String, &StatementId> =
        known.statements.iter().map(|known| (known.as_str().to_lowercase(), known)).collect();
    let mut unknown: Vec<&Row> = Vec::new();
    for row in &parsed.table.rows {
        let cell = |column: usize| row.cells[column].trim();
        let place = at.row(row.number);
        let of_id = place.column(&parsed.table.headers[id]);
        if cell(id).is_empty() {
            read.problems.push(Problem::new(of_id, "falta el id del desafío"));
            continue;
        }
        let mut wanted = vec![cell(gold)];
        wanted.extend(also.map(cell).filter(|second| !second.is_empty()));
        let reference = match names.reference(&wanted) {
            Ok(reference) => reference,
            Err(what) => {
                let place = place.column(&parsed.table.headers[gold]);
                read.problems.push(Problem::new(place, what));
                continue;
            }
        };
        let statement = if let Some(known) = ids.get(&cell(id).to_lowercase()) {
            (*known).clone()
        } else {
            if !known.statements.is_empty() {
                unknown.push(row);
            }
            StatementId::new(cell(id))
        };
        if read.gold.labels.insert(statement, reference).is_some() {
            let what = format!("«{}» está dos veces", excerpt(cell(id)));
            read.problems.push(Problem::new(of_id, what));
        }
    }
    if let Some(first) = unknown.first() {
        let shown = excerpt(first.cells[id].trim());
        // A reference of more than this run is usual; one of nothing in it is another file.
        if unknown.len() == read.gold.labels.len() {
            let what = format!(
                "ningún id está en la corrida (el primero es «{shown}»): revise si la referencia \
                 es de estos desafíos"
            );
            read.problems.push(Problem::new(at, what));
        } else {
            read.notes.push(format!(
                "{at}: filas cuyo id no está en la corrida y no cuentan: {} (la primera es la {}, \
                 «{shown}»)",
                unknown.len(),
                first.number
            ));
        }
    }
    Ok(read)
}

/// The names of challenges, however they are spelled.
struct Names {
    /// By what matters in them, as they are written.
    known: BTreeMap<String, String>,
    /// Whether others may come.
    open: bool,
}

impl Names {
    fn of(known: &Known) -> Self {
        let names = known.challenges.iter().map(|name| (letters(name), name.clone()));
        Self { known: names.collect(), open: known.challenges.is_empty() }
    }

    /// The name that somebody means by a word, if it is one.
    fn named(&mut self, word: &str) -> Option<String> {
        let folded = letters(word);
        if folded.is_empty() {
            return None;
        }
        if let Some(name) = self.known.get(&folded) {
            return Some(name.clone());
        }
        if !self.open {
            return None;
        }
        // `dm 042` is DM042: letters and a number are a code.
        let letters = folded.trim_end_matches(|c: char| c.is_ascii_digit());
        let code = folded.len() > letters.len()
            && (1..=4).contains(&letters.len())
            && letters.bytes().all(|b| b.is_ascii_alphabetic());
        let name = if code { folded.to_uppercase() } else { word.trim().to_owned() };
        self.known.insert(folded, name.clone());
        Some(name)
    }

    /// What some cells say of one statement.
    fn reference(&mut self, cells: &[&str]) -> Result<Reference, String> {
        let mut names: Vec<String> = Vec::new();
        let mut nothing = false;
        for cell in cells {
            if cell.is_empty() {
                continue;
            }
            if NOTHING.contains(&letters(cell).as_str()) || cell.chars().all(|c| "-–—".contains(c))
            {
                nothing = true;
                continue;
            }
            let cell = cell.replace(" y ", ";");
            for part in cell.split([';', ',', '|', '/', '\n', '+']).map(str::trim) {
                if part.is_empty() {
                    continue;
                }
                if NOTHING.contains(&letters(part).as_str()) {
                    nothing = true;
                    continue;
                }
                let words: Vec<&str> = part.split_whitespace().collect();
                let coded = |word: &&str| word.bytes().any(|b| b.is_ascii_digit());
                let apart = words.len() > 1
                    && words.iter().all(coded)
                    && words.iter().all(|word| word.starts_with(char::is_alphabetic));
                let parts = if apart { words } else { vec![part] };
                for part in parts {
                    let Some(name) = self.named(part) else {
                        return Err(format!(
                            "«{}» no es un desafío del marco ni de la corrida: corrija el código, o \
                             escriba NINGUNO",
                            excerpt(part)
                        ));
                    };
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
            }
        }
        let id = |name: &String| ReferenceId(name.clone());
        match (names.as_slice(), nothing) {
            ([], true) => Ok(Reference::None),
            ([], false) => {
                Err("falta la referencia: escriba el código de un desafío o NINGUNO".to_owned())
            }
            (_, true) => Err("NINGUNO va solo: quítelo o quite los desafíos".to_owned()),
            ([main], false) => Ok(Reference::One(id(main))),
            ([main, second], false) => Ok(Reference::Two(id(main), id(second))),
            (more, false) => Err(format!(
                "hay {} desafíos: escriba a lo sumo dos, el principal primero, separados por «;»",
                more.len()
            )),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn gold(content: &str, known: &Known) -> Read {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("gold.tsv");
        std::fs::write(&path, content).unwrap();
        read_known(&path, known).unwrap()
    }

    #[test]
    fn two_references_and_none_are_read_and_bad_rows_are_named() {
        let read =
            gold("id\tgold\nC1\tDM001;DM002\nC2\tNINGUNO\nC1\tDM003\nC4\t\n", &Known::default());
        assert_eq!(read.gold.labels.len(), 2);
        let text: Vec<String> = read.problems.iter().map(ToString::to_string).collect();
        assert!(text.iter().any(|p| p.contains("gold.tsv:4:id")), "{text:?}");
        assert!(text.iter().any(|p| p.contains("gold.tsv:5:gold")), "{text:?}");
    }

    #[test]
    fn the_column_of_the_reference_is_found_by_its_best_name() {
        let read = gold("id,candidate_id,gold\n1,PD-001,DM002\n", &Known::default());
        let label = read.gold.labels.values().next();
        assert!(label.is_some_and(|label| format!("{label:?}").contains("DM002")), "{label:?}");
        let read = gold("id;grupo\n1;A\n2;A\n", &Known::default());
        assert_eq!(read.gold.labels.len(), 2);
        let read = gold("id,texto\n1,Luz\n", &Known::default());
        let told = read.problems[0].to_string();
        assert!(told.contains("falta la columna «gold»") && told.contains("id | texto"), "{told}");
    }

    #[test]
    fn a_header_alone_is_a_problem() {
        let read = gold("id\tgold\n", &Known::default());
        let [only] = read.problems.as_slice() else { panic!("{:?}", read.problems) };
        assert!(only.to_string().ends_with("no hay ninguna fila: agregue al menos una"), "{only}");
    }

    #[test]
    fn names_are_understood_however_they_are_spelled() {
        let two = Reference::Two(ReferenceId("DM001".into()), ReferenceId("DM002".into()));
        for cell in [
            "DM001;DM002",
            "dm001, dm002",
            "DM 001 | DM-002",
            "DM001/DM002",
            "DM001 DM002",
            "Dm001 y DM002",
            "DM001;DM002;dm001",
        ] {
            let read = gold(&format!("id\tgold\nC1\t{cell}\n"), &Known::default());
            assert_eq!(read.gold.labels.values().next(), Some(&two), "{cell}: {:?}", read.problems);
        }
        for cell in ["NINGUNO", "ninguno", "N/A", "n.a.", "-", "No aplica"] {
            let read = gold(&format!("id\tgold\nC1\t{cell}\n"), &Known::default());
            assert_eq!(read.gold.labels.values().next(), Some(&Reference::None), "{cell}");
        }
        let own = gold("id\tgold\nC1\tGrupo de agua\nC2\tgrupo de Agua\n", &Known::default());
        let names: BTreeSet<String> = own.gold.labels.values().map(ToString::to_string).collect();
        assert_eq!(names.len(), 1);
    }

    #[test]
    fn what_is_not_known_is_refused_by_row_or_told() {
        let known = Known {
            statements: ["C1", "C2"].map(StatementId::new).into(),
            challenges: vec!["DM001".to_owned()],
        };
        let read = gold("id\tgold\nc1\tdm001\nC2\tDM999\nC9\tDM001\n", &known);
        assert_eq!(read.problems.len(), 1);
        assert!(read.problems[0].to_string().contains("gold.tsv:3:gold: «DM999» no es un desafío"));
        assert!(read.gold.labels.contains_key(&StatementId::new("C1")));
        assert!(read.notes[0].contains("la primera es la 4"), "{:?}", read.notes);
        let other = gold("id\tgold\nX\tDM001\n", &known);
        assert!(other.problems[0].what.contains("ningún id está en la corrida"));
    }
}
