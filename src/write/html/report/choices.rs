//! Why there are so many candidates, and what other numbers would give.

use maud::html;

use crate::domain::proposal::{Choice, Choices, Proposal, TargetReason};
use crate::write::html::shell::Section;
use crate::write::html::table::{Table, plate};
use crate::write::svg::AltText;
use crate::write::svg::bars::{BarSeries, bars};
use crate::write::svg::words::{count, number, part};

/// The section; `None` where other numbers were not tried.
pub(super) fn choices(p: &Proposal) -> Option<Section> {
    let Choices { reason, statements, taken, options } = p.choices.as_ref()?;
    let words = AltText {
        id: "numero-grafico",
        title: "Aportes que cambiarían de compañía, según el número de propuestas",
        desc: "Una barra por cada número de propuestas. Los valores están en la tabla.",
    };
    let series = [BarSeries { class: "sola", words: "aportes", letter: "" }];
    let drawn: Vec<_> = options
        .iter()
        .map(|o| (count(o.groups, "propuesta", "propuestas"), vec![o.unsettled]))
        .collect();
    let headers = [
        "Propuestas",
        "La más grande",
        "De un solo aporte",
        "Estables",
        "Cruzadas",
        "Aportes que cambiarían de compañía",
    ];
    let mut table = Table::new("Qué daría cada número de propuestas", &headers);
    let row = |o: &Choice| {
        vec![
            number(o.groups),
            count(o.largest, "aporte", "aportes"),
            number(o.single),
            part(o.firm, o.groups),
            part(o.crossed, o.groups),
            part(o.unsettled, *statements),
        ]
    };
    table.rows = options.iter().map(row).collect();
    let body = html! {
        p { (why(*reason, *taken, *statements)) }
        p {
            "Es una convención y no un cálculo: menos propuestas reúnen más, y más propuestas separan \
             asuntos que se tratan aparte. Una propuesta es estable si sus aportes siguen juntos al \
             repetir el trabajo con pequeños cambios; los que cambiarían de compañía son los que \
             entonces se irían a otra. Para otro número, corra otra vez con " code { "--target" }
            " y el número."
        }
        (plate(&bars(&words, &series, &drawn), &table.html()))
    };
    Some(Section::new("numero", "Cuántas propuestas", body))
}

/// Why the run has its number, in one sentence.
pub fn why(reason: TargetReason, taken: usize, statements: usize) -> String {
    let groups = count(taken, "propuesta", "propuestas");
    let grouped = count(statements, "aporte que se agrupa", "aportes que se agrupan");
    match reason {
        TargetReason::Asked => format!("{groups}: el número que se pidió."),
        TargetReason::Published => {
            format!("{groups}: tantas como desafíos publicados tiene el marco.")
        }
        TargetReason::Quarter => format!(
            "{groups}: una por cada cuatro de los {grouped}, que son pocos para los desafíos \
             publicados del marco."
        ),
        TargetReason::Root if taken < statements.div_ceil(4) => format!(
            "{groups}: cuatro veces la raíz cuadrada de los {grouped}, porque el marco no tiene \
             desafíos publicados."
        ),
        TargetReason::Root => format!(
            "{groups}: una por cada cuatro de los {grouped}, que son pocos, porque el marco no tiene \
             desafíos publicados."
        ),
        TargetReason::Tenth => format!(
            "{groups}: una por cada diez de los {grouped}, porque el marco no tiene desafíos \
             publicados."
        ),
    }
}
