//! The planning chain: where the statements lead by way of the challenges, competencia by
//! competencia, and what the chain lacks.

use maud::{Markup, html};

use super::competencia;
use crate::decide::chain::{self, Coverage, Link};
use crate::domain::proposal::Proposal;
use crate::text::hidden::visible_line;
use crate::write::flow::{Flow, Panel};
use crate::write::html::shell::Section;
use crate::write::html::table::{Table, plate};
use crate::write::published_text::Publication;
use crate::write::svg::words::{clipped, count, number};
use crate::write::svg::{AltText, image};

/// The most gaps of a kind that are listed.
const LISTED: usize = 60;

/// The chain of a run's candidates; `None` where the frame has no objectives.
pub(super) fn chain(p: &Proposal) -> Option<Section> {
    if p.frame.objetivos_desarrollo.is_empty() || p.candidates.is_empty() {
        return None;
    }
    let links = chain::proposed(p);
    let flow = Flow::new(&p.frame, &links, Publication::Whole);
    let (whole, tall) = flow.whole(false);
    let words = AltText {
        id: "cadena-grafico",
        title: "De los aportes de cada competencia a los objetivos",
        desc: "A la izquierda las competencias, a la derecha los objetivos; cada cinta es tan ancha \
               como los aportes de los desafíos que van de una a otro. Los valores están en la tabla.",
    };
    let plot = image(&words, tall, &whole);
    let body = html! {
        p {
            "Cada propuesta responde a un objetivo de desarrollo (las de largo plazo) o a un objetivo \
             de gestión y una política. Mientras nadie lo decida es una sugerencia de la máquina, \
             aprendida de los desafíos que el marco ya alinea; con pocos ejemplos se equivoca a \
             menudo, y por eso el libro de revisión pregunta."
        }
        (plate(&plot, &totals(p, &links).html()))
        h3 { "Por competencia" }
        p class="note" {
            "En cada dibujo: aportes institucionales y ciudadanos, las propuestas que forman, y el \
             objetivo al que responden."
        }
        @for panel in flow.panels() { (one(p, &flow, &links, &panel)) }
        (gaps(p, &links))
    };
    Some(Section::new("cadena", "De los aportes a los objetivos", body))
}

fn totals(p: &Proposal, links: &[Link]) -> Table {
    let mut table = Table::new(
        "Propuestas por objetivo",
        &["Objetivo", "Propuestas", "Aportes", "De cuántas competencias"],
    );
    let mut row = |name: String, here: &dyn Fn(&Link) -> bool| {
        let here: Vec<&Link> = links.iter().filter(|link| here(link)).collect();
        let mut competencias: Vec<usize> = here.iter().map(|link| link.competencia).collect();
        competencias.sort_unstable();
        competencias.dedup();
        let voices = here.iter().map(|link| link.voices()).sum();
        let figures = [here.len(), voices, competencias.len()].map(number);
        table.rows.push(std::iter::once(name).chain(figures).collect());
    };
    for (o, objective) in p.frame.objetivos_desarrollo.iter().enumerate() {
        let name = format!("{} {} (largo plazo)", objective.id, clipped(&objective.name, 80));
        let own = |link: &Link| {
            link.aligned.gestion.is_none() && link.aligned.desarrollo.is_some_and(|d| d.0 == o)
        };
        row(name, &own);
        for (g, objective) in p.frame.objetivos_gestion.iter().enumerate() {
            if objective.objetivo_desarrollo == o {
                let name = format!("{} {}", objective.id, clipped(&objective.text, 160));
                row(name, &|link| link.aligned.gestion.is_some_and(|found| found.0 == g));
            }
        }
    }
    row("Sin objetivo".to_owned(), &|link| {
        link.aligned.gestion.is_none() && link.aligned.desarrollo.is_none()
    });
    table
}

fn one(p: &Proposal, flow: &Flow<'_>, links: &[Link], panel: &Panel) -> Markup {
    let name = competencia(p, panel.competencia);
    let (body, tall) = flow.panel(panel, false);
    let id = format!("cadena-{}", panel.competencia);
    let words = AltText {
        id: &id,
        title: &format!("{name}: de los aportes a los objetivos"),
        desc: "Los aportes, las propuestas y los objetivos de esta competencia. Los valores están en \
               la tabla.",
    };
    let plot = image(&words, tall, &body);
    let caption = format!("{name}: a qué responde cada propuesta");
    let mut table = Table::new(caption, &["Propuesta", "Inst.", "Ciud.", "Responde a"]);
    table.wordy = 1;
    for &l in &panel.links {
        let link = &links[l];
        table.rows.push(vec![
            format!("{} {}", visible_line(&link.id), clipped(&link.title, 140)),
            number(link.institutional),
            number(link.citizen),
            flow.end_in_words(link),
        ]);
    }
    html! {
        details {
            summary { h3 { (name) } " " span class="tally" { (panel.sum) } }
            (plate(&plot, &table.html()))
            @if panel.more > 0 {
                p class="note" { "Y " (number(panel.more)) " más, con menos aportes, en candidates.csv." }
            }
        }
    }
}

fn gaps(p: &Proposal, links: &[Link]) -> Markup {
    let heard = chain::heard(p, None);
    let gaps = Coverage::of(&p.frame, links, &heard).gaps(&p.frame, links);
    html! {
        h3 { "Qué le falta a la cadena, según lo sugerido" }
        @if gaps.is_empty() {
            p { "Toda propuesta tiene objetivo y política, y todo objetivo y política tiene \
                 propuestas detrás." }
        }
        @for (gap, all) in &gaps {
            details {
                summary { (gap) ": " (number(all.len())) }
                ul {
                    @for what in all.iter().take(LISTED) { li { (clipped(what, 240)) } }
                    @if all.len() > LISTED {
                        li { "… y " (count(all.len() - LISTED, "más", "más")) }
                    }
                }
            }
        }
    }
}
