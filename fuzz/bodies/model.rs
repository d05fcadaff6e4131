//! A model's folder in which one file is any bytes: weights of either form, the configuration, the
//! tokenizer.

use minga::encode::{LocalEncoder, Model};

const CONFIG: &str = r#"{"model_type":"bert","hidden_act":"gelu","hidden_size":4,"num_hidden_layers":1,
    "num_attention_heads":2,"max_position_embeddings":8,"layer_norm_eps":1e-12}"#;
const TOKENIZER: &str = r#"{"version":"1.0","added_tokens":[],"normalizer":null,"pre_tokenizer":
    {"type":"Whitespace"},"post_processor":null,"decoder":null,
    "model":{"type":"WordLevel","vocab":{"[UNK]":0,"agua":1},"unk_token":"[UNK]"}}"#;

/// One input.
pub(crate) fn one(data: &[u8]) {
    let Some((&first, bytes)) = data.split_first() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).expect("a file in it");
    };
    write("config.json", CONFIG.as_bytes());
    write("tokenizer.json", TOKENIZER.as_bytes());
    let names = ["model.gguf", "model.safetensors", "config.json", "tokenizer.json"];
    let name = names[usize::from(first) % names.len()];
    if !name.starts_with("model.") {
        // Sound weights of nothing: loading ends there, after the rest was read.
        write("model.gguf", &include_bytes!("../seeds/model/gguf")[1..]);
    }
    write(name, bytes);
    let Ok(model) = Model::open(folder.path()) else { return };
    if let Ok(encoder) = LocalEncoder::load(&model, 1) {
        let ids = encoder.token_ids("agua para todos");
        assert!(ids.is_err() || ids.is_ok_and(|ids| ids.len() <= 512));
    }
}
