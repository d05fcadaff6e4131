//! The bytes of a text file as text: UTF-8 and UTF-16 with or without a mark, UTF-8 encoded twice,
//! otherwise the encoding of one byte a letter in which the text is most plausible as Spanish.

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::letters::{self, Page};

/// How much of a file is looked at to tell text from something else, in bytes.
const LOOK: usize = 1 << 16;

/// What is said of bytes that no encoding makes readable.
pub(super) const UNREADABLE: &str = "las letras del archivo no se pueden leer con seguridad: ábralo en \
     el programa del que salió y guárdelo como CSV UTF-8 o .xlsx";

/// A decoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The text without its mark.
    pub(super) text: String,
    /// The encoding in words.
    pub(super) encoding: &'static str,
    /// Whether the encoding was chosen by how plausible the text is, or by its zero bytes.
    pub(super) chosen: bool,
    /// Whether no encoding makes Spanish of the bytes.
    pub(super) unreadable: bool,
}

impl Decoded {
    fn sure(text: impl Into<String>, encoding: &'static str) -> Self {
        Self { text: text.into(), encoding, chosen: false, unreadable: false }
    }
}

/// Which UTF-16 the bytes are in, by their mark or by their zero bytes: every second byte of a
/// Spanish text is zero.
fn utf16(bytes: &[u8]) -> Option<(&'static encoding_rs::Encoding, &[u8], &'static str)> {
    for (mark, encoding) in [(b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            return Some((encoding, rest, "UTF-16"));
        }
    }
    let look = &bytes[..bytes.len().min(LOOK) & !1];
    let pairs = look.len() / 2;
    let zeros = |from: usize| look.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if pairs < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    match (even * 10, odd * 10) {
        (few, many) if many >= pairs * 7 && few <= pairs => {
            Some((UTF_16LE, bytes, "UTF-16 sin marca"))
        }
        (many, few) if many >= pairs * 7 && few <= pairs => {
            Some((UTF_16BE, bytes, "UTF-16 sin marca"))
        }
        _ => None,
    }
}

/// Whether bytes can be text at all: text has hardly any control characters, unless it is UTF-16.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    if utf16(bytes).is_some() {
        return true;
    }
    let look = &bytes[..bytes.len().min(LOOK)];
    let control =
        |byte: &&u8| **byte < 32 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 11 | 12 | 26);
    look.iter().filter(control).count() * 10 <= look.len()
}

/// The text, and what it was encoded in. A mostly sound UTF-8 file keeps its encoding: the broken
/// places become U+FFFD, which is reported where it stands.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    if let Some((encoding, rest, words)) = utf16(bytes) {
        let text = encoding.decode_without_bom_handling(rest).0;
        // Without a mark all bytes are left.
        let chosen = rest.len() == bytes.len();
        return Decoded { chosen, ..Decoded::sure(text, words) };
    }
    let (bytes, words) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (rest, "UTF-8 con BOM"),
        None => (bytes, "UTF-8"),
    };
    if let Ok(text) = std::str::from_utf8(bytes) {
        return match letters::encoded_twice(text) {
            Some(text) => Decoded {
                text,
                encoding: "UTF-8 codificado dos veces",
                chosen: true,
                unreadable: false,
            },
            None => Decoded::sure(text, words),
        };
    }
    let (mut sound, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    if sound > broken || words == "UTF-8 con BOM" {
        return Decoded::sure(String::from_utf8_lossy(bytes), "UTF-8 con partes dañadas");
    }
    one_byte_a_letter(bytes)
}

/// The most plausible reading as Spanish.
fn one_byte_a_letter(bytes: &[u8]) -> Decoded {
    let mut sample = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_ascii()) {
        sample.extend_from_slice(&line[..line.len().min(LOOK)]);
        sample.push(b'\n');
        if sample.len() > LOOK * 4 {
            break;
        }
    }
    let (mut page, mut sum, mut count) = (Page::Windows1252, i64::MIN, 0);
    for other in Page::ALL {
        let (there, letters) = letters::plausibility(&other.decode(&sample));
        if there > sum {
            (page, sum, count) = (other, there, letters);
        }
    }
    Decoded {
        text: page.decode(bytes),
        encoding: page.in_spanish(),
        chosen: page != Page::Windows1252,
        unreadable: count > 3 && sum * 2 < -3 * count as i64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "texto;año\nmás «agua»;2026\n¿Qué pasó?;2027";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let cases = [
            (text.as_bytes().to_vec(), "UTF-8"),
            ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), "UTF-8 con BOM"),
            ([b"\xFF\xFE".as_slice(), &le].concat(), "UTF-16"),
            ([b"\xFE\xFF".as_slice(), &be].concat(), "UTF-16"),
            (le, "UTF-16 sin marca"),
            (be, "UTF-16 sin marca"),
            (Page::Windows1252.encode(text).unwrap_or_default(), "Windows-1252"),
            (Page::Dos850.encode(text).unwrap_or_default(), "página de códigos 850 (MS-DOS)"),
            (Page::Mac.encode(text).unwrap_or_default(), "Mac OS Roman"),
            (Page::Windows1252.decode(text.as_bytes()).into_bytes(), "UTF-8 codificado dos veces"),
        ];
        for (bytes, words) in cases {
            assert!(is_text(&bytes), "{words}");
            let decoded = decode(&bytes);
            assert_eq!((decoded.text.as_str(), decoded.encoding), (text, words));
            assert!(!decoded.unreadable, "{words}");
            let sure = ["UTF-8", "UTF-8 con BOM", "UTF-16", "Windows-1252"].contains(&words);
            assert_eq!(decoded.chosen, !sure, "{words}");
        }
    }

    #[test]
    fn a_few_letters_are_enough_to_choose() {
        for (page, text) in [
            (Page::Dos850, "id,texto\n1,Calderón\n"),
            (Page::Dos850, "REUNIÓN EN CALDERÓN"),
            (Page::Mac, "Iñaquito"),
            (Page::Mac, "¿Más agua?"),
            (Page::Windows1252, "El niño"),
            (Page::Windows1252, "la «minga» de 5 €"),
        ] {
            let decoded = decode(&page.encode(text).unwrap_or_default());
            assert_eq!((decoded.text.as_str(), decoded.encoding), (text, page.in_spanish()));
        }
    }

    #[test]
    fn bytes_that_are_no_spanish_at_all_are_told() {
        let noise: Vec<u8> = (0..200_u32).map(|i| 0x80 | (i * 37 % 128) as u8).collect();
        assert!(decode(&noise).unreadable);
    }

    #[test]
    fn one_broken_byte_does_not_garble_the_rest() {
        let mut bytes = "más agua, más árboles, más años".as_bytes().to_vec();
        bytes.push(0xFF);
        let decoded = decode(&bytes);
        assert_eq!(decoded.encoding, "UTF-8 con partes dañadas");
        assert_eq!(decoded.text, "más agua, más árboles, más años\u{FFFD}");
    }
}
