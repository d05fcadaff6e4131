//! Which columns say who somebody is, by their headers and by what stands in them.

use super::names::{asks, tail};
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

/// What a header alone says, by its folded words: kinds that need no look at the cells but to see
/// that they are no answers to something else.
#[allow(clippy::too_many_lines, reason = "one list of words a kind")]
fn by_header(words: &[&str]) -> Option<&'static str> {
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let joined = words.join(" ");
    if has(&[
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
    ]) || ["ci", "c i", "cc", "documento de identidad", "numero de documento", "no de documento"]
        .contains(&joined.as_str())
    {
        // «Cédula presupuestaria» is an item of a budget.
        return (!joined.contains("presupuest")).then_some("número de identidad");
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
    if has(&["nacimiento", "birth", "birthdate", "birthday"]) {
        return (!has(&["lugar", "place"])).then_some("fecha de nacimiento");
    }
    if has(&["domicilio", "domiciliaria", "catastral"])
        || joined == "address"
        || joined == "home address"
        || joined.contains("direccion domiciliaria")
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
        "cookie",
        "cookie id",
        "session",
        "session id",
        "sesion",
        "id de sesion",
        "network id",
        "placa",
        "medidor",
        "suministro electrico",
    ]
    .contains(&joined.as_str())
    {
        return Some("aparato o clave de una persona");
    }
    if [
        "latitude",
        "longitude",
        "latitud",
        "longitud",
        "gps",
        "geolocation",
        "coordenadas",
        "coordenada x",
        "coordenada y",
        "ubicacion gps",
    ]
    .contains(&joined.as_str())
    {
        return Some("ubicación exacta");
    }
    if [
        "facebook",
        "instagram",
        "twitter",
        "tiktok",
        "linkedin",
        "perfil",
        "fb profile",
        "red social",
    ]
    .contains(&joined.as_str())
    {
        return Some("cuenta en una red");
    }
    if [
        "modificado por",
        "creado por",
        "modified by",
        "created by",
        "digitador",
        "digitadora",
        "digitador a",
        "encuestador",
        "encuestadora",
        "encuestador a",
        "enumerator",
        "autor a",
    ]
    .contains(&joined.as_str())
    {
        return Some("nombre");
    }
    let thing = has(THINGS);
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

/// What kind of person column this is, in Spanish, if it is one.
pub(super) fn kind(header: &str, shape: &Shape, profile: Option<&Profile>) -> Option<&'static str> {
    let lower = profiles::plain(header);
    if let Some(profile) = profile
        && profile.persons.iter().any(|pattern| profiles::fits(pattern, &lower))
    {
        return Some(by_values(shape, 0.5).unwrap_or("persona, según la plataforma"));
    }
    let folded = fold(tail(header, None));
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
    let own = !written && profile.is_some_and(|profile| profile.is_own_number(&lower));
    let number = |kind: &str| kind == "número de identidad" || kind == "teléfono";
    if let Some(kind) = by_values(shape, 0.5).filter(|kind| !(amount || own && number(kind))) {
        return Some(kind);
    }
    let text = shape.words >= 7.0;
    let answers = shape.share(Looks::Scale) >= 0.8;
    if let Some(kind) = by_header(&words).filter(|_| !text && !answers) {
        // A question about telephones is answered in words.
        let asked = asks(header) && kind != "nombre" && shape.share(Looks::Words) >= 0.5;
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
    let thing = words.iter().any(|word| THINGS.contains(word));
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
