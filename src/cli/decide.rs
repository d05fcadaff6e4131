//! The commands that carry people's decisions: apply and consolidate.

use std::collections::BTreeMap;

use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::Ending;
use super::arguments::{Apply, Consolidate};
use super::commands::Result;
use super::console::{Console, thousands, told};
use crate::decide::settle::{Outcome, Settled, settle};
use crate::domain::problem::Problem;
use crate::read::files;
use crate::review::apply::{self, Context};
use crate::review::log::Log;
use crate::write::consolidated::{self, Options, Outcome as Consolidation};
use crate::write::run_folder;

pub(super) fn apply(arguments: &Apply, console: &Console) -> Result<Ending> {
    let (proposal, manifest) = run_folder::read(&arguments.dir)?;
    let _lock = files::lock(&arguments.dir)?;
    let now = OffsetDateTime::now_utc().replace_nanosecond(0)?.format(&Rfc3339)?;
    let context = Context {
        proposal: &proposal,
        run: &manifest.run,
        at: &now,
        reviewer: arguments.reviewer.as_deref(),
        reasons: &manifest.settings.review,
    };
    let read = apply::read_files(&arguments.files, &context)?;
    let problems: Vec<Problem> = read.iter().flat_map(|a| a.problems.iter().cloned()).collect();
    if !problems.is_empty() && !arguments.accept_valid {
        console.problems(&problems);
        if console.talks() {
            eprintln!("Para tomar solo las filas en orden, repita con --accept-valid.");
        }
        return Ok(Ending::Problems);
    }
    for problem in &problems {
        eprintln!("{problem}");
    }
    let decisions: Vec<_> = read.iter().flat_map(|a| a.decisions.iter().cloned()).collect();
    let mut log = Log::open(&arguments.dir.join(run_folder::DECISIONS))?;
    let added = log.append(&decisions)?;
    log.export_csv(&arguments.dir.join("decisions.csv"))?;
    let settled = settle(&proposal, &log.all()?);
    for file in &read {
        console.line(&format!(
            "{}: {} — {} filas, {} decisiones, {} sin decidir, {} con problemas",
            file.file,
            file.format,
            thousands(file.rows),
            thousands(file.decisions.len()),
            thousands(file.blank),
            thousands(file.problems.len())
        ));
    }
    let states = States::of(&settled);
    console.line(&format!(
        "Decisiones nuevas: {} (repetidas que ya estaban: {})",
        thousands(added.len()),
        thousands(decisions.len() - added.len())
    ));
    console.line(&format!(
        "Desafíos decididos por personas: {}; propuestos y sin decidir: {}; pendientes: {}",
        thousands(states.decided),
        thousands(states.proposed),
        thousands(states.pending)
    ));
    for trouble in &settled.troubles {
        let ids: Vec<&str> = trouble
            .statements
            .iter()
            .take(10)
            .map(crate::domain::statement::StatementId::as_str)
            .collect();
        console.note(&format!("{} ({})", trouble.what, ids.join(", ")));
    }
    console.object(&json!({
        "decisions": decisions.len(), "added": added.len(),
        "problems": problems.len(),
        "decided": states.decided, "proposed": states.proposed, "pending": states.pending,
        "troubles": settled.troubles.iter().map(|t| &t.what).collect::<Vec<_>>(),
    }));
    Ok(if problems.is_empty() { Ending::Done } else { Ending::Problems })
}

/// How many statements stand where.
struct States {
    decided: usize,
    proposed: usize,
    pending: usize,
}

impl States {
    fn of(settled: &Settled) -> Self {
        let count = |wanted: fn(&Outcome) -> bool| {
            settled.statements.iter().filter(|s| !s.by_people && wanted(&s.standing)).count()
        };
        Self {
            decided: settled.statements.iter().filter(|s| s.by_people).count(),
            proposed: count(|s| !matches!(s, Outcome::Pending(_))),
            pending: count(|s| matches!(s, Outcome::Pending(_))),
        }
    }
}

pub(super) fn consolidate(arguments: &Consolidate, console: &Console) -> Result<Ending> {
    let (proposal, manifest) = run_folder::read(&arguments.dir)?;
    let path = arguments.dir.join(run_folder::DECISIONS);
    let decisions = if path.exists() { Log::open(&path)?.all()? } else { Vec::new() };
    let settled = settle(&proposal, &decisions);
    let to = arguments.to.as_deref().unwrap_or(&arguments.dir);
    files::create_dir_all(to)?;
    let options = Options { draft: arguments.draft, redact: !arguments.keep_personal_data };
    match consolidated::write(&proposal, &settled, &options, &manifest.facts(), to)? {
        Consolidation::Refused(waiting) => {
            const PRINTED: usize = 50;
            for one in waiting.iter().take(PRINTED) {
                eprintln!("{one}");
            }
            if waiting.len() > PRINTED {
                eprintln!("… y {} más", thousands(waiting.len() - PRINTED));
            }
            eprintln!(
                "{} sin decidir: no se escribió nada. Con --draft se escribe un borrador.",
                thousands(waiting.len())
            );
            console.object(&json!({ "written": false, "waiting": waiting.len() }));
            Ok(Ending::Problems)
        }
        Consolidation::Written { files, totals, gaps, waiting } => {
            console.line(&totals.lines().join("\n"));
            if !gaps.is_empty() {
                console.line(&format!("{} (hoja Cobertura).", told(&gaps)));
            }
            if !waiting.is_empty() {
                console.line(&format!("Borrador: {} sin decidir.", thousands(waiting.len())));
            }
            for file in &files {
                console.line(&format!("escrito: {}", file.display()));
            }
            console.object(&json!({
                "written": true, "waiting": waiting.len(), "files": files,
                "gaps": gaps.iter().map(|(gap, all)| (*gap, all.len())).collect::<BTreeMap<_, _>>(),
            }));
            Ok(Ending::Done)
        }
    }
}
