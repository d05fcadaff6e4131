//! What answers have in common: other pages, refusals, files to keep, and work that is done away from
//! the threads that talk to browsers.

use std::path::Path as FilePath;
use std::sync::{Arc, PoisonError};

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Site;
use super::guard::{html, said};
use super::receive::{self, Form};
use crate::app::folder::{Error, Process};
use crate::app::sheets::Received;
use crate::app::{names, page, runs};

/// The largest file that is given out, in bytes.
pub(super) const LARGEST: u64 = 1 << 30;

pub(super) type Answer = Result<Response, Response>;

pub(super) fn nothing() -> Response {
    let body =
        page::message("Aquí no hay nada", &["La dirección no lleva a nada.".to_owned()], "/");
    html(StatusCode::NOT_FOUND, body)
}

/// To another page, as an answer to a form.
pub(super) fn to(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, address.to_owned())]).into_response()
}

pub(super) fn refused(error: &Error, back: &str) -> Response {
    let sentences: Vec<String> = error.to_string().lines().map(str::to_owned).collect();
    html(StatusCode::UNPROCESSABLE_ENTITY, page::message("No se pudo hacer", &sentences, back))
}

/// Does something away from the threads that talk to browsers.
pub(super) async fn aside<T: Send + 'static>(
    site: &Arc<Site>,
    work: impl FnOnce(&Site) -> T + Send + 'static,
) -> Result<T, Response> {
    let site = Arc::clone(site);
    let done = tokio::task::spawn_blocking(move || work(&site));
    done.await.map_err(|_| said(StatusCode::INTERNAL_SERVER_ERROR, "algo falló al responder"))
}

/// Does something with a process, and answers with what comes of it.
pub(super) async fn with_process(
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
pub(super) async fn change(
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

/// Changes a run of a process that is there, one change at a time.
pub(super) async fn change_run(
    site: &Arc<Site>,
    (id, number): (String, String),
    work: impl FnOnce(&Site, Process, usize, &FilePath) -> Result<Response, Error> + Send + 'static,
) -> Answer {
    let act = move |site: &Site, process: Process| match runs::find(&process, &number) {
        Some((number, dir, _)) => work(site, process, number, &dir),
        None => Ok(nothing()),
    };
    change(site, id, act).await
}

/// A file to keep: the browser does not open it as a page.
pub(super) fn attached(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let heads = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (heads, bytes).into_response()
}

/// The file that a request brings, with the name that its user has for it; `is_taken` says before any of
/// it is taken why a file of that name is not.
pub(super) async fn received(
    site: &Arc<Site>,
    request: Request,
    is_taken: impl Fn(&str) -> Result<(), String>,
) -> Result<(Received, Form), Response> {
    let asked = Form::of(request.uri().query().unwrap_or_default())
        .ok_or_else(|| said(StatusCode::BAD_REQUEST, "no se entiende el pedido"))?;
    let name = asked.get("nombre").to_owned();
    is_taken(&name).map_err(|why| said(StatusCode::UNSUPPORTED_MEDIA_TYPE, &why))?;
    let file = receive::file(site, request.into_body()).await?;
    Ok((Received { file, name }, asked))
}

/// What the page that sends files is told: nothing, or why they are not taken.
pub(super) fn as_sentence(answer: Result<(), Error>) -> Response {
    match answer {
        Ok(()) => said(StatusCode::OK, ""),
        Err(error) => said(StatusCode::UNPROCESSABLE_ENTITY, &error.to_string()),
    }
}
