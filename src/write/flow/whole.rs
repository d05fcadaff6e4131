//! All competencias in one drawing: their statements on the left, the objectives on the right.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::ribbons::{Ribbon, Stack};
use super::{End, Flow, colour};
use crate::decide::chain::Link;
use crate::write::svg::words::{clipped, count};
use crate::write::svg::{Anchor, LABEL, TextStyle, WIDTH, leading, rect, wrap};

/// Where things stand from left to right.
struct Positions {
    labels: f32,
    bars: f32,
    ends: f32,
    width: f32,
    scale: f32,
}

const NARROW: Positions =
    Positions { labels: 124.0, bars: 130.0, ends: 240.0, width: WIDTH, scale: 400.0 };
const WIDE: Positions =
    Positions { labels: 230.0, bars: 238.0, ends: 430.0, width: super::panel::WIDE, scale: 560.0 };

pub(super) fn draw(flow: &Flow<'_>, wide: bool) -> (Markup, f32) {
    let places = if wide { WIDE } else { NARROW };
    let panels = flow.panels();
    let voices: usize = flow.links.iter().map(Link::voices).sum();
    let scale = places.scale / voices.max(1) as f32;
    let mut between: BTreeMap<(usize, End), (usize, usize)> = BTreeMap::new();
    for link in flow.links {
        let sums = between.entry((link.competencia, End::of(link))).or_default();
        sums.0 += 1;
        sums.1 += link.voices();
    }
    let label = |name: &str, room: f32| wrap(&clipped(name, 90), LABEL, room);
    let tall = |lines: usize| lines as f32 * leading(LABEL) + 3.0;
    let of = |competencia: usize| -> usize {
        between.iter().filter(|((c, _), _)| *c == competencia).map(|(_, sums)| sums.1).sum()
    };
    let left: Vec<(usize, Vec<String>, usize)> = panels
        .iter()
        .map(|panel| {
            let c = panel.competencia;
            (c, label(&flow.competencia(c), places.labels), of(c))
        })
        .collect();
    let room = places.width - places.ends - 16.0;
    let right: Vec<(End, Vec<String>, usize)> = End::all(flow.frame)
        .into_iter()
        .filter_map(|end| {
            let here: Vec<_> = between.iter().filter(|((_, e), _)| *e == end).collect();
            let challenges: usize = here.iter().map(|(_, sums)| sums.0).sum();
            let voices = here.iter().map(|(_, sums)| sums.1).sum();
            let mut lines = match end {
                End::Open => label("sin objetivo", room),
                _ => label(&format!("{} {}", end.id(flow), end.name(flow)), room),
            };
            lines.truncate(if wide { 3 } else { 2 });
            lines.push(count(challenges, "desafío", "desafíos"));
            (challenges > 0).then_some((end, lines, voices))
        })
        .collect();
    let sizes = |all: &[(usize, usize)]| -> Vec<(f32, f32)> {
        all.iter().map(|&(lines, n)| (tall(lines), (n as f32 * scale).max(1.5))).collect()
    };
    let left_sizes = sizes(&left.iter().map(|l| (l.1.len(), l.2)).collect::<Vec<_>>());
    let right_sizes = sizes(&right.iter().map(|r| (r.1.len(), r.2)).collect::<Vec<_>>());
    let from = Stack::new(left_sizes.iter().copied(), 7.0);
    let to = Stack::new(right_sizes.iter().copied(), 7.0);
    let height = from.height.max(to.height);
    let (from, to) = (from.within(height), to.within(height));
    let mut at_left: Vec<f32> = from.tops.clone();
    let mut at_right: Vec<f32> = to.tops.clone();
    let mut flows: BTreeMap<usize, Vec<Ribbon>> = BTreeMap::new();
    for (l, (competencia, _, _)) in left.iter().enumerate() {
        for (r, (end, _, _)) in right.iter().enumerate() {
            let Some(&(challenges, voices)) = between.get(&(*competencia, *end)) else { continue };
            let thick = voices as f32 * scale;
            flows.entry(*competencia).or_default().push(Ribbon {
                class: colour(*competencia),
                from: (places.bars + 8.0, at_left[l]),
                to: (places.ends, at_right[r]),
                thick,
                title: format!(
                    "{} → {}: {}, {}",
                    flow.competencia(*competencia),
                    end.id(flow),
                    count(challenges, "desafío", "desafíos"),
                    count(voices, "aporte", "aportes")
                ),
            });
            at_left[l] += thick;
            at_right[r] += thick;
        }
    }
    let text = |anchor| TextStyle { class: "", size: LABEL, anchor };
    let middle = |top: f32, bar: f32, lines: usize| {
        top + bar / 2.0 - lines as f32 * leading(LABEL) / 2.0 + LABEL * 0.82
    };
    let drawn = html! {
        @for (l, (competencia, lines, _)) in left.iter().enumerate() {
            g class="flow" {
                @for ribbon in flows.get(competencia).into_iter().flatten() { (ribbon.draw()) }
                (rect(&colour(*competencia), places.bars, from.tops[l], 8.0, left_sizes[l].1))
            }
            (text(Anchor::End).lines(places.labels, middle(from.tops[l], left_sizes[l].1, lines.len()), lines))
        }
        @for (r, (_, lines, _)) in right.iter().enumerate() {
            (rect("end", places.ends, to.tops[r], 8.0, right_sizes[r].1))
            (text(Anchor::Start).lines(places.ends + 14.0, middle(to.tops[r], right_sizes[r].1, lines.len()), lines))
        }
    };
    (drawn, height + 4.0)
}
