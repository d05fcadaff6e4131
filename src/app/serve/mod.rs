//! The program in the browser over HTTP, on this computer alone: one link that opens it once, and a
//! session from then on.

mod guard;
mod receive;
mod reviews;
mod answer;
mod runs;
mod after;
mod copies;
mod routes;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use thiserror::Error;

use crate::app::folder::{self, Folder};
use crate::app::returned::AllReturned;
use crate::app::runs::Jobs;
use crate::app::sheets::AllWaiting;
use crate::commands::vectors::VectorSource;
use crate::read::files;
use crate::web::hosts::Names;
use crate::web::{self, Bound, Stop, token::token};

use guard::Door;
use reviews::Reviews;

/// The port when nobody says another; where it is taken, any free one.
pub const PORT: u16 = 8746;

/// How the program is served.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of processes; `None` for the usual one.
    pub dir: Option<PathBuf>,
    /// The port; `None` for the usual one or any free one.
    pub port: Option<u16>,
    /// What makes the vectors of runs.
    pub vectors: VectorSource,
    /// Who decides in the review pages that are opened from here.
    pub reviewer: String,
}

/// What kept the program from being served.
#[derive(Debug, Error)]
pub enum Error {
    /// The folder of processes.
    #[error(transparent)]
    Files(#[from] files::Error),
    /// The address, or the threads.
    #[error(transparent)]
    Web(#[from] web::Error),
    /// The system names no folder of the user's.
    #[error(
        "no se sabe dónde guardar los procesos: falta la carpeta del usuario (HOME). Indique una \
         carpeta: minga app CARPETA"
    )]
    NoPlace,
}

/// What all requests share.
struct Site {
    folder: Folder,
    waiting: AllWaiting,
    returned: AllReturned,
    jobs: Arc<Jobs>,
    reviews: Reviews,
    vectors: VectorSource,
    names: Names,
    door: Door,
    /// Held while something of a process is changed.
    acts: Mutex<()>,
    /// Ends the program.
    stop: Stop,
}

/// Serves until the program is interrupted, or its user ends it; `ready` gets the link to open and the folder.
pub fn serve(options: &Options, ready: impl FnOnce(&str, &Path)) -> Result<(), Error> {
    let dir = options.dir.clone().or_else(folder::usual).ok_or(Error::NoPlace)?;
    let folder = Folder::open(&dir)?;
    let bound = bind(options.port)?;
    let token = token();
    let link = format!("{}entrar#t={token}", web::base(bound.address, None));
    let site = Arc::new(Site {
        folder,
        waiting: AllWaiting::default(),
        returned: AllReturned::default(),
        jobs: Arc::default(),
        reviews: Reviews::new(options.reviewer.clone()),
        vectors: options.vectors.clone(),
        names: Names::new(bound.address, None),
        door: Door::new(bound.address.port(), token),
        acts: Mutex::default(),
        stop: Stop::default(),
    });
    ready(&link, &dir);
    bound.serve(routes::router(Arc::clone(&site)), &site.stop);
    // Review pages write what was decided as they end.
    site.reviews.close_all();
    Ok(())
}

fn bind(port: Option<u16>) -> Result<Bound, web::Error> {
    let at = |port| Bound::to(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    match (port, at(port.unwrap_or(PORT))) {
        (None, Err(web::Error::Listen { .. })) => at(0),
        (_, bound) => bound,
    }
}
