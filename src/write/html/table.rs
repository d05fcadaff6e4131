//! Tables of the pages: a caption, heads with their scope, a row head a row, and long tails that
//! fold away with nothing lost.

use maud::{Markup, html};

/// A table whose first column names the row; the other columns are numbers.
#[derive(Default)]
pub(crate) struct Table {
    /// What the table shows; unique on the page.
    pub(crate) caption: String,
    /// The heads, the first being that of the row names; none for a table of names and values.
    pub(crate) heads: Vec<String>,
    /// As many cells a row as heads.
    pub(crate) rows: Vec<Vec<String>>,
    /// The last row, set apart.
    pub(crate) total: Option<Vec<String>>,
    /// How many of the last columns hold words.
    pub(crate) wordy: usize,
}

impl Table {
    /// A table without rows yet.
    pub(crate) fn new(caption: impl Into<String>, heads: &[&str]) -> Self {
        let heads = heads.iter().map(|&head| head.to_owned()).collect();
        Self { caption: caption.into(), heads, ..Self::default() }
    }

    /// The table as HTML.
    pub(crate) fn html(&self) -> Markup {
        let columns = self.rows.iter().map(Vec::len).fold(self.heads.len(), usize::max);
        let numbers = columns.saturating_sub(self.wordy);
        let class = |i: usize| (i > 0 && i < numbers).then_some("n");
        let row = |cells: &[String]| {
            html! {
                tr {
                    @for (i, cell) in cells.iter().enumerate() {
                        @if i == 0 { th scope="row" { (cell) } }
                        @else { td class=[class(i)] { (cell) } }
                    }
                }
            }
        };
        html! {
            table {
                caption { (self.caption) }
                @if !self.heads.is_empty() {
                    thead {
                        tr {
                            @for (i, head) in self.heads.iter().enumerate() {
                                th scope="col" class=[class(i)] { (head) }
                            }
                        }
                    }
                }
                tbody { @for cells in &self.rows { (row(cells)) } }
                @if let Some(total) = &self.total { tfoot { (row(total)) } }
            }
        }
    }

    /// The table, folded away behind a line that says what is in it.
    pub(crate) fn folded(&self, summary: &str) -> Markup {
        html! { details { summary { (summary) } (self.html()) } }
    }

    /// The table where it may be wider than a phone; see [`wide`].
    pub(crate) fn wide(&self) -> Markup {
        wide(&self.caption, &self.html())
    }

    /// [`Table::folded`], where it may be wider than a phone.
    pub(crate) fn wide_folded(&self, summary: &str) -> Markup {
        wide(&self.caption, &self.folded(summary))
    }
}

/// A table that may be wider than a phone: it scrolls by itself, also with the keyboard. `label` is
/// its name for screen readers.
pub(crate) fn wide(label: &str, table: &Markup) -> Markup {
    html! { div class="wide" role="region" aria-label=(label) tabindex="0" { (table) } }
}

/// A plot with its table at its side, or under it where the page is narrow.
pub(crate) fn plate(plot: &Markup, table: &Markup) -> Markup {
    html! {
        div class="plate" {
            div class="plot" { (plot) }
            div class="data" { (table) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_carry_their_scope_and_numbers_their_class() {
        let mut table = Table::new("Parroquias", &["Parroquia", "Desafíos"]);
        table.rows.push(vec!["<Nono>".into(), "1.132".into()]);
        expect_test::expect![[r#"<table><caption>Parroquias</caption><thead><tr><th scope="col">Parroquia</th><th scope="col" class="n">Desafíos</th></tr></thead><tbody><tr><th scope="row">&lt;Nono&gt;</th><td class="n">1.132</td></tr></tbody></table>"#]].assert_eq(&table.html().into_string());
    }
}
