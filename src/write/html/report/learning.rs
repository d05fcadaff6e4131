//! What the run learned from people's decisions, whether its probabilities can be believed, and how
//! many decisions are worth making before the next one.

use maud::{Markup, html};

use super::{draft, quoted, statement_id};
use crate::domain::proposal::{Learning, Proposal, QueueValue};
use crate::write::html::shell::Section;
use crate::write::html::table::{Table, plate};
use crate::write::svg::AltText;
use crate::write::svg::bars::{BarSeries, bars};
use crate::write::svg::words::{count, number, part, percent};

/// How many statements of possibly new topics are listed.
const NEW_TOPICS: usize = 20;

/// The section; `None` for a run that knew no challenge beforehand.
pub(super) fn learned(p: &Proposal) -> Option<Section> {
    let worth = p.worth();
    if p.learning.is_none() && worth.is_none() {
        return None;
    }
    let body = html! {
        (new_topics(p))
        @if let Some(worth) = &worth { (worthwhile(worth)) }
        @match &p.learning {
            Some(learning) => (reliable(learning)),
            None => {
                p {
                    "Todavía hay muy pocas decisiones para comprobar si las probabilidades \
                     aciertan: con veinte o más, esta sección trae la comprobación."
                }
            }
        }
    };
    Some(Section::new("aprendido", "Qué se aprendió de las decisiones", body))
}

/// The statements that were given to a challenge and probably are of none, the likeliest first.
fn new_topics(p: &Proposal) -> Markup {
    let mut these: Vec<(f32, usize)> = p
        .placements
        .iter()
        .enumerate()
        .filter(|(_, placement)| placement.may_be_new())
        .filter_map(|(i, placement)| Some((placement.novelty?, i)))
        .collect();
    these.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    if these.is_empty() {
        return html! {};
    }
    html! {
        h3 { "Temas posiblemente nuevos" }
        p {
            (count(these.len(), "aporte está", "aportes están"))
            " lejos de todo lo decidido: se dieron al desafío más parecido, y quizá piden uno \
             nuevo. Conviene mirarlos primero."
        }
        ul class="list" {
            @for &(_, i) in these.iter().take(NEW_TOPICS) {
                li {
                    span class="id" { (statement_id(p, i)) }
                    p class="voice" { (quoted(p, i)) }
                    @if let Some(c) = p.placements[i].status.candidate() {
                        p class="more" { "Está en " (p.candidates[c].id.as_str()) ": " (draft(p, c.index())) }
                    }
                }
            }
        }
    }
}

/// How many decisions are worth making.
fn worthwhile(worth: &QueueValue) -> Markup {
    html! {
        h3 { "Cuántas decisiones conviene tomar" }
        p {
            "Nadie ha decidido todavía sobre " (count(worth.undecided, "aporte", "aportes"))
            " que se pusieron en desafíos ya conocidos. Según sus probabilidades, unos "
            (number(worth.expected.round() as usize)) " están donde no van. Siguiendo el orden de "
            "queue.csv, las primeras " strong { (count(worth.half, "decisión", "decisiones")) }
            " miran la mitad de ellos, y las primeras "
            strong { (number(worth.most)) } ", cuatro de cada cinco."
        }
    }
}

/// Predicted probabilities beside the share that was right.
fn reliable(learning: &Learning) -> Markup {
    let n = learning.calibration.statements;
    let words = AltText {
        id: "fiable-grafico",
        title: "Probabilidad dicha y aciertos",
        desc: "Dos barras por tramo de probabilidad, en porcentaje: lo que se dijo y lo que se \
               acertó. Los valores están en la tabla.",
    };
    let series = [
        BarSeries { class: "paso", words: "se dijo (%)", letter: "D" },
        BarSeries { class: "cruz", words: "se acertó (%)", letter: "A" },
    ];
    let filled: Vec<_> = learning
        .calibration
        .bins
        .iter()
        .filter_map(|bin| Some((bin, bin.said?, bin.right?)))
        .collect();
    let range = |from: f64, to: f64| format!("{:.0} a {:.0}\u{a0}%", 100.0 * from, 100.0 * to);
    let hundredths = |share: f64| (100.0 * share).round() as usize;
    let drawn: Vec<_> = filled
        .iter()
        .map(|(bin, said, right)| {
            (range(bin.from, bin.to), vec![hundredths(*said), hundredths(*right)])
        })
        .collect();
    let mut table = Table::new(words.title, &["Probabilidad", "Aportes", "Se dijo", "Se acertó"]);
    table.rows = filled
        .iter()
        .map(|(bin, said, right)| {
            vec![range(bin.from, bin.to), number(bin.statements), percent(*said), percent(*right)]
        })
        .collect();
    html! {
        h3 { "¿Se puede creer a las probabilidades?" }
        p {
            "Los " (count(n, "aporte decidido", "aportes decididos")) " por personas se dividieron \
             en " (learning.folds) " partes, y cada parte se ubicó sin conocer sus decisiones, solo \
             con las demás. En " (part(learning.first, n)) " el desafío que las personas eligieron \
             salió primero, y en " (part(learning.among_three, n)) " entre los tres primeros. Las \
             probabilidades son de fiar si las dos barras de cada tramo miden casi lo mismo"
            @if let Some(error) = learning.calibration.expected_error {
                ": aquí se apartan, en promedio, " (percent(error))
            }
            "."
        }
        (plate(&bars(&words, &series, &drawn), &table.html()))
        p class="note" {
            "Una ronda nueva puede ser más fácil o más difícil que aquellas de las que se aprendió: \
             tome esto como guía, no como promesa."
        }
    }
}
