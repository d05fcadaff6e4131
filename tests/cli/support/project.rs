//! A temporary folder with files in it, the program run there, and what it said.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use expect_test::Expect;
use tempfile::TempDir;

use crate::support::outputs::Outputs;

/// The repository, where the model, the frame and the example are.
pub(crate) const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

/// The vectors that all tests share, so that a text is encoded once.
const SHARED_CACHE: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/cli-vectors.db");

/// A folder of somebody who works with minga.
pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With a file in it; folders above it are made.
    pub(crate) fn file(self, name: &str, contents: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, contents).unwrap();
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A command line, split at blanks, in this folder.
    pub(crate) fn minga(&self, arguments: &str) -> Invocation {
        Invocation::new(self.folder.path(), arguments)
    }

    /// `minga run` with the frame and the model of the repository.
    pub(crate) fn run(&self, arguments: &str) -> Invocation {
        self.run_in_frame(Path::new(REPOSITORY).join("data/pmdot-2024-2033"), arguments)
    }

    /// `minga run` with another frame.
    pub(crate) fn run_in_frame(&self, frame: impl AsRef<Path>, arguments: &str) -> Invocation {
        let mut run = self.minga("run");
        run.command.arg("--frame").arg(frame.as_ref());
        run.command.arg("--model").arg(Path::new(REPOSITORY).join("models/e5-small-es"));
        run.command.args(arguments.split_whitespace());
        run
    }

    /// What a run wrote into a folder of this one.
    pub(crate) fn outputs(&self, name: &str) -> Outputs {
        Outputs::new(self.path(name))
    }
}

/// A command about to be run.
pub(crate) struct Invocation {
    command: Command,
    folder: PathBuf,
}

impl Invocation {
    fn new(folder: &Path, arguments: &str) -> Self {
        Self::of(Path::new(env!("CARGO_BIN_EXE_minga")), folder, arguments)
            .env("MINGA_CACHE", SHARED_CACHE)
    }

    /// In the repository itself, where the example is found without a word.
    pub(crate) fn in_repository(arguments: &str) -> Self {
        Self::new(Path::new(REPOSITORY), arguments)
    }

    /// Another program file than the one that was built.
    pub(crate) fn of(program: &Path, folder: &Path, arguments: &str) -> Self {
        let mut command = Command::new(program);
        command
            .args(arguments.split_whitespace())
            .current_dir(folder)
            .env_clear()
            .env("HOME", folder)
            .stdin(Stdio::null());
        Self { command, folder: folder.to_owned() }
    }

    /// One more argument, which may be anything.
    pub(crate) fn arg(mut self, argument: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// More of a command line, split at blanks.
    pub(crate) fn args(mut self, arguments: &str) -> Self {
        self.command.args(arguments.split_whitespace());
        self
    }

    /// With another environment variable.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Without one.
    pub(crate) fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Sets it going without waiting for it.
    pub(crate) fn spawn(mut self) -> Child {
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Its exit code when it writes to these, with some more arguments.
    pub(crate) fn deaf(mut self, out: Stdio, err: Stdio, arguments: &[&str]) -> Option<i32> {
        self.command.args(arguments).stdout(out).stderr(err).status().unwrap().code()
    }

    /// Its exit code when a stream has a fault, and what it wrote on the other one.
    pub(crate) fn with_fault(self, stream: Stream, fault: Fault) -> (Option<i32>, String) {
        let output = self.spawn_with_fault(stream, fault).wait_with_output().unwrap();
        let other = if stream == Stream::Out { output.stderr } else { output.stdout };
        (output.status.code(), String::from_utf8(other).expect("what is written is UTF-8"))
    }

    /// Its exit code when both streams have the fault.
    pub(crate) fn with_both(self, fault: Fault) -> Option<i32> {
        self.spawn_with(Some(fault), Some(fault)).wait().unwrap().code()
    }

    /// Sets it going with a fault in a stream; the other one is piped.
    pub(crate) fn spawn_with_fault(self, stream: Stream, fault: Fault) -> Child {
        match stream {
            Stream::Out => self.spawn_with(Some(fault), None),
            Stream::Err => self.spawn_with(None, Some(fault)),
        }
    }

    fn spawn_with(self, out: Option<Fault>, err: Option<Fault>) -> Child {
        // Only a shell can start a program with a stream closed.
        let redirection = |descriptor: Stream, fault| match fault {
            Some(Fault::Closed) => format!(" {}>&-", descriptor as u8),
            Some(Fault::Full) => format!(" {}>/dev/full", descriptor as u8),
            Some(Fault::NoReader) | None => String::new(),
        };
        let script = [
            "exec \"$@\"".to_owned(),
            redirection(Stream::Out, out),
            redirection(Stream::Err, err),
        ];
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(script.concat()).arg("sh");
        command.arg(self.command.get_program()).args(self.command.get_args());
        command.current_dir(&self.folder).env_clear().stdin(Stdio::null());
        for (name, value) in self.command.get_envs() {
            command.envs(value.map(|value| (name, value)));
        }
        let pipe = |fault| match fault {
            Some(Fault::NoReader) => without_reader(),
            _ => Stdio::piped(),
        };
        command.stdout(pipe(out)).stderr(pipe(err)).spawn().unwrap()
    }

    /// Exit 0.
    pub(crate) fn succeeds(self) -> Said {
        self.ends_with(0)
    }

    /// Exit 1: the data have problems.
    pub(crate) fn finds_problems(self) -> Said {
        self.ends_with(1)
    }

    /// Exit 2: it could not run.
    pub(crate) fn cannot_run(self) -> Said {
        self.ends_with(2)
    }

    /// However it ends.
    pub(crate) fn either(mut self) -> Said {
        let output = self.command.output().unwrap();
        self.said(output).1
    }

    fn ends_with(mut self, code: i32) -> Said {
        let output = self.command.output().unwrap();
        let (ended, said) = self.said(output);
        assert_eq!(ended, Some(code), "{}\n{}", said.out, said.err);
        said
    }

    fn said(&self, output: std::process::Output) -> (Option<i32>, Said) {
        let words = |bytes| {
            let text = String::from_utf8(bytes).expect("what is said is UTF-8");
            text.replace(&self.folder.display().to_string(), "[carpeta]")
                .replace(REPOSITORY, "[minga]")
        };
        let said = Said { out: words(output.stdout), err: words(output.stderr) };
        assert!(!said.err.contains("panicked"), "{}", said.err);
        (output.status.code(), said)
    }
}

/// One of the streams that a command writes to, by its descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    Out = 1,
    Err = 2,
}

/// What is wrong with a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is not open.
    Closed,
    /// The disk under it is full.
    Full,
    /// It is a pipe whose reader has ended, as after `| head -0`.
    NoReader,
}

/// A pipe whose reader has ended.
pub(crate) fn without_reader() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

/// What a command said, with the folder's name taken out.
pub(crate) struct Said {
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Said {
    /// Exactly this on standard output.
    #[expect(clippy::needless_pass_by_value, reason = "as `expect!` is written")]
    pub(crate) fn out(self, expected: Expect) -> Self {
        expected.assert_eq(&self.out);
        self
    }

    /// Exactly this on standard error.
    #[expect(clippy::needless_pass_by_value, reason = "as `expect!` is written")]
    pub(crate) fn err(self, expected: Expect) -> Self {
        expected.assert_eq(&self.err);
        self
    }

    /// Nothing on either.
    pub(crate) fn silent(self) {
        assert_eq!((self.out.as_str(), self.err.as_str()), ("", ""));
    }

    /// The one JSON object on standard output; nothing on standard error.
    pub(crate) fn json(&self) -> serde_json::Value {
        assert_eq!(self.err, "");
        serde_json::from_str(&self.out).unwrap()
    }
}
