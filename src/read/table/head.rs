//! Where a table begins: which of its first records is the header, what stands above it, and
//! whether a second row of headers follows.

use std::collections::BTreeSet;

use super::builder::Record;
use crate::text::fold::letters;

/// How many records are looked at to find the header.
pub(super) const LOOK: usize = 40;
/// The longest header, in characters; questions of surveys are long.
const LONGEST: usize = 400;

/// The header among the first records.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// Which record it is; those before it are no data.
    pub(super) at: usize,
    /// The names of the columns as the header, with a second row of headers, gives them.
    pub(super) names: Vec<String>,
    /// What the records after the header are that are no data.
    pub(super) after: Vec<Second>,
    /// Columns under one name of the first row: first, last, that name.
    pub(super) groups: Vec<(usize, usize, String)>,
}

/// A record after the header that is no data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Second {
    /// More headers.
    Headers,
    /// Tags for machines.
    Tags,
}

/// Finds the header; there must be a record.
pub(super) fn find(records: &[Record]) -> Head {
    let mut head = Head { at: place(records), ..Head::default() };
    let Some(header) = records.get(head.at) else { return head };
    head.names.clone_from(&header.cells);
    let Some(next) = records.get(head.at + 1) else { return head };
    if let Some(tags) = records.get(head.at + 2).filter(|record| is_import(record)) {
        head.after = vec![Second::Headers, Second::Tags];
        name_by_words(&mut head, next, tags);
    } else if is_tags(next) || is_import(next) {
        head.after = vec![Second::Tags];
    } else if asks_under_codes(header, next, &records[head.at + 2..]) {
        head.after = vec![Second::Headers];
        name_by_questions(&mut head, next);
    } else if is_second(header, next, &records[head.at + 2..]) {
        head.after = vec![Second::Headers];
        name_by_both(&mut head, header, next);
    }
    head
}

/// Which record is the header. It is the first, unless the first ones hold few cells beside what
/// follows, as titles do, and a row of short words comes after them.
fn place(records: &[Record]) -> usize {
    let filled: Vec<usize> = records.iter().map(Record::filled).collect();
    let Some(first) = filled.iter().position(|cells| *cells >= 2) else {
        // One column: only a word that is known to be a header tells it from a title.
        // «No» and «n» are answers too.
        let is_name = |text: &str| letters(text).len() > 3 && is_known(text);
        let known = |record: &Record| record.texts().next().is_some_and(is_name);
        let is_title = records.first().is_some_and(|first| !known(first));
        return if is_title { records.iter().take(6).position(known).unwrap_or(0) } else { 0 };
    };
    let mut usual = filled[first..].to_vec();
    usual.sort_unstable();
    let usual = usual[(usual.len() - 1) / 2];
    let at = filled.iter().position(|cells| *cells >= 2 && cells * 2 > usual).unwrap_or(0);
    if let Some(named) = named_after(records, at) {
        return named;
    }
    if at == 0 || usual < 2 || !looks_like_header(&records[at]) {
        return 0;
    }
    // A first row of few known names over more cells is a header that lacks some.
    let known = |record: &Record| record.texts().filter(|text| is_known(text)).count();
    if known(&records[0]) > known(&records[at]) { 0 } else { at }
}

/// The record after one that would be the header that names columns far better: what stands before it
/// says whose sheet this is (`Parroquia: | Nono`, `Fecha | 12 de marzo | Lugar | Casa comunal`).
fn named_after(records: &[Record], at: usize) -> Option<usize> {
    // «No» is an answer too, however often.
    let name = |text: &str| match letters(text) {
        name if name.len() <= 3 => "n".to_owned(),
        name => name,
    };
    let known = |record: &Record| {
        let names = record.texts().filter(|text| is_known(text)).map(name);
        names.collect::<BTreeSet<String>>().len()
    };
    let before = known(&records[at]);
    let labels = records[at].texts().any(is_label);
    if !labels && before * 2 > records[at].filled() {
        return None;
    }
    let least = if labels { 2 } else { 3 };
    let named = |record: &Record| {
        let own = known(record);
        own >= least && own > before && own * 2 >= record.filled() && looks_like_header(record)
    };
    let after = records[at + 1..].iter().position(named)?;
    Some(at + 1 + after)
}

/// Whether a text is a label with what it labels, or before it: `Fecha: 12 de marzo`, `Parroquia:`.
fn is_label(text: &str) -> bool {
    let label = text.split_once(':').map(|(label, _)| label.trim());
    label.is_some_and(|label| {
        (2..=30).contains(&label.chars().count()) && label.split(' ').count() <= 4
    })
}

/// Whether the record after a header of codes (`P1`, `Ident 2`) says what each of them asks.
fn asks_under_codes(header: &Record, next: &Record, rows: &[Record]) -> bool {
    let coded: Vec<usize> =
        (0..header.cells.len()).filter(|at| is_code(header.text(*at))).collect();
    if coded.len() < 2 || coded.len() * 5 < header.filled() * 4 {
        return false;
    }
    let questions =
        |record: &Record| coded.iter().filter(|at| record.text(**at).contains(['?', '¿'])).count();
    let asked = questions(next);
    let all = coded.iter().filter(|at| !next.text(**at).is_empty()).count();
    let answers = rows.iter().take(20).map(questions).max().unwrap_or(0);
    asked >= 2 && asked * 2 >= all && all * 2 >= coded.len() && answers * 2 < asked
}

/// Whether a header is a code: letters and a number.
fn is_code(text: &str) -> bool {
    let letters = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - letters.len();
    let word = letters.trim_end_matches([' ', '_', '.', '-']);
    (1..=4).contains(&digits)
        && word.chars().count() <= 12
        && word.chars().all(|c| c.is_alphabetic() || c == '_')
}

/// Names the columns by the questions under their codes: `P1. ¿Qué propone?`.
fn name_by_questions(head: &mut Head, next: &Record) {
    for (column, name) in head.names.iter_mut().enumerate() {
        let text = next.text(column);
        if text.is_empty() {
            continue;
        }
        *name = if is_code(name.trim()) { format!("{}. {text}", name.trim()) } else { continue };
    }
}

/// Whether a record holds different short texts and hardly a number.
fn looks_like_header(record: &Record) -> bool {
    let mut texts: Vec<&str> = record.texts().collect();
    let count = texts.len();
    let numbers = texts.iter().filter(|text| is_number(text)).count();
    let long = texts.iter().any(|text| text.chars().count() > LONGEST);
    texts.sort_unstable();
    texts.dedup();
    numbers * 2 < count && !long && texts.len() * 2 > count
}

/// Whether a record may be a second row of headers, which may number what stands under a question.
fn looks_like_second(record: &Record) -> bool {
    let mut texts: Vec<&str> = record.texts().collect();
    let fits = |text: &&str| text.len() <= 2 || !is_number(text) && text.chars().count() <= LONGEST;
    let all = texts.iter().all(fits);
    let count = texts.len();
    texts.sort_unstable();
    texts.dedup();
    all && texts.len() * 2 > count
}

/// Whether a text is a number, a date or a time.
fn is_number(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || b" .,:/-+%$".contains(&byte))
}

/// Whether every cell is a tag such as `#adm2+name`.
fn is_tags(record: &Record) -> bool {
    let is_tag = |text: &str| {
        let tag = text.strip_prefix('#').unwrap_or("");
        tag.starts_with(|c: char| c.is_ascii_lowercase())
            && tag.chars().all(|c| c.is_ascii_alphanumeric() || "_+ ".contains(c))
    };
    record.filled() > 0 && record.texts().all(is_tag)
}

/// What stands at the beginning of a tag of Qualtrics, `{"ImportId":"QID1_TEXT"}`.
const IMPORT: [&str; 2] = ["{\"ImportId\"", "{'ImportId'"];

/// Whether every cell is a tag by which Qualtrics knows its column.
fn is_import(record: &Record) -> bool {
    let is_tag = |text: &str| IMPORT.iter().any(|begin| text.starts_with(begin));
    record.filled() > 0 && record.texts().all(is_tag)
}

/// Names the columns that are questions, as their tags say, by the words below their codes; the
/// others keep the code, by which the form is recognised.
fn name_by_words(head: &mut Head, words: &Record, tags: &Record) {
    let width = head.names.len();
    let is_code = |code: &str| {
        code.strip_prefix(['Q', 'q']).is_some_and(|rest| {
            rest.starts_with("ID") || rest.starts_with(|c: char| c.is_numeric())
        })
    };
    let asked = |column: usize| {
        let tag = IMPORT.iter().find_map(|begin| tags.text(column).strip_prefix(begin));
        let id = tag.map_or("", |rest| rest.trim_start_matches([':', ' ', '"', '\'']));
        is_code(id) || is_code(&head.names[column])
    };
    let named = |column: &usize| !words.text(*column).is_empty() && asked(*column);
    let questions: Vec<usize> = (0..width).filter(named).collect();
    let mut names = head.names.clone();
    for &column in &questions {
        let (code, text) = (&head.names[column], words.text(column));
        let again = |other: &&usize| letters(words.text(**other)) == letters(text);
        let unique = questions.iter().filter(again).count() == 1;
        let code_of_other = head.names.iter().any(|name| name.trim() == text);
        names[column] = if unique && !code_of_other {
            text.to_owned()
        } else {
            format!("{}. {text}", code.trim())
        };
    }
    head.names = names;
}

/// What a survey writes under a question that was answered freely.
fn is_filler(text: &str) -> bool {
    matches!(
        letters(text).as_str(),
        "openendedresponse"
            | "response"
            | "responses"
            | "respuesta"
            | "respuestas"
            | "respuestaabierta"
            | "respuestalibre"
            | "respuestadeparticipacionabierta"
            | "respuestadetextoabierto"
    )
}

/// Whether the record after the header goes on with it: it names what the header leaves blank, and
/// is blank, or says nothing new, where the header names a column by itself.
fn is_second(header: &Record, next: &Record, rows: &[Record]) -> bool {
    let width = header.cells.len().max(next.cells.len());
    let (mut named, mut silent) = (0, 0);
    for column in 0..width {
        let (above, below) = (header.text(column), next.text(column));
        let parent = !above.is_empty() && is_parent(header, next, column);
        match (above.is_empty(), below.is_empty()) {
            (true, false) => named += 1,
            (false, true) => silent += 1,
            (false, false) if is_filler(below) => named += 1,
            // A header merged down over both rows says the same in each.
            (false, false) if letters(above) == letters(below) => silent += 1,
            (false, false) if parent => {}
            (false, false) => return false,
            (true, true) => {}
        }
    }
    let under = |column: usize| rows.iter().any(|row| !row.text(column).is_empty());
    let new = |column: usize| {
        let below = next.text(column);
        !below.is_empty() && letters(below) != letters(header.text(column))
    };
    let data = (0..width).any(|column| !new(column) && under(column));
    let fillers = next.texts().filter(|text| is_filler(text)).count();
    let only_fillers = fillers > 0 && fillers == next.filled();
    let shape = looks_like_second(next) && silent > 0 && (data || rows.is_empty());
    only_fillers || named > 0 && shape
}

/// Whether a header stands over several columns: it is merged over them, or those after it have no
/// header and get one from the next record.
fn is_parent(header: &Record, next: &Record, column: usize) -> bool {
    let merged = header.spans.iter().any(|(first, last)| *first == column && last > first);
    let after = column + 1;
    merged || (header.text(after).is_empty() && !next.text(after).is_empty())
}

/// Names the columns by both rows of headers.
fn name_by_both(head: &mut Head, header: &Record, next: &Record) {
    let width = header.cells.len().max(next.cells.len());
    let leaves: Vec<String> = (0..width).map(|column| letters(next.text(column))).collect();
    let unique = |column: usize| leaves.iter().filter(|leaf| **leaf == leaves[column]).count() == 1;
    head.names.resize(width, String::new());
    let mut parent: Option<(usize, &str)> = None;
    for (column, leaf) in leaves.iter().enumerate() {
        let (above, below) = (header.text(column), next.text(column));
        if !above.is_empty() {
            parent = Some((column, above));
        }
        let Some((from, over)) = parent.filter(|_| !below.is_empty()) else { continue };
        let lone = from == column && !is_parent(header, next, column);
        if lone || letters(over) == *leaf {
            continue;
        }
        if is_filler(below) {
            over.clone_into(&mut head.names[column]);
        } else if is_question(over)
            || is_speech(over) && !is_known(below)
            || !unique(column)
            || below.chars().count() <= 2
        {
            head.names[column] = format!("{over} - {below}");
        } else {
            below.clone_into(&mut head.names[column]);
        }
        match head.groups.last_mut() {
            Some((first, last, _)) if *first == from => *last = column,
            _ => head.groups.push((from, column, over.to_owned())),
        }
    }
}

/// Whether a name says that what stands under it was said: `Propuestas` over `Movilidad | Ambiente`.
fn is_speech(name: &str) -> bool {
    matches!(
        letters(name).as_str(),
        "propuesta"
            | "propuestas"
            | "desafios"
            | "problemas"
            | "problematicas"
            | "necesidades"
            | "demandas"
            | "aportes"
            | "ideas"
            | "solicitudes"
            | "comentarios"
    )
}

/// Whether a name is a question, which its options do not say again.
fn is_question(name: &str) -> bool {
    name.contains(['¿', '?']) || name.chars().count() > 40
}

/// Whether a word is known to head a column of such tables. Which field it is, is decided elsewhere;
/// here it only tells a header from a title.
fn is_known(text: &str) -> bool {
    matches!(
        letters(text).as_str(),
        "id" | "codigo"
            | "numero"
            | "n"
            | "no"
            | "nro"
            | "texto"
            | "text"
            | "propuesta"
            | "propuestas"
            | "desafio"
            | "desafios"
            | "enunciado"
            | "descripcion"
            | "description"
            | "titulo"
            | "title"
            | "body"
            | "comentario"
            | "comentarios"
            | "comment"
            | "aporte"
            | "aportes"
            | "opinion"
            | "problema"
            | "necesidad"
            | "respuesta"
            | "competencia"
            | "tema"
            | "eje"
            | "categoria"
            | "origen"
            | "entidad"
            | "secretaria"
            | "parroquia"
            | "barrio"
            | "sector"
            | "taller"
            | "fecha"
            | "marcatemporal"
            | "timestamp"
    )
}
