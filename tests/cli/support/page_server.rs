//! The review page being served, and a client that says exactly what it is told to.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::project::Project;

/// What a server answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Lower case, a line each.
    pub(crate) headers: String,
    pub(crate) body: String,
    /// The body as it came, which may be no text.
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }
}

/// Whether a whole answer has come, by the length that it tells; without one, only its end says so.
fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    let Some(head) = text.split_once("\r\n\r\n").map(|(head, _)| head.len()) else { return false };
    let length = text[..head].lines().find_map(|line| line.strip_prefix("content-length:"));
    let body = bytes.windows(4).position(|four| four == b"\r\n\r\n").map_or(0, |at| at + 4);
    length.and_then(|n| n.trim().parse::<usize>().ok()).is_some_and(|n| bytes.len() >= body + n)
}

/// Sends these bytes and reads the answer; status 0 when there is none.
pub(crate) fn exchange(port: u16, request: &[u8]) -> Answer {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else {
        return Answer {
            status: 0,
            headers: String::new(),
            body: String::new(),
            bytes: Vec::new(),
        };
    };
    stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    // The other side may refuse before it has read everything.
    let _ = stream.write_all(request);
    let mut bytes = Vec::new();
    let mut piece = vec![0; 64 << 10];
    while let Ok(n @ 1..) = stream.read(&mut piece) {
        bytes.extend(&piece[..n]);
        if n < piece.len() && is_whole(&bytes) {
            break;
        }
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
    let at = bytes.windows(4).position(|four| four == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
    let (headers, body) = (head.to_lowercase(), body.to_owned());
    Answer { status, headers, body, bytes: bytes.split_off(at) }
}

/// `minga review` at work; killed when it is let go.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
    pub(crate) link: String,
    pub(crate) token: String,
    _out: BufReader<ChildStdout>,
}

impl Server {
    /// Serves a folder of a project on a free port.
    pub(crate) fn start(project: &Project, arguments: &str) -> Self {
        Self::of(project.minga(&format!("review {arguments} --port 0 --reviewer Ana")).spawn())
    }

    /// What was started and is about to serve.
    pub(crate) fn of(mut child: Child) -> Self {
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        let link = loop {
            let mut line = String::new();
            if out.read_line(&mut line).unwrap() == 0 {
                let mut err = String::new();
                child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
                panic!("it did not serve: {said}{err}");
            }
            if line.contains("http://") {
                break line.trim().to_owned();
            }
            said += &line;
        };
        let port = link.split(':').nth(2).unwrap().split('/').next().unwrap().parse().unwrap();
        let token = link.split("#t=").nth(1).unwrap().to_owned();
        Self { child, port, link, token, _out: out }
    }

    /// The link with another token.
    pub(crate) fn link_of(&self, token: &str) -> String {
        format!("http://127.0.0.1:{}/#t={token}", self.port)
    }

    /// A request with these headers besides, and this body.
    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            write!(request, "Host: 127.0.0.1:{}\r\n", self.port).unwrap();
        }
        for (name, value) in headers {
            write!(request, "{name}: {value}\r\n").unwrap();
        }
        if method == "POST" {
            write!(request, "Content-Length: {}\r\n", body.len()).unwrap();
        }
        exchange(self.port, format!("{request}\r\n{body}").as_bytes())
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[("Authorization", &format!("Bearer {}", self.token))], "")
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_as(&self.token, path, body)
    }

    pub(crate) fn post_as(&self, token: &str, path: &str, body: &Value) -> Answer {
        let headers = [
            ("Authorization", format!("Bearer {token}")),
            ("Origin", format!("http://127.0.0.1:{}", self.port)),
            ("Content-Type", "application/json".to_owned()),
        ];
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.ask("POST", path, &headers, &body.to_string())
    }

    /// The rows of the queue.
    pub(crate) fn rows(&self) -> Vec<Value> {
        self.get("/api/state").json()["rows"].as_array().unwrap().clone()
    }

    pub(crate) fn row(&self, id: &str) -> Value {
        self.rows().into_iter().find(|row| row["id"] == id).unwrap()
    }

    pub(crate) fn card(&self, id: &str) -> Value {
        self.get(&format!("/api/card?id={id}")).json()
    }

    /// An act on a card as it is now.
    pub(crate) fn act(&self, kind: &str, id: &str) -> Value {
        json!({ "kind": kind, "card": id, "seen": self.card(id)["seen"] })
    }

    /// The process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Its exit code, when it has ended by itself.
    pub(crate) fn ends(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// Kills it as a power cut would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The manifest of a run without the hash of its proposal, as earlier versions wrote it: a test may
/// change the proposal.
pub(crate) fn unsealed(manifest: &[u8]) -> String {
    let mut manifest: Value = serde_json::from_slice(manifest).unwrap();
    manifest.as_object_mut().unwrap().remove("proposal");
    manifest.to_string()
}

/// A project with a copy of a run in its folder `out`.
pub(crate) fn copy_of(run: &Path) -> Project {
    let mut project = Project::new();
    for file in ["proposal.json", "run.json"] {
        project = project.file(&format!("out/{file}"), std::fs::read(run.join(file)).unwrap());
    }
    project
}

/// The folders in which the links of a project's runs are kept.
pub(crate) fn link_folders(project: &Project) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(project.path(".local/state/minga/access")) else {
        return Vec::new();
    };
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// The address at which the page of a project's run was last served.
pub(crate) fn served_at(project: &Project) -> Option<String> {
    let mut addresses = link_folders(project).into_iter().map(|folder| folder.join("address"));
    addresses.find_map(|path| std::fs::read_to_string(path).ok())
}
