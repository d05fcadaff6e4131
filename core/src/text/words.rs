//! Words: where they stand in a text, their Spanish Snowball stems, and which carry no matter.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use rust_stemmers::{Algorithm, Stemmer};

use super::fold;

/// A run of letters or digits of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'t> {
    /// The word as written.
    pub text: &'t str,
    /// Where it begins, in bytes.
    pub from: usize,
}

impl Word<'_> {
    /// Where it ends, in bytes.
    pub fn to(&self) -> usize {
        self.from + self.text.len()
    }
}

/// The words of a text, in order.
pub fn words(text: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        let letter = c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c);
        match (letter, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push(Word { text: &text[from..at], from });
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        found.push(Word { text: &text[from..], from });
    }
    found
}

/// How much a word says of the matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordKind {
    /// Articles, prepositions, pronouns and the like.
    Stopword,
    /// Words that every challenge may begin with, whatever its matter ("falta", "mejorar").
    Boilerplate,
    /// Everything else.
    Content,
}

/// Reduces words to stems and tells their kind; make one and keep it, it remembers every word.
pub struct Stems {
    stemmer: Stemmer,
    stopwords: BTreeSet<&'static str>,
    boilerplate: BTreeSet<String>,
    seen: Mutex<HashMap<String, (WordKind, String)>>,
}

impl Default for Stems {
    fn default() -> Self {
        let stemmer = Stemmer::create(Algorithm::Spanish);
        let boilerplate = BOILERPLATE.split_whitespace().map(|w| stem_with(&stemmer, w)).collect();
        Self {
            stemmer,
            stopwords: STOPWORDS.split_ascii_whitespace().collect(),
            boilerplate,
            seen: Mutex::default(),
        }
    }
}

/// Stems the lower-case word first (the algorithm reads accents) and folds the result, so that
/// texts written without accents meet those with them as often as possible.
fn stem_with(stemmer: &Stemmer, word: &str) -> String {
    let lower = word.to_lowercase();
    fold(&stemmer.stem(&lower)).replace(' ', "")
}

impl Stems {
    /// The kind and the folded stem of a word.
    pub fn read(&self, word: &str) -> (WordKind, String) {
        // What another thread left half done is at worst a word not yet remembered.
        if let Some(known) = self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(word) {
            return known.clone();
        }
        let stem = stem_with(&self.stemmer, word);
        let kind = if self.stopwords.contains(fold(word).as_str()) {
            WordKind::Stopword
        } else if self.boilerplate.contains(&stem) {
            WordKind::Boilerplate
        } else {
            WordKind::Content
        };
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(word.to_owned(), (kind, stem.clone()));
        (kind, stem)
    }

    /// The folded stem of a word.
    pub fn stem(&self, word: &str) -> String {
        self.read(word).1
    }

    /// The kind of a word.
    pub fn kind(&self, word: &str) -> WordKind {
        self.read(word).0
    }

    /// The stems of the words that carry matter: no stopwords, nothing without a letter.
    pub fn content(&self, text: &str) -> Vec<String> {
        words(text)
            .into_iter()
            .filter(|w| has_letter(w.text))
            .map(|w| self.read(w.text))
            .filter(|(kind, stem)| *kind != WordKind::Stopword && !stem.is_empty())
            .map(|(_, stem)| stem)
            .collect()
    }
}

/// Whether a word has any letter; figures and signs have none.
pub fn has_letter(word: &str) -> bool {
    word.chars().any(char::is_alphabetic)
}

/// Spanish function words, folded: articles, prepositions, conjunctions, pronouns, auxiliaries.
const STOPWORDS: &str = "a al algo alguna algunas alguno algunos ante antes aquel aquella aquellas \
    aquello aquellos aqui aun aunque asi bajo bien cada casi como con contra cual cuales cualquier \
    cuando cuanto de del desde donde dos durante e el ella ellas ellos en entre era eran es esa \
    esas ese eso esos esta estaba estaban estamos estan estar estas este esto estos estoy fue \
    fueron ha habia han hasta hay he hemos hacia haya incluso ir la las le les lo los mas me mi \
    mis mientras mucha muchas mucho muchos muy nada ni no nos nosotros nuestra nuestras nuestro \
    nuestros o os otra otras otro otros para pero poca poco pocos por porque pues q que quien \
    quienes se sea sean segun ser si sido sin sobre solo son su sus tal tambien tan tanta tanto \
    te tener tenemos ti tiene tienen toda todas todavia todo todos tras tu tus u un una unas uno \
    unos usted ustedes va vamos van vez x xq y ya yo";

/// Words a challenge of any matter begins or ends with: calls for action, words of lack, and the
/// general places every plan speaks of.
const BOILERPLATE: &str = "falta faltan faltar hacer hace hagan haga poner pongan ponga dar den \
    necesitar necesitamos necesita necesario queremos querer pedir pedimos exigir solicitar \
    mejorar mejoren mejoramiento mejor implementar implementación implementen fortalecer \
    fortalecimiento promover promoción fomentar fomento impulsar garantizar generar desarrollar \
    desarrollo crear creación ampliar ampliación realizar contar existir existe inexistencia \
    ausencia carencia escasez escaso escasa deficiente deficiencia insuficiente insuficiencia \
    limitado limitada débil debilidad incremento incrementar aumentar aumento más mayor buena \
    bueno buenos nuevo nueva adecuado adecuada establecer lograr permitir deber debe deben poder \
    puede pueden consolidar articular articulación barrio barrios sector sectores parroquia \
    parroquias ciudad cantón distrito municipio municipal metropolitano metropolitana comunidad \
    moradores vecinos vecinas gente persona personas ciudadanía ciudadanos población problema \
    problemas";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_where_they_stand() {
        let found = words("¿Más árboles, ya?");
        assert_eq!(found.iter().map(|w| w.text).collect::<Vec<_>>(), ["Más", "árboles", "ya"]);
        assert_eq!(&"¿Más árboles, ya?"[found[1].from..found[1].to()], "árboles");
        assert!(words("… --").is_empty());
    }

    #[test]
    fn stems_join_forms_of_a_word() {
        let stems = Stems::default();
        assert_eq!(stems.stem("quebradas"), stems.stem("QUEBRADA"));
        assert_eq!(stems.stem("educación"), stems.stem("educaciones"));
    }

    #[test]
    fn kinds_of_words() {
        let stems = Stems::default();
        assert_eq!(stems.kind("También"), WordKind::Stopword);
        assert_eq!(stems.kind("FORTALECER"), WordKind::Boilerplate);
        assert_eq!(stems.kind("quebrada"), WordKind::Content);
    }
}
