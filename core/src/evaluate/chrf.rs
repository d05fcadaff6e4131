//! chrF++: how alike a text is to a reference by the runs of characters and of words they share.
//!
//! Popović 2017, as sacrebleu computes it for one sentence: characters 1…6 without blanks, words
//! 1…2 with signs apart, the F measure (β = 2) of the mean precision and the mean recall over the
//! orders that both texts have.

use std::collections::BTreeMap;

const CHARACTERS: usize = 6;
const WORDS: usize = 2;
const BETA: f64 = 2.0;
/// The signs that stand apart from a word.
const SIGNS: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/// chrF++ of a text against a reference, 0…100; 0 where one of them is empty.
pub fn chrf(text: &str, reference: &str) -> f64 {
    let letters = |text: &str| text.split_whitespace().flat_map(str::chars).collect::<Vec<char>>();
    let (own, theirs) = (letters(text), letters(reference));
    let (own_words, their_words) = (separated(text), separated(reference));
    let mut orders: Vec<[usize; 3]> = Vec::new();
    orders.extend((1..=CHARACTERS).map(|n| shared(&own, &theirs, n)));
    orders.extend((1..=WORDS).map(|n| shared(&own_words, &their_words, n)));
    let both: Vec<[usize; 3]> = orders.into_iter().filter(|o| o[0] > 0 && o[1] > 0).collect();
    if both.is_empty() {
        return 0.0;
    }
    let mean = |side: usize| {
        both.iter().map(|o| o[2] as f64 / o[side] as f64).sum::<f64>() / both.len() as f64
    };
    let (precision, recall) = (mean(0), mean(1));
    if precision + recall <= 0.0 {
        return 0.0;
    }
    let square = BETA * BETA;
    100.0 * (1.0 + square) * precision * recall / (square * precision + recall)
}

/// The runs of n in the one, in the other, and in both.
fn shared<T: Ord>(own: &[T], theirs: &[T], n: usize) -> [usize; 3] {
    let mut counts: BTreeMap<&[T], usize> = BTreeMap::new();
    for run in theirs.windows(n) {
        *counts.entry(run).or_default() += 1;
    }
    let mut both = 0;
    for run in own.windows(n) {
        if let Some(left) = counts.get_mut(run).filter(|left| **left > 0) {
            *left -= 1;
            both += 1;
        }
    }
    let runs = |of: &[T]| (of.len() + 1).saturating_sub(n);
    [runs(own), runs(theirs), both]
}

/// The words of a text, each with the sign at its end, or else at its beginning, as a word apart.
fn separated(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let mut chars = word.chars();
        let first = chars.next().filter(|c| SIGNS.contains(*c));
        let last = chars.next_back().filter(|c| SIGNS.contains(*c));
        match (first, last) {
            (_, Some(sign)) => {
                let (word, sign) = word.split_at(word.len() - sign.len_utf8());
                words.extend([word, sign]);
            }
            (Some(sign), None) if word.len() > sign.len_utf8() => {
                let (sign, word) = word.split_at(sign.len_utf8());
                words.extend([sign, word]);
            }
            _ => words.push(word),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_of_sacrebleu() {
        let cases = [
            (
                "Mejorar la recolección de basura, así como los contenedores.",
                "Ampliar la cobertura de la recolección y el aseo de las calles.",
                31.345_386_186,
            ),
            ("Buses", "Mejorar el transporte público (buses y taxis).", 5.222_147_369),
            (
                "«Agua» para todos (y todas), ya!",
                "Agua potable para todos; alcantarillado.",
                26.331_456_079,
            ),
            ("a b c", "abc", 75.0),
            (
                "Niñez y adultos mayores .",
                "Atender a la niñez, y a las personas adultas mayores.",
                27.078_121_058,
            ),
        ];
        for (text, reference, expected) in cases {
            let found = chrf(text, reference);
            assert!((found - expected).abs() < 1e-6, "{text} / {reference}: {found}");
        }
    }

    #[test]
    fn nothing_shared_and_nothing_said_are_zero() {
        assert_eq!(chrf("", "algo"), 0.0);
        assert_eq!(chrf("algo", ""), 0.0);
        assert_eq!(chrf("xyz", "abc"), 0.0);
        assert!((chrf("Mejorar las vías.", "Mejorar las vías.") - 100.0).abs() < 1e-9);
    }
}
