//! What a sweep writes: the page, the figures and the table.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::plan::Plan;
use crate::commands::Error;
use crate::commands::inputs::file_name;
use crate::evaluate::sweep::Row;
use crate::read::files;
use crate::write::html::sweep::{self, Report};
use crate::write::sweep_table;

/// The rows of this sweep, corpus by corpus in the order of the settings, and those of others.
pub(super) fn sorted(rows: Vec<Row>, plan: &Plan<'_>) -> (Vec<Row>, Vec<Row>) {
    let mut places = BTreeMap::new();
    for subject in &plan.subjects {
        let digests: BTreeMap<&String, String> =
            plan.models.iter().map(|(encoder, model)| (encoder, subject.digest(model))).collect();
        for setting in &plan.settings {
            let id = (subject.name.clone(), digests[&setting.encoder].clone(), setting.key.clone());
            places.insert(id, places.len());
        }
    }
    let (mut ours, mut others) = (Vec::new(), Vec::new());
    for row in rows {
        let id = (row.corpus.clone(), row.digest.clone(), row.key.clone());
        match places.get(&id).filter(|_| row.version == env!("CARGO_PKG_VERSION")) {
            Some(&place) => ours.push((place, row)),
            None => others.push(row),
        }
    }
    ours.sort_by_key(|(place, _)| *place);
    (ours.into_iter().map(|(_, row)| row).collect(), others)
}

/// What the sweep was made of: label and value, in Spanish.
pub(super) fn facts(plan: &Plan<'_>) -> Vec<(String, String)> {
    let mut facts = vec![("Versión de minga".to_owned(), env!("CARGO_PKG_VERSION").to_owned())];
    for model in plan.models.values() {
        let what = format!("{}, {}", model.name, &model.hash[..12]);
        facts.push(("Modelo de lenguaje".to_owned(), what));
    }
    for subject in &plan.subjects {
        for file in &subject.parsed.files {
            let what = format!("{}: {} filas, {}", file_name(&file.file), file.rows, file.format);
            facts.push((format!("Corpus {}", subject.name), what));
        }
    }
    let resampling = &plan.request.grid.stability;
    let what = format!("{}, semilla {}", resampling.resamples, resampling.seed);
    facts.push(("Remuestreos de la estabilidad".to_owned(), what));
    facts
}

/// Writes the page, the figures and the table, and returns them, those for people first.
pub(super) fn write(
    folder: &Path,
    report: &Report<'_>,
    others: &[Row],
) -> Result<Vec<PathBuf>, Error> {
    let page = folder.join("sweep.html");
    files::write(&page, sweep::page(report).as_bytes())?;
    let figures = folder.join("figures");
    files::create_dir_all(&figures)?;
    let mut drawn = Vec::new();
    for (name, svg) in sweep::figures(report) {
        let path = figures.join(name);
        files::write(&path, svg.as_bytes())?;
        drawn.push(path);
    }
    let rows: Vec<Row> = report.rows.iter().chain(others).cloned().collect();
    let mut written = vec![page];
    written.extend(sweep_table::write(folder, &rows)?);
    written.extend(drawn);
    Ok(written)
}
