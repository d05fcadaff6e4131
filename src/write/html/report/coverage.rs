//! Whose statements these are: coverage by parish and by office, and how much of each meets the
//! other side.

use maud::{Markup, html};

use super::counts::{Coverage, coverage as covered};
use crate::domain::proposal::Proposal;
use crate::domain::statement::Origin;
use crate::write::html::shell::Section;
use crate::write::html::table::{Table, plate};
use crate::write::svg::AltText;
use crate::write::svg::bars::{BarSeries, stacked};
use crate::write::svg::words::{clipped, number, part};

/// The places drawn by themselves; the others are one bar.
const DRAWN: usize = 15;
/// The most places in the full table; the others are one row.
const LISTED: usize = 500;

/// A kind of place in the words of the page.
struct PlaceKind {
    id: &'static str,
    title: &'static str,
    desc: &'static str,
    head: &'static str,
    many: &'static str,
    none: &'static str,
    class: &'static str,
}

const PARROQUIAS: PlaceKind = PlaceKind {
    id: "parroquias-grafico",
    title: "Aportes ciudadanos por parroquia",
    desc: "Una barra por parroquia, en dos tramos: los aportes ciudadanos que cruzan con uno \
           institucional y los demás. Los valores están en la tabla.",
    head: "Parroquia",
    many: "parroquias",
    none: "(sin parroquia)",
    class: "ciud",
};

const ENTIDADES: PlaceKind = PlaceKind {
    id: "entidades-grafico",
    title: "Aportes institucionales por entidad",
    desc: "Una barra por entidad, en dos tramos: los aportes institucionales que cruzan con uno \
           ciudadano y los demás. Los valores están en la tabla.",
    head: "Entidad",
    many: "entidades",
    none: "(sin entidad)",
    class: "inst",
};

/// Both kinds of place.
pub(super) fn coverage(p: &Proposal) -> Section {
    let parroquias = covered(p, Origin::Citizen, |s| s.parroquia.as_deref());
    let entidades = covered(p, Origin::Institutional, |s| s.entidad.as_deref());
    let body = html! {
        p {
            "De dónde vienen los aportes leídos y cuántos de ellos están en una propuesta que \
             también tiene voces del otro lado."
        }
        (places("Por parroquia", &PARROQUIAS, &parroquias))
        (places("Por entidad", &ENTIDADES, &entidades))
    };
    Section::new("cobertura", "Cobertura por parroquia y por entidad", body)
}

fn places(title: &str, kind: &PlaceKind, rows: &[Coverage]) -> Markup {
    if rows.is_empty() {
        return html! {
            h3 { (title) }
            p { "No hay aportes de este lado." }
        };
    }
    let short = fold(kind, rows, DRAWN);
    // The folded rows would dwarf the others: only places are drawn.
    let places = rows.iter().filter(|r| r.name.is_some()).count();
    let drawn: Vec<_> = short[..if places > DRAWN + 1 { DRAWN } else { places.max(1) }]
        .iter()
        .map(|(name, [read, _, crossed])| (name.clone(), vec![*crossed, read - crossed]))
        .collect();
    let series = [
        BarSeries { class: "cruz", words: "cruzan", letter: "" },
        BarSeries { class: kind.class, words: "no cruzan", letter: "" },
    ];
    let words = AltText { id: kind.id, title: kind.title, desc: kind.desc };
    let plot = stacked(&words, &series, &drawn);
    let whole = short.len() == rows.len();
    let plot = html! {
        (plot)
        @if !whole {
            p class="note" {
                "Se dibujan las " (number(DRAWN)) " con más aportes; en la tabla están todas."
            }
        }
    };
    html! {
        div class="keep" {
            h3 { (title) }
            (plate(&plot, &table(kind, kind.title.to_owned(), &short).html()))
        }
        @if !whole {
            @let caption = format!("{}: la tabla completa", kind.title);
            (table(kind, caption, &fold(kind, rows, LISTED))
                .folded(&format!("Todas las {} ({})", kind.many, number(places))))
        }
    }
}

/// The first `most` places by name, the others as one row, and the unnamed as the last.
fn fold(kind: &PlaceKind, rows: &[Coverage], most: usize) -> Vec<(String, [usize; 3])> {
    let (named, unnamed): (Vec<_>, Vec<_>) = rows.iter().partition(|r| r.name.is_some());
    // One place is not folded away by itself: its row would take as much room.
    let kept = if named.len() == most + 1 { most + 1 } else { most.min(named.len()) };
    let mut short: Vec<(String, [usize; 3])> = named[..kept]
        .iter()
        .map(|r| {
            (clipped(r.name.as_deref().unwrap_or_default(), 100), [r.read, r.placed, r.crossed])
        })
        .collect();
    let sum = |rows: &[&Coverage]| {
        rows.iter().fold([0; 3], |[a, b, c], r| [a + r.read, b + r.placed, c + r.crossed])
    };
    let rest = &named[kept..];
    if !rest.is_empty() {
        short.push((format!("Otras {} {}", number(rest.len()), kind.many), sum(rest)));
    }
    if !unnamed.is_empty() {
        short.push((kind.none.to_owned(), sum(&unnamed)));
    }
    short
}

fn table(kind: &PlaceKind, caption: String, rows: &[(String, [usize; 3])]) -> Table {
    let mut table =
        Table::new(caption, &[kind.head, "Leídos", "En pro\u{ad}puestas", "Cruzan", "% que cruza"]);
    let cells = |name: &str, [read, placed, crossed]: [usize; 3]| {
        let share = part(crossed, read);
        vec![name.to_owned(), number(read), number(placed), number(crossed), share]
    };
    let mut all = [0; 3];
    for (name, counts) in rows {
        table.rows.push(cells(name, *counts));
        all = [0, 1, 2].map(|i| all[i] + counts[i]);
    }
    table.total = Some(cells("Total", all));
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_tail_folds_into_one_row_and_loses_nothing() {
        let row = |name: Option<usize>| Coverage {
            name: name.map(|n| format!("P{n}")),
            read: 3,
            placed: 2,
            crossed: 1,
        };
        let rows: Vec<_> = (0..40).map(Some).chain([None]).map(row).collect();
        let short = fold(&PARROQUIAS, &rows, 15);
        assert_eq!(short.len(), 17);
        assert_eq!(short[15], ("Otras 25 parroquias".into(), [75, 50, 25]));
        assert_eq!(short[16], ("(sin parroquia)".into(), [3, 2, 1]));
        assert_eq!(short.iter().map(|(_, n)| n[0]).sum::<usize>(), 123);
        assert_eq!(fold(&PARROQUIAS, &rows[..16], 15).len(), 16);
    }
}
