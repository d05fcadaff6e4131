//! What a run leaves in its folder: the names of the files, and the columns of the tables.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::markdown::repository;

const OFFICE: &str = "id,texto,competencia,entidad
I1,Ampliar los carriles exclusivos de bus,Movilidad,Secretaría de Movilidad
I2,Sembrar árboles en las quebradas,Ambiente,Secretaría de Ambiente
I3,Mejorar las paradas de bus,Movilidad,Secretaría de Movilidad
";
const CITIZEN: &str = "id,texto,competencia,parroquia,taller,fecha
C1,Que haya más carriles para los buses,Movilidad,Calderón,T1,2026-03-01
C2,Más árboles en la quebrada del barrio,Ambiente,Tumbaco,T2,2026-03-02
C3,Que las paradas de bus tengan techo,Movilidad,Calderón,T1,2026-03-01
";
const DECISIONS: &str = "statement_id,final_id,reason,reviewer
I1,nuevo: Dar prioridad al bus en las avenidas,,Mesa
C1,nuevo: Dar prioridad al bus en las avenidas,,Mesa
";

/// The names of everything that `run` (twice, the second time after decisions), `apply`,
/// `consolidate` and `evaluate` write for a handful of statements, and the columns of every CSV.
pub(crate) fn of_a_run() -> BTreeSet<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    file("oficinas.csv", OFFICE);
    file("talleres.csv", CITIZEN);
    file("decisiones.csv", DECISIONS);
    file("referencia.tsv", "id\tgold\nI1\tDM001\nC1\tDM001\nI2\tDM002\n");
    let run = "run --institutional oficinas.csv --citizen talleres.csv --engine lexical --target 3 \
               --split-by competencia --out";
    let minga = |arguments: &str| minga(folder.path(), arguments);
    minga(&format!("{run} uno"));
    minga("apply uno decisiones.csv");
    minga("consolidate uno --draft");
    minga(&format!("{run} dos --previous uno"));
    minga("evaluate dos --gold referencia.tsv --resamples 0");
    let mut names = BTreeSet::new();
    for run in ["uno", "dos"] {
        add(&folder.path().join(run), &mut names);
    }
    names
}

fn minga(folder: &Path, arguments: &str) {
    let frame = repository("data/pmdot-2024-2033");
    let mut command = Command::new(env!("CARGO_BIN_EXE_minga"));
    command.args(arguments.split_whitespace()).current_dir(folder).env_clear().env("HOME", folder);
    if arguments.starts_with("run") {
        command.arg("--frame").arg(frame);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments}: {said}");
}

fn add(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        // The lock, and what SQLite keeps beside the log while it is open.
        if name.starts_with('.') || name.ends_with("-wal") || name.ends_with("-shm") {
            continue;
        }
        if path.extension().is_some_and(|extension| extension == "csv") {
            let text = std::fs::read_to_string(&path).unwrap();
            let header = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
            names
                .extend(header.split([',', ';']).map(|column| column.trim_matches('"').to_owned()));
        }
        names.insert(if path.is_dir() { format!("{name}/") } else { name });
    }
}
