//! TOML files that people write: a run's settings and a sweep's grid. What is wrong in one is a
//! problem in the data, in Spanish, with its line and a caret under the place.

mod spanish;

use std::ops::Range;
use std::path::Path;

use serde::de::DeserializeOwned;

use super::{Failure, Result};
use crate::domain::problem::{Place, Problem};
use crate::propose::settings::Settings;
use crate::read::files;

/// The most bytes that such a file may have.
const LIMIT: u64 = 1 << 20;

/// Reads a settings file; the defaults where there is none.
pub fn read(path: Option<&Path>) -> Result<Settings> {
    path.map_or_else(|| Ok(Settings::default()), read_as)
}

/// Reads a TOML file into a type.
pub fn read_as<T: DeserializeOwned>(path: &Path) -> Result<T> {
    Ok(parse(path, &text(path)?)?)
}

fn text(path: &Path) -> Result<String, Failure> {
    let bytes = files::read(path, LIMIT)?;
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let row = before.split(|&byte| byte == b'\n').count();
        let mut at = Place::file(path.display().to_string());
        at.row = Some(row);
        Problem::new(at, "el archivo no está en UTF-8: guárdelo como texto UTF-8").into()
    })
}

/// Reads the text of a TOML file into a type; the path is for the problem.
pub fn parse<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, Problem> {
    toml::from_str(text).map_err(|error| problem(path, text, &error))
}

/// What is wrong in a TOML file: the row, the sentence, and the line with a caret under the place.
fn problem(path: &Path, text: &str, error: &toml::de::Error) -> Problem {
    let mut at = Place::file(path.display().to_string());
    let Some(span) = error.span() else {
        return Problem::new(at, spanish::sentence(text, 0..0, error.message()));
    };
    let span = text.floor_char_boundary(span.start)..text.floor_char_boundary(span.end);
    at.row = Some(1 + text[..span.start].matches('\n').count());
    let sentence = spanish::sentence(text, span.clone(), error.message());
    Problem::new(at, format!("{sentence}\n{}", marked_line(text, span)))
}

/// The line in which a span begins, with its number, and carets under the span.
fn marked_line(text: &str, span: Range<usize>) -> String {
    let start = text[..span.start].rfind('\n').map_or(0, |end| end + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let number = (1 + text[..start].matches('\n').count()).to_string();
    let before = text[start..span.start].chars().map(|c| if c == '\t' { '\t' } else { ' ' });
    let end = span.end.min(start + line.len());
    let carets = text.get(span.start..end).map_or(1, |marked| marked.chars().count().max(1));
    format!(
        "{blank} |\n{number} | {line}\n{blank} | {}{}",
        before.collect::<String>(),
        "^".repeat(carets),
        blank = " ".repeat(number.len()),
    )
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::evaluate::sweep::Grid;

    #[expect(clippy::needless_pass_by_value, reason = "as `expect!` is written")]
    fn says<T: DeserializeOwned>(text: &str, expected: Expect) {
        let Err(problem) = parse::<T>(Path::new("ajustes.toml"), text) else {
            panic!("nothing is wrong in {text}")
        };
        expected.assert_eq(&problem.to_string());
    }

    #[test]
    fn a_table_that_does_not_exist_is_shown_with_the_one_that_was_meant() {
        says::<Settings>(
            "target = 5\n[entrada]\n",
            expect![[r#"
            ajustes.toml:2: [entrada] no existe: quizá [input]
              |
            2 | [entrada]
              |  ^^^^^^^"#]],
        );
        says::<Settings>(
            "[clustr]\n",
            expect![[r#"
            ajustes.toml:1: [clustr] no existe: quizá [cluster]
              |
            1 | [clustr]
              |  ^^^^^^"#]],
        );
        says::<Settings>(
            "[barrios]\n",
            expect![[r#"
            ajustes.toml:1: [barrios] no existe: puede ser target, input, duplicates, pooling, features, competencia, foreign, cluster, learn, align, stability, crossing o review
              |
            1 | [barrios]
              |  ^^^^^^^"#]],
        );
    }

    #[test]
    fn a_name_that_does_not_exist_is_shown_with_its_table() {
        says::<Settings>(
            "[cluster]\nsize_pwer = 1",
            expect![[r#"
            ajustes.toml:2: «size_pwer» no existe en [cluster]: quizá «size_power»
              |
            2 | size_pwer = 1
              | ^^^^^^^^^"#]],
        );
        says::<Settings>(
            "[input]\ncolumnas = { texto = \"Propuesta\" }",
            expect![[r#"
            ajustes.toml:2: «columnas» no existe en [input]: quizá «columns»
              |
            2 | columnas = { texto = "Propuesta" }
              | ^^^^^^^^"#]],
        );
        says::<Settings>(
            "[input.columns]\ntexto_libre = \"Propuesta\"",
            expect![[r#"
            ajustes.toml:2: «texto_libre» no sirve: puede ser id, text, texto, title, titulo, competencia, origen, origin, entidad, parroquia, taller, fecha, estado, apoyos, enlace, autoriza o persona
              |
            2 | texto_libre = "Propuesta"
              | ^^^^^^^^^^^"#]],
        );
    }

    #[test]
    fn curly_quotes_are_named() {
        says::<Settings>(
            "[input]\ncolumns = { texto = “¿Qué propone?” }",
            expect![[r#"
            ajustes.toml:2: las comillas son tipográficas (“ ”): escriba comillas rectas (" ")
              |
            2 | columns = { texto = “¿Qué propone?” }
              |                     ^^^^^^^^^^^^^^^"#]],
        );
        says::<Settings>(
            "[input]\ncolumns = { texto = \"¿Qué propone?” }",
            expect![[r#"
            ajustes.toml:2: las comillas son tipográficas (“ ”): escriba comillas rectas (" ")
              |
            2 | columns = { texto = "¿Qué propone?” }
              |                                      ^"#]],
        );
    }

    #[test]
    fn a_value_of_another_kind_is_told_from_what_is_expected() {
        says::<Settings>(
            "[cluster]\nseed = \"uno\"",
            expect![[r#"
            ajustes.toml:2: en seed va un número entero desde 0, y hay un texto
              |
            2 | seed = "uno"
              |        ^^^^^"#]],
        );
        says::<Settings>(
            "[stability]\nrepeats = -1",
            expect![[r#"
            ajustes.toml:2: en repeats va un número entero desde 0, y hay el número -1
              |
            2 | repeats = -1
              |           ^^"#]],
        );
        says::<Settings>(
            "[cluster]\nalgorithm = \"kmedias\"",
            expect![[r#"
            ajustes.toml:2: «kmedias» no sirve para algorithm: quizá kmeans; puede ser sized, average, complete, ward, kmeans, optics, hdbscan o leiden
              |
            2 | algorithm = "kmedias"
              |             ^^^^^^^^^"#]],
        );
        says::<Grid>(
            "algorithm = [\"kmedias\"]",
            expect![[r#"
            ajustes.toml:1: «kmedias» no sirve para algorithm: quizá kmeans; puede ser sized, average, complete, ward, kmeans, optics, hdbscan o leiden
              |
            1 | algorithm = ["kmedias"]
              |              ^^^^^^^^^"#]],
        );
        says::<Grid>(
            "lexical = [1.5]",
            expect![[r#"
            ajustes.toml:1: 1.5 no vale: va de 0 a 1
              |
            1 | lexical = [1.5]
              |           ^^^^^"#]],
        );
        says::<Grid>(
            "rounds = 2",
            expect![[r#"
            ajustes.toml:1: en rounds va una lista: […], y hay el número 2
              |
            1 | rounds = 2
              |          ^"#]],
        );
    }

    #[test]
    fn a_file_that_is_no_toml_says_what_is_missing() {
        for text in [
            "[cluster",
            "[cluster]\nseed",
            "[cluster]\nseed =",
            "[cluster]\nseed = 1 2",
            "[cluster]\nseed = 1\nseed = 2",
            "[input]\ncolumns = { texto = Propuesta }",
            "[input]\ncolumns = { texto = \"Propuesta\"",
            "[input]\ncolumns = { texto \"Propuesta\" }",
            "[input]\ntamaño = 5",
            "seed = 01",
            "seed = [1 2]",
        ] {
            let Err(problem) = parse::<Settings>(Path::new("ajustes.toml"), text) else {
                panic!("nothing is wrong in {text}")
            };
            let what = &problem.what;
            for english in ["expected", "missing", "invalid", "unclosed", "quoted", " key"] {
                assert!(!what.contains(english), "{text}: {what}");
            }
        }
    }
}
