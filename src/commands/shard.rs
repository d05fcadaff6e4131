//! Encoding beyond one machine: a share of a run's texts into a file of vectors, and the files
//! gathered into the cache that the run then finds everything in.

use std::path::{Path, PathBuf};

use super::{Error, Request, Step, input_settings, open_cache};
use crate::domain::guides::Guides;
use crate::domain::problem::Problem;
use crate::encode::{Encoding, Shard, Source as Encoders, merge};
use crate::propose::analysis::Texts;
use crate::read::frame_folder;
use crate::read::input;

/// What gathering found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathered {
    /// A file of vectors.
    pub file: PathBuf,
    /// How many of its vectors were new.
    pub added: usize,
}

/// Encodes the texts of a run that are in a share, into the cache of the request. Texts of an
/// earlier run, which are encoded already, are not looked at.
pub fn encode_shard(
    request: &Request,
    cache: &Path,
    shard: Shard,
    observe: &mut dyn FnMut(Step),
) -> Result<Result<Encoding, Vec<Problem>>, Error> {
    observe(Step::Reading);
    let (frame, mut problems) = frame_folder::read(&request.frame)?;
    let mut settings = match input_settings(&request.settings) {
        Ok(settings) => settings,
        Err(problem) => return Ok(Err(vec![problem])),
    };
    settings.skip_bad_rows |= request.skip_bad_rows;
    let reading = input::read(&request.sources, &settings)?;
    let frame_is_sound = problems.is_empty();
    problems.extend(reading.problems);
    if !frame_is_sound || reading.stops {
        return Ok(Err(problems));
    }
    let guides = if request.anchors { Guides::anchored(&frame) } else { Guides::default() };
    let texts = Texts::of(&reading.corpus, &frame, &guides, &request.settings);
    let own: Vec<&str> =
        texts.encoded.iter().map(String::as_str).filter(|text| shard.takes(text)).collect();
    let cache = open_cache(cache)?.needed();
    let coding = request.coding();
    let source =
        Encoders::open(coding.engine, coding.model, coding.prompt, coding.threads, Some(&cache))?;
    let (_, encoding) = source.encode(&own, Some(&cache), &mut |_, _| {}, &mut |done, total| {
        observe(Step::Encoding(done, total));
    })?;
    Ok(Ok(encoding))
}

/// Adds the vectors of some files to the cache.
pub fn gather(cache: &Path, files: &[PathBuf]) -> Result<Vec<Gathered>, Error> {
    let cache = open_cache(cache)?;
    let mut gathered = Vec::with_capacity(files.len());
    for file in files {
        gathered.push(Gathered { file: file.clone(), added: merge(&cache, file)? });
    }
    Ok(gathered)
}
