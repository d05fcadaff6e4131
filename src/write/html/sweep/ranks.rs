//! Which setting wins, and whether what one corpus chooses is confirmed by the others.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::curves::{Figure, dash};
use crate::evaluate::sweep::Row;
use crate::evaluate::sweep::effects::described;
use crate::evaluate::sweep::knob::Knob;
use crate::evaluate::sweep::ranking::{Ranked, Ranking};
use crate::evaluate::table::decimal;
use crate::propose::cluster::Algorithm;
use crate::write::html::table::Table;
use crate::write::svg::AltText;
use crate::write::svg::points::{Axes, LOOKS, PointSeries, plot};
use crate::write::svg::words::{clipped, count, number};

/// The most settings that a table lists.
const LISTED: usize = 15;
/// The most corpora held against the first.
const PLOTS: usize = 3;

/// The rows of a sweep by key, and the words for settings.
pub(super) struct Names<'a> {
    rows: BTreeMap<&'a str, &'a Row>,
    varying: &'a [&'static Knob],
    own: &'a str,
}

impl<'a> Names<'a> {
    pub(super) fn new(rows: &'a [Row], varying: &'a [&'static Knob], own: &'a str) -> Self {
        Self { rows: rows.iter().map(|row| (row.key.as_str(), row)).collect(), varying, own }
    }

    /// A setting in words; with how many groups it wants unless these are shown elsewhere.
    pub(super) fn setting(&self, key: &str, with_groups: bool) -> String {
        let Some(row) = self.rows.get(key) else { return key.to_owned() };
        let mut words = described(&row.knobs, self.varying);
        if with_groups {
            words = format!("{words}, {}", wanted(row));
        }
        let own = if key == self.own { " (el de la corrida)" } else { "" };
        format!("{}{own}", clipped(&words, 160))
    }

    fn algorithm(&self, key: &str) -> Option<Algorithm> {
        self.rows.get(key).map(|row| row.algorithm())
    }
}

/// How many groups a row's setting wants, in words.
pub(super) fn wanted(row: &Row) -> String {
    match (row.target_multiple, row.target_height, row.target_groups) {
        (Some(1.0), ..) => "los grupos de la corrida".to_owned(),
        (Some(times), ..) => format!("grupos × {}", times.to_string().replace('.', ",")),
        (_, Some(height), _) => format!("altura {}", height.to_string().replace('.', ",")),
        (.., Some(groups)) => count(groups, "grupo", "grupos"),
        _ => String::new(),
    }
}

/// The best settings, and the run's own wherever it stands.
pub(super) fn table(ranking: &Ranking, names: &Names, caption: &str, with_groups: bool) -> Markup {
    let mut table = Table::new(caption, &["Ajuste", "Puesto", "Media de puestos"]);
    for corpus in &ranking.corpora {
        table.heads.push(format!("{}: operaciones", clipped(corpus, 40)));
        table.heads.push("B³ F".to_owned());
    }
    table.heads.push("Clave".to_owned());
    table.wordy = 1;
    let line = |(place, setting): (usize, &Ranked)| {
        let mut cells = vec![
            names.setting(&setting.key, with_groups),
            number(place + 1),
            decimal(setting.mean, 1),
        ];
        for place in &setting.places {
            cells.push(format!("{} ({})", number(place.operations), ordinal(place.rank)));
            cells.push(decimal(place.b_cubed_f, 2));
        }
        cells.push(setting.key.clone());
        cells
    };
    table.rows.extend(ranking.settings.iter().enumerate().take(LISTED).map(line));
    table.rows.extend(ranking.find(names.own).filter(|(place, _)| *place >= LISTED).map(line));
    html! {
        (table.wide())
        @if ranking.settings.len() > LISTED {
            p class="note" {
                "Se muestran los mejores de " (count(ranking.settings.len(), "ajuste", "ajustes"))
                " y el de la corrida; los demás están en sweep.csv."
            }
        }
    }
}

/// A place as it is written: `3.º`, `2,5.º` for one that is shared.
fn ordinal(rank: f64) -> String {
    format!("{}.º", decimal(rank, usize::from(rank.fract() > 0.0)))
}

/// What each corpus alone would choose, and how that does on the others.
pub(super) fn confirmed(ranking: &Ranking, names: &Names) -> Markup {
    let heads = ["Elegido solo en", "Ajuste"];
    let mut table = Table::new("Elegido en un corpus, confirmado en los otros", &heads);
    let on = |c: &String| format!("En {}", clipped(c, 40));
    table.heads.extend(ranking.corpora.iter().map(on));
    table.wordy = table.heads.len() - 1;
    let line = |name: String, setting: &Ranked| {
        let mut cells = vec![name, names.setting(&setting.key, true)];
        for c in 0..ranking.corpora.len() {
            let found = ranking.confirmed(setting, c);
            cells.push(if found.more == 0 {
                format!("{}: el mejor", number(found.operations))
            } else {
                format!(
                    "{}: {} de {}, {} más que el mejor",
                    number(found.operations),
                    ordinal(found.rank),
                    number(ranking.settings.len()),
                    number(found.more)
                )
            });
        }
        cells
    };
    for (c, corpus) in ranking.corpora.iter().enumerate() {
        table.rows.extend(ranking.chosen_on(c).map(|s| line(clipped(corpus, 60), s)));
    }
    table.rows.extend(ranking.winner().map(|s| line("Todos, por la media".to_owned(), s)));
    table.rows.extend(ranking.find(names.own).map(|(_, s)| line("La corrida".to_owned(), s)));
    table.wide()
}

/// How far the corpora agree on the order of the settings.
pub(super) fn agreement(ranking: &Ranking) -> Markup {
    let mut table =
        Table::new("Acuerdo entre corpus sobre el orden de los ajustes (Spearman)", &["Corpus"]);
    table.heads.extend(ranking.corpora.iter().map(|c| clipped(c, 40)));
    for (i, corpus) in ranking.corpora.iter().enumerate() {
        let cells = (0..ranking.corpora.len()).map(|j| match ranking.agreement(i, j) {
            _ if i == j => String::new(),
            Some(value) => decimal(value, 2),
            None => dash(),
        });
        table.rows.push(std::iter::once(clipped(corpus, 60)).chain(cells).collect());
    }
    table.wide()
}

/// The places on the first corpus against those on others, one point a setting.
pub(super) fn figures(ranking: &Ranking, names: &Names) -> Vec<Figure> {
    let Some((first, others)) = ranking.corpora.split_first() else { return Vec::new() };
    if ranking.settings.len() < 2 {
        return Vec::new();
    }
    let mut drawn = Vec::new();
    for (i, other) in others.iter().enumerate().take(PLOTS) {
        let place = |s: &Ranked| (s.places[0].rank, s.places[i + 1].rank);
        let series: Vec<PointSeries> = Algorithm::ALL
            .into_iter()
            .map(|algorithm| PointSeries {
                label: algorithm.in_spanish().to_owned(),
                points: ranking
                    .settings
                    .iter()
                    .filter(|s| names.algorithm(&s.key) == Some(algorithm))
                    .map(place)
                    .collect(),
            })
            .filter(|series| !series.points.is_empty())
            .take(LOOKS)
            .collect();
        let own = ranking.find(names.own).map(|(_, s)| place(s));
        let (x, y) = (
            format!("puesto en {}", clipped(first, 30)),
            format!("Puesto en {}", clipped(other, 30)),
        );
        let id = format!("ranks-{}", i + 2);
        let title = format!("Puestos en {} y en {}", clipped(first, 40), clipped(other, 40));
        let words = AltText {
            id: &id,
            title: &title,
            desc: "Un punto por ajuste; cerca de la diagonal, los dos corpus lo ponen en el mismo \
                   puesto. El acuerdo está en la tabla y los puestos, en sweep.csv.",
        };
        let axes = Axes { x: &x, y: &y, own, ..Axes::default() };
        drawn.push(Figure {
            file: format!("ranks-1-{}.svg", i + 2),
            image: plot(&words, &axes, &series),
        });
    }
    drawn
}
