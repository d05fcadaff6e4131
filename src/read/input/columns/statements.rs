//! The columns of statements: by their names, by the questions they answer, and the title that stands
//! before a text.

use std::collections::BTreeSet;

use super::{Finder, TextColumn};
use crate::domain::problem::excerpt;
use crate::domain::reading::Field;
use crate::read::input::names::{self, names};
use crate::read::input::profiles::Texts;
use crate::read::input::propose;
use crate::read::input::shape::Looks;
use crate::read::input::wording::{self, asks};

impl Finder<'_> {
    /// The columns of statements, where neither settings nor a form name them.
    pub(super) fn texts(&mut self) {
        if self.is_mapped(Field::Texto) || !self.found.texts.is_empty() {
            self.title();
            return;
        }
        let all: Vec<usize> = (0..self.headers.len()).filter(|&at| self.free(at)).collect();
        let called = |list: &[&str]| -> Vec<usize> {
            all.iter().copied().filter(|&at| list.contains(&self.folded[at].as_str())).collect()
        };
        let named = names(Field::Texto);
        let mut texts = called(named.exact);
        if let Some(exact) = texts.iter().find(|&&at| self.headers[at] == "texto") {
            texts = vec![*exact];
        }
        texts.truncate(1);
        let exact = !texts.is_empty();
        let usual = |at: &usize| {
            named.usual.contains(&self.folded[*at].as_str())
                || named.usual.contains(&names::unnumbered(&self.headers[*at]).as_str())
        };
        let filled = |at: &usize| self.shapes[*at].filled > 0 || self.shapes[*at].looked == 0;
        if !exact {
            texts = all.iter().copied().filter(|at| usual(at) && filled(at)).collect();
            // A reply is what people said only where nothing else is.
            let reply = |at: &usize| wording::is_reply(&self.headers[*at]);
            if texts.iter().any(|at| !reply(at)) {
                texts.retain(|at| !reply(at));
            }
            let prose = |at: &usize| self.shapes[*at].is_prose();
            let begins = |at: &usize| wording::begins_as_text(&self.headers[*at]) && prose(at);
            if texts.is_empty() {
                texts = all.iter().copied().filter(begins).collect();
            } else if texts.iter().any(prose) {
                let more = |at: &usize| {
                    !texts.contains(at)
                        && begins(at)
                        && wording::begins_as_demand(&self.headers[*at])
                };
                let more: Vec<usize> = all.iter().copied().filter(more).collect();
                texts.extend(more);
            }
            if texts.is_empty() {
                texts = self.series(&all);
            }
        }
        let stems: BTreeSet<String> =
            texts.iter().map(|at| names::unnumbered(&self.headers[*at])).collect();
        // `servicios` beside `servicios/agua` is a question with several answers to choose.
        let chosen = |at: &usize| {
            let options = format!("{}/", self.headers[*at]);
            self.headers.iter().any(|other| other.starts_with(&options))
        };
        let open = |at: &usize| {
            let shape = &self.shapes[*at];
            let series =
                stems.contains(&names::unnumbered(&self.headers[*at])) && !stems.contains("");
            let question = asks(&self.headers[*at])
                || self.found.profile.is_some_and(|profile| profile.texts == Texts::Questions);
            let body = named.stand_in.contains(&self.folded[*at].as_str());
            !texts.contains(at)
                && filled(at)
                && !chosen(at)
                && !self.is_place(*at)
                && (series && !shape.is_closed()
                    || !exact && !body && question && !shape.is_closed())
        };
        let more: Vec<usize> = all.iter().copied().filter(open).collect();
        let (short, more): (Vec<usize>, Vec<usize>) =
            more.into_iter().partition(|at| self.is_short_answer(*at));
        texts.extend(&more);
        // Where nothing else is asked, short answers are what people said.
        let alone = texts.is_empty();
        if alone {
            let about = |at: &usize| wording::asks_about_person(&self.headers[*at]);
            let any = short.iter().any(|at| !about(at));
            texts.extend(short.iter().filter(|at| !(any && about(at))));
        }
        if texts.is_empty() {
            texts.extend(all.iter().copied().filter(usual).take(1));
        }
        texts.sort_unstable();
        self.bodies(&mut texts, &all);
        let closed = |at: &usize| {
            let shape = &self.shapes[*at];
            asks(&self.headers[*at])
                && !chosen(at)
                && !self.is_place(*at)
                && shape.is_closed()
                && shape.share(Looks::Words) >= 0.4
        };
        let columns: Vec<usize> = (all.iter().copied())
            .filter(|at| !texts.contains(at) && (short.contains(at) || closed(at)))
            .collect();
        let told = self.short_answers(&texts, &columns);
        let many = texts.len() > 1;
        for &at in &texts {
            let header = &self.headers[at];
            let question = (many || asks(header)).then(|| header.clone());
            self.found.texts.push(TextColumn { title: vec![], body: vec![at], question });
            self.taken.insert(at);
        }
        self.title();
        if let Some(told) = told {
            self.note(told);
        }
        match texts.as_slice() {
            [only]
                if !exact && !names(Field::Texto).exact.contains(&self.folded[*only].as_str()) =>
            {
                self.note(format!("la columna «{}» se leyó como texto", self.shown(*only)));
            }
            [_, _, ..] => {
                let shown: Vec<String> =
                    texts.iter().map(|at| format!("«{}»", self.shown(*at))).collect();
                self.note(format!(
                    "cada celda llena de {} columnas es un aporte con id propio: {} (para leer \
                     solo una: --column texto={})",
                    texts.len(),
                    shown.join(", "),
                    propose::quoted(&self.headers[texts[0]])
                ));
            }
            _ => {}
        }
    }

    /// Columns of sentences that are numbered under one name: `Prioridad 1`, `Prioridad 2`.
    fn series(&self, all: &[usize]) -> Vec<usize> {
        const PLAIN: [&str; 7] =
            ["columna", "column", "campo", "field", "unnamed", "respuesta", "observacion"];
        let stem = |at: &usize| names::unnumbered(&self.headers[*at]);
        let numbered = |at: &usize| self.headers[*at].bytes().any(|b| b.is_ascii_digit());
        let prose = |at: &usize| numbered(at) && self.shapes[*at].is_prose();
        let columns: Vec<usize> = all.iter().copied().filter(prose).collect();
        let named = |stem: &str| stem.chars().count() > 3 && !PLAIN.contains(&stem);
        let Some(first) = columns.iter().map(stem).find(|stem| {
            named(stem)
                && columns
                    .iter()
                    .filter(|at| names::unnumbered(&self.headers[**at]) == *stem)
                    .count()
                    > 1
        }) else {
            return Vec::new();
        };
        columns.into_iter().filter(|at| stem(at) == first).collect()
    }

    /// Whether a question is answered in a few words and asks for no demand.
    fn is_short_answer(&self, at: usize) -> bool {
        let (header, shape) = (&self.headers[at], &self.shapes[at]);
        if wording::asks_demand(header) {
            return false;
        }
        wording::asks_about_person(header) && shape.words <= 9.0 || shape.is_short()
    }

    /// Says which questions are columns and no statements, by their answers.
    fn short_answers(&self, texts: &[usize], columns: &[usize]) -> Option<String> {
        let (text, first) = (texts.first()?, columns.first()?);
        let shown: Vec<String> = columns
            .iter()
            .map(|&at| {
                let cells = self.shapes[at].first.iter().take(2);
                let cells: Vec<String> =
                    cells.map(|cell| format!("«{}»", excerpt(cell.trim()))).collect();
                format!("«{}» ({})", self.shown(at), cells.join(", "))
            })
            .collect();
        Some(format!(
            "preguntas de respuesta corta o repetida, que son columnas y no aportes: {}; si una lo \
             es: --column texto={} --column texto={}",
            shown.join(", "),
            propose::quoted(&self.headers[*text]),
            propose::quoted(&self.headers[*first])
        ))
    }

    /// A description is the statement where nothing else is, and what stands below a title; beside
    /// another statement it goes on with it.
    fn bodies(&mut self, texts: &mut Vec<usize>, all: &[usize]) {
        let named = names(Field::Texto);
        let body = named.stand_in.iter().find_map(|name| {
            all.iter().copied().find(|&at| {
                self.folded[at] == *name && !texts.contains(&at) && self.shapes[at].filled > 0
            })
        });
        // `Detalle del pedido` goes on with a title or what is as short as one.
        let short = texts.iter().all(|at| self.shapes[*at].words < 8.0);
        let body = body.or_else(|| {
            all.iter().copied().filter(|_| short).find(|at| {
                wording::begins_as_body(&self.headers[*at])
                    && !texts.contains(at)
                    && self.shapes[*at].is_prose()
            })
        });
        match (texts.as_slice(), body) {
            ([], Some(body)) => texts.push(body),
            ([short], Some(body))
                if !self.is_mapped(Field::Titulo)
                    && self.title_at().is_none()
                    && !named.exact.contains(&self.folded[*short].as_str()) =>
            {
                let short = *short;
                self.note(format!(
                    "«{}» y «{}» se leyeron juntas: la primera como título",
                    self.shown(short),
                    self.shown(body)
                ));
                self.take(Field::Titulo, short);
                texts.clear();
                texts.push(body);
            }
            _ => {}
        }
        if texts.is_empty()
            && let Some(title) = self.title_at()
        {
            texts.push(title);
        }
    }

    fn title_at(&self) -> Option<usize> {
        if self.is_mapped(Field::Titulo) {
            return None;
        }
        let names = names(Field::Titulo);
        let called = |list: &[&str]| {
            (0..self.headers.len())
                .find(|&at| list.contains(&self.folded[at].as_str()) && self.free(at))
        };
        called(names.exact).or_else(|| called(names.usual))
    }

    /// A title stands before the one text of its row.
    fn title(&mut self) {
        if self.is_mapped(Field::Texto) && !self.is_mapped(Field::Titulo) {
            return;
        }
        let at = self.found.of(Field::Titulo).or_else(|| self.title_at());
        let Some(at) = at else { return };
        let [only] = self.found.texts.as_mut_slice() else { return };
        if only.body.contains(&at) || !only.title.is_empty() {
            return;
        }
        only.title = vec![at];
        let body = only.body[0];
        if !self.taken.contains(&at) {
            self.note(format!(
                "«{}» y «{}» se leyeron juntas: la primera como título",
                self.shown(at),
                self.shown(body)
            ));
        }
        self.taken.insert(at);
    }
}
