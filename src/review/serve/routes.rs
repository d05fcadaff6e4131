//! The addresses of the site and what each answers.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Extension, FromRequestParts, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::guard::{Visitor, guard, said};
use super::session::{Failure, Shown};
use super::{ReviewSession, Site};
use crate::review::log;
use crate::review::page::protocol::{
    self, Act, CardQuery, LogLost, NewsQuery, PrintQuery, Recorded, SearchQuery, UndoRequest,
    UngroupedQuery,
};
use crate::review::page::{ASSETS, Refusal, UngroupedList, Visibility};
use crate::web::Place;

/// The largest body of a request, in bytes.
const BODY: usize = 256 << 10;
/// How long a body may take to come.
const BODY_TIME: Duration = Duration::from_secs(10);
/// How long who waits for news is kept waiting.
const WAIT: Duration = Duration::from_secs(25);
/// The most statements a side that a card is asked for at once.
const SIDE: usize = 2000;

/// What a page is told that says something else than it should.
const NOT_UNDERSTOOD: &str = "no se entiende el pedido: recargue la página";

type Answer = Result<Response, Response>;

/// What is asked for in the address.
struct Asked<T>(T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        match Query::try_from_uri(&parts.uri) {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(_) => Err(said(StatusCode::BAD_REQUEST, NOT_UNDERSTOOD)),
        }
    }
}

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
    work: impl FnOnce(&ReviewSession) -> T + Send + 'static,
) -> Result<T, Response> {
    let site = Arc::clone(site);
    let done = tokio::task::spawn_blocking(move || work(&site.session));
    done.await.map_err(|_| said(StatusCode::INTERNAL_SERVER_ERROR, "algo falló al responder"))
}

/// An answer from what is in memory, or "not found".
async fn shown<T: Serialize>(
    site: &Arc<Site>,
    look: impl FnOnce(&Shown, Visibility) -> Option<T> + Send + 'static,
) -> Answer {
    let body = in_session(site, |session| {
        look(&session.shown(), session.visibility).map(|answer| protocol::json(&answer))
    });
    let body = body.await?.ok_or_else(|| said(StatusCode::NOT_FOUND, "esa propuesta no está"))?;
    Ok(sent(StatusCode::OK, body))
}

fn sent(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

async fn state(State(site): State<Arc<Site>>, Extension(visitor): Extension<Visitor>) -> Answer {
    shown(&site, move |it, visibility| Some(it.board.state(visitor.reviewer, visibility))).await
}

async fn card(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    Asked(query): Asked<CardQuery>,
) -> Answer {
    let limit = query.limit.unwrap_or(40).min(SIDE);
    // Without a limit it is looked at beside another one.
    if query.limit.is_some() {
        let (reviewer, id) = (visitor.reviewer.clone(), query.id.clone());
        in_session(&site, move |session| session.looks(&reviewer, &id)).await?;
    }
    shown(&site, move |it, visibility| {
        it.board.card_view(&query.id, &visitor.reviewer.name, visibility, limit)
    })
    .await
}

async fn scores(State(site): State<Arc<Site>>, Asked(query): Asked<CardQuery>) -> Answer {
    shown(&site, move |it, visibility| {
        it.board.scores(&query.id).filter(|_| visibility == Visibility::Open)
    })
    .await
}

async fn ungrouped(State(site): State<Arc<Site>>, Asked(query): Asked<UngroupedQuery>) -> Answer {
    shown(&site, move |it, visibility| {
        let list = UngroupedList::named(&query.kind)?;
        Some(it.board.ungrouped(list, visibility, query.page.unwrap_or(0)))
    })
    .await
}

async fn search(State(site): State<Arc<Site>>, Asked(query): Asked<SearchQuery>) -> Answer {
    shown(&site, move |it, _| Some(it.board.search(&query.q))).await
}

async fn overview(State(site): State<Arc<Site>>) -> Answer {
    shown(&site, |it, visibility| Some(it.board.overview(visibility))).await
}

async fn open(State(site): State<Arc<Site>>, Extension(visitor): Extension<Visitor>) -> Answer {
    let open = in_session(&site, move |session| session.open(&visitor.reviewer)).await?;
    Ok(sent(StatusCode::OK, protocol::json(&open)))
}

async fn print(State(site): State<Arc<Site>>, Asked(query): Asked<PrintQuery>) -> Answer {
    shown(&site, move |it, visibility| it.board.print(query.competencia, visibility)).await
}

/// Answers as soon as something happened after an act, or after a while that nothing did.
async fn events(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    Extension(place): Extension<Arc<Place>>,
    Asked(NewsQuery { card, since }): Asked<NewsQuery>,
) -> Answer {
    let card = card.unwrap_or_default();
    let reviewer = visitor.reviewer.clone();
    in_session(&site, move |session| session.looks(&reviewer, &card)).await?;
    let mut news = site.news.subscribe();
    let nothing_new = *news.borrow_and_update() == since;
    if nothing_new {
        let Some(waiting) = place.wait(&visitor.link()) else {
            return Err(said(
                StatusCode::TOO_MANY_REQUESTS,
                "hay demasiadas páginas abiertas a la vez: cierre las que no use",
            ));
        };
        let _ = timeout(WAIT, news.wait_for(|version| *version != since)).await;
        drop(waiting);
    }
    let body = in_session(&site, move |session| protocol::json(&session.since(since))).await?;
    Ok(sent(StatusCode::OK, body))
}

async fn decide(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Answer {
    let act: Act = read(request).await?;
    recorded(&site, &visitor.clone(), move |session| session.decide(&act, &visitor.reviewer)).await
}

async fn undo(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Answer {
    let undone: UndoRequest = read(request).await?;
    recorded(&site, &visitor.clone(), move |session| session.undo(undone.number, &visitor.reviewer))
        .await
}

/// Saves what is in memory where the log is no longer where it was.
async fn rescue(State(site): State<Arc<Site>>) -> Answer {
    match in_session(&site, ReviewSession::rescue).await? {
        Ok(saved) => Ok(sent(StatusCode::OK, protocol::json(&saved))),
        Err(error) => Err(said(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string())),
    }
}

/// The body of a request, within its limits of size and time.
async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Response> {
    let body = timeout(BODY_TIME, to_bytes(request.into_body(), BODY)).await;
    let bytes: Bytes = match body {
        Err(_) => return Err(said(StatusCode::REQUEST_TIMEOUT, "el pedido tardó demasiado")),
        Ok(Err(_)) => {
            return Err(said(StatusCode::PAYLOAD_TOO_LARGE, "el pedido es demasiado grande"));
        }
        Ok(Ok(bytes)) => bytes,
    };
    serde_json::from_slice(&bytes).map_err(|_| said(StatusCode::BAD_REQUEST, NOT_UNDERSTOOD))
}

/// Records something, and tells those who wait. A body may have come slowly: by now the link may be
/// closed.
async fn recorded(
    site: &Arc<Site>,
    visitor: &Visitor,
    work: impl FnOnce(&ReviewSession) -> Result<Recorded, Failure> + Send + 'static,
) -> Answer {
    visitor.still_comes_in(site)?;
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
