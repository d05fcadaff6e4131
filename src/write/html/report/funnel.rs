//! The funnel: what was read on both sides, what meets in the crossing, what is proposed and what
//! people still decide (Figure 2 of the plan's Appendix 7).

use maud::{Markup, html};

use crate::write::svg::{AltText, Anchor, TextStyle, WIDTH, at, image, leading, rect, wrap};

const FIGURE: TextStyle = TextStyle { class: "figure", size: 22.0, anchor: Anchor::Middle };
const NAME: TextStyle = TextStyle { class: "", size: 11.5, anchor: Anchor::Middle };

/// One stage: a figure, its name, and a finer line under it (may be empty).
pub(super) struct Stage {
    pub(super) class: &'static str,
    pub(super) figure: String,
    pub(super) name: String,
    pub(super) detail: String,
}

/// Two sources side by side, then the stages under them, ever narrower; `aside` names what leaves
/// after the sources.
pub(super) fn funnel(
    words: &AltText,
    sources: [&Stage; 2],
    aside: &str,
    stages: &[Stage],
) -> Markup {
    let half = WIDTH / 2.0 - 5.0;
    let (left, tall) = block(sources[0], 0.0, half, 0.0);
    let (right, _) = block(sources[1], WIDTH - half, half, 0.0);
    let mut body = vec![left, right];
    let mut y = tall;
    let mut wide = WIDTH;
    for (i, stage) in stages.iter().enumerate() {
        let narrower = WIDTH - 44.0 * (i as f32 + 1.0);
        body.push(neck(y, wide, narrower));
        y += NECK;
        let (drawn, tall) = block(stage, (WIDTH - narrower) / 2.0, narrower, y);
        body.push(drawn);
        y += tall;
        wide = narrower;
    }
    if !aside.is_empty() {
        let lines = wrap(aside, 10.5, WIDTH);
        let small = TextStyle { class: "quiet", size: 10.5, anchor: Anchor::Middle };
        y += 8.0;
        body.push(small.lines(WIDTH / 2.0, y + 9.0, &lines));
        y += lines.len() as f32 * leading(10.5);
    }
    image(words, y + 3.0, &html! { @for part in &body { (part) } })
}

/// The height between two stages.
const NECK: f32 = 22.0;

fn neck(y: f32, wide: f32, narrower: f32) -> Markup {
    let (a, b) = ((WIDTH - wide) / 2.0, (WIDTH - narrower) / 2.0);
    let (bottom, right) = (at(y + NECK), |x: f32| at(WIDTH - x));
    html! {
        polygon class="neck" points={
            (at(a)) "," (at(y)) " " (right(a)) "," (at(y)) " "
            (right(b)) "," (bottom) " " (at(b)) "," (bottom)
        } {}
    }
}

fn block(stage: &Stage, x: f32, wide: f32, y: f32) -> (Markup, f32) {
    let name = wrap(&stage.name, NAME.size, wide - 12.0);
    let detail =
        if stage.detail.is_empty() { vec![] } else { wrap(&stage.detail, 10.5, wide - 12.0) };
    let small = TextStyle { class: "", size: 10.5, anchor: Anchor::Middle };
    let middle = x + wide / 2.0;
    let under = 44.0 + (name.len() - 1) as f32 * leading(NAME.size);
    let tall = under + 9.0 + detail.len() as f32 * leading(10.5);
    let drawn = html! {
        (rect(stage.class, x, y, wide, tall))
        g class=(format!("on-{}", stage.class)) {
            (FIGURE.line(middle, y + 26.0, &stage.figure))
            (NAME.lines(middle, y + 43.0, &name))
            (small.lines(middle, y + under + 12.5, &detail))
        }
    };
    (drawn, tall)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::svg::assert_legible;

    #[test]
    fn a_funnel_of_large_numbers_stays_legible() {
        let stage = |class, name: &str| Stage {
            class,
            figure: "1.234.567".into(),
            name: name.into(),
            detail: "123.456 cruzadas · 123.456 solo institucionales · 123.456 solo ciudadanas"
                .into(),
        };
        let words = AltText { id: "f", title: "Embudo", desc: "Cuatro etapas" };
        let sources =
            [stage("inst", "aportes institucionales"), stage("ciud", "aportes ciudadanos")];
        let stages = [stage("paso", "en el cruce"), stage("cruz", "propuestas de desafío")];
        let drawn = funnel(&words, [&sources[0], &sources[1]], "Aparte quedan 40 aportes", &stages);
        assert_legible(&drawn.into_string());
    }
}
