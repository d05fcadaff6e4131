//! The draft of a candidate: an infinitive phrase made of its members' own words, holding both
//! sides. People write the final one.

use crate::domain::index::StatementIndex;
use crate::domain::proposal::Draft;
use crate::domain::statement::Origin;
use crate::text::words::{Stems, WordKind, words};
use crate::text::{clean, fold, markup};

/// The most words of the side that leads.
const LEADING_WORDS: usize = 24;
/// The most words of the side that follows.
const FOLLOWING_WORDS: usize = 16;

/// A member as the draft sees it, most typical first.
#[derive(Debug, Clone, Copy)]
pub struct Member<'t> {
    /// The statement.
    pub statement: StatementIndex,
    /// Who wrote it.
    pub origin: Origin,
    /// Its text.
    pub text: &'t str,
    /// How typical it is of its side: the mean likeness to the candidate's members.
    pub typical: f32,
}

/// Drafts a candidate from its members. At most about 45 words; it names the statements used.
pub fn draft(members: &[Member<'_>], stems: &Stems) -> Draft {
    let lead = best(members, Origin::Institutional, LEADING_WORDS);
    let follow = best(members, Origin::Citizen, FOLLOWING_WORDS);
    match (lead, follow) {
        (Some(office), Some(citizen)) => {
            let first = shorten(&infinitive(&sentence(office.text)), LEADING_WORDS, stems);
            let second = shorten(&lower_first(&sentence(citizen.text)), FOLLOWING_WORDS, stems);
            Draft {
                text: format!("{first}, atendiendo lo que plantea la ciudadanía: {second}."),
                sources: vec![office.statement, citizen.statement],
            }
        }
        (Some(only), None) | (None, Some(only)) => {
            let words = LEADING_WORDS + FOLLOWING_WORDS;
            Draft {
                text: format!("{}.", shorten(&infinitive(&sentence(only.text)), words, stems)),
                sources: vec![only.statement],
            }
        }
        (None, None) => Draft { text: String::new(), sources: Vec::new() },
    }
}

/// Drafts a candidate whose members wish opposite things: what the two sides ask for, with no word
/// for either.
pub fn between(sides: [&Member<'_>; 2], stems: &Stems) -> Draft {
    let said = sides.map(|m| shorten(&lower_first(&sentence(m.text)), FOLLOWING_WORDS, stems));
    let [one, other] = said;
    Draft {
        text: format!(
            "Acordar una respuesta ante posturas opuestas: de un lado, {one}; del otro, {other}."
        ),
        sources: sides.map(|m| m.statement).to_vec(),
    }
}

/// The most typical member of a side; one much too long or with hardly a word stands back.
fn best<'m, 't>(members: &'m [Member<'t>], side: Origin, room: usize) -> Option<&'m Member<'t>> {
    let fitness = |m: &Member<'_>| {
        let n = words(m.text).len() as f32;
        let long = (n / room as f32 - 1.0).max(0.0);
        let short = (1.0 - n / 4.0).max(0.0);
        m.typical - 0.1 * long.min(2.0) - 0.2 * short
    };
    members
        .iter()
        .filter(|m| m.origin == side)
        .max_by(|a, b| fitness(a).total_cmp(&fitness(b)).then(b.statement.cmp(&a.statement)))
}

/// The clean text as one sentence: no final full stop, no shouting, a capital at its start.
fn sentence(text: &str) -> String {
    let clean = clean(&markup::plain(text));
    let trimmed = clean.trim_end_matches(['.', ';', ',', ':', ' ', '…', '!', '?']);
    let trimmed = trimmed.trim_start_matches(['¡', '¿', '"', '«', '(']);
    let letters = trimmed.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = trimmed.chars().filter(|c| c.is_uppercase()).count();
    let calm = if letters > 3 && capitals * 10 > letters * 6 {
        trimmed.to_lowercase()
    } else {
        trimmed.to_owned()
    };
    // Sentences run on as clauses, so that the draft is one phrase.
    upper_first(&calm.replace(". ", "; "))
}

fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

fn lower_first(text: &str) -> String {
    let first = words(text).first().map_or("", |w| w.text);
    // An acronym keeps its capitals.
    if first.chars().count() > 1 && first.chars().all(char::is_uppercase) {
        return text.to_owned();
    }
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

/// Nouns of action with the verb they stand for.
const ACTIONS: &[(&str, &str)] = &[
    ("actualizacion", "Actualizar"),
    ("adecuacion", "Adecuar"),
    ("adquisicion", "Adquirir"),
    ("ampliacion", "Ampliar"),
    ("articulacion", "Articular"),
    ("atencion", "Atender"),
    ("capacitacion", "Capacitar"),
    ("conservacion", "Conservar"),
    ("consolidacion", "Consolidar"),
    ("construccion", "Construir"),
    ("creacion", "Crear"),
    ("desarrollo", "Desarrollar"),
    ("difusion", "Difundir"),
    ("digitalizacion", "Digitalizar"),
    ("diseno", "Diseñar"),
    ("diseño", "Diseñar"),
    ("elaboracion", "Elaborar"),
    ("ejecucion", "Ejecutar"),
    ("erradicacion", "Erradicar"),
    ("establecimiento", "Establecer"),
    ("fomento", "Fomentar"),
    ("formulacion", "Formular"),
    ("fortalecimiento", "Fortalecer"),
    ("generacion", "Generar"),
    ("habilitacion", "Habilitar"),
    ("implementacion", "Implementar"),
    ("impulso", "Impulsar"),
    ("incorporacion", "Incorporar"),
    ("instalacion", "Instalar"),
    ("integracion", "Integrar"),
    ("legalizacion", "Legalizar"),
    ("mejora", "Mejorar"),
    ("mejoramiento", "Mejorar"),
    ("modernizacion", "Modernizar"),
    ("optimizacion", "Optimizar"),
    ("ordenamiento", "Ordenar"),
    ("planificacion", "Planificar"),
    ("prevencion", "Prevenir"),
    ("promocion", "Promover"),
    ("proteccion", "Proteger"),
    ("readecuacion", "Readecuar"),
    ("recuperacion", "Recuperar"),
    ("reduccion", "Reducir"),
    ("regularizacion", "Regularizar"),
    ("regulacion", "Regular"),
    ("rehabilitacion", "Rehabilitar"),
    ("renovacion", "Renovar"),
    ("restauracion", "Restaurar"),
    ("sensibilizacion", "Sensibilizar"),
    ("simplificacion", "Simplificar"),
];

/// Words with which a lack is stated; each is feminine unless marked.
const LACKS: &[(&str, &str)] = &[
    ("ausencia", "la"),
    ("carencia", "la"),
    ("debil", "la"),
    ("deficit", "el"),
    ("deficiencia", "la"),
    ("desactualizacion", "la"),
    ("desarticulacion", "la"),
    ("desconocimiento", "el"),
    ("dispersion", "la"),
    ("escasez", "la"),
    ("falta", "la"),
    ("fragmentacion", "la"),
    ("inexistencia", "la"),
    ("insuficiencia", "la"),
    ("obsolescencia", "la"),
    ("precariedad", "la"),
];

/// The phrase in the infinitive: an infinitive stays, a noun of action followed by "de" becomes
/// its verb, a stated lack is to be overcome, anything else is to be attended to.
fn infinitive(text: &str) -> String {
    let found = words(text);
    let Some(first) = found.first() else { return text.to_owned() };
    let folded = fold(first.text);
    if is_infinitive(&folded) {
        return text.to_owned();
    }
    let rest = text[first.to()..].trim_start();
    if let Some((_, verb)) = ACTIONS.iter().find(|(noun, _)| *noun == folded) {
        // "Recuperación de la quebrada" → "Recuperar la quebrada"; "del" gives its article back.
        // "Atención a" keeps its preposition.
        if let Some(object) = rest.strip_prefix("de ") {
            return format!("{verb} {object}");
        }
        if let Some(object) = rest.strip_prefix("del ") {
            return format!("{verb} el {object}");
        }
        if let Some(object) = rest.strip_prefix("a ") {
            return format!("{verb} a {object}");
        }
    }
    if let Some((_, article)) = LACKS.iter().find(|(word, _)| *word == folded)
        && (rest.starts_with("de ") || rest.starts_with("del "))
    {
        return format!("Superar {article} {}", lower_first(text));
    }
    format!("Atender: {}", lower_first(text))
}

/// Whether a folded first word is an infinitive; some nouns end like one.
fn is_infinitive(word: &str) -> bool {
    const NOUNS: &[&str] = &[
        "alquiler",
        "azar",
        "bar",
        "bienestar",
        "calamar",
        "collar",
        "ejemplar",
        "familiar",
        "hogar",
        "lugar",
        "mujer",
        "par",
        "peatonal",
        "pilar",
        "placer",
        "poder",
        "popular",
        "primer",
        "sector",
        "similar",
        "solar",
        "taller",
        "tercer",
        "ayer",
        "escolar",
        "particular",
        "militar",
    ];
    let verb = ["ar", "er", "ir", "arse", "erse", "irse", "arlos", "arlas", "arles"];
    word.len() > 3 && verb.iter().any(|end| word.ends_with(end)) && !NOUNS.contains(&word)
}

/// At most `limit` words: cut after a clause where one ends late enough, else before a function
/// word, with a mark that something was left out.
fn shorten(text: &str, limit: usize, stems: &Stems) -> String {
    let found = words(text);
    if found.len() <= limit {
        return text.to_owned();
    }
    let clause = (limit / 2..limit).rev().find(|&i| {
        text[found[i].to()..].starts_with([',', ';', ':', '.', ')']) && found[i].to() < text.len()
    });
    if let Some(i) = clause {
        let mut end = found[i].to();
        if text[end..].starts_with(')') {
            end += 1;
        }
        return close_bracket(&text[..end]);
    }
    let mut last = limit;
    while last > 1 && stems.kind(found[last - 1].text) == WordKind::Stopword {
        last -= 1;
    }
    format!("{}…", close_bracket(&text[..found[last - 1].to()]))
}

/// Leaves out a bracket that was opened and not closed.
fn close_bracket(text: &str) -> String {
    match (text.rfind('('), text.rfind(')')) {
        (Some(open), close) if close.is_none_or(|c| c < open) => {
            text[..open].trim_end_matches([' ', ',', ';', ':']).to_owned()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    fn draft_of(texts: &[(Origin, &str)]) -> String {
        let members: Vec<Member<'_>> = texts
            .iter()
            .enumerate()
            .map(|(statement, &(origin, text))| Member {
                statement: statement.into(),
                origin,
                text,
                typical: 0.5,
            })
            .collect();
        draft(&members, &Stems::default()).text
    }

    use Origin::{Citizen as C, Institutional as I};

    #[test]
    fn both_sides_in_one_infinitive_phrase() {
        expect!["Recuperar las quebradas y sus riberas, atendiendo lo que plantea la ciudadanía: limpiar la quebrada del barrio."]
            .assert_eq(&draft_of(&[
                (I, "Recuperación de las quebradas y sus riberas."),
                (C, "LIMPIAR LA QUEBRADA DEL BARRIO"),
            ]));
    }

    #[test]
    fn opposite_wishes_are_both_told_and_neither_is_taken() {
        let member = |statement: usize, text| Member {
            statement: statement.into(),
            origin: C,
            text,
            typical: 0.5,
        };
        let sides =
            [member(3, "Ampliar el mercado"), member(9, "NO QUEREMOS QUE AMPLÍEN EL MERCADO.")];
        let draft = between([&sides[0], &sides[1]], &Stems::default());
        expect!["Acordar una respuesta ante posturas opuestas: de un lado, ampliar el mercado; del otro, no queremos que amplíen el mercado."]
            .assert_eq(&draft.text);
        assert_eq!(draft.sources, [3.into(), 9.into()]);
    }

    #[test]
    fn one_side_alone() {
        expect!["Superar la falta de camas en los hospitales."]
            .assert_eq(&draft_of(&[(C, "Falta de camas en los hospitales")]));
        expect!["Atender: semáforo peatonal en la Panamericana."]
            .assert_eq(&draft_of(&[(C, "Semáforo peatonal en la Panamericana")]));
        expect!["Ordenar el tránsito."].assert_eq(&draft_of(&[(I, "Ordenamiento del tránsito")]));
        expect![""].assert_eq(&draft_of(&[]));
    }

    #[test]
    fn a_long_text_is_cut_after_a_clause_or_marked() {
        let stems = Stems::default();
        assert_eq!(
            shorten("Uno dos tres cuatro, cinco seis siete ocho", 6, &stems),
            "Uno dos tres cuatro"
        );
        assert_eq!(
            shorten("Uno dos casas árboles de la quebrada", 6, &stems),
            "Uno dos casas árboles…"
        );
        let long = "palabra ".repeat(200);
        assert!(words(&draft_of(&[(I, &long), (C, &long)])).len() <= 47);
    }

    #[test]
    fn nouns_that_end_like_verbs_are_no_infinitives() {
        assert!(is_infinitive("fortalecer") && !is_infinitive("taller") && !is_infinitive("hogar"));
    }
}
