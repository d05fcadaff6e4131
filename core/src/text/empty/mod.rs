//! Remarks that say nothing: "ninguno", "votado, gracias", "igual que arriba", a bare link,
//! keyboard noise, a form's own words.

mod phrases;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::fold;
use super::markup;
use super::words::{has_letter, words};
use phrases::{BESIDE, NOTHING, PHRASES};

/// What a form says of itself, folded: a cell that was never overwritten.
const FORM: &[&str] = &[
    "ingrese aqui",
    "escriba aqui",
    "aqui escriba",
    "aqui ingrese",
    "escribir aqui",
    "su desafio aqui",
    "digite aqui",
    "describa aqui",
    "llenar aqui",
    "complete aqui",
    "escriba su respuesta",
    "ingrese su respuesta",
    "escriba su propuesta",
    "ingrese su propuesta",
    "lorem ipsum",
    "pendiente de",
    "ver hoja",
    "ver atras",
    "ver anexo",
    "ver adjunto",
    "ver archivo",
    "ver documento",
    "ver link",
    "ver enlace",
    "se adjunta",
    "adjunto documento",
    "adjunto archivo",
    "adjunto foto",
    "sin observaciones",
    "sin observacion",
    "no se entiende",
    "ilegible",
    "se remite",
];

/// Words with which a remark points at another card instead of saying something.
const POINTERS: &[&str] = &[
    "idem",
    "igual que",
    "igual q",
    "igual al",
    "igual a la anterior",
    "igual a lo anterior",
    "lo mismo que el",
    "lo mismo que la",
    "lo mismo que dij",
    "lo mismo q",
    "lo mismo de",
    "lo que dijo",
    "lo que dijeron",
    "ya lo dij",
    "ya lo mencion",
    "ya respond",
    "ya contest",
    "ya esta dicho",
    "como dij",
    "como ya dij",
    "como ya mencion",
    "como mencion",
    "coincido con",
    "ver respuesta",
    "ver pregunta",
    "ver arriba",
    "ver lo anterior",
    "respondido en",
    "contestado en",
    "misma respuesta",
    "la misma respuesta",
];

/// The phrases as lists of words, by their first; the longest first.
fn phrases() -> &'static BTreeMap<&'static str, Vec<Vec<&'static str>>> {
    static ALL: OnceLock<BTreeMap<&'static str, Vec<Vec<&'static str>>>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
        for phrase in PHRASES {
            let words: Vec<&str> = phrase.split(' ').collect();
            all.entry(words[0]).or_default().push(words);
        }
        for phrases in all.values_mut() {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        }
        all
    })
}

/// Whether a text says nothing that could be a challenge.
pub fn is_empty_remark(text: &str) -> bool {
    let folded = fold(&markup::stripped(text));
    let tokens: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
    if !has_letter(&folded) || NOTHING.contains(&folded.as_str()) {
        return true;
    }
    if FORM.iter().any(|f| fold::begins_with(&folded, f)) {
        return true;
    }
    if tokens.len() <= 8 && POINTERS.iter().any(|p| folded.starts_with(p)) {
        return true;
    }
    if folded.starts_with("desafio") && tokens.iter().skip(1).all(|w| !has_letter(w)) {
        return true;
    }
    is_made_of_phrases(&tokens) || words(&folded).iter().all(|w| is_noise(w.text))
}

/// The most words of a remark that is read phrase by phrase.
const LONGEST: usize = 24;

/// Whether phrases that say nothing, and words that carry no matter beside them, are all there is.
fn is_made_of_phrases(tokens: &[&str]) -> bool {
    if tokens.len() > LONGEST {
        return false;
    }
    let (mut at, mut some) = (0, false);
    while at < tokens.len() {
        let rest = &tokens[at..];
        let phrase = phrases()
            .get(tokens[at])
            .and_then(|all| all.iter().find(|phrase| rest.starts_with(phrase)));
        if let Some(phrase) = phrase {
            some = true;
            at += phrase.len();
        } else if BESIDE.contains(&tokens[at])
            || !has_letter(tokens[at])
            || is_noise(tokens[at])
            || is_laugh(tokens[at])
        {
            at += 1;
        } else {
            return false;
        }
    }
    some
}

fn is_laugh(word: &str) -> bool {
    word.len() >= 4
        && word.chars().all(|c| matches!(c, 'j' | 'a' | 'h' | 'e' | 'i'))
        && ["ja", "je", "ji", "ha", "he"].iter().any(|beat| word.matches(beat).count() >= 2)
}

/// Whether a folded word cannot be one: a repeated letter, no vowel in three letters or more, a run
/// of neighbouring keys, a laugh.
fn is_noise(word: &str) -> bool {
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    let Some(first) = letters.first() else { return true };
    if letters.len() >= 2 && letters.iter().all(|c| c == first) || word == "x" {
        return true;
    }
    if letters.len() >= 3 && !letters.iter().any(|c| "aeiouy".contains(*c)) {
        return true;
    }
    let run = |part: &[char]| {
        let part: String = part.iter().collect();
        ["qwertyuiop", "asdfghjklñ", "zxcvbnm"]
            .iter()
            .any(|row| row.contains(&part) || row.chars().rev().collect::<String>().contains(&part))
    };
    // "asdasd": the same few keys again and again.
    let keys = letters.len() >= 4 && run(&letters)
        || letters.len() >= 6
            && letters.chunks(3).all(|beat| beat == &letters[..3])
            && run(&letters[..3])
        || matches!(word, "qwe" | "asd" | "zxc");
    keys || is_laugh(word)
}

#[cfg(test)]
mod tests;
