//! Every command with its streams closed, full, or read by nobody: it ends with its own exit code,
//! what it decided is recorded, and an answer that cannot be written is an error.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use expect_test::expect;

use crate::support::corpus::{BOTH, CITIZENS, small};
use crate::support::page_server::{copy_of, link_folders, served_at};
use crate::support::project::{Fault, Invocation, Project, REPOSITORY, Stream};

const FAULTS: [Fault; 3] = [Fault::Closed, Fault::Full, Fault::NoReader];

/// A project in which every command has something to do; it is the same for all tests here.
static SHARED: LazyLock<Project> = LazyLock::new(|| {
    let mut project = small()
        .file("mal.csv", "id,texto\nC1,\n")
        .file("gold.tsv", "id\tgold\nI1\tDM001\nC1\tDM001\nC3\tDM003\n")
        .file("decisiones.csv", "statement_id,final_id\nC3,NINGUNO\n")
        .file("malas.csv", "statement_id,final_id\nC3,NINGUNO\nX9,NINGUNO\n")
        .file("rejilla.toml", "algorithm = [\"sized\"]\nmultiples = [1]\nrounds = [0]\n")
        .file("corpus/ciudadano.csv", CITIZENS)
        .file("textos.csv", "tema,demanda,registro,texto\nagua,a,oficina,Agua potable\n");
    // A frame of few challenges, and the model with one text of its reference.
    let coast = Path::new(REPOSITORY).join("data/canton-costa/frame");
    for entry in fs::read_dir(coast).unwrap().flatten() {
        let text = fs::read_to_string(entry.path()).unwrap();
        let rows = if entry.file_name() == "desafios_metropolitanos.csv" { 6 } else { 99 };
        let text: String = text.lines().take(rows).flat_map(|line| [line, "\n"]).collect();
        project = project.file(&format!("marco/{}", entry.file_name().display()), text);
    }
    let model = Path::new(REPOSITORY).join("models/e5-small-es");
    for entry in fs::read_dir(&model).unwrap().flatten() {
        let bytes = fs::read(entry.path()).unwrap();
        let name = entry.file_name();
        let bytes = if name == "reference.json" {
            let mut texts: Vec<serde_json::Value> = serde_json::from_slice(&bytes).unwrap();
            texts.truncate(1);
            serde_json::to_vec(&texts).unwrap()
        } else {
            bytes
        };
        project = project.file(&format!("modelo/{}", name.display()), bytes);
    }
    project.run(BOTH).succeeds();
    project.minga("apply corrida decisiones.csv --reviewer Mesa").succeeds();
    let part = "encode --shard 1/100 --citizen talleres.csv --cache parte.db FRAME MODEL";
    invocation(&project, part).succeeds();
    project
});

/// Where a command leaves what it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// On standard output: without it the command did not do what it was asked.
    Answer,
    /// In files and in the log; sentences tell about it.
    Elsewhere,
}
use Asked::{Answer, Elsewhere};

/// The commands that take moments, with the exit code that each has whoever listens.
const QUICK: [(&str, i32, Asked); 27] = [
    ("run --citizen mal.csv --out corrida3 FRAME MODEL", 1, Elsewhere),
    ("run --citizen no-esta.csv --out corrida3 FRAME MODEL", 2, Elsewhere),
    ("check talleres.csv", 0, Answer),
    ("template plantillas FRAME", 0, Elsewhere),
    ("template mal.csv", 2, Elsewhere),
    ("data export ejemplos", 0, Elsewhere),
    ("check mal.csv", 1, Elsewhere),
    ("check", 2, Elsewhere),
    ("apply corrida decisiones.csv --reviewer Mesa", 0, Elsewhere),
    ("apply corrida malas.csv --reviewer Mesa", 1, Elsewhere),
    ("apply corrida malas.csv --reviewer Mesa --accept-valid", 1, Elsewhere),
    ("review corrida --invite Ana --read-only-link --revoke Luis", 0, Answer),
    ("review no-esta", 2, Elsewhere),
    ("consolidate corrida", 1, Elsewhere),
    ("consolidate corrida --draft --to entrega", 0, Elsewhere),
    ("frame check FRAMEDIR", 0, Answer),
    ("frame init oficinas.csv", 2, Elsewhere),
    ("evaluate corrida --gold gold.tsv --resamples 0", 0, Elsewhere),
    ("encode --citizen talleres.csv FRAME MODEL", 0, Elsewhere),
    ("encode --gather parte.db --cache todo.db", 0, Elsewhere),
    ("log corrida", 0, Answer),
    ("log corrida --csv log.csv", 0, Elsewhere),
    ("model list", 0, Answer),
    ("--help", 0, Answer),
    ("log --help", 0, Answer),
    ("--version", 0, Answer),
    ("agrupar", 2, Elsewhere),
];

/// Those that take seconds.
const SLOW: [(&str, i32, Asked); 5] = [
    (
        "run --institutional oficinas.csv --citizen talleres.csv --out corrida2 FRAME MODEL",
        0,
        Elsewhere,
    ),
    ("frame evaluate marco MODEL", 0, Answer),
    (
        "sweep --corpus corpus --grid rejilla.toml --resamples 0 --out barrido FRAME MODEL",
        0,
        Elsewhere,
    ),
    ("model verify modelo", 0, Answer),
    ("model metric textos.csv MODEL", 1, Elsewhere),
];

fn invocation(project: &Project, command: &str) -> Invocation {
    let path = |inside: &str| Path::new(REPOSITORY).join(inside).display().to_string();
    let (frame, model) = (path("data/pmdot-2024-2033"), path("models/e5-small-es"));
    let replaced = [
        ("FRAMEDIR", frame.clone()),
        ("FRAME", format!("--frame {frame}")),
        ("MODEL", format!("--model {model}")),
    ];
    let mut words = Vec::new();
    for word in command.split_whitespace() {
        let found = replaced.iter().find(|(name, _)| *name == word);
        words.push(found.map_or(word.to_owned(), |(_, value)| value.clone()));
    }
    project.minga(&words.join(" "))
}

/// How a command ends when standard output has the fault.
fn expected(code: i32, asked: Asked, fault: Fault) -> i32 {
    match fault {
        Fault::Full if code == 0 && asked == Answer => 2,
        // What `| head` cuts off is cut off quietly.
        Fault::NoReader if code == 0 => 141,
        _ => code,
    }
}

#[test]
fn every_command_ends_with_its_own_code_whoever_listens() {
    for (command, code, asked) in QUICK {
        for fault in FAULTS {
            for stream in [Stream::Out, Stream::Err] {
                let (ended, told) = invocation(&SHARED, command).with_fault(stream, fault);
                let code = if stream == Stream::Out { expected(code, asked, fault) } else { code };
                assert_eq!(ended, Some(code), "{command} {stream:?} {fault:?}: {told}");
                assert!(!told.contains("panicked"), "{command}: {told}");
            }
        }
        if !command.contains("--help") && command != "--version" {
            as_json_it_is_an_error_not_to_be_written(command, code, &FAULTS);
        }
    }
}

#[test]
fn commands_of_seconds_end_with_their_own_code_whoever_listens() {
    for (command, code, asked) in SLOW {
        for fault in FAULTS {
            let ended = invocation(&SHARED, command).with_both(fault);
            assert_eq!(ended, Some(expected(code, asked, fault)), "{command} {fault:?}");
        }
        as_json_it_is_an_error_not_to_be_written(command, code, &[Fault::Full]);
    }
}

fn as_json_it_is_an_error_not_to_be_written(command: &str, code: i32, faults: &[Fault]) {
    for &fault in faults {
        let asked = invocation(&SHARED, command).arg("--json");
        let (ended, told) = asked.with_fault(Stream::Out, fault);
        if fault == Fault::Full && (code == 0 || told.contains("no se pudo escribir el")) {
            assert_eq!(ended, Some(2), "{command} --json: {told}");
            assert_eq!(
                told.lines().last().unwrap_or_default(),
                "minga: no se pudo escribir el resultado en la salida: no queda espacio en el disco",
                "{command} --json"
            );
        } else {
            let code = expected(code, Elsewhere, fault);
            assert_eq!(ended, Some(code), "{command} --json {fault:?}: {told}");
        }
        assert!(!told.contains("panicked"), "{command}: {told}");
    }
}

#[test]
fn what_was_asked_for_and_cannot_be_written_is_told_on_the_other_stream() {
    let project = Project::new().file("mal.csv", "id,texto\nC1,\n");
    for command in ["check mal.csv --json", "model list", "--help"] {
        let (ended, told) = project.minga(command).with_fault(Stream::Out, Fault::Full);
        assert_eq!(ended, Some(2), "{command}");
        expect![[r#"
            minga: no se pudo escribir el resultado en la salida: no queda espacio en el disco
        "#]]
        .assert_eq(&told);
    }
}

#[test]
fn decisions_are_recorded_before_they_are_told() {
    let project = copy_of(&SHARED.path("corrida"))
        .file("malas.csv", "statement_id,final_id\nC3,NINGUNO\nX9,NINGUNO\n")
        .file("decisiones.csv", "statement_id,final_id\nC4,NINGUNO\n");
    let in_log =
        || project.minga("log out --json").succeeds().json()["decisions"].as_u64().unwrap();
    let apply = || project.minga("apply out malas.csv --reviewer Mesa --accept-valid");
    assert_eq!(apply().with_fault(Stream::Err, Fault::Full).0, Some(1));
    assert_eq!(in_log(), 1);
    let apply = project.minga("apply out decisiones.csv --reviewer Mesa --json");
    assert_eq!(apply.with_fault(Stream::Out, Fault::Full).0, Some(2));
    assert_eq!(in_log(), 2);
}

#[test]
fn the_review_page_is_served_and_ends_with_its_own_code_whoever_listens() {
    let project = copy_of(&SHARED.path("corrida"));
    for (stream, fault, json, code) in [
        (Stream::Out, Fault::Closed, false, 0),
        (Stream::Out, Fault::NoReader, true, 141),
        (Stream::Err, Fault::Full, false, 0),
        (Stream::Out, Fault::Full, false, 2),
        (Stream::Out, Fault::Full, true, 2),
    ] {
        for folder in link_folders(&project) {
            let _ = fs::remove_file(folder.join("address"));
        }
        let review = project.minga("review out --port 0");
        let review = if json { review.arg("--json") } else { review };
        let mut child = review.spawn_with_fault(stream, fault);
        let start = Instant::now();
        while served_at(&project).is_none() {
            assert!(child.try_wait().unwrap().is_none(), "{stream:?} {fault:?}");
            assert!(start.elapsed() < Duration::from_mins(1), "{stream:?} {fault:?}");
            sleep(Duration::from_millis(20));
        }
        // The link is told right after the address is written.
        sleep(Duration::from_millis(300));
        assert!(child.try_wait().unwrap().is_none(), "{stream:?} {fault:?}");
        let interrupt = Command::new("/bin/kill").arg("-INT").arg(child.id().to_string()).status();
        assert!(interrupt.unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(code), "{stream:?} {fault:?}");
    }
}
