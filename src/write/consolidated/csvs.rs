//! `consolidado.csv` and `trazabilidad.csv`: the list and the traceability matrix for machines.

use std::io;

use super::list::Tie;
use super::{Book, counted};
use crate::decide::chain::{By, Resolved};
use crate::domain::frame::Horizon;
use crate::read::table::write_csv;

/// One row a final, the frame's finals without statements included.
pub(super) fn finals(book: &Book) -> io::Result<Vec<u8>> {
    const HEADERS: [&str; 17] = [
        "id",
        "horizon",
        "horizon_by",
        "competencia",
        "text",
        "n_institutional",
        "n_citizen",
        "n_proposed",
        "n_also",
        "sides",
        "objetivo_desarrollo",
        "objetivo_gestion",
        "politicas",
        "lectura_politica",
        "parroquias",
        "entidades",
        "alignment_by",
    ];
    let list = &book.list;
    let frame = &list.proposal.frame;
    let rows = list.finals.iter().map(|one| {
        use crate::domain::statement::Origin::{Citizen, Institutional};
        let aligned = &one.aligned;
        let policies: Vec<&str> =
            aligned.politicas.iter().map(|&p| frame.politicas[p].id.as_str()).collect();
        let alignment = Resolved { horizon: None, ..aligned.clone() };
        let tied = |tie| one.statements.iter().filter(|(_, t)| *t == tie).count().to_string();
        vec![
            book.published(&one.id),
            one.horizon().map_or("", Horizon::in_spanish).to_owned(),
            aligned.horizon.map_or("", |(_, by)| by.as_str()).to_owned(),
            frame.competencia(one.competencia).to_owned(),
            book.seen(&one.title),
            list.count(one, Institutional).to_string(),
            list.count(one, Citizen).to_string(),
            tied(Tie::Proposed),
            tied(Tie::Also),
            list.sides(one).as_str().to_owned(),
            aligned.desarrollo.map_or("", |(o, _)| &frame.objetivos_desarrollo[o].id).to_owned(),
            aligned.gestion.map_or("", |(g, _)| &frame.objetivos_gestion[g].id).to_owned(),
            policies.join(";"),
            book.published(one.desafio.map_or("", |d| &d.lectura)),
            book.published(&counted(&list.tally(one, |s| s.parroquia.as_deref()))),
            book.published(&counted(&list.tally(one, |s| s.entidad.as_deref()))),
            alignment.by().map_or("", By::as_str).to_owned(),
        ]
    });
    let mut bytes = Vec::new();
    write_csv(&mut bytes, &HEADERS, rows)?;
    Ok(bytes)
}

/// One row a statement with the final it is in (`also` is `no`), followed by one row for each final
/// that it belongs to as well (`also` is `yes`).
pub(super) fn trace(book: &Book) -> io::Result<Vec<u8>> {
    const HEADERS: [&str; 12] = [
        "statement_id",
        "origin",
        "state",
        "final_id",
        "also",
        "reason",
        "decision",
        "text",
        "entidad",
        "parroquia",
        "taller",
        "fecha",
    ];
    let list = &book.list;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (i, settlement) in list.settled.statements.iter().enumerate() {
        let statement = list.statement(i);
        let published = |text: Option<&str>| book.published(text.unwrap_or_default());
        let row = |final_id: String, also: &str| {
            vec![
                statement.id.to_string(),
                statement.origin.as_str().to_owned(),
                list.state(i).as_str().to_owned(),
                book.published(&final_id),
                also.to_owned(),
                published(list.why(i)),
                settlement.decided.as_ref().map_or(String::new(), |word| word.number.to_string()),
                book.seen(&statement.text),
                published(statement.entidad.as_deref()),
                published(statement.parroquia.as_deref()),
                published(statement.taller.as_deref()),
                published(statement.fecha.as_deref()),
            ]
        };
        rows.push(row(list.main(i).map_or(String::new(), |one| one.id.clone()), "no"));
        rows.extend(settlement.also_in.iter().map(|key| row(key.to_string(), "yes")));
    }
    let mut bytes = Vec::new();
    write_csv(&mut bytes, &HEADERS, rows)?;
    Ok(bytes)
}
