//! The opening of the page, what each knob did, what settings cost, and how things were measured.

use maud::{Markup, html};

use super::View;
use super::curves::{dash, shown};
use crate::evaluate::sweep::Row;
use crate::evaluate::sweep::effects::{described, effects};
use crate::evaluate::sweep::ranking::Ranking;
use crate::evaluate::table::decimal;
use crate::propose::cluster::Algorithm;
use crate::write::html::shell::Section;
use crate::write::html::table::Table;
use crate::write::svg::words::{clipped, number};

/// What was swept, in figures, and the answer in a sentence.
pub(super) fn opening(view: &View) -> Markup {
    let settings = view.corpora.iter().map(|(_, rows)| rows.len()).max().unwrap_or(0);
    let statements: usize =
        view.corpora.iter().filter_map(|(_, rows)| rows.first()).map(|row| row.statements).sum();
    let sums = [
        (number(settings), "ajustes"),
        (number(view.corpora.len()), "corpus"),
        (number(view.ranking.corpora.len()), "con agrupación de referencia"),
        (number(statements), "aportes agrupados"),
    ];
    html! {
        p class="lede" { (answer(view)) }
        dl class="sums" {
            @for (figure, name) in sums { div { dt { (name) } dd { (figure) } } }
        }
    }
}

/// Which setting wins at the run's number of groups, and how it does beside the run's own.
fn answer(view: &View) -> Markup {
    let names = view.names();
    let (Some(winner), Some((place, own))) =
        (view.beside.winner(), view.beside.find(view.report.own))
    else {
        return html! {
            "Sin agrupación de referencia se mide cómo son los grupos: cuánto se apartan, cuán \
             estables son y cuántos cruzan lo institucional y lo ciudadano."
        };
    };
    let corpora = view.beside.corpora.len();
    html! {
        @if place == 0 {
            "Con tantos grupos como la corrida gana el ajuste de la corrida misma: "
            strong { (names.setting(&own.key, false)) } "."
        } @else {
            @let (fewer, more) = Ranking::duel(winner, own);
            "Con tantos grupos como la corrida gana " strong { (names.setting(&winner.key, false)) }
            @if corpora == 1 { ", con menos operaciones de revisión que el ajuste de la corrida" }
            @else {
                ": menos operaciones de revisión que el ajuste de la corrida en " (number(fewer))
                " de " (number(corpora)) " corpus"
                @if more > 0 { " y más en " (number(more)) }
            }
            ". El de la corrida es el " (number(place + 1)) ".º de "
            (number(view.beside.settings.len())) "."
        }
    }
}

/// What each drawn line is, where its name does not say it.
pub(super) fn series(view: &View) -> Markup {
    if view.varying.len() < 2 {
        return html! {};
    }
    html! {
        p class="note" {
            "Cada línea es un método con los demás ajustes que mejor le van en todos los corpus: "
            @for (i, values) in view.drawn.families().enumerate() {
                @if i > 0 { "; " }
                (clipped(&described(values, &view.varying), 160))
            }
            "."
        }
    }
}

/// The mean of every value of every knob that varies.
pub(super) fn knobs(view: &View) -> Section {
    let body = html! {
        @if !view.varying.is_empty() {
            p {
                "La media de todos los ajustes que tienen ese valor. Cuando dos perillas dependen \
                 una de otra, la media de cada una no lo muestra."
            }
            @for (name, rows) in &view.corpora {
                @let judged = rows.iter().any(|row| row.operations.is_some());
                @let heads: &[&str] = if judged {
                    &["Perilla y valor", "Ajustes", "Operaciones", "B³ F", "Silueta"]
                } else {
                    &["Perilla y valor", "Ajustes", "Silueta"]
                };
                @let table = table_of(rows, view, &clipped(name, 60), heads, judged);
                (table.wide())
            }
        }
    };
    Section::new("perillas", "Qué hace cada perilla", body)
}

fn table_of(rows: &[&Row], view: &View, name: &str, heads: &[&str], judged: bool) -> Table {
    let mut table = Table::new(format!("Media por valor, {name}"), heads);
    for effect in effects(rows, &view.varying) {
        let value = clipped(&effect.value, 80);
        let mut cells = vec![format!("{}: {value}", effect.knob.in_spanish), number(effect.rows)];
        if judged {
            cells.push(effect.operations.map_or_else(dash, |n| decimal(n, 0)));
            cells.push(shown(effect.b_cubed_f));
        }
        cells.push(shown(effect.silhouette));
        table.rows.push(cells);
    }
    table
}

/// Time and memory of a setting, by method.
pub(super) fn cost(view: &View) -> Section {
    let heads = ["Método", "Ajustes", "Mediana", "El más lento", "Memoria"];
    let body = html! {
        p {
            "Lo que tarda un ajuste solo en un núcleo, de los vectores a los grupos, y la memoria \
             que ocupan sus matrices. Lo que los ajustes comparten se calcula una vez, así que el \
             barrido tarda menos que la suma."
        }
        @for (name, rows) in &view.corpora {
            @let name = clipped(name, 60);
            @let table = {
                let mut table = Table::new(format!("Tiempo y memoria, {name}"), &heads);
                table.rows = Algorithm::ALL.into_iter().filter_map(|a| cost_of(rows, a)).collect();
                table
            };
            (table.wide())
        }
    };
    Section::new("costo", "Tiempo y memoria", body)
}

fn cost_of(rows: &[&Row], algorithm: Algorithm) -> Option<Vec<String>> {
    let own: Vec<&&Row> = rows.iter().filter(|row| row.algorithm() == algorithm).collect();
    let mut times: Vec<f64> = own.iter().map(|row| row.milliseconds).collect();
    times.sort_by(f64::total_cmp);
    let seconds = |milliseconds: f64| format!("{} s", decimal(milliseconds / 1000.0, 2));
    let memory = own.iter().map(|row| row.megabytes).fold(0.0, f64::max);
    Some(vec![
        algorithm.in_spanish().to_owned(),
        number(own.len()),
        seconds(times.get(times.len() / 2).copied()?),
        seconds(times.last().copied()?),
        format!("{} MB", decimal(memory, 0)),
    ])
}

/// What the measures say, and the facts of the sweep.
pub(super) fn method(facts: &[(String, String)]) -> Section {
    let measures = [
        (
            "Operaciones de revisión",
            "correcciones que llevan de la propuesta a la referencia: aportes que se mueven, \
             grupos que se fusionan y grupos que se abren",
        ),
        (
            "Precisión y exhaustividad B³",
            "de los compañeros de grupo de un aporte, cuántos son de su desafío de referencia; y \
             de los de su desafío de referencia, cuántos están en su grupo. F es su media armónica \
             (Amigó y otros, 2009)",
        ),
        (
            "Estabilidad",
            "cuánto coinciden los grupos de muestras al azar de los mismos aportes: información \
             mutua ajustada (AMI), media de todos los pares de muestras; 1 es siempre igual",
        ),
        (
            "Silueta",
            "si cada aporte está más cerca de su grupo que del grupo vecino, de −1 a 1 \
             (Rousseeuw, 1987)",
        ),
        (
            "Par menos parecido",
            "el coseno de los dos aportes menos parecidos de un grupo, media de los grupos de dos \
             o más",
        ),
        ("Cruzan", "parte de los grupos con voces institucionales y ciudadanas"),
    ];
    let mut table = Table::new("Con qué se hizo este barrido", &["Dato", "Valor"]);
    table.wordy = 1;
    table.rows =
        facts.iter().map(|(name, fact)| vec![clipped(name, 120), clipped(fact, 1000)]).collect();
    let body = html! {
        ul { @for (name, what) in measures { li { strong { (name) } ": " (what) "." } } }
        p {
            "Un aporte que el método deja solo cuenta como un grupo de uno. Con cada grilla se prueba \
             también el ajuste de la corrida. Cuando se prueban muchos ajustes, alguno gana por azar: \
             las diferencias pequeñas no cuentan."
        }
        @if !facts.is_empty() { (table.html()) }
    };
    Section::new("metodo", "Cómo se midió", body)
}
