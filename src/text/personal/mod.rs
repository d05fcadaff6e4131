//! Personal data in free text: cédula numbers with a valid check digit, phone numbers and e-mails.
//!
//! Amounts, years, codes, dates and coordinates are no personal data and stay. Numbers in words
//! ("cero nueve nueve…"), names and addresses are not found.

mod numbers;
mod spelled;

use std::borrow::Cow;
use std::ops::Range;

/// What kind of personal datum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonalDataKind {
    /// An Ecuadorian identity number, or the tax number that a person has from it.
    Cedula,
    /// A mobile or a landline, in Ecuador.
    Telefono,
    /// An e-mail address.
    Correo,
}

impl PersonalDataKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Cedula, Self::Telefono, Self::Correo];

    /// The word people read.
    pub fn in_spanish(self) -> &'static str {
        match self {
            Self::Cedula => "cédula",
            Self::Telefono => "teléfono",
            Self::Correo => "correo",
        }
    }

    /// Its name in tables for machines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cedula => "cedula",
            Self::Telefono => "telefono",
            Self::Correo => "correo",
        }
    }

    /// What is published in its place.
    pub fn mask(self) -> &'static str {
        match self {
            Self::Cedula => "[cédula]",
            Self::Telefono => "[teléfono]",
            Self::Correo => "[correo]",
        }
    }
}

/// One personal datum in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: PersonalDataKind,
    /// Where it is, in bytes of the text.
    pub span: Range<usize>,
}

/// The personal data in a text, in order, without overlap.
pub fn find(text: &str) -> Vec<Found> {
    let mut found = spelled::emails(text);
    for number in numbers::find(text) {
        let apart = |other: &Found| {
            other.span.end <= number.span.start || number.span.end <= other.span.start
        };
        if found.iter().all(apart) {
            found.push(number);
        }
    }
    found.sort_by_key(|found| found.span.start);
    found
}

/// The kinds of personal data in a text, each once.
pub fn kinds(text: &str) -> Vec<PersonalDataKind> {
    let mut kinds: Vec<PersonalDataKind> = find(text).into_iter().map(|found| found.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// How many texts have personal data at all, and how many have each of [`PersonalDataKind::ALL`].
pub fn count<'a>(texts: impl Iterator<Item = &'a str>) -> (usize, [usize; 3]) {
    let (mut some, mut each) = (0, [0; 3]);
    for text in texts {
        let kinds = kinds(text);
        some += usize::from(!kinds.is_empty());
        for kind in kinds {
            each[kind as usize] += 1;
        }
    }
    (some, each)
}

/// The kinds in Spanish, "cédula, teléfono"; `None` where there are none.
pub fn in_words(text: &str) -> Option<String> {
    let names: Vec<&str> = kinds(text).into_iter().map(PersonalDataKind::in_spanish).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// The text with every personal datum replaced by the name of its kind in brackets.
pub fn redact(text: &str) -> Cow<'_, str> {
    let found = find(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut redacted = String::with_capacity(text.len());
    let mut at = 0;
    for Found { kind, span } in found {
        redacted.push_str(&text[at..span.start]);
        redacted.push_str(kind.mask());
        at = span.end;
    }
    redacted.push_str(&text[at..]);
    Cow::Owned(redacted)
}

fn emails(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for (at, _) in text.match_indices(['@', '＠']) {
        let before = &text[found.last().map_or(0, |last| last.span.end).min(at)..at];
        let local = tail(before, |c| c.is_alphanumeric() || "._%+-'".contains(c));
        let local = local.trim_start_matches(|c: char| !c.is_alphanumeric());
        let mark = text[at..].chars().next().map_or(1, char::len_utf8);
        let after = &text[at + mark..];
        let stop = after.find(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-'));
        let host = after[..stop.unwrap_or(after.len())].trim_end_matches(['.', '-']);
        let named = host.rsplit_once('.').is_some_and(|(name, ending)| {
            name.starts_with(char::is_alphanumeric)
                && ending.chars().count() >= 2
                && ending.chars().all(char::is_alphabetic)
        });
        if !local.is_empty() && named {
            let span = at - local.len()..at + mark + host.len();
            found.push(Found { kind: PersonalDataKind::Correo, span });
        }
    }
    found
}

/// The end of a text as far as its characters are of a kind.
fn tail(text: &str, is: impl Fn(char) -> bool) -> &str {
    let start = text.char_indices().rev().take_while(|&(_, c)| is(c)).last();
    start.map_or("", |(start, _)| &text[start..])
}

#[cfg(test)]
mod tests;
