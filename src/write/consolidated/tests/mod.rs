//! What the four files hold, read back by the crates that did not write them.

mod devolucion;
mod published;
mod waiting;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use proptest::prelude::*;

use super::*;
use crate::decide::settle::settle;
use crate::domain::decision::{Action, ContentHash, Decision, Subject};
use crate::domain::destination::ChallengeId;
use crate::domain::frame::Horizon;
use crate::domain::proposal::sample;
use crate::read::table;

type Sheets = Xlsx<Cursor<Vec<u8>>>;

pub(super) fn book(dir: &Path) -> Sheets {
    let bytes = std::fs::read(dir.join("consolidado.xlsx")).unwrap();
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

/// The rows of a sheet under its header, each as header → cell.
pub(super) fn rows(book: &mut Sheets, name: &str) -> Vec<BTreeMap<String, String>> {
    rows_under(book, name, 0)
}

/// The rows of a sheet whose header stands after some lines.
fn rows_under(book: &mut Sheets, name: &str, lines: usize) -> Vec<BTreeMap<String, String>> {
    let range = book.worksheet_range(name).unwrap();
    let rows = range.rows().map(|row| row.iter().map(Data::to_string).collect::<Vec<_>>());
    let mut rows = rows.skip(lines);
    let headers = rows.next().unwrap();
    rows.map(|row| headers.iter().cloned().zip(row).collect()).collect()
}

/// The rows of a sheet as lines, without what is blank at their ends.
pub(super) fn lines(book: &mut Sheets, name: &str) -> Vec<String> {
    let range = book.worksheet_range(name).unwrap();
    let line = |row: &[Data]| row.iter().map(Data::to_string).collect::<Vec<_>>().join("|");
    let mut lines: Vec<String> =
        range.rows().map(|row| line(row).trim_end_matches('|').to_owned()).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// The text of the document.
fn document(dir: &Path) -> String {
    let bytes = std::fs::read(dir.join("consolidado.docx")).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    let mut reader = quick_xml::Reader::from_str(&xml);
    let mut text = String::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => return text,
            quick_xml::events::Event::Text(t) => text.push_str(&t),
            quick_xml::events::Event::GeneralRef(r) => {
                text.extend(["&", &*r, ";"]);
            }
            quick_xml::events::Event::End(e) if e.name().as_ref() == "w:p" => text.push('\n'),
            _ => {}
        }
    }
}

fn act(proposal: &Proposal, candidate: usize, action: Action, statements: &[usize]) -> Decision {
    let subjects = statements.iter().map(|&i| {
        let statement = &proposal.corpus.statements[i];
        Subject { id: statement.id.clone(), hash: ContentHash::of(&statement.text) }
    });
    Decision {
        number: 0,
        at: "2026-09-11T10:00:00Z".into(),
        reviewer: "Ana".into(),
        run: "r1".into(),
        candidate: (candidate > 0).then(|| ChallengeId::numbered(candidate)),
        action,
        subjects: subjects.collect(),
        reason: None,
        note: None,
        file: None,
    }
}

fn to(place: &str) -> Action {
    Action::Move { to: place.parse().unwrap() }
}

/// Somebody said that it answers to no objective.
fn no_objective() -> Action {
    Action::Align {
        horizon: None,
        objetivo_desarrollo: Some("NINGUNO".into()),
        objetivo_gestion: None,
        politicas: vec![],
    }
}

/// PD-001 is DM001, PD-002 is accepted, one statement is a new challenge as well, C003 is out.
fn decided(proposal: &Proposal) -> Vec<Decision> {
    let accept = Action::Accept { text: "Ordenar el tránsito del centro".into() };
    let also = Action::AlsoIn { also: "nuevo:basura".parse().unwrap() };
    let mut discard = act(proposal, 0, Action::Discard, &[3]);
    discard.reason = Some("repite a otro desafío".into());
    let mut log = vec![
        act(proposal, 0, to("DM001"), &[0, 2]),
        act(proposal, 2, accept, &[1]),
        act(proposal, 0, also, &[2]),
        act(proposal, 0, to("NINGUNO"), &[4]),
        discard,
        act(proposal, 2, no_objective(), &[]),
    ];
    number(&mut log);
    log
}

fn number(log: &mut [Decision]) {
    for (decision, number) in log.iter_mut().zip(1..) {
        decision.number = number;
    }
}

fn facts() -> Vec<(String, String)> {
    vec![("modelo".into(), "e5-small-es".into()), ("=HOY()".into(), "1710034065".into())]
}

fn written(
    proposal: &Proposal,
    log: &[Decision],
    options: Options,
) -> (tempfile::TempDir, Outcome) {
    let dir = tempfile::tempdir().unwrap();
    let settled = settle(proposal, log);
    let outcome = write(proposal, &settled, &options, &facts(), dir.path()).unwrap();
    (dir, outcome)
}

const DRAFT: Options = Options { draft: true, redact: true, devolucion: None };

#[test]
fn nothing_is_finished_while_something_waits() {
    let proposal = sample::proposal();
    let (dir, outcome) = written(&proposal, &[], Options::default());
    let Outcome::Refused(waiting) = outcome else { panic!("it must wait") };
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    let waiting: Vec<String> = waiting.iter().map(ToString::to_string).collect();
    expect_test::expect![[r#"
        I001: nadie ha decidido si es de PD-001
        I002: nadie ha decidido si es de PD-002
        C001: nadie ha decidido si es de PD-001
        C002: nadie ha decidido si es de PD-001
        C003: nadie ha confirmado que queda fuera (parece ajeno a las competencias)"#]]
    .assert_eq(&waiting.join("\n"));

    let mut log = vec![act(&proposal, 0, to("PD-002"), &[0, 1, 2, 3, 4])];
    number(&mut log);
    let (_, outcome) = written(&proposal, &log, Options::default());
    let Outcome::Refused(waiting) = outcome else { panic!("its wording is the machine's") };
    expect_test::expect!["PD-002: nadie ha aceptado su texto «Ordenar el tránsito en el centro.»"]
        .assert_eq(&waiting[0].to_string());
    assert_eq!(waiting.len(), 1);
}

#[test]
fn a_draft_says_what_waits() {
    let (dir, outcome) = written(&sample::proposal(), &[], DRAFT);
    let Outcome::Written { waiting, totals, .. } = outcome else { panic!("drafts are written") };
    assert_eq!((waiting.len(), totals.statements().proposed), (5, 4));
    let mut book = book(dir.path());
    assert_eq!(book.sheet_names()[0], "Borrador");
    assert_eq!(rows(&mut book, "Borrador").len(), 6);
    assert!(lines(&mut book, "Borrador")[1].contains("BORRADOR: faltan 5 decisiones"));
    assert!(document(dir.path()).contains("BORRADOR: faltan 5 decisiones"));
    let finals = rows(&mut book, "Desafíos consolidados");
    let undecided: Vec<&str> = finals.iter().map(|r| r["de ellos, sin decidir"].as_str()).collect();
    assert_eq!(undecided, ["0", "3", "1"]);
}

#[test]
fn a_finished_list_holds_everything() {
    let proposal = sample::proposal();
    let (dir, outcome) = written(&proposal, &decided(&proposal), Options::default());
    let Outcome::Written { files, totals, waiting, .. } = outcome else { panic!("nothing waits") };
    assert_eq!((files.len(), waiting.len()), (6, 0));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 6);
    expect_test::expect![[r#"
        Aportes recibidos: 2 institucionales + 4 ciudadanos = 6.
        Institucionales: 2 en un desafío = 2.
        Ciudadanos: 1 en un desafío + 2 fuera de competencia + 1 descartado = 4.
        En total: 3 en un desafío + 2 fuera de competencia + 1 descartado = 6.
        Desafíos: 1 de gestión + 2 sin horizonte = 3.
        Desafíos por sus voces: 1 cruzado + 1 solo institucional + 1 solo ciudadano = 3.
        Aportes que además son de otro desafío: 1.
        Datos personales tapados en los aportes: 0."#]]
    .assert_eq(&totals.lines().join("\n"));
    let mut book = book(dir.path());
    let everything = book.sheet_names().into_iter().fold(String::new(), |all, name| {
        format!("{all}## {name}\n{}\n", lines(&mut book, &name).join("\n"))
    });
    expect_test::expect![[r#"
        ## Desafíos consolidados
        id|horizonte|competencia|desafío|n.º inst.|n.º ciud.|voces|además, de otros|objetivo de desarrollo|objetivo de gestión|políticas|parroquias|entidades
        DM001|gestión|Ambiente|Recuperar las quebradas del distrito.|1|1|cruzado|0|1. La ciudad|1.1 Cuidar las quebradas.|P01 Restaurar ecosistemas.|Nono (1)|Secretaría de Ambiente (1)
        PD-003|por decidir|Ambiente|basura|0|0|solo ciudadano|1
        PD-002|por decidir|Movilidad|Ordenar el tránsito del centro|1|0|solo institucional|0
        ## Trazabilidad
        id|origen|texto|estado|desafío|texto del desafío|también en|motivo|entidad|parroquia|taller|fecha|n.º de decisión
        I001|institucional|Recuperación de quebradas y sus riberas.|en un desafío|DM001|Recuperar las quebradas del distrito.|||Secretaría de Ambiente||||1
        I002|institucional|=SUMA(A1) Ordenar el tránsito en el centro|en un desafío|PD-002|Ordenar el tránsito del centro|||||||2
        C001|ciudadano|LIMPIAR LA QUEBRADA, está llena de basura|en un desafío|DM001|Recuperar las quebradas del distrito.|PD-003|||Nono|T01|2026-09-11|3
        C002|ciudadano|limpiar la quebrada que esta llena de basura|descartado||||repite a otro desafío|||||5
        C003|ciudadano|<script>alert(1)</script> bajar el IVA|fuera de competencia||||parece ajeno a las competencias|||||4
        C004|ciudadano|s/n|fuera de competencia||||sin contenido
        ## Trazabilidad inversa
        desafío|texto del desafío|origen|id|texto|relación|entidad|parroquia|taller|fecha
        DM001|Recuperar las quebradas del distrito.|institucional|I001|Recuperación de quebradas y sus riberas.|principal|Secretaría de Ambiente
        DM001||ciudadano|C001|LIMPIAR LA QUEBRADA, está llena de basura|principal||Nono|T01|2026-09-11
        PD-003|basura|ciudadano|C001|LIMPIAR LA QUEBRADA, está llena de basura|también aquí||Nono|T01|2026-09-11
        PD-002|Ordenar el tránsito del centro|institucional|I002|=SUMA(A1) Ordenar el tránsito en el centro|principal
        ## Anexo 1
        Anexo 1. Desafíos de largo plazo por objetivo de desarrollo
        0 desafíos de largo plazo; 0 de 1 objetivos de desarrollo tienen alguno.
        Objetivo de desarrollo|Competencia|Id|Desafío|Aportes inst.|Aportes ciud.
        1. La ciudad: Consolidar una ciudad sostenible.|||— sin desafíos —
        ## Anexo 2
        Anexo 2. Desafíos de gestión por objetivo de gestión y política
        1 desafío de gestión; 1 de 1 objetivos de gestión y 1 de 1 políticas tienen alguno.
        Objetivo de desarrollo|Objetivo de gestión|Política|Competencia|Id|Desafío|Aportes inst.|Aportes ciud.|Lectura o decisión
        1. La ciudad|1.1 Cuidar las quebradas.|P01 Restaurar ecosistemas.|Ambiente|DM001|Recuperar las quebradas del distrito.|1|1|literal
        ## Sin horizonte
        Desafíos sin horizonte
        A 2 desafíos les falta decidir el horizonte y la alineación.
        Competencia|Id|Desafío|Aportes inst.|Aportes ciud.
        Ambiente|PD-003|basura|0|0
        Movilidad|PD-002|Ordenar el tránsito del centro|1|0
        ## Cobertura
        qué falta|dónde
        Desafíos sin objetivo|PD-003 basura
        Desafíos sin objetivo|PD-002 Ordenar el tránsito del centro
        Competencias de las que solo habla la institución|Movilidad
        ## Fuera y descartados
        id|origen|texto|estado|motivo|por|entidad|parroquia|taller|fecha
        C003|ciudadano|<script>alert(1)</script> bajar el IVA|fuera de competencia|parece ajeno a las competencias|personas
        C004|ciudadano|s/n|fuera de competencia|sin contenido|regla
        C002|ciudadano|limpiar la quebrada que esta llena de basura|descartado|repite a otro desafío|personas
        ## Totales
        Totales: cada aporte recibido está en un solo estado
        |recibidos|en un desafío|fuera de competencia|descartado|propuesto, sin decidir|pendiente
        institucionales|2|2|0|0|0|0
        ciudadanos|4|1|2|1|0|0
        suma|6|3|2|1|0|0
        Aportes recibidos: 2 institucionales + 4 ciudadanos = 6.
        Institucionales: 2 en un desafío = 2.
        Ciudadanos: 1 en un desafío + 2 fuera de competencia + 1 descartado = 4.
        En total: 3 en un desafío + 2 fuera de competencia + 1 descartado = 6.
        Desafíos: 1 de gestión + 2 sin horizonte = 3.
        Desafíos por sus voces: 1 cruzado + 1 solo institucional + 1 solo ciudadano = 3.
        Aportes que además son de otro desafío: 1.
        Datos personales tapados en los aportes: 0.
        Datos de la corrida
        modelo: e5-small-es
        =HOY(): [cédula]
    "#]].assert_eq(&everything);
}

/// PD-001 accepted with everything in it, and what else is said of it.
fn accepted(proposal: &Proposal, also: Option<Action>) -> Vec<Decision> {
    let accept = Action::Accept { text: proposal.candidates[0].draft.text.clone() };
    let mut log = vec![act(proposal, 1, accept, &[0, 2, 3]), act(proposal, 2, to("PD-002"), &[1])];
    log.push(act(proposal, 0, to("NINGUNO"), &[4]));
    log.push(act(proposal, 2, Action::Accept { text: "Ordenar".into() }, &[1]));
    log.push(act(proposal, 2, no_objective(), &[]));
    log.extend(also.map(|action| act(proposal, 1, action, &[])));
    number(&mut log);
    log
}

#[test]
fn the_tables_read_as_documented() {
    let proposal = sample::proposal();
    let (dir, _) = written(&proposal, &decided(&proposal), Options::default());
    let text = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    expect_test::expect![[r#"
        id,horizon,horizon_by,competencia,text,n_institutional,n_citizen,n_proposed,n_also,sides,objetivo_desarrollo,objetivo_gestion,politicas,lectura_politica,parroquias,entidades,alignment_by
        DM001,gestión,frame,Ambiente,Recuperar las quebradas del distrito.,1,1,0,0,both,1,1.1,P01,literal,Nono (1),Secretaría de Ambiente (1),frame
        PD-003,,,Ambiente,basura,0,0,0,1,citizen,,,,,,,
        PD-002,,,Movilidad,Ordenar el tránsito del centro,1,0,0,0,institutional,,,,,,,
    "#]].assert_eq(&text("consolidado.csv"));
    expect_test::expect![[r#"
        statement_id,origin,state,final_id,also,reason,decision,text,entidad,parroquia,taller,fecha
        I001,institutional,in_challenge,DM001,no,,1,Recuperación de quebradas y sus riberas.,Secretaría de Ambiente,,,
        I002,institutional,in_challenge,PD-002,no,,2,'=SUMA(A1) Ordenar el tránsito en el centro,,,,
        C001,citizen,in_challenge,DM001,no,,3,"LIMPIAR LA QUEBRADA, está llena de basura",,Nono,T01,2026-09-11
        C001,citizen,in_challenge,PD-003,yes,,3,"LIMPIAR LA QUEBRADA, está llena de basura",,Nono,T01,2026-09-11
        C002,citizen,discarded,,no,repite a otro desafío,5,limpiar la quebrada que esta llena de basura,,,,
        C003,citizen,out_of_competence,,no,parece ajeno a las competencias,4,bajar el IVA,,,,
        C004,citizen,out_of_competence,,no,sin contenido,,s/n,,,,
    "#]].assert_eq(&text("trazabilidad.csv"));
}

#[test]
fn the_document_reads_well() {
    let proposal = sample::proposal();
    let (dir, _) = written(&proposal, &decided(&proposal), Options::default());
    expect_test::expect![[r#"
        Desafíos consolidados
        Cada desafío viene de los aportes de las entidades y de la ciudadanía. El anexo «Las voces» los tiene todos, tal como se escribieron. Un aporte está en un solo desafío; si además es de otro, allí se lo repite con la marca «también aquí» y no se vuelve a contar.
        Totales PAGEREF c1 \h …
        Ambiente PAGEREF c2 \h …
        Movilidad PAGEREF c3 \h …
        Cobertura: qué le falta a la cadena PAGEREF c4 \h …
        Fuera de competencia y descartados PAGEREF c5 \h …
        Anexo 1. Desafíos de largo plazo por objetivo de desarrollo PAGEREF c6 \h …
        Anexo 2. Desafíos de gestión por objetivo de gestión y política PAGEREF c7 \h …
        Desafíos sin horizonte PAGEREF c8 \h …
        Las voces: los aportes de cada desafío PAGEREF c9 \h …
        Totales
        Aportes recibidos: 2 institucionales + 4 ciudadanos = 6.
        Institucionales: 2 en un desafío = 2.
        Ciudadanos: 1 en un desafío + 2 fuera de competencia + 1 descartado = 4.
        En total: 3 en un desafío + 2 fuera de competencia + 1 descartado = 6.
        Desafíos: 1 de gestión + 2 sin horizonte = 3.
        Desafíos por sus voces: 1 cruzado + 1 solo institucional + 1 solo ciudadano = 3.
        Aportes que además son de otro desafío: 1.
        Datos personales tapados en los aportes: 0.
        Ambiente
        2 desafíos; 1 aporte institucional + 1 ciudadano = 2 aportes.
        DM001. Recuperar las quebradas del distrito.
        Horizonte: gestión · 1 aporte institucional + 1 ciudadano = 2 aportes · cruzado · objetivo de gestión 1.1 · política P01 «Restaurar ecosistemas.»
        PD-003. basura
        Horizonte: por decidir · 0 aportes institucionales + 0 ciudadanos = 0 aportes · solo ciudadano
        Movilidad
        Un desafío; 1 aporte institucional + 0 ciudadanos = 1 aporte.
        PD-002. Ordenar el tránsito del centro
        Horizonte: por decidir · 1 aporte institucional + 0 ciudadanos = 1 aporte · solo institucional
        Cobertura: qué le falta a la cadena
        Desafíos sin objetivo (2)
        PD-003 basura
        PD-002 Ordenar el tránsito del centro
        Competencias de las que solo habla la institución (1)
        Movilidad
        Fuera de competencia y descartados
        Id
        Origen
        Aporte
        Estado
        Motivo
        C003
        ciudadano
        &lt;script&gt;alert(1)&lt;/script&gt; bajar el IVA
        fuera de competencia
        parece ajeno a las competencias
        C004
        ciudadano
        s/n
        fuera de competencia
        sin contenido
        C002
        ciudadano
        limpiar la quebrada que esta llena de basura
        descartado
        repite a otro desafío


        Anexo 1. Desafíos de largo plazo por objetivo de desarrollo
        0 desafíos de largo plazo; 0 de 1 objetivos de desarrollo tienen alguno.
        Objetivo de desarrollo
        Competencia
        Id
        Desafío
        Aportes inst.
        Aportes ciud.
        1. La ciudad: Consolidar una ciudad sostenible.


        — sin desafíos —



        Anexo 2. Desafíos de gestión por objetivo de gestión y política
        1 desafío de gestión; 1 de 1 objetivos de gestión y 1 de 1 políticas tienen alguno.
        Objetivo de desarrollo
        Objetivo de gestión
        Política
        Competencia
        Id
        Desafío
        Aportes inst.
        Aportes ciud.
        Lectura o decisión
        1. La ciudad
        1.1 Cuidar las quebradas.
        P01 Restaurar ecosistemas.
        Ambiente
        DM001
        Recuperar las quebradas del distrito.
        1
        1
        literal

        Desafíos sin horizonte
        A 2 desafíos les falta decidir el horizonte y la alineación.
        Competencia
        Id
        Desafío
        Aportes inst.
        Aportes ciud.
        Ambiente
        PD-003
        basura
        0
        0
        Movilidad
        PD-002
        Ordenar el tránsito del centro
        1
        0


        Las voces: los aportes de cada desafío
        DM001. Recuperar las quebradas del distrito.
        Desde la institución: I001 Recuperación de quebradas y sus riberas. (Secretaría de Ambiente) 
        Desde la ciudadanía: C001 LIMPIAR LA QUEBRADA, está llena de basura (Nono; T01; también en PD-003) 
        PD-003. basura
        Desde la ciudadanía: C001 LIMPIAR LA QUEBRADA, está llena de basura (Nono; T01; también aquí) 
        PD-002. Ordenar el tránsito del centro
        Desde la institución: I002 =SUMA(A1) Ordenar el tránsito en el centro 
    "#]].assert_eq(&document(dir.path()));
}

#[test]
fn the_same_decisions_give_the_same_bytes() {
    let proposal = sample::proposal();
    let bytes = || {
        let (dir, _) = written(&proposal, &decided(&proposal), Options::default());
        let names = ["consolidado.xlsx", "consolidado.docx", "consolidado.csv", "trazabilidad.csv"];
        names.map(|name| std::fs::read(dir.path().join(name)).unwrap())
    };
    assert!(bytes() == bytes());
}

#[test]
fn a_list_without_anything_and_a_frame_without_objectives_can_be_written() {
    let mut proposal = sample::proposal();
    proposal.corpus.statements.clear();
    proposal.placements.clear();
    proposal.candidates.clear();
    proposal.frame.desafios.clear();
    proposal.frame.objetivos_desarrollo.clear();
    let (dir, outcome) = written(&proposal, &[], Options::default());
    assert!(matches!(outcome, Outcome::Written { .. }));
    let names = book(dir.path()).sheet_names();
    assert!(!names.iter().any(|name| name.starts_with("Anexo")), "{names:?}");
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let proposal = sample::proposal();
    let settled = settle(&proposal, &[]);
    let dir = Path::new("/no/existe");
    let error = write(&proposal, &settled, &DRAFT, &[], dir).unwrap_err().to_string();
    assert!(error.contains("/no/existe/consolidado.xlsx"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn every_statement_is_in_exactly_one_state_whatever_was_decided(
        acts in proptest::collection::vec((0..6_usize, 0..8_usize, 0..2_usize), 0..10)
    ) {
        let proposal = sample::proposal();
        let places = ["PD-001", "PD-002", "DM001", "nuevo:agua", "NINGUNO"];
        let mut log: Vec<Decision> = acts
            .iter()
            .map(|&(i, what, reviewer)| {
                let action = match what {
                    0..5 => to(places[what]),
                    5 => Action::Discard,
                    6 => Action::DontKnow,
                    _ => Action::AlsoIn { also: "nuevo:agua".parse().unwrap() },
                };
                let mut decision = act(&proposal, 0, action, &[i]);
                decision.reviewer = ["Ana", "Luis"][reviewer].into();
                decision
            })
            .collect();
        number(&mut log);
        let (dir, outcome) = written(&proposal, &log, DRAFT);
        let Outcome::Written { totals, .. } = outcome else { panic!("drafts are written") };
        for counts in [totals.institutional, totals.citizen] {
            prop_assert_eq!(counts.by_state().iter().sum::<usize>(), counts.total);
        }
        let mut book = book(dir.path());
        let trace = rows(&mut book, "Trazabilidad");
        let ids: BTreeSet<&str> = trace.iter().map(|row| row["id"].as_str()).collect();
        prop_assert_eq!((trace.len(), ids.len()), (6, 6));
        let of = |rows: &[BTreeMap<String, String>], tie: &str| -> BTreeSet<String> {
            let rows = rows.iter().filter(|row| row["relación"] == tie);
            rows.map(|row| row["id"].clone()).collect()
        };
        let reverse = rows(&mut book, "Trazabilidad inversa");
        let (main, proposed) = (of(&reverse, "principal"), of(&reverse, "propuesto, sin decidir"));
        let out: BTreeSet<String> =
            rows(&mut book, "Fuera y descartados").iter().map(|row| row["id"].clone()).collect();
        for row in &trace {
            let id = &row["id"];
            let places = (main.contains(id), proposed.contains(id), out.contains(id));
            let expected = match row["estado"].as_str() {
                "en un desafío" => (true, false, false),
                "propuesto, sin decidir" => (false, true, false),
                "fuera de competencia" | "descartado" => (false, false, true),
                state => { prop_assert_eq!(state, "pendiente"); (false, false, false) }
            };
            prop_assert_eq!(places, expected, "{}", id);
            prop_assert_eq!(row["desafío"].is_empty(), !(places.0 || places.1));
        }
    }
}
