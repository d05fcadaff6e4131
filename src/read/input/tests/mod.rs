//! What a planner sees for sound and for broken sheets.

mod columns;
mod exports;
mod kinds;
mod persons;
mod surveys;

use std::fs;

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;
use crate::domain::statement::{Consent, Statement};

/// A folder of input files, read in order.
struct Files {
    folder: tempfile::TempDir,
    sources: Vec<Source>,
    settings: Settings,
}

fn files() -> Files {
    let folder = tempfile::tempdir().unwrap();
    Files { folder, sources: Vec::new(), settings: Settings::default() }
}

impl Files {
    fn file(mut self, name: &str, origin: Option<Origin>, content: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        self.sources.push(Source { path, origin });
        self
    }

    fn citizen(self, content: &str) -> Self {
        self.file("c.csv", Some(Origin::Citizen), content)
    }

    fn office(self, content: &str) -> Self {
        self.file("i.csv", Some(Origin::Institutional), content)
    }

    fn one(self, content: &str) -> Self {
        self.file("t.csv", None, content)
    }

    fn map(mut self, field: Field, header: &str) -> Self {
        self.settings.columns.insert(field, header.into());
        self
    }

    fn skip(mut self) -> Self {
        self.settings.skip_bad_rows = true;
        self
    }

    fn read(&self) -> ParsedInputs {
        read(&self.sources, &self.settings).unwrap()
    }

    /// Everything that is said, with bare file names.
    fn said(&self) -> String {
        let reading = self.read();
        let folder = format!("{}/", self.folder.path().display());
        let problems = reading.problems.iter().map(|problem| format!("{problem}\n"));
        let notes = reading.notes.iter().map(|note| format!("nota: {note}\n"));
        problems.chain(notes).collect::<String>().replace(&folder, "")
    }

    fn check(&self, expected: &Expect) -> ParsedInputs {
        expected.assert_eq(&self.said());
        self.read()
    }
}

fn ids(reading: &ParsedInputs) -> Vec<&str> {
    reading.corpus.statements.iter().map(|statement| statement.id.as_str()).collect()
}

#[test]
fn both_files_become_one_corpus_and_unknown_columns_travel_through() {
    let reading = files()
        .office("ID;Texto;Competencia;Entidad;Monto\nI001;Más agua.;Ambiente;Secretaría;=1\n")
        .citizen(
            "id,texto,edad,parroquia,taller,fecha,Monto\nC001,\" árboles \",40,,T1,11/09/2026,5\n",
        )
        .check(&expect![""]);
    assert!(!reading.stops);
    assert_eq!(reading.corpus.extra_columns, ["Monto", "edad"]);
    let [office, citizen] = reading.corpus.statements.as_slice() else { panic!() };
    assert_eq!(
        *office,
        Statement {
            competencia_declared: Some("Ambiente".to_owned()),
            entidad: Some("Secretaría".to_owned()),
            extra: vec!["=1".to_owned(), String::new()],
            at: office.at.clone(),
            ..Statement::institutional("I001", "Más agua.")
        }
    );
    assert_eq!(office.at.row, Some(2));
    assert_eq!(
        *citizen,
        Statement {
            taller: Some("T1".to_owned()),
            fecha: Some("2026-09-11".to_owned()),
            extra: vec!["5".to_owned(), "40".to_owned()],
            at: citizen.at.clone(),
            ..Statement::citizen("C001", " árboles ")
        }
    );
    assert_eq!(reading.files.len(), 2);
    assert_eq!(reading.files[0].format, "CSV (punto y coma, UTF-8)");
    assert_eq!(reading.files[0].rows, 1);
    assert_eq!(reading.files[0].sha256.len(), 64);
}

#[test]
fn every_problem_of_every_row_is_said_at_once() {
    let files = files().citizen(
        "id,texto,fecha,parroquia\nC1,,31/02/2026,Nono\nC2,\"a\u{202E}b\u{7}\",11/09/26,\n,c,,\n\
         C1,d,,\u{FFFD}\nC5,e,,,sobra\nC6,#N/A,,\nC7,bien,2026-09-11,Nono\n",
    );
    let reading = files.check(&expect![[r#"
        c.csv:2:texto: falta el texto: escríbalo o borre la fila
        c.csv:3:texto: tiene un carácter invisible que cambia el sentido de lectura (U+202E): bórrelo
        c.csv:3:texto: tiene un carácter de control (U+0007): bórrelo o escriba la celda de nuevo
        c.csv:4:id: falta el id: póngale uno que no se repita
        c.csv:5:id: el id «C1» ya está en c.csv:2 con otro texto: dele otro id a una de las dos filas
        c.csv:6: la fila tiene 5 celdas y el encabezado 4: ponga entre comillas el texto que contiene el separador, o dé un encabezado a la columna E
        c.csv:7:texto: la fórmula de la celda da error: corríjala o escriba el valor
        nota: c.csv:fecha: fechas que no se leyeron, y sus filas quedan sin fecha: 1 (fila 2: «31/02/2026» no existe); escríbalas como 2026-09-11, o no use la columna: --column fecha=-
        nota: c.csv:parroquia: tiene letras que no se pudieron leer (�): guarde el archivo como CSV UTF-8 o .xlsx (celdas que quedaron en blanco: 1, fila 5)
    "#]]);
    assert!(reading.stops);
    assert_eq!(reading.skipped_rows, 6);
    assert_eq!(ids(&reading), ["C7"]);
    let skipping = files.skip().read();
    assert!(!skipping.stops);
    assert_eq!(skipping.problems.len(), 7);
    assert_eq!(skipping.skipped_rows, 6);
    assert_eq!(skipping.files[0].rows, 7);
}

#[test]
fn a_cell_over_the_limit_is_a_problem_by_characters_not_bytes() {
    let mut files = files().citizen("id,texto,nota\nC1,ñññññ,muy larga\nC2,ññññññ,\n");
    files.settings.max_characters = 5;
    files.check(&expect![[r#"
        c.csv:3:texto: la celda tiene 6 caracteres y se admiten hasta 5: suba input.max_characters en la configuración, o divida la celda en dos filas
    "#]]);
}

#[test]
fn an_id_in_both_files_names_both_places() {
    let reading = files()
        .office("id,texto\nX1,a\n")
        .citizen("id,texto\nC1,b\nX1,c\n")
        .check(&expect![[r#"
            c.csv:3:id: el id «X1» ya está en i.csv:2 con otro texto: dele otro id a una de las dos filas
        "#]]);
    assert_eq!(ids(&reading), ["X1", "C1"]);
    let twice = files().citizen("id,texto\nC1,b\n").citizen("id,texto\nC1,b\n").read();
    assert_eq!(twice.problems.len(), 1);
}

#[test]
fn one_file_with_an_origin_column_works_and_unknown_origins_are_said() {
    let reading = files()
        .one("origen,texto,id\nInstitucional,a,1\nciudadanía,b,2\n,c,3\nmarciano,d,4\n")
        .check(&expect![[r#"
            t.csv:4:origen: falta el origen: escriba «institucional» o «ciudadano»
            t.csv:5:origen: no se entiende el origen «marciano»: escriba «institucional» o «ciudadano», o diga qué es en la configuración: [input.origins] "marciano" = "ciudadano"
        "#]]);
    assert_eq!(reading.corpus.count(Origin::Institutional), 1);
    assert_eq!(reading.corpus.count(Origin::Citizen), 1);
    files().one("id,texto\n1,a\n").check(&expect![[r#"
        t.csv:1: no se sabe quién escribió estos textos: agregue una columna «origen» con «institucional» o «ciudadano», o dé el archivo con --institutional o --citizen
    "#]]);
}

#[test]
fn an_origin_column_may_not_contradict_the_file() {
    let reading = files()
        .citizen("id,texto,origen\n1,a,ciudadano\n2,b,oficina\n3,c,Taller 5\n")
        .check(&expect![[r#"
            c.csv:3:origen: la fila dice «institucional» y el archivo se dio como ciudadano: corrija la celda, pase la fila al otro archivo, o no use la columna (--column origen=-)
        "#]]);
    assert_eq!(reading.corpus.extra_columns, ["origen"]);
    assert_eq!(reading.corpus.statements[1].extra, ["Taller 5"]);
}

#[test]
fn usual_names_are_found_in_any_spelling() {
    let reading = files()
        .citizen("N.º,DESAFÍO,Eje,Barrio,Marca temporal,Mesa\n7,agua,Ambiente,Nono,11/09/2026 9:05:00,2\n")
        .check(&expect![[r#"
            nota: c.csv: reconocido: formulario de Google
            nota: c.csv: la columna «N.º» se leyó como id
            nota: c.csv: la columna «Eje» se leyó como competencia
            nota: c.csv: la columna «Barrio» se leyó como parroquia
            nota: c.csv: la columna «Mesa» se leyó como taller
            nota: c.csv: la columna «DESAFÍO» se leyó como texto
        "#]]);
    let [statement] = reading.corpus.statements.as_slice() else { panic!() };
    assert_eq!(statement.id.as_str(), "7");
    assert_eq!(statement.parroquia.as_deref(), Some("Nono"));
    assert_eq!(statement.fecha.as_deref(), Some("2026-09-11"));
    assert!(reading.corpus.extra_columns.is_empty());
}

#[test]
fn an_exact_name_wins_and_two_usual_ones_are_two_questions() {
    let reading = files().citizen("id,texto,Desafío\n1,a,b\n").check(&expect![""]);
    assert_eq!(reading.corpus.extra_columns, ["Desafío"]);
    let two = files().citizen("id,Desafío,Propuesta\n1,a,b\n");
    let reading = two.check(&expect![[r#"
        nota: c.csv: cada celda llena de 2 columnas es un aporte con id propio: «Desafío», «Propuesta» (para leer solo una: --column texto='Desafío')
    "#]]);
    assert_eq!(ids(&reading), ["1.1", "1.2"]);
    let tema = files().citizen("id,texto,Tema,Área\n1,a,b,c\n");
    let reading = tema.check(&expect![[r#"
        c.csv:1: las columnas «Tema» y «Área» podrían ser competencia: diga cuál con --column competencia='Tema', o llame «competencia» a una de ellas
    "#]]);
    assert!(reading.stops && reading.skipped_rows == 0);
    assert!(tema.skip().read().stops);
    let mapped = files().citizen("id,Desafío,Propuesta\n1,a,b\n").map(Field::Texto, "propuesta");
    let reading = mapped.check(&expect![""]);
    assert_eq!(reading.corpus.statements[0].text, "b");
}

#[test]
fn sector_is_what_the_file_lacks() {
    let parroquia = files().citizen("id,texto,competencia,sector\n1,a,b,c\n").read();
    assert_eq!(parroquia.corpus.statements[0].parroquia.as_deref(), Some("c"));
    let competencia = files().citizen("id,texto,sector,parroquia\n1,a,b,c\n").read();
    assert_eq!(competencia.corpus.statements[0].competencia_declared.as_deref(), Some("b"));
    let neither = files().citizen("id,texto,Sector\n1,a,b\n").check(&expect![[r#"
        nota: c.csv: la columna «Sector» puede ser la competencia o un lugar y no se usó: llámela «competencia» o «parroquia»
    "#]]);
    assert_eq!(neither.corpus.extra_columns, ["Sector"]);
}

#[test]
fn mapped_columns_must_exist_somewhere() {
    files()
        .citizen("id,texto\n1,a\n")
        .map(Field::Fecha, "Día del taller")
        .check(&expect![[r#"
            configuración:fecha: según lo que se indicó la columna de fecha se llama «Día del taller», y ningún archivo tiene una así: corrija el nombre
        "#]]);
}

#[test]
fn a_missing_text_column_names_the_headers_that_are_there() {
    files().citizen("Matriz de desafíos,,\nid,otra cosa,z\n1,a,b\n").check(&expect![[r#"
        c.csv:2: no se encontró la columna del texto: diga cuál es con --column texto='ENCABEZADO', o llame «texto» a su encabezado; en esta fila dice: id | otra cosa | z
        nota: c.csv:1: está sobre el encabezado, que es la fila 2, y no se leyó como dato: «Matriz de desafíos»
    "#]]);
}

#[test]
fn made_ids_pass_over_those_that_are_taken() {
    let reading = files()
        .office("id,texto\nC002,a\n")
        .citizen("texto\nuno\n\ndos\nt\u{7}res\ncuatro\n")
        .check(&expect![[r#"
            c.csv:5:texto: tiene un carácter de control (U+0007): bórrelo o escriba la celda de nuevo
            nota: c.csv: filas en blanco que se pasaron por alto: 1
            nota: c.csv: no hay columna de id y se numeraron las filas (C001…C005): si después agrega o quita filas los ids cambian, así que es mejor agregar una columna «id»
        "#]]);
    assert_eq!(ids(&reading), ["C002", "C001", "C003", "C005"]);
}

#[test]
fn degenerate_files_give_one_clear_sentence() {
    files().citizen("").check(&expect![[r#"
        c.csv: el archivo está vacío
    "#]]);
    files().citizen("id,texto\n").check(&expect![[r#"
        c.csv:1: hay encabezado y ninguna fila: agregue los datos
    "#]]);
    files().file("x.xlsx", None, b"PK\x03\x04 broken").check(&expect![[r#"
        x.xlsx: el archivo está dañado o incompleto: vuelva a guardarlo o pida otra copia
    "#]]);
    let nothing = files().skip().citizen("id,texto\n1,\n").read();
    assert!(nothing.stops && nothing.corpus.is_empty());
    assert!(files().read().stops);
    let missing = Source { path: PathBuf::from("no/existe.csv"), origin: None };
    let error = read(&[missing], &Settings::default()).unwrap_err();
    assert_eq!(error.to_string(), "no se pudo leer «no/existe.csv»: no existe");
}

#[test]
fn garbled_cells_are_told_once() {
    files().citizen("id,texto,entidad\n1,mÃ¡s agua,GestiÃ³n\n2,luz,\n").check(&expect![[r#"
        nota: c.csv:2:texto: parece mal codificado («mÃ¡s» en lugar de «más»): vuelva a exportar el archivo como CSV UTF-8 o .xlsx, o corrija la celda
        nota: c.csv:2:entidad: parece mal codificado («GestiÃ³n» en lugar de «Gestión»): vuelva a exportar el archivo como CSV UTF-8 o .xlsx, o corrija la celda
    "#]]);
}

#[test]
fn one_thing_is_told_as_one_and_a_row_once() {
    let reading = files()
        .citizen(
            "id,¿Qué propone?,¿Qué más?,cedula\n\
             1,\"1. Más buses. 2. Agua segura.\",\"a) Más luz. b) Un parque.\",1710034065\n",
        )
        .check(&expect![[r#"
            nota: c.csv: cada celda llena de 2 columnas es un aporte con id propio: «¿Qué propone?», «¿Qué más?» (para leer solo una: --column texto='¿Qué propone?')
            nota: c.csv: columnas que identifican personas y no se guardan ni se publican: «cedula» (número de identidad) (para conservarlas: --keep-personal)
            nota: c.csv: detrás de 2 aportes hay 1 persona distinta
            nota: c.csv: respuestas que parecen pedir varias cosas: 2 (fila 2; en la primera, una lista numerada); con --split-lists cada pedido es un aporte aparte, y al revisar se dividen una a una
        "#]]);
    assert_eq!(reading.cells().in_words(), None);
    let skipping = files().skip().citizen("id,texto\n1,más\u{7}\n2,\"- luz\n- agua\"\n");
    assert_eq!(
        skipping.read().cells().in_words().as_deref(),
        Some("Celdas con texto: 2 = 1 aporte + 1 que se dejó fuera")
    );
    assert!(skipping.said().contains("varias cosas: 1 (fila 3: una lista con viñetas)"));
}

#[test]
fn settings_are_read_by_name_and_unknown_ones_refused() {
    let settings: Settings =
        toml::from_str("max_characters = 10\n[columns]\ntext = \"Enunciado\"\n").unwrap();
    assert_eq!(settings.columns[&Field::Texto].0, ["Enunciado"]);
    assert_eq!(settings.max_characters, 10);
    assert!(!settings.skip_bad_rows);
    assert!(toml::from_str::<Settings>("max_caracters = 10").is_err());
    assert!(toml::from_str::<Settings>("[columns]\nnombre = \"a\"").is_err());
}

#[test]
fn the_example_reads_without_a_word() {
    for corpus in ["example", "voces"] {
        let source = |name: &str, origin| Source {
            path: PathBuf::from(format!("{}/data/{corpus}/{name}", env!("CARGO_MANIFEST_DIR"))),
            origin: Some(origin),
        };
        let sources = [
            source("institucional.csv", Origin::Institutional),
            source("ciudadano.csv", Origin::Citizen),
        ];
        let reading = read(&sources, &Settings::default()).unwrap();
        // A few texts are in other languages, and one is a list: both is said.
        let odd = |note: &&String| {
            !note.contains("no están en español") && !note.contains("parecen pedir varias cosas: 1")
        };
        let notes: Vec<&String> = reading.notes.iter().filter(odd).collect();
        assert_eq!((reading.problems, notes), (vec![], vec![]));
        assert_eq!(reading.corpus.count(Origin::Institutional), 273);
        assert_eq!(reading.corpus.count(Origin::Citizen), 859);
        assert!(!reading.stops && reading.skipped_rows == 0);
    }
}

#[test]
fn a_large_file_of_noise_ends_with_bounded_problems() {
    let mut noise = String::from("id,texto,fecha\n");
    for row in 0..200_000 {
        noise.push_str(if row % 2 == 0 { "x,,mañana\n" } else { "x,\"\u{7}\n" });
    }
    let files = files().citizen(&noise);
    let reading = files.read();
    assert_eq!(reading.problems.len(), Problems::LIMIT + 1);
    assert!(reading.problems[Problems::LIMIT].what.contains("problemas más"));
    assert_eq!(reading.skipped_rows, reading.files[0].rows);
}

proptest! {
    #[test]
    fn every_row_is_in_the_corpus_or_skipped(
        rows in prop::collection::vec("[a-c]{0,2},[a ñ\u{7}]{0,3},[0-9/]{0,3}", 1..20),
        noise in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let mut bytes = format!("id,texto,fecha\n{}\n", rows.join("\n")).into_bytes();
        bytes.extend(noise);
        let reading = files().file("a.csv", Some(Origin::Citizen), bytes).read();
        let all: usize = reading.files.iter().map(|file| file.rows).sum();
        let numbered = all - reading.corpus.len() - reading.skipped_rows;
        let blank = |row: &&String| row.split(',').nth(1).is_none_or(|text| text.trim().is_empty());
        prop_assert!(numbered <= rows.iter().filter(blank).count() + 1);
        let cells = reading.cells();
        prop_assert_eq!(cells.filled, cells.statements + cells.left_out);
        prop_assert_eq!(cells.statements, reading.corpus.len());
        prop_assert_eq!(reading.stops, !reading.problems.is_empty());
        let mut ids = ids(&reading);
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), reading.corpus.len());
    }
}
