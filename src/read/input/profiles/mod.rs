//! The forms of the platforms that planners bring files from: by which headers each is recognised,
//! and what its columns are. Three tables, one entry a form.

mod platforms;
mod coding;
mod surveys;

use crate::domain::reading::{DateOrder, Field};
use coding::CODING;
use platforms::PLATFORMS;
use surveys::SURVEYS;

/// How a form's texts are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Texts {
    /// In the columns that the entry names.
    Named,
    /// In every column that is an open question, as its answers show.
    Questions,
}

/// The form of a platform's file.
#[derive(Debug)]
pub(super) struct Profile {
    /// What it is, as the person is told: `propuestas de Decidim`.
    pub(super) name: &'static str,
    /// Headers of which all must be there; `a|b` is either.
    needs: &'static [&'static str],
    pub(super) texts: Texts,
    /// The headers of each field, the best first.
    pub(super) fields: &'static [(Field, &'static [&'static str])],
    /// Headers of columns that say who somebody is.
    pub(super) persons: &'static [&'static str],
    /// Headers of columns that are the platform's own business: never questions, ids or dates.
    pub(super) machinery: &'static [&'static str],
    /// How its dates are written where the platform always writes them so.
    pub(super) order: Option<DateOrder>,
    /// Columns in which any value means that the row was withdrawn or hidden.
    pub(super) marks: &'static [&'static str],
    /// Whether one statement stands in several rows, once for each of its codes.
    pub(super) repeats: bool,
}

const PLAIN: Profile = Profile {
    name: "",
    needs: &[],
    texts: Texts::Named,
    fields: &[],
    persons: &[],
    machinery: &[],
    order: None,
    marks: &[],
    repeats: false,
};

/// All forms; of several that fit, the first is taken.
fn all() -> impl Iterator<Item = &'static Profile> {
    PLATFORMS.iter().chain(CODING).chain(SURVEYS)
}

impl Profile {
    /// The form of a file with these headers.
    pub(super) fn of(headers: &[String]) -> Option<&'static Self> {
        let lower: Vec<String> = headers.iter().map(|header| plain(header)).collect();
        let has = |either: &&str| {
            either.split('|').any(|pattern| lower.iter().any(|header| fits(pattern, header)))
        };
        all().find(|profile| profile.needs.iter().all(has))
    }

    /// Whether a header, in lower case, is of the platform's own numbers: its id of each row, or
    /// what it keeps for itself.
    pub(super) fn is_own_number(&self, header: &str) -> bool {
        let ids = self.fields.iter().filter(|(field, _)| *field == Field::Id);
        let ids = ids.flat_map(|(_, patterns)| patterns.iter());
        ids.chain(self.machinery).any(|pattern| fits(pattern, header))
    }
}

/// A header in lower case, with plain blanks.
pub(super) fn plain(header: &str) -> String {
    header.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a header, in lower case, fits a pattern: `*` is any run of characters and `?` is one.
pub(super) fn fits(pattern: &str, header: &str) -> bool {
    fn rest(pattern: &[char], header: &[char]) -> bool {
        match pattern.split_first() {
            None => header.is_empty(),
            Some(('*', after)) => (0..=header.len()).any(|from| rest(after, &header[from..])),
            Some(('?', after)) => header.split_first().is_some_and(|(_, left)| rest(after, left)),
            Some((c, after)) => {
                header.split_first().is_some_and(|(first, left)| first == c && rest(after, left))
            }
        }
    }
    if !pattern.contains(['*', '?']) {
        return pattern == header;
    }
    let chars = |text: &str| text.chars().take(200).collect::<Vec<_>>();
    rest(&chars(pattern), &chars(header))
}

/// The headers' places that fit a pattern; of one field in several languages Spanish comes first.
pub(super) fn places(pattern: &str, headers: &[String]) -> Vec<usize> {
    let lower: Vec<String> = headers.iter().map(|header| plain(header)).collect();
    let mut found: Vec<usize> =
        (0..headers.len()).filter(|&at| fits(pattern, &lower[at])).collect();
    let spanish = |at: &usize| {
        let end = lower[*at].rsplit(['/', '_']).next().unwrap_or_default();
        !(end == "es" || end.starts_with("es-"))
    };
    found.sort_by_key(|at| (spanish(at), *at));
    found
}

#[cfg(test)]
mod tests;
