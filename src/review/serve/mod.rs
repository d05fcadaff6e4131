//! The review page over HTTP.
//!
//! It listens on this machine alone unless told otherwise, and answers only requests with a token.
//! Nothing in a request names a file: the page's own files are in the program.

mod names;
mod access;
mod session;
mod guard;
mod routes;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use thiserror::Error;
use tokio::sync::watch;

use crate::domain::proposal::Proposal;
use crate::read::files;
use crate::review::log::{self, Log};
use crate::review::page::protocol::Reviewer;
use crate::review::page::{Board, Visibility};
use crate::web::hosts::Names;
use crate::web::{self, Bound, Stop, token::token};
use crate::write::run_folder;

pub use crate::web::base;
pub use access::{Error as LinksError, Links};
pub use names::refusal as name_refusal;

use access::Access;
use session::ReviewSession;

/// The port when nobody says another.
pub const PORT: u16 = 8745;

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
    /// What ends the page besides a signal.
    pub stop: Stop,
}

/// What kept the page from being served.
#[derive(Debug, Error)]
pub enum Error {
    /// The address, or the threads.
    #[error(transparent)]
    Web(#[from] web::Error),
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

/// Serves the page of a run until it is interrupted or ended; `ready` gets the link to open. Returns how
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
    let bound = Bound::to(options.listen)?;
    let base = base(bound.address, options.host.as_deref());
    if let Some(links) = links {
        links.remember(&base)?;
    }
    let token = token();
    match links.map(|links| links.keep_own(&options.reviewer, &token)) {
        // By a damaged list nobody comes in, and this link opens all the same.
        None | Some(Ok(()) | Err(LinksError::Damaged { .. })) => {}
        Some(Err(error)) => return Err(error.into()),
    }
    let reviewer = Reviewer { name: options.reviewer.clone(), read_only: false };
    let site = Arc::new(Site {
        session: ReviewSession::new(board, options.visibility, run, dir, log),
        access: Access::new(links, &token, reviewer),
        names: Names::new(bound.address, options.host.clone()),
        news: watch::channel(first).0,
    });
    ready(&link(&base, &token));
    bound.serve(routes::router(Arc::clone(&site)), &options.stop);
    site.session.end()?;
    Ok(site.session.recorded(first))
}

/// The link that opens the page with a token. What stands after `#` stays in the browser: it
/// reaches no log and no other page.
pub fn link(base: &str, token: &str) -> String {
    format!("{base}#t={token}")
}
