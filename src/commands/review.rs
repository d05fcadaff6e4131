//! `minga review`: serves the review page of a run, and makes and closes the links to it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::{Error, Warning};
use crate::read::files;
use crate::review::serve::{self, Links, LinksError, Options};
use crate::write::run_folder;

/// Serves the page of a run until it is interrupted; `warn` is given what a person should know
/// before, and `ready` the link to open. Returns how many acts were recorded.
pub fn serve(
    dir: &Path,
    options: &Options,
    warn: impl Fn(&Warning),
    ready: impl FnOnce(&str),
) -> Result<usize, Error> {
    check_names([options.reviewer.as_str()])?;
    let (proposal, manifest) = run_folder::read(dir)?;
    if manifest.proposal.is_none() {
        warn(&Warning::ProposalUnsealed);
    }
    let _lock = files::lock(dir)?;
    let links = match Links::of(dir) {
        Err(LinksError::NoPlace) => None,
        links => Some(links?),
    };
    if let Some(warning) = links.as_ref().and_then(from_elsewhere) {
        warn(&warning);
    }
    Ok(serve::serve(dir, (proposal, &manifest.run), options, links.as_ref(), ready)?)
}

/// An error where a name cannot be a reviewer's.
fn check_names<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<(), Error> {
    match names.into_iter().find_map(serve::name_refusal) {
        Some(why) => Err(Error::ReviewerName(why)),
        None => Ok(()),
    }
}

fn from_elsewhere(links: &Links) -> Option<Warning> {
    links.from_elsewhere.then_some(Warning::FolderFromElsewhere)
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
pub struct ChangedLinks {
    /// Each reviewer, and whether there was a link to close.
    pub revoked: Vec<(String, bool)>,
    /// Each link with its reviewer; `None` for looking only.
    pub made: Vec<(Option<String>, String)>,
    /// What is to be known about the folder.
    pub warning: Option<Warning>,
}

/// Closes links and makes others. Names are checked first: a link that was made is always told.
pub fn links(request: &LinksRequest) -> Result<ChangedLinks, Error> {
    run_folder::read(&request.dir)?;
    check_names(request.invite.iter().map(String::as_str))?;
    let links = Links::of(&request.dir)?;
    let mut changed = ChangedLinks { warning: from_elsewhere(&links), ..ChangedLinks::default() };
    for name in &request.revoke {
        changed.revoked.push((name.clone(), links.revoke(name)?));
    }
    let base = base(request, &links);
    let read_only = request.read_only.then_some(None);
    for name in request.invite.iter().map(Some).chain(read_only) {
        let token = links.invite(name.map(String::as_str))?;
        changed.made.push((name.cloned(), serve::link(&base, &token)));
    }
    Ok(changed)
}

/// The address that links begin with.
fn base(request: &LinksRequest, links: &Links) -> String {
    let host = request.host.as_deref();
    match request.address {
        Some(address) => serve::base(address, host),
        None => links.address().unwrap_or_else(|| serve::base(request.default_address, host)),
    }
}
