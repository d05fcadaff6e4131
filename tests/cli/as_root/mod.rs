//! Full and read-only disks. These tests mount small ones and need root.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::support::corpus::{BOTH, small};
use crate::support::project::Invocation;

/// A small disk of our own; unmounted at the end.
struct Disk(PathBuf);

impl Disk {
    fn mounted(at: PathBuf, options: &str) -> Self {
        std::fs::create_dir_all(&at).unwrap();
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&at).status();
        assert!(mount.is_ok_and(|s| s.success()), "needs root to mount a small disk");
        Self(at)
    }

    fn remount(&self, options: &str) {
        let mount =
            Command::new("mount").args(["-o", &format!("remount,{options}")]).arg(&self.0).status();
        assert!(mount.unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
#[ignore = "needs root"]
fn a_full_disk_is_said_and_leaves_the_earlier_run() {
    let project = small().file("d.csv", "statement_id,final_id\nC1,DM001\n");
    let disk = Disk::mounted(project.path("corrida"), "size=4m");
    project.run(BOTH).succeeds();
    let filler = project.path("corrida/relleno");
    let fill = |left: u64| {
        // More than fits, but for what is left.
        std::fs::write(&filler, vec![7; 5 << 20]).unwrap_err();
        let full = std::fs::metadata(&filler).unwrap().len();
        let file = std::fs::File::options().write(true).open(&filler).unwrap();
        file.set_len(full - left).unwrap();
    };
    let ends = |invocation: Invocation| {
        let ended = invocation.deaf(Stdio::null(), Stdio::null(), &[]);
        assert!(matches!(ended, Some(0 | 2)), "{ended:?}");
    };
    for left in [0, 20_000, 60_000, 150_000] {
        fill(left);
        let run = project.run(BOTH).arg("--target").arg("3");
        if left == 0 {
            let said = run.cannot_run();
            assert!(said.err.contains("espacio"), "{}", said.err);
        } else {
            // Every file that is replaced makes room for the next: little may be enough.
            ends(run);
        }
        std::fs::remove_file(&filler).unwrap();
        project.outputs("corrida").parse();
        project.run(BOTH).succeeds();
        project.outputs("corrida").are_whole();
    }
    for left in [0, 20_000] {
        fill(left);
        ends(project.minga("apply corrida d.csv --reviewer Mesa"));
        std::fs::remove_file(&filler).unwrap();
    }
    project.minga("apply corrida d.csv --reviewer Mesa").succeeds();
    project.minga("log corrida").succeeds();
    drop(disk);
}

#[test]
#[ignore = "needs root"]
fn a_full_disk_under_the_cache_is_said_and_done_without() {
    let project = small();
    let _disk = Disk::mounted(project.path("cache"), "size=64k");
    let cache = project.path("cache/vectores.db");
    let run = project.run(BOTH).without_env("MINGA_CACHE").arg("--cache");
    let said = run.arg(&cache).succeeds();
    assert!(said.err.contains("no se guardaron"), "{}", said.err);
    assert!(said.err.contains("vectores.db: el caché de vectores falló"), "{}", said.err);
    project.outputs("corrida").are_whole();
    // Of a share of the texts the vectors are all that is made.
    let share = "encode --shard 1/1 --citizen talleres.csv --frame pmdot-2024-2033 --cache";
    let share = project.minga(share).arg(&cache);
    let said = share.cannot_run();
    assert!(said.err.contains("vectores.db: el caché de vectores falló"), "{}", said.err);
}

#[test]
#[ignore = "needs root"]
fn a_read_only_disk_is_said() {
    let project = small().file("d.csv", "statement_id,final_id\nC1,DM001\n");
    let disk = Disk::mounted(project.path("corrida"), "size=8m");
    project.run(BOTH).succeeds();
    project.minga("apply corrida d.csv --reviewer Mesa").succeeds();
    let before = project.outputs("corrida").bytes("run.json");
    disk.remount("ro");
    for command in [project.run(BOTH), project.minga("apply corrida d.csv --reviewer Mesa")] {
        let said = command.cannot_run();
        assert!(said.err.contains("solo lectura"), "{}", said.err);
    }
    assert_eq!(project.outputs("corrida").bytes("run.json"), before);
    // What only reads needs no right to write.
    let said = project.minga("log corrida").succeeds();
    assert!(said.out.contains("1 decisión"), "{}", said.out);
    project.minga("log corrida --verify").succeeds();
    project.minga("consolidate corrida --draft --to entrega").succeeds();
    project.run("--previous corrida --out otra").succeeds();
    project.minga("log otra").succeeds();
    disk.remount("rw");
}
