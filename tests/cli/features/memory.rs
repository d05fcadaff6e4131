//! Files that claim more than they hold, read with little memory: what a claim would need is not
//! reserved, so the program says what is wrong and does not abort.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use candle_core::{Device, Tensor, safetensors};
use zip::write::SimpleFileOptions;

use crate::support::project::{Invocation, Project, REPOSITORY};

/// In kilobytes: a run of the tests' own program needs half, and every claim below more.
const MEMORY: u32 = 3_000_000;

/// The program with little memory.
fn minga(project: &Project, arguments: &[&Path], command: &str) -> Invocation {
    let line = format!("ulimit -v {MEMORY} && exec \"$0\" {command} \"$@\"");
    let mut run = Invocation::of(Path::new("/bin/sh"), &project.path(""), "-c").arg(line);
    run = run.arg(env!("CARGO_BIN_EXE_minga"));
    for argument in arguments {
        run = run.arg(argument);
    }
    run
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(content.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Hoja" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;

/// A workbook of 1 KB whose strings and cells claim to be as many as there can be.
fn claiming_workbook() -> Vec<u8> {
    let strings = r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="4294967295" uniqueCount="4294967295"><si><t>texto</t></si><si><t>Arreglar la vía</t></si></sst>"#;
    let sheet = r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><cols count="4294967295"><col min="1" max="4294967295"/></cols><sheetData><row r="1" spans="1:4294967295"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row></sheetData><mergeCells count="4294967295"/></worksheet>"#;
    zipped(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

/// The same bytes with another four after each place where `mark` stands, so many further on.
fn with_sizes(bytes: &[u8], mark: &[u8], further: usize) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    for at in 0..bytes.len().saturating_sub(further + 4) {
        if bytes[at..].starts_with(mark) {
            changed[at + further..at + further + 4].copy_from_slice(&[0xFE, 0xFF, 0xFF, 0xFF]);
        }
    }
    changed
}

#[test]
fn tables_that_claim_more_than_they_hold_are_read_or_refused() {
    let mut project = Project::new();
    let book = claiming_workbook();
    project = project.file("a-strings.xlsx", &book);
    // Unpacked sizes in the entries' own heads, and in the directory at the end.
    project = project.file("b-heads.xlsx", with_sizes(&book, b"PK\x03\x04", 22));
    project = project.file("c-directory.xlsx", with_sizes(&book, b"PK\x01\x02", 24));
    let content = r#"<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="a"><table:table-row table:number-rows-repeated="4294967295"><table:table-cell table:number-columns-repeated="4294967295"><text:p>texto<text:s text:c="4294967295"/></text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;
    let sheet = zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content),
    ]);
    project = project.file("d-repeated.ods", sheet);
    // Bytes of a sound Parquet file, its counts and sizes among them, made as large as they can be.
    let fixture = Path::new(REPOSITORY).join("tests/fixtures/tipos.parquet");
    let sound = fs::read(fixture).unwrap();
    let mut names = vec!["a-strings.xlsx".to_owned(), "b-heads.xlsx".to_owned()];
    names.extend(["c-directory.xlsx".to_owned(), "d-repeated.ods".to_owned()]);
    for at in (4..sound.len() - 8).step_by(7) {
        let mut bytes = sound.clone();
        for byte in bytes.iter_mut().skip(at).take(5) {
            *byte = 0xFF;
        }
        let name = format!("e-{at}.parquet");
        project = project.file(&name, bytes);
        names.push(name);
    }
    let paths: Vec<PathBuf> = names.iter().map(|name| project.path(name)).collect();
    let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    for some in paths.chunks(40) {
        let said = minga(&project, some, "check").finds_problems();
        assert!(!said.err.contains("panicked") && !said.err.contains("memory allocation"));
    }
    minga(&project, &[&project.path("a-strings.xlsx")], "check --citizen").succeeds();
}

/// A folder with the files of the model that comes with minga, for one of them to be replaced.
fn model(project: &Project, name: &str) -> PathBuf {
    let (dir, own) = (project.path(name), Path::new(REPOSITORY).join("models/e5-small-es"));
    fs::create_dir_all(&dir).unwrap();
    for file in ["config.json", "tokenizer.json", "model.gguf"] {
        fs::copy(own.join(file), dir.join(file)).unwrap();
    }
    dir
}

/// What is said of a model's folder.
fn refused(project: &Project, dir: &Path, words: &str) {
    let said = minga(project, &[dir], "model verify").cannot_run();
    assert!(said.err.contains(words), "{words}: {}", said.err);
    assert!(!said.err.contains("panicked"), "{}", said.err);
}

#[test]
fn weights_that_claim_more_than_they_hold_are_refused() {
    let project = Project::new();
    let dir = model(&project, "pesos");
    let large = u64::MAX.to_le_bytes();
    // The magic word, version 3, and: no end of tensors; of entries; a name without end; a tensor
    // of four sizes whose product is a multiple of 2⁶⁴.
    let head = |tensors: [u8; 8], entries: [u8; 8]| {
        [b"GGUF".as_slice(), &3u32.to_le_bytes(), &tensors, &entries].concat()
    };
    let (none, one) = (0u64.to_le_bytes(), 1u64.to_le_bytes());
    let sizes = [
        head(one, none).as_slice(),
        &one,
        b"a",
        &2u32.to_le_bytes(),
        &(1u64 << 32).to_le_bytes(),
        &(1u64 << 32).to_le_bytes(),
        &0u32.to_le_bytes(),
        &none,
        &[0; 64],
    ]
    .concat();
    let array = [
        head(none, one).as_slice(),
        &one,
        b"a",
        &9u32.to_le_bytes(),
        &0u32.to_le_bytes(),
        &(1u64 << 29).to_le_bytes(),
    ]
    .concat();
    let name = [head(one, none).as_slice(), &(1u64 << 29).to_le_bytes()].concat();
    for weights in [head(large, none), head(none, large), sizes, array, name] {
        fs::write(dir.join("model.gguf"), weights).unwrap();
        refused(&project, &dir, "no se pudo cargar");
    }
    fs::remove_file(dir.join("model.gguf")).unwrap();
    // A header without end, one of 99 MB that is not there, and a tensor larger than the file.
    let shape = r#"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}"#;
    let shape = [&(shape.len() as u64).to_le_bytes(), shape.as_bytes(), &[0; 4]].concat();
    let long = [&99_000_000u64.to_le_bytes(), b"{}".as_slice()].concat();
    for weights in [large.to_vec(), long, shape] {
        fs::write(dir.join("model.safetensors"), weights).unwrap();
        refused(&project, &dir, "no se pudo cargar");
    }
    // More of the file than memory holds.
    let file = fs::File::create(dir.join("model.safetensors")).unwrap();
    file.set_len(17 << 30).unwrap();
    refused(&project, &dir, "pasa de 16 GB");
    // Sound tensors of another model.
    let tensors =
        [("a".to_owned(), Tensor::zeros(4, candle_core::DType::F32, &Device::Cpu).unwrap())];
    safetensors::save(&tensors.into_iter().collect(), dir.join("model.safetensors")).unwrap();
    refused(&project, &dir, "no se pudo cargar");
}

#[test]
fn numbers_of_a_model_that_no_model_has_are_told() {
    let project = Project::new();
    let dir = model(&project, "numeros");
    let config = fs::read_to_string(dir.join("config.json")).unwrap();
    for (field, value) in [
        ("\"hidden_size\": 384", "\"hidden_size\": 1152921504606846976"),
        ("\"hidden_size\": 384", "\"hidden_size\": 0"),
        ("\"num_hidden_layers\": 12", "\"num_hidden_layers\": 1099511627776"),
        ("\"num_attention_heads\": 12", "\"num_attention_heads\": 0"),
        ("\"num_attention_heads\": 12", "\"num_attention_heads\": 7"),
        ("\"max_position_embeddings\": 512", "\"max_position_embeddings\": 18446744073709551615"),
        ("\"layer_norm_eps\": 1e-12", "\"layer_norm_eps\": -1"),
    ] {
        assert!(config.contains(field), "{field}");
        fs::write(dir.join("config.json"), config.replace(field, value)).unwrap();
        let name = field.split('"').nth(1).unwrap();
        refused(&project, &dir, &format!("«{name}»"));
    }
    let padded = config
        .replace("\"pad_token_id\": 1", "\"pad_token_id\": 4294967295")
        .replace("\"model_type\": \"bert\"", "\"model_type\": \"roberta\"");
    fs::write(dir.join("config.json"), padded).unwrap();
    refused(&project, &dir, "«pad_token_id»");
}

#[test]
fn a_tokenizer_that_grows_or_never_ends_is_told() {
    let project = Project::new();
    let dir = model(&project, "tokenizador");
    let whole = fs::read_to_string(dir.join("tokenizer.json")).unwrap();
    let replaced = |normalizer: &str| {
        let mut json: serde_json::Value = serde_json::from_str(&whole).unwrap();
        json["normalizer"] = serde_json::from_str(normalizer).unwrap();
        fs::write(dir.join("tokenizer.json"), json.to_string()).unwrap();
    };
    replaced(r#"{"type":"Replace","pattern":{"String":""},"content":"a"}"#);
    refused(&project, &dir, "no terminaría");
    let twice = vec![r#"{"type":"Replace","pattern":{"String":"a"},"content":"aa"}"#; 60].join(",");
    replaced(&format!(r#"{{"type":"Sequence","normalizers":[{twice}]}}"#));
    refused(&project, &dir, "alargar un texto");
    // A compiled table that claims 4 GB of trie.
    replaced(r#"{"type":"Precompiled","precompiled_charsmap":"/////wAA"}"#);
    refused(&project, &dir, "está dañado");
}

#[test]
fn pipes_and_devices_are_no_files() {
    let project = Project::new().file("t.csv", "id,texto\n1,Arreglar la vía\n");
    let words = "es una tubería o un dispositivo";
    let pipe = |name: &str| {
        let made = std::process::Command::new("mkfifo").arg(project.path(name)).status();
        assert!(made.unwrap().success());
    };
    pipe("tubo.csv");
    let said = project.minga("check --citizen tubo.csv");
    assert!(said.cannot_run().err.contains(words));
    assert!(project.minga("check --citizen /dev/zero").cannot_run().err.contains(words));
    pipe("tubo.toml");
    let said = project.run("--citizen t.csv --config tubo.toml --out corrida").cannot_run();
    assert!(said.err.contains(words), "{}", said.err);
    fs::create_dir_all(project.path("ocupada")).unwrap();
    pipe("ocupada/.minga.lock");
    let said = project.run("--citizen t.csv --out ocupada").cannot_run();
    assert!(said.err.contains("no es un archivo común"), "{}", said.err);
    let dir = model(&project, "modelo");
    for file in ["config.json", "tokenizer.json", "model.gguf"] {
        let kept = fs::read(dir.join(file)).unwrap();
        fs::remove_file(dir.join(file)).unwrap();
        std::os::unix::fs::symlink("/dev/zero", dir.join(file)).unwrap();
        let said = project.minga("model verify").arg(&dir).cannot_run();
        assert!(said.err.contains(words) || said.err.contains("falta"), "{}", said.err);
        fs::remove_file(dir.join(file)).unwrap();
        fs::write(dir.join(file), kept).unwrap();
    }
}
