//! `minga sweep`: the rows of its table, going on where an earlier one ended, corpora with and
//! without a reference, and what it says of a grid that is wrong.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Child;
use std::thread::sleep;
use std::time::Duration;

use expect_test::expect;

use crate::support::corpus::{CITIZENS, OFFICES, first_rows};
use crate::support::project::{Invocation, Project, REPOSITORY};

const GRID: &str = "\
algorithm = [\"sized\", \"ward\", \"leiden\"]
rounds = [0, 2]
multiples = [0.5, 1, 2]

[stability]
resamples = 2
";

const GOLD: &str = "\
id\tgold
I1\tDM001
I2\tDM002
I3\tDM003
I4\tDM004
I5\tDM005
I6\tDM006
C1\tDM001
C2\tDM002
C3\tDM003
C4\tDM003
C5\tDM004
C6\tDM005
C7\tDM006;DM005
C8\tNINGUNO
";

/// Two corpora, the first with a reference.
pub(crate) fn project() -> Project {
    Project::new()
        .file("rejilla.toml", GRID)
        .file("uno/institucional.csv", OFFICES)
        .file("uno/ciudadano.csv", CITIZENS)
        .file("uno/gold.tsv", GOLD)
        .file("dos/institucional.csv", first_rows("institucional.csv", 15))
        .file("dos/ciudadano.csv", first_rows("ciudadano.csv", 25))
}

/// `minga sweep` with the frame and the model of the repository.
pub(crate) fn sweep(project: &Project, arguments: &str) -> Invocation {
    project
        .minga("sweep")
        .arg("--frame")
        .arg(Path::new(REPOSITORY).join("data/pmdot-2024-2033"))
        .arg("--model")
        .arg(Path::new(REPOSITORY).join("models/e5-small-es"))
        .args(arguments)
}

type Row = BTreeMap<String, String>;

fn rows(project: &Project, folder: &str) -> Vec<Row> {
    let path = project.path(folder).join("sweep.csv");
    let Ok(mut reader) = csv::Reader::from_path(path) else { return Vec::new() };
    reader.deserialize().map(Result::unwrap).collect()
}

#[test]
fn two_corpora_make_a_table_a_page_and_figures_and_the_second_time_computes_nothing() {
    let project = project();
    let arguments = "--grid rejilla.toml --corpus uno --corpus dos --out barrido";
    let said = sweep(&project, arguments).arg("--json").succeeds().json();
    assert_eq!((&said["computed"], &said["kept"]), (&36.into(), &0.into()));
    assert_eq!(said["corpora"], serde_json::json!(["uno", "dos"]));
    assert_eq!(said["winner"]["corpora"][0]["corpus"], "uno");

    let table = rows(&project, "barrido");
    assert_eq!(table.len(), 36);
    for row in &table {
        let judged = row["corpus"] == "uno";
        assert_eq!(row["operations"].is_empty(), !judged, "{row:?}");
        for column in ["silhouette", "stability", "milliseconds", "megabytes"] {
            assert!(row[column].parse::<f64>().unwrap().is_finite(), "{column}: {row:?}");
        }
        assert!(row["groups"].parse::<usize>().unwrap() > 0);
    }
    let own = said["own"].as_str().unwrap();
    let own: Vec<&Row> = table.iter().filter(|row| row["key"] == own).collect();
    assert_eq!(own.iter().map(|r| r["target_groups"].as_str()).collect::<Vec<_>>(), ["4", "8"]);

    let folder = project.path("barrido");
    let page = std::fs::read_to_string(folder.join("sweep.html")).unwrap();
    assert!(page.contains("Calidad según el número de grupos: uno"));
    assert!(!page.contains("Calidad según el número de grupos: dos"));
    let parquet = std::fs::read(folder.join("sweep.parquet")).unwrap();
    assert!(parquet.starts_with(b"PAR1"));
    let figure = std::fs::read_to_string(folder.join("figures/1-uno-operations.svg")).unwrap();
    assert!(figure.contains("<svg xmlns="));

    let before = std::fs::read(folder.join("sweep.csv")).unwrap();
    let again = sweep(&project, arguments).arg("--json").succeeds().json();
    assert_eq!((&again["computed"], &again["kept"]), (&0.into(), &36.into()));
    assert_eq!(again["encoded"], 0);
    assert_eq!(std::fs::read(folder.join("sweep.csv")).unwrap(), before);
    assert_eq!(std::fs::read_to_string(folder.join("sweep.html")).unwrap(), page);

    // A larger grid computes what is new, and another reference everything of its corpus.
    let project = project.file("rejilla.toml", GRID.replace("leiden", "complete"));
    let more = sweep(&project, arguments).arg("--json").succeeds().json();
    assert_eq!((&more["computed"], &more["kept"]), (&12.into(), &24.into()));
    assert_eq!(rows(&project, "barrido").len(), 48);
    let project = project.file("uno/gold.tsv", GOLD.replace("DM002", "DM001"));
    let other = sweep(&project, arguments).arg("--json").succeeds().json();
    assert_eq!((&other["computed"], &other["kept"]), (&18.into(), &18.into()));
}

#[test]
fn files_without_a_reference_are_swept_too() {
    let project = Project::new().file("o.csv", OFFICES).file("t.csv", CITIZENS);
    let project =
        project.file("r.toml", "algorithm = [\"ward\"]\nrounds = []\nmultiples = [1, 2]\n");
    let said = sweep(&project, "--institutional o.csv --citizen t.csv --grid r.toml --out b")
        .arg("--resamples")
        .arg("0")
        .succeeds();
    said.out(expect![[r#"
        3 ajustes en 1 corpus: 3 filas calculadas ahora, 0 de antes
        Vectores: 0 nuevos, 303 guardados de antes
        para leer: b/sweep.html
        para otros programas: b/sweep.csv
    "#]])
        .err(expect![[""]]);
    let table = rows(&project, "b");
    assert_eq!(table.len(), 3);
    assert!(table.iter().all(|row| row["operations"].is_empty() && row["stability"].is_empty()));
    let page = std::fs::read_to_string(project.path("b/sweep.html")).unwrap();
    assert!(page.contains("Ningún corpus de este barrido tiene una agrupación de referencia"));
}

#[test]
fn any_two_settings_are_shown_side_by_side() {
    let project = project();
    let arguments = "--grid rejilla.toml --corpus uno --out barrido";
    sweep(&project, arguments).arg("--quiet").succeeds().silent();
    let table = rows(&project, "barrido");
    let keys: Vec<&str> = [0, table.len() - 1].map(|i| table[i]["key"].as_str()).to_vec();
    let [one, other] = keys[..] else { panic!("two keys") };
    let compare = format!("{arguments} -q --compare {} {other}", &one[..8]);
    sweep(&project, &compare).succeeds().silent();
    let page = std::fs::read_to_string(project.path("barrido/sweep.html")).unwrap();
    assert!(page.contains(&format!("clave {one}")) && page.contains(&format!("clave {other}")));
    assert!(page.contains("ciudadano): "));
    let unknown = format!("{arguments} --compare {one} zzz");
    sweep(&project, &unknown).cannot_run().err(expect![[r#"
        minga: «zzz» es la clave de 0 ajustes de este barrido: copie la clave entera de la columna `key` de sweep.csv
    "#]]);
}

#[test]
fn a_wrong_grid_and_wrong_data_are_told_by_file_and_line() {
    let project = project()
        .file("mala.toml", "rounds = [2]\nlexical = [0.2, 1.5]\n")
        .file("nombre.toml", "rounds = [2]\n\nalgoritmo = [\"ward\"]\n")
        .file("tres/gold.tsv", GOLD)
        .file("uno/gold.tsv", "id\tgold\nI1\t\n");
    for (arguments, said) in [
        (
            "--grid mala.toml --corpus uno --out b",
            expect![[r#"
            mala.toml:2: 1.5 no vale: va de 0 a 1
              |
            2 | lexical = [0.2, 1.5]
              |           ^^^^^^^^^^
            1 problema en los datos; no se escribió nada.
        "#]],
        ),
        (
            "--grid nombre.toml --corpus tres --out b",
            expect![[r#"
            nombre.toml:3: «algoritmo» no existe: quizá «algorithm»
              |
            3 | algoritmo = ["ward"]
              | ^^^^^^^^^
            tres: no hay aquí institucional.csv ni ciudadano.csv: indique la carpeta de un corpus
            2 problemas en los datos; no se escribió nada.
        "#]],
        ),
        (
            "--corpus uno --out b",
            expect![[r#"
            uno/gold.tsv:2:gold: falta la referencia: escriba el código de un desafío o NINGUNO
            1 problema en los datos; no se escribió nada.
        "#]],
        ),
    ] {
        sweep(&project, arguments).finds_problems().err(said);
    }
    assert!(!project.path("b").exists());
}

#[test]
fn a_corpus_has_its_own_frame_or_one_that_is_named() {
    let alone = |project: &Project, more: &str| {
        let model = Path::new(REPOSITORY).join("models/e5-small-es");
        let arguments = format!("sweep --grid rejilla.toml --corpus uno --out barrido{more}");
        project.minga(&arguments).arg("--model").arg(model)
    };
    let grid = "algorithm = [\"sized\"]\nrounds = [0]\nmultiples = [1]\n";
    let project = project().file("rejilla.toml", grid);
    alone(&project, " --resamples 0").finds_problems().err(expect![[r"
        uno: este corpus no tiene marco: póngalo en una carpeta «marco» dentro de la suya, o indique con --frame el de los corpus que no tienen uno propio
        1 problema en los datos; no se escribió nada.
    "]]);
    // One of its own is taken, whatever is named for others.
    let project = project
        .file("uno/marco/competencias.csv", "id,competencia\nC1,Agua\n")
        .file("otro/competencias.csv", "id\n");
    alone(&project, " --resamples 0 --frame otro").succeeds();
}

#[test]
fn a_killed_sweep_keeps_the_rows_it_had() {
    let project =
        project().file("rejilla.toml", GRID.replace("0.5, 1, 2", "0.5, 0.8, 1, 1.5, 2, 3"));
    let arguments = "--grid rejilla.toml --corpus dos --corpus uno --out barrido --threads 1";
    let mut child: Child = sweep(&project, arguments).spawn();
    while rows(&project, "barrido").is_empty() && child.try_wait().unwrap().is_none() {
        sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let kept = rows(&project, "barrido");
    assert!(!kept.is_empty());
    let said = sweep(&project, arguments).arg("--json").succeeds().json();
    assert_eq!((&said["kept"], &said["computed"]), (&kept.len().into(), &(72 - kept.len()).into()));
    let all = rows(&project, "barrido");
    assert_eq!(all.len(), 72);
    assert!(kept.iter().all(|row| all.contains(row)));
}
