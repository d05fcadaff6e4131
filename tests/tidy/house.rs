//! Reads the house: its rooms, its files, and the words of their code with lines and modules. The
//! rooms of `core/src/` come before those of `src/`; `kernels/src/` is one file without rooms.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Where rooms stand, in their order.
const ROOTS: [&str; 3] = ["core/src/", "kernels/src/", "src/"];

/// The rooms in the order of `lib.rs`, and every Rust file of `core/src/`, `kernels/src/`, `src/`,
/// `tests/` and `benches/`.
pub(crate) struct House {
    pub(crate) rooms: Vec<String>,
    pub(crate) files: Vec<SourceFile>,
}

impl House {
    pub(crate) fn real() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut paths = Vec::new();
        for folder in ["core/src", "kernels/src", "src", "tests", "benches"] {
            rust_files(root, folder, &mut paths);
        }
        paths.sort();
        let texts: Vec<String> =
            paths.iter().map(|path| fs::read_to_string(root.join(path)).expect(path)).collect();
        let files: Vec<(&str, &str)> =
            paths.iter().zip(&texts).map(|(path, text)| (path.as_str(), text.as_str())).collect();
        assert!(files.len() > 10, "no house found in {}", root.display());
        Self::of(&files)
    }

    /// A house with the rooms `a` and `b`, in that order.
    pub(crate) fn sample(files: &[(&str, &str)]) -> Self {
        let lib = [("src/lib.rs", "//! Lib.\npub mod a;\npub mod b;\n")];
        Self::of(&[&lib, files].concat())
    }

    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let files: Vec<SourceFile> =
            files.iter().map(|(path, text)| SourceFile::new(path, text)).collect();
        let rooms = ROOTS
            .iter()
            .filter_map(|root| files.iter().find(|file| file.path == format!("{root}lib.rs")))
            .flat_map(SourceFile::modules)
            .collect();
        Self { rooms, files }
    }

    pub(crate) fn place(&self, room: &str) -> Option<usize> {
        self.rooms.iter().position(|r| r == room)
    }

    /// The modules that a room's `mod.rs` lists, in its order.
    pub(crate) fn modules_of(&self, room: &str) -> Vec<String> {
        let path = format!("{room}/mod.rs");
        let file = self.files.iter().find(|f| f.inside() == Some(path.as_str()));
        file.map(SourceFile::modules).unwrap_or_default()
    }

    /// Whether a parent declares the file, or the folder that it stands in, under `#[cfg(test)]`.
    pub(crate) fn is_test(&self, file: &SourceFile) -> bool {
        let folder =
            file.path.split_once("/tests/").map(|(room, _)| format!("{room}/tests/mod.rs"));
        let declared = |path: &String| *path == file.path || Some(path) == folder.as_ref();
        self.files.iter().flat_map(|parent| &parent.test_files).any(declared)
    }

    /// Runs a rule on every file and tells what it found in the order of files and lines.
    pub(crate) fn each(
        &self,
        rule: impl Fn(&SourceFile, &mut BTreeSet<(usize, String)>),
    ) -> Vec<String> {
        let mut told = Vec::new();
        for file in &self.files {
            let mut failures = BTreeSet::new();
            rule(file, &mut failures);
            told.extend(
                failures.iter().map(|(line, what)| format!("{}:{line}: {what}", file.path)),
            );
        }
        told
    }
}

fn rust_files(root: &Path, folder: &str, found: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return };
    for entry in entries.map(|entry| entry.expect("a readable folder")) {
        let name = entry.file_name();
        let path = format!("{folder}/{}", name.to_str().expect("a UTF-8 name"));
        if entry.path().is_dir() {
            rust_files(root, &path, found);
        } else if Path::new(&path).extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// A word or a sign of the code; comments are left out and literals stand as `"`.
pub(crate) struct Token {
    pub(crate) line: usize,
    pub(crate) word: String,
    /// Modules from the crate's root to here: 1 in `src/a.rs`, one more in each `mod m { … }`.
    pub(crate) depth: usize,
    /// Inside a `#[cfg(test)] mod m { … }`.
    pub(crate) test: bool,
}

pub(crate) struct SourceFile {
    pub(crate) path: String,
    pub(crate) text: String,
    /// `a` for `src/a.rs` and everything in `src/a/`; none for the roots and outside `src/`.
    pub(crate) room: Option<String>,
    pub(crate) tokens: Vec<Token>,
    /// The files that this one declares under `#[cfg(test)]`.
    test_files: Vec<String>,
}

/// The path from the root that a source file stands in; none for tests and benches.
fn inside(path: &str) -> Option<&str> {
    ROOTS.iter().find_map(|root| path.strip_prefix(root))
}

impl SourceFile {
    /// The path from `core/src/` or `src/`; none for tests and benches.
    pub(crate) fn inside(&self) -> Option<&str> {
        inside(&self.path)
    }

    fn new(path: &str, text: &str) -> Self {
        let inside = inside(path).unwrap_or_default().trim_end_matches(".rs");
        let modules: Vec<&str> =
            inside.trim_end_matches("/mod").split('/').filter(|m| !m.is_empty()).collect();
        let room = modules.first().filter(|room| !["lib", "main"].contains(room));
        let mut file = Self {
            path: path.to_owned(),
            text: text.to_owned(),
            room: room.map(|&room| room.to_owned()),
            tokens: words(text),
            test_files: Vec::new(),
        };
        file.place_tokens(if room.is_some() { modules.len() } else { 0 });
        file
    }

    /// Gives every token its depth and whether it is a test's.
    fn place_tokens(&mut self, file_depth: usize) {
        let own = self.path.trim_end_matches(".rs").trim_end_matches("/mod").to_owned();
        // For every open brace, whether it is a module's and whether it is a test's.
        let mut open: Vec<(bool, bool)> = Vec::new();
        let (mut attribute_of_test, mut module) = (false, None);
        for i in 0..self.tokens.len() {
            let in_test = open.iter().any(|brace| brace.1);
            self.tokens[i].depth = file_depth + open.iter().filter(|brace| brace.0).count();
            self.tokens[i].test = in_test || attribute_of_test;
            match self.word(i) {
                "#" => {
                    let cfg: Vec<&str> = (i + 1..i + 7).map(|k| self.word(k)).collect();
                    attribute_of_test |= cfg == ["[", "cfg", "(", "test", ")", "]"];
                }
                "mod" if ["{", ";"].contains(&self.word(i + 2)) => module = Some(i + 1),
                ";" | "{" => {
                    let test = attribute_of_test && module.is_some();
                    if self.word(i) == "{" {
                        open.push((module.is_some(), test));
                    } else if let (Some(name), true) = (module, test) {
                        let name = self.word(name);
                        self.test_files
                            .extend([format!("{own}/{name}.rs"), format!("{own}/{name}/mod.rs")]);
                    }
                    (attribute_of_test, module) = (false, None);
                }
                "}" => drop(open.pop()),
                _ => {}
            }
        }
    }

    /// Whether the file lies in a folder of `src/`, or is the module of that name.
    pub(crate) fn is_in(&self, folder: &str) -> bool {
        let rest = self.inside().and_then(|path| path.strip_prefix(folder));
        rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    }

    /// `b` for `src/a/b.rs` and everything in `src/a/b/`; none for `src/a/mod.rs`.
    pub(crate) fn module(&self) -> Option<&str> {
        let inside = self.inside()?.strip_suffix(".rs")?;
        inside.split('/').nth(1).filter(|&module| module != "mod")
    }

    /// What follows `crate::room` in paths, with its line.
    pub(crate) fn heads_within(&self, room: &str) -> Vec<(usize, &str)> {
        (0..self.tokens.len())
            .filter(|&i| {
                self.word(i) == room
                    && i >= 2
                    && self.word(i - 1) == "::"
                    && self.word(i - 2) == "crate"
            })
            .flat_map(|i| self.heads_after(i))
            .collect()
    }

    pub(crate) fn word(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |token| &token.word)
    }

    pub(crate) fn before(&self, i: usize) -> &str {
        i.checked_sub(1).map_or("", |i| self.word(i))
    }

    /// The modules that the file declares in files of their own.
    fn modules(&self) -> Vec<String> {
        (0..self.tokens.len())
            .filter(|&i| self.word(i) == "mod" && self.word(i + 2) == ";")
            .map(|i| self.word(i + 1).to_owned())
            .collect()
    }

    /// What follows a root in paths, `b` of `crate::b::c` and of `crate::{b::c}`, with its line.
    pub(crate) fn heads(&self, root: &str) -> Vec<(usize, &str)> {
        let starts = |i: usize| self.word(i) == root && self.before(i) != "::";
        (0..self.tokens.len()).filter(|&i| starts(i)).flat_map(|i| self.heads_after(i)).collect()
    }

    pub(crate) fn heads_after(&self, root: usize) -> Vec<(usize, &str)> {
        let head = |i: usize| (self.tokens[i].line, self.word(i));
        match (self.word(root + 1), self.word(root + 2)) {
            ("::", "{") => {
                let (mut heads, mut open) = (vec![head(root + 3)], 1);
                for i in root + 3..self.tokens.len() {
                    match self.word(i) {
                        "{" => open += 1,
                        "}" => open -= 1,
                        "," if open == 1 => heads.push(head(i + 1)),
                        _ => {}
                    }
                    if open == 0 {
                        break;
                    }
                }
                heads
            }
            ("::", next) if !next.is_empty() => vec![head(root + 2)],
            _ => Vec::new(),
        }
    }

    /// Every `super`, `super::super`…: how many, and where the last of them stands.
    pub(crate) fn supers(&self) -> Vec<(usize, usize)> {
        let chain = |first: usize| {
            (first..self.tokens.len()).step_by(2).take_while(|&i| self.word(i) == "super").count()
        };
        (0..self.tokens.len())
            .filter(|&i| self.word(i) == "super" && self.before(i) != "::")
            .map(|i| (chain(i), i + 2 * (chain(i) - 1)))
            .collect()
    }

    /// The lines where a macro is called.
    pub(crate) fn macros(&self, name: &str) -> impl Iterator<Item = usize> {
        let called = move |i: &usize| self.word(*i) == name && self.word(i + 1) == "!";
        (0..self.tokens.len()).filter(called).map(|i| self.tokens[i].line)
    }
}

/// The code's words and signs by line; a literal is one `"` for each of its lines.
fn words(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let name = |c: char| c.is_alphanumeric() || c == '_';
    let (mut tokens, mut i, mut line) = (Vec::new(), 0, 1);
    while i < chars.len() {
        let start = i;
        let mut literal = false;
        match at(i) {
            '/' if at(i + 1) == '/' => i += chars[i..].iter().take_while(|&&c| c != '\n').count(),
            '/' if at(i + 1) == '*' => {
                let mut open = 1;
                i += 2;
                while open > 0 && i < chars.len() {
                    match (at(i), at(i + 1)) {
                        ('/', '*') => (open, i) = (open + 1, i + 1),
                        ('*', '/') => (open, i) = (open - 1, i + 1),
                        _ => {}
                    }
                    i += 1;
                }
            }
            '"' => (literal, i) = (true, quoted(&chars, i)),
            // A lifetime is a quote that no quote closes.
            '\'' if at(i + 1) == '\\' || at(i + 2) == '\'' => {
                (literal, i) = (true, quoted(&chars, i));
            }
            c if name(c) => {
                i += chars[i..].iter().take_while(|&&c| name(c)).count();
                let hashes = chars[i.min(chars.len())..].iter().take_while(|&&c| c == '#').count();
                let prefix: String = chars[start..i].iter().collect();
                if ["r", "br", "cr"].contains(&prefix.as_str()) && at(i + hashes) == '"' {
                    let end = |k: usize| at(k) == '"' && (1..=hashes).all(|h| at(k + h) == '#');
                    i = (i + hashes + 1..chars.len()).find(|&k| end(k)).unwrap_or(chars.len())
                        + hashes
                        + 1;
                    literal = true;
                }
            }
            ':' if at(i + 1) == ':' => i += 2,
            _ => i += 1,
        }
        i = i.min(chars.len());
        let word: String = chars[start..i].iter().collect();
        let lines = word.matches('\n').count();
        let mut push = |line, word: &str| {
            tokens.push(Token { line, word: word.to_owned(), depth: 0, test: false });
        };
        if literal {
            (line..=line + lines).for_each(|line| push(line, "\""));
        } else if !word.starts_with("//") && !word.starts_with("/*") && !word.trim().is_empty() {
            push(line, &word);
        }
        line += lines;
    }
    tokens
}

/// Where a string or a character that opens at `start` has ended.
fn quoted(chars: &[char], start: usize) -> usize {
    let mut i = start + 1;
    while i < chars.len() && chars[i] != chars[start] {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    i + 1
}
