//! `minga encode`: encoding beyond one machine. A share of a run's texts goes into a file of vectors,
//! and the files are gathered into the cache in which the run then finds everything.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::inputs;
use super::vectors::{VectorSource, open_cache};
use super::{Error, Result, Step};
use crate::encode::{Encoding, Shard, merge};
use crate::propose::analysis::Texts;
use crate::propose::settings::Settings;

/// Which texts are encoded, and into which file.
#[derive(Debug, Clone)]
pub struct Request {
    /// The statements and the frame.
    pub inputs: inputs::Request,
    /// All settings; inputs are read as `inputs` says.
    pub settings: Settings,
    /// Whether the frame's own challenges are encoded too.
    pub anchors: bool,
    /// What makes the vectors.
    pub vectors: VectorSource,
    /// The file of vectors.
    pub cache: PathBuf,
    /// The share of the texts.
    pub shard: Shard,
}

/// Encodes the texts of a run that are in the share, into the file of vectors. Texts of an earlier
/// run, which are encoded already, are not looked at.
pub fn encode_shard(request: &Request, observe: &mut dyn FnMut(Step)) -> Result<Encoding> {
    observe(Step::Reading);
    let inputs = inputs::read(&request.inputs)?;
    let guides = inputs.guides(request.anchors);
    let texts = Texts::of(&inputs.corpus, &inputs.frame, &guides, &request.settings);
    let in_share = |text: &&str| request.shard.takes(text);
    let own: Vec<&str> = texts.encoded.iter().map(String::as_str).filter(in_share).collect();
    let cache = open_cache(&request.cache)?.needed();
    let encoder = request.vectors.open(Some(&cache))?;
    let (_, encoding) =
        encoder.encode(&own, Some(&cache), &mut |_, _| {}, &mut |done, total| {
            observe(Step::Encoding(done, total));
            ControlFlow::Continue(())
        })?;
    Ok(encoding)
}

/// What gathering found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathered {
    /// A file of vectors.
    pub file: PathBuf,
    /// How many of its vectors were new.
    pub added: usize,
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
