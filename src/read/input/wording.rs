//! What the wording of a header asks for: a demand, a place, something of who answers, a date, or what
//! an office replies.

use super::names::{BODIES, TEXTS, tail, unnumbered};
use crate::text::fold;

/// What a question of a place asks for, the best first.
const ASKED_PLACES: &[&str] =
    &["parroquia", "barrio", "comunidad", "sector", "zona", "localidad", "comuna", "bairro"];

/// The rank of the place that a header asks for, 0 for the parroquia: `¿En qué parroquia vive?`,
/// `P1. ¿Cuál es su barrio?`, `Barrio donde reside`.
pub(super) fn asked_place(header: &str) -> Option<usize> {
    let folded = fold(tail(header, None));
    let words: Vec<&str> = folded.split(' ').collect();
    let rank = |word: &str| ASKED_PLACES.iter().position(|place| *place == word);
    // What stands just before the place in `en qué`, `cuál es su`, `nombre del`.
    let asked = |at: usize| match words[..at] {
        [.., "es", "su" | "tu" | "el" | "la"] => words.contains(&"cual"),
        [.., "que" | "cual"] | ["nombre", "de", "su" | "tu" | "la"] | ["nombre", "del"] => true,
        [.., "el", "nombre", "de", "su" | "tu" | "la"] | [.., "el", "nombre", "del"] => {
            words.contains(&"cual")
        }
        [] => {
            let lives =
                ["vive", "vives", "reside", "residencia", "habita", "pertenece", "domicilio"];
            words.iter().any(|word| lives.contains(word))
        }
        _ => false,
    };
    (0..words.len()).filter(|&at| asked(at)).filter_map(|at| rank(words[at])).min()
}

/// Whether a header of several words begins as that of statements does: «Desafíos identificados por la
/// comunidad».
pub(super) fn begins_as_text(header: &str) -> bool {
    const MORE: [&str; 6] =
        ["problematicas", "demandas", "opiniones", "solicitudes", "iniciativas", "situacion"];
    let folded = fold(tail(header, None));
    let first = folded.split(' ').next().unwrap_or_default();

    TEXTS.contains(&first) || MORE.contains(&first)
}

/// Whether a header begins with what a demand is called and names no office that would speak:
/// `Propuesta de solución`, `Necesidades del barrio`, and not `Respuesta de la alcaldía`.
pub(super) fn begins_as_demand(header: &str) -> bool {
    const DEMANDS: [&str; 12] = [
        "propuest",
        "problem",
        "necesidad",
        "solucion",
        "demanda",
        "idea",
        "desafio",
        "iniciativa",
        "pedido",
        "solicitud",
        "sugerencia",
        "aporte",
    ];
    let folded = fold(tail(header, None));
    DEMANDS.iter().any(|word| folded.starts_with(word)) && !is_of_office(header)
}

/// Whether a header says that an office speaks in its column.
pub(super) fn is_of_office(header: &str) -> bool {
    const OFFICES: [&str; 22] = [
        "tecnico",
        "tecnica",
        "municipio",
        "municipal",
        "oficina",
        "institucion",
        "institucional",
        "secretaria",
        "ayuntamiento",
        "alcaldia",
        "administracion",
        "moderador",
        "moderacion",
        "revisor",
        "evaluador",
        "evaluacion",
        "interno",
        "internas",
        "internos",
        "gad",
        "atendida",
        "estado",
    ];
    let folded = fold(tail(header, None));
    folded.split(' ').any(|word| OFFICES.contains(&word))
}

/// Whether a header is what an answer to a statement is called, beside the statement.
pub(super) fn is_reply(header: &str) -> bool {
    let name = unnumbered(header);
    name.starts_with("respuesta") || name == "answer"
}

/// Whether a header is called as the longer text of something: `Descripción del reto`, `Detalle de lo
/// solicitado`.
pub(super) fn begins_as_body(header: &str) -> bool {
    let folded = fold(tail(header, None));
    let mut words = folded.split(' ');
    let first = words.next().unwrap_or_default();
    BODIES.contains(&first) && matches!(words.next(), Some("de" | "del" | "of"))
}

/// Whether a header names the date at which something was said or came in.
pub(super) fn begins_as_date(header: &str) -> bool {
    const OTHERS: [&str; 16] = [
        "limite",
        "vence",
        "vencimiento",
        "entrega",
        "respuesta",
        "cierre",
        "fin",
        "finalizacion",
        "termino",
        "modificacion",
        "actualizacion",
        "ultima",
        "nacimiento",
        "ejecucion",
        "cumplimiento",
        "plazo",
    ];
    let folded = fold(tail(header, None));
    let mut words = folded.split(' ');
    words.next() == Some("fecha") && !words.any(|word| OTHERS.contains(&word))
}

/// Whether a question is about who answers it or how they came, and not about what they want:
/// «¿Cómo se enteró?», «¿Cuál es su ocupación?».
pub(super) fn asks_about_person(header: &str) -> bool {
    const ABOUT: &[&str] = &[
        "entero de",
        "se entero",
        "te enteraste",
        "supo de",
        "conocio est",
        "llego a est",
        "que medio",
        "por donde se informa",
        "donde vive",
        "barrio vive",
        "sector vive",
        "vive en",
        "vive usted",
        "reside",
        "residencia",
        "que edad",
        "cuantos anos",
        "edad tiene",
        "su edad",
        "ocupacion",
        "profesion",
        "se dedica",
        "donde trabaja",
        "en que trabaja",
        "nivel de estudio",
        "nivel de instruccion",
        "nivel de educacion",
        "nivel educativo",
        "estado civil",
        "genero",
        "su sexo",
        "autoidentifica",
        "se identifica",
        "etnia",
        "nacionalidad",
        "que organizacion",
        "alguna organizacion",
        "pertenece a",
        "a quien representa",
        "se moviliza",
        "medio de transporte",
        "que frecuencia",
        "cuanto tiempo",
        "desde cuando",
        "hace cuanto",
        "cuantas personas",
        "con quien vive",
        "que idioma",
        "lengua materna",
        "su cargo",
        "su rol",
        "how did you hear",
        "where do you live",
        "your occupation",
        "how old",
    ];
    let folded = fold(tail(header, None));
    ABOUT.iter().any(|phrase| folded.contains(phrase))
}

/// Whether a header asks what somebody wants or misses: then even a short answer is a statement.
pub(super) fn asks_demand(header: &str) -> bool {
    const WANTED: &[&str] = &[
        "problem", "propon", "propuest", "falta", "necesi", "mejor", "preocup", "cambi", "quier",
        "gust", "suen", "sonar", "deberi", "solucion", "sugier", "sugeren", "coment", "opin",
        "pedi", "pide", "priori", "desaf", "reto", "molest", "dese", "espera", "demand", "aport",
        "idea", "accion", "import", "anad", "agreg", "need", "issue", "improve", "concern",
        "suggest", "change", "want",
    ];
    let folded = fold(tail(header, None));
    folded.starts_with("por que")
        || folded.split(' ').any(|word| WANTED.iter().any(|begin| word.starts_with(begin)))
}

/// Whether a header asks something.
pub(super) fn asks(header: &str) -> bool {
    let words = header.split_whitespace().count();
    // `Detalle gasto` is a name, `Qué proponemos` a question.
    let named = fold(tail(header, None)).starts_with("detalle");
    header.contains(['¿', '?']) || requests(header) && (words >= 3 || words == 2 && !named)
}

/// Whether a header asks for an answer without a question mark: «Describa el problema de su barrio».
pub(super) fn requests(header: &str) -> bool {
    const BEGINNINGS: [&str; 22] = [
        "describa",
        "describe",
        "indique",
        "escriba",
        "explique",
        "señale",
        "mencione",
        "cuente",
        "cuentenos",
        "comente",
        "proponga",
        "por favor",
        "comparta",
        "detalle",
        "diga",
        "que",
        "cual",
        "como",
        "por que",
        "please",
        "what",
        "which",
    ];
    let folded = fold(tail(header, None));
    BEGINNINGS.iter().any(|word| fold::begins_with(&folded, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_of_a_place_is_told_from_one_about_it() {
        for header in [
            "¿En qué parroquia vive?",
            "¿En qué parroquia reside?",
            "¿A qué parroquia pertenece?",
            "P1. ¿Cuál es su parroquia?",
            "Parroquia donde vive",
            "¿Cuál es el nombre de su parroquia?",
        ] {
            assert_eq!(asked_place(header), Some(0), "{header}");
        }
        assert_eq!(asked_place("¿En qué barrio o sector vive?"), Some(1));
        for header in [
            "¿Qué problema tiene su barrio?",
            "¿Cuál es el principal problema de su parroquia?",
            "¿Qué propone para la zona?",
            "Barrio",
            "",
        ] {
            assert_eq!(asked_place(header), None, "{header}");
        }
    }

    #[test]
    fn questions_about_who_answers_are_told_from_those_about_what_they_want() {
        for header in ["¿Cómo se enteró de este taller?", "P4. ¿Cuál es su ocupación?"] {
            assert!(asks_about_person(header) && !asks_demand(header), "{header}");
        }
        for header in ["¿Qué le falta a su barrio?", "Sugerencias", "¿Qué problema tiene su calle?"]
        {
            assert!(asks_demand(header) && !asks_about_person(header), "{header}");
        }
    }

    #[test]
    fn a_request_is_no_statement() {
        assert!(requests("Señale el problema de su barrio") && requests("Describa la calle"));
        assert!(!requests("Falta luz en la calle") && !requests("Indiquen la salida"));
        assert!(asks("Qué nos preocupa") && asks("Qué proponemos"));
        assert!(!asks("Detalle") && !asks("Detalle gasto"));
    }
}
