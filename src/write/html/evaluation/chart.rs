//! The page's charts; every one stands beside a table with the same numbers.

use maud::{Markup, html};

use crate::domain::calibration::Calibration;
use crate::evaluate::recognition::{LearningCurve, Point};
use crate::evaluate::table::{decimal, value};
use crate::evaluate::{Measure, PartitionScores, Score};
use crate::write::svg::{
    AltText, Anchor, LABEL, Shape, TextStyle, WIDTH, at, image, key_with, leading, line, mark,
    path, rect, stroke, width, wrap,
};

/// Where the bars start: names stand to the left.
const LEFT: f32 = 128.0;
/// Where the longest bar ends: values stand to the right.
const RIGHT: f32 = 300.0;
/// The height of a bar's row.
const ROW: f32 = 32.0;
/// The height of a bar's row with marks under the bar.
const TALL_ROW: f32 = 46.0;
/// The radius of a mark.
const MARK: f32 = 4.0;

const NAME: TextStyle = TextStyle { class: "", size: LABEL, anchor: Anchor::End };
const VALUE: TextStyle = TextStyle { class: "value", size: LABEL, anchor: Anchor::Start };
const TICK: TextStyle = TextStyle { class: "quiet", size: 10.5, anchor: Anchor::Middle };
const LEVEL: TextStyle = TextStyle { class: "quiet", size: 10.5, anchor: Anchor::End };
const AXIS: TextStyle = TextStyle { class: "quiet", size: LABEL, anchor: Anchor::Middle };

/// Where a share (0…1) of the longest bar ends.
fn across(share: f64) -> f32 {
    LEFT + (RIGHT - LEFT) * share.clamp(0.0, 1.0) as f32
}

/// The interval of a value, from and to as shares of the longest bar.
fn whisker(low: f64, high: f64, middle: f32) -> Markup {
    let (low, high) = (across(low), across(high));
    html! {
        (stroke("whisker", low, middle, high, middle))
        @for end in [low, high] { (stroke("whisker", end, middle - 4.0, end, middle + 4.0)) }
    }
}

/// The name of a row left of its bar, around its middle.
fn name(text: &str, middle: f32) -> Markup {
    let lines = wrap(text, LABEL, LEFT - 10.0);
    let top = middle - leading(LABEL) * lines.len() as f32 / 2.0;
    NAME.lines(LEFT - 8.0, top + LABEL * 0.95, &lines)
}

/// Reviewer operations of the run, with its interval, and of the baselines.
pub(super) fn operations(scores: &PartitionScores) -> Markup {
    let Some(score) = scores.score(Measure::Operations) else { return html! {} };
    let high = score.interval.map_or(score.run, |interval| interval.high);
    let most = [score.alone, score.competencia, score.random, 1.0].into_iter().fold(high, f64::max);
    let bars = [
        ("Propuesta", score.run, "run"),
        ("Cada uno solo", score.alone, "base"),
        ("Por competencia", score.competencia, "base"),
        ("Al azar", score.random, "base"),
    ];
    let shown = |number| value(score.measure, number);
    let desc = format!(
        "Operaciones de revisión: propuesta {}, cada uno solo {}, por competencia {}, al azar {}.",
        shown(score.run),
        shown(score.alone),
        shown(score.competencia),
        shown(score.random)
    );
    let words = AltText {
        id: "operaciones-grafico",
        title: "Operaciones de revisión (menos es mejor)",
        desc: &desc,
    };
    let body = html! {
        @for (i, (label, number, class)) in bars.into_iter().enumerate() {
            @let middle = ROW * (i as f32 + 0.5);
            (name(label, middle))
            (rect(class, LEFT, middle - 8.0, across(number / most) - LEFT, 16.0))
            @if let (0, Some(interval)) = (i, score.interval) {
                (whisker(interval.low / most, interval.high / most, middle))
            }
            @let end = if i == 0 { high } else { number };
            (VALUE.line(across(end / most) + 5.0, middle + 4.0, &shown(number)))
        }
        (line(LEFT, 0.0, LEFT, ROW * 4.0))
    };
    figure(&words, ROW * 4.0, &body)
}

/// The measures of [`agreement`].
const AGREEMENT: [Measure; 6] = [
    Measure::AdjustedRand,
    Measure::AdjustedMutualInformation,
    Measure::BCubedF,
    Measure::ExtendedBCubedF,
    Measure::PairsF,
    Measure::VMeasure,
];

/// The baselines, each with the shape of its mark.
const BASELINES: [(Shape, &str); 3] = [
    (Shape::Circle, "cada uno solo"),
    (Shape::Square, "por competencia"),
    (Shape::Triangle, "al azar"),
];

/// Agreement with the reference, 0…1, with intervals, and the baselines as marks.
pub(super) fn agreement(scores: &PartitionScores) -> Markup {
    let shown: Vec<&Score> = AGREEMENT.iter().filter_map(|&m| scores.score(m)).collect();
    let said: Vec<String> = shown
        .iter()
        .map(|score| format!("{} {}", score.measure.in_spanish(), value(score.measure, score.run)))
        .collect();
    let desc = format!("{}.", said.join("; "));
    let words = AltText {
        id: "acuerdo-grafico",
        title: "Acuerdo con la referencia (más es mejor)",
        desc: &desc,
    };
    let names: Vec<&str> =
        std::iter::once("propuesta").chain(BASELINES.iter().map(|(_, name)| *name)).collect();
    let (key, top) = key_with(&names, |i, x, y| match i.checked_sub(1) {
        Some(base) => mark(BASELINES[base].0, "base", x, y, MARK),
        None => rect("run", x - 5.5, y - 5.5, 11.0, 11.0),
    });
    let bottom = top + TALL_ROW * shown.len() as f32;
    let body = html! {
        (key)
        @for fifth in 0..=5 {
            @let x = across(f64::from(fifth) / 5.0);
            (stroke("grid", x, top, x, bottom))
            (TICK.line(x, bottom + 14.0, &decimal(f64::from(fifth) / 5.0, 1)))
        }
        @for (i, score) in shown.into_iter().enumerate() {
            @let middle = top + TALL_ROW * (i as f32 + 0.5);
            (name(score.measure.in_spanish(), middle))
            (rect("run", LEFT, middle - 14.0, across(score.run) - LEFT, 14.0))
            @for ((shape, _), share) in
                BASELINES.iter().zip([score.alone, score.competencia, score.random]) {
                (mark(*shape, "base", across(share), middle + 9.0, MARK))
            }
            @if let Some(interval) = score.interval {
                (whisker(interval.low, interval.high, middle - 7.0))
            }
            (VALUE.line(RIGHT + 6.0, middle + 4.0, &value(score.measure, score.run)))
        }
        (line(LEFT, top, LEFT, bottom))
    };
    figure(&words, bottom + 20.0, &body)
}

/// A chart under its heading.
fn figure(words: &AltText, height: f32, body: &Markup) -> Markup {
    html! { figure { figcaption { (words.title) } (image(words, height, body)) } }
}

/// A small bar of a share (0…1) for a table's cell; the number stands beside it.
pub(super) fn bar(share: f64) -> Markup {
    html! {
        svg.bar viewBox="0 0 90 12" aria-hidden="true" {
            (stroke("grid", 0.0, 11.5, 90.0, 11.5))
            (rect("run", 0.0, 1.0, 90.0 * share.clamp(0.0, 1.0) as f32, 10.0))
        }
    }
}

/// The horizontal lines of a chart of shares, from 0 to 100 %.
fn levels(left: f32, right: f32, down: impl Fn(f64) -> f32) -> Markup {
    html! {
        @for quarter in 0..=4 {
            @let share = f64::from(quarter) / 4.0;
            (stroke("grid", left, down(share), right, down(share)))
            (LEVEL.line(left - 5.0, down(share) + 3.7, &hundredths(share)))
        }
    }
}

fn hundredths(share: f64) -> String {
    format!("{}\u{a0}%", decimal(100.0 * share, 0))
}

/// Predicted probabilities against the share that was right; a larger point holds more statements. `id` is unique on
/// the page.
pub(super) fn reliability(id: &str, calibration: &Calibration) -> Markup {
    let (left, right, top, tall) = (42.0, 332.0, 22.0, 250.0);
    let x = |share: f64| left + (right - left) * share as f32;
    let y = |share: f64| top + tall * (1.0 - share as f32);
    let most = calibration.bins.iter().map(|bin| bin.statements).max().unwrap_or(1) as f64;
    let words = AltText {
        id,
        title: "Probabilidad dicha y aciertos",
        desc: "Aciertos según la probabilidad dicha; un punto más grande tiene más aportes. Los \
               mismos números están en la tabla siguiente.",
    };
    let over = TextStyle { anchor: Anchor::Start, ..AXIS };
    let body = html! {
        (over.line(0.0, 11.0, "acertados, de los que tienen esa probabilidad"))
        (levels(left, right, y))
        @for quarter in 0..=4 {
            @let share = f64::from(quarter) / 4.0;
            (TICK.line(x(share), top + tall + 15.0, &hundredths(share)))
        }
        (stroke("diagonal", x(0.0), y(0.0), x(1.0), y(1.0)))
        @for bin in &calibration.bins {
            @if let (Some(said), Some(right)) = (bin.said, bin.right) {
                circle.run cx=(at(x(said))) cy=(at(y(right)))
                    r=(at(3.0 + 6.0 * (bin.statements as f64 / most).sqrt() as f32)) {
                    title {
                        (bin.statements) " aportes: dicho " (decimal(100.0 * said, 1))
                        " %, acertado " (decimal(100.0 * right, 1)) " %"
                    }
                }
            }
        }
        (AXIS.line(x(0.5), top + tall + 34.0, "probabilidad dicha"))
    };
    figure(&words, top + tall + 40.0, &body)
}

/// One share of a point of the learning curve.
type Share = fn(&Point) -> f64;

/// The shares of a learning curve over the number of decisions; one step a point, because the
/// numbers of decisions grow by leaps.
pub(super) fn learning(curve: &LearningCurve) -> Markup {
    let lines: [(&str, &str, Share); 3] = [
        ("entre los tres primeros", "curve three", |p| p.among_three),
        ("correcto primero", "curve first", |p| p.first),
        ("B³ F", "curve b-cubed", |p| p.b_cubed),
    ];
    let (left, right, tall) = (42.0, WIDTH - 18.0, 210.0);
    let names = lines.map(|(name, ..)| name);
    let (key, below) = key_with(&names, |i, x, y| stroke(lines[i].1, x - 6.0, y, x + 6.0, y));
    let top = below + 8.0;
    let steps = curve.points.len().saturating_sub(1).max(1) as f32;
    let x = |place: usize| left + 14.0 + (right - left - 28.0) * place as f32 / steps;
    let y = |share: f64| top + tall * (1.0 - share.clamp(0.0, 1.0) as f32);
    let most = curve.points.iter().map(|point| width(&point.decisions.to_string(), 1.0));
    let room = (right - left - 28.0) / steps - 3.0;
    let tick = TextStyle { size: (room / most.fold(1.0, f32::max)).min(10.5), ..TICK };
    let words = AltText {
        id: "aprendizaje-grafico",
        title: "Aciertos según las decisiones conocidas",
        desc: "Una línea por medida; los mismos números están en la tabla siguiente.",
    };
    let body = html! {
        (key)
        (levels(left, right, y))
        @for (place, point) in curve.points.iter().enumerate() {
            (tick.line(x(place), top + tall + 15.0, &point.decisions.to_string()))
        }
        (AXIS.line(f32::midpoint(left, right), top + tall + 34.0, "decisiones conocidas"))
        @for (_, class, share) in lines {
            @let places: Vec<(f32, f32)> =
                curve.points.iter().enumerate().map(|(i, p)| (x(i), y(share(p)))).collect();
            polyline class=(class) points=(path(places.iter().copied())) {}
            @for (x, y) in places { (mark(Shape::Circle, "run", x, y, 3.0)) }
        }
    };
    figure(&words, top + tall + 40.0, &body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::sample::small;
    use crate::write::svg::assert_legible;

    #[test]
    fn charts_keep_their_words_apart_and_inside() {
        let scores = small().partition.expect("it has a reference");
        assert_legible(&operations(&scores).into_string());
        assert_legible(&agreement(&scores).into_string());
        let said = [(0.9, true), (0.3, false), (1.0, true)];
        assert_legible(&reliability("x", &Calibration::new(said.to_vec())).into_string());
    }

    #[test]
    fn a_learning_curve_of_many_points_stays_legible() {
        let point = |i: usize| Point {
            decisions: 10 * 3_usize.pow(i as u32),
            first: 0.4,
            among_three: 0.7,
            b_cubed: 0.5,
            operations: 3.0,
            expected_error: 0.1,
            draws: 1,
        };
        for n in [0, 1, 9] {
            let points = (0..n).map(point).collect();
            let curve = LearningCurve { statements: 100, points };
            assert_legible(&learning(&curve).into_string());
        }
    }
}
