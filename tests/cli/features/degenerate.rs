//! Inputs at the edge: nothing, one, all the same, noise, broken files, places without room.

use std::fmt::Write as _;

use expect_test::expect;

use crate::support::corpus::{BOTH, CITIZENS, OFFICES, small};
use crate::support::project::{Invocation, Project};

/// Runs a citizens' file of such content; everything must be written and reconcile.
fn citizens(texts: &[&str]) -> Project {
    let mut csv = "texto\n".to_owned();
    for text in texts {
        writeln!(csv, "\"{text}\"").unwrap();
    }
    let project = Project::new().file("t.csv", csv);
    let said = project.run("--citizen t.csv --out corrida --json").succeeds();
    let outputs = project.outputs("corrida");
    outputs.are_whole();
    assert_eq!(said.json()["citizen"]["total"], texts.len());
    assert_eq!(outputs.csv("statements.csv").len(), texts.len());
    project
}

#[test]
fn an_empty_file() {
    for (name, contents) in [
        ("vacio.csv", ""),
        ("espacios.csv", " \n\n\t\n"),
        ("encabezado.csv", "id,texto\n"),
        ("vacio.xlsx", ""),
        ("vacio.ods", ""),
        ("vacio.parquet", ""),
        ("vacio.jsonl", ""),
    ] {
        let project = Project::new().file(name, contents);
        let said = project.run("--out corrida --citizen").arg(name).finds_problems();
        assert!(said.err.starts_with(name), "{}", said.err);
        assert!(!project.path("corrida").exists());
    }
    let project = Project::new().file("vacio.csv", "").file("encabezado.csv", "id,texto\n");
    let run = project.run("--citizen vacio.csv --institutional encabezado.csv --out corrida");
    run.finds_problems().err(expect![[r#"
        encabezado.csv:1: hay encabezado y ninguna fila: agregue los datos
        vacio.csv: el archivo está vacío
        2 problemas en los datos; no se escribió nada.
    "#]]);
}

#[test]
fn one_statement() {
    let project = citizens(&["Más buses para llegar pronto al trabajo"]);
    let candidates = project.outputs("corrida").csv("candidates.csv");
    assert_eq!(candidates.len(), 1);
    assert_eq!(candidates[0]["draft"], "Atender: más buses para llegar pronto al trabajo.");
    assert_eq!(candidates[0]["sides"], "citizen");
}

#[test]
fn all_texts_equal() {
    let project = citizens(&["Más buses para llegar pronto al trabajo"; 30]);
    let outputs = project.outputs("corrida");
    assert!(outputs.csv("statements.csv")[1..].iter().all(|row| row["duplicate_of"] == "C001"));
}

#[test]
fn all_remarks_empty() {
    let project = citizens(&["ninguno", "s/n", "xxxx", "N/A", "-", "..."]);
    let outputs = project.outputs("corrida");
    assert!(outputs.csv("candidates.csv").is_empty());
    assert!(outputs.csv("statements.csv").iter().all(|row| row["status"] == "out_of_competence"));
}

#[test]
fn two_statements_and_texts_of_a_letter() {
    citizens(&["Más agua", "Menos ruido"]);
    citizens(&["a", "b", "c", "ñ", "1", "🌳", "日本語", "مرحبا"]);
}

#[test]
fn only_one_origin() {
    let project = Project::new().file("o.csv", OFFICES).file("t.csv", CITIZENS);
    project.run("--institutional o.csv --out oficinas").succeeds();
    project.run("--citizen t.csv --out talleres").succeeds();
    for (name, sides) in [("oficinas", "institutional"), ("talleres", "citizen")] {
        let outputs = project.outputs(name);
        outputs.are_whole();
        assert!(outputs.csv("candidates.csv").iter().all(|row| row["sides"] == sides));
        assert!(outputs.csv("matches.csv").is_empty());
    }
}

#[test]
fn targets_beyond_reason() {
    let project = small();
    let said = project.run(BOTH).arg("--target").arg("0").cannot_run();
    assert!(said.err.contains("--target 0 no pide ninguna propuesta"), "{}", said.err);
    for target in ["--target 1", "--target 100000", "--threshold 0", "--threshold 9"] {
        project.run(BOTH).arg("--quiet").succeeds();
        let run = target.split(' ').fold(project.run(BOTH), Invocation::arg);
        run.succeeds();
        project.outputs("corrida").are_whole();
    }
}

/// Reproducible bytes that mean nothing.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend(state.to_le_bytes());
    }
    bytes
}

#[test]
fn thirty_megabytes_of_noise() {
    let noise = noise(30 << 20);
    let headed = [b"id,texto\n".as_slice(), &noise].concat();
    let project = Project::new().file("ruido.csv", &noise).file("texto.csv", headed);
    for file in ["ruido.csv", "texto.csv"] {
        let said = project.run("--out corrida --citizen").arg(file).finds_problems();
        assert!(said.err.lines().count() <= 202, "{}", said.err.lines().count());
        assert!(said.err.starts_with(file), "{}", &said.err[..200]);
    }
    let project = Project::new().file("ruido.xlsx", &noise).file("ruido.parquet", &noise);
    project.run("--citizen ruido.xlsx").finds_problems();
    project.run("--citizen ruido.parquet").finds_problems();
}

#[test]
fn a_broken_zip_as_a_workbook() {
    let mut broken = b"PK\x03\x04".to_vec();
    broken.extend(noise(2000));
    let project = Project::new().file("roto.xlsx", &broken).file("roto.ods", &broken);
    project.run("--citizen roto.xlsx").finds_problems().err(expect![[r#"
        roto.xlsx: el archivo está dañado o incompleto: vuelva a guardarlo o pida otra copia
        1 problema en los datos; no se escribió nada.
    "#]]);
    project.run("--citizen roto.ods").finds_problems().err(expect![[r#"
        roto.ods: el archivo está dañado o incompleto: vuelva a guardarlo o pida otra copia
        1 problema en los datos; no se escribió nada.
    "#]]);
}

#[test]
fn a_folder_that_cannot_be_written() {
    let project = small().file("ocupado", "un archivo");
    let run = "--institutional oficinas.csv --citizen talleres.csv --out";
    project.run(run).arg("ocupado").cannot_run().err(expect![[r#"
        minga: no se pudo crear la carpeta «ocupado»: ya existe un archivo con ese nombre
    "#]]);
    project.run(run).arg("ocupado/corrida").cannot_run().err(expect![[r#"
        minga: no se pudo crear la carpeta «ocupado/corrida»: una parte de la ruta es un archivo, no una carpeta
    "#]]);
    // A folder stands where a file must go.
    std::fs::create_dir_all(project.path("corrida/review.xlsx")).unwrap();
    project.run(run).arg("corrida").cannot_run().err(expect![[r#"
        minga: no se pudo escribir «corrida/review.xlsx»: es una carpeta
    "#]]);
    assert_eq!(project.outputs("corrida").names(), ["review.xlsx"]);
    assert_eq!(std::fs::read(project.path("ocupado")).unwrap(), b"un archivo");
}

#[test]
fn more_threads_than_work() {
    let project = small();
    for (threads, out) in [("1", "uno"), ("2", "dos"), ("64", "muchos")] {
        let run = project
            .run("--institutional oficinas.csv --citizen talleres.csv --no-cache --threads")
            .without_env("MINGA_CACHE");
        run.arg(threads).arg("--out").arg(out).succeeds();
    }
    project.run(BOTH).succeeds();
    project.run(BOTH).succeeds();
    // As the vectors were computed by one, by several, and read from the cache.
    for other in ["dos", "muchos", "corrida"] {
        project.outputs("uno").equal(&project.outputs(other));
    }
}
