//! Every command with its streams closed, full, or read by nobody: it ends with its own exit code,
//! what it decided is recorded, and a JSON object that cannot be written is an error.

use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use expect_test::expect;

use crate::support::corpus::{BOTH, CITIZENS, small};
use crate::support::project::{Fault, Invocation, Project, REPOSITORY, Stream};

/// A project in which every command has something to do.
fn project() -> Project {
    let project = small()
        .file("mal.csv", "id,texto\nC1,\n")
        .file("gold.tsv", "id\tgold\nI1\tDM001\nC1\tDM001\nC3\tDM003\n")
        .file("decisiones.csv", "statement_id,final_id\nC3,NINGUNO\n")
        .file("malas.csv", "statement_id,final_id\nC3,NINGUNO\nX9,NINGUNO\n")
        .file("rejilla.toml", "algorithm = [\"sized\"]\nmultiples = [1]\nrounds = [0]\n")
        .file("corpus/ciudadano.csv", CITIZENS)
        .file("textos.csv", "tema,demanda,registro,texto\nagua,a,oficina,Agua potable\n");
    project.run(BOTH).succeeds();
    project.minga("apply corrida decisiones.csv --reviewer Mesa").succeeds();
    project
}

/// Every command, with the exit code that it has whoever listens.
const COMMANDS: [(&str, i32); 28] = [
    ("run --institutional oficinas.csv --citizen talleres.csv --out corrida2 FRAME MODEL", 0),
    ("run --citizen mal.csv --out corrida2 FRAME MODEL", 1),
    ("run --citizen no-esta.csv --out corrida2 FRAME MODEL", 2),
    ("check talleres.csv", 0),
    ("template plantillas", 0),
    ("template mal.csv", 2),
    ("data export ejemplos", 0),
    ("check mal.csv", 1),
    ("check", 2),
    ("apply corrida decisiones.csv --reviewer Mesa", 0),
    ("apply corrida malas.csv --reviewer Mesa", 1),
    ("apply corrida malas.csv --reviewer Mesa --accept-valid", 1),
    ("review corrida --invite Ana --read-only-link --revoke Luis", 0),
    ("review no-esta", 2),
    ("consolidate corrida", 1),
    ("consolidate corrida --draft --to entrega", 0),
    ("frame check FRAMEDIR", 0),
    ("frame init oficinas.csv", 2),
    ("frame evaluate COAST MODEL", 0),
    ("evaluate corrida --gold gold.tsv --resamples 0", 0),
    ("encode --citizen talleres.csv FRAME MODEL", 0),
    ("encode --gather parte.db --cache todo.db", 0),
    ("log corrida", 0),
    ("log corrida --csv log.csv", 0),
    ("sweep --corpus corpus --grid rejilla.toml --resamples 0 --out barrido FRAME MODEL", 0),
    ("model list", 0),
    ("model verify MODELDIR", 0),
    ("model metric textos.csv MODEL", 1),
];

fn invocation(project: &Project, command: &str) -> Invocation {
    let path = |inside: &str| Path::new(REPOSITORY).join(inside).display().to_string();
    let (frame, model) = (path("data/pmdot-2024-2033"), path("models/e5-small-es"));
    let replaced = [
        ("FRAMEDIR", frame.clone()),
        ("FRAME", format!("--frame {frame}")),
        ("MODELDIR", model.clone()),
        ("MODEL", format!("--model {model}")),
        ("COAST", path("data/canton-costa/frame")),
    ];
    let mut words = Vec::new();
    for word in command.split_whitespace() {
        let found = replaced.iter().find(|(name, _)| *name == word);
        words.push(found.map_or(word.to_owned(), |(_, value)| value.clone()));
    }
    project.minga(&words.join(" "))
}

#[test]
fn every_command_ends_with_its_own_code_whoever_listens() {
    let project = project();
    invocation(&project, "encode --citizen talleres.csv --cache parte.db FRAME MODEL").succeeds();
    for (command, code) in COMMANDS {
        let takes_seconds = ["run --inst", "frame evaluate", "sweep", "model verify"];
        let faults: &[Fault] = if takes_seconds.iter().any(|slow| command.starts_with(slow)) {
            &[Fault::Full]
        } else {
            &[Fault::Closed, Fault::Full, Fault::NoReader]
        };
        for &fault in faults {
            for stream in [Stream::Out, Stream::Err] {
                let ended = invocation(&project, command).with_fault(stream, fault);
                assert_eq!(ended.0, Some(code), "{command} {stream:?} {fault:?}: {}", ended.1);
            }
            let (ended, told) =
                invocation(&project, command).arg("--json").with_fault(Stream::Out, fault);
            if fault == Fault::Full && (code == 0 || told.contains("no se pudo escribir el")) {
                assert_eq!(ended, Some(2), "{command} --json: {told}");
                let last = told.lines().last().unwrap_or_default();
                assert_eq!(
                    last,
                    "minga: no se pudo escribir el resultado en la salida: no queda espacio en el \
                     disco",
                    "{command} --json"
                );
            } else {
                assert_eq!(ended, Some(code), "{command} --json {fault:?}: {told}");
            }
            assert!(!told.contains("panicked"), "{command}: {told}");
        }
    }
}

#[test]
fn problems_that_cannot_be_written_as_json_are_an_error() {
    let project = Project::new().file("mal.csv", "id,texto\nC1,\n");
    let check = project.minga("check mal.csv --json");
    let (ended, told) = check.with_fault(Stream::Out, Fault::Full);
    assert_eq!(ended, Some(2));
    expect![[r#"
        minga: no se pudo escribir el resultado en la salida: no queda espacio en el disco
    "#]]
    .assert_eq(&told);
}

#[test]
fn decisions_are_recorded_before_they_are_told() {
    let project = small()
        .file("malas.csv", "statement_id,final_id\nC3,NINGUNO\nX9,NINGUNO\n")
        .file("decisiones.csv", "statement_id,final_id\nC4,NINGUNO\n");
    project.run(BOTH).succeeds();
    let in_log =
        || project.minga("log corrida --json").succeeds().json()["decisions"].as_u64().unwrap();
    let apply = || project.minga("apply corrida malas.csv --reviewer Mesa --accept-valid");
    assert_eq!(apply().with_fault(Stream::Err, Fault::Full).0, Some(1));
    assert_eq!(in_log(), 1);
    let apply = project.minga("apply corrida decisiones.csv --reviewer Mesa --json");
    assert_eq!(apply.with_fault(Stream::Out, Fault::Full).0, Some(2));
    assert_eq!(in_log(), 2);
}

#[test]
fn help_needs_no_listener() {
    let project = Project::new();
    for fault in [Fault::Closed, Fault::Full, Fault::NoReader] {
        assert_eq!(project.minga("--help").with_fault(Stream::Out, fault).0, Some(0));
        assert_eq!(project.minga("--version").with_fault(Stream::Out, fault).0, Some(0));
        assert_eq!(project.minga("agrupar").with_fault(Stream::Err, fault).0, Some(2));
    }
}

#[test]
fn the_review_page_is_served_and_ends_with_its_own_code_whoever_listens() {
    let project = project();
    let address = project.path("corrida/access/address");
    for (stream, fault, json, code) in [
        (Stream::Out, Fault::Closed, false, 0),
        (Stream::Out, Fault::NoReader, true, 0),
        (Stream::Err, Fault::Full, false, 0),
        (Stream::Out, Fault::Full, false, 0),
        (Stream::Out, Fault::Full, true, 2),
    ] {
        let _ = std::fs::remove_file(&address);
        let review = project.minga("review corrida --port 0");
        let review = if json { review.arg("--json") } else { review };
        let mut child = review.spawn_with_fault(stream, fault);
        while !address.exists() {
            assert!(child.try_wait().unwrap().is_none(), "{stream:?} {fault:?}");
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
