//! One text as it is published: every text of the consolidated files and of the flow figure goes
//! through here (`public_copy` makes such a copy of a whole run). Nothing in it hides, and personal data are covered unless told otherwise.

use std::borrow::Cow;

use crate::text::hidden::{Hidden, hidden, visible};
use crate::text::markup;
use crate::text::personal;
use crate::write::svg::words::clipped;
use crate::write::workbook;

/// How texts are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Publication {
    /// With the name of its kind in place of every personal datum.
    Covered,
    /// As they were written.
    Whole,
}

impl Publication {
    /// The one that covers personal data, or not.
    pub(crate) fn covering(personal_data: bool) -> Self {
        if personal_data { Self::Covered } else { Self::Whole }
    }

    /// A text at its full length, with its line ends.
    pub(crate) fn text(self, text: &str) -> String {
        visible(&self.covered(text))
    }

    /// What somebody wrote at its full length, as it is seen: without markup, and without characters
    /// that show nothing and change nothing.
    pub(crate) fn seen(self, text: &str) -> String {
        let shown = |c: &char| hidden(*c) != Some(Hidden::Empty);
        self.text(&markup::plain(text).chars().filter(shown).collect::<String>())
    }

    /// A text as a cell of a sheet holds it.
    pub(crate) fn cell(self, text: &str) -> String {
        workbook::shown(&self.covered(text))
    }

    /// The first `limit` characters of a text on one line. Personal data are covered before the text
    /// is cut: no half of a number is left.
    pub(crate) fn line(self, text: &str, limit: usize) -> String {
        clipped(&self.covered(text), limit)
    }

    fn covered(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Covered => personal::redact(text),
            Self::Whole => text.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_data_are_covered_in_every_form_of_a_text() {
        let text = "Limpiar la quebrada, llamar al 0991234567\no a ana@ana.ec\u{202E}";
        let covered = "Limpiar la quebrada, llamar al [teléfono]\no a [correo][U+202E]";
        assert_eq!(Publication::Covered.text(text), covered);
        assert_eq!(Publication::Covered.cell(text), covered);
        assert_eq!(Publication::Covered.line(text, 35), "Limpiar la quebrada, llamar al…");
        assert_eq!(Publication::Covered.line(text, 90), covered.replace('\n', " "));
        let html = "<p>M\u{e1}s <b>buses</b></p><script>alert(1)</script>_x000D_ ya\u{200B}";
        let seen = Publication::Covered.seen(html);
        assert!(seen.contains("Más buses") && seen.contains("ya"), "{seen}");
        assert!(!seen.contains(['<', '_', '\u{200B}']) && !seen.contains("alert"), "{seen}");
        assert!(Publication::Whole.text(text).contains("0991234567\no a ana@ana.ec"));
    }
}
