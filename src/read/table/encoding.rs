//! The bytes of a text file as text: UTF-8 with or without a mark, UTF-16 with one, otherwise
//! Windows-1252, which is what a Spanish Excel writes as "CSV".

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How much of a file is looked at to tell text from something else, in bytes.
const LOOK: usize = 1 << 16;

/// Whether bytes can be text at all: text has no zero bytes, unless a mark says UTF-16.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    let marked = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    marked || !bytes[..bytes.len().min(LOOK)].contains(&0)
}

/// The text without its mark, and the encoding in words. A mostly sound UTF-8 file keeps its
/// encoding: the broken places become U+FFFD, which is reported where it stands.
pub(super) fn decode(bytes: &[u8]) -> (String, &'static str) {
    for (mark, encoding) in [(b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            return (encoding.decode_without_bom_handling(rest).0.into_owned(), "UTF-16");
        }
    }
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return (String::from_utf8_lossy(rest).into_owned(), "UTF-8 con BOM");
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), "UTF-8");
    }
    let (mut sound, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    if sound > broken {
        (String::from_utf8_lossy(bytes).into_owned(), "UTF-8 con partes dañadas")
    } else {
        (WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(), "Windows-1252")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "texto;año\nmás «agua»;2026";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let cases = [
            (text.as_bytes().to_vec(), "UTF-8"),
            ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), "UTF-8 con BOM"),
            ([b"\xFF\xFE".as_slice(), &le].concat(), "UTF-16"),
            ([b"\xFE\xFF".as_slice(), &be].concat(), "UTF-16"),
            (WINDOWS_1252.encode(text).0.into_owned(), "Windows-1252"),
        ];
        for (bytes, words) in cases {
            assert!(is_text(&bytes), "{words}");
            assert_eq!(decode(&bytes), (text.to_owned(), words));
        }
    }

    #[test]
    fn one_broken_byte_does_not_garble_the_rest() {
        let mut bytes = "más agua, más árboles, más años".as_bytes().to_vec();
        bytes.push(0xFF);
        let (text, words) = decode(&bytes);
        assert_eq!(words, "UTF-8 con partes dañadas");
        assert_eq!(text, "más agua, más árboles, más años\u{FFFD}");
    }
}
