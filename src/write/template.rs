//! Workbooks to collect statements in, one for offices and one for citizens: competencias to choose
//! from, an example, instructions. What is filled in there is read without a word.

use std::path::{Path, PathBuf};

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use crate::domain::frame::Frame;
use crate::domain::statement::Origin;
use crate::read::files;
use crate::read::input::EXAMPLE;

/// How many rows there are to fill in.
const ROWS: u32 = 500;
const SHEET: &str = "Desafíos";
const LISTS: &str = "Listas";

/// A column of a workbook.
struct Column {
    header: &'static str,
    width: f64,
    example: &'static str,
    /// What to write there, for the instructions.
    meaning: &'static str,
}

const OFFICES: [Column; 5] = [
    Column {
        header: "id",
        width: 9.0,
        example: EXAMPLE,
        meaning: "Ya está numerado: no lo cambie ni lo repita.",
    },
    Column {
        header: "texto",
        width: 80.0,
        example: "Renovar las redes de alcantarillado que ya cumplieron su vida útil",
        meaning: "El desafío, con sus palabras. Uno por fila: si son dos, use dos filas.",
    },
    Column {
        header: "competencia",
        width: 34.0,
        example: "",
        meaning: "Elija de la lista. Si no sabe, déjela en blanco.",
    },
    Column {
        header: "entidad",
        width: 30.0,
        example: "Empresa de agua potable",
        meaning: "La oficina que lo formula.",
    },
    Column {
        header: "fecha",
        width: 12.0,
        example: "2026-03-05",
        meaning: "Así: 2026-03-05. Puede quedar en blanco.",
    },
];

const CITIZENS: [Column; 7] = [
    Column { header: "id", ..OFFICES[0] },
    Column {
        header: "texto",
        width: 80.0,
        example: "Que llegue el agua todos los días a los barrios altos",
        meaning: "Lo que la persona escribió, tal como lo escribió. Una demanda por fila.",
    },
    Column { header: "competencia", ..OFFICES[2] },
    Column {
        header: "parroquia",
        width: 20.0,
        example: "Nono",
        meaning: "La parroquia o comunidad.",
    },
    Column {
        header: "taller",
        width: 20.0,
        example: "Taller 1",
        meaning: "El taller, la asamblea o la mesa.",
    },
    Column { header: "fecha", ..OFFICES[4] },
    Column {
        header: "autoriza publicar",
        width: 18.0,
        example: "sí",
        meaning: "«sí» o «no». Si dice «no», el texto cuenta y no se publica.",
    },
];

/// Writes both workbooks into a folder, which is made where it is not there; gives their paths. A
/// workbook of that name that is not as it was written is somebody's: then nothing is written.
pub fn write(dir: &Path, frame: &Frame) -> Result<Vec<PathBuf>, files::Error> {
    let mut workbooks = Vec::new();
    for (name, origin) in
        [("oficinas.xlsx", Origin::Institutional), ("ciudadania.xlsx", Origin::Citizen)]
    {
        let path = dir.join(name);
        let bytes = workbook(frame, origin).map_err(|error| files::Error::Write {
            path: path.clone(),
            cause: std::io::Error::other(error),
        })?;
        files::refuse_other(&path, &bytes)?;
        workbooks.push((path, bytes));
    }
    files::create_dir_all(dir)?;
    for (path, bytes) in &workbooks {
        files::write(path, bytes)?;
    }
    Ok(workbooks.into_iter().map(|(path, _)| path).collect())
}

fn workbook(frame: &Frame, origin: Origin) -> Result<Vec<u8>, XlsxError> {
    let columns: &[Column] = match origin {
        Origin::Institutional => &OFFICES,
        Origin::Citizen => &CITIZENS,
    };
    let mut workbook = Workbook::new();
    // The same bytes on any day.
    workbook.set_properties(
        &DocProperties::new()
            .set_title("Plantilla para reunir desafíos")
            .set_author("minga")
            .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?),
    );
    fill(workbook.add_worksheet(), columns, frame, origin)?;
    instructions(workbook.add_worksheet(), columns)?;
    let lists = workbook.add_worksheet();
    lists.set_name(LISTS)?;
    for (competencia, row) in frame.competencias.iter().zip(0..) {
        lists.write_string(row, 0, &competencia.name)?;
    }
    lists.set_hidden(true);
    workbook.save_to_buffer()
}

fn fill(
    sheet: &mut Worksheet,
    columns: &[Column],
    frame: &Frame,
    origin: Origin,
) -> Result<(), XlsxError> {
    sheet.set_name(SHEET)?;
    let header = Format::new().set_bold().set_border(FormatBorder::Thin);
    let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    let example = Format::new().set_italic().set_font_color("#666666").set_text_wrap();
    for (column, at) in columns.iter().zip(0..) {
        sheet.set_column_width(at, column.width)?;
        sheet.write_string_with_format(0, at, column.header, &header)?;
        let shown = match (column.header, frame.competencias.first()) {
            ("competencia", Some(first)) => first.name.as_str(),
            _ => column.example,
        };
        sheet.write_string_with_format(1, at, shown, &example)?;
        for row in 2..ROWS + 2 {
            if column.header == "id" {
                let id = format!("{}{:03}", origin.letter(), row - 1);
                sheet.write_string_with_format(row, at, id, &text)?;
            } else {
                sheet.write_blank(row, at, &text)?;
            }
        }
        let list = match column.header {
            "competencia" => Some(DataValidation::new().allow_list_formula(Formula::new(format!(
                "={LISTS}!$A$1:$A${}",
                frame.competencias.len().max(1)
            )))),
            "autoriza publicar" => Some(DataValidation::new().allow_list_strings(&["sí", "no"])?),
            _ => None,
        };
        if let Some(list) = list {
            let list = list
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_message("No está en la lista. ¿Dejarlo así?")?;
            sheet.add_data_validation(2, at, ROWS + 1, at, &list)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape();
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

fn instructions(sheet: &mut Worksheet, columns: &[Column]) -> Result<(), XlsxError> {
    sheet.set_name("Instrucciones")?;
    let bold = Format::new().set_bold();
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_column_width(0, 22)?;
    sheet.set_column_width(1, 90)?;
    sheet.write_string_with_format(0, 0, "Cómo llenar la hoja «Desafíos»", &bold)?;
    let mut row = 2;
    for column in columns {
        sheet.write_string_with_format(row, 0, column.header, &bold)?;
        sheet.write_string_with_format(row, 1, column.meaning, &wrap)?;
        row += 1;
    }
    row += 1;
    for line in [
        "La primera fila es un ejemplo: puede dejarla, no se cuenta.",
        "No escriba nombres, cédulas, teléfonos ni correos de personas.",
        "No una celdas ni cambie los encabezados; puede agregar columnas a la derecha.",
        "Las filas que sobren pueden quedar numeradas y en blanco.",
        "Para revisar el archivo: minga check",
    ] {
        sheet.write_string_with_format(row, 1, line, &wrap)?;
        row += 1;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::proposal::sample;
    use crate::read::input::{self, Settings, Source};
    use crate::read::table;

    #[test]
    fn the_templates_have_their_columns_an_example_and_numbered_rows() {
        let dir = tempfile::tempdir().unwrap();
        let files = write(dir.path(), &sample::frame()).unwrap();
        assert_eq!(files.len(), 2);
        let parsed = table::read(&files[1]).unwrap();
        let headers =
            ["id", "texto", "competencia", "parroquia", "taller", "fecha", "autoriza publicar"];
        assert_eq!(parsed.table.headers, headers);
        assert_eq!(parsed.table.rows[0].cells[0], EXAMPLE);
        assert_eq!(parsed.table.rows[1].cells[0], "C001");
    }

    #[test]
    fn an_example_and_rows_that_are_only_numbered_are_no_statements() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("c.csv");
        let rows = "id,texto,parroquia\nEJEMPLO,Que llegue el agua,Nono\nC001,Más buses,Nono\nC002,,\nC003,,\n";
        std::fs::write(&path, rows).unwrap();
        let sources = [Source { path, origin: Some(Origin::Citizen) }];
        let reading = input::read(&sources, &Settings::default()).unwrap();
        assert_eq!((reading.corpus.len(), reading.problems, reading.notes), (1, vec![], vec![]));
    }
}
