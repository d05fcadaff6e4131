//! The addresses of the program and what each answers. Whatever takes time is done away from the
//! threads that talk to the browser.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::{get, post};

use super::answer::{
    Answer, LARGEST, as_sentence, aside, attached, change, nothing, received, refused, to,
    with_process,
};
use super::guard::{guard, html, said};
use super::receive::{self, Form};
use super::{Site, after, copies, runs};
use crate::app::folder::{Error, Process};
use crate::app::{names, page, reading};
use crate::commands::template;
use crate::domain::reading::{Field, Mapping};
use crate::domain::statement::Origin;
use crate::read::files;

/// How long the last answer has, and the browser for the style of its page.
const LAST_WORD: Duration = Duration::from_secs(1);

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
        .route("/p/{id}/correr", get(runs::run).post(runs::start))
        .route("/p/{id}/cancelar", post(runs::cancel))
        .route("/p/{id}/estado", get(runs::state))
        .route("/p/{id}/corridas/{number}", get(runs::result))
        .route("/p/{id}/corridas/{number}/informe", get(runs::report))
        .route("/p/{id}/corridas/{number}/revisar", post(runs::review))
        .route("/p/{id}/corridas/{number}/cerrar", post(runs::close_review))
        .route("/p/{id}/corridas/{number}/archivo/{name}", get(runs::download))
        .route("/p/{id}/corridas/{number}/recibir", get(after::returned).post(after::receive))
        .route("/p/{id}/corridas/{number}/recibir/{act}", post(after::returned_act))
        .route(
            "/p/{id}/corridas/{number}/consolidar",
            get(after::standing).post(after::consolidate),
        )
        .route("/p/{id}/consolidados/{number}/archivo/{name}", get(after::list_file))
        .route("/p/{id}/consolidados/{number}/devolucion/{name}", get(after::page_back))
        .route("/p/{id}/consolidados/{number}/devolucion.zip", get(after::pages_back))
        .route("/p/{id}/copia.zip", get(copies::copy_out))
        .route("/procesos/copia", post(copies::copy_in))
        .route("/terminar", post(finish))
        .fallback(async || nothing())
        .layer(from_fn_with_state(Arc::clone(&site), guard))
        .with_state(site)
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

/// Ends the program, where no run would be lost.
async fn finish(State(site): State<Arc<Site>>) -> Answer {
    if site.jobs.is_working() {
        let why = "Se está haciendo una corrida: espere a que termine, o cancélela en su página.";
        let body = page::message("Todavía no se puede cerrar", &[why.to_owned()], "/");
        return Err(html(StatusCode::CONFLICT, body));
    }
    let ending = site.stop.clone();
    tokio::spawn(async move {
        // The answer goes out before.
        tokio::time::sleep(LAST_WORD).await;
        ending.stop();
    });
    let told = "Todo está guardado. Puede cerrar esta ventana; para seguir, abra minga de nuevo.";
    Ok(html(StatusCode::OK, page::goodbye("minga se cerró", told)))
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

async fn upload(State(site): State<Arc<Site>>, Path(id): Path<String>, request: Request) -> Answer {
    let (received, asked) = received(&site, request, |name| names::ending(name).map(drop)).await?;
    let act = move |site: &Site, process: Process| {
        let origin = match asked.get("origen") {
            "oficinas" => Some(Origin::Institutional),
            "ciudadania" => Some(Origin::Citizen),
            "ambas" => None,
            _ => return Ok(said(StatusCode::BAD_REQUEST, "no se dijo de quién es la hoja")),
        };
        Ok(as_sentence(site.waiting.add(&site.folder, &process, received, origin)))
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

async fn upload_frame(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    request: Request,
) -> Answer {
    let (received, _) = received(&site, request, |name| names::ending(name).map(drop)).await?;
    let act = move |_: &Site, mut process: Process| {
        if names::ending(&received.name) != Ok("xlsx") {
            return Ok(said(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "el marco se sube como un libro xlsx, con una hoja por tabla",
            ));
        }
        let own = (received.file.path(), names::shown(&received.name));
        Ok(as_sentence(process.set_frame(Some(own))))
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
