//! `minga review`: serves the review page of a run, and makes and closes the links to it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::{Error, Warning};
use crate::read::files;
use crate::review::serve::{self, Options};
use crate::write::run_folder;

/// Serves the page of a run until it is interrupted; `warn` is given what a person should know
/// before, and `ready` the link to open. Returns how many acts were recorded.
pub fn serve(
    dir: &Path,
    options: &Options,
    warn: impl Fn(&Warning),
    ready: impl FnOnce(&str),
) -> Result<usize, Error> {
    let (proposal, manifest) = run_folder::read(dir)?;
    if manifest.proposal.is_none() {
        warn(&Warning::ProposalUnsealed);
    }
    let _lock = files::lock(dir)?;
    Ok(serve::serve(dir, proposal, &manifest.run, options, ready)?)
}

/// Which links are made and which are closed.
#[derive(Debug, Clone)]
pub struct LinksRequest {
    /// The run's folder.
    pub dir: PathBuf,
    /// The reviewers whose links are closed.
    pub revoke: Vec<String>,
    /// The reviewers who get a link; an earlier one for the same name no longer opens.
    pub invite: Vec<String>,
    /// Whether a link for looking only is made.
    pub read_only: bool,
    /// Where the page will be served, where that is said; otherwise where it is being served, or
    /// else `default_address`.
    pub address: Option<SocketAddr>,
    /// Where the page is served when nobody says.
    pub default_address: SocketAddr,
    /// The name by which the network knows this computer.
    pub host: Option<String>,
}

/// The links that were closed and made.
#[derive(Debug, Default)]
pub struct Links {
    /// Each reviewer, and whether there was a link to close.
    pub revoked: Vec<(String, bool)>,
    /// Each link with its reviewer; `None` for looking only.
    pub made: Vec<(Option<String>, String)>,
}

/// Closes links and makes others. Names are checked first: a link that was made is always told.
pub fn links(request: &LinksRequest) -> Result<Links, Error> {
    run_folder::read(&request.dir)?;
    if request.invite.iter().any(|name| name.trim().is_empty()) {
        return Err(Error::InviteWithoutName);
    }
    let mut links = Links::default();
    for name in &request.revoke {
        links.revoked.push((name.clone(), serve::revoke(&request.dir, name)?));
    }
    let base = base(request);
    let read_only = request.read_only.then_some(None);
    for name in request.invite.iter().map(Some).chain(read_only) {
        let token = serve::invite(&request.dir, name.map(String::as_str))?;
        links.made.push((name.cloned(), serve::link(&base, &token)));
    }
    Ok(links)
}

/// The address that links begin with.
fn base(request: &LinksRequest) -> String {
    let host = request.host.as_deref();
    match request.address {
        Some(address) => serve::base(address, host),
        None => serve::address(&request.dir)
            .unwrap_or_else(|| serve::base(request.default_address, host)),
    }
}
