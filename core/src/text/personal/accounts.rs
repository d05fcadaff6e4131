//! Names of people and of their devices on networks, plates of their vehicles, and international bank
//! accounts.

use super::{Found, PersonalDataKind, tail};
use crate::text::fold;

/// Networks whose address ends in somebody's name.
const NETWORKS: [&str; 8] = [
    "facebook.com/",
    "fb.com/",
    "instagram.com/",
    "twitter.com/",
    "tiktok.com/",
    "t.me/",
    "x.com/",
    "linkedin.com/in/",
];

/// What follows such an address and is nobody's name.
const PAGES: [&str; 12] = [
    "groups", "events", "pages", "watch", "share", "hashtag", "search", "p", "reel", "explore",
    "photo", "status",
];

/// The names on networks in a text, in order, without overlap.
pub(super) fn handles(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for (at, sign) in text.match_indices(['@', '＠']) {
        let before = text[..at].chars().next_back();
        let alone = before.is_none_or(|c| !(c.is_alphanumeric() || "._%+-@＠".contains(c)));
        let name = name(&text[at + sign.len()..]);
        if alone && name.chars().filter(|c| c.is_alphabetic()).count() >= 2 {
            found.push(Found {
                kind: PersonalDataKind::Usuario,
                span: at..at + sign.len() + name.len(),
            });
        }
    }
    let lower = text.to_ascii_lowercase();
    for network in NETWORKS {
        for (at, _) in lower.match_indices(network) {
            // "box.com/" is not "x.com/".
            let whole = !tail(&lower[..at], |c| c.is_alphanumeric() || c == '-')
                .chars()
                .next()
                .is_some_and(char::is_alphanumeric);
            let from = at + network.len();
            let name = name(&text[from..]);
            let span = from..from + name.len();
            let apart = found
                .iter()
                .all(|other| other.span.end <= span.start || span.end <= other.span.start);
            if whole && apart && name.len() > 2 && !PAGES.contains(&fold(name).as_str()) {
                found.push(Found { kind: PersonalDataKind::Usuario, span });
            }
        }
    }
    found.extend(named(text, &found));
    found.sort_by_key(|found| found.span.start);
    found
}

/// A name that a word before it says to be one: `Instagram: ana.perez_7`.
fn named(text: &str, taken: &[Found]) -> Vec<Found> {
    const CUES: [&str; 9] =
        ["instagram", "ig", "insta", "tiktok", "twitter", "telegram", "facebook", "fb", "snapchat"];
    let mut found = Vec::new();
    for (at, _) in text.match_indices(':') {
        let cue = fold(tail(&text[..at], char::is_alphabetic));
        if !CUES.contains(&cue.as_str()) {
            continue;
        }
        let from = text.len() - text[at + 1..].trim_start().len();
        let name = name(&text[from..]);
        let span = from..from + name.len();
        let apart =
            taken.iter().all(|other| other.span.end <= span.start || span.end <= other.span.start);
        if apart
            && name.len() > 3
            && name.contains(|c: char| c.is_ascii_digit() || "._".contains(c))
        {
            found.push(Found { kind: PersonalDataKind::Usuario, span });
        }
    }
    found
}

/// The name that a text begins with: letters, digits, dots and underscores, 30 at most.
fn name(text: &str) -> &str {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let stop = text.char_indices().find(|&(_, c)| !part(c)).map_or(text.len(), |(at, _)| at);
    let longest = text.char_indices().nth(30).map_or(text.len(), |(at, _)| at);
    let name = text[..stop.min(longest)].trim_end_matches('.');
    if name.starts_with(|c: char| c.is_alphabetic() || c == '_') { name } else { "" }
}

/// The first letters of plates in Ecuador: its provinces.
const PROVINCES: &str = "ABUCXHOEWGILRMVNSPQKTZYJ";

/// Letters before four digits that name something else than a plate.
const CODES: [&str; 15] = [
    "ISO", "IEC", "NTE", "COV", "USB", "RAM", "PVC", "LED", "ART", "LEY", "ODS", "RES", "GAD",
    "EPM", "AMC",
];

/// Words before a plate that name a vehicle.
const VEHICLES: [&str; 24] = [
    "carro",
    "carros",
    "auto",
    "taxi",
    "moto",
    "motocicleta",
    "camioneta",
    "camion",
    "bus",
    "buseta",
    "furgoneta",
    "furgon",
    "volqueta",
    "vehiculo",
    "vehiculos",
    "jeep",
    "tricimoto",
    "chevrolet",
    "kia",
    "hyundai",
    "toyota",
    "nissan",
    "mazda",
    "suzuki",
];

/// The plates in a text, in order: what `placa` announces, and what has the form of Ecuador's.
pub(super) fn plates(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric()).map(|start| at + start)
        else {
            break;
        };
        let run = text[start..]
            .find(|c: char| !c.is_alphanumeric())
            .map_or(text.len(), |end| start + end);
        let before = text[..start].chars().next_back();
        let plate = (!before.is_some_and(|c| c.is_alphanumeric() || "-/_.".contains(c)))
            .then(|| plate(text, start, run))
            .flatten();
        match plate {
            Some(end) => {
                found.push(Found { kind: PersonalDataKind::Placa, span: start..end });
                at = end;
            }
            None => at = run,
        }
    }
    found
}

/// Where the plate ends that begins here, if one does; `run` is the end of the first run of letters
/// and digits.
fn plate(text: &str, start: usize, run: usize) -> Option<usize> {
    let first = &text[start..run];
    if !(2..=8).contains(&first.len()) || !first.is_ascii() {
        return None;
    }
    let letters = first.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, number, end, spaced) = if letters == first.len() {
        // `PBA-2345`, `PBA 2345` where it is announced.
        let rest = &text[run..];
        let mark = rest.chars().next().filter(|c| matches!(c, '-' | '–' | ' '))?;
        let digits = &rest[mark.len_utf8()..];
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        let from = run + mark.len_utf8();
        (first, &text[from..from + length], from + length, mark == ' ')
    } else {
        (&first[..letters], &first[letters..], run, false)
    };
    // Nearly every word ends here.
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    if digits < 3 {
        return None;
    }
    let context =
        fold(&text[text[..start].char_indices().rev().nth(31).map_or(0, |(at, _)| at)..start]);
    let mut words = context.rsplit(' ').take(4);
    let vehicle = words.clone().any(|word| VEHICLES.contains(&word));
    let cued = words.any(|word| matches!(word, "placa" | "placas" | "matricula" | "patente"));
    if spaced && !cued && !vehicle {
        return None;
    }
    let goes_on = text[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
        || text[end..].starts_with(['-', '/'])
            && text[end + 1..].starts_with(char::is_alphanumeric);
    if goes_on {
        return None;
    }
    if cued {
        let right =
            matches!(name.len(), 1..=4) && (3..=5).contains(&digits) && number.len() <= digits + 1
                || name.is_empty() && digits >= 3 && number.len() > digits;
        return right.then_some(end);
    }
    let capitals = name.len() == 3 && name.bytes().all(|b| b.is_ascii_uppercase() || vehicle);
    let province = name.starts_with(|c: char| PROVINCES.contains(c.to_ascii_uppercase()));
    let year = number.starts_with("19") || number.starts_with("20");
    (capitals && province && number.len() == 4 && digits == 4 && !year && !CODES.contains(&name))
        .then_some(end)
}

/// Words before four numbers with dots that say they are a version, an article or an item.
const NUMBERED: [&str; 16] = [
    "version", "v", "art", "arts", "articulo", "numeral", "literal", "capitulo", "seccion",
    "norma", "nte", "codigo", "partida", "cuenta", "item", "usd",
];

/// The addresses of devices on the network in a text, in order: four numbers up to 255, announced
/// by `IP` or with two of two figures at least.
pub(super) fn devices(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    let part = |c: char| c.is_ascii_digit() || c == '.';
    while let Some(start) = text[at..].find(|c: char| c.is_ascii_digit()).map(|to| at + to) {
        let run = text[start..].find(|c| !part(c)).map_or(text.len(), |end| start + end);
        at = run;
        let bare = text[start..run].trim_end_matches('.');
        let end = start + bare.len();
        if !is_ipv4(bare) {
            continue;
        }
        let before = &text[..start];
        let joined = before.ends_with(|c: char| c.is_alphanumeric() || ".,-_/$".contains(c))
            && !before.ends_with("//");
        // `45.120.151.128,30 dólares` is an amount.
        let after = text[run..].strip_prefix(',').unwrap_or(&text[run..]);
        let goes_on = after.starts_with(|c: char| c.is_alphanumeric() || "-_%".contains(c))
            || fold(after).starts_with("dolares");
        if joined || goes_on {
            continue;
        }
        let near = before.char_indices().rev().nth(31).map_or(0, |(at, _)| at);
        let context = fold(&before[near..]);
        let words: Vec<&str> = context.rsplit(' ').take(3).collect();
        let announced = words.iter().any(|word| matches!(*word, "ip" | "ips" | "ipv4"));
        let numbered = words.iter().any(|word| NUMBERED.contains(word));
        let long = bare.split('.').filter(|part| part.len() >= 2).count() >= 2;
        if announced || long && !numbered {
            found.push(Found { kind: PersonalDataKind::Red, span: start..end });
        }
    }
    found
}

/// Whether these are four numbers of 0 to 255 with points between, without zeros in front.
fn is_ipv4(run: &str) -> bool {
    let octet = |part: &str| part.parse::<u8>().is_ok_and(|number| number.to_string() == part);
    run.split('.').count() == 4 && run.split('.').all(octet)
}

/// The international bank accounts in a text: two letters, and digits that check (ISO 13616).
pub(super) fn ibans(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) =
        text[at..].find(|c: char| c.is_ascii_uppercase()).map(|start| at + start)
    {
        at = start + 1;
        if text[..start].ends_with(|c: char| c.is_alphanumeric())
            || !text.is_char_boundary(start + 1)
        {
            continue;
        }
        let mut bare = String::new();
        let mut end = start;
        for (offset, c) in text[start..].char_indices() {
            match c {
                c if c.is_ascii_digit() || c.is_ascii_uppercase() => bare.push(c),
                ' ' if bare.len().is_multiple_of(4) && bare.len() > 3 => continue,
                _ => break,
            }
            if bare.len() > 34 {
                break;
            }
            if (15..=34).contains(&bare.len())
                && checks(&bare)
                && !text[start + offset + 1..].starts_with(char::is_alphanumeric)
            {
                end = start + offset + 1;
            }
        }
        if end > start {
            found.push(Found { kind: PersonalDataKind::Cuenta, span: start..end });
            at = end;
        }
    }
    found
}

fn checks(bare: &str) -> bool {
    let bytes = bare.as_bytes();
    if !(bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..4].iter().all(u8::is_ascii_digit))
    {
        return false;
    }
    let digits = bytes[4..].iter().filter(|b| b.is_ascii_digit()).count();
    let turned = bytes[4..].iter().chain(&bytes[..4]);
    let remainder = turned.fold(0u32, |remainder, &b| match b {
        b'0'..=b'9' => (remainder * 10 + u32::from(b - b'0')) % 97,
        _ => (remainder * 100 + u32::from(b - b'A') + 10) % 97,
    });
    remainder == 1 && digits >= 10
}
