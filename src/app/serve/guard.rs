//! What every request is asked before anybody answers it, and what every answer carries.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Site;
use crate::app::page;
use crate::web::headers::{self, comes_from_here, single};
use crate::web::token::{equal, token};

/// Nothing but the program's own files; nothing inline; nobody's frame; forms go to it alone.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src 'self'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'; require-trusted-types-for 'script'; \
                      trusted-types 'none'";
/// How long a session lasts, in seconds: a long day.
const LASTS: u32 = 16 * 60 * 60;

/// The link that opens once, and the session that it opens.
pub(super) struct Door {
    /// What the session's cookie is called: ports share cookies.
    cookie: String,
    session: String,
    /// The token of the link, until it is used.
    start: Mutex<Option<String>>,
}

impl Door {
    pub(super) fn new(port: u16, start: String) -> Self {
        Self { cookie: format!("minga-{port}"), session: token(), start: Mutex::new(Some(start)) }
    }

    /// The cookie of the session for who brings the link's token, which opens no second time.
    pub(super) fn open(&self, brought: &str) -> Option<String> {
        let mut start = self.start.lock().unwrap_or_else(PoisonError::into_inner);
        if !start.as_deref().is_some_and(|start| equal(start, brought)) {
            return None;
        }
        *start = None;
        Some(format!(
            "{}={}; HttpOnly; SameSite=Strict; Path=/; Max-Age={LASTS}",
            self.cookie, self.session
        ))
    }

    /// Whether a request is of the session.
    fn admits(&self, headers: &HeaderMap) -> bool {
        let all = headers.get_all(header::COOKIE).iter().filter_map(|all| all.to_str().ok());
        let mut own = all
            .flat_map(|all| all.split(';'))
            .filter_map(|one| one.trim().split_once('=').filter(|(name, _)| *name == self.cookie));
        let first = own.next();
        first.is_some_and(|(_, value)| equal(value, &self.session)) && own.next().is_none()
    }
}

/// Whether an address is answered without a session: it holds nothing of anybody's.
fn is_open(path: &str) -> bool {
    path == "/entrar"
        || page::ASSETS.iter().any(|asset| asset.path == path)
        || page::of_review().any(|asset| asset.path == path)
}

/// Lets a request through or says why not.
pub(super) async fn guard(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let mut response = match admit(&site, &request) {
        Ok(()) => next.run(request).await,
        Err(refused) => refused,
    };
    for (name, value) in headers::all(POLICY) {
        // A page with a policy of its own has a narrower one.
        if !response.headers().contains_key(&name) {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
    }
    // A form that sends no referrer at all does not say where it comes from either.
    let referrer = HeaderValue::from_static("same-origin");
    response.headers_mut().insert(header::REFERRER_POLICY, referrer);
    response
}

#[expect(clippy::result_large_err, reason = "the error is the answer, as in all of these")]
fn admit(site: &Site, request: &Request) -> Result<(), Response> {
    let headers = request.headers();
    let host = single(headers, &header::HOST);
    let Some(host) = host.filter(|host| site.names.answers_to(host)) else {
        return Err(said(StatusCode::MISDIRECTED_REQUEST, "esta dirección no es la de minga"));
    };
    let post = match *request.method() {
        Method::GET | Method::HEAD => false,
        Method::POST => true,
        _ => return Err(said(StatusCode::METHOD_NOT_ALLOWED, "no se hace así")),
    };
    let open = is_open(request.uri().path());
    let from_here = comes_from_here(headers, host, post) && (open || is_own_site(headers));
    if !from_here {
        return Err(said(StatusCode::FORBIDDEN, "el pedido viene de otra página"));
    }
    if post {
        let kind = single(headers, &header::CONTENT_TYPE);
        let known = ["application/x-www-form-urlencoded", "application/octet-stream"];
        let kind = kind.map(|kind| kind.split(';').next().unwrap_or_default().trim());
        if !kind.is_some_and(|kind| known.contains(&kind)) {
            return Err(said(StatusCode::UNSUPPORTED_MEDIA_TYPE, "se espera un formulario"));
        }
    }
    if open || site.door.admits(headers) {
        return Ok(());
    }
    let told = "Falta la sesión: abra minga con el enlace que muestra al empezar. Si ya lo usó en \
                otro navegador, siga en ese, o cierre minga y ábralo de nuevo.";
    let body = page::message("Abra minga con su enlace", &[told.to_owned()], "/");
    Err(html(StatusCode::UNAUTHORIZED, body))
}

/// Whether no header says that another page asks: one of another port of this computer is another.
fn is_own_site(headers: &HeaderMap) -> bool {
    let mut sites = headers.get_all("sec-fetch-site").iter();
    sites.all(|site| site == "same-origin" || site == "none")
}

/// A sentence.
pub(super) fn said(status: StatusCode, what: &str) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], what.to_owned()).into_response()
}

/// A page.
pub(super) fn html(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_link_opens_once_and_only_its_session_comes_in() {
        let door = Door::new(8746, "uno".to_owned());
        assert!(door.open("dos").is_none() && door.open("").is_none());
        let cookie = door.open("uno").unwrap();
        assert!(door.open("uno").is_none());
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
        let own = cookie.split(';').next().unwrap();
        let admits = |lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(header::COOKIE, HeaderValue::from_str(line).unwrap());
            }
            door.admits(&headers)
        };
        assert!(admits(&[own]) && admits(&[&format!("a=b; {own}; c=d")]));
        assert!(!admits(&[]) && !admits(&["minga-8746="]) && !admits(&["minga-8746"]));
        assert!(!admits(&[&own.replace("8746", "8747")]) && !admits(&[&own[..own.len() - 1]]));
        // One that somebody else set beside it is not told from it.
        assert!(!admits(&[own, "minga-8746=x"]) && !admits(&[&format!("minga-8746=x; {own}")]));
    }

    #[test]
    fn a_page_of_another_port_is_another_page() {
        let of = |site: Option<&str>| {
            let mut headers = HeaderMap::new();
            if let Some(site) = site {
                headers.append("sec-fetch-site", HeaderValue::from_str(site).unwrap());
            }
            is_own_site(&headers)
        };
        assert!(of(None) && of(Some("none")) && of(Some("same-origin")));
        assert!(!of(Some("same-site")) && !of(Some("cross-site")));
    }
}
