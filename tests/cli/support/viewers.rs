//! A page as a file in Chromium.

use std::path::Path;

use crate::support::programs::finished;
use crate::support::project::Project;

/// A page as Chromium shows it.
pub(crate) struct Shown {
    pub(crate) dom: String,
    /// What it logged on the console, blocked requests included.
    pub(crate) console: Vec<String>,
    /// What it asked the network for.
    pub(crate) requests: Vec<String>,
}

pub(crate) fn shown_by_chromium(page: &Path) -> Shown {
    let home = Project::new();
    let home = home.path("");
    let log = home.join("net.json");
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        // What Chromium wants of the network for itself finds no address.
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--enable-logging=stderr",
        "--v=0",
        &format!("--log-net-log={}", log.display()),
        &format!("--user-data-dir={}", home.join("profile").display()),
        "--dump-dom",
        &format!("file://{}", page.display()),
    ];
    let output = finished("chromium", &home, &arguments);
    let lines = |text: &str, mark: &str| -> Vec<String> {
        text.lines().filter(|line| line.contains(mark)).map(str::to_owned).collect()
    };
    Shown {
        dom: String::from_utf8(output.stdout).unwrap(),
        console: lines(&String::from_utf8_lossy(&output.stderr), "CONSOLE"),
        // Only the page's own requests are made for a site of files.
        requests: lines(&std::fs::read_to_string(log).unwrap(), "site=file://"),
    }
}
