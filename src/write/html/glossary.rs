//! The words of a page that people may not know, one line each: what `docs/guia/glosario.md` says of
//! those that the page uses.

use maud::{Markup, html};

use super::shell::Section;

/// A word, the letters by which a page is known to use it, and its meaning.
const WORDS: [(&str, &str, &str); 12] = [
    ("Ajuste", "ajuste", "los valores con que se agrupa: cuántas propuestas, con qué método."),
    (
        "Alinear",
        "aline",
        "decir el horizonte, el objetivo y las políticas del plan a los que responde un desafío.",
    ),
    (
        "Aporte",
        "aporte",
        "lo que escribió una oficina (institucional) o una persona (ciudadano). No se cambia.",
    ),
    ("Borrador", "borrador", "redacción provisional, hecha con palabras de los aportes."),
    ("Cohesión", "cohesión", "cuánto se parecen entre sí los aportes de una propuesta."),
    ("Cruzada", "cruzad", "una propuesta con aportes institucionales y ciudadanos."),
    (
        "Desafío",
        "desafío",
        "lo que la ciudad tiene que resolver: una propuesta que personas aceptaron, con su \
         redacción final, o uno que el marco ya tiene.",
    ),
    (
        "Fuera de competencia",
        "fuera de competencia",
        "un aporte que no entra en el plan: asunto ajeno o tarjeta vacía.",
    ),
    ("Marco", "marco", "competencias, objetivos, políticas y desafíos publicados del plan."),
    ("Pendiente", "pendiente", "un aporte sobre el que falta que decida una persona."),
    (
        "Propuesta",
        "propuesta",
        "aportes que el programa juntó y que podrían ser un desafío (PD-017).",
    ),
    (
        "Solidez",
        "solidez",
        "si los aportes de una propuesta siguen juntos; dudosa: algunos cambian de grupo con ajustes \
         mínimos.",
    ),
];

/// The glossary of a page that has this opening and these sections.
pub(crate) fn section(opening: &Markup, sections: &[Section]) -> Section {
    let mut page = opening.0.to_lowercase();
    for section in sections {
        page.push_str(&section.title.to_lowercase());
        page.push_str(&section.body.0.to_lowercase());
    }
    let used = WORDS.iter().filter(|(_, letters, _)| page.contains(letters));
    let body = html! {
        ul { @for (word, _, meaning) in used { li { strong { (word) } ": " (meaning) } } }
    };
    Section::new("palabras", "Qué significan las palabras", body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_explains_the_words_that_it_uses_and_no_other() {
        let sections = [Section::new("a", "Los aportes", html! { "Su COHESIÓN es alta." })];
        let said = section(&html! { "Nada" }, &sections).body.0;
        assert!(said.contains("Aporte") && said.contains("Cohesión"), "{said}");
        assert!(!said.contains("Solidez") && !said.contains("Marco"), "{said}");
    }
}
