//! E-mails as they are written and as they are said: `ana arroba gmail punto com`.

use super::{Found, emails as written};
use crate::text::fold;

/// What is said for a character of an address.
fn meant(word: &str) -> Option<char> {
    // Most words are none of these, and folding is not free.
    if word.len() > 6 || !word.starts_with(['a', 'A', 'p', 'P', 'd', 'D', 'g', 'G']) {
        return None;
    }
    match fold(word).as_str() {
        "arroba" | "at" => Some('@'),
        "punto" | "dot" => Some('.'),
        "guion" => Some('-'),
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

/// The servers of most people's addresses, by how they begin.
const HOSTS: [&str; 11] = [
    "gmail.", "hotmail.", "outlook.", "yahoo.", "live.", "icloud.", "proton", "msn.", "aol.",
    "gmx.", "me.com",
];
/// What addresses end in.
const ENDINGS: [&str; 16] = [
    "com", "ec", "net", "org", "es", "edu", "gob", "gov", "info", "co", "pe", "mx", "ar", "cl",
    "br", "me",
];

/// The `@` and the dots of addresses that blanks pull apart, `ana @ gmail . com`, and commas typed in
/// a dot's place. Each with what goes with it.
fn pulled_apart(text: &str) -> Vec<((usize, usize), char)> {
    let mut found = Vec::new();
    for (at, sign) in text.match_indices(['@', '＠']) {
        let (before, after) = (&text[..at], &text[at + sign.len()..]);
        let (left, right) =
            (before.trim_end_matches([' ', '\u{a0}']), after.trim_start_matches([' ', '\u{a0}']));
        let behind = right.len() < after.len();
        let host = right.get(..12).unwrap_or(right).to_lowercase().replace(' ', "");
        // "síganos @barrio" is a name, "ana @gmail.com" an address.
        let known = HOSTS.iter().any(|known| host.starts_with(known));
        if left.len() < before.len() && (behind || known) || behind && !left.is_empty() {
            found.push(((left.len(), text.len() - right.len()), '@'));
        }
        // The dots of the host, as far as it can reach.
        let reach = right.char_indices().nth(40).map_or(right.len(), |(at, _)| at);
        let start = text.len() - right.len();
        for (dot, mark) in right[..reach].match_indices(['.', ',']) {
            let (name, rest) = (&right[..dot], &right[dot + 1..]);
            let (bare, ending) =
                (name.trim_end_matches([' ', '\u{a0}']), rest.trim_start_matches([' ', '\u{a0}']));
            let word = ending.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            let pulled = bare.len() < name.len() || ending.len() < rest.len();
            let in_host =
                !bare.contains(|c: char| !(c.is_alphanumeric() || "-. \u{a0}".contains(c)));
            let told =
                ENDINGS.contains(&word) || HOSTS.iter().any(|h| h.trim_end_matches('.') == word);
            // `ana@gmail,com`: a comma only where nothing else can be meant.
            let typed =
                !pulled && HOSTS.iter().any(|h| h.strip_suffix('.') == Some(&bare.to_lowercase()));
            if in_host && told && if mark == "," { typed } else { pulled } {
                found.push(((start + bare.len(), text.len() - ending.len()), '.'));
            }
        }
    }
    found
}

impl Said {
    /// `None` where no such word is.
    fn of(text: &str) -> Option<Self> {
        let mut said = String::new();
        let (mut from, mut places, mut at) = (Vec::new(), Vec::new(), 0);
        let spoken = words(text).filter_map(|word| {
            let character = meant(&text[word.0..word.1])?;
            // "guion bajo" is one character.
            let next = words(&text[word.1..]).next().map(|(from, to)| (word.1 + from, word.1 + to));
            let low = next.filter(|&(from, to)| {
                character == '-'
                    && text[from..to].eq_ignore_ascii_case("bajo")
                    && from == word.1 + 1
            });
            let end = low.map_or(word.1, |(_, to)| to);
            let character = if low.is_some() { '_' } else { character };
            Some((around(text, (word.0, end))?, character))
        });
        let mut marks: Vec<((usize, usize), char)> = spoken.chain(pulled_apart(text)).collect();
        marks.sort_unstable();
        for ((start, end), character) in marks {
            if start < at {
                continue;
            }
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
