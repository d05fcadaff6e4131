//! The page's charts as inline SVG; every one stands beside a table with the same numbers.

use maud::{Markup, html};

use crate::domain::calibration::Calibration;
use crate::evaluate::recognition::{LearningCurve, Point};
use crate::evaluate::table::{decimal, value};
use crate::evaluate::{Measure, PartitionScores, Score};

/// The width of a chart's drawing, in its own units.
const WIDTH: f64 = 720.0;
/// Where the bars start: names stand to the left.
const LEFT: f64 = 200.0;
/// Where the longest bar ends: values stand to the right.
const RIGHT: f64 = 640.0;
/// The height of one bar's row.
const ROW: f64 = 30.0;

/// The height of a bar's row with marks under the bar.
const PAIR: f64 = 38.0;

/// Where a share (0…1) of the longest bar ends.
fn across(share: f64) -> f64 {
    LEFT + (RIGHT - LEFT) * share.clamp(0.0, 1.0)
}

/// A coordinate with one decimal.
fn at(coordinate: f64) -> String {
    format!("{coordinate:.1}")
}

fn whisker(low: f64, high: f64, middle: f64) -> Markup {
    let (low, high) = (across(low), across(high));
    html! {
        line.whisker x1=(at(low)) x2=(at(high)) y1=(at(middle)) y2=(at(middle)) {}
        @for end in [low, high] {
            line.whisker x1=(at(end)) x2=(at(end)) y1=(at(middle - 5.0)) y2=(at(middle + 5.0)) {}
        }
    }
}

/// Reviewer operations of the run, with its interval, and of the baselines.
pub(super) fn operations(scores: &PartitionScores) -> Markup {
    let Some(score) = scores.score(Measure::Operations) else { return html! {} };
    let high = score.interval.map_or(score.run, |interval| interval.high);
    let most = [score.alone, score.competencia, score.random, 1.0].into_iter().fold(high, f64::max);
    let bars = [
        ("Propuesta", score.run, "run"),
        ("Cada uno solo", score.alone, "bar-base"),
        ("Por competencia", score.competencia, "bar-base"),
        ("Al azar", score.random, "bar-base"),
    ];
    let said = format!(
        "Operaciones de revisión: propuesta {}, cada uno solo {}, por competencia {}, al azar {}.",
        value(score.measure, score.run),
        value(score.measure, score.alone),
        value(score.measure, score.competencia),
        value(score.measure, score.random)
    );
    html! {
        figure {
            figcaption { "Operaciones de revisión (menos es mejor)" }
            svg viewBox={ "0 0 " (WIDTH) " " (ROW * 4.0) } role="img" aria-label=(said) {
                @for (i, (name, number, class)) in bars.into_iter().enumerate() {
                    @let middle = ROW * (i as f64 + 0.5);
                    text x=(at(LEFT - 10.0)) y=(at(middle + 4.0)) text-anchor="end" { (name) }
                    rect class=(class) x=(at(LEFT)) y=(at(middle - 9.0))
                        width=(at(across(number / most) - LEFT)) height="18" {}
                    @if let (0, Some(interval)) = (i, score.interval) {
                        (whisker(interval.low / most, interval.high / most, middle))
                    }
                    @let end = if i == 0 { high } else { number };
                    text x=(at(across(end / most) + 8.0)) y=(at(middle + 4.0)) {
                        (value(score.measure, number))
                    }
                }
            }
        }
    }
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

/// The marks of the baselines, told apart by their shape: a circle, a square and a triangle.
fn marks(score: &Score, middle: f64) -> Markup {
    html! {
        (circle(across(score.alone), middle))
        (square(across(score.competencia), middle))
        (triangle(across(score.random), middle))
    }
}

fn circle(x: f64, y: f64) -> Markup {
    html! { circle.base cx=(at(x)) cy=(at(y)) r="4.5" {} }
}

fn square(x: f64, y: f64) -> Markup {
    html! { rect.base x=(at(x - 4.0)) y=(at(y - 4.0)) width="8" height="8" {} }
}

fn triangle(x: f64, y: f64) -> Markup {
    let points = format!(
        "{:.1},{:.1} {:.1},{:.1} {:.1},{:.1}",
        x,
        y - 5.5,
        x - 5.0,
        y + 4.0,
        x + 5.0,
        y + 4.0
    );
    html! { polygon.base points=(points) {} }
}

/// Agreement with the reference, 0…1, with intervals, and the baselines as marks.
pub(super) fn agreement(scores: &PartitionScores) -> Markup {
    let shown: Vec<&Score> = AGREEMENT.iter().filter_map(|&m| scores.score(m)).collect();
    let bottom = PAIR * shown.len() as f64;
    let said: Vec<String> = shown
        .iter()
        .map(|score| format!("{} {}", score.measure.in_spanish(), value(score.measure, score.run)))
        .collect();
    html! {
        figure {
            figcaption { "Acuerdo con la referencia (más es mejor)" }
            svg viewBox={ "0 0 " (WIDTH) " " (bottom + 58.0) } role="img"
                aria-label={ (said.join("; ")) "." } {
                @for tick in 0..=5 {
                    @let x = at(across(f64::from(tick) / 5.0));
                    line.grid x1=(x) x2=(x) y1="0" y2=(at(bottom)) {}
                    text.soft x=(x) y=(at(bottom + 16.0)) text-anchor="middle" {
                        (decimal(f64::from(tick) / 5.0, 1))
                    }
                }
                @for (i, score) in shown.into_iter().enumerate() {
                    @let middle = PAIR * (i as f64 + 0.5);
                    text x=(at(LEFT - 10.0)) y=(at(middle + 4.0)) text-anchor="end" {
                        (score.measure.in_spanish())
                    }
                    rect.run x=(at(LEFT)) y=(at(middle - 13.0))
                        width=(at(across(score.run) - LEFT)) height="14" {}
                    (marks(score, middle + 9.0))
                    @if let Some(interval) = score.interval {
                        (whisker(interval.low, interval.high, middle - 6.0))
                    }
                    text x=(at(RIGHT + 12.0)) y=(at(middle + 4.0)) {
                        (value(score.measure, score.run))
                    }
                }
                (legend(bottom + 42.0))
            }
        }
    }
}

fn legend(middle: f64) -> Markup {
    let y = at(middle + 4.0);
    html! {
        rect.run x=(at(LEFT - 5.0)) y=(at(middle - 5.0)) width="14" height="10" {}
        text.soft x=(at(LEFT + 15.0)) y=(y) { "propuesta" }
        (circle(LEFT + 100.0, middle))
        text.soft x=(at(LEFT + 110.0)) y=(y) { "cada uno solo" }
        (square(LEFT + 215.0, middle))
        text.soft x=(at(LEFT + 225.0)) y=(y) { "por competencia" }
        (triangle(LEFT + 345.0, middle))
        text.soft x=(at(LEFT + 355.0)) y=(y) { "al azar" }
    }
}

/// A small bar of a share (0…1) for a table's cell; the number stands beside it.
pub(super) fn bar(share: f64) -> Markup {
    html! {
        svg.bar viewBox="0 0 90 12" aria-hidden="true" {
            line.grid x1="0" x2="90" y1="11.5" y2="11.5" {}
            rect.run x="0" y="1" width=(at(90.0 * share.clamp(0.0, 1.0))) height="10" {}
        }
    }
}

/// What was said against what came true; a larger point holds more statements.
pub(super) fn reliability(calibration: &Calibration) -> Markup {
    let (side, left, top) = (260.0, 60.0, 10.0);
    let x = |share: f64| at(left + side * share);
    let y = |share: f64| at(top + side * (1.0 - share));
    let most = calibration.bins.iter().map(|bin| bin.statements).max().unwrap_or(1) as f64;
    html! {
        figure {
            figcaption { "Probabilidad dicha y aciertos" }
            svg viewBox={ "0 0 " (WIDTH) " 320" } role="img"
                aria-label="Aciertos según la probabilidad dicha; los mismos números están en la tabla siguiente." {
                @for tick in 0..=4 {
                    @let share = f64::from(tick) / 4.0;
                    line.grid x1=(x(0.0)) x2=(x(1.0)) y1=(y(share)) y2=(y(share)) {}
                    text.soft x=(at(left - 8.0)) y=(y(share - 0.015)) text-anchor="end" {
                        (decimal(100.0 * share, 0)) " %"
                    }
                    text.soft x=(x(share)) y=(at(top + side + 18.0)) text-anchor="middle" {
                        (decimal(100.0 * share, 0)) " %"
                    }
                }
                line.diagonal x1=(x(0.0)) x2=(x(1.0)) y1=(y(0.0)) y2=(y(1.0)) {}
                @for bin in &calibration.bins {
                    @if let (Some(said), Some(right)) = (bin.said, bin.right) {
                        circle.run cx=(x(said)) cy=(y(right))
                            r=(at(3.0 + 7.0 * (bin.statements as f64 / most).sqrt())) {
                            title {
                                (bin.statements) " enunciados: dicho " (decimal(100.0 * said, 1))
                                " %, acertado " (decimal(100.0 * right, 1)) " %"
                            }
                        }
                    }
                }
                text.soft x=(x(0.5)) y=(at(top + side + 40.0)) text-anchor="middle" { "probabilidad dicha" }
                text.soft x=(at(left + side + 14.0)) y=(y(0.97)) { "acertados, de los que tienen esa probabilidad" }
                text.soft x=(at(left + side + 14.0)) y=(y(0.90)) { "(punto más grande: más enunciados)" }
            }
        }
    }
}

/// One share of a point of the learning curve.
type Share = fn(&Point) -> f64;

/// The shares of a learning curve over the number of decisions; one step a point, because the
/// numbers of decisions grow by leaps.
pub(super) fn learning(curve: &LearningCurve) -> Markup {
    let (left, right, top, tall) = (60.0, 560.0, 14.0, 230.0);
    let steps = curve.points.len().saturating_sub(1).max(1) as f64;
    let x = |place: usize| left + 20.0 + (right - left - 40.0) * place as f64 / steps;
    let y = |share: f64| top + tall * (1.0 - share.clamp(0.0, 1.0));
    let lines: [(&str, &str, Share); 3] = [
        ("entre los tres primeros", "line-three", |p| p.among_three),
        ("correcto primero", "line-first", |p| p.first),
        ("B³ F", "line-b", |p| p.b_cubed),
    ];
    html! {
        figure {
            figcaption { "Aciertos según las decisiones conocidas" }
            svg viewBox={ "0 0 " (WIDTH) " 300" } role="img"
                aria-label="Aciertos según las decisiones conocidas; los mismos números están en la tabla siguiente." {
                @for tick in 0..=4 {
                    @let share = f64::from(tick) / 4.0;
                    line.grid x1=(at(left)) x2=(at(right)) y1=(at(y(share))) y2=(at(y(share))) {}
                    text.soft x=(at(left - 8.0)) y=(at(y(share) + 4.0)) text-anchor="end" {
                        (decimal(100.0 * share, 0)) " %"
                    }
                }
                @for (place, point) in curve.points.iter().enumerate() {
                    text.soft x=(at(x(place))) y=(at(top + tall + 18.0)) text-anchor="middle" {
                        (point.decisions)
                    }
                }
                text.soft x=(at(f64::midpoint(left, right))) y=(at(top + tall + 40.0)) text-anchor="middle" {
                    "decisiones conocidas"
                }
                @for (name, class, share) in lines {
                    @let points = curve.points.iter().enumerate()
                        .map(|(place, point)| format!("{:.1},{:.1}", x(place), y(share(point))))
                        .collect::<Vec<_>>().join(" ");
                    polyline class={ "line " (class) } points=(points) {}
                    @for (place, point) in curve.points.iter().enumerate() {
                        circle class={ "dot " (class) } cx=(at(x(place))) cy=(at(y(share(point)))) r="3.5" {}
                    }
                    @if let Some(last) = curve.points.last() {
                        text x=(at(right + 4.0)) y=(at(y(share(last)) + 4.0)) { (name) }
                    }
                }
            }
        }
    }
}
