//! What a sentence-transformers folder says of its use: how token vectors become one vector, what
//! stands before a text, and how long a text may be.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Error;
use super::model_files::read_whole;
use crate::read::files;

/// How token vectors become one vector a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pooling {
    /// Their mean (also `mean_sqrt_len`, which has the same direction).
    Mean,
    /// The first token's.
    First,
    /// The largest of each dimension.
    Max,
}

/// How a model's texts are encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recipe {
    pub(super) pooling: Pooling,
    /// Texts by name that can stand before every text.
    pub(super) prompts: BTreeMap<String, String>,
    /// What stands before every text.
    pub(super) prompt: String,
    /// Whether its tokens are pooled with the text's.
    pub(super) pool_prompt: bool,
    /// The most tokens of a text, specials included, if the folder says.
    pub(super) longest: Option<usize>,
    /// Whether a text is turned to lower case.
    pub(super) lower: bool,
    /// Whether a text that is too long keeps its closing token, as sentence-transformers does.
    pub(super) closes: bool,
}

/// The folder's parts.
pub(super) struct Parts {
    /// Where weights, tokenizer and configuration are.
    pub(super) transformer: PathBuf,
    pub(super) recipe: Recipe,
    /// The files, besides weights, tokenizer and configuration, that decide a vector.
    pub(super) files: Vec<PathBuf>,
}

#[derive(Deserialize)]
struct Module {
    #[serde(default)]
    path: String,
    r#type: String,
}

#[derive(Deserialize)]
struct PoolingFile {
    #[serde(default)]
    pooling_mode: Option<String>,
    #[serde(default = "yes")]
    include_prompt: bool,
    #[serde(flatten)]
    rest: BTreeMap<String, serde_json::Value>,
}

#[derive(Default, Deserialize)]
struct PromptsFile {
    #[serde(default)]
    prompts: BTreeMap<String, String>,
    #[serde(default)]
    default_prompt_name: Option<String>,
}

#[derive(Default, Deserialize)]
struct TransformerFile {
    #[serde(default)]
    max_seq_length: Option<usize>,
    #[serde(default)]
    do_lower_case: bool,
}

fn yes() -> bool {
    true
}

/// Reads what a folder says of its use; a folder that says nothing is pooled by the mean.
pub(super) fn read(dir: &Path) -> Result<Parts, Error> {
    let mut files = Vec::new();
    let mut transformer = dir.to_owned();
    let mut pooling = None;
    let modules: Option<Vec<Module>> = optional(&dir.join("modules.json"), &mut files)?;
    let closes = modules.is_some();
    for module in modules.unwrap_or_default() {
        let path = dir.join(&module.path);
        match module.r#type.rsplit('.').next().unwrap_or_default() {
            "Transformer" => transformer = path,
            "Pooling" => pooling = optional(&path.join("config.json"), &mut files)?,
            // Vectors are compared by their cosine: they are always scaled to unit length.
            "Normalize" => {}
            other => {
                return Err(Error::Model {
                    path: dir.join("modules.json"),
                    what: format!(
                        "el módulo «{other}» no se conoce; se conocen Transformer, Pooling y Normalize"
                    ),
                });
            }
        }
    }
    if pooling.is_none() {
        pooling = optional(&dir.join("1_Pooling/config.json"), &mut files)?;
    }
    let prompts: PromptsFile =
        optional(&dir.join("config_sentence_transformers.json"), &mut files)?.unwrap_or_default();
    let limits: TransformerFile =
        optional(&transformer.join("sentence_bert_config.json"), &mut files)?.unwrap_or_default();
    let (mode, pool_prompt) = match pooling {
        Some(file) => (mode(&file, dir)?, file.include_prompt),
        None => (Pooling::Mean, true),
    };
    let prompt = prompts
        .default_prompt_name
        .and_then(|name| prompts.prompts.get(&name).cloned())
        .unwrap_or_default();
    let recipe = Recipe {
        pooling: mode,
        prompts: prompts.prompts,
        prompt,
        pool_prompt,
        longest: limits.max_seq_length,
        lower: limits.do_lower_case,
        closes,
    };
    Ok(Parts { transformer, recipe, files })
}

fn mode(file: &PoolingFile, dir: &Path) -> Result<Pooling, Error> {
    let mut names: Vec<&str> = file
        .rest
        .iter()
        .filter(|(_, value)| value.as_bool() == Some(true))
        .filter_map(|(name, _)| name.strip_prefix("pooling_mode_"))
        .collect();
    if names.is_empty() {
        names.extend(file.pooling_mode.as_deref());
    }
    match names[..] {
        ["mean_tokens" | "mean" | "mean_sqrt_len_tokens" | "mean_sqrt_len"] => Ok(Pooling::Mean),
        ["cls_token" | "cls"] => Ok(Pooling::First),
        ["max_tokens" | "max"] => Ok(Pooling::Max),
        _ => Err(Error::Model {
            path: dir.join("1_Pooling/config.json"),
            what: format!("no se conoce esta forma de resumir un texto: {}", names.join(" + ")),
        }),
    }
}

/// A JSON file that need not be there.
fn optional<T: DeserializeOwned>(path: &Path, read: &mut Vec<PathBuf>) -> Result<Option<T>, Error> {
    if !files::is_file(path) {
        return Ok(None);
    }
    let fail = |what: String| Error::Model { path: path.to_owned(), what };
    let bytes = read_whole(path).map_err(|e| fail(e.to_string()))?;
    read.push(path.to_owned());
    serde_json::from_slice(&bytes).map(Some).map_err(|e| fail(e.to_string()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, Result<Parts, Error>) {
        let dir = tempfile::tempdir().unwrap();
        for (name, contents) in files {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, contents).unwrap();
        }
        let read = read(dir.path());
        (dir, read)
    }

    const MODULES: &str = r#"[
        {"idx":0,"name":"0","path":"","type":"sentence_transformers.models.Transformer"},
        {"idx":1,"name":"1","path":"1_Pooling","type":"sentence_transformers.models.Pooling"},
        {"idx":2,"name":"2","path":"2_Normalize","type":"sentence_transformers.models.Normalize"}]"#;

    #[test]
    fn a_folder_that_says_nothing_is_pooled_by_the_mean() {
        let (_dir, parts) = folder(&[]);
        let recipe = parts.unwrap().recipe;
        assert_eq!(recipe.pooling, Pooling::Mean);
        assert_eq!((recipe.prompt.as_str(), recipe.closes), ("", false));
    }

    #[test]
    fn pooling_prompts_and_limits_are_read() {
        let (dir, parts) = folder(&[
            ("modules.json", MODULES),
            (
                "1_Pooling/config.json",
                r#"{"word_embedding_dimension":8,"pooling_mode_cls_token":true,
                    "pooling_mode_mean_tokens":false,"include_prompt":false}"#,
            ),
            (
                "config_sentence_transformers.json",
                r#"{"prompts":{"query":"query: ","passage":"passage: "},
                    "default_prompt_name":"query"}"#,
            ),
            ("sentence_bert_config.json", r#"{"max_seq_length":128,"do_lower_case":true}"#),
        ]);
        let parts = parts.unwrap();
        assert_eq!(parts.transformer, dir.path());
        assert_eq!(parts.files.len(), 4);
        let recipe = parts.recipe;
        assert_eq!(recipe.pooling, Pooling::First);
        assert_eq!((recipe.prompt.as_str(), recipe.pool_prompt), ("query: ", false));
        assert_eq!((recipe.longest, recipe.lower, recipe.closes), (Some(128), true, true));
    }

    #[test]
    fn what_is_not_known_is_named() {
        let dense = MODULES.replace("models.Normalize", "models.Dense");
        let (_dir, parts) = folder(&[("modules.json", &dense)]);
        assert!(parts.err().unwrap().to_string().contains("Dense"));
        let two = r#"{"pooling_mode_cls_token":true,"pooling_mode_max_tokens":true}"#;
        let (_dir, parts) = folder(&[("1_Pooling/config.json", two)]);
        assert!(parts.err().unwrap().to_string().contains("cls_token + max_tokens"));
        let (_dir, parts) = folder(&[("modules.json", "{")]);
        assert!(parts.err().unwrap().to_string().contains("modules.json"));
    }
}
