//! `minga encode`: its arguments, and how many vectors were made or gathered.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::console::Console;
use super::encoder::{EncoderArguments, cache_or_default};
use super::ending::{Ending, Failure, Result};
use super::inputs::{Anchors, InputArguments};
use super::spanish::thousands;
use crate::commands::encode::{self, Request};
use crate::commands::{Warning, inputs, settings_file, which_frame};
use crate::decide::rerun::Rewording;
use crate::encode::Shard;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga encode --shard 1/3 --citizen talleres.csv --cache parte1.db    # on one machine
  minga encode --shard 2/3 --citizen talleres.csv --cache parte2.db    # on another
  minga encode --gather parte1.db --gather parte2.db --gather parte3.db
  minga run --citizen talleres.csv                                     # finds all vectors")]
pub(super) struct EncodeArguments {
    #[command(flatten)]
    inputs: InputArguments,
    /// Which share of the texts, as in 2/4; every text is in one share
    #[arg(long, value_name = "I/N", default_value = "1/1")]
    shard: Shard,
    /// Add the vectors of this file to the cache instead of encoding
    #[arg(long, value_name = "FILE", conflicts_with = "shard")]
    gather: Vec<PathBuf>,
    /// The planning frame's folder, whose texts are encoded too
    #[arg(long, value_name = "DIR")]
    frame: Option<PathBuf>,
    /// As in `run`: the frame's challenges are encoded too
    #[arg(long, value_name = "WHAT")]
    anchors: Option<Anchors>,
    /// Settings, as TOML
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    encoder: EncoderArguments,
    /// The file of vectors [default: in the user's cache folder]
    #[arg(long, value_name = "FILE", env = "MINGA_CACHE")]
    cache: Option<PathBuf>,
    /// How many threads encode [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

pub(super) fn encode(arguments: &EncodeArguments, console: &Console) -> Result<Ending> {
    let Some(cache) = cache_or_default(arguments.cache.as_ref()) else {
        return Err(Failure::usage("indique con --cache el archivo de vectores"));
    };
    if !arguments.gather.is_empty() {
        return gather(&cache, &arguments.gather, console);
    }
    let request = request(arguments, cache)?;
    // Before a text is sent anywhere.
    for warning in Warning::of_engine(&request.vectors.engine) {
        console.warning(&warning);
    }
    let progress = console.progress();
    let encoding = encode::encode_shard(&request, &mut |step| progress.step(step))?;
    console.line(format_args!(
        "Vectores: {} calculados, {} que ya estaban, en {}",
        thousands(encoding.encoded),
        thousands(encoding.cached),
        request.cache.display()
    ));
    console.json(&json!({
        "cache": request.cache, "encoded": encoding.encoded, "cached": encoding.cached,
    }))?;
    Ok(Ending::Done)
}

fn request(arguments: &EncodeArguments, cache: PathBuf) -> Result<Request> {
    let mut settings = settings_file::read(arguments.config.as_deref())?;
    arguments.inputs.reading.apply(&mut settings.input);
    let mut how_to_read = settings.input.clone();
    how_to_read.skip_bad_rows |= arguments.inputs.reading.skip_bad_rows;
    let sources = arguments.inputs.sources();
    if sources.is_empty() {
        return Err(Failure::usage("indique al menos un archivo; vea `minga encode --help`"));
    }
    Ok(Request {
        inputs: inputs::Request {
            frame: which_frame::choose(arguments.frame.as_deref(), None, &sources)?.frame,
            sources,
            settings: how_to_read,
            previous: None,
            rewording: Rewording::default(),
        },
        settings,
        anchors: arguments.anchors.is_some(),
        vectors: arguments.encoder.source(None, arguments.threads)?,
        cache,
        shard: arguments.shard,
    })
}

fn gather(cache: &Path, files: &[PathBuf], console: &Console) -> Result<Ending> {
    let gathered = encode::gather(cache, files)?;
    for one in &gathered {
        let added = thousands(one.added);
        console.line(format_args!("{}: {added} vectores nuevos", one.file.display()));
    }
    let added: usize = gathered.iter().map(|one| one.added).sum();
    console.json(&json!({ "cache": cache, "added": added }))?;
    Ok(Ending::Done)
}
