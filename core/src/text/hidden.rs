//! Hidden characters: which characters show nothing, what each kind of them can do to a reader, and
//! how they are written out. The one list for all that reads, compares, shows or publishes texts.
//!
//! The kinds follow Unicode: general category Cc, the property `Bidi_Control` (UAX #9, section 2),
//! `Default_Ignorable_Code_Point` (UAX #44) and the noncharacters (core specification, 23.7). What
//! harm they can do is told in UTR #36: text that reads in another order than it is stored
//! (section 2.5), and text that changes when ignorable characters are dropped (section 3.5).

use std::fmt::Write;

/// What a hidden character is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hidden {
    /// A control character that is neither a tab nor a line end.
    Control,
    /// Begins or ends an embedding, an override or an isolate: it can turn the order in which the
    /// text around it is read.
    Direction,
    /// An implicit mark of direction. Messengers and phones put it around names and numbers.
    DirectionMark,
    /// Shows nothing and has no width: a zero-width space, a soft hyphen, a byte order mark, a tag.
    Empty,
    /// Joins its neighbours or keeps them apart; emoji of several parts need it.
    Joiner,
    /// A code point that is no character. XML cannot hold some of them.
    Noncharacter,
}

/// What is hidden about a character; `None` for one that is seen, for blanks, tabs and line ends,
/// and for variation selectors, which only choose how the character before them looks.
pub fn hidden(c: char) -> Option<Hidden> {
    // Nearly every character of a text is one of these.
    if ('\u{20}'..'\u{7F}').contains(&c) || ('\u{AE}'..'\u{34F}').contains(&c) {
        return None;
    }
    Some(match c {
        '\t' | '\n' | '\r' => return None,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => Hidden::Direction,
        '\u{61C}' | '\u{200E}' | '\u{200F}' => Hidden::DirectionMark,
        '\u{200C}' | '\u{200D}' => Hidden::Joiner,
        '\u{AD}'
        | '\u{34F}'
        | '\u{115F}'..='\u{1160}'
        | '\u{17B4}'..='\u{17B5}'
        | '\u{180E}'
        | '\u{200B}'
        | '\u{2060}'..='\u{2065}'
        | '\u{206A}'..='\u{206F}'
        | '\u{3164}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}'
        | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}' => Hidden::Empty,
        '\u{FDD0}'..='\u{FDEF}' => Hidden::Noncharacter,
        c if u32::from(c) & 0xFFFE == 0xFFFE => Hidden::Noncharacter,
        c if c.is_control() => Hidden::Control,
        _ => return None,
    })
}

/// Whether a character is hidden, of whatever kind.
pub fn is_hidden(c: char) -> bool {
    hidden(c).is_some()
}

/// Whether a character must be written out where people read: every hidden one but joiners.
fn is_written_out(c: char) -> bool {
    hidden(c).is_some_and(|kind| kind != Hidden::Joiner)
}

/// A text in which nothing hides: hidden characters are written out as `[U+202E]`, joiners and tabs
/// stay, and line ends become `\n`.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' => shown.push('\n'),
            c if is_written_out(c) => write_out(&mut shown, c),
            c => shown.push(c),
        }
    }
    shown
}

/// The same on one line, with its blanks collapsed; a no-break space stays.
pub fn visible_line(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let blank = |c: char| c.is_whitespace() && c != '\u{A0}';
    for word in text.split(blank).filter(|word| !word.is_empty()) {
        if !shown.is_empty() {
            shown.push(' ');
        }
        for c in word.chars() {
            if is_written_out(c) {
                write_out(&mut shown, c);
            } else {
                shown.push(c);
            }
        }
    }
    shown.truncate(shown.trim_end().len());
    shown
}

fn write_out(shown: &mut String, c: char) {
    write!(shown, "[U+{:04X}]", u32::from(c)).expect("a string takes any text");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_kind_has_its_characters() {
        use Hidden::{Control, Direction, DirectionMark, Empty, Joiner, Noncharacter};
        for (c, kind) in [
            ('\u{0}', Some(Control)),
            ('\u{7}', Some(Control)),
            ('\u{1B}', Some(Control)),
            ('\u{7F}', Some(Control)),
            ('\u{85}', Some(Control)),
            ('\u{9F}', Some(Control)),
            ('\u{AD}', Some(Empty)),
            ('\u{34F}', Some(Empty)),
            ('\u{61C}', Some(DirectionMark)),
            ('\u{115F}', Some(Empty)),
            ('\u{17B5}', Some(Empty)),
            ('\u{180E}', Some(Empty)),
            ('\u{200B}', Some(Empty)),
            ('\u{200C}', Some(Joiner)),
            ('\u{200D}', Some(Joiner)),
            ('\u{200E}', Some(DirectionMark)),
            ('\u{200F}', Some(DirectionMark)),
            ('\u{202A}', Some(Direction)),
            ('\u{202E}', Some(Direction)),
            ('\u{2060}', Some(Empty)),
            ('\u{2066}', Some(Direction)),
            ('\u{2069}', Some(Direction)),
            ('\u{206F}', Some(Empty)),
            ('\u{3164}', Some(Empty)),
            ('\u{FDD0}', Some(Noncharacter)),
            ('\u{FEFF}', Some(Empty)),
            ('\u{FFA0}', Some(Empty)),
            ('\u{FFFB}', Some(Empty)),
            ('\u{FFFE}', Some(Noncharacter)),
            ('\u{FFFF}', Some(Noncharacter)),
            ('\u{1D173}', Some(Empty)),
            ('\u{1FFFE}', Some(Noncharacter)),
            ('\u{E0041}', Some(Empty)),
            ('\u{E01EF}', Some(Empty)),
            // What is seen, or gives the text its shape.
            ('\t', None),
            ('\n', None),
            ('\r', None),
            (' ', None),
            ('\u{A0}', None),
            ('\u{2028}', None),
            ('\u{202F}', None),
            ('\u{3000}', None),
            ('\u{301}', None),
            ('\u{FE0F}', None),
            ('\u{FFFC}', None),
            ('\u{FFFD}', None),
            ('a', None),
            ('ñ', None),
            ('⟨', None),
            ('👩', None),
        ] {
            assert_eq!(hidden(c), kind, "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn what_is_hidden_is_written_out() {
        assert_eq!(visible("a\u{7}b\u{202E}c\u{FFFF}d"), "a[U+0007]b[U+202E]c[U+FFFF]d");
        assert_eq!(visible("\u{FEFF}más\u{200B}agua\u{AD}"), "[U+FEFF]más[U+200B]agua[U+00AD]");
        assert_eq!(visible("uno\r\ndos\rtres\tñ"), "uno\ndos\ntres\tñ");
        assert_eq!(visible("=1+1 👩‍👧 «sí»"), "=1+1 👩‍👧 «sí»");
    }

    #[test]
    fn one_line_has_no_line_ends_and_single_blanks() {
        let line = visible_line("  a\u{202E}b\u{0}\u{200B}c\n\tlíneas\u{2028}más ");
        assert_eq!(line, "a[U+202E]b[U+0000][U+200B]c líneas más");
        assert_eq!(visible_line("99,2\u{A0}%"), "99,2\u{A0}%");
        assert_eq!(visible_line("niña 👩\u{200D}🌾"), "niña 👩\u{200D}🌾");
    }

    proptest! {
        #[test]
        fn nothing_hides_in_what_is_shown(text in "(?s).{0,60}") {
            for shown in [visible(&text), visible_line(&text)] {
                prop_assert!(!shown.contains(is_written_out), "{shown:?}");
                prop_assert!(!shown.contains('\r'));
            }
            prop_assert_eq!(visible(&visible(&text)), visible(&text));
            prop_assert_eq!(visible_line(&visible_line(&text)), visible_line(&text));
        }
    }
}
