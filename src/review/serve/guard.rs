//! What every request is asked before anybody answers it, and what every answer carries.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Site;
use crate::read::files;
use crate::review::page::protocol::{self, Refused, Reviewer};

/// Nothing but the page's own files; nothing inline; nobody's frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'; require-trusted-types-for 'script'; \
                      trusted-types 'none'";

/// What every answer has in its head.
pub(super) const HEADERS: [(HeaderName, &str); 8] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

const CLOSED: &str = "falta el enlace, o ya no vale: pida uno nuevo";

/// The names that the site answers to.
#[derive(Debug, Clone)]
pub(super) struct Names {
    port: u16,
    /// Whether other machines may come.
    open: bool,
    /// A name given by who started the program.
    given: Option<String>,
}

impl Names {
    pub(super) fn new(bound: SocketAddr, given: Option<String>) -> Self {
        Self { port: bound.port(), open: !bound.ip().is_loopback(), given }
    }

    /// Whether a `Host` is ours. A name that somebody else's server hands out (DNS rebinding) is
    /// not: only addresses as numbers, `localhost`, and the name given count.
    pub(super) fn answers_to(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.contains(']') => (name, port.parse().ok()),
            _ => (host, Some(80)),
        };
        if port != Some(self.port) {
            return false;
        }
        if name.eq_ignore_ascii_case("localhost") {
            return true;
        }
        if self.given.as_deref().is_some_and(|given| given.eq_ignore_ascii_case(name)) {
            return true;
        }
        let number = name.strip_prefix('[').and_then(|n| n.strip_suffix(']')).unwrap_or(name);
        number.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback() || self.open)
    }
}

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
    for (name, value) in HEADERS {
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

/// Whether a request comes from a page of this site, or, where it only looks, from no page. Every
/// header that says where it comes from must say so, however often it is there.
fn comes_from_here(headers: &HeaderMap, host: &str, post: bool) -> bool {
    let own = format!("http://{host}");
    let mut origins = headers.get_all(header::ORIGIN).iter().peekable();
    if post && origins.peek().is_none() {
        return false;
    }
    let mut sites = headers.get_all("sec-fetch-site").iter();
    origins.all(|origin| origin.to_str().is_ok_and(|origin| origin.eq_ignore_ascii_case(&own)))
        && headers.get_all(header::ORIGIN).iter().count() <= 1
        && (!post || sites.all(|site| site == "same-origin"))
}

/// A header that is there exactly once.
fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?;
    if all.next().is_some() { None } else { first.to_str().ok() }
}

/// A refusal as the page reads it.
pub(super) fn said(status: StatusCode, what: &str) -> Response {
    let body = protocol::json(&Refused { error: what.to_owned() });
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_localhost_and_the_name_given_are_ours() {
        let local = Names::new("127.0.0.1:8745".parse().unwrap(), None);
        for host in ["127.0.0.1:8745", "localhost:8745", "LOCALHOST:8745", "[::1]:8745"] {
            assert!(local.answers_to(host), "{host}");
        }
        let strangers =
            ["evil.example:8745", "127.0.0.1", "127.0.0.1:80", "10.0.0.1:8745", "", ":", "[::1]"];
        for host in strangers {
            assert!(!local.answers_to(host), "{host}");
        }
        let open = Names::new("0.0.0.0:80".parse().unwrap(), Some("plan.local".to_owned()));
        for host in ["10.0.0.1", "10.0.0.1:80", "plan.local", "localhost"] {
            assert!(open.answers_to(host), "{host}");
        }
        assert!(!open.answers_to("evil.example"));
        assert!(!open.answers_to("10.0.0.1.evil.example:80"));
    }
}
