//! Answers with several demands and with one.

use super::*;
use proptest::prelude::*;

fn parts(text: &str) -> Vec<String> {
    list(text).map_or_else(Vec::new, |list| list.texts(text))
}

#[test]
fn lists_of_every_manner_fall_apart_into_their_demands() {
    for (text, demands) in [
        (
            "1. Más buses en la noche. 2. Que arreglen el agua del recinto. 3. Un médico en el subcentro.",
            &[
                "Más buses en la noche.",
                "Que arreglen el agua del recinto.",
                "Un médico en el subcentro.",
            ][..],
        ),
        (
            "a) Luz en la cancha\nb) Un guardia en el colegio\nc) Reciclaje",
            &["Luz en la cancha", "Un guardia en el colegio", "Reciclaje"],
        ),
        ("1) agua 2) luz 3) vías", &["agua", "luz", "vías"]),
        ("(1) Agua; (2) Luz", &["Agua", "Luz"]),
        ("1.-Agua potable\n2.-Luz", &["Agua potable", "Luz"]),
        ("1- Más luz 2- Menos ruido", &["Más luz", "Menos ruido"]),
        ("- Agua segura\n- Un parque", &["Agua segura", "Un parque"]),
        ("• Agua • Luz • Vías", &["Agua", "Luz", "Vías"]),
        ("Pedimos lo siguiente:\n* agua\n* luz", &["agua", "luz"]),
        (
            "En el barrio La Roldós: 1. agua 2. luz",
            &["En el barrio La Roldós: agua", "En el barrio La Roldós: luz"],
        ),
        ("<p>Queremos:</p><ul><li>Agua</li><li>Luz</li></ul>", &["Agua", "Luz"]),
        (
            "Más buses en la noche\nUn médico en el subcentro\nAgua segura",
            &["Más buses en la noche", "Un médico en el subcentro", "Agua segura"],
        ),
        (
            "Falta luz en la calle. Además pedimos un médico.",
            &["Falta luz en la calle.", "Además pedimos un médico."],
        ),
        (
            "No hay agua en el barrio; también faltan aulas en la escuela",
            &["No hay agua en el barrio", "también faltan aulas en la escuela"],
        ),
    ] {
        assert_eq!(parts(text), demands, "{text}");
    }
}

#[test]
fn what_holds_one_demand_is_not_divided() {
    for text in [
        "Seguridad, agua y trabajo para jóvenes",
        "Más buses en la noche",
        "1. Más buses en la noche",
        "- Más buses en la noche",
        "La vía mide 2.5 km y 1.2 m de ancho",
        "Horario de 1 a 2 p. m. y de 3 a 4",
        "Art. 1. No se cumple, ver 2.1",
        "Plan 2024-2033, objetivo 1.1, meta 2",
        "Zona 1-2 y zona 2-3",
        "Queremos que el parque\nde la Carolina tenga\nmás sombra",
        "Falta luz. Es peligroso. Además es feo.",
        "Falta luz. También se roban los cables.",
        "Se necesita un parque. Por último, gracias por escuchar.",
        "Grupo A) y grupo B) no tienen agua",
        "Mejorar la vía E35, tramo 1, y la E20, tramo 2",
        "Agua\nGracias",
        "",
    ] {
        assert_eq!(list(text), None, "{text}");
    }
}

#[test]
fn nothing_but_marks_is_lost() {
    let text = "Como dirigente de un barrio de la parroquia de Nono que lleva treinta años sin obras, digo: 1. agua, 2. luz y 3. vías";
    assert_eq!(
        parts(text),
        [
            "Como dirigente de un barrio de la parroquia de Nono que lleva treinta años sin obras, digo:",
            "agua",
            "luz",
            "vías",
        ]
    );
}

proptest! {
    #[test]
    fn parts_are_in_order_and_within_the_text(
        text in "([123abc][.)-] ?|[•*-] |\\n|<li>|[a-zñ]{1,6}[ .;:]|Además |pedimos |\\PC){0,40}"
    ) {
        if let Some(list) = list(&text) {
            prop_assert!(list.parts.len() > 1);
            let mut end = 0;
            for part in &list.parts {
                prop_assert!(end <= part.start && part.start < part.end);
                prop_assert!(!text[part.clone()].trim().is_empty());
                end = part.end;
            }
            prop_assert_eq!(list.texts(&text).len(), list.parts.len());
        }
    }
}
