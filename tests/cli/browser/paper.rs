//! What is printed: the page's view for paper and the report, as PDF, and where each word stands.

use std::path::Path;

use serde_json::json;

use super::session::example;
use crate::support::chromium::Browser;
use crate::support::example::RUN;
use crate::support::page_server::Server;
use crate::support::programs::finished;
use crate::support::project::Project;

/// A word on paper, in points from the top left of its page.
struct Word {
    /// From 0.
    page: usize,
    left: f64,
    top: f64,
    text: String,
}

/// The words of a printed page in their order, and the pages' width, height and number.
struct Paper {
    words: Vec<Word>,
    width: f64,
    height: f64,
    pages: usize,
}

impl Paper {
    fn printed(browser: &Browser, folder: &Path) -> Self {
        let asked = json!({ "preferCSSPageSize": true, "printBackground": true });
        let answer = browser.chrome("Page.printToPDF", &asked);
        std::fs::write(folder.join("a.pdf"), bytes(answer["data"].as_str().unwrap())).unwrap();
        finished("pdftotext", folder, &["-bbox", "a.pdf", "a.html"]);
        let said = std::fs::read_to_string(folder.join("a.html")).unwrap();
        let mut paper = Self { words: Vec::new(), width: 0.0, height: 0.0, pages: 0 };
        for line in said.lines().map(str::trim) {
            let number = |name: &str| -> f64 {
                let (_, rest) = line.split_once(&format!("{name}=\"")).unwrap();
                rest.split('"').next().unwrap().parse().unwrap()
            };
            if line.starts_with("<page ") {
                (paper.width, paper.height) = (number("width"), number("height"));
                paper.pages += 1;
            } else if line.starts_with("<word ") {
                let text = line.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned();
                let (page, left, top) = (paper.pages - 1, number("xMin"), number("yMin"));
                paper.words.push(Word { page, left, top, text });
            }
        }
        paper
    }

    /// The words at the foot of a page, below what is printed.
    fn foot(&self, page: usize) -> String {
        let low = |word: &&Word| word.page == page && word.top > self.height - 48.0;
        let words = self.words.iter().filter(low).map(|word| word.text.as_str());
        words.collect::<Vec<_>>().join(" ")
    }
}

/// What base64 says (RFC 4648).
fn bytes(said: &str) -> Vec<u8> {
    let six = |letter: u8| match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let letters: Vec<u32> =
        said.bytes().filter(|one| *one != b'=').map(|one| u32::from(six(one))).collect();
    let mut bytes = Vec::new();
    for four in letters.chunks(4) {
        let all = four.iter().enumerate().fold(0, |sum, (i, six)| sum | six << (18 - 6 * i));
        bytes.extend(&all.to_be_bytes()[1..four.len()]);
    }
    bytes
}

#[test]
#[ignore = "needs Chromium and pdftotext"]
fn printed_cards_are_whole_and_in_two_columns_with_page_numbers() {
    let project = example();
    let server = Server::start(&project, "out");
    let browser = Browser::new(1280, 900);
    let home = Project::new();
    // The competencia with the most candidates.
    browser.open(&server.link);
    browser.js("location.hash = '#imprimir/7'");
    browser.reads("Imprimir una competencia");
    let ids = browser
        .js("return [...document.querySelectorAll('article h3 .id')].map((id) => id.innerText)");
    let ids: Vec<&str> = ids.as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    assert!(ids.len() > 5, "{ids:?}");
    let paper = Paper::printed(&browser, &home.path(""));
    println!("{} cards on {} pages", ids.len(), paper.pages);
    for page in 0..paper.pages {
        let number = format!("{} de {}", page + 1, paper.pages);
        assert!(paper.foot(page).ends_with(&number), "{}", paper.foot(page));
    }
    // A card begins with its id and ends with a line for notes: on one page, unless it fills one.
    let begins: Vec<&Word> = ids
        .iter()
        .map(|id| paper.words.iter().find(|word| word.text == *id).expect("its id"))
        .collect();
    let ends: Vec<&Word> = paper.words.iter().filter(|word| word.text == "Notas:").collect();
    assert_eq!(begins.len(), ends.len());
    for (begin, end) in begins.iter().zip(&ends) {
        let top = begin.top < 100.0;
        assert!(begin.page == end.page || top, "{} is split", begin.text);
    }
    // What offices wrote stands beside what citizens wrote.
    let after = |second: &'static str| {
        let pairs = paper.words.windows(2);
        pairs
            .filter(move |pair| pair[0].text == "Lo" && pair[1].text == second)
            .map(|pair| &pair[0])
    };
    let mut beside = 0;
    for left in after("institucional") {
        for right in after("ciudadano") {
            if left.page == right.page && (left.top - right.top).abs() < 1.0 {
                assert!(left.left < paper.width / 4.0 && right.left > paper.width * 0.45);
                beside += 1;
            }
        }
    }
    assert!(beside > 3, "{beside} cards in two columns");
}

#[test]
#[ignore = "needs Chromium and pdftotext"]
fn the_printed_report_has_page_numbers() {
    let browser = Browser::new(1280, 900);
    let home = Project::new();
    browser.open_file(&RUN.path("report.html"));
    let paper = Paper::printed(&browser, &home.path(""));
    println!("report.html: {} pages", paper.pages);
    assert!(paper.pages > 5 && paper.width < paper.height);
    for page in 0..paper.pages {
        let number = format!("{} / {}", page + 1, paper.pages);
        assert!(paper.foot(page).ends_with(&number), "{}: {}", page + 1, paper.foot(page));
    }
}
