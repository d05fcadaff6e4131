//! `minga app`: its arguments, and the link that opens the program in the browser.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use clap::Args;
use serde_json::json;

use super::console::{Console, has_a_terminal};
use super::encoder::{EncoderArguments, cache_or_default};
use super::ending::{Ending, Failure, Result};
use super::review::reviewer_or_user;
use crate::app::serve::{self, Options};
use crate::commands::Warning;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga app
  minga app procesos --no-open

It is served on this computer alone. The link opens once; the browser that opened it stays in.
minga without arguments does the same where it is started by a click, without a terminal.")]
pub(super) struct AppArguments {
    /// The folder of processes [default: minga in the user's documents]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// The port [default: 8746, or a free one; 0 for any free one]
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Print the link and open no browser
    #[arg(long)]
    no_open: bool,
    /// Who decides when the review page is opened from here [default: the user's name]
    #[arg(long, value_name = "NAME", env = "MINGA_REVIEWER")]
    reviewer: Option<String>,
    #[command(flatten)]
    encoder: EncoderArguments,
    /// The file that keeps vectors between runs [default: in the user's cache folder]
    #[arg(long, value_name = "FILE", env = "MINGA_CACHE")]
    cache: Option<PathBuf>,
}

/// Whether the program was started by a click: without a word and without a terminal, on a desktop.
pub(super) fn is_clicked() -> bool {
    let desktop = cfg!(any(windows, target_os = "macos"))
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    std::env::args_os().len() <= 1 && desktop && !has_a_terminal()
}

pub(super) fn app(arguments: &AppArguments, console: &Console) -> Result<Ending> {
    let cache = cache_or_default(arguments.cache.as_ref());
    let options = Options {
        dir: arguments.dir.clone(),
        port: arguments.port,
        vectors: arguments.encoder.source(cache, None)?,
        reviewer: reviewer_or_user(arguments.reviewer.as_deref()),
    };
    for warning in Warning::of_engine(&options.vectors.engine) {
        console.warning(&warning);
    }
    let mut told = Ok(());
    serve::serve(&options, |link, dir| {
        // Told whatever else is not: without the link nobody can open the program.
        if console.json {
            told = console.json(&json!({ "url": link, "dir": dir }));
        } else if console.quiet {
            console.result(link);
        } else {
            console.answer(format_args!(
                "minga está abierto en el navegador:\n  {link}\nEl enlace abre una sola vez. Los \
                 procesos se guardan en «{}».\nPara terminar: Ctrl+C.",
                dir.display()
            ));
        }
        if !arguments.no_open {
            open(link);
        }
    })
    .map_err(|error| Failure::usage(error.to_string()))?;
    told?;
    Ok(Ending::Done)
}

/// Opens the browser; where that does not work, the printed link is there.
fn open(link: &str) {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    };
    let begun = Command::new(program)
        .args(before)
        .arg(link)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Ok(mut child) = begun {
        // Waited for aside, so that it does not stay as a process that has ended.
        std::thread::spawn(move || child.wait());
    }
}
