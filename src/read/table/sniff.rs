//! What divides the fields of a text file, and how quotes inside them are written.

use super::MAX_LINE;

/// Separators that are looked for, the better known first among equals.
const DELIMITERS: [u8; 4] = [b'\t', b';', b',', b'|'];
/// How many lines are looked at.
const LOOK: usize = 60;
/// How many lines may stand over the header.
const TITLES: usize = 15;

/// Excel's own first line `sep=;`, and what follows it.
pub(super) fn declared(text: &str) -> Option<(u8, &str)> {
    let (line, rest) = text.split_once('\n')?;
    let line = line.trim().trim_matches('"');
    let delimiter = line.strip_prefix("sep=").or_else(|| line.strip_prefix("SEP="))?;
    match delimiter.as_bytes() {
        [] => Some((b'\t', rest)),
        [delimiter] if *delimiter != b'"' => Some((*delimiter, rest)),
        _ => None,
    }
}

/// The delimiter: the one that divides the header and the lines after it into equally many fields,
/// as far as they are. None where the file has only one column, so that commas in a single column
/// of texts divide nothing.
pub(super) fn delimiter(text: &str) -> Option<u8> {
    let records = logical_lines(text);
    let header = records.first()?;
    let mut best: Option<(bool, usize, u8)> = None;
    for delimiter in DELIMITERS {
        let width = fields(header, delimiter);
        if width < 2 || is_prose(header, &records[1..], delimiter, width) {
            continue;
        }
        let fits = fits(&records[1..], delimiter, width);
        if best.is_none_or(|(other, most, _)| (fits, width) > (other, most)) {
            best = Some((fits, width, delimiter));
        }
    }
    let agrees = best.is_some_and(|(fits, ..)| fits);
    // Lines over the header have no separators, or others.
    let below = if agrees { None } else { under_titles(&records) };
    below.or(best.map(|(.., delimiter)| delimiter))
}

/// The lines with content at the beginning of a text, those of one quoted field in one.
fn logical_lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let (mut from, mut quoted) = (0, false);
    for (at, byte) in text.bytes().enumerate().take(MAX_LINE) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                if !text[from..at].trim().is_empty() {
                    lines.push(text[from..at].trim_end_matches('\r'));
                }
                from = at + 1;
                if lines.len() == LOOK {
                    return lines;
                }
            }
            _ => {}
        }
    }
    let rest = &text[from..];
    if text.len() <= MAX_LINE && !rest.trim().is_empty() {
        // A quote that stays open hides the lines after it.
        if quoted { lines.extend(rest.lines().take(LOOK)) } else { lines.push(rest) }
    }
    if lines.is_empty() {
        lines.extend(text.lines().filter(|line| !line.trim().is_empty()).take(LOOK));
    }
    lines
}

/// How many fields a line has.
fn fields(line: &str, delimiter: u8) -> usize {
    let mut quoted = false;
    let mut fields = 1;
    for byte in line.bytes().take(MAX_LINE) {
        quoted ^= byte == b'"';
        fields += usize::from(byte == delimiter && !quoted);
    }
    fields
}

/// Whether at least two thirds of the lines have so many fields.
fn fits(lines: &[&str], delimiter: u8, width: usize) -> bool {
    let same = lines.iter().filter(|line| fields(line, delimiter) == width).count();
    same * 3 >= lines.len() * 2
}

/// Whether a header that commas or semicolons divide is a single question: a blank follows each of
/// them, and hardly a line below has as many fields.
fn is_prose(header: &str, lines: &[&str], delimiter: u8, width: usize) -> bool {
    // A blank after each separator.
    let is_sentence = |line: &str| {
        let bytes = line.as_bytes();
        let mut places = (0..bytes.len()).filter(|at| bytes[*at] == delimiter);
        places.all(|at| bytes.get(at + 1) == Some(&b' '))
    };
    let fitting = || lines.iter().filter(|line| fields(line, delimiter) == width);
    let same = fitting().filter(|line| !is_sentence(line)).count();
    matches!(delimiter, b',' | b';')
        && is_sentence(header)
        && fitting().count() < lines.len()
        && same * 2 < lines.len()
}

/// The delimiter of a table that begins below titles: a line of short fields after which most lines
/// have as many.
fn under_titles(records: &[&str]) -> Option<u8> {
    for at in 1..records.len().saturating_sub(1).min(TITLES) {
        for delimiter in DELIMITERS {
            let width = fields(records[at], delimiter);
            let mut cells = records[at].split(char::from(delimiter));
            let short = cells.all(|cell| !cell.starts_with(' ') && cell.chars().count() <= 60);
            let rest = &records[at + 1..];
            let enough = width >= 3 || width == 2 && rest.len() >= 2;
            if enough && short && fits(rest, delimiter, width) {
                return Some(delimiter);
            }
        }
    }
    None
}

/// Whether quotes inside quoted fields are written `\"`, as MySQL and PHP do: one that is followed
/// by text cannot be the end of its field.
pub(super) fn has_backslashes(text: &str, delimiter: Option<u8>) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    let (mut inside, mut doubled) = (0_usize, 0_usize);
    while let Some(next) = bytes[at..].iter().position(|byte| *byte == b'"') {
        let place = at + next;
        let (before, after) = (place.checked_sub(1).map(|at| bytes[at]), bytes.get(place + 1));
        let ends = after.is_none_or(|byte| matches!(byte, b'\n' | b'\r' | b'"'))
            || after.copied() == delimiter;
        inside += usize::from(before == Some(b'\\') && !ends);
        doubled += usize::from(
            before != Some(b'\\')
                && after == Some(&b'"')
                && before != delimiter
                && before != Some(b'\n')
                && before != Some(b'"'),
        );
        at = place + 1;
    }
    inside > doubled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_the_one_that_all_lines_agree_on() {
        for (text, found) in [
            ("id,texto\n1,agua\n", Some(b',')),
            ("id;texto, con coma;fecha\n1;a;b\n", Some(b';')),
            ("id|texto|parroquia\n1|Más buses, en la noche|Nono\n2|Agua segura|Nono\n", Some(b'|')),
            ("texto\nagua, luz y vías; todo\n\"Minga\" por el agua\n", None),
            ("¿Qué necesita su barrio, comuna o recinto?\nMás buses\nAgua segura, luz\n", None),
            ("¿Qué propone, y por qué?,parroquia\nagua,Nono\n\"luz, ya\",Nono\n", Some(b',')),
            ("Resultados 2026\nSecretaría\n\nid;texto;lugar\n1;a;b\n2;c;d\n", Some(b';')),
            ("Resultados, marzo 2026;;\n;;\nid;texto;lugar\n1;a;b\n", Some(b';')),
            ("Informe, de marzo\nid\ttexto\tlugar\n1\ta\tb\n2\tc\td\n", Some(b'\t')),
            ("a,b", Some(b',')),
            ("texto", None),
            ("", None),
            ("id,\"pregunta\ncon salto, y coma\"\n1,agua\n", Some(b',')),
        ] {
            assert_eq!(delimiter(text), found, "{text}");
        }
    }

    #[test]
    fn backslashes_before_quotes_are_told_from_those_at_a_field_s_end() {
        assert!(has_backslashes("\"a\",\"la \\\"Y\\\", ya\"\n", Some(b',')));
        assert!(!has_backslashes("\"a\",\"C:\\\"\n\"b\",\"c\"\n", Some(b',')));
        assert!(!has_backslashes("\"a \\\"\"b\"\"\",1\n", Some(b',')));
        assert!(!has_backslashes("sin comillas \\ nada", None));
    }

    #[test]
    fn a_declared_delimiter_is_taken() {
        assert_eq!(declared("sep=;\r\na;b"), Some((b';', "a;b")));
        assert_eq!(declared("\"sep=,\"\na"), Some((b',', "a")));
        assert_eq!(declared("sep=ab\na"), None);
    }
}
