//! `minga model metric`: its arguments, and from how many texts it learned.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::console::Console;
use super::encoder::threads_or_all;
use super::ending::{Ending, Result};
use super::spanish::thousands;
use crate::commands::metric::{self, Outcome, Request};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga model metric data/demandas/textos.csv data/demandas/planes.csv
  minga model metric textos.csv --model mi-modelo --to mi-modelo")]
pub(super) struct MetricArguments {
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

pub(super) fn metric(arguments: &MetricArguments, console: &Console) -> Result<Ending> {
    let request = Request {
        files: arguments.files.clone(),
        model: arguments.model.clone(),
        to: arguments.to.clone(),
        threads: threads_or_all(None),
    };
    let progress = console.progress();
    match metric::metric(&request, &mut |step| progress.step(step))? {
        Outcome::TooFewTexts => {
            console.error(
                "minga: estos textos no bastan: hacen falta varias demandas de varios textos",
            );
            Ok(Ending::Problems)
        }
        Outcome::Learned { texts, file } => {
            console.line(format_args!("{} textos; escrito: {}", thousands(texts), file.display()));
            console.json(&json!({ "texts": texts, "file": file }))?;
            Ok(Ending::Done)
        }
    }
}
