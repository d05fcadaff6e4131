//! E-mails as they are written and as they are said: `ana arroba gmail punto com`.

use super::{Found, emails as written};
use crate::text::fold;

/// What is said for a character of an address.
fn meant(word: &str) -> Option<char> {
    // Most words are none of these, and folding is not free.
    if word.len() > 6 || !word.starts_with(['a', 'A', 'p', 'P', 'd', 'D']) {
        return None;
    }
    match fold(word).as_str() {
        "arroba" | "at" => Some('@'),
        "punto" | "dot" => Some('.'),
        _ => None,
    }
}

/// A text with the characters in the place of their names, and where each of its bytes came from.
struct Said {
    text: String,
    /// Of each byte of `text`, and of its end: where it is in the original.
    from: Vec<usize>,
    /// The bytes of `text` that were words.
    words: Vec<usize>,
}

/// The words of a text, as ranges of letters.
fn words(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(char::is_alphabetic)?;
        let length = text[start..].find(|c: char| !c.is_alphabetic());
        rest = length.map_or(text.len(), |length| start + length);
        Some((start, rest))
    })
}

/// What stands around such a word goes with it: one bracket, and blanks.
fn around(text: &str, (start, end): (usize, usize)) -> Option<(usize, usize)> {
    let before = text[..start].strip_suffix(['(', '[', '{']).unwrap_or(&text[..start]);
    let after = text[end..].strip_prefix([')', ']', '}']).unwrap_or(&text[end..]);
    let (left, right) =
        (before.trim_end_matches([' ', '\u{a0}']), after.trim_start_matches([' ', '\u{a0}']));
    let apart = left.len() < start && text.len() - right.len() > end;
    (apart && !left.is_empty() && !right.is_empty()).then(|| (left.len(), text.len() - right.len()))
}

impl Said {
    /// `None` where no such word is.
    fn of(text: &str) -> Option<Self> {
        let mut said = String::new();
        let (mut from, mut places, mut at) = (Vec::new(), Vec::new(), 0);
        for word in words(text) {
            let Some(character) = meant(&text[word.0..word.1]) else { continue };
            let Some((start, end)) = around(text, word).filter(|(start, _)| *start >= at) else {
                continue;
            };
            said.push_str(&text[at..start]);
            from.extend(at..start);
            places.push(said.len());
            said.push(character);
            from.push(start);
            at = end;
        }
        if places.is_empty() {
            return None;
        }
        said.push_str(&text[at..]);
        from.extend(at..=text.len());
        Some(Self { text: said, from, words: places })
    }
}

/// The e-mail addresses in a text, in order, without overlap.
pub(super) fn emails(text: &str) -> Vec<Found> {
    let mut found = written(text);
    let Some(said) = Said::of(text) else { return found };
    for mut other in written(&said.text) {
        let spoken = said.words.iter().any(|place| other.span.contains(place));
        if !spoken {
            continue;
        }
        // What follows the last character begins where that of the original does.
        let last = said.from[other.span.end - 1];
        let length = text[last..].chars().next().map_or(1, char::len_utf8);
        other.span = said.from[other.span.start]..last + length;
        found.retain(|one| one.span.end <= other.span.start || other.span.end <= one.span.start);
        found.push(other);
    }
    found.sort_by_key(|found| found.span.start);
    found
}
