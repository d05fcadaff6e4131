//! The command that serves the review page, and makes the links to it.

use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::Ending;
use super::commands::Result;
use super::console::{Console, complain, thousands};
use crate::read::files;
use crate::review::page::Visibility;
use crate::review::serve::{self, Options};
use crate::write::run_folder;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga review out
  minga review out --listen 192.168.1.20
  minga review out --invite 'Ana Pérez'
  minga review out --read-only-link

The page is served on this computer alone unless --listen names an address of the network.
With --invite or --read-only-link a link is printed and nothing is served: run them in
another terminal while the page is being served, or before.")]
pub(super) struct Review {
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
}

impl Review {
    fn address(&self) -> SocketAddr {
        let ip = self.listen.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        SocketAddr::new(ip, self.port.unwrap_or(serve::PORT))
    }

    fn reviewer(&self) -> String {
        let user = || ["USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
        let name = self.reviewer.clone().or_else(user).unwrap_or_default();
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() { "revisión local".to_owned() } else { name }
    }
}

pub(super) fn review(arguments: &Review, console: &Console) -> Result<Ending> {
    let (proposal, manifest) = run_folder::read(&arguments.dir)?;
    if !arguments.invite.is_empty() || arguments.read_only_link || !arguments.revoke.is_empty() {
        return links(arguments, console);
    }
    let _lock = files::lock(&arguments.dir)?;
    let options = Options {
        listen: arguments.address(),
        host: arguments.host.clone(),
        reviewer: arguments.reviewer(),
        visibility: if arguments.blind { Visibility::Blind } else { Visibility::Open },
    };
    if !options.listen.ip().is_loopback() && console.talks() {
        complain(
            "nota: la página se sirve en la red sin cifrar: hágalo solo en una red de confianza",
        );
    }
    let ready = |link: &str| {
        // Said whatever else is not: without the link nobody comes in.
        let _ = if console.json {
            writeln!(io::stdout(), "{}", json!({ "url": link, "reviewer": options.reviewer }))
        } else if console.quiet {
            writeln!(io::stdout(), "{link}")
        } else {
            writeln!(
                io::stdout(),
                "Página de revisión para «{}»:\n  {link}\nPara terminar: Ctrl+C. Lo decidido queda \
                 guardado en cada momento.",
                options.reviewer
            )
        };
        let _ = io::stdout().flush();
    };
    let recorded = serve::serve(&arguments.dir, proposal, &manifest.run, &options, ready)?;
    console.line(&format!("Decisiones de esta sesión: {}", thousands(recorded)));
    Ok(Ending::Done)
}

/// Makes and closes links.
fn links(arguments: &Review, console: &Console) -> Result<Ending> {
    let mut made = Vec::new();
    for name in &arguments.revoke {
        let found = serve::revoke(&arguments.dir, name)?;
        console.line(&if found {
            format!("El enlace de «{name}» ya no abre.")
        } else {
            format!("«{name}» no tenía enlace.")
        });
    }
    let told = arguments.listen.is_some() || arguments.port.is_some();
    let base = match serve::address(&arguments.dir).filter(|_| !told) {
        Some(base) => base,
        None => serve::base(arguments.address(), arguments.host.as_deref()),
    };
    for name in &arguments.invite {
        if name.trim().is_empty() {
            anyhow::bail!("falta el nombre de quien se invita");
        }
        let token = serve::invite(&arguments.dir, Some(name))?;
        made.push((name.as_str(), serve::link(&base, &token)));
    }
    if arguments.read_only_link {
        let token = serve::invite(&arguments.dir, None)?;
        made.push(("solo lectura", serve::link(&base, &token)));
    }
    for (name, link) in &made {
        console.line(&format!("{name}: {link}"));
    }
    if !made.is_empty() {
        console
            .line("Guárdelo ahora: no se vuelve a mostrar. Abre mientras la página esté servida.");
    }
    console.object(&json!({
        "links": made.iter().map(|(name, url)| json!({ "name": name, "url": url }))
            .collect::<Vec<_>>(),
    }));
    Ok(Ending::Done)
}
