//! The command of the README, on the example: what it says, what it writes, and that the same
//! comes out again.

use std::fs;
use std::path::Path;

use expect_test::expect;

use crate::support::example::RUN;
use crate::support::project::{Invocation, Project};

#[test]
fn the_example_becomes_a_run_folder_and_the_same_one_again() {
    RUN.are_whole();
    let again = Project::new();
    let said = Invocation::in_repository("run --out").arg(again.path("out")).succeeds();
    let out = said.out.replace(&again.path("").display().to_string(), "");
    expect![[r#"
        273 institucionales + 859 ciudadanos = 1.132 aportes leídos
          institucionales: 267 en propuestas + 6 fuera de competencia + 0 descartados + 0 pendientes
          ciudadanos:      832 en propuestas + 27 fuera de competencia + 0 descartados + 0 pendientes
        113 propuestas de desafío: 91 cruzadas, 0 solo institucionales, 22 solo ciudadanas
          113 propuestas: tantas como desafíos publicados tiene el marco.
          así: la más grande de 31 aportes, 81 % estables, 81 % cruzadas, 215 aportes en otra compañía con pequeños cambios
          con --target 57: la más grande de 51 aportes, 89 % estables, 91 % cruzadas, 187 aportes en otra compañía con pequeños cambios
          con --target 169: la más grande de 21 aportes, 80 % estables, 71 % cruzadas, 239 aportes en otra compañía con pequeños cambios
        Cobertura según lo sugerido: Desafíos sin objetivo: 2; Desafíos de gestión sin política: 16; Objetivos de gestión sin desafíos: 4; Políticas sin desafíos: 20
        Vectores: 0 nuevos, 1.421 guardados de antes
        para revisar: out/review.xlsx
        para leer: out/report.html
        para otros programas: out/statements.csv
    "#]].assert_eq(&out);
    expect![[r#"
        nota: marco: el de Quito (pmdot-2024-2033), porque los archivos son del ejemplo que trae minga
        nota: sin archivos indicados: se usa el ejemplo que trae minga (data/example)
        nota: minga:data/example/ciudadano.csv: textos que no están en español: 2 (kichwa: 1, inglés: 1; filas 254, 654); se leen como los demás y se parecen menos de lo que debieran: tradúzcalos o revíselos a mano
        nota: competencias declaradas que el marco no tiene: 33 («obras»: 7; «agua»: 5; «juventud»: 2; «patrimonio»: 2; «alumbrado»: 1; «barrios»: 1; «comercio informal»: 1; «comunicación»: 1; y 13 más); cuentan como palabras del texto, y minga propone una: corríjalas, o agréguelas al alias.csv del marco
    "#]]
    .assert_eq(&said.err);
    again.outputs("out").equal(&RUN);
}

#[test]
fn the_example_reconciles() {
    let manifest = RUN.json("run.json");
    for (origin, read) in [("institutional", 273), ("citizen", 859)] {
        let states = RUN.states(origin);
        assert_eq!(states.values().sum::<usize>(), read);
        let told = &manifest[origin];
        assert_eq!(told["total"], read);
        for state in ["candidate", "out_of_competence", "discarded", "pending"] {
            assert_eq!(told[state], states.get(state).copied().unwrap_or(0), "{origin} {state}");
        }
    }
    let candidates = RUN.csv("candidates.csv");
    assert_eq!(manifest["candidates"]["total"], candidates.len());
    let count = |column: &str| -> usize {
        candidates.iter().map(|row| row[column].parse::<usize>().unwrap()).sum()
    };
    assert_eq!(manifest["institutional"]["candidate"], count("n_institutional"));
    assert_eq!(manifest["citizen"]["candidate"], count("n_citizen"));
    for name in ["statements", "candidates", "matches"] {
        let rows = RUN.csv(&format!("{name}.csv")).len();
        assert_eq!(RUN.parquet(&format!("{name}.parquet")).height(), rows, "{name}");
    }
    // Every statement is in the workbook once.
    let rows = |sheet: &str| RUN.sheet(sheet).len() - 1;
    assert_eq!(rows("Aportes") + rows("Sin propuesta"), 273 + 859);
    assert_eq!(rows("Propuestas"), candidates.len());
}

/// A page as it is read: without its tags and its style.
fn read(page: &str) -> String {
    let (mut words, mut inside) = (String::new(), false);
    let (head, body) = page.split_once("</style>").unwrap_or(("", page));
    assert!(head.contains("<style>"), "{head}");
    for letter in body.chars() {
        match letter {
            '<' => inside = true,
            '>' => (inside, words) = (false, words + " "),
            _ if !inside => words.push(letter),
            _ => {}
        }
    }
    words.replace('\u{a0}', " ")
}

#[test]
fn what_is_read_of_the_example_has_one_word_for_each_thing() {
    let project = Project::new();
    for name in ["proposal.json", "run.json"] {
        fs::copy(RUN.path(name), project.path(name)).unwrap();
    }
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/example/gold.tsv");
    project.minga("evaluate . --resamples 0").arg("--gold").arg(&gold).succeeds();
    let said = project.minga("consolidate . --draft --to lista").succeeds();
    let sheets = ["Léeme", "Corrida"].map(|sheet| {
        RUN.sheet(sheet).into_iter().map(|row| row.join("|")).collect::<Vec<_>>().join("\n")
    });
    let report = read(&RUN.text("report.html"));
    let evaluation = read(&fs::read_to_string(project.path("evaluation.html")).unwrap());
    let mut all = vec![report, evaluation, said.out, said.err];
    all.extend(sheets);
    // Words of those who wrote are not ours.
    let own = RUN.csv("statements.csv");
    for text in &mut all {
        for row in &own {
            *text = text.replace(&row["text"], "");
        }
        for word in ["firmeza", "enunciado", "Sized", "sized"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
        for word in ["textos institucionales", "0 textos", "1 texto ", " más textos"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
        for digit in '0'..='9' {
            assert!(!text.contains(&format!("{digit} textos")), "{digit} textos: {text}");
        }
        for word in ["los desafíos agrupados", "desafíos leídos", "desafíos institucionales"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
    for page in &all[..2] {
        let words = page.split("Qué significan las palabras").last().unwrap();
        assert!(words.contains("Aporte : lo que escribió una oficina"), "{words}");
        assert!(words.contains("Propuesta : aportes que el programa juntó"), "{words}");
    }
    assert!(all[0].contains("enlace medio con precio al tamaño"));
    assert!(all[5].contains("enlace medio con precio al tamaño"));
}

#[test]
fn the_example_is_grouped_better_than_the_baselines() {
    let project = Project::new();
    for name in ["proposal.json", "run.json"] {
        fs::copy(RUN.path(name), project.path(name)).unwrap();
    }
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/example/gold.tsv");
    let evaluate = || project.minga("evaluate . --resamples 0").arg("--gold").arg(&gold);

    let page = evaluate().succeeds();
    for word in ["Operaciones de revisión", "B³ F", "cada uno solo", "por competencia", "al azar"]
    {
        assert!(page.out.contains(word), "{word}: {}", page.out);
    }
    let evaluation = evaluate().arg("--json").succeeds().json();
    let scores = evaluation["partition"]["scores"].as_array().unwrap();
    let score = |name: &str| scores.iter().find(|score| score["measure"] == name).unwrap();
    let f = score("b_cubed_f");
    assert!(f["run"].as_f64().unwrap() >= 0.39, "{f}");
    let operations = score("operations");
    for baseline in ["alone", "competencia", "random"] {
        assert!(f["run"].as_f64() > f[baseline].as_f64(), "{f}");
        assert!(operations["run"].as_f64() < operations[baseline].as_f64(), "{operations}");
    }
    assert!(project.path("evaluation.html").exists());
}
