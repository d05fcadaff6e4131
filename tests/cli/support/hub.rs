//! A hub with one tiny model in it: a listing, files behind a redirect, and a line that breaks once.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use candle_core::{DType, Device, Tensor, safetensors};
use serde_json::json;
use sha2::{Digest as _, Sha256};

const COMMIT: &str = "c0ffee0123456789c0ffee0123456789c0ffee01";

struct Inner {
    address: String,
    name: String,
    files: BTreeMap<&'static str, Vec<u8>>,
    broken: Mutex<bool>,
    ranges: Mutex<Vec<String>>,
    keys: Mutex<Vec<String>>,
}

#[derive(Clone)]
pub(crate) struct Hub(Arc<Inner>);

impl Hub {
    pub(crate) fn start(name: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        // The files lie on "another" server: the same one by another name.
        let address = format!("http://{}", listener.local_addr().unwrap());
        let hub = Self(Arc::new(Inner {
            address,
            name: name.to_owned(),
            files: tiny_model(),
            broken: Mutex::new(false),
            ranges: Mutex::default(),
            keys: Mutex::default(),
        }));
        let shared = hub.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let hub = shared.clone();
                std::thread::spawn(move || hub.serve(&stream));
            }
        });
        hub
    }

    pub(crate) fn address(&self) -> &str {
        &self.0.address
    }

    /// The ranges that were asked for.
    pub(crate) fn ranges(&self) -> Vec<String> {
        self.0.ranges.lock().unwrap().clone()
    }

    /// The keys that were shown: each once, and "elsewhere" where one was shown to another server.
    pub(crate) fn keys(&self) -> Vec<String> {
        let mut keys = self.0.keys.lock().unwrap().clone();
        keys.sort();
        keys.dedup();
        keys
    }

    fn serve(&self, stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            let path = line.split_whitespace().nth(1).unwrap().to_owned();
            let mut headers: HashMap<String, String> = HashMap::new();
            loop {
                let mut header = String::new();
                reader.read_line(&mut header).unwrap();
                let Some((name, value)) = header.trim_end().split_once(": ") else { break };
                headers.insert(name.to_lowercase(), value.to_owned());
            }
            if let Some(key) = headers.get("authorization") {
                let away = path.starts_with("/cdn/");
                self.0.keys.lock().unwrap().push(if away { "elsewhere" } else { key }.to_owned());
            }
            if !self.answer(stream, &path, &headers) {
                return;
            }
        }
    }

    fn answer(
        &self,
        mut stream: &TcpStream,
        path: &str,
        headers: &HashMap<String, String>,
    ) -> bool {
        let mut send = |head: &str, body: &[u8], announced: usize| {
            let head = format!("HTTP/1.1 {head}\r\ncontent-length: {announced}\r\n\r\n");
            stream.write_all(&[head.as_bytes(), body].concat()).is_ok()
        };
        let hub = &*self.0;
        if path == format!("/api/models/{}/revision/main", hub.name) {
            let siblings: Vec<_> =
                hub.files.keys().map(|file| json!({ "rfilename": file })).collect();
            let body = json!({ "sha": COMMIT, "siblings": siblings }).to_string().into_bytes();
            return send("200 OK", &body, body.len());
        }
        let resolve = format!("/{}/resolve/{COMMIT}/", hub.name);
        if let Some(file) = path.strip_prefix(&resolve) {
            let Some(contents) = hub.files.get(file) else { return send("404 X", b"", 0) };
            if file == "model.safetensors" {
                let hash: String =
                    Sha256::digest(contents).iter().map(|b| format!("{b:02x}")).collect();
                let port = hub.address.rsplit(':').next().unwrap();
                let head = format!(
                    "302 Found\r\nx-linked-etag: \"{hash}\"\r\n\
                     location: http://localhost:{port}/cdn/{file}"
                );
                return send(&head, b"", 0);
            }
            let head = format!("200 OK\r\netag: \"small-{}\"", file.len() * 1000 + contents.len());
            return send(&head, contents, contents.len());
        }
        let Some(contents) = path.strip_prefix("/cdn/").and_then(|file| hub.files.get(file)) else {
            return send("404 X", b"", 0);
        };
        if let Some(range) = headers.get("range") {
            hub.ranges.lock().unwrap().push(range.clone());
            let from: usize =
                range.trim_start_matches("bytes=").trim_end_matches('-').parse().unwrap();
            return send("206 Partial", &contents[from..], contents.len() - from);
        }
        let mut broken = hub.broken.lock().unwrap();
        if *broken {
            return send("200 OK", contents, contents.len());
        }
        *broken = true;
        send("200 OK", &contents[..1000], contents.len());
        false
    }
}

/// A BERT of two layers that knows the letters: it means nothing, and runs.
fn tiny_model() -> BTreeMap<&'static str, Vec<u8>> {
    let (hidden, wide, words, positions) = (16, 32, 40, 64);
    let mut shapes: Vec<(String, Vec<usize>)> = vec![
        ("embeddings.word_embeddings.weight".into(), vec![words, hidden]),
        ("embeddings.position_embeddings.weight".into(), vec![positions, hidden]),
        ("embeddings.token_type_embeddings.weight".into(), vec![2, hidden]),
    ];
    let mut norms = vec!["embeddings.LayerNorm".to_owned()];
    for i in 0..2 {
        let at = format!("encoder.layer.{i}");
        for (name, inputs, outputs) in [
            ("attention.self.query", hidden, hidden),
            ("attention.self.key", hidden, hidden),
            ("attention.self.value", hidden, hidden),
            ("attention.output.dense", hidden, hidden),
            ("intermediate.dense", hidden, wide),
            ("output.dense", wide, hidden),
        ] {
            shapes.push((format!("{at}.{name}.weight"), vec![outputs, inputs]));
            shapes.push((format!("{at}.{name}.bias"), vec![outputs]));
        }
        norms.push(format!("{at}.attention.output.LayerNorm"));
        norms.push(format!("{at}.output.LayerNorm"));
    }
    let mut tensors = HashMap::new();
    let mut state = 1u32;
    for (name, shape) in shapes {
        let values: Vec<f32> = (0..shape.iter().product())
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32 / (1 << 24) as f32 - 0.5
            })
            .collect();
        tensors.insert(name, Tensor::from_vec(values, shape, &Device::Cpu).unwrap());
    }
    for name in norms {
        let ones = Tensor::ones(hidden, DType::F32, &Device::Cpu).unwrap();
        tensors.insert(format!("{name}.bias"), ones.zeros_like().unwrap());
        tensors.insert(format!("{name}.weight"), ones);
    }
    let dir = tempfile::tempdir().unwrap();
    let weights = dir.path().join("model.safetensors");
    safetensors::save(&tensors, &weights).unwrap();
    let config = json!({
        "model_type": "bert", "hidden_act": "gelu", "hidden_size": hidden, "num_hidden_layers": 2,
        "num_attention_heads": 4, "intermediate_size": wide, "layer_norm_eps": 1e-12,
        "max_position_embeddings": positions, "vocab_size": words, "type_vocab_size": 2,
    });
    let mut vocabulary: Vec<String> = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"].map(String::from).into();
    vocabulary.extend(('a'..='z').map(|c| c.to_string()));
    let vocabulary: HashMap<String, usize> = vocabulary.into_iter().zip(0..).collect();
    let special = |content: &str| {
        json!({ "id": vocabulary[content], "content": content, "single_word": false,
                "lstrip": false, "rstrip": false, "normalized": false, "special": true })
    };
    let tokenizer = json!({
        "version": "1.0", "truncation": null, "padding": null,
        "added_tokens": [special("[PAD]"), special("[UNK]"), special("[CLS]"), special("[SEP]")],
        "normalizer": { "type": "BertNormalizer", "clean_text": true,
            "handle_chinese_chars": true, "strip_accents": true, "lowercase": true },
        "pre_tokenizer": { "type": "BertPreTokenizer" },
        "post_processor": { "type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2] },
        "decoder": null,
        "model": { "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "",
            "max_input_chars_per_word": 100, "vocab": vocabulary },
    });
    let pooling = json!({ "word_embedding_dimension": hidden, "pooling_mode_mean_tokens": true });
    BTreeMap::from([
        ("config.json", config.to_string().into_bytes()),
        ("tokenizer.json", tokenizer.to_string().into_bytes()),
        ("model.safetensors", std::fs::read(weights).unwrap()),
        ("1_Pooling/config.json", pooling.to_string().into_bytes()),
        ("pytorch_model.bin", b"never".to_vec()),
        ("README.md", b"# Tiny".to_vec()),
    ])
}
