//! Reads texts whose demands are known: a table with the columns `tema`, `demanda`, `registro` and
//! `texto`, which a metric is learned from.

use std::collections::BTreeMap;
use std::path::Path;

use crate::domain::problem::Problem;
use crate::domain::statement::{Corpus, Statement};
use crate::features::metric::Label;
use crate::read::files;
use crate::read::table;
use crate::text::fold::letters;

/// Texts with the demand that each makes.
#[derive(Debug, Default)]
pub struct Demands {
    /// The texts, in the file's order: those written as offices write (`formulado`,
    /// `institucional`) count as institutional, all others as citizen.
    pub corpus: Corpus,
    /// A label a text.
    pub labels: Vec<Label>,
}

/// Reads the texts of some files, with all their problems; rows with a problem are not among them.
/// A topic of the same name in two files is one topic.
pub fn read<P: AsRef<Path>>(paths: &[P]) -> Result<(Demands, Vec<Problem>), files::Error> {
    let mut reading = DemandsReader::default();
    for path in paths {
        reading.add(path.as_ref())?;
    }
    Ok((reading.demands, reading.problems))
}

#[derive(Default)]
struct DemandsReader {
    demands: Demands,
    problems: Vec<Problem>,
    topics: BTreeMap<String, usize>,
    names: BTreeMap<(usize, String), usize>,
}

impl DemandsReader {
    fn add(&mut self, path: &Path) -> Result<(), files::Error> {
        let parsed = table::read(path)?;
        let at = parsed.place();
        self.problems.extend(parsed.problems.iter().cloned());
        let headers: Vec<String> = parsed.table.headers.iter().map(|h| letters(h)).collect();
        let find = |name: &str| headers.iter().position(|h| h == name);
        let columns = [find("tema"), find("demanda"), find("registro"), find("texto")];
        let [Some(topic), Some(demand), Some(manner), Some(text)] = columns else {
            if parsed.problems.is_empty() {
                let what = "hacen falta las columnas «tema», «demanda», «registro» y «texto»";
                self.problems.push(Problem::new(at, what));
            }
            return Ok(());
        };
        for row in &parsed.table.rows {
            let cell = |column: usize| row.cells.get(column).map_or("", |c| c.trim());
            let blank =
                [topic, demand, manner, text].into_iter().find(|&column| cell(column).is_empty());
            if let Some(column) = blank {
                let place = at.row(row.number).column(&parsed.table.headers[column]);
                let what = "la celda está vacía: complétela o borre la fila";
                self.problems.push(Problem::new(place, what));
                continue;
            }
            let next = self.topics.len();
            let topic = *self.topics.entry(cell(topic).to_owned()).or_insert(next);
            let next = self.names.len();
            let demand = *self.names.entry((topic, cell(demand).to_owned())).or_insert(next);
            let office = matches!(letters(cell(manner)).as_str(), "formulado" | "institucional");
            self.demands.labels.push(Label { demand, topic });
            let id = format!("T{}", self.demands.labels.len());
            self.demands.corpus.statements.push(if office {
                Statement::institutional(&id, cell(text))
            } else {
                Statement::citizen(&id, cell(text))
            });
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::statement::Origin;

    #[test]
    fn texts_have_their_demand_and_blank_cells_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("textos.csv");
        let rows = "tema,demanda,registro,texto\nAgua,1,voz,no hay agua\nAgua,1,formulado,Ampliar\n\
                    Vías,1,tarjeta,baches\nVías,,voz,huecos\n";
        std::fs::write(&path, rows).unwrap();
        let (demands, problems) = read(&[&path]).unwrap();
        assert_eq!(demands.labels[0], demands.labels[1]);
        assert_eq!(demands.labels[2], Label { demand: 1, topic: 1 });
        assert_eq!(demands.corpus.count(Origin::Institutional), 1);
        assert_eq!(problems.len(), 1);
        assert!(problems[0].to_string().contains("textos.csv:5:demanda"), "{}", problems[0]);
        std::fs::write(&path, "a,b\n1,2\n").unwrap();
        assert!(read(&[&path]).unwrap().1[0].to_string().contains("«registro»"));
    }
}
