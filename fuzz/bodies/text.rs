//! Any text through all that is told of a text: markup, lists, personal data, language, emptiness.

use minga::text::{empty, language, lists, markup, personal};

/// One input.
pub(crate) fn one(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let plain = markup::plain(&text);
    empty::is_empty_remark(&plain);
    language::foreign(&plain);
    if let Some(list) = lists::list(&text) {
        assert!(list.texts(&text).len() >= 2);
    }
    let mut end = 0;
    for found in personal::find(&text) {
        assert!(end <= found.span.start && found.span.start < found.span.end);
        end = found.span.end;
    }
    personal::redact(&text);
    markup::encoded(&text);
}
