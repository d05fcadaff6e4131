//! Analysis: from a corpus and its vectors to features, the part of the pipeline that needs no
//! disk. Encoding comes in the middle, so it has a half before and a half after it.

use ndarray::Array2;

use crate::domain::embedding::{Embeddings, Encoded};
use crate::domain::frame::Frame;
use crate::domain::guides::Guides;
use crate::domain::proposal::Duplicate;
use crate::domain::statement::{Corpus, Origin};
use crate::features::pooling::{self, Pooler};
use crate::features::{self, Features, Postprocess};
use crate::propose::TextFeatures;
use crate::propose::settings::Settings;
use crate::propose::{align, duplicates};
use crate::text::clean::sentence_case;
use crate::text::lexicon::Lexicon;
use crate::text::{clean, empty, markup};

/// The texts of a run, ready to be encoded.
pub struct Texts {
    /// What is encoded: the statements, the frame's names of competencias, its matters of others,
    /// and what candidates are aligned by.
    pub encoded: Vec<String>,
    /// The competencia of each example: names and aliases, then challenges.
    pub examples: Vec<usize>,
    /// The rows of the challenges that existed before the run.
    pub challenges: Vec<usize>,
    /// How many texts after the examples are about matters of others.
    pub foreign: usize,
    /// Where the texts are that candidates are aligned by.
    pub aligned: align::Rows,
    /// Which statements say nothing.
    pub empty: Vec<bool>,
    /// Which statements repeat an earlier one.
    pub duplicates: Vec<Option<Duplicate>>,
    /// The statements that say something by origin and round, institutional first: each has a
    /// manner of writing of its own.
    pub origins: Vec<Vec<usize>>,
    /// The stems of the statements that say something.
    pub lexicon: Lexicon,
}

impl Texts {
    /// Reads a corpus and a frame as texts.
    pub fn of(corpus: &Corpus, frame: &Frame, guides: &Guides, settings: &Settings) -> Self {
        let mut encoded: Vec<String> = corpus.texts().map(markup::encoded).collect();
        let empty: Vec<bool> = encoded.iter().map(|t| empty::is_empty_remark(t)).collect();
        let plain: Vec<&str> = encoded.iter().map(String::as_str).collect();
        let duplicates = duplicates::links(&plain, &empty, &settings.duplicates);
        let said = plain.iter().zip(&empty).filter(|(_, empty)| !**empty).map(|(text, _)| *text);
        let lexicon = Lexicon::of(said);
        let origins = manners(corpus, &empty);
        let mut examples = Vec::new();
        for (c, competencia) in frame.competencias.iter().enumerate() {
            encoded.push(sentence_case(&clean(&competencia.name)));
            examples.push(c);
        }
        for (alias, c) in &frame.alias {
            encoded.push(sentence_case(&clean(alias)));
            examples.push(*c);
        }
        let challenges: Vec<usize> =
            (0..guides.challenges.len()).map(|j| encoded.len() + j).collect();
        for challenge in &guides.challenges {
            encoded.push(markup::encoded(&challenge.text));
            examples.push(challenge.competencia);
        }
        encoded.extend(frame.ajenos.iter().map(|text| sentence_case(&clean(text))));
        let foreign = frame.ajenos.len();
        let first = encoded.len();
        let aligned = align::Rows { first, foreign: first - foreign..first };
        encoded.extend(align::texts(frame).into_iter().map(|text| sentence_case(&clean(text))));
        Self {
            encoded,
            examples,
            challenges,
            foreign,
            aligned,
            empty,
            duplicates,
            origins,
            lexicon,
        }
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
        pooler.add(i, &self.encoded[i], encoded, counted);
    }

    /// What proposing reads, with the features of these texts.
    pub fn reading<'a>(&'a self, features: &'a Features) -> TextFeatures<'a> {
        TextFeatures {
            features,
            lexicon: &self.lexicon,
            texts: &self.encoded,
            examples: &self.examples,
            challenges: &self.challenges,
            foreign: self.foreign,
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
        let dense = post.apply(
            pooled,
            &self.origins,
            std::slice::from_ref(&self.challenges),
            &settings.features,
        );
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

fn manners(corpus: &Corpus, empty: &[bool]) -> Vec<Vec<usize>> {
    let mut manners = Vec::new();
    for origin in [Origin::Institutional, Origin::Citizen] {
        let all: Vec<usize> = (0..corpus.len())
            .filter(|&i| !empty[i] && corpus.statements[i].origin == origin)
            .collect();
        let mut rounds: std::collections::BTreeMap<u32, Vec<usize>> =
            std::collections::BTreeMap::new();
        for &i in &all {
            rounds.entry(corpus.statements[i].round).or_default().push(i);
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
