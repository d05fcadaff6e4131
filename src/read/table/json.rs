//! JSON: one object a line (JSON Lines), a list of objects, or an object that holds such a list,
//! GeoJSON among them. Keys are columns in order of appearance; a nested object's keys stand behind
//! its own (`body/es`), lists of values are joined, and what is nested deeper stays compact JSON.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::builder::{Builder, too_long};
use super::encoding::{self, Decoded};
use super::{MAX_CELLS, MAX_COLUMNS, MAX_LINE, MAX_ROWS, Parsed, Remark};
use crate::domain::problem::{Problem, excerpt};

/// How deep objects are taken apart.
const DEEPEST: usize = 3;
/// How deep in an object its list of objects is looked for.
const LIST_DEPTH: usize = 6;

/// A value whose keys keep their order, and of which only what a table needs is kept.
enum Node {
    Object(Vec<(String, Node)>),
    List(Vec<Node>),
    Plain(Value),
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Plain(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Plain(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Plain(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Plain(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Plain(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Plain(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = list.next_element()? {
            nodes.push(node);
            if nodes.len() > MAX_CELLS {
                return Err(A::Error::custom("too many values"));
            }
        }
        Ok(Node::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Node::Object(pairs))
    }
}

impl Node {
    /// The value with what is nested in it.
    fn value(self) -> Value {
        match self {
            Self::Plain(value) => value,
            Self::List(nodes) => Value::Array(nodes.into_iter().map(Self::value).collect()),
            Self::Object(pairs) => {
                Value::Object(pairs.into_iter().map(|(key, node)| (key, node.value())).collect())
            }
        }
    }
}

/// The table in a text of JSON.
pub(super) fn read(name: &str, bytes: &[u8]) -> Parsed {
    let decoded = encoding::decode(bytes);
    if decoded.unreadable {
        return Parsed::unusable(name, "JSON", encoding::UNREADABLE);
    }
    let text = decoded.text.trim_start();
    // Whole JSON begins with `[`, or is an object over several lines.
    let first_line = text.lines().next().unwrap_or("");
    let lines = serde_json::from_str::<IgnoredAny>(first_line).is_ok()
        && text.lines().skip(1).any(|line| !line.trim().is_empty());
    if !lines && let Some(parsed) = whole(name, text, &decoded) {
        return parsed;
    }
    by_line(name, &decoded)
}

/// A table in the making: columns by key, and rows of few cells.
#[derive(Default)]
struct Sparse {
    columns: BTreeMap<String, usize>,
    /// For each column the last row that had it, to see a key twice in one object.
    seen: Vec<usize>,
    rows: Vec<(usize, Vec<(usize, String)>)>,
    bad: Vec<(usize, String)>,
    cells: usize,
}

impl Sparse {
    /// Adds an object as a row; says whether there is room for more.
    fn add(&mut self, number: usize, pairs: Vec<(String, Node)>) -> bool {
        let mut row = Vec::with_capacity(pairs.len());
        match self.flatten(("", 0), pairs, number, &mut row) {
            Ok(()) => {
                self.cells += row.len();
                self.rows.push((number, row));
            }
            Err(what) => self.bad.push((number, what)),
        }
        self.has_room()
    }

    fn has_room(&self) -> bool {
        self.rows.len() + self.bad.len() <= MAX_ROWS
            && self.cells <= MAX_CELLS
            && self.columns.len() <= MAX_COLUMNS
    }

    /// Adds the fields of an object to a row, those of objects in it under both names; `before` and
    /// `depth` are the name and the depth of the object itself.
    fn flatten(
        &mut self,
        (before, depth): (&str, usize),
        pairs: Vec<(String, Node)>,
        number: usize,
        row: &mut Vec<(usize, String)>,
    ) -> Result<(), String> {
        for (key, node) in pairs {
            let key = key.trim();
            if key.is_empty() {
                return Err("un campo del objeto no tiene nombre: póngale uno".to_owned());
            }
            let key = if before.is_empty() { key.to_owned() } else { format!("{before}/{key}") };
            match node {
                Node::Object(pairs) if depth < DEEPEST && !pairs.is_empty() => {
                    self.flatten((&key, depth + 1), pairs, number, row)?;
                }
                node => {
                    let next = self.seen.len();
                    let column = *self.columns.entry(key.clone()).or_insert(next);
                    if column == next {
                        self.seen.push(usize::MAX);
                    }
                    if std::mem::replace(&mut self.seen[column], number) == number {
                        let key = excerpt(&key);
                        return Err(format!(
                            "el campo «{key}» está dos veces en el objeto: deje uno"
                        ));
                    }
                    row.push((column, cell(node)));
                }
            }
        }
        Ok(())
    }

    fn table(self, mut builder: Builder) -> Parsed {
        let mut headers = vec![String::new(); self.columns.len()];
        for (header, column) in self.columns {
            headers[column] = header;
        }
        let (mut bad, mut rows) = (self.bad, self.rows);
        if headers.is_empty() || builder.header(1, &headers).is_break() {
            bad.truncate(1);
            rows.clear();
        }
        for (number, what) in bad {
            builder.bad_row(number, what);
        }
        for (number, sparse) in rows {
            let mut cells = vec![String::new(); headers.len()];
            for (column, cell) in sparse {
                cells[column] = cell;
            }
            if builder.row(number, cells).is_break() {
                break;
            }
        }
        builder.finish()
    }
}

/// A table of one object a line; a row's number is its line.
fn by_line(name: &str, decoded: &Decoded) -> Parsed {
    let builder = builder(name, "JSON Lines", decoded);
    let mut sparse = Sparse::default();
    let lines = (1..).zip(decoded.text.lines());
    for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        if line.len() > MAX_LINE {
            sparse.bad.push((number, too_long()));
            continue;
        }
        let more = match serde_json::from_str(line) {
            Ok(Node::Object(pairs)) => sparse.add(number, pairs),
            other => {
                let column = other.err().map_or(0, |error| error.column());
                let what = format!("la línea no es un objeto JSON (columna {column}): corríjala");
                sparse.bad.push((number, what));
                sparse.has_room()
            }
        };
        if !more {
            break;
        }
    }
    sparse.table(builder)
}

/// A table of a list of objects, which may stand inside an object; a row's number is its place in
/// the list. `None` for JSON Lines of a single line.
fn whole(name: &str, text: &str, decoded: &Decoded) -> Option<Parsed> {
    let node = match serde_json::from_str(text) {
        Ok(node) => node,
        // What does not begin as a list may be lines, each of which says what is wrong in it.
        Err(error) => {
            let mut rest = text.lines().skip(1).filter(|line| line.starts_with('{'));
            let is_lines = rest.any(|line| serde_json::from_str::<IgnoredAny>(line).is_ok());
            if !text.starts_with('[') && (is_lines || text.lines().nth(1).is_none()) {
                return None;
            }
            let what = format!(
                "el JSON no se puede leer desde aquí (columna {}): expórtelo de nuevo, o como CSV",
                error.column()
            );
            let mut parsed = Parsed { format: "JSON".to_owned(), ..Parsed::default() };
            name.clone_into(&mut parsed.table.name);
            let at = parsed.place().row(error.line());
            parsed.problems.push(Problem::new(at, what));
            return Some(parsed);
        }
    };
    let mut path = String::new();
    let list = match node {
        Node::List(list) => list,
        node => match list_in(node, 0, &mut path) {
            Ok(list) => list,
            // One object is a table of one row.
            Err(Node::Object(pairs)) if text.trim_end().contains('\n') => {
                vec![Node::Object(pairs)]
            }
            Err(_) => return None,
        },
    };
    let what =
        if path.is_empty() { "lista JSON".to_owned() } else { format!("JSON, lista «{path}»") };
    let builder = builder(name, &what, decoded);
    let mut sparse = Sparse::default();
    for (number, node) in (1..).zip(list) {
        let more = if let Node::Object(pairs) = node {
            sparse.add(number, feature(pairs))
        } else {
            sparse.bad.push((number, "este elemento de la lista no es un objeto".to_owned()));
            sparse.has_room()
        };
        if !more {
            break;
        }
    }
    Some(sparse.table(builder))
}

fn builder(name: &str, format: &str, decoded: &Decoded) -> Builder {
    let mut builder = Builder::new(name, format!("{format} ({})", decoded.encoding));
    if decoded.chosen {
        builder.remark(Remark::Letters { encoding: decoded.encoding });
    }
    builder
}

/// The longest list of objects in an object, and the path to it; the object back if there is none.
fn list_in(node: Node, depth: usize, path: &mut String) -> Result<Vec<Node>, Node> {
    fn longest(node: &Node, depth: usize) -> usize {
        match node {
            Node::List(nodes) if nodes.iter().any(|node| matches!(node, Node::Object(_))) => {
                nodes.len()
            }
            Node::Object(pairs) if depth < LIST_DEPTH => {
                pairs.iter().map(|(_, node)| longest(node, depth + 1)).max().unwrap_or(0)
            }
            _ => 0,
        }
    }
    match node {
        Node::List(list) => Ok(list),
        Node::Object(mut pairs) => {
            let lengths: Vec<usize> =
                pairs.iter().map(|(_, node)| longest(node, depth + 1)).collect();
            let most = lengths.iter().copied().max().unwrap_or(0);
            let Some(place) = lengths.iter().position(|length| *length == most && most > 0) else {
                return Err(Node::Object(pairs));
            };
            let (key, node) = pairs.swap_remove(place);
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(&excerpt(&key));
            list_in(node, depth + 1, path)
        }
        plain @ Node::Plain(_) => Err(plain),
    }
}

/// The properties of a GeoJSON feature as if they stood by themselves; other objects as they are.
fn feature(pairs: Vec<(String, Node)>) -> Vec<(String, Node)> {
    let is_feature = pairs.iter().any(|(key, node)| {
        key == "type" && matches!(node, Node::Plain(Value::String(kind)) if kind == "Feature")
    });
    if !is_feature {
        return pairs;
    }
    let mut flat = Vec::new();
    for (key, node) in pairs {
        match (key.as_str(), node) {
            ("properties", Node::Object(properties)) => flat.extend(properties),
            ("type", _) => {}
            (_, node) if !flat.iter().any(|(other, _)| *other == key) => flat.push((key, node)),
            _ => {}
        }
    }
    flat
}

/// A value as a cell.
fn cell(node: Node) -> String {
    match node {
        Node::Plain(Value::Null) => String::new(),
        Node::Plain(Value::String(text)) => text,
        Node::List(list)
            if list.iter().all(|node| matches!(node, Node::Plain(Value::String(_)))) =>
        {
            list.into_iter().map(cell).collect::<Vec<_>>().join("; ")
        }
        other => other.value().to_string(),
    }
}
