//! A server with an OpenAI-compatible `/v1/embeddings` that computes real vectors with the model of
//! the repository, and fails where a test tells it to.

use std::collections::{HashMap, VecDeque};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use minga::encode::{Encoder as _, LocalEncoder, Model};
use serde_json::{Value, json};

use crate::support::project::REPOSITORY;

static ENCODER: LazyLock<LocalEncoder> = LazyLock::new(|| {
    let model = Model::open(&Path::new(REPOSITORY).join("models/e5-small-es")).unwrap();
    LocalEncoder::load(&model, 1).unwrap()
});

/// What was computed already, for all servers of all tests.
static KNOWN: LazyLock<Mutex<HashMap<String, Vec<f32>>>> = LazyLock::new(Mutex::default);

fn vectors_of(texts: &[String]) -> Vec<Vec<f32>> {
    let new: Vec<&str> = {
        let known = KNOWN.lock().unwrap();
        texts.iter().filter(|text| !known.contains_key(*text)).map(String::as_str).collect()
    };
    // Other tests' servers are not kept waiting while this one computes.
    ENCODER
        .encode(&new, &mut |i, encoded| {
            KNOWN.lock().unwrap().insert(new[i].to_owned(), encoded.pooled);
            Ok(())
        })
        .unwrap();
    let known = KNOWN.lock().unwrap();
    texts.iter().map(|text| known[text].clone()).collect()
}

/// What the server does with a request instead of answering it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Answers with this status.
    Status(u16),
    /// With status 429 and the time to wait, in seconds.
    Busy(u64),
    /// Announces more than it sends.
    CutShort,
    /// Sends a whole answer that is half a JSON.
    HalfJson,
    /// Says nothing for this long.
    Slow(Duration),
    /// Closes the line.
    Gone,
    /// Answers with vectors of one dimension too few.
    Narrow,
    /// With one vector too few.
    Few,
    /// With a vector of zeros.
    Zero,
    /// With the vectors of another model.
    Other,
    /// With something that is no embeddings at all.
    Page,
}

/// What the server was asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) authorization: Option<String>,
    pub(crate) body: Value,
}

#[derive(Default)]
struct State {
    asked: Vec<Asked>,
    /// For each request to come: answer it, or fail so.
    plan: VecDeque<Option<Fault>>,
    /// What follows when the plan has run out.
    after: Option<Fault>,
    /// The longest text that is taken, in characters, and the status for a longer one.
    longest: Option<(usize, u16)>,
    under_way: usize,
    most_under_way: usize,
}

/// A server that is up as long as the test.
#[derive(Clone)]
pub(crate) struct Server {
    address: String,
    state: Arc<Mutex<State>>,
}

impl Server {
    pub(crate) fn start() -> Self {
        // Loading is not part of an answer's time.
        LazyLock::force(&ENCODER);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let server = Self { address, state: Arc::default() };
        let shared = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let server = shared.clone();
                std::thread::spawn(move || server.serve(&stream));
            }
        });
        server
    }

    /// For the next requests, in order: `None` answers.
    pub(crate) fn plan(self, faults: &[Option<Fault>]) -> Self {
        self.state.lock().unwrap().plan.extend(faults);
        self
    }

    /// What happens to every request after the plan.
    pub(crate) fn then(self, fault: Option<Fault>) -> Self {
        self.state.lock().unwrap().after = fault;
        self
    }

    /// Texts longer than this are refused with a status.
    pub(crate) fn longest(self, characters: usize, status: u16) -> Self {
        self.state.lock().unwrap().longest = Some((characters, status));
        self
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// What it was asked so far, in order of arrival.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.state.lock().unwrap().asked.clone()
    }

    /// Every text that it was sent.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.asked().iter().flat_map(|asked| inputs(&asked.body)).collect()
    }

    pub(crate) fn forget(&self) {
        self.state.lock().unwrap().asked.clear();
    }

    pub(crate) fn most_under_way(&self) -> usize {
        self.state.lock().unwrap().most_under_way
    }

    fn serve(&self, stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        while let Some(asked) = read(&mut reader) {
            let (fault, longest) = {
                let mut state = self.state.lock().unwrap();
                state.under_way += 1;
                state.most_under_way = state.most_under_way.max(state.under_way);
                state.asked.push(asked.clone());
                let after = state.after;
                (state.plan.pop_front().unwrap_or(after), state.longest)
            };
            let (bytes, goes_on) = answer(&inputs(&asked.body), fault, longest);
            // Before it is sent: who has it may ask for the next at once.
            self.state.lock().unwrap().under_way -= 1;
            let mut line = stream;
            if line.write_all(&bytes).is_err() || !goes_on {
                return;
            }
        }
    }
}

fn inputs(body: &Value) -> Vec<String> {
    let list = body["input"].as_array().cloned().unwrap_or_default();
    list.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn read(reader: &mut BufReader<&TcpStream>) -> Option<Asked> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|&n| n > 0)?;
    let path = line.split_whitespace().nth(1)?.to_owned();
    let (mut length, mut authorization) = (0, None);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok().filter(|&n| n > 0)?;
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        match name.to_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap(),
            "authorization" => authorization = Some(value.to_owned()),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { path, authorization, body: serde_json::from_slice(&body).unwrap_or_default() })
}

/// The answer, byte for byte, and whether the line stays open after it.
fn answer(
    texts: &[String],
    fault: Option<Fault>,
    longest: Option<(usize, u16)>,
) -> (Vec<u8>, bool) {
    let refusal = |status: u16| {
        // As some servers do, it repeats what it was sent.
        let says = json!({ "error": { "message": format!("cannot take: {texts:?}") } });
        (reply(status, "", says.to_string().as_bytes()), true)
    };
    match fault {
        Some(Fault::Status(status)) => return refusal(status),
        Some(Fault::Busy(seconds)) => {
            return (reply(429, &format!("retry-after: {seconds}\r\n"), b"{}"), true);
        }
        Some(Fault::Gone) => return (Vec::new(), false),
        Some(Fault::Page) => return (reply(200, "", br#"{"hello":"world"}"#), true),
        Some(Fault::Slow(time)) => std::thread::sleep(time),
        _ => {}
    }
    if let Some((longest, status)) = longest
        && texts.iter().any(|text| text.chars().count() > longest)
    {
        // As llama.cpp says it, which has 500 for this.
        let says =
            json!({ "error": { "code": status, "message": "input is too large to process" } });
        return (reply(status, "", says.to_string().as_bytes()), true);
    }
    let mut vectors = vectors_of(texts);
    match fault {
        Some(Fault::Narrow) => vectors.iter_mut().for_each(|vector| vector.truncate(383)),
        Some(Fault::Few) => vectors.truncate(texts.len() - 1),
        Some(Fault::Zero) => vectors[0].fill(0.0),
        Some(Fault::Other) => vectors.iter_mut().for_each(|vector| vector.reverse()),
        _ => {}
    }
    // Servers answer in any order and need not give unit vectors.
    let data: Vec<Value> = vectors
        .iter()
        .enumerate()
        .rev()
        .map(|(index, vector)| {
            let embedding: Vec<f32> = vector.iter().map(|x| x * 3.0).collect();
            json!({ "object": "embedding", "index": index, "embedding": embedding })
        })
        .collect();
    let body = json!({ "object": "list", "model": "e5", "data": data }).to_string().into_bytes();
    match fault {
        Some(Fault::HalfJson) => (reply(200, "", &body[..body.len() / 2]), true),
        Some(Fault::CutShort) => {
            let mut whole = reply(200, "", &body);
            whole.truncate(whole.len() - body.len() / 2);
            (whole, false)
        }
        _ => (reply(200, "", &body), true),
    }
}

fn reply(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}
