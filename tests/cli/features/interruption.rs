//! Runs that are killed, that meet each other, or whose listener has left.

use std::path::Path;
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

use expect_test::expect;

use crate::support::corpus::{BOTH, CITIZENS, OFFICES, first_rows, small};
use crate::support::project::{Project, REPOSITORY};

/// Kills as `kill -9` does, and waits for the end.
fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_run_killed_at_any_time_leaves_nothing_half_written() {
    let project = small().file("otra.csv", CITIZENS.replace("agua", "leche"));
    let start = Instant::now();
    project.run(BOTH).succeeds();
    project.run("--citizen otra.csv --out corrida").succeeds();
    let whole = start.elapsed() / 2;
    let moments = 16;
    for moment in 0..moments {
        // Half of them over an earlier run, half in a folder that does not exist.
        if moment % 2 == 0 && project.path("corrida").exists() {
            std::fs::remove_dir_all(project.path("corrida")).unwrap();
        } else {
            project.run("--citizen otra.csv --out corrida").succeeds();
        }
        let run = project.run(BOTH).spawn();
        sleep(whole * moment / moments);
        kill(run);
        let outputs = project.outputs("corrida");
        outputs.parse();
        if outputs.names().iter().any(|name| name == "run.json") {
            // The manifest comes last: with it, all is there.
            outputs.are_whole();
        }
    }
    project.run(BOTH).succeeds();
    project.outputs("corrida").are_whole();
    let hidden: Vec<_> = std::fs::read_dir(project.path("corrida"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_string_lossy().ends_with(".tmp"))
        .collect();
    assert!(hidden.is_empty(), "{hidden:?}");
}

#[test]
fn a_run_killed_while_encoding_keeps_what_it_had() {
    let project = Project::new()
        .file("i.csv", first_rows("institucional.csv", 40))
        .file("c.csv", first_rows("ciudadano.csv", 60));
    let cache = project.path("vectores.db");
    let run = || {
        let run = project.run("--institutional i.csv --citizen c.csv --out corrida --json");
        run.without_env("MINGA_CACHE").arg("--cache").arg(&cache)
    };
    let mut killed = run().arg("--threads").arg("1").spawn();
    let vectors = || -> i64 {
        let Ok(cache) = rusqlite::Connection::open(&cache) else { return 0 };
        cache.query_row("SELECT count(*) FROM vectors", [], |row| row.get(0)).unwrap_or(0)
    };
    while vectors() == 0 && killed.try_wait().unwrap().is_none() {
        sleep(Duration::from_millis(5));
    }
    kill(killed);
    let kept = vectors();
    assert!(kept > 0);
    assert_eq!(project.outputs("corrida").names(), [""; 0]);

    let said = run().succeeds().json();
    assert_eq!(said["cached"], kept);
    project.outputs("corrida").are_whole();
}

#[test]
fn a_folder_in_use_is_refused() {
    let project = small();
    project.run(BOTH).succeeds();
    let before = project.outputs("corrida").bytes("run.json");
    let held = minga::read::files::lock(&project.path("corrida")).unwrap();
    let said = project.run(BOTH).arg("--target").arg("2").cannot_run();
    said.out(expect![[""]]).err(expect![[r#"
        minga: otra ejecución de minga está trabajando en la carpeta «corrida»: espere a que termine o use otra carpeta
    "#]]);
    assert_eq!(project.outputs("corrida").bytes("run.json"), before);
    drop(held);
    project.run(BOTH).succeeds();
}

#[test]
fn two_runs_at_once_share_the_cache() {
    let project = Project::new().file("o.csv", OFFICES).file("t.csv", CITIZENS);
    let cache = project.path("vectores.db");
    let run = |out: &str| {
        let run = project.run("--institutional o.csv --citizen t.csv --out").arg(out);
        run.without_env("MINGA_CACHE").arg("--cache").arg(&cache)
    };
    let children: Vec<Child> = ["a", "b", "c"].iter().map(|out| run(out).spawn()).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    project.outputs("a").equal(&project.outputs("b"));
    project.outputs("a").equal(&project.outputs("c"));
}

#[test]
fn an_apply_killed_at_any_time_has_all_of_its_file_or_nothing() {
    let project = Project::new()
        .file("i.csv", first_rows("institucional.csv", 40))
        .file("c.csv", first_rows("ciudadano.csv", 60));
    project.run("--institutional i.csv --citizen c.csv --out corrida").succeeds();
    let gold =
        std::fs::read_to_string(Path::new(REPOSITORY).join("data/example/gold.tsv")).unwrap();
    let own: Vec<String> =
        project.outputs("corrida").csv("statements.csv").iter().map(|s| s["id"].clone()).collect();
    let rows = gold.lines().skip(1).filter(|line| {
        line.split_once('\t').is_some_and(|(id, _)| own.iter().any(|known| known == id))
    });
    let table: String = std::iter::once("statement_id\tfinal_id")
        .chain(rows)
        .flat_map(|line| [line, "\n"])
        .collect();
    std::fs::write(project.path("decisiones.tsv"), table).unwrap();
    let before = project.outputs("corrida").bytes("run.json");
    let start = Instant::now();
    let all =
        project.minga("apply corrida decisiones.tsv --reviewer Mesa --json").succeeds().json();
    let whole = start.elapsed();
    let all = all["added"].as_u64().unwrap();
    assert!(all >= 100);
    let db = project.path("corrida/decisions.db");
    let in_log = || -> u64 {
        if !db.exists() {
            return 0;
        }
        minga::review::log::Log::open(&db).unwrap().all().unwrap().len() as u64
    };
    let moments = 24;
    for moment in 0..=moments {
        for name in ["decisions.db", "decisions.db-wal", "decisions.db-shm", "decisions.csv"] {
            let _ = std::fs::remove_file(project.path("corrida").join(name));
        }
        let apply = project.minga("apply corrida decisiones.tsv --reviewer Mesa").spawn();
        sleep(whole * moment / moments);
        kill(apply);
        let kept = in_log();
        assert!(kept == 0 || kept == all, "{kept} of {all}");
        // Doing it again ends where an undisturbed one would have.
        let again =
            project.minga("apply corrida decisiones.tsv --reviewer Mesa --json").succeeds().json();
        assert_eq!(again["added"].as_u64().unwrap(), all - kept);
        assert_eq!(in_log(), all);
    }
    assert_eq!(project.outputs("corrida").bytes("run.json"), before);
}
