//! Which sheet of a workbook holds the statements: by the names of the sheets and of their columns,
//! and by how long their cells are.

use super::Parsed;
use crate::text::fold::letters;

/// Names of sheets that stand before or beside the data.
const FRONT: [&str; 20] = [
    "nota",
    "notas",
    "resumen",
    "lista",
    "listas",
    "guia",
    "codigos",
    "contenido",
    "ejemplo",
    "parametros",
    "opciones",
    "metadatos",
    "creditos",
    "tablero",
    "graficos",
    "conteo",
    "totales",
    "choices",
    "settings",
    "config",
];
/// How such names begin.
const FRONT_BEGINS: [&str; 12] = [
    "instruc",
    "leeme",
    "leame",
    "readme",
    "portada",
    "caratula",
    "indice",
    "ayuda",
    "catalogo",
    "diccionario",
    "glosario",
    "estadistic",
];
/// How the headers of statements begin.
const TEXTS: [&str; 21] = [
    "texto",
    "text",
    "propuesta",
    "desafio",
    "enunciado",
    "problema",
    "necesidad",
    "comentario",
    "comment",
    "aporte",
    "opinion",
    "respuesta",
    "idea",
    "solicitud",
    "pedido",
    "sugerencia",
    "demanda",
    "descripcion",
    "body",
    "contribucion",
    "testimonio",
];
/// How many rows are looked at.
const LOOK: usize = 50;

/// How likely a sheet is to hold statements: 3 where a column is called so and has sentences, 2 where
/// one has sentences, 1 where one is only called so, 0 where nothing speaks for it.
pub(super) fn worth(sheet: &str, parsed: &Parsed) -> u8 {
    let name = letters(sheet.trim_start_matches(|c: char| !c.is_alphabetic()));
    let front =
        FRONT.contains(&name.as_str()) || FRONT_BEGINS.iter().any(|begin| name.starts_with(begin));
    if front || parsed.table.rows.is_empty() {
        return 0;
    }
    let named = parsed.table.headers.iter().any(|header| {
        // KoboToolbox puts the groups of a question before it.
        let own = letters(header.rsplit('/').next().unwrap_or(header));
        header.contains(['¿', '?']) || TEXTS.iter().any(|begin| own.starts_with(begin))
    });
    let sentences = (0..parsed.table.headers.len()).any(|at| is_sentences(parsed, at));
    2 * u8::from(sentences) + u8::from(named)
}

/// Whether the filled cells of a column have five words and more on the average.
pub(super) fn is_sentences(parsed: &Parsed, at: usize) -> bool {
    let (mut filled, mut words) = (0, 0);
    for row in parsed.table.rows.iter().take(LOOK) {
        let own = row.cells[at].split_whitespace().count();
        filled += usize::from(own > 0);
        words += own;
    }
    filled > 0 && words >= 5 * filled
}
