//! What the page says of recognising challenges that existed before, and of the learning curve.

use maud::{Markup, html};

use super::{chart, pairs_table, reliability};
use crate::evaluate::Evaluation;
use crate::evaluate::recognition::{LearningCurve, Recognition};
use crate::evaluate::table::{decimal, part, percentage};

/// Both, where there are any.
pub(super) fn sections(evaluation: &Evaluation) -> Markup {
    html! {
        @if let Some(found) = &evaluation.recognition { (recognition(found)) }
        @if let Some(curve) = &evaluation.learning_curve { (learning_curve(curve)) }
    }
}

fn recognition(found: &Recognition) -> Markup {
    let share = |n: usize| (found.statements > 0).then(|| n as f64 / found.statements as f64);
    let counted = |n: usize| part(n, found.statements, share(n));
    let rows = [
        ("Decididos por personas antes de la corrida", found.decided.to_string()),
        ("Sin decidir, con desafío de referencia", found.statements.to_string()),
        ("El correcto es el primero", counted(found.first)),
        ("El correcto está entre los tres primeros", counted(found.among_three)),
    ];
    html! {
        h2 { "Reconocer los desafíos que ya existían" }
        p {
            "La corrida conocía desafíos ya publicados o ya revisados. Aquí se miden solo los "
            "enunciados sobre los que nadie había decidido."
        }
        (pairs_table("Desafíos reconocidos", &rows))
        p {
            "La probabilidad con que se propuso cada desafío es de fiar si los puntos quedan cerca "
            "de la diagonal."
        }
        (reliability(&found.calibration, "Probabilidad del desafío propuesto"))
    }
}

fn learning_curve(curve: &LearningCurve) -> Markup {
    html! {
        h2 { "Cuánto se aprende de las decisiones" }
        p {
            "La misma corrida, hecha como si solo se conocieran algunas de las decisiones, elegidas "
            "al azar, y medida en los " (curve.statements) " enunciados que nadie decidió. Con "
            "ninguna decisión se trabaja con el texto de los desafíos, sin más."
        }
        (chart::learning(curve))
        div.wide tabindex="0" role="region" aria-label="Curva de aprendizaje" {
            table {
                caption { "Curva de aprendizaje" }
                thead {
                    tr {
                        @for head in [
                            "Decisiones", "Correcto primero", "Entre los tres primeros",
                            "B³\u{a0}F", "Operaciones de revisión", "Error de calibración", "Sorteos",
                        ] { th scope="col" { (head) } }
                    }
                }
                tbody {
                    @for point in &curve.points {
                        tr {
                            th scope="row" { (point.decisions) }
                            td { (percentage(Some(point.first))) }
                            td { (percentage(Some(point.among_three))) }
                            td { (decimal(point.b_cubed, 3)) }
                            td { (decimal(point.operations, 1)) }
                            td { (decimal(point.expected_error, 3)) }
                            td { (point.draws) }
                        }
                    }
                }
            }
        }
    }
}
