//! Rows that their platform withdrew, rejected or hid.

use super::cells::is_blank;
use crate::text::fold;

/// First words of states of rows that are counted out unless somebody asks for them, folded.
const OUT: &[&str] = &[
    "withdrawn",
    "retired",
    "retirada",
    "retirado",
    "rejected",
    "rechazada",
    "rechazado",
    "desestimada",
    "desestimado",
    "descartada",
    "descartado",
    "discarded",
    "duplicada",
    "duplicado",
    "duplicate",
    "duplicated",
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
    "inadmitido",
    "inadmisible",
    "improcedente",
    "draft",
    "borrador",
    "unpublished",
    "anulada",
    "anulado",
];

/// Such states of several words.
const OUT_PHRASES: &[&str] = &[
    "no procede",
    "no procedente",
    "no admitida",
    "no admitido",
    "no admisible",
    "no publicada",
    "no publicado",
];

/// First words of states of rows that are read, folded.
const IN: &[&str] = &[
    "nueva",
    "nuevo",
    "new",
    "aceptada",
    "aceptado",
    "accepted",
    "aprobada",
    "aprobado",
    "approved",
    "publicada",
    "publicado",
    "published",
    "evaluada",
    "evaluado",
    "evaluating",
    "recibida",
    "recibido",
    "received",
    "validada",
    "validado",
    "valida",
    "valido",
    "valid",
    "admitida",
    "admitido",
    "activa",
    "activo",
    "active",
    "abierta",
    "abierto",
    "open",
    "pendiente",
    "pending",
    "proposed",
    "answered",
    "respondida",
    "contestada",
    "registrada",
    "registrado",
    "ingresada",
    "ingresado",
    "enviada",
    "enviado",
    "submitted",
    "viable",
    "priorizada",
    "seleccionada",
    "implemented",
    "propuesta",
    "propuesto",
    "vista",
    "visto",
    "viewed",
    "implementada",
    "implementado",
    "ejecutada",
    "ejecutado",
    "atendida",
    "atendido",
    "finalizada",
    "finalizado",
    "cerrada",
    "cerrado",
    "closed",
    "resuelta",
    "resuelto",
    "completa",
    "completo",
    "complete",
    "completed",
    "completada",
    "completado",
    // What a platform put away when its time was over was said all the same.
    "archived",
    "archivada",
    "archivado",
    "true",
    "0",
    "1",
];

/// Such states of several words.
const IN_PHRASES: &[&str] = &[
    "en evaluacion",
    "en consideracion",
    "en estudio",
    "en revision",
    "en tramite",
    "en proceso",
    "en analisis",
    "en ejecucion",
    "in progress",
    "in evaluation",
    "under review",
    "under consideration",
    "not answered",
    "no respondida",
    "no contestada",
    "sin responder",
    "sin respuesta",
    "sin evaluar",
    "por evaluar",
];

/// Whether a folded state is one of these by its first word, or begins like one of these phrases.
fn is_among(folded: &str, words: &[&str], phrases: &[&str]) -> bool {
    words.iter().any(|word| folded.split(' ').next() == Some(word))
        || phrases.iter().any(|phrase| fold::begins_with(folded, phrase))
}

/// Whether rows in this state are read. A blank state is; `-1` is how Polis hides a comment.
pub(super) fn is_read(state: &str, wanted: Option<&[String]>) -> bool {
    let folded = fold(state);
    if is_blank(state) || folded.is_empty() {
        return true;
    }
    match wanted {
        Some(wanted) => is_all(wanted) || wanted.iter().any(|other| fold(other) == folded),
        None => !(is_among(&folded, OUT, OUT_PHRASES) || state.trim() == "-1"),
    }
}

/// Whether a state says neither that its row counts nor that it does not, as far as is known.
pub(super) fn is_odd(state: &str) -> bool {
    let folded = fold(state);
    let known = folded.is_empty() || is_among(&folded, IN, IN_PHRASES);
    !is_blank(state) && !known && is_read(state, None)
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
        for state in [
            "Retirada por el autor",
            "Rechazado por competencia",
            "No procede",
            "Duplicada",
            "Descartado",
            "Inadmisible",
            "SPAM",
        ] {
            assert!(!is_read(state, None) && !is_odd(state), "{state}");
        }
        for state in ["Archivada", "archived", "Atendido", "Vista", "Complete"] {
            assert!(is_read(state, None) && !is_odd(state), "{state}");
        }
        for state in ["", "En evaluación", "not_answered", "Aceptada con cambios", "Recibida", "1"]
        {
            assert!(is_read(state, None) && !is_odd(state), "{state}");
        }
        for state in ["Pichincha", "Nota", "En otra mesa"] {
            assert!(is_read(state, None) && is_odd(state), "{state}");
        }
        let only = ["Accepted".to_owned()];
        assert!(is_read("accepted", Some(&only)) && !is_read("rejected", Some(&only)));
        assert!(is_mark("2026-01-01") && is_mark("true") && !is_mark("false") && !is_mark(" "));
    }
}
