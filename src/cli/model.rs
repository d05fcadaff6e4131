//! `minga model`: its arguments, the encoders that can be used by name, and whether one is sound.

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::console::Console;
use super::ending::{Ending, Result};
use super::metric::{self, MetricArguments};
use super::spanish::thousands;
use crate::commands::model::{self, VerifyRequest};
use crate::encode::Runner;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga model list
  minga model fetch intfloat/multilingual-e5-base
  minga model verify
  minga model verify intfloat/multilingual-e5-base --sha256 d0c1…")]
pub(super) struct ModelArguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The encoders that can be used by name
    List,
    /// Fetch a BERT-type sentence encoder from the Hugging Face hub, once
    Fetch {
        /// Its name there, as intfloat/multilingual-e5-base
        #[arg(value_name = "ORG/NAME")]
        name: String,
        /// A branch, a tag or a commit
        #[arg(long, value_name = "REVISION", default_value = "main")]
        revision: String,
    },
    /// Learn what differences between a model's vectors count
    Metric(MetricArguments),
    /// Encode the reference texts of a model and compare; check its files by their hashes
    Verify {
        /// An encoder, by name or folder
        #[arg(value_name = "NAME|DIR")]
        model: Option<String>,
        /// The hash that it must have, as a run's `run.json` or `model list` tells it
        #[arg(long, value_name = "HASH")]
        sha256: Option<String>,
        /// What computes the reference texts
        #[arg(long, value_name = "ENGINE", default_value = "candle")]
        engine: RunnerName,
    },
}

/// The engines that run a model on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RunnerName {
    Candle,
    #[cfg(feature = "rust-bert")]
    RustBert,
}

pub(super) fn model(arguments: &ModelArguments, console: &Console) -> Result<Ending> {
    match &arguments.command {
        Command::List => list(console),
        Command::Metric(arguments) => metric::metric(arguments, console),
        Command::Fetch { name, revision } => fetch(name, revision, console),
        Command::Verify { model, sha256, engine } => {
            let runner = match engine {
                RunnerName::Candle => Runner::Candle,
                #[cfg(feature = "rust-bert")]
                RunnerName::RustBert => Runner::RustBert,
            };
            let (model, sha256) = (model.clone(), sha256.clone());
            verify(&VerifyRequest { model, sha256, runner }, console)
        }
    }
}

fn list(console: &Console) -> Result<Ending> {
    let (models, warnings) = model::list();
    for model in &models {
        console.answer(format_args!(
            "{}  {} dimensiones  {}  {}",
            model.name,
            model.dim(),
            &model.hash[..12],
            model.dir.display()
        ));
    }
    for warning in &warnings {
        console.warning(warning);
    }
    let models: Vec<_> = models
        .iter()
        .map(|model| json!({ "name": model.name, "dim": model.dim(), "sha256": model.hash }))
        .collect();
    console.json(&json!({ "models": models }))?;
    Ok(Ending::Done)
}

fn fetch(name: &str, revision: &str, console: &Console) -> Result<Ending> {
    let progress = console.progress();
    let fetched = model::fetch(name, revision, &mut |file, done, all| {
        progress.bytes(file, done, all);
    });
    progress.end();
    let (fetched, model) = fetched?;
    console.line(format_args!(
        "{}: {} dimensiones, {} MB traídos ahora, en {}",
        model.name,
        model.dim(),
        thousands((fetched.bytes >> 20) as usize),
        fetched.dir.display()
    ));
    console.line(format_args!("Para usarlo: minga run --model {}", model.name));
    console.json(&json!({
        "model": model.name, "commit": fetched.commit, "dim": model.dim(), "sha256": model.hash,
        "bytes": fetched.bytes, "dir": fetched.dir,
    }))?;
    Ok(Ending::Done)
}

fn verify(request: &VerifyRequest, console: &Console) -> Result<Ending> {
    let model = model::verify(request)?;
    console.answer(format_args!("{}: sha256 {}", model.name, model.sha256));
    match model.whole {
        Some(true) => console.answer("los archivos son los que el hub anunció"),
        Some(false) => {
            console.error("minga: los archivos no son los que el hub anunció: tráigalos otra vez");
        }
        None => {}
    }
    match &model.reference {
        Some(found) => console.answer(format_args!(
            "{}: {} textos de referencia, coseno más bajo {:.6}",
            model.name, found.texts, found.lowest
        )),
        None => {
            console.answer("sin textos de referencia (reference.json): se cargó, no se comparó");
        }
    }
    if model.as_asked == Some(false) {
        console.error(
            "minga: el modelo no tiene el sha256 indicado (al menos sus 12 primeras cifras)",
        );
    }
    if !model.gives_its_vectors() {
        console.error("minga: el modelo no da los vectores de su referencia");
    }
    let reference = model.reference;
    console.json(&json!({
        "model": model.name, "dir": model.dir.display().to_string(), "sha256": model.sha256,
        "as_asked": model.as_asked, "whole": model.whole,
        "texts": reference.map(|found| found.texts),
        "lowest_cosine": reference.map(|found| found.lowest),
        "same_tokens": reference.map(|found| found.same_tokens),
    }))?;
    Ok(if model.is_sound() { Ending::Done } else { Ending::Problems })
}
