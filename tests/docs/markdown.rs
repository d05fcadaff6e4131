//! The documents as what they hold: links, headings, code.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// A path in the repository.
pub(crate) fn repository(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// A piece of a page and its line there, from 1.
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// A block of code; its first line of code stands under `line`.
pub(crate) struct Block {
    pub(crate) language: String,
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// One document.
pub(crate) struct Page {
    /// Its path from the repository's root, with slashes.
    pub(crate) name: String,
    pub(crate) links: Vec<Piece>,
    pub(crate) spans: Vec<Piece>,
    pub(crate) blocks: Vec<Block>,
    anchors: Vec<String>,
}

/// All documents: those at the root, the book, and those that explain a folder.
pub(crate) fn pages() -> Vec<Page> {
    let mut names = Vec::new();
    for folder in ["", "docs", "data", "models", "tests", ".github"] {
        collect(folder, &mut names);
    }
    names.sort();
    names.iter().map(|name| Page::read(name)).collect()
}

/// The Markdown files in a folder and, but at the root, below it.
fn collect(folder: &str, names: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(repository(folder)) else { return };
    for entry in entries {
        let entry = entry.unwrap();
        let file = entry.file_name().into_string().unwrap();
        let name = if folder.is_empty() { file } else { format!("{folder}/{file}") };
        if entry.file_type().unwrap().is_dir() {
            if !folder.is_empty() {
                collect(&name, names);
            }
        } else if Path::new(&name).extension().is_some_and(|extension| extension == "md") {
            names.push(name);
        }
    }
}

impl Page {
    pub(crate) fn read(name: &str) -> Self {
        let text =
            std::fs::read_to_string(repository(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        let mut page = Self {
            name: name.into(),
            links: vec![],
            spans: vec![],
            blocks: vec![],
            anchors: vec![],
        };
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        let (mut heading, mut block) = (None::<String>, None::<Block>);
        for (event, range) in Parser::new_ext(&text, options).into_offset_iter() {
            let line = 1 + text[..range.start].matches('\n').count();
            match event {
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => page.heading(&heading.take().unwrap_or_default()),
                Event::Start(Tag::CodeBlock(kind)) => {
                    let language = match kind {
                        CodeBlockKind::Fenced(info) => info.split(',').next().unwrap_or("").into(),
                        CodeBlockKind::Indented => String::new(),
                    };
                    block = Some(Block { language, text: String::new(), line });
                }
                Event::End(TagEnd::CodeBlock) => page.blocks.extend(block.take()),
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.links.push(Piece { text: dest_url.into_string(), line });
                }
                Event::Text(words) => {
                    if let Some(block) = &mut block {
                        block.text += &words;
                    } else if let Some(heading) = &mut heading {
                        *heading += &words;
                    }
                }
                Event::Code(code) => {
                    if let Some(heading) = &mut heading {
                        *heading += &code;
                    }
                    page.spans.push(Piece { text: code.into_string(), line });
                }
                _ => {}
            }
        }
        page
    }

    /// Adds the anchor of a heading: letters, digits, `-` and `_`, blanks as `-`, and a number where
    /// there was one like it.
    fn heading(&mut self, words: &str) {
        let plain: String = words
            .trim()
            .to_lowercase()
            .chars()
            .filter_map(|c| match c {
                c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c),
                c if c.is_whitespace() => Some('-'),
                _ => None,
            })
            .collect();
        let numbered = |n: usize| if n == 0 { plain.clone() } else { format!("{plain}-{n}") };
        let free =
            (0..=self.anchors.len()).map(numbered).find(|anchor| !self.anchors.contains(anchor));
        self.anchors.extend(free);
    }

    /// Why a link of this page leads nowhere; `None` for one that does, or leaves the repository.
    pub(crate) fn broken(&self, link: &str, pages: &[Self]) -> Option<String> {
        if link.contains("://") || link.starts_with("mailto:") {
            return None;
        }
        let (path, anchor) = link.split_once('#').map_or((link, None), |(p, a)| (p, Some(a)));
        let target = if path.is_empty() { self.name.clone() } else { self.beside(path)? };
        if self.name.starts_with("docs/") && !target.starts_with("docs/") {
            return Some("leaves the book".into());
        }
        if !repository(&target).exists() {
            return Some(format!("there is no {target}"));
        }
        let anchor = anchor?;
        let by_name: BTreeMap<&str, &Self> =
            pages.iter().map(|page| (page.name.as_str(), page)).collect();
        match by_name.get(target.as_str()) {
            Some(page) if page.anchors.iter().any(|a| a == anchor) => None,
            Some(_) => Some(format!("{target} has no heading for #{anchor}")),
            None => Some(format!("{target} is no document with headings")),
        }
    }

    /// A path that is written as seen from this page, as seen from the root.
    fn beside(&self, path: &str) -> Option<String> {
        let mut parts: Vec<&str> = self.name.split('/').collect();
        parts.pop();
        for part in path.split('/') {
            match part {
                ".." => drop(parts.pop()),
                "." | "" => {}
                part => parts.push(part),
            }
        }
        (!parts.is_empty()).then(|| parts.join("/"))
    }
}
