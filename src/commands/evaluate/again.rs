//! A run made anew from what lies in its folder, with other guides and nothing else changed.

use crate::commands::reviewed_run::ReviewedRun;
use crate::commands::vectors::{self, VectorSource, Vectors};
use crate::commands::{Error, Step, to_the_end};
use crate::domain::guides::Guides;
use crate::domain::proposal::Proposal;
use crate::features::Features;
use crate::propose::analysis::Texts;
use crate::propose::stability;
use crate::propose::{self, propose};

/// The texts of the run and of what these guides name.
pub(super) fn texts(run: &ReviewedRun, guides: &Guides) -> Texts {
    let ReviewedRun { proposal, manifest, .. } = run;
    Texts::of(&proposal.corpus, &proposal.frame, guides, &manifest.settings)
}

/// Their features, by the run's own model unless another is named.
pub(super) fn features(
    run: &ReviewedRun,
    texts: &Texts,
    source: &VectorSource,
    observe: &mut dyn FnMut(Step),
) -> Result<Features, Error> {
    let manifest = &run.manifest;
    let model = source.model.as_ref().unwrap_or(&manifest.model.name);
    let source = VectorSource { model: Some(model.clone()), ..source.clone() };
    let Vectors { pooled, post, .. } =
        vectors::encode(texts, &source, &manifest.settings.pooling, &mut to_the_end(observe))?;
    observe(Step::Proposing);
    Ok(texts.features(pooled, &post, &manifest.settings))
}

/// What the run proposes by these guides. Nobody asks how firmly anything is grouped.
pub(super) fn proposed(
    run: &ReviewedRun,
    guides: &Guides,
    texts: &Texts,
    features: &Features,
) -> Proposal {
    let ReviewedRun { proposal, manifest, .. } = run;
    let settings = propose::Settings {
        stability: stability::Settings { repeats: 0, ..manifest.settings.stability },
        ..manifest.settings.propose()
    };
    let given = propose::Given {
        corpus: proposal.corpus.clone(),
        frame: proposal.frame.clone(),
        ..propose::Given::default()
    };
    propose(given, guides, &texts.reading(features), &settings)
}
