//! Columns of sheets as they come, with what each holds of persons.

use super::*;

#[track_caller]
fn holds(header: &str, cells: &[&str]) -> Option<Holds> {
    judge(header, cells).map(|persons| persons.holds)
}

#[test]
fn values_tell_what_a_header_hides() {
    for (header, cells, what) in [
        ("Identificación", &["1710034065", "0103456786", "1804567897"][..], Holds::Cedula),
        ("Identificación", &["1710034065", "103456786"], Holds::Cedula),
        ("Código", &["1710034065.0", "171234567-5", ""], Holds::Cedula),
        ("Número", &["0991234567", "0987654321", "022345678"], Holds::Telephone),
        ("N°", &["991234567", "987654321", "958712341"], Holds::Telephone),
        ("contact", &["+593 99 123 4567", "+34 612 345 678"], Holds::Telephone),
        ("Id", &["ana@ejemplo.ec", "Luis <luis@ejemplo.ec>"], Holds::Email),
        ("clave", &["1710034065001", "1790016919001"], Holds::Ruc),
        ("documento", &["12345678Z", "X1234567L"], Holds::Identity),
        ("origen de red", &["190.152.1.20", "10.0.0.1", "2800:bf0::1"], Holds::Machine),
        (
            "quién",
            &["Ana Lucía Toapanta", "JOSÉ QUISHPE", "Pérez Luis", "Rosa de la Cruz"],
            Holds::Name,
        ),
        (
            "dónde vive",
            &["Calle Imbabura N45-12", "Av. Quito y Loja", "Mz 4 Lote 12"],
            Holds::Address,
        ),
    ] {
        let judged = judge(header, cells);
        assert_eq!(judged.map(|p| (p.holds, p.by_header)), Some((what, false)), "{header}");
    }
}

#[test]
fn headers_tell_what_values_do_not() {
    for (header, cells, what) in [
        ("Número de cédula", &["1710034066", "9999999999"][..], Holds::Cedula),
        ("Dirección de correo electrónico", &["ana@ejemplo.ec", "anonymous"], Holds::Email),
        ("author/id", &["17", "18"], Holds::Account),
        ("author-id", &["17", "18"], Holds::Account),
        ("Nickname", &["gato_7", "luna"], Holds::Account),
        ("_submitted_by", &["brigada1", ""], Holds::Account),
        ("author/name", &["Ana Pérez", "gato_7"], Holds::Name),
        ("Nombres y apellidos", &["Ana Lucía Toapanta", "Persona Dos", "Luis"], Holds::Name),
        ("Nombre", &["Ana", "Luis"], Holds::Name),
        ("IP Address", &["190.152.1.20"], Holds::Machine),
        ("DIRECCIÓN DOMICILIARIA", &["Calle Imbabura N45-12", "Nono"], Holds::Address),
        ("Correo electrónico", &[], Holds::Email),
    ] {
        let judged = judge(header, cells);
        assert_eq!(judged.map(|p| (p.holds, p.by_header)), Some((what, true)), "{header}");
    }
}

#[test]
fn other_columns_are_nobodys_data() {
    for (header, cells) in [
        ("id", &["1", "2", "3"][..]),
        ("id", &["C001", "C002"]),
        ("Predio", &["1234567", "2345678", "3556789"]),
        ("Monto", &["1710034065", "250000", "12000000"]),
        ("parroquia", &["San Juan", "Santa Rosa", "Nono", "Calderón"]),
        ("Administración", &["Manuela Sáenz", "Eloy Alfaro", "Tumbaco", "Eugenio Espejo"]),
        ("Dirección", &["Dirección de Obras", "Dirección Financiera"]),
        ("Nombre del barrio", &["Juan Montalvo", "Carlos María", "San Luis"]),
        ("Nombre de la organización", &["Comité Ana Paredes", "Liga Barrial"]),
        ("nombre", &["Agua segura", "Más buses", "Luz en la cancha"]),
        ("Texto", &["Agua segura, llamar al 0991234567", "Más buses para Ana y Luis"]),
        ("¿Tiene teléfono?", &["Sí", "No", "Sí"]),
        ("Usuario del servicio", &["Sí", "No"]),
        ("Fecha", &["2026-03-04", "2026-03-05"]),
        ("hora", &["1518501496471", "1518499107516", "1518498500733"]),
        ("version", &["2024", "2025"]),
        ("calle", &["Se cae la pared de la escuela", "No hay luz"]),
        (
            "Desafío",
            &["La avenida Quito y la calle Loja no tienen veredas ni rampas para sillas de ruedas"],
        ),
        ("", &[]),
    ] {
        assert_eq!(holds(header, cells), None, "{header} {cells:?}");
    }
}

#[test]
fn consent_is_asked_in_many_words_and_answered_in_few() {
    for header in [
        "Autoriza publicar",
        "¿Autoriza la publicación de su propuesta?",
        "Consentimiento informado",
        "Acepto el tratamiento de mis datos personales",
        "would you be happy for your individual response to be published in full?",
    ] {
        assert!(asks_consent(header), "{header}");
    }
    for header in
        ["Está de acuerdo con la propuesta", "texto", "Espacio público", "published_at", ""]
    {
        assert!(!asks_consent(header), "{header}");
    }
    for (cell, answer) in [
        ("Sí", Some(true)),
        ("SI, autorizo", Some(true)),
        ("x", Some(true)),
        ("No", Some(false)),
        ("no autorizo", Some(false)),
        ("FALSE", Some(false)),
        ("", None),
        ("tal vez", None),
    ] {
        assert_eq!(consent(cell), answer, "{cell}");
    }
}
