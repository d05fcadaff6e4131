//! The review page over HTTP: the only room that knows it, and the only
//! one that is asynchronous.
//!
//! It listens on this machine alone unless told otherwise, and answers only requests with a token.
//! Nothing in a request names a file: the page's own files are in the program.

mod names;
mod access;
mod session;
mod places;
mod signals;
mod guard;
mod wire;
mod routes;

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::domain::proposal::Proposal;
use crate::read::files;
use crate::review::log::{self, Log};
use crate::review::page::protocol::Reviewer;
use crate::review::page::{Board, Visibility};
use crate::write::run_folder;

pub use access::{Error as LinksError, Links};
pub use names::refusal as name_refusal;

use access::Access;
use guard::Names;
use places::{Place, Places};
use session::ReviewSession;
use signals::Signals;
use wire::Wire;

/// The port when nobody says another.
pub const PORT: u16 = 8745;
/// How long a request's head may take to come.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long a connection lives before it is asked to end, and how long it then has.
const LIFE: (Duration, Duration) = (Duration::from_mins(2), Duration::from_secs(30));
/// The most bytes that are read ahead, the head of a request included.
const AHEAD: usize = 64 << 10;

/// How the page is served.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The name under which other machines reach this one, where it is not a number.
    pub host: Option<String>,
    /// Who decides when the page is opened with this program's own link.
    pub reviewer: String,
    /// What is shown.
    pub visibility: Visibility,
}

/// What kept the page from being served.
#[derive(Debug, Error)]
pub enum Error {
    /// The address cannot be listened on.
    #[error(
        "no se puede escuchar en {address}: {cause}; si otro programa usa ese puerto, elija otro \
         con --port"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        cause: io::Error,
    },
    /// The threads could not be started.
    #[error("no se pudo empezar a servir la página: {0}")]
    Start(io::Error),
    /// The decision log.
    #[error(transparent)]
    Log(#[from] log::Error),
    /// The log was taken away while the page was served.
    #[error("{what}. Lo decidido hasta entonces quedó en la carpeta de la corrida: {saved}")]
    Lost {
        /// What happened, in Spanish.
        what: String,
        /// The files that hold what was decided.
        saved: String,
    },
    /// A file of the run's folder.
    #[error(transparent)]
    Files(#[from] files::Error),
    /// The links.
    #[error(transparent)]
    Links(#[from] LinksError),
}

/// What all requests share.
struct Site {
    session: ReviewSession,
    access: Access,
    names: Names,
    /// The number of the last act.
    news: watch::Sender<i64>,
}

/// Serves the page of a run until it is interrupted; `ready` gets the link to open. Returns how
/// many acts were recorded. Without a place for links only that one opens.
pub fn serve(
    dir: &Path,
    (proposal, run): (Proposal, &str),
    options: &Options,
    links: Option<&Links>,
    ready: impl FnOnce(&str),
) -> Result<usize, Error> {
    let log = Log::open(&dir.join(run_folder::DECISIONS))?;
    let board = Board::new(proposal, log.all()?);
    let first = board.version();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_io()
        .enable_time()
        .build()
        .map_err(Error::Start)?;
    let refused = |cause| Error::Listen { address: options.listen, cause };
    let listener = runtime.block_on(TcpListener::bind(options.listen)).map_err(refused)?;
    let bound = listener.local_addr().map_err(refused)?;
    let base = base(bound, options.host.as_deref());
    // From here on a signal ends the program in order.
    let signals = {
        let _inside = runtime.enter();
        Signals::new().map_err(Error::Start)?
    };
    if let Some(links) = links {
        links.remember(&base)?;
    }
    let token = access::token();
    match links.map(|links| links.keep_own(&options.reviewer, &token)) {
        // By a damaged list nobody comes in, and this link opens all the same.
        None | Some(Ok(()) | Err(LinksError::Damaged { .. })) => {}
        Some(Err(error)) => return Err(error.into()),
    }
    let reviewer = Reviewer { name: options.reviewer.clone(), read_only: false };
    let site = Arc::new(Site {
        session: ReviewSession::new(board, options.visibility, run, dir, log),
        access: Access::new(links, &token, reviewer),
        names: Names::new(bound, options.host.clone()),
        news: watch::channel(first).0,
    });
    ready(&link(&base, &token));
    runtime.block_on(accept(listener, &site, signals));
    runtime.shutdown_timeout(Duration::from_secs(1));
    site.session.end()?;
    Ok(site.session.recorded(first))
}

/// The link that opens the page with a token. What stands after `#` stays in the browser: it
/// reaches no log and no other page.
pub fn link(base: &str, token: &str) -> String {
    format!("{base}#t={token}")
}

/// The address that a browser is given.
pub fn base(bound: SocketAddr, host: Option<&str>) -> String {
    let ip = if bound.ip().is_unspecified() { outward() } else { bound.ip() };
    match host {
        Some(host) => format!("http://{host}:{}/", bound.port()),
        None => format!("http://{}/", SocketAddr::new(ip, bound.port())),
    }
}

/// This machine's address as others see it: that from which it would send. Nothing is
/// sent to find it.
fn outward() -> IpAddr {
    let local = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let found = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).and_then(|socket| {
        // An address of the block for documentation (RFC 5737).
        socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9))?;
        socket.local_addr()
    });
    found.map_or(local, |address| address.ip())
}

/// Takes connections until the program is interrupted.
async fn accept(listener: TcpListener, site: &Arc<Site>, mut signals: Signals) {
    let router = routes::router(Arc::clone(site));
    let places = Arc::new(Places::default());
    let mut interrupted = pin!(signals.any());
    loop {
        let taken = tokio::select! {
            biased;
            () = &mut interrupted => return,
            taken = listener.accept() => taken,
        };
        let Ok((stream, peer)) = taken else {
            // A connection that failed before it began, or no more files: the next may do better.
            places.give_way();
            tokio::select! {
                () = &mut interrupted => return,
                () = sleep(Duration::from_millis(50)) => {}
            }
            continue;
        };
        // Where there is no place the connection is closed, and its browser may ask again.
        if let Some(place) = places.enter(peer.ip(), Instant::now()) {
            tokio::spawn(converse(stream, router.clone(), place));
        }
    }
}

/// Answers on one connection, for a while or until it has to make room.
async fn converse(stream: TcpStream, router: axum::Router, place: Arc<Place>) {
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router);
    let its_place = Arc::clone(&place);
    let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        let work = its_place.work();
        request.extensions_mut().insert(Arc::clone(&its_place));
        let answer = service.call(request);
        async move {
            let answer = answer.await;
            drop(work);
            answer
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(AHEAD)
        .serve_connection(TokioIo::new(Wire::new(stream)), service);
    let mut connection = pin!(connection);
    // What goes wrong on a connection is the browser's to notice.
    tokio::select! {
        _ = connection.as_mut() => return,
        () = place.ended() => return,
        () = sleep(LIFE.0) => connection.as_mut().graceful_shutdown(),
    }
    tokio::select! {
        _ = timeout(LIFE.1, connection) => {}
        () = place.ended() => {}
    }
}
