//! `Léeme`: how to review, in one screen, and how far the review is.

use std::ops::RangeInclusive;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Formula, Worksheet, XlsxError};

use super::cell_style::{self, COUNT, prose};
use super::measure;
use super::names::{decision, sheet};
use super::run::figures;
use super::standing;
use super::table::{WrittenSheet, for_print, protect};
use crate::domain::proposal::{Proposal, Sides};
use crate::text::counts::{plain_count as count, thousands};

/// The widths of the columns, in digits: number, word, meaning; a gap; word, five figures.
const WIDTHS: [f64; 10] = [3.0, 23.0, 58.0, 2.0, 20.0, 11.0, 13.0, 11.0, 12.0, 11.0];

/// One line of one half of the sheet.
enum GuideLine {
    Heading(&'static str),
    /// A numbered step.
    Step(usize, String),
    /// A word, with its colour if it has one, and what it means.
    Word(&'static str, Option<Color>, String),
    /// A label and five figures; the first line of such a table is its header.
    Figures([String; 6], bool),
    /// A sheet, where its decisions stand, and how many there can be.
    Progress(&'static str, Option<String>, usize),
    Nothing,
}

pub(super) fn fill(
    page: &mut Worksheet,
    p: &Proposal,
    written: &[(&'static str, WrittenSheet)],
) -> Result<(), XlsxError> {
    for (&width, column) in WIDTHS.iter().zip(0..) {
        page.set_column_width(column, width)?;
    }
    let title = cell_style::base().set_bold().set_font_size(16).set_font_color(cell_style::HEADER);
    page.write_string_with_format(0, 0, "Revisión de las propuestas de desafío", &title)?;
    page.set_row_height(0, 24)?;
    page.write_string_with_format(1, 0, subtitle(p), &cell_style::base())?;
    page.set_row_height(1, 18)?;

    let (mut left, mut right) = (how_to_review(p), totals(p));
    level(&mut left, &mut right);
    left.extend(decisions());
    right.extend(legend());
    right.push(GuideLine::Heading("Avance de esta revisión"));
    right.extend(
        written.iter().map(|(name, w)| GuideLine::Progress(name, w.decisions.clone(), w.rows)),
    );
    right.extend(standing::progress(p).map(|words| GuideLine::Word("antes", None, words)));
    level(&mut left, &mut right);
    for ((left, right), row) in left.iter().zip(&right).zip(2..) {
        left.put(page, row, GuideHalf::LEFT)?;
        right.put(page, row, GuideHalf::RIGHT)?;
        let lines = left.lines(GuideHalf::LEFT).max(right.lines(GuideHalf::RIGHT));
        page.set_row_height(row, measure::height(lines))?;
    }
    page.set_screen_gridlines(false);
    page.set_active(true);
    for_print(page);
    page.set_landscape();
    page.set_print_fit_to_pages(1, 1);
    protect(page);
    Ok(())
}

/// Fills up the shorter half, so that what follows begins on one row, after a free one.
fn level(left: &mut Vec<GuideLine>, right: &mut Vec<GuideLine>) {
    let rows = left.len().max(right.len());
    left.resize_with(rows, || GuideLine::Nothing);
    right.resize_with(rows, || GuideLine::Nothing);
}

/// How many candidates there are, by sides, in words; `count` writes a number with its noun.
pub(in crate::write) fn by_sides(
    p: &Proposal,
    count: impl Fn(usize, &str, &str) -> String,
) -> String {
    format!(
        "{}, {} y {}",
        count(p.candidates_with(Sides::Both), "cruzada", "cruzadas"),
        count(
            p.candidates_with(Sides::InstitutionalOnly),
            "solo institucional",
            "solo institucionales"
        ),
        count(p.candidates_with(Sides::CitizenOnly), "solo ciudadana", "solo ciudadanas"),
    )
}

fn subtitle(p: &Proposal) -> String {
    let [i, c, _] = figures(p).map(|(_, totals)| totals.total);
    format!(
        "{} y {} forman {}: {}. La máquina sugiere; quienes revisan deciden.",
        count(i, "aporte institucional", "aportes institucionales"),
        count(c, "ciudadano", "ciudadanos"),
        count(p.candidates.len(), "propuesta", "propuestas"),
        by_sides(p, count),
    )
}

fn how_to_review(p: &Proposal) -> Vec<GuideLine> {
    let published = p.frame.desafios.first().map_or("DM042", |d| &d.id);
    let first = p.candidates.first().map_or("PD-001", |c| c.id.as_str());
    let steps = [
        format!(
            "{}: una fila por propuesta, por competencia y, dentro de ella, lo más dudoso primero. \
             Lea el borrador y elija una decisión en las columnas amarillas.",
            sheet::CANDIDATES
        ),
        format!(
            "{}: los aportes de cada propuesta, tal como se escribieron. Al aceptar una propuesta \
             sus aportes se quedan en ella; marque solo los que van a otra parte.",
            sheet::STATEMENTS
        ),
        format!(
            "{}: lo que no entró en ninguna propuesta, y por qué. Confírmelo o muévalo.",
            sheet::LOOSE
        ),
        format!(
            "{}: los pares institucional–ciudadano más parecidos. Es para consultar; no se llena.",
            sheet::MATCHES
        ),
        format!(
            "Destino: elija una propuesta ({first}) de la lista, o escriba el id de un desafío ya \
             publicado ({published}), o «{}» y el texto del que falta. Los ids y los motivos están en {}.",
            decision::NEW_TARGET,
            sheet::LISTS
        ),
        "Horizonte, objetivo y política: a la derecha, lo sugerido junto a cada columna amarilla. \
         Elija de la lista, o «lo sugerido» si está de acuerdo; en blanco no decide nada."
            .to_owned(),
        "Guarde y devuelva este archivo. Lo que quede en blanco sigue pendiente: nada se decide \
         por usted. Puede filtrar; para ordenar, quite la protección de la hoja (no tiene clave)."
            .to_owned(),
    ];
    let mut lines = vec![GuideLine::Nothing, GuideLine::Heading("Cómo revisar")];
    lines.extend(steps.into_iter().zip(1..).map(|(step, n)| GuideLine::Step(n, step)));
    lines.push(GuideLine::Nothing);
    lines
}

fn totals(p: &Proposal) -> Vec<GuideLine> {
    let mut lines =
        vec![GuideLine::Nothing, GuideLine::Heading("Totales: cada aporte está en un solo lugar")];
    let names = ["", "recibidos", "en propuestas", "fuera", "descartados", "pendientes"];
    lines.push(GuideLine::Figures(names.map(str::to_owned), true));
    for (name, t) in figures(p) {
        let counts = [t.total, t.candidate, t.out_of_competence, t.discarded, t.pending];
        let counts = counts.map(|n| n.to_string());
        let [a, b, c, d, e] = counts;
        lines.push(GuideLine::Figures([name.to_owned(), a, b, c, d, e], false));
    }
    if p.skipped_rows > 0 {
        let meaning = format!("{}: se listan en {}", thousands(p.skipped_rows), sheet::RUN);
        lines.push(GuideLine::Word("filas omitidas", None, meaning));
    }
    lines
}

fn decisions() -> Vec<GuideLine> {
    let word = |word, meaning: &str| GuideLine::Word(word, None, meaning.to_owned());
    vec![
        GuideLine::Heading("Decisiones sobre una propuesta"),
        word(decision::ACCEPT, "Es un desafío y el borrador sirve como está."),
        word(decision::ACCEPT_CHANGED, "Es un desafío; escriba su redacción en «texto final»."),
        word(
            decision::MERGE,
            "Dice lo mismo que otra: ponga cuál en «destino». Sus aportes van con ella.",
        ),
        word(
            decision::DISCARD,
            "No es un desafío de la ciudad, ni sus aportes sin marca: diga el motivo.",
        ),
        GuideLine::Heading("Decisiones sobre un aporte"),
        word(decision::KEEP, "Está bien en su propuesta."),
        word(decision::MOVE, "Va en otra: ponga cuál en «destino»."),
        word(decision::TAKE_OUT, "No va en esta; que se le busque otra."),
        word(decision::AGREE_OUT, "En Sin propuesta: está bien que no entre en ninguna."),
        GuideLine::Heading("En las dos"),
        word(
            decision::SPLIT,
            "Propuesta: mezcla varios desafíos; mueva sus aportes en Aportes. Aporte: pide dos \
             cosas y queda en las dos; ponga la segunda en «destino», o explíquelo en «nota».",
        ),
        word(decision::UNSURE, "Que lo vea alguien más: queda pendiente."),
    ]
}

fn legend() -> Vec<GuideLine> {
    let word = |word, meaning: &str| GuideLine::Word(word, None, meaning.to_owned());
    let colour =
        |word, colour, meaning: &str| GuideLine::Word(word, Some(colour), meaning.to_owned());
    vec![
        GuideLine::Heading("Colores"),
        colour("amarillo", cell_style::WRITE, "para llenar; lo demás está protegido"),
        colour("azul", cell_style::OFFICE, "aporte institucional; los ciudadanos van sin color"),
        colour("gris", cell_style::BAND, "una propuesta sí y otra no, para ver dónde cambia"),
        colour("rojo", cell_style::NEEDED, "la decisión pide llenar esta celda"),
        GuideLine::Heading("Palabras"),
        word("aporte", "lo que escribió una oficina o una persona; no se cambia"),
        word("propuesta", "aportes que el programa juntó, en espera de una decisión"),
        word("desafío", "una propuesta aceptada, con su redacción final"),
        word("cruzada", "tiene aportes institucionales y ciudadanos"),
        word("cohesión", "alta, media o baja: según sus dos aportes menos parecidos"),
        word("solidez", "dudosa: algunos aportes cambian de grupo con ajustes mínimos"),
        word("orden de revisión", "1 es la que más conviene mirar primero"),
    ]
}

/// The columns of one half.
#[derive(Clone, Copy)]
struct GuideHalf {
    /// Where numbers stand; `None` on the right.
    number: Option<u16>,
    word: u16,
    meaning: u16,
    last: u16,
}

impl GuideHalf {
    const LEFT: Self = Self { number: Some(0), word: 1, meaning: 2, last: 2 };
    const RIGHT: Self = Self { number: None, word: 4, meaning: 5, last: 9 };

    fn first(self) -> u16 {
        self.number.unwrap_or(self.word)
    }

    /// The width from a column to the last.
    fn width(self, from: u16) -> f64 {
        WIDTHS[from as usize..=self.last as usize].iter().sum()
    }
}

impl GuideLine {
    fn lines(&self, half: GuideHalf) -> usize {
        match self {
            Self::Step(_, text) => measure::lines(text, half.width(half.word), false),
            Self::Word(_, _, meaning) => measure::lines(meaning, half.width(half.meaning), false),
            _ => 1,
        }
    }

    fn put(&self, page: &mut Worksheet, row: u32, half: GuideHalf) -> Result<(), XlsxError> {
        match self {
            Self::Nothing => {}
            Self::Heading(text) => {
                spread(page, row, half.first()..=half.last, text, &cell_style::header())?;
            }
            Self::Step(n, text) => {
                let number = prose().set_bold().set_align(FormatAlign::Center);
                page.write_number_with_format(row, half.first(), *n as f64, &number)?;
                spread(page, row, half.word..=half.last, text, &prose())?;
            }
            Self::Word(word, colour, meaning) => {
                let format = framed().set_bold();
                let format = match colour {
                    Some(colour) => format.set_background_color(*colour),
                    None => format,
                };
                spread(page, row, half.first()..=half.word, word, &format)?;
                spread(page, row, half.meaning..=half.last, meaning, &framed())?;
            }
            Self::Figures([label, counts @ ..], header) => {
                let format = if *header { framed().set_bold() } else { framed() };
                page.write_string_with_format(row, half.word, label, &format.clone().set_bold())?;
                let format = format.set_align(FormatAlign::Right).set_num_format(COUNT);
                for (text, column) in counts.iter().zip(half.meaning..) {
                    match text.parse::<f64>() {
                        Ok(n) => page.write_number_with_format(row, column, n, &format)?,
                        Err(_) => page.write_string_with_format(row, column, text, &format)?,
                    };
                }
            }
            Self::Progress(name, decisions, rows) => {
                page.write_string_with_format(row, half.word, *name, &framed().set_bold())?;
                let format = framed().set_align(FormatAlign::Right).set_num_format(COUNT);
                match decisions {
                    Some(range) => {
                        let formula = Formula::new(format!("=COUNTA({range})")).set_result("0");
                        page.write_formula_with_format(row, half.meaning, formula, &format)?
                    }
                    None => page.write_number_with_format(row, half.meaning, 0, &format)?,
                };
                let of = format!("de {} filas con decisión", thousands(*rows));
                let format = framed().set_border_left(FormatBorder::None);
                spread(page, row, half.meaning + 1..=half.last, &of, &format)?;
            }
        }
        Ok(())
    }
}

/// A cell of a small table; its row may be tall for the other half's sake.
fn framed() -> Format {
    cell_style::framed().set_align(FormatAlign::VerticalCenter)
}

/// Writes over several columns, or into the one.
fn spread(
    page: &mut Worksheet,
    row: u32,
    columns: RangeInclusive<u16>,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let (first, last) = columns.into_inner();
    if first == last {
        page.write_string_with_format(row, first, text, format)?;
    } else {
        page.merge_range(row, first, row, last, text, format)?;
    }
    Ok(())
}
