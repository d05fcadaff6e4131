//! The review pages that are being served for runs: each as `minga review` does it, on a port of its
//! own and with a link of its own.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use crate::commands::review;
use crate::review::page::Visibility;
use crate::review::serve::Options;
use crate::web::Stop;

/// A page that is served.
struct Served {
    link: String,
    stop: Stop,
    thread: JoinHandle<()>,
}

impl Served {
    fn end(self) {
        self.stop.stop();
        let _ = self.thread.join();
    }
}

/// All of them, by the run's folder.
pub(super) struct Reviews {
    reviewer: String,
    all: Mutex<BTreeMap<PathBuf, Served>>,
}

impl Reviews {
    pub(super) fn new(reviewer: String) -> Self {
        Self { reviewer, all: Mutex::default() }
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Served>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The link to the page of a run, where it is being served.
    pub(super) fn link(&self, dir: &Path) -> Option<String> {
        let all = self.all();
        all.get(dir).filter(|served| !served.thread.is_finished()).map(|served| served.link.clone())
    }

    /// Serves the page of a run, if it is not; returns its link, or why it is not served.
    pub(super) fn open(&self, dir: &Path) -> Result<String, String> {
        let mut all = self.all();
        if let Some(served) = all.get(dir).filter(|served| !served.thread.is_finished()) {
            return Ok(served.link.clone());
        }
        let options = Options {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            host: None,
            reviewer: self.reviewer.clone(),
            visibility: Visibility::Open,
            stop: Stop::default(),
        };
        let stop = options.stop.clone();
        let (told, hears) = mpsc::channel();
        let of = dir.to_owned();
        let begun = thread::Builder::new().name("revisión".to_owned()).spawn(move || {
            let ready = told.clone();
            let ended = review::serve(
                &of,
                &options,
                |_| {},
                move |link| {
                    let _ = ready.send(Ok(link.to_owned()));
                },
            );
            if let Err(error) = ended {
                let _ = told.send(Err(error.to_string()));
            }
        });
        let thread = begun.map_err(|cause| format!("la página no pudo empezar: {cause}"))?;
        let link = hears.recv().map_err(|_| "la página no pudo empezar".to_owned())??;
        all.insert(dir.to_owned(), Served { link: link.clone(), stop, thread });
        Ok(link)
    }

    /// Ends the page of a run and waits until what was decided is written; says whether there was one.
    pub(super) fn close(&self, dir: &Path) -> bool {
        let served = self.all().remove(dir);
        let was_open = served.is_some();
        served.into_iter().for_each(Served::end);
        was_open
    }

    /// Ends all of them.
    pub(super) fn close_all(&self) {
        let all = std::mem::take(&mut *self.all());
        all.into_values().for_each(Served::end);
    }
}
