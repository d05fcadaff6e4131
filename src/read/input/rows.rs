//! From a row to its statements, or to everything that is wrong in it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::cells::{self, SPREADSHEET_CELL, is_blank};
use super::columns::{Columns, TextColumn};
use super::ids::{self, Given, Made, Repeated};
use super::{EXAMPLE, shape, states};
use crate::domain::problem::{Place, Problem, excerpt};
use crate::domain::reading::{Field, Settings};
use crate::domain::statement::{Consent, Origin, Statement, StatementId};
use crate::read::table::Row;
use crate::text::fold;

/// The longest id, in characters.
const LONGEST_ID: usize = 100;

/// The fields that a group of rows may have in common.
pub(super) const SHARED: [Field; 6] = [
    Field::Entidad,
    Field::Competencia,
    Field::Parroquia,
    Field::Taller,
    Field::Fecha,
    Field::Origen,
];

/// The file that a row is in.
pub(super) struct Sheet<'a> {
    /// Its number among the sources.
    pub(super) index: usize,
    pub(super) place: &'a Place,
    pub(super) headers: &'a [String],
    pub(super) columns: &'a Columns,
    /// Who wrote it all; `None` when a column tells.
    pub(super) origin: Option<Origin>,
}

/// A statement, and how many bytes of its text are the title that stands before it.
pub(super) struct Titled {
    pub(super) statement: Statement,
    pub(super) title: usize,
}

/// What became of a row.
pub(super) enum Outcome {
    /// Its statements, without their extra cells.
    Statements {
        statements: Vec<Titled>,
        /// How many cells they stand in: one cell may list several.
        cells: usize,
    },
    /// It was withdrawn, rejected or hidden: its state in words.
    CountedOut(String),
    /// It has no text, and need not have one.
    NoText,
    /// Its answers say nothing.
    Silent,
    /// It has an id and nothing else: a line that was numbered beforehand.
    OnlyId,
    /// It shows how to fill in the others.
    Example,
    /// It repeats a row before it, once for each of its codes.
    Repeats,
    /// It cannot be used.
    Wrong(Vec<Problem>),
}

/// What was wrong in cells that need not be there, by column: what, and in which rows.
pub(super) type Faults = BTreeMap<(usize, String), Vec<usize>>;

/// Makes statements of rows.
pub(super) struct Rows<'a> {
    settings: &'a Settings,
    pub(super) given: Given,
    made: Made,
    /// Who was seen already, by what says who it is.
    people: BTreeMap<String, u32>,
    /// What was wrong in cells of the file at hand that need not be there.
    pub(super) faults: Faults,
    /// The states of the file at hand that nothing is known of, and how many rows are in each.
    pub(super) odd_states: BTreeMap<String, usize>,
    /// The answers of the file at hand that say nothing, and so are no statements.
    pub(super) silent: Silent,
}

/// Answers that say nothing.
#[derive(Debug, Default)]
pub(super) struct Silent {
    /// How many there are of each.
    pub(super) each: BTreeMap<String, usize>,
    /// The rows in which there is no other answer.
    pub(super) rows: Vec<usize>,
}

impl<'a> Rows<'a> {
    /// With the ids that are taken.
    pub(super) fn new(settings: &'a Settings, given: Given) -> Self {
        Self {
            settings,
            given,
            made: Made::default(),
            people: BTreeMap::new(),
            faults: Faults::new(),
            odd_states: BTreeMap::new(),
            silent: Silent::default(),
        }
    }

    /// What becomes of a row; `fecha` is its date.
    pub(super) fn row(&mut self, sheet: &Sheet<'_>, row: &Row, fecha: Option<&str>) -> Outcome {
        let columns = sheet.columns;
        if let Some(id) = columns.of(Field::Id) {
            if row.cells[id].trim() == EXAMPLE {
                return Outcome::Example;
            }
            let blank = |(at, cell): (usize, &String)| at == id || is_blank(cell);
            if !is_blank(&row.cells[id]) && row.cells.iter().enumerate().all(blank) {
                return Outcome::OnlyId;
            }
        }
        if let Some(state) = self.counted_out(columns, row) {
            return Outcome::CountedOut(state);
        }
        if let Some(at) = columns.of(Field::Estado)
            && self.settings.states.is_none()
            && states::is_odd(&row.cells[at])
        {
            *self.odd_states.entry(excerpt(row.cells[at].trim())).or_default() += 1;
        }
        let mut check = Check {
            sheet,
            row,
            at: sheet.place.row(row.number),
            settings: self.settings,
            problems: Vec::new(),
            faults: &mut self.faults,
        };
        let mut texts = check.texts();
        if columns.texts.len() > 1 {
            let answers = texts.len();
            texts.retain(|answer| {
                let silent = shape::is_no_answer(&answer.text);
                if silent {
                    *self.silent.each.entry(excerpt(answer.text.trim())).or_default() += 1;
                }
                !silent
            });
            if texts.is_empty() && answers > 0 {
                self.silent.rows.push(row.number);
                return Outcome::Silent;
            }
        }
        let number = |at: usize, cell: &String| {
            is_blank(cell) || columns.of(Field::Id) == Some(at) || shape::is_number(cell.trim())
        };
        let bare = || row.cells.iter().enumerate().all(|(at, cell)| number(at, cell));
        // What the rows below have in common, in a row of its own.
        let heads = || {
            let mut filled = (0..row.cells.len()).filter(|at| !is_blank(&row.cells[*at]));
            let only = filled.next().filter(|_| filled.next().is_none());
            only.is_some() && SHARED.iter().any(|field| columns.of(*field) == only)
        };
        let needs_none = columns.profile.is_some() || columns.texts.len() > 1;
        if texts.is_empty() && (needs_none || bare() || heads()) {
            return Outcome::NoText;
        }
        let id = check.id(&self.given, columns.text_of(row));
        if matches!(id, Some(Id::RepeatsRow)) {
            return Outcome::Repeats;
        }
        if texts.is_empty()
            && let Some(text) = columns.texts.first()
        {
            check.say(text.body[0], "falta el texto: escríbalo o borre la fila");
        }
        let origin = check.origin(sheet.origin);
        let known = [Field::Competencia, Field::Entidad, Field::Parroquia, Field::Taller];
        let [competencia_declared, entidad, parroquia, taller] =
            known.map(|field| check.optional(field));
        let link = check.optional(Field::Enlace).filter(|link| link.contains("://"));
        check.extra();
        let Check { at, problems, .. } = check;
        // A row that is left out uses up a number, so that mending it changes no other id.
        let made = columns.of(Field::Id).is_none() || matches!(id, Some(Id::Missing));
        let id = match origin.filter(|_| made) {
            Some(origin) => self.made.next(origin, &self.given),
            None => id.map(Id::into_text).unwrap_or_default(),
        };
        let (Some(origin), [], false) = (origin, problems.as_slice(), texts.is_empty()) else {
            return Outcome::Wrong(problems);
        };
        let person = columns.of(Field::Persona).and_then(|at| self.person(&row.cells[at]));
        let consent = if columns.consent.is_empty() {
            Consent::NotAsked
        } else if columns.consent.iter().all(|(at, asks)| asks.gives_leave(&row.cells[*at])) {
            Consent::Given
        } else {
            Consent::Refused
        };
        let supports = self.supports(columns, row);
        let many = columns.texts.len() > 1;
        let statement = |own: &str, text: &str, question: Option<&String>, parent: Option<&str>| {
            let bare = match origin {
                Origin::Institutional => Statement::institutional(own, text),
                Origin::Citizen => Statement::citizen(own, text),
            };
            Statement {
                competencia_declared: competencia_declared.clone(),
                entidad: entidad.clone(),
                parroquia: parroquia.clone(),
                taller: taller.clone(),
                fecha: fecha.map(str::to_owned),
                question: question.cloned(),
                parent: parent.map(StatementId::new),
                supports,
                link: link.clone(),
                profile: columns.profile.map(|profile| profile.name.to_owned()),
                consent,
                person,
                made_id: made,
                edited_from: None,
                at: at.clone(),
                ..bare
            }
        };
        let cells = texts.len();
        let mut statements = Vec::new();
        for Answer { number, text, title, question } in texts {
            let own = if many { format!("{id}.{number}") } else { id.clone() };
            let parent = many.then_some(id.as_str());
            statements.push(Titled { statement: statement(&own, &text, question, parent), title });
        }
        Outcome::Statements { statements, cells }
    }

    /// The supports of a row; what is no number of them is noted.
    fn supports(&mut self, columns: &Columns, row: &Row) -> Option<u32> {
        let at = columns.of(Field::Apoyos)?;
        let found = supports(&row.cells[at]);
        if found.is_none() && !is_blank(&row.cells[at]) {
            let what = "no es un número de apoyos".to_owned();
            self.faults.entry((at, what)).or_default().push(row.number);
        }
        found
    }

    /// The state of a row that is counted out.
    fn counted_out(&self, columns: &Columns, row: &Row) -> Option<String> {
        let wanted = self.settings.states.as_deref();
        if let Some(at) = columns.of(Field::Estado)
            && !states::is_read(&row.cells[at], wanted)
        {
            return Some(excerpt(row.cells[at].trim()));
        }
        let marked = columns.marks.iter().any(|&at| states::is_mark(&row.cells[at]));
        (marked && !states::reads_marked(wanted)).then(|| "retirada u oculta".to_owned())
    }

    /// The number of a person, the same for each of their rows.
    fn person(&mut self, cell: &str) -> Option<u32> {
        let who = fold(cell);
        if who.is_empty() || who == "anonymous" || who == "anonimo" {
            return None;
        }
        let next = self.people.len() as u32 + 1;
        Some(*self.people.entry(who).or_insert(next))
    }
}

/// An id as it stands in its row.
enum Id {
    Text(String),
    /// The row repeats one before it, as files of codes do.
    RepeatsRow,
    /// The row has none, and gets one.
    Missing,
}

impl Id {
    fn into_text(self) -> String {
        match self {
            Self::Text(id) => id,
            Self::RepeatsRow | Self::Missing => String::new(),
        }
    }
}

impl Columns {
    /// The first text of a row, without its title.
    pub(super) fn text_of<'r>(&self, row: &'r Row) -> &'r str {
        let places = self.texts.iter().flat_map(|text| text.body.iter().chain(&text.title));
        let mut cells = places.map(|&at| row.cells[at].as_str());
        cells.find(|cell| !is_blank(cell)).unwrap_or_default()
    }
}

impl TextColumn {
    /// The place of the first of some columns that is not blank in a row.
    pub(super) fn first(places: &[usize], row: &Row) -> Option<usize> {
        places.iter().copied().find(|&at| !is_blank(&row.cells[at]))
    }
}

/// A text of a row.
struct Answer<'a> {
    /// The number of its column among those of statements.
    number: usize,
    text: Cow<'a, str>,
    /// How many bytes of it are a title.
    title: usize,
    question: Option<&'a String>,
}

/// A title and the text below it as one, and the length of the title: it ends as a sentence does. A
/// text that begins with its title has it already.
fn joined<'t>(title: &'t str, body: &'t str) -> (Cow<'t, str>, usize) {
    let (title, folded) = (title.trim(), fold(title));
    if folded.is_empty() || fold(body).starts_with(&folded) {
        return (Cow::Borrowed(body), 0);
    }
    let end = if title.ends_with(['.', '?', '!', ':', ';', '…']) { "" } else { "." };
    let title = format!("{title}{end}\n");
    let length = title.len();
    (Cow::Owned(title + body), length)
}

/// How many people a cell says support the statement.
fn supports(cell: &str) -> Option<u32> {
    let bare = cell.trim();
    // `1.234` and `1,234` are thousands.
    let groups: Vec<&str> = bare.split(['.', ',']).collect();
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let thousands = groups.len() > 1
        && groups[0].len() <= 3
        && !groups[0].starts_with('0')
        && groups.iter().all(|group| digits(group))
        && groups[1..].iter().all(|group| group.len() == 3);
    let bare = if thousands { groups.concat() } else { bare.to_owned() };
    let number = bare.parse::<f64>().ok().filter(|n| (0.0..=1e9).contains(n))?;
    Some(number as u32)
}

/// A row being checked.
struct Check<'a, 'f> {
    sheet: &'a Sheet<'a>,
    row: &'a Row,
    at: Place,
    settings: &'a Settings,
    problems: Vec<Problem>,
    faults: &'f mut Faults,
}

impl<'a> Check<'a, '_> {
    fn say(&mut self, column: usize, what: impl Into<String>) {
        let at = self.at.column(&self.sheet.headers[column]);
        self.problems.push(Problem::new(at, what));
    }

    /// Everything wrong in the cell of a column.
    fn wrong(&self, column: usize) -> Vec<String> {
        let cell = self.row.cells[column].as_str();
        let mut found = cells::bad_characters(cell);
        if cells::is_formula_error(cell) {
            found.push("la fórmula de la celda da error: corríjala o escriba el valor".to_owned());
        }
        found.extend(self.too_long(column, self.settings.max_characters));
        found
    }

    fn too_long(&self, column: usize, longest: usize) -> Option<String> {
        let cell = self.row.cells[column].as_str();
        // A character has at least one byte, so most cells need no counting.
        if cell.len() <= longest || cell.chars().count() <= longest {
            return None;
        }
        let length = cell.chars().count();
        let remedy = if longest < SPREADSHEET_CELL {
            "suba input.max_characters en la configuración, o divida la celda en dos filas"
        } else {
            "divídala en dos filas"
        };
        Some(format!("la celda tiene {length} caracteres y se admiten hasta {longest}: {remedy}"))
    }

    /// The cell of a field that must be right, verbatim; `None` where it is blank.
    fn cell(&mut self, field: Field) -> Option<(usize, &'a str)> {
        let column = self.sheet.columns.of(field)?;
        let cell = self.row.cells[column].as_str();
        if is_blank(cell) {
            return None;
        }
        for what in self.wrong(column) {
            self.say(column, what);
        }
        Some((column, cell))
    }

    /// The cell of a field that need not be there: what is wrong in it leaves it blank.
    fn optional(&mut self, field: Field) -> Option<String> {
        let column = self.sheet.columns.of(field)?;
        let cell = self.row.cells[column].as_str();
        if is_blank(cell) {
            return None;
        }
        let wrong = self.wrong(column);
        let whole = wrong.is_empty();
        for what in wrong {
            self.faults.entry((column, what)).or_default().push(self.row.number);
        }
        whole.then(|| cell.to_owned())
    }

    /// The texts of the row.
    fn texts(&mut self) -> Vec<Answer<'a>> {
        let mut texts = Vec::new();
        for (number, column) in self.sheet.columns.texts.iter().enumerate() {
            let body = TextColumn::first(&column.body, self.row);
            let title = TextColumn::first(&column.title, self.row);
            for at in title.iter().chain(&body) {
                for what in self.wrong(*at) {
                    self.say(*at, what);
                }
            }
            let cell = |at: usize| self.row.cells[at].as_str();
            let (text, title) = match (title, body) {
                (Some(title), Some(body)) => joined(cell(title), cell(body)),
                (Some(only), None) | (None, Some(only)) => (Cow::Borrowed(cell(only)), 0),
                (None, None) => continue,
            };
            let question = column.question.as_ref();
            texts.push(Answer { number: number + 1, text, title, question });
        }
        texts
    }

    fn id(&mut self, given: &Given, text: &str) -> Option<Id> {
        let columns = self.sheet.columns;
        let column = columns.of(Field::Id)?;
        let Some((_, cell)) = self.cell(Field::Id) else {
            if !columns.needs_ids {
                return Some(Id::Missing);
            }
            self.say(column, "falta el id: póngale uno que no se repita");
            return None;
        };
        let id = ids::visible(cell, columns.id_prefix.as_deref());
        if id.contains(['\n', '\r', '\t']) || id.chars().count() > LONGEST_ID {
            let what = format!("el id debe ir en una línea de hasta {LONGEST_ID} caracteres");
            self.say(column, what);
        }
        let shown = excerpt(&id);
        match given.before(&id, self.sheet.index, self.row, text) {
            Repeated::No => {}
            Repeated::Told => self.say(column, String::new()),
            Repeated::Same(first)
                if columns.profile.is_some_and(|p| p.repeats) && first.file == self.at.file =>
            {
                return Some(Id::RepeatsRow);
            }
            Repeated::Same(first) => {
                let what = format!(
                    "el id «{shown}» ya está en {first} con el mismo texto: borre una de las dos filas"
                );
                self.say(column, what);
            }
            Repeated::Other(first) if ids::has_lost_digits(&id) => {
                let what = format!(
                    "el id «{shown}» perdió sus últimas cifras en la hoja de cálculo, y ahora es el \
                     de {first}, que tiene otro texto: vuelva a exportar los ids con la columna en \
                     formato de texto, o numere las filas con --column id=-"
                );
                self.say(column, what);
            }
            Repeated::Other(first) => {
                let hidden = if id == cell.trim() {
                    ""
                } else {
                    " (se ve igual: lleva un carácter invisible)"
                };
                let hidden = if columns.id_prefix.is_some() { "" } else { hidden };
                let what = format!(
                    "el id «{shown}» ya está en {first} con otro texto{hidden}: dele otro id a una \
                     de las dos filas"
                );
                self.say(column, what);
            }
        }
        Some(Id::Text(id))
    }

    /// Who wrote it: the file's origin, which the row must not contradict, or the row's own.
    fn origin(&mut self, of_file: Option<Origin>) -> Option<Origin> {
        let column = self.sheet.columns.of(Field::Origen);
        let cell = self.cell(Field::Origen);
        let of_row = cell.and_then(|(_, word)| cells::origin(word, &self.settings.origins));
        match (of_file, of_row, column) {
            (Some(file), Some(row), Some(column)) if file != row => {
                let what = format!(
                    "la fila dice «{}» y el archivo se dio como {}: corrija la celda, pase la fila \
                     al otro archivo, o no use la columna (--column origen=-)",
                    row.in_spanish(),
                    file.in_spanish()
                );
                self.say(column, what);
            }
            (None, None, Some(column)) => {
                let what = match cell {
                    Some((_, word)) => format!(
                        "no se entiende el origen «{}»: escriba «institucional» o «ciudadano», o \
                         diga qué es en la configuración: [input.origins] \"{}\" = \"ciudadano\"",
                        excerpt(word),
                        excerpt(word.trim())
                    ),
                    None => "falta el origen: escriba «institucional» o «ciudadano»".to_owned(),
                };
                self.say(column, what);
            }
            _ => {}
        }
        of_file.or(of_row)
    }

    /// Extra cells travel untouched; only what no spreadsheet could hold is a problem.
    fn extra(&mut self) {
        for &column in &self.sheet.columns.extra {
            if let Some(what) = self.too_long(column, SPREADSHEET_CELL) {
                self.say(column, what);
            }
        }
    }
}
