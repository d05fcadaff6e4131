//! What the documents say is so: every command, flag and setting that they name exists, every link
//! leads somewhere, and the reference is the one that the program's own declarations give.
//!
//! The pages of the reference are written anew with `UPDATE_EXPECT=1 cargo test --test docs`.
#![allow(clippy::unwrap_used)]

#[path = "docs/book.rs"]
mod book;
#[path = "docs/commands.rs"]
mod commands;
#[path = "docs/files.rs"]
mod files;
#[path = "docs/map.rs"]
mod map;
#[path = "docs/markdown.rs"]
mod markdown;
#[path = "docs/settings.rs"]
mod settings;
#[path = "docs/shell.rs"]
mod shell;

use std::collections::BTreeSet;

use expect_test::expect_file;
use markdown::{Page, repository};

/// The most bytes of the README: one screen to the first result, and links to the rest.
const README: usize = 10 * 1024;

#[test]
fn the_reference_of_commands_is_the_programs_own() {
    expect_file!["../docs/reference/commands.md"].assert_eq(&commands::reference());
}

#[test]
fn the_reference_of_settings_is_that_of_their_types() {
    expect_file!["../docs/reference/settings.md"].assert_eq(&settings::reference());
}

#[test]
fn the_map_of_the_source_is_that_of_its_files() {
    expect_file!["../docs/source-map.md"].assert_eq(&map::page());
}

#[test]
fn every_command_line_is_one_that_the_program_takes() {
    let command = minga::cli::command();
    let mut wrong = Vec::new();
    for page in markdown::pages() {
        for block in page.blocks.iter().filter(|block| block.language == "sh") {
            for (line, words) in shell::lines(&block.text) {
                let place = format!("{}:{}", page.name, block.line + line);
                if let Some(what) =
                    shell::minga(&words).and_then(|w| commands::refused(&command, &w))
                {
                    wrong.push(format!("{place}: {what}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_command_and_flag_in_the_text_exists() {
    let command = minga::cli::command();
    let flags = commands::flags(&command);
    let mut wrong = Vec::new();
    for page in markdown::pages().iter().filter(|page| page.name != "CHANGELOG.md") {
        for span in &page.spans {
            for (_, words) in shell::lines(&span.text) {
                if let Some(what) = commands::unknown(&command, &flags, &words) {
                    wrong.push(format!("{}:{}: `{}`: {what}", page.name, span.line, span.text));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_block_of_settings_is_read() {
    let mut wrong = Vec::new();
    for page in markdown::pages() {
        for block in page.blocks.iter().filter(|block| block.language == "toml") {
            if let Err(what) = settings::read(&block.text) {
                wrong.push(format!("{}:{}: {what}", page.name, block.line));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_link_leads_somewhere() {
    let pages = markdown::pages();
    let mut wrong = Vec::new();
    for page in &pages {
        for link in &page.links {
            if let Some(what) = page.broken(&link.text, &pages) {
                wrong.push(format!("{}:{}: {}: {what}", page.name, link.line, link.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_source_file_that_is_named_exists() {
    let mut wrong = Vec::new();
    // The changelog and the records of decisions are history.
    let told =
        |page: &&Page| page.name != "CHANGELOG.md" && !page.name.starts_with("docs/decisions/0");
    let mut seen = 0;
    for page in markdown::pages().iter().filter(told) {
        for span in &page.spans {
            for path in map::source_paths(&span.text) {
                seen += 1;
                if !["", "src", "core/src"].iter().any(|root| repository(root).join(&path).exists())
                {
                    wrong.push(format!("{}:{}: {path}", page.name, span.line));
                }
            }
        }
    }
    assert!(seen > 50, "{seen}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_of_the_book_is_in_its_contents() {
    let pages = markdown::pages();
    let contents = pages.iter().find(|page| page.name == "docs/SUMMARY.md").unwrap();
    let listed: BTreeSet<String> =
        contents.links.iter().map(|link| format!("docs/{}", link.text)).collect();
    let there: BTreeSet<String> = pages
        .iter()
        .map(|page| page.name.clone())
        .filter(|name| name.starts_with("docs/") && name != "docs/SUMMARY.md")
        .collect();
    assert_eq!(listed, there);
}

#[test]
fn every_record_of_a_decision_says_it_first() {
    let pages = markdown::pages();
    let records = pages.iter().filter(|page| page.name.starts_with("docs/decisions/0"));
    for page in records {
        let text = std::fs::read_to_string(repository(&page.name)).unwrap();
        let opening: Vec<&str> = text.split("\n\n").skip(1).take(3).collect();
        let expected = ["**Status.**", "**Question.**", "**Decision"];
        for (paragraph, expected) in opening.iter().zip(expected) {
            assert!(paragraph.starts_with(expected), "{}: {expected} is missing", page.name);
        }
    }
}

#[test]
fn the_readme_is_short() {
    let length = std::fs::metadata(repository("README.md")).unwrap().len() as usize;
    assert!(length <= README, "README.md has {length} bytes, at most {README}");
}

#[test]
fn every_file_and_column_of_a_run_is_described() {
    let page = Page::read("docs/reference/files-out.md");
    let described: BTreeSet<&str> = page.spans.iter().map(|span| span.text.as_str()).collect();
    let missing: Vec<String> =
        files::of_a_run().into_iter().filter(|name| !described.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "docs/reference/files-out.md does not name {missing:?}");
}
