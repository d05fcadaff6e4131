//! Delimited text, read as people's programs write it and written as RFC 4180 says. The parser is
//! our own because it must say on which line a quote was opened and never closed, and go on.

use std::borrow::Cow;
use std::io::{self, Write};

use super::builder::{Builder, Record};
use super::{MAX_LINE, Parsed, Remark, encoding, sniff};
use crate::text::formula::guard;

/// Writes a header and rows as CSV: UTF-8 without mark, commas, `\n`, formulas guarded. Reading it
/// with [`table::read`](super::read) gives the same headers and cells, blank rows apart, if the
/// table begins with headers that [`is_own`](crate::text::formula::is_own) knows.
pub fn write_csv<R>(
    out: impl Write,
    headers: &[impl AsRef<str>],
    rows: impl IntoIterator<Item = R>,
) -> io::Result<()>
where
    R: IntoIterator,
    R::Item: AsRef<str>,
{
    write_guarded(csv::Writer::from_writer(out), headers, rows)
}

/// Writes a table for people, as Excel in Spanish opens it by a double click: UTF-8 with its mark,
/// semicolons, the line ends of Windows, formulas guarded. It is read back as [`write_csv`]'s is.
pub fn write_csv_for_people<R>(
    mut out: impl Write,
    headers: &[impl AsRef<str>],
    rows: impl IntoIterator<Item = R>,
) -> io::Result<()>
where
    R: IntoIterator,
    R::Item: AsRef<str>,
{
    out.write_all("\u{FEFF}".as_bytes())?;
    let writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    write_guarded(writer, headers, rows)
}

/// Writes a header and rows, formulas guarded.
fn write_guarded<R>(
    mut writer: csv::Writer<impl Write>,
    headers: &[impl AsRef<str>],
    rows: impl IntoIterator<Item = R>,
) -> io::Result<()>
where
    R: IntoIterator,
    R::Item: AsRef<str>,
{
    writer.write_record(headers.iter().map(|header| guard(header.as_ref()).into_owned()))?;
    for row in rows {
        writer.write_record(row.into_iter().map(|cell| guard(cell.as_ref()).into_owned()))?;
    }
    writer.flush()
}

/// The table in a delimited text.
pub(super) fn read(name: &str, bytes: &[u8]) -> Parsed {
    let decoded = encoding::decode(bytes);
    if decoded.unreadable {
        return Parsed::unusable(name, "CSV", encoding::UNREADABLE);
    }
    let text = &decoded.text;
    // Files of the old Macintosh end their lines with a carriage return alone.
    let text = if text.contains('\r') && !text.contains('\n') {
        Cow::Owned(text.replace('\r', "\n"))
    } else {
        Cow::Borrowed(text.as_str())
    };
    let (delimiter, text, line) = match sniff::declared(&text) {
        Some((delimiter, rest)) => (Some(delimiter), rest, 2),
        None => (sniff::delimiter(&text), text.as_ref(), 1),
    };
    let words = match delimiter {
        Some(b',') => "coma",
        Some(b';') => "punto y coma",
        Some(b'\t') => "tabulador",
        Some(b'|') => "barra vertical",
        Some(_) => "separador declarado",
        None => "una columna",
    };
    let mut builder = Builder::new(name, format!("CSV ({words}, {})", decoded.encoding));
    if decoded.chosen {
        builder.remark(Remark::Letters { encoding: decoded.encoding });
    }
    let backslashes = sniff::has_backslashes(text, delimiter);
    if backslashes {
        builder.remark(Remark::Backslashes);
    }
    let mut records = Records { text, at: 0, line, delimiter, backslashes, widest: 0 };
    while let Some((line, record)) = records.next_record() {
        match record {
            Ok(cells) => {
                if let Some(lines) = records.looks_swallowed(&cells) {
                    builder.remark_row(line, Remark::LongQuote { lines });
                }
                if builder.record(Record { number: line, cells, ..Record::default() }).is_break() {
                    break;
                }
            }
            Err(what) if builder.begun() => builder.bad_row(line, what),
            Err(what) => {
                let at = builder.place().row(line);
                builder.problem(at, what);
                break;
            }
        }
    }
    builder.finish()
}

/// What is said of a quote without end.
const OPEN: &str = "una celda abre comillas y no las cierra: ciérrelas, o quítelas si son parte del \
                    texto";
/// What is said of a quote whose end belongs to another row.
const SWALLOWED: &str = "una celda abre comillas y se traga las filas que siguen: ciérrelas, o \
                         quítelas si son parte del texto";

/// The records of a delimited text, one after another.
struct Records<'a> {
    text: &'a str,
    /// The byte at which the next record begins.
    at: usize,
    /// Its line, from 1.
    line: usize,
    delimiter: Option<u8>,
    /// Whether quotes inside fields are written with a backslash.
    backslashes: bool,
    /// How many fields the widest record so far has.
    widest: usize,
}

/// Why a field cannot be read: its quote has no end where one could be.
struct Unclosed(&'static str);

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
                    self.widest = self.widest.max(cells.len());
                    return Some((line, Ok(cells)));
                }
                Err(Unclosed(what)) => {
                    let rest = &self.text[start..];
                    self.at = start + rest.find('\n').map_or(rest.len(), |end| end + 1);
                    self.line = line + 1;
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
            end += next.ok_or(Unclosed(OPEN))?;
            if self.backslashes && escaped(&bytes[from..end]) {
                doubled = true;
                end += 1;
                continue;
            }
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
            return if lines == 0 { Ok(None) } else { Err(Unclosed(OPEN)) };
        }
        if lines > 0 && self.rows_in(content) >= 2 {
            return Err(Unclosed(SWALLOWED));
        }
        self.line += lines;
        let content = if self.backslashes && (doubled || content.contains('\\')) {
            Cow::Owned(unescaped(content))
        } else if doubled {
            Cow::Owned(content.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(content)
        };
        Ok(Some((content, after)))
    }

    /// How many lines of a cell look like rows of the table: as many fields as it has, none of which
    /// begins with a blank, as the parts of a sentence do.
    fn rows_in(&self, content: &str) -> usize {
        let Some(delimiter) = self.delimiter.filter(|_| self.widest >= 2) else { return 0 };
        let is_row = |line: &str| {
            let mut fields = 0;
            let each = line.split(char::from(delimiter)).all(|field| {
                fields += 1;
                !field.starts_with(' ') && !field.is_empty()
            });
            each && fields == self.widest
        };
        content.lines().skip(1).filter(|line| is_row(line)).count()
    }

    /// How many lines the longest cell of a record has, if one of them looks like a row.
    fn looks_swallowed(&self, cells: &[String]) -> Option<usize> {
        let long = cells.iter().filter(|cell| cell.contains('\n') && self.rows_in(cell) > 0);
        long.map(|cell| cell.lines().count()).max()
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

/// Whether the quote after these bytes has a backslash of its own: an odd number of them.
fn escaped(before: &[u8]) -> bool {
    before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// A field in which quotes and backslashes are written with a backslash.
fn unescaped(content: &str) -> String {
    let mut text = String::with_capacity(content.len());
    let mut letters = content.chars().peekable();
    while let Some(c) = letters.next() {
        match (c, letters.peek()) {
            ('\\', Some('"' | '\\')) | ('"', Some('"')) => text.extend(letters.next()),
            _ => text.push(c),
        }
    }
    text
}
