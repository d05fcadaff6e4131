//! What the program carries inside: it works alone in an empty folder, and shows what it has.

use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect;
use tempfile::TempDir;

use crate::support::outputs::Outputs;
use crate::support::project::{Invocation, Project};

/// The program in a folder with nothing else in it.
struct Alone {
    folder: TempDir,
    program: PathBuf,
}

impl Alone {
    fn new() -> Self {
        // A second name of the same file: a copy could not be run while another test, just started,
        // still holds it open for writing.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let program = folder.path().join("minga");
        fs::hard_link(env!("CARGO_BIN_EXE_minga"), &program).unwrap();
        Self { folder, program }
    }

    fn minga(&self, arguments: &str) -> Invocation {
        Invocation::of(&self.program, self.folder.path(), arguments)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

#[test]
fn the_program_alone_in_an_empty_folder_runs_the_example_and_what_follows() {
    let alone = Alone::new();
    alone.minga("run --out corrida --engine lexical").succeeds();
    Outputs::new(alone.path("corrida")).are_whole();
    alone.minga("apply corrida corrida/review.xlsx").succeeds();
    alone.minga("consolidate corrida --draft").succeeds();
    alone.minga("evaluate corrida --gold data/example/gold.tsv").succeeds();
    alone.minga("log corrida").succeeds();
    alone.minga("check --frame pmdot-2024-2033").succeeds();
    alone.minga("frame check pmdot-2024-2033").succeeds();
    alone.minga("model list").succeeds();
    alone.minga("template plantillas --frame pmdot-2024-2033").succeeds();
}

#[test]
fn what_the_program_carries_is_written_out_to_look_at_and_read_again() {
    let alone = Alone::new();
    alone.minga("data export ejemplos").succeeds().out(expect![[r#"
        escritos 36 archivos en «ejemplos»
    "#]]);
    for (name, source) in [
        ("pmdot-2024-2033/competencias.csv", "data/pmdot-2024-2033/competencias.csv"),
        ("example/ciudadano.csv", "data/example/ciudadano.csv"),
    ] {
        let source = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(source)).unwrap();
        assert_eq!(fs::read(alone.path("ejemplos").join(name)).unwrap(), source, "{name}");
    }
    alone
        .minga("check --frame ejemplos/pmdot-2024-2033 --citizen ejemplos/example/ciudadano.csv")
        .succeeds();
    // The same again is no loss; a file that somebody changed would be one.
    alone.minga("data export ejemplos").succeeds();
    fs::write(alone.path("ejemplos/example/ciudadano.csv"), "id,texto\n1,Agua\n").unwrap();
    alone.minga("data export ejemplos").cannot_run().err(expect![[r#"
        minga: no se pudo escribir «ejemplos/example/ciudadano.csv»: ya existe un archivo con ese nombre
    "#]]);
}

#[test]
fn a_filled_template_is_not_written_over() {
    let project = Project::new().file("plantillas/oficinas.xlsx", "lleno");
    project.minga("template plantillas --frame pmdot-2024-2033").cannot_run().err(expect![[r#"
        minga: no se pudo escribir «plantillas/oficinas.xlsx»: ya existe un archivo con ese nombre
    "#]]);
    assert_eq!(fs::read(project.path("plantillas/oficinas.xlsx")).unwrap(), b"lleno");
    assert!(!project.path("plantillas/ciudadania.xlsx").exists());
}
