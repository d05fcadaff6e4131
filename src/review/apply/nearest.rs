//! What somebody probably meant: the nearest of the words that there are, by the edit distance of
//! Levenshtein (1966).

use strsim::generic_levenshtein;

/// How many characters of a word are looked at.
const LOOK: usize = 40;

/// The word that takes the fewest edits, the first of several; `None` if it takes more than half of
/// its letters.
pub(super) fn nearest<'w>(said: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    within(said, words, |word| word / 2)
}

/// The nearest of the words if it takes at most two edits.
pub(super) fn near<'w>(said: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    within(said, words, |_| 2)
}

fn within<'w>(
    said: &str,
    words: impl IntoIterator<Item = &'w str>,
    limit: fn(usize) -> usize,
) -> Option<&'w str> {
    let said = letters(said);
    let measured = words.into_iter().map(|word| {
        let letters = letters(word);
        (generic_levenshtein(&said, &letters), limit(letters.len()), word)
    });
    let (edits, limit, word) = measured.min_by_key(|(edits, _, _)| *edits)?;
    (edits <= limit).then_some(word)
}

fn letters(word: &str) -> Vec<char> {
    word.chars().take(LOOK).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_the_one_meant() {
        let words = ["aceptar", "descartar", "dividir"];
        assert_eq!(nearest("Acepto", words), Some("aceptar"));
        assert_eq!(near("acepta", words), Some("aceptar"));
        assert_eq!(near("xyz", words), None);
        assert_eq!(nearest("no va en esta propuesta", words), None);
        assert_eq!(nearest("x", []), None);
    }
}
