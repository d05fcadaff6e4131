//! What readers of XML share: names without prefixes, attributes, references, and the sentence for
//! what is broken.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// A walk over one XML text; empty elements come as a start and an end.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    /// What is said of XML that cannot be read.
    broken: &'static str,
}

impl<'a> Xml<'a> {
    /// Over this text.
    pub(super) fn new(text: &'a str, broken: &'static str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, broken }
    }

    /// What comes next.
    pub(super) fn next(&mut self) -> Result<Event<'a>, String> {
        self.reader.read_event().map_err(|_| self.broken.to_owned())
    }

    /// Steps over an element that was begun.
    pub(super) fn skip(&mut self, e: &BytesStart<'_>) -> Result<(), String> {
        self.reader.read_to_end(e.name()).map(|_| ()).map_err(|_| self.broken.to_owned())
    }

    /// The text of an element that was begun, up to its end, without that of elements called one of
    /// `without`.
    pub(super) fn text(&mut self, e: &BytesStart<'_>, without: &[&str]) -> Result<String, String> {
        let mut text = String::new();
        let mut depth = 0_usize;
        loop {
            match self.next()? {
                Event::Start(inner) if without.contains(&inner.local_name().as_ref()) => {
                    self.skip(&inner)?;
                }
                Event::Start(_) => depth += 1,
                Event::End(end) if depth == 0 && end.name() == e.name() => return Ok(text),
                Event::End(_) => depth = depth.saturating_sub(1),
                Event::Eof => return Err(self.broken.to_owned()),
                other => push(&mut text, &other),
            }
        }
    }
}

/// Adds what an event says in letters.
pub(super) fn push(text: &mut String, event: &Event<'_>) {
    match event {
        Event::Text(t) => text.push_str(&t.xml10_content()),
        Event::CData(t) => text.push_str(&t.xml10_content()),
        Event::GeneralRef(e) => text.push_str(&entity(e)),
        _ => {}
    }
}

/// An attribute by its whole name.
pub(super) fn attribute(e: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = e.try_get_attribute(name).ok()??;
    attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
}

/// An attribute by its name without prefix.
pub(super) fn local(e: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = e.attributes();
    attributes.with_checks(false);
    let found =
        attributes.flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
}

/// Whether an attribute says yes.
pub(super) fn is_set(e: &BytesStart<'_>, name: &str) -> bool {
    attribute(e, name).is_some_and(|value| matches!(value.as_str(), "1" | "true" | "on"))
}

/// What a reference such as `&lt;` or `&#241;` stands for.
fn entity(e: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = e.resolve_char_ref() {
        return c.to_string();
    }
    let name = e.xml10_content();
    quick_xml::escape::resolve_predefined_entity(&name)
        .map_or_else(|| format!("&{name};"), str::to_owned)
}
