//! Numbers said in words: `cero noventa y nueve, uno dos tres…`.

use super::numbers::{announces_phone, has_cedula, is_phone};
use super::{Found, PersonalDataKind};
use crate::text::fold;
use crate::text::words::words;

/// The fewest words of numbers that make a cédula or a phone.
const FEWEST: usize = 4;

const UNITS: [&str; 10] =
    ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"];
const TEENS: [&str; 20] = [
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciseis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidos",
    "veintitres",
    "veinticuatro",
    "veinticinco",
    "veintiseis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
];
const TENS: [&str; 7] =
    ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"];
const HUNDREDS: [&str; 9] = [
    "ciento",
    "doscientos",
    "trescientos",
    "cuatrocientos",
    "quinientos",
    "seiscientos",
    "setecientos",
    "ochocientos",
    "novecientos",
];

/// What a word of a number says.
#[derive(Clone, Copy, PartialEq)]
enum Said {
    Unit(u32),
    Teen(u32),
    Ten(u32),
    Hundred(u32),
    And,
    Twice,
}

fn said(word: &str) -> Option<Said> {
    // The shortest is «y», the longest «cuatrocientos»; most words of a text are none.
    if !word.starts_with([
        'c', 'd', 't', 's', 'o', 'n', 'u', 'v', 'q', 'y', 'C', 'D', 'T', 'S', 'O', 'N', 'U', 'V',
        'Q',
    ]) {
        return None;
    }
    let folded = fold(word);
    let place = |list: &[&str]| list.iter().position(|one| *one == folded).map(|n| n as u32);
    match folded.as_str() {
        "y" => return Some(Said::And),
        "doble" => return Some(Said::Twice),
        "cien" => return Some(Said::Hundred(100)),
        "un" => return Some(Said::Unit(1)),
        _ => {}
    }
    place(&UNITS)
        .map(Said::Unit)
        .or_else(|| place(&TEENS).map(|n| Said::Teen(n + 10)))
        .or_else(|| place(&TENS).map(|n| Said::Ten(n * 10 + 30)))
        .or_else(|| place(&HUNDREDS).map(|n| Said::Hundred(n * 100 + 100)))
}

/// The cédulas and phones that are said in words, in order, without overlap.
pub(super) fn find(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut run: Vec<(usize, usize, Said)> = Vec::new();
    for word in words(text) {
        let next = said(word.text);
        let near = run.last().is_none_or(|last| {
            let between = &text[last.1..word.from];
            between.len() <= 4 && between.chars().all(|c| c.is_whitespace() || ",.-–;".contains(c))
        });
        if next.is_none() || !near {
            found.extend(read(text, &run));
            run.clear();
        }
        run.extend(next.map(|next| (word.from, word.to(), next)));
    }
    found.extend(read(text, &run));
    found
}

fn read(text: &str, run: &[(usize, usize, Said)]) -> Option<Found> {
    // «uno y …» begins with what it is not.
    let run = run.strip_suffix(&[]).unwrap_or(run);
    let last = run.iter().rposition(|word| word.2 != Said::And)?;
    let run = &run[..=last];
    if run.len() < FEWEST {
        return None;
    }
    // What stands before a number may be one too: «dos: cero nueve…».
    (0..=(run.len() - FEWEST)).take(4).find_map(|from| {
        let digits = digits(&run[from..])?;
        // Nine figures one by one are a mobile without its zero, and one figure more or less than a
        // mobile has is a slip where a word says that a phone follows.
        let singly = run[from..].iter().all(|word| matches!(word.2, Said::Unit(_)));
        let short = singly && digits.len() == 9 && digits.starts_with('9');
        let slip = (9..=11).contains(&digits.len()) && digits.starts_with("09");
        let kind = if has_cedula(&digits) {
            PersonalDataKind::Cedula
        } else if is_phone(&digits, false) || short || slip && announces_phone(&text[..run[from].0])
        {
            PersonalDataKind::Telefono
        } else {
            return None;
        };
        Some(Found { kind, span: run[from].0..run[run.len() - 1].1 })
    })
}

/// The digits of numbers said one after another; `None` where an «y» joins nothing.
fn digits(run: &[(usize, usize, Said)]) -> Option<String> {
    let mut digits = String::new();
    // The number that is being said, and the least place that it has not told: 100, 10 or 1.
    let mut open: Option<(u32, u32)> = None;
    let mut joined = false;
    let mut twice = false;
    let close = |open: &mut Option<(u32, u32)>, digits: &mut String| {
        if let Some((number, _)) = open.take() {
            digits.push_str(&number.to_string());
        }
    };
    for &(_, _, word) in run {
        let (number, least) = match word {
            Said::And => {
                if open.is_none_or(|(_, place)| place != 10) {
                    return None;
                }
                joined = true;
                continue;
            }
            Said::Twice => {
                twice = true;
                continue;
            }
            Said::Unit(n) | Said::Teen(n) => (n, 1),
            Said::Ten(n) => (n, 10),
            Said::Hundred(n) => (n, 100),
        };
        match open {
            Some((so_far, 10)) if joined && least == 1 && number < 10 => {
                open = Some((so_far + number, 1));
            }
            Some((so_far, 100)) if least < 100 && number > 0 => {
                open = Some((so_far + number, least));
            }
            _ => {
                close(&mut open, &mut digits);
                open = Some((number, least));
            }
        }
        if twice && number < 10 {
            digits.push_str(&number.to_string());
        }
        (joined, twice) = (false, false);
    }
    close(&mut open, &mut digits);
    Some(digits)
}
