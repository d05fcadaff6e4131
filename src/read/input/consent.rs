//! Whether people let their words be published: which columns ask for it, however they put it, and
//! what their cells answer. In doubt a text is not published.

use super::cells::is_blank;
use crate::text::fold;

/// How a column asks for leave to publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    /// «¿Autoriza publicar?»: a yes gives leave.
    Leave,
    /// «No autorizo que se publique»: a blank gives leave.
    Refusal,
    /// «¿Desea que sea confidencial?»: a no or a blank gives leave.
    Secrecy,
}

/// How a header asks for leave to publish words or to use them; `None` if it asks something else.
pub(super) fn asks(header: &str) -> Option<Asks> {
    let folded = fold(header);
    let any = |list: &[&str]| list.iter().any(|part| folded.contains(part));
    let own_words = any(&[
        "dato",
        "informacion",
        "respuesta",
        "aporte",
        "propuesta",
        "opinion",
        "comentario",
        "testimonio",
        "imagen",
        "nombre",
        "voz",
        "your data",
        "answer",
        "response",
        "comment",
    ]);
    // Not «Secretaría», nor a proposal «del sector privado».
    let secret =
        ["secreto", "secreta", "secret", "privado", "privada", "private", "reservado", "reservada"];
    let offices = ["sector", "empresa", "empresas", "entidad", "institucion", "uso", "area"];
    let has = |list: &[&str]| folded.split(' ').any(|word| list.contains(&word));
    let secrecy = any(&["confiden"]) || has(&secret) && !has(&offices);
    if secrecy && (own_words || folded.split(' ').count() == 1) {
        return Some(Asks::Secrecy);
    }
    let verb = any(&[
        "autoriz",
        "acept",
        "permit",
        "permiso para",
        "doy permiso",
        "consient",
        "consent",
        "acuerdo",
        "podemos",
        "can we",
        "may we",
        "agree",
        "accept",
        "happy",
    ]);
    let publishing = any(&["publi", "difu", "divulg", "share your", "compart"]);
    let using = any(&["uso", "usar", "usad", "use", "utiliz", "tratamiento", "tratad", "proces"]);
    let named = folded.contains("consent")
        || ["autoriza", "autorizo", "autorizacion", "publicar"].contains(&folded.as_str())
        || folded.starts_with("publicable");
    if !named && !(verb && (publishing || using && own_words)) {
        return None;
    }
    let refuses = ["autoriz", "acept", "permit", "consient", "consent", "doy", "publi", "agree"];
    let negated = ["no ", "do not ", "don t "].iter().any(|no| {
        folded.match_indices(no).any(|(at, _)| {
            let starts_a_word = at == 0 || folded.as_bytes()[at - 1] == b' ';
            let rest = folded[at + no.len()..].trim_start_matches("se ");
            let rest = rest.trim_start_matches("deseo que ").trim_start_matches("quiero que ");
            let rest = rest.trim_start_matches("se ");
            starts_a_word && refuses.iter().any(|verb| rest.starts_with(verb))
        })
    });
    Some(if negated { Asks::Refusal } else { Asks::Leave })
}

impl Asks {
    /// Whether an answer gives leave to publish.
    pub(super) fn gives_leave(self, cell: &str) -> bool {
        let folded = fold(cell);
        match self {
            Self::Leave => !is_blank(cell) && is_yes(&folded),
            // Who says «no» to «¿No autoriza…?» may mean either.
            Self::Refusal => is_blank(cell) || ["0", "false", "falso"].contains(&folded.as_str()),
            Self::Secrecy => {
                is_blank(cell)
                    || ["no", "n", "0", "false", "falso", "publica", "publico", "public"]
                        .contains(&folded.as_str())
            }
        }
    }
}

fn is_yes(folded: &str) -> bool {
    const WHOLE: [&str; 10] =
        ["1", "x", "true", "verdadero", "ok", "s", "y", "autorizado", "autorizada", "publicable"];
    const FIRST: [&str; 10] = [
        "si",
        "yes",
        "acepto",
        "autorizo",
        "de acuerdo",
        "claro",
        "consiento",
        "i agree",
        "agree",
        "sim",
    ];
    WHOLE.contains(&folded)
        || folded == "oui"
        || FIRST.iter().any(|word| fold::begins_with(folded, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_ask_for_leave_are_known_however_they_put_it() {
        for header in [
            "¿Autoriza publicar su aporte?",
            "¿Autoriza el uso de sus datos personales?",
            "¿Autoriza el tratamiento de sus datos personales?",
            "Acepto que mis datos sean usados en el plan",
            "Can we publish your answer?",
            "Consentimiento informado",
            "autoriza",
        ] {
            assert_eq!(asks(header), Some(Asks::Leave), "{header}");
        }
        for header in [
            "No autorizo que se publique mi nombre ni mi propuesta",
            "¿No autoriza el uso de su respuesta?",
            "No deseo que se publique mi respuesta (no autorizo)",
        ] {
            assert_eq!(asks(header), Some(Asks::Refusal), "{header}");
        }
        for header in
            ["¿Desea que su propuesta sea confidencial?", "Respuesta privada", "Confidencial"]
        {
            assert_eq!(asks(header), Some(Asks::Secrecy), "{header}");
        }
        for header in [
            "Permiso de uso de suelo",
            "¿Qué servicio público falta?",
            "Espacio privado o público",
            "¿Acepta mascotas?",
            "Uso de suelo permitido",
            "Propuesta",
        ] {
            assert_eq!(asks(header), None, "{header}");
        }
    }

    #[test]
    fn an_answer_gives_leave_by_what_was_asked() {
        for (asks, given, refused) in [
            (Asks::Leave, ["Sí", "x", "De acuerdo"], ["No", "", "no doy permiso"]),
            (Asks::Refusal, ["", " ", "0"], ["X", "Sí", "No"]),
            (Asks::Secrecy, ["No", "", "N"], ["Sí", "x", "confidencial"]),
        ] {
            assert!(given.iter().all(|cell| asks.gives_leave(cell)), "{asks:?}");
            assert!(!refused.iter().any(|cell| asks.gives_leave(cell)), "{asks:?}");
        }
    }
}
