//! `minga model`: the encoders at hand, fetching one, and whether one is what it should be.

use std::path::Path;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::Ending;
use super::commands::Result;
use super::console::{Console, complain, thousands};
use crate::encode::{self, Runner};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga model list
  minga model fetch intfloat/multilingual-e5-base
  minga model verify
  minga model verify intfloat/multilingual-e5-base --sha256 d0c1…")]
pub(super) struct Model {
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
    Metric(super::metric::Metric),
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

pub(super) fn model(model: &Model, console: &Console) -> Result<Ending> {
    match &model.command {
        Command::List => {
            list(console);
            Ok(Ending::Done)
        }
        Command::Metric(arguments) => super::metric::metric(arguments, console),
        Command::Fetch { name, revision } => fetch(name, revision, console),
        Command::Verify { model, sha256, engine } => {
            let runner = match engine {
                RunnerName::Candle => Runner::Candle,
                #[cfg(feature = "rust-bert")]
                RunnerName::RustBert => Runner::RustBert,
            };
            verify(model.as_deref(), sha256.as_deref(), runner, console)
        }
    }
}

fn list(console: &Console) {
    let mut list = Vec::new();
    for dir in encode::models_at_hand() {
        match encode::Model::open(&dir) {
            Ok(model) => {
                console.line(&format!(
                    "{}  {} dimensiones  {}  {}",
                    model.name,
                    model.dim(),
                    &model.hash[..12],
                    dir.display()
                ));
                list.push(json!({ "name": model.name, "dim": model.dim(), "sha256": model.hash }));
            }
            // One that cannot be used hides no other.
            Err(error) => console.note(&error.to_string()),
        }
    }
    console.object(&json!({ "models": list }));
}

fn fetch(name: &str, revision: &str, console: &Console) -> Result<Ending> {
    let progress = console.progress();
    let fetched = encode::fetch(name, revision, &mut |file, done, all| {
        progress.bytes(file, done, all);
    })?;
    progress.end();
    let model = encode::Model::open(&fetched.dir)?;
    console.line(&format!(
        "{}: {} dimensiones, {} MB traídos ahora, en {}",
        model.name,
        model.dim(),
        thousands((fetched.bytes >> 20) as usize),
        fetched.dir.display()
    ));
    console.line(&format!("Para usarlo: minga run --model {}", model.name));
    console.object(&json!({
        "model": model.name, "commit": fetched.commit, "dim": model.dim(), "sha256": model.hash,
        "bytes": fetched.bytes, "dir": fetched.dir,
    }));
    Ok(Ending::Done)
}

fn verify(
    name: Option<&str>,
    sha256: Option<&str>,
    runner: Runner,
    console: &Console,
) -> Result<Ending> {
    let model = encode::Model::open(&encode::find_model(name)?)?;
    let as_asked = sha256.map(|wanted| {
        let wanted = wanted.trim().to_ascii_lowercase();
        wanted.len() >= 12 && model.hash.starts_with(&wanted)
    });
    let whole = encode::blobs_are_whole(&model)?;
    let found = encode::verify(&model, runner)?;
    console.line(&format!("{}: sha256 {}", model.name, model.hash));
    match whole {
        Some(true) => console.line("los archivos son los que el hub anunció"),
        Some(false) => {
            complain("minga: los archivos no son los que el hub anunció: tráigalos otra vez");
        }
        None => {}
    }
    if let Some(found) = &found {
        console.line(&format!(
            "{}: {} textos de referencia, coseno más bajo {:.6}",
            model.name, found.texts, found.lowest
        ));
    } else {
        // Loading tells whether the weights are those of the configuration.
        encode::LocalEncoder::load_in(&model, runner, 1)?;
        console.line("sin textos de referencia (reference.json): se cargó, no se comparó");
    }
    if as_asked == Some(false) {
        complain("minga: el modelo no tiene el sha256 indicado (al menos sus 12 primeras cifras)");
    }
    console.object(&json!({
        "model": model.name, "dir": shown(&model.dir), "sha256": model.hash, "as_asked": as_asked,
        "whole": whole, "texts": found.map(|f| f.texts), "lowest_cosine": found.map(|f| f.lowest),
        "same_tokens": found.map(|f| f.same_tokens),
    }));
    let same = found.is_none_or(|found| found.lowest >= 0.9999 && found.same_tokens);
    if !same {
        complain("minga: el modelo no da los vectores de su referencia");
    }
    let sound = same && as_asked != Some(false) && whole != Some(false);
    Ok(if sound { Ending::Done } else { Ending::Problems })
}

fn shown(dir: &Path) -> String {
    dir.display().to_string()
}
