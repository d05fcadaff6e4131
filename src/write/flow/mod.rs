//! The flow figure: from statements over challenges to objectives, drawn to be followed. One drawing
//! of all competencias, and one for each of them with its challenges, on a page or as a file.

mod panel;
mod ribbons;
mod whole;

use maud::{Markup, PreEscaped, html};

use crate::decide::chain::{By, Link};
use crate::domain::frame::{Frame, Horizon};
use crate::write::published_text::Publication;
use crate::write::svg::words::count;
use crate::write::svg::{Anchor, TextStyle, at};

/// How many colours there are; more competencias use them again, each with its name beside it.
const COLOURS: usize = 13;

/// How many challenges of a competencia are drawn, those with the most statements.
const DRAWN: usize = 60;

/// The style of the figure, for a page's style sheet and for the file.
pub(crate) const STYLE: &str = include_str!("style.css");

/// Where the challenges of the figure lead: what stands on its right side, from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// An objetivo de desarrollo, for what is *de largo plazo* or has no objetivo de gestión.
    Development(usize),
    /// An objetivo de gestión.
    Management(usize),
    /// No objective.
    Open,
}

impl End {
    fn of(link: &Link) -> Self {
        match (link.aligned.gestion, link.aligned.desarrollo) {
            (Some((g, _)), _) => Self::Management(g),
            (None, Some((o, _))) => Self::Development(o),
            (None, None) => Self::Open,
        }
    }

    /// Every end that a frame has, each objetivo de desarrollo before those that serve it.
    fn all(frame: &Frame) -> Vec<Self> {
        let mut all = Vec::new();
        for o in 0..frame.objetivos_desarrollo.len() {
            all.push(Self::Development(o));
            let serving = frame.objetivos_gestion.iter().enumerate();
            let serving = serving.filter(|(_, objective)| objective.objetivo_desarrollo == o);
            all.extend(serving.map(|(g, _)| Self::Management(g)));
        }
        all.push(Self::Open);
        all
    }

    fn id(self, flow: &Flow<'_>) -> String {
        match self {
            Self::Development(o) => flow.texts.line(&flow.frame.objetivos_desarrollo[o].id, 12),
            Self::Management(g) => flow.texts.line(&flow.frame.objetivos_gestion[g].id, 12),
            Self::Open => "—".to_owned(),
        }
    }

    fn name(self, flow: &Flow<'_>) -> String {
        match self {
            Self::Development(o) => flow.texts.line(&flow.frame.objetivos_desarrollo[o].name, 60),
            Self::Management(g) => flow.texts.line(&flow.frame.objetivos_gestion[g].text, 90),
            Self::Open => "sin objetivo".to_owned(),
        }
    }
}

/// The figure of some challenges.
pub(crate) struct Flow<'a> {
    frame: &'a Frame,
    links: &'a [Link],
    /// How people's words are shown.
    texts: Publication,
}

/// What one competencia's drawing shows, for the words beside it.
pub(crate) struct Panel {
    /// An index into the frame's competencias.
    pub(crate) competencia: usize,
    /// Its challenges: indices into the links, in their order.
    pub(crate) links: Vec<usize>,
    /// How many more there are, with fewer statements, that are not drawn.
    pub(crate) more: usize,
    /// `12 aportes institucionales + 30 ciudadanos → 4 desafíos`.
    pub(crate) sum: String,
}

impl<'a> Flow<'a> {
    pub(crate) fn new(frame: &'a Frame, links: &'a [Link], texts: Publication) -> Self {
        Self { frame, links, texts }
    }

    /// The competencias that have challenges, in the frame's order.
    pub(crate) fn panels(&self) -> Vec<Panel> {
        let panel = |competencia: usize| {
            let all = self.links.iter().enumerate();
            let own = all.filter(|(_, link)| link.competencia == competencia);
            let mut links: Vec<usize> = own.map(|(place, _)| place).collect();
            if links.is_empty() {
                return None;
            }
            let of = |side: fn(&Link) -> usize| -> usize {
                links.iter().map(|&l| side(&self.links[l])).sum()
            };
            let sum = format!(
                "{} + {} → {}",
                count(of(|l| l.institutional), "aporte institucional", "aportes institucionales"),
                count(of(|l| l.citizen), "ciudadano", "ciudadanos"),
                count(links.len(), "desafío", "desafíos"),
            );
            let more = links.len().saturating_sub(DRAWN);
            if more > 0 {
                links.sort_by_key(|&l| (std::cmp::Reverse(self.links[l].voices()), l));
                links.truncate(DRAWN);
                links.sort_unstable();
            }
            let sum = match more {
                0 => sum,
                _ => format!("{sum} (se dibujan los {DRAWN} con más aportes)"),
            };
            Some(Panel { competencia, links, more, sum })
        };
        (0..self.frame.competencias.len()).filter_map(panel).collect()
    }

    /// The name of a competencia.
    fn competencia(&self, competencia: usize) -> String {
        self.texts.line(self.frame.competencia(competencia), 90)
    }

    /// What a challenge leads to, in words: ids, and that it is only suggested.
    pub(crate) fn end_in_words(&self, link: &Link) -> String {
        let policies: Vec<&str> =
            link.aligned.politicas.iter().map(|&p| self.frame.politicas[p].id.as_str()).collect();
        let mut parts = vec![match End::of(link) {
            End::Open => "sin objetivo".to_owned(),
            end => end.id(self),
        }];
        parts.extend(policies.iter().map(|id| self.texts.line(id, 12)));
        if link.aligned.horizon.map(|h| h.0) == Some(Horizon::LargoPlazo) {
            parts.push("largo plazo".to_owned());
        }
        if link.aligned.by() == Some(By::Machine) {
            parts.push("sugerido".to_owned());
        }
        parts.join(" · ")
    }

    /// The drawing of all competencias, with its height; `wide` for the file.
    pub(crate) fn whole(&self, wide: bool) -> (Markup, f32) {
        whole::draw(self, wide)
    }

    /// The drawing of one competencia, with its height; `wide` for the file, where no table stands
    /// beside it and the challenges are written out.
    pub(crate) fn panel(&self, panel: &Panel, wide: bool) -> (Markup, f32) {
        panel::draw(self, panel, wide)
    }

    /// The figure as a file of its own: the whole, then a drawing for each competencia.
    pub(crate) fn file(&self, title: &str) -> String {
        const GAP: f32 = 60.0;
        const TOP: f32 = 118.0;
        let wide = panel::WIDE;
        let (whole, tall) = self.whole(true);
        // The next drawing goes where the column is shorter.
        let mut bottoms = [TOP + tall + GAP, TOP];
        let mut drawn = Vec::new();
        for one in self.panels() {
            let (body, tall) = self.panel(&one, true);
            let column = usize::from(bottoms[1] < bottoms[0]);
            drawn.push((column as f32 * (wide + GAP), bottoms[column], one, body));
            bottoms[column] += tall + 44.0 + GAP;
        }
        let height = bottoms[0].max(bottoms[1]);
        let width = 2.0 * wide + 3.0 * GAP;
        let heading = TextStyle { class: "figure", size: 26.0, anchor: Anchor::Start };
        let name = TextStyle { class: "value", size: 16.0, anchor: Anchor::Start };
        let plain = TextStyle { class: "quiet", size: 13.0, anchor: Anchor::Start };
        let voices: usize = self.links.iter().map(Link::voices).sum();
        let desc = format!(
            "{} en {}. De izquierda a derecha: los aportes, los desafíos y el objetivo \
             al que responden. Cada competencia tiene un color y su propio dibujo; un objetivo de \
             desarrollo reúne lo que es de largo plazo.",
            count(voices, "aporte", "aportes"),
            count(self.links.len(), "desafío", "desafíos")
        );
        html! {
            (PreEscaped("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"))
            svg xmlns="http://www.w3.org/2000/svg" role="img" lang="es" width=(at(width))
                height=(at(height)) viewBox={ "0 0 " (at(width)) " " (at(height)) }
                aria-labelledby="titulo descripcion" {
                title id="titulo" { (title) }
                desc id="descripcion" { (desc) }
                style { (PreEscaped(STYLE)) (PreEscaped(PAPER)) }
                rect class="paper" width=(at(width)) height=(at(height)) {}
                g transform={ "translate(" (at(GAP)) " 0)" } {
                    (heading.line(0.0, 52.0, title))
                    (plain.line(0.0, 78.0, &desc))
                    g transform={ "translate(0 " (at(TOP)) ")" } { (whole) }
                    @for (x, y, one, body) in &drawn {
                        g transform={ "translate(" (at(*x)) " " (at(*y)) ")" } {
                            (name.line(0.0, 14.0, &self.competencia(one.competencia)))
                            (plain.line(0.0, 33.0, &one.sum))
                            g transform="translate(0 44)" { (body) }
                        }
                    }
                }
            }
        }
        .into_string()
    }
}

/// What a file needs besides: on a page, the page has it.
const PAPER: &str = "svg{font-family:-apple-system,\"Segoe UI\",Roboto,\"Helvetica Neue\",Arial,\
                     \"Liberation Sans\",sans-serif}.paper{fill:#fff}text{fill:#1b1f24}.quiet{fill:\
                     #545b64}.value,.figure{font-weight:600}.inst{fill:#6a9bcb}.ciud{fill:#f3c878}";

/// The class of a competencia's colour.
fn colour(competencia: usize) -> String {
    format!("k{}", competencia % COLOURS)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
