//! Two settings side by side: how many pairs of statements they put together or apart differently,
//! and which.

use maud::{Markup, html};

use super::Compared;
use super::ranks::Names;
use crate::domain::statement::{Corpus, Origin};
use crate::evaluate::sweep::Row;
use crate::evaluate::sweep::difference::{Pair, Pairs};
use crate::evaluate::table::decimal;
use crate::write::html::table::Table;
use crate::write::svg::words::{clipped, count, number, part};

/// The measures of both settings on every corpus, and then the statements that differ.
pub(super) fn side_by_side(rows: &[Row], compared: &[Compared], names: &Names) -> Markup {
    let Some(first) = compared.first() else {
        return html! { p { "No hay dos ajustes que comparar." } };
    };
    let [one, other] = &first.keys;
    html! {
        dl class="pair" {
            @for (letter, key) in [("A", one), ("B", other)] {
                dt { "Ajuste " (letter) }
                dd { (names.setting(key, true)) " · clave " (key) }
            }
        }
        (measures(rows, compared, [one, other]))
        @for (place, one) in compared.iter().enumerate() {
            h3 id={ "diferencias-" (place + 1) } { "Qué cambia en " (clipped(one.name, 60)) }
            (differences(one))
        }
    }
}

fn measures(rows: &[Row], compared: &[Compared], keys: [&String; 2]) -> Markup {
    let heads = [
        "Corpus y ajuste",
        "Grupos",
        "Operaciones",
        "B³ F",
        "Precisión",
        "Exhaustividad",
        "Estabilidad",
        "Silueta",
        "Cruzan",
        "El más grande",
    ];
    let mut table = Table::new("Los dos ajustes, corpus por corpus", &heads);
    let dash = super::curves::dash;
    let shown = super::curves::shown;
    for one in compared {
        for (letter, key) in ["A", "B"].into_iter().zip(keys) {
            let found = rows.iter().find(|r| r.corpus == one.name && r.key == *key);
            let Some(row) = found else { continue };
            table.rows.push(vec![
                format!("{}, {letter}", clipped(one.name, 60)),
                number(row.groups),
                row.operations.map_or_else(dash, number),
                shown(row.b_cubed_f),
                shown(row.b_cubed_precision),
                shown(row.b_cubed_recall),
                shown(row.stability),
                shown(row.silhouette),
                row.crossed_share.map_or_else(dash, crate::write::svg::words::percent),
                number(row.largest),
            ]);
        }
    }
    table.wide()
}

fn differences(one: &Compared) -> Markup {
    let d = &one.difference;
    let all = d.both + d.joined.count + d.parted.count;
    html! {
        @if d.joined.count + d.parted.count == 0 {
            p { "Nada: los dos ajustes hacen los mismos grupos." }
        } @else {
            p {
                "De los " (count(all, "par", "pares")) " de aportes que alguno de los dos pone juntos, "
                (number(d.both)) " (" (part(d.both, all)) ") están juntos en ambos, "
                (number(d.parted.count)) " solo en A y " (number(d.joined.count)) " solo en B."
            }
            (pairs(one.corpus, &d.parted, "Juntos en A y separados en B", one.name))
            (pairs(one.corpus, &d.joined, "Juntos en B y separados en A", one.name))
        }
    }
}

fn pairs(corpus: &Corpus, pairs: &Pairs, title: &str, name: &str) -> Markup {
    if pairs.count == 0 {
        return html! {};
    }
    let judged = pairs.right + pairs.wrong;
    let heads = ["Aporte", "Coseno", "En la referencia", "Otro aporte"];
    let mut table = Table::new(format!("{title}, {}", clipped(name, 60)), &heads);
    table.wordy = 2;
    table.rows = pairs.shown.iter().map(|pair| cells(corpus, pair)).collect();
    let summary = format!(
        "{title}: {}{}",
        count(pairs.count, "par", "pares"),
        if pairs.count > pairs.shown.len() {
            format!("; los {} más parecidos", pairs.shown.len())
        } else {
            String::new()
        }
    );
    html! {
        @if judged > 0 {
            p class="note" {
                (title) ": la referencia pone juntos " (number(pairs.right)) " de "
                (number(judged)) " (" (part(pairs.right, judged)) ")."
            }
        }
        (table.wide_folded(&summary))
    }
}

fn cells(corpus: &Corpus, pair: &Pair) -> Vec<String> {
    let told = |i: usize| {
        let statement = &corpus.statements[i];
        let side = match statement.origin {
            Origin::Institutional => "institucional",
            Origin::Citizen => "ciudadano",
        };
        let id = clipped(statement.id.as_str(), 60);
        format!("{id} ({side}): {}", clipped(&statement.text, 240))
    };
    vec![
        told(pair.one),
        decimal(f64::from(pair.likeness.0), 2),
        match pair.together {
            Some(true) => "juntos",
            Some(false) => "separados",
            None => "no lo dice",
        }
        .to_owned(),
        told(pair.other),
    ]
}
