//! The opening of the report, the funnel, and the counts by competencia and by size.

use maud::{Markup, html};

use super::competencia;
use super::counts::{by_competencia, sizes as sizes_of, states};
use super::funnel::{Stage, funnel as drawn_funnel};
use crate::domain::proposal::{Proposal, Sides, Standing};
use crate::write::html::shell::Section;
use crate::write::html::table::{Table, plate};
use crate::write::svg::AltText;
use crate::write::svg::bars::{BarSeries, bars, columns};
use crate::write::svg::words::{count, number};
use crate::write::workbook::by_sides;

/// The two origins as series of bars.
pub(super) const ORIGINS: [BarSeries; 2] = [
    BarSeries { class: "inst", words: "institucionales", letter: "I" },
    BarSeries { class: "ciud", words: "ciudadanos", letter: "C" },
];

fn sum(pair: [usize; 2]) -> usize {
    pair[0] + pair[1]
}

/// What this is, and the totals that add up.
pub(super) fn opening(p: &Proposal) -> Markup {
    let s = states(p);
    let skipped = count(p.skipped_rows, "fila omitida", "filas omitidas");
    let sums = [
        (number(sum(s.read)), "aportes leídos"),
        (number(p.candidates.len()), "propuestas de desafío"),
        (number(p.candidates_with(Sides::Both)), "cruzan lo institucional y lo ciudadano"),
        (number(p.candidates.len() - p.candidates_with(Sides::Both)), "tienen un solo lado"),
    ];
    html! {
        p class="lede" {
            "Un " (p.frame.challenge()) " es producto del cruce de los desafíos que formula la \
             institución con los que se formulan en los espacios participativos. Este informe \
             resume las propuestas que salen de reunir los aportes parecidos. "
            (standing(p)) " Las personas que revisan aceptan, corrigen o descartan."
        }
        dl class="sums" {
            @for (figure, name) in sums { div { dt { (name) } dd { (figure) } } }
        }
        p {
            (count(s.read[0], "institucional", "institucionales")) " + "
            (count(s.read[1], "ciudadano", "ciudadanos")) " = "
            (count(sum(s.read), "aporte leído", "aportes leídos"))
            @if p.skipped_rows > 0 { " (más " (skipped) " por tener problemas)" }
            ": " (number(sum(s.placed))) " en propuestas + "
            (number(sum(s.out))) " fuera de competencia + "
            (count(sum(s.discarded), "descartado", "descartados")) " + "
            (count(sum(s.pending), "pendiente", "pendientes")) ". "
            "Resultan " (count(p.candidates.len(), "propuesta", "propuestas")) ": "
            (by_sides(p, count)) "."
        }
    }
}

/// How many candidates people had accepted before the run, with nothing in dispute.
fn accepted(p: &Proposal) -> usize {
    let is_accepted = |s: &Standing| s.accepted && s.contested.is_none();
    p.candidates.iter().filter(|c| c.decided.as_ref().is_some_and(is_accepted)).count()
}

/// What people had decided before the run, in a sentence.
fn standing(p: &Proposal) -> String {
    let texts = p.placements.iter().filter(|placement| placement.decided.is_some()).count();
    match (texts, accepted(p)) {
        (0, 0) => "Nada está decidido todavía.".to_owned(),
        (texts, accepted) => format!(
            "De rondas anteriores vienen {} y {}; lo demás está por decidir.",
            count(texts, "aporte decidido", "aportes decididos"),
            count(accepted, "propuesta aceptada", "propuestas aceptadas"),
        ),
    }
}

/// Figure 2 of the source, with the account of every statement.
pub(super) fn funnel(p: &Proposal) -> Section {
    let s = states(p);
    let stage = |class, figure: usize, name: &str, detail: String| Stage {
        class,
        figure: number(figure),
        name: name.to_owned(),
        detail,
    };
    let sources = [
        stage("inst", s.read[0], "aportes institucionales", String::new()),
        stage("ciud", s.read[1], "aportes ciudadanos", String::new()),
    ];
    let held = format!("{} + {}", number(s.placed[0]), number(s.placed[1]));
    let open = p.candidates.len() - accepted(p);
    let rest = match accepted(p) {
        0 => "Lo deciden las personas".to_owned(),
        n => format!("{} de rondas anteriores", count(n, "ya aceptada", "ya aceptadas")),
    };
    let stages = [
        stage("paso", sum(s.placed), "aportes entran al cruce", held),
        stage("cruz", p.candidates.len(), "propuestas de desafío", by_sides(p, count)),
        stage("paso", open, "por decidir", rest),
    ];
    let aside = format!(
        "No entran al cruce: {} fuera de competencia, {} y {}.",
        number(sum(s.out)),
        count(sum(s.discarded), "descartado", "descartados"),
        count(sum(s.pending), "pendiente", "pendientes"),
    );
    let words = AltText {
        id: "embudo-grafico",
        title: "Del conjunto de aportes a las propuestas",
        desc: &format!(
            "{} y {} entran en un embudo; {} pasan al cruce y forman {}, de las que {} por decidir. {aside}",
            count(s.read[0], "aporte institucional", "aportes institucionales"),
            count(s.read[1], "aporte ciudadano", "aportes ciudadanos"),
            number(sum(s.placed)),
            count(p.candidates.len(), "propuesta", "propuestas"),
            count(open, "queda", "quedan"),
        ),
    };
    let mut table =
        Table::new("Dónde está cada aporte leído", &["Estado", "Inst.", "Ciud.", "Total"]);
    let row = |name: &str, pair: [usize; 2]| {
        vec![name.to_owned(), number(pair[0]), number(pair[1]), number(sum(pair))]
    };
    let alone = [s.placed[0] - s.crossed[0], s.placed[1] - s.crossed[1]];
    table.rows = vec![
        row("En una propuesta cruzada", s.crossed),
        row("En una propuesta de un solo lado", alone),
        row("Fuera de competencia", s.out),
        row("Descartados por una persona", s.discarded),
        row("Pendientes de una persona", s.pending),
    ];
    table.total = Some(row("Leídos", s.read));
    let data = html! {
        (table.html())
        p class="note" {
            "Cada aporte está en un solo estado. «Inst.» son los institucionales; «Ciud.», los \
             ciudadanos."
            @if p.skipped_rows > 0 {
                " Aparte, " (count(p.skipped_rows, "fila omitida", "filas omitidas"))
                " por tener problemas: están al final del informe."
            }
        }
    };
    let plot = drawn_funnel(&words, [&sources[0], &sources[1]], &aside, &stages);
    let body = plate(&plot, &data);
    Section::new("embudo", "De los aportes leídos a las propuestas", body)
}

/// Statements by competencia and origin, with the candidates they make.
pub(super) fn competencias(p: &Proposal) -> Section {
    let rows = by_competencia(p);
    let names: Vec<String> = (0..rows.len()).map(|i| competencia(p, i)).collect();
    let drawn: Vec<_> =
        names.iter().zip(&rows).map(|(n, r)| (n.clone(), r.placed.to_vec())).collect();
    let words = AltText {
        id: "competencias-grafico",
        title: "Aportes por competencia y origen",
        desc: "Dos barras por competencia: arriba los aportes institucionales, abajo los \
               ciudadanos. Los valores están en la tabla.",
    };
    let mut table = Table::new(
        "Aportes en propuestas y propuestas, por competencia asignada",
        &["Competencia", "Inst.", "Ciud.", "Total", "Pro\u{ad}puestas"],
    );
    let cells = |name: &str, pair: [usize; 2], made: usize| {
        vec![name.to_owned(), number(pair[0]), number(pair[1]), number(sum(pair)), number(made)]
    };
    let mut all = ([0, 0], 0);
    for (name, row) in names.iter().zip(&rows) {
        let made = row.candidates.iter().sum();
        table.rows.push(cells(name, row.placed, made));
        all = ([all.0[0] + row.placed[0], all.0[1] + row.placed[1]], all.1 + made);
    }
    table.total = Some(cells("En propuestas", all.0, all.1));
    let body = html! {
        p {
            "La competencia es la asignada a cada aporte. Se cuentan los que están en alguna \
             propuesta; los demás están en la tabla anterior."
        }
        (plate(&bars(&words, &ORIGINS, &drawn), &table.html()))
    };
    Section::new("competencias", "Aportes por competencia y origen", body)
}

/// How many statements the candidates hold.
pub(super) fn sizes(p: &Proposal) -> Section {
    let sizes = sizes_of(p);
    let drawn: Vec<_> = sizes.iter().map(|s| (s.label.clone(), s.candidates)).collect();
    let words = AltText {
        id: "tamanos-grafico",
        title: "Propuestas según cuántos aportes reúnen",
        desc: "Una columna por tamaño; su altura es el número de propuestas. Los valores están en \
               la tabla.",
    };
    let mut table = Table::new(
        "Propuestas según cuántos aportes reúnen",
        &["Aportes por propuesta", "Propuestas", "Aportes que reúnen"],
    );
    let row =
        |name: &str, made: usize, held: usize| vec![name.to_owned(), number(made), number(held)];
    table.rows = sizes.iter().map(|s| row(&s.label, s.candidates, s.statements)).collect();
    let held = sizes.iter().map(|s| s.statements).sum();
    table.total = Some(row("Total", p.candidates.len(), held));
    let body = html! {
        p {
            "Una propuesta de un solo aporte es legítima. Las que reúnen muchos son las que más \
             conviene revisar: es donde suelen mezclarse asuntos distintos."
        }
        @if sizes.is_empty() { p { "No hay propuestas." } }
        @else {
            (plate(&columns(&words, "sola", "aportes por propuesta", &drawn), &table.html()))
        }
    };
    Section::new("tamanos", "Tamaño de las propuestas", body)
}
