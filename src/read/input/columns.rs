//! Which column is what: by the name the settings give, by the usual names in Spanish and English,
//! and never by a guess between two.

use std::collections::BTreeMap;

use super::{Field, Settings};
use crate::domain::problem::excerpt;
use crate::domain::statement::Origin;
use crate::read::table::fold;

/// The names of a field, folded. A header with one of the first names is the field; one of the
/// second is if no other claims it; the third, in order of preference, only stand in.
struct Names {
    exact: &'static [&'static str],
    usual: &'static [&'static str],
    stand_in: &'static [&'static str],
}

#[allow(clippy::too_many_lines, reason = "a table of names, one entry a field")]
fn names(field: Field) -> Names {
    let (exact, usual, stand_in): (&[_], &[_], &[_]) = match field {
        Field::Id => (
            &["id"],
            &[
                "codigo",
                "cod",
                "code",
                "n",
                "no",
                "nro",
                "num",
                "numero",
                "number",
                "identificador",
                "identifier",
                "identificacion",
                "clave",
                "idpropuesta",
                "iddesafio",
                "ndesafio",
            ],
            &[],
        ),
        Field::Texto => (
            &["texto", "text"],
            &[
                "desafio",
                "desafios",
                "enunciado",
                "propuesta",
                "propuestas",
                "descripcion",
                "description",
                "statement",
                "challenge",
                "proposal",
                "problema",
                "necesidad",
                "aporte",
                "opinion",
                "comentario",
                "comment",
                "textodeldesafio",
                "desafioformulado",
                "desafiopropuesto",
                "propuestaciudadana",
            ],
            &[],
        ),
        Field::Competencia => (
            &["competencia"],
            &[
                "competencias",
                "eje",
                "tema",
                "tematica",
                "ambito",
                "area",
                "categoria",
                "category",
                "topic",
                "theme",
                "componente",
            ],
            &[],
        ),
        Field::Origen => (&["origen", "origin"], &["fuente", "source", "procedencia"], &[]),
        Field::Entidad => (
            &["entidad", "entity"],
            &[
                "institucion",
                "institution",
                "secretaria",
                "dependencia",
                "oficina",
                "office",
                "organismo",
                "agencia",
                "agency",
                "departamento",
                "department",
                "unidad",
            ],
            &[],
        ),
        Field::Parroquia => (
            &["parroquia", "parish"],
            &["parroquias"],
            &[
                "barrio",
                "localidad",
                "zona",
                "neighborhood",
                "neighbourhood",
                "administracionzonal",
            ],
        ),
        Field::Taller => (
            &["taller", "workshop"],
            &["evento", "event", "mesa", "sesion", "session", "asamblea", "espacio"],
            &[],
        ),
        Field::Fecha => (
            &["fecha", "date"],
            &[
                "dia",
                "day",
                "fechataller",
                "fechadetaller",
                "fechadeltaller",
                "fecharegistro",
                "fechaderegistro",
                "marcatemporal",
                "timestamp",
            ],
            &[],
        ),
    };
    Names { exact, usual, stand_in }
}

/// The columns of one file.
#[derive(Debug, Default)]
pub(super) struct Columns {
    at: BTreeMap<Field, usize>,
    /// The columns that travel through untouched, in order.
    pub(super) extra: Vec<usize>,
    /// What was read under another name than its own.
    pub(super) notes: Vec<String>,
    /// Why the file cannot be read with these headers.
    pub(super) problems: Vec<String>,
}

impl Columns {
    /// Finds the columns among the headers; no headers at all is the table's problem, not ours.
    pub(super) fn find(headers: &[String], settings: &Settings, origin: Option<Origin>) -> Self {
        let mut columns = Self::default();
        if headers.is_empty() {
            return columns;
        }
        let folded: Vec<String> = headers.iter().map(|header| fold(header)).collect();
        for (field, header) in &settings.columns {
            let exact = headers.iter().position(|other| other == header.trim());
            let wanted = fold(header);
            if let Some(at) = exact.or_else(|| folded.iter().position(|other| *other == wanted)) {
                columns.at.insert(*field, at);
            }
        }
        for field in Field::ALL {
            if !columns.at.contains_key(&field) {
                columns.by_name(field, headers, &folded, origin);
            }
        }
        columns.sector(headers, &folded);
        columns.missing(headers, origin);
        let kept = |index: &usize| {
            let field = columns.at.iter().find(|(_, at)| *at == index).map(|(field, _)| *field);
            // A file given as one origin keeps what its own column says about it.
            field.is_none() || (field == Some(Field::Origen) && origin.is_some())
        };
        columns.extra = (0..headers.len()).filter(kept).collect();
        columns
    }

    /// The column of a field.
    pub(super) fn of(&self, field: Field) -> Option<usize> {
        self.at.get(&field).copied()
    }

    /// For each extra column of this file: its place here and in the corpus.
    pub(super) fn extra_places(&self, headers: &[String], all: &[String]) -> Vec<(usize, usize)> {
        let place = |&from: &usize| {
            let to = all.iter().position(|header| *header == headers[from])?;
            Some((from, to))
        };
        self.extra.iter().filter_map(place).collect()
    }

    fn by_name(
        &mut self,
        field: Field,
        headers: &[String],
        folded: &[String],
        origin: Option<Origin>,
    ) {
        let names = names(field);
        let free = |index: &usize| !self.at.values().any(|at| at == index);
        let called = |list: &[&str]| -> Vec<usize> {
            let known = |index: &usize| list.contains(&folded[*index].as_str());
            (0..headers.len()).filter(known).filter(free).collect()
        };
        let mut found = called(names.exact);
        if let Some(exact) = found.iter().find(|&&index| headers[index] == field.name()) {
            found = vec![*exact];
        }
        if found.is_empty() {
            found = called(names.usual);
        }
        if found.is_empty() {
            let stand_in = names.stand_in.iter().find_map(|name| called(&[name]).first().copied());
            found.extend(stand_in);
        }
        let [first, others @ ..] = found.as_slice() else { return };
        // Columns of one and the same name are a problem of the table already.
        let other = others.iter().find(|&&other| headers[other] != headers[*first]);
        if let Some(other) = other {
            if field == Field::Origen && origin.is_some() {
                return;
            }
            let name = field.name();
            self.problems.push(format!(
                "las columnas «{}» y «{}» podrían ser {name}: llame «{name}» a una de ellas, o \
                 indíquela en la configuración (input.columns.{name})",
                excerpt(&headers[*first]),
                excerpt(&headers[*other])
            ));
            return;
        }
        self.take(field, *first, headers);
    }

    fn take(&mut self, field: Field, index: usize, headers: &[String]) {
        self.at.insert(field, index);
        if !names(field).exact.contains(&fold(&headers[index]).as_str()) {
            self.notes.push(format!(
                "la columna «{}» se leyó como {}",
                excerpt(&headers[index]),
                field.name()
            ));
        }
    }

    /// *Sector* is a field of government to some and a neighbourhood to others: it is whichever of
    /// the two the file does not have, and neither if it has none.
    fn sector(&mut self, headers: &[String], folded: &[String]) {
        let Some(index) = folded.iter().position(|header| header == "sector") else { return };
        if self.at.values().any(|at| *at == index) {
            return;
        }
        match (self.of(Field::Competencia), self.of(Field::Parroquia)) {
            (Some(_), None) => self.take(Field::Parroquia, index, headers),
            (None, Some(_)) => self.take(Field::Competencia, index, headers),
            (Some(_), Some(_)) => {}
            (None, None) => self.notes.push(format!(
                "la columna «{}» puede ser la competencia o un lugar y no se usó: llámela \
                 «competencia» o «parroquia»",
                excerpt(&headers[index])
            )),
        }
    }

    fn missing(&mut self, headers: &[String], origin: Option<Origin>) {
        let ambiguous = |columns: &Self, field: Field| {
            let said = format!("podrían ser {}:", field.name());
            columns.problems.iter().any(|problem| problem.contains(&said))
        };
        if self.of(Field::Texto).is_none() && !ambiguous(self, Field::Texto) {
            let mut shown: Vec<String> = headers.iter().map(|h| excerpt(h)).take(8).collect();
            if headers.len() > shown.len() {
                shown.push("…".to_owned());
            }
            self.problems.push(format!(
                "no se encontró la columna del texto: llame «texto» a su encabezado, o indíquelo \
                 en la configuración (input.columns.texto); en esta fila dice: {}",
                shown.join(" | ")
            ));
        }
        if origin.is_none() && self.of(Field::Origen).is_none() && !ambiguous(self, Field::Origen) {
            self.problems.push(
                "no se sabe quién escribió estos textos: agregue una columna «origen» con \
                 «institucional» o «ciudadano», o dé el archivo con --institutional o --citizen"
                    .to_owned(),
            );
        }
    }
}
