//! What the world does to a program: kills at any moment, a log that another program holds, a clock
//! that goes back. Full and read-only disks stand in `as_root`.
//!
//! The long ones: `MINGA_KILLS=300 cargo test --release --test cli faults -- --ignored`.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use minga::review::log;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::corpus::{BOTH, first_rows, small};
use crate::support::page_server::Server;
use crate::support::project::Project;

/// How many kills, unless `MINGA_KILLS` says.
const KILLS: u32 = 200;

fn kills() -> u32 {
    std::env::var("MINGA_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS)
}

/// Lets a program live for a share of its usual time, then kills it as `kill -9` does, if it has not
/// ended.
fn killed_at(mut child: Child, usual: Duration, share: f64) {
    let until = Instant::now() + usual.mul_f64(share);
    while Instant::now() < until && child.try_wait().unwrap().is_none() {
        sleep(until.saturating_duration_since(Instant::now()).min(Duration::from_millis(5)));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

fn sound(database: &Path) {
    let open = rusqlite::Connection::open(database).unwrap();
    let said: String = open.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(said, "ok", "{}", database.display());
}

fn decisions(project: &Project) -> usize {
    let path = project.path("corrida/decisions.db");
    if !path.exists() {
        return 0;
    }
    sound(&path);
    minga::review::log::Log::open(&path).unwrap().all().unwrap().len()
}

/// Kills `count` runs and as many applies at random moments.
fn kill_runs_and_applies(count: u32) {
    let rows = 30;
    let decided: String = std::iter::once("statement_id,final_id\n".to_owned())
        .chain((1..=rows).map(|i| format!("C{i:03},DM{:03}\n", i + 1)))
        .collect();
    let project = Project::new()
        .file("oficinas.csv", first_rows("institucional.csv", 12))
        .file("talleres.csv", first_rows("ciudadano.csv", rows))
        .file("decisiones.csv", decided);
    let cache = project.path("vectores.db");
    let run = || project.run(BOTH).without_env("MINGA_CACHE").arg("--cache").arg(&cache);
    let start = Instant::now();
    run().succeeds();
    let cold = start.elapsed();
    let start = Instant::now();
    run().succeeds();
    let warm = start.elapsed();
    let reference = project.outputs("corrida").bytes("statements.csv");
    let start = Instant::now();
    project.minga("apply corrida decisiones.csv --reviewer Mesa").succeeds();
    let applying = start.elapsed();
    let all = decisions(&project);
    assert!(all >= rows, "{all}");
    let forget = || {
        for end in ["db", "db-wal", "db-shm", "csv"] {
            let _ = std::fs::remove_file(project.path(&format!("corrida/decisions.{end}")));
        }
    };

    let mut chance = ChaCha8Rng::seed_from_u64(9);
    let mut met = BTreeSet::new();
    for round in 0..count {
        forget();
        // One in four encodes anew, the others find some or all vectors.
        if round % 4 == 0 {
            let _ = std::fs::remove_file(&cache);
        }
        let usual = if round % 4 == 0 { cold } else { warm };
        killed_at(run().spawn(), usual, chance.gen_range(0.0..1.1));
        sound(&cache);
        let outputs = project.outputs("corrida");
        outputs.parse();
        if outputs.names().iter().any(|name| name == "run.json") {
            outputs.are_whole();
        }
        run().succeeds();
        assert_eq!(project.outputs("corrida").bytes("statements.csv"), reference, "{round}");

        let apply = || project.minga("apply corrida decisiones.csv --reviewer Mesa");
        killed_at(apply().spawn(), applying, chance.gen_range(0.0..1.2));
        let kept = decisions(&project);
        met.insert(kept);
        assert!(kept == 0 || kept == all, "{kept} of {all} decisions");
        apply().succeeds();
        assert_eq!(decisions(&project), all);
        let listed = std::fs::read_to_string(project.path("corrida/decisions.csv")).unwrap();
        assert!(listed.lines().count() > all);
    }
    if count > 20 {
        assert_eq!(met.len(), 2, "the moments were too early or too late: {met:?}");
    }
}

#[test]
fn a_few_kills_leave_everything_readable() {
    kill_runs_and_applies(3);
}

#[test]
#[ignore = "takes minutes: MINGA_KILLS says how many"]
fn hundreds_of_kills_leave_everything_readable() {
    kill_runs_and_applies(kills());
}

/// Kills the page `count` times while a reviewer writes: what was answered is in the log, and of
/// what was not at most one act is.
fn kill_reviews(count: u32) {
    let project = small();
    project.run(BOTH).succeeds();
    let log = project.path("corrida/decisions.db");
    let notes = || -> BTreeSet<String> {
        if !log.exists() {
            return BTreeSet::new();
        }
        sound(&log);
        let all = minga::review::log::Log::open(&log).unwrap().all().unwrap();
        all.into_iter().filter_map(|decision| decision.note).collect()
    };
    let mut chance = ChaCha8Rng::seed_from_u64(10);
    let mut answered = BTreeSet::new();
    for round in 0..count {
        let server = Server::start(&project, "corrida");
        let (process, wait) = (server.id().to_string(), chance.gen_range(0..250));
        let killer = std::thread::spawn(move || {
            sleep(Duration::from_millis(wait));
            assert!(Command::new("kill").args(["-9", &process]).status().unwrap().success());
        });
        for act in 0.. {
            let shown = server.get("/api/card?id=PD-001");
            let Ok(card) = serde_json::from_str::<serde_json::Value>(&shown.body) else { break };
            let note = format!("{round}-{act}");
            let comment = serde_json::json!({
                "kind": "comment", "card": "PD-001", "seen": card["seen"], "note": note,
            });
            match server.post("/api/decide", &comment).status {
                200 => answered.insert(note),
                0 => break,
                other => panic!("{other}"),
            };
        }
        killer.join().unwrap();
        drop(server);
        let kept = notes();
        assert!(answered.is_subset(&kept), "{round}: {:?}", answered.difference(&kept));
        assert!(kept.len() <= answered.len() + 1, "{round}");
        answered = kept;
    }
    assert!(answered.len() > count as usize, "{}: killed too early", answered.len());
}

#[test]
fn a_few_kills_of_the_page_lose_nothing_that_was_answered() {
    kill_reviews(5);
}

#[test]
#[ignore = "takes minutes: MINGA_KILLS says how many"]
fn hundreds_of_kills_of_the_page_lose_nothing_that_was_answered() {
    kill_reviews(kills());
}

#[test]
fn a_log_that_another_program_writes_is_waited_for_and_then_named() {
    let project = small().file("d.csv", "statement_id,final_id\nC1,DM001\n");
    project.run(BOTH).succeeds();
    project.minga("apply corrida d.csv --reviewer Mesa").succeeds();
    let other = rusqlite::Connection::open(project.path("corrida/decisions.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let more = project.path("e.csv");
    std::fs::write(&more, "statement_id,final_id\nC2,DM001\n").unwrap();
    let said = project.minga("apply corrida e.csv --reviewer Mesa").cannot_run();
    assert!(said.err.contains("decisions.db"), "{}", said.err);
    other.execute_batch("ROLLBACK").unwrap();
    project.minga("apply corrida e.csv --reviewer Mesa").succeeds();
}

#[test]
fn decisions_are_not_taken_while_a_run_holds_the_folder() {
    let project = small().file("d.csv", "statement_id,final_id\nC1,DM001\n");
    project.run(BOTH).succeeds();
    let held = minga::read::files::lock(&project.path("corrida")).unwrap();
    let said = project.minga("apply corrida d.csv --reviewer Mesa").cannot_run();
    assert!(said.err.contains("otra ejecución"), "{}", said.err);
    assert!(!project.path("corrida/decisions.db").exists());
    drop(held);
}

#[test]
fn a_clock_that_goes_back_changes_no_order() {
    let project = small()
        .file("a.csv", "statement_id,final_id,reviewer\nC1,DM001,Ana\n")
        .file("b.csv", "statement_id,final_id,reviewer\nC1,DM002,Ana\n");
    project.run(BOTH).succeeds();
    project.minga("apply corrida a.csv --reviewer Mesa").succeeds();
    // As if the clock had been set long after today when the first was written.
    let path = project.path("corrida/decisions.db");
    let mut acts = log::read(&path).unwrap();
    for act in &mut acts {
        act.at = "2199-01-01T00:00:00Z".to_owned();
    }
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(project.path(&format!("corrida/decisions.db{end}")));
    }
    log::Log::copy(&acts, &path).unwrap();
    project.minga("apply corrida b.csv --reviewer Mesa").succeeds();
    project.minga("consolidate corrida --draft").succeeds();
    let table = std::fs::read_to_string(project.path("corrida/trazabilidad.csv")).unwrap();
    let line = table.lines().find(|line| line.contains("C1")).unwrap();
    assert!(line.contains("DM002"), "{line}");
}
