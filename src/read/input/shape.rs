//! What the cells of a column look like together: whether they are sentences, a scale, dates,
//! numbers or something that names a person.

use std::collections::BTreeSet;

use super::cells::is_blank;
use super::dates;
use super::filenames;
use super::identity;
use crate::text::empty::is_empty_remark;
use crate::text::fold;

/// At most so many cells of a column are looked at.
const SAMPLE: usize = 600;

/// What a cell looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Looks {
    /// A cédula, a RUC or another country's number with its check digit.
    Cedula,
    /// A telephone.
    Telefono,
    /// An e-mail address and nothing else.
    Correo,
    /// An address on the network.
    Ip,
    /// The name of a person.
    Nombre,
    /// A street address.
    Direccion,
    /// An address on the web, or the random id of a record.
    Machine,
    /// The name of a file.
    File,
    /// A date.
    Date,
    /// A number.
    Number,
    /// An answer of a closed question: yes, no, a step of a scale.
    Scale,
    /// Anything else.
    Words,
}

/// The shape of a column.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    /// How many cells were looked at.
    pub(super) looked: usize,
    /// How many of them are not blank.
    pub(super) filled: usize,
    /// How many of those say nothing: «N/A», «ninguna», a code for no answer.
    silent: usize,
    /// How many different values the others have.
    pub(super) distinct: usize,
    /// The mean number of words of a cell that says something.
    pub(super) words: f64,
    /// How many cells that say something look like what.
    looks: [usize; 12],
    /// How many of them are sentences of some length, and how many different ones there are.
    sentences: (usize, usize),
    /// How many filled cells are files called after somebody.
    files_of_somebody: usize,
    /// Whether the filled cells are lists of a few items that repeat.
    lists: bool,
    /// The first filled cells, for a preview.
    pub(super) first: Vec<String>,
}

impl Shape {
    /// The shape of a column's cells.
    pub(super) fn of<'a>(cells: impl ExactSizeIterator<Item = &'a str>) -> Self {
        let step = cells.len().div_ceil(SAMPLE).max(1);
        let mut shape = Self::default();
        let mut distinct = BTreeSet::new();
        let mut sentences = BTreeSet::new();
        let mut items: Vec<String> = Vec::new();
        let mut codes = Vec::new();
        let mut words = 0;
        for cell in cells.step_by(step) {
            shape.looked += 1;
            if is_blank(cell) {
                continue;
            }
            shape.filled += 1;
            let look = looks(cell);
            if says_nothing(cell, look) {
                shape.silent += 1;
                continue;
            }
            if look == Looks::Number && NO_ANSWER.contains(&cell.trim()) {
                codes.push(cell);
                continue;
            }
            let own = cell.split_whitespace().count();
            words += own;
            shape.looks[look as usize] += 1;
            if look == Looks::Words && own >= 5 {
                shape.sentences.0 += 1;
                sentences.insert(fold(cell));
            }
            shape.files_of_somebody += usize::from(filenames::is_file_of_somebody(cell));
            if shape.first.len() < 3 {
                shape.first.push(cell.to_owned());
            }
            let mark = if cell.contains(';') { ';' } else { ',' };
            items.extend(cell.split(mark).map(fold).filter(|item| !item.is_empty()));
            distinct.insert(fold(cell));
        }
        // 99 among words is no answer; among numbers it is one of them.
        if shape.looks[Looks::Number as usize] == 0 && !distinct.is_empty() {
            shape.silent += codes.len();
        } else {
            words += codes.len();
            shape.looks[Looks::Number as usize] += codes.len();
            shape.first.extend(codes.iter().take(3 - shape.first.len()).map(|&c| c.to_owned()));
            distinct.extend(codes.into_iter().map(fold));
        }
        shape.distinct = distinct.len();
        shape.sentences.1 = sentences.len();
        shape.words = words as f64 / shape.said().max(1) as f64;
        let all = items.len();
        let long = items.iter().map(|item| item.split(' ').count()).sum::<usize>();
        let few: BTreeSet<String> = items.into_iter().collect();
        shape.lists = shape.said() >= 4 && few.len() * 2 <= all && long <= 5 * all;
        shape
    }

    /// How many filled cells say something.
    pub(super) fn said(&self) -> usize {
        self.filled - self.silent
    }

    /// The share that looks like this of the cells that say something.
    pub(super) fn share(&self, looks: Looks) -> f64 {
        self.looks[looks as usize] as f64 / self.said().max(1) as f64
    }

    /// Whether the answers are of a closed question, or no answers at all.
    pub(super) fn is_closed(&self) -> bool {
        let words =
            self.share(Looks::Words) + self.share(Looks::Nombre) + self.share(Looks::Direccion);
        let said = self.said();
        let repeated = self.distinct < said;
        // Some say «no», and the others say what.
        let (sentences, different) = self.sentences;
        let answered = sentences * 20 >= said
            && different * 2 > sentences
            && words + self.share(Looks::Scale) >= 0.9;
        said == 0
            || words < 0.4 && !answered
            || self.lists
            || (said >= 3 && repeated && self.words <= 3.0)
            || (said >= 8 && self.distinct * 3 <= said && self.words <= 8.0 && !answered)
    }

    /// Whether the answers are a word or two each, as names and labels are.
    pub(super) fn is_short(&self) -> bool {
        self.said() >= 2 && self.words < 3.5
    }

    /// Whether most cells are names of files that are called after somebody.
    pub(super) fn is_files_of_somebody(&self) -> bool {
        self.files_of_somebody > 0 && self.files_of_somebody * 2 >= self.filled
    }

    /// Whether the cells are numbers of one to three digits, as counts and marks are.
    pub(super) fn is_count(&self) -> bool {
        let short = |cell: &String| cell.bytes().filter(u8::is_ascii_digit).count() <= 3;
        self.share(Looks::Number) >= 0.9 && self.first.iter().all(short)
    }

    /// Whether these are sentences that hardly repeat.
    pub(super) fn is_prose(&self) -> bool {
        self.said() >= 1
            && self.share(Looks::Words) >= 0.6
            && self.words >= 5.0
            && self.distinct * 10 >= self.said() * 7
    }

    /// Whether every cell has a value of its own, as ids do, but for a few.
    pub(super) fn is_unique(&self) -> bool {
        self.said() * 2 >= self.looked && self.distinct * 2 >= self.said()
    }
}

/// Answers of closed questions, folded, but for those of [`NOT_ANSWERED`].
const SCALE: &[&str] = &[
    "si",
    "no",
    "yes",
    "sim",
    "tal vez",
    "quiza",
    "quizas",
    "x",
    "true",
    "false",
    "verdadero",
    "falso",
    "s",
    "n",
    "de acuerdo",
    "muy de acuerdo",
    "totalmente de acuerdo",
    "en desacuerdo",
    "muy en desacuerdo",
    "totalmente en desacuerdo",
    "ni de acuerdo ni en desacuerdo",
    "neutral",
    "indiferente",
    "algo de acuerdo",
    "algo en desacuerdo",
    "parcialmente de acuerdo",
    "poco de acuerdo",
    "muy bueno",
    "bueno",
    "regular",
    "malo",
    "muy malo",
    "excelente",
    "buena",
    "mala",
    "muy buena",
    "muy mala",
    "siempre",
    "casi siempre",
    "a veces",
    "casi nunca",
    "nunca",
    "mucho",
    "poco",
    "nada",
    "bastante",
    "alto",
    "alta",
    "medio",
    "media",
    "bajo",
    "baja",
    "muy alto",
    "muy alta",
    "muy bajo",
    "muy baja",
    "muy importante",
    "importante",
    "poco importante",
    "nada importante",
    "muy satisfecho",
    "satisfecho",
    "insatisfecho",
    "muy insatisfecho",
    "urgente",
    "prioritario",
    "strongly agree",
    "agree",
    "neither agree nor disagree",
    "disagree",
    "strongly disagree",
    "somewhat agree",
    "somewhat disagree",
    "maybe",
    "always",
    "often",
    "sometimes",
    "rarely",
    "never",
    "very good",
    "good",
    "fair",
    "poor",
    "very poor",
    "very likely",
    "likely",
    "unlikely",
    "very unlikely",
    "very satisfied",
    "satisfied",
    "dissatisfied",
    "hombre",
    "mujer",
    "masculino",
    "femenino",
    "otro",
    "otra",
    "male",
    "female",
    "other",
    "individual",
    "organisation",
    "organization",
];

/// Answers of closed questions that are no answers, folded.
const NOT_ANSWERED: &[&str] = &[
    "no se",
    "no sabe",
    "ns nc",
    "ns",
    "nc",
    "n a",
    "na",
    "no aplica",
    "no responde",
    "no contesta",
    "don t know",
    "not sure",
    "not answered",
    "prefiero no decirlo",
    "prefiero no decir",
    "prefer not to say",
];

/// Numbers by which surveys write that there is no answer.
const NO_ANSWER: &[&str] =
    &["99", "999", "9999", "98", "998", "97", "88", "888", "77", "-99", "-999", "-1", "-9", "0"];

/// The longest cell that may say nothing, in bytes.
const LONGEST_REMARK: usize = 200;

/// Whether a filled cell says nothing, and so nothing about its column either.
fn says_nothing(cell: &str, look: Looks) -> bool {
    match look {
        Looks::Words => cell.len() <= LONGEST_REMARK && is_empty_remark(cell),
        Looks::Scale => NOT_ANSWERED.contains(&fold(cell).as_str()),
        _ => false,
    }
}

/// Whether a text is an answer that says nothing: «N/A», «-», «ninguna», 99.
pub(super) fn is_no_answer(text: &str) -> bool {
    text.len() <= LONGEST_REMARK && is_empty_remark(text)
}

/// What a filled cell looks like.
pub(super) fn looks(cell: &str) -> Looks {
    let bare = cell.trim();
    if filenames::is_file(bare) {
        return Looks::File;
    }
    if let Some(person) = identity::looks(bare) {
        return person;
    }
    let machine = bare.starts_with("http://") || bare.starts_with("https://") || is_uuid(bare);
    if machine && !bare.contains(char::is_whitespace) {
        return Looks::Machine;
    }
    if is_number(bare) {
        return Looks::Number;
    }
    if bare.chars().count() <= 60 {
        let folded = fold(bare);
        if [SCALE, NOT_ANSWERED].iter().any(|answers| answers.contains(&folded.as_str())) {
            return Looks::Scale;
        }
        if dates::is_date(bare) {
            return Looks::Date;
        }
        if identity::is_name(bare) {
            return Looks::Nombre;
        }
    }
    if bare.chars().count() <= 120 && identity::is_address(bare) {
        return Looks::Direccion;
    }
    Looks::Words
}

/// Whether a cell is a number, with its signs.
pub(super) fn is_number(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    digits > 0 && cell.chars().all(|c| c.is_ascii_digit() || " .,%$+-".contains(c))
}

fn is_uuid(cell: &str) -> bool {
    let bare = cell.strip_prefix("uuid:").unwrap_or(cell);
    let hex = bare.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    hex && (bare.len() == 36 || bare.len() >= 32 && !bare.contains('-'))
        && bare.bytes().any(|b| b.is_ascii_digit())
}
