//! Columns that say who somebody is are nothing else, and go nowhere.

use super::*;

fn person_columns(reading: &ParsedInputs) -> Vec<String> {
    reading.corpus.person_columns.iter().map(|c| c.header.clone()).collect()
}

#[test]
fn a_column_of_identity_numbers_is_no_id_whatever_it_is_called() {
    for header in ["Identificación", "id", "Número", "codigo"] {
        let content = format!(
            "{header},Propuesta,Parroquia\n1710034065,Más buses en la noche,Nono\n\
             1710034065,Agua segura,Nono\n0926687856,Un parque,Nono\n"
        );
        let reading = files().citizen(&content).read();
        assert_eq!(ids(&reading), ["C001", "C002", "C003"], "{header}: {:?}", reading.problems);
        assert_eq!(person_columns(&reading), [header]);
        let people: Vec<Option<u32>> = reading.corpus.statements.iter().map(|s| s.person).collect();
        assert_eq!(people, [Some(1), Some(1), Some(2)]);
        let whole = serde_json::to_string(&reading.corpus).unwrap();
        assert!(!whole.contains("1710034065"), "{header}");
        assert!(reading.notes.iter().any(|note| note.contains("no se guardan ni se publican")));
    }
}

#[test]
fn telephones_mails_names_and_addresses_are_told_by_header_and_by_value() {
    for (header, a, b) in [
        ("Número", "0991234567", "0987654321"),
        ("Contacto", "+593 99 123 4567", "022345678"),
        ("Contacto", "ana@correo.ec", "luis@correo.ec"),
        ("Nombres y apellidos", "Persona Uno", "Persona Dos"),
        ("Autor", "grillo22", "luna"),
        ("Domicilio", "La loma", "Los Pinos"),
        ("Origen de la conexión", "10.0.0.1", "192.168.1.20"),
    ] {
        let content =
            format!("id,texto,{header}\n1,Más buses en la noche,{a}\n2,Agua segura,{b}\n");
        let reading = files().citizen(&content).read();
        assert_eq!(person_columns(&reading), [header], "{a}");
        assert!(reading.corpus.extra_columns.is_empty(), "{header}");
        assert_eq!(ids(&reading), ["1", "2"]);
    }
}

#[test]
fn things_that_have_names_are_no_people() {
    let reading = files()
        .citizen(
            "id,texto,Nombre del taller,Monto,Barrio,Nombre de la organización\n\
             1,Más buses,Mesa de agua,250000000,San Juan,Comité Central\n\
             2,Agua segura,Mesa de luz,250000001,Santa Rosa,Comité Norte\n",
        )
        .read();
    assert!(person_columns(&reading).is_empty(), "{:?}", reading.corpus.person_columns);
}

#[test]
fn person_columns_are_kept_when_somebody_asks_but_never_as_ids() {
    let mut files =
        files().citizen("Identificación,texto\n1710034065,Más buses\n0926687856,Agua\n");
    files.settings.personal = crate::domain::reading::Personal::Keep;
    let reading = files.read();
    assert_eq!(ids(&reading), ["C001", "C002"]);
    assert_eq!(reading.corpus.extra_columns, ["Identificación"]);
    assert!(reading.corpus.is_person_column("Identificación"));
    files.settings.personal = crate::domain::reading::Personal::LeaveOut;
    files.settings.columns.insert(Field::Id, "Identificación".into());
    assert!(files.said().contains("como id se publicaría"));
}

#[test]
fn who_lets_publish_is_read() {
    let reading = files()
        .citizen("id,texto,¿Autoriza publicar su aporte?\n1,Más buses,Sí\n2,Agua,No\n3,Luz,\n")
        .read();
    let consent: Vec<Consent> = reading.corpus.statements.iter().map(|s| s.consent).collect();
    assert_eq!(consent, [Consent::Given, Consent::Refused, Consent::Refused]);
    assert!(
        reading.notes.iter().any(|note| note.contains("no autoriza publicar (o no respondió): 2"))
    );
}

#[test]
fn every_column_that_asks_for_leave_counts_and_a_refusal_is_read_as_one() {
    let consent = |content: &str| -> Vec<bool> {
        let reading = files().citizen(content).read();
        reading.corpus.statements.iter().map(|s| s.consent == Consent::Given).collect()
    };
    let negated = "id,texto,No autorizo que se publique mi propuesta\n1,Buses,X\n2,Agua,\n";
    assert_eq!(consent(negated), [false, true]);
    let both = "id,texto,¿Autoriza publicar?,¿Autoriza el uso de sus datos personales?\n\
                1,Buses,Sí,No\n2,Agua,Sí,Sí\n3,Luz,No,Sí\n";
    assert_eq!(consent(both), [false, true, false]);
    let secret = "id,texto,¿Desea que su propuesta sea confidencial?\n1,Buses,Sí\n2,Agua,No\n";
    assert_eq!(consent(secret), [false, true]);
}

#[test]
fn marks_of_browsers_accounts_meters_and_hands_are_of_persons() {
    for (header, a, b) in [
        ("cookie_id", "a81f", "77bc"),
        ("session", "zk81", "pq02"),
        ("Sesión", "zk81", "pq02"),
        ("fb_profile", "luna.llena", "grillo"),
        ("Facebook", "Luna Llena", "grillo"),
        ("Perfil", "luna", "grillo"),
        ("Network ID", "n81", "n82"),
        ("Referencia domiciliaria", "Frente a la tienda de la esquina, casa azul", "La loma"),
        ("Coordenada X/Y", "778123 / 9978456", "778200 / 9978400"),
        ("Clave catastral", "11102-05-003", "11102-05-004"),
        ("Suministro eléctrico", "200123-4", "200124-1"),
        ("Placa", "PBA-2345", "PBC-1234"),
        ("Digitador/a", "jlopez", "pepe0"),
        ("Autor/a", "jlopez", "pepe0"),
        ("Encuestador(a)", "jlopez", "pepe0"),
        ("Modificado por", "jlopez", "pepe0"),
    ] {
        let content =
            format!("id,texto,{header}\n1,Más buses en la noche,\"{a}\"\n2,Agua segura,\"{b}\"\n");
        let reading = files().citizen(&content).read();
        assert_eq!(person_columns(&reading), [header], "{a}");
    }
    let reading = files()
        .citizen("id,texto,Facebook,WhatsApp\n1,Más buses en la noche,1,0\n2,Agua segura,0,1\n")
        .read();
    assert!(person_columns(&reading).is_empty(), "{:?}", reading.corpus.person_columns);
}

#[test]
fn files_called_after_somebody_are_persons_and_other_files_are_nothing() {
    let reading = files()
        .citizen(
            "id,texto,Documento,Adjunto,¿Tiene una foto?\n\
             1,Más buses,Entrevista 0 Rosa Chango.docx,Grupo Focal San Juan.docx,1746099301.jpg\n\
             2,Agua segura,Entrevista 1 Luis Toapanta.docx,Mesa Nono.docx,una foto de la calle.png\n",
        )
        .read();
    assert_eq!(person_columns(&reading), ["Documento"]);
    assert_eq!(ids(&reading), ["1", "2"]);
}

#[test]
fn budgets_records_birthplaces_and_counts_are_no_persons() {
    let reading = files()
        .citizen(
            "id,texto,Cédula presupuestaria,Submission ID,Lugar de nacimiento,Asistentes\n\
             1,Más buses,5.1.02.03,590123456,Quito,12\n2,Agua segura,7.3.2.4,590123457,Loja,30\n",
        )
        .read();
    assert!(person_columns(&reading).is_empty(), "{:?}", reading.corpus.person_columns);
}

#[test]
fn a_secretariat_and_the_private_sector_are_no_secrets() {
    for header in ["Secretaría", "Propuesta del sector privado", "Entidad privada"] {
        let content = format!(
            "id,{header},Desafío\n1,Movilidad,Más buses en la noche\n2,Ambiente,Agua segura\n"
        );
        let reading = files().citizen(&content).read();
        let consent = reading.corpus.statements.iter().map(|s| s.consent);
        assert!(consent.into_iter().all(|c| c == Consent::NotAsked), "{header}");
    }
    let secret = files()
        .citizen("id,¿Su propuesta es confidencial?,Desafío\n1,Sí,Más buses\n2,No,Agua segura\n")
        .read();
    assert_eq!(secret.corpus.statements[0].consent, Consent::Refused);
}
