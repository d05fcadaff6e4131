//! Archives: the zip around a spreadsheet, what kind it holds, and whether it stays within its limits
//! once unpacked; and the single table in a zip or gzip that somebody packed. Sizes are measured by
//! unpacking, because an archive can claim any size.

use std::collections::BTreeSet;
use std::io::{self, Cursor, Read};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use super::{Format, MAX_BYTES};

/// What is said of an archive that cannot be opened.
const BROKEN: &str = "el archivo está dañado o incompleto: vuelva a guardarlo o pida otra copia";
/// How many entries an archive may have; a spreadsheet has some dozens.
const MAX_ENTRIES: usize = 10_000;
/// The bytes that one entry takes at least in an archive's directory.
const LEAST_ENTRY: usize = 46;

/// An open archive.
pub(super) type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Opens an archive, unless it is broken or says that it has more entries than it can hold.
pub(super) fn open(bytes: &[u8]) -> Result<Archive<'_>, String> {
    if claimed_entries(bytes) > bytes.len() / LEAST_ENTRY {
        return Err(BROKEN.to_owned());
    }
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| BROKEN.to_owned())?;
    if archive.len() > MAX_ENTRIES {
        return Err(format!("el archivo comprimido tiene más de {MAX_ENTRIES} partes"));
    }
    Ok(archive)
}

/// How many entries the end of an archive says it has.
fn claimed_entries(bytes: &[u8]) -> usize {
    let last = &bytes[bytes.len().saturating_sub(66_000)..];
    let end = last.windows(4).rposition(|four| four == b"PK\x05\x06");
    let count = end.and_then(|at| last.get(at + 10..at + 12));
    let short = count.map_or(0, |count| usize::from(u16::from_le_bytes([count[0], count[1]])));
    let long = last.windows(4).rposition(|four| four == b"PK\x06\x06");
    let count = long.and_then(|at| last.get(at + 32..at + 40)?.first_chunk::<8>());
    let long =
        count.map_or(0, |count| usize::try_from(u64::from_le_bytes(*count)).unwrap_or(usize::MAX));
    short.max(long)
}

/// The kind of spreadsheet in an archive, or why it is none that can be read.
pub(super) fn kind(bytes: &[u8]) -> Result<Format, String> {
    let archive = open(bytes)?;
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("xl/workbook.bin") {
        return Ok(Format::Xlsb);
    }
    if archive.file_names().flatten().any(|name| name.starts_with("xl/")) {
        return Ok(Format::Xlsx);
    }
    if has("content.xml") {
        let kind = entry(bytes, "mimetype").unwrap_or_default();
        let kind = String::from_utf8_lossy(&kind);
        if kind.contains("opendocument.text") || kind.contains("opendocument.presentation") {
            return Err(
                "es un documento de LibreOffice y no una hoja de cálculo: copie la tabla a \
                        una hoja y guárdela como .xlsx o CSV"
                    .to_owned(),
            );
        }
        return Ok(Format::Ods);
    }
    let begins = |start: &str| archive.file_names().flatten().any(|name| name.starts_with(start));
    if begins("word/") {
        return Err(
            "es un documento de Word: copie la tabla a una hoja de cálculo y guárdela como \
                    .xlsx o CSV"
                .to_owned(),
        );
    }
    if begins("ppt/") {
        return Err("es una presentación: copie la tabla a una hoja de cálculo y guárdela como \
                    .xlsx o CSV"
            .to_owned());
    }
    if begins("Index/") || has("Index.zip") || has("index.apxl") || has("index.xml") {
        return Err(
            "es de Numbers o Pages: ábralo ahí y expórtelo como Excel (.xlsx) o CSV".to_owned()
        );
    }
    if archive.is_empty() {
        return Err(BROKEN.to_owned());
    }
    Ok(Format::Zip)
}

/// The only table in an archive: its name and its content.
pub(super) fn only_table(bytes: &[u8]) -> Result<(String, Vec<u8>), String> {
    const READ: [&str; 12] = [
        ".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".parquet",
        ".json", ".jsonl",
    ];
    let archive = open(bytes)?;
    let is_table = |name: &str| {
        let low = name.to_lowercase();
        let file = low.rsplit('/').next().unwrap_or("");
        READ.iter().any(|end| low.ends_with(end))
            && !file.starts_with(['.', '~'])
            && !low.starts_with("__macosx/")
    };
    let names: Vec<String> = archive
        .file_names()
        .flatten()
        .map(|name| name.to_string())
        .filter(|name| is_table(name))
        .collect();
    match names.as_slice() {
        [] => {
            Err("es un archivo comprimido (.zip) sin ninguna tabla: descomprímalo y use la hoja \
                   que contiene"
                .to_owned())
        }
        [name] => Ok((name.clone(), entry(bytes, name)?)),
        many => {
            let shown: Vec<String> = many
                .iter()
                .take(8)
                .map(|name| format!("«{}»", crate::domain::problem::excerpt(name)))
                .collect();
            Err(format!(
                "es un archivo comprimido (.zip) con {} tablas ({}): descomprímalo y dé las que \
                 quiera leer",
                many.len(),
                shown.join(", ")
            ))
        }
    }
}

/// The content of a gzip.
pub(super) fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut content = Vec::new();
    let mut decoder = MultiGzDecoder::new(bytes).take(MAX_BYTES + 1);
    decoder.read_to_end(&mut content).map_err(|_| BROKEN.to_owned())?;
    if content.len() as u64 > MAX_BYTES { Err(too_large()) } else { Ok(content) }
}

/// Unpacks every entry once, to nowhere, and refuses an archive that is broken or too large.
pub(super) fn check(bytes: &[u8]) -> Result<(), String> {
    let mut archive = open(bytes)?;
    let mut left = MAX_BYTES;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| BROKEN.to_owned())?;
        let size =
            io::copy(&mut entry.take(left + 1), &mut io::sink()).map_err(|_| BROKEN.to_owned())?;
        left = left.checked_sub(size).ok_or_else(too_large)?;
    }
    Ok(())
}

/// Hands over every file of an archive with its whole name, one after the other. What comes before a
/// fault has been handed over: it counts only where the archive is taken to its end. An archive is
/// refused that is broken or locked, that unpacks to more than [`MAX_BYTES`], that has one name twice,
/// or that holds anything but files and folders.
pub fn each_file(
    bytes: &[u8],
    mut take: impl FnMut(&str, &[u8]) -> Result<(), String>,
) -> Result<(), String> {
    let mut archive = open(bytes)?;
    let mut left = MAX_BYTES;
    let mut seen = BTreeSet::new();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| BROKEN.to_owned())?;
        let name = entry.name().map_err(|_| BROKEN.to_owned())?.into_owned();
        if !seen.insert(name.to_lowercase()) {
            return Err("el archivo comprimido tiene dos partes con el mismo nombre".to_owned());
        }
        if entry.is_dir() {
            continue;
        }
        if !entry.is_file() || entry.is_symlink() {
            return Err("el archivo comprimido tiene un enlace en lugar de un archivo".to_owned());
        }
        let mut content = Vec::new();
        let size = entry.take(left + 1).read_to_end(&mut content).map_err(|_| BROKEN.to_owned())?;
        left = left.checked_sub(size as u64).ok_or_else(too_large)?;
        take(&name, &content)?;
    }
    Ok(())
}

/// The bytes of one entry.
pub(super) fn entry(bytes: &[u8], name: &str) -> Result<Vec<u8>, String> {
    let mut archive = open(bytes)?;
    // Some programs write the names of parts with other capitals than they refer to them.
    let place = archive.index_for_name(name).or_else(|| {
        let mut names = archive.file_names().flatten();
        let like = names.find(|other| other.eq_ignore_ascii_case(name))?.to_string();
        archive.index_for_name(&like)
    });
    let entry = archive.by_index(place.ok_or(BROKEN)?).map_err(|_| BROKEN.to_owned())?;
    let mut content = Vec::new();
    entry.take(MAX_BYTES + 1).read_to_end(&mut content).map_err(|_| BROKEN.to_owned())?;
    if content.len() as u64 > MAX_BYTES { Err(too_large()) } else { Ok(content) }
}

/// The text of one entry; its mark is taken away, and UTF-16 is read.
pub(super) fn text(bytes: &[u8], name: &str) -> Result<String, String> {
    let content = entry(bytes, name)?;
    let (encoding, content) = match content.as_slice() {
        [0xFF, 0xFE, rest @ ..] => (encoding_rs::UTF_16LE, rest.to_vec()),
        [0xFE, 0xFF, rest @ ..] => (encoding_rs::UTF_16BE, rest.to_vec()),
        [0xEF, 0xBB, 0xBF, rest @ ..] => (encoding_rs::UTF_8, rest.to_vec()),
        _ => (encoding_rs::UTF_8, content),
    };
    if encoding == encoding_rs::UTF_8 {
        return String::from_utf8(content).map_err(|_| BROKEN.to_owned());
    }
    Ok(encoding.decode_without_bom_handling(&content).0.into_owned())
}

/// What is said of what is too large once it is unpacked.
pub(super) fn too_large() -> String {
    format!(
        "descomprimido pasa de {} MB: quite imágenes y hojas que no hagan falta, o divídalo",
        MAX_BYTES >> 20
    )
}
