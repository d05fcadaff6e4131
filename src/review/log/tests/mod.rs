//! What the log keeps, refuses and survives.

mod killed;

use rusqlite::Connection;

use super::export::COLUMNS;
use super::*;
use crate::domain::decision::{Action, ContentHash, Subject};
use crate::domain::destination::{ChallengeId, Destination};
use crate::domain::frame::Horizon;
use crate::domain::statement::StatementId;

fn act(reviewer: &str, action: Action, subjects: &[&str]) -> Decision {
    let subject =
        |id: &&str| Subject { id: StatementId::new(id), hash: ContentHash::of("un texto") };
    Decision {
        number: 0,
        at: "2026-09-11T10:00:00Z".into(),
        reviewer: reviewer.into(),
        run: "r1".into(),
        candidate: Some(ChallengeId::numbered(1)),
        action,
        subjects: subjects.iter().map(subject).collect(),
        reason: Some("=1+1".into()),
        note: None,
        file: Some("ana.xlsx".into()),
    }
}

fn accept(reviewer: &str, subjects: &[&str]) -> Decision {
    act(reviewer, Action::Accept { text: "Recuperar, ya".into() }, subjects)
}

fn moved(reviewer: &str, cell: &str, subjects: &[&str]) -> Decision {
    act(reviewer, Action::Move { to: cell.parse::<Destination>().unwrap() }, subjects)
}

fn undo(reviewer: &str, decision: i64) -> Decision {
    act(reviewer, Action::Undo { decision }, &[])
}

fn log() -> (tempfile::TempDir, Log) {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::open(&dir.path().join(FILE)).unwrap();
    (dir, log)
}

#[test]
fn what_is_added_reads_back_in_order_also_after_closing() {
    let (dir, mut log) = log();
    let acts = [accept("Ana", &["I001", "C002"]), moved("Ana", "nuevo:agua", &["C001"])];
    assert_eq!(log.append(&acts).unwrap(), [1, 2]);
    let numbered: Vec<Decision> =
        acts.into_iter().zip(1..).map(|(act, number)| Decision { number, ..act }).collect();
    assert_eq!(log.all().unwrap(), numbered);
    drop(log);
    let log = Log::open(&dir.path().join(FILE)).unwrap();
    assert_eq!(log.all().unwrap(), numbered);
}

#[test]
fn the_same_act_again_changes_nothing() {
    let (_dir, mut log) = log();
    let acts = [accept("Ana", &["I001", "C002"]), moved("Ana", "DM001", &["C001"])];
    log.append(&acts).unwrap();
    let later = |act: &Decision| Decision {
        at: "2026-09-12T10:00:00Z".into(),
        file: Some("copia.xlsx".into()),
        subjects: act.subjects.iter().rev().cloned().collect(),
        reviewer: " ana".into(),
        ..act.clone()
    };
    assert!(log.append(&acts.each_ref().map(later)).unwrap().is_empty());
    assert!(log.append(&[acts[0].clone(), acts[0].clone()]).unwrap().is_empty());
    assert_eq!(log.append(&[accept("Luis", &["I001", "C002"])]).unwrap(), [3], "another person");
    let other_text = |mut act: Decision| {
        act.subjects[0].hash = ContentHash::of("otro texto");
        act
    };
    assert_eq!(log.append(&[other_text(acts[0].clone())]).unwrap(), [4], "the text changed");
}

#[test]
fn an_act_counts_again_after_an_undo_or_another_act() {
    let (_dir, mut log) = log();
    let stay = moved("Ana", "DM001", &["C001"]);
    assert_eq!(log.append(&[stay.clone(), undo("Ana", 1), stay.clone()]).unwrap(), [1, 2, 3]);
    let elsewhere = moved("Ana", "DM002", &["C001", "C002"]);
    assert_eq!(log.append(&[elsewhere, stay.clone(), stay.clone()]).unwrap(), [4, 5]);
    assert_eq!(log.append(&[undo("Ana", 5), undo("Ana", 5), stay]).unwrap(), [6, 7]);
    let other_person = moved("Luis", "DM002", &["C001"]);
    log.append(std::slice::from_ref(&other_person)).unwrap();
    assert!(log.append(&[other_person]).unwrap().is_empty());
}

#[test]
fn nothing_can_be_changed_deleted_or_replaced() {
    let (dir, mut log) = log();
    log.append(&[accept("Ana", &["I001"])]).unwrap();
    let before = log.all().unwrap();
    let raw = Connection::open(dir.path().join(FILE)).unwrap();
    for sql in [
        "UPDATE decisions SET reviewer = 'Luis'",
        "DELETE FROM decisions",
        "INSERT OR REPLACE INTO decisions SELECT 1, at, 'Luis', run, candidate, action, detail, \
         reason, note, file, batch FROM decisions",
        "UPDATE subjects SET statement_id = 'X'",
        "DELETE FROM subjects",
        "INSERT OR REPLACE INTO subjects VALUES (1, 'X', 'h', 0)",
        "UPDATE seals SET hash = x'00'",
        "DELETE FROM seals",
        "INSERT OR REPLACE INTO seals VALUES (1, x'00')",
    ] {
        let refused = raw.execute(sql, []).unwrap_err().to_string();
        assert!(refused.contains("las decisiones no se"), "{sql}: {refused}");
    }
    assert_eq!(log.all().unwrap(), before);
}

#[test]
fn a_batch_is_all_or_nothing() {
    let (dir, mut log) = log();
    log.append(&[accept("Ana", &["I001"])]).unwrap();
    let raw = Connection::open(dir.path().join(FILE)).unwrap();
    raw.execute_batch(
        "CREATE TRIGGER full BEFORE INSERT ON subjects WHEN NEW.statement_id = 'C009'
         BEGIN SELECT RAISE(ABORT, 'lleno'); END",
    )
    .unwrap();
    let error = log.append(&[moved("Ana", "DM001", &["C001"]), moved("Ana", "DM001", &["C009"])]);
    assert!(error.unwrap_err().to_string().contains("lleno"));
    assert_eq!(log.all().unwrap().len(), 1);
}

#[test]
fn a_file_that_is_no_log_is_named_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("notas.db");
    let words = "esto no es una base de datos ".repeat(40);
    std::fs::write(&text, &words).unwrap();
    let error = Log::open(&text).unwrap_err();
    assert!(matches!(error, Error::NotALog { .. }), "{error}");
    assert!(error.to_string().contains("notas.db"));
    assert_eq!(std::fs::read_to_string(&text).unwrap(), words);

    let foreign = dir.path().join("otra.db");
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    let before = std::fs::read(&foreign).unwrap();
    assert!(matches!(Log::open(&foreign), Err(Error::NotALog { .. })));
    assert_eq!(std::fs::read(&foreign).unwrap(), before);

    let missing = Log::open(&dir.path().join("no").join(FILE)).unwrap_err().to_string();
    assert!(missing.contains("¿existe la carpeta?"), "{missing}");
}

#[test]
fn a_newer_log_is_refused_with_both_versions() {
    let (dir, log) = log();
    drop(log);
    let path = dir.path().join(FILE);
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 7).unwrap();
    let error = Log::open(&path).unwrap_err().to_string();
    assert!(error.contains("registro 7, esta conoce hasta 2"), "{error}");
}

#[test]
fn the_export_has_a_row_for_every_statement_of_every_act() {
    let (dir, mut log) = log();
    let rename = act("Ana", Action::Rename { text: "Cuidar, «ya»".into() }, &[]);
    let align = Action::Align {
        horizon: Some(Horizon::Gestion),
        objetivo_desarrollo: None,
        objetivo_gestion: Some("1.1".into()),
        politicas: vec!["P02".into(), "P01".into()],
    };
    let align = act("Ana", align, &[]);
    let acts = [accept("Ana", &["I001", "C002"]), rename, undo("Luis", 2), align];
    log.append(&acts).unwrap();
    let path = dir.path().join("decisiones.csv");
    export_csv(&log.all().unwrap(), &path).unwrap();
    let table = crate::read::table::read(&path).unwrap().table;
    assert_eq!(table.headers, COLUMNS);
    let rows: Vec<Vec<&str>> = (table.rows.iter())
        .map(|row| row.cells.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect())
        .collect();
    let (at, hash) = ("2026-09-11T10:00:00Z", ContentHash::of("un texto").0);
    let start = |number| [number, at, "Ana", "r1", "PD-001"];
    assert_eq!(
        rows[0],
        [&start("1")[..], &["accept", "I001", &hash, "Recuperar, ya", "=1+1"]].concat()
    );
    assert_eq!(rows[1][6], "C002");
    assert_eq!(rows[2], [&start("2")[..], &["rename", "Cuidar, «ya»", "=1+1"]].concat());
    assert_eq!(rows[3][5..], ["undo", "2", "=1+1"]);
    assert_eq!(rows[4][5..], ["align", "=1+1", "gestión", "1.1", "P01;P02"]);
    assert!(std::fs::read_to_string(&path).unwrap().contains("'=1+1"), "nothing can run");
}

/// A log of every kind of act, closed.
fn varied() -> (tempfile::TempDir, Vec<Decision>) {
    let (dir, mut log) = log();
    let align = Action::Align {
        horizon: Some(Horizon::Gestion),
        objetivo_desarrollo: None,
        objetivo_gestion: Some("1.1".into()),
        politicas: vec!["P02".into()],
    };
    log.append(&[accept("Ana", &["I001", "C002", "C003"]), moved("Luis", "DM001", &["C001"])])
        .unwrap();
    log.append(&[act("Rosa", align, &[]), undo("Luis", 2)]).unwrap();
    for i in 0..8 {
        let rename = act("Ana", Action::Rename { text: format!("Cuidar el río {i}") }, &[]);
        log.append(&[rename, moved("Luis", "nuevo:agua", &[&format!("C10{i}")])]).unwrap();
    }
    let all = log.all().unwrap();
    assert_eq!(all.len(), 20);
    (dir, all)
}

/// Does something to the tables that no program of this kind does.
fn meddle(path: &Path, sql: &str) {
    let raw = Connection::open(path).unwrap();
    raw.pragma_update(None, "foreign_keys", "OFF").unwrap();
    let triggers: Vec<[String; 2]> = raw
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| Ok([row.get(0)?, row.get(1)?]))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    for [name, _] in &triggers {
        raw.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    raw.execute_batch(sql).unwrap();
    for [_, sql] in &triggers {
        raw.execute_batch(sql).unwrap();
    }
}

fn damages(path: &Path) -> Vec<String> {
    examine(path).unwrap().damages.iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_damaged_is_told_by_its_number() {
    for (sql, told) in [
        (
            "UPDATE decisions SET reviewer = 'Eva' WHERE number = 5",
            &["la decisión 5 no dice lo que \
          se guardó: su contenido cambió"][..],
        ),
        (
            "UPDATE subjects SET statement_id = 'C999' WHERE decision = 1 AND position = 1",
            &["la decisión 1 no dice lo que se guardó: su contenido cambió"],
        ),
        (
            "DELETE FROM subjects WHERE decision = 20",
            &["la decisión 20 no dice lo que se guardó: su contenido cambió"],
        ),
        (
            "UPDATE seals SET hash = zeroblob(32) WHERE number = 7",
            &["el sello de la decisión 7 cambió"],
        ),
        (
            "UPDATE seals SET hash = x'00' WHERE number = 7",
            &[
                "la decisión 7 no tiene sello",
                "la decisión 8 no dice lo que se guardó: su contenido cambió",
            ],
        ),
        ("DELETE FROM decisions WHERE number = 9", &["falta la decisión 9"]),
        ("DELETE FROM decisions WHERE number > 17", &["faltan las decisiones 18 a 20"]),
        (
            "DELETE FROM decisions WHERE number > 17; DELETE FROM seals WHERE number > 17",
            &["faltan las decisiones 18 a 20"],
        ),
        (
            "INSERT INTO decisions SELECT 21, at, reviewer, run, candidate, action, detail, reason, \
          note, file, 21 FROM decisions WHERE number = 1",
            &["la decisión 21 no tiene sello"],
        ),
        ("UPDATE sqlite_sequence SET seq = 3", &["el registro cuenta 3 decisiones y tiene 20"]),
    ] {
        let (dir, all) = varied();
        let path = dir.path().join(FILE);
        meddle(&path, sql);
        let found = examine(&path).unwrap();
        assert_eq!(damages(&path), told, "{sql}");
        let before = usize::try_from(found.damages[0].number).unwrap() - 1;
        assert_eq!(found.decisions, all[..before.min(20)], "{sql}");
        for refused in [read(&path).unwrap_err(), Log::open(&path).unwrap_err()] {
            let refused = refused.to_string();
            assert!(refused.contains(told[0]) && refused.contains("--verify"), "{refused}");
        }
    }
}

#[test]
fn other_tables_and_triggers_are_refused() {
    let (dir, _) = varied();
    let path = dir.path().join(FILE);
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "CREATE TRIGGER t AFTER INSERT ON decisions BEGIN SELECT load_extension('x'); END",
        )
        .unwrap();
    for refused in [read(&path).unwrap_err(), Log::open(&path).unwrap_err()] {
        assert!(matches!(refused, Error::Altered { .. }), "{refused}");
    }
}

/// Flips bits of a sound log and holds what is then read against what was recorded.
fn flips(count: usize, bit: impl Fn(usize, usize) -> usize) -> usize {
    let (dir, all) = varied();
    let path = dir.path().join(FILE);
    let bytes = std::fs::read(&path).unwrap();
    let mut told = 0;
    for i in 0..count {
        let at = bit(i, bytes.len() * 8);
        let mut damaged = bytes.clone();
        damaged[at / 8] ^= 1 << (at % 8);
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(dir.path().join(format!("{FILE}{end}")));
        }
        std::fs::write(&path, &damaged).unwrap();
        match read(&path) {
            Ok(decisions) => assert_eq!(decisions, all, "bit {at} changed what is read"),
            Err(_) => told += 1,
        }
        match Log::open(&path) {
            Ok(log) => assert_eq!(log.all().unwrap(), all, "bit {at} changed what is opened"),
            Err(error) => assert!(error.to_string().contains(FILE), "{error}"),
        }
    }
    told
}

#[test]
fn no_flipped_bit_changes_what_is_said_without_being_told() {
    // The numbers of Knuth's MMIX generator from 1.
    let chance = |i: usize, bits: usize| {
        let mut chance = 1_u64;
        for _ in 0..=i {
            chance = chance
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
        }
        (chance >> 20) as usize % bits
    };
    assert!(flips(120, chance) > 0);
}

#[test]
#[ignore = "every bit of a log: some minutes"]
fn no_bit_changes_what_is_said_without_being_told() {
    let (dir, _) = varied();
    let bits = std::fs::read(dir.path().join(FILE)).unwrap().len() * 8;
    println!("{} of {bits} bits are told", flips(bits, |i, _| i));
}

/// A log as version 1 made it.
fn unsealed() -> (tempfile::TempDir, Vec<Decision>) {
    let (dir, all) = varied();
    let path = dir.path().join(FILE);
    let new = dir.path().join("antes.db");
    let raw = Connection::open(&new).unwrap();
    raw.execute_batch(SCHEMA).unwrap();
    raw.execute_batch(&format!(
        "ATTACH '{}' AS old;
         INSERT INTO main.decisions SELECT * FROM old.decisions;
         INSERT INTO main.subjects SELECT * FROM old.subjects;",
        path.display()
    ))
    .unwrap();
    raw.pragma_update(None, "application_id", APPLICATION).unwrap();
    raw.pragma_update(None, "user_version", UNSEALED).unwrap();
    drop(raw);
    std::fs::rename(new, &path).unwrap();
    (dir, all)
}

#[test]
fn a_log_without_seals_is_read_as_it_is_and_sealed_when_it_is_written() {
    let (dir, all) = unsealed();
    let path = dir.path().join(FILE);
    let before = std::fs::read(&path).unwrap();
    let found = examine(&path).unwrap();
    assert_eq!((found.sealing, &found.decisions), (Sealing::NotYet, &all));
    assert_eq!(std::fs::read(&path).unwrap(), before, "reading changes nothing");
    let mut log = Log::open(&path).unwrap();
    assert_eq!(log.all().unwrap(), all);
    assert!(log.append(&[all[0].clone()]).unwrap().is_empty(), "it is known what is in force");
    assert_eq!(log.append(&[moved("Eva", "DM001", &["C001"])]).unwrap(), [21]);
    drop(log);
    let found = examine(&path).unwrap();
    assert_eq!((found.sealing, found.decisions.len()), (Sealing::Sealed, 21));
    assert!(found.damages.is_empty());
    meddle(&path, "UPDATE decisions SET at = '2020' WHERE number = 2");
    assert_eq!(damages(&path), ["la decisión 2 no dice lo que se guardó: su contenido cambió"]);
}

#[test]
fn a_copy_says_the_same_and_is_sealed() {
    let (dir, all) = varied();
    let copy = dir.path().join("copia.db");
    Log::copy(&all, &copy).unwrap();
    assert_eq!(read(&copy).unwrap(), all);
    assert!(Log::copy(&all, &copy).is_err(), "nothing is written over");
}

#[test]
fn an_append_that_failed_is_not_taken_for_known() {
    let (dir, mut log) = log();
    log.append(&[accept("Ana", &["I001"])]).unwrap();
    let path = dir.path().join(FILE);
    let writing = Connection::open(&path).unwrap();
    writing
        .execute_batch(
            "CREATE TRIGGER full BEFORE INSERT ON seals WHEN NEW.number = 3
             BEGIN SELECT RAISE(ABORT, 'lleno'); END",
        )
        .unwrap();
    let acts = [moved("Ana", "DM001", &["C001"]), moved("Ana", "DM001", &["C002"])];
    log.append(&acts).unwrap_err();
    writing.execute_batch("DROP TRIGGER full").unwrap();
    assert_eq!(log.append(&acts).unwrap(), [2, 3]);
}

#[cfg(unix)]
/// What takes a log away.
type Take<'t> = &'t dyn Fn(&Path);

#[test]
fn a_log_that_was_taken_away_takes_no_more_acts() {
    let write_ahead = format!("{FILE}-wal");
    let replace = |dir: &Path| {
        std::fs::copy(dir.join(FILE), dir.join("otro.db")).unwrap();
        std::fs::rename(dir.join("otro.db"), dir.join(FILE)).unwrap();
    };
    let remove = |dir: &Path| std::fs::remove_file(dir.join(FILE)).unwrap();
    let remove_ahead = |dir: &Path| std::fs::remove_file(dir.join(&write_ahead)).unwrap();
    let takes: [(Take<'_>, &str); 3] = [
        (&remove, "«decisions.db» ya no está"),
        (&replace, "«decisions.db» es ahora otro archivo"),
        (&remove_ahead, "«decisions.db-wal» ya no está"),
    ];
    for (take, told) in takes {
        let (dir, mut log) = log();
        log.append(&[accept("Ana", &["I001"])]).unwrap();
        take(dir.path());
        for _ in 0..2 {
            let error = log.append(&[moved("Ana", "DM001", &["C001"])]).unwrap_err();
            assert!(matches!(error, Error::Lost { .. }), "{error}");
            assert!(error.to_string().contains(told), "{error}");
        }
    }
}

#[test]
#[ignore = "measures; run in release with --nocapture"]
fn a_hundred_thousand_records_are_verified() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE);
    let comment = |i: usize| {
        let mut comment = act(["Ana", "Luis"][i % 2], Action::Comment, &[&format!("C{}", i % 900)]);
        comment.note = Some(format!("comentario {i}"));
        comment
    };
    let acts: Vec<Decision> = (0..100_000).map(comment).collect();
    Log::open(&path).unwrap().append(&acts).unwrap();
    for _ in 0..3 {
        let begun = std::time::Instant::now();
        assert!(examine(&path).unwrap().damages.is_empty());
        println!("verified in {:?}", begun.elapsed());
        let begun = std::time::Instant::now();
        let mut log = Log::open(&path).unwrap();
        println!("opened to write in {:?}", begun.elapsed());
        let begun = std::time::Instant::now();
        log.append(&[moved("Ana", "DM001", &["C001"]), undo("Ana", 5)]).unwrap();
        println!("appended in {:?}", begun.elapsed());
    }
}
