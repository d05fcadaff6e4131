//! The map of the source: every room and module with the sentence that its file opens with.

use std::fmt::Write as _;
use std::path::Path;

use crate::markdown::repository;

const HEAD: &str = "# Map of the source

<!-- Written by `UPDATE_EXPECT=1 cargo test --test docs` from the first sentences of the files in \
core/src, kernels/src and src; do not edit. -->

The rooms stand in the order of `core/src/lib.rs` and `src/lib.rs`, the modules in that of their \
`mod.rs`: each uses only those above it. `ARCHITECTURE.md` tells the rest.
";

/// The page.
pub(crate) fn page() -> String {
    let mut page = HEAD.to_owned();
    for root in ["core/src", "kernels/src", "src"] {
        if root == "kernels/src" {
            let file = repository(root).join("lib.rs");
            let _ = write!(page, "\n## kernels (`{root}/lib.rs`)\n\n{}\n", sentence(&file));
        }
        for room in modules(&repository(root).join("lib.rs")) {
            let folder = repository(root).join(&room);
            if !folder.exists() {
                let sentence = sentence(&folder.with_extension("rs"));
                let _ = write!(page, "\n## {room} (`{root}/{room}.rs`)\n\n{sentence}\n");
                continue;
            }
            let sentence = sentence(&folder.join("mod.rs"));
            let _ = write!(page, "\n## {room} (`{root}/{room}/`)\n\n{sentence}\n\n");
            page.push_str("| file | owns |\n|---|---|\n");
            list(&folder, &format!("{room}/"), &mut page);
        }
    }
    page
}

/// The modules of a folder in its order, and after each those within it.
fn list(folder: &Path, name: &str, page: &mut String) {
    for module in modules(&folder.join("mod.rs")) {
        let file = folder.join(format!("{module}.rs"));
        if file.exists() {
            let _ = writeln!(page, "| `{name}{module}.rs` | {} |", sentence(&file));
        } else {
            let inner = folder.join(&module);
            let name = format!("{name}{module}/");
            let _ = writeln!(page, "| `{name}` | {} |", sentence(&inner.join("mod.rs")));
            list(&inner, &name, page);
        }
    }
}

/// The modules that a file declares, but for those that are tests.
fn modules(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).unwrap();
    let mut test = false;
    let mut modules = Vec::new();
    for line in text.lines() {
        let words = line.trim_start_matches("pub(crate) ").trim_start_matches("pub ");
        if let Some(name) = words.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';')) {
            if !test {
                modules.push(name.to_owned());
            }
            test = false;
        } else if !line.starts_with("#[path") {
            test = line == "#[cfg(test)]";
        }
    }
    modules
}

/// The first paragraph of a file's documentation, as far as its first full stop before a new sentence
/// (what follows an abbreviation is a number or a small letter).
fn sentence(file: &Path) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let lines = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
    let paragraph: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
    let paragraph = paragraph.join(" ").replace('|', "\\|").replace("[`", "`").replace("`]", "`");
    let ends = |at: &usize| {
        paragraph[at + 2..].starts_with(|next: char| next.is_uppercase() || next == '`')
    };
    match paragraph.match_indices(". ").map(|(at, _)| at).find(ends) {
        Some(end) => paragraph[..=end].to_owned(),
        None => paragraph,
    }
}

/// The paths of source files that a piece of code names, `{a,b}` written out: words with a slash that
/// end in `.rs`.
pub(crate) fn source_paths(code: &str) -> Vec<String> {
    let is_path = |word: &str| {
        word.contains('/')
            && Path::new(word).extension().is_some_and(|extension| extension == "rs")
            && word.starts_with(|first: char| first.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_alphanumeric() || "/_-.{},".contains(c))
    };
    code.split_whitespace().filter(|word| is_path(word)).flat_map(written_out).collect()
}

/// `a/{b,c}.rs` as `a/b.rs` and `a/c.rs`.
fn written_out(path: &str) -> Vec<String> {
    match (path.find('{'), path.find('}')) {
        (Some(open), Some(close)) if open < close => path[open + 1..close]
            .split(',')
            .map(|name| format!("{}{name}{}", &path[..open], &path[close + 1..]))
            .collect(),
        _ => vec![path.to_owned()],
    }
}
