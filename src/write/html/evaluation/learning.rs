//! The sections about recognising challenges that existed before, about the learning curve, and about
//! noticing new topics.

use maud::html;

use super::{chart, pairs_table, reliability};
use crate::evaluate::Evaluation;
use crate::evaluate::novelty::Novelty;
use crate::evaluate::recognition::{LearningCurve, Recognition};
use crate::evaluate::table::{novelty, part, point};
use crate::write::html::shell::Section;
use crate::write::html::table::Table;

/// Those that there are.
pub(super) fn sections(evaluation: &Evaluation) -> Vec<Section> {
    let found = evaluation.recognition.as_ref().map(recognition);
    let curve = evaluation.learning_curve.as_ref().map(learning_curve);
    let novelty = evaluation.novelty.as_ref().map(new_topics);
    found.into_iter().chain(curve).chain(novelty).collect()
}

fn new_topics(found: &Novelty) -> Section {
    let rows = novelty(found);
    let rows: Vec<(&str, String)> =
        rows.iter().map(|(name, value)| (name.trim(), value.clone())).collect();
    let body = html! {
        p {
            "La misma corrida, hecha " (found.draws) " veces como si " (found.held_out)
            " de los desafíos decididos no existieran, cada vez otros. Los aportes de los desafíos "
            "retirados son los de un tema nuevo; se miden los que nadie decidió."
        }
        (pairs_table("Temas nuevos", &rows))
        (reliability("nuevo-grafico", &found.calibration, "Probabilidad de que sea un tema nuevo"))
    };
    Section::new("temas-nuevos", "Notar los temas nuevos", body)
}

fn recognition(found: &Recognition) -> Section {
    let share = |n: usize| (found.statements > 0).then(|| n as f64 / found.statements as f64);
    let counted = |n: usize| part(n, found.statements, share(n));
    let rows = [
        ("Decididos por personas antes de la corrida", found.decided.to_string()),
        ("Sin decidir, con desafío de referencia", found.statements.to_string()),
        ("El correcto es el primero", counted(found.first)),
        ("El correcto está entre los tres primeros", counted(found.among_three)),
    ];
    let body = html! {
        p {
            "La corrida conocía desafíos ya publicados o ya revisados. Aquí se miden solo los "
            "aportes sobre los que nadie había decidido."
        }
        (pairs_table("Desafíos reconocidos", &rows))
        p {
            "La probabilidad con que se propuso cada desafío es de fiar si los puntos quedan cerca "
            "de la diagonal."
        }
        (reliability("desafio-grafico", &found.calibration, "Probabilidad del desafío propuesto"))
    };
    Section::new("reconocidos", "Reconocer los desafíos que ya existían", body)
}

fn learning_curve(curve: &LearningCurve) -> Section {
    let heads = [
        "Decisiones",
        "Correcto primero",
        "Entre los tres primeros",
        "B³\u{a0}F",
        "Operaciones de revisión",
        "Error de calibración",
        "Sorteos",
    ];
    let mut table = Table::new("Curva de aprendizaje", &heads);
    table.rows = curve.points.iter().map(point).collect();
    let body = html! {
        p {
            "La misma corrida, hecha como si solo se conocieran algunas de las decisiones, elegidas "
            "al azar, y medida en los " (curve.statements) " aportes que nadie decidió. Con "
            "ninguna decisión se trabaja con el texto de los desafíos, sin más."
        }
        (chart::learning(curve))
        (table.wide())
    };
    Section::new("aprendizaje", "Cuánto se aprende de las decisiones", body)
}
