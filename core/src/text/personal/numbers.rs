//! Numbers that name a person: groups of digits with separators, read as a cédula, a phone, a card
//! or a bank account.

use super::identity::{is_card, is_cedula};
use super::plain::Digits;
use super::{Found, PersonalDataKind, tail};
use crate::text::fold;
use crate::text::hidden::is_hidden;

/// One unbroken row of digits.
struct Group<'a> {
    start: usize,
    end: usize,
    digits: &'a str,
}

/// The most groups a phone is written in: `+593 (0) 99 123 45 67`.
const MOST_GROUPS: usize = 7;
/// The same, of one digit each: `1 7 1 0 0 3 4 0 6 5 0 0 1`.
const MOST_DIGITS: usize = 13;

/// Words before a number that say it is a phone, by their beginning.
const PHONE_CUES: [&str; 11] =
    ["tel", "tlf", "cel", "movil", "whats", "wasap", "watsap", "wsp", "fono", "llam", "pbx"];
/// Words before a number that say it is an identity number.
const CEDULA_CUES: [&str; 7] = ["ci", "cc", "cedula", "cedulas", "ced", "ruc", "identidad"];
/// Words before a number that say it is a code.
const CODE_CUES: [&str; 25] = [
    "oficio",
    "expediente",
    "memorando",
    "resolucion",
    "ordenanza",
    "codigo",
    "predio",
    "tramite",
    "factura",
    "cuenta",
    "catastral",
    "ticket",
    "contrato",
    "acta",
    "usd",
    "placa",
    "clave",
    "medidor",
    "suministro",
    "poliza",
    "comprobante",
    "autorizacion",
    "formulario",
    "seguimiento",
    "serie",
];
/// Words before a number that say it is an account.
const ACCOUNT_CUES: [&str; 8] =
    ["cuenta", "cta", "ahorros", "ahorro", "corriente", "cte", "clabe", "cbu"];
/// Words around an account that say whose it is.
const BANKS: [&str; 22] = [
    "ahorros",
    "ahorro",
    "corriente",
    "bancaria",
    "bancario",
    "banco",
    "bco",
    "cooperativa",
    "coop",
    "pichincha",
    "produbanco",
    "bolivariano",
    "pacifico",
    "guayaquil",
    "austro",
    "jep",
    "banecuador",
    "mutualista",
    "transferencia",
    "transferir",
    "depositar",
    "deposito",
];
/// Words before a number that say it is a card.
const CARD_CUES: [&str; 7] =
    ["tarjeta", "visa", "mastercard", "diners", "amex", "credito", "debito"];
/// Words after a number that say it is an amount.
const UNITS: [&str; 12] = [
    "dolares",
    "usd",
    "habitantes",
    "personas",
    "metros",
    "m2",
    "m3",
    "km",
    "ha",
    "hectareas",
    "toneladas",
    "litros",
];

/// The cédulas, phones, cards and accounts in a text, in order, without overlap.
pub(super) fn find(written: &str) -> Vec<Found> {
    let digits = Digits::of(written);
    let mut found = within(digits.text());
    for one in &mut found {
        one.span = digits.from(&one.span);
    }
    found
}

fn within(text: &str) -> Vec<Found> {
    let groups = groups(text);
    let mut found = Vec::new();
    let mut first = 0;
    while first < groups.len() {
        let single = groups[first].digits.len() == 1;
        let most = groups.len().min(first + if single { MOST_DIGITS } else { MOST_GROUPS });
        // The longest reading wins: a landline is the beginning of nothing longer.
        let reading = (first + 1..=most).rev().find_map(|end| read(text, &groups[first..end]));
        match reading {
            Some((kind, taken)) => {
                let end = groups[first + taken - 1].end;
                let span = opened(text, groups[first].start, end)..end;
                found.push(Found { kind, span });
                first += taken;
            }
            None => first += 1,
        }
    }
    found
}

fn groups(text: &str) -> Vec<Group<'_>> {
    let mut groups = Vec::new();
    let mut rest = 0;
    while let Some(start) = text[rest..].find(|c: char| c.is_ascii_digit()).map(|at| rest + at) {
        let length = text[start..].find(|c: char| !c.is_ascii_digit());
        let end = length.map_or(text.len(), |length| start + length);
        groups.push(Group { start, end, digits: &text[start..end] });
        rest = end;
    }
    groups
}

/// What groups of digits are together, with how many of them (all).
fn read(text: &str, groups: &[Group<'_>]) -> Option<(PersonalDataKind, usize)> {
    let (first, last) = (groups.first()?, groups.last()?);
    let total: usize = groups.iter().map(|group| group.digits.len()).sum();
    if !(7..=20).contains(&total) {
        return None;
    }
    let singles = groups.len() > 7 && groups.iter().all(|group| group.digits.len() == 1);
    let between: Vec<&str> =
        groups.windows(2).map(|pair| &text[pair[0].end..pair[1].start]).collect();
    let slashes = !between.is_empty() && between.iter().all(|between| *between == "/");
    let commas = singles && between.iter().all(|between| between.trim() == ",");
    if !(slashes || commas || between.iter().all(|between| separates(between))) {
        return None;
    }
    let before = &text[..opened(text, first.start, last.end)];
    let after = &text[last.end..];
    let words = context(before);
    let cued =
        |cues: &[&str]| words.iter().any(|word| cues.iter().any(|cue| word.starts_with(cue)));
    let exact = |cues: &[&str]| words.iter().any(|word| cues.contains(&word.as_str()));
    let phone_cue = cued(&PHONE_CUES);
    let cedula_cue = exact(&CEDULA_CUES) || initials(before);
    let digits: String = groups.iter().map(|group| group.digits).collect();
    // `0991/234/567` is a phone; `09/12/2022` and `022/023/034` are none.
    if slashes && !(is_mobile(&digits) && (first.digits.len() >= 3 || last.digits.len() >= 6)) {
        return None;
    }
    // What is written without blanks around it must be whole by itself.
    let whole = groups.len() == 1 && (has_cedula(&digits) || is_mobile(&digits));
    let apart = ends_here(after) && (starts_here(before) || glued(before));
    if !(apart || whole && touches_words(before, after)) {
        return None;
    }
    let code_cue = exact(&CODE_CUES);
    let amount = unit_follows(after) || words[0] == "usd";
    if !amount && is_account(before, after, total, groups) {
        return Some((PersonalDataKind::Cuenta, groups.len()));
    }
    let fourfold = groups[0].digits.len() == 4 || groups.len() == 1;
    if fourfold && !amount && is_card(&digits) && (cued(&CARD_CUES) || total > 14 && !code_cue) {
        return Some((PersonalDataKind::Tarjeta, groups.len()));
    }
    if total > 15 {
        return None;
    }
    let written = singles || cedula_cue && total == 10 || is_cedula_written(groups, &between);
    if written && has_cedula(&digits) && !amount && (cedula_cue || !phone_cue && !code_cue) {
        return Some((PersonalDataKind::Cedula, groups.len()));
    }
    if amount || (code_cue && !phone_cue) || !grouped_as_phone(groups, &between) {
        return None;
    }
    let opening = &text[before.len()..first.start];
    let international = opening.starts_with(['+', '(']);
    // The number of another country: `+57 310 482 9911`.
    let foreign = opening.ends_with('+') && (10..=13).contains(&total) && !digits.starts_with('0');
    let phone = is_phone(&digits, international) || foreign || phone_cue && is_local_phone(&digits);
    phone.then_some((PersonalDataKind::Telefono, groups.len()))
}

/// Whether a word shortly before says that a phone follows.
pub(super) fn announces_phone(before: &str) -> bool {
    let words = context(before);
    words.iter().any(|word| PHONE_CUES.iter().any(|cue| word.starts_with(cue)))
}

/// Where a number begins when what opens it is part of it: `+`, and a `(` that closes inside.
fn opened(text: &str, start: usize, end: usize) -> usize {
    let before = &text[..start];
    let bare = before.strip_suffix('+').unwrap_or(before);
    bare.strip_suffix('(').filter(|_| text[start..end].contains(')')).unwrap_or(bare).len()
}

/// Up to three blanks, hyphens, dots and brackets; a character that nobody sees hides nothing.
fn separates(between: &str) -> bool {
    let part =
        |c: char| matches!(c, ' ' | '\u{a0}' | '-' | '–' | '‑' | '.' | '(' | ')') || is_hidden(c);
    (1..=3).contains(&between.chars().count()) && between.chars().all(part)
}

/// Whether a number may begin after this: not inside a word, a code, an amount or a decimal.
fn starts_here(before: &str) -> bool {
    let mut last = before.chars().rev();
    match last.next() {
        None => true,
        // Two numbers side by side, not a date or the number of an ordinance.
        Some('/') if tail(&before[..before.len() - 1], |c| c.is_ascii_digit()).len() >= 7 => true,
        Some('.' | ',' | '-' | '–' | '‑' | '/') => {
            !last
                .next()
                .is_some_and(|c| c.is_ascii_digit() || c.is_alphabetic() && c.is_uppercase())
                || glued(before)
                || initials(before)
        }
        Some(c) => !(c.is_alphanumeric() || "$#_+=".contains(c)),
    }
}

/// Whether the word that touches the number names what follows: `CI1712345678`, `cel:099…`.
fn glued(before: &str) -> bool {
    let bare = before.trim_end_matches(['-', '–', '.', '/', ':']);
    let word = fold(tail(bare, char::is_alphabetic));
    PHONE_CUES.iter().any(|cue| word.starts_with(cue)) || CEDULA_CUES.contains(&word.as_str())
}

/// Whether words of small letters touch a number, or nothing that makes it a part of something:
/// `mi numero0991234567quiero`.
fn touches_words(before: &str, after: &str) -> bool {
    let word = |word: &str| word.chars().count() >= 2 && word.chars().all(char::is_lowercase);
    let left = tail(before, char::is_alphanumeric);
    let right: &str = after.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let left_is_word = word(left) && !before.ends_with('_');
    let right_is_word = word(right) || right == "y";
    (left_is_word || left.is_empty() && starts_here(before))
        && (right_is_word || right.is_empty() && ends_here(after))
}

fn ends_here(after: &str) -> bool {
    let mut next = after.chars();
    match next.next() {
        None => true,
        Some('.' | ',' | '-' | '–' | '‑') => !next.next().is_some_and(char::is_alphanumeric),
        Some(c) => !(c.is_alphanumeric() || "_%".contains(c)),
    }
}

/// The last three words before, folded.
fn context(before: &str) -> Vec<String> {
    let start = before.char_indices().rev().nth(31).map_or(0, |(at, _)| at);
    let folded = fold(&before[start..]);
    folded.rsplit(' ').take(3).map(str::to_owned).collect()
}

/// Whether `C.I.` or `C.C.` stands before.
fn initials(before: &str) -> bool {
    let words = context(before);
    words.len() >= 2 && words[1] == "c" && matches!(words[0].as_str(), "i" | "c")
}

/// Whether a number is a bank account's: a word before it says so, and one around it names a bank or
/// what is done with an account there.
fn is_account(before: &str, after: &str, total: usize, groups: &[Group<'_>]) -> bool {
    if total < 8 || groups.len() > 4 {
        return false;
    }
    let near = before.char_indices().rev().nth(47).map_or(0, |(at, _)| at);
    let behind = after.char_indices().nth(60).map_or(after.len(), |(at, _)| at);
    let (before, after) = (fold(&before[near..]), fold(&after[..behind]));
    let cue = before.rsplit(' ').take(5).any(|word| ACCOUNT_CUES.contains(&word));
    cue && before.split(' ').chain(after.split(' ').take(8)).any(|word| BANKS.contains(&word))
}

fn unit_follows(after: &str) -> bool {
    let word: String = after.trim_start().chars().take_while(|c| c.is_alphanumeric()).collect();
    UNITS.contains(&fold(&word).as_str())
}

/// `1712345678`, `171234567-8`, or either with the `001` of a tax number.
fn is_cedula_written(groups: &[Group<'_>], between: &[&str]) -> bool {
    let lengths: Vec<usize> = groups.iter().map(|group| group.digits.len()).collect();
    let hyphens = || between.iter().all(|b| matches!(b.trim(), "-" | "–" | "‑"));
    match lengths.as_slice() {
        [10 | 13] => true,
        [9, 1 | 4] | [9, 1, 3] | [10, 3] => hyphens(),
        _ => false,
    }
}

/// Whether ten digits are a cédula's, or thirteen the tax number of a person. A tax number whose third
/// digit is 6 and that ends in `0001` is a public institution's.
pub(super) fn has_cedula(digits: &str) -> bool {
    let Some((cedula, rest)) = digits.split_at_checked(10) else { return false };
    let institution = cedula.chars().nth(2) == Some('6') && digits.ends_with("0001");
    is_cedula(cedula) && (rest.is_empty() || rest == "001" && !institution)
}

/// Whether the groups are of sizes in which people write phones: not decimals, dates or codes.
fn grouped_as_phone(groups: &[Group<'_>], between: &[&str]) -> bool {
    let singles = groups.len() > 7 && groups.iter().all(|group| group.digits.len() == 1);
    if groups.len() == 1 || singles || between.iter().all(|between| *between == "/") {
        return true;
    }
    let last = groups[groups.len() - 1].digits.len();
    let dots = between.iter().filter(|between| between.contains('.')).count();
    let year = |group: &Group<'_>| {
        group.digits.len() == 4
            && (group.digits.starts_with("19") || group.digits.starts_with("202"))
    };
    let hyphens = between.iter().all(|between| *between == "-");
    last >= 2
        && (dots != 1 || between.len() > 1 && dots == between.len())
        && !(hyphens && groups.iter().any(year))
}

/// `09xxxxxxxx`, `0[2-7]xxxxxxx`, or either after 593 without or with its zero.
pub(super) fn is_phone(digits: &str, international: bool) -> bool {
    let national = |digits: &str| {
        let mobile = is_mobile(digits);
        let landline = digits.len() == 9 && digits.starts_with('0') && is_landline(&digits[1..]);
        mobile || landline
    };
    let after_country = |rest: &str| {
        national(rest)
            || rest.len() == 9 && rest.starts_with('9')
            || rest.len() == 8 && is_landline(rest)
    };
    let country = digits
        .strip_prefix("00593")
        .or_else(|| digits.strip_prefix("593").filter(|rest| international || rest.len() == 9));
    national(digits) || country.is_some_and(after_country)
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 10 && digits.starts_with("09")
}

/// An area code and a local number: `2 2345678`.
fn is_landline(digits: &str) -> bool {
    let in_order = |digit: u8, from: u8| (from..=b'7').contains(&digit);
    digits.len() == 8
        && in_order(digits.as_bytes()[0], b'2')
        && in_order(digits.as_bytes()[1], b'2')
}

/// What is a phone only if words say so: a local number without its area, a mobile without zero.
fn is_local_phone(digits: &str) -> bool {
    let first = digits.as_bytes()[0];
    digits.len() == 7 && (b'2'..=b'7').contains(&first) || digits.len() == 9 && first == b'9'
}
