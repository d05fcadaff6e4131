//! The review page as it is served: who comes in, what is recorded, and what is refused.

use std::sync::LazyLock;

use serde_json::json;

use crate::support::page_server::{Server, copy_of, exchange, link_folders};
use crate::support::project::Project;

/// A small run: a few statements of each side in three candidates.
static SMALL: LazyLock<Project> = LazyLock::new(|| {
    let offices = "id,texto,competencia,entidad\n\
        I1,Recuperar las quebradas y sus riberas,Ambiente,Secretaría de Ambiente\n\
        I2,Ordenar el transporte público,Movilidad,Secretaría de Movilidad\n\
        I3,Ampliar los espacios culturales,Cultura,Secretaría de Cultura\n";
    let citizens = "id,texto,competencia,parroquia\n\
        C1,LIMPIAR LA QUEBRADA que está llena de basura,Ambiente,Nono\n\
        C2,limpiar la quebrada que esta llena de basura,Ambiente,Puengasí\n\
        C3,Que haya más buses de noche,Movilidad,Calderón\n\
        C4,Los buses pasan muy llenos,Movilidad,Guamaní\n\
        C5,Faltan bibliotecas en el barrio,Cultura,Nono\n\
        C6,Talleres de teatro para jóvenes,Cultura,Tumbaco\n";
    let project = Project::new().file("o.csv", offices).file("c.csv", citizens);
    project.run("--institutional o.csv --citizen c.csv --target 3 --out out").succeeds();
    project
});

pub(crate) fn small() -> Project {
    copy_of(&SMALL.path("out"))
}

#[test]
fn only_who_has_the_link_comes_in_and_only_by_our_name() {
    let project = small();
    let server = Server::start(&project, "out");
    let bearer = format!("Bearer {}", server.token);
    let own = format!("127.0.0.1:{}", server.port);
    let evil = format!("evil.example:{}", server.port);
    let status = |method: &str, path: &str, headers: &[(&str, &str)]| {
        server.ask(method, path, headers, "{}").status
    };
    assert_eq!(status("GET", "/", &[]), 200);
    assert_eq!(status("GET", "/api/state", &[("Authorization", &bearer)]), 200);
    assert_eq!(status("GET", "/api/state", &[]), 401);
    assert_eq!(status("GET", "/api/state", &[("Authorization", "Bearer 1234")]), 401);
    // The token counts in its header only.
    assert_eq!(status("GET", &format!("/api/state?t={}", server.token), &[]), 401);
    let cookie = format!("t={}", server.token);
    assert_eq!(status("GET", "/api/state", &[("Cookie", &cookie)]), 401);

    // Another name that leads here (DNS rebinding) is not ours, for the page neither.
    for host in [evil.as_str(), "evil.example", "127.0.0.1:1", ""] {
        assert_eq!(status("GET", "/", &[("Host", host)]), 421, "{host}");
        let headers = [("Host", host), ("Authorization", &bearer)];
        assert_eq!(status("GET", "/api/state", &headers), 421, "{host}");
    }
    let twice = [("Host", own.as_str()), ("Host", evil.as_str())];
    assert_ne!(status("GET", "/", &twice), 200);

    // Another page may neither ask nor send.
    let foreign = format!("http://{evil}");
    let other = [("Origin", foreign.as_str()), ("Authorization", bearer.as_str())];
    assert_eq!(status("GET", "/api/state", &other), 403);
    let json = ("Content-Type", "application/json");
    let undo = |headers: &[(&str, &str)]| status("POST", "/api/undo", headers);
    assert_eq!(undo(&[("Authorization", &bearer), json, ("Origin", &foreign)]), 403);
    assert_eq!(undo(&[("Authorization", &bearer), json, ("Origin", "null")]), 403);
    assert_eq!(undo(&[("Authorization", &bearer), json]), 403, "every browser sends an origin");
    let ours = format!("http://{own}");
    let cross = ("Sec-Fetch-Site", "cross-site");
    assert_eq!(undo(&[("Authorization", &bearer), json, ("Origin", &ours), cross]), 403);
    assert_eq!(undo(&[json, ("Origin", &ours)]), 401);
    let plain = ("Content-Type", "text/plain");
    assert_eq!(undo(&[("Authorization", &bearer), plain, ("Origin", &ours)]), 415);
    assert_eq!(status("PUT", "/api/undo", &[("Authorization", &bearer)]), 405);
    assert_eq!(
        undo(&[("Authorization", &bearer), json, ("Origin", &ours)]),
        422,
        "nothing to undo"
    );
}

#[test]
fn every_answer_carries_the_policy_and_no_path_reaches_a_file() {
    let project = small();
    let server = Server::start(&project, "out");
    for path in ["/", "/style.css", "/js/main.js", "/api/state", "/nada"] {
        let answer = server.get(path);
        for header in [
            "content-security-policy: default-src 'none'; script-src 'self'",
            "x-content-type-options: nosniff",
            "cache-control: no-store",
            "referrer-policy: no-referrer",
            "x-frame-options: deny",
        ] {
            assert!(answer.headers.contains(header), "{path}: {}", answer.headers);
        }
        assert!(!answer.headers.contains("unsafe") && !answer.headers.contains("set-cookie"));
    }
    for path in [
        "/proposal.json",
        "/out/proposal.json",
        "/../out/proposal.json",
        "/js/../../out/run.json",
        "/js/%2e%2e/%2e%2e/Cargo.toml",
        "/..%2f..%2fetc/passwd",
        "//etc/passwd",
        "/decisions.db",
        "/access/links.json",
        "/api/card/../../run.json",
    ] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    let answer = server.get("/api/card?id=../../run.json");
    assert_eq!(answer.status, 404);
    assert!(!answer.body.contains("run.json"), "{}", answer.body);
    assert_eq!(exchange(server.port, b"no es http\r\n\r\n").status, 400);
}

#[test]
fn what_is_too_large_or_not_understood_is_refused() {
    let project = small();
    let server = Server::start(&project, "out");
    let large = json!({ "kind": "comment", "note": "x".repeat(257 << 10) });
    assert_eq!(server.post("/api/decide", &large).status, 413);
    for odd in [
        json!([]),
        json!({ "kind": "explode" }),
        json!({ "kind": "accept", "card": "PD-001", "reviewer": "otra persona" }),
        json!({ "kind": "accept", "card": 7 }),
    ] {
        let answer = server.post("/api/decide", &odd);
        assert_eq!(answer.status, 400, "{odd}: {}", answer.body);
        assert!(answer.body.contains("recargue la página"));
    }
    let long = format!("/{}", "a".repeat(200_000));
    assert_ne!(server.get(&long).status, 200);
    assert_eq!(server.get("/api/state").status, 200, "it is still there");
}

#[test]
fn an_act_is_recorded_shown_and_undone_and_nobody_decides_on_what_has_changed() {
    let project = small();
    let token = invite(&project, "--invite Beto");
    let server = Server::start(&project, "out");
    let first = server.rows()[0]["id"].as_str().unwrap().to_owned();
    let act = server.act("accept", &first);
    let answer = server.post("/api/decide", &act);
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(server.row(&first)["state"], "decided");
    assert_eq!(server.row(&first)["by"], json!(["Ana"]));

    // Beto saw the card before Ana accepted it.
    let late = server.post_as(&token, "/api/decide", &act);
    assert_eq!(late.status, 409);
    let told = late.json()["changed"][0].as_str().unwrap().to_owned();
    assert!(told.starts_with(&format!("Ana aceptó {first}")), "{told}");
    let now = server.act("comment", &first);
    let mut comment = now.clone();
    comment["note"] = json!("de acuerdo");
    assert_eq!(server.post_as(&token, "/api/decide", &comment).status, 200);

    // Beto cannot take back what Ana did; Ana can.
    let undo = json!({ "number": 1 });
    assert_eq!(server.post_as(&token, "/api/undo", &undo).status, 422);
    assert_eq!(server.post("/api/undo", &undo).status, 200);
    assert_eq!(server.row(&first)["state"], "open");
    let history = server.card(&first)["history"].clone();
    assert_eq!(history[1]["undone"], true, "{history}");

    // News are told to who waits for them.
    let news = server.get("/api/events?since=0").json();
    assert_eq!(news["version"], 3);
    assert!(news["touched"].as_array().unwrap().contains(&json!(first)));
    server.kill();
    let said = project.minga("consolidate out --draft").succeeds();
    assert!(said.out.contains("escrito"), "{}", said.out);
}

#[test]
fn links_are_for_one_reviewer_or_for_looking_and_can_be_closed_while_serving() {
    let project = small();
    let server = Server::start(&project, "out");
    let reader = invite(&project, "--read-only-link");
    let carla = invite(&project, "--invite Carla");
    let as_ = |token: &str| {
        server.ask("GET", "/api/state", &[("Authorization", &format!("Bearer {token}"))], "")
    };
    assert_eq!(as_(&reader).json()["me"]["read_only"], true);
    assert_eq!(as_(&carla).json()["me"]["name"], "Carla");
    let first = server.rows()[0]["id"].as_str().unwrap().to_owned();
    let act = server.act("accept", &first);
    assert_eq!(server.post_as(&reader, "/api/decide", &act).status, 403);
    assert_eq!(server.post_as(&carla, "/api/decide", &act).status, 200);
    assert_eq!(server.row(&first)["by"], json!(["Carla"]));
    project.minga("review out --revoke carla").succeeds();
    assert_eq!(as_(&carla).status, 401);
    let folder = &link_folders(&project)[0];
    let kept = std::fs::read_to_string(folder.join("links.json")).unwrap();
    assert!(!kept.contains(&reader) && kept.contains("sha256"));
}

/// The token of a link that the program prints.
pub(crate) fn invite(project: &Project, arguments: &str) -> String {
    let said = project.minga(&format!("review out {arguments} --json")).succeeds().json();
    let url = said["links"][0]["url"].as_str().unwrap().to_owned();
    url.split("#t=").nth(1).unwrap().to_owned()
}

#[test]
fn one_program_at_a_time_has_the_folder() {
    let project = small();
    let server = Server::start(&project, "out");
    for command in ["apply out d.csv --reviewer Mesa", "review out --port 0"] {
        let project = &project;
        std::fs::write(project.path("d.csv"), "statement_id,final_id\nC1,NINGUNO\n").unwrap();
        let said = project.minga(command).cannot_run();
        assert!(said.err.contains("otra ejecución de minga"), "{}", said.err);
    }
    drop(server);
    project.minga("apply out d.csv --reviewer Mesa").succeeds();
    let missing = Project::new().minga("review nada").cannot_run();
    assert!(missing.err.contains("¿es esta la carpeta de una corrida"), "{}", missing.err);
}

#[test]
fn the_example_in_the_help_of_review_says_how_to_invite() {
    let said = Project::new().minga("review --help").succeeds();
    for words in ["--listen", "--invite", "--read-only-link", "--blind", "--port"] {
        assert!(said.out.contains(words), "{words}");
    }
}

#[test]
fn a_kill_in_the_middle_loses_nothing_decided() {
    let project = small();
    let server = Server::start(&project, "out");
    let ids: Vec<String> =
        server.rows().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    for id in &ids {
        let act = server.act("accept", id);
        assert_eq!(server.post("/api/decide", &act).status, 200);
    }
    server.kill();
    let server = Server::start(&project, "out");
    assert!(server.rows().iter().all(|row| row["state"] == "decided"), "{:?}", server.rows());
    assert_eq!(server.get("/api/state").json()["version"], json!(ids.len()));
}
