//! What every request is asked before anybody answers it, and what every answer carries.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Site;
use crate::read::files;
use crate::review::page::protocol::{self, Refused, Reviewer};
use crate::web::headers::{self, comes_from_here, single};

const CLOSED: &str = "falta el enlace, o ya no vale: pida uno nuevo";

/// Somebody whose request was let through, and the token that they brought.
#[derive(Debug, Clone)]
pub(super) struct Visitor {
    pub(super) reviewer: Reviewer,
    token: String,
}

impl Visitor {
    /// The hash of the token, by which a link is told from another.
    pub(super) fn link(&self) -> String {
        files::sha256_of(self.token.as_bytes())
    }

    /// An error where the link was closed since the request came.
    #[expect(clippy::result_large_err, reason = "the error is the answer, as in all of these")]
    pub(super) fn still_comes_in(&self, site: &Site) -> Result<(), Response> {
        match site.access.admit(&self.token) {
            Some(reviewer) if reviewer == self.reviewer => Ok(()),
            _ => Err(said(StatusCode::UNAUTHORIZED, CLOSED)),
        }
    }
}

/// Lets a request through or says why not.
pub(super) async fn guard(
    State(site): State<Arc<Site>>,
    mut request: Request,
    next: Next,
) -> Response {
    let mut response = match admit(&site, &request) {
        Ok(None) => next.run(request).await,
        Ok(Some(visitor)) => {
            let looks = request.method() != Method::POST;
            request.extensions_mut().insert(visitor.clone());
            let response = next.run(request).await;
            // What waited, or took its time, is not for whose link was closed meanwhile. An act that
            // was recorded is told: it was asked for before it was recorded.
            match visitor.still_comes_in(&site) {
                Err(refused) if looks => refused,
                _ => response,
            }
        }
        Err((status, what)) => said(status, what),
    };
    for (name, value) in headers::all(headers::POLICY) {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn admit(site: &Site, request: &Request) -> Result<Option<Visitor>, (StatusCode, &'static str)> {
    let headers = request.headers();
    let host = single(headers, &header::HOST);
    let Some(host) = host.filter(|host| site.names.answers_to(host)) else {
        return Err((StatusCode::MISDIRECTED_REQUEST, "esta dirección no es la de la página"));
    };
    let post = match *request.method() {
        Method::GET | Method::HEAD => false,
        Method::POST => true,
        _ => return Err((StatusCode::METHOD_NOT_ALLOWED, "no se hace así")),
    };
    if !comes_from_here(headers, host, post) {
        return Err((StatusCode::FORBIDDEN, "el pedido viene de otra página"));
    }
    if !request.uri().path().starts_with("/api/") {
        return Ok(None);
    }
    let token = single(headers, &header::AUTHORIZATION).and_then(|all| all.strip_prefix("Bearer "));
    let visitor = token.and_then(|token| {
        Some(Visitor { reviewer: site.access.admit(token)?, token: token.to_owned() })
    });
    let Some(visitor) = visitor else {
        return Err((StatusCode::UNAUTHORIZED, CLOSED));
    };
    if post {
        if visitor.reviewer.read_only {
            return Err((StatusCode::FORBIDDEN, "este enlace es solo para leer"));
        }
        if single(headers, &header::CONTENT_TYPE) != Some("application/json") {
            return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, "se espera application/json"));
        }
    }
    Ok(Some(visitor))
}

/// A refusal as the page reads it.
pub(super) fn said(status: StatusCode, what: &str) -> Response {
    let body = protocol::json(&Refused { error: what.to_owned() });
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
