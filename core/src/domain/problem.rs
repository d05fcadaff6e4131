//! What is wrong in somebody's data, and where: a sentence with a file, a row and a column.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::hidden::{Hidden, hidden};

/// Where something stands in an input file. Rows are numbered as a spreadsheet shows them: the
/// header is row 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Place {
    /// The file as the user named it (with the sheet in brackets when there are several).
    pub file: String,
    /// The row, from 1; `None` when the whole file is meant.
    pub row: Option<usize>,
    /// The column's header as written in the file; `None` when the whole row is meant.
    pub column: Option<String>,
}

impl Place {
    /// A place that is a whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), row: None, column: None }
    }

    /// The same file, at a row.
    #[must_use]
    pub fn row(&self, row: usize) -> Self {
        Self { file: self.file.clone(), row: Some(row), column: self.column.clone() }
    }

    /// The same place, at a column.
    #[must_use]
    pub fn column(&self, column: impl Into<String>) -> Self {
        Self { file: self.file.clone(), row: self.row, column: Some(column.into()) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(row) = self.row {
            write!(f, ":{row}")?;
        }
        if let Some(column) = &self.column {
            // A table without a header has somebody's text there.
            write!(f, ":{}", excerpt(column))?;
        }
        Ok(())
    }
}

/// One thing wrong in the data, in words (Spanish) that tell the person what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// Where it is.
    pub at: Place,
    /// What it is and what to do about it.
    pub what: String,
}

impl Problem {
    /// A problem at a place.
    pub fn new(at: Place, what: impl Into<String>) -> Self {
        Self { at, what: what.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.what)
    }
}

/// Problems as a reader finds them: the first [`Problems::LIMIT`] are kept and the rest counted,
/// so that a file of noise does not fill the memory with sentences about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    kept: Vec<Problem>,
    more: usize,
}

impl Problems {
    /// How many problems are kept word by word.
    pub const LIMIT: usize = 10_000;

    /// One more problem.
    pub fn push(&mut self, problem: Problem) {
        if self.kept.len() < Self::LIMIT {
            self.kept.push(problem);
        } else {
            self.more += 1;
        }
    }

    /// The problems of another reader, after these.
    pub fn append(&mut self, other: Self) {
        for problem in other.kept {
            self.push(problem);
        }
        self.more += other.more;
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// How many there are, the ones that were only counted included.
    pub fn len(&self) -> usize {
        self.kept.len() + self.more
    }

    /// Orders the kept problems by row, those of the whole file first; problems of one row stay in
    /// the order in which they were found.
    pub fn sort_by_row(&mut self) {
        self.kept.sort_by_key(|problem| problem.at.row);
    }

    /// The kept problems in order.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.kept.iter()
    }

    /// The kept problems, and one that says how many more there are where there are more.
    pub fn into_vec(self) -> Vec<Problem> {
        let mut problems = self.kept;
        if let Some(last) = problems.last().filter(|_| self.more > 0) {
            let at = Place::file(last.at.file.clone());
            let more = match self.more {
                1 => "y un problema más que no cabe".to_owned(),
                more => format!("y {more} problemas más que no caben"),
            };
            let what = format!("{more} en esta lista: corrija estos y vuelva a intentarlo");
            problems.push(Problem::new(at, what));
        }
        problems
    }
}

/// The first 40 characters of a text, for messages, with blanks for what is hidden: more of a
/// citizen's words never reaches a log.
pub fn excerpt(text: &str) -> String {
    let clean = |c: char| match hidden(c) {
        None | Some(Hidden::Joiner) if !c.is_control() => c,
        _ => ' ',
    };
    let mut short: String = text.chars().take(40).map(clean).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_as_file_row_column() {
        let place = Place::file("ciudadano.csv").row(7).column("fecha");
        assert_eq!(place.to_string(), "ciudadano.csv:7:fecha");
        assert_eq!(Place::file("a.xlsx").to_string(), "a.xlsx");
    }

    #[test]
    fn an_excerpt_is_at_most_forty_characters_and_nothing_hides_in_it() {
        let long = "ñ".repeat(60);
        assert_eq!(excerpt(&long).chars().count(), 41);
        assert_eq!(excerpt("a\u{7}b\nc\u{202E}d"), "a b c d");
    }

    #[test]
    fn problems_beyond_the_limit_are_counted_and_said_in_one_sentence() {
        let mut problems = Problems::default();
        for row in (1..=Problems::LIMIT + 5).rev() {
            problems.push(Problem::new(Place::file("a.csv").row(row), "falta el texto"));
        }
        problems.sort_by_row();
        assert_eq!(problems.len(), 10_005);
        let all = problems.into_vec();
        assert_eq!(all.len(), 10_001);
        assert_eq!(all[0].at.row, Some(6));
        assert!(all[10_000].to_string().starts_with("a.csv: y 5 problemas más"));
        assert!(Problems::default().into_vec().is_empty());
    }
}
