//! Models that do not come with minga: sentence-transformers folders, the hub, and what is said of
//! those that cannot be used.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use candle_core::quantized::gguf_file;
use candle_core::{DType, Device, Tensor, safetensors};

use crate::support::hub::Hub;
use crate::support::project::{Project, REPOSITORY};

const SHEET: &str = "origen,texto\ninstitucional,Limpiar las quebradas\nciudadano,Quebradas sucias\n\
                     ciudadano,Más buses en la noche\ninstitucional,Ampliar el transporte nocturno\n";

/// The weights that come with minga, as XLM-RoBERTa has them: other names, and positions that begin
/// after the padding's.
fn as_xlm_roberta() -> HashMap<String, Tensor> {
    let mut file =
        fs::File::open(Path::new(REPOSITORY).join("models/e5-small-es/model.gguf")).unwrap();
    let content = gguf_file::Content::read(&mut file).unwrap();
    let mut tensors = HashMap::new();
    for name in content.tensor_infos.keys() {
        let tensor = content.tensor(&mut file, name, &Device::Cpu).unwrap();
        let mut tensor = tensor.dequantize(&Device::Cpu).unwrap().to_dtype(DType::F32).unwrap();
        if name.contains("position_embeddings") {
            let before = Tensor::zeros((2, 384), DType::F32, &Device::Cpu).unwrap();
            tensor = Tensor::cat(&[&before, &tensor], 0).unwrap();
        }
        tensors.insert(format!("roberta.{name}"), tensor.to_dtype(DType::F16).unwrap());
    }
    tensors
}

/// A folder of XLM-RoBERTa's kind with the weights that come with minga.
fn folder(project: &Project) -> PathBuf {
    let (dir, own) = (project.path("e5"), Path::new(REPOSITORY).join("models/e5-small-es"));
    fs::create_dir_all(&dir).unwrap();
    safetensors::save(&as_xlm_roberta(), dir.join("model.safetensors")).unwrap();
    for file in ["tokenizer.json", "reference.json"] {
        fs::copy(own.join(file), dir.join(file)).unwrap();
    }
    let config = fs::read_to_string(own.join("config.json")).unwrap();
    let config = config
        .replace("\"model_type\": \"bert\"", "\"model_type\": \"xlm-roberta\"")
        .replace("\"max_position_embeddings\": 512", "\"max_position_embeddings\": 514");
    assert!(config.contains("514") && config.contains("xlm-roberta"));
    fs::write(dir.join("config.json"), config).unwrap();
    dir
}

fn sentence_transformers(dir: &Path, pooling: &str) {
    let module = |path: &str, name: &str| {
        format!(
            r#"{{"idx":0,"name":"x","path":"{path}","type":"sentence_transformers.models.{name}"}}"#
        )
    };
    let modules =
        [module("", "Transformer"), module("1_Pooling", "Pooling"), module("2", "Normalize")];
    fs::write(dir.join("modules.json"), format!("[{}]", modules.join(","))).unwrap();
    fs::create_dir_all(dir.join("1_Pooling")).unwrap();
    let pooling = format!(r#"{{"word_embedding_dimension":384,"pooling_mode_{pooling}":true}}"#);
    fs::write(dir.join("1_Pooling/config.json"), pooling).unwrap();
    let prompts = r#"{"prompts":{"query":"query: "},"default_prompt_name":null}"#;
    fs::write(dir.join("config_sentence_transformers.json"), prompts).unwrap();
    fs::write(dir.join("sentence_bert_config.json"), r#"{"max_seq_length":64}"#).unwrap();
}

#[test]
fn a_safetensors_folder_of_another_family_gives_the_reference_vectors() {
    let project = Project::new();
    let dir = folder(&project);
    let said = project.minga("model verify").arg(&dir).arg("--json").succeeds().json();
    assert_eq!(said["same_tokens"], true);
    assert!(said["lowest_cosine"].as_f64().unwrap() >= 0.9999, "{said}");
    // By its hash, or the beginning of it.
    let hash = said["sha256"].as_str().unwrap().to_owned();
    project.minga("model verify").arg(&dir).arg("--sha256").arg(&hash[..16]).succeeds();
    let wrong = project.minga("model verify").arg(&dir).arg("--sha256").arg("0".repeat(64));
    assert!(wrong.finds_problems().err.contains("no tiene el sha256 indicado"));
}

#[test]
fn a_sentence_transformers_folder_runs_and_its_prompts_and_pooling_count() {
    let project = Project::new().file("todo.csv", SHEET);
    let dir = folder(&project);
    sentence_transformers(&dir, "mean_tokens");
    let run = |out: &str, arguments: &str| {
        let frame = format!("{REPOSITORY}/data/pmdot-2024-2033");
        let command =
            format!("run --input todo.csv --target 2 --frame {frame} --out {out} --model");
        let mut run = project.minga(&command).arg(&dir).env("MINGA_CACHE", project.path("v.db"));
        for argument in arguments.split('|').filter(|a| !a.is_empty()) {
            run = run.arg(argument);
        }
        let said = run.succeeds();
        (project.outputs(out).json("run.json")["model"].clone(), said)
    };
    let (plain, _) = run("plain", "");
    assert_eq!(plain["name"], "e5");
    assert_eq!(plain["engine"], "candle");
    assert_eq!(plain["computed_statistics"], true);
    assert!(plain.get("token_vectors").is_none() && plain.get("texts_sent_to").is_none());
    // A prompt by its name and by its words is the same, and not the same as none.
    let (named, said) = run("named", "--prompt|query");
    assert!(said.out.contains("nuevos, 0 guardados"), "{}", said.out);
    let (written, said) = run("written", "--prompt|query: ");
    assert!(said.out.contains("Vectores: 0 nuevos"), "{}", said.out);
    assert_eq!(named, written);
    assert_ne!(named["sha256"], plain["sha256"]);
    // A model that was made for its first token is not averaged.
    sentence_transformers(&dir, "cls_token");
    let (first, said) = run("first", "");
    assert_eq!(first["token_vectors"], false);
    assert!(said.err.contains("no da vectores por palabra"), "{}", said.err);
    assert_ne!(first["sha256"], plain["sha256"]);
}

#[test]
fn folders_that_cannot_be_used_are_told_apart() {
    let project = Project::new().file("todo.csv", SHEET).file("vacia/x", "");
    let verify = |words: &str| {
        let said = project.minga("model verify vacia").cannot_run();
        assert!(said.err.contains(words), "{}", said.err);
    };
    let dir = project.path("vacia");
    verify("falta model.gguf o model.safetensors");
    fs::write(dir.join("pytorch_model.bin"), "x").unwrap();
    verify("puede llevar programas dentro");
    fs::write(dir.join("model.safetensors"), "not weights").unwrap();
    verify("falta tokenizer.json");
    fs::write(dir.join("tokenizer.json"), "{}").unwrap();
    verify("config.json");
    let config = Path::new(REPOSITORY).join("models/e5-small-es/config.json");
    fs::copy(config, dir.join("config.json")).unwrap();
    verify("tokenizer.json");
    let own = Path::new(REPOSITORY).join("models/e5-small-es/tokenizer.json");
    fs::copy(own, dir.join("tokenizer.json")).unwrap();
    verify("model.safetensors: no se pudo cargar");
    let said = project.minga("model verify org/nobody").cannot_run();
    assert!(said.err.contains("minga model fetch org/nobody"), "{}", said.err);
}

#[test]
fn a_model_is_fetched_once_checked_and_found_by_its_name() {
    let project = Project::new();
    let hub = Hub::start("ana/minusculo");
    let minga = |arguments: &str| {
        project.minga(arguments).env("HF_ENDPOINT", hub.address()).env("HF_TOKEN", "hf_s3creto")
    };
    let said = minga("model fetch ana/minusculo").succeeds();
    assert!(said.out.contains("16 dimensiones"), "{}", said.out);
    // The weights came in two pieces, the second where the first had ended, and the key stayed home.
    assert_eq!(hub.ranges(), ["bytes=1000-"]);
    assert_eq!(hub.keys(), ["Bearer hf_s3creto"]);
    let snapshots = ".cache/huggingface/hub/models--ana--minusculo/snapshots";
    let snapshot = project.path(snapshots).join("c0ffee0123456789c0ffee0123456789c0ffee01");
    assert!(snapshot.join("1_Pooling/config.json").is_file());
    assert!(!snapshot.join("pytorch_model.bin").exists());

    let again = minga("model fetch ana/minusculo --json").succeeds().json();
    assert_eq!(again["bytes"], 0);
    assert!(minga("model list").succeeds().out.contains("ana/minusculo"));
    let sound = minga("model verify ana/minusculo --json").succeeds().json();
    assert_eq!(sound["whole"], true);

    let weights = fs::canonicalize(snapshot.join("model.safetensors")).unwrap();
    let mut bytes = fs::read(&weights).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(weights, bytes).unwrap();
    let said = minga("model verify ana/minusculo").finds_problems();
    assert!(said.err.contains("no son los que el hub anunció"), "{}", said.err);

    let said = minga("model fetch ana/otro").cannot_run();
    assert!(said.err.contains("no existe ese modelo"), "{}", said.err);
    let said = minga("model fetch ../etc").cannot_run();
    assert!(said.err.contains("no es un nombre del hub"), "{}", said.err);
}

#[test]
fn without_a_network_fetching_says_what_else_can_be_done() {
    // Nobody listens on this port.
    let said = Project::new()
        .minga("model fetch intfloat/multilingual-e5-base")
        .env("HF_ENDPOINT", "http://127.0.0.1:9")
        .cannot_run();
    assert!(said.err.contains("no se pudo hablar con el hub"), "{}", said.err);
    assert!(said.err.contains("--model"), "{}", said.err);
}

#[test]
fn a_look_by_words_alone_needs_no_model_and_says_so() {
    let project = Project::new().file("todo.csv", SHEET);
    let said = project
        .minga("run --input todo.csv --engine lexical --target 2 --out out --frame")
        .arg(Path::new(REPOSITORY).join("data/pmdot-2024-2033"))
        .succeeds();
    assert!(said.err.contains("vista rápida sin modelo de lenguaje"), "{}", said.err);
    let manifest = project.outputs("out").json("run.json");
    assert_eq!(manifest["model"]["engine"], "lexical");
    // Those who share words are together.
    let rows = project.outputs("out").csv("statements.csv");
    assert_eq!(rows[0]["candidate_id"], rows[1]["candidate_id"]);
    assert_ne!(rows[0]["candidate_id"], rows[2]["candidate_id"]);
}
