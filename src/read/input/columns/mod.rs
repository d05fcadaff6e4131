//! Which column is what: by what the person says, by the platform that the file comes from, by the
//! usual names in Spanish and English, and by what stands in the cells.

mod languages;
mod named;
mod statements;

use std::collections::{BTreeMap, BTreeSet};

use super::cells::is_blank;
use super::consent::{self, Asks};
use super::names::{bare, names, tail};
use super::persons;
use super::profiles::{self, Profile, Texts};
use super::propose;
use super::shape::Shape;
use super::wording::asks;
use crate::domain::problem::excerpt;
use crate::domain::reading::{DateOrder, Field, FileSettings, Mapping, Personal, Settings};
use crate::domain::statement::Origin;
use crate::read::table::{Row, Table};
use crate::text::fold::letters;

/// A column of statements: where its title and its text stand; of several columns (languages) the
/// first that is not blank is taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TextColumn {
    pub(super) title: Vec<usize>,
    pub(super) body: Vec<usize>,
    /// The question that its cells answer, where the file asks more than one thing.
    pub(super) question: Option<String>,
}

/// The columns of one file.
#[derive(Debug, Default)]
pub(super) struct Columns {
    at: BTreeMap<Field, usize>,
    /// The columns of statements, in order.
    pub(super) texts: Vec<TextColumn>,
    /// Columns in which a value means that the row was withdrawn or hidden.
    pub(super) marks: Vec<usize>,
    /// Columns that say who somebody is, and what of it.
    pub(super) persons: Vec<(usize, &'static str)>,
    /// The columns that ask for leave to publish, and how.
    pub(super) consent: Vec<(usize, Asks)>,
    /// The columns that travel through untouched, in order.
    pub(super) extra: Vec<usize>,
    /// The form that the file has.
    pub(super) profile: Option<&'static Profile>,
    /// What stands before the ids of the file.
    pub(super) id_prefix: Option<String>,
    /// Whether a row without an id is a problem: somebody says where the ids are, or the header
    /// does.
    pub(super) needs_ids: bool,
    /// How its dates are written where they do not show it.
    pub(super) date_order: Option<DateOrder>,
    /// What was read under another name than its own.
    pub(super) notes: Vec<String>,
    /// Why the file cannot be read with these headers.
    pub(super) problems: Vec<String>,
    /// Whether it is a table of minga's own that holds no statements, so that what its columns look
    /// like is not worth a word.
    pub(super) is_no_table_of_statements: bool,
}

/// A file's columns being found.
struct Finder<'a> {
    headers: &'a [String],
    /// What the headers are called without codes, groups and languages, folded.
    folded: Vec<String>,
    shapes: Vec<Shape>,
    mapping: &'a Mapping,
    origin: Option<Origin>,
    found: Columns,
    /// The columns that are something already.
    taken: BTreeSet<usize>,
    /// Columns that are called as a field and hold something else.
    refused: BTreeSet<usize>,
    /// Columns that are one in several languages, in the order in which they are looked at.
    languages: Vec<Vec<usize>>,
}

impl Columns {
    /// Finds the columns of a table; no headers at all is the table's problem, not ours.
    pub(super) fn find(
        table: &Table,
        settings: &Settings,
        own: &FileSettings,
        origin: Option<Origin>,
    ) -> Self {
        let headers = table.headers.as_slice();
        if headers.is_empty() {
            return Self::default();
        }
        let profile = Profile::of(headers);
        let groups = profile.and_then(|profile| match profile.name {
            name if name.ends_with("KoboToolbox") => Some('/'),
            name if name.ends_with("ODK") => Some('-'),
            _ => None,
        });
        let column = |at: usize| table.rows.iter().map(move |row| row.cells[at].as_str());
        let mut finder = Finder {
            headers,
            folded: headers.iter().map(|header| bare(header, groups)).collect(),
            shapes: (0..headers.len()).map(|at| Shape::of(column(at))).collect(),
            mapping: &own.columns,
            origin,
            found: Self { profile, id_prefix: own.id_prefix.clone(), ..Self::default() },
            taken: BTreeSet::new(),
            refused: BTreeSet::new(),
            languages: Vec::new(),
        };
        finder.languages(groups);
        finder.mapped(settings.personal);
        finder.of_profile();
        finder.consent();
        finder.persons();
        for field in Field::ALL {
            finder.by_name(field);
        }
        finder.sector();
        finder.texts();
        finder.in_all_languages();
        finder.missing();
        finder.finish(settings)
    }

    /// The column of a field that has one.
    pub(super) fn of(&self, field: Field) -> Option<usize> {
        self.at.get(&field).copied()
    }

    /// Whether a header that somebody names, folded, is one of the file's.
    pub(super) fn has(headers: &[String], wanted: &str) -> bool {
        headers.iter().any(|header| letters(header) == wanted || bare(header, None) == wanted)
    }

    /// How many of a row's texts are not blank.
    pub(super) fn filled(&self, row: &Row) -> usize {
        let blank = |at: &usize| is_blank(&row.cells[*at]);
        let text = |text: &&TextColumn| !text.title.iter().chain(&text.body).all(blank);
        self.texts.iter().filter(text).count()
    }

    /// What to say of a file with these headers and no row: which form it is, and what its columns
    /// would be.
    pub(super) fn without_rows(&self, headers: &[String]) -> String {
        let Some(profile) = self.profile else {
            return "hay encabezado y ninguna fila: agregue los datos".to_owned();
        };
        let shown = |at: &usize| format!("«{}»", excerpt(&headers[*at]));
        let of_text = |text: &TextColumn| {
            let parts = text.title.iter().chain(&text.body);
            format!("texto {}", parts.map(shown).collect::<Vec<_>>().join(" con "))
        };
        let mut each: Vec<String> = self.texts.iter().map(of_text).collect();
        let fields = self.at.iter().filter(|(field, _)| {
            !matches!(field, Field::Texto | Field::Titulo | Field::Persona | Field::Autoriza)
        });
        each.extend(fields.map(|(field, at)| format!("{} {}", field.name(), shown(at))));
        if !self.persons.is_empty() {
            let persons: Vec<String> = self.persons.iter().map(|(at, _)| shown(at)).collect();
            each.push(format!("de personas {}", persons.join(" y ")));
        }
        format!(
            "reconocido: {}; hay encabezado ({} columnas: {}) y ninguna fila: expórtelo de nuevo \
             cuando tenga respuestas",
            profile.name,
            headers.len(),
            each.join(", ")
        )
    }

    /// For each extra column of this file: its place here and in the corpus.
    pub(super) fn extra_places(&self, headers: &[String], all: &[String]) -> Vec<(usize, usize)> {
        let place = |&from: &usize| {
            let to = all.iter().position(|header| *header == headers[from])?;
            Some((from, to))
        };
        self.extra.iter().filter_map(place).collect()
    }
}

impl Finder<'_> {
    fn note(&mut self, what: String) {
        self.found.notes.push(what);
    }

    fn shown(&self, at: usize) -> String {
        excerpt(&self.headers[at])
    }

    /// The column with a header as somebody writes it.
    fn called(&self, header: &str) -> Option<usize> {
        let wanted = letters(header);
        let exact = self.headers.iter().position(|other| other == header.trim());
        exact.or_else(|| self.headers.iter().position(|other| letters(other) == wanted)).or_else(
            || {
                let at = self.folded.iter().position(|other| *other == wanted)?;
                Some(self.all_languages(at)[0])
            },
        )
    }

    /// Whether the settings say which columns a field has, or that it has none.
    fn is_mapped(&self, field: Field) -> bool {
        self.mapping.contains_key(&field)
    }

    fn take(&mut self, field: Field, at: usize) {
        self.found.at.insert(field, at);
        self.taken.insert(at);
    }

    /// What the settings or the command line say.
    fn mapped(&mut self, personal: Personal) {
        for (field, headers) in self.mapping.clone() {
            let places: Vec<usize> =
                headers.0.iter().filter_map(|header| self.called(header)).collect();
            match (field, places.as_slice()) {
                (_, []) => {}
                (Field::Texto, _) => {
                    let many = places.len() > 1;
                    let whole = |at: usize| {
                        let own = letters(&self.headers[at]);
                        headers.0.iter().any(|header| letters(header) == own)
                    };
                    let named: Vec<bool> = places.iter().map(|at| whole(*at)).collect();
                    for (at, named) in places.into_iter().zip(named) {
                        let question =
                            (many || asks(&self.headers[at])).then(|| self.headers[at].clone());
                        let body = if named { vec![at] } else { self.all_languages(at) };
                        self.found.texts.push(TextColumn { title: vec![], body, question });
                        self.taken.insert(at);
                    }
                }
                (Field::Id, [at, ..]) => {
                    let profile = self.found.profile;
                    let kind = persons::kind(&self.headers[*at], &self.shapes[*at], profile);
                    match kind.filter(|_| personal == Personal::LeaveOut) {
                        None => self.take(Field::Id, *at),
                        Some(kind) => {
                            let what = format!(
                                "la columna «{}» identifica personas ({kind}) y como id se \
                                 publicaría: quite --column id, y minga numera las filas",
                                self.shown(*at)
                            );
                            self.found.problems.push(what);
                        }
                    }
                }
                (_, [at, ..]) => self.take(field, *at),
            }
        }
    }

    /// What the platform's form says.
    fn of_profile(&mut self) {
        let Some(profile) = self.found.profile else { return };
        self.note(format!("reconocido: {}", profile.name));
        self.found.date_order = profile.order;
        for (field, patterns) in profile.fields {
            if self.is_mapped(*field) || matches!(field, Field::Texto | Field::Titulo) {
                continue;
            }
            let places = |pattern: &&str| profiles::places(pattern, self.headers);
            let all: Vec<usize> = patterns.iter().flat_map(places).collect();
            let free = all.iter().copied().filter(|at| !self.taken.contains(at));
            // Of several headers the first that has content is the field.
            let filled = free.clone().find(|at| self.shapes[*at].filled > 0);
            let Some(at) = filled.or_else(|| free.clone().next()) else { continue };
            let kind = || persons::kind(&self.headers[at], &self.shapes[at], Some(profile));
            if *field == Field::Id && kind().is_some() {
                continue;
            }
            let of_things = [Field::Taller, Field::Entidad, Field::Parroquia, Field::Competencia];
            if of_things.contains(field) && persons::holds_persons(&self.shapes[at]) {
                continue;
            }
            self.take(*field, at);
        }
        let marks = profile.marks.iter().flat_map(|mark| profiles::places(mark, self.headers));
        self.found.marks = marks.collect();
        if profile.texts == Texts::Named && !self.is_mapped(Field::Texto) {
            let all = |field: Field| -> Vec<usize> {
                let of = profile.fields.iter().find(|(other, _)| *other == field);
                let patterns = of.map_or(&[][..], |(_, patterns)| patterns);
                let mut found = Vec::new();
                for at in patterns.iter().flat_map(|p| profiles::places(p, self.headers)) {
                    if !found.contains(&at) {
                        found.push(at);
                    }
                }
                found
            };
            let title = if self.is_mapped(Field::Titulo) {
                self.found.of(Field::Titulo).into_iter().collect()
            } else {
                all(Field::Titulo)
            };
            let mut body = all(Field::Texto);
            // Without a text below it the title is the text.
            let title = if body.is_empty() {
                body = title;
                Vec::new()
            } else {
                title
            };
            self.taken.extend(title.iter().chain(&body));
            if !body.is_empty() {
                self.found.texts.push(TextColumn { title, body, question: None });
            }
        }
    }

    /// The column that asks for leave to publish.
    fn consent(&mut self) {
        if self.is_mapped(Field::Autoriza) {
            if let Some(at) = self.found.of(Field::Autoriza) {
                let asks = consent::asks(&self.headers[at]).unwrap_or(Asks::Leave);
                self.found.consent.push((at, asks));
            }
            return;
        }
        for at in 0..self.headers.len() {
            let shape = &self.shapes[at];
            if self.taken.contains(&at) || shape.filled == 0 || shape.words > 6.0 {
                continue;
            }
            let Some(asks) = consent::asks(tail(&self.headers[at], None)) else { continue };
            self.take(Field::Autoriza, at);
            self.found.consent.push((at, asks));
            let what = match asks {
                Asks::Leave => "dice quién autoriza publicar",
                Asks::Refusal => "dice quién no autoriza publicar: solo un blanco lo autoriza",
                Asks::Secrecy => "dice quién no quiere que se publique su texto",
            };
            self.note(format!("la columna «{}» {what}", self.shown(at)));
        }
        if self.found.consent.len() > 1 {
            let first = propose::quoted(&self.headers[self.found.consent[0].0]);
            self.note(format!(
                "un texto se publica si todas esas columnas lo permiten (para que cuente una sola: \
                 --column autoriza={first})"
            ));
        }
    }

    /// The columns that say who somebody is; they are nothing else.
    fn persons(&mut self) {
        let profile = self.found.profile;
        if self.is_alias_of_frame() {
            return;
        }
        for at in 0..self.headers.len() {
            let counted = self.found.of(Field::Persona) == Some(at);
            if self.taken.contains(&at) && !counted {
                continue;
            }
            // A column that is named as a statement holds what people say, whoever it names.
            let named = names(Field::Texto);
            let text = named.exact.contains(&self.folded[at].as_str())
                || named.usual.contains(&self.folded[at].as_str());
            let kind = persons::kind(&self.headers[at], &self.shapes[at], profile);
            let kind = if counted { kind.or(Some("persona")) } else { kind };
            if let Some(kind) = kind.filter(|_| !text || self.shapes[at].words < 3.0) {
                self.found.persons.push((at, kind));
                self.taken.insert(at);
            }
        }
        if self.found.of(Field::Persona).is_none() && !self.is_mapped(Field::Persona) {
            let order = ["número de identidad", "correo", "teléfono", "nombre"];
            let best = order.iter().find_map(|kind| {
                let filled =
                    |(at, other): &&(usize, &str)| other == kind && self.shapes[*at].filled > 0;
                self.found.persons.iter().find(filled)
            });
            if let Some((at, _)) = best {
                self.found.at.insert(Field::Persona, *at);
            }
        }
    }

    /// Whether the table is the `alias.csv` of a frame, in which an alias is nobody's.
    fn is_alias_of_frame(&self) -> bool {
        let names: Vec<String> = self.headers.iter().map(|header| letters(header)).collect();
        names.len() <= 3
            && ["alias", "competencia"].iter().all(|name| names.contains(&(*name).into()))
    }

    /// Whether the table is the sheet of proposals that minga gives out to be reviewed.
    fn is_review_workbook(&self) -> bool {
        let has = |name: &str| self.headers.iter().any(|header| letters(header) == name);
        has("propuestadedesafioborrador") && has("decision")
    }

    fn free(&self, at: usize) -> bool {
        let machinery = self.found.profile.is_some_and(|profile| {
            let lower = profiles::plain(&self.headers[at]);
            profile.machinery.iter().any(|pattern| profiles::fits(pattern, &lower))
        });
        !self.taken.contains(&at) && !machinery
    }

    fn missing(&mut self) {
        let off = self.mapping.get(&Field::Texto).is_some_and(|headers| headers.0.is_empty());
        if self.found.texts.is_empty() && off {
            self.found.problems.push(
                "--column texto=- deja el archivo sin aportes: diga qué columna los tiene"
                    .to_owned(),
            );
        } else if !self.is_mapped(Field::Texto) && self.is_review_workbook() {
            let what = "es un libro de revisión de minga y no una hoja de aportes: lo que dice se \
                        toma con `minga apply CARPETA LIBRO`";
            self.found.problems.push(what.to_owned());
            self.found.is_no_table_of_statements = true;
        } else if self.found.texts.is_empty() && self.is_alias_of_frame() {
            let what = "es la tabla de alias de un marco y no tiene aportes: revísela con `minga \
                        frame check CARPETA`";
            self.found.problems.push(what.to_owned());
        } else if self.found.texts.is_empty() {
            let free: Vec<usize> = (0..self.headers.len()).filter(|&at| self.free(at)).collect();
            let date = self.found.of(Field::Fecha).is_none() && !self.is_mapped(Field::Fecha);
            self.found.problems.push(propose::mapping(self.headers, &self.shapes, &free, date));
        }
        let said = "podrían ser origen:";
        let ambiguous = self.found.problems.iter().any(|problem| problem.contains(said));
        if self.origin.is_none() && self.found.of(Field::Origen).is_none() && !ambiguous {
            self.found.problems.push(
                "no se sabe quién escribió estos textos: agregue una columna «origen» con \
                 «institucional» o «ciudadano», o dé el archivo con --institutional o --citizen"
                    .to_owned(),
            );
        }
    }

    /// What is left travels through, but what says who somebody is.
    fn finish(mut self, settings: &Settings) -> Columns {
        let keep = settings.personal == Personal::Keep;
        let person = |at: &usize| self.found.persons.iter().any(|(other, _)| other == at);
        let text = |at: &usize| {
            self.found.texts.iter().any(|text| text.title.contains(at) || text.body.contains(at))
        };
        let field = |at: &usize| {
            let of = self.found.at.iter().find(|(_, other)| *other == at).map(|(field, _)| *field);
            // What a file given as one origin says of it, and states, are kept as written.
            of.filter(|field| {
                !(*field == Field::Origen && self.origin.is_some()
                    || matches!(field, Field::Estado | Field::Autoriza | Field::Persona))
            })
        };
        let extra = |at: &usize| {
            if person(at) {
                keep
            } else {
                !text(at) && field(at).is_none() && self.found.of(Field::Persona) != Some(*at)
            }
        };
        let extra: Vec<usize> = (0..self.headers.len()).filter(extra).collect();
        let prose: Vec<String> = extra
            .iter()
            .filter(|at| {
                self.shapes[**at].is_prose()
                    && self.shapes[**at].filled >= 3
                    && !person(at)
                    && !self.refused.contains(at)
                    && self.free(**at)
            })
            .map(|at| format!("«{}»", self.shown(*at)))
            .collect();
        if !prose.is_empty() && !self.found.texts.is_empty() && !self.is_mapped(Field::Texto) {
            let (column, have, read) = match prose.len() {
                1 => ("la columna", "tiene", "leyó"),
                _ => ("las columnas", "tienen", "leyeron"),
            };
            let first =
                extra.iter().find(|at| self.shapes[**at].is_prose()).copied().unwrap_or_default();
            let text = &self.headers[self.found.texts[0].body[0]];
            let what = format!(
                "{column} {} {have} textos largos y no se {read} como aportes; si lo son: --column \
                 texto={} --column texto={}",
                prose.join(", "),
                propose::quoted(text),
                propose::quoted(&self.headers[first])
            );
            self.note(what);
        }
        let says_id = |at: usize| letters(&self.headers[at]) == "id";
        self.found.needs_ids = self.is_mapped(Field::Id)
            || self.found.profile.is_none() && self.found.of(Field::Id).is_some_and(says_id);
        self.found.extra = extra;
        self.found.date_order = settings.date_order.or(self.found.date_order);
        self.found
    }
}
