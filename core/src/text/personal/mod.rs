//! Personal data in free text (cédulas and cards with a valid check digit, phones, e-mails, bank
//! accounts, plates, names and addresses on networks, the names of those who say who they are).
//!
//! Amounts, years, codes, dates and coordinates are no personal data and stay. Names that nobody
//! introduces and addresses of houses are not found.

mod identity;
mod plain;
mod numbers;
mod dictated;
mod spelled;
mod accounts;
mod names;

use std::borrow::Cow;
use std::ops::Range;

pub use identity::is_cedula;
pub use names::is_given_name;

/// What kind of personal datum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonalDataKind {
    /// An Ecuadorian identity number, or the tax number that a person has from it.
    Cedula,
    /// A mobile or a landline, in Ecuador.
    Telefono,
    /// An e-mail address.
    Correo,
    /// A payment card.
    Tarjeta,
    /// A bank account.
    Cuenta,
    /// The plate of a vehicle.
    Placa,
    /// A name on a network: `@ana_perez`.
    Usuario,
    /// The address of somebody's device on the network: `190.15.12.33`.
    Red,
    /// The name of somebody who says it: `soy Rosa Quishpe`.
    Nombre,
}

impl PersonalDataKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Cedula,
        Self::Telefono,
        Self::Correo,
        Self::Tarjeta,
        Self::Cuenta,
        Self::Placa,
        Self::Usuario,
        Self::Red,
        Self::Nombre,
    ];

    /// The word people read.
    pub fn in_spanish(self) -> &'static str {
        match self {
            Self::Cedula => "cédula",
            Self::Telefono => "teléfono",
            Self::Correo => "correo",
            Self::Tarjeta => "tarjeta",
            Self::Cuenta => "cuenta bancaria",
            Self::Placa => "placa",
            Self::Usuario => "usuario de redes",
            Self::Red => "dirección IP",
            Self::Nombre => "nombre",
        }
    }

    /// Its name in tables for machines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cedula => "cedula",
            Self::Telefono => "telefono",
            Self::Correo => "correo",
            Self::Tarjeta => "tarjeta",
            Self::Cuenta => "cuenta",
            Self::Placa => "placa",
            Self::Usuario => "usuario",
            Self::Red => "ip",
            Self::Nombre => "nombre",
        }
    }

    /// What is published in its place.
    pub fn mask(self) -> &'static str {
        match self {
            Self::Cedula => "[cédula]",
            Self::Telefono => "[teléfono]",
            Self::Correo => "[correo]",
            Self::Tarjeta => "[tarjeta]",
            Self::Cuenta => "[cuenta bancaria]",
            Self::Placa => "[placa]",
            Self::Usuario => "[usuario]",
            Self::Red => "[dirección IP]",
            Self::Nombre => "[nombre]",
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
    if text.contains(|c: char| c.is_numeric()) {
        // A longer reading first: an account is not a phone within it.
        add(&mut found, accounts::ibans(text));
        add(&mut found, numbers::find(text));
        add(&mut found, accounts::plates(text));
        add(&mut found, accounts::devices(text));
    }
    add(&mut found, dictated::find(text));
    if text.contains(['@', '＠', '/', ':']) {
        add(&mut found, accounts::handles(text));
    }
    add(&mut found, names::introduced(text));
    found.sort_by_key(|found| found.span.start);
    found
}

/// Adds what overlaps nothing that was found before.
fn add(found: &mut Vec<Found>, others: Vec<Found>) {
    for other in others {
        let apart =
            |one: &Found| one.span.end <= other.span.start || other.span.end <= one.span.start;
        if found.iter().all(apart) {
            found.push(other);
        }
    }
}

/// The kinds of personal data in a text, each once.
pub fn kinds(text: &str) -> Vec<PersonalDataKind> {
    let mut kinds: Vec<PersonalDataKind> = find(text).into_iter().map(|found| found.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// How many texts have personal data at all, and how many have each of [`PersonalDataKind::ALL`].
pub fn count<'a>(
    texts: impl Iterator<Item = &'a str>,
) -> (usize, [usize; PersonalDataKind::ALL.len()]) {
    let (mut some, mut each) = (0, [0; PersonalDataKind::ALL.len()]);
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

/// The kinds that were covered in a text, in Spanish; `None` where there are none.
pub fn covered_in_words(text: &str) -> Option<String> {
    let covered = |kind: &PersonalDataKind| text.contains(kind.mask());
    let names: Vec<&str> = PersonalDataKind::ALL
        .into_iter()
        .filter(covered)
        .map(PersonalDataKind::in_spanish)
        .collect();
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
