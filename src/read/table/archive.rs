//! The zip archive around a spreadsheet: what kind it holds, and whether it stays within its limits
//! once unpacked. Sizes are measured by unpacking, because an archive can claim any size.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;

use super::{Format, MAX_BYTES};

/// What is said of an archive that cannot be opened.
const BROKEN: &str = "el archivo está dañado o incompleto: vuelva a guardarlo o pida otra copia";

/// The kind of spreadsheet in an archive, or why it is none that can be read.
pub(super) fn kind(bytes: &[u8]) -> Result<Format, String> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| BROKEN.to_owned())?;
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("xl/workbook.bin") {
        return Err("es un .xlsb: guárdelo en Excel como .xlsx".to_owned());
    }
    if archive.file_names().flatten().any(|name| name.starts_with("xl/")) {
        return Ok(Format::Xlsx);
    }
    if has("content.xml") {
        return Ok(Format::Ods);
    }
    if archive.file_names().flatten().any(|name| name.starts_with("word/")) {
        return Err("es un documento de Word: copie la tabla a una hoja de cálculo".to_owned());
    }
    if has("Index/Document.iwa") {
        return Err("es de Numbers: expórtelo como Excel (.xlsx)".to_owned());
    }
    if archive.is_empty() {
        return Err(BROKEN.to_owned());
    }
    Err("es un archivo comprimido (.zip): descomprímalo y use la hoja que contiene".to_owned())
}

/// Unpacks every entry once, to nowhere, and refuses an archive that is broken or too large.
pub(super) fn check(bytes: &[u8]) -> Result<(), String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| BROKEN.to_owned())?;
    let mut left = MAX_BYTES;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| BROKEN.to_owned())?;
        let size =
            io::copy(&mut entry.take(left + 1), &mut io::sink()).map_err(|_| BROKEN.to_owned())?;
        left = left.checked_sub(size).ok_or_else(too_large)?;
    }
    Ok(())
}

/// The text of one entry.
pub(super) fn text(bytes: &[u8], name: &str) -> Result<String, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| BROKEN.to_owned())?;
    let entry = archive.by_name(name).map_err(|_| BROKEN.to_owned())?;
    let mut content = Vec::new();
    entry.take(MAX_BYTES + 1).read_to_end(&mut content).map_err(|_| BROKEN.to_owned())?;
    if content.len() as u64 > MAX_BYTES {
        return Err(too_large());
    }
    String::from_utf8(content).map_err(|_| BROKEN.to_owned())
}

fn too_large() -> String {
    format!(
        "descomprimido pasa de {} MB: quite imágenes y hojas que no hagan falta, o divídalo",
        MAX_BYTES >> 20
    )
}
