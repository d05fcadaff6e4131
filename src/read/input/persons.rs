//! Which columns say who somebody is, by their headers and by what stands in them.

use super::names::tail;
use super::profiles::{self, Profile};
use super::shape::{Looks, Shape};
use crate::text::fold;

/// Words of a header that name things, so that a name in it is not a person's.
const THINGS: &[&str] = &[
    "taller",
    "barrio",
    "organizacion",
    "institucion",
    "proyecto",
    "parroquia",
    "evento",
    "mesa",
    "comunidad",
    "entidad",
    "empresa",
    "propuesta",
    "iniciativa",
    "via",
    "calle",
    "obra",
    "programa",
    "comuna",
    "canton",
    "sector",
    "colegio",
    "escuela",
    "lugar",
    "espacio",
    "asamblea",
    "actividad",
    "comite",
    "categoria",
    "campo",
    "pregunta",
    "competencia",
    "desafio",
    "archivo",
    "zona",
    "secretaria",
    "direccion",
    "dependencia",
    "unidad",
    "political",
    "scope",
    "category",
    "plan",
    "problema",
    "project",
    "organisation",
    "organization",
    "file",
    "document",
    "tema",
    "eje",
];

/// Words of a header for what somebody's words stand in.
const HOLDERS: &[&str] = &["archivo", "file", "filename", "document", "documento", "source"];

/// Words that name somebody beside others.
const NAMED: &[&str] = &[
    "nombres",
    "apellido",
    "apellidos",
    "surname",
    "firstname",
    "lastname",
    "username",
    "usuario",
    "author",
    "autor",
    "autora",
    "autores",
    "encuestado",
    "encuestada",
    "entrevistado",
    "entrevistada",
    "participante",
    "participantes",
    "respondent",
    "proponente",
    "solicitante",
    "ciudadano",
    "vecino",
    "firmante",
    "remitente",
];

/// Words for what somebody does, whose column names them, whatever else its header says.
const ROLES: &str = "presidente presidenta vicepresidente vicepresidenta dirigente dirigenta lider \
    lideresa coordinador coordinadora representante vocal tesorero tesorera secretario \
    delegado delegada vocero vocera contacto responsable facilitador facilitadora \
    moderador moderadora relator relatora promotor promotora gestor gestora alcalde \
    alcaldesa concejal concejala director directora jefe jefa tecnico tecnica \
    funcionario funcionaria servidor servidora morador moradora vecina ciudadana \
    beneficiario beneficiaria representa quien";

/// Headers that name somebody where nothing else stands in them.
const ALONE: &[&str] = &[
    "nombre",
    "name",
    "full name",
    "nombre completo",
    "first name",
    "last name",
    "your name",
    "su nombre",
    "tu nombre",
    "user",
    "nombre y apellido",
    "user name",
    "screen name",
    "nickname",
    "nick",
    "alias",
];

/// Headers of a browser's marks, which are somebody's as an address on the network is.
const MARKS: &[&str] = &[
    "cookie",
    "cookies",
    "cookie id",
    "id cookie",
    "id de cookie",
    "session",
    "sesion",
    "session id",
    "sessionid",
    "id sesion",
    "id de sesion",
];

/// Headers of an account on a network.
const NETWORKS: &[&str] = &[
    "facebook",
    "instagram",
    "twitter",
    "fb profile",
    "perfil",
    "perfil de facebook",
    "perfil de instagram",
    "network id",
    "networkid",
];

/// The ends of headers that tell whose hand wrote a row.
const HANDS: &[&str] = &[
    "modificado por",
    "creado por",
    "registrado por",
    "ingresado por",
    "digitado por",
    "encuestado por",
    "modified by",
    "created by",
    "updated by",
];

/// Whether a header asks where somebody was born, and not when.
fn is_place(words: &[&str]) -> bool {
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    has(&[
        "lugar",
        "ciudad",
        "pais",
        "parroquia",
        "canton",
        "provincia",
        "place",
        "country",
        "city",
    ]) && !has(&["fecha", "date", "dia"])
}

/// What a header alone says, by its folded words: kinds that need no look at the cells but to see
/// that they are no answers to something else.
#[allow(clippy::too_many_lines, reason = "one list of words a kind")]
fn by_header(words: &[&str]) -> Option<&'static str> {
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let joined = words.join(" ");
    // `Cédula presupuestaria` is an item of a budget.
    let budget = words.iter().any(|word| word.starts_with("presupuestari"));
    if !budget
        && has(&[
            "cedula",
            "cedulas",
            "ruc",
            "dni",
            "curp",
            "rut",
            "cuil",
            "cuit",
            "nif",
            "pasaporte",
            "passport",
            "nui",
        ])
        || ["ci", "c i", "cc", "documento de identidad", "numero de documento", "no de documento"]
            .contains(&joined.as_str())
    {
        return Some("número de identidad");
    }
    if has(&["correo", "correos", "email", "emails", "mail", "gmail"]) || joined == "e mail" {
        return Some("correo");
    }
    if has(&[
        "telefono",
        "telefonos",
        "celular",
        "celulares",
        "movil",
        "whatsapp",
        "phone",
        "telephone",
        "mobile",
        "cellphone",
        "fono",
        "tel",
        "telf",
        "tlf",
    ]) {
        return Some("teléfono");
    }
    if !is_place(words) && has(&["nacimiento", "birth", "birthdate", "birthday"]) {
        return Some("fecha de nacimiento");
    }
    if has(&["domicilio"])
        || joined == "address"
        || joined == "home address"
        || joined.contains("direccion domiciliaria")
        || joined.contains("referencia domiciliaria")
    {
        return Some("dirección");
    }
    if joined == "ip"
        || joined == "ip address"
        || joined == "direccion ip"
        || joined == "ipaddr"
        || joined == "ipaddress"
    {
        return Some("dirección de red");
    }
    if has(&["firma", "signature"]) {
        return Some("firma");
    }
    if [
        "deviceid",
        "device id",
        "subscriberid",
        "simserial",
        "imei",
        "token",
        "user agent",
        "useragent",
    ]
    .contains(&joined.as_str())
        || MARKS.contains(&joined.as_str())
    {
        return Some("aparato o clave de una persona");
    }
    if NETWORKS.contains(&joined.as_str()) {
        return Some("cuenta en redes");
    }
    if [
        "latitude",
        "longitude",
        "latitud",
        "longitud",
        "gps",
        "geolocation",
        "coordenadas",
        "ubicacion gps",
    ]
    .contains(&joined.as_str())
    {
        return Some("ubicación exacta");
    }
    let thing = has(THINGS);
    if let Some(kind) = belonging(words).filter(|_| !thing) {
        return Some(kind);
    }
    // An id of somebody names nobody: it counts people, or is the record's own.
    let numbered = has(&["id", "ids", "uuid"]);
    if !thing && (has(NAMED) && words.len() <= 5 && !numbered || ALONE.contains(&joined.as_str())) {
        return Some("nombre");
    }
    if !thing
        && (words.first() == Some(&"nombre")
            || joined.contains("su nombre")
            || joined.contains("tu nombre")
            || joined.contains("your name")
            || joined.contains("como se llama"))
        && words.len() <= 8
    {
        return Some("nombre");
    }
    None
}

/// What somebody's house or vehicle is called in a register, and whose hand wrote the row.
fn belonging(words: &[&str]) -> Option<&'static str> {
    if words.len() > 4 {
        return None;
    }
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let joined = words.join(" ");
    if has(&["coordenada", "coordenadas", "latitud", "latitude"]) {
        return Some("ubicación exacta");
    }
    if has(&["catastral"]) {
        return Some("predio de una persona");
    }
    if has(&["medidor"])
        || joined == "suministro"
        || joined.ends_with(" de suministro")
        || joined.contains("suministro electrico")
    {
        return Some("medidor o suministro de una persona");
    }
    if has(&["placa", "placas"]) {
        return Some("placa");
    }
    let writer = has(&[
        "digitador",
        "digitadora",
        "encuestador",
        "encuestadora",
        "entrevistador",
        "entrevistadora",
    ]);
    // Not the name of who says something: people are not counted by it.
    if writer || HANDS.iter().any(|hand| joined.ends_with(hand)) {
        return Some("persona que registró la fila");
    }
    None
}

/// A header without the second gender of its last word: `Autor/a`, `Digitador(a)`.
fn one_gender(header: &str) -> &str {
    let bare = header.trim();
    ["/a", "/o", "/as", "/os", "/ra", "(a)", "(o)", "(as)", "(os)"]
        .into_iter()
        .find_map(|end| bare.strip_suffix(end))
        .filter(|before| before.ends_with(char::is_alphabetic) && before.chars().count() > 3)
        .unwrap_or(bare)
}

/// What kind of person column this is, in Spanish, if it is one.
pub(super) fn kind(header: &str, shape: &Shape, profile: Option<&Profile>) -> Option<&'static str> {
    let lower = profiles::plain(header);
    // How many came names nobody.
    let came = ["attendees", "asistentes", "participantes"];
    if fold(header).split(' ').any(|word| came.contains(&word))
        && shape.is_count()
        && shape.filled > 0
    {
        return None;
    }
    if let Some(profile) = profile
        && profile.persons.iter().any(|pattern| profiles::fits(pattern, &lower))
    {
        return Some(by_values(shape, 0.5).unwrap_or("persona, según la plataforma"));
    }
    let folded = fold(tail(one_gender(header), None));
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    if shape.filled == 0 {
        return by_header(&words);
    }
    let amounts =
        ["presupuesto", "monto", "costo", "valor", "total", "poblacion", "usd", "inversion"];
    let amount = words.iter().any(|word| amounts.contains(word));
    // However long a platform's own numbers are, they are no papers and no telephones, unless
    // somebody wrote cédulas in their place.
    let written = shape.filled >= 3 && shape.share(Looks::Cedula) >= 0.9;
    let record = words.contains(&"submission") || words.contains(&"envio");
    let budget = words.iter().any(|word| word.starts_with("presupuestari"));
    if budget && !written {
        return None;
    }
    let own = !written && (record || profile.is_some_and(|profile| profile.is_own_number(&lower)));
    let number = |kind: &str| kind == "número de identidad" || kind == "teléfono";
    if let Some(kind) = by_values(shape, 0.5).filter(|kind| !(amount || own && number(kind))) {
        return Some(kind);
    }
    if shape.is_files_of_somebody() {
        return Some("archivo con nombre de persona");
    }
    let text = shape.words >= 7.0;
    let answers = shape.share(Looks::Scale) >= 0.8;
    let fits = |kind: &&str| match *kind {
        // How to find a house is told in many words.
        "dirección" => shape.words < 20.0,
        // `Facebook` may be one of the answers to choose, `Perfil` a kind of people.
        "cuenta en redes" => {
            !(shape.is_count() || shape.filled >= 8 && shape.distinct * 3 <= shape.filled)
        }
        "teléfono" | "medidor o suministro de una persona" => !text && !shape.is_count(),
        _ => !text,
    };
    if let Some(kind) = by_header(&words).filter(|kind| !answers && fits(kind)) {
        // A question about telephones is answered in words, and so is where somebody lives.
        let asked = header.contains(['¿', '?'])
            && !["nombre", "dirección"].contains(&kind)
            && shape.share(Looks::Words) >= 0.5;
        return (!asked).then_some(kind);
    }
    let digits =
        shape.share(Looks::Number) + shape.share(Looks::Cedula) + shape.share(Looks::Telefono);
    let long = shape
        .first
        .iter()
        .all(|cell| (7..=13).contains(&cell.chars().filter(char::is_ascii_digit).count()));
    let papers = ["identificacion", "documento", "id", "identidad"];
    if words.iter().any(|word| papers.contains(word))
        && words.as_slice() != ["id"]
        && digits >= 0.9
        && long
        && !own
    {
        return Some("número de identidad");
    }
    // A document may be called after the person who was asked.
    let role =
        words.iter().any(|word| ROLES.split(' ').any(|role| role == *word) || NAMED.contains(word));
    let thing = !role && words.iter().any(|word| THINGS.contains(word) && !HOLDERS.contains(word));
    if shape.share(Looks::Nombre) >= 0.6 && shape.filled >= 2 && !thing && !text {
        return Some("nombre");
    }
    let street = ["direccion", "address", "residencia", "vive"];
    if shape.share(Looks::Direccion)
        >= if words.iter().any(|word| street.contains(word)) { 0.3 } else { 0.7 }
        && shape.words < 12.0
    {
        return Some("dirección");
    }
    None
}

/// Whether the cells say who somebody is, whatever their column is called.
pub(super) fn holds_persons(shape: &Shape) -> bool {
    let names = shape.said() >= 2 && shape.share(Looks::Nombre) >= 0.6 && shape.words < 7.0;
    names || shape.is_files_of_somebody() || by_values(shape, 0.5).is_some()
}

/// The kind of person column that the cells show, whatever it is called.
fn by_values(shape: &Shape, least: f64) -> Option<&'static str> {
    [
        (Looks::Cedula, "número de identidad"),
        (Looks::Correo, "correo"),
        (Looks::Telefono, "teléfono"),
        (Looks::Ip, "dirección de red"),
    ]
    .into_iter()
    .find(|(looks, _)| shape.filled > 0 && shape.share(*looks) >= least)
    .map(|(_, kind)| kind)
}
