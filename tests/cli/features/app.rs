//! `minga app` over HTTP: who comes in, what a browser may send, and the whole chain from two sheets
//! to the report.

use std::io::Write as _;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::support::app_server::{App, serve, sheets};
use crate::support::project::Project;

#[test]
fn from_two_sheets_to_the_report_and_the_review_page() {
    let project = Project::new();
    let app = App::start(&project);
    let process = app.process("Plan+de+la+parroquia");
    let (offices, citizens) = sheets();
    let upload = |name: &str, origin: &str, body: &str| {
        app.upload(&format!("{process}/subir?nombre={name}&origen={origin}"), body.as_bytes())
    };
    assert_eq!(upload("oficinas.csv", "oficinas", &offices).status, 200);
    assert_eq!(upload("..%2F..%2Ftalleres.csv", "ciudadania", &citizens).status, 200);

    let read = app.page(&format!("{process}/hojas"));
    for part in ["40 aportes", "talleres.csv", "Dato de personas (correo)", "Confirmar y guardar"] {
        assert!(read.contains(part), "{part}: {read}");
    }
    // Nothing is in the process, and nothing is called as the browser says.
    let folder = project.path("procesos").join(process.trim_start_matches("/p/"));
    assert!(!folder.join("hojas").exists());
    app.sends(&format!("{process}/hojas/confirmar"), "");
    let mut kept: Vec<_> = std::fs::read_dir(folder.join("hojas"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    kept.sort();
    assert_eq!(kept, ["ciudadania-2.csv", "oficinas-1.csv"]);
    let bytes = std::fs::read(folder.join("hojas/ciudadania-2.csv")).unwrap();
    assert_eq!(bytes, citizens.as_bytes());

    app.sends(&format!("{process}/correr"), "propuestas=8");
    let state = app.ended(&process);
    assert_eq!(state["state"], "done", "{state}");
    let page = state["page"].as_str().unwrap().to_owned();
    let result = app.page(&page);
    assert!(result.contains("propuestas de desafío") && result.contains("review.xlsx"), "{result}");
    let report = app.get(&format!("{page}/informe"));
    assert!(report.headers.contains("sandbox") && report.body.contains("Informe de la corrida"));
    let book = app.get(&format!("{page}/archivo/review.xlsx"));
    assert!(book.headers.contains("content-disposition: attachment"));
    for other in ["decisions.db", "run.json", "..%2F..%2Fproceso.json", "%2Fetc%2Fpasswd"] {
        assert_eq!(app.get(&format!("{page}/archivo/{other}")).status, 404, "{other}");
    }
    app.sends(&format!("{page}/revisar"), "");
    let result = app.page(&page);
    let link = result.split("href=\"").find(|part| part.contains("#t=")).unwrap();
    assert!(link.starts_with("http://127.0.0.1:"), "{link}");
    assert!(app.page("/").contains("corrida 1: "));
    // The same settings and sheets are those of the command line.
    // A statement remembers the file as it was named.
    let named = format!("procesos/{}", process.trim_start_matches("/p/"));
    let line = format!(
        "run --engine lexical --frame pmdot-2024-2033 --out otra --config {named}/ajustes.toml \
         --institutional {named}/hojas/oficinas-1.csv --citizen {named}/hojas/ciudadania-2.csv"
    );
    project.minga(&line).succeeds();
    let of = |dir: &std::path::Path| std::fs::read(dir.join("proposal.json")).unwrap();
    assert!(of(&project.path("otra")) == of(&folder.join("corridas/1")));
}

#[test]
fn a_column_is_chosen_and_a_row_with_a_problem_is_left_out_only_where_that_is_said() {
    let project = Project::new();
    let app = App::start(&project);
    let process = app.process("Uno");
    let sheet = "codigo,Lo dicho,Otra cosa\nA1,Que arreglen la vía del barrio,x\nA1,Que recojan la basura,y\n";
    let address = format!("{process}/subir?nombre=hoja.csv&origen=ciudadania");
    assert_eq!(app.upload(&address, sheet.as_bytes()).status, 200);
    let columns = "archivo=ciudadania-1.csv&tabla=ciudadania-1.csv&c0=id&c1=texto&c2=";
    app.sends(&format!("{process}/hojas/columnas"), columns);
    let read = app.page(&format!("{process}/hojas"));
    assert!(read.contains("hoja.csv") && read.contains("problema"), "{read}");
    assert!(!read.contains(".recibido"), "{read}");
    assert_eq!(app.form(&format!("{process}/hojas/confirmar"), "").status, 422);
    app.sends(&format!("{process}/hojas/quitar"), "archivo=ciudadania-1.csv");
    assert!(app.page(&format!("{process}/hojas")).contains("Todavía no hay hojas"));

    let good = sheet.replace("A1,Que recojan", "A2,Que recojan");
    assert_eq!(app.upload(&address, good.as_bytes()).status, 200);
    app.sends(&format!("{process}/hojas/columnas"), columns);
    app.sends(&format!("{process}/hojas/confirmar"), "");
    let folder = project.path("procesos").join(process.trim_start_matches("/p/"));
    let settings = std::fs::read_to_string(folder.join("ajustes.toml")).unwrap();
    assert!(settings.contains("ciudadania-1.csv") && settings.contains("Lo dicho"), "{settings}");
}

#[test]
fn only_the_session_comes_in_and_no_other_page_reaches_it() {
    let project = Project::new();
    let app = App::start(&project);
    let process = app.process("Uno");
    let port = app.server.port;
    let (own, host) = (format!("http://127.0.0.1:{port}"), format!("127.0.0.1:{port}"));
    // The link opens once.
    assert_eq!(app.form("/entrar", &format!("t={}", app.server.token)).status, 401);
    let stranger = App { cookie: String::new(), server: app.server };
    assert_eq!(stranger.get("/").status, 401);
    assert_eq!(stranger.get(&process).status, 401);
    assert_eq!(stranger.form("/procesos", "nombre=x").status, 401);
    assert_eq!(stranger.get("/style.css").status, 200);
    let app = App { cookie: app.cookie, server: stranger.server };
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let post = |headers: &[(&str, &str)]| app.ask("POST", "/procesos", headers, b"nombre=x").status;
    assert_eq!(post(&[form]), 403);
    assert_eq!(post(&[form, ("Origin", "http://evil.example")]), 403);
    assert_eq!(post(&[form, ("Origin", "null")]), 403);
    assert_eq!(post(&[form, ("Origin", &own), ("Sec-Fetch-Site", "same-site")]), 403);
    assert_eq!(post(&[("Content-Type", "text/plain"), ("Origin", &own)]), 415);
    assert_eq!(post(&[("Origin", &own)]), 415);
    assert_eq!(app.ask("GET", "/", &[("Sec-Fetch-Site", "cross-site")], b"").status, 403);
    assert_eq!(app.ask("PUT", "/", &[("Origin", &own)], b"").status, 405);
    // A second `Host`, or another one, is nobody's.
    assert_ne!(app.ask("GET", "/", &[("Host", &host)], b"").status, 200);
    let rebound = format!(
        "GET / HTTP/1.1\r\nHost: evil.example:{port}\r\nCookie: {}\r\nConnection: close\r\n\r\n",
        app.cookie
    );
    assert_eq!(crate::support::page_server::exchange(port, rebound.as_bytes()).status, 421);
    let answer = app.get("/");
    for part in ["content-security-policy: default-src 'none'", "x-frame-options: deny", "nosniff"]
    {
        assert!(answer.headers.contains(part), "{}", answer.headers);
    }
    for path in
        ["/p/..", "/p/%2e%2e", "/p/..%2f..%2fetc", "/p/.recibido", "/p/p-2026-01-01-zzzzzzzz"]
    {
        assert_eq!(app.get(path).status, 404, "{path}");
    }
}

#[test]
fn hostile_uploads_leave_nothing_behind() {
    let project = Project::new();
    let app = App::start(&project);
    let process = app.process("Uno");
    let port = app.server.port;
    let upload = |query: &str, body: &[u8]| app.upload(&format!("{process}/subir?{query}"), body);
    assert_eq!(upload("nombre=a.exe&origen=oficinas", b"MZ").status, 415);
    assert_eq!(upload("nombre=a.csv&origen=nadie", b"x").status, 400);
    assert_eq!(upload("nombre=a.csv&origen=oficinas", b"").status, 422);
    // One that says it is huge, and one that stops coming.
    let head = |length: u64| {
        format!(
            "POST {process}/subir?nombre=a.csv&origen=oficinas HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\
             Origin: http://127.0.0.1:{port}\r\nCookie: {}\r\nContent-Type: application/octet-stream\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n",
            app.cookie
        )
    };
    let huge = crate::support::page_server::exchange(port, head(1 << 40).as_bytes());
    assert_eq!(huge.status, 413);
    let mut stopped = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stopped.write_all(head(1000).as_bytes()).unwrap();
    stopped.write_all(b"id,texto\n").unwrap();
    drop(stopped);
    let start = Instant::now();
    let left = || {
        let entries = std::fs::read_dir(project.path("procesos")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with(".minga-")).count()
    };
    while left() > 0 {
        assert!(start.elapsed() < Duration::from_secs(30), "a file that did not come whole stays");
        std::thread::sleep(Duration::from_millis(50));
    }
    // What is no sheet at all is told, and cannot be confirmed.
    assert_eq!(upload("nombre=a.xlsx&origen=oficinas", &[0; 5000]).status, 200);
    assert!(app.page(&format!("{process}/hojas")).contains("problema"));
    assert_eq!(app.form(&format!("{process}/hojas/confirmar"), "omitir=si").status, 422);
    let evil = "<script>alert(1)</script>.csv";
    let named = upload(
        "nombre=%3Cscript%3Ealert(1)%3C%2Fscript%3E.csv&origen=oficinas",
        b"id,texto\n1,agua\n",
    );
    assert_eq!(named.status, 200);
    assert!(!app.page(&format!("{process}/hojas")).contains(evil));
}

#[test]
fn two_programs_on_one_folder_are_told_and_what_nobody_confirmed_is_gone() {
    let project = Project::new();
    let app = App::start(&project);
    let process = app.process("Uno");
    let address = format!("{process}/subir?nombre=a.csv&origen=oficinas");
    assert_eq!(app.upload(&address, b"id,texto\n1,agua\n").status, 200);
    let second = project.minga("app procesos --no-open --port 0").cannot_run();
    assert!(second.err.contains("otra ejecución de minga"), "{}", second.err);
    app.server.kill();
    let server = serve(&project);
    let waiting = std::fs::read_dir(project.path("procesos/.recibido")).unwrap().count();
    assert_eq!(waiting, 0);
    drop(server);
}
