//! An explanation as a planner reads it.

use crate::domain::index::StatementIndex;
use crate::domain::proposal::{Explanation, Ground, Near, Proposal};

/// Up to this percentile a likeness is said to be little.
const LITTLE: f32 = 0.9;
/// What is said of a statement that probably speaks of none of the challenges there are.
const NEW_TOPIC: &str = "Tema posiblemente nuevo: está lejos de todo lo decidido. ";
/// How many characters of a statement are quoted.
const QUOTED: usize = 60;

/// Why a statement is where it is, in Spanish; empty where there is nothing to say.
pub fn in_words(proposal: &Proposal, statement: impl Into<StatementIndex>) -> String {
    let statement = statement.into().index();
    let Some(why) = proposal.explanations.get(statement) else { return String::new() };
    match why.ground {
        Ground::People => "Así lo decidieron las personas que revisan.".to_owned(),
        Ground::Alone => "Ningún otro aporte se le parece lo bastante.".to_owned(),
        Ground::Foreign => {
            "Se parece más a los ejemplos de asuntos ajenos que a los demás aportes.".to_owned()
        }
        Ground::Nothing => String::new(),
        Ground::Reviewed | Ground::Wording | Ground::Fellows => {
            let placement = proposal.placements.get(statement);
            let new = placement.filter(|placement| placement.may_be_new());
            format!("{}{}", new.map_or("", |_| NEW_TOPIC), alike(proposal, why))
        }
    }
}

fn alike(proposal: &Proposal, why: &Explanation) -> String {
    let reviewed = why.ground == Ground::Reviewed;
    let best = why.nearest.first().map(|near| near.percentile);
    // The wording is named where it is more alike than any statement, or where there is none.
    let wording = why.wording.filter(|wording| best.is_none_or(|best| *wording > best));
    let mut like: Vec<(f32, String)> = wording
        .map(|percentile| (percentile, "al texto del desafío".to_owned()))
        .into_iter()
        .chain(why.nearest.iter().map(|near| (near.percentile, named(proposal, *near, reviewed))))
        .collect();
    like.truncate(2);
    let Some(&(first, _)) = like.first() else { return String::new() };
    let little = if first < LITTLE { "Se parece poco " } else { "Se parece " };
    let each: Vec<String> = like
        .iter()
        .enumerate()
        .map(|(place, (percentile, what))| {
            let share = share(*percentile);
            if place == 0 {
                format!("{what} (más que el {share} de los pares)")
            } else {
                format!("{what} ({share})")
            }
        })
        .collect();
    let words = match why.shared.as_slice() {
        [] => " Sin palabras en común: se parecen por el sentido.".to_owned(),
        [one] => format!(" Palabra en común: {one}."),
        many => format!(" Palabras en común: {}.", many.join(", ")),
    };
    format!("{little}{}.{words}", each.join(" y "))
}

/// A statement by its id and its first words.
fn named(proposal: &Proposal, near: Near, reviewed: bool) -> String {
    let statement = &proposal.corpus.statements[near.statement];
    let mark = if reviewed { ", ya revisado" } else { "" };
    format!("a {} «{}»{mark}", statement.id, quoted(&statement.text))
}

/// The beginning of a text on one line, ended at a word.
fn quoted(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let head: String = text.chars().take(8 * QUOTED).map(plain).collect();
    let flat = head.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = flat.char_indices().nth(QUOTED) else { return flat };
    let cut = flat[..end].rfind(' ').filter(|&space| space > end / 2).unwrap_or(end);
    format!("{}…", flat[..cut].trim_end_matches([',', ';', ':', '.', ' ']))
}

/// A percentile as `99,2 %`, rounded down: nothing is more alike than all pairs.
fn share(percentile: f32) -> String {
    let tenths = (f64::from(percentile) * 1000.0 + 1e-3).floor().clamp(0.0, 999.0) as u32;
    format!("{},{}\u{a0}%", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::domain::proposal::sample;

    fn said(why: Explanation) -> String {
        let mut p = sample::proposal();
        p.explanations = vec![why];
        in_words(&p, 0)
    }

    #[test]
    fn a_person_reads_whom_it_is_like_and_by_which_words() {
        let nearest = vec![
            Near { statement: 2.into(), percentile: 0.9987 },
            Near { statement: 3.into(), percentile: 0.97 },
        ];
        let shared = vec!["quebrada".into(), "basura".into()];
        let why = Explanation { ground: Ground::Reviewed, nearest, wording: Some(0.9), shared };
        expect!["Se parece a C001 «LIMPIAR LA QUEBRADA, está llena de basura», ya revisado (más que el 99,8\u{a0}% de los pares) y a C002 «limpiar la quebrada que esta llena de basura», ya revisado (97,0\u{a0}%). Palabras en común: quebrada, basura."]
            .assert_eq(&said(why.clone()));
        let why = Explanation { wording: Some(1.0), shared: vec![], ..why };
        expect!["Se parece al texto del desafío (más que el 99,9\u{a0}% de los pares) y a C001 «LIMPIAR LA QUEBRADA, está llena de basura», ya revisado (99,8\u{a0}%). Sin palabras en común: se parecen por el sentido."]
            .assert_eq(&said(why));
    }

    #[test]
    fn a_topic_that_is_possibly_new_is_said_first() {
        let mut p = sample::proposal();
        let wording = Some(0.623);
        p.explanations =
            vec![Explanation { ground: Ground::Wording, wording, ..Explanation::default() }];
        p.placements[0].probability = Some(0.3);
        p.placements[0].novelty = Some(0.4);
        assert!(in_words(&p, 0).starts_with("Se parece poco"));
        p.placements[0].novelty = Some(0.6);
        assert!(in_words(&p, 0).starts_with("Tema posiblemente nuevo: está lejos"));
    }

    #[test]
    fn a_small_likeness_is_called_small() {
        let why = Explanation {
            ground: Ground::Wording,
            wording: Some(0.623),
            shared: vec!["agua".into()],
            ..Explanation::default()
        };
        expect!["Se parece poco al texto del desafío (más que el 62,3\u{a0}% de los pares). Palabra en común: agua."]
            .assert_eq(&said(why));
    }

    #[test]
    fn where_nothing_is_known_nothing_is_said() {
        assert_eq!(said(Explanation::default()), "");
        assert_eq!(in_words(&sample::proposal(), 0), "");
        assert_eq!(said(Explanation { ground: Ground::Fellows, ..Explanation::default() }), "");
    }

    #[test]
    fn a_long_or_hostile_text_is_quoted_on_one_line() {
        assert_eq!(quoted("uno\r\ndos\u{7}tres"), "uno dos tres");
        assert!(quoted(&"palabra, ".repeat(90)).chars().count() <= QUOTED + 1);
        assert_eq!(quoted(&"ñ".repeat(900)).chars().count(), QUOTED + 1);
    }
}
