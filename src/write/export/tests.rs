//! What the machine tables hold, read back from the files.

use std::fs::{self, File};
use std::path::Path;

use polars_io::SerReader;
use polars_io::prelude::ParquetReader;

use super::*;
use crate::domain::proposal::sample;

fn written(proposal: &Proposal) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let files = write(proposal, proposal, dir.path()).unwrap();
    assert_eq!(files.len(), 6);
    assert!(files.iter().all(|f| f.is_file()));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 6, "nothing else is left behind");
    dir
}

fn csv_rows(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn parquet(path: &Path) -> DataFrame {
    ParquetReader::new(File::open(path).unwrap()).finish().unwrap()
}

#[test]
fn statements_read_as_documented() {
    let dir = written(&sample::proposal());
    let text = fs::read_to_string(dir.path().join("statements.csv")).unwrap();
    expect_test::expect![[r#"
        id,origin,text,competencia_declared,competencia,competencia_probability,status,candidate_id,reason,entidad,parroquia,taller,fecha,contradicted_by,duplicate_of,likeness,suggestion_1,suggestion_2,suggestion_3,candidate_probability,novelty,nearest,nearest_percentile,shared_words,explanation,round,personal_data,observación
        I001,institutional,Recuperación de quebradas y sus riberas.,Ambiente,Ambiente,0.8000,candidate,PD-001,,Secretaría de Ambiente,,,,,,0.7000,,,,,,,,,,1,,extra 0
        I002,institutional,'=SUMA(A1) Ordenar el tránsito en el centro,,Movilidad,0.8000,candidate,PD-002,,,,,,Ambiente,,0.7000,PD-001,,,,,,,,,1,,extra 1
        C001,citizen,"LIMPIAR LA QUEBRADA, está llena de basura",quebradas,Ambiente,0.8000,candidate,PD-001,,,Nono,T01,2026-09-11,,,0.7000,,,,,,,,,,1,,extra 2
        C002,citizen,limpiar la quebrada que esta llena de basura,,Ambiente,0.8000,candidate,PD-001,,,,,,,C001,0.7000,,,,,,,,,,1,,extra 3
        C003,citizen,<script>alert(1)</script> bajar el IVA,,Ambiente,0.8000,out_of_competence,,parece ajeno a las competencias,,,,,,,0.7000,,,,,,,,,,1,,extra 4
        C004,citizen,s/n,,Movilidad,0.8000,out_of_competence,,sin contenido,,,,,,,0.7000,,,,,,,,,,1,,extra 5
    "#]]
    .assert_eq(&text);
}

#[test]
fn candidates_and_matches_read_as_documented() {
    let dir = written(&sample::proposal());
    let text = fs::read_to_string(dir.path().join("candidates.csv")).unwrap();
    expect_test::expect![[r#"
        id,competencia,draft,name,draft_sources,horizon,horizon_probability,n_institutional,n_citizen,sides,cohesion,weakest_pair,weakest_likeness,weakest_percentile,stability,risk_rank,near,map_x,map_y,members,objetivo_desarrollo,objetivo_desarrollo_probability,objetivo_desarrollo_2,objetivo_desarrollo_2_probability,objetivo_desarrollo_3,objetivo_desarrollo_3_probability,objetivo_gestion,objetivo_gestion_probability,objetivo_gestion_2,objetivo_gestion_2_probability,objetivo_gestion_3,objetivo_gestion_3_probability,politica,politica_probability,politica_2,politica_2_probability,politica_3,politica_3_probability
        PD-001,Ambiente,Recuperar las quebradas y sus riberas: limpiar la quebrada.,Quebradas y riberas,I001;C001,gestión,0.8000,1,2,both,0.6000,I001;C002,0.4000,0.9700,0.9000,1,PD-002,0.0000,0.0000,C001;C002;I001,1,0.7000,NINGUNO,0.3000,,,1.1,0.7000,NINGUNO,0.3000,,,P01,0.7000,NINGUNO,0.3000,,
        PD-002,Movilidad,Ordenar el tránsito en el centro.,Tránsito en el centro,I002,,,1,0,institutional,,,,,,2,,0.0000,0.0000,I002,,,,,,,,,,,,,,,,,,
    "#]]
    .assert_eq(&text);
    let text = fs::read_to_string(dir.path().join("matches.csv")).unwrap();
    expect_test::expect![[r#"
        institutional_id,citizen_id,institutional_text,citizen_text,likeness,percentile,margin,rank_for_institutional,rank_for_citizen,institutional_candidate_id,citizen_candidate_id,institutional_candidate_name,citizen_candidate_name
        I001,C001,Recuperación de quebradas y sus riberas.,"LIMPIAR LA QUEBRADA, está llena de basura",0.6200,0.9920,0.1000,1,1,PD-001,PD-001,Quebradas y riberas,Quebradas y riberas
    "#]]
    .assert_eq(&text);
}

#[test]
fn what_platforms_tell_of_statements_has_columns_where_there_is_any() {
    let mut proposal = sample::proposal();
    let statements = &mut proposal.corpus.statements;
    statements[2].question = Some("¿Qué propone?".into());
    statements[2].parent = Some(StatementId::new("C9"));
    statements[2].supports = Some(12);
    statements[3].supports = Some(3);
    statements[2].link = Some("https://ejemplo.ec/p/1".into());
    statements[2].profile = Some("propuestas de Decidim".into());
    statements[2].person = Some(1);
    statements[3].person = Some(1);
    let dir = written(&proposal);
    let rows = csv_rows(&dir.path().join("statements.csv"));
    assert_eq!(rows[0][27..32], ["pregunta", "parent", "apoyos", "enlace", "profile"]);
    let told = ["¿Qué propone?", "C9", "12", "https://ejemplo.ec/p/1", "propuestas de Decidim"];
    assert_eq!(rows[3][27..32], told);
    assert_eq!(rows[1][27..32], [""; 5]);
    let rows = csv_rows(&dir.path().join("candidates.csv"));
    assert_eq!(rows[0][20..22], ["support", "persons"]);
    assert_eq!(
        (&rows[1][20..22], &rows[2][20..22]),
        (&["15", "1"].map(str::to_owned)[..], &["", ""].map(str::to_owned)[..])
    );
}

#[test]
fn parquet_has_the_same_columns_with_texts_verbatim_and_ids_as_lists() {
    let dir = written(&sample::proposal());
    for name in ["statements", "candidates", "matches"] {
        let rows = csv_rows(&dir.path().join(name).with_extension("csv"));
        let frame = parquet(&dir.path().join(name).with_extension("parquet"));
        let names: Vec<String> = frame.get_column_names().iter().map(ToString::to_string).collect();
        assert_eq!(names, rows[0]);
        assert_eq!(frame.height(), rows.len() - 1);
    }
    let frame = parquet(&dir.path().join("statements.parquet"));
    let texts = frame.column("text").unwrap().str().unwrap();
    assert_eq!(texts.get(1), Some("=SUMA(A1) Ordenar el tránsito en el centro"));
    assert_eq!(frame.column("competencia_declared").unwrap().str().unwrap().get(1), None);
    assert_eq!(frame.column("round").unwrap().u32().unwrap().get(0), Some(1));
    assert_eq!(frame.column("likeness").unwrap().f32().unwrap().get(0), Some(0.7));
    let frame = parquet(&dir.path().join("candidates.parquet"));
    let members = frame.column("members").unwrap().list().unwrap().get_as_series(0).unwrap();
    let members: Vec<_> = members.str().unwrap().iter().flatten().map(str::to_owned).collect();
    assert_eq!(members, ["C001", "C002", "I001"]);
}

#[test]
fn a_hostile_header_and_a_name_of_ours_travel_under_another_name() {
    let mut proposal = sample::proposal();
    let headers = ["text", "text_original", "=cmd", "nota", "nota"];
    proposal.corpus.extra_columns = headers.map(str::to_owned).to_vec();
    for statement in &mut proposal.corpus.statements {
        statement.extra = vec!["a".into(), "b,\"c\"\r\nd".into(), "-3".into()];
    }
    let dir = written(&proposal);
    let rows = csv_rows(&dir.path().join("statements.csv"));
    let extra = ["text_original", "text_original_original", "'=cmd", "nota", "nota_original"];
    assert_eq!(rows[0][27..], extra);
    assert_eq!(rows[1][27..], ["a", "b,\"c\"\r\nd", "-3", "", ""]);
    let frame = parquet(&dir.path().join("statements.parquet"));
    assert_eq!(frame.column("=cmd").unwrap().str().unwrap().get(0), Some("-3"));
}

#[test]
fn negative_numbers_stay_numbers_and_what_is_no_number_is_blank() {
    let numbers = [Some(-0.25), Some(-0.000_01), Some(f32::NAN), Some(f32::INFINITY), None];
    let table = ExportTable::new(numbers.len()).number("x", |i| numbers[i]);
    let text = String::from_utf8(table.csv().unwrap()).unwrap();
    assert_eq!(text, "x\n-0.2500\n0.0000\n\"\"\n\"\"\n\"\"\n");
}

#[test]
fn the_same_proposal_gives_the_same_bytes() {
    let (a, b) = (written(&sample::proposal()), written(&sample::proposal()));
    for entry in fs::read_dir(a.path()).unwrap() {
        let name = entry.unwrap().file_name();
        let read = |dir: &Path| fs::read(dir.join(&name)).unwrap();
        assert!(read(a.path()) == read(b.path()), "{} differs", name.display());
    }
}

#[test]
fn an_empty_proposal_still_has_its_headers() {
    let mut empty = sample::proposal();
    empty.corpus.statements.clear();
    empty.placements.clear();
    empty.candidates.clear();
    empty.matches.clear();
    let dir = written(&empty);
    for name in ["statements", "candidates", "matches"] {
        assert_eq!(csv_rows(&dir.path().join(name).with_extension("csv")).len(), 1);
        assert_eq!(parquet(&dir.path().join(name).with_extension("parquet")).height(), 0);
    }
}

#[test]
fn a_folder_that_is_not_there_is_named_in_the_error() {
    let dir = tempfile::tempdir().unwrap();
    let missing = dir.path().join("no-existe");
    let error = write(&sample::proposal(), &sample::proposal(), &missing).unwrap_err().to_string();
    assert!(error.contains("no-existe") && error.contains("statements.csv"), "{error}");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn opposite_wishes_have_a_column_where_there_are_any() {
    let mut proposal = sample::proposal();
    proposal.candidates[0].opposed = vec![[0.into(), 2.into()], [2.into(), 3.into()]];
    proposal.matches[0].opposed = true;
    let dir = written(&proposal);
    for (file, wanted) in [("candidates.csv", "I001/C001;C001/C002"), ("matches.csv", "true")] {
        let rows = csv_rows(&dir.path().join(file));
        let at = rows[0].iter().position(|header| header == "opposed").unwrap();
        assert_eq!(rows[1][at], wanted, "{file}");
    }
}
