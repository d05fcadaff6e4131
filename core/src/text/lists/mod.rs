//! Answers that hold several demands: numbered, lettered and bulleted lists, one demand a line, and
//! sentences that ask for something more.

use std::ops::Range;

use super::words::words;
use super::{fold, markup};

/// How an answer sets its demands apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Manner {
    /// `1. … 2. …`, `1) … 2) …`.
    Numbered,
    /// `a) … b) …`.
    Lettered,
    /// `- …` or `• …`, a line each, and the items of HTML's lists.
    Bulleted,
    /// A line each, without marks.
    Lines,
    /// `Más buses. Además pedimos un médico.`
    Sentences,
}

impl Manner {
    /// The words people read.
    pub fn in_spanish(self) -> &'static str {
        match self {
            Self::Numbered => "una lista numerada",
            Self::Lettered => "una lista con letras",
            Self::Bulleted => "una lista con viñetas",
            Self::Lines => "un pedido por línea",
            Self::Sentences => "varias oraciones que piden algo",
        }
    }
}

/// An answer that holds several demands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// How they are set apart.
    pub manner: Manner,
    /// What stands before the first and belongs to all of them, in bytes of the text; empty where
    /// nothing does, or only «pedimos lo siguiente».
    pub opening: Range<usize>,
    /// The demands in order, in bytes of the text, without their marks; two at least.
    pub parts: Vec<Range<usize>>,
}

impl List {
    /// Each demand as a text of its own, what belongs to all of them before it.
    pub fn texts(&self, text: &str) -> Vec<String> {
        let seen = |span: &Range<usize>| markup::plain(&text[span.clone()]).trim().to_owned();
        let opening = seen(&self.opening);
        let part = |span: &Range<usize>| {
            let own = seen(span);
            if opening.is_empty() { own } else { format!("{opening} {own}") }
        };
        self.parts.iter().map(part).collect()
    }
}

/// The most words of an opening that is said before each demand; a longer one is a demand itself.
const OPENING: usize = 12;

/// The demands of an answer; `None` where it holds one.
pub fn list(text: &str) -> Option<List> {
    let marks = html(text)
        .or_else(|| counted(text, Manner::Numbered))
        .or_else(|| counted(text, Manner::Lettered))
        .or_else(|| bullets(text));
    match marks {
        Some((manner, marks)) => between(text, manner, &marks),
        None => lines(text).or_else(|| sentences(text)),
    }
}

/// Marks: where each begins and where what it marks begins, in order.
type Marks = Vec<(usize, usize)>;

/// The parts that marks set apart.
fn between(text: &str, manner: Manner, marks: &Marks) -> Option<List> {
    let ends = marks.iter().skip(1).map(|mark| mark.0).chain([text.len()]);
    let mut parts: Vec<Range<usize>> = marks
        .iter()
        .zip(ends)
        .map(|(&(_, from), to)| trimmed(text, from..to.max(from)))
        .filter(|span| says_something(&text[span.clone()]))
        .collect();
    let mut opening = trimmed(text, 0..marks.first()?.0);
    let before = &text[opening.clone()];
    if is_announcement(before) || !says_something(before) {
        opening = 0..0;
    } else if words(before).len() > OPENING {
        parts.insert(0, opening);
        opening = 0..0;
    }
    (parts.len() > 1).then_some(List { manner, opening, parts })
}

/// Without the blanks and the marks that set it apart at its ends.
fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let part = &text[span.clone()];
    let start = span.start
        + (part.len()
            - part.trim_start_matches(|c: char| c.is_whitespace() || ",;".contains(c)).len());
    let part = &text[start..span.end];
    let kept = part.trim_end_matches(|c: char| c.is_whitespace() || ",;".contains(c));
    // "uno, dos y" ends before its conjunction.
    let kept = kept.strip_suffix(" y").or_else(|| kept.strip_suffix(" e")).unwrap_or(kept);
    start..start + kept.trim_end().len()
}

fn says_something(part: &str) -> bool {
    words(&markup::stripped(part))
        .iter()
        .any(|word| word.text.chars().filter(|c| c.is_alphabetic()).count() > 1)
}

/// Whether an opening only says that a list follows: «Pedimos lo siguiente:».
fn is_announcement(opening: &str) -> bool {
    const GENERAL: &str = "a al barrio como con de del desafio desafios el en es estas estos este \
        esta gustaria hay la las les lo los me mejorar mi mis necesidades necesitamos necesita \
        necesito nos nuestra nuestras nuestro nuestros para pedidos pedimos pedir pedido pido \
        prioridades principales propone proponemos propongo propuesta propuestas problemas que \
        quiero queremos quisiera quisieramos requerimos se sector sera seria seran serian \
        siguiente siguientes solicita solicitamos solicito son su sugerencias sugiero \
        sugerimos tenemos un una varias varios vecinos y buenos buenas dias tardes hola señores \
        listado lista respuesta respuestas considero consideramos deberia deberian urgente";
    let general: Vec<&str> = GENERAL.split_ascii_whitespace().collect();
    fold(&markup::stripped(opening)).split(' ').all(|word| general.contains(&word))
}

/// The items of HTML's lists.
fn html(text: &str) -> Option<(Manner, Marks)> {
    if !text.contains('<') {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let mut marks = Marks::new();
    for (at, _) in lower.match_indices("<li") {
        if lower[at + 3..].starts_with(['>', ' '])
            && let Some(end) = lower[at..].find('>')
        {
            marks.push((at, at + end + 1));
        }
    }
    (marks.len() > 1).then_some((Manner::Bulleted, marks))
}

/// Marks that count from one on (`1.`, `2)`, `3.-`, `(4)`) or from a on (`a)`, `b)`), each at the
/// beginning, after the end of a line, of a sentence or of a clause.
fn counted(text: &str, manner: Manner) -> Option<(Manner, Marks)> {
    // Without a second mark there is no list.
    let second: &[&str] = match manner {
        Manner::Numbered => &["2.", "2)", "2-", "2:"],
        _ => &["b)", "B)", "b.", "B."],
    };
    if !second.iter().any(|mark| text.contains(mark)) {
        return None;
    }
    let mut marks = Marks::new();
    let mut closing = None;
    loop {
        let wanted = match manner {
            Manner::Numbered => (marks.len() + 1).to_string(),
            _ => char::from(b'a' + u8::try_from(marks.len()).ok().filter(|n| *n < 26)?).to_string(),
        };
        let next = find_mark(text, &marks, &wanted, manner, closing);
        let Some((mark, close)) = next else { break };
        closing = Some(close);
        marks.push(mark);
    }
    (marks.len() > 1).then_some((manner, marks))
}

/// The next mark with this label after those found; all marks of a list are closed by the same
/// character.
fn find_mark(
    text: &str,
    found_before: &Marks,
    label: &str,
    manner: Manner,
    closing: Option<char>,
) -> Option<((usize, usize), char)> {
    let first = found_before.is_empty();
    let mut at = found_before.last().map_or(0, |mark| mark.1);
    while at < text.len() {
        let found = at + find_label(&text[at..], label)?;
        let after = &text[found + label.len()..];
        let open = text[..found].ends_with('(');
        let start = if open { found - 1 } else { found };
        let close = after.chars().next().filter(|c| match manner {
            Manner::Numbered => ".)-:".contains(*c),
            _ => *c == ')' || *c == '.' && (label != "a" || !open),
        });
        let same = close.is_some_and(|close| closing.is_none_or(|other| other == close));
        if let (Some(close), true) = (close, same) {
            let rest = &after[close.len_utf8()..];
            let length =
                rest.len() - rest.trim_start_matches(['-', '.', ')', ' ', '\t', '\u{a0}']).len();
            let body = &rest[length..];
            // "2.5 km", "1-2", "10:30" are numbers; a mark is followed by a word.
            let word =
                body.chars().next().is_some_and(|c| c.is_alphabetic() || "¿¡\"«“(".contains(c));
            let apart = length > 0
                || rest.starts_with(char::is_alphabetic) && close == ')'
                || rest.starts_with(char::is_uppercase) && close == '.';
            if word && apart && begins(text, start, first) {
                return Some(((start, found + label.len() + close.len_utf8() + length), close));
            }
        }
        at = found + label.len();
    }
    None
}

fn find_label(text: &str, label: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    (0..=bytes.len().checked_sub(label.len())?).find(|&at| {
        bytes[at..at + label.len()].eq_ignore_ascii_case(label.as_bytes())
            && text.is_char_boundary(at)
    })
}

/// Whether a mark may stand here: the text, a line, a sentence or a clause begins.
fn begins(text: &str, at: usize, first: bool) -> bool {
    let before = &text[..at];
    let bare = before.trim_end_matches([' ', '\t', '\u{a0}', '*', '_']);
    let last = bare.chars().next_back();
    match last {
        None | Some('\n' | '\r' | '>') => true,
        Some('.' | ';' | ':' | ',' | ')' | '?' | '!') => before.len() > bare.len(),
        // "… en la noche 2. Que arreglen": the second of a list whose first is there.
        Some(c) => !first && before.len() > bare.len() && (c.is_alphabetic() || c == '"'),
    }
}

/// Lines that begin with a bullet, two at least; or `•` within a line.
fn bullets(text: &str) -> Option<(Manner, Marks)> {
    const BULLETS: [char; 16] =
        ['-', '–', '—', '•', '·', '*', '+', '►', '▪', '●', '○', '✓', '✔', '➢', '>', '→'];
    let mut marks = Marks::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start();
        let at = start + line.len() - bare.len();
        if let Some(mark) = bare.chars().next().filter(|c| BULLETS.contains(c)) {
            let rest = &bare[mark.len_utf8()..];
            let body = rest.trim_start();
            let apart = rest.len() > body.len() || body.starts_with(char::is_alphabetic);
            if apart && says_something(body) && !body.starts_with(|c: char| c.is_ascii_digit()) {
                marks.push((at, start + line.len() - body.len()));
            }
        }
        start += line.len();
    }
    if marks.len() > 1 {
        return Some((Manner::Bulleted, marks));
    }
    ['•', '►', '▪', '●', '➢'].iter().find_map(|bullet| {
        let marks: Marks =
            text.match_indices(*bullet).map(|(at, mark)| (at, at + mark.len())).collect();
        (marks.len() > 1).then_some((Manner::Bulleted, marks))
    })
}

/// The most characters of a line that is a demand by itself.
const LINE: usize = 160;

/// A demand a line: two lines at least, each a phrase that begins with a capital and goes on in no
/// other.
fn lines(text: &str) -> Option<List> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = trimmed(text, start..start + line.len());
        start += line.len();
        if !span.is_empty() {
            parts.push(span);
        }
    }
    let whole = |span: &Range<usize>| {
        let line = &text[span.clone()];
        let last = line.chars().next_back();
        line.starts_with(|c: char| c.is_uppercase() || "¿¡\"«“".contains(c))
            && line.chars().count() <= LINE
            && words(line).len() > 1
            && says_something(line)
            && !last.is_some_and(|c| ",:".contains(c))
            && !goes_on(line)
    };
    let calm = text.chars().any(char::is_lowercase);
    let greeting = |span: &Range<usize>| super::empty::is_empty_remark(&text[span.clone()]);
    parts.retain(|span| !greeting(span));
    (parts.len() > 1 && calm && parts.iter().all(whole)).then_some(List {
        manner: Manner::Lines,
        opening: 0..0,
        parts,
    })
}

/// Whether a line ends in a word after which something must follow.
fn goes_on(line: &str) -> bool {
    const OPEN: [&str; 24] = [
        "a", "al", "con", "de", "del", "e", "el", "en", "la", "las", "lo", "los", "mas", "o",
        "para", "por", "que", "se", "sin", "su", "sus", "un", "una", "y",
    ];
    let folded = fold(line);
    folded.rsplit(' ').next().is_some_and(|word| OPEN.contains(&word))
}

/// Words with which a sentence asks for something more.
const MORE: [&str; 21] = [
    "ademas",
    "tambien",
    "asimismo",
    "asi mismo",
    "igualmente",
    "por otro lado",
    "por otra parte",
    "otra cosa",
    "otro pedido",
    "otra propuesta",
    "otro problema",
    "otra necesidad",
    "por ultimo",
    "finalmente",
    "en segundo lugar",
    "adicionalmente",
    "aparte",
    "y tambien",
    "y ademas",
    "otro tema",
    "otro punto",
];
/// Words that say that the sentence asks.
const ASKS: [&str; 40] = [
    "pedimos",
    "pido",
    "piden",
    "queremos",
    "quiero",
    "quisieramos",
    "quisiera",
    "necesitamos",
    "necesito",
    "necesita",
    "necesitan",
    "se necesita",
    "falta",
    "faltan",
    "hace falta",
    "solicitamos",
    "solicito",
    "proponemos",
    "propongo",
    "exigimos",
    "que arreglen",
    "que pongan",
    "que haya",
    "que hagan",
    "pongan",
    "hagan",
    "arreglen",
    "construyan",
    "mejoren",
    "debe",
    "deben",
    "deberia",
    "deberian",
    "sugiero",
    "sugerimos",
    "no hay",
    "hay que",
    "requerimos",
    "se requiere",
    "urge",
];

/// Sentences of which a later one asks for something more in so many words.
fn sentences(text: &str) -> Option<List> {
    let mut cuts = vec![0];
    for (at, c) in text.char_indices() {
        let after = &text[at + c.len_utf8()..];
        let next = after.trim_start();
        let ends =
            matches!(c, '.' | ';' | '!' | '?' | '\n') && (after.len() > next.len() || c == '\n');
        if ends && !next.is_empty() {
            let begin = text.len() - next.len();
            let folded = fold(
                next.get(..next.char_indices().nth(60).map_or(next.len(), |x| x.0)).unwrap_or(next),
            );
            let more = MORE.iter().find(|more| fold::begins_with(&folded, more));
            let rest = more.map(|more| folded[more.len()..].trim_start());
            if rest.is_some_and(asks_at_once) && cuts.last() != Some(&begin) {
                cuts.push(begin);
            }
        }
    }
    if cuts.len() < 2 {
        return None;
    }
    let ends = cuts.iter().skip(1).copied().chain([text.len()]);
    let parts: Vec<Range<usize>> =
        cuts.iter().zip(ends).map(|(&from, to)| trimmed(text, from..to)).collect();
    // An argument of many words may go on with «además» and ask for nothing more.
    let clear = |span: &Range<usize>| {
        let part = &text[span.clone()];
        (3..=SENTENCE).contains(&words(part).len()) && asks(&fold(part))
    };
    parts.iter().all(clear).then_some(List { manner: Manner::Sentences, opening: 0..0, parts })
}

/// The most words of sentences that ask clearly.
const SENTENCE: usize = 40;

/// Whether a folded sentence begins by asking.
fn asks_at_once(sentence: &str) -> bool {
    let sentence = sentence.strip_prefix("se ").unwrap_or(sentence);
    ASKS.iter().any(|ask| fold::begins_with(sentence, ask))
        || is_infinitive(sentence)
        || ["un ", "una ", "mas ", "que "].iter().any(|start| sentence.starts_with(start))
}

/// Whether a folded sentence asks anywhere.
fn asks(sentence: &str) -> bool {
    asks_at_once(sentence)
        || ASKS.iter().chain(&MORE).any(|ask| {
            sentence.match_indices(ask).any(|(at, _)| {
                at > 0 && sentence[..at].ends_with(' ') && fold::begins_with(&sentence[at..], ask)
            })
        })
}

fn is_infinitive(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default();
    first.len() > 4 && ["ar", "er", "ir"].iter().any(|ending| first.ends_with(ending))
}

#[cfg(test)]
mod tests;
