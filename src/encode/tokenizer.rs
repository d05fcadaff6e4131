//! The tokenizer of a model's folder, looked over before it is used: none of its steps may lengthen
//! a text without measure, and it must come to an end.

use std::panic::AssertUnwindSafe;
use std::sync::mpsc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use tokenizers::utils::SysRegex;
use tokenizers::{Tokenizer, TruncationParams};

use super::Error;
use super::model::Model;
use super::model_files::read_whole;
use crate::read::table::caught_panics::quietly;

/// How many characters may become of one, by all steps together. Of NFKC's none becomes more than 18.
const MOST_GROWTH: usize = 32;
/// How many steps there may be, and how deep sequences of them may stand in each other.
const MOST_STEPS: usize = 64;
const DEEPEST: usize = 4;
/// How many characters a step may put in front of a text.
const LONGEST_PREFIX: usize = 64;
/// How many characters of a word a model of word pieces may look at: the work grows with the square.
const LONGEST_WORD: u64 = 1_000;
/// How long the texts that try a tokenizer may take it: a second is much.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is looked at of a tokenizer's file.
#[derive(Deserialize)]
struct Outline {
    #[serde(default)]
    normalizer: Option<Value>,
    #[serde(default)]
    pre_tokenizer: Option<Value>,
    model: ModelOutline,
}

#[derive(Deserialize)]
struct ModelOutline {
    #[serde(default)]
    max_input_chars_per_word: Option<u64>,
}

/// The tokenizer of a model, which cuts texts of at most `longest` tokens.
pub(super) fn read(model: &Model, longest: usize) -> Result<Tokenizer, Error> {
    let path = &model.tokenizer;
    let fail = |what: String| Error::Model { path: path.clone(), what };
    let bytes = read_whole(path).map_err(|e| fail(e.to_string()))?;
    look_over(&bytes).map_err(fail)?;
    let limit = TruncationParams { max_length: longest, ..TruncationParams::default() };
    let truncation = model.recipe.closes.then_some(limit);
    let made = quietly(AssertUnwindSafe(|| {
        let mut tokenizer = Tokenizer::from_bytes(&bytes)?;
        tokenizer.with_truncation(truncation)?;
        tokenizer.with_padding(None);
        Ok::<_, tokenizers::Error>(tokenizer)
    }));
    match made {
        Some(Ok(tokenizer)) => tried(tokenizer, PATIENCE).map_err(fail),
        Some(Err(error)) => Err(fail(error.to_string())),
        None => Err(fail(DAMAGED.to_owned())),
    }
}

const DAMAGED: &str = "el tokenizador está dañado";

/// What is wrong with a tokenizer's file, in Spanish.
fn look_over(bytes: &[u8]) -> Result<(), String> {
    let outline: Outline = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
    let mut growth: usize = 1;
    let mut steps = 0;
    for all in [&outline.normalizer, &outline.pre_tokenizer].into_iter().flatten() {
        walk(all, 0, &mut |step| {
            steps += 1;
            growth = growth.saturating_mul(growth_of(step)?);
            if growth > MOST_GROWTH || steps > MOST_STEPS {
                return Err(format!(
                    "los pasos del tokenizador pueden alargar un texto más de {MOST_GROWTH} veces \
                     o son más de {MOST_STEPS}: use otro modelo"
                ));
            }
            Ok(())
        })?;
    }
    match outline.model.max_input_chars_per_word {
        Some(n) if n > LONGEST_WORD => Err(format!(
            "«max_input_chars_per_word» dice {n} y se lee hasta {LONGEST_WORD}: use otro modelo"
        )),
        _ => Ok(()),
    }
}

/// Calls `each` for every step, those of sequences included.
fn walk(
    step: &Value,
    depth: usize,
    each: &mut impl FnMut(&Value) -> Result<(), String>,
) -> Result<(), String> {
    if depth > DEEPEST {
        return Err("los pasos del tokenizador están demasiado anidados".to_owned());
    }
    let inner = ["normalizers", "pretokenizers"].into_iter().find_map(|key| step[key].as_array());
    match inner {
        Some(inner) => inner.iter().try_for_each(|step| walk(step, depth + 1, each)),
        None => each(step),
    }
}

/// How many characters a step may make of one, or why it cannot be used.
fn growth_of(step: &Value) -> Result<usize, String> {
    match step["type"].as_str().unwrap_or_default() {
        "Replace" => {
            let content = step["content"].as_str().unwrap_or_default().chars().count();
            let pattern = &step["pattern"];
            let least = match (pattern["String"].as_str(), pattern["Regex"].as_str()) {
                (Some(text), _) => text.chars().count(),
                (None, Some(regex)) => usize::from(!matches_nothing(regex)?),
                (None, None) => 1,
            };
            if least == 0 {
                return Err(
                    "un paso del tokenizador reemplaza un texto vacío y no terminaría: use \
                            otro modelo"
                        .to_owned(),
                );
            }
            Ok(content.div_ceil(least).max(1))
        }
        "Prepend" => {
            let before = step["prepend"].as_str().unwrap_or_default().chars().count();
            if before > LONGEST_PREFIX {
                return Err(format!(
                    "el tokenizador antepone {before} caracteres a cada texto: use otro modelo"
                ));
            }
            Ok(1)
        }
        "Precompiled" => longest_replacement(step["precompiled_charsmap"].as_str().unwrap_or("")),
        // Every byte of a character becomes one, of two bytes at most.
        "ByteLevel" => Ok(4),
        _ => Ok(1),
    }
}

/// Whether a regular expression matches where there is nothing: such a replacement never ends.
fn matches_nothing(regex: &str) -> Result<bool, String> {
    let compiled = SysRegex::new(regex).map_err(|e| e.to_string())?;
    let ascii: String = (' '..='~').collect();
    let texts = ["", &ascii, "La vía, ñandú y 12 «minga»\n\t▁ ", "aaaa  bbbb"];
    Ok(texts.iter().any(|text| compiled.find_iter(text).take(1_000).any(|(from, to)| from == to)))
}

/// How many characters the longest replacement of a compiled table has: the number of bytes of its
/// trie, the trie, and the replacements, each with a zero behind it.
fn longest_replacement(base64: &str) -> Result<usize, String> {
    let damaged = || DAMAGED.to_owned();
    let bytes = decoded(base64).ok_or_else(damaged)?;
    let (size, rest) = bytes.split_first_chunk::<4>().ok_or_else(damaged)?;
    let trie = usize::try_from(u32::from_le_bytes(*size)).map_err(|_| damaged())?;
    let replacements = rest.get(trie / 4 * 4..).ok_or_else(damaged)?;
    let longest = replacements.split(|&byte| byte == 0).map(|text| {
        // A byte that goes on with a character is none.
        text.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
    });
    Ok(longest.max().unwrap_or(0).max(1))
}

/// The bytes that base64 stands for (RFC 4648).
fn decoded(base64: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(base64.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for letter in base64.trim_end_matches('=').bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(bytes)
}

/// A tokenizer that came to an end with texts of every kind, in time.
fn tried(tokenizer: Tokenizer, patience: Duration) -> Result<Tokenizer, String> {
    let (send, receive) = mpsc::channel();
    // A thread that does not come to an end is left behind; the program ends soon with an error.
    let started = std::thread::Builder::new().name("tokenizer".to_owned()).spawn(move || {
        let texts = [
            "Arreglar la vía y el parque del barrio, ¡ya! (12 veces) ".repeat(20),
            "a".repeat(5_000),
            " ".repeat(2_000),
            "1,".repeat(1_000),
            String::new(),
        ];
        let all = quietly(AssertUnwindSafe(|| {
            texts.iter().try_for_each(|text| tokenizer.encode(text.as_str(), true).map(drop))
        }));
        let result = match all {
            Some(Ok(())) => Ok(tokenizer),
            Some(Err(error)) => Err(error.to_string()),
            None => Err(DAMAGED.to_owned()),
        };
        // Nobody waits any more for one that took too long.
        let _ = send.send(result);
    });
    started.map_err(|e| e.to_string())?;
    receive.recv_timeout(patience).unwrap_or_else(|_| {
        Err("el tokenizador no termina con textos de prueba: use otro modelo".to_owned())
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use super::*;

    fn with(normalizer: &str) -> Result<(), String> {
        look_over(format!(r#"{{"normalizer":{normalizer},"model":{{}}}}"#).as_bytes())
    }

    fn replace(pattern: &str, content: &str) -> String {
        format!(r#"{{"type":"Replace","pattern":{pattern},"content":"{content}"}}"#)
    }

    #[test]
    fn what_models_use_is_fine() {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/e5-small-es/tokenizer.json");
        assert_eq!(look_over(&std::fs::read(own).unwrap()), Ok(()));
        let steps = [
            replace(r#"{"String":"``"}"#, "\\\""),
            replace(r#"{"String":" "}"#, "▁"),
            replace(r#"{"Regex":" {2,}"}"#, " "),
            r#"{"type":"Prepend","prepend":"▁"}"#.to_owned(),
            r#"{"type":"NFKD"}"#.to_owned(),
            r#"{"type":"ByteLevel"}"#.to_owned(),
        ];
        let all = format!(r#"{{"type":"Sequence","normalizers":[{}]}}"#, steps.join(","));
        assert_eq!(with(&all), Ok(()));
        assert_eq!(with("null"), Ok(()));
    }

    #[test]
    fn what_does_not_end_or_grows_without_measure_is_told() {
        for empty in
            [r#"{"String":""}"#, r#"{"Regex":""}"#, r#"{"Regex":"x*"}"#, r#"{"Regex":"(?=a)"}"#]
        {
            assert!(with(&replace(empty, "a")).unwrap_err().contains("no terminaría"), "{empty}");
        }
        let doubling = vec![replace(r#"{"String":"a"}"#, "aa"); 6].join(",");
        let doubling = format!(r#"{{"type":"Sequence","normalizers":[{doubling}]}}"#);
        assert!(with(&doubling).unwrap_err().contains("alargar un texto"));
        assert!(with(&replace(r#"{"String":"a"}"#, &"b".repeat(33))).is_err());
        let mut nested = r#"{"type":"NFC"}"#.to_owned();
        for _ in 0..9 {
            nested = format!(r#"{{"type":"Sequence","normalizers":[{nested}]}}"#);
        }
        assert!(with(&nested).unwrap_err().contains("anidados"));
        let words = br#"{"model":{"max_input_chars_per_word":18446744073709551615}}"#;
        assert!(look_over(words).unwrap_err().contains("max_input_chars_per_word"));
    }

    #[test]
    fn a_compiled_table_cannot_claim_more_than_it_has_nor_hold_long_replacements() {
        // A trie of four bytes, and «á», «ab».
        assert_eq!(
            decoded("BAAAAAAAAADDoQBhYgA="),
            Some(vec![4, 0, 0, 0, 0, 0, 0, 0, 195, 161, 0, 97, 98, 0])
        );
        assert_eq!(longest_replacement("BAAAAAAAAADDoQBhYgA="), Ok(2));
        // 2³² − 1 bytes of trie.
        assert!(longest_replacement("/////wAA").is_err());
        assert!(longest_replacement("BAA").is_err() && longest_replacement("¡").is_err());
    }

    #[test]
    fn a_tokenizer_that_takes_too_long_is_not_waited_for() {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/e5-small-es/tokenizer.json");
        let tokenizer = || Tokenizer::from_file(&own).unwrap();
        assert!(tried(tokenizer(), PATIENCE).is_ok());
        assert!(tried(tokenizer(), Duration::ZERO).unwrap_err().contains("no termina"));
    }
}
