//! A sound workbook in which one part is replaced: bytes alone seldom make a valid archive.

use std::io::{Cursor, Read, Write};
use std::sync::OnceLock;

use super::run;
use minga::read::table;

/// The parts of a workbook: name and content.
type Parts = Vec<(String, Vec<u8>)>;

static BOOKS: OnceLock<Vec<(&str, Parts)>> = OnceLock::new();

fn parts(bytes: &[u8]) -> Parts {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a sound archive");
    (0..archive.len())
        .map(|i| {
            let mut part = archive.by_index(i).expect("a sound part");
            let mut content = Vec::new();
            part.read_to_end(&mut content).expect("readable");
            (part.name().expect("a sound name").into_owned(), content)
        })
        .collect()
}

/// One input.
pub(crate) fn one(data: &[u8]) {
    let books = BOOKS.get_or_init(|| {
        let folder = run::repository().join("tests/fixtures");
        [("xlsx", "ana.xlsx"), ("ods", "ana.ods")]
            .into_iter()
            .map(|(kind, file)| {
                (kind, parts(&std::fs::read(folder.join(file)).expect("the fixture")))
            })
            .collect()
    });
    let [book, part, at, rest @ ..] = data else { return };
    let (kind, parts) = &books[usize::from(*book) % books.len()];
    let chosen = usize::from(*part) % parts.len();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (p, (name, content)) in parts.iter().enumerate() {
        out.start_file(name.as_str(), options).expect("in memory");
        if p == chosen && *at == 255 {
            out.write_all(rest).expect("in memory");
        } else if p == chosen {
            // The bytes go over the part's own, from a place that they choose.
            let from = usize::from(*at) * content.len() / 256;
            let to = (from + rest.len()).min(content.len());
            out.write_all(&content[..from]).expect("in memory");
            out.write_all(rest).expect("in memory");
            out.write_all(&content[to..]).expect("in memory");
        } else {
            out.write_all(content).expect("in memory");
        }
    }
    let bytes = out.finish().expect("in memory").into_inner();
    let parsed = table::read_bytes("a", kind, None, &bytes);
    let width = parsed.table.headers.len();
    assert!(parsed.table.rows.iter().all(|row| row.cells.len() == width));
}
