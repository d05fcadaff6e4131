//! The columns that are called as a field usually is, where their cells do not speak against it.

use super::Finder;
use crate::domain::reading::Field;
use crate::read::input::names::names;
use crate::read::input::propose;
use crate::read::input::shape::Looks;
use crate::read::input::wording;
use crate::text::fold::letters;

impl Finder<'_> {
    /// The column that a field is usually called, where the cells do not speak against it.
    pub(super) fn by_name(&mut self, field: Field) {
        if self.is_mapped(field)
            || self.found.at.contains_key(&field)
            || matches!(field, Field::Texto | Field::Titulo | Field::Autoriza | Field::Persona)
        {
            return;
        }
        let names = names(field);
        let called = |list: &[&str]| -> Vec<usize> {
            let known = |at: &usize| list.contains(&self.folded[*at].as_str()) && self.free(*at);
            (0..self.headers.len()).filter(known).collect()
        };
        let mut found = called(names.exact);
        if let Some(exact) = found.iter().find(|&&at| self.headers[at] == field.name()) {
            found = vec![*exact];
        }
        if found.is_empty() {
            found = called(names.usual);
        }
        if found.is_empty() && field == Field::Parroquia {
            found.extend(self.asks_place().filter(|(rank, _)| *rank == 0).map(|(_, at)| at));
        }
        if found.is_empty() {
            let first = |name: &&str| called(&[*name]).first().copied();
            found.extend(names.stand_in.iter().find_map(first).map(|at| self.all_languages(at)[0]));
        }
        if found.is_empty() && field == Field::Parroquia {
            found.extend(self.asks_place().map(|(_, at)| at));
        }
        if found.is_empty() && field == Field::Fecha {
            let is_date = |at: &usize| {
                wording::begins_as_date(&self.headers[*at])
                    && self.free(*at)
                    && self.shapes[*at].share(Looks::Date) >= 0.8
            };
            found.extend((0..self.headers.len()).find(is_date));
        }
        self.one_language(&mut found);
        let refused: Vec<usize> =
            found.iter().copied().filter(|&at| !self.could_be(field, at)).collect();
        found.retain(|at| !refused.contains(at));
        if let Some(at) = refused.first().filter(|_| found.is_empty()) {
            self.refused.extend(&refused);
            if let Some(why) = refusal(field) {
                self.note(format!(
                    "la columna «{}» no se usó como {}: {why}",
                    self.shown(*at),
                    field.name()
                ));
            }
            return;
        }
        let [first, others @ ..] = found.as_slice() else { return };
        // Columns of one and the same name are a problem of the table already.
        let other = others.iter().find(|&&at| self.headers[at] != self.headers[*first]);
        if let Some(other) = other {
            if field == Field::Origen && self.origin.is_some() {
                return;
            }
            if matches!(field, Field::Estado | Field::Apoyos | Field::Enlace) {
                self.named(field, *first);
                return;
            }
            let name = field.name();
            // A date or a place more or less never stops the texts.
            if matches!(field, Field::Fecha | Field::Parroquia | Field::Taller | Field::Entidad) {
                let (used, other) = (self.shown(*first), *other);
                self.take(field, *first);
                self.note(format!(
                    "«{used}» se leyó como {name}, y «{}» también podría serlo; para usar esta: \
                     --column {name}={}",
                    self.shown(other),
                    propose::quoted(&self.headers[other])
                ));
                return;
            }
            self.found.problems.push(format!(
                "las columnas «{}» y «{}» podrían ser {name}: diga cuál con --column \
                 {name}={}, o llame «{name}» a una de ellas",
                self.shown(*first),
                self.shown(*other),
                propose::quoted(&self.headers[*first]),
            ));
            return;
        }
        self.named(field, *first);
    }

    /// The first column of short cells that asks for the best place, with the place's rank.
    fn asks_place(&self) -> Option<(usize, usize)> {
        let free = (0..self.headers.len()).filter(|at| self.free(*at) && self.has_places(*at));
        let ranked = free.filter_map(|at| Some((wording::asked_place(&self.headers[at])?, at)));
        ranked.min()
    }

    /// Whether the cells of a column are as short as the names of places.
    fn has_places(&self, at: usize) -> bool {
        let shape = &self.shapes[at];
        shape.filled > 0 && shape.words <= 5.0
    }

    /// Whether a column says where somebody lives, and so holds no statement.
    pub(super) fn is_place(&self, at: usize) -> bool {
        let names = names(Field::Parroquia);
        let named = [names.exact, names.usual, names.stand_in]
            .iter()
            .any(|list| list.contains(&self.folded[at].as_str()));
        (named || wording::asked_place(&self.headers[at]).is_some()) && self.has_places(at)
    }

    fn named(&mut self, field: Field, at: usize) {
        if !names(field).exact.contains(&letters(&self.headers[at]).as_str()) {
            self.note(format!("la columna «{}» se leyó como {}", self.shown(at), field.name()));
        }
        self.take(field, at);
    }

    /// Whether the cells of a column may be those of a field.
    fn could_be(&self, field: Field, at: usize) -> bool {
        let shape = &self.shapes[at];
        match field {
            Field::Id => {
                let exact = self.folded[at] == "id";
                let answer =
                    self.folded[at] == "no" && self.folded.iter().any(|other| other == "si");
                shape.filled == 0 && shape.looked == 0
                    || exact
                    || !answer && shape.is_unique() && shape.words <= 3.0
            }
            // The share of a document that a code covers is called «Área» too.
            Field::Competencia => {
                self.folded[at] == "competencia" || shape.share(Looks::Number) < 0.5
            }
            Field::Apoyos => shape.share(Looks::Number) >= 0.8,
            Field::Enlace => shape.share(Looks::Machine) >= 0.5,
            Field::Fecha => {
                let odd = shape.share(Looks::Words)
                    + shape.share(Looks::Scale)
                    + shape.share(Looks::Nombre);
                shape.filled == 0 || odd < 0.8 || shape.filled < 3 && self.folded[at] == "fecha"
            }
            _ => true,
        }
    }

    /// *Sector* is a field of government to some and a neighbourhood to others: it is whichever of
    /// the two the file does not have, and neither if it has none.
    pub(super) fn sector(&mut self) {
        let sector = |at: &usize| self.folded[*at] == "sector" && self.free(*at);
        let Some(at) = (0..self.headers.len()).find(sector) else { return };
        match (self.found.of(Field::Competencia), self.found.of(Field::Parroquia)) {
            (Some(_), None) => self.named(Field::Parroquia, at),
            (None, Some(_)) => self.named(Field::Competencia, at),
            (Some(_), Some(_)) => {}
            (None, None) => self.note(format!(
                "la columna «{}» puede ser la competencia o un lugar y no se usó: llámela \
                 «competencia» o «parroquia»",
                self.shown(at)
            )),
        }
    }
}

/// Why the cells of a column are not those of a field that it is called like.
fn refusal(field: Field) -> Option<&'static str> {
    match field {
        Field::Id => Some("está casi vacía o se repite"),
        Field::Competencia => Some("tiene números"),
        Field::Fecha => Some("no tiene fechas"),
        _ => None,
    }
}
