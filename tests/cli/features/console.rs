//! How the program speaks: sentences, JSON or nothing; and what it says to a wrong command.

use expect_test::expect;

use crate::support::corpus::{BOTH, small};
use crate::support::project::{Invocation, Project};

#[test]
fn a_small_round_in_sentences() {
    let project = small();
    project.run(BOTH).succeeds();
    project
        .run(BOTH)
        .succeeds()
        .out(expect![[r#"
            6 institucionales + 8 ciudadanos = 14 aportes leídos
              institucionales: 6 en propuestas + 0 fuera de competencia + 0 descartados + 0 pendientes
              ciudadanos:      7 en propuestas + 1 fuera de competencia + 0 descartados + 0 pendientes
            4 propuestas de desafío: 4 cruzadas, 0 solo institucionales, 0 solo ciudadanas
            Cobertura según lo sugerido: Objetivos de desarrollo sin desafíos: 1; Objetivos de gestión sin desafíos: 9; Políticas sin desafíos: 34; Competencias de las que nadie habla: 9
            Vectores: 0 nuevos, 303 guardados de antes
            para revisar: corrida/review.xlsx
            para leer: corrida/report.html
            para otros programas: corrida/statements.csv
        "#]])
        .err(expect![[""]]);
    project.outputs("corrida").are_whole();
}

#[test]
fn quiet_says_nothing() {
    let project = small();
    project.run(BOTH).arg("--quiet").succeeds().silent();
    project.minga("check talleres.csv -q").succeeds().silent();
    project.outputs("corrida").are_whole();
}

#[test]
fn quiet_still_says_problems() {
    let project = Project::new().file("talleres.csv", "id,texto\nC1,\n");
    let said = project.minga("check talleres.csv -q").finds_problems();
    said.out(expect![[""]]).err(expect![[r#"
        talleres.csv:1: ninguna fila tiene texto: llene la columna de los aportes
        1 problema en los datos; no se escribió nada.
    "#]]);
}

#[test]
fn json_is_one_object() {
    let project = small();
    let said = project.run(BOTH).arg("--json").succeeds().json();
    let keys: Vec<&str> = said.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "cached",
            "candidates",
            "citizen",
            "encoded",
            "files",
            "institutional",
            "notes",
            "run",
            "skipped_rows"
        ]
    );
    assert_eq!(said["institutional"]["total"], 6);
    assert_eq!(said["citizen"]["total"], 8);
    let files: Vec<&str> =
        said["files"].as_array().unwrap().iter().map(|file| file.as_str().unwrap()).collect();
    assert_eq!(files.len(), project.outputs("corrida").names().len());
    assert!(files.iter().all(|file| project.path(file).is_file()), "{files:?}");

    let rows = "id,texto,parroquia\nC1,Más agua,Nono\nC2,,Nono\n";
    let found = Project::new().file("talleres.csv", rows);
    let found = found.minga("check talleres.csv --json").finds_problems().json();
    assert_eq!(found["problems"][0]["row"], 3);
    assert_eq!(found["problems"][0]["column"], "texto");
}

#[test]
fn a_second_run_encodes_nothing() {
    let project = small();
    let cache = project.path("vectores.db");
    let run = || {
        let run = project.run(BOTH).arg("--json").without_env("MINGA_CACHE");
        let said = run.arg("--cache").arg(&cache).succeeds().json();
        (said["encoded"].as_u64().unwrap(), said["cached"].as_u64().unwrap())
    };
    let (encoded, cached) = run();
    assert!(encoded >= 14 && cached == 0);
    assert_eq!(run(), (0, encoded));
}

#[test]
fn vectors_go_to_the_users_cache_folder_when_nobody_says() {
    let project = small();
    let run = || project.run(BOTH).arg("--json").without_env("MINGA_CACHE");
    run().arg("--no-cache").succeeds();
    assert!(!project.path(".cache").exists());
    run().succeeds();
    assert!(project.path(".cache/minga/vectors.db").is_file());
}

#[test]
fn a_cache_that_cannot_be_used_is_said_and_done_without() {
    let project = small().file("vectores.db", "no es una base de datos, ni de lejos ni de cerca");
    let said = project.run(BOTH).arg("--cache").arg("vectores.db").succeeds();
    assert!(said.err.contains("nota: sin caché de vectores: vectores.db"), "{}", said.err);
    project.outputs("corrida").are_whole();
}

#[test]
fn the_models_at_hand_are_listed() {
    let said = Invocation::in_repository("model list").succeeds();
    assert!(said.out.starts_with("e5-small-es  384 dimensiones"), "{}", said.out);
    let said = Invocation::in_repository("model list --json").succeeds().json();
    assert_eq!(said["models"][0]["dim"], 384);
}

#[test]
fn a_wrong_command_could_not_run() {
    let project = small();
    project.minga("agrupar").cannot_run();
    project.minga("run --target muchos").cannot_run();
    project.minga("run --target 3 --threshold 0.5").cannot_run();
    project.minga("check").cannot_run().err(expect![[r#"
        minga: indique al menos un archivo; vea `minga check --help`
    "#]]);
    project.run("--citizen no-esta.csv").cannot_run().err(expect![[r#"
        minga: no se pudo leer «no-esta.csv»: no existe
    "#]]);
    project.minga("evaluate . --gold talleres.csv").cannot_run().err(expect![[r#"
        minga: ./proposal.json: no está aquí: ¿es esta la carpeta de una corrida de `minga run`?
    "#]]);
    let said = project.run(BOTH).arg("--no-cache").without_env("MINGA_CACHE");
    said.env("RUST_BACKTRACE", "1").succeeds();
    project.minga("run --model otro").arg("--citizen").arg("talleres.csv").cannot_run();
}

#[test]
fn help_and_version_are_no_errors() {
    let project = Project::new();
    let help = project.minga("run --help").succeeds();
    assert!(help.out.contains("minga run --institutional oficinas.xlsx"), "{}", help.out);
    let version = project.minga("--version").succeeds();
    assert_eq!(version.out, concat!("minga ", env!("CARGO_PKG_VERSION"), "\n"));
}
