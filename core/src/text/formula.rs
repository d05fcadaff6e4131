//! The apostrophe that keeps a cell text when a spreadsheet opens a CSV file: put in front of what
//! would run as a formula when written, taken away when read.

use std::borrow::Cow;

/// What a spreadsheet takes for the beginning of a formula, or skips before one.
/// The wide forms are read as the narrow ones in some languages.
pub const DANGEROUS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// The cell as it is written: with an apostrophe in front if a spreadsheet could run it. A plain
/// number (`-78,51`) stays as it is.
pub fn guard(cell: &str) -> Cow<'_, str> {
    let bare = cell.trim_start_matches('\'');
    let plain_number = bare.len() == cell.len() && is_number(cell);
    if bare.starts_with(DANGEROUS) && !plain_number {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// The cell as it was before [`guard`]: `unguard(&guard(x)) == x` for every text. A cell that was
/// written by hand loses an apostrophe only before one of `= + - @`, a tab or a line's end.
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(DANGEROUS) => rest,
        _ => cell,
    }
}

/// Digits with at most one decimal point or comma, and a sign.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let marks = digits.chars().filter(|c| matches!(c, '.' | ',')).count();
    marks <= 1
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        assert_eq!(guard("=1+1"), "'=1+1");
        assert_eq!(guard("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(guard("- mejorar el agua"), "'- mejorar el agua");
        assert_eq!(guard("\t=1"), "'\t=1");
        assert_eq!(guard("'=1"), "''=1");
        assert_eq!(guard("＝1+1"), "'＝1+1");
        for same in ["agua", "-78,51", "+593", "'agua'", "", "'", "2=2"] {
            assert_eq!(guard(same), same);
        }
        assert_eq!(guard("-1-1"), "'-1-1");
        assert_eq!(guard("-1,"), "'-1,");
    }

    #[test]
    fn only_a_guarding_apostrophe_is_taken_away() {
        assert_eq!(unguard("'=1+1"), "=1+1");
        assert_eq!(unguard("'78"), "'78");
        assert_eq!(unguard("'agua'"), "'agua'");
    }

    proptest! {
        #[test]
        fn every_text_comes_back(cell in "['=+@\t\r0-9,.a-]{0,8}|\\PC*") {
            let written = guard(&cell);
            prop_assert_eq!(unguard(&written), cell.as_str());
        }

        #[test]
        fn nothing_written_can_run(cell in "['=+@\t\r0-9,.a-]{0,8}") {
            let written = guard(&cell);
            let runs = written.starts_with(DANGEROUS) && !is_number(&written);
            prop_assert!(!runs);
        }
    }
}
