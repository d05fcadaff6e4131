//! Delimited text, read as people's programs write it and written as RFC 4180 says. The parser is
//! our own because it must say on which line a quote was opened and never closed, and go on.

use std::borrow::Cow;
use std::io::{self, Write};

use super::builder::Builder;
use super::{MAX_LINE, Parsed, encoding, guard};

/// Writes a header and rows as CSV: UTF-8 without mark, commas, `\n`, formulas guarded. Reading it
/// with [`table::read`](super::read) gives the same headers and cells, blank rows apart.
pub fn write_csv<R>(
    out: impl Write,
    headers: &[impl AsRef<str>],
    rows: impl IntoIterator<Item = R>,
) -> io::Result<()>
where
    R: IntoIterator,
    R::Item: AsRef<str>,
{
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(headers.iter().map(|header| guard(header.as_ref()).into_owned()))?;
    for row in rows {
        writer.write_record(row.into_iter().map(|cell| guard(cell.as_ref()).into_owned()))?;
    }
    writer.flush()
}

/// The table in a delimited text.
pub(super) fn read(name: &str, bytes: &[u8]) -> Parsed {
    let (text, encoding) = encoding::decode(bytes);
    // Files of the old Macintosh end their lines with a carriage return alone.
    let text = if text.contains('\r') && !text.contains('\n') {
        Cow::Owned(text.replace('\r', "\n"))
    } else {
        Cow::Borrowed(text.as_str())
    };
    let (delimiter, text, line) = match declared_delimiter(&text) {
        Some((delimiter, rest)) => (Some(delimiter), rest, 2),
        None => (sniff(&text), text.as_ref(), 1),
    };
    let words = match delimiter {
        Some(b',') => "coma",
        Some(b';') => "punto y coma",
        Some(b'\t') => "tabulador",
        Some(_) => "separador declarado",
        None => "una columna",
    };
    let mut builder = Builder::new(name, format!("CSV ({words}, {encoding})"));
    let mut records = Records { text, at: 0, line, delimiter };
    while let Some((line, record)) = records.next_record() {
        match record {
            Ok(cells) => {
                if builder.record(line, cells).is_break() {
                    break;
                }
            }
            Err(what) if builder.has_header() => builder.bad_row(line, what),
            Err(what) => {
                let at = builder.place().row(line);
                builder.problem(at, what);
                break;
            }
        }
    }
    builder.finish()
}

/// Excel's own first line `sep=;`, and what follows it.
fn declared_delimiter(text: &str) -> Option<(u8, &str)> {
    let (line, rest) = text.split_once('\n')?;
    let line = line.trim().trim_matches('"');
    let delimiter = line.strip_prefix("sep=").or_else(|| line.strip_prefix("SEP="))?;
    match delimiter.as_bytes() {
        [delimiter] if *delimiter != b'"' => Some((*delimiter, rest)),
        _ => None,
    }
}

/// The delimiter that the first line with content uses most outside quotes; none where it has only
/// one column, so that commas in a single column of texts divide nothing.
fn sniff(text: &str) -> Option<u8> {
    let header = text.lines().find(|line| !line.trim().is_empty())?;
    let mut quoted = false;
    let mut counts = [(b'\t', 0_usize), (b';', 0), (b',', 0)];
    for byte in header.bytes().take(MAX_LINE) {
        quoted ^= byte == b'"';
        for (delimiter, count) in &mut counts {
            *count += usize::from(byte == *delimiter && !quoted);
        }
    }
    let mut best = counts[0];
    for candidate in counts {
        if candidate.1 > best.1 {
            best = candidate;
        }
    }
    (best.1 > 0).then_some(best.0)
}

/// The records of a delimited text, one after another.
struct Records<'a> {
    text: &'a str,
    /// The byte at which the next record begins.
    at: usize,
    /// Its line, from 1.
    line: usize,
    delimiter: Option<u8>,
}

/// Why a field cannot be read: its quote has no end where one could be.
struct Unclosed;

impl<'a> Records<'a> {
    /// The next record and the line on which it begins; `None` at the end. After a record that
    /// cannot be read comes the next line. (A quote that finds no end passes over every later one
    /// that could, so the text is not read again and again: the whole takes linear time.)
    fn next_record(&mut self) -> Option<(usize, Result<Vec<String>, &'static str>)> {
        if self.at >= self.text.len() {
            return None;
        }
        let (start, line) = (self.at, self.line);
        let mut cells = Vec::new();
        loop {
            match self.field(start) {
                Ok((cell, true)) => cells.push(cell.into_owned()),
                Ok((cell, false)) => {
                    cells.push(cell.into_owned());
                    return Some((line, Ok(cells)));
                }
                Err(Unclosed) => {
                    let rest = &self.text[start..];
                    self.at = start + rest.find('\n').map_or(rest.len(), |end| end + 1);
                    self.line = line + 1;
                    let what = "una celda abre comillas y no las cierra: ciérrelas, o quítelas si \
                                son parte del texto";
                    return Some((line, Err(what)));
                }
            }
        }
    }

    /// The field at `self.at`, and whether another one follows it in the same record.
    fn field(&mut self, record: usize) -> Result<(Cow<'a, str>, bool), Unclosed> {
        let from = self.at;
        if self.text.as_bytes().get(from) == Some(&b'"')
            && let Some((content, after)) = self.quoted(record)?
        {
            self.at = after;
            return Ok((content, self.pass_end()));
        }
        let rest = &self.text.as_bytes()[from..];
        let ends = |byte: &u8| *byte == b'\n' || Some(*byte) == self.delimiter;
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        self.at = from + length;
        let mut content = &self.text[from..self.at];
        if rest.get(length) != self.delimiter.as_ref() || length == rest.len() {
            content = content.strip_suffix('\r').unwrap_or(content);
        }
        Ok((Cow::Borrowed(content), self.pass_end()))
    }

    /// The content of the quoted field at `self.at`, and the byte after it and its blanks; `None`
    /// when the quotes are part of a text on one line (`"Minga" por el agua`).
    fn quoted(&mut self, record: usize) -> Result<Option<(Cow<'a, str>, usize)>, Unclosed> {
        let bytes = self.text.as_bytes();
        let from = self.at + 1;
        let limit = bytes.len().min(record + MAX_LINE);
        let mut end = from;
        let mut doubled = false;
        loop {
            let next = bytes.get(end..limit).and_then(|rest| rest.iter().position(|&b| b == b'"'));
            end += next.ok_or(Unclosed)?;
            if bytes.get(end + 1) != Some(&b'"') {
                break;
            }
            doubled = true;
            end += 2;
        }
        let content = &self.text[from..end];
        let lines = content.bytes().filter(|&b| b == b'\n').count();
        let mut after = end + 1;
        while bytes.get(after) == Some(&b' ') && self.delimiter != Some(b' ') {
            after += 1;
        }
        if bytes.get(after) == Some(&b'\r') && matches!(bytes.get(after + 1), None | Some(b'\n')) {
            after += 1;
        }
        let closed = match bytes.get(after) {
            None | Some(b'\n') => true,
            Some(byte) => Some(*byte) == self.delimiter,
        };
        if !closed {
            return if lines == 0 { Ok(None) } else { Err(Unclosed) };
        }
        self.line += lines;
        let content = if doubled {
            Cow::Owned(content.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(content)
        };
        Ok(Some((content, after)))
    }

    /// Steps over the delimiter (another field follows) or over the line's end.
    fn pass_end(&mut self) -> bool {
        let byte = self.text.as_bytes().get(self.at).copied();
        self.at += 1;
        if byte.is_some() && byte == self.delimiter {
            return true;
        }
        self.line += 1;
        false
    }
}
