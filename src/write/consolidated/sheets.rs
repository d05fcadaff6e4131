//! `consolidado.xlsx`: the list, both directions of the traceability, the annexes and the totals.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::list::{Final, List, StatementState, Tie};
use super::sheet::{self, SheetCell, SheetRow, SheetTable};
use super::{Book, Error, Totals, counted};
use crate::decide::chain::By;
use crate::domain::statement::{Origin, Statement};
use crate::write::workbook::cell_style;
use crate::write::workbook::{measure, shown};

/// The names of the sheets that every workbook has, in the order of the tabs; the annexes stand
/// before the last two.
pub(super) mod name {
    pub(in super::super) const DRAFT: &str = "Borrador";
    pub(in super::super) const FINALS: &str = "Desafíos consolidados";
    pub(in super::super) const TRACE: &str = "Trazabilidad";
    pub(in super::super) const REVERSE: &str = "Trazabilidad inversa";
    pub(in super::super) const COVERAGE: &str = "Cobertura";
    pub(in super::super) const OUT: &str = "Fuera y descartados";
    pub(in super::super) const TOTALS: &str = "Totales";
}

/// The workbook's bytes.
pub(super) fn formed(book: &Book) -> Result<Vec<u8>, Error> {
    let mut workbook = Workbook::new();
    workbook.set_default_format(&cell_style::base(), 20, 64)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title("Desafíos consolidados")
            .set_author("minga")
            .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?),
    );
    draft(&mut workbook, book)?;
    finals(&mut workbook, book)?;
    trace(&mut workbook, book)?;
    reverse(&mut workbook, book)?;
    for annex in &book.annexes {
        sheet::annex(&mut workbook, annex, |text| book.cell(text))?;
    }
    coverage(&mut workbook, book)?;
    out(&mut workbook, book)?;
    totals(&mut workbook, book)?;
    Ok(workbook.save_to_buffer()?)
}

/// What still waits for a person; a finished workbook has no such sheet.
fn draft(workbook: &mut Workbook, book: &Book) -> Result<(), Error> {
    let Some(title) = book.draft() else { return Ok(()) };
    let rows = book.waiting.iter().map(|waiting| {
        let statement = waiting.statement.as_ref().map_or("", |id| id.as_str());
        SheetRow::plain(vec![
            statement.into(),
            book.cell(waiting.challenge.as_deref().unwrap_or_default()).into(),
            book.cell(&waiting.why).into(),
        ])
    });
    let table = SheetTable {
        sheet: name::DRAFT,
        columns: &[("texto", 10.0), ("desafío o propuesta", 22.0), ("qué falta decidir", 90.0)],
        rows: std::iter::once(SheetRow::plain(vec!["".into(), "".into(), title.into()]))
            .chain(rows)
            .collect(),
        frozen: 0,
    };
    table.write(workbook)?.set_tab_color(Color::RGB(0xB0_2A_1C));
    Ok(())
}

/// A horizon in words; what is only suggested is marked.
pub(super) fn horizon(one: &Final) -> String {
    match one.aligned.horizon {
        Some((horizon, By::Machine)) => format!("{} (sugerido)", horizon.in_spanish()),
        Some((horizon, _)) => horizon.in_spanish().to_owned(),
        None => "por decidir".to_owned(),
    }
}

/// A part of an alignment; what is only suggested is marked.
fn marked(text: String, by: Option<By>) -> String {
    if by == Some(By::Machine) { format!("{text} (sugerido)") } else { text }
}

fn finals(workbook: &mut Workbook, book: &Book) -> Result<(), Error> {
    let list = &book.list;
    let frame = &list.proposal.frame;
    let mut columns = vec![
        ("id", 9.0),
        ("horizonte", 12.0),
        ("competencia", 24.0),
        ("desafío", 56.0),
        ("n.º inst.", 8.0),
        ("n.º ciud.", 8.0),
        ("voces", 14.0),
        ("además, de otros", 10.0),
        ("objetivo de desarrollo", 18.0),
        ("objetivo de gestión", 34.0),
        ("políticas", 40.0),
        ("parroquias", 34.0),
        ("entidades", 34.0),
    ];
    let draft = book.draft().is_some();
    if draft {
        columns.insert(6, ("de ellos, sin decidir", 9.0));
    }
    let row = |one: &Final| {
        let aligned = &one.aligned;
        let development = aligned.desarrollo.map(|(o, by)| {
            let objective = &frame.objetivos_desarrollo[o];
            marked(format!("{}. {}", objective.id, objective.name), Some(by))
        });
        let management = aligned.gestion.map(|(o, by)| {
            let objective = &frame.objetivos_gestion[o];
            marked(format!("{} {}", objective.id, objective.text), Some(by))
        });
        let policies = aligned.politicas.iter().map(|&p| {
            let policy = &frame.politicas[p];
            marked(format!("{} {}", policy.id, policy.text), aligned.politicas_by)
        });
        let policies: Vec<String> = policies.collect();
        let text = |text: &str| SheetCell::from(book.cell(text));
        let mut cells = vec![
            text(&one.id),
            horizon(one).into(),
            text(frame.competencia(one.competencia)),
            text(&one.title),
            list.count(one, Origin::Institutional).into(),
            list.count(one, Origin::Citizen).into(),
            list.sides(one).in_spanish().into(),
            List::tied(one, Tie::Also).into(),
            text(&development.unwrap_or_default()),
            text(&management.unwrap_or_default()),
            text(&policies.join("\n")),
            text(&counted(&list.tally(one, |s| s.parroquia.as_deref()))),
            text(&counted(&list.tally(one, |s| s.entidad.as_deref()))),
        ];
        if draft {
            cells.insert(6, List::tied(one, Tie::Proposed).into());
        }
        SheetRow::plain(cells)
    };
    let rows = list.finals.iter().map(row).collect();
    SheetTable { sheet: name::FINALS, columns: &columns, rows, frozen: 1 }.write(workbook)?;
    Ok(())
}

/// Where a statement comes from, in four cells.
fn context(book: &Book, statement: &Statement) -> [SheetCell; 4] {
    let Statement { entidad, parroquia, taller, fecha, .. } = statement;
    [entidad, parroquia, taller, fecha]
        .map(|cell| book.cell(cell.as_deref().unwrap_or_default()).into())
}

const CONTEXT: [(&str, f64); 4] =
    [("entidad", 24.0), ("parroquia", 18.0), ("taller", 9.0), ("fecha", 11.5)];

fn trace(workbook: &mut Workbook, book: &Book) -> Result<(), Error> {
    let list = &book.list;
    let columns: Vec<(&str, f64)> = [
        ("id", 9.0),
        ("origen", 12.5),
        ("texto", 56.0),
        ("estado", 14.0),
        ("desafío", 10.0),
        ("texto del desafío", 46.0),
        ("también en", 12.0),
        ("motivo", 26.0),
    ]
    .into_iter()
    .chain(CONTEXT)
    .chain([("n.º de decisión", 10.0)])
    .collect();
    let rows = list.settled.statements.iter().enumerate().map(|(i, settlement)| {
        let statement = list.statement(i);
        let one = list.main(i);
        let also: Vec<String> = settlement.also_in.iter().map(ToString::to_string).collect();
        let mut cells: Vec<SheetCell> = vec![
            statement.id.as_str().into(),
            statement.origin.in_spanish().into(),
            book.cell(&statement.text).into(),
            list.state(i).in_spanish().into(),
            book.cell(one.map_or("", |one| &one.id)).into(),
            book.cell(one.map_or("", |one| &one.title)).into(),
            book.cell(&also.join("\n")).into(),
            book.cell(list.why(i).unwrap_or_default()).into(),
        ];
        cells.extend(context(book, statement));
        let decided = settlement.decided.as_ref();
        cells.push(decided.map_or_else(|| "".into(), |word| word.number.to_string().into()));
        SheetRow { cells, office: statement.origin == Origin::Institutional, first: false }
    });
    let table =
        SheetTable { sheet: name::TRACE, columns: &columns, rows: rows.collect(), frozen: 1 };
    table.write(workbook)?;
    Ok(())
}

fn reverse(workbook: &mut Workbook, book: &Book) -> Result<(), Error> {
    let list = &book.list;
    let columns: Vec<(&str, f64)> = [
        ("desafío", 10.0),
        ("texto del desafío", 46.0),
        ("origen", 12.5),
        ("id", 9.0),
        ("texto", 60.0),
        ("relación", 13.0),
    ]
    .into_iter()
    .chain(CONTEXT)
    .collect();
    let mut rows = Vec::new();
    for one in &list.finals {
        let id = book.cell(&one.id);
        let opened = |first: bool| if first { book.cell(&one.title) } else { String::new() };
        for (place, &(i, tie)) in one.statements.iter().enumerate() {
            let statement = list.statement(i);
            let mut cells: Vec<SheetCell> = vec![
                id.clone().into(),
                opened(place == 0).into(),
                statement.origin.in_spanish().into(),
                statement.id.as_str().into(),
                book.cell(&statement.text).into(),
                tie.in_spanish().into(),
            ];
            cells.extend(context(book, statement));
            let office = statement.origin == Origin::Institutional;
            rows.push(SheetRow { cells, office, first: place == 0 });
        }
        if one.statements.is_empty() {
            let mut cells: Vec<SheetCell> = vec![id.into(), opened(true).into()];
            cells.extend((2..columns.len()).map(|column| match column {
                5 => list.sides(one).in_spanish().into(),
                _ => "".into(),
            }));
            rows.push(SheetRow { cells, office: false, first: true });
        }
    }
    SheetTable { sheet: name::REVERSE, columns: &columns, rows, frozen: 1 }.write(workbook)?;
    Ok(())
}

/// What the planning chain lacks, in both directions.
fn coverage(workbook: &mut Workbook, book: &Book) -> Result<(), Error> {
    let rows = book.gaps.iter().flat_map(|(gap, all)| {
        all.iter().enumerate().map(|(place, what)| SheetRow {
            cells: vec![(*gap).into(), book.cell(what).into()],
            office: false,
            first: place == 0,
        })
    });
    let rows: Vec<SheetRow> = rows.collect();
    let columns = [("qué falta", 34.0), ("dónde", 110.0)];
    SheetTable { sheet: name::COVERAGE, columns: &columns, rows, frozen: 1 }.write(workbook)?;
    Ok(())
}

/// The statements that are in no challenge for good, by state, in corpus order.
pub(super) fn left_out(list: &List) -> Vec<usize> {
    let mut out: Vec<usize> = (0..list.settled.statements.len())
        .filter(|&i| matches!(list.state(i), StatementState::Out | StatementState::Discarded))
        .collect();
    out.sort_by_key(|&i| (list.state(i), i));
    out
}

fn out(workbook: &mut Workbook, book: &Book) -> Result<(), Error> {
    let list = &book.list;
    let columns: Vec<(&str, f64)> = [
        ("id", 9.0),
        ("origen", 12.5),
        ("texto", 60.0),
        ("estado", 14.0),
        ("motivo", 30.0),
        ("por", 12.0),
    ]
    .into_iter()
    .chain(CONTEXT)
    .collect();
    let row = |i: usize| {
        let statement = list.statement(i);
        let by = if list.settled.statements[i].by_people { "personas" } else { "regla" };
        let mut cells: Vec<SheetCell> = vec![
            statement.id.as_str().into(),
            statement.origin.in_spanish().into(),
            book.cell(&statement.text).into(),
            list.state(i).in_spanish().into(),
            book.cell(list.why(i).unwrap_or_default()).into(),
            by.into(),
        ];
        cells.extend(context(book, statement));
        SheetRow { cells, office: statement.origin == Origin::Institutional, first: false }
    };
    let rows = left_out(list).into_iter().map(row).collect();
    SheetTable { sheet: name::OUT, columns: &columns, rows, frozen: 1 }.write(workbook)?;
    Ok(())
}

/// The widths of the columns of the sheet of totals, in digits.
const WIDTHS: [f64; 7] = [22.0, 14.0, 14.0, 14.0, 14.0, 14.0, 14.0];

fn totals(workbook: &mut Workbook, book: &Book) -> Result<(), Error> {
    let page = workbook.add_worksheet();
    page.set_name(name::TOTALS)?;
    for (column, width) in (0..).zip(WIDTHS) {
        page.set_column_width(column, width)?;
    }
    let mut lines = TotalsSheet { page, at: 0 };
    if let Some(draft) = book.draft() {
        lines
            .across(&draft, &cell_style::framed().set_bold().set_font_color(cell_style::WARNING))?;
    }
    lines.across("Totales: cada aporte recibido está en un solo estado", &cell_style::header())?;
    lines.counts(&book.totals)?;
    for line in book.totals.lines() {
        lines.across(&line, &cell_style::framed())?;
    }
    lines.across("Datos de la corrida", &cell_style::header())?;
    for (fact, value) in book.facts {
        lines.across(&shown(&format!("{fact}: {value}")), &cell_style::framed())?;
    }
    for problem in &book.list.proposal.skipped {
        lines.across(&book.cell(&format!("Fila omitida: {problem}")), &cell_style::framed())?;
    }
    page.set_screen_gridlines(false);
    sheet::for_print(page);
    Ok(())
}

/// The sheet of totals, written from top to bottom.
struct TotalsSheet<'w> {
    page: &'w mut Worksheet,
    at: u32,
}

impl TotalsSheet<'_> {
    fn across(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        let lines = measure::lines(text, WIDTHS.iter().sum(), true);
        // A merged range takes its text like any other cell: as a string.
        self.page.merge_range(self.at, 0, self.at, 6, "", format)?;
        self.page.write_string_with_format(self.at, 0, text, format)?;
        self.page.set_row_height(self.at, measure::height(lines) + 3.0)?;
        self.at += 1;
        Ok(())
    }

    fn counts(&mut self, totals: &Totals) -> Result<(), XlsxError> {
        let names = ["", "recibidos"]
            .into_iter()
            .chain(StatementState::ALL.map(StatementState::in_spanish));
        let right = cell_style::framed_count(FormatAlign::Right);
        for (column, name) in (0..).zip(names) {
            self.page.write_string_with_format(self.at, column, name, &right.clone().set_bold())?;
        }
        self.page.set_row_height(self.at, measure::height(2))?;
        let each = [
            ("institucionales", totals.institutional),
            ("ciudadanos", totals.citizen),
            ("suma", totals.statements()),
        ];
        for (name, counts) in each {
            self.at += 1;
            self.page.write_string_with_format(
                self.at,
                0,
                name,
                &cell_style::framed().set_bold(),
            )?;
            let counts = std::iter::once(counts.total).chain(counts.by_state());
            for (column, n) in (1..).zip(counts) {
                self.page.write_number_with_format(self.at, column, n as f64, &right)?;
            }
        }
        self.at += 1;
        Ok(())
    }
}
