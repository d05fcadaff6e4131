//! Cells that say who somebody is: identity numbers with their check digits, telephones, e-mails,
//! network addresses, names, street addresses.

use super::shape::Looks;
use crate::text::fold;
use crate::text::personal;

/// What a cell that is nothing but a number or an address of a person looks like.
pub(super) fn looks(cell: &str) -> Option<Looks> {
    if cell.is_empty() || cell.chars().count() > 60 {
        return None;
    }
    if is_email(cell) {
        return Some(Looks::Correo);
    }
    if is_ip(cell) {
        return Some(Looks::Ip);
    }
    let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
    if !(7..=15).contains(&digits.len()) {
        return None;
    }
    let marks = |allowed: &str| cell.chars().all(|c| c.is_ascii_digit() || allowed.contains(c));
    if marks(" -.") && (personal::is_cedula(&digits) || is_ruc(&digits) || is_cpf(&digits)) {
        return Some(Looks::Cedula);
    }
    if is_dni(cell) || is_rut(cell) {
        return Some(Looks::Cedula);
    }
    (marks(" -.()+/\u{a0}") && is_telephone(cell, &digits)).then_some(Looks::Telefono)
}

fn is_email(cell: &str) -> bool {
    let Some((local, host)) = cell.split_once('@') else { return false };
    !local.is_empty()
        && !cell.contains(char::is_whitespace)
        && !host.contains('@')
        && host.rsplit_once('.').is_some_and(|(name, end)| !name.is_empty() && end.len() >= 2)
}

fn is_ip(cell: &str) -> bool {
    cell.parse::<std::net::Ipv4Addr>().is_ok()
        || (cell.matches(':').count() >= 2 && cell.parse::<std::net::Ipv6Addr>().is_ok())
}

fn values(digits: &str) -> Vec<u32> {
    digits.bytes().map(|b| u32::from(b - b'0')).collect()
}

/// An Ecuadorian RUC: of a person, a company or an office.
fn is_ruc(digits: &str) -> bool {
    let d = values(digits);
    if d.len() != 13 || d[10..].iter().all(|&digit| digit == 0) {
        return false;
    }
    let province = d[0] * 10 + d[1];
    if !((1..=24).contains(&province) || province == 30) {
        return false;
    }
    let modulo = |weights: &[u32], check: u32| {
        let sum: u32 = weights.iter().zip(&d).map(|(weight, digit)| weight * digit).sum();
        (11 - sum % 11) % 11 == check
    };
    personal::is_cedula(&digits[..10])
        || d[2] == 9 && modulo(&[4, 3, 2, 7, 6, 5, 4, 3, 2], d[9])
        || d[2] == 6 && modulo(&[3, 2, 7, 6, 5, 4, 3, 2], d[8])
}

/// A Brazilian CPF: eleven digits, two of them checks.
fn is_cpf(digits: &str) -> bool {
    let d = values(digits);
    if d.len() != 11 || d.iter().all(|digit| *digit == d[0]) {
        return false;
    }
    let check = |n: usize| {
        let sum: u32 = d[..n].iter().zip((2..=n as u32 + 1).rev()).map(|(a, b)| a * b).sum();
        sum * 10 % 11 % 10 == d[n]
    };
    check(9) && check(10)
}

/// A Spanish DNI or NIE: eight digits and the letter that follows from them.
fn is_dni(cell: &str) -> bool {
    let bare: String =
        cell.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    if bare.len() != 9 || !bare.is_ascii() {
        return false;
    }
    let number = bare[..8].replacen('X', "0", 1).replacen('Y', "1", 1).replacen('Z', "2", 1);
    let Ok(number) = number.parse::<usize>() else { return false };
    "TRWAGMYFPDXBNJZSQVHLCKE".as_bytes()[number % 23] == bare.as_bytes()[8]
}

/// A Chilean RUT as it is written: digits, a hyphen, a check digit or K.
fn is_rut(cell: &str) -> bool {
    let Some((number, check)) = cell.rsplit_once('-') else { return false };
    let number: String = number.chars().filter(|c| *c != '.').collect();
    if !(7..=8).contains(&number.len()) || !number.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let d = values(&number);
    let sum: u32 = d.iter().rev().zip([2, 3, 4, 5, 6, 7, 2, 3]).map(|(a, b)| a * b).sum();
    let expected = match 11 - sum % 11 {
        11 => '0',
        10 => 'K',
        digit => char::from(b'0' + digit as u8),
    };
    check.len() == 1 && check.to_uppercase().starts_with(expected)
}

fn is_telephone(cell: &str, digits: &str) -> bool {
    let known = |found: &personal::Found| found.kind == personal::PersonalDataKind::Telefono;
    // A mobile that a spreadsheet took the zero from.
    let bare_mobile = digits.len() == 9 && digits.starts_with('9') && digits.len() == cell.len();
    bare_mobile
        || cell.starts_with('+') && digits.len() >= 9
        || personal::find(cell).iter().any(known)
}

/// Words that stand in a street address.
const STREET: &[&str] = &[
    "calle",
    "av",
    "avda",
    "avenida",
    "pasaje",
    "psje",
    "lote",
    "manzana",
    "mz",
    "solar",
    "casa",
    "conjunto",
    "urbanizacion",
    "urb",
    "ciudadela",
    "cdla",
    "km",
    "esquina",
    "esq",
    "depto",
    "departamento",
    "edificio",
    "edif",
    "piso",
    "villa",
    "street",
    "st",
    "road",
    "rd",
    "avenue",
    "ave",
    "carrera",
    "cra",
    "transversal",
];

/// Whether a short cell is a street address: a word of streets, and a number or a corner.
pub(super) fn is_address(cell: &str) -> bool {
    let folded = fold(cell);
    let words: Vec<&str> = folded.split(' ').collect();
    if words.len() < 2 || words.len() > 14 {
        return false;
    }
    let first = STREET.contains(&words[0]);
    let numbered = words.iter().any(|word| word.bytes().any(|b| b.is_ascii_digit()));
    // `N34-120`, `Oe5-21`: houses of Quito.
    let house = cell.split_whitespace().any(|word| {
        let Some((street, number)) = word.trim_matches([',', '.', ')']).split_once('-') else {
            return false;
        };
        let code = street.trim_start_matches(['N', 'S', 'E', 'O', 'W', 'e', 'n', 's', 'o']);
        street.len() > code.len()
            && !code.is_empty()
            && code.bytes().all(|b| b.is_ascii_digit())
            && number.bytes().next().is_some_and(|b| b.is_ascii_digit())
    });
    house || first && (numbered || words.contains(&"y"))
}

/// Words with which the name of a place or a thing begins, whoever it is named after.
pub(super) const PLACES: &[&str] = &[
    "san",
    "santa",
    "santo",
    "barrio",
    "parque",
    "mercado",
    "unidad",
    "colegio",
    "escuela",
    "cooperativa",
    "comite",
    "comuna",
    "villa",
    "puerto",
    "plaza",
    "hospital",
    "centro",
    "la",
    "el",
    "los",
    "las",
    "don",
    "ciudadela",
    "luz",
    "taller",
    "mesa",
    "asamblea",
    "grupo",
    "cabildo",
    "parroquia",
    "comunidad",
    "zona",
    "sector",
    "canton",
    "calle",
    "avenida",
    "asociacion",
    "fundacion",
    "junta",
    "liga",
    "club",
    "secretaria",
    "empresa",
];

/// Small words within a name.
pub(super) const WITHIN: &[&str] =
    &["de", "del", "la", "las", "los", "y", "da", "dos", "van", "von"];

/// Whether a cell is the name of a person: two to five capitalised words, one of the first two of
/// which many people are called.
pub(super) fn is_name(cell: &str) -> bool {
    let words: Vec<&str> = cell.split_whitespace().collect();
    if !(2..=6).contains(&words.len()) || PLACES.contains(&fold(words[0]).as_str()) {
        return false;
    }
    let capital = |word: &&str| {
        let word = word.trim_matches([',', '.']);
        WITHIN.contains(&word.to_lowercase().as_str())
            || word.starts_with(char::is_uppercase)
                && word.chars().all(|c| c.is_alphabetic() || c == '-' || c == '\'')
    };
    let called = |word: &&str| personal::is_given_name(&fold(word));
    words.iter().all(capital)
        && (words.iter().take(2).any(called) || cell.contains(',') && words.iter().any(called))
}
