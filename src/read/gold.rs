//! Reads a reference grouping: a table with the columns `id` and `gold`.

use std::collections::BTreeMap;
use std::path::Path;

use crate::domain::problem::{Problem, excerpt};
use crate::domain::statement::StatementId;
use crate::evaluate::{Gold, Reference};
use crate::read::files;
use crate::read::table;

/// Reads the reference grouping in a file, with all its problems; rows with a problem are not in
/// it. `gold` is a challenge (`DM042`), two separated by `;` with the main one first, or `NINGUNO`;
/// a decisions file (`statement_id`, `final_id`) is read too.
pub fn read(path: &Path) -> Result<(Gold, Vec<Problem>), files::Error> {
    let parsed = table::read(path)?;
    let at = parsed.place();
    let mut problems: Vec<Problem> = parsed.problems.iter().cloned().collect();
    let mut labels: BTreeMap<StatementId, Reference> = BTreeMap::new();
    let headers: Vec<String> = parsed.table.headers.iter().map(|h| table::fold(h)).collect();
    let find = |names: &[&str]| headers.iter().position(|h| names.contains(&h.as_str()));
    let id = find(&["id", "statement id", "statementid"]);
    let gold = find(&["gold", "final id", "finalid", "referencia"]);
    let also = find(&["also final id", "alsofinalid"]);
    let (Some(id), Some(gold)) = (id, gold) else {
        if problems.is_empty() {
            problems.push(Problem::new(at, "faltan las columnas «id» y «gold»"));
        }
        return Ok((Gold { labels }, problems));
    };
    for row in &parsed.table.rows {
        let cell = |column: usize| row.cells.get(column).map_or("", |c| c.trim());
        let place = at.row(row.number);
        let mut wanted = cell(gold).to_owned();
        if let Some(second) = also.map(cell).filter(|s| !s.is_empty()) {
            wanted = format!("{wanted};{second}");
        }
        if cell(id).is_empty() {
            let place = place.column(&parsed.table.headers[id]);
            problems.push(Problem::new(place, "falta el id del desafío"));
            continue;
        }
        match wanted.parse::<Reference>() {
            Ok(reference) => {
                if labels.insert(StatementId::new(cell(id)), reference).is_some() {
                    let place = place.column(&parsed.table.headers[id]);
                    problems.push(Problem::new(
                        place,
                        format!("«{}» está dos veces", excerpt(cell(id))),
                    ));
                }
            }
            Err(what) => {
                let place = place.column(&parsed.table.headers[gold]);
                problems.push(Problem::new(place, what.to_string()));
            }
        }
    }
    Ok((Gold { labels }, problems))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn two_references_and_none_are_read_and_bad_rows_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("gold.tsv");
        std::fs::write(&path, "id\tgold\nC1\tDM001;DM002\nC2\tNINGUNO\nC1\tDM003\nC4\t\n").unwrap();
        let (gold, problems) = read(&path).unwrap();
        assert_eq!(gold.labels.len(), 2);
        let text: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(text.iter().any(|p| p.contains("gold.tsv:4:id")), "{text:?}");
        assert!(text.iter().any(|p| p.contains("gold.tsv:5:gold")), "{text:?}");
    }
}
