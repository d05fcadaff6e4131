//! `Corrida`: what the run was made of, its totals reconciled, and the rows that were left out.

use rust_xlsxwriter::{FormatAlign, Workbook, Worksheet, XlsxError};

use super::Error;
use super::cell_style::{self, framed, framed_count};
use super::measure;
use super::names::sheet;
use super::table::{for_print, protect};
use super::text::shown;
use crate::domain::proposal::{Proposal, Totals};
use crate::domain::statement::Origin;
use crate::text::counts::thousands;

/// The widths of the columns, in digits: a label and five figures.
const WIDTHS: [f64; 6] = [34.0, 18.0, 18.0, 18.0, 18.0, 18.0];

/// The totals of each origin and their sum, each under its name.
pub(super) fn figures(p: &Proposal) -> [(&'static str, Totals); 3] {
    let (i, c) = (p.totals(Origin::Institutional), p.totals(Origin::Citizen));
    let sum = Totals {
        total: i.total + c.total,
        candidate: i.candidate + c.candidate,
        out_of_competence: i.out_of_competence + c.out_of_competence,
        discarded: i.discarded + c.discarded,
        pending: i.pending + c.pending,
    };
    [("institucionales", i), ("ciudadanos", c), ("suma", sum)]
}

pub(super) fn write(
    workbook: &mut Workbook,
    p: &Proposal,
    facts: &[(String, String)],
) -> Result<(), Error> {
    let rows = facts.len() + p.skipped.len() + 16;
    if rows > super::ROW_LIMIT {
        return Err(Error::TooManyRows { sheet: sheet::RUN, rows });
    }
    let page = workbook.add_worksheet();
    page.set_name(sheet::RUN)?;
    for (&width, column) in WIDTHS.iter().zip(0..) {
        page.set_column_width(column, width)?;
    }
    let mut lines = RunSheet { page, row: 0 };
    lines.heading("Datos de la corrida")?;
    for (name, value) in facts {
        lines.pair(name, value)?;
    }
    lines.row += 1;
    lines.totals(p)?;
    lines.row += 1;
    lines.heading(&format!("Filas omitidas: {}", thousands(p.skipped_rows)))?;
    for problem in &p.skipped {
        lines.pair(&problem.at.to_string(), &problem.what)?;
    }
    for_print(page);
    page.set_landscape();
    page.set_screen_gridlines(false);
    protect(page);
    Ok(())
}

/// The sheet, written from top to bottom.
struct RunSheet<'a> {
    page: &'a mut Worksheet,
    row: u32,
}

impl RunSheet<'_> {
    fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.page.merge_range(self.row, 0, self.row, 5, text, &cell_style::header())?;
        self.page.set_row_height(self.row, 20)?;
        self.row += 1;
        Ok(())
    }

    fn pair(&mut self, name: &str, value: &str) -> Result<(), XlsxError> {
        let (name, value) = (shown(name), shown(value));
        let width = WIDTHS[1..].iter().sum();
        let lines =
            measure::lines(&name, WIDTHS[0], true).max(measure::lines(&value, width, false));
        self.page.write_string_with_format(self.row, 0, &name, &framed().set_bold())?;
        // A merged range takes its text like any other cell: as a string.
        self.page.merge_range(self.row, 1, self.row, 5, "", &framed())?;
        self.page.write_string_with_format(self.row, 1, &value, &framed())?;
        self.page.set_row_height(self.row, measure::height(lines))?;
        self.row += 1;
        Ok(())
    }

    fn totals(&mut self, p: &Proposal) -> Result<(), XlsxError> {
        self.heading("Totales: cada aporte recibido está en un solo lugar")?;
        let names = ["", "recibidos", "en propuestas", "fuera", "descartados", "pendientes"];
        let right = framed_count(FormatAlign::Right);
        for (name, column) in names.into_iter().zip(0..) {
            let format = right.clone().set_bold();
            self.page.write_string_with_format(self.row, column, name, &format)?;
        }
        self.row += 1;
        for (name, t) in figures(p) {
            self.page.write_string_with_format(self.row, 0, name, &framed().set_bold())?;
            let counts = [t.total, t.candidate, t.out_of_competence, t.discarded, t.pending];
            for (n, column) in counts.into_iter().zip(1..) {
                self.page.write_number_with_format(self.row, column, n as f64, &right)?;
            }
            self.row += 1;
        }
        for (name, t) in figures(p) {
            self.pair(&format!("cuenta: {name}"), &reconciled(&t))?;
        }
        let loose = p.corpus.len() - figures(p)[2].1.candidate;
        let places = format!(
            "{} en la hoja {} + {} en la hoja {} = {}",
            thousands(figures(p)[2].1.candidate),
            sheet::STATEMENTS,
            thousands(loose),
            sheet::LOOSE,
            thousands(p.corpus.len())
        );
        self.pair("cuenta: hojas", &places)
    }
}

fn reconciled(t: &Totals) -> String {
    let sum = t.candidate + t.out_of_competence + t.discarded + t.pending;
    format!(
        "{} en propuestas + {} fuera + {} descartados + {} pendientes = {} de {} recibidos",
        thousands(t.candidate),
        thousands(t.out_of_competence),
        thousands(t.discarded),
        thousands(t.pending),
        thousands(sum),
        thousands(t.total)
    )
}
