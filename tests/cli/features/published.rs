//! What is published names nobody: a telephone and an e-mail in every place where one can stand.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use crate::support::project::Project;

const PHONE: &str = "0991234567";
const MAIL: &str = "ana@ejemplo.ec";

/// The tables for people with the texts as given.
const OWN_FOR_PEOPLE: [&str; 4] = [
    "para-personas/aportes.csv",
    "para-personas/cambios.csv",
    "para-personas/propuestas.csv",
    "para-personas/revisar-primero.csv",
];

/// What a run keeps for those who work with it, verbatim, and never publishes.
const OWN: [&str; 14] = [
    "candidates.csv",
    "candidates.parquet",
    "changes.csv",
    "decisions.csv",
    "decisions.db",
    "decisions.db-shm",
    "decisions.db-wal",
    "proposal.json",
    "reviewers.csv",
    "queue.csv",
    "review.xlsx",
    "run.json",
    "statements.csv",
    "statements.parquet",
];

/// A sheet with both in its name, a header, the ids, texts, labels and places.
fn sheet() -> String {
    let mut rows = format!(
        "id,texto,competencia,parroquia,entidad,taller,fecha,pregunta,\"Avise al {PHONE} o {MAIL}\"\n"
    );
    let texts = [
        "Más buses en la noche",
        "Buses que lleguen de noche",
        "Limpiar la quebrada",
        "Quebradas sucias del barrio",
        "Luz en el parque",
    ];
    for (i, text) in texts.into_iter().enumerate() {
        let own = format!("cel. {PHONE} {MAIL}");
        let row = format!(
            "{PHONE}-{i},\"{text}, avise al {PHONE} o a {MAIL}\",{own},{own},{own},{own},{own},¿{own}?,{own}\n"
        );
        rows.push_str(&row);
    }
    rows
}

/// The text of a file: of the parts of an archive, and of a table of Parquet.
fn words(path: &Path) -> String {
    let bytes = fs::read(path).unwrap();
    if bytes.starts_with(b"PK") {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut all = String::new();
        for i in 0..archive.len() {
            let mut part = Vec::new();
            archive.by_index(i).unwrap().read_to_end(&mut part).unwrap();
            all += &String::from_utf8_lossy(&part);
        }
        return all;
    }
    if bytes.starts_with(b"PAR1") {
        use polars_io::SerReader as _;
        use polars_io::prelude::ParquetReader;
        let frame = ParquetReader::new(std::io::Cursor::new(bytes)).finish().unwrap();
        let columns = frame.columns().iter();
        return columns
            .flat_map(|column| {
                let cells = (0..frame.height()).map(|i| column.get(i).unwrap().to_string());
                cells.chain([column.name().to_string()]).collect::<Vec<_>>()
            })
            .collect();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn no_published_file_has_a_telephone_or_an_address() {
    let project = Project::new().file(&format!("avise {PHONE} {MAIL}.csv"), sheet());
    let input = project.path(&format!("avise {PHONE} {MAIL}.csv"));
    project.run("--out corrida --target 3 --citizen").arg(&input).succeeds();
    let table = format!(
        "statement_id,final_id,reason,reviewer\n\
         {PHONE}-0,\"nuevo:Avise al {PHONE} o a {MAIL}\",\"lo dijo {PHONE}, {MAIL}\",\"Ana {PHONE} {MAIL}\"\n\
         {PHONE}-1,NINGUNO,\"lo dijo {PHONE}, {MAIL}\",\"Ana {PHONE} {MAIL}\"\n"
    );
    fs::write(project.path("actas.csv"), table).unwrap();
    project.minga("apply corrida actas.csv").succeeds();
    project.minga("consolidate corrida --draft").succeeds();
    let mut published = Vec::new();
    for name in project.outputs("corrida").names() {
        if OWN.contains(&name.as_str())
            || OWN_FOR_PEOPLE.contains(&name.as_str())
            || project.path("corrida").join(&name).is_dir()
        {
            continue;
        }
        let words = words(&project.path("corrida").join(&name));
        for personal in [PHONE, MAIL] {
            let at = words.find(personal);
            assert_eq!(
                at.map(|at| words[..at]
                    .chars()
                    .rev()
                    .take(200)
                    .collect::<Vec<_>>()
                    .iter()
                    .rev()
                    .collect::<String>()),
                None,
                "{name}: {personal}"
            );
        }
        if !name.contains('/') {
            published.push(name);
        }
    }
    // The tables for people that are made to be published.
    for name in ["consolidado.csv", "cruces.csv", "trazabilidad.csv"] {
        let words = words(&project.path("corrida/para-personas").join(name));
        assert!(!words.contains(PHONE) && !words.contains(MAIL), "{name}: {words}");
    }
    let all = [
        "consolidado.csv",
        "consolidado.docx",
        "consolidado.xlsx",
        "flujo.svg",
        "matches.csv",
        "matches.parquet",
        "report.html",
        "trazabilidad.csv",
    ];
    assert_eq!(published, all);
}
