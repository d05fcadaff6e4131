//! Tricks that worked on `OpenRefine`, Jupyter, Label Studio and Datasette, tried here. SECURITY.md has
//! the table of them.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Write as _};

use serde_json::json;
use zip::write::SimpleFileOptions;

use crate::features::review::{invite, small};
use crate::support::page_server::{Answer, Server, exchange};
use crate::support::project::Project;

/// Every address of the page but those of its own files.
const ADDRESSES: [&str; 10] = [
    "/api/state",
    "/api/card?id=PD-001",
    "/api/scores?id=PD-001",
    "/api/tray?kind=pending",
    "/api/search?q=agua",
    "/api/overview",
    "/api/print",
    "/api/events?since=-1",
    "/api/decide",
    "/api/undo",
];

/// How a script makes markup or code of text.
const WAYS_TO_MARKUP: [&str; 10] = [
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "document.write",
    "eval(",
    "Function(",
    "srcdoc",
    "DOMParser",
    "createContextualFragment",
    "setHTMLUnsafe",
];

/// An answer that a browser takes for nothing but data, and that repeats nothing of the request.
fn harmless(answer: &Answer, asked: &str) {
    assert!(answer.headers.contains("content-type: application/json"), "{}", answer.headers);
    assert!(answer.headers.contains("x-content-type-options: nosniff"), "{}", answer.headers);
    assert!(!answer.headers.contains("\nlocation:"), "{}", answer.headers);
    assert!(!answer.body.contains(asked), "{}", answer.body);
}

fn version(server: &Server) -> i64 {
    server.get("/api/state").json()["version"].as_i64().unwrap()
}

#[test]
fn openrefine_a_get_changes_nothing_and_nothing_is_shown_without_a_token() {
    let project = small();
    let server = Server::start(&project, "out");
    let bearer = format!("Bearer {}", server.token);
    let before = version(&server);
    for address in ADDRESSES {
        assert_eq!(server.ask("GET", address, &[], "").status, 401, "{address}");
        assert_eq!(server.ask("HEAD", address, &[], "").status, 401, "{address}");
    }
    for address in ["/api/decide", "/api/undo", "/api/undo?number=1", "/api/decide?kind=accept"] {
        for method in ["GET", "HEAD", "OPTIONS", "DELETE", "PATCH"] {
            let answer = server.ask(method, address, &[("Authorization", &bearer)], "");
            assert_eq!(answer.status, 405, "{method} {address}");
        }
    }
    assert_eq!(version(&server), before);
}

#[test]
fn openrefine_what_is_sent_comes_back_neither_as_an_export_nor_as_an_error_page() {
    let project = small();
    let server = Server::start(&project, "out");
    let bearer = format!("Bearer {}", server.token);
    let own = format!("http://127.0.0.1:{}", server.port);
    let markup = "<script>alert(1)</script>";
    for address in ADDRESSES {
        for media in ["application/x-www-form-urlencoded", "multipart/form-data", "text/html"] {
            let headers =
                [("Authorization", bearer.as_str()), ("Origin", &own), ("Content-Type", media)];
            let answer = server.ask("POST", address, &headers, markup);
            assert_eq!(answer.status, 415, "{address} {media}");
            harmless(&answer, "<script>");
        }
        let json = ("Content-Type", "application/json");
        let headers = [("Authorization", bearer.as_str()), ("Origin", &own), json];
        let answer = server.ask("POST", address, &headers, &json!({ "kind": markup }).to_string());
        assert!([400, 405].contains(&answer.status), "{address}: {}", answer.status);
        assert!(!answer.body.contains("<script>"), "{}", answer.body);
    }
    for address in ["/api/card?id=<script>", "/%3Cscript%3E", "/api/tray?kind=<script>"] {
        let answer = server.get(&address.replace('<', "%3C").replace('>', "%3E"));
        assert!([400, 404].contains(&answer.status), "{address}");
        assert!(!answer.body.contains("script"), "{}", answer.body);
    }
}

#[test]
fn openrefine_dots_lead_nowhere_in_a_parameter_or_in_a_language() {
    let project = small();
    let server = Server::start(&project, "out");
    let bearer = format!("Bearer {}", server.token);
    for address in [
        "/api/card?id=../../../etc/passwd",
        "/api/tray?kind=../../../etc/passwd",
        "/js/..%2f..%2fetc%2fpasswd",
    ] {
        let answer = server.get(address);
        assert_eq!(answer.status, 404, "{address}");
        harmless(&answer, "passwd");
    }
    let plain = server.get("/api/state");
    let headers = [("Authorization", bearer.as_str()), ("Accept-Language", "../../etc/passwd")];
    assert_eq!(server.ask("GET", "/api/state", &headers, "").body, plain.body);
}

#[test]
fn openrefine_a_request_that_hides_another_is_one_request_or_none() {
    let project = small();
    let server = Server::start(&project, "out");
    let before = version(&server);
    let head = format!(
        "Host: 127.0.0.1:{}\r\nOrigin: http://127.0.0.1:{0}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\n",
        server.port, server.token
    );
    let comment = r#"{"kind":"comment","note":"oculto"}"#;
    let hidden = format!(
        "POST /api/decide HTTP/1.1\r\n{head}Content-Length: {}\r\n\r\n{comment}",
        comment.len()
    );
    for lengths in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
    ] {
        let request = format!(
            "POST /api/undo HTTP/1.1\r\n{head}{lengths}Connection: close\r\n\r\n0\r\n\r\n{hidden}"
        );
        let answer = exchange(server.port, request.as_bytes());
        assert_ne!(answer.status, 200, "{lengths}");
        assert_eq!(answer.body.matches("HTTP/1.1").count(), 0, "{lengths}: {}", answer.body);
    }
    assert_eq!(version(&server), before);
    // A parameter twice is not the last or the first: it is refused.
    assert_eq!(server.get("/api/card?id=PD-001&id=PD-002").status, 400);
}

#[test]
fn openrefine_an_archive_unpacks_nothing_and_no_entity_is_fetched() {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut entry = |name: &str, contents: &str| {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(contents.as_bytes()).unwrap();
    };
    entry("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    entry("../../fuera-de-minga.txt", "fuera");
    entry("/tmp/fuera-de-minga.txt", "fuera");
    let cell = |text: &str| {
        format!(
            "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>{text}</text:p>\
             </table:table-cell></table:table-row>"
        )
    };
    let space = "urn:oasis:names:tc:opendocument:xmlns";
    entry(
        "content.xml",
        &format!(
            "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">\
             <!ENTITY f \"por dentro\">]><office:document-content xmlns:office=\"{space}:office:1.0\" \
             xmlns:table=\"{space}:table:1.0\" xmlns:text=\"{space}:text:1.0\"><office:body>\
             <office:spreadsheet><table:table table:name=\"Hoja\">{}{}{}</table:table>\
             </office:spreadsheet></office:body></office:document-content>",
            cell("texto"),
            cell("Más agua &e; para el barrio"),
            cell("Más luz &f; en el parque")
        ),
    );
    let project = Project::new().file("t.ods", archive.finish().unwrap().into_inner());
    let said = project.run("--citizen t.ods --out corrida").either();
    let mut all = said.out + &said.err;
    for name in ["statements.csv", "proposal.json"] {
        all += &std::fs::read_to_string(project.path("corrida").join(name)).unwrap_or_default();
    }
    assert!(!all.contains("root:") && !all.contains("por dentro"), "{all}");
    for up in ["fuera-de-minga.txt", "../fuera-de-minga.txt", "../../fuera-de-minga.txt"] {
        assert!(!project.path(up).exists());
    }
}

#[test]
fn openrefine_a_database_runs_nothing_and_its_name_is_no_address() {
    let project = small();
    // A name that SQLite could take for an address with settings.
    let other = project.path("otro.db");
    let name = format!("file:{}?mode=rwc", other.display());
    project.minga("log").arg(&name).cannot_run();
    let gathered = project.minga("encode --gather").arg(&name).arg("--cache").arg("todo.db");
    gathered.cannot_run();
    assert!(!other.exists());
    // Functions that load code or write files are not there.
    let log = rusqlite::Connection::open_in_memory().unwrap();
    for call in ["load_extension('x')", "readfile('/etc/passwd')", "writefile('x', 'y')"] {
        assert!(log.query_row(&format!("SELECT {call}"), [], |_| Ok(())).is_err(), "{call}");
    }
}

#[test]
fn jupyter_an_origin_or_host_that_only_begins_as_ours_is_not_ours() {
    let project = small();
    let server = Server::start(&project, "out");
    let bearer = format!("Bearer {}", server.token);
    let own = format!("127.0.0.1:{}", server.port);
    let json = ("Content-Type", "application/json");
    for origin in [
        format!("http://{own}.evil.example"),
        format!("http://{own}@evil.example"),
        format!("http://evil.example/http://{own}"),
        format!("http://{own}/"),
        format!("http://{own} http://evil.example"),
        format!("https://{own}"),
        format!("http://127.0.0.1.evil.example:{}", server.port),
        format!("http://x{own}"),
        "null".to_owned(),
    ] {
        let headers = [("Authorization", bearer.as_str()), json, ("Origin", &origin)];
        assert_eq!(server.ask("POST", "/api/undo", &headers, "{}").status, 403, "{origin}");
        assert_eq!(server.ask("GET", "/api/state", &headers, "").status, 403, "{origin}");
    }
    // On every address, those of the page's files included.
    let files = ["/", "/style.css", "/js/main.js", "/nada"];
    for host in [format!("127.0.0.1.evil.example:{}", server.port), format!("{own}.evil.example")] {
        for address in ADDRESSES.into_iter().chain(files) {
            let headers = [("Host", host.as_str()), ("Authorization", &bearer)];
            assert_eq!(server.ask("GET", address, &headers, "").status, 421, "{host} {address}");
        }
    }
}

#[test]
fn jupyter_a_link_does_not_outlive_what_replaced_it() {
    let project = small();
    let first = Server::start(&project, "out");
    let (own, ana) = (first.token.clone(), invite(&project, "--invite Ana"));
    drop(first);
    let again = invite(&project, "--invite Ana");
    let server = Server::start(&project, "out");
    for (token, status) in [(&own, 401), (&ana, 401), (&again, 200)] {
        let bearer = format!("Bearer {token}");
        let answer = server.ask("GET", "/api/state", &[("Authorization", &bearer)], "");
        assert_eq!(answer.status, status);
    }
}

#[test]
fn jupyter_what_a_browser_says_of_a_request_is_never_taken_for_more_than_it_says() {
    let project = small();
    let server = Server::start(&project, "out");
    let bearer = format!("Bearer {}", server.token);
    let own = format!("http://127.0.0.1:{}", server.port);
    let json = ("Content-Type", "application/json");
    for site in ["cross-site", "same-site", "none", "SAME-ORIGIN", "same-origin, cross-site"] {
        for mode in ["no-cors", "cors", "navigate", "same-origin"] {
            let headers = [
                ("Authorization", bearer.as_str()),
                ("Origin", &own),
                json,
                ("Sec-Fetch-Mode", mode),
                ("Sec-Fetch-Site", site),
            ];
            assert_eq!(
                server.ask("POST", "/api/undo", &headers, "{}").status,
                403,
                "{site} {mode}"
            );
        }
    }
    // `no-cors` alone is no origin.
    let headers = [("Authorization", bearer.as_str()), json, ("Sec-Fetch-Mode", "no-cors")];
    assert_eq!(server.ask("POST", "/api/undo", &headers, "{}").status, 403);
}

#[test]
fn jupyter_there_are_no_sockets_and_no_roots_that_only_begin_alike() {
    let project = small();
    let server = Server::start(&project, "out");
    let bearer = format!("Bearer {}", server.token);
    let upgrade = [
        ("Upgrade", "websocket"),
        ("Connection", "Upgrade"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    for address in ["/", "/api/state", "/api/events?since=-1", "/api/kernels"] {
        let answer = server.ask("GET", address, &upgrade, "");
        assert!([200, 401, 404].contains(&answer.status), "{address} {}", answer.status);
        let mut with_token = upgrade.to_vec();
        with_token.push(("Authorization", &bearer));
        assert_ne!(server.ask("GET", address, &with_token, "").status, 101, "{address}");
    }
    for address in ["/apix/state", "/API/state", "//api/state", "/api%2fstate", "/api/../api/state"]
    {
        assert!([401, 404].contains(&server.ask("GET", address, &[], "").status), "{address}");
        assert_eq!(server.get(address).status, 404, "{address}");
    }
}

#[test]
fn label_studio_markup_in_a_name_or_a_note_stays_text() {
    let project = small();
    let name = "<b onmouseover=alert(1)>Eva</b>";
    let said = project.minga("review out --json --invite").arg(name).succeeds().json();
    let url = said["links"][0]["url"].as_str().unwrap();
    let token = url.split("#t=").nth(1).unwrap();
    let server = Server::start(&project, "out");
    let first = server.rows()[0]["id"].as_str().unwrap().to_owned();
    let mut comment = server.act("comment", &first);
    comment["note"] = json!("<img src=x onerror=alert(1)>");
    assert_eq!(server.post_as(token, "/api/decide", &comment).status, 200);
    for address in [
        "/api/state",
        "/api/overview",
        "/api/print?competencia=0",
        &format!("/api/card?id={first}"),
    ] {
        let answer = server.get(address);
        assert_eq!(answer.status, 200, "{address}");
        assert!(answer.headers.contains("content-type: application/json"), "{}", answer.headers);
        assert!(answer.headers.contains("x-content-type-options: nosniff"), "{}", answer.headers);
    }
    // And the page makes no markup of text: it has no way to.
    let mut ways = BTreeSet::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/review/page/web/js");
    let scripts = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    for file in scripts.map(|name| name.into_string().unwrap()) {
        // Types are read by people and checkers alone; no page asks for them.
        if file == "types.js" {
            continue;
        }
        let script = server.get(&format!("/js/{file}"));
        assert_eq!(script.status, 200, "{file}");
        for way in WAYS_TO_MARKUP {
            if script.body.contains(way) {
                ways.insert(format!("{file}: {way}"));
            }
        }
    }
    assert!(ways.is_empty(), "{ways:?}");
}

#[test]
fn label_studio_nothing_can_be_put_there_and_no_key_is_the_same_twice() {
    let project = small();
    let server = Server::start(&project, "out");
    let bearer = format!("Bearer {}", server.token);
    let own = format!("http://127.0.0.1:{}", server.port);
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Origin", &own),
        ("Content-Type", "application/json"),
    ];
    for address in ["/avatar.html", "/data/avatars/x.html", "/api/upload", "/style.css"] {
        let status = server.ask("POST", address, &headers, "<script>").status;
        assert!([404, 405].contains(&status), "{address}: {status}");
        assert_eq!(server.ask("PUT", address, &headers, "<script>").status, 405, "{address}");
    }
    let other = small();
    let other = Server::start(&other, "out");
    assert!(server.token != other.token && server.token.len() == 48, "{}", server.token);
    assert!(server.token.bytes().all(|c| c.is_ascii_hexdigit()));
}

#[test]
fn label_studio_no_filter_asks_for_what_is_not_shown_and_no_alias_leads_out() {
    let project = small();
    let hash = invite(&project, "--invite Ana");
    let server = Server::start(&project, "out");
    let plain = server.get("/api/search?q=agua").body;
    for more in ["token__startswith=a", "reviewer__sha256=0", "fields=all", "ordering=token"] {
        assert_eq!(server.get(&format!("/api/search?q=agua&{more}")).body, plain, "{more}");
    }
    for address in ADDRESSES {
        let body = server.get(address).body;
        assert!(!body.contains("sha256") && !body.contains(&hash), "{address}");
    }
    for address in ["/js../main.js", "/js../../run.json", "/style.css/../run.json", "/js/./main.js"]
    {
        assert_eq!(server.get(address).status, 404, "{address}");
    }
}

#[test]
fn datasette_nothing_redirects_traces_or_repeats_the_address() {
    let project = small();
    let server = Server::start(&project, "out");
    for address in
        ["//evil.example/x/", "//evil.example/%2f..", "/\\evil.example/", "/js/", "/api/"]
    {
        let answer = server.get(address);
        assert!(answer.status == 404 || answer.status == 400, "{address}: {}", answer.status);
        assert!(!answer.headers.contains("\nlocation:"), "{}", answer.headers);
        assert!(!answer.body.contains("evil"), "{}", answer.body);
    }
    for address in ["/api/state", "/api/overview"] {
        let plain = server.get(address).body;
        for more in ["_trace=1", "_debug=1", "sql=select+1", "_shape=html"] {
            assert_eq!(server.get(&format!("{address}?{more}")).body, plain, "{more}");
        }
    }
    harmless(&server.get("/una-direccion-que-no-esta"), "una-direccion");
}
