//! The flat table: every header and delimiter, and every mistake.

use expect_test::expect;

use super::*;
use crate::decide::settle::settle;
use crate::domain::statement::Statement;
use crate::review::log::Log;

fn flat(text: &str) -> Applied {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ana.csv");
    std::fs::write(&path, text).unwrap();
    applied(&path, &proposal())
}

#[test]
fn a_flat_table_is_read_with_any_delimiter_and_header() {
    for text in [
        "statement_id,final_id,also_final_id,reason,reviewer,nota\n\
         I001,DM001,PD-002,,Rosa,x\nC003,NINGUNO,,es un reclamo privado,,\nC004,,,,,\n",
        "statement_id;final_id;also_final_id;motivo;revisor;note\n\
         I001;dm001;pd-002;;Rosa;x\nC003;Ninguno;;es un reclamo privado;;\nC004;;;;;\n",
        "id\tgold\treason\treviewer\tnote\n\
         I001\tDM001;PD-002\t\tRosa\tx\nC003\tNINGUNO\tes un reclamo privado\t\t\nC004\t\t\t\t\n",
    ] {
        let applied = flat(text);
        expect![[r"
            Rosa move [I001] → DM001 (x)
            Rosa also_in [I001] → PD-002 (x)
            ana move [C003] → NINGUNO porque es un reclamo privado
        "]]
        .assert_eq(&(said(&applied) + &problems(&applied)));
        assert_eq!((applied.rows, applied.blank), (3, 1));
    }
}

#[test]
fn a_flat_table_with_mistakes_says_them_all() {
    let applied = flat(
        "statement_id,final_id,also_final_id,texto\n\
         X1,DM001,,\n\
         I002,DM002,,=SUMA(A1) Ordenar el tránsito en el centro\n\
         I001,DM001,,otro texto\n\
         C002,,DM001,limpiar la quebrada que esta llena de basura\n\
         C002,NINGUNO,DM001,limpiar la quebrada que esta llena de basura\n\
         C004,DM001,DM001,s/n\n\
         C003,DM001,,<script>alert(1)</script> bajar el IVA\n\
         C003,PD-001,,<script>alert(1)</script> bajar el IVA\n\
         C004,DM001;PD-001,PD-002,s/n\n\
         C004,nuevo:agua; luz,,s/n\n\
         C004,nuevo:agua; luz,,s/n\n",
    );
    expect![[r"
        ana move [C004] → nuevo:agua; luz
        ana.csv:2:statement_id: no hay un aporte «X1» en esta corrida: revise el id, o si el archivo es de otra corrida
        ana.csv:3:final_id: no hay un destino «DM002»: ¿quiso decir DM001?
        ana.csv:4:texto: el texto no es el de esta corrida: revise el id
        ana.csv:5:final_id: falta el principal: escríbalo aquí y deje el otro en su columna
        ana.csv:6:also_final_id: NINGUNO va solo: quítelo o quite el otro
        ana.csv:7:also_final_id: el segundo es igual al principal: bórrelo
        ana.csv:9:statement_id: esta fila contradice la 8: deje una sola
        ana.csv:10:also_final_id: hay 3 destinos y caben dos: deje el principal y otro
        ana.csv:12:statement_id: esta fila repite la 11: deje una sola
    "]]
    .assert_eq(&(said(&applied) + &problems(&applied)));
}

#[test]
fn two_reviewers_may_differ_in_one_flat_table() {
    let applied = flat("statement_id,final_id,reviewer\nI001,DM001,Ana\nI001,PD-001,Luis\n");
    assert!(applied.problems.is_empty());
    assert_eq!(applied.decisions.len(), 2);
    assert!(!settle(&proposal(), &applied.decisions).troubles.is_empty());
}

#[test]
fn what_is_neither_says_what_it_should_be() {
    let of = |text: &str| problems(&flat(text));
    assert!(of("a,b\n1,2\n").contains("falta la columna «statement_id»"));
    assert!(of("id,texto\nI001,x\n").contains("falta la columna «final_id»"));
    assert!(of("id,texto,decisión,destino\nI001,x,sacar,\n").contains("devuelva el libro entero"));
    assert_eq!(of("").lines().count(), 1);
    assert_eq!(of("%PDF-1.4").lines().count(), 1);
    let missing = Path::new("no-existe.xlsx");
    let context = Context {
        proposal: &proposal(),
        run: "",
        at: "",
        reviewer: Some("ana"),
        reasons: &Settings::default(),
    };
    assert!(read_file(missing, &context).unwrap_err().to_string().contains("no-existe.xlsx"));
}

#[test]
fn a_reference_grouping_of_a_thousand_rows_is_a_thousand_decisions() {
    let mut proposal = proposal();
    let mut text = "id\tgold\n".to_owned();
    for i in 0..1000 {
        let id = format!("X{i}");
        proposal.corpus.statements.push(Statement::citizen(&id, &format!("texto {i}")));
        proposal.placements.push(proposal.placements[5].clone());
        text.extend([id.as_str(), "\tDM001\n"]);
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("gold.tsv");
    std::fs::write(&path, text).unwrap();
    let applied = applied(&path, &proposal);
    assert_eq!((applied.decisions.len(), applied.problems.len()), (1000, 0));
    let mut log = Log::open(&dir.path().join(crate::review::log::FILE)).unwrap();
    assert_eq!(log.append(&applied.decisions).unwrap().len(), 1000);
    let settled = settle(&proposal, &log.all().unwrap());
    assert_eq!(settled.statements.iter().filter(|s| s.by_people).count(), 1000);
}
