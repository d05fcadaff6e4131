//! The curves over the number of groups, corpus by corpus: which series are drawn, what each plot
//! shows, and the table with the same numbers.

use std::collections::BTreeMap;

use maud::Markup;

use crate::evaluate::sweep::Row;
use crate::evaluate::sweep::effects::{described, mean};
use crate::evaluate::sweep::knob::Knob;
use crate::evaluate::sweep::ranking::Ranking;
use crate::evaluate::sweep::row::KnobValues;
use crate::evaluate::table::decimal;
use crate::propose::cluster::Algorithm;
use crate::write::html::table::Table;
use crate::write::svg::AltText;
use crate::write::svg::points::{Axes, LOOKS, PointSeries, plot};
use crate::write::svg::words::{clipped, number, percent};

/// A measure that has a curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Curve {
    Operations,
    BCubedF,
    PrecisionRecall,
    Silhouette,
    WeakestPair,
    Stability,
    CrossedShare,
    Largest,
}

impl Curve {
    /// What needs a reference.
    pub(super) const JUDGED: [Self; 3] = [Self::Operations, Self::BCubedF, Self::PrecisionRecall];
    /// What needs none.
    pub(super) const INTERNAL: [Self; 5] =
        [Self::Stability, Self::Silhouette, Self::WeakestPair, Self::CrossedShare, Self::Largest];

    /// The name in ids and files.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Operations => "operations",
            Self::BCubedF => "b-cubed-f",
            Self::PrecisionRecall => "precision-recall",
            Self::Silhouette => "silhouette",
            Self::WeakestPair => "weakest-pair",
            Self::Stability => "stability",
            Self::CrossedShare => "crossed-share",
            Self::Largest => "largest",
        }
    }

    /// What the y axis shows.
    pub(super) fn in_spanish(self) -> &'static str {
        match self {
            Self::Operations => "Operaciones de revisión (menos es mejor)",
            Self::BCubedF => "B³ F (más es mejor)",
            Self::PrecisionRecall => "Precisión B³",
            Self::Silhouette => "Silueta (más: grupos más apartados)",
            Self::WeakestPair => "Coseno del par menos parecido, medio",
            Self::Stability => "Estabilidad (AMI entre remuestreos)",
            Self::CrossedShare => "Parte de los grupos que cruzan",
            Self::Largest => "Aportes en el grupo más grande",
        }
    }

    fn point(self, row: &Row) -> Option<(f64, f64)> {
        let groups = row.groups as f64;
        Some(match self {
            Self::Operations => (groups, row.operations? as f64),
            Self::BCubedF => (groups, row.b_cubed_f?),
            Self::PrecisionRecall => (row.b_cubed_recall?, row.b_cubed_precision?),
            Self::Silhouette => (groups, row.silhouette?),
            Self::WeakestPair => (groups, row.weakest_pair?),
            Self::Stability => (groups, row.stability?),
            Self::CrossedShare => (groups, row.crossed_share?),
            Self::Largest => (groups, row.largest as f64),
        })
    }
}

/// A drawing and the name of its file.
pub(super) struct Figure {
    pub(super) file: String,
    pub(super) image: Markup,
}

/// The families that are drawn, with their words: of every algorithm the one that does best over
/// all corpora; where there is one algorithm only, the best of its families.
pub(super) struct Drawn {
    families: Vec<(KnobValues, String)>,
}

impl Drawn {
    pub(super) fn of(rows: &[Row], ranking: &Ranking, varying: &[&Knob]) -> Self {
        let places: BTreeMap<&str, f64> =
            ranking.settings.iter().map(|s| (s.key.as_str(), s.mean)).collect();
        let mut known: BTreeMap<KnobValues, Vec<&Row>> = BTreeMap::new();
        for row in rows {
            known.entry(row.knobs.clone()).or_default().push(row);
        }
        let score = |own: &[&Row]| {
            // Fewer is better: mean place with a reference, mean silhouette without.
            let places = own.iter().filter_map(|r| places.get(r.key.as_str()).copied());
            let silhouettes = own.iter().filter_map(|r| r.silhouette);
            mean(places).or_else(|| mean(silhouettes).map(|s| -s)).unwrap_or(f64::INFINITY)
        };
        let mut scored: Vec<(KnobValues, f64)> =
            known.into_iter().map(|(family, own)| (family, score(&own))).collect();
        scored.sort_by(|a, b| a.1.total_cmp(&b.1));
        let by_algorithm = varying.iter().any(|knob| knob.is_algorithm());
        let mut families: Vec<KnobValues> = Vec::new();
        for (family, _) in scored {
            let same = |other: &KnobValues| by_algorithm && other.algorithm() == family.algorithm();
            if !families.iter().any(same) {
                families.push(family);
            }
        }
        families.truncate(LOOKS);
        if by_algorithm {
            families
                .sort_by_key(|family| Algorithm::ALL.iter().position(|a| *a == family.algorithm()));
        }
        let words = |family: &KnobValues| {
            if by_algorithm {
                family.algorithm().in_spanish().to_owned()
            } else {
                described(family, varying)
            }
        };
        Self { families: families.into_iter().map(|f| (f.clone(), words(&f))).collect() }
    }

    /// What each series is beyond its name, for the sentence above the plots.
    pub(super) fn families(&self) -> impl Iterator<Item = &KnobValues> {
        self.families.iter().map(|(family, _)| family)
    }

    /// The plot of a measure on one corpus; `None` where nothing was measured.
    pub(super) fn figure(
        &self,
        rows: &[&Row],
        own: &str,
        curve: Curve,
        (place, name): (usize, &str),
    ) -> Option<Figure> {
        let series: Vec<PointSeries> = self
            .families
            .iter()
            .map(|(family, label)| {
                let mut points: Vec<(usize, (f64, f64))> = rows
                    .iter()
                    .filter(|row| row.knobs.clone() == *family)
                    .filter_map(|row| Some((row.groups, curve.point(row)?)))
                    .collect();
                points.sort_by_key(|(groups, _)| *groups);
                let points = points.into_iter().map(|(_, point)| point).collect();
                PointSeries { label: label.clone(), points }
            })
            .filter(|series: &PointSeries| !series.points.is_empty())
            .collect();
        if series.is_empty() {
            return None;
        }
        let own = rows.iter().find(|row| row.key == own).and_then(|row| curve.point(row));
        let recall = curve == Curve::PrecisionRecall;
        let x = if recall { "exhaustividad B³" } else { "grupos" };
        let id = format!("c{place}-{}", curve.as_str());
        let title = format!("{} · {}", curve.in_spanish(), clipped(name, 60));
        let desc = format!(
            "Una línea por método; el círculo grande es el ajuste de la corrida. Eje horizontal: \
             {x}.{} Los valores están en la tabla.",
            if recall {
                " Las líneas grises unen puntos con la misma media armónica."
            } else {
                ""
            }
        );
        let words = AltText { id: &id, title: &title, desc: &desc };
        let axes = Axes { x, y: curve.in_spanish(), own, joined: true, harmonic: recall };
        let file = format!("{}-{}.svg", file_name(place, name), curve.as_str());
        Some(Figure { file, image: plot(&words, &axes, &series) })
    }

    /// The numbers of the curves that need a reference.
    pub(super) fn judged(&self, rows: &[&Row], name: &str) -> Table {
        let heads =
            ["Método", "Grupos", "Operaciones", "B³ F", "Precisión", "Exhaustividad", "ARI", "AMI"];
        let caption = format!("Frente a la referencia, {}", clipped(name, 60));
        self.table(rows, &caption, &heads, |row| {
            vec![
                row.operations.map_or_else(dash, number),
                shown(row.b_cubed_f),
                shown(row.b_cubed_precision),
                shown(row.b_cubed_recall),
                shown(row.adjusted_rand),
                shown(row.adjusted_mutual_information),
            ]
        })
    }

    /// The numbers of the curves that need none.
    pub(super) fn internal(&self, rows: &[&Row], name: &str) -> Table {
        let heads = [
            "Método",
            "Grupos",
            "Estabilidad",
            "Silueta",
            "Par menos parecido",
            "Cruzan",
            "El más grande",
            "De uno solo",
        ];
        let caption = format!("Sin referencia, {}", clipped(name, 60));
        self.table(rows, &caption, &heads, |row| {
            vec![
                shown(row.stability),
                shown(row.silhouette),
                shown(row.weakest_pair),
                row.crossed_share.map_or_else(dash, percent),
                number(row.largest),
                number(row.singletons),
            ]
        })
    }

    fn table(
        &self,
        rows: &[&Row],
        caption: &str,
        heads: &[&str],
        cells: impl Fn(&Row) -> Vec<String>,
    ) -> Table {
        let mut table = Table::new(caption, heads);
        for (family, label) in &self.families {
            let mut own: Vec<&&Row> = rows.iter().filter(|r| r.knobs == *family).collect();
            own.sort_by_key(|row| row.groups);
            for row in own {
                let first = [label.clone(), number(row.groups)];
                table.rows.push(first.into_iter().chain(cells(row)).collect());
            }
        }
        table
    }
}

/// A share or a cosine with two decimals, or a dash.
pub(super) fn shown(value: Option<f64>) -> String {
    value.map_or_else(dash, |value| decimal(value, 2).replace('-', "−"))
}

/// The sign for nothing.
pub(super) fn dash() -> String {
    "—".to_owned()
}

/// What the files of a corpus begin with: its place and its name in plain letters.
pub(super) fn file_name(place: usize, name: &str) -> String {
    let plain: String = crate::text::fold(name)
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(40)
        .collect();
    let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    format!("{}-{}", place + 1, if parts.is_empty() { "corpus".into() } else { parts.join("-") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::sweep::effects::varying;
    use crate::evaluate::sweep::row::sample;

    #[test]
    fn one_family_an_algorithm_is_drawn_and_its_points_go_from_few_groups_to_many() {
        let rows = sample::rows();
        let all: Vec<&Row> = rows.iter().collect();
        let drawn = Drawn::of(&rows, &Ranking::of(&all), &varying(&rows));
        assert_eq!(drawn.families().count(), 3);
        let of: Vec<&Row> = rows.iter().filter(|r| r.corpus == "dos").collect();
        let figure = drawn.figure(&of, &rows[0].key, Curve::Silhouette, (1, "dos"));
        assert_eq!(figure.expect("was measured").file, "2-dos-silhouette.svg");
        assert!(drawn.figure(&of, "", Curve::Operations, (1, "dos")).is_none());
        let table = drawn.internal(&of, "dos");
        assert_eq!(table.rows.len(), 9);
        let only: Vec<Row> =
            rows.iter().filter(|r| r.algorithm() == Algorithm::Ward).cloned().collect();
        let drawn = Drawn::of(&only, &Ranking::default(), &varying(&only));
        assert_eq!(drawn.families().count(), 2);
        assert_eq!(drawn.families[0].1, "rondas de suavizado 2");
    }

    #[test]
    fn files_are_named_in_plain_letters() {
        assert_eq!(file_name(0, "Cantón Costa/../«x»"), "1-canton-costa-x");
        assert_eq!(file_name(3, "../"), "4-corpus");
    }
}
