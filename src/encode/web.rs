//! Talking to servers over HTTP: addresses, the key, certificates, and asking again when a server is
//! busy or the line breaks.

use std::fmt;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rand::Rng;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;
use ureq::Agent;
use ureq::http::Uri;
use ureq::http::header::HeaderMap;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::Error;
use crate::read::user;
use crate::text::hidden::is_hidden;

/// The longest that a server may ask to be left alone.
const LONGEST_PAUSE: Duration = Duration::from_mins(2);

/// The largest answer that is read.
const LARGEST_ANSWER: u64 = 256 << 20;

/// A secret: it is sent to its server and shown nowhere.
#[derive(Clone)]
pub struct Key(String);

impl Key {
    /// A key as it stands in the environment; `None` for a blank one.
    pub fn new(key: &str) -> Option<Self> {
        let key = key.trim();
        (!key.is_empty()).then(|| Self(key.to_owned()))
    }

    /// As the header `authorization` carries it.
    pub(super) fn bearer(&self) -> String {
        format!("Bearer {}", self.0)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// A server that makes vectors, and how it is asked.
#[derive(Debug, Clone)]
pub struct Server {
    /// Where it answers: `http://host:port`, with `/v1` or the whole path if it has another.
    pub endpoint: String,
    /// What it calls the model.
    pub model: String,
    /// The key, if it wants one.
    pub key: Option<Key>,
    /// How many texts are sent at a time, at least one.
    pub batch: usize,
    /// How many requests are under way at a time, at least one.
    pub in_flight: usize,
    /// How long one request may take.
    pub timeout: Duration,
    /// How often the same is asked before giving up, at least once.
    pub attempts: u32,
    /// The pause before asking the second time; it doubles each time.
    pub pause: Duration,
}

impl Server {
    /// A server with the usual manners.
    pub fn new(endpoint: &str, model: &str) -> Self {
        Self {
            endpoint: endpoint.to_owned(),
            model: model.to_owned(),
            key: None,
            batch: 32,
            in_flight: 4,
            timeout: Duration::from_mins(2),
            attempts: 6,
            pause: Duration::from_millis(500),
        }
    }

    /// Where embeddings are asked for. An address without a path gets `/v1/embeddings`, one that
    /// does not end in `embeddings` gets that.
    pub(super) fn address(&self) -> Result<Uri, Error> {
        let fail =
            |what: &str| Error::Server { server: self.endpoint.clone(), what: what.to_owned() };
        let given: Uri = self
            .endpoint
            .parse()
            .map_err(|_| fail("no es una dirección: escriba http://equipo:puerto o https://…"))?;
        if !matches!(given.scheme_str(), Some("http" | "https")) {
            return Err(fail("la dirección debe empezar con http:// o https://"));
        }
        if given.authority().is_none_or(|a| a.as_str().contains('@')) {
            return Err(Error::Asked(
                "la dirección del servidor no debe llevar usuario ni clave: póngala en la variable \
                 MINGA_API_KEY"
                    .to_owned(),
            ));
        }
        let path = match given.path().trim_end_matches('/') {
            "" => "/v1/embeddings".to_owned(),
            path if path.ends_with("/embeddings") => path.to_owned(),
            path => format!("{path}/embeddings"),
        };
        let path = match given.query() {
            Some(query) => format!("{path}?{query}"),
            None => path,
        };
        let mut parts = given.into_parts();
        parts.path_and_query = path.parse().ok();
        Uri::from_parts(parts).map_err(|_| fail("no es una dirección"))
    }

    /// Whether it is this computer itself.
    pub fn is_here(&self) -> bool {
        self.address().is_ok_and(|uri| is_here(&uri))
    }

    /// Whether what is sent can be read on its way.
    pub fn is_in_the_clear(&self) -> bool {
        self.address().is_ok_and(|uri| uri.scheme_str() == Some("http") && !is_here(&uri))
    }
}

fn is_here(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// A client with this system's certificates, or Mozilla's where it has none.
pub(super) fn agent(uri: &Uri, redirects: u32) -> Agent {
    let own: Vec<Certificate<'static>> = if uri.scheme_str() == Some("https") {
        let found = rustls_native_certs::load_native_certs().certs;
        found.iter().map(|certificate| Certificate::from_der(certificate).to_owned()).collect()
    } else {
        Vec::new()
    };
    let roots = if own.is_empty() { RootCerts::WebPki } else { RootCerts::from(own) };
    let mut config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(redirects)
        .max_redirects_will_error(false)
        .timeout_connect(Some(Duration::from_secs(20)))
        .user_agent(concat!("minga/", env!("CARGO_PKG_VERSION")))
        .tls_config(TlsConfig::builder().root_certs(roots).build());
    // What goes to this computer goes through no other.
    if is_here(uri) {
        config = config.proxy(None);
    }
    config.build().into()
}

/// An answer, as far as it was understood.
pub(super) enum Answer {
    /// It did what was asked: the body.
    Done(Vec<u8>),
    /// It does not take this request, and will not the next time.
    Refused {
        /// The status.
        status: u16,
        /// What it says of it.
        says: String,
    },
    /// It did not answer although it was asked again and again: what happened the last time.
    Silent(String),
}

/// The moment before which a busy server is not to be asked again, by anybody.
pub(super) type Pause = Mutex<Option<Instant>>;

/// Sends JSON and asks again, with growing and uneven pauses or as long as the server asks for, when
/// that can help: busy or failing servers, broken lines, answers cut short.
pub(super) fn post(
    agent: &Agent,
    uri: &Uri,
    server: &Server,
    pause: &Pause,
    body: &[u8],
) -> Answer {
    let mut trouble = String::new();
    for attempt in 0..server.attempts.max(1) {
        wait(pause);
        let mut request = agent
            .post(uri)
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .config()
            .timeout_global(Some(server.timeout))
            .build();
        if let Some(key) = &server.key {
            request = request.header("authorization", key.bearer());
        }
        let asked_to_wait = match request.send(body) {
            Ok(mut response) => {
                let status = response.status().as_u16();
                let after = retry_after(response.headers());
                let read = response.body_mut().with_config().limit(LARGEST_ANSWER).read_to_vec();
                match (status, read) {
                    (200..=299, Ok(bytes)) if is_whole_json(&bytes) => return Answer::Done(bytes),
                    (200..=299, Ok(_)) => "respondió con JSON incompleto".clone_into(&mut trouble),
                    (200..=299, Err(error)) => {
                        trouble = format!("la respuesta se cortó ({error})");
                    }
                    // As llama.cpp says of more tokens than it computes at once; asking again will
                    // not shorten them.
                    (500, Ok(bytes)) if is_about_length(&bytes) => {
                        return Answer::Refused { status: 413, says: said(&bytes) };
                    }
                    (408 | 425 | 429 | 500..=599, _) => {
                        trouble = format!("respondió con el estado {status}");
                    }
                    (_, read) => {
                        return Answer::Refused { status, says: said(&read.unwrap_or_default()) };
                    }
                }
                after
            }
            Err(ureq::Error::Timeout(_)) => {
                trouble = format!("no respondió en {} s", server.timeout.as_secs_f32());
                None
            }
            // A name that nobody has will not be found by asking again.
            Err(ureq::Error::HostNotFound) => {
                return Answer::Silent("no hay ningún equipo con ese nombre".to_owned());
            }
            Err(error) => {
                trouble = error.to_string();
                None
            }
        };
        if asked_to_wait.is_some_and(|asked| asked > LONGEST_PAUSE) {
            let seconds = asked_to_wait.unwrap_or_default().as_secs();
            return Answer::Silent(format!("{trouble} y pide esperar {seconds} s"));
        }
        if attempt + 1 < server.attempts {
            let grown = server.pause * 2u32.saturating_pow(attempt.min(10));
            let uneven = grown.mul_f32(rand::thread_rng().gen_range(0.5..1.5));
            let until = Instant::now() + asked_to_wait.unwrap_or(Duration::ZERO).max(uneven);
            if asked_to_wait.is_some() {
                // The others need not find out for themselves.
                if let Ok(mut pause) = pause.lock() {
                    *pause = Some(pause.map_or(until, |p| p.max(until)));
                }
            }
            std::thread::sleep(until.saturating_duration_since(Instant::now()));
        }
    }
    Answer::Silent(format!("{trouble}, {} intentos", server.attempts.max(1)))
}

fn wait(pause: &Pause) {
    let until = pause.lock().ok().and_then(|pause| *pause);
    if let Some(until) = until {
        std::thread::sleep(until.saturating_duration_since(Instant::now()));
    }
}

fn is_whole_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}

/// Whether a server complains of how much it was sent.
fn is_about_length(body: &[u8]) -> bool {
    let says = said(body).to_lowercase();
    ["too large", "too long"].iter().any(|words| says.contains(words))
}

/// How long a server asks to be left alone: seconds, or until a date (RFC 9110, 10.2.3).
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get("retry-after")?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = OffsetDateTime::parse(value, &Rfc2822).ok()?;
    Some((until - user::now()).try_into().unwrap_or(Duration::ZERO))
}

/// What a server says went wrong, as one short line without anything that moves a cursor.
pub(super) fn said(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let message =
        [&value["error"]["message"], &value["error"], &value["message"], &value["detail"]]
            .into_iter()
            .find_map(|v| v.as_str().map(str::to_owned))
            .unwrap_or_else(|| text.into_owned());
    let line: String = message
        .chars()
        .map(|c| if is_hidden(c) || c.is_control() { ' ' } else { c })
        .take(200)
        .collect();
    line.trim().to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_the_place_for_embeddings() {
        for (given, made) in [
            ("http://localhost:8080", "http://localhost:8080/v1/embeddings"),
            ("http://10.0.0.5:11434/v1/", "http://10.0.0.5:11434/v1/embeddings"),
            ("https://x.org/tei/v1/embeddings", "https://x.org/tei/v1/embeddings"),
            ("https://x.org/d/embeddings?v=1", "https://x.org/d/embeddings?v=1"),
        ] {
            assert_eq!(Server::new(given, "m").address().unwrap().to_string(), made);
        }
        for wrong in ["", "servidor", "ftp://x.org", "file:///etc/passwd"] {
            assert!(Server::new(wrong, "m").address().is_err(), "{wrong}");
        }
        let secret = Server::new("https://ana:s3creto@x.org/v1", "m").address().unwrap_err();
        assert!(secret.to_string().contains("MINGA_API_KEY"));
        assert!(!secret.to_string().contains("s3creto"));
    }

    #[test]
    fn this_computer_is_known_by_its_names() {
        for here in
            ["http://localhost:1", "http://127.0.0.9:1", "http://[::1]:1", "https://LOCALHOST"]
        {
            assert!(Server::new(here, "m").is_here(), "{here}");
        }
        for away in ["http://localhost.example.org", "http://10.0.0.1", "https://127.example.org"] {
            assert!(!Server::new(away, "m").is_here(), "{away}");
        }
        assert!(Server::new("http://10.0.0.1", "m").is_in_the_clear());
        assert!(!Server::new("https://10.0.0.1", "m").is_in_the_clear());
    }

    #[test]
    fn a_key_is_not_shown() {
        let server = Server { key: Key::new(" abc123 "), ..Server::new("http://localhost", "m") };
        assert!(!format!("{server:?}").contains("abc123"));
        assert!(Key::new("  ").is_none());
    }

    #[test]
    fn a_pause_is_read_as_seconds_or_as_a_date() {
        let header = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("retry-after", value.parse().unwrap());
            retry_after(&headers)
        };
        assert_eq!(header("7"), Some(Duration::from_secs(7)));
        assert_eq!(header("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        let soon = (OffsetDateTime::now_utc() + Duration::from_mins(1)).format(&Rfc2822).unwrap();
        assert!(header(&soon).unwrap() > Duration::from_secs(50));
        assert_eq!(header("mañana"), None);
    }

    #[test]
    fn a_server_s_words_are_short_and_tame() {
        assert_eq!(said(br#"{"error":{"message":"no such model"}}"#), "no such model");
        assert_eq!(said(br#"{"error":"model x not found"}"#), "model x not found");
        assert_eq!(said(b"<h1>\x1b[31mBad Gateway</h1>"), "<h1> [31mBad Gateway</h1>");
        assert!(said(&[b'a'; 9000]).len() <= 200);
        assert!(is_about_length(
            br#"{"error":{"code":500,"message":"input (802 tokens) is too large to process"}}"#
        ));
        assert!(!is_about_length(br#"{"error":"out of memory"}"#));
    }
}
