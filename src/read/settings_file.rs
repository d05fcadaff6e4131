//! Settings files: TOML, with what is wrong in one said in Spanish, at its line and with a caret.

use std::path::Path;

use serde::de::DeserializeOwned;

use crate::domain::problem::{Place, Problem};

/// Names in Spanish that people write for those of the settings.
const SPANISH: &[(&str, &str)] = &[
    ("entrada", "input"),
    ("entradas", "input"),
    ("columnas", "columns"),
    ("columna", "columns"),
    ("agrupacion", "cluster"),
    ("duplicados", "duplicates"),
    ("aprender", "learn"),
    ("cruce", "crossing"),
    ("revision", "review"),
    ("estados", "states"),
    ("archivos", "files"),
    ("prefijo", "id_prefix"),
    ("personas", "personal"),
    ("maximo_caracteres", "max_characters"),
    ("algoritmo", "algorithm"),
    ("umbral", "threshold"),
    ("text", "texto"),
    ("título", "titulo"),
];

/// The settings in a TOML text; `path` is for the message.
pub fn parse<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, Problem> {
    toml::from_str(text).map_err(|error| misread(path, text, &error))
}

/// What is wrong in a TOML text, at its line.
pub fn misread(path: &Path, text: &str, error: &toml::de::Error) -> Problem {
    let span = error.span();
    let start = span.as_ref().map(|span| span.start.min(text.len()));
    let before = start.map(|start| text.get(..start).unwrap_or(text));
    let mut at = Place::file(path.display().to_string());
    at.row = before.map(|before| before.matches('\n').count() + 1);
    let line = at.row.and_then(|row| text.lines().nth(row - 1)).unwrap_or_default();
    let what = in_spanish(error.message(), line);
    let Some(before) = before else { return Problem::new(at, what) };
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
    let marked = span.and_then(|span| text.get(span)).unwrap_or_default();
    let width = marked.lines().next().unwrap_or_default().chars().count().max(1);
    let what = format!("{what}\n  {line}\n  {}{}", " ".repeat(column), "^".repeat(width));
    Problem::new(at, what)
}

/// A message of the TOML reader in Spanish; `line` is where it points.
fn in_spanish(message: &str, line: &str) -> String {
    let curly = ['“', '”', '‘', '’', '„', '«', '»'];
    if line.contains(curly)
        && !message.starts_with("unknown")
        && !message.starts_with("invalid type")
    {
        return "hay comillas curvas (“ ”): escriba comillas rectas (\")".to_owned();
    }
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let list = |names: &[&str]| names.join(", ");
    if message.starts_with("unknown field") || message.starts_with("unknown variant") {
        let Some((wrong, known)) = quoted.split_first() else { return not_toml(message) };
        return match nearest(wrong, known) {
            Some(near) => format!("«{wrong}» no existe: quizá quiso decir «{near}»"),
            None if known.is_empty() => format!("«{wrong}» no existe"),
            None => format!("«{wrong}» no existe; puede ser: {}", list(known)),
        };
    }
    if let Some(rest) = message.strip_prefix("missing field ") {
        return format!("falta «{}»", rest.trim_matches('`'));
    }
    let kinds =
        message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "));
    if let Some((found, expected)) = kinds.and_then(|rest| rest.split_once(", expected ")) {
        return format!("se esperaba {} y hay {}", kind(expected), kind(found));
    }
    if message.contains("duplicate key") {
        return "el mismo nombre está dos veces".to_owned();
    }
    not_toml(message)
}

fn not_toml(message: &str) -> String {
    // The stages' own messages are in Spanish already.
    if message.contains(|c: char| "áéíóúñ«»".contains(c)) {
        return message.to_owned();
    }
    "la línea no está bien escrita: se espera [sección] o nombre = valor, con los textos entre \
     comillas rectas"
        .to_owned()
}

/// A kind of value in Spanish.
fn kind(english: &str) -> String {
    let known = [
        ("a string", "un texto entre comillas"),
        ("string", "un texto entre comillas"),
        ("a boolean", "true o false"),
        ("boolean", "true o false"),
        ("bool", "true o false"),
        ("integer", "un número entero"),
        ("floating point", "un número"),
        ("f32", "un número"),
        ("f64", "un número"),
        ("usize", "un número entero"),
        ("u32", "un número entero"),
        ("u64", "un número entero"),
        ("i64", "un número entero"),
        ("a sequence", "una lista entre corchetes"),
        ("sequence", "una lista entre corchetes"),
        ("a map", "una sección con nombres"),
        ("map", "una sección con nombres"),
        ("struct", "una sección con nombres"),
    ];
    let found = known.iter().find(|(start, _)| english.starts_with(start));
    let value = english.split(['`', '"']).nth(1).map(|value| format!(" («{value}»)"));
    found.map_or_else(
        || english.to_owned(),
        |(_, spanish)| format!("{spanish}{}", value.unwrap_or_default()),
    )
}

/// The known name that a wrong one was meant to be.
fn nearest<'a>(wrong: &str, known: &[&'a str]) -> Option<&'a str> {
    let lower = wrong.to_lowercase();
    let translated = SPANISH.iter().find(|(spanish, _)| *spanish == lower).map(|(_, name)| *name);
    if let Some(name) = known.iter().find(|name| Some(**name) == translated) {
        return Some(name);
    }
    let near = known.iter().map(|name| (distance(&lower, name), *name)).min()?;
    (near.0 <= 1 + wrong.chars().count() / 4).then_some(near.1)
}

/// How many letters are to be put in, taken out or changed to make one word of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, c) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, d) in b.iter().enumerate() {
            let changed = diagonal + usize::from(c != *d);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reading::Settings;

    fn said(text: &str) -> String {
        parse::<Settings>(Path::new("a.toml"), text)
            .map_or_else(|p| p.to_string(), |_| String::new())
    }

    #[test]
    fn what_is_wrong_is_said_in_spanish_at_its_line_with_a_caret() {
        let all = said("skip_bad_rows = true\ncolumnas = { texto = \"a\" }\n");
        assert_eq!(
            all,
            "a.toml:2: «columnas» no existe: quizá quiso decir «columns»\n  columnas = { texto = \"a\" }\n  ^^^^^^^^"
        );
        assert!(said("columns = { texto = “a” }").contains("comillas curvas"));
        assert!(
            said("max_characters = \"x\"").contains("se esperaba un número entero y hay un texto")
        );
        assert!(said("[columns]\nfehca = \"x\"").contains("quizá quiso decir «fecha»"));
        assert!(said("esto no es nada").contains("nombre = valor"));
        assert!(said("personal = \"todo\"").contains("puede ser: leave-out, keep"));
    }
}
