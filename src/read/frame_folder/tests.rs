//! Quito's own frame, and frames with everything wrong.

use std::path::PathBuf;

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

/// The frame of these files and what is said about it, with bare file names.
fn check_said(files: &[(&str, &str)], expected: &Expect) -> Frame {
    let folder = folder(files);
    let (frame, problems) = read(folder.path()).unwrap();
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let said = said.join("\n");
    expected.assert_eq(&said.replace(&format!("{}/", folder.path().display()), ""));
    frame
}

const COMPETENCIAS: (&str, &str) = ("competencias.csv", "id,competencia\nC1,Ambiente\nC2,Agua\n");

#[test]
fn quitos_frame_reads_with_no_problems() {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/pmdot-2024-2033");
    let (frame, problems) = read(&dir).unwrap();
    assert_eq!(problems, []);
    assert_eq!(frame.name, "pmdot-2024-2033");
    let of = |horizon| frame.desafios.iter().filter(|d| d.horizon == horizon).count();
    let counts = [
        frame.competencias.len(),
        frame.objetivos_desarrollo.len(),
        frame.objetivos_gestion.len(),
        frame.politicas.len(),
        frame.desafios.len(),
        of(Horizon::LargoPlazo),
        of(Horizon::Gestion),
    ];
    assert_eq!(counts, [13, 3, 10, 36, 113, 23, 90]);
    let first = &frame.desafios[0];
    assert_eq!(first.id, "DM001");
    assert_eq!(frame.competencia(first.competencia), "Inclusión Social");
    assert_eq!((first.objetivo_desarrollo, first.objetivo_gestion), (Some(0), None));
    let aligned = frame.desafios.iter().filter(|d| !d.politicas.is_empty()).count();
    assert_eq!(aligned, 90);
}

#[test]
fn competencias_alone_are_a_frame() {
    let frame = check_said(&[COMPETENCIAS], &expect![""]);
    assert_eq!(frame.competencias.len(), 2);
    assert!(frame.desafios.is_empty());
}

#[test]
fn a_missing_required_file_is_a_problem_that_names_it() {
    check_said(
        &[("politicas.csv", "id,objetivo_gestion,politica\nP1,1.1,a\n")],
        &expect![[r#"
            competencias.csv: falta este archivo: el marco necesita al menos sus competencias
            politicas.csv:2:objetivo_gestion: «1.1» no señala nada porque falta objetivos_gestion.csv: agregue el archivo"#]],
    );
    check_said(
        &[("competencias.csv", "id,competencia\n")],
        &expect!["competencias.csv:1: no hay ninguna competencia: agregue al menos una"],
    );
    check_said(
        &[("competencias.csv", "id,nombre\nC1,a\n")],
        &expect![
            "competencias.csv:1: falta la columna «competencia»: en esta fila dice id | nombre"
        ],
    );
}

#[test]
fn a_missing_folder_is_an_error() {
    let error = read(Path::new("no/existe")).unwrap_err();
    assert_eq!(error.to_string(), "no se pudo leer «no/existe»: no existe");
}

#[test]
fn everything_wrong_in_every_file_is_said_at_once() {
    check_said(
        &[
            ("competencias.csv", "id,competencia\nC1,Ambiente\nc1,Agua\nC3,AMBIENTE\n,Aire\n"),
            (
                "objetivos_desarrollo.csv",
                "id,nombre,objetivo\n1,Las personas,a\n2,La ciudad,b\n2,,c\n",
            ),
            (
                "objetivos_gestion.csv",
                "id,objetivo_desarrollo,objetivo\n1.1,1,a\n1.2,1,b\n9.1,9,c\n",
            ),
            ("politicas.csv", "id,objetivo_gestion,politica\nP1,1.1,a\nP2,1.3,b\nP3,,c,d\n"),
            ("alias.csv", "alias,competencia\nmedio ambiente,Ambiente\nMedio Ambiente,C1\nx,Luz\n"),
            (
                "desafios_metropolitanos.csv",
                "id,horizonte,competencia,texto,objetivo_desarrollo,objetivo_gestion,politicas\n\
                 D1,gestión,medio ambiente,a,1,1.1,P1;P1;P7\n\
                 D2,corto plazo,Luz,b\u{202E},,,\n\
                 D1,largo plazo,Ambiente,c,2,1.1,\n\
                 D4,De gestión,Ambiente,A,,1.2,P1\n",
            ),
            ("ajenos.csv", "texto\nla selección\n\u{7}\n"),
        ],
        &expect![[r#"
            competencias.csv:3:id: ya está en la fila 2: cambie una de las dos o bórrela
            competencias.csv:4:competencia: esta competencia ya está en otra fila: borre una de las dos
            competencias.csv:5:id: la celda está vacía: complétela
            objetivos_desarrollo.csv:4:nombre: la celda está vacía: complétela
            objetivos_gestion.csv:4:objetivo_desarrollo: «9» no está en objetivos_desarrollo.csv: corríjalo o agréguelo allí
            politicas.csv:4: la fila tiene 4 celdas y el encabezado 3: ponga entre comillas el texto que contiene el separador, o dé un encabezado a la columna D
            politicas.csv:3:objetivo_gestion: «1.3» no está en objetivos_gestion.csv: corríjalo o agréguelo allí
            alias.csv:3:alias: «Medio Ambiente» ya es un nombre de «Ambiente»: borre esta fila o elija otro
            alias.csv:4:competencia: «Luz» no está en competencias.csv: corríjala o agréguela allí
            desafios_metropolitanos.csv:2:politicas: «P1» está dos veces: deje una
            desafios_metropolitanos.csv:2:politicas: «P7» no está en politicas.csv: corríjalo o agréguelo allí
            desafios_metropolitanos.csv:3:horizonte: escriba «largo plazo» o «gestión»
            desafios_metropolitanos.csv:3:competencia: «Luz» no está en competencias.csv: corríjala o agréguela allí
            desafios_metropolitanos.csv:3:texto: tiene un carácter invisible que cambia el sentido de lectura (U+202E): bórrelo
            desafios_metropolitanos.csv:4:objetivo_desarrollo: el objetivo de gestión de esta fila es de otro objetivo de desarrollo: corrija uno de los dos
            desafios_metropolitanos.csv:4:objetivo_gestion: un desafío de largo plazo no tiene objetivo de gestión: borre esta celda o cambie el horizonte
            desafios_metropolitanos.csv:4:id: ya está en la fila 2: cambie una de las dos o bórrela
            desafios_metropolitanos.csv:5:politicas: «P1» no es una política del objetivo de gestión de esta fila: corrija una de las dos
            desafios_metropolitanos.csv:5:texto: este texto ya está en la fila 2: borre una de las dos
            ajenos.csv:3:texto: tiene un carácter de control (U+0007): bórrelo o escriba la celda de nuevo"#]],
    );
}

#[test]
fn references_are_filled_in_and_kept_apart() {
    let frame = check_said(
        &[
            COMPETENCIAS,
            ("objetivos_desarrollo.csv", "ID;Nombre;Objetivo\n1;Las personas;a\n"),
            ("objetivos_gestion.csv", "id,objetivo_desarrollo,objetivo\n1.1,1,a\n11,1,b\n"),
            ("politicas.csv", "id,objetivo_gestion,politica\nP1,1.1,a\nP2,11,b\nP3,1.1,c\n"),
            ("alias.csv", "alias,competencia\nrío,Ambiente\n"),
            (
                "desafios_metropolitanos.csv",
                "id,horizonte,competencia,texto,objetivo_gestion,politicas\n\
                 D1,Gestión,Río,a,1.1,p3 ; P1\nD2,largo plazo,c2,a,,\n",
            ),
            ("ajenos.csv", "texto\nla selección\n"),
        ],
        &expect![""],
    );
    let [first, second] = frame.desafios.as_slice() else { panic!() };
    assert_eq!((first.competencia, second.competencia), (0.into(), 1.into()));
    assert_eq!((first.objetivo_desarrollo, first.objetivo_gestion), (Some(0), Some(0)));
    assert_eq!(first.politicas, [2, 0]);
    assert_eq!(frame.alias, [("río".to_owned(), 0.into())]);
    assert_eq!(frame.ajenos, ["la selección"]);
}

#[test]
fn what_is_not_complete_is_a_note_by_its_cell_and_not_a_problem() {
    let folder = folder(&[
        COMPETENCIAS,
        ("objetivos_desarrollo.csv", "id,nombre,objetivo\n1,La gente,a\n2,La ciudad,b\n"),
        ("objetivos_gestion.csv", "id,objetivo_desarrollo,objetivo\n1.1,1,a\n1.2,1,b\n"),
        ("politicas.csv", "id,objetivo_gestion,politica\nP1,1.1,a\nP2,1.1,b\nP3,1.1,c\n"),
        ("metas.csv", "id,politica,meta,indicador\nM1,P1,x,\nM2,P1,,y\nM3,P2,x,\n"),
    ]);
    let checked = check(folder.path()).unwrap();
    assert_eq!(checked.problems, []);
    let said: Vec<String> = checked.notes.iter().map(ToString::to_string).collect();
    let said = said.join("\n").replace(&format!("{}/", folder.path().display()), "");
    expect![[r#"
        objetivos_desarrollo.csv:3:id: ningún objetivo de gestión sirve a este objetivo
        objetivos_gestion.csv:3:id: ninguna política sirve a este objetivo
        politicas.csv:3:id: esta política no tiene indicador en metas.csv
        politicas.csv:4:id: esta política no tiene meta ni indicador en metas.csv"#]]
    .assert_eq(&said);
    let frame = checked.frame;
    let all = [0, 1, 2].map(|policy| frame.measured(policy));
    assert_eq!(all, [Some((true, true)), Some((true, false)), Some((false, false))]);
}

#[test]
fn goals_are_checked_like_everything_else() {
    check_said(
        &[
            COMPETENCIAS,
            ("metas.csv", "id,politica,meta,indicador\nM1,P9,a,b\nM2,P1,,\n"),
            ("objetivos_desarrollo.csv", "id,nombre,objetivo\n1,La gente,a\n"),
            ("objetivos_gestion.csv", "id,objetivo_desarrollo,objetivo\n1.1,1,a\n"),
            ("politicas.csv", "id,objetivo_gestion,politica\nP1,1.1,a\n"),
        ],
        &expect![[r#"
            metas.csv:2:politica: «P9» no está en politicas.csv: corríjalo o agréguelo allí
            metas.csv:3:meta: faltan la meta y el indicador: escriba al menos uno de los dos"#]],
    );
}

#[test]
fn a_template_says_what_is_missing_and_passes_once_filled_in() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("marco");
    assert_eq!(write_template(&dir).unwrap().len(), 10);
    let problems = read(&dir).unwrap().1;
    let said: Vec<&str> = problems.iter().map(|problem| problem.what.as_str()).collect();
    assert_eq!(said, ["no hay ninguna competencia: agregue al menos una"]);
    // The examples are what it looks like filled in.
    for entry in fs::read_dir(&dir).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap().replace("\n# ", "\n");
        fs::write(&path, text).unwrap();
    }
    let Checked { frame, problems, notes } = check(&dir).unwrap();
    assert_eq!((problems, notes), (vec![], vec![]));
    expect!["2 competencias, 1 objetivo de desarrollo, 1 objetivo de gestión, 1 política, 1 meta o indicador, 2 desafíos ya consolidados, 1 alias, 67 ejemplos de asuntos ajenos"].assert_eq(&counts(&frame));
    let again = write_template(&dir).unwrap_err().to_string();
    assert!(again.contains("elija una carpeta nueva o vacía"), "{again}");
}

/// A workbook of these sheets: name, and lines of cells divided by `|`.
fn workbook(sheets: &[(&str, &[&str])], path: &std::path::Path) {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for (name, lines) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).unwrap();
        for (row, line) in (0..).zip(*lines) {
            for (column, cell) in (0..).zip(line.split('|')) {
                sheet.write(row, column, cell).unwrap();
            }
        }
    }
    workbook.save(path).unwrap();
}

#[test]
fn a_table_may_be_a_spreadsheet_and_a_frame_one_workbook() {
    let competencias: &[&str] = &["id|competencia", "C1|Ambiente", "C2|Agua"];
    let alias: &[&str] = &["alias|competencia", "verde|Ambiente"];
    let other = folder(&[("alias.csv", "alias,competencia\nverde,Ambiente\n")]);
    workbook(&[("Hoja1", competencias)], &other.path().join("competencias.xlsx"));
    let both: &[(&str, &[&str])] =
        &[("Léeme", &["nada"]), ("Competencias", competencias), ("Alias - Tabla 1", alias)];
    let inside = folder(&[]);
    workbook(both, &inside.path().join("marco.xlsx"));
    let alone = inside.path().join("mi-canton.xlsx");
    workbook(both, &alone);
    for path in [other.path(), inside.path(), &alone] {
        let Checked { frame, problems, .. } = check(path).unwrap();
        assert_eq!(problems, [], "{}", path.display());
        assert_eq!((frame.competencias.len(), frame.alias.len()), (2, 1));
    }
    assert_eq!(check(&alone).unwrap().frame.name, "mi-canton");
}

#[test]
fn garbled_cells_and_rows_that_are_no_data_are_told() {
    check_said(
        &[("competencias.csv", "id,competencia\nC1,GestiÃ³n\nC2,Agua\n")],
        &expect![[
            r"competencias.csv:2:competencia: parece mal codificado («GestiÃ³n» en lugar de «Gestión»): vuelva a exportar el archivo como CSV UTF-8 o .xlsx, o corrija la celda"
        ]],
    );
    let titled =
        folder(&[("competencias.csv", "Marco 2026\n\nid,competencia\nC1,Ambiente\nC2,Agua\n")]);
    let Checked { frame, problems, notes } = check(titled.path()).unwrap();
    assert_eq!((frame.competencias.len(), problems.len()), (2, 0));
    assert!(notes[0].what.contains("está sobre el encabezado"), "{notes:?}");
}

proptest! {
    #[test]
    fn noise_never_panics(
        file in prop::sample::select(vec![
            "competencias.csv", "objetivos_gestion.csv", "politicas.csv", "alias.csv",
            "desafios_metropolitanos.csv",
        ]),
        text in "(id|horizonte|competencia|texto|alias|politica|objetivo|[,;\n\"a1ñ]){0,40}",
    ) {
        let folder = folder(&[COMPETENCIAS, (file, &text)]);
        prop_assert!(read(folder.path()).is_ok());
    }
}
