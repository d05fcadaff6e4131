//! Sorting statements into competencias: the declared cells read, and a probability for the rest.

use crate::domain::frame::Frame;
use crate::domain::guides::Guides;
use crate::domain::index::{IndexVec, StatementIndex};
use crate::domain::proposal::Declared;
use crate::domain::statement::{Corpus, Origin};
use crate::propose::competencia::{self, Competencias, Labels, Sheet};
use crate::propose::texts::TextFeatures;

/// What every step of proposing reads.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The statements.
    pub corpus: &'a Corpus,
    /// What they are sorted into.
    pub frame: &'a Frame,
    /// What is known beforehand of where they belong.
    pub guides: &'a Guides,
    /// Their features, and those of the texts that they are compared with.
    pub texts: &'a TextFeatures<'a>,
}

impl Sources<'_> {
    pub(super) fn is_institutional(&self, statement: StatementIndex) -> bool {
        self.corpus.statements[statement].origin == Origin::Institutional
    }
}

/// Where every statement was sorted.
pub struct Sorted {
    /// How each declared cell was read.
    pub declared: IndexVec<StatementIndex, Declared>,
    /// The competencia of every statement.
    pub competencias: Competencias,
}

/// Reads the declared competencias of a corpus and sorts every statement in. A decided statement
/// teaches the competencia of its challenge, whatever its sheet declares.
pub fn sort_in(sources: Sources<'_>, settings: &competencia::Settings) -> Sorted {
    sorted(sources, settings, true)
}

/// [`sort_in`]; `doubted` tells whether declared labels are doubted by comparing all pairs.
pub(super) fn sorted(
    sources: Sources<'_>,
    settings: &competencia::Settings,
    doubted: bool,
) -> Sorted {
    let Sources { corpus, frame, guides, texts } = sources;
    let labels = Labels::of(frame);
    let cells: IndexVec<StatementIndex, Option<&str>> =
        corpus.statements.iter().map(|s| s.competencia_declared.as_deref()).collect();
    let declared: IndexVec<StatementIndex, Declared> =
        cells.iter().map(|cell| labels.read(*cell)).collect();
    let taught: IndexVec<StatementIndex, Declared> = declared
        .enumerated()
        .map(|(i, own)| match guides.decided(i).first() {
            Some(&j) => Declared::Official(guides.challenges[j].competencia),
            None => own.clone(),
        })
        .collect();
    let sheet = Sheet {
        texts,
        declared: &taught,
        cells: &cells,
        competencias: frame.competencias.len(),
        doubted,
    };
    Sorted { competencias: competencia::predict(&sheet, settings), declared }
}
