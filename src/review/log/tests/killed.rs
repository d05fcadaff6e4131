//! Programs that are killed while they write, and two that write at once.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use super::*;

/// The name of the test below, by which this program is started anew.
const WRITER: &str = "review::log::tests::killed::writes_until_killed";

/// The program that is killed: it adds batches of three until it dies, and says each number.
#[test]
#[ignore = "started and killed by the test below"]
fn writes_until_killed() {
    let Some(path) = std::env::var_os("MINGA_TEST_LOG") else { return };
    let mut log = Log::open(Path::new(&path)).unwrap();
    for batch in 0_u32.. {
        let me = std::process::id();
        let ids: Vec<String> = (0..3).map(|i| format!("C{me}-{batch}-{i}")).collect();
        let acts: Vec<Decision> =
            ids.iter().map(|id| moved("Ana", "DM001", &[id.as_str(), "otro"])).collect();
        log.append(&acts).unwrap();
        println!("\nbatch {batch}");
    }
}

#[test]
fn a_kill_loses_at_most_the_act_in_flight() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE);
    for round in 1..=3 {
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", WRITER, "--ignored", "--nocapture"])
            .env("MINGA_TEST_LOG", &path)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(writer.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut said = lines.filter(|line| line.starts_with("batch ")).take(4 * round);
        assert!(said.by_ref().count() == 4 * round);
        // On Unix this is SIGKILL.
        writer.kill().unwrap();
        writer.wait().unwrap();

        let log = Log::open(&path).unwrap();
        let decisions = log.all().unwrap();
        assert!(decisions.len() >= 12 * round, "what was acknowledged is there");
        assert_eq!(decisions.len() % 3, 0, "whole batches only");
        assert!(decisions.iter().zip(1..).all(|(d, n)| d.number == n && d.subjects.len() == 2));
        let sound: String =
            log.connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(sound, "ok");
    }
}

#[test]
fn two_programs_can_write_to_one_log() {
    let (dir, _log) = log();
    let path = dir.path().join(FILE);
    std::thread::scope(|scope| {
        for reviewer in ["Ana", "Luis"] {
            let path = &path;
            scope.spawn(move || {
                let mut log = Log::open(path).unwrap();
                for i in 0..20 {
                    log.append(&[moved(reviewer, "DM001", &[&format!("C{i}")])]).unwrap();
                }
            });
        }
    });
    let numbers: Vec<i64> =
        Log::open(&path).unwrap().all().unwrap().iter().map(|d| d.number).collect();
    assert_eq!(numbers, (1..=40).collect::<Vec<i64>>());
}
