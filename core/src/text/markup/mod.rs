//! Texts that carry markup: HTML, Markdown, entities and the escapes of spreadsheets. The text
//! itself stays as it came; here is what a reader of it would see.

use std::borrow::Cow;

use super::clean::{clean, sentence_case};

/// The form of a text that is encoded, compared and drafted from: what is seen of it, without links
/// and bullets, blanks collapsed, not in capitals.
pub fn encoded(text: &str) -> String {
    sentence_case(&clean(&plain(text)))
}

/// What is seen of a text: no tags, entities as characters, no Markdown, no bare links. A text
/// without markup is returned as it is, and so is one of which nothing else would be left.
pub fn plain(text: &str) -> Cow<'_, str> {
    match stripped(text) {
        Cow::Owned(bare) if !bare.contains(char::is_alphanumeric) => Cow::Borrowed(text),
        bare => bare,
    }
}

/// The same, even where nothing is left.
pub(super) fn stripped(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '&', '*', '_', '[', '`', '#', '~', '>', ':', '\\', '.']) {
        return Cow::Borrowed(text);
    }
    let mut bare = escapes(text);
    // What was escaped once may hold tags: «&lt;p&gt;Parque&lt;/p&gt;».
    for _ in 0..2 {
        let again = references(&tags(&bare)).into_owned();
        if again == *bare {
            break;
        }
        bare = Cow::Owned(again);
    }
    bare = Cow::Owned(links(&markdown(&bare)).into_owned());
    if bare == text { Cow::Borrowed(text) } else { bare }
}

/// `_x000D_` and its like: how a spreadsheet's file writes a character that XML cannot hold.
fn escapes(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code =
            rest.get(at + 2..at + 6).filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()));
        let ended = rest.as_bytes().get(at + 6) == Some(&b'_');
        let c = code.filter(|_| ended).and_then(|code| u32::from_str_radix(code, 16).ok());
        if let Some(c) = c.and_then(char::from_u32) {
            plain.push_str(&rest[..at]);
            plain.push(if c.is_control() { '\n' } else { c });
            rest = &rest[at + 7..];
        } else {
            plain.push_str(&rest[..at + 2]);
            rest = &rest[at + 2..];
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// Elements that begin a line of their own.
const BLOCKS: [&str; 31] = [
    "address",
    "article",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];
/// Elements within a line.
const INLINE: [&str; 39] = [
    "a",
    "abbr",
    "b",
    "big",
    "body",
    "center",
    "cite",
    "code",
    "col",
    "em",
    "figcaption",
    "font",
    "head",
    "html",
    "i",
    "iframe",
    "img",
    "ins",
    "label",
    "link",
    "mark",
    "meta",
    "o",
    "q",
    "s",
    "script",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "tbody",
    "thead",
    "title",
    "tt",
    "u",
    "xml",
];
/// Elements whose contents nobody sees.
const UNSEEN: [&str; 3] = ["script", "style", "title"];

/// Without tags and comments; what begins a line begins one. Only what HTML knows is a tag:
/// «5 < 6» and «<3» stay.
fn tags(text: &str) -> Cow<'_, str> {
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut seen = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let Some(tag) = Tag::at(&rest[at..]) else {
            seen.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            continue;
        };
        seen.push_str(&rest[..at]);
        rest = &rest[at + tag.length..];
        if tag.block && !seen.is_empty() && !seen.ends_with('\n') {
            seen.push('\n');
        }
        if let Some(name) = tag.unseen {
            let close = format!("</{name}");
            let end = find_ignoring_case(rest, &close).unwrap_or(rest.len());
            rest = &rest[end..];
        }
    }
    seen.push_str(rest);
    Cow::Owned(seen.trim().to_owned())
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    let wanted = wanted.as_bytes();
    text.as_bytes().windows(wanted.len()).position(|part| part.eq_ignore_ascii_case(wanted))
}

struct Tag {
    length: usize,
    block: bool,
    unseen: Option<&'static str>,
}

impl Tag {
    /// The tag or comment that a text begins with.
    fn at(text: &str) -> Option<Self> {
        let inline = |length| Self { length, block: false, unseen: None };
        if let Some(comment) = text.strip_prefix("<!--") {
            return Some(inline(comment.find("-->").map_or(text.len(), |end| 4 + end + 3)));
        }
        if text.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype")) {
            return text.find('>').map(|end| inline(end + 1));
        }
        let inside = text.strip_prefix("</").or_else(|| text.strip_prefix('<'))?;
        let closes = text.starts_with("</");
        let named = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
        let name = inside[..named].to_ascii_lowercase();
        // Word writes elements of its own: `<o:p>`.
        let known =
            |list: &'static [&'static str]| list.iter().copied().find(|known| *known == name);
        let (block, unseen) = match (known(&BLOCKS), known(&INLINE)) {
            (Some(_), _) => (true, None),
            (None, Some(_)) => (false, known(&UNSEEN).filter(|_| !closes)),
            (None, None) => return None,
        };
        let after = &inside[named..];
        if !(after.is_empty()
            || after.starts_with(|c: char| c.is_whitespace() || ">/:".contains(c)))
        {
            return None;
        }
        let end = closing(after)?;
        // "a<b y c>d" compares; an attribute has a value.
        let attributes = after[..end].trim_matches(|c: char| c.is_whitespace() || "/:".contains(c));
        if !(attributes.is_empty() || after[..end].contains('=') || after.starts_with(':')) {
            return None;
        }
        let length = text.len() - inside.len() + named + end + 1;
        Some(Self { length, block, unseen })
    }
}

/// Where the `>` of a tag is; one within quotes is an attribute's.
fn closing(attributes: &str) -> Option<usize> {
    let mut quote = None;
    let mut assigned = false;
    for (at, c) in attributes.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '>' => return Some(at),
            None if c == '<' => return None,
            // Only a value is quoted: `alt=it's` is not.
            None if assigned && matches!(c, '"' | '\'') => quote = Some(c),
            Some(_) | None => {}
        }
        assigned = c == '=' || assigned && c.is_whitespace();
    }
    // A quote that never closes is not one.
    attributes.find('>').filter(|_| quote.is_some())
}

/// Characters by their names in HTML.
const NAMED: [(&str, char); 64] = [
    ("nbsp", ' '),
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("iexcl", '¡'),
    ("iquest", '¿'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("bdquo", '„'),
    ("hellip", '…'),
    ("mdash", '—'),
    ("ndash", '–'),
    ("middot", '·'),
    ("bull", '•'),
    ("deg", '°'),
    ("ordf", 'ª'),
    ("ordm", 'º'),
    ("euro", '€'),
    ("pound", '£'),
    ("cent", '¢'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("aacute", 'á'),
    ("eacute", 'é'),
    ("iacute", 'í'),
    ("oacute", 'ó'),
    ("uacute", 'ú'),
    ("Aacute", 'Á'),
    ("Eacute", 'É'),
    ("Iacute", 'Í'),
    ("Oacute", 'Ó'),
    ("Uacute", 'Ú'),
    ("ntilde", 'ñ'),
    ("Ntilde", 'Ñ'),
    ("uuml", 'ü'),
    ("Uuml", 'Ü'),
    ("ccedil", 'ç'),
    ("Ccedil", 'Ç'),
    ("agrave", 'à'),
    ("egrave", 'è'),
    ("igrave", 'ì'),
    ("ograve", 'ò'),
    ("ugrave", 'ù'),
    ("acirc", 'â'),
    ("ecirc", 'ê'),
    ("icirc", 'î'),
    ("ocirc", 'ô'),
    ("ucirc", 'û'),
    ("atilde", 'ã'),
    ("otilde", 'õ'),
    ("iuml", 'ï'),
    ("ouml", 'ö'),
    ("auml", 'ä'),
    ("times", '×'),
    ("shy", '\u{ad}'),
    ("ensp", ' '),
];

/// A text of HTML with its character references (`&lt;`, `&#241;`, `&ntilde;`) as what they stand for;
/// what is none stays.
pub fn references(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = rest[1..].split_once(';').map(|(name, _)| name).filter(|name| name.len() <= 8);
        if let Some(c) = name.and_then(referred) {
            plain.push(c);
            rest = &rest[name.map_or(1, |name| name.len() + 2)..];
        } else {
            plain.push('&');
            rest = &rest[1..];
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

fn referred(name: &str) -> Option<char> {
    let Some(number) = name.strip_prefix('#') else {
        return NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    let unseen = |c: char| c.is_control() && c != '\n' || c == '\u{a0}';
    char::from_u32(code).map(|c| if unseen(c) { ' ' } else { c })
}

/// Without the marks of Markdown: headings, emphasis, links, images, code, lists of several lines.
fn markdown(text: &str) -> Cow<'_, str> {
    if !text.contains(['*', '_', '[', '`', '#', '~', '>', '\\', '-']) {
        return Cow::Borrowed(text);
    }
    let listed = text.lines().filter(|line| bullet(line).is_some()).count() > 1;
    let mut plain = String::with_capacity(text.len());
    for (nth, line) in text.split('\n').enumerate() {
        if nth > 0 {
            plain.push('\n');
        }
        let bare = line.trim_start();
        // A fence around code, or a rule between parts.
        let rule =
            |c: char| bare.trim_end().len() > 2 && bare.trim_end().chars().all(|other| other == c);
        if text.contains('\n')
            && (bare.starts_with("```") || rule('-') || rule('*') || rule('_') || rule('='))
        {
            continue;
        }
        let level = bare.bytes().take_while(|b| *b == b'#').count();
        let line = match bare[level..].strip_prefix(' ') {
            Some(heading) if (1..=6).contains(&level) && !heading.trim().is_empty() => {
                heading.trim_end().trim_end_matches('#').trim_end()
            }
            _ => match bare.strip_prefix("> ") {
                Some(quoted) => quoted,
                None => bullet(line).filter(|_| listed).unwrap_or(line),
            },
        };
        plain.push_str(&spans(line, 0));
    }
    Cow::Owned(plain)
}

/// What stands after a Markdown bullet at the beginning of a line.
fn bullet(line: &str) -> Option<&str> {
    let bare = line.trim_start();
    ["* ", "- ", "+ "]
        .iter()
        .find_map(|mark| bare.strip_prefix(mark))
        .filter(|rest| !rest.trim().is_empty())
}

/// Marks within marks are read this deep.
const DEEPEST: usize = 8;

/// A line without the marks within it.
fn spans(line: &str, depth: usize) -> Cow<'_, str> {
    if depth > DEEPEST || !line.contains(['*', '_', '[', '`', '~', '\\']) {
        return Cow::Borrowed(line);
    }
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let before = plain.chars().next_back();
        let marked = match c {
            '!' | '[' => link(rest),
            '*' | '_' | '~' | '`' => emphasis(rest, c, before),
            '\\' => rest[1..]
                .chars()
                .next()
                .filter(|c| "*_[]()#`~>-+.!\\".contains(*c))
                .map(|c| (&rest[1..=c.len_utf8()], 1 + c.len_utf8())),
            _ => None,
        };
        if let Some((inside, length)) = marked {
            // An escaped mark and code are themselves; anything else may hold marks again.
            let literal = if c == '\\' || c == '`' { DEEPEST } else { depth };
            plain.push_str(&spans(inside, literal + 1));
            rest = &rest[length..];
        } else {
            plain.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    Cow::Owned(plain)
}

/// `[text](address)` gives its text; `![text](address)`, an image, nothing.
fn link(text: &str) -> Option<(&str, usize)> {
    let image = text.starts_with('!');
    let open = usize::from(image);
    let inside = text[open..].strip_prefix('[')?;
    let end = inside.find("](")?;
    let address = &inside[end + 2..];
    let close = address.find(')')?;
    let address = address[..close].trim();
    let is_address = ["http://", "https://", "mailto:", "www.", "/", "#", "ftp://"]
        .iter()
        .any(|start| address.to_ascii_lowercase().starts_with(start));
    let length = open + 1 + end + 2 + close + 1;
    (is_address && !inside[..end].contains('\n'))
        .then(|| (if image { "" } else { &inside[..end] }, length))
}

/// `**text**`, `*text*`, `__text__`, `_text_`, `~~text~~`, `` `text` ``: the text. A mark is one
/// only around words: `2*3*4`, `nombre_de_archivo` and a lone `*` stay.
fn emphasis(text: &str, mark: char, before: Option<char>) -> Option<(&str, usize)> {
    let run = text.chars().take_while(|c| *c == mark).count();
    let fits = match mark {
        '~' => run == 2,
        '`' => run == 1,
        _ => run <= 3,
    };
    // Within a word only `**` is a mark.
    let in_word = before.is_some_and(char::is_alphanumeric);
    if !fits || in_word && !(mark == '*' && run == 2) {
        return None;
    }
    let inside = &text[run..];
    let close = mark.to_string().repeat(run);
    let mut from = 0;
    loop {
        let end = from + inside[from..].find(&close)?;
        let content = &inside[..end];
        let after = inside[end + run..].chars().next();
        let whole = content.starts_with(|c: char| !c.is_whitespace())
            && content.ends_with(|c: char| !c.is_whitespace())
            && !content.starts_with(mark);
        let apart =
            after.is_none_or(|c| c != mark && (!c.is_alphanumeric() || mark == '*' && run == 2));
        if whole && apart {
            return Some((content, run + end + run));
        }
        from = end + run;
        if from >= inside.len() {
            return None;
        }
    }
}

/// Without bare links: `https://…`, `www.…`.
fn links(text: &str) -> Cow<'_, str> {
    let starts = |word: &str| {
        let word = word.trim_start_matches(['(', '<', '«', '"', '“', '[']);
        let head = word.get(..8).unwrap_or(word).to_ascii_lowercase();
        ["http://", "https://"].iter().any(|start| head.starts_with(start)) && word.len() > 8
            || head.starts_with("www.") && word.len() > 6
    };
    if !text.split_whitespace().any(starts) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    for word in text.split_inclusive(char::is_whitespace) {
        if starts(word) {
            // What closes the sentence stays with it.
            let blank = &word[word.trim_end().len()..];
            let ends = word.trim_end().chars().next_back().filter(|c| ".,;:!?".contains(*c));
            let kept = plain.trim_end().len();
            if let Some(end) = ends {
                plain.truncate(kept);
                plain.push(end);
            }
            plain.push_str(blank);
        } else {
            plain.push_str(word);
        }
    }
    Cow::Owned(plain.trim().to_owned())
}

#[cfg(test)]
mod tests;
