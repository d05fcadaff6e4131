//! `consolidado.csv` and `trazabilidad.csv`: the list and the traceability matrix, for machines and,
//! with Spanish headers and words, for people.

use std::io;

use super::list::Tie;
use super::{Book, counted};
use crate::decide::chain::Resolved;
use crate::domain::frame::Horizon;
use crate::read::table::{write_csv, write_csv_for_people};

/// Whom a table is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// Programs: English headers and codes, commas.
    Machines,
    /// People: Spanish headers and words, as a spreadsheet program in Spanish opens them.
    People,
}

impl Audience {
    /// The code for programs, or the word for people.
    fn word(self, code: &'static str, word: &'static str) -> String {
        match self {
            Self::Machines => code,
            Self::People => word,
        }
        .to_owned()
    }

    /// Several ids in one cell.
    fn joined(self, ids: &[&str]) -> String {
        ids.join(match self {
            Self::Machines => ";",
            Self::People => ", ",
        })
    }

    fn table<const N: usize>(
        self,
        headers: [(&str, &str); N],
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match self {
            Self::Machines => write_csv(&mut bytes, &headers.map(|(code, _)| code), rows)?,
            Self::People => write_csv_for_people(&mut bytes, &headers.map(|(_, word)| word), rows)?,
        }
        Ok(bytes)
    }
}

/// One row a final, the frame's finals without statements included.
pub(super) fn finals(book: &Book, audience: Audience) -> io::Result<Vec<u8>> {
    const HEADERS: [(&str, &str); 17] = [
        ("id", "id"),
        ("horizon", "horizonte"),
        ("horizon_by", "horizonte por"),
        ("competencia", "competencia"),
        ("text", "desafío"),
        ("n_institutional", "aportes institucionales"),
        ("n_citizen", "aportes ciudadanos"),
        ("n_proposed", "aportes por confirmar"),
        ("n_also", "aportes también de otro"),
        ("sides", "lados"),
        ("objetivo_desarrollo", "objetivo de desarrollo"),
        ("objetivo_gestion", "objetivo de gestión"),
        ("politicas", "políticas"),
        ("lectura_politica", "lectura política"),
        ("parroquias", "parroquias"),
        ("entidades", "entidades"),
        ("alignment_by", "alineación por"),
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
            aligned
                .horizon
                .map_or(String::new(), |(_, by)| audience.word(by.as_str(), by.in_spanish())),
            frame.competencia(one.competencia).to_owned(),
            book.seen(&one.title),
            list.count(one, Institutional).to_string(),
            list.count(one, Citizen).to_string(),
            tied(Tie::Proposed),
            tied(Tie::Also),
            audience.word(list.sides(one).as_str(), list.sides(one).in_spanish()),
            aligned.desarrollo.map_or("", |(o, _)| &frame.objetivos_desarrollo[o].id).to_owned(),
            aligned.gestion.map_or("", |(g, _)| &frame.objetivos_gestion[g].id).to_owned(),
            audience.joined(&policies),
            book.published(one.desafio.map_or("", |d| &d.lectura)),
            book.published(&counted(&list.tally(one, |s| s.parroquia.as_deref()))),
            book.published(&counted(&list.tally(one, |s| s.entidad.as_deref()))),
            alignment.by().map_or(String::new(), |by| audience.word(by.as_str(), by.in_spanish())),
        ]
    });
    audience.table(HEADERS, rows)
}

/// One row a statement with the final it is in (`also` is `no`), followed by one row for each final
/// that it belongs to as well (`also` is `yes`).
pub(super) fn trace(book: &Book, audience: Audience) -> io::Result<Vec<u8>> {
    const HEADERS: [(&str, &str); 12] = [
        ("statement_id", "id"),
        ("origin", "origen"),
        ("state", "estado"),
        ("final_id", "desafío"),
        ("also", "también"),
        ("reason", "motivo"),
        ("decision", "decisión"),
        ("text", "texto"),
        ("entidad", "entidad"),
        ("parroquia", "parroquia"),
        ("taller", "taller"),
        ("fecha", "fecha"),
    ];
    let list = &book.list;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (i, settlement) in list.settled.statements.iter().enumerate() {
        let statement = list.statement(i);
        let published = |text: Option<&str>| book.published(text.unwrap_or_default());
        let row = |final_id: String, also: bool| {
            vec![
                statement.id.to_string(),
                audience.word(statement.origin.as_str(), statement.origin.in_spanish()),
                audience.word(list.state(i).as_str(), list.state(i).in_spanish()),
                book.published(&final_id),
                if also { audience.word("yes", "sí") } else { "no".to_owned() },
                published(list.why(i)),
                settlement.decided.as_ref().map_or(String::new(), |word| word.number.to_string()),
                book.seen(&statement.text),
                published(statement.entidad.as_deref()),
                published(statement.parroquia.as_deref()),
                published(statement.taller.as_deref()),
                published(statement.fecha.as_deref()),
            ]
        };
        rows.push(row(list.main(i).map_or(String::new(), |one| one.id.clone()), false));
        rows.extend(settlement.also_in.iter().map(|key| row(key.to_string(), true)));
    }
    audience.table(HEADERS, rows)
}
