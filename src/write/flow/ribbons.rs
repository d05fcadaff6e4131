//! Ribbons and the places they leave from and arrive at.

use maud::{Markup, html};

use crate::write::svg::at;

/// The thinnest ribbon that is still seen.
const THIN: f32 = 0.8;

/// Places one under the other: each as tall as its label or its bar, whichever is taller.
pub(super) struct Stack {
    /// Where each bar begins.
    pub(super) tops: Vec<f32>,
    /// How tall all of them are together.
    pub(super) height: f32,
}

impl Stack {
    /// Stacks (label, bar) heights with a gap between them.
    pub(super) fn new(sizes: impl Iterator<Item = (f32, f32)>, gap: f32) -> Self {
        let mut tops = Vec::new();
        let mut y = 0.0;
        for (label, bar) in sizes {
            tops.push(y + (label.max(bar) - bar) / 2.0);
            y += label.max(bar) + gap;
        }
        Self { tops, height: (y - gap).max(0.0) }
    }

    /// The same, spread over a greater height.
    #[must_use]
    pub(super) fn within(mut self, height: f32) -> Self {
        let more = (height - self.height).max(0.0) / self.tops.len().max(1) as f32;
        for (place, top) in self.tops.iter_mut().enumerate() {
            *top += more * (place as f32 + 0.5);
        }
        self.height = self.height.max(height);
        self
    }
}

/// A ribbon from a place on the left to one on the right.
pub(super) struct Ribbon {
    /// Its style class.
    pub(super) class: String,
    /// The upper corner where it leaves, in the drawing's units.
    pub(super) from: (f32, f32),
    /// The upper corner where it arrives.
    pub(super) to: (f32, f32),
    /// Its thickness, in the drawing's units.
    pub(super) thick: f32,
    /// The text of its tooltip.
    pub(super) title: String,
}

impl Ribbon {
    pub(super) fn draw(&self) -> Markup {
        let ((x0, y0), (x1, y1)) = (self.from, self.to);
        let (middle, thick) = (f32::midpoint(x0, x1), self.thick.max(THIN));
        let d = format!(
            "M{} {}C{m} {} {m} {} {} {}V{}C{m} {} {m} {} {} {}Z",
            at(x0),
            at(y0),
            at(y0),
            at(y1),
            at(x1),
            at(y1),
            at(y1 + thick),
            at(y1 + thick),
            at(y0 + thick),
            at(x0),
            at(y0 + thick),
            m = at(middle),
        );
        html! { path class=(self.class) d=(d) { title { (self.title) } } }
    }
}
