//! The command that learns a model's metric.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::Ending;
use super::commands::Result;
use super::console::{Console, complain, thousands};
use crate::commands;
use crate::encode;
use crate::read::demands;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga model metric data/demandas/textos.csv data/demandas/planes.csv
  minga model metric textos.csv --model mi-modelo --to mi-modelo")]
pub(super) struct Metric {
    /// Texts whose demands are known: columns tema, demanda, registro, texto
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// An encoder, by name or folder
    #[arg(long, value_name = "NAME|DIR")]
    model: Option<String>,
    /// Where metric.safetensors is written [default: the model's folder]
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
}

pub(super) fn metric(arguments: &Metric, console: &Console) -> Result<Ending> {
    let (demands, problems) = demands::read(&arguments.files)?;
    if !problems.is_empty() {
        console.problems(&problems);
        return Ok(Ending::Problems);
    }
    let named = arguments.model.as_deref();
    let to = match &arguments.to {
        Some(to) => to.clone(),
        None => encode::find_model(named)?,
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let progress = console.progress();
    let written = commands::metric(&demands, named, &to, threads, &mut |step| progress.step(step))?;
    let Some(path) = written else {
        complain("minga: estos textos no bastan: hacen falta varias demandas de varios textos");
        return Ok(Ending::Problems);
    };
    let texts = demands.labels.len();
    console.line(&format!("{} textos; escrito: {}", thousands(texts), path.display()));
    console.object(&json!({ "texts": texts, "file": path }));
    Ok(Ending::Done)
}
