//! What is kept of a run: whether it is as it was written, who may read it, and what happens when
//! it is taken away.

use std::fs;
use std::path::Path;

use minga::domain::decision::{Action, Decision};
use minga::review::log::Log;
use serde_json::{Value, json};

use super::review::small;
use crate::support::page_server::{Server, copy_of};
use crate::support::project::Project;

/// A reviewed run: three statements decided.
fn reviewed() -> Project {
    let decisions =
        "statement_id,final_id,reviewer\nC1,PD-001,Ana\nC2,NINGUNO,Ana\nC3,PD-001,Luis\n";
    let project = small().file("d.csv", decisions);
    project.minga("apply out d.csv").succeeds();
    project
}

/// Changes a place in a file where these bytes stand.
fn replace(path: &Path, what: &[u8], with: &[u8]) {
    let mut bytes = fs::read(path).unwrap();
    let at = bytes.windows(what.len()).position(|bytes| bytes == what).unwrap();
    bytes[at..at + what.len()].copy_from_slice(with);
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_changed_decision_is_told_by_its_number_and_what_is_before_it_can_be_kept() {
    let project = reviewed();
    let sound = project.minga("log out --verify").succeeds();
    assert!(sound.out.contains("3 decisiones: todo está como se guardó."), "{}", sound.out);
    let before = fs::read(project.path("out/decisions.db")).unwrap();
    replace(&project.path("out/decisions.db"), b"Luis", b"Eva ");

    let said = project.minga("log out --verify").finds_problems();
    let told = "la decisión 3 no dice lo que se guardó: su contenido cambió";
    assert!(said.err.contains(told), "{}", said.err);
    assert!(said.out.contains("antes del daño: 2 decisiones"), "{}", said.out);
    let said = project.minga("log out --verify --json").finds_problems().json();
    assert_eq!(said["damages"], json!([{ "number": 3, "what": told }]));

    for command in ["log out", "log out --csv a.csv", "apply out d.csv", "consolidate out --draft"]
    {
        let said = project.minga(command).cannot_run();
        assert!(
            said.err.contains(told) && said.err.contains("--verify"),
            "{command}: {}",
            said.err
        );
    }
    assert!(!project.path("a.csv").exists());
    let said = project.minga("log out --sound --csv a.csv --copy b.db").succeeds();
    assert!(said.err.contains(told), "{}", said.err);
    let rows = fs::read_to_string(project.path("a.csv")).unwrap();
    assert!(rows.contains("Ana") && !rows.contains("Eva"), "{rows}");
    fs::rename(project.path("b.db"), project.path("out/decisions.db")).unwrap();
    let said = project.minga("log out --verify").succeeds();
    assert!(said.out.contains("2 decisiones: todo"), "{}", said.out);

    fs::write(project.path("out/decisions.db"), before).unwrap();
    project.minga("log out --verify").succeeds();
}

#[test]
fn a_proposal_that_is_not_the_runs_own_is_refused() {
    let project = reviewed();
    let (proposal, manifest) = (project.path("out/proposal.json"), project.path("out/run.json"));
    let own = fs::read(&proposal).unwrap();
    let commands = ["apply out d.csv", "consolidate out --draft", "run --previous out --out otra"];
    let all_refuse = |words: &str| {
        for command in commands {
            let said = project.minga(command).cannot_run();
            assert!(said.err.contains(words), "{command}: {}", said.err);
        }
    };
    replace(&proposal, b"Recuperar", b"Requerir.");
    all_refuse("no es la propuesta que escribió esta corrida");
    fs::write(&proposal, &own).unwrap();
    project.minga("apply out d.csv").succeeds();

    // A run of an earlier version has no hash: it is read and told, and its indices are checked.
    let mut facts: Value = serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
    assert_eq!(facts["proposal"].as_str().unwrap().len(), 64);
    facts.as_object_mut().unwrap().remove("proposal");
    fs::write(&manifest, facts.to_string()).unwrap();
    let said = project.minga("consolidate out --draft --to lista").succeeds();
    assert!(said.err.contains("no tiene la huella de proposal.json"), "{}", said.err);
    let mut wrong: Value = serde_json::from_slice(&own).unwrap();
    wrong["candidates"][0]["members"][0] = json!(999_999);
    fs::write(&proposal, wrong.to_string()).unwrap();
    all_refuse("está dañado: PD-");
    let mut wrong: Value = serde_json::from_slice(&own).unwrap();
    wrong["placements"][0]["competencia"] = json!(4_000_000_000_u32);
    fs::write(&proposal, wrong.to_string()).unwrap();
    all_refuse("está dañado: el lugar de un desafío");
}

#[cfg(unix)]
#[test]
fn what_a_run_writes_only_its_user_reads_unless_the_group_is_let_in() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let files = |folder: &Path| {
        let mut found = vec![folder.to_owned()];
        let mut at = 0;
        while let Some(path) = found.get(at).cloned() {
            at += 1;
            if path.is_dir() {
                found.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            }
        }
        // Nothing is in the file by which a folder is locked.
        found.retain(|path| !path.ends_with(".minga.lock"));
        found
    };
    let wrong = |folder: &Path, of_file: u32, of_folder: u32| -> Vec<String> {
        let wanted = |path: &Path| if path.is_dir() { of_folder } else { of_file };
        let all = files(folder).into_iter().filter(|path| mode(path) != wanted(path));
        all.map(|path| format!("{} {:o}", path.display(), mode(&path))).collect()
    };
    let project = small();
    let d = "statement_id,final_id,reviewer\nC1,NINGUNO,Ana\n";
    fs::write(project.path("d.csv"), d).unwrap();
    project.run("--previous out --out nueva").succeeds();
    project.minga("apply nueva d.csv").succeeds();
    project.minga("review nueva --invite Ana").succeeds();
    project.minga("consolidate nueva --draft").succeeds();
    assert_eq!(wrong(&project.path("nueva"), 0o600, 0o700), Vec::<String>::new());

    // What a person changed stays.
    let report = project.path("nueva/consolidado.csv");
    fs::set_permissions(&report, fs::Permissions::from_mode(0o644)).unwrap();
    project.minga("consolidate nueva --draft").succeeds();
    assert_eq!(mode(&report), 0o644);

    project.run("--previous nueva --out grupo --group-readable").succeeds();
    project.minga("apply grupo d.csv --group-readable").succeeds();
    project.minga("consolidate grupo --draft --group-readable").succeeds();
    assert_eq!(wrong(&project.path("grupo"), 0o640, 0o750), Vec::<String>::new());
    project.minga("consolidate nueva --draft --to entrega --group-readable").succeeds();
    assert_eq!(wrong(&project.path("entrega"), 0o640, 0o750), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn a_log_that_is_taken_away_while_it_is_served_is_told_and_what_is_in_memory_is_kept() {
    let project = small();
    let server = Server::start(&project, "out");
    let ids: Vec<String> =
        server.rows().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(server.post("/api/decide", &server.act("accept", &ids[0])).status, 200);
    fs::rename(project.path("out/decisions.db"), project.path("movido.db")).unwrap();
    for _ in 0..2 {
        let answer = server.post("/api/decide", &server.act("accept", &ids[1]));
        assert_eq!(answer.status, 410, "{}", answer.body);
        assert_eq!(answer.json()["lost"], true);
        let error = answer.json()["error"].as_str().unwrap().to_owned();
        assert!(error.contains("«decisions.db» ya no está"), "{error}");
    }
    assert_eq!(server.row(&ids[1])["state"], "open", "nothing is shown that is not recorded");
    let answer = server.post("/api/rescue", &json!({}));
    let saved = json!({
        "decisions": 1, "files": ["decisions-rescatadas.db", "decisions-rescatadas.csv"],
    });
    assert_eq!(answer.json(), saved, "{}", answer.body);
    server.kill();
    fs::rename(project.path("out/decisions-rescatadas.db"), project.path("out/decisions.db"))
        .unwrap();
    let said = project.minga("log out").succeeds();
    assert!(said.out.contains("1 decisión, 1 en vigor"), "{}", said.out);
    assert!(project.path("out/decisions-rescatadas.csv").is_file());
}

/// What an act costs when there are so many before it, through the whole program. Built in release:
/// `cargo test --release --test cli store::measures -- --ignored --nocapture`.
#[test]
#[ignore = "measures; run it in release"]
fn measures_an_act_after_a_hundred_thousand() {
    let example = Path::new(crate::support::project::REPOSITORY).join("out");
    let project = if example.join("run.json").exists() { copy_of(&example) } else { small() };
    let path = project.path("out/decisions.db");
    let proposal = minga::write::run_folder::read(&project.path("out")).unwrap().0;
    let act = |number: usize, action: Action, subjects: usize| Decision {
        number: 0,
        at: "2026-09-11T10:00:00Z".into(),
        reviewer: format!("Persona {}", number % 20),
        run: "r1".into(),
        candidate: Some(proposal.candidates[number % proposal.candidates.len()].id.clone()),
        action,
        subjects: (proposal.corpus.statements.iter().cycle().skip(number % 3).take(subjects))
            .map(|statement| minga::domain::decision::Subject {
                id: statement.id.clone(),
                hash: minga::domain::decision::ContentHash::of(&statement.text),
            })
            .collect(),
        reason: None,
        note: Some(format!("comentario {number}")),
        file: None,
    };
    let comments = |from: usize| (from..from + 50_000).map(|i| act(i, Action::Comment, 1));
    let accepts = (0..30_000).map(|i| act(i, Action::Accept { text: format!("texto {i}") }, 26));
    for (what, acts) in [
        ("50,000 comments", comments(0).collect::<Vec<_>>()),
        ("100,000 comments", comments(50_000).collect()),
        ("and 30,000 accepts of 26", accepts.collect()),
    ] {
        Log::open(&path).unwrap().append(&acts).unwrap();
        let begun = std::time::Instant::now();
        let server = Server::start(&project, "out");
        println!("{what}: serving after {:?}", begun.elapsed());
        let id = server.rows()[0]["id"].as_str().unwrap().to_owned();
        for _ in 0..3 {
            let act = server.act("dont_know", &id);
            let begun = std::time::Instant::now();
            assert_eq!(server.post("/api/decide", &act).status, 200);
            println!("{what}: an act took {:?}", begun.elapsed());
            let begun = std::time::Instant::now();
            assert_eq!(server.post("/api/undo", &json!({ "number": null })).status, 200);
            println!("{what}: an undo took {:?}", begun.elapsed());
        }
        let status = fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
        for line in
            status.lines().filter(|line| line.starts_with("VmHWM") || line.starts_with("VmRSS"))
        {
            println!("{what}: {line}");
        }
        let begun = std::time::Instant::now();
        let ended =
            std::process::Command::new("kill").args(["-INT", &server.id().to_string()]).status();
        assert!(ended.unwrap().success());
        while fs::metadata(format!("/proc/{}/exe", server.id())).is_ok_and(|_| {
            let stat =
                fs::read_to_string(format!("/proc/{}/stat", server.id())).unwrap_or_default();
            !stat.contains(") Z ")
        }) {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        println!("{what}: ending took {:?}", begun.elapsed());
    }
}
