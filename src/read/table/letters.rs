//! How plausible letters are as Spanish, and the encodings of one byte a letter that Spanish files
//! come in. What is measured is the neighbourhood of each letter beyond ASCII: «ó» stands between
//! letters, «¢» and «Û» do not stand inside a word in lower case.

use std::borrow::Cow;

use encoding_rs::{MACINTOSH, WINDOWS_1252};

/// An encoding of one byte a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    /// What Windows calls ANSI in Spain and Latin America; Latin-1 is a part of it.
    Windows1252,
    /// «CSV (MS-DOS)» of an Excel in Spanish.
    Dos850,
    /// The same of one in English.
    Dos437,
    /// The Macintosh before Unicode, and «CSV (Macintosh)» still.
    Mac,
}

impl Page {
    /// All of them, the likelier first.
    pub(super) const ALL: [Self; 4] = [Self::Windows1252, Self::Dos850, Self::Mac, Self::Dos437];

    /// Its name in messages.
    pub(super) fn in_spanish(self) -> &'static str {
        match self {
            Self::Windows1252 => "Windows-1252",
            Self::Dos850 => "página de códigos 850 (MS-DOS)",
            Self::Dos437 => "página de códigos 437 (MS-DOS)",
            Self::Mac => "Mac OS Roman",
        }
    }

    /// Bytes as text; every byte is a letter or a sign.
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        match self {
            Self::Windows1252 => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
            Self::Mac => MACINTOSH.decode_without_bom_handling(bytes).0.into_owned(),
            Self::Dos850 => dos(bytes, DOS_850),
            Self::Dos437 => dos(bytes, DOS_437),
        }
    }

    /// Text as bytes, if the encoding has all its letters.
    pub(super) fn encode(self, text: &str) -> Option<Vec<u8>> {
        let whole =
            |(bytes, _, lost): (Cow<'_, [u8]>, _, bool)| (!lost).then(|| bytes.into_owned());
        match self {
            Self::Windows1252 => whole(WINDOWS_1252.encode(text)),
            Self::Mac => whole(MACINTOSH.encode(text)),
            Self::Dos850 => undos(text, DOS_850),
            Self::Dos437 => undos(text, DOS_437),
        }
    }
}

/// The upper half of code page 850, from byte 128.
const DOS_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";
/// The upper half of code page 437, from byte 128.
const DOS_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";

fn dos(bytes: &[u8], upper: &str) -> String {
    let upper: Vec<char> = upper.chars().collect();
    let letter = |&byte: &u8| match byte {
        0..128 => char::from(byte),
        _ => upper.get(usize::from(byte) - 128).copied().unwrap_or('\u{FFFD}'),
    };
    bytes.iter().map(letter).collect()
}

fn undos(text: &str, upper: &str) -> Option<Vec<u8>> {
    let byte = |c: char| match u8::try_from(c) {
        Ok(byte) if byte.is_ascii() => Some(byte),
        _ => upper.chars().position(|other| other == c).map(|at| at as u8 + 128),
    };
    text.chars().map(byte).collect()
}

/// How plausible the letters beyond ASCII are as Spanish, added up: above zero as a whole they are,
/// below they are not. Also how many there are.
pub(super) fn plausibility(text: &str) -> (i64, usize) {
    weights(text).fold((0, 0), |(sum, count), (_, weight)| (sum + weight, count + 1))
}

/// The letters beyond ASCII, and what each says between its neighbours.
fn weights(text: &str) -> impl Iterator<Item = (char, i64)> {
    let (mut earlier, mut before, mut letters) = (None, None, text.chars().peekable());
    std::iter::from_fn(move || {
        loop {
            let c = letters.next()?;
            let after = letters.peek().copied();
            let weight = (!c.is_ascii()).then(|| weight([earlier, before], c, after));
            (earlier, before) = (before, Some(c));
            if let Some(weight) = weight {
                return Some((c, weight));
            }
        }
    })
}

fn one_of(first: bool, then: i64, otherwise: i64) -> i64 {
    if first { then } else { otherwise }
}

/// Whether a letter is a consonant, as far as that is plain.
fn is_consonant(c: char) -> bool {
    c.is_ascii_alphabetic() && !"aeiouAEIOU".contains(c)
}

/// Whether a letter is one of the vowels that seldom stand beside an accented one.
fn is_open(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'o')
}

/// Whether a letter is an L.
fn is_l(c: char) -> bool {
    matches!(c, 'l' | 'L')
}

/// What a letter beyond ASCII says between its neighbours: the two before it and the one after it.
fn weight([earlier, before]: [Option<char>; 2], c: char, after: Option<char>) -> i64 {
    let is = |side: Option<char>, kind: fn(char) -> bool| side.is_some_and(kind);
    let inside = is(before, char::is_alphabetic) && is(after, char::is_alphabetic);
    let beside = is(before, char::is_alphabetic) || is(after, char::is_alphabetic);
    // «Sé» and «Là» begin with a capital; «FUNCIONà» is written in capitals.
    let begun = !is(earlier, char::is_alphabetic) && !is(after, char::is_uppercase);
    let amid_upper = is(before, char::is_uppercase) && !is(after, char::is_lowercase) && !begun
        || before.is_none_or(|c| !c.is_alphabetic()) && is(after, char::is_uppercase);
    match c {
        'á' | 'é' | 'í' | 'ó' | 'ú' | 'ñ' | 'ü' if amid_upper => -4,
        // «ñ» stands between vowels or at a word's end.
        'ñ' if is(before, is_consonant) || is(after, is_consonant) => -3,
        'á' | 'é' | 'ó' if is(before, is_open) || is(after, is_open) => 0,
        'á' | 'é' | 'í' | 'ó' | 'ú' | 'ñ' | 'ü' => one_of(beside, 3, 0),
        'Á' | 'É' | 'Í' | 'Ó' | 'Ú' | 'Ñ' | 'Ü' => {
            match (is(before, char::is_lowercase), beside) {
                (true, _) => -4,
                (_, true) => 3,
                _ => 0,
            }
        }
        '¿' | '¡' => match (is(before, char::is_alphanumeric), is(after, char::is_alphabetic)) {
            // «Gracias¡» is written so; «d¡a» is not.
            (true, after) => one_of(after, -4, -2),
            (_, true) => 3,
            _ => 0,
        },
        'º' | 'ª' | '°' => one_of(inside, -3, 1),
        // A quote stands at one side of a word.
        '«' | '»' | '“' | '”' => {
            let both = is(before, char::is_alphanumeric) == is(after, char::is_alphanumeric);
            one_of(both, -2, 1)
        }
        // «Col·legi» is Catalan.
        '·' if is(before, is_l) && is(after, is_l) => 0,
        '•' | '€' | '‘' | '²' | '³' | '½' | '¼' | '´' | '·' => one_of(inside, -3, 0),
        '\u{A0}' => one_of(inside, -1, 0),
        // The lines of old frames.
        '\u{2500}'..='\u{259F}' => -4,
        '\u{FFFD}' | '\u{80}'..='\u{9F}' => -5,
        'À'..='ÿ' | 'Œ' | 'œ' | 'Š' | 'š' | 'Ž' | 'ž' | 'Ÿ' | 'ƒ' | 'ı' if c.is_alphabetic() =>
        {
            let wrong = if c.is_uppercase() { is(before, char::is_lowercase) } else { amid_upper };
            // No language that is written here has two such letters side by side.
            // (But for «ção» and «ções».)
            let foreign = |c: char| !c.is_ascii() && c.is_alphabetic() && !"çãõ".contains(c);
            match (wrong || is(before, foreign) || is(after, foreign), c) {
                (true, _) => -4,
                // Letters of no language that is written here, and frequent where letters are wrong.
                (_, 'Ã' | 'Â' | 'ƒ' | 'Ž' | 'ž' | 'Ð' | 'ð' | 'Þ' | 'þ' | 'Ø' | 'ø' | 'ı') => {
                    -2
                }
                _ => -1,
            }
        }
        // Signs, Greek letters and lines are no part of a Spanish word.
        '\u{A1}'..='\u{BF}'
        | '×'
        | '÷'
        | '‚'..='‟'
        | '†'
        | '‡'
        | '‰'
        | '‹'
        | '›'
        | '™'
        | 'ˆ'
        | '˜'
        | '\u{2D8}'..='\u{2DD}'
        | 'Α'..='ω'
        | '\u{2200}'..='\u{25FF}'
        | '₧'
        | 'ⁿ'
        | '⁄'
        | 'ﬁ'
        | 'ﬂ' => one_of(beside, -4, -1),
        // «’», «…» and dashes among them, which stand anywhere.
        _ => 0,
    }
}

/// A word of a cell whose letters were garbled before it was written, and what it was: UTF-8 that
/// was read as another encoding (`CalderÃ³n`), or one of these encodings read as another
/// (`CalderÛn`). `None` for a sound cell.
pub fn garbled(cell: &str) -> Option<(&str, String)> {
    if cell.is_ascii() || !is_suspicious(cell) {
        return None;
    }
    let words = cell.split(char::is_whitespace).filter(|word| !word.is_ascii());
    let mut bare = words.map(|word| word.trim_matches(|c: char| c.is_ascii_punctuation()));
    bare.find_map(|word| mended(word).map(|mended| (word, mended)))
}

/// A word in which a question mark stands for a letter that an export could not write: `a?os`. Only
/// to be asked of a table without a single letter that is not ASCII.
pub(super) fn lost_letter(cell: &str) -> Option<&str> {
    let words = cell.split(char::is_whitespace).filter(|word| word.contains('?'));
    let lost = |word: &&str| {
        let address = word.contains(['/', '=', '&', '@', '.']);
        let bytes = word.as_bytes();
        let between = |at: usize| {
            bytes[at] == b'?'
                && bytes[at - 1].is_ascii_alphabetic()
                && bytes[at + 1].is_ascii_lowercase()
        };
        !address && bytes.len() <= 40 && (1..bytes.len().saturating_sub(1)).any(between)
    };
    words.map(|word| word.trim_matches([',', ';', ':', '(', ')', '"'])).find(lost)
}

/// Whether any letter of a cell is where it hardly can be, or may be a part of UTF-8.
fn is_suspicious(cell: &str) -> bool {
    weights(cell).any(|(c, weight)| LEADS.contains(&c) || weight <= -3)
}

/// Whether every letter of a text is one that Spanish is written with, and every sign one that
/// stands in Spanish texts. Whatever else comes of letters that are read anew was sound before.
fn is_spanish(text: &str) -> bool {
    text.chars().all(|c| match c {
        _ if c.is_alphabetic() => c.is_ascii() || "áéíóúüñÁÉÍÓÚÜÑºª".contains(c),
        '\u{80}'..='\u{1FFF}' => "¿¡«»°·²³½¼\u{A0}".contains(c),
        _ => c != '\u{FFFD}',
    })
}

/// What the first bytes of Spanish letters in UTF-8 (C2, C3, E2) are in the other encodings.
const LEADS: [char; 10] = ['Ã', 'Â', 'â', '├', '┬', 'Ô', '√', '¬', '‚', 'Γ'];

/// Which encoding is taken for which, the likelier mistakes first: read as the first, written in the
/// second.
const MISTAKEN: [(Page, Page); 8] = [
    (Page::Windows1252, Page::Dos850),
    (Page::Windows1252, Page::Mac),
    (Page::Mac, Page::Windows1252),
    (Page::Dos850, Page::Windows1252),
    (Page::Dos437, Page::Windows1252),
    (Page::Windows1252, Page::Dos437),
    (Page::Mac, Page::Dos850),
    (Page::Dos850, Page::Mac),
];

/// What a garbled word was.
fn mended(word: &str) -> Option<String> {
    if word.len() > 200 {
        return None;
    }
    if word.contains(LEADS)
        && let Some(text) = undone_to_spanish(word)
    {
        return Some(text);
    }
    // Letters of other languages weigh little; what stands for another letter weighs much.
    let (here, _) = plausibility(word);
    if here > -3 {
        return None;
    }
    let mut best: Option<(i64, String)> = None;
    for (wrong, right) in MISTAKEN {
        let Some(bytes) = wrong.encode(word) else { continue };
        let text = right.decode(&bytes);
        let (there, _) = plausibility(&text);
        if there >= 3 && is_spanish(&text) && best.as_ref().is_none_or(|(score, _)| there > *score)
        {
            best = Some((there, text));
        }
    }
    best.map(|(_, text)| text)
}

/// UTF-8 that was read as an encoding of one byte a letter, read as UTF-8 again.
fn undone(word: &str) -> Option<String> {
    readings(word).next()
}

/// The same where Spanish comes of it, at once or the second time.
fn undone_to_spanish(word: &str) -> Option<String> {
    let spanish = |text: String| is_spanish(&text).then_some(text);
    readings(word).find_map(|once| undone(&once).and_then(spanish).or_else(|| spanish(once)))
}

/// What UTF-8 that was read as another encoding may have been, the likelier first.
fn readings(word: &str) -> impl Iterator<Item = String> {
    let (here, _) = plausibility(word);
    Page::ALL.into_iter().filter_map(move |wrong| {
        let text = String::from_utf8(wrong.encode(word)?).ok()?;
        let (there, _) = plausibility(&text);
        (!text.is_ascii() && text.len() < word.len() && there > here).then_some(text)
    })
}

/// A text that was encoded as UTF-8 twice, as it was before the second time; `None` if it was not,
/// or if it holds sound letters beside garbled ones.
pub(super) fn encoded_twice(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let (mut garbled, mut sound) = (0_usize, 0_usize);
    let mut whole = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c: char| c.is_ascii_whitespace()) {
        let word = piece.trim_end_matches(|c: char| c.is_ascii_whitespace());
        if let Some(once) = undone(word).filter(|_| !word.is_ascii()) {
            garbled += 1;
            whole.push_str(&undone(&once).unwrap_or(once));
            whole.push_str(&piece[word.len()..]);
        } else {
            sound += usize::from(!word.is_ascii());
            whole.push_str(piece);
        }
        if sound > garbled + 5 {
            return None;
        }
    }
    (garbled >= 3 && sound * 10 <= garbled).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 5] = [
        "Más iluminación en el callejón, señores",
        "¿Qué pasó con la reparación de veredas según la pendiente?",
        "ATENCIÓN MÉDICA PARA NIÑOS Y NIÑAS DE ÑUÑOA",
        "Ángel Muñoz pide «agua» y 3 m² de jardín",
        "pingüino, cigüeña, árbol, está",
    ];

    #[test]
    fn spanish_is_plausible_in_its_own_encoding_and_in_no_other() {
        for text in TEXTS {
            let (sum, count) = plausibility(text);
            assert!(sum > 0 && count > 0, "{text}: {sum}");
            for page in Page::ALL {
                let Some(bytes) = page.encode(text) else { continue };
                assert_eq!(page.decode(&bytes), text);
                for other in Page::ALL.into_iter().filter(|other| *other != page) {
                    let (wrong, _) = plausibility(&other.decode(&bytes));
                    let both_dos = page.in_spanish().contains("MS-DOS")
                        && other.in_spanish().contains("MS-DOS");
                    assert!(wrong < sum || both_dos && wrong == sum, "{text} {page:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn garbled_words_are_found_and_mended() {
        for (cell, word, was) in [
            ("Barrio CalderÃ³n", "CalderÃ³n", "Calderón"),
            ("IÃ±aquito", "IÃ±aquito", "Iñaquito"),
            ("la seÒal", "seÒal", "señal"),
            ("el tr·nsito", "tr·nsito", "tránsito"),
            ("ReparaciÛn", "ReparaciÛn", "Reparación"),
            ("SE„AL", "SE„AL", "SEÑAL"),
            ("iluminaci¢n", "iluminaci¢n", "iluminación"),
            ("I¤aquito", "I¤aquito", "Iñaquito"),
            ("tr‡nsito", "tr‡nsito", "tránsito"),
            ("ATENCIÃ“N", "ATENCIÃ“N", "ATENCIÓN"),
            ("REPARACIîN", "REPARACIîN", "REPARACIÓN"),
            ("Ya FUNCIONà.", "FUNCIONà", "FUNCIONÓ"),
            ("(â€œaguaâ€\u{9D})", "â€œaguaâ€\u{9D}", "“agua”"),
            ("CalderÃƒÂ³n", "CalderÃƒÂ³n", "Calderón"),
        ] {
            assert_eq!(garbled(cell), Some((word, was.to_owned())), "{cell}");
        }
        for sound in TEXTS {
            assert_eq!(garbled(sound), None, "{sound}");
        }
        for sound in [
            "año–mes",
            "3 m²",
            "n.º 5",
            "1ª etapa",
            "São Paulo",
            "Besançon",
            "niñ@s",
            "5 °C",
            "“agua”",
            "l’eau",
            "…sí",
            "日本",
            "👍🏽 sí",
            "Kichwa ñukanchik",
            "€ 20",
            "garçon à côté",
            "·punto",
            "Ñ",
            "É",
            "über",
            "institucional–ciudadano",
            "más\u{A0}agua",
            "casa—dijo",
            "león",
            "être",
            "où",
            "français",
            "théâtre",
            "hôpital",
            "à la forêt",
            "Sé que la Fé y el Té…",
            "¡Gracias¡ Qué bien¡",
        ] {
            assert_eq!(garbled(sound), None, "{sound}");
        }
    }

    #[test]
    fn sound_words_of_other_languages_are_not_garbled() {
        for sound in [
            "plus d’ânes, d’îlots et d’êtres",
            "Là où l’âge pèse, ça coûte",
            "«Là», «Ça» et «À côté»",
            "LÀ-BAS, L’ÂGE, THÉÂTRE, FORÊT",
            "deçà, çà et là",
            "cœur, Noël, aîné, naïf",
            "Não há ônibus às três; ações, mães, órgãos",
            "EDUCAÇÃO E AÇÕES",
            "Què és això? El col·legi COL·LEGI de l’Àngel parlarà",
            "perché però più città è così",
            "für Größe, Straße, Öl, Übung",
        ] {
            assert_eq!(garbled(sound), None, "{sound}");
        }
    }

    #[test]
    fn a_text_encoded_twice_is_told_from_one_that_mentions_it() {
        let twice = |text: &str| Page::Windows1252.decode(text.as_bytes());
        for text in TEXTS {
            assert_eq!(encoded_twice(&twice(text)).as_deref().unwrap_or(text), text);
            assert_eq!(encoded_twice(text), None);
        }
        assert_eq!(encoded_twice(&twice(TEXTS[0])).as_deref(), Some(TEXTS[0]));
        assert_eq!(encoded_twice("más agua, más luz, y un CalderÃ³n"), None);
    }
}
