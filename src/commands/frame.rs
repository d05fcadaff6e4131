//! What a frame's own alignments teach, scored by leaving each of them out.

use std::path::Path;

use super::{Coding, Error, Step, Vectors, encode};
use crate::domain::guides::Guides;
use crate::domain::problem::Problem;
use crate::domain::statement::{Corpus, Statement};
use crate::encode::Engine;
use crate::propose::align::{self, Evaluation};
use crate::propose::analysis::Texts;
use crate::propose::settings::Settings;
use crate::read::frame_folder;

/// Scores the alignments of a frame, encoding its texts as `model`, `cache` and `threads` say; or
/// tells the problems of its folder.
pub fn evaluate_frame(
    dir: &Path,
    settings: &Settings,
    model: Option<&str>,
    cache: Option<&Path>,
    threads: usize,
    observe: &mut dyn FnMut(Step),
) -> Result<Result<Evaluation, Vec<Problem>>, Error> {
    observe(Step::Reading);
    let (frame, problems) = frame_folder::read(dir)?;
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    // The frame's own texts are the corpus: their words and their mean are what there is.
    let statements = align::texts(&frame).into_iter().enumerate();
    let statements =
        statements.map(|(i, text)| Statement::institutional(&format!("T{i:04}"), text)).collect();
    let corpus = Corpus { statements, extra_columns: Vec::new() };
    let engine = Engine::default();
    let pooling = &settings.pooling;
    let coding = Coding { engine: &engine, model, prompt: None, cache, threads, pooling };
    let texts = Texts::of(&corpus, &frame, &Guides::default(), settings);
    let Vectors { pooled, post, .. } = encode(&texts, &coding, observe)?;
    observe(Step::Proposing);
    let features = texts.features(pooled, &post, settings);
    let words = texts.words();
    Ok(Ok(align::evaluate(&frame, &features, &words, &texts.aligned, &settings.align)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::propose::align::HorizonScores;

    #[test]
    fn what_a_frame_teaches_is_better_than_guessing() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/canton-costa/frame");
        let settings = Settings::default();
        let found = evaluate_frame(&dir, &settings, None, None, 2, &mut |_| {}).unwrap().unwrap();
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
