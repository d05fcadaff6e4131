//! The settings as their types declare them: names, defaults, and what the source says of each.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use minga::evaluate::sweep::Grid;
use minga::propose::settings::Settings;
use minga::read::input;

use crate::markdown::repository;

/// The file that gathers the settings of all stages.
const ROOT: &str = "core/src/propose/settings.rs";
/// Where the settings of inputs are, which the root holds as written.
const INPUT: &str = "core/src/domain/reading.rs";

const HEAD: &str = "# Settings

<!-- Written by `UPDATE_EXPECT=1 cargo test --test docs` from the types in src; do not edit. -->

`--config FILE` reads TOML. What is not named keeps its default, and a name that does not exist is an \
error with its line. Why the defaults are what they are: [Decisions](../decisions/index.md). How a \
sweep tries values of them: [Sweeps](sweep.md).

";

/// A field of a struct: its name in files, its type, and what its doc comment says.
struct Field {
    name: String,
    kind: String,
    doc: String,
    /// Earlier names that are still read.
    aliases: Vec<String>,
}

/// Why a block is neither settings nor a grid.
pub(crate) fn read(text: &str) -> Result<(), String> {
    let settings = toml::from_str::<Settings>(text);
    let grid = toml::from_str::<Grid>(text);
    match (settings, grid) {
        (Err(settings), Err(grid)) => Err(format!("as settings: {settings}as a grid: {grid}")),
        _ => Ok(()),
    }
}

/// The page of all settings.
pub(crate) fn reference() -> String {
    let mut written = defaults(&toml::to_string(&Settings::default()).unwrap());
    let own = toml::to_string(&input::Settings::default()).unwrap();
    for (key, value) in defaults(&own) {
        let key = if key.is_empty() { "input".to_owned() } else { format!("input.{key}") };
        written.insert(key, value);
    }
    let mut page = HEAD.to_owned();
    let mut whole = String::new();
    let root = repository(ROOT);
    let fields = fields(&root, "Settings");
    let (plain, sections): (Vec<&Field>, Vec<&Field>) =
        fields.iter().partition(|field| field.kind.starts_with("Option<"));
    page += "## At the top of the file\n\n";
    page += &table(&plain, &root, None, &mut whole);
    for section in sections {
        describe(&section.name, section, &root, &written, (&mut page, &mut whole));
    }
    let _ = write!(page, "\n## Everything with its default\n\n```toml\n{}\n```\n", whole.trim());
    page
}

/// A section and those within it.
fn describe(
    name: &str,
    section: &Field,
    from: &Path,
    written: &BTreeMap<String, Vec<(String, String)>>,
    (page, whole): (&mut String, &mut String),
) {
    let (path, kind) = if section.kind == "toml::Table" {
        (repository(INPUT), "Settings".to_owned())
    } else {
        declared(from, &section.kind)
    };
    let all = fields(&path, &kind);
    let values = written.get(name);
    let (plain, inner): (Vec<&Field>, Vec<&Field>) =
        all.iter().partition(|field| !field.kind.ends_with("Settings"));
    let _ = write!(page, "\n## [{name}]\n\n{}\n\n", section.doc);
    let _ = write!(whole, "\n[{name}]\n");
    *page += &table(&plain, &path, Some(values.map_or(&[][..], Vec::as_slice)), whole);
    for field in inner {
        describe(&format!("{name}.{}", field.name), field, &path, written, (page, whole));
    }
}

fn table(
    fields: &[&Field],
    path: &Path,
    values: Option<&[(String, String)]>,
    whole: &mut String,
) -> String {
    let mut text = "| name | default | meaning |\n|---|---|---|\n".to_owned();
    for field in fields {
        let value = values.and_then(|all| all.iter().find(|(name, _)| *name == field.name));
        let absent = if field.kind.starts_with("BTreeMap") { "none" } else { "absent" };
        let default = value.map_or(absent.to_owned(), |(_, value)| match value.as_str() {
            long if long.len() > 40 => "a list, see below".to_owned(),
            short => format!("`{short}`"),
        });
        let mut doc = field.doc.clone();
        let kind = field.kind.trim_start_matches("Option<").trim_end_matches('>');
        for (variant, meaning) in variants(path, kind) {
            let _ = write!(doc, " `{variant}`: {}", meaning.trim_end_matches('.'));
            doc.push('.');
        }
        if !field.aliases.is_empty() {
            let _ = write!(doc, " Earlier name: `{}`.", field.aliases.join("`, `"));
        }
        let _ = writeln!(text, "| `{}` | {default} | {} |", field.name, doc.replace('|', "\\|"));
        match value {
            Some((name, value)) => drop(writeln!(whole, "{name} = {value}")),
            None => drop(writeln!(whole, "# {}: {absent}", field.name)),
        }
    }
    text
}

/// The keys and values of a file of settings, by section.
fn defaults(toml: &str) -> BTreeMap<String, Vec<(String, String)>> {
    let mut sections: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let (mut section, mut open) = (String::new(), None::<(String, String)>);
    for line in toml.lines() {
        if let Some((name, mut value)) = open.take() {
            // A list that goes over several lines.
            value += line.trim();
            if line == "]" {
                sections.entry(section.clone()).or_default().push((name, value.replace(",]", "]")));
            } else {
                value.push(' ');
                open = Some((name, value));
            }
        } else if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name.clone_into(&mut section);
        } else if let Some((name, value)) = line.split_once(" = ") {
            if value == "[" {
                open = Some((name.to_owned(), value.to_owned()));
            } else {
                let entry = (name.to_owned(), value.to_owned());
                sections.entry(section.clone()).or_default().push(entry);
            }
        }
    }
    sections
}

/// The file that declares a type by its path in another file: `cluster::Settings` is found through
/// `use crate::propose::cluster` or a module of that name, and through `pub use` there.
fn declared(from: &Path, kind: &str) -> (PathBuf, String) {
    let (module, name) = kind.rsplit_once("::").unwrap_or(("", kind));
    let text = std::fs::read_to_string(from).unwrap();
    let place = if module.is_empty() {
        from.to_owned()
    } else {
        let used = text.lines().find_map(|line| {
            let path = line.trim().strip_prefix("use crate::")?.strip_suffix(';')?;
            (path == module || path.ends_with(&format!("::{module}")))
                .then(|| path.replace("::", "/"))
        });
        let (folder, path) = match used {
            Some(path) => (repository("core/src"), path),
            None => (from.parent().unwrap().to_owned(), module.replace("::", "/")),
        };
        module_file(&folder, &path)
    };
    follow(&place, name).unwrap_or_else(|| panic!("{kind} of {} is not found", from.display()))
}

/// Where a name is declared that a file declares or hands on.
fn follow(path: &Path, name: &str) -> Option<(PathBuf, String)> {
    let text = std::fs::read_to_string(path).ok()?;
    if text.contains(&format!("pub struct {name} {{")) {
        return Some((path.to_owned(), name.to_owned()));
    }
    let line = text.split(';').find(|statement| {
        statement.contains("pub use ")
            && statement.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name)
    })?;
    let module = line.rsplit_once("pub use ")?.1.split("::").next()?.trim().to_owned();
    follow(&module_file(path.parent()?, &module), name)
}

/// The fields of a struct as rustfmt writes it.
fn fields(path: &Path, name: &str) -> Vec<Field> {
    let text = std::fs::read_to_string(path).unwrap();
    let start = text
        .find(&format!("pub struct {name} {{"))
        .unwrap_or_else(|| panic!("{} declares no struct {name}", path.display()));
    let mut fields = Vec::new();
    let (mut doc, mut aliases) = (String::new(), Vec::new());
    for line in text[start..].lines().skip(1).map(str::trim).take_while(|line| *line != "}") {
        if let Some(words) = line.strip_prefix("///") {
            doc = format!("{doc} {}", words.trim());
        } else if line.starts_with("#[serde(") {
            aliases.extend(
                line.split("alias = \"")
                    .skip(1)
                    .filter_map(|rest| rest.split('"').next().map(str::to_owned)),
            );
        } else if let Some((name, kind)) = line.trim_start_matches("pub ").split_once(": ") {
            let (name, kind) = (name.to_owned(), kind.trim_end_matches(',').to_owned());
            fields.push(Field {
                name,
                kind,
                doc: plain(&doc),
                aliases: std::mem::take(&mut aliases),
            });
            doc.clear();
        }
    }
    fields
}

/// The values of an enum that a file declares or uses, by their names in files, and what each means.
fn variants(path: &Path, kind: &str) -> Vec<(String, String)> {
    let opening = format!("pub enum {kind} {{");
    let own = std::fs::read_to_string(path).unwrap();
    let text = if own.contains(&opening) {
        own
    } else {
        let Some(module) = own
            .lines()
            .find_map(|line| line.strip_prefix("use crate::")?.strip_suffix(&format!("::{kind};")))
        else {
            return Vec::new();
        };
        let place = module_file(&repository("core/src"), &module.replace("::", "/"));
        std::fs::read_to_string(place).unwrap()
    };
    let Some(start) = text.find(&opening) else { return Vec::new() };
    let mut variants = Vec::new();
    let mut doc = String::new();
    for line in text[start..].lines().skip(1).map(str::trim).take_while(|line| *line != "}") {
        if let Some(words) = line.strip_prefix("///") {
            doc = format!("{doc} {}", words.trim());
        } else if line.starts_with(char::is_uppercase) {
            let name = snake(line.split([',', '(', ' ']).next().unwrap_or(line));
            let name = if line.contains('(') { format!("{{ {name} = … }}") } else { name };
            variants.push((name, plain(&doc)));
            doc.clear();
        }
    }
    variants
}

/// The file of a module: `a/b.rs`, or `a/b/mod.rs`.
fn module_file(folder: &Path, module: &str) -> PathBuf {
    let file = folder.join(format!("{module}.rs"));
    if file.exists() { file } else { folder.join(module).join("mod.rs") }
}

/// A doc comment without links to other items: `` [`Algorithm::Sized`] `` is `` `sized` ``.
fn plain(doc: &str) -> String {
    let mut text = String::new();
    for (nth, piece) in doc.trim().split("[`").enumerate() {
        let Some((item, rest)) = piece.split_once("`]").filter(|_| nth > 0) else {
            text += piece;
            continue;
        };
        let name = item.rsplit("::").next().unwrap_or(item);
        let rest =
            if rest.starts_with('(') { rest.split_once(')').map_or("", |r| r.1) } else { rest };
        let _ = write!(text, "`{}`{rest}", snake(name));
    }
    text
}

fn snake(name: &str) -> String {
    let mut text = String::new();
    for (at, c) in name.char_indices() {
        if c.is_uppercase() && at > 0 {
            text.push('_');
        }
        text.extend(c.to_lowercase());
    }
    text
}
