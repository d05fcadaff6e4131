//! The parts of a workbook around its sheets: which sheets there are, the strings they share, how
//! numbers are shown, and which part belongs to which.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::BROKEN;
use crate::read::table::archive;
use crate::read::table::number_formats::Shown;
use crate::read::table::xml::{Xml, attribute, is_set, local};

/// A workbook without its cells.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) sheets: Vec<Entry>,
    pub(super) strings: Vec<String>,
    /// How a number is shown, by the style of its cell.
    pub(super) styles: Vec<Shown>,
    pub(super) since_1904: bool,
}

/// A sheet of the workbook.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) hidden: bool,
    /// The part with its cells.
    pub(super) part: String,
}

impl Book {
    /// The book in an archive.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let main = related(bytes, "")?
            .into_iter()
            .find(|(_, (kind, _))| kind.ends_with("/officeDocument"))
            .map_or_else(|| "xl/workbook.xml".to_owned(), |(_, (_, part))| part);
        let parts = related(bytes, &main)?;
        let mut book = Self::default();
        let text = archive::text(bytes, &main)?;
        let mut xml = Xml::new(&text, BROKEN);
        loop {
            match xml.next()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "workbookPr" => book.since_1904 = is_set(&e, "date1904"),
                    "sheet" => {
                        let Some((kind, part)) = local(&e, "id").and_then(|id| parts.get(&id))
                        else {
                            continue;
                        };
                        // Charts and macros are sheets too.
                        if kind.ends_with("/worksheet") {
                            let name = attribute(&e, "name").unwrap_or_default();
                            let state = attribute(&e, "state").unwrap_or_default();
                            let hidden = matches!(state.as_str(), "hidden" | "veryHidden");
                            book.sheets.push(Entry { name, hidden, part: part.clone() });
                        }
                    }
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        let of_kind = |kind: &str| {
            parts.values().find(|(other, _)| other.ends_with(kind)).map(|(_, part)| part.as_str())
        };
        if let Some(part) = of_kind("/sharedStrings") {
            book.strings = strings(bytes, part)?;
        }
        if let Some(part) = of_kind("/styles") {
            book.styles = styles(bytes, part)?;
        }
        Ok(book)
    }
}

/// The parts that a part refers to: kind and name, by the reference's id. A part without references
/// refers to none.
pub(in crate::read::table) fn related(
    bytes: &[u8],
    part: &str,
) -> Result<BTreeMap<String, (String, String)>, String> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let list = match folder {
        "" => format!("_rels/{file}.rels"),
        folder => format!("{folder}/_rels/{file}.rels"),
    };
    let mut found = BTreeMap::new();
    let Ok(text) = archive::text(bytes, &list) else { return Ok(found) };
    let mut xml = Xml::new(&text, BROKEN);
    loop {
        match xml.next()? {
            Event::Start(e) if e.local_name().as_ref() == "Relationship" => {
                let of = |name| attribute(&e, name);
                let (Some(id), Some(kind), Some(target)) = (of("Id"), of("Type"), of("Target"))
                else {
                    continue;
                };
                found.insert(id, (kind, beside(folder, &target)));
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// The name of a part that is named from a folder.
fn beside(folder: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    for name in target.split('/') {
        match name {
            "." | "" => {}
            ".." => {
                path.pop();
            }
            name => path.push(name),
        }
    }
    path.join("/")
}

/// The strings that cells share, as many as there are and not as many as are claimed.
fn strings(bytes: &[u8], part: &str) -> Result<Vec<String>, String> {
    let text = archive::text(bytes, part)?;
    let mut xml = Xml::new(&text, BROKEN);
    let mut strings = Vec::new();
    loop {
        match xml.next()? {
            // Phonetic readings stand beside the text.
            Event::Start(e) if e.local_name().as_ref() == "si" => {
                strings.push(unescaped(&rich(&mut xml, &e)?));
            }
            Event::Eof => return Ok(strings),
            _ => {}
        }
    }
}

/// The text of an element whose runs have texts of their own.
pub(super) fn rich(
    xml: &mut Xml<'_>,
    outer: &quick_xml::events::BytesStart<'_>,
) -> Result<String, String> {
    let mut text = String::new();
    let mut depth = 0_usize;
    loop {
        match xml.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "t" => text.push_str(&xml.text(&e, &[])?),
                "rPh" | "rPr" | "phoneticPr" => xml.skip(&e)?,
                _ => depth += 1,
            },
            Event::End(e) if depth == 0 && e.name() == outer.name() => return Ok(text),
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof => return Err(BROKEN.to_owned()),
            _ => {}
        }
    }
}

/// How numbers are shown, by style.
fn styles(bytes: &[u8], part: &str) -> Result<Vec<Shown>, String> {
    let text = archive::text(bytes, part)?;
    let mut xml = Xml::new(&text, BROKEN);
    let mut coded: BTreeMap<u32, Shown> = BTreeMap::new();
    let mut styles = Vec::new();
    let mut of_cells = false;
    let id = |e: &_| attribute(e, "numFmtId").and_then(|id| id.parse::<u32>().ok());
    loop {
        match xml.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "numFmt" => {
                    if let (Some(id), Some(code)) = (id(&e), attribute(&e, "formatCode")) {
                        coded.insert(id, Shown::coded(&code));
                    }
                }
                "cellXfs" => of_cells = true,
                "xf" if of_cells => {
                    let format = id(&e).unwrap_or(0);
                    let own = coded.get(&format).copied();
                    styles.push(own.unwrap_or_else(|| Shown::built_in(format)));
                }
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "cellXfs" => of_cells = false,
            Event::Eof => return Ok(styles),
            _ => {}
        }
    }
}

/// A text in which Excel wrote characters that XML has no place for as `_x000D_`.
pub(in crate::read::table) fn unescaped(text: &str) -> String {
    if !text.contains("_x") {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    // Letters beyond U+FFFF are written as two.
    let mut high: Option<u32> = None;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest[at + 6..].starts_with('_'));
        let code = code.and_then(|code| u32::from_str_radix(code, 16).ok());
        let Some(code) = code else {
            plain.push_str(&rest[..at + 2]);
            rest = &rest[at + 2..];
            continue;
        };
        plain.push_str(&rest[..at]);
        rest = &rest[at + 7..];
        match (code, high.take()) {
            (0xD800..=0xDBFF, _) => high = Some(code),
            (0xDC00..=0xDFFF, Some(first)) => {
                let both = 0x10000 + ((first - 0xD800) << 10) + (code - 0xDC00);
                plain.extend(char::from_u32(both));
            }
            (code, _) => plain.push(char::from_u32(code).unwrap_or('\u{FFFD}')),
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_characters_are_what_they_stand_for() {
        for (text, plain) in [
            ("agua._x000D_\nluz", "agua.\r\nluz"),
            ("_x005F_x000D_", "_x000D_"),
            ("a_xñ", "a_xñ"),
            ("a_x00", "a_x00"),
            ("_x0041__x0042_", "AB"),
            ("_xD83D__xDE00_", "😀"),
            ("_x12345_", "_x12345_"),
            ("fin_x", "fin_x"),
            ("_xZZZZ_", "_xZZZZ_"),
        ] {
            assert_eq!(unescaped(text), plain, "{text}");
        }
    }

    #[test]
    fn parts_are_named_from_where_they_are_named() {
        assert_eq!(beside("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(beside("xl", "/xl/workbook.xml"), "xl/workbook.xml");
        assert_eq!(beside("xl/worksheets", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(beside("", "../../../etc"), "etc");
    }
}
