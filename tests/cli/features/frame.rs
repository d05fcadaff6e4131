//! `minga frame`: a frame begun, filled in, checked as a whole, and what its alignments teach.

use std::fs;
use std::path::Path;

use expect_test::expect;

use crate::support::project::{Invocation, Project, REPOSITORY};

/// `minga frame evaluate` of a frame of the repository, with its model and a cache of its own.
fn evaluate(project: &Project, frame: &str) -> Invocation {
    project
        .minga("frame evaluate")
        .arg(Path::new(REPOSITORY).join(frame))
        .arg("--model")
        .arg(Path::new(REPOSITORY).join("models/e5-small-es"))
        .args("--cache vectores.db")
}

#[test]
fn a_frame_is_begun_filled_in_and_used() {
    let project = Project::new();
    project.minga("frame init marco").succeeds().out(expect![[r#"
        escrito: marco/LEEME.md
        escrito: marco/plan.csv
        escrito: marco/competencias.csv
        escrito: marco/objetivos_desarrollo.csv
        escrito: marco/objetivos_gestion.csv
        escrito: marco/politicas.csv
        escrito: marco/metas.csv
        escrito: marco/desafios_metropolitanos.csv
        escrito: marco/alias.csv
        escrito: marco/ajenos.csv
        Llene las tablas (LEEME.md dice cómo) y revíselas con: minga frame check marco
    "#]]);
    // As it is written, it lists nothing yet.
    project.minga("frame check marco").finds_problems().err(expect![[r#"
        marco/competencias.csv:1: no hay ninguna competencia: agregue al menos una
        1 problema en los datos; no se escribió nada.
    "#]]);
    let fill = |file: &str, rows: &str| {
        let path = project.path("marco").join(file);
        let template = fs::read_to_string(&path).unwrap();
        fs::write(path, template + rows).unwrap();
    };
    fill("competencias.csv", "C1;Agua\nC2;Caminos\n");
    fill("objetivos_desarrollo.csv", "1;Servicios;Dar servicios a todas las comunidades\n");
    fill("objetivos_gestion.csv", "1.1;1;Llevar agua segura a cada casa\n");
    fill("politicas.csv", "P1;1.1;Ampliar las redes de agua\n");
    project.minga("frame check marco").succeeds().out(expect![[r#"
        Marco en orden: 2 competencias, 1 objetivo de desarrollo, 1 objetivo de gestión, 1 política.
    "#]]);
    // A second start in the same place destroys nothing.
    project.minga("frame init marco").cannot_run().err(expect![[r#"
        minga: no se pudo escribir «marco»: ya hay archivos en ella: elija una carpeta nueva o vacía
    "#]]);
}

#[test]
fn every_problem_of_a_frame_is_said_at_once_by_its_cell() {
    let project = Project::new()
        .file("marco/competencias.csv", "id,competencia\nC1,Agua\nC1,Caminos\nC3,\n")
        .file("marco/objetivos_gestion.csv", "id,objetivo_desarrollo,objetivo\n1.1,7,Agua segura\n")
        .file("marco/politicas.csv", "id,objetivo_gestion,politica\nP1,1.9,Ampliar redes\n")
        .file("marco/metas.csv", "id,politica,meta,indicador\nM1,P8,Llegar al 90 %,Cobertura\n");
    project.minga("frame check marco").finds_problems().err(expect![[r#"
        marco/competencias.csv:3:id: ya está en la fila 2: cambie una de las dos o bórrela
        marco/competencias.csv:4:competencia: la celda está vacía: complétela
        marco/objetivos_gestion.csv:2:objetivo_desarrollo: «7» no señala nada porque falta objetivos_desarrollo.csv: agregue el archivo
        marco/politicas.csv:2:objetivo_gestion: «1.9» no está en objetivos_gestion.csv: corríjalo o agréguelo allí
        marco/metas.csv:2:politica: «P8» no está en politicas.csv: corríjalo o agréguelo allí
        5 problemas en los datos; no se escribió nada.
    "#]]);
}

#[test]
fn a_frame_without_aligned_challenges_teaches_nothing_and_says_so() {
    let project = Project::new().file("marco/competencias.csv", "id,competencia\nC1,Agua\n");
    project.minga("frame evaluate marco --no-such-flag").cannot_run();
    project
        .minga("frame evaluate marco --model")
        .arg(Path::new(REPOSITORY).join("models/e5-small-es"))
        .args("--cache vectores.db")
        .succeeds()
        .out(expect![[r#"
            El marco no tiene suficientes desafíos alineados para medir lo que enseñan.
        "#]]);
}

#[test]
fn what_a_frame_teaches_is_better_than_what_says_nothing() {
    let project = Project::new();
    let said = evaluate(&project, "data/pmdot-2024-2033").args("--json").succeeds().json();
    assert_eq!(said["challenges"], 113);
    assert_eq!(said["long_term"], 23);
    let levels = said["levels"].as_array().unwrap();
    assert_eq!(levels.len(), 3);
    for level in levels {
        let first = |who: &str| level[who]["first"].as_f64().unwrap();
        assert!(first("minga") > first("majority"), "{level}");
        assert!(first("minga") > first("words"), "{level}");
    }
}
