//! The command that lets several machines encode: `minga encode`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::Ending;
use super::arguments::{Anchors, Inputs};
use super::commands::{EXAMPLE_FRAME, Result, default_cache, settings, sources};
use super::console::{Console, thousands};
use super::encoding::Encoder;
use crate::commands::{self, Request};
use crate::encode::Shard;
use crate::read::embedded;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga encode --shard 1/3 --citizen talleres.csv --cache parte1.db    # on one machine
  minga encode --shard 2/3 --citizen talleres.csv --cache parte2.db    # on another
  minga encode --gather parte1.db --gather parte2.db --gather parte3.db
  minga run --citizen talleres.csv                                     # finds all vectors")]
pub(super) struct Encode {
    #[command(flatten)]
    inputs: Inputs,
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
    /// Leave out rows with problems instead of stopping
    #[arg(long)]
    skip_bad_rows: bool,
    #[command(flatten)]
    encoder: Encoder,
    /// The file of vectors [default: in the user's cache folder]
    #[arg(long, value_name = "FILE", env = "MINGA_CACHE")]
    cache: Option<PathBuf>,
    /// How many threads encode [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

pub(super) fn encode(encode: &Encode, console: &Console) -> Result<Ending> {
    let Some(cache) = encode.cache.clone().or_else(default_cache) else {
        anyhow::bail!("indique con --cache el archivo de vectores");
    };
    if !encode.gather.is_empty() {
        let gathered = commands::gather(&cache, &encode.gather)?;
        for one in &gathered {
            console.line(&format!(
                "{}: {} vectores nuevos",
                one.file.display(),
                thousands(one.added)
            ));
        }
        console.object(&json!({
            "cache": cache,
            "added": gathered.iter().map(|one| one.added).sum::<usize>(),
        }));
        return Ok(Ending::Done);
    }
    let settings = match settings(encode.config.as_deref())? {
        Ok(settings) => settings,
        Err(problem) => {
            console.problems(&[problem]);
            return Ok(Ending::Problems);
        }
    };
    let sources = sources(&encode.inputs);
    if sources.is_empty() {
        anyhow::bail!("indique al menos un archivo; vea `minga encode --help`");
    }
    let engine = encode.encoder.engine()?;
    for warning in engine.warnings() {
        console.note(&warning);
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let request = Request {
        sources,
        frame: encode.frame.clone().unwrap_or_else(|| embedded::path(EXAMPLE_FRAME)),
        out: PathBuf::new(),
        settings,
        skip_bad_rows: encode.skip_bad_rows,
        engine,
        model: encode.encoder.model.clone(),
        prompt: encode.encoder.prompt.clone(),
        cache: Some(cache.clone()),
        previous: None,
        split: false,
        anchors: encode.anchors.is_some(),
        threads: encode.threads.unwrap_or(threads).max(1),
    };
    let progress = console.progress();
    let done = commands::encode_shard(&request, &cache, encode.shard, &mut |step| {
        progress.step(step);
    })?;
    match done {
        Err(problems) => {
            console.problems(&problems);
            Ok(Ending::Problems)
        }
        Ok(encoding) => {
            console.line(&format!(
                "Vectores: {} calculados, {} que ya estaban, en {}",
                thousands(encoding.encoded),
                thousands(encoding.cached),
                cache.display()
            ));
            console.object(&json!({
                "cache": cache, "encoded": encoding.encoded, "cached": encoding.cached,
            }));
            Ok(Ending::Done)
        }
    }
}
