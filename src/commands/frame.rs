//! `minga frame`: begins a planning frame, checks one, and scores what its alignments teach.

use std::path::{Path, PathBuf};

use super::vectors::{self, VectorSource, Vectors};
use super::{Error, Failure, Result, Step, to_the_end};
use crate::domain::guides::Guides;
use crate::domain::statement::{Corpus, Statement};
use crate::features::layout;
use crate::propose::align::{self, Evaluation};
use crate::propose::analysis::Texts;
use crate::propose::settings::Settings;
use crate::read::frame_folder::{self, Checked};

/// Writes a frame's tables to be filled in, with a guide, into a new folder; returns the files.
pub fn init(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    Ok(frame_folder::write_template(dir)?)
}

/// Reads a frame's folder as a whole and finds every problem.
pub fn check(dir: &Path) -> Result<Checked, Error> {
    Ok(frame_folder::check(dir)?)
}

/// Which frame's alignments are scored.
#[derive(Debug, Clone)]
pub struct EvaluateRequest {
    /// The frame's folder.
    pub dir: PathBuf,
    /// All settings.
    pub settings: Settings,
    /// What makes the vectors.
    pub vectors: VectorSource,
}

/// Leaves each published challenge out and scores what the others say of its alignment.
pub fn evaluate(request: &EvaluateRequest, observe: &mut dyn FnMut(Step)) -> Result<Evaluation> {
    observe(Step::Reading);
    let (frame, problems) = frame_folder::read(&request.dir)?;
    if !problems.is_empty() {
        return Err(Failure::Problems(problems));
    }
    // The frame's own texts are the corpus: their words and their mean are what there is.
    let statements = layout::alignment_texts(&frame).concat().into_iter().enumerate();
    let statements =
        statements.map(|(i, text)| Statement::institutional(&format!("T{i:04}"), text)).collect();
    let corpus = Corpus { statements, ..Corpus::default() };
    let settings = &request.settings;
    let texts = Texts::of(&corpus, &frame, &Guides::default(), settings);
    let Vectors { pooled, post, .. } =
        vectors::encode(&texts, &request.vectors, &settings.pooling, &mut to_the_end(observe))?;
    observe(Step::Proposing);
    let features = texts.features(pooled, &post, settings);
    let words = texts.words();
    Ok(align::evaluate(&frame, &features, &words, &texts.layout, &settings.align))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::propose::align::HorizonScores;

    #[test]
    fn what_a_frame_teaches_is_better_than_guessing() {
        let request = EvaluateRequest {
            dir: Path::new(env!("CARGO_MANIFEST_DIR")).join("data/canton-costa/frame"),
            settings: Settings::default(),
            vectors: VectorSource::local(None, None, 2),
        };
        let found = evaluate(&request, &mut |_| {}).expect("a sound frame");
        assert_eq!((found.challenges, found.long_term), (60, 12));
        let HorizonScores { balanced, f1, .. } = found.horizon_majority;
        assert_eq!((balanced, f1), (0.5, 0.0));
        let counted = found.levels.iter().map(|level| level.minga.challenges);
        assert_eq!(counted.collect::<Vec<_>>(), [60, 48, 48]);
        for level in &found.levels {
            assert!(level.majority.first < level.minga.first, "{level:?}");
            assert!(level.expected_error < 0.2, "{level:?}");
        }
    }
}
