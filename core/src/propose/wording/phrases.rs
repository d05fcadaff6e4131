//! The noun phrases of a text: a noun with its adjectives, and others joined to it by a preposition
//! or by "y".

use super::tags::{Tag, Token, is_adjective};

/// A noun phrase: words that stand together in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// Its first word.
    pub(crate) from: usize,
    /// The word after its last.
    pub(crate) to: usize,
}

/// How many words a phrase has at most.
pub(crate) const LONGEST: usize = 9;

/// Every noun phrase of a text, of up to [`LONGEST`] words, shorter ones within longer ones too. The
/// first word is a noun.
pub(crate) fn phrases(tokens: &[Token]) -> Vec<Phrase> {
    let mut found = Vec::new();
    for from in 0..tokens.len() {
        if !begins(tokens, from) {
            continue;
        }
        let mut at = from;
        // "de calle y familias" in "habitantes de calle y familias" is no phrase of its own.
        let inner = from > 0 && !tokens[from].apart && tokens[from - 1].tag == Tag::Joint;
        let mut listed = false;
        while let Some(end) = group(tokens, at) {
            // A noun may do without its adjectives only where a joint follows or nothing does.
            let shortest = if at == from { from + 1 } else { end };
            for to in [shortest, end] {
                let goes_on =
                    tokens.get(to).is_some_and(|t| !t.apart && t.folded.starts_with("de"));
                if to - from <= LONGEST
                    && !(listed && goes_on)
                    && whole(&tokens[from..to])
                    && found.last() != Some(&Phrase { from, to })
                {
                    found.push(Phrase { from, to });
                }
            }
            match joined(tokens, end) {
                Some(_) if inner && tokens[end].tag == Tag::And => break,
                Some(next) if next - from < LONGEST => {
                    listed = tokens[end].tag == Tag::And;
                    at = next;
                }
                _ => break,
            }
        }
    }
    found
}

/// Whether a phrase can begin at a word: a noun that is no adjective of the one before.
fn begins(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    if token.tag != Tag::Noun || token.stem.is_empty() || !token.head {
        return false;
    }
    let follows = at > 0 && !token.apart && tokens[at - 1].tag == Tag::Noun;
    !(follows && is_adjective(&token.folded))
}

/// The end of a noun with its adjectives.
fn group(tokens: &[Token], at: usize) -> Option<usize> {
    let head = tokens.get(at)?;
    if head.tag != Tag::Noun || head.stem.is_empty() || !head.head {
        return None;
    }
    let mut end = at + 1;
    while let Some(next) = tokens.get(end) {
        let names = next.name && tokens[end - 1].name;
        let fits = next.tag == Tag::Noun && (is_adjective(&next.folded) || names);
        if !fits || next.apart || end - at > 2 {
            break;
        }
        end += 1;
    }
    Some(end)
}

/// Where the next noun stands that a preposition or "y" joins to what ends here.
fn joined(tokens: &[Token], end: usize) -> Option<usize> {
    let joint = tokens.get(end)?;
    if joint.apart || !matches!(joint.tag, Tag::Joint | Tag::And) {
        return None;
    }
    let mut next = end + 1;
    while tokens.get(next).is_some_and(|t| {
        !t.apart && (t.tag == Tag::Determiner || (joint.tag == Tag::And && t.folded == "de"))
    }) {
        next += 1;
    }
    let noun = tokens.get(next)?;
    (!noun.apart && noun.tag == Tag::Noun && next - end <= 3).then_some(next)
}

/// Whether a phrase says something: at least one word of matter.
fn whole(tokens: &[Token]) -> bool {
    tokens.iter().any(|t| t.content)
}

/// The words of a phrase.
pub(crate) fn text_of(tokens: &[Token]) -> String {
    let words: Vec<&str> = tokens.iter().map(|t| t.text.as_str()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::tags::Tagger;
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let tagger = Tagger::of([text]);
        let tokens = tagger.read(text);
        phrases(&tokens).iter().map(|p| text_of(&tokens[p.from..p.to])).collect()
    }

    #[test]
    fn a_noun_takes_its_adjectives_and_what_is_joined_to_it() {
        assert_eq!(
            of("Mejorar la iluminación pública de los parques y las canchas"),
            [
                "iluminación",
                "iluminación pública",
                "iluminación pública de los parques",
                "iluminación pública de los parques y las canchas",
                "parques",
                "parques y las canchas",
                "canchas",
            ]
        );
    }

    #[test]
    fn a_phrase_stops_at_signs_verbs_and_figures() {
        assert_eq!(of("veredas rotas, no hay 24 rampas"), ["veredas", "veredas rotas", "rampas"]);
        assert!(of("que se vayan ya").is_empty());
    }
}
