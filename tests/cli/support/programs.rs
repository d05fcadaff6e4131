//! A program that people open the outputs with, run to its end or to its deadline. The library's own
//! tests use this file too.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// How long a program may take: an office that asks something of nobody would wait for ever.
const DEADLINE: Duration = Duration::from_mins(4);

/// Runs a program to its end, in a folder that is also its home. Panics with what it said where it
/// fails, and ends it with all that it started where it passes the deadline.
pub(crate) fn finished(program: &str, home: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(home)
        .env("HOME", home)
        // LibreOffice reads sheets side by side, and on a busy machine that lost a dropdown once.
        .env("SC_IMPORT_THREADS", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let child = command.spawn().unwrap_or_else(|e| panic!("{program}: {e}"));
    let group = format!("-{}", child.id());
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || send.send(child.wait_with_output()));
    let Ok(output) = receive.recv_timeout(DEADLINE) else {
        let killed = Command::new("kill").args(["-KILL", "--", &group]).status();
        panic!("{program} {arguments:?} did not end within {DEADLINE:?} (kill: {killed:?})");
    };
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// The macro of `tests/fixtures/NAME` in a new profile of `LibreOffice`; runs its calls.
pub(crate) struct Macros {
    home: tempfile::TempDir,
}

impl Macros {
    pub(crate) fn of(name: &str) -> Macros {
        let home = tempfile::tempdir().unwrap();
        let macros = Macros { home };
        macros.office("--terminate_after_init");
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        let module = macros.home.path().join("profile/user/basic/Standard/Module1.xba");
        std::fs::copy(fixtures.join(name), module).unwrap();
        macros
    }

    /// Calls a procedure of it: `Name("argument",…)`.
    pub(crate) fn call(&self, call: &str) {
        self.office(&format!("macro:///Standard.Module1.{call}"));
    }

    fn office(&self, last: &str) {
        let profile = self.home.path().join("profile");
        let profile = format!("-env:UserInstallation=file://{}", profile.display());
        finished("soffice", self.home.path(), &[&profile, "--headless", last]);
    }
}
