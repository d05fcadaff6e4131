//! The addresses of what follows a run: workbooks that come back, the consolidated list and its files.

use std::path::Path as FilePath;
use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Site;
use super::answer::{
    Answer, LARGEST, as_sentence, attached, change_run, nothing, received, to, with_process,
};
use super::guard::{html, said};
use super::receive;
use crate::app::consolidated::{self, Asked, FILES, List};
use crate::app::copy::Zip;
use crate::app::folder::{Error, Process};
use crate::app::page::{self, OfRun as RunFacts};
use crate::app::returned::OfRun;
use crate::app::{names, runs};
use crate::commands::standing::{self, Standing};
use crate::read::files;
use crate::write::consolidated::Devolucion;

/// The policy of a page of the way back, which has its style inside, runs nothing, and leads to the
/// others.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
                           form-action 'none'; frame-ancestors 'none'";

/// Where the run stands by what was decided.
fn stands(dir: &FilePath) -> Result<Standing, Error> {
    standing::standing(dir).map_err(|error| Error::Said(error.to_string()))
}

pub(super) async fn returned(
    State(site): State<Arc<Site>>,
    Path((id, number)): Path<(String, String)>,
) -> Answer {
    let show = move |site: &Site, process: Process| {
        let Some((number, dir, _)) = runs::find(&process, &number) else { return Ok(nothing()) };
        let run = RunFacts { process: &process, number };
        if site.reviews.link(&dir).is_some() {
            return Ok(html(StatusCode::OK, page::returned_closed(run)));
        }
        let last = site.returned.of(&process, number);
        Ok(html(StatusCode::OK, page::returned(run, &stands(&dir)?, last.as_ref())))
    };
    with_process(&site, id, show).await
}

pub(super) async fn receive(
    State(site): State<Arc<Site>>,
    Path(run): Path<(String, String)>,
    request: Request,
) -> Answer {
    let is_taken = |name: &str| names::book_ending(name).map(drop);
    let (received, asked) = received(&site, request, is_taken).await?;
    let act = move |site: &Site, mut process: Process, number: usize, dir: &FilePath| {
        if site.reviews.link(dir).is_some() {
            return Ok(said(StatusCode::CONFLICT, "cierre antes la página de revisión"));
        }
        let run = OfRun { number, dir };
        let book = (received, asked.get("quien"));
        let done = site.returned.receive(&site.folder, &mut process, run, book);
        Ok(as_sentence(done))
    };
    change_run(&site, run, act).await
}

/// What is done with a workbook that waits or came before.
pub(super) async fn returned_act(
    State(site): State<Arc<Site>>,
    Path((id, number, act)): Path<(String, String, String)>,
    request: Request,
) -> Answer {
    let form = receive::form(request).await?;
    let work = move |site: &Site, mut process: Process, number: usize, dir: &FilePath| {
        let run = OfRun { number, dir };
        match act.as_str() {
            "tomar" => site.returned.accept(&mut process, run)?,
            "dejar" => site.returned.forget(&process, number)?,
            "retirar" => site.returned.withdraw(&mut process, run, form.get("archivo"))?,
            "coordina" => site.returned.coordinate(&process, run, form.get("nombre"))?,
            _ => return Ok(nothing()),
        }
        Ok(to(&format!("/p/{}/corridas/{number}/recibir", process.id)))
    };
    change_run(&site, (id, number), work).await
}

pub(super) async fn standing(
    State(site): State<Arc<Site>>,
    Path((id, number)): Path<(String, String)>,
) -> Answer {
    let show = move |_: &Site, process: Process| {
        let Some((number, dir, _)) = runs::find(&process, &number) else { return Ok(nothing()) };
        let lists = consolidated::of_run(&process, number);
        let run = RunFacts { process: &process, number };
        Ok(html(StatusCode::OK, page::consolidate(run, &stands(&dir)?, &lists)))
    };
    with_process(&site, id, show).await
}

pub(super) async fn consolidate(
    State(site): State<Arc<Site>>,
    Path(run): Path<(String, String)>,
    request: Request,
) -> Answer {
    let form = receive::form(request).await?;
    let act = move |_: &Site, process: Process, number: usize, dir: &FilePath| {
        let devolucion = match form.get("devolucion") {
            "" => None,
            "taller" => Some(Devolucion::Taller),
            "parroquia" => Some(Devolucion::Parroquia),
            "entidad" => Some(Devolucion::Entidad),
            _ => return Ok(nothing()),
        };
        let asked = Asked { draft: form.get("borrador") == "si", devolucion };
        if consolidated::write(&process, OfRun { number, dir }, asked)?.is_err() {
            return Err(Error::Said(
                "falta decidir: marque que quiere un borrador, o decida antes lo que falta"
                    .to_owned(),
            ));
        }
        Ok(to(&format!("/p/{}/corridas/{number}/consolidar", process.id)))
    };
    change_run(&site, run, act).await
}

/// Answers with something of a list that is there.
async fn of_list(
    site: &Arc<Site>,
    (id, number): (String, String),
    show: impl FnOnce(&List) -> Result<Option<Response>, Error> + Send + 'static,
) -> Answer {
    let find = move |_: &Site, process: Process| match consolidated::find(&process, &number) {
        Some(list) => Ok(show(&list)?.unwrap_or_else(nothing)),
        None => Ok(nothing()),
    };
    with_process(site, id, find).await
}

pub(super) async fn list_file(
    State(site): State<Arc<Site>>,
    Path((id, number, name)): Path<(String, String, String)>,
) -> Answer {
    let show = move |list: &List| {
        let given = FILES.iter().find(|given| given.name == name);
        let Some(given) = given.filter(|given| list.dir.join(given.path).is_file()) else {
            return Ok(None);
        };
        Ok(Some(attached(given.name, files::read(&list.dir.join(given.path), LARGEST)?)))
    };
    of_list(&site, (id, number), show).await
}

pub(super) async fn page_back(
    State(site): State<Arc<Site>>,
    Path((id, number, name)): Path<(String, String, String)>,
) -> Answer {
    let show = move |list: &List| {
        let Some(path) = list.page(&name) else { return Ok(None) };
        let bytes = files::read(&path, LARGEST)?;
        if names::ending_of(&name, &["html"]).is_none() {
            return Ok(Some(attached(&name, bytes)));
        }
        let heads = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_SECURITY_POLICY, PAGE_POLICY),
        ];
        Ok(Some((heads, bytes).into_response()))
    };
    of_list(&site, (id, number), show).await
}

/// All pages of the way back as one file.
pub(super) async fn pages_back(
    State(site): State<Arc<Site>>,
    Path(list): Path<(String, String)>,
) -> Answer {
    let show = |list: &List| {
        let pages = list.pages();
        if pages.is_empty() {
            return Ok(None);
        }
        let mut zip = Zip::new();
        for name in pages {
            if let Some(path) = list.page(&name) {
                zip.add(&format!("devolucion/{name}"), &files::read(&path, LARGEST)?)?;
            }
        }
        Ok(Some(attached("devolucion.zip", zip.finish()?)))
    };
    of_list(&site, list, show).await
}
