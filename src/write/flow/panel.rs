//! One competencia: its statements, its challenges, and the objectives that they answer to.

use maud::{Markup, html};

use super::ribbons::{Ribbon, Stack};
use super::{End, Flow, Panel, colour};
use crate::write::svg::words::count;
use crate::write::svg::{Anchor, LABEL, TextStyle, WIDTH, leading, rect, wrap};

/// The width of a drawing in the file.
pub(super) const WIDE: f32 = 760.0;

/// Where things stand from left to right.
struct Positions {
    labels: f32,
    bars: f32,
    challenges: f32,
    names: f32,
    after: f32,
    ends: f32,
    width: f32,
}

const NARROW: Positions = Positions {
    labels: 52.0,
    bars: 56.0,
    challenges: 130.0,
    names: 137.0,
    after: 206.0,
    ends: 280.0,
    width: WIDTH,
};
const WIDE_POSITIONS: Positions = Positions {
    labels: 52.0,
    bars: 56.0,
    challenges: 150.0,
    names: 158.0,
    after: 466.0,
    ends: 560.0,
    width: WIDE,
};

pub(super) fn draw(flow: &Flow<'_>, panel: &Panel, wide: bool) -> (Markup, f32) {
    let places = if wide { WIDE_POSITIONS } else { NARROW };
    let links: Vec<&crate::decide::chain::Link> =
        panel.links.iter().map(|&l| &flow.links[l]).collect();
    let room = places.after - places.names - 6.0;
    let names: Vec<Vec<String>> = links
        .iter()
        .map(|link| {
            let id = flow.texts.line(&link.id, if wide { 40 } else { 9 });
            let whole =
                if wide { format!("{id} {}", flow.texts.line(&link.title, 80)) } else { id };
            let mut lines = wrap(&whole, LABEL, room);
            lines.truncate(2);
            lines
        })
        .collect();
    let tall = |lines: usize| lines as f32 * leading(LABEL) + 4.0;
    let rows: f32 = names.iter().map(|lines| tall(lines.len())).sum();
    let voices: usize = links.iter().map(|link| link.voices()).sum();
    let scale = (rows / voices.max(1) as f32).min(4.0);
    let thick = |n: usize| n as f32 * scale;
    let middle_sizes: Vec<(f32, f32)> = names
        .iter()
        .zip(&links)
        .map(|(lines, link)| (tall(lines.len()), thick(link.voices()).max(1.5)))
        .collect();
    let sides = [
        ("inst", "inst.", links.iter().map(|l| l.institutional).sum::<usize>()),
        ("ciud", "ciud.", links.iter().map(|l| l.citizen).sum::<usize>()),
    ];
    let left_sizes: Vec<(f32, f32)> =
        sides.iter().map(|side| (tall(2), thick(side.2).max(1.5))).collect();
    let mut ends: Vec<End> = links.iter().map(|link| End::of(link)).collect();
    let order = End::all(flow.frame);
    ends.sort_by_key(|end| order.iter().position(|known| known == end));
    ends.dedup();
    let end_room = places.width - places.ends - 14.0;
    let end_names: Vec<Vec<String>> = ends
        .iter()
        .map(|&end| {
            let here = links.iter().filter(|link| End::of(link) == end).count();
            let name = match end {
                End::Open => "sin objetivo".to_owned(),
                _ if wide => format!("{} {}", end.id(flow), end.name(flow)),
                _ => end.id(flow),
            };
            let mut lines = wrap(&name, LABEL, end_room);
            lines.truncate(3);
            lines.push(count(here, "desafío", "desafíos"));
            lines
        })
        .collect();
    let right_sizes: Vec<(f32, f32)> = ends
        .iter()
        .zip(&end_names)
        .map(|(&end, lines)| {
            let here = links.iter().filter(|link| End::of(link) == end).map(|l| l.voices()).sum();
            (tall(lines.len()), thick(here).max(1.5))
        })
        .collect();
    let stacks = [(&left_sizes, 10.0), (&middle_sizes, 3.0), (&right_sizes, 8.0)];
    let stacks = stacks.map(|(sizes, gap)| Stack::new(sizes.iter().copied(), gap));
    let height = stacks.iter().map(|stack| stack.height).fold(0.0, f32::max);
    let [left, middle, right] = stacks.map(|stack| stack.within(height));
    let (mut out, mut into) = (left.tops.clone(), right.tops.clone());
    let mut ways: Vec<Ribbon> = Vec::new();
    let mut onward: Vec<Ribbon> = Vec::new();
    for (m, link) in links.iter().enumerate() {
        let mut arrives = middle.tops[m];
        for (s, n) in [link.institutional, link.citizen].into_iter().enumerate() {
            if n > 0 {
                ways.push(Ribbon {
                    class: format!("way {}", sides[s].0),
                    from: (places.bars + 8.0, out[s]),
                    to: (places.challenges, arrives),
                    thick: thick(n),
                    title: format!(
                        "{}: {}",
                        flow.texts.line(&link.id, 40),
                        count(n, "aporte", "aportes")
                    ),
                });
                out[s] += thick(n);
                arrives += thick(n);
            }
        }
        let end = ends.iter().position(|&end| end == End::of(link)).unwrap_or(0);
        let wide_one = thick(link.voices());
        onward.push(Ribbon {
            class: colour(panel.competencia),
            from: (places.after + 4.0, middle.tops[m]),
            to: (places.ends, into[end]),
            thick: wide_one,
            title: format!("{} → {}", flow.texts.line(&link.id, 40), ends[end].id(flow)),
        });
        into[end] += wide_one;
    }
    let text = |anchor| TextStyle { class: "", size: LABEL, anchor };
    let baseline = |top: f32, bar: f32, lines: usize| {
        top + bar / 2.0 - lines as f32 * leading(LABEL) / 2.0 + LABEL * 0.82
    };
    let class = colour(panel.competencia);
    let drawn = html! {
        @for way in &ways { (way.draw()) }
        @for way in &onward { g class="flow" { (way.draw()) } }
        @for (s, (side, name, n)) in sides.iter().enumerate() {
            (rect(side, places.bars, left.tops[s], 8.0, left_sizes[s].1))
            (text(Anchor::End).lines(places.labels, baseline(left.tops[s], left_sizes[s].1, 2), &[n.to_string(), (*name).to_owned()]))
        }
        @for (m, lines) in names.iter().enumerate() {
            (rect(&class, places.challenges, middle.tops[m], 4.0, middle_sizes[m].1))
            (rect(&class, places.after, middle.tops[m], 4.0, middle_sizes[m].1))
            (text(Anchor::Start).lines(places.names, baseline(middle.tops[m], middle_sizes[m].1, lines.len()), lines))
        }
        @for (r, lines) in end_names.iter().enumerate() {
            (rect("end", places.ends, right.tops[r], 8.0, right_sizes[r].1))
            (text(Anchor::Start).lines(places.ends + 12.0, baseline(right.tops[r], right_sizes[r].1, lines.len()), lines))
        }
    };
    (drawn, height + 4.0)
}
