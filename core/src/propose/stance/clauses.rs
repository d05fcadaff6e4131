//! The words of a text and its clauses, and the closed lists of words by which they are read.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::lexicon::Lexicon;
use crate::text::words::{Stems, WordKind, has_letter, words};
use crate::text::{clean, fold, markup};

/// A word with what a clause asks of it.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) folded: String,
    pub(super) stem: String,
    pub(super) content: bool,
    pub(super) name: bool,
    /// Whether a sign that ends a clause stands before it.
    pub(super) apart: bool,
}

/// Folded words of one kind.
pub(super) type List = LazyLock<BTreeSet<&'static str>>;

/// Words of lack.
pub(super) static LACKS: List = LazyLock::new(|| {
    listed_in(
        "falta faltan ausencia inexistencia carencia carecemos carece carecen escasez escaso \
    escasa escasos escasas insuficiente insuficientes",
    )
});
/// Verbs of having, which after "no" tell a lack.
pub(super) static HAVING: List = LazyLock::new(|| {
    listed_in(
        "hay existe existen tenemos tiene tienen tengo contamos cuenta cuentan \
    disponemos dispone disponen",
    )
});
/// Verbs of wanting.
pub(super) static WANTING: List =
    LazyLock::new(|| listed_in("queremos quiero quieren necesitamos deseamos aceptamos acepto"));
/// Words that may stand before the noun of a thing.
pub(super) static SKIPPED: List = LazyLock::new(|| {
    listed_in(
        "el la los las un una unos unas su sus este esta estos estas ese esa esos esas \
    nuestro nuestra nuestros nuestras al a de del mas tanto tanta tantos tantas otro otra otros otras \
    nuevo nueva nuevos nuevas mucho mucha muchos muchas todo toda todos todas ya tambien siempre con \
    suficiente suficientes mayor cada ningun ninguna se nos les le lo que vez primero primer gratis dos \
    tres cuatro cinco seis urgentemente inmediatamente",
    )
});
/// Words that may stand between "no" and its verb.
pub(super) static PRONOUNS: List = LazyLock::new(|| listed_in("se nos les le me lo la los las ya"));
/// Nouns that say nothing of the thing itself where "de" follows.
pub(super) static LIGHT: List = LazyLock::new(|| {
    listed_in(
        "sistema red numero cantidad proyecto servicio programa plan uso presencia \
    existencia tema construccion implementacion creacion ampliacion instalacion aplicacion \
    recaudacion arboles",
    )
});
/// Nouns that say nothing of the people meant where an adjective follows.
pub(super) static PEOPLE: List =
    LazyLock::new(|| listed_in("familias personas gente poblacion hermanos ciudadanos grupos"));
/// Verbs whose subject is the thing meant.
pub(super) static OF_SUBJECTS: List = LazyLock::new(|| {
    listed_in("llegar pasar entrar circular ingresar seguir funcionar irse desaparecer")
});
/// What an infinitive after these tells, nobody asks for.
pub(super) static TELLING: List = LazyLock::new(|| {
    listed_in("sin al por puede pueden suele suelen va van iba iban logra logran")
});
/// Forms of being that wish.
pub(super) static BEING: List =
    LazyLock::new(|| listed_in("sea sean esten permanezca permanezcan"));
/// Words after which a clause gives a reason or a purpose.
pub(super) static REASONS: List =
    LazyLock::new(|| listed_in("porque xq pues aunque mientras donde cuando"));

fn listed_in(words: &'static str) -> BTreeSet<&'static str> {
    words.split_whitespace().collect()
}

pub(super) fn listed(list: &List, word: &str) -> bool {
    list.contains(word)
}

/// The words of a text.
pub(super) fn tokens(stems: &Stems, text: &str) -> Vec<Token> {
    let text = clean(&markup::plain(text));
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    let shouted = capitals * 10 > letters * 6;
    let mut end = 0;
    let mut tokens = Vec::new();
    for word in words(&text) {
        let between = &text[end..word.from];
        let apart = between.chars().any(|c| !c.is_whitespace() && !"-/\"'«»“”".contains(c));
        let begins = tokens.is_empty() || between.contains(['.', '!', '?', ':', '¡', '¿']);
        end = word.to();
        let (kind, stem) = stems.read(word.text);
        let folded = fold(word.text);
        let capital = word.text.chars().next().is_some_and(char::is_uppercase);
        tokens.push(Token {
            content: kind != WordKind::Stopword && has_letter(word.text) && folded.len() > 2,
            name: capital && !begins && !shouted,
            folded,
            stem,
            apart,
        });
    }
    tokens
}

/// The clauses of a text but those that give a reason or a purpose.
pub(super) fn clauses<'t>(lexicon: &Lexicon, tokens: &'t [Token]) -> Vec<&'t [Token]> {
    let at = |i: usize| tokens.get(i).map_or("", |t| t.folded.as_str());
    let mut bounds = vec![(0, false)];
    for (i, token) in tokens.iter().enumerate().skip(1) {
        let word = token.folded.as_str();
        let wish = |w: &str| w == "que" || w == "no" || lexicon.verb(w).is_some();
        let reason = listed(&REASONS, word)
            || (word == "ya" && at(i + 1) == "que" && !token.apart)
            || (word == "para" && (at(i + 1) == "que" || is_infinitive(at(i + 1))));
        if reason {
            bounds.push((i, true));
        } else if token.apart
            || matches!(word, "pero" | "sino")
            || (matches!(word, "y" | "e" | "ni") && wish(at(i + 1)))
        {
            bounds.push((i, false));
        }
    }
    let ends = bounds.iter().skip(1).map(|(i, _)| *i).chain([tokens.len()]);
    let parts = bounds.iter().zip(ends).filter(|((_, reason), _)| !reason);
    parts.map(|((from, _), to)| &tokens[*from..to]).filter(|part| !part.is_empty()).collect()
}

/// Whether a folded word ends like an infinitive.
pub(super) fn is_infinitive(folded: &str) -> bool {
    crate::propose::wording::tags::is_infinitive(folded)
}
