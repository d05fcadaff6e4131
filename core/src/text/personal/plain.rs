//! Digits however they are written: full-width, of other scripts, and the letters that a hand or a
//! scanner puts in their place (`O99 34S 12O8`).

use std::borrow::Cow;
use std::ops::Range;

/// A text with plain digits, and where each of its bytes came from.
pub(super) struct Digits<'t> {
    text: Cow<'t, str>,
    /// Of each byte of the text, and of its end; empty where the text is as it was.
    from: Vec<usize>,
}

impl<'t> Digits<'t> {
    pub(super) fn of(written: &'t str) -> Self {
        let as_it_is = Self { text: Cow::Borrowed(written), from: Vec::new() };
        let odd = |c: char| value(c).is_some_and(|_| !c.is_ascii_digit());
        if !written.contains(odd) && !has_letters_for_digits(written) {
            return as_it_is;
        }
        let mut text = String::with_capacity(written.len());
        let mut from = Vec::with_capacity(written.len() + 1);
        for (start, run) in runs(written) {
            let letters = stands_for_digits(run);
            for (at, c) in run.char_indices() {
                let digit = value(c).or_else(|| letters.then(|| meant(c)).flatten());
                let plain = digit.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(c);
                text.push(plain);
                from.extend(std::iter::repeat_n(start + at, plain.len_utf8()));
            }
        }
        from.push(written.len());
        Self { text: Cow::Owned(text), from }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where a part of the text stands in what was written.
    pub(super) fn from(&self, span: &Range<usize>) -> Range<usize> {
        match self.from.as_slice() {
            [] => span.clone(),
            from => from[span.start]..from[span.end],
        }
    }
}

/// The value of a digit of any script that people paste; `None` for anything else.
fn value(c: char) -> Option<u32> {
    const ZEROS: [u32; 9] =
        [0x30, 0x660, 0x6F0, 0xFF10, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6];
    ZEROS.into_iter().find_map(|zero| u32::from(c).checked_sub(zero).filter(|digit| *digit < 10))
}

/// The digit that a letter looks like.
fn meant(c: char) -> Option<u32> {
    match c {
        'O' | 'o' | 'Q' => Some(0),
        'l' | 'I' | 'i' => Some(1),
        'S' | 's' => Some(5),
        'B' => Some(8),
        _ => None,
    }
}

/// The runs of letters and digits of a text and what stands between, in order.
fn runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &text[at..];
        let inside = rest.chars().next()?.is_alphanumeric();
        let length = rest.find(|c: char| c.is_alphanumeric() != inside).unwrap_or(rest.len());
        let start = at;
        at += length;
        Some((start, &rest[..length]))
    })
}

fn has_letters_for_digits(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit()) && runs(text).any(|(_, run)| stands_for_digits(run))
}

/// Whether a run is a number with letters in the place of some of its digits: most are digits, and
/// it begins with one or with an O («S12» and «N34» are streets).
fn stands_for_digits(run: &str) -> bool {
    let digits = run.chars().filter(|c| value(*c).is_some()).count();
    let letters = run.chars().count() - digits;
    letters > 0
        && digits >= 2
        && digits >= 2 * letters
        && run.chars().all(|c| value(c).or_else(|| meant(c)).is_some())
        && run.starts_with(|c: char| value(c).is_some() || matches!(c, 'O' | 'o'))
}
