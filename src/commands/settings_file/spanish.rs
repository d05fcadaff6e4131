//! What the TOML reader and serde say in English, as a Spanish sentence that says what to do.

use std::ops::Range;

use crate::text::fold;

/// Spanish words that people write for the names of settings.
const MEANT: [(&str, &str); 43] = [
    ("entrada", "input"),
    ("entradas", "input"),
    ("columna", "columns"),
    ("columnas", "columns"),
    ("text", "texto"),
    ("estados", "states"),
    ("archivos", "files"),
    ("prefijo", "id_prefix"),
    ("personas", "personal"),
    ("maximo_caracteres", "max_characters"),
    ("max_caracteres", "max_characters"),
    ("omitir_filas", "skip_bad_rows"),
    ("meta", "target"),
    ("objetivo", "target"),
    ("cantidad", "target"),
    ("duplicados", "duplicates"),
    ("repetidos", "duplicates"),
    ("rasgos", "features"),
    ("competencias", "competencia"),
    ("ajenos", "foreign"),
    ("grupos", "cluster"),
    ("agrupamiento", "cluster"),
    ("agrupacion", "cluster"),
    ("aprendizaje", "learn"),
    ("aprender", "learn"),
    ("alineacion", "align"),
    ("alinear", "align"),
    ("estabilidad", "stability"),
    ("cruce", "crossing"),
    ("cruces", "crossing"),
    ("revision", "review"),
    ("motivos", "reasons"),
    ("razones", "reasons"),
    ("algoritmo", "algorithm"),
    ("kmedias", "kmeans"),
    ("k_medias", "kmeans"),
    ("umbral", "threshold"),
    ("rondas", "rounds"),
    ("vecinos", "neighbours"),
    ("semilla", "seed"),
    ("modelo", "encoder"),
    ("codificador", "encoder"),
    ("remuestreos", "resamples"),
];

/// Quotes that word processors write and TOML does not know.
const CURLY: [char; 6] = ['“', '”', '‘', '’', '«', '»'];

/// The sentences of the TOML reader, by how they begin.
const SYNTAX: [(&str, &str); 31] = [
    ("unclosed array table", "falta cerrar el nombre de la tabla con ]]"),
    ("unclosed table", "falta cerrar el nombre de la tabla con ]"),
    ("unclosed array", "falta cerrar la lista con ]"),
    ("unclosed inline table", "falta cerrar con }"),
    ("key with no value", "falta = y un valor después del nombre"),
    ("missing value", "falta el valor después de ="),
    ("missing assignment", "falta = entre el nombre y su valor"),
    ("missing comma", "falta una coma"),
    ("missing key", "falta el nombre antes de ="),
    ("missing opening quote", "falta la comilla que abre el texto"),
    ("missing escaped value", "después de \\ falta un signo; para una barra escriba \\\\"),
    ("extra `=`", "sobra un ="),
    ("extra assignment", "sobra un ="),
    ("extra comma", "sobra una coma"),
    ("unexpected `=`", "sobra un ="),
    ("string values must be quoted", "un texto se escribe entre comillas: \"…\""),
    ("unquoted keys cannot be empty", "falta el nombre"),
    (
        "invalid unquoted key",
        "un nombre con espacios, acentos u otros signos se escribe entre comillas: \"…\"",
    ),
    (
        "invalid basic string",
        "falta la comilla que cierra el texto, o hay en él un signo que no puede estar",
    ),
    ("invalid literal string", "falta la comilla que cierra el texto"),
    ("invalid multi-line", "faltan las tres comillas que cierran el texto"),
    ("invalid boolean", "se escribe true (sí) o false (no)"),
    ("invalid date-time", "la fecha está mal escrita"),
    ("duplicate key", "el mismo nombre está dos veces: deje uno"),
    ("cannot extend value", "ese nombre ya tiene un valor y no puede ser también una tabla"),
    ("cannot recurse", "hay demasiados niveles uno dentro de otro"),
    ("recursion limit", "hay demasiados niveles uno dentro de otro"),
    ("integer number overflowed", "el número es demasiado grande"),
    ("floating-point number overflowed", "el número es demasiado grande"),
    ("wanted string or table", "aquí va un texto o una tabla"),
    ("data did not match any variant", "aquí va un texto, o una lista de textos"),
];

/// Other beginnings of the TOML reader's sentences, of numbers and of the rest.
const NUMBERS: [&str; 14] = [
    "`_` may only",
    "integers with a radix",
    "invalid binary",
    "invalid exponent",
    "invalid float",
    "invalid fraction",
    "invalid hexadecimal",
    "invalid integer",
    "invalid mantissa",
    "invalid octal",
    "radix must",
    "redundant",
    "unexpected leading zero",
    "unexpected sign",
];
const REST: [&str; 16] = [
    "carriage return",
    "could not allocate",
    "expected empty",
    "expected table key",
    "expected tuple",
    "invalid comment",
    "invalid inline",
    "invalid key",
    "invalid string",
    "invalid table",
    "missing array",
    "missing comment",
    "missing inline",
    "missing table",
    "too few unicode",
    "unexpected",
];

/// The sentence for an error at a span of the text.
pub(super) fn sentence(text: &str, span: Range<usize>, message: &str) -> String {
    let rest = text[span.start..].lines().next().unwrap_or_default();
    let start = text[..span.start].rfind('\n').map_or(0, |end| end + 1);
    let before = &text[start..span.start];
    let is_syntax = !message.starts_with("unknown") && !message.starts_with("invalid type");
    if is_syntax && (rest.contains(CURLY) || before.contains(['“', '”'])) {
        return "las comillas son tipográficas (“ ”): escriba comillas rectas (\" \")".to_owned();
    }
    if let Some((_, sentence)) = SYNTAX.iter().find(|(begins, _)| message.starts_with(begins)) {
        return (*sentence).to_owned();
    }
    let place = Location::of(text, span.start);
    let quoted = between_backticks(message);
    let expected = quoted.get(1..).unwrap_or_default();
    if message.starts_with("unknown field") {
        return unknown_name(&place, quoted.first().copied().unwrap_or_default(), expected);
    }
    if message.starts_with("unknown variant") {
        return unknown_value(&place, quoted.first().copied().unwrap_or_default(), expected);
    }
    if message.starts_with("missing field") {
        return format!("falta {}", quoted.first().copied().unwrap_or_default());
    }
    if message.starts_with("duplicate field") {
        return "el mismo nombre está dos veces: deje uno".to_owned();
    }
    if let Some((found, wanted)) = mismatch(message) {
        return match place.key {
            Some(key) => format!("en {key} va {wanted}, y hay {found}"),
            None => format!("aquí va {wanted}, y hay {found}"),
        };
    }
    if NUMBERS.iter().any(|begins| message.starts_with(begins)) {
        return "el número está mal escrito".to_owned();
    }
    if REST.iter().any(|begins| message.starts_with(begins)) {
        return "aquí hay algo que no se entiende: en cada línea va un nombre, = y su valor"
            .to_owned();
    }
    // The settings' own sentences are in Spanish already.
    message.to_owned()
}

/// Where in a file something stands.
struct Location<'a> {
    /// Whether it is in the name of a table, and that name.
    header: Option<&'a str>,
    /// The table above it.
    table: Option<&'a str>,
    /// The name whose value it is in.
    key: Option<&'a str>,
}

impl<'a> Location<'a> {
    fn of(text: &'a str, offset: usize) -> Self {
        let start = text[..offset].rfind('\n').map_or(0, |end| end + 1);
        let line = text[start..].lines().next().unwrap_or_default();
        let before = &text[start..offset];
        let table = text[..start].lines().rev().find_map(table_name);
        let key = before.split_once('=').map(|(key, _)| key.trim());
        Self { header: table_name(line), table, key }
    }
}

/// The name of the table that a line opens.
fn table_name(line: &str) -> Option<&str> {
    let name = line.trim_start().strip_prefix('[')?.trim_start_matches('[');
    Some(name.split(']').next().unwrap_or(name).trim())
}

fn unknown_name(place: &Location<'_>, name: &str, expected: &[&str]) -> String {
    let near = nearest(name, expected);
    if let Some(header) = place.header {
        let above = header.strip_suffix(name).unwrap_or_default();
        let offered = match near {
            Some(near) => format!("quizá [{above}{near}]"),
            None => format!("puede ser {}", one_of(expected)),
        };
        return format!("[{header}] no existe: {offered}");
    }
    let within = match (place.key, place.table) {
        (Some(key), _) => format!(" en {key}"),
        (None, Some(table)) => format!(" en [{table}]"),
        (None, None) => String::new(),
    };
    let offered = match near {
        Some(near) => format!("quizá «{near}»"),
        None => format!("puede ser {}", one_of(expected)),
    };
    format!("«{name}» no existe{within}: {offered}")
}

fn unknown_value(place: &Location<'_>, value: &str, expected: &[&str]) -> String {
    let key = place.key.map_or_else(String::new, |key| format!(" para {key}"));
    let near = nearest(value, expected).map_or_else(String::new, |near| format!("quizá {near}; "));
    format!("«{value}» no sirve{key}: {near}puede ser {}", one_of(expected))
}

/// The name among those expected that was meant: its Spanish word, or one a few letters away.
fn nearest<'a>(written: &str, expected: &[&'a str]) -> Option<&'a str> {
    let folded = fold(written).replace([' ', '-'], "_");
    let meant = MEANT.iter().find(|(spanish, _)| *spanish == folded).map(|(_, name)| *name);
    if let Some(name) = expected.iter().find(|name| meant == Some(**name)) {
        return Some(name);
    }
    let farthest = 1 + folded.chars().count() / 4;
    expected
        .iter()
        .map(|name| (strsim::osa_distance(&folded, name), *name))
        .filter(|(distance, _)| *distance <= farthest)
        .min()
        .map(|(_, name)| name)
}

/// Names as they are offered: `a, b o c`.
fn one_of(names: &[&str]) -> String {
    match names {
        [] => "otro nombre".to_owned(),
        [one] => (*one).to_owned(),
        [all @ .., last] => format!("{} o {last}", all.join(", ")),
    }
}

/// What stands between backticks.
fn between_backticks(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

/// What was found and what was wanted, of serde's `invalid type: …, expected …`.
fn mismatch(message: &str) -> Option<(String, &'static str)> {
    let rest = ["invalid type: ", "invalid value: ", "invalid length "]
        .iter()
        .find_map(|begins| message.strip_prefix(begins))?;
    let (found, wanted) = rest.rsplit_once(", expected ")?;
    let value = between_backticks(found).first().copied().unwrap_or_default();
    let found = match found.split([' ', '`']).next().unwrap_or_default() {
        "integer" | "floating" => format!("el número {value}"),
        "boolean" => value.to_owned(),
        "string" | "character" => "un texto".to_owned(),
        "sequence" => "una lista".to_owned(),
        "map" => "una tabla".to_owned(),
        _ => "otra cosa".to_owned(),
    };
    let wanted = match wanted {
        "usize" | "u64" | "u32" | "u16" | "u8" => "un número entero desde 0",
        "isize" | "i64" | "i32" => "un número entero",
        "f32" | "f64" => "un número",
        "a boolean" => "true (sí) o false (no)",
        "a sequence" => "una lista: […]",
        "a map" => "una tabla",
        wanted if wanted.starts_with("struct") => "una tabla",
        wanted if wanted.contains("string") || wanted.starts_with("enum") => "un texto: \"…\"",
        _ => "otra cosa",
    };
    Some((found, wanted))
}
