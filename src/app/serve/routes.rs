//! The addresses of the program and what each answers. Whatever takes time is done away from the
//! threads that talk to the browser.

use std::path::Path as FilePath;
use std::sync::{Arc, PoisonError};

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;

use super::Site;
use super::guard::{guard, html, said};
use super::receive::{self, Form};
use crate::app::folder::{Error, Process};
use crate::app::page::{self, Outcome};
use crate::app::runs::{self, State as RunState};
use crate::app::sheets::Received;
use crate::app::{names, reading};
use crate::commands::template;
use crate::domain::reading::{Field, Mapping};
use crate::domain::statement::Origin;
use crate::read::files;

/// The largest file that is given out, in bytes.
const LARGEST: u64 = 1 << 30;
/// The policy of a run's report, which has its style inside and runs nothing.
const REPORT_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
                             form-action 'none'; frame-ancestors 'none'; sandbox";

type Answer = Result<Response, Response>;

/// The program.
pub(super) fn router(site: Arc<Site>) -> Router {
    let mut router = Router::new();
    for asset in page::ASSETS.into_iter().chain(page::of_review()) {
        let answer = move || async move {
            ([(header::CONTENT_TYPE, asset.media)], asset.body).into_response()
        };
        router = router.route(asset.path, get(answer));
    }
    router
        .route("/entrar", get(async || html(StatusCode::OK, page::ENTER.to_owned())).post(enter))
        .route("/", get(list))
        .route("/procesos", post(create))
        .route("/p/{id}", get(process))
        .route("/p/{id}/nombre", post(rename))
        .route("/p/{id}/archivar", post(archive))
        .route("/p/{id}/hojas", get(sheets))
        .route("/p/{id}/subir", post(upload))
        .route("/p/{id}/hojas/{act}", post(sheet_act))
        .route("/p/{id}/plantilla/{which}", get(template_file))
        .route("/p/{id}/marco/subir", post(upload_frame))
        .route("/p/{id}/marco/quito", post(frame_of_quito))
        .route("/p/{id}/correr", get(run).post(start))
        .route("/p/{id}/estado", get(state))
        .route("/p/{id}/corridas/{number}", get(result))
        .route("/p/{id}/corridas/{number}/informe", get(report))
        .route("/p/{id}/corridas/{number}/revisar", post(review))
        .route("/p/{id}/corridas/{number}/archivo/{name}", get(download))
        .fallback(async || nothing())
        .layer(from_fn_with_state(Arc::clone(&site), guard))
        .with_state(site)
}

fn nothing() -> Response {
    let body =
        page::message("Aquí no hay nada", &["La dirección no lleva a nada.".to_owned()], "/");
    html(StatusCode::NOT_FOUND, body)
}

/// To another page, as an answer to a form.
fn to(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, address.to_owned())]).into_response()
}

fn refused(error: &Error, back: &str) -> Response {
    let sentences: Vec<String> = error.to_string().lines().map(str::to_owned).collect();
    html(StatusCode::UNPROCESSABLE_ENTITY, page::message("No se pudo hacer", &sentences, back))
}

/// Does something away from the threads that talk to browsers.
async fn aside<T: Send + 'static>(
    site: &Arc<Site>,
    work: impl FnOnce(&Site) -> T + Send + 'static,
) -> Result<T, Response> {
    let site = Arc::clone(site);
    let done = tokio::task::spawn_blocking(move || work(&site));
    done.await.map_err(|_| said(StatusCode::INTERNAL_SERVER_ERROR, "algo falló al responder"))
}

/// Does something with a process, and answers with what comes of it.
async fn with_process(
    site: &Arc<Site>,
    id: String,
    work: impl FnOnce(&Site, Process) -> Result<Response, Error> + Send + 'static,
) -> Answer {
    let answered = aside(site, move |site| {
        let back = format!("/p/{id}");
        let process = match site.folder.process(&id) {
            Ok(process) => process,
            Err(_) if !names::is_process_folder(&id) => return nothing(),
            Err(error) => return refused(&error, "/"),
        };
        work(site, process).unwrap_or_else(|error| refused(&error, &back))
    });
    answered.await
}

/// Changes a process, one change at a time.
async fn change(
    site: &Arc<Site>,
    id: String,
    work: impl FnOnce(&Site, Process) -> Result<Response, Error> + Send + 'static,
) -> Answer {
    let act = |site: &Site, process: Process| {
        let _one = site.acts.lock().unwrap_or_else(PoisonError::into_inner);
        // As it is now: another change may have come between.
        let process = site.folder.process(&process.id)?;
        work(site, process)
    };
    with_process(site, id, act).await
}

async fn enter(State(site): State<Arc<Site>>, request: Request) -> Answer {
    let form = receive::form(request).await?;
    let Some(cookie) = site.door.open(form.get("t")) else {
        return Err(said(
            StatusCode::UNAUTHORIZED,
            "Este enlace no vale o ya se usó: siga en el navegador en que lo abrió, o cierre minga y \
             ábralo de nuevo.",
        ));
    };
    Ok((StatusCode::OK, [(header::SET_COOKIE, cookie)], "").into_response())
}

async fn list(State(site): State<Arc<Site>>) -> Answer {
    let body = aside(&site, |site| {
        page::list(&site.folder.root().display().to_string(), &site.folder.processes())
    });
    Ok(html(StatusCode::OK, body.await?))
}

async fn create(State(site): State<Arc<Site>>, request: Request) -> Answer {
    let form = receive::form(request).await?;
    let made = aside(&site, move |site| site.folder.create(form.get("nombre"))).await?;
    Ok(made.map_or_else(|error| refused(&error, "/"), |process| to(&format!("/p/{}", process.id))))
}

async fn process(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Answer {
    let show = |site: &Site, process: Process| {
        let waiting = site.waiting.of(&process).len();
        Ok(html(StatusCode::OK, page::process(&process, waiting)))
    };
    with_process(&site, id, show).await
}

async fn rename(State(site): State<Arc<Site>>, Path(id): Path<String>, request: Request) -> Answer {
    let form = receive::form(request).await?;
    let act = move |_: &Site, mut process: Process| {
        process.record.name = names::of_process(form.get("nombre")).map_err(Error::Said)?;
        process.write()?;
        Ok(to(&format!("/p/{}", process.id)))
    };
    change(&site, id, act).await
}

async fn archive(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    request: Request,
) -> Answer {
    let form = receive::form(request).await?;
    let act = move |_: &Site, mut process: Process| {
        process.record.archived = form.get("archivado") == "si";
        process.write()?;
        Ok(to("/"))
    };
    change(&site, id, act).await
}

async fn sheets(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Answer {
    let show = |site: &Site, process: Process| {
        let reading = reading::read(&process, &site.waiting.of(&process));
        let reading = reading.map_err(|error| error.to_string());
        Ok(html(StatusCode::OK, page::sheets(&process, &reading)))
    };
    with_process(&site, id, show).await
}

/// The file that a request brings, with the name that its user has for it.
async fn received(site: &Arc<Site>, request: Request) -> Result<(Received, Form), Response> {
    let asked = Form::of(request.uri().query().unwrap_or_default())
        .ok_or_else(|| said(StatusCode::BAD_REQUEST, "no se entiende el pedido"))?;
    let name = asked.get("nombre").to_owned();
    // Before any of it is taken.
    names::ending(&name).map_err(|why| said(StatusCode::UNSUPPORTED_MEDIA_TYPE, &why))?;
    let file = receive::file(site, request.into_body()).await?;
    Ok((Received { file, name }, asked))
}

/// A refusal as the page that sends files shows it.
fn as_sentence(answer: Result<Response, Error>) -> Result<Response, Error> {
    Ok(answer.unwrap_or_else(|error| said(StatusCode::UNPROCESSABLE_ENTITY, &error.to_string())))
}

async fn upload(State(site): State<Arc<Site>>, Path(id): Path<String>, request: Request) -> Answer {
    let (received, asked) = received(&site, request).await?;
    let act = move |site: &Site, process: Process| {
        let origin = match asked.get("origen") {
            "oficinas" => Some(Origin::Institutional),
            "ciudadania" => Some(Origin::Citizen),
            "ambas" => None,
            _ => return Ok(said(StatusCode::BAD_REQUEST, "no se dijo de quién es la hoja")),
        };
        as_sentence(
            site.waiting
                .add(&site.folder, &process, received, origin)
                .map(|()| said(StatusCode::OK, "")),
        )
    };
    change(&site, id, act).await
}

/// What is done with the sheets of a process.
async fn sheet_act(
    State(site): State<Arc<Site>>,
    Path((id, act)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let form = receive::form(request).await?;
    let work = move |site: &Site, mut process: Process| {
        let file = form.get("archivo");
        match act.as_str() {
            "confirmar" => confirm(site, &mut process, form.get("omitir") == "si")?,
            "omitir" => skip(&process, form.get("omitir") == "si")?,
            "quitar" => {
                if !site.waiting.remove(&process, file)? {
                    process.remove(file)?;
                }
            }
            "automatico" => set_columns(site, &process, file, &Mapping::new())?,
            "columnas" => {
                let columns = chosen(site, &process, &form)?;
                set_columns(site, &process, file, &columns)?;
            }
            _ => return Ok(nothing()),
        }
        Ok(to(&format!("/p/{}/hojas", process.id)))
    };
    change(&site, id, work).await
}

/// Takes in what waits, where all of it can be used.
fn confirm(site: &Site, process: &mut Process, skips: bool) -> Result<(), Error> {
    let read = reading::read(process, &site.waiting.of(process))?;
    if !read.problems.is_empty() {
        if read.can_skip.is_none() || !skips {
            return Err(Error::Said(
                "las hojas tienen problemas: corríjalas y súbalas de nuevo, o decida dejar fuera \
                 las filas con problemas"
                    .to_owned(),
            ));
        }
        skip(process, true)?;
    }
    site.waiting.confirm(process)?;
    Ok(())
}

/// Decides whether rows with problems are left out.
fn skip(process: &Process, skips: bool) -> Result<(), Error> {
    process.change_settings(|table| {
        let input = table.entry("input").or_insert_with(|| toml::Table::new().into());
        if let Some(input) = input.as_table_mut() {
            input.insert("skip_bad_rows".to_owned(), skips.into());
        }
    })
}

/// Which column is what in a table, as a form says.
fn chosen(site: &Site, process: &Process, form: &Form) -> Result<Mapping, Error> {
    let read = reading::read(process, &site.waiting.of(process))?;
    let sheet = read.sheets.iter().find(|sheet| sheet.sheet.file == form.get("archivo"));
    let name = |table: &str| table.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let table = sheet
        .and_then(|sheet| sheet.tables.iter().find(|one| name(&one.table) == form.get("tabla")))
        .ok_or_else(|| Error::Said("esa hoja ya no está".to_owned()))?;
    let each = (0..table.columns.len()).map(|n| Field::named(form.get(&format!("c{n}"))));
    let before = reading::settings(process, &site.waiting.of(process))?;
    let before = before.files.get(form.get("archivo")).map(|own| own.columns.clone());
    reading::changed(table, &each.collect::<Vec<_>>(), &before.unwrap_or_default())
}

fn set_columns(site: &Site, process: &Process, file: &str, columns: &Mapping) -> Result<(), Error> {
    if site.waiting.set_columns(process, file, columns) {
        return Ok(());
    }
    if !process.record.sheets.iter().any(|sheet| sheet.file == file) {
        return Err(Error::Said("esa hoja ya no está".to_owned()));
    }
    process.store_columns(&[(file.to_owned(), columns.clone())].into())
}

async fn template_file(
    State(site): State<Arc<Site>>,
    Path((id, which)): Path<(String, String)>,
) -> Answer {
    let name = match which.as_str() {
        "oficinas" => "oficinas.xlsx",
        "ciudadania" => "ciudadania.xlsx",
        _ => return Ok(nothing()),
    };
    let work = move |_: &Site, process: Process| {
        let dir = tempfile::tempdir().map_err(|cause| Error::Said(cause.to_string()))?;
        let request = template::Request { dir: dir.path().to_owned(), frame: process.frame() };
        template::template(&request)?;
        Ok(attached(name, files::read(&dir.path().join(name), LARGEST)?))
    };
    with_process(&site, id, work).await
}

/// A file to keep: the browser does not open it as a page.
fn attached(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let heads = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (heads, bytes).into_response()
}

async fn upload_frame(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    request: Request,
) -> Answer {
    let (received, _) = received(&site, request).await?;
    let act = move |_: &Site, mut process: Process| {
        if names::ending(&received.name) != Ok("xlsx") {
            return Ok(said(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "el marco se sube como un libro xlsx, con una hoja por tabla",
            ));
        }
        let own = (received.file.path(), names::shown(&received.name));
        as_sentence(process.set_frame(Some(own)).map(|()| said(StatusCode::OK, "")))
    };
    change(&site, id, act).await
}

async fn frame_of_quito(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Answer {
    let act = |_: &Site, mut process: Process| {
        process.set_frame(None)?;
        Ok(to(&format!("/p/{}/correr", process.id)))
    };
    change(&site, id, act).await
}

async fn run(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Answer {
    let show = |site: &Site, process: Process| {
        let job = site.jobs.of(&process.id);
        let reading = reading::read(&process, &[]).map_err(|error| error.to_string());
        let frame = reading::frame(&process).map_err(|error| error.to_string());
        Ok(html(StatusCode::OK, page::run(&process, &reading, &frame, job.as_ref())))
    };
    with_process(&site, id, show).await
}

async fn start(State(site): State<Arc<Site>>, Path(id): Path<String>, request: Request) -> Answer {
    let form = receive::form(request).await?;
    let act = move |site: &Site, process: Process| {
        let wanted = match form.get("propuestas").trim() {
            "" => None,
            number => Some(number.parse::<u32>().ok().filter(|n| (1..=100_000).contains(n)).ok_or_else(
                || Error::Said("el número de propuestas es un número entero desde 1, o queda en blanco".to_owned()),
            )?),
        };
        process.change_settings(|table| match wanted {
            None => drop(table.remove("target")),
            Some(n) => {
                let count = toml::Table::from_iter([("count".to_owned(), i64::from(n).into())]);
                table.insert("target".to_owned(), count.into());
            }
        })?;
        site.jobs.start(&process, &site.vectors)?;
        Ok(to(&format!("/p/{}/correr", process.id)))
    };
    change(&site, id, act).await
}

async fn state(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Answer {
    let show = |site: &Site, process: Process| {
        let job = site.jobs.of(&process.id);
        let mut body = json!({ "state": "none" });
        if let Some(job) = job {
            body = json!(job.state);
            body["page"] = json!(format!("/p/{}/corridas/{}", process.id, job.number));
        }
        let kind = [(header::CONTENT_TYPE, "application/json")];
        Ok((kind, body.to_string()).into_response())
    };
    with_process(&site, id, show).await
}

async fn result(
    State(site): State<Arc<Site>>,
    Path((id, number)): Path<(String, String)>,
) -> Answer {
    let show = move |site: &Site, process: Process| {
        let Some((number, dir, manifest)) = runs::find(&process, &number) else {
            return Ok(nothing());
        };
        let notes = match site.jobs.of(&process.id).map(|job| job.state) {
            Some(RunState::Done { number: made, notes }) if made == number => notes,
            _ => Vec::new(),
        };
        let link = site.reviews.link(&dir);
        let outcome = Outcome {
            number,
            manifest: &manifest,
            files: &runs::given_files(&dir),
            review: link.as_deref(),
            notes: &notes,
        };
        Ok(html(StatusCode::OK, page::result(&process, &outcome)))
    };
    with_process(&site, id, show).await
}

/// A file of a run that is given out: its name is one of those that are there.
fn given(dir: &FilePath, name: &str) -> Result<Option<Vec<u8>>, Error> {
    match runs::given_files(dir).into_iter().find(|given| given == name) {
        Some(found) => Ok(Some(files::read(&dir.join(found), LARGEST)?)),
        None => Ok(None),
    }
}

async fn report(
    State(site): State<Arc<Site>>,
    Path((id, number)): Path<(String, String)>,
) -> Answer {
    let show = move |_: &Site, process: Process| {
        let Some((_, dir, _)) = runs::find(&process, &number) else { return Ok(nothing()) };
        let Some(bytes) = given(&dir, "report.html")? else { return Ok(nothing()) };
        let heads = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_SECURITY_POLICY, REPORT_POLICY),
        ];
        Ok((heads, bytes).into_response())
    };
    with_process(&site, id, show).await
}

async fn review(
    State(site): State<Arc<Site>>,
    Path((id, number)): Path<(String, String)>,
) -> Answer {
    let act = move |site: &Site, process: Process| {
        let Some((number, dir, _)) = runs::find(&process, &number) else { return Ok(nothing()) };
        site.reviews.open(&dir).map_err(Error::Said)?;
        Ok(to(&format!("/p/{}/corridas/{number}", process.id)))
    };
    with_process(&site, id, act).await
}

async fn download(
    State(site): State<Arc<Site>>,
    Path((id, number, name)): Path<(String, String, String)>,
) -> Answer {
    let show = move |_: &Site, process: Process| {
        let Some((_, dir, _)) = runs::find(&process, &number) else { return Ok(nothing()) };
        Ok(given(&dir, &name)?.map_or_else(nothing, |bytes| attached(&name, bytes)))
    };
    with_process(&site, id, show).await
}
