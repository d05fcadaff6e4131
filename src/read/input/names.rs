//! The usual names of columns in Spanish and English, and what is left of a header when a form's
//! codes and groups are taken off it.

use crate::domain::reading::Field;
use crate::text::fold::letters;

/// The names of a field, folded. A header with one of the first names is the field; one of the
/// second is if no other claims it; the third, in order of preference, only stand in.
pub(super) struct Names {
    pub(super) exact: &'static [&'static str],
    pub(super) usual: &'static [&'static str],
    pub(super) stand_in: &'static [&'static str],
}

const fn of(
    exact: &'static [&'static str],
    usual: &'static [&'static str],
    stand_in: &'static [&'static str],
) -> Names {
    Names { exact, usual, stand_in }
}

/// The usual names of a field.
pub(super) fn names(field: Field) -> Names {
    match field {
        Field::Id => of(&["id"], IDS, &[]),
        Field::Texto => of(&["texto", "text"], TEXTS, BODIES),
        Field::Titulo => of(&["titulo", "title"], TITLES, &[]),
        Field::Competencia => of(&["competencia"], TOPICS, &[]),
        Field::Origen => of(&["origen", "origin"], &["fuente", "source", "procedencia"], &[]),
        Field::Entidad => of(&["entidad", "entity"], OFFICES, &[]),
        Field::Parroquia => of(&["parroquia", "parish"], &["parroquias"], PLACES),
        Field::Taller => of(&["taller", "workshop"], WORKSHOPS, &[]),
        Field::Fecha => of(&["fecha", "date"], DATES, OTHER_DATES),
        Field::Estado => of(&["estado", "state", "status"], STATES, &[]),
        Field::Apoyos => of(&["apoyos", "supports"], SUPPORTS, &[]),
        Field::Enlace => {
            of(&["enlace", "link", "url"], &["permalink", "vinculo", "direccionweb"], &[])
        }
        Field::Autoriza | Field::Persona => of(&[], &[], &[]),
    }
}

const IDS: &[&str] = &[
    "codigo",
    "cod",
    "code",
    "n",
    "no",
    "nro",
    "num",
    "numero",
    "number",
    "identificador",
    "identifier",
    "identificacion",
    "clave",
    "idpropuesta",
    "iddesafio",
    "ndesafio",
    "codigodesafio",
    "codigopropuesta",
    "codigodelapropuesta",
    "numerodepropuesta",
    "nropropuesta",
    "npropuesta",
    "idtarjeta",
    "numerodetarjeta",
    "ntarjeta",
    "tarjeta",
    "folio",
    "radicado",
    "numeroderadicado",
    "expediente",
    "numeroexpediente",
    "numerodeexpediente",
    "consecutivo",
];

/// What a statement is called.
pub(super) const TEXTS: &[&str] = &[
    "desafio",
    "desafios",
    "enunciado",
    "propuesta",
    "propuestas",
    "statement",
    "challenge",
    "proposal",
    "problema",
    "problemas",
    "problematica",
    "necesidad",
    "necesidades",
    "aporte",
    "aportes",
    "opinion",
    "comentario",
    "comentarios",
    "comment",
    "textodeldesafio",
    "textodelapropuesta",
    "desafioformulado",
    "desafiopropuesto",
    "propuestaciudadana",
    "propuestadelaciudadania",
    "idea",
    "ideas",
    "solicitud",
    "pedido",
    "demanda",
    "sugerencia",
    "sugerencias",
    "respuesta",
    "contribucion",
    "aporteciudadano",
    "iniciativa",
    "problemadetectado",
    "solucionpropuesta",
    "solucion",
    "planteamiento",
    "peticion",
    "desafioinstitucional",
    "necesidadpriorizada",
    "describaelproblema",
    "problematicaidentificada",
    "contribution",
    "textocodificado",
    "mensaje",
    "aportacion",
    "aportaciones",
    "alegacion",
    "alegaciones",
    "queja",
    "quejas",
    "ruego",
    "ruegos",
    "ruegoopregunta",
    "reclamo",
    "reclamos",
    "reto",
    "retos",
    "inquietud",
    "inquietudes",
    "preocupacion",
    "preocupaciones",
    "requerimiento",
    "requerimientos",
    "transcripcion",
    "situacionproblema",
    "situacionproblematica",
    "situacionidentificada",
    "problemaprincipal",
    "problemaidentificado",
    "planteamientodelproblema",
    "soluciones",
    "problematicas",
    "demandas",
    "pedidos",
    "solicitudes",
    "peticiones",
    "iniciativas",
    "opiniones",
    "contribuciones",
];

/// What the longer text beside a title is called.
pub(super) const BODIES: &[&str] = &[
    "descripcion",
    "description",
    "body",
    "cuerpo",
    "detalle",
    "contenido",
    "content",
    "descripciondelapropuesta",
    "detalledelapropuesta",
    "descripciondeldesafio",
    "resumen",
    "summary",
];

const TITLES: &[&str] = &[
    "titulopropuesta",
    "titulodelapropuesta",
    "titulodeldesafio",
    "nombredelapropuesta",
    "nombredeldesafio",
    "nombredelproyecto",
    "tituloproyecto",
    "titulodelainiciativa",
    "nombredelainiciativa",
    "titulodelaidea",
    "nombredelaidea",
    "nombredelreto",
    "asunto",
];

const TOPICS: &[&str] = &[
    "competencias",
    "eje",
    "tema",
    "temas",
    "tematica",
    "ambito",
    "area",
    "categoria",
    "category",
    "topic",
    "theme",
    "componente",
    "ejetematico",
    "mesatematica",
    "areatematica",
];

const OFFICES: &[&str] = &[
    "institucion",
    "institution",
    "secretaria",
    "dependencia",
    "oficina",
    "office",
    "organismo",
    "agencia",
    "agency",
    "departamento",
    "department",
    "unidad",
];

const PLACES: &[&str] = &[
    "barrio",
    "comunidad",
    "localidad",
    "zona",
    "neighborhood",
    "neighbourhood",
    "bairro",
    "administracionzonal",
    "geozone",
    "vereda",
    "corregimiento",
    "comuna",
    "colonia",
    "recinto",
    "pedania",
    "distrito",
];

const WORKSHOPS: &[&str] = &["evento", "event", "mesa", "sesion", "session", "asamblea", "espacio"];

const DATES: &[&str] = &[
    "dia",
    "day",
    "fechataller",
    "fechadetaller",
    "fechadeltaller",
    "fecharegistro",
    "fechaderegistro",
    "marcatemporal",
    "timestamp",
    "fechayhora",
    "fechahora",
    "fechadeenvio",
    "fechadecreacion",
    "createdat",
    "publishedat",
    "fechadepublicacion",
    "submitdate",
    "submissiontime",
];

/// What platforms call the dates of what they keep, the best first.
const OTHER_DATES: &[&str] = &[
    "submitdateutc",
    "submittedat",
    "datesubmitted",
    "submitted",
    "presentadoel",
    "presentadael",
    "datecreated",
    "created",
];

const STATES: &[&str] = &["estadodelapropuesta", "estadopropuesta", "moderacion", "situacion"];

const SUPPORTS: &[&str] =
    &["votos", "votes", "likes", "upvotes", "numerodeapoyos", "numerodevotos", "adhesiones"];

/// A header without the code of its question (`G1Q1. `, `P3[SQ001] `, `1. `) and without the groups
/// before it (`datos/propuesta`).
pub(super) fn tail(header: &str, groups: Option<char>) -> &str {
    let mut rest = header.trim();
    if let Some((code, after)) = rest.split_once(". ").or_else(|| rest.split_once(": ")) {
        // `Ident 1. `, `Pregunta 3. `: a word and its number.
        let bare = code.split('[').next().unwrap_or(code);
        let whole = bare.trim_end_matches(|c: char| c.is_ascii_digit());
        let bare = if whole.len() < bare.len() { whole.trim_end() } else { bare };
        let word = !code.is_empty()
            && bare.len() <= 20
            && bare.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        // `Q1. `, `1. `: a name of letters alone is a word of the header.
        if word && (code.bytes().any(|b| b.is_ascii_digit()) || bare.len() == 1) {
            rest = after.trim();
        }
    }
    let marks: &[char] = match groups {
        Some('-') => &['/', '-'],
        Some(_) => &['/'],
        None if !rest.contains(char::is_whitespace) => &['/'],
        None => &[],
    };
    let last = rest.rsplit(marks).next().unwrap_or(rest).trim();
    if marks.is_empty() || last.is_empty() { rest } else { last }
}

/// The languages that a header may end in.
const LANGUAGES: &[&str] = &["es", "en", "ca", "fr", "pt", "it", "de", "eu", "gl", "qu"];

/// A header that ends in a language and is called as a field before it (`title/es`, `texto_en`,
/// `descripcion.es-EC`) in those two parts.
pub(super) fn in_language(header: &str, groups: Option<char>) -> Option<(&str, String)> {
    let (base, end) = header.trim().rsplit_once(['/', '.', '_'])?;
    let end = end.trim().to_lowercase();
    let (language, country) = end.split_once('-').unwrap_or((&end, ""));
    let fits = LANGUAGES.contains(&language) && matches!(country.len(), 0 | 2);
    let name = letters(tail(base, groups));
    let called = |field: &Field| {
        let Names { exact, usual, stand_in } = names(*field);
        [exact, usual, stand_in].iter().any(|list| list.contains(&name.as_str()))
    };
    // «No es» is an answer.
    let mut known = Field::ALL.iter().filter(|field| **field != Field::Id);
    (fits && known.any(called)).then(|| (base.trim(), language.to_owned()))
}

/// What a header is called when codes, groups and the language are taken off it, folded.
pub(super) fn bare(header: &str, groups: Option<char>) -> String {
    if header.trim() == "#" {
        return "numero".to_owned();
    }
    let base = in_language(header, groups).map_or(header, |(base, _)| base);
    letters(tail(base, groups))
}

/// A header of a series (`Propuesta 2`, `2. Propuesta`, `Segunda propuesta`) without its number.
pub(super) fn unnumbered(header: &str) -> String {
    let ordinals = [
        "primera", "segunda", "tercera", "cuarta", "quinta", "primer", "primero", "segundo",
        "tercer", "tercero", "cuarto", "quinto", "otra", "otro",
    ];
    let folded = crate::text::fold(header);
    let words = folded.split(' ').map(|word| word.trim_matches(|c: char| c.is_ascii_digit()));
    let kept: Vec<&str> = words
        .filter(|word| !word.is_empty() && !ordinals.contains(word) && word.chars().count() > 1)
        .collect();
    letters(&kept.join(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_groups_come_off_a_header() {
        assert_eq!(tail("G1Q1. ¿Qué propone?", None), "¿Qué propone?");
        assert_eq!(tail("G1Q2[SQ001]. Parroquia [Nono]", None), "Parroquia [Nono]");
        assert_eq!(tail("datos/parroquia", None), "parroquia");
        assert_eq!(tail("Datos del barrio/¿Qué propone?", Some('/')), "¿Qué propone?");
        assert_eq!(tail("datos-propuesta", Some('-')), "propuesta");
        assert_eq!(tail("Ident 12. What is your name?", None), "What is your name?");
        assert_eq!(tail("datos/casa/patio/propuesta", Some('/')), "propuesta");
        assert_eq!(tail("Barrio / sector", None), "Barrio / sector");
        assert_eq!(tail("Observaciones. Propuesta", None), "Observaciones. Propuesta");
    }

    #[test]
    fn a_language_comes_off_a_header_that_is_called_as_a_field() {
        for (header, language) in [
            ("body/es", "es"),
            ("Description.EN", "en"),
            ("texto_es-EC", "es"),
            ("datos/propuesta_qu", "qu"),
            ("Título / ca", "ca"),
        ] {
            let told = in_language(header, None).map(|(_, language)| language);
            assert_eq!(told.as_deref(), Some(language), "{header}");
        }
        assert_eq!(bare("datos/propuesta_qu", None), "propuesta");
        assert_eq!(bare("body/es", None), "body");
        for header in ["no_es", "texto_final", "servicios/es", "body/esp", "texto", "es"] {
            assert_eq!(in_language(header, None), None, "{header}");
        }
    }

    #[test]
    fn a_series_has_one_name() {
        for header in [
            "Propuesta",
            "Propuesta 1",
            "PROPUESTA_2",
            "3. Propuesta",
            "Segunda propuesta",
            "Propuesta2",
            "Propuesta (b)",
        ] {
            assert_eq!(unnumbered(header), "propuesta", "{header}");
        }
    }
}
