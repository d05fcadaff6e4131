//! Cards that say nothing: "ninguno", "s/n", "xxxx", dashes, keyboard noise, a form's own words.

use super::fold;
use super::words::{has_letter, words};

/// Whole answers that mean "nothing", folded.
const NOTHING: &[&str] = &[
    "n a",
    "na",
    "s n",
    "sn",
    "no",
    "nada",
    "ninguno",
    "ninguna",
    "ningun",
    "ningunos",
    "ningunas",
    "no aplica",
    "no hay",
    "no existe",
    "no tengo",
    "no se",
    "no sabe",
    "no contesta",
    "no responde",
    "sin comentarios",
    "sin comentario",
    "sin novedad",
    "sin respuesta",
    "sin datos",
    "sin dato",
    "sin informacion",
    "sin desafio",
    "sin desafios",
    "sin propuesta",
    "sin observacion",
    "sin observaciones",
    "nada mas",
    "ninguno mas",
    "en blanco",
    "vacio",
    "pendiente",
    "por definir",
    "por completar",
    "por llenar",
    "x definir",
    "idem",
    "igual",
    "lo mismo",
    "ok",
    "si",
    "prueba",
    "test",
    "none",
    "null",
    "nan",
    "n d",
    "nd",
    "no tengo nada que decir",
];

/// What a form says of itself, folded: a cell that was never overwritten.
const FORM: &[&str] = &[
    "ingrese aqui",
    "escriba aqui",
    "aqui escriba",
    "aqui ingrese",
    "escribir aqui",
    "su desafio aqui",
    "digite aqui",
    "describa aqui",
    "llenar aqui",
    "complete aqui",
    "lorem ipsum",
    "pendiente de",
    "ver hoja",
    "ver atras",
    "ver anexo",
    "ver adjunto",
    "se adjunta",
    "sin observaciones",
    "sin observacion",
    "no se entiende",
    "ilegible",
    "se remite",
];

/// Words with which a remark points at another card instead of saying something.
const POINTERS: &[&str] = &["idem", "igual que", "igual q", "lo mismo que", "lo mismo q"];

/// Whether a text says nothing that could be a challenge.
pub fn is_empty_remark(text: &str) -> bool {
    let folded = fold(text);
    let tokens: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
    if !has_letter(&folded) || NOTHING.contains(&folded.as_str()) {
        return true;
    }
    if FORM.iter().any(|f| starts_with_words(&folded, f)) {
        return true;
    }
    if tokens.len() <= 8 && POINTERS.iter().any(|p| starts_with_words(&folded, p)) {
        return true;
    }
    if folded.starts_with("desafio") && tokens.iter().skip(1).all(|w| !has_letter(w)) {
        return true;
    }
    words(&folded).iter().all(|w| is_noise(w.text))
}

fn starts_with_words(text: &str, words: &str) -> bool {
    text.strip_prefix(words).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Whether a folded word cannot be one: a repeated letter, no vowel in three letters or more, or
/// a run of neighbouring keys.
fn is_noise(word: &str) -> bool {
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    let Some(first) = letters.first() else { return true };
    if letters.len() >= 2 && letters.iter().all(|c| c == first) {
        return true;
    }
    if letters.len() >= 3 && !letters.iter().any(|c| "aeiouy".contains(*c)) {
        return true;
    }
    ["qwertyuiop", "asdfghjklñ", "zxcvbnm"].iter().any(|row| {
        let lower: String = letters.iter().collect();
        letters.len() >= 4
            && (row.contains(&lower) || row.chars().rev().collect::<String>().contains(&lower))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_that_say_nothing() {
        for text in [
            "Ninguno",
            "s/n",
            "S/N.",
            "xxxxxx",
            "-----",
            "…",
            "",
            "N/A",
            "asdf lkj",
            "no aplica",
            "Escriba aquí su desafío",
            "Desafío 3: ______",
            "qwerty",
            "Ver hoja de atrás",
            "Sin observaciones por parte de esta dependencia.",
            "123",
        ] {
            assert!(is_empty_remark(text), "{text}");
        }
    }

    #[test]
    fn short_challenges_are_not_empty() {
        for text in [
            "Agua",
            "Más luz",
            "No hay agua",
            "Ninguna vía está asfaltada",
            "bus",
            "vía",
            "wifi",
            "No botar basura",
            "Pendientes peligrosas en la calle Oe4",
            "SOS perros",
            "PC para la escuela",
        ] {
            assert!(!is_empty_remark(text), "{text}");
        }
    }
}
