//! The server of the review page under load, when it ends, and when links are closed.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::features::review::{invite, small};
use crate::support::page_server::{Server, copy_of, exchange, link_folders};
use crate::support::project::{Invocation, Project};

/// As long as nobody minds waiting, on a machine that does other things besides.
const SOON: Duration = Duration::from_secs(4);

/// A connection on which these bytes were sent.
fn sent(server: &Server, bytes: &str) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    stream.write_all(bytes.as_bytes()).unwrap();
    stream
}

/// The head of a request with a link's token.
fn head(server: &Server, token: &str, request: &str, rest: &str) -> String {
    format!(
        "{request} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: Bearer {token}\r\n{rest}\r\n",
        server.port
    )
}

/// The status of the answer that comes.
fn status(mut stream: TcpStream) -> String {
    let mut bytes = [0; 1 << 10];
    let read = stream.read(&mut bytes).unwrap_or(0);
    String::from_utf8_lossy(&bytes[..read]).split(' ').nth(1).unwrap_or_default().to_owned()
}

fn signal(server: &Server, name: &str) {
    let sent = Command::new("/bin/kill").arg(name).arg(server.id().to_string()).status();
    assert!(sent.unwrap().success());
}

#[test]
fn hundreds_of_pages_that_wait_and_of_slow_heads_hold_up_nobody_nor_the_end() {
    let project = small();
    let server = Server::start(&project, "out");
    let poll = head(&server, &server.token, "GET /api/events?since=0", "");
    let waiting: Vec<TcpStream> = (0..300).map(|_| sent(&server, &poll)).collect();
    let start = Instant::now();
    assert_eq!(server.get("/api/state").status, 200);
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());

    let slow: Vec<TcpStream> = (0..500).map(|_| sent(&server, "GET /api/state HT")).collect();
    let start = Instant::now();
    for _ in 0..20 {
        assert_eq!(server.get("/api/state").status, 200);
    }
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());

    // An act reaches who waits: as many pages as a link may have open.
    let first = server.rows()[0]["id"].as_str().unwrap().to_owned();
    let act = server.act("accept", &first);
    assert_eq!(server.post("/api/decide", &act).status, 200);
    let answers: Vec<String> = waiting.into_iter().map(status).collect();
    let counted = |wanted: &str| answers.iter().filter(|answer| *answer == wanted).count();
    assert_eq!(counted("200"), 16, "{answers:?}");
    assert!(counted("429") >= 100, "{answers:?}");

    let start = Instant::now();
    signal(&server, "-INT");
    assert_eq!(server.ends(), Some(0));
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    drop(slow);
}

#[cfg(target_os = "linux")]
#[test]
fn whatever_ends_it_the_decisions_are_written_as_a_table() {
    let project = small();
    for (name, rows) in [("-INT", 1), ("-TERM", 2), ("-HUP", 3)] {
        // As a terminal starts it, whatever the tests were started with (`nohup` ignores one).
        let env = Invocation::of(Path::new("/usr/bin/env"), &project.path("."), "");
        let minga = env.arg("--default-signal").arg(env!("CARGO_BIN_EXE_minga"));
        let server = Server::of(minga.args("review out --port 0 --reviewer Ana").spawn());
        let id = server.rows()[rows - 1]["id"].as_str().unwrap().to_owned();
        let mut comment = server.act("comment", &id);
        comment["note"] = json!(format!("visto con {name}"));
        assert_eq!(server.post("/api/decide", &comment).status, 200);
        signal(&server, name);
        assert_eq!(server.ends(), Some(0), "{name}");
        let table = std::fs::read_to_string(project.path("out/decisions.csv")).unwrap();
        assert_eq!(table.lines().count(), rows + 1, "{name}: {table}");
        assert!(table.contains(&format!("visto con {name}")), "{table}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn with_nohup_it_goes_on_when_the_terminal_is_closed() {
    let project = small();
    let nohup = Invocation::of(Path::new("/usr/bin/nohup"), &project.path("."), "");
    let minga = nohup.arg(env!("CARGO_BIN_EXE_minga")).args("review out --port 0 --reviewer Ana");
    let server = Server::of(minga.spawn());
    signal(&server, "-HUP");
    sleep(Duration::from_millis(300));
    assert_eq!(server.get("/api/state").status, 200);
    signal(&server, "-TERM");
    assert_eq!(server.ends(), Some(0));
}

#[test]
fn who_only_looks_is_answered_while_another_program_holds_the_log() {
    let project = small();
    let server = Server::start(&project, "out");
    let first = server.rows()[0]["id"].as_str().unwrap().to_owned();
    let act = server.act("accept", &first);
    let other = rusqlite::Connection::open(project.path("out/decisions.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    thread::scope(|scope| {
        let deciding = scope.spawn(|| server.post("/api/decide", &act).status);
        sleep(Duration::from_millis(500));
        let start = Instant::now();
        assert_eq!(server.get("/api/state").status, 200);
        assert_eq!(server.row(&first)["state"], "open");
        assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
        assert!(!deciding.is_finished());
        other.execute_batch("ROLLBACK").unwrap();
        assert_eq!(deciding.join().unwrap(), 200);
    });
    assert_eq!(server.row(&first)["state"], "decided");
}

#[test]
fn what_began_before_a_link_was_closed_is_not_answered_or_recorded_afterwards() {
    let project = small();
    let server = Server::start(&project, "out");
    let carla = invite(&project, "--invite Carla");
    let waiting = sent(&server, &head(&server, &carla, "GET /api/events?since=0", ""));
    // The head of an act, whose body is still to come.
    let first = server.rows()[0]["id"].as_str().unwrap().to_owned();
    let act = server.act("accept", &first).to_string();
    let rest = format!(
        "Origin: http://127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
        server.port,
        act.len()
    );
    let mut slow = sent(&server, &head(&server, &carla, "POST /api/decide", &rest));
    sleep(Duration::from_millis(300));
    project.minga("review out --revoke Carla").succeeds();
    slow.write_all(act.as_bytes()).unwrap();
    assert_eq!(status(slow), "401");
    assert_eq!(server.row(&first)["state"], "open");
    let act = server.act("accept", &first);
    assert_eq!(server.post("/api/decide", &act).status, 200);
    assert_eq!(status(waiting), "401");
}

#[test]
fn a_folder_that_was_received_brings_no_links_and_no_address() {
    let sender = small();
    let server = Server::start(&sender, "out");
    let token = invite(&sender, "--invite Carla");
    let own = server.token.clone();
    drop(server);
    let mark = std::fs::read(sender.path("out/access/id")).unwrap();
    let hash = sha256_of(&token);
    let list = format!(r#"[{{"name": "Carla", "read_only": false, "sha256": "{hash}"}}]"#);
    let received = copy_of(&sender.path("out"))
        .file("out/access/id", mark)
        .file("out/access/links.json", list)
        .file("out/access/address", "http://evil.example/");
    let said = received.minga("review out --invite Beto").succeeds();
    assert!(said.err.contains("esta carpeta viene de otra computadora"), "{}", said.err);
    assert!(said.out.contains("Beto: http://127.0.0.1:8745/#t="), "{}", said.out);
    let server = Server::start(&received, "out");
    for token in [&token, &own] {
        let bearer = format!("Bearer {token}");
        assert_eq!(server.ask("GET", "/api/state", &[("Authorization", &bearer)], "").status, 401);
    }
    // By now it is at home here.
    let said = received.minga("review out --invite Ana").succeeds();
    assert!(!said.err.contains("esta carpeta viene"), "{}", said.err);
    assert!(said.out.contains(&format!("http://127.0.0.1:{}/#t=", server.port)), "{}", said.out);
    // What came stays as it came.
    assert!(received.path("out/access/links.json").exists());
}

fn sha256_of(text: &str) -> String {
    use sha2::Digest as _;
    let digest = sha2::Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_list_of_links_that_is_too_large_or_damaged_is_told_and_not_erased() {
    let project = small();
    invite(&project, "--invite Ana");
    let list = link_folders(&project)[0].join("links.json");
    for (contents, told) in
        [(vec![b' '; (1 << 20) + 1], "pasa de 1 MB"), (vec![b'['], "está dañada")]
    {
        std::fs::write(&list, &contents).unwrap();
        for command in ["review out --invite Beto", "review out --revoke Ana"] {
            let said = project.minga(command).cannot_run();
            assert!(said.err.contains(told), "{}", said.err);
        }
        assert_eq!(std::fs::read(&list).unwrap(), contents);
    }
}

#[test]
fn the_librarys_own_refusals_carry_the_policy_too() {
    let project = small();
    let server = Server::start(&project, "out");
    let own = format!("Host: 127.0.0.1:{}\r\n", server.port);
    let long = "a".repeat(150_000);
    for (request, statuses) in [
        ("no es http\r\n\r\n".to_owned(), [400, 400]),
        (format!("GET /\u{0} HTTP/1.1\r\n{own}\r\n"), [400, 400]),
        (format!("GET /{long} HTTP/1.1\r\n{own}\r\n"), [414, 431]),
        (format!("GET / HTTP/1.1\r\n{own}X: {long}\r\n\r\n"), [431, 431]),
    ] {
        let answer = exchange(server.port, request.as_bytes());
        assert!(statuses.contains(&answer.status), "{} {}", answer.status, answer.headers);
        for header in ["content-security-policy: default-src 'none'", "x-frame-options: deny"] {
            assert!(answer.headers.contains(header), "{}", answer.headers);
        }
    }
}

#[test]
fn a_second_origin_is_refused_whichever_comes_first() {
    let project = small();
    let server = Server::start(&project, "out");
    let bearer = format!("Bearer {}", server.token);
    let own = format!("http://127.0.0.1:{}", server.port);
    let json = ("Content-Type", "application/json");
    for pair in [[own.as_str(), "http://evil.example"], ["http://evil.example", &own], [&own, &own]]
    {
        let [first, second] = pair.map(|origin| ("Origin", origin));
        let headers = [("Authorization", bearer.as_str()), json, first, second];
        assert_eq!(server.ask("POST", "/api/undo", &headers, "{}").status, 403, "{pair:?}");
        assert_eq!(server.ask("GET", "/api/state", &headers, "").status, 403, "{pair:?}");
    }
}

#[test]
fn names_and_notes_in_which_something_hides_are_refused_or_shown_harmless() {
    let project = small();
    for (name, why) in [
        ("Ana\u{1b}[2J", "caracteres que no se ven"),
        ("Ana\u{202e}zereP", "caracteres que no se ven"),
        // A Cyrillic А.
        ("\u{410}na", "mezcla letras de distintos alfabetos"),
    ] {
        for flag in ["--invite", "--reviewer"] {
            let said = project.minga("review out --port 0").arg(flag).arg(name).cannot_run();
            assert!(said.err.contains(why), "{name:?} {flag}: {}", said.err);
            assert!(!said.err.contains(['\u{1b}', '\u{202e}']), "{:?}", said.err);
        }
    }
    let said = project.minga("review out --invite").arg(" ").cannot_run();
    assert!(said.err.contains("falta el nombre"), "{}", said.err);
    invite(&project, "--invite OCA");
    let said = project.minga("review out --invite").arg("\u{41e}\u{421}\u{410}").cannot_run();
    assert!(said.err.contains("se confunde a la vista con «OCA»"), "{}", said.err);

    let server = Server::start(&project, "out");
    let first = server.rows()[0]["id"].as_str().unwrap().to_owned();
    let mut comment = server.act("comment", &first);
    comment["note"] = json!("de \u{202e}revés\u{200b} y\u{feff} bien");
    assert_eq!(server.post("/api/decide", &comment).status, 200);
    let shown = server.card(&first).to_string();
    assert!(shown.contains("de revés y bien"), "{shown}");
    comment = server.act("comment", &first);
    comment["note"] = json!("\u{1b}[2Jnada");
    assert_eq!(server.post("/api/decide", &comment).status, 422);
}

#[test]
fn names_of_files_in_which_something_hides_are_told_harmless() {
    let name = "tall\u{1b}]0;x\u{7}eres\u{202e}vsc.csv";
    let project = Project::new().file(name, "id,texto\nC1,\n");
    let said = project.minga("check").arg(name).finds_problems();
    assert!(said.err.starts_with("tall[U+001B]]0;x[U+0007]eres[U+202E]vsc.csv"), "{:?}", said.err);
    let said = project.minga("check --json").arg(name).finds_problems();
    assert!(!said.out.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{:?}", said.out);
    assert_eq!(said.json()["problems"][0]["file"], name);
}
