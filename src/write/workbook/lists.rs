//! `Listas`: what the dropdowns offer, and every target with its words, to look ids up.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::names::{SUGGESTED, decision, sheet};
use super::table::{Dropdown, column_name, for_print, protect};
use super::{Error, cell_style, text};
use crate::domain::decision::{MOST_REASONS, NONE, Settings};
use crate::domain::frame::Horizon;
use crate::domain::proposal::{Candidate, Proposal};

const ONLY_LISTED: &str = "Elija una de las decisiones de la lista, o deje la celda en blanco.";

/// The dropdown of the decision about a candidate.
pub(super) const CANDIDATE_DECISION: Dropdown =
    Dropdown { list: "decision_propuesta", strict: true, otherwise: ONLY_LISTED, hint: "" };
/// The dropdown of the decision about a statement in a candidate.
pub(super) const STATEMENT_DECISION: Dropdown =
    Dropdown { list: "decision_desafio", strict: true, otherwise: ONLY_LISTED, hint: "" };
/// The dropdown of the decision about a statement in none.
pub(super) const LOOSE_DECISION: Dropdown =
    Dropdown { list: "decision_sin_grupo", strict: true, otherwise: ONLY_LISTED, hint: "" };
/// The dropdown of targets: the candidates, but others may be typed.
pub(super) const TARGET: Dropdown = Dropdown {
    list: "destinos",
    strict: false,
    otherwise: "No es una propuesta de este trabajo. Está bien si es un desafío ya publicado \
                (DM042) o si empieza con «nuevo:». ¿Dejarlo así?",
    hint: "Elija una propuesta, o escriba el id de un desafío ya publicado (DM042), o «nuevo:» y \
           el texto del desafío que falta.",
};
/// The name of the list of reasons.
const REASONS: &str = "motivos";

/// The dropdown of reasons: others may be typed where the settings say so.
pub(super) fn reason(review: &Settings) -> Dropdown {
    let otherwise = if review.own_reasons {
        "Ese motivo no está en la hoja Listas. ¿Dejarlo así?"
    } else {
        "Elija uno de los motivos de la lista, o deje la celda en blanco."
    };
    Dropdown { list: REASONS, strict: !review.own_reasons, otherwise, hint: "" }
}

/// The dropdown of horizons.
pub(super) const HORIZON: Dropdown = Dropdown {
    list: "horizontes",
    strict: true,
    otherwise: "Elija «largo plazo», «gestión» o «lo sugerido», o deje la celda en blanco.",
    hint: "",
};
/// The dropdown of objetivos de desarrollo.
pub(super) const OBJETIVO_DESARROLLO: Dropdown = Dropdown {
    list: "objetivos_desarrollo",
    strict: false,
    otherwise: "No está en la lista del marco. ¿Dejarlo así?",
    hint: "",
};
/// The dropdown of objetivos de gestión.
pub(super) const OBJETIVO_GESTION: Dropdown =
    Dropdown { list: "objetivos_gestion", ..OBJETIVO_DESARROLLO };
/// The dropdown of policies: several may be typed.
pub(super) const POLITICA: Dropdown = Dropdown {
    list: "politicas",
    hint: "Elija una política. Si son varias, escriba sus ids con punto y coma: P21; P22.",
    ..OBJETIVO_DESARROLLO
};

/// How many reasons the list has room for.
const REASON_ROOM: u32 = MOST_REASONS as u32;

/// One list: its header, its width, its defined name (none for words to look up), its cells.
struct NamedList<'a> {
    header: &'static str,
    width: f64,
    name: Option<&'static str>,
    cells: Vec<&'a str>,
}

pub(super) fn write(workbook: &mut Workbook, p: &Proposal, review: &Settings) -> Result<(), Error> {
    let list = |header, width, name, cells: &[&'static str]| NamedList {
        header,
        width,
        name: Some(name),
        cells: cells.to_vec(),
    };
    // The id with the first words, which a reader takes off again.
    let target = |c: &Candidate| format!("{} · {}", c.id, text::shortened(&c.draft.text, 60));
    let targets: Vec<String> = p.candidates.iter().map(target).collect();
    let drafts: Vec<String> =
        p.candidates.iter().map(|c| text::shortened(&c.draft.text, 80)).collect();
    let published: Vec<String> =
        p.frame.desafios.iter().map(|d| text::shortened(&d.text, 80)).collect();
    let lists = [
        NamedList {
            header: if review.own_reasons {
                "motivos (puede cambiarlos y añadir más)"
            } else {
                "motivos"
            },
            width: 40.0,
            name: Some(REASONS),
            cells: review.reasons.iter().map(String::as_str).collect(),
        },
        list("decisiones: propuestas", 24.0, CANDIDATE_DECISION.list, &decision::CANDIDATE),
        list("decisiones: aportes", 24.0, STATEMENT_DECISION.list, &decision::STATEMENT),
        list("decisiones: sin propuesta", 24.0, LOOSE_DECISION.list, &decision::LOOSE),
        NamedList {
            header: "destinos: propuestas",
            width: 60.0,
            name: Some(TARGET.list),
            cells: targets.iter().map(String::as_str).collect(),
        },
        NamedList {
            header: "borrador",
            width: 75.0,
            name: None,
            cells: drafts.iter().map(String::as_str).collect(),
        },
        NamedList {
            header: "destinos: ya publicados",
            width: 14.0,
            name: None,
            cells: p.frame.desafios.iter().map(|d| d.id.as_str()).collect(),
        },
        NamedList {
            header: "desafío metropolitano publicado",
            width: 75.0,
            name: None,
            cells: published.iter().map(String::as_str).collect(),
        },
    ];
    let named = |id: &str, words: &str| format!("{id} · {}", text::shortened(words, 80));
    let first = || [SUGGESTED.to_owned(), NONE.to_owned()];
    let development = p.frame.objetivos_desarrollo.iter().map(|o| named(&o.id, &o.name));
    let management = p.frame.objetivos_gestion.iter().map(|o| named(&o.id, &o.text));
    let policies = p.frame.politicas.iter().map(|o| named(&o.id, &o.text));
    let chain: [(&'static str, &'static str, Vec<String>); 4] = [
        (
            "horizontes",
            HORIZON.list,
            [SUGGESTED, Horizon::LargoPlazo.in_spanish(), Horizon::Gestion.in_spanish()]
                .map(str::to_owned)
                .to_vec(),
        ),
        (
            "objetivos de desarrollo",
            OBJETIVO_DESARROLLO.list,
            first().into_iter().chain(development).collect(),
        ),
        (
            "objetivos de gestión",
            OBJETIVO_GESTION.list,
            first().into_iter().chain(management).collect(),
        ),
        ("políticas", POLITICA.list, first().into_iter().chain(policies).collect()),
    ];
    let mut lists = Vec::from(lists);
    lists.extend(chain.iter().map(|&(header, name, ref cells)| NamedList {
        header,
        width: if name == HORIZON.list { 14.0 } else { 50.0 },
        name: Some(name),
        cells: cells.iter().map(String::as_str).collect(),
    }));
    for (list, column) in lists.iter().zip(0..) {
        if let Some(name) = list.name {
            workbook.define_name(name, &range(name, column, list.cells.len()))?;
        }
    }
    Ok(fill(workbook.add_worksheet(), &lists, review.own_reasons)?)
}

/// The cells that a defined name stands for. The reasons end where people end them.
fn range(name: &str, column: u16, cells: usize) -> String {
    let (sheet, letter) = (sheet::LISTS, column_name(column));
    let whole = |rows: u32| format!("{sheet}!${letter}$2:${letter}${}", rows + 1);
    if name == REASONS {
        let all = whole(REASON_ROOM);
        format!("={sheet}!${letter}$2:INDEX({all},MAX(1,COUNTA({all})))")
    } else {
        format!("={}", whole(cells.max(1) as u32))
    }
}

fn fill(sheet: &mut Worksheet, lists: &[NamedList], own: bool) -> Result<(), XlsxError> {
    sheet.set_name(sheet::LISTS)?;
    let header = cell_style::header();
    let plain = cell_style::base();
    let open: Format = cell_style::base().set_unlocked().set_background_color(cell_style::WRITE);
    for (list, column) in lists.iter().zip(0..) {
        sheet.set_column_width(column, list.width)?;
        sheet.write_string_with_format(0, column, list.header, &header)?;
        let editable = own && list.name == Some(REASONS);
        let format = if editable { &open } else { &plain };
        for (cell, row) in list.cells.iter().zip(1..) {
            sheet.write_string_with_format(row, column, text::shown(cell), format)?;
        }
        if editable {
            for row in list.cells.len() as u32 + 1..=REASON_ROOM {
                sheet.write_blank(row, column, format)?;
            }
        }
    }
    sheet.set_row_height(0, 32)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    for_print(sheet);
    sheet.set_landscape();
    protect(sheet);
    Ok(())
}
