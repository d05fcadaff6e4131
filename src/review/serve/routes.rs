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
use serde::Serialize;
use tokio::time::timeout;

use super::guard::{guard, said};
use super::session::Failure;
use super::{ReviewSession, Site};
use crate::review::log;
use crate::review::page::protocol::{
    self, Act, CardQuery, LogLost, NewsQuery, PrintQuery, Recorded, Reviewer, SearchQuery,
    UndoRequest, UngroupedQuery,
};
use crate::review::page::{ASSETS, Refusal, UngroupedList, Visibility};

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
        .route("/api/tray", get(ungrouped))
        .route("/api/search", get(search))
        .route("/api/overview", get(overview))
        .route("/api/open", get(open))
        .route("/api/print", get(print))
        .route("/api/events", get(events))
        .route("/api/decide", post(decide))
        .route("/api/undo", post(undo))
        .route("/api/rescue", post(rescue))
        .fallback(|| async { said(StatusCode::NOT_FOUND, "aquí no hay nada") })
        .layer(from_fn_with_state(Arc::clone(&site), guard))
        .with_state(site)
}

/// Does something with the session, away from the threads that talk to browsers.
async fn in_session<T: Send + 'static>(
    site: &Arc<Site>,
    work: impl FnOnce(&mut ReviewSession) -> T + Send + 'static,
) -> Result<T, Response> {
    let site = Arc::clone(site);
    let done = tokio::task::spawn_blocking(move || work(&mut site.session()));
    done.await.map_err(|_| said(StatusCode::INTERNAL_SERVER_ERROR, "algo falló al responder"))
}

/// An answer of the session, or "not found".
async fn shown<T: Serialize>(
    site: &Arc<Site>,
    work: impl FnOnce(&mut ReviewSession) -> Option<T> + Send + 'static,
) -> Answer {
    let body =
        in_session(site, |session| work(session).map(|answer| protocol::json(&answer))).await?;
    let body = body.ok_or_else(|| said(StatusCode::NOT_FOUND, "esa propuesta no está"))?;
    Ok(sent(StatusCode::OK, body))
}

fn sent(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

async fn state(State(site): State<Arc<Site>>, Extension(reviewer): Extension<Reviewer>) -> Answer {
    shown(&site, move |session| Some(session.board.state(reviewer, session.visibility))).await
}

async fn card(
    State(site): State<Arc<Site>>,
    Extension(reviewer): Extension<Reviewer>,
    Query(query): Query<CardQuery>,
) -> Answer {
    let limit = query.limit.unwrap_or(40).min(SIDE);
    shown(&site, move |session| {
        // Without a limit it is looked at beside another one.
        if query.limit.is_some() {
            session.looks(&reviewer, &query.id);
        }
        session.board.card_view(&query.id, &reviewer.name, session.visibility, limit)
    })
    .await
}

async fn scores(State(site): State<Arc<Site>>, Query(query): Query<CardQuery>) -> Answer {
    shown(&site, move |session| {
        session.board.scores(&query.id).filter(|_| session.visibility == Visibility::Open)
    })
    .await
}

async fn ungrouped(State(site): State<Arc<Site>>, Query(query): Query<UngroupedQuery>) -> Answer {
    shown(&site, move |session| {
        let list = UngroupedList::named(&query.kind)?;
        Some(session.board.ungrouped(list, query.page.unwrap_or(0)))
    })
    .await
}

async fn search(State(site): State<Arc<Site>>, Query(query): Query<SearchQuery>) -> Answer {
    shown(&site, move |session| Some(session.board.search(&query.q))).await
}

async fn overview(State(site): State<Arc<Site>>) -> Answer {
    shown(&site, |session| Some(session.board.overview(session.visibility))).await
}

async fn open(State(site): State<Arc<Site>>, Extension(reviewer): Extension<Reviewer>) -> Answer {
    shown(&site, move |session| Some(session.open(&reviewer))).await
}

async fn print(State(site): State<Arc<Site>>, Query(query): Query<PrintQuery>) -> Answer {
    shown(&site, move |session| session.board.print(query.competencia, session.visibility)).await
}

/// Answers as soon as something happened after an act, or after a while that nothing did.
async fn events(
    State(site): State<Arc<Site>>,
    Extension(reviewer): Extension<Reviewer>,
    Query(NewsQuery { card, since }): Query<NewsQuery>,
) -> Answer {
    let card = card.unwrap_or_default();
    in_session(&site, move |session| session.looks(&reviewer, &card)).await?;
    let mut news = site.news.subscribe();
    let _ = timeout(WAIT, news.wait_for(|version| *version != since)).await;
    shown(&site, move |session| Some(session.since(since))).await
}

async fn decide(
    State(site): State<Arc<Site>>,
    Extension(reviewer): Extension<Reviewer>,
    request: Request,
) -> Answer {
    let act: Act = read(request).await?;
    recorded(&site, move |session| session.decide(&act, &reviewer)).await
}

async fn undo(
    State(site): State<Arc<Site>>,
    Extension(reviewer): Extension<Reviewer>,
    request: Request,
) -> Answer {
    let undone: UndoRequest = read(request).await?;
    recorded(&site, move |session| session.undo(undone.number, &reviewer)).await
}

/// Saves what is in memory where the log is no longer where it was.
async fn rescue(State(site): State<Arc<Site>>) -> Answer {
    match in_session(&site, |session| session.rescue()).await? {
        Ok(saved) => Ok(sent(StatusCode::OK, protocol::json(&saved))),
        Err(error) => Err(said(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string())),
    }
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
    work: impl FnOnce(&mut ReviewSession) -> Result<Recorded, Failure> + Send + 'static,
) -> Answer {
    match in_session(site, work).await? {
        Ok(answer) => {
            site.news.send_replace(answer.version);
            Ok(sent(StatusCode::OK, protocol::json(&answer)))
        }
        Err(Failure::Refused(Refusal::Wrong(what))) => {
            Err(said(StatusCode::UNPROCESSABLE_ENTITY, &what))
        }
        Err(Failure::Refused(Refusal::Changed(conflict))) => {
            Err(sent(StatusCode::CONFLICT, protocol::json(&conflict)))
        }
        Err(Failure::Log(error @ log::Error::Lost { .. })) => {
            let lost = LogLost { error: error.to_string(), lost: true };
            Err(sent(StatusCode::GONE, protocol::json(&lost)))
        }
        Err(Failure::Log(error)) => {
            Err(said(StatusCode::INTERNAL_SERVER_ERROR, &format!("no se guardó: {error}")))
        }
    }
}
