//! Problems in the data: all of them at once, by file, row and column.

use expect_test::expect;

use crate::support::corpus::{BOTH, OFFICES, small};
use crate::support::project::Project;

const ROUGH: &str = "\
id,texto,origen,fecha
C1,Más buses,ciudadano,2026-09-11
C1,Más luz en el parque,ciudadano,31/02/2026
,Más árboles en las veredas,ciudadano,2026-09-11
C4,,ciudadano,2026-09-11
C5,Más agua,marciano,ayer
C6,\"Más \u{202E}sombra\",ciudadano,2026-09-11
C7,Cuidar la quebrada,ciudadano,2026-09-11
";

fn rough() -> Project {
    let long = format!("C8,{},ciudadano,\n", "x".repeat(5001));
    Project::new().file("todo.csv", format!("{ROUGH}{long}"))
}

#[test]
fn check_says_everything_at_once() {
    rough().minga("check --input todo.csv").finds_problems().out(expect![[""]]).err(expect![[r#"
        nota: todo.csv:fecha: fechas que no se leyeron, y sus filas quedan sin fecha: 2 (fila 3: «31/02/2026» no existe; fila 6: «ayer» no se entiende); escríbalas como 2026-09-11, o no use la columna: --column fecha=-
        todo.csv:3:id: el id «C1» ya está en todo.csv:2 con otro texto: dele otro id a una de las dos filas
        todo.csv:4:id: falta el id: póngale uno que no se repita
        todo.csv:5:texto: falta el texto: escríbalo o borre la fila
        todo.csv:6:origen: no se entiende el origen «marciano»: escriba «institucional» o «ciudadano», o diga qué es en la configuración: [input.origins] "marciano" = "ciudadano"
        todo.csv:7:texto: tiene un carácter invisible que cambia el sentido de lectura (U+202E): bórrelo
        todo.csv:9:texto: la celda tiene 5001 caracteres y se admiten hasta 5000: suba input.max_characters en la configuración, o divida la celda en dos filas
        6 problemas en los datos; no se escribió nada.
    "#]]);
}

#[test]
fn check_takes_the_flags_of_reading() {
    let project = Project::new().file(
        "todo.csv",
        "id,texto,origen\nC1,Más agua,ciudadano\nC1,Más luz,ciudadano\nC2,Un parque,ciudadano\n",
    );
    project
        .minga("check --input todo.csv --skip-bad-rows")
        .succeeds()
        .out(expect![[r#"
            Todo en orden: 2 aportes en 1 archivo.
            Fuera por sus problemas, que se listan arriba: 1 fila.
            Celdas con texto: 3 = 2 aportes + 1 que se dejó fuera.
        "#]])
        .err(expect![[r#"
            nota: todo.csv:3:id: el id «C1» ya está en todo.csv:2 con otro texto: dele otro id a una de las dos filas
        "#]]);
}

#[test]
fn check_of_sound_files() {
    let project = small();
    project
        .minga("check oficinas.csv talleres.csv")
        .succeeds()
        .out(expect![[r#"
            Todo en orden: 14 aportes en 2 archivos.
        "#]])
        .err(expect![[""]]);
}

#[test]
fn problems_of_two_files_come_together() {
    let project = Project::new()
        .file("a.csv", "id,texto\nA1,\n")
        .file("b.csv", "id,texto\nA1,Más agua\nA1,Más luz\n");
    let said = project.minga("check --institutional a.csv --citizen b.csv").finds_problems();
    said.err(expect![[r#"
        a.csv:1: ninguna fila tiene texto: llene la columna de los aportes
        b.csv:2:id: el id «A1» ya está en a.csv:2 con otro texto: dele otro id a una de las dos filas
        b.csv:3:id: el id «A1» ya está en a.csv:2 con otro texto: dele otro id a una de las dos filas
        3 problemas en los datos; no se escribió nada.
    "#]]);
}

#[test]
fn a_run_with_problems_writes_nothing() {
    let project = rough();
    project.run("--input todo.csv --out corrida").finds_problems();
    assert!(!project.path("corrida").exists());
}

#[test]
fn skipped_rows_are_counted_and_listed() {
    let project = rough();
    let run = project.run("--input todo.csv --out corrida --skip-bad-rows");
    let said = run.succeeds();
    expect![[r#"
        0 institucionales + 2 ciudadanos = 2 aportes leídos
          y 6 filas con problemas que se dejaron fuera (están en la hoja Corrida)
        Celdas con texto: 7 = 2 aportes + 5 que se dejaron fuera; 1 en blanco
          institucionales: 0 en propuestas + 0 fuera de competencia + 0 descartados + 0 pendientes
          ciudadanos:      2 en propuestas + 0 fuera de competencia + 0 descartados + 0 pendientes
        2 propuestas de desafío: 0 cruzadas, 0 solo institucionales, 2 solo ciudadanas
        Cobertura según lo sugerido: Objetivos de desarrollo sin desafíos: 2; Objetivos de gestión sin desafíos: 10; Políticas sin desafíos: 36; Competencias de las que solo habla la ciudadanía: 2; Competencias de las que nadie habla: 11
    "#]]
    .assert_eq(said.out.split_once("Vectores").unwrap().0);
    let outputs = project.outputs("corrida");
    outputs.are_whole();
    assert_eq!(outputs.json("run.json")["skipped_rows"], 6);
    let ids: Vec<String> =
        outputs.csv("statements.csv").iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids, ["C1", "C7"]);
    let line = |row: Vec<String>| row.join(" ").trim_end().to_owned();
    let listed: Vec<String> = outputs.sheet("Corrida").into_iter().map(line).collect();
    let listed = listed.join("\n");
    let from = listed.find("Filas omitidas").expect("the sheet lists what was left out");
    expect![[r#"
        Filas omitidas: 6
        todo.csv:3:id el id «C1» ya está en todo.csv:2 con otro texto: dele otro id a una de las dos filas
        todo.csv:4:id falta el id: póngale uno que no se repita
        todo.csv:5:texto falta el texto: escríbalo o borre la fila
        todo.csv:6:origen no se entiende el origen «marciano»: escriba «institucional» o «ciudadano», o diga qué es en la configuración: [input.origins] "marciano" = "ciudadano"
        todo.csv:7:texto tiene un carácter invisible que cambia el sentido de lectura (U+202E): bórrelo
        todo.csv:9:texto la celda tiene 5001 caracteres y se admiten hasta 5000: suba input.max_characters en la configuración, o divida la celda en dos filas"#]].assert_eq(&listed[from..]);
    // Nor does the report keep them to itself, and what it quotes cannot turn the reading round.
    let report = outputs.text("report.html");
    assert!(report.contains("todo.csv:3") && !report.contains('\u{202E}'));
}

#[test]
fn settings_with_a_mistake_are_shown_where_it_is() {
    let project =
        small().file("minga.toml", "target = { count = 4 }\n\n[cluster]\nsize_pwer = 0.2\n");
    let said = project.run(BOTH).arg("--config").arg("minga.toml").finds_problems();
    said.out(expect![[""]]).err(expect![[r#"
        minga.toml:4: «size_pwer» no existe en [cluster]: quizá «size_power»
          |
        4 | size_pwer = 0.2
          | ^^^^^^^^^
        1 problema en los datos; no se escribió nada.
    "#]]);

    let project = project.file("minga.toml", "[input]\nmax_characters = \"muchos\"\n");
    let said = project.run(BOTH).arg("--config").arg("minga.toml").finds_problems();
    said.err(expect![[r#"
        minga.toml:2: en max_characters va un número entero desde 0, y hay un texto
          |
        2 | max_characters = "muchos"
          |                  ^^^^^^^^
        1 problema en los datos; no se escribió nada.
    "#]]);

    let project = project.file("minga.toml", "target = [");
    project.run(BOTH).arg("--config").arg("minga.toml").finds_problems().err(expect![[r#"
        minga.toml:1: falta cerrar la lista con ]
          |
        1 | target = [
          |           ^
        1 problema en los datos; no se escribió nada.
    "#]]);

    project.run(BOTH).arg("--config").arg("otro.toml").cannot_run().err(expect![[r#"
        minga: no se pudo leer «otro.toml»: no existe
    "#]]);
    assert!(!project.path("corrida").exists());
}

#[test]
fn settings_change_the_run() {
    let project =
        small().file("minga.toml", "target = { count = 3 }\n[input]\nmax_characters = 70\n");
    project.run(BOTH).arg("--config").arg("minga.toml").succeeds();
    assert_eq!(project.outputs("corrida").json("run.json")["settings"]["target"]["count"], 3);
    let project = project.file("minga.toml", "[input]\nmax_characters = 60\n");
    let said = project.run(BOTH).arg("--config").arg("minga.toml").finds_problems();
    assert!(said.err.contains("se admiten hasta 60"), "{}", said.err);
}

#[test]
fn a_frame_with_a_missing_file_or_a_dangling_reference() {
    let project = small()
        .file("vacio/LEEME.md", "nada")
        .file("marco/competencias.csv", "id,competencia\n1,Ambiente\n2,Cultura\n")
        .file("marco/politicas.csv", "id,objetivo_gestion,politica\n1.1.1,1.1,Garantizar el agua\n")
        .file(
            "marco/desafios_metropolitanos.csv",
            "id,horizonte,competencia,texto\nDM001,gestión,Deporte,Promover el deporte\n",
        );
    let said = project.run_in_frame("vacio", BOTH).finds_problems();
    said.err(expect![[r#"
        vacio/competencias.csv: falta este archivo: el marco necesita al menos sus competencias
        1 problema en los datos; no se escribió nada.
    "#]]);
    let said = project.run_in_frame("marco", BOTH).finds_problems();
    said.err(expect![[r#"
        marco/politicas.csv:2:objetivo_gestion: «1.1» no señala nada porque falta objetivos_gestion.csv: agregue el archivo
        marco/desafios_metropolitanos.csv:2:competencia: «Deporte» no está en competencias.csv: corríjala o agréguela allí
        2 problemas en los datos; no se escribió nada.
    "#]]);
    project.run_in_frame("no-hay", BOTH).cannot_run().err(expect![[r#"
        minga: no se pudo leer «no-hay»: no existe
    "#]]);
    project.minga("check --frame marco talleres.csv").finds_problems();
}

#[test]
fn a_small_frame_of_another_canton_is_enough() {
    let project = small().file("canton/competencias.csv", "id,competencia\n1,Agua\n2,Lo demás\n");
    project.run_in_frame("canton", BOTH).succeeds();
    let outputs = project.outputs("corrida");
    outputs.are_whole();
    assert_eq!(outputs.json("run.json")["frame"][0], "canton");
}

#[test]
fn a_file_that_contradicts_its_origin() {
    let both = OFFICES.replace("entidad", "origen").replace("EPMAPS", "ciudadano");
    let project = Project::new().file("oficinas.csv", both);
    let said = project.minga("check --institutional oficinas.csv").finds_problems();
    said.err(expect![[r#"
        oficinas.csv:2:origen: la fila dice «ciudadano» y el archivo se dio como institucional: corrija la celda, pase la fila al otro archivo, o no use la columna (--column origen=-)
        oficinas.csv:3:origen: la fila dice «ciudadano» y el archivo se dio como institucional: corrija la celda, pase la fila al otro archivo, o no use la columna (--column origen=-)
        2 problemas en los datos; no se escribió nada.
    "#]]);
}
