//! What stands in the head of every answer, and what the head of a request says of where it comes from.

use axum::http::header::{self, HeaderMap, HeaderName};

/// Nothing but the page's own files; nothing inline; nobody's frame; no form is sent.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'; require-trusted-types-for 'script'; \
                      trusted-types 'none'";

/// What every answer has in its head, with a policy of what its page may load and do.
pub fn all(policy: &'static str) -> [(HeaderName, &'static str); 8] {
    [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ]
}

/// Whether a request comes from a page of this site, or, where it only looks, from no page. Every
/// header that says where it comes from must say so, however often it is there.
pub fn comes_from_here(headers: &HeaderMap, host: &str, post: bool) -> bool {
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
pub fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?;
    if all.next().is_some() { None } else { first.to_str().ok() }
}
