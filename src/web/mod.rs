//! Pages over HTTP from this machine: connections within limits, the names that a site answers to, and
//! what stands in the head of every answer. What is served is for the rooms below.
//!
//! It and the rooms that serve with it are the only ones that are asynchronous.

pub mod token;
pub mod headers;
pub mod hosts;
mod places;
mod signals;
mod wire;

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

pub use places::{Place, Waiting};

use places::Places;
use signals::Signals;
use wire::Wire;

/// How long a request's head may take to come.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long a connection lives before it is asked to end, and how long it then has.
const LIFE: (Duration, Duration) = (Duration::from_mins(2), Duration::from_secs(30));
/// The most bytes that are read ahead, the head of a request included.
const AHEAD: usize = 64 << 10;

/// What keeps a site from being served.
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
}

/// An address that is listened on. From when this is made a signal ends the program in order.
pub struct Bound {
    runtime: Runtime,
    listener: TcpListener,
    /// Where it is, with the port that the system chose.
    pub address: SocketAddr,
    signals: Signals,
}

/// What ends a site from within the program, as a signal does from outside.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<Notify>);

impl Stop {
    /// Ends the site; one that is about to be served ends at once.
    pub fn stop(&self) {
        self.0.notify_one();
    }

    /// Returns when the site has to end.
    async fn asked(&self) {
        self.0.notified().await;
    }
}

impl Bound {
    /// Listens on an address; port 0 for any free one.
    pub fn to(address: SocketAddr) -> Result<Self, Error> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_io()
            .enable_time()
            .build()
            .map_err(Error::Start)?;
        let refused = |cause| Error::Listen { address, cause };
        let listener = runtime.block_on(TcpListener::bind(address)).map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let signals = {
            let _inside = runtime.enter();
            Signals::new().map_err(Error::Start)?
        };
        Ok(Self { runtime, listener, address, signals })
    }

    /// Answers until the program is interrupted, or the site is ended.
    pub fn serve(self, router: axum::Router, stop: &Stop) {
        let Self { runtime, listener, signals, .. } = self;
        runtime.block_on(accept(listener, router, signals, stop));
        runtime.shutdown_timeout(Duration::from_secs(1));
    }
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

/// Takes connections until the program is interrupted, or the site is ended.
async fn accept(listener: TcpListener, router: axum::Router, mut signals: Signals, stop: &Stop) {
    let places = Arc::new(Places::default());
    let mut interrupted = pin!(async {
        tokio::select! {
            () = signals.any() => {}
            () = stop.asked() => {}
        }
    });
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
