//! Rows that their platform withdrew, rejected or hid.

use super::cells::is_blank;
use crate::text::fold;

/// States of rows that are counted out unless somebody asks for them, folded.
const OUT: &[&str] = &[
    "withdrawn",
    "retirada",
    "retirado",
    "rejected",
    "rechazada",
    "rechazado",
    "hidden",
    "oculta",
    "oculto",
    "denied",
    "denegada",
    "denegado",
    "spam",
    "deleted",
    "eliminada",
    "eliminado",
    "inadmitida",
    "no admitida",
    "draft",
    "borrador",
    "unpublished",
    "no publicada",
    "archived",
    "archivada",
    "archivado",
    "anulada",
    "anulado",
    "retirada por su autor",
    "1",
];

/// Whether rows in this state are read. A blank state is; `-1` is how Polis hides a comment.
pub(super) fn is_read(state: &str, wanted: Option<&[String]>) -> bool {
    let folded = fold(state);
    if is_blank(state) || folded.is_empty() {
        return true;
    }
    match wanted {
        Some(wanted) => is_all(wanted) || wanted.iter().any(|other| fold(other) == folded),
        None => !(OUT.contains(&folded.as_str()) && (folded != "1" || state.trim() == "-1")),
    }
}

/// Whether rows with a mark (a withdrawal's date, `true`) are read.
pub(super) fn reads_marked(wanted: Option<&[String]>) -> bool {
    let named = ["withdrawn", "hidden", "retirada", "oculta", "retired"];
    wanted.is_some_and(|wanted| {
        is_all(wanted) || wanted.iter().any(|other| named.contains(&fold(other).as_str()))
    })
}

/// Whether a cell of a column of withdrawals says that the row was withdrawn.
pub(super) fn is_mark(cell: &str) -> bool {
    !is_blank(cell)
        && !["false", "0", "no", "falso", "null", "none", "n a"].contains(&fold(cell).as_str())
}

fn is_all(wanted: &[String]) -> bool {
    wanted.iter().any(|other| ["all", "todos", "todas"].contains(&fold(other).as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn withdrawn_rows_are_out_unless_they_are_asked_for() {
        for state in ["withdrawn", "Rechazada", "-1", "oculto"] {
            assert!(!is_read(state, None), "{state}");
            assert!(is_read(state, Some(&["all".to_owned()])), "{state}");
        }
        for state in ["", "accepted", "evaluating", "1", "0", "válida"] {
            assert!(is_read(state, None), "{state}");
        }
        let only = ["Accepted".to_owned()];
        assert!(is_read("accepted", Some(&only)) && !is_read("rejected", Some(&only)));
        assert!(is_mark("2026-01-01") && is_mark("true") && !is_mark("false") && !is_mark(" "));
    }
}
