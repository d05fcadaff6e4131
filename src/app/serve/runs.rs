//! The addresses of runs: to begin one, to wait for it, to end it, and what came of it.

use std::path::Path as FilePath;
use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde_json::json;

use super::Site;
use super::answer::{Answer, LARGEST, attached, change, change_run, nothing, to, with_process};
use super::guard::html;
use super::receive::{self, Form};
use crate::app::folder::{Error, Process};
use crate::app::page::{self, Beginning, Outcome, Previous};
use crate::app::reading;
use crate::app::runs::{self, Asked, EarlierIds, State as RunState};
use crate::read::files;

/// The policy of a run's report, which has its style inside and runs nothing.
const REPORT_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
                             form-action 'none'; frame-ancestors 'none'; sandbox";

pub(super) async fn run(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Answer {
    let show = |site: &Site, process: Process| {
        let job = site.jobs.of(&process.id);
        let reading = reading::read(&process, &[]).map_err(|error| error.to_string());
        let frame = reading::frame(&process).map_err(|error| error.to_string());
        let last = runs::last(&process);
        let previous =
            last.map(|(number, dir)| Previous { number, decisions: runs::decisions(&dir).ok() });
        let facts = Beginning { reading: &reading, frame: &frame, previous };
        Ok(html(StatusCode::OK, page::run(&process, &facts, job.as_ref())))
    };
    with_process(&site, id, show).await
}

pub(super) async fn start(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    request: Request,
) -> Answer {
    let form = receive::form(request).await?;
    let act = move |site: &Site, mut process: Process| {
        let asked = asked(&form)?;
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
        site.jobs.start(&mut process, &site.vectors, asked)?;
        Ok(to(&format!("/p/{}/correr", process.id)))
    };
    change(&site, id, act).await
}

/// Which run a run continues, and how ids of that one are taken, as a form says.
fn asked(form: &Form) -> Result<Asked, Error> {
    let not_understood = || Error::Said("no se entiende qué corrida continúa".to_owned());
    let previous = match form.get("anterior") {
        "" => None,
        number => Some(number.parse().map_err(|_| not_understood())?),
    };
    let ids = match form.get("ids") {
        "" => EarlierIds::ByWords,
        "editados" => EarlierIds::Edited,
        "otros" => EarlierIds::OfOthers,
        _ => return Err(not_understood()),
    };
    Ok(Asked { previous, ids })
}

pub(super) async fn cancel(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Answer {
    let act = |site: &Site, process: Process| {
        site.jobs.cancel(&process.id);
        Ok(to(&format!("/p/{}/correr", process.id)))
    };
    // Not one of the changes that wait for each other: it is wanted at once.
    with_process(&site, id, act).await
}

pub(super) async fn state(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Answer {
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

pub(super) async fn result(
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
pub(super) fn given(dir: &FilePath, name: &str) -> Result<Option<Vec<u8>>, Error> {
    match runs::given_files(dir).into_iter().find(|given| given == name) {
        Some(found) => Ok(Some(files::read(&dir.join(found), LARGEST)?)),
        None => Ok(None),
    }
}

pub(super) async fn report(
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

pub(super) async fn review(
    State(site): State<Arc<Site>>,
    Path(run): Path<(String, String)>,
) -> Answer {
    let act = |site: &Site, process: Process, number: usize, dir: &FilePath| {
        site.reviews.open(dir).map_err(Error::Said)?;
        Ok(to(&format!("/p/{}/corridas/{number}", process.id)))
    };
    change_run(&site, run, act).await
}

pub(super) async fn close_review(
    State(site): State<Arc<Site>>,
    Path(run): Path<(String, String)>,
    request: Request,
) -> Answer {
    let form = receive::form(request).await?;
    let act = move |site: &Site, process: Process, number: usize, dir: &FilePath| {
        site.reviews.close(dir);
        let back = if form.get("volver") == "recibir" { "/recibir" } else { "" };
        Ok(to(&format!("/p/{}/corridas/{number}{back}", process.id)))
    };
    change_run(&site, run, act).await
}

pub(super) async fn download(
    State(site): State<Arc<Site>>,
    Path((id, number, name)): Path<(String, String, String)>,
) -> Answer {
    let show = move |_: &Site, process: Process| {
        let Some((_, dir, _)) = runs::find(&process, &number) else { return Ok(nothing()) };
        Ok(given(&dir, &name)?.map_or_else(nothing, |bytes| attached(&name, bytes)))
    };
    with_process(&site, id, show).await
}
