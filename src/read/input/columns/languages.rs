//! Columns that hold one thing in several languages: `title/es`, `title/ca`.

use std::collections::BTreeMap;

use super::Finder;
use crate::domain::reading::Field;
use crate::read::input::names::{in_language, names};
use crate::read::input::profiles::plain;

impl Finder<'_> {
    /// Finds them. Of the texts' all but the one that is looked at first are taken: they are no
    /// texts of their own.
    pub(super) fn languages(&mut self, groups: Option<char>) {
        let mut each: BTreeMap<String, Vec<(bool, u8, usize)>> = BTreeMap::new();
        for (at, header) in self.headers.iter().enumerate() {
            let Some((base, language)) = in_language(header, groups) else { continue };
            let rank = if language == "es" { 0 } else { 2 };
            let blank = self.shapes[at].filled == 0;
            each.entry(plain(base)).or_default().push((blank, rank, at));
        }
        for (at, header) in self.headers.iter().enumerate() {
            if let Some(of) = each.get_mut(&plain(header)) {
                of.push((self.shapes[at].filled == 0, 1, at));
            }
        }
        for mut of in each.into_values().filter(|of| of.len() > 1) {
            of.sort_unstable();
            let all: Vec<usize> = of.into_iter().map(|(.., at)| at).collect();
            let texts = [Field::Texto, Field::Titulo].map(names);
            let called = self.folded[all[0]].as_str();
            if texts.iter().any(|text| {
                [text.exact, text.usual, text.stand_in].iter().any(|list| list.contains(&called))
            }) {
                self.taken.extend(&all[1..]);
            }
            self.languages.push(all);
        }
    }

    /// A column and those that are the same in other languages, in their order.
    pub(super) fn all_languages(&self, at: usize) -> Vec<usize> {
        let of = self.languages.iter().find(|all| all.contains(&at));
        of.cloned().unwrap_or_else(|| vec![at])
    }

    /// Of columns that are one in several languages only the first.
    pub(super) fn one_language(&self, found: &mut Vec<usize>) {
        let all = found.clone();
        found.retain(|at| {
            let first = self.all_languages(*at)[0];
            first == *at || !all.contains(&first)
        });
    }

    /// Where a text is blank in its language, it is read in another.
    pub(super) fn in_all_languages(&mut self) {
        let mapped = [Field::Titulo, Field::Texto].map(|field| self.is_mapped(field));
        let mut texts = std::mem::take(&mut self.found.texts);
        for text in &mut texts {
            for (list, mapped) in [&mut text.title, &mut text.body].into_iter().zip(mapped) {
                let others = list.iter().flat_map(|at| self.all_languages(*at));
                for at in others.collect::<Vec<_>>() {
                    if !mapped && !list.contains(&at) {
                        list.push(at);
                    }
                }
            }
        }
        self.found.texts = texts;
    }
}
