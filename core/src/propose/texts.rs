//! What the steps of proposing read of the texts: their features, their stems, and which say
//! nothing or repeat another.

use crate::domain::index::{ChallengeIndex, IndexVec, RowIndex, StatementIndex};
use crate::domain::proposal::Duplicate;
use crate::features::Features;
use crate::features::layout::Layout;
use crate::text::lexicon::Lexicon;

/// What is known of the texts before proposing.
#[derive(Clone, Copy)]
pub struct TextFeatures<'a> {
    /// What the texts are compared by, row by row.
    pub features: &'a Features,
    /// Which row is which text.
    pub layout: &'a Layout,
    /// The stems of the statements that say something.
    pub lexicon: &'a Lexicon,
    /// The texts as they were encoded.
    pub texts: &'a IndexVec<RowIndex, String>,
    /// Which statements say nothing.
    pub empty: &'a IndexVec<StatementIndex, bool>,
    /// Which statements repeat an earlier one.
    pub duplicates: &'a IndexVec<StatementIndex, Option<Duplicate>>,
}

impl TextFeatures<'_> {
    /// How many challenges existed before the run.
    pub fn challenges(&self) -> impl ExactSizeIterator<Item = ChallengeIndex> + Clone + use<> {
        use crate::features::layout::Part;
        ChallengeIndex::first(self.layout.rows(Part::Challenges).len())
    }
}

#[cfg(test)]
pub(crate) mod sample {
    //! Texts for tests, compared by their words alone.

    use ndarray::Array2;

    use super::TextFeatures;
    use crate::domain::embedding::Embeddings;
    use crate::domain::index::{IndexVec, RowIndex, StatementIndex};
    use crate::domain::proposal::Duplicate;
    use crate::features::layout::{Layout, Part};
    use crate::features::{self, Features};
    use crate::text::empty;
    use crate::text::lexicon::Lexicon;

    /// Owns what [`TextFeatures`] reads.
    pub(crate) struct Sample {
        features: Features,
        layout: Layout,
        lexicon: Lexicon,
        texts: IndexVec<RowIndex, String>,
        empty: IndexVec<StatementIndex, bool>,
        duplicates: IndexVec<StatementIndex, Option<Duplicate>>,
    }

    impl Sample {
        /// Texts in the order of a layout; `lexical` is the share of the words in a likeness.
        pub(crate) fn of(texts: &[&str], layout: Layout, lexical: f32) -> Self {
            let statements = layout.rows(Part::Statements).len();
            let lexicon = Lexicon::of(texts[..statements].iter().copied());
            let dense = Embeddings::normalised(Array2::zeros((texts.len(), 2)));
            let settings = features::Settings { lexical, ..features::Settings::default() };
            Self {
                features: Features::new(dense, lexicon.rows(texts.iter().copied()), &settings),
                layout,
                lexicon,
                texts: texts.iter().map(|text| (*text).to_owned()).collect(),
                empty: texts[..statements].iter().map(|t| empty::is_empty_remark(t)).collect(),
                duplicates: vec![None; statements].into(),
            }
        }

        pub(crate) fn texts(&self) -> TextFeatures<'_> {
            TextFeatures {
                features: &self.features,
                layout: &self.layout,
                lexicon: &self.lexicon,
                texts: &self.texts,
                empty: &self.empty,
                duplicates: &self.duplicates,
            }
        }
    }
}
