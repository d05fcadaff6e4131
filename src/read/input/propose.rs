//! The likeliest columns of a file whose headers say nothing, with a preview and the flags that
//! confirm them.

use super::shape::{Looks, Shape};
use super::wording::{asks, requests};
use crate::domain::problem::excerpt;

/// A header as it is written on a command line.
pub(super) fn quoted(header: &str) -> String {
    let line = header.replace(['\n', '\r'], " ");
    format!("'{}'", line.replace('\'', "'\\''"))
}

/// What to say of a file without a text column: the likeliest ones among the `free` columns, or
/// what its headers are.
pub(super) fn mapping(headers: &[String], shapes: &[Shape], free: &[usize], date: bool) -> String {
    let mut texts: Vec<usize> = free.iter().copied().filter(|&at| shapes[at].is_prose()).collect();
    if texts.is_empty() {
        let open =
            free.iter().copied().filter(|&at| !shapes[at].is_closed() && shapes[at].words >= 1.5);
        texts.extend(
            open.max_by(|a, b| shapes[*a].words.total_cmp(&shapes[*b].words).then(b.cmp(a))),
        );
    }
    let mut shown: Vec<String> = headers.iter().map(|header| excerpt(header)).take(8).collect();
    if headers.len() > shown.len() {
        shown.push("…".to_owned());
    }
    let shown = shown.join(" | ");
    if texts.is_empty() {
        return format!(
            "no se encontró la columna del texto: diga cuál es con --column texto='ENCABEZADO', o \
             llame «texto» a su encabezado; en esta fila dice: {shown}"
        );
    }
    // A row of data where the names of columns should be.
    let numbered = headers.iter().any(|header| header.trim().parse::<f64>().is_ok());
    let is_statement = |at: &&usize| {
        let (header, shape) = (&headers[**at], &shapes[**at]);
        let words = header.split_whitespace().count();
        let long = header.chars().count() > 40 || numbered && words >= 3;
        long && !asks(header) && !requests(header) && words as f64 * 2.0 >= shape.words
    };
    if let Some(&at) = texts.iter().find(is_statement) {
        return format!(
            "la primera fila parece un aporte y no un encabezado («{}»): ponga encima una fila \
             con los nombres de las columnas, como «id» y «texto»",
            excerpt(&headers[at])
        );
    }
    let preview = |&at: &usize| {
        let cells: Vec<String> = shapes[at]
            .first
            .iter()
            .take(2)
            .map(|cell| format!("«{}»", excerpt(cell.trim())))
            .collect();
        format!("«{}» ({})", excerpt(&headers[at]), cells.join(", "))
    };
    let likely: Vec<String> = texts.iter().map(preview).collect();
    let mut flags: Vec<String> =
        texts.iter().map(|&at| format!("--column texto={}", quoted(&headers[at]))).collect();
    let dates = |at: &&usize| shapes[**at].share(Looks::Date) >= 0.8 && shapes[**at].filled > 0;
    let mut also = String::new();
    if let Some(&at) = free.iter().find(dates).filter(|_| date) {
        flags.push(format!("--column fecha={}", quoted(&headers[at])));
        also = format!(", y la fecha {}", preview(&at));
    }
    format!(
        "no se encontró la columna del texto; por lo que contienen las celdas parece ser {}{also}. \
         Si es así, agregue: {}",
        likely.join(" y "),
        flags.join(" ")
    )
}
