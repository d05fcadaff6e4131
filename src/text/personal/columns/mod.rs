//! Whose data a column of a sheet holds, told by its header and by its values.

use std::collections::BTreeSet;

use super::identity::{is_card, is_cedula, is_foreign, is_ruc};
use super::names::{GIVEN, NO_NAME};
use super::numbers::is_phone_alone;
use crate::text::fold;

/// What a column of persons' data holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holds {
    /// Cédulas.
    Cedula,
    /// Tax numbers.
    Ruc,
    /// Identity numbers of other countries, passports and cards.
    Identity,
    /// Telephones.
    Telephone,
    /// E-mail addresses.
    Email,
    /// Names of people.
    Name,
    /// Street addresses of people.
    Address,
    /// Addresses of their machines, and numbers of their devices.
    Machine,
    /// Their accounts on a platform: names, numbers or links.
    Account,
}

impl Holds {
    /// All of them, in the order in which equal evidence is decided.
    pub const ALL: [Self; 9] = [
        Self::Cedula,
        Self::Ruc,
        Self::Email,
        Self::Machine,
        Self::Telephone,
        Self::Identity,
        Self::Name,
        Self::Address,
        Self::Account,
    ];

    /// The words people read, after «la columna tiene…».
    pub fn in_spanish(self) -> &'static str {
        match self {
            Self::Cedula => "cédulas",
            Self::Ruc => "números de RUC",
            Self::Identity => "documentos de identidad",
            Self::Telephone => "teléfonos",
            Self::Email => "correos",
            Self::Name => "nombres de personas",
            Self::Address => "direcciones de personas",
            Self::Machine => "direcciones de equipos",
            Self::Account => "cuentas de personas",
        }
    }

    /// The name in files for machines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cedula => "cedula",
            Self::Ruc => "ruc",
            Self::Identity => "identity",
            Self::Telephone => "telephone",
            Self::Email => "email",
            Self::Name => "name",
            Self::Address => "address",
            Self::Machine => "machine",
            Self::Account => "account",
        }
    }
}

/// A column of persons' data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Persons {
    /// What it holds.
    pub holds: Holds,
    /// The share of the filled cells that look like it, 0…1.
    pub share: f32,
    /// Whether its header says so.
    pub by_header: bool,
}

/// The most cells of a column that are looked at, evenly spread.
const LOOKED_AT: usize = 2_000;
/// The least share of a column's cells that tells what it holds when its header does not.
const SHARE: f32 = 0.6;
/// The same where the header says so already.
const SHARE_BY_HEADER: f32 = 0.25;

/// What a column holds of persons, if anything: by its header when its values do not contradict it,
/// else by its values alone. Free text with a datum here and there is no such column.
pub fn judge(header: &str, cells: &[&str]) -> Option<Persons> {
    let step = cells.len().div_ceil(LOOKED_AT).max(1);
    let filled: Vec<&str> = cells
        .iter()
        .step_by(step)
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty())
        .collect();
    let share = |holds: Holds| -> f32 {
        let like = filled.iter().filter(|cell| is(holds, cell)).count();
        if filled.is_empty() { 0.0 } else { like as f32 / filled.len() as f32 }
    };
    let folded = fold(header);
    let words: Vec<&str> = folded.split(' ').collect();
    let of_thing = words.iter().any(|word| THINGS.contains(word));
    if let Some(holds) = of_header(&words, &folded, of_thing) {
        let said = share(holds);
        let fits = match holds {
            // Nobody can tell an account's name or an old document's number by looking at it.
            Holds::Account | Holds::Machine => !is_choice(&filled),
            Holds::Cedula | Holds::Identity => {
                let numbers = filled.iter().filter(|cell| has_number(cell, 5)).count();
                2 * numbers >= filled.len()
            }
            _ => filled.is_empty() || said >= SHARE_BY_HEADER,
        };
        if fits {
            // Its values may say it better: cédulas under «Identificación».
            return Some(Persons { holds, share: said, by_header: true });
        }
    }
    let distinct: BTreeSet<&str> = filled.iter().copied().collect();
    Holds::ALL.into_iter().find_map(|holds| {
        let share = share(holds);
        let enough = match holds {
            Holds::Account => false,
            Holds::Cedula | Holds::Ruc | Holds::Email | Holds::Machine => share >= SHARE,
            Holds::Telephone | Holds::Identity => share >= SHARE && distinct.len() >= 2,
            // Places are named after people, and few of them stand in many rows.
            Holds::Name | Holds::Address => {
                !of_thing
                    && share >= SHARE
                    && distinct.len() >= 3
                    && 2 * distinct.len() > filled.len()
            }
        };
        enough.then_some(Persons { holds, share, by_header: false })
    })
}

/// Whether cells are answers to choose from, not anybody's data.
fn is_choice(filled: &[&str]) -> bool {
    const ANSWERS: [&str; 12] =
        ["si", "no", "yes", "true", "false", "0", "1", "ns", "nr", "na", "n a", "ninguno"];
    !filled.is_empty() && filled.iter().all(|cell| ANSWERS.contains(&fold(cell).as_str()))
}

fn has_number(cell: &str, digits: usize) -> bool {
    cell.chars().filter(char::is_ascii_digit).count() >= digits && cell.chars().count() <= 40
}

/// Words of headers that ask about an organisation, a place or a thing, and not about the person.
const THINGS: [&str; 41] = [
    "archivo",
    "area",
    "barrio",
    "calle",
    "canton",
    "categoria",
    "category",
    "component",
    "comunidad",
    "dependencia",
    "empresa",
    "entidad",
    "event",
    "evento",
    "file",
    "grupo",
    "idea",
    "institucion",
    "lugar",
    "mesa",
    "obra",
    "oficina",
    "organisation",
    "organizacion",
    "organization",
    "parroquia",
    "process",
    "project",
    "proposal",
    "propuesta",
    "provincia",
    "proyecto",
    "scope",
    "sector",
    "space",
    "status",
    "taller",
    "taxonomies",
    "taxonomy",
    "tema",
    "zona",
];

/// What a header says that its column holds.
fn of_header(words: &[&str], folded: &str, of_thing: bool) -> Option<Holds> {
    let any = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let joined = words.concat();
    let question = words.len() > 9;
    if any(&[
        "cedula",
        "cedulas",
        "dni",
        "nie",
        "nif",
        "curp",
        "rut",
        "cuit",
        "cpf",
        "pasaporte",
        "passport",
    ]) || joined == "ci"
        || joined == "nui"
        || folded.contains("documento de identidad")
        || folded.contains("numero de documento")
    {
        let ecuador = any(&["cedula", "cedulas"]) || joined == "ci";
        return Some(if ecuador { Holds::Cedula } else { Holds::Identity });
    }
    if any(&["ruc", "rfc"]) {
        return Some(Holds::Ruc);
    }
    if any(&["email", "mail", "correo", "correos"]) || folded.contains("e mail") {
        return Some(Holds::Email);
    }
    if any(&[
        "telefono",
        "telefonos",
        "celular",
        "movil",
        "telf",
        "tlf",
        "phone",
        "phonenumber",
        "mobile",
        "whatsapp",
        "telephone",
        "convencional",
    ]) {
        return Some(Holds::Telephone);
    }
    if any(&["ip", "ipaddr", "ipaddress", "deviceid", "imei", "simserial", "subscriberid"]) {
        return Some(Holds::Machine);
    }
    if of_thing {
        return None;
    }
    if any(&[
        "autor",
        "autora",
        "autores",
        "author",
        "authors",
        "usuario",
        "usuaria",
        "username",
        "user",
        "nickname",
        "nick",
        "submitter",
        "proponente",
        "participant",
        "respondent",
        "voter",
    ]) || folded.contains("submitted by")
    {
        let named = any(&["nombre", "nombres", "name"]);
        return Some(if named { Holds::Name } else { Holds::Account }).filter(|_| !question);
    }
    let people = [
        "nombre",
        "nombres",
        "apellido",
        "apellidos",
        "name",
        "firstname",
        "lastname",
        "fullname",
        "surname",
        "participante",
        "persona",
        "responsable",
        "facilitador",
        "facilitadora",
        "dirigente",
        "presidente",
        "presidenta",
        "representante",
        "vocero",
        "vocera",
        "firma",
        "encuestador",
        "encuestado",
        "contacto",
        "solicitante",
        "ciudadano",
    ];
    if any(&people) && !question {
        return Some(Holds::Name);
    }
    if any(&["direccion", "domicilio", "domiciliaria", "address", "residencia", "vivienda"])
        && !question
    {
        return Some(Holds::Address);
    }
    None
}

/// Whether a whole cell is such a datum.
fn is(holds: Holds, cell: &str) -> bool {
    match holds {
        Holds::Cedula => digits(cell).is_some_and(|digits| match digits.len() {
            // A spreadsheet takes the zero of the first nine provinces away.
            9 => is_cedula(&format!("0{digits}")),
            _ => is_cedula(&digits),
        }),
        Holds::Ruc => digits(cell).is_some_and(|digits| match digits.len() {
            12 => is_ruc(&format!("0{digits}")),
            _ => is_ruc(&digits),
        }),
        Holds::Identity => is_foreign(cell) || digits(cell).is_some_and(|digits| is_card(&digits)),
        Holds::Telephone => is_phone_alone(cell),
        Holds::Email => {
            let found = super::emails(cell);
            cell.chars().count() <= 80
                && !found.is_empty()
                && found.iter().map(|found| found.span.len()).sum::<usize>() * 10 >= cell.len() * 6
        }
        Holds::Name => is_name(cell),
        Holds::Address => is_address(cell),
        Holds::Machine => is_ip(cell),
        Holds::Account => true,
    }
}

/// The digits of a number, as sheets write them; `None` for anything else.
fn digits(cell: &str) -> Option<String> {
    let cell = cell.trim_start_matches('\'');
    let cell = cell.strip_suffix(".0").unwrap_or(cell);
    let part = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '\u{a0}');
    cell.chars()
        .all(part)
        .then(|| cell.chars().filter(char::is_ascii_digit).collect::<String>())
        .filter(|digits| !digits.is_empty())
}

/// Two to six words of letters, one of them a given name that is frequent in the region, and none
/// that names a place, an office or a matter.
fn is_name(cell: &str) -> bool {
    let shape = |c: char| c.is_alphabetic() || matches!(c, ' ' | '.' | ',' | '\'' | '-' | '’');
    if cell.chars().count() > 60 || !cell.chars().all(shape) {
        return false;
    }
    let folded = fold(cell);
    let words: Vec<&str> = folded.split(' ').collect();
    let between = ["de", "del", "la", "las", "los", "y", "da", "dos", "von", "van", "e", "i"];
    let own = words.iter().filter(|word| !between.contains(*word)).count();
    (1..=6).contains(&own)
        && words.iter().any(|word| GIVEN.binary_search(word).is_ok())
        && !words.iter().any(|word| NO_NAME.contains(word))
}

/// A street with its number or its corner, in few words.
fn is_address(cell: &str) -> bool {
    const STREETS: [&str; 25] = [
        "calle",
        "cll",
        "cl",
        "av",
        "avda",
        "avenida",
        "pasaje",
        "psje",
        "pje",
        "cdla",
        "ciudadela",
        "urb",
        "urbanizacion",
        "conjunto",
        "mz",
        "manzana",
        "lote",
        "lt",
        "carrera",
        "cra",
        "transversal",
        "villa",
        "condominio",
        "callejon",
        "solar",
    ];
    let folded = fold(cell);
    let words: Vec<&str> = folded.split(' ').collect();
    let number = words.iter().any(|word| word.chars().any(|c| c.is_ascii_digit()));
    let grid = |word: &&str| {
        let rest = word.strip_prefix("oe").or_else(|| word.strip_prefix(['n', 's', 'e', 'o']));
        rest.is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_ascii_digit())
                && rest.trim_end_matches(char::is_alphabetic).bytes().all(|b| b.is_ascii_digit())
        })
    };
    let street = words.iter().take(2).any(|word| STREETS.contains(word));
    let corner = words.contains(&"y") || words.contains(&"intersec") || words.contains(&"entre");
    (2..=14).contains(&words.len())
        && cell.chars().count() <= 110
        && (street && (number || corner) || words.iter().any(grid) && (corner || words.len() <= 6))
}

/// Four numbers below 256, or groups of hexadecimal digits of the newer kind.
fn is_ip(cell: &str) -> bool {
    let parts: Vec<&str> = cell.split('.').collect();
    let number = |part: &&str| part.len() <= 3 && part.parse::<u8>().is_ok();
    let old = parts.len() == 4 && parts.iter().all(number);
    let hexadecimal = |part: &str| part.len() <= 4 && part.bytes().all(|b| b.is_ascii_hexdigit());
    let groups = cell.split(':').count();
    let new = (3..=8).contains(&groups) && cell.split(':').all(hexadecimal) && cell.contains("::")
        || groups == 8 && cell.split(':').all(hexadecimal);
    old || new
}

/// Whether a header asks whether a text may be published.
pub fn asks_consent(header: &str) -> bool {
    let folded = fold(header);
    let words: Vec<&str> = folded.split(' ').collect();
    let begins = |list: &[&str]| words.iter().any(|w| list.iter().any(|stem| w.starts_with(stem)));
    let asks = begins(&[
        "autoriz",
        "consent",
        "acept",
        "acuerdo",
        "permit",
        "permis",
        "happy",
        "agree",
        "publicable",
    ]);
    let publishes =
        begins(&["public", "publish", "difu", "divulg", "tratamiento", "datos", "uso", "publ"]);
    folded.contains("publicar") && words.len() <= 4
        || begins(&["consentimiento"])
        || asks && publishes
        || folded == "autoriza"
        || folded == "consent"
}

/// What a cell answers to that; `None` where it answers nothing that is understood.
pub fn consent(cell: &str) -> Option<bool> {
    let folded = fold(cell);
    let first = folded.split(' ').next().unwrap_or_default();
    match first {
        "no" | "false" | "falso" | "0" | "n" | "not" | "rechazo" | "niego" | "rechaza" => {
            Some(false)
        }
        "si" | "yes" | "true" | "verdadero" | "1" | "s" | "y" | "x" | "acepto" | "autorizo"
        | "acepta" | "autoriza" | "ok" | "publicar" | "agree" | "consiento" | "publico" => {
            Some(true)
        }
        "de" if folded.starts_with("de acuerdo") => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
