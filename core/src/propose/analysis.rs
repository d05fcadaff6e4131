//! Analysis: from a corpus and its vectors to features, the part of the pipeline that needs no
//! disk. Encoding stands between its two halves: texts go out of the first, vectors into the second.

use std::collections::BTreeMap;

use ndarray::Array2;

use crate::domain::embedding::{Embeddings, Encoded};
use crate::domain::frame::Frame;
use crate::domain::guides::Guides;
use crate::domain::index::{IndexVec, RowIndex, StatementIndex};
use crate::domain::proposal::Duplicate;
use crate::domain::statement::{Corpus, Origin};
use crate::features::layout::{HasRow, Layout, Part};
use crate::features::pooling::{self, Pooler};
use crate::features::{self, Features, Postprocess};
use crate::propose::duplicates;
use crate::propose::settings::Settings;
use crate::propose::stance::Stances;
use crate::propose::texts::TextFeatures;
use crate::text::clean::sentence_case;
use crate::text::lexicon::Lexicon;
use crate::text::{clean, empty, markup};

/// Takes away the links between texts of nearly the same words that wish opposite things: "no" is
/// two letters, and what it turns around is no repetition.
fn part_opposed(links: &mut [Option<Duplicate>], texts: &[&str]) {
    let stances = Stances::default();
    for (i, link) in links.iter_mut().enumerate() {
        let near = link.filter(|link| !link.exact);
        let opposed = |of: StatementIndex| {
            stances.wishes(texts[i]).oppose(&stances.wishes(texts[of.index()]))
        };
        if near.is_some_and(|link| opposed(link.of)) {
            *link = None;
        }
    }
}

/// The texts of a run, ready to be encoded.
pub struct Texts {
    /// What is encoded, row by row.
    pub encoded: IndexVec<RowIndex, String>,
    /// Which row is which text.
    pub layout: Layout,
    /// Which statements say nothing.
    pub empty: IndexVec<StatementIndex, bool>,
    /// Which statements repeat an earlier one.
    pub duplicates: IndexVec<StatementIndex, Option<Duplicate>>,
    /// The statements that say something by origin and round, institutional first: each has a
    /// manner of writing of its own.
    pub manners: Vec<Vec<RowIndex>>,
    /// The stems of the statements that say something.
    pub lexicon: Lexicon,
}

impl Texts {
    /// Reads a corpus and a frame as texts.
    pub fn of(corpus: &Corpus, frame: &Frame, guides: &Guides, settings: &Settings) -> Self {
        let (layout, written) = Layout::of(corpus, frame, guides);
        // What people write may carry the marks of the programs they wrote it in.
        let mut marked: IndexVec<RowIndex, bool> = vec![false; layout.len()].into();
        for row in layout.rows(Part::Statements).chain(layout.rows(Part::Challenges)) {
            marked[row] = true;
        }
        let encoded: IndexVec<RowIndex, String> = written
            .into_iter()
            .zip(marked)
            .map(
                |(text, marked)| {
                    if marked { markup::encoded(text) } else { sentence_case(&clean(text)) }
                },
            )
            .collect();
        let plain: Vec<&str> = encoded.iter().take(corpus.len()).map(String::as_str).collect();
        let empty: Vec<bool> = plain.iter().map(|text| empty::is_empty_remark(text)).collect();
        let mut duplicates = duplicates::links(&plain, &empty, &settings.duplicates);
        part_opposed(&mut duplicates, &plain);
        let said = plain.iter().zip(&empty).filter(|(_, empty)| !**empty).map(|(text, _)| *text);
        let lexicon = Lexicon::of(said);
        let empty = empty.into();
        let manners = manners(corpus, &empty);
        Self { encoded, layout, empty, duplicates: duplicates.into(), manners, lexicon }
    }

    /// How many of the texts are statements.
    pub fn statements(&self) -> usize {
        self.empty.len()
    }

    /// Takes the vectors of the texts, of `dim` dimensions, as they come.
    pub fn pooler(&self, dim: usize, settings: &pooling::Settings) -> Pooler<'_> {
        Pooler::new(&self.lexicon, self.encoded.len(), dim, settings)
    }

    /// Gives text i's vectors to a pooler.
    pub fn pool(&self, pooler: &mut Pooler<'_>, i: usize, encoded: &Encoded) {
        let counted = self.empty.get(i) == Some(&false);
        pooler.add(i, &self.encoded[RowIndex::from(i)], encoded, counted);
    }

    /// What proposing reads, with the features of these texts.
    pub fn reading<'a>(&'a self, features: &'a Features) -> TextFeatures<'a> {
        TextFeatures {
            features,
            layout: &self.layout,
            lexicon: &self.lexicon,
            texts: &self.encoded,
            empty: &self.empty,
            duplicates: &self.duplicates,
        }
    }

    /// What the texts are compared by, from their pooled vectors.
    pub fn features(
        &self,
        pooled: Array2<f32>,
        post: &Postprocess,
        settings: &Settings,
    ) -> Features {
        let challenges: Vec<RowIndex> = self.layout.rows(Part::Challenges).collect();
        let dense = post.apply(pooled, &self.manners, &[challenges], &settings.features);
        let rows = self.lexicon.rows(self.encoded.iter().map(String::as_str));
        Features::new(dense, rows, &settings.features)
    }

    /// The same by words alone, to compare with.
    pub fn words(&self) -> Features {
        let rows = self.lexicon.rows(self.encoded.iter().map(String::as_str));
        let dense = Embeddings::normalised(Array2::zeros((rows.len(), 1)));
        Features::new(dense, rows, &features::Settings { lexical: 1.0, ..Default::default() })
    }
}

/// The fewest statements of a round that show how its people write.
const FEWEST_OF_A_ROUND: usize = 20;

fn manners(corpus: &Corpus, empty: &IndexVec<StatementIndex, bool>) -> Vec<Vec<RowIndex>> {
    let mut manners = Vec::new();
    for origin in [Origin::Institutional, Origin::Citizen] {
        let mut all: Vec<RowIndex> = Vec::new();
        let mut rounds: BTreeMap<u32, Vec<RowIndex>> = BTreeMap::new();
        for (i, _) in empty.enumerated().filter(|(_, empty)| !**empty) {
            let statement = &corpus.statements[i];
            if statement.origin == origin {
                all.push(i.row());
                rounds.entry(statement.round).or_default().push(i.row());
            }
        }
        // A round of few statements writes as its origin does.
        if rounds.values().all(|members| members.len() >= FEWEST_OF_A_ROUND) && !rounds.is_empty() {
            manners.extend(rounds.into_values());
        } else {
            manners.push(all);
        }
    }
    manners
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_does_not_repeat_the_one_that_it_contradicts() {
        let texts = [
            "Que se amplíe el mercado de la parroquia",
            "Que no se amplíe el mercado de la parroquia",
            "que se amplie el mercado de la parroquia ya",
        ];
        let settings = duplicates::Settings::default();
        let mut links = duplicates::links(&texts, &[false; 3], &settings);
        assert!(links[1].is_some() && links[2].is_some(), "their words are nearly the same");
        part_opposed(&mut links, &texts);
        assert!(links[1].is_none());
        assert!(links[2].is_some_and(|link| link.of == 0.into()));
    }
}
