//! The book as mdBook built it; `scripts/book` runs this after building.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::markdown::repository;

/// A page of the built book: the values of its attributes `href` and `src`, and of `id`.
struct Built {
    links: Vec<String>,
    ids: BTreeSet<String>,
}

#[test]
#[ignore = "needs the built book: scripts/book"]
fn every_link_of_the_built_book_leads_somewhere() {
    let root = repository("target/book");
    let mut pages = BTreeMap::new();
    collect(&root, &mut pages);
    assert!(pages.len() > 10, "{} pages in {}", pages.len(), root.display());
    let mut wrong = Vec::new();
    for (path, page) in &pages {
        for link in &page.links {
            let (to, anchor) = link.split_once('#').unwrap_or((link, ""));
            if to.contains(':') || path.ends_with("404.html") {
                continue;
            }
            let to = to.split('?').next().unwrap_or(to);
            let target = if to.is_empty() { path.clone() } else { beside(path, to) };
            let there = target.exists()
                && (anchor.is_empty()
                    || pages.get(&target).is_none_or(|page| page.ids.contains(anchor)));
            if !there {
                wrong.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn collect(folder: &Path, pages: &mut BTreeMap<PathBuf, Built>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, pages);
        } else if path.extension().is_some_and(|e| e == "html") {
            let text = std::fs::read_to_string(&path).unwrap();
            let mut links = attributes(&text, "href");
            links.extend(attributes(&text, "src"));
            let ids = attributes(&text, "id").into_iter().collect();
            pages.insert(path, Built { links, ids });
        }
    }
}

/// The values of an attribute in a page that mdBook wrote, which quotes all of them.
fn attributes(html: &str, name: &str) -> Vec<String> {
    let opening = format!(" {name}=\"");
    html.split(&opening)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(|value| value.replace("&amp;", "&"))
        .collect()
}

/// A link of a page as a path without `..`.
fn beside(page: &Path, link: &str) -> PathBuf {
    let mut path = page.to_owned();
    path.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(path.pop()),
            "." | "" => {}
            part => path.push(part),
        }
    }
    path
}
