//! The cache gives back what was put in, whole or not at all, and computes the rest.

use super::*;
use crate::encode::Identity;
use std::cell::Cell;

/// Encodes a text as its length and first byte; counts the texts it was asked for.
struct Counting {
    identity: Identity,
    asked: Cell<usize>,
}

impl Encoder for Counting {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn encode(
        &self,
        texts: &[&str],
        deliver: &mut dyn FnMut(usize, Encoded) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for (i, text) in texts.iter().enumerate() {
            self.asked.set(self.asked.get() + 1);
            let first = text.bytes().next().map_or(0.0, f32::from);
            let tokens = Tokens {
                spans: vec![(0, 1)],
                commonness: vec![-1.5],
                vectors: vec![f16::ONE, f16::ZERO],
            };
            let pooled = vec![text.len() as f32, first];
            deliver(i, Encoded { pooled, tokens: Some(tokens) })?;
        }
        Ok(())
    }
}

fn run(cache: Option<&Cache>, counting: &Counting, texts: &[&str]) -> (Encoding, Vec<Encoded>) {
    let mut out = vec![None; texts.len()];
    let counts = encode_all(
        &Wanted { identity_hash: "m", dim: 2, texts },
        || Ok(counting),
        cache,
        &mut |i, e| out[i] = Some(e.clone()),
        &mut |_, _| ControlFlow::Continue(()),
    )
    .unwrap();
    (counts, out.into_iter().map(Option::unwrap).collect())
}

fn counting() -> Counting {
    let identity = Identity { name: "m".into(), engine: "test".into(), hash: "m".into(), dim: 2 };
    Counting { identity, asked: Cell::new(0) }
}

#[test]
fn a_rerun_encodes_only_what_is_new_and_repeats_are_encoded_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("vectors.db");
    let counting = counting();
    let cache = Cache::open(&path).unwrap();
    let (counts, first) = run(Some(&cache), &counting, &["uno", "dos", "uno", ""]);
    assert_eq!(counts, Encoding { encoded: 3, cached: 0 });
    assert_eq!(first[0], first[2]);
    drop(cache);
    let cache = Cache::open(&path).unwrap();
    let (counts, second) = run(Some(&cache), &counting, &["dos", "tres", "uno", ""]);
    assert_eq!(counts, Encoding { encoded: 1, cached: 3 });
    assert_eq!(second[0], first[1]);
    assert_eq!(second[2], first[0]);
    assert_eq!(counting.asked.get(), 4);
}

#[test]
fn who_waits_can_end_it_and_what_was_encoded_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let cache = Cache::open(&dir.path().join("vectors.db")).unwrap();
    let counting = counting();
    let texts = ["cuatro", "dos", "tres", "uno"];
    let ended = encode_all(
        &Wanted { identity_hash: "m", dim: 2, texts: &texts },
        || Ok(&counting),
        Some(&cache),
        &mut |_, _| {},
        &mut |done, _| {
            if done < 2 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        },
    );
    assert!(matches!(ended, Err(Error::Stopped)));
    assert_eq!(counting.asked.get(), 2);
    let (counts, _) = run(Some(&cache), &counting, &texts);
    assert_eq!(counts, Encoding { encoded: 2, cached: 2 });
}

#[test]
fn half_written_vectors_are_computed_anew() {
    let dir = tempfile::tempdir().unwrap();
    let cache = Cache::open(&dir.path().join("vectors.db")).unwrap();
    let counting = counting();
    run(Some(&cache), &counting, &["uno"]);
    cache.batch("UPDATE vectors SET tokens = x'00'").unwrap();
    let (counts, _) = run(Some(&cache), &counting, &["uno"]);
    assert_eq!(counts, Encoding { encoded: 1, cached: 0 });
}

#[test]
fn entries_without_a_checksum_are_computed_anew() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("vectors.db");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(
        "CREATE TABLE vectors (model TEXT NOT NULL, text BLOB NOT NULL, pooled BLOB NOT NULL,
         spans BLOB, commonness BLOB, tokens BLOB, PRIMARY KEY (model, text))",
    )
    .unwrap();
    let text = key("uno");
    let row = params!["m", text.as_ref(), [0_u8; 8]];
    old.execute("INSERT INTO vectors VALUES (?, ?, ?, NULL, NULL, NULL)", row).unwrap();
    drop(old);
    let cache = Cache::open(&path).unwrap();
    let counting = counting();
    for expected in [Encoding { encoded: 1, cached: 0 }, Encoding { encoded: 0, cached: 1 }] {
        let (counts, vectors) = run(Some(&cache), &counting, &["uno"]);
        assert_eq!((counts, vectors[0].pooled[0]), (expected, 3.0));
    }
}

#[test]
fn a_flipped_bit_is_never_a_vector() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("vectors.db");
    let counting = counting();
    let texts: Vec<String> = (0..40).map(|i| format!("texto {}", "x".repeat(i))).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let sound = run(Some(&Cache::open(&path).unwrap()), &counting, &texts).1;
    let bytes = fs::read(&path).unwrap();
    let mut chance = 7_u64;
    let (mut encoded, mut aside) = (0, 0);
    for _ in 0..60 {
        // The numbers of Knuth's MMIX generator.
        chance =
            chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = (chance >> 20) as usize % (bytes.len() * 8);
        let mut damaged = bytes.clone();
        damaged[at / 8] ^= 1 << (at % 8);
        fs::write(&path, &damaged).unwrap();
        match Cache::open(&path) {
            Ok(cache) => {
                let (counts, vectors) = run(Some(&cache), &counting, &texts);
                assert_eq!(vectors, sound, "bit {at}");
                encoded += counts.encoded;
                if cache.is_damaged() {
                    aside += 1;
                    assert!(cache.set_aside().is_some_and(|aside| aside.is_file()));
                    assert!(!path.exists());
                }
            }
            Err(error) => assert!(error.to_string().contains("vectors.db"), "{error}"),
        }
        for end in ["-wal", "-shm"] {
            let _ = fs::remove_file(dir.path().join(format!("vectors.db{end}")));
        }
    }
    assert!(encoded > 0, "some flips were met");
    assert!(aside < 60);
}

#[test]
fn a_file_that_is_no_cache_is_an_error_that_names_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("vectors.db");
    std::fs::write(&path, "not a database, but long enough to be taken for one").unwrap();
    let error = Cache::open(&path).err().unwrap().to_string();
    assert!(error.contains("vectors.db"), "{error}");
}
