//! The pages of the way back hold every text once.

use super::*;

#[test]
fn every_text_stands_once_on_the_page_of_its_place_and_nowhere_else() {
    let mut proposal = sample::proposal();
    let secret = "Que llamen al 0991234567 si falta el agua";
    proposal.corpus.statements[4].text = secret.into();
    let log = decided(&proposal);
    for by in [Devolucion::Taller, Devolucion::Parroquia, Devolucion::Entidad] {
        let options = Options { draft: true, devolucion: Some(by), ..Options::default() };
        let (dir, _) = written(&proposal, &log, options);
        let folder = dir.path().join("devolucion");
        let names = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        let index = std::fs::read_to_string(folder.join("index.html")).unwrap();
        let mut pages = String::new();
        let mut documents = String::new();
        for name in names.iter().filter(|name| *name != "index.html") {
            assert!(index.contains(&format!("href=\"{name}\"")), "{name} is in the index");
            let bytes = std::fs::read(folder.join(name)).unwrap();
            if name.starts_with("proceso") {
                continue;
            }
            if std::path::Path::new(name).extension().is_some_and(|end| end == "html") {
                pages += &String::from_utf8(bytes).unwrap();
            } else {
                let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
                let mut part = archive.by_name("word/document.xml").unwrap();
                std::io::Read::read_to_string(&mut part, &mut documents).unwrap();
            }
        }
        for statement in &proposal.corpus.statements {
            let once = |text: &str| {
                let open = [")", ";"].map(|end| format!("({}{end}", statement.id));
                open.iter().map(|words| text.matches(words.as_str()).count()).sum::<usize>()
            };
            assert_eq!((once(&pages), once(&documents)), (1, 1), "{by:?} {}", statement.id);
        }
        assert!(pages.contains("[teléfono]") && !pages.contains("0991234567"));
    }
}

/// The XML of a document in a folder.
fn xml(path: &Path) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(std::fs::read(path).unwrap())).unwrap();
    let mut xml = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    xml
}

#[test]
fn the_whole_process_has_chapters_and_says_what_nobody_worded() {
    let proposal = sample::proposal();
    let options =
        Options { draft: true, devolucion: Some(Devolucion::Parroquia), ..Options::default() };
    // Nobody decided anything: every challenge is a draft.
    let (dir, _) = written(&proposal, &[], options);
    let folder = dir.path().join("devolucion");
    let process = xml(&folder.join("proceso.docx"));
    let heading = r#"<w:pStyle w:val="Heading1"/>"#;
    assert_eq!(process.matches(heading).count(), 2, "a chapter a competencia: {process}");
    assert!(process.contains("Borrador por redactar: "), "{process}");
    assert!(xml(&folder.join("nono.docx")).contains("Borrador por redactar: "));
    // What was decided is no draft.
    let (dir, _) = written(&proposal, &decided(&proposal), options);
    let process = xml(&dir.path().join("devolucion/proceso.docx"));
    assert!(!process.contains("Borrador por redactar"), "{process}");
}
