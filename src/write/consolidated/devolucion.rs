//! The way back: a page for each workshop, parish or office with what was said there, in which
//! challenge every text ended and with whose others, what answers it, and what was set aside and why;
//! an index, and one page for the whole process. Each page is written for a browser and for a word
//! processor, in the words of who reads it and not of who made it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use maud::{Markup, html};

use super::Book;
use super::docx::{Document, ParagraphStyle, TextFace};
use super::list::{Final, StatementState, Tie};
use crate::domain::statement::{Origin, Statement};
use crate::text::fold;
use crate::write::html::shell::{Section, Shell};

/// The folder of the pages.
pub const FOLDER: &str = "devolucion";

/// How many parts a page may have without contents.
const FEW: usize = 8;

/// By what the pages are divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Devolucion {
    /// A page a workshop.
    Taller,
    /// A page a parish.
    Parroquia,
    /// A page an office.
    Entidad,
}

impl Devolucion {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Taller, Self::Parroquia, Self::Entidad];

    /// What a statement says of its place.
    pub fn of(self, statement: &Statement) -> Option<&str> {
        let place = match self {
            Self::Taller => &statement.taller,
            Self::Parroquia => &statement.parroquia,
            Self::Entidad => &statement.entidad,
        };
        place.as_deref().map(str::trim).filter(|name| !name.is_empty())
    }

    /// A place, with its article, in a sentence.
    fn said_in(self, place: &str) -> String {
        match self {
            Self::Taller => format!("Lo que se dijo en el taller {place}"),
            Self::Parroquia => format!("Lo que se dijo en {place}"),
            Self::Entidad => format!("Lo que propuso {place}"),
        }
    }

    fn nowhere(self) -> &'static str {
        match self {
            Self::Taller => "Lo que se dijo sin indicar un taller",
            Self::Parroquia => "Lo que se dijo sin indicar una parroquia",
            Self::Entidad => "Lo que se propuso sin indicar una entidad",
        }
    }

    fn places(self) -> &'static str {
        match self {
            Self::Taller => "Talleres",
            Self::Parroquia => "Parroquias",
            Self::Entidad => "Entidades",
        }
    }
}

/// A page: what stands above, and its parts.
struct Page {
    /// The file's name without its extension.
    name: String,
    title: String,
    opening: Vec<String>,
    parts: Vec<Part>,
}

/// A part of a page: its heading, what there is to say of it, and the texts in it.
struct Part {
    /// The chapter that begins with it, on a page that has chapters.
    chapter: Option<String>,
    heading: String,
    about: Vec<String>,
    texts: Vec<Text>,
}

/// One text, with what stands after it.
struct Text {
    id: String,
    words: String,
    note: String,
}

/// The files of the way back, each with its name in the folder.
pub(super) fn formed(book: &Book, by: Devolucion) -> io::Result<Vec<(String, Vec<u8>)>> {
    let pages = places(book, by);
    let mut files = vec![("index.html".to_owned(), index(book, by, &pages).into_bytes())];
    for page in pages.iter().chain([&process(book)]) {
        files.push((format!("{}.html", page.name), page.html(book).into_bytes()));
        files.push((format!("{}.docx", page.name), page.docx(book)?));
    }
    Ok(files)
}

/// The page of every place, in the order of the alphabet, and last that of the texts of none.
fn places(book: &Book, by: Devolucion) -> Vec<Page> {
    let list = &book.list;
    // Spellings that differ in case or accents are one place; the first one is shown.
    let mut places: BTreeMap<String, (&str, Vec<usize>)> = BTreeMap::new();
    let mut nowhere = Vec::new();
    for (i, statement) in list.proposal.corpus.statements.iter().enumerate() {
        match by.of(statement) {
            Some(name) => places.entry(fold(name)).or_insert((name, Vec::new())).1.push(i),
            None => nowhere.push(i),
        }
    }
    let mut taken: BTreeSet<String> = ["index", "proceso"].map(str::to_owned).into();
    let mut pages: Vec<Page> = Vec::new();
    for (key, (name, texts)) in &places {
        let title = by.said_in(&book.published(name));
        pages.push(place((book, by), Some(key), title, texts, &mut taken));
    }
    if !nowhere.is_empty() {
        pages.push(place((book, by), None, by.nowhere().to_owned(), &nowhere, &mut taken));
    }
    pages
}

/// The page of one place: every text of it once.
fn place(
    (book, by): (&Book, Devolucion),
    key: Option<&str>,
    title: String,
    texts: &[usize],
    taken: &mut BTreeSet<String>,
) -> Page {
    let list = &book.list;
    let here: BTreeSet<usize> = texts.iter().copied().collect();
    let mut parts = Vec::new();
    for one in &list.finals {
        let own = one.statements.iter().filter(|(i, tie)| *tie != Tie::Also && here.contains(i));
        let texts: Vec<Text> = own.map(|&(i, tie)| text(book, i, tie)).collect();
        if !texts.is_empty() {
            let heading = format!("{}. {}", one.id, one.title);
            let mut about: Vec<String> = draft_mark(book, one).into_iter().collect();
            about.push(company(book, by, one, &here));
            about.push(answer(book, one));
            parts.push(Part { chapter: None, heading: book.published(&heading), about, texts });
        }
    }
    let aside = |states: &[StatementState]| -> Vec<Text> {
        let own = texts.iter().filter(|i| list.main(**i).is_none());
        let own = own.filter(|i| states.contains(&list.state(**i)));
        own.map(|&i| set_aside(book, i)).collect()
    };
    let waiting = aside(&[StatementState::Pending, StatementState::Proposed, StatementState::In]);
    if !waiting.is_empty() {
        parts.push(Part {
            chapter: None,
            heading: "Lo que falta decidir".to_owned(),
            about: vec!["Sobre estos aportes todavía hay que ponerse de acuerdo.".to_owned()],
            texts: waiting,
        });
    }
    let out = aside(&[StatementState::Out, StatementState::Discarded]);
    if !out.is_empty() {
        parts.push(Part {
            chapter: None,
            heading: "Lo que no entró en un desafío, y por qué".to_owned(),
            about: vec![
                "Estos aportes se leyeron y no se pierden; aquí está el motivo.".to_owned(),
            ],
            texts: out,
        });
    }
    let how_many = match texts.len() {
        1 => "Es un aporte".to_owned(),
        n => format!("Son {n} aportes"),
    };
    let opening = vec![format!(
        "{how_many}. Cada uno está aquí una sola vez, tal como se escribió, con el desafío en que \
         quedó, quién más dijo algo parecido y a qué objetivo responde."
    )];
    Page { name: file_name(key.unwrap_or("sin lugar"), taken), title, opening, parts }
}

fn text(book: &Book, i: usize, tie: Tie) -> Text {
    let statement = book.list.statement(i);
    let mut notes = Vec::new();
    if tie == Tie::Proposed {
        notes.push("falta confirmarlo".to_owned());
    }
    let also = &book.list.settled.statements[i].also_in;
    if !also.is_empty() {
        let also: Vec<String> = also.iter().map(|key| book.published(key.as_str())).collect();
        notes.push(format!("también responde a {}", also.join(", ")));
    }
    Text {
        id: statement.id.to_string(),
        words: book.published(statement.text.trim()),
        note: notes.join("; "),
    }
}

fn set_aside(book: &Book, i: usize) -> Text {
    let statement = book.list.statement(i);
    Text {
        id: statement.id.to_string(),
        words: book.published(statement.text.trim()),
        note: book.published(book.list.why(i).unwrap_or_default()),
    }
}

/// Who else is behind a challenge: other places, and the offices.
fn company(book: &Book, by: Devolucion, one: &Final, here: &BTreeSet<usize>) -> String {
    let list = &book.list;
    let mut places: BTreeMap<String, (String, usize)> = BTreeMap::new();
    let (mut offices, mut others) = (0, 0);
    for &(i, tie) in &one.statements {
        if tie == Tie::Also || here.contains(&i) {
            continue;
        }
        let statement = list.statement(i);
        match by.of(statement) {
            Some(name) => {
                places.entry(fold(name)).or_insert_with(|| (book.published(name), 0)).1 += 1;
            }
            None if statement.origin == Origin::Institutional => offices += 1,
            None => others += 1,
        }
    }
    let mut with: Vec<(String, usize)> = places.into_values().collect();
    with.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let mut with: Vec<String> = with.iter().map(|(name, n)| format!("{name} ({n})")).collect();
    with.extend((offices > 0).then(|| format!("oficinas ({offices})")));
    with.extend((others > 0).then(|| format!("otras personas ({others})")));
    if with.is_empty() {
        return "Nadie más dijo algo parecido.".to_owned();
    }
    format!("También lo dijeron: {}.", with.join("; "))
}

/// That nobody has worded a challenge yet.
fn draft_mark(book: &Book, one: &Final) -> Option<String> {
    let mark = "Borrador por redactar: nadie ha escrito todavía su redacción final.";
    book.list.is_draft(one).then(|| mark.to_owned())
}

/// What of the plan answers a challenge.
fn answer(book: &Book, one: &Final) -> String {
    let frame = &book.list.proposal.frame;
    let aligned = &one.aligned;
    let objective = aligned.gestion.map(|(g, _)| frame.objetivos_gestion[g].text.as_str());
    let objective =
        objective.or(aligned.desarrollo.map(|(o, _)| frame.objetivos_desarrollo[o].text.as_str()));
    let Some(objective) = objective else {
        return "Todavía no se ha dicho a qué objetivo del plan responde.".to_owned();
    };
    let policies: Vec<String> =
        aligned.politicas.iter().map(|&p| format!("«{}»", frame.politicas[p].text)).collect();
    let policies = match policies.as_slice() {
        [] => String::new(),
        [one] => format!(", con la política {one}"),
        several => format!(", con las políticas {}", several.join("; ")),
    };
    let suggested = if aligned.is_suggested() { " (sugerido, falta confirmarlo)" } else { "" };
    book.published(&format!("Responde al objetivo «{objective}»{policies}{suggested}."))
}

/// The page of the whole process: every challenge, with who is behind it and what answers it.
fn process(book: &Book) -> Page {
    let list = &book.list;
    let mut chapter = None;
    let parts = list.finals.iter().filter(|one| !one.statements.is_empty()).map(|one| {
        let begins = chapter.replace(one.competencia) != Some(one.competencia);
        let competencia = list.proposal.frame.competencia(one.competencia);
        let [offices, citizens] =
            [Origin::Institutional, Origin::Citizen].map(|origin| list.count(one, origin));
        let voices = match (offices, citizens) {
            (0, 1) => "Viene de un aporte de la ciudadanía.".to_owned(),
            (1, 0) => "Viene de un aporte de las oficinas.".to_owned(),
            (0, n) => format!("Viene de {n} aportes de la ciudadanía."),
            (n, 0) => format!("Viene de {n} aportes de las oficinas."),
            (o, c) => format!(
                "Viene de {o} {} de las oficinas y {c} de la ciudadanía.",
                if o == 1 { "aporte" } else { "aportes" }
            ),
        };
        let parishes = super::counted(&list.tally(one, |s| s.parroquia.as_deref()));
        let mut about: Vec<String> = draft_mark(book, one).into_iter().collect();
        about.push(voices);
        if !parishes.is_empty() {
            about.push(book.published(&format!("Se dijo en: {parishes}.")));
        }
        about.push(answer(book, one));
        let heading = book.published(&format!("{}. {}", one.id, one.title));
        let chapter = begins.then(|| book.published(competencia));
        Part { chapter, heading, about, texts: Vec::new() }
    });
    let parts = parts.collect();
    let title = "Todo el proceso: qué se dijo y en qué quedó".to_owned();
    Page { name: "proceso".to_owned(), title, opening: book.totals.lines(), parts }
}

/// The page that leads to all others.
fn index(book: &Book, by: Devolucion, pages: &[Page]) -> String {
    let link = |page: &Page| -> Markup {
        let texts: usize = page.parts.iter().map(|part| part.texts.len()).sum();
        let texts = if texts == 1 { "1 aporte".to_owned() } else { format!("{texts} aportes") };
        html! {
            li {
                a href={ (page.name) ".html" } { (page.title) } " (" (texts) "; "
                a href={ (page.name) ".docx" } { "para imprimir" } ")"
            }
        }
    };
    let sections = [
        Section::new(
            "proceso",
            "Todo el proceso",
            html! {
                p {
                    a href="proceso.html" { "Qué se dijo y en qué quedó" } " ("
                    a href="proceso.docx" { "para imprimir" } ")"
                }
            },
        ),
        Section::new("lugares", by.places(), html! { ul { @for page in pages { (link(page)) } } }),
    ];
    shell(book, "Devolución", &[]).page(&sections)
}

/// What every page begins and ends with.
fn shell<'a>(book: &'a Book, title: &'a str, opening: &[String]) -> Shell<'a> {
    let draft = book.draft();
    Shell {
        title,
        kind: "Devolución",
        heading: title,
        opening: html! {
            @if let Some(draft) = draft { p { strong { (draft) "." } } }
            p { (book.published(book.list.proposal.frame.title())) }
            @for line in opening { p { (line) } }
        },
        contents: "En esta página",
        styles: &[],
        foot: "Los aportes están como se escribieron; los datos personales, tapados.",
    }
}

impl Page {
    fn html(&self, book: &Book) -> String {
        let sections = self.parts.iter().zip(1..).map(|(part, n): (&Part, usize)| {
            let body = html! {
                @for line in &part.about { p { (line) } }
                @if !part.texts.is_empty() {
                    ul {
                        @for text in &part.texts {
                            li {
                                (text.words) " "
                                small {
                                    "(" (text.id)
                                    @if !text.note.is_empty() { "; " (text.note) }
                                    ")"
                                }
                            }
                        }
                    }
                }
            };
            Section::new(format!("d{n}"), part.heading.clone(), body)
        });
        let sections: Vec<Section> = sections.collect();
        shell(book, &self.title, &self.opening).page(&sections)
    }

    fn docx(&self, book: &Book) -> io::Result<Vec<u8>> {
        let mut document = Document::new();
        document.line(ParagraphStyle::Title, &self.title);
        if let Some(draft) = book.draft() {
            document.line(ParagraphStyle::Warning, &format!("{draft}."));
        }
        document.line(ParagraphStyle::Body, &book.published(book.list.proposal.frame.title()));
        for line in &self.opening {
            document.line(ParagraphStyle::Body, line);
        }
        // What fits on two pages needs no contents.
        if self.parts.len() > FEW {
            document.contents();
        }
        let has_chapters = self.parts.iter().any(|part| part.chapter.is_some());
        for part in &self.parts {
            if let Some(chapter) = &part.chapter {
                document.heading(chapter);
            }
            if has_chapters {
                document.line(ParagraphStyle::Heading2, &part.heading);
            } else {
                document.subheading(&part.heading);
            }
            for line in &part.about {
                document.line(ParagraphStyle::Body, line);
            }
            for text in &part.texts {
                let note = match text.note.as_str() {
                    "" => format!(" ({})", text.id),
                    note => format!(" ({}; {note})", text.id),
                };
                let pieces = [(TextFace::Plain, text.words.as_str()), (TextFace::Note, &note)];
                document.paragraph(ParagraphStyle::Bullet, &pieces);
            }
        }
        document.formed(&self.title)
    }
}

/// A name that every file system and every link takes, and that no other page has.
fn file_name(place: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String = fold(place)
        .chars()
        .map(|c| match c {
            'ñ' => 'n',
            c if c.is_ascii_alphanumeric() => c,
            _ => '-',
        })
        .take(60)
        .collect();
    let plain = plain.trim_matches('-').to_owned();
    let plain = if plain.is_empty() { "lugar".to_owned() } else { plain };
    let mut name = plain.clone();
    let mut n = 2;
    while !taken.insert(name.clone()) {
        name = format!("{plain}-{n}");
        n += 1;
    }
    name
}
