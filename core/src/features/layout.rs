//! The layout of the feature matrix: the rows of the statements first, then those of the competencias,
//! challenges and other texts that they are compared with.

use crate::domain::frame::Frame;
use crate::domain::guides::Guides;
use crate::domain::index::{ChallengeIndex, CompetenciaIndex, RowIndex, StatementIndex};
use crate::domain::statement::Corpus;

/// What the texts of some consecutive rows are. The parts stand in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The statements of the corpus.
    Statements,
    /// The names of the frame's competencias.
    Competencias,
    /// The informal names of competencias.
    Aliases,
    /// The challenges that existed before the run.
    Challenges,
    /// The frame's examples of matters that are not this government's.
    Foreign,
    /// The challenges that the frame has published.
    Desafios,
    /// The frame's objetivos de desarrollo.
    ObjetivosDesarrollo,
    /// The frame's objetivos de gestión.
    ObjetivosGestion,
    /// The frame's políticas.
    Politicas,
}

/// How many parts there are.
const PARTS: usize = Part::Politicas as usize + 1;

/// Which rows of the features are which texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// The row after the last one of each part.
    ends: [usize; PARTS],
    /// The competencia of every name, alias and challenge, in the order of their rows.
    examples: Vec<CompetenciaIndex>,
}

impl Layout {
    /// The layout of a run, and its texts as they were written, in the order of the rows.
    pub fn of<'t>(
        corpus: &'t Corpus,
        frame: &'t Frame,
        guides: &'t Guides,
    ) -> (Self, Vec<&'t str>) {
        let [desafios, desarrollo, gestion, politicas] = alignment_texts(frame);
        let parts: [Vec<&str>; PARTS] = [
            corpus.texts().collect(),
            frame.competencias.iter().map(|c| c.name.as_str()).collect(),
            frame.alias.iter().map(|(alias, _)| alias.as_str()).collect(),
            guides.challenges.iter().map(|c| c.text.as_str()).collect(),
            frame.ajenos.iter().map(String::as_str).collect(),
            desafios,
            desarrollo,
            gestion,
            politicas,
        ];
        let named = CompetenciaIndex::first(frame.competencias.len());
        let aliases = frame.alias.iter().map(|(_, competencia)| *competencia);
        let challenges = guides.challenges.iter().map(|c| c.competencia);
        let examples = named.chain(aliases).chain(challenges).collect();
        let layout = Self { ends: ends(parts.each_ref().map(Vec::len)), examples };
        (layout, parts.concat())
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.ends[PARTS - 1]
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rows of a part, in order.
    pub fn rows(
        &self,
        part: Part,
    ) -> impl DoubleEndedIterator<Item = RowIndex> + ExactSizeIterator + Clone + use<> {
        let place = part as usize;
        let first = if place == 0 { 0 } else { self.ends[place - 1] };
        (first..self.ends[place]).map(RowIndex::from)
    }

    /// The row of a challenge that existed before the run.
    pub fn challenge(&self, challenge: ChallengeIndex) -> RowIndex {
        (self.ends[Part::Aliases as usize] + challenge.index()).into()
    }

    /// The rows whose texts are examples of a competencia (its name, its aliases, its challenges),
    /// each with that competencia.
    pub fn examples(&self) -> impl ExactSizeIterator<Item = (RowIndex, CompetenciaIndex)> {
        let first = self.ends[Part::Statements as usize];
        self.examples.iter().enumerate().map(move |(e, &c)| ((first + e).into(), c))
    }

    /// The rows before those that only alignments are learned from.
    pub fn before_alignment(&self) -> impl ExactSizeIterator<Item = RowIndex> + use<> {
        RowIndex::first(self.ends[Part::Foreign as usize])
    }
}

/// The texts of a frame that alignments are learned from: published challenges, objectives of both
/// kinds, policies.
pub fn alignment_texts(frame: &Frame) -> [Vec<&str>; 4] {
    [
        frame.desafios.iter().map(|d| d.text.as_str()).collect(),
        frame.objetivos_desarrollo.iter().map(|o| o.text.as_str()).collect(),
        frame.objetivos_gestion.iter().map(|o| o.text.as_str()).collect(),
        frame.politicas.iter().map(|p| p.text.as_str()).collect(),
    ]
}

fn ends(lengths: [usize; PARTS]) -> [usize; PARTS] {
    let mut end = 0;
    lengths.map(|length| {
        end += length;
        end
    })
}

/// What has a row among the features.
pub trait HasRow: Copy + Sync {
    /// Its row.
    fn row(self) -> RowIndex;
}

impl HasRow for RowIndex {
    fn row(self) -> RowIndex {
        self
    }
}

/// Statements come first: a statement's row has its number.
impl HasRow for StatementIndex {
    fn row(self) -> RowIndex {
        self.index().into()
    }
}

#[cfg(test)]
impl Layout {
    /// A layout of some statements, then challenges of the first competencia, then matters of
    /// others.
    pub(crate) fn sample(statements: usize, challenges: usize, foreign: usize) -> Self {
        Self {
            ends: ends([statements, 0, 0, challenges, foreign, 0, 0, 0, 0]),
            examples: vec![CompetenciaIndex::from(0); challenges],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::proposal::sample;

    #[test]
    fn every_row_is_of_one_part_and_the_parts_follow_one_another() {
        let proposal = sample::proposal();
        let guides = Guides::anchored(&proposal.frame);
        let (layout, texts) = Layout::of(&proposal.corpus, &proposal.frame, &guides);
        assert_eq!(layout.len(), texts.len());
        let parts = [
            (Part::Statements, 6),
            (Part::Competencias, 2),
            (Part::Aliases, 1),
            (Part::Challenges, 1),
            (Part::Foreign, 0),
            (Part::Desafios, 1),
            (Part::ObjetivosDesarrollo, 1),
            (Part::ObjetivosGestion, 1),
            (Part::Politicas, 1),
        ];
        let mut rows: Vec<RowIndex> = Vec::new();
        for (part, count) in parts {
            assert_eq!(layout.rows(part).len(), count, "{part:?}");
            rows.extend(layout.rows(part));
        }
        assert_eq!(rows, RowIndex::first(texts.len()).collect::<Vec<_>>());
    }

    #[test]
    fn names_aliases_and_challenges_are_examples_of_their_competencia() {
        let proposal = sample::proposal();
        let guides = Guides::anchored(&proposal.frame);
        let (layout, texts) = Layout::of(&proposal.corpus, &proposal.frame, &guides);
        let examples: Vec<(&str, usize)> =
            layout.examples().map(|(row, c)| (texts[row.index()], c.index())).collect();
        let challenge = "Recuperar las quebradas del distrito.";
        assert_eq!(examples, [("Ambiente", 0), ("Movilidad", 1), ("tránsito", 1), (challenge, 0)]);
        assert_eq!(texts[layout.challenge(0.into()).index()], challenge);
    }
}
