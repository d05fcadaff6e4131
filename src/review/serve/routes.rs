//! The addresses of the site and what each answers.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Extension, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::access::Guest;
use super::guard::{guard, said};
use super::session::Failure;
use super::{ReviewSession, Site};
use crate::review::page::{ASSETS, Act, Refusal, UngroupedList, Visibility};

/// The largest body of a request, in bytes.
const BODY: usize = 256 << 10;
/// How long a body may take to come.
const BODY_TIME: Duration = Duration::from_secs(10);
/// How long who waits for news is kept waiting.
const WAIT: Duration = Duration::from_secs(25);
/// The most statements a side that a card is asked for at once.
const SIDE: usize = 2000;

type Answer = Result<Response, Response>;

/// The site.
pub(super) fn router(site: Arc<Site>) -> Router {
    let mut router = Router::new();
    for asset in ASSETS {
        let answer = move || async move {
            ([(header::CONTENT_TYPE, asset.media)], asset.body).into_response()
        };
        router = router.route(asset.path, get(answer));
    }
    router
        .route("/api/state", get(state))
        .route("/api/card", get(card))
        .route("/api/scores", get(scores))
        .route("/api/tray", get(tray))
        .route("/api/search", get(search))
        .route("/api/overview", get(overview))
        .route("/api/print", get(print))
        .route("/api/events", get(events))
        .route("/api/decide", post(decide))
        .route("/api/undo", post(undo))
        .fallback(|| async { said(StatusCode::NOT_FOUND, "aquí no hay nada") })
        .layer(from_fn_with_state(Arc::clone(&site), guard))
        .with_state(site)
}

/// Does something at the session, away from the threads that talk to browsers.
async fn at_desk<T: Send + 'static>(
    site: &Arc<Site>,
    work: impl FnOnce(&mut ReviewSession) -> T + Send + 'static,
) -> Result<T, Response> {
    let site = Arc::clone(site);
    let done = tokio::task::spawn_blocking(move || work(&mut site.session()));
    done.await.map_err(|_| said(StatusCode::INTERNAL_SERVER_ERROR, "algo falló al responder"))
}

/// An answer at the session, or "not found".
async fn shown(
    site: &Arc<Site>,
    work: impl FnOnce(&mut ReviewSession) -> Option<Value> + Send + 'static,
) -> Answer {
    let body = at_desk(site, |session| work(session).map(|value| value.to_string())).await?;
    let body = body.ok_or_else(|| said(StatusCode::NOT_FOUND, "esa propuesta no está"))?;
    Ok(sent(StatusCode::OK, body))
}

fn sent(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

async fn state(State(site): State<Arc<Site>>, Extension(guest): Extension<Guest>) -> Answer {
    shown(&site, move |session| {
        let mut state = session.board.state(session.visibility);
        state["me"] = json!({ "name": guest.name, "read_only": guest.read_only });
        Some(state)
    })
    .await
}

#[derive(Deserialize)]
struct Which {
    id: String,
    limit: Option<usize>,
}

async fn card(
    State(site): State<Arc<Site>>,
    Extension(guest): Extension<Guest>,
    Query(which): Query<Which>,
) -> Answer {
    let limit = which.limit.unwrap_or(40).min(SIDE);
    shown(&site, move |session| {
        session.board.card_view(&which.id, &guest.name, session.visibility, limit)
    })
    .await
}

async fn scores(State(site): State<Arc<Site>>, Query(which): Query<Which>) -> Answer {
    shown(&site, move |session| {
        session.board.scores(&which.id).filter(|_| session.visibility == Visibility::Open)
    })
    .await
}

#[derive(Deserialize)]
struct Page {
    kind: String,
    page: Option<usize>,
}

async fn tray(State(site): State<Arc<Site>>, Query(page): Query<Page>) -> Answer {
    shown(&site, move |session| {
        let tray = UngroupedList::named(&page.kind)?;
        Some(session.board.tray(tray, page.page.unwrap_or(0)))
    })
    .await
}

#[derive(Deserialize)]
struct Text {
    q: String,
}

async fn search(State(site): State<Arc<Site>>, Query(text): Query<Text>) -> Answer {
    shown(&site, move |session| Some(session.board.search(&text.q))).await
}

async fn overview(State(site): State<Arc<Site>>) -> Answer {
    shown(&site, |session| Some(session.board.overview(session.visibility))).await
}

#[derive(Deserialize)]
struct Printed {
    competencia: usize,
}

async fn print(State(site): State<Arc<Site>>, Query(printed): Query<Printed>) -> Answer {
    shown(&site, move |session| session.board.print(printed.competencia, session.visibility)).await
}

#[derive(Deserialize)]
struct Since {
    since: i64,
}

/// Answers as soon as something happened after an act, or after a while that nothing did.
async fn events(State(site): State<Arc<Site>>, Query(Since { since }): Query<Since>) -> Answer {
    let mut news = site.news.subscribe();
    let _ = timeout(WAIT, news.wait_for(|version| *version != since)).await;
    shown(&site, move |session| Some(session.since(since))).await
}

async fn decide(
    State(site): State<Arc<Site>>,
    Extension(guest): Extension<Guest>,
    request: Request,
) -> Answer {
    let act: Act = read(request).await?;
    recorded(&site, move |session| session.decide(&act, &guest)).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Undone {
    number: Option<i64>,
}

async fn undo(
    State(site): State<Arc<Site>>,
    Extension(guest): Extension<Guest>,
    request: Request,
) -> Answer {
    let undone: Undone = read(request).await?;
    recorded(&site, move |session| session.undo(undone.number, &guest)).await
}

/// The body of a request, within its limits of size and time.
async fn read<T: serde::de::DeserializeOwned>(request: Request) -> Result<T, Response> {
    let body = timeout(BODY_TIME, to_bytes(request.into_body(), BODY)).await;
    let bytes: Bytes = match body {
        Err(_) => return Err(said(StatusCode::REQUEST_TIMEOUT, "el pedido tardó demasiado")),
        Ok(Err(_)) => {
            return Err(said(StatusCode::PAYLOAD_TOO_LARGE, "el pedido es demasiado grande"));
        }
        Ok(Ok(bytes)) => bytes,
    };
    serde_json::from_slice(&bytes)
        .map_err(|_| said(StatusCode::BAD_REQUEST, "no se entiende el pedido: recargue la página"))
}

/// Records something, and tells those who wait.
async fn recorded(
    site: &Arc<Site>,
    work: impl FnOnce(&mut ReviewSession) -> Result<Value, Failure> + Send + 'static,
) -> Answer {
    let done =
        at_desk(site, |session| work(session).map(|answer| (session.board.version(), answer)));
    match done.await? {
        Ok((version, answer)) => {
            site.news.send_replace(version);
            Ok(sent(StatusCode::OK, answer.to_string()))
        }
        Err(Failure::Refused(refusal)) => {
            let status = match refusal {
                Refusal::Wrong(_) => StatusCode::UNPROCESSABLE_ENTITY,
                Refusal::Changed(_) => StatusCode::CONFLICT,
            };
            Err(sent(status, refusal.to_json().to_string()))
        }
        Err(Failure::Log(error)) => {
            Err(said(StatusCode::INTERNAL_SERVER_ERROR, &format!("no se guardó: {error}")))
        }
    }
}
