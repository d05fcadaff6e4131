//! What the tools write in which people code texts: a row for each quotation and code.

use super::{PLAIN, Profile};
use crate::domain::reading::Field;

/// Their forms; of several that fit, the first is taken.
pub(super) const CODING: &[Profile] = &[
    Profile {
        name: "citas de Taguette",
        needs: &["document", "tag|tags", "content"],
        fields: &[
            (Field::Id, &["id"]),
            (Field::Texto, &["content"]),
            (Field::Taller, &["document"]),
        ],
        persons: &["user", "login"],
        repeats: true,
        ..PLAIN
    },
    Profile {
        name: "codificación de QualCoder",
        needs: &[
            "code|codename|code_name",
            "seltext|coded_text|coded text|text|segment|coded",
            "coder|owner|file|filename|pos0|cid",
        ],
        fields: &[
            (Field::Id, &["ctid", "id"]),
            (Field::Texto, &["seltext", "coded_text", "coded text", "coded", "segment", "text"]),
            (Field::Taller, &["file", "filename", "file or case", "case"]),
        ],
        persons: &["coder", "owner", "case"],
        machinery: &[
            "memo",
            "file memo",
            "coded memo",
            "code memo",
            "code",
            "codename",
            "code_name",
        ],
        repeats: true,
        ..PLAIN
    },
    Profile {
        name: "codificación de NVivo",
        needs: &[
            "reference|references|coverage|cobertura|referencia",
            "code|node|codes|nodes|nodo|código|codigo",
            "text|content|coded text|texto|contenido|coded content|contenido codificado",
        ],
        fields: &[
            (
                Field::Texto,
                &[
                    "coded content",
                    "contenido codificado",
                    "coded text",
                    "content",
                    "contenido",
                    "text",
                    "texto",
                ],
            ),
            (Field::Taller, &["file", "source", "document", "archivo", "fuente", "name"]),
        ],
        persons: &["coder", "initials", "coded by initials", "user", "case"],
        machinery: &[
            "code",
            "node",
            "codes",
            "nodes",
            "nodo",
            "código",
            "reference",
            "references",
            "coverage",
            "referencia",
            "cobertura",
        ],
        repeats: true,
        ..PLAIN
    },
    Profile {
        name: "segmentos de MAXQDA o ATLAS.ti",
        needs: &[
            "code|codes|código|códigos|codigo|codigos",
            "segment|segmento|quotation content|contenido de la cita|coded segment",
            "document|documento|document name|nombre del documento",
        ],
        fields: &[
            (
                Field::Texto,
                &[
                    "segment",
                    "segmento",
                    "quotation content",
                    "contenido de la cita",
                    "coded segment",
                ],
            ),
            (Field::Taller, &["document name", "document", "documento", "nombre del documento"]),
        ],
        persons: &["created by", "creado por", "author", "autor", "modified by", "modificado por"],
        machinery: &[
            "color",
            "área",
            "area",
            "área *",
            "area *",
            "cobertura*",
            "coverage*",
            "peso",
            "weight*",
            "puntuación de peso",
            "comment",
            "comentario",
            "code",
            "codes",
            "código",
            "códigos",
            "codigo",
            "codigos",
        ],
        repeats: true,
        ..PLAIN
    },
];
