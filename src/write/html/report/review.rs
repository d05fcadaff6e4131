//! What to look at first: doubtful candidates and their least alike pairs, declared competencias
//! that the text contradicts, repeated statements, and those with personal data.

use maud::{Markup, html};

use super::counts::{firmness as counted, slot};
use super::listing::listed;
use super::overview::ORIGINS;
use super::{competencia, draft, quoted, reference, statement_id};
use crate::domain::index::{CompetenciaIndex, StatementIndex};
use crate::domain::proposal::{Cohesion, Declared, Firmness, Proposal};
use crate::text::personal;
use crate::write::html::shell::Section;
use crate::write::html::table::{Table, plate};
use crate::write::svg::AltText;
use crate::write::svg::bars::{BarSeries, bars, columns};
use crate::write::svg::words::{clipped, count, number, part, percent};

/// The least alike pairs listed.
const PAIRS: usize = 15;
/// The most pairs of opposite wishes listed of a candidate.
const OPPOSED: usize = 3;
/// The most contradictions listed.
const CONTRADICTED: usize = 300;
/// The most statements with personal data listed.
const PERSONAL: usize = 300;

/// How firm the candidates are, and which to review first.
pub(super) fn firmness(p: &Proposal) -> Section {
    let counts = counted(p);
    let names = ["Estables", "Dudosas", "De un solo aporte"];
    let words = AltText {
        id: "solidez-grafico",
        title: "Propuestas según su solidez",
        desc: "Tres barras: propuestas estables, dudosas y de un solo aporte. Los valores están en \
               la tabla.",
    };
    let drawn: Vec<_> = names.iter().zip(counts).map(|(n, c)| ((*n).to_owned(), vec![c])).collect();
    let series = [BarSeries { class: "sola", words: "propuestas", letter: "" }];
    let mut table = Table::new(words.title, &["Solidez", "Propuestas", "Parte"]);
    let total = p.candidates.len();
    let row = |name: &str, n: usize| vec![name.to_owned(), number(n), part(n, total)];
    table.rows = names.iter().zip(counts).map(|(name, n)| row(name, n)).collect();
    table.total = Some(row("Total", total));
    let body = html! {
        p {
            "Una propuesta es estable si sus aportes siguen juntos al repetir el trabajo con \
             pequeños cambios, y dudosa si algunos entran y salen. Las de un solo \
             aporte no son ni lo uno ni lo otro."
        }
        (opposed(p))
        @if total == 0 { p { "No hay propuestas." } }
        @else {
            (plate(&bars(&words, &series, &drawn), &table.html()))
            (weakest(p))
        }
    };
    Section::new("solidez", "Solidez: qué revisar primero", body)
}

/// The candidates whose members wish opposite things, and the pairs of the crossing that do.
fn opposed(p: &Proposal) -> Markup {
    let these: Vec<(usize, &[[StatementIndex; 2]])> = p
        .candidates
        .iter()
        .enumerate()
        .map(|(c, one)| (c, one.opposed.as_slice()))
        .filter(|(_, pairs)| !pairs.is_empty())
        .collect();
    let crossed = p.matches.iter().filter(|m| m.opposed).count();
    if these.is_empty() && crossed == 0 {
        return html! {};
    }
    let listed = listed(p);
    html! {
        h3 { "Posturas opuestas" }
        p {
            "En " (count(these.len(), "propuesta", "propuestas")) " hay aportes que parecen pedir \
             lo contrario sobre lo mismo; van primero en el orden de revisión. Nada se separó: \
             lo deciden las personas."
            @if crossed > 0 {
                " Entre los cruces hay " (count(crossed, "par así", "pares así")) "."
            }
        }
        ul class="list" {
            @for &(c, pairs) in these.iter().take(PAIRS) {
                li {
                    span class="id" { (reference(p, c, &listed)) }
                    @for &[a, b] in pairs.iter().take(OPPOSED) {
                        p class="voice" { (statement_id(p, a.index())) " " (quoted(p, a.index())) }
                        p class="voice" { (statement_id(p, b.index())) " " (quoted(p, b.index())) }
                    }
                    @if pairs.len() > OPPOSED {
                        p class="more" { "Y " (number(pairs.len() - OPPOSED)) " pares más." }
                    }
                }
            }
        }
        @if these.len() > PAIRS {
            p class="note" { "Y " (number(these.len() - PAIRS)) " propuestas más, en el libro de revisión." }
        }
    }
}

fn weakest(p: &Proposal) -> Markup {
    let mut order: Vec<(usize, Cohesion)> =
        p.candidates.iter().enumerate().filter_map(|(c, one)| Some((c, one.cohesion?))).collect();
    order.sort_by(|(a, x), (b, y)| {
        x.percentile.total_cmp(&y.percentile).then(x.weakest.cmp(&y.weakest)).then(a.cmp(b))
    });
    if order.is_empty() {
        return html! {};
    }
    let listed = listed(p);
    html! {
        (spread(&order))
        h3 { "Para empezar: las propuestas con el par menos parecido" }
        ol class="list" {
            @for (c, cohesion) in order.iter().take(PAIRS) { (pair(p, *c, cohesion, &listed)) }
        }
    }
}

/// How alike the least alike pairs are.
fn spread(order: &[(usize, Cohesion)]) -> Markup {
    const UP_TO: [(f32, &str); 5] = [
        (0.5, "menos del 50\u{a0}%"),
        (0.8, "del 50 al 80\u{a0}%"),
        (0.95, "del 80 al 95\u{a0}%"),
        (0.99, "del 95 al 99\u{a0}%"),
        (f32::INFINITY, "99\u{a0}% o más"),
    ];
    let mut counts = [0; 5];
    for (_, cohesion) in order {
        counts[UP_TO[..4].partition_point(|&(to, _)| to <= cohesion.percentile)] += 1;
    }
    let words = AltText {
        id: "pareja-grafico",
        title: "Propuestas según su par menos parecido",
        desc: "Una columna por tramo: de cuántos pares de todo el conjunto es más parecido el par \
               menos parecido de la propuesta. Los valores están en la tabla.",
    };
    let drawn: Vec<_> = UP_TO.iter().zip(counts).map(|((_, n), c)| ((*n).to_owned(), c)).collect();
    let mut table =
        Table::new(words.title, &["El par es más parecido que…", "Propuestas", "Parte"]);
    let total = order.len();
    let row = |name: String, n: usize| vec![name, number(n), part(n, total)];
    table.rows = drawn.iter().map(|(name, n)| row(format!("{name} de los pares"), *n)).collect();
    table.total = Some(row("Con dos aportes o más".to_owned(), total));
    html! {
        div class="keep" {
            h3 { "El par menos parecido de cada propuesta" }
            p {
                "Una propuesta se sostiene tanto como los dos aportes menos parecidos que reúne. \
                 Cuanto más a la izquierda, más conviene mirarla."
            }
            (plate(&columns(&words, "sola", "más parecido que… de los pares", &drawn), &table.html()))
        }
    }
}

fn pair(p: &Proposal, c: usize, cohesion: &Cohesion, listed: &[bool]) -> Markup {
    let one = &p.candidates[c];
    let (a, b) = cohesion.weakest_pair;
    let doubtful = one.firmness() == Some(Firmness::Doubtful);
    html! {
        li {
            span class="id" { (reference(p, c, listed)) }
            p { (draft(p, c)) }
            p class="more" {
                (competencia(p, one.competencia)) " · "
                (count(one.members.len(), "aporte", "aportes"))
                @if doubtful { " · solidez: dudosa" }
            }
            @for i in [a, b] { p class="voice" { (statement_id(p, i)) " " (quoted(p, i)) } }
            p class="more" {
                "Son más parecidos que el " (percent(f64::from(cohesion.percentile)))
                " de los pares."
            }
        }
    }
}

/// How the competencia was declared, and where the text suggests another.
pub(super) fn declared(p: &Proposal) -> Section {
    let mut counts = [[0; 2]; 3];
    for (statement, placement) in p.corpus.statements.iter().zip(&p.placements) {
        let kind = match placement.declared {
            Declared::Official(_) => 0,
            Declared::Informal => 1,
            Declared::Blank => 2,
        };
        counts[kind][slot(statement.origin)] += 1;
    }
    let names = ["Un nombre del marco", "Otra palabra", "En blanco"];
    let words = AltText {
        id: "declaradas-grafico",
        title: "Cómo viene declarada la competencia",
        desc: "Dos barras, institucionales y ciudadanos, por cada forma: un nombre del marco, otra \
               palabra, o en blanco. Los valores están en la tabla.",
    };
    let drawn: Vec<_> =
        names.iter().zip(counts).map(|(n, pair)| ((*n).to_owned(), pair.to_vec())).collect();
    let mut table = Table::new(words.title, &["En la hoja", "Inst.", "Ciud.", "Total"]);
    let row = |name: &str, n: [usize; 2]| {
        vec![name.to_owned(), number(n[0]), number(n[1]), number(n[0] + n[1])]
    };
    table.rows = names.iter().zip(counts).map(|(name, n)| row(name, n)).collect();
    let all = [0, 1].map(|i| counts.iter().map(|pair| pair[i]).sum());
    table.total = Some(row("Leídos", all));
    let body = html! {
        (plate(&bars(&words, &ORIGINS, &drawn), &table.html()))
        (contradicted(p))
    };
    Section::new("declaradas", "Competencias declaradas", body)
}

fn contradicted(p: &Proposal) -> Markup {
    let these: Vec<(usize, CompetenciaIndex)> = p
        .placements
        .iter()
        .enumerate()
        .filter_map(|(i, placement)| Some((i, placement.contradicted_by?)))
        .collect();
    html! {
        h3 { "Declaradas que el texto contradice" }
        @if these.is_empty() { p { "Ninguna." } }
        @else {
            p {
                "En " (count(these.len(), "aporte", "aportes")) " el texto sugiere otra \
                competencia que la declarada. No se cambió ninguna: conviene mirarlas."
            }
            ul class="list" {
                @for &(i, suggested) in these.iter().take(CONTRADICTED) {
                    @let written = p.corpus.statements[i].competencia_declared.as_deref();
                    li {
                        span class="id" { (statement_id(p, i)) }
                        p {
                            "Declarada: "
                            @match written {
                                Some(name) => (clipped(name, 120)),
                                None => (competencia(p, p.placements[i].competencia)),
                            }
                            ". El texto sugiere: " strong { (competencia(p, suggested)) } "."
                        }
                        p class="voice" { (quoted(p, i)) }
                    }
                }
            }
            @if these.len() > CONTRADICTED {
                p class="note" {
                    "Y " (number(these.len() - CONTRADICTED)) " más, en el libro de revisión."
                }
            }
        }
    }
}

/// Statements that repeat an earlier one.
pub(super) fn repeated(p: &Proposal) -> Section {
    let mut counts = [[0; 2]; 2];
    for (statement, placement) in p.corpus.statements.iter().zip(&p.placements) {
        if let Some(duplicate) = placement.duplicate {
            counts[usize::from(!duplicate.exact)][slot(statement.origin)] += 1;
        }
    }
    let mut table =
        Table::new("Aportes que repiten uno anterior", &["Repetición", "Inst.", "Ciud.", "Total"]);
    let row = |name: &str, n: [usize; 2]| {
        vec![name.to_owned(), number(n[0]), number(n[1]), number(n[0] + n[1])]
    };
    table.rows = vec![
        row("Con las mismas palabras", counts[0]),
        row("Con palabras casi iguales", counts[1]),
    ];
    table.total = Some(row("Total", [0, 1].map(|i| counts[0][i] + counts[1][i])));
    let body = html! {
        p { "Se conservan todos, enlazados con el primero; al reunirlos cuentan como uno." }
        div class="data narrow" { (table.html()) }
    };
    Section::new("repetidos", "Aportes repetidos", body)
}

/// Which statements have personal data; `None` where none has.
pub(super) fn personal(p: &Proposal) -> Option<Section> {
    let found: Vec<(usize, String)> = p
        .corpus
        .statements
        .iter()
        .enumerate()
        .filter_map(|(i, statement)| {
            let kinds = personal::in_words(&statement.text);
            Some((i, kinds.or_else(|| personal::covered_in_words(&statement.text))?))
        })
        .collect();
    if found.is_empty() {
        return None;
    }
    let body = html! {
        p {
            (count(found.len(), "aporte tiene", "aportes tienen")) " datos personales en su \
            texto. Este informe, matches.csv y lo que publica «minga consolidate» los llevan \
            tapados; el libro de revisión, la página y statements.csv los tienen como se \
            escribieron: son para quienes trabajan en el plan. Los nombres y las direcciones no se \
            reconocen dentro de un texto."
        }
        ul class="list" {
            @for (i, kinds) in found.iter().take(PERSONAL) {
                li { span class="id" { (statement_id(p, *i)) } p { (kinds) } }
            }
        }
        @if found.len() > PERSONAL {
            p class="note" {
                "Y " (number(found.len() - PERSONAL)) " más, en el libro de revisión."
            }
        }
    };
    Some(Section::new("personales", "Datos personales", body))
}
