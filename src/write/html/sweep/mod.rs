//! A sweep as one self-contained Spanish page: which setting wins and where that is confirmed, the
//! curves over the number of groups, what each knob did, two settings side by side; and every plot
//! as a file of its own.
//!
//! [`page`] and [`figures`] are pure: the same rows give the same bytes. The page needs no
//! network and runs no script; what people wrote is shown as text whatever it contains.

mod compare;
mod curves;
mod ranks;
mod summary;

use maud::html;

use crate::domain::statement::Corpus;
use crate::evaluate::sweep::Row;
use crate::evaluate::sweep::difference::Difference;
use crate::evaluate::sweep::effects;
use crate::evaluate::sweep::knob::Knob;
use crate::evaluate::sweep::ranking::{Ranking, beside};
use crate::write::html::glossary;
use crate::write::html::shell::{Section, Shell};
use crate::write::svg::words::clipped;
use crate::write::svg::{file, points};

use curves::{Curve, Drawn, Figure};
use ranks::Names;

/// What only this page has.
const OWN_STYLE: &str = include_str!("style.css");

/// What the page shows.
pub struct Report<'a> {
    /// The rows of the sweep, corpus by corpus in the order of its grid.
    pub rows: &'a [Row],
    /// The key of the run's own setting.
    pub own: &'a str,
    /// Two settings side by side, on every corpus; none where there are no two.
    pub compared: &'a [Compared<'a>],
    /// The facts of the sweep as (label, value) pairs in the order to be shown.
    pub facts: &'a [(String, String)],
}

/// Where two settings differ on a corpus.
pub struct Compared<'a> {
    /// The corpus's name.
    pub name: &'a str,
    /// What was written.
    pub corpus: &'a Corpus,
    /// The keys of the two settings.
    pub keys: [String; 2],
    /// Which pairs one has together and the other apart.
    pub difference: Difference,
}

/// What page and figures are made of.
struct View<'a> {
    report: &'a Report<'a>,
    /// The corpora in the order of their rows, each with its rows.
    corpora: Vec<(&'a str, Vec<&'a Row>)>,
    varying: Vec<&'static Knob>,
    /// Of all settings.
    ranking: Ranking,
    /// Of those that want as many groups as the run.
    beside: Ranking,
    drawn: Drawn,
}

impl<'a> View<'a> {
    fn of(report: &'a Report<'a>) -> Self {
        let mut corpora: Vec<(&str, Vec<&Row>)> = Vec::new();
        for row in report.rows {
            match corpora.iter_mut().find(|(name, _)| *name == row.corpus) {
                Some((_, rows)) => rows.push(row),
                None => corpora.push((&row.corpus, vec![row])),
            }
        }
        let varying = effects::varying(report.rows);
        let ranking = Ranking::of(&report.rows.iter().collect::<Vec<_>>());
        let drawn = Drawn::of(report.rows, &ranking, &varying);
        let beside = Ranking::of(&beside(report.rows, report.own));
        Self { report, corpora, varying, ranking, beside, drawn }
    }

    fn names(&self) -> Names<'_> {
        Names::new(self.report.rows, &self.varying, self.report.own)
    }

    /// The plots of some measures on a corpus.
    fn plots(&self, place: usize, curves: &[Curve]) -> Vec<Figure> {
        let (name, rows) = &self.corpora[place];
        let draw = |&curve| self.drawn.figure(rows, self.report.own, curve, (place, name));
        curves.iter().filter_map(draw).collect()
    }
}

/// The page, in Spanish.
pub fn page(report: &Report) -> String {
    let view = View::of(report);
    let mut sections = vec![winners(&view)];
    sections.extend((0..view.corpora.len()).map(|place| judged(&view, place)));
    sections.extend((0..view.corpora.len()).map(|place| internal(&view, place)));
    sections.push(summary::knobs(&view));
    sections.push(Section {
        id: "comparacion".into(),
        title: "Dos ajustes lado a lado".into(),
        body: compare::side_by_side(report.rows, report.compared, &view.names()),
    });
    sections.push(summary::cost(&view));
    sections.push(summary::method(report.facts));
    sections.retain(|section| !section.body.0.is_empty());
    let opening = summary::opening(&view);
    sections.push(glossary::section(&opening, &sections));
    let shell = Shell {
        title: "Barrido de ajustes",
        kind: "Barrido de ajustes",
        heading: "Qué ajuste agrupa mejor",
        opening,
        contents: "En esta página",
        styles: &[points::STYLE, OWN_STYLE],
        foot: "Hecho con minga. El mejor ajuste en estos corpus no tiene por qué serlo en otros.",
    };
    shell.page(&sections)
}

/// Every plot of the page as a file: its name and its SVG.
pub fn figures(report: &Report) -> Vec<(String, String)> {
    let view = View::of(report);
    let mut all = ranks::figures(&view.ranking, &view.names());
    for place in 0..view.corpora.len() {
        all.extend(view.plots(place, &Curve::JUDGED));
        all.extend(view.plots(place, &Curve::INTERNAL));
    }
    all.into_iter()
        .filter_map(|drawn| Some((drawn.file, file::standalone(&drawn.image, points::STYLE)?)))
        .collect()
}

fn winners(view: &View) -> Section {
    let names = view.names();
    let several = view.ranking.corpora.len() > 1;
    let plots = ranks::figures(&view.ranking, &names);
    let body = html! {
        @if view.ranking.settings.is_empty() {
            p {
                "Ningún corpus de este barrido tiene una agrupación de referencia: no se puede decir \
                 qué ajuste acierta más. Las medidas sin referencia dicen cómo son los grupos, no si \
                 son los que harían las personas."
            }
        } @else {
            p {
                "Los ajustes se ordenan por operaciones de revisión, los cambios que llevan de la \
                 propuesta a la referencia. El puesto de un ajuste es la media de sus puestos en \
                 cada corpus, así que ninguno pesa más por ser grande."
            }
            @if !view.beside.settings.is_empty() {
                h3 { "Con tantos grupos como la corrida" }
                (ranks::table(&view.beside, &names, "Los mejores con tantos grupos como la corrida", false))
            }
            h3 { "Con cualquier número de grupos" }
            p {
                "Con más grupos, más pequeños, suele haber menos operaciones y también menos \
                 exhaustividad: conviene mirar las curvas antes de elegir."
            }
            (ranks::table(&view.ranking, &names, "Los mejores con cualquier número de grupos", true))
            @if several {
                h3 { "Elegido en uno, confirmado en los otros" }
                p {
                    "Un ajuste elegido en un corpus puede haber ganado por azar. Aquí se ve cómo le \
                     va en los demás."
                }
                (ranks::confirmed(&view.ranking, &names))
                (ranks::agreement(&view.ranking))
                div class="plots" { @for plot in &plots { div class="plot" { (plot.image) } } }
            }
        }
    };
    Section::new("ganador", "Qué ajuste gana", body)
}

fn judged(view: &View, place: usize) -> Section {
    let (name, rows) = &view.corpora[place];
    let name = clipped(name, 60);
    let plots = view.plots(place, &Curve::JUDGED);
    let body = html! {
        @if !plots.is_empty() {
            (summary::series(view))
            div class="plots" { @for plot in &plots { div class="plot" { (plot.image) } } }
            (view.drawn.judged(rows, &name).wide_folded("Los números de estas curvas"))
        }
    };
    Section {
        id: format!("curvas-{}", place + 1),
        title: format!("Calidad según el número de grupos: {name}"),
        body,
    }
}

fn internal(view: &View, place: usize) -> Section {
    let (name, rows) = &view.corpora[place];
    let name = clipped(name, 60);
    let plots = view.plots(place, &Curve::INTERNAL);
    let body = html! {
        @if !plots.is_empty() {
            div class="plots" { @for plot in &plots { div class="plot" { (plot.image) } } }
            (view.drawn.internal(rows, &name).wide_folded("Los números de estas curvas"))
        }
    };
    Section {
        id: format!("internas-{}", place + 1),
        title: format!("Cómo son los grupos, sin referencia: {name}"),
        body,
    }
}

#[cfg(test)]
mod tests;
