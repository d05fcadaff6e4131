//! `minga review`: its arguments, the link to the page, and the links that were made and closed.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::console::Console;
use super::ending::{Ending, Result};
use super::sharing::SharingArguments;
use super::spanish::thousands;
use crate::commands::Warning;
use crate::commands::review::{self, LinksRequest};
use crate::review::page::Visibility;
use crate::review::serve::{self, Options};
use crate::web::Stop;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga review out
  minga review out --listen 192.168.1.20
  minga review out --invite 'NOMBRE'
  minga review out --read-only-link

The page is served on this computer alone unless --listen names an address of the network.
With --invite or --read-only-link a link is printed and nothing is served: run them in
another terminal while the page is being served, or before.")]
pub(super) struct ReviewArguments {
    /// The run's folder
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// The port [default: 8745; 0 for any free one]
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Serve on this address of the network instead (0.0.0.0 for all of them)
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<IpAddr>,
    /// The name by which the network knows this computer, where the link shall have one
    #[arg(long, value_name = "NAME", requires = "listen")]
    host: Option<String>,
    /// Who decides when the page is opened from this computer [default: the user's name]
    #[arg(long, value_name = "NAME", env = "MINGA_REVIEWER")]
    reviewer: Option<String>,
    /// Print a link for this reviewer; an earlier one for the same name no longer opens
    #[arg(long, value_name = "NAME")]
    invite: Vec<String>,
    /// Print a link for looking only
    #[arg(long)]
    read_only_link: bool,
    /// Close the link of this reviewer
    #[arg(long, value_name = "NAME")]
    revoke: Vec<String>,
    /// Show no drafts, scores, near candidates or order of the machine's
    #[arg(long)]
    blind: bool,
    #[command(flatten)]
    sharing: SharingArguments,
}

impl ReviewArguments {
    fn address(&self) -> SocketAddr {
        let ip = self.listen.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        SocketAddr::new(ip, self.port.unwrap_or(serve::PORT))
    }

    fn reviewer(&self) -> String {
        reviewer_or_user(self.reviewer.as_deref())
    }
}

/// Who decides: the name that is given, or else the user's.
pub(super) fn reviewer_or_user(given: Option<&str>) -> String {
    let user = || ["USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    let name = given.map(str::to_owned).or_else(user).unwrap_or_default();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() { "revisión local".to_owned() } else { name }
}

pub(super) fn review(arguments: &ReviewArguments, console: &Console) -> Result<Ending> {
    arguments.sharing.open(&arguments.dir)?;
    if !arguments.invite.is_empty() || arguments.read_only_link || !arguments.revoke.is_empty() {
        return links(arguments, console);
    }
    let options = Options {
        listen: arguments.address(),
        host: arguments.host.clone(),
        reviewer: arguments.reviewer(),
        visibility: if arguments.blind { Visibility::Blind } else { Visibility::Open },
        stop: Stop::default(),
    };
    if !options.listen.ip().is_loopback() {
        console.warning(&Warning::ServedUnencrypted);
    }
    let mut told = Ok(());
    let warn = |warning: &Warning| console.warning(warning);
    let recorded = review::serve(&arguments.dir, &options, warn, |link| {
        // Told whatever else is not: without the link nobody can open the page.
        if console.json {
            told = console.json(&json!({ "url": link, "reviewer": options.reviewer }));
        } else if console.quiet {
            console.result(link);
        } else {
            console.answer(format_args!(
                "Página de revisión para «{}»:\n  {link}\nPara terminar: Ctrl+C. Lo decidido queda \
                 guardado en cada momento.",
                options.reviewer
            ));
        }
    })?;
    told?;
    console.line(format_args!("Decisiones de esta sesión: {}", thousands(recorded)));
    Ok(Ending::Done)
}

/// Makes and closes links.
fn links(arguments: &ReviewArguments, console: &Console) -> Result<Ending> {
    let is_addressed = arguments.listen.is_some() || arguments.port.is_some();
    let links = review::links(&LinksRequest {
        dir: arguments.dir.clone(),
        revoke: arguments.revoke.clone(),
        invite: arguments.invite.clone(),
        read_only: arguments.read_only_link,
        address: is_addressed.then(|| arguments.address()),
        default_address: arguments.address(),
        host: arguments.host.clone(),
    })?;
    if let Some(warning) = &links.warning {
        console.warning(warning);
    }
    for (name, was_open) in &links.revoked {
        console.line(if *was_open {
            format!("El enlace de «{name}» ya no abre.")
        } else {
            format!("«{name}» no tenía enlace.")
        });
    }
    let name = |reviewer: &Option<String>| reviewer.clone().unwrap_or("solo lectura".to_owned());
    for (reviewer, link) in &links.made {
        console.answer(format_args!("{}: {link}", name(reviewer)));
    }
    if !links.made.is_empty() {
        console
            .line("Guárdelo ahora: no se vuelve a mostrar. Abre mientras la página esté servida.");
    }
    let made: Vec<_> = links
        .made
        .iter()
        .map(|(reviewer, url)| json!({ "name": name(reviewer), "url": url }))
        .collect();
    console.json(&json!({ "links": made }))?;
    Ok(Ending::Done)
}
