//! How well personal data are found: a list of texts of the kind that workshops bring, each datum
//! marked, with the precision and the recall that come of it.

use proptest::prelude::*;

use super::*;

/// Texts with the data marked: `{c:…}` a cédula, `{t:…}` a phone, `{e:…}` an e-mail. The numbers
/// are made up; their check digits are computed.
const TEXTS: [&str; 93] = [
    // Cédulas.
    "Mi cédula es {c:1710034065} y nadie me atiende",
    "Atención a moradores, CI {c:171234567-5}",
    "C.I. {c:0103456786}, Calderón",
    "C.I.{c:0923456719} firma",
    "CI{c:0801122334}",
    "cédula: {c:3023456126}.",
    "Juan Pérez {c:1804567897}",
    "({c:2400112237}) presidente del barrio",
    "Cédulas {c:1104987654}, {c:1312223330} y {c:0603451238}",
    "RUC {c:1710034065001} de la tienda",
    "ruc {c:1712345675-001}",
    "Cédula de identidad No. {c:0958712341}",
    "María {c:1712345675}\nCarlos {c:1710034065}",
    "Mejorar la vía, atte. {n:Luis Toapanta} c.c. {c:1710034065}",
    // Mobiles.
    "Llamar al {t:0991234567} por favor",
    "cel: {t:099 123 4567}",
    "Cel.{t:0987654321}",
    "WhatsApp {t:+593 99 123 4567}",
    "whatsapp {t:+593991234567}",
    "{t:593987654321} contacto",
    "{t:09 8765 4321} Don José",
    "{t:098-765-4321}",
    "{t:0991-234-567}",
    "{t:099.123.4567} grupo del barrio",
    "tel {t:(099) 123-4567}",
    "{t:+593 (0) 99 123 4567}",
    "{t:(+593) 987654321}",
    "{t:00593 98 765 4321}",
    "Comunicarse a los números {t:0991234567}/{t:0987654321}",
    "Números: {t:0991234567} {t:0987654321}",
    "mi celular {t:991234567} para la minga",
    "cel {t:0958712341}",
    "{t:09 87 65 43 21} informes",
    "Contacto: {t:0963214587}, lunes a viernes de 08h00 a 17h00",
    "Telf-{t:0991234567}",
    "oculto {t:099\u{200b}1234567}",
    // Landlines.
    "Teléfono {t:022345678}",
    "{t:02 234 5678} oficina",
    "{t:02-2345-678} casa barrial",
    "{t:(02) 2345678}",
    "{t:(02) 234-5678} ext. 114",
    "{t:+593 2 234 5678}",
    "{t:+593-2-2345678}",
    "Telf. {t:2345678} del comité",
    "telefono {t:2 345 678}",
    "fono {t:04 2345678}",
    "llamar al {t:072831234} de Cuenca",
    // E-mails.
    "Escriban a {e:maria.perez@gmail.com}",
    "{e:juan_99@hotmail.es}, barrio La Roldós",
    "correo {e:comite-pro.mejoras@barrio.org.ec}.",
    "<{e:a.b+quito@yahoo.com}>",
    "{e:JUAN@QUITO.GOB.EC}",
    "mailto:{e:x@y.ec}",
    "{e:peña@correo.com} y {e:luis1991@outlook.com}",
    "{e:0991234567@gmail.com}",
    "Contactos: {c:1710034065}, {t:0991234567}, {e:ana@ana.ec}",
    // What stays: amounts, years, codes, dates, coordinates, hours, routes.
    "Invertir $ 1.500.000 en alcantarillado",
    "Presupuesto de USD 1710034065",
    "$0991234567 invertidos",
    "Plan 2024-2033 y visión 2040",
    "Ordenanza Metropolitana 001-2024, artículo 12",
    "Oficio GADDMQ-AZC-2024-0991-O",
    "Oficio 02-2345-678",
    "Código catastral 1110205003 del predio",
    "Predio 1234567 en Calderón",
    "Predio 0225678 mal catastrado",
    "Coordenadas -0.1806532, -78.4678382",
    "Coordenadas -0.22985678 y -78.52495",
    "UTM 17S 778123 9978456",
    "17M 0778123 9978456",
    "El 10 de agosto de 1809 a las 09:30",
    "Reunión 02-03-2024 a las 17:00",
    "05/06/2024 10:30 taller 12",
    "2.5 km de vía, 3 500 m2",
    "100 000 habitantes, 25 000 hogares",
    "2.876.543 habitantes en el distrito",
    "1710034065 habitantes no, un error de la tabla",
    "Rutas 101, 202, 303 y 404",
    "Bus 12-34-56, horario 05h00-23h00",
    "Llamar al 911 o al 1800 123",
    "Línea ECU 911 y 101 de la Policía",
    "Cédula 1710034066 con dígito errado",
    "CI 2512345678 de provincia que no existe",
    "Expediente 0123456789",
    "20% de 3.456.789,12 dólares",
    "Lote 12, manzana 34, calle N45-123 y E12-345",
    "S/N {u:@barrio} síganos {u:@quito}",
    "arroba@ y @",
    "Art. 264, numeral 6; COOTAD 55 literal f)",
    "ISO 9001:2015 y norma 27001",
    "Cuenta {b:2203456789} del banco",
    // E-mails and numbers as they are said.
    "el punto de encuentro es arroba la casa {e:juan arroba gmail punto com}",
    "{t:cero nueve nueve uno dos tres cuatro cinco seis siete}",
];

/// A text without its marks, and what they mark.
fn unmarked(marked: &str) -> (String, Vec<Found>) {
    let (mut text, mut found) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some(open) = rest.find('{') {
        let close = open + rest[open..].find('}').expect("every mark is closed");
        text.push_str(&rest[..open]);
        let kind = match &rest[open + 1..open + 3] {
            "c:" => PersonalDataKind::Cedula,
            "t:" => PersonalDataKind::Telefono,
            "e:" => PersonalDataKind::Correo,
            "k:" => PersonalDataKind::Tarjeta,
            "b:" => PersonalDataKind::Cuenta,
            "p:" => PersonalDataKind::Placa,
            "u:" => PersonalDataKind::Usuario,
            "i:" => PersonalDataKind::Red,
            "n:" => PersonalDataKind::Nombre,
            other => panic!("unknown mark {other}"),
        };
        let start = text.len();
        text.push_str(&rest[open + 3..close]);
        found.push(Found { kind, span: start..text.len() });
        rest = &rest[close + 1..];
    }
    text.push_str(rest);
    (text, found)
}

/// What was found in some marked texts, counted against what is there.
#[derive(Default)]
struct Score {
    right: u32,
    wrong: u32,
    missed: u32,
    off: Vec<String>,
}

impl Score {
    fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut score = Self::default();
        for marked in texts {
            let (text, expected) = unmarked(marked);
            let found = find(&text);
            let hits = found.iter().filter(|found| expected.contains(found)).count();
            if found != expected {
                score.off.push(format!("{marked} → {}", redact(&text)));
            }
            score.right += hits as u32;
            score.wrong += (found.len() - hits) as u32;
            score.missed += (expected.len() - hits) as u32;
        }
        score
    }

    /// How many were right, wrong and missed.
    #[track_caller]
    fn is(&self, right: u32, wrong: u32, missed: u32) {
        let counts = (self.right, self.wrong, self.missed);
        assert_eq!(counts, (right, wrong, missed), "{}", self.off.join("\n"));
    }
}

/// Precision 1.00, recall 1.00.
#[test]
fn what_is_found_is_right_and_little_is_missed() {
    Score::of(TEXTS.into_iter()).is(70, 0, 0);
}

/// Texts written by somebody who did not know the rules. Those on odd lines helped to mend them
/// (precision 1.00, recall 1.00), those on even lines only measure (precision .97, recall .93).
#[test]
fn texts_written_without_knowing_the_rules_are_read_well_too() {
    let lines = || include_str!("../../../../tests/fixtures/personal.txt").lines();
    Score::of(lines().step_by(2)).is(91, 0, 0);
    Score::of(lines().skip(1).step_by(2)).is(85, 3, 6);
}

/// Texts with what the first two lists have little of: digits spaced one by one, of other scripts
/// or said in words, addresses pulled apart, cards, accounts, plates, names on networks; and as many
/// that only look alike. Those on even lines only measure (precision .96, recall .93).
#[test]
fn odd_writings_cards_accounts_plates_and_names_on_networks_are_found() {
    let lines = || include_str!("../../../../tests/fixtures/datos.txt").lines();
    Score::of(lines().step_by(2)).is(27, 0, 0);
    Score::of(lines().skip(1).step_by(2)).is(26, 1, 2);
}

/// A third set by somebody who did not know the rules, with more that only looks alike than data. Of
/// all of it, before anything was mended by it: precision .97, recall .88; of the half that only
/// measures, now: .91 and .87, of 23 data.
#[test]
fn a_third_set_of_texts_is_read_nearly_as_well() {
    let lines = || include_str!("../../../../tests/fixtures/contactos.txt").lines();
    Score::of(lines().step_by(2)).is(52, 0, 0);
    Score::of(lines().skip(1).step_by(2)).is(20, 2, 3);
}

#[test]
fn a_redacted_text_names_the_kind_and_keeps_the_rest() {
    let text = "Ana, CI 171234567-5, cel. +593 99 123 4567 (ana@ana.ec): la vía N45.";
    assert_eq!(redact(text), "Ana, CI [cédula], cel. [teléfono] ([correo]): la vía N45.");
    assert!(matches!(redact("Mejorar la vía en 2025"), Cow::Borrowed(_)));
}

#[test]
fn addresses_of_devices_are_covered_and_versions_and_articles_are_not() {
    assert_eq!(redact("Desde la IP 190.15.12.33."), "Desde la IP [dirección IP].");
    assert_eq!(redact("IP: 8.8.8.8, hoy"), "IP: [dirección IP], hoy");
    assert_eq!(redact("entró de 10.0.12.33:8080"), "entró de [dirección IP]:8080");
    for text in [
        "versión 2.4.1",
        "versión 10.12.2.1",
        "el 12.05.2024 a las 10.30",
        "Art. 12.10.3.1",
        "numeral 5.1.2.3",
        "5.1.2.3 Agua",
        "5.1.02.03",
        "190.150.120.330 dólares",
        "45.120.151.128,30 dólares",
        "45.120.151.128 dólares",
        "190.15.12.33.4",
    ] {
        assert_eq!(redact(text), text);
    }
}

#[test]
fn only_a_valid_check_digit_is_a_cedula() {
    let found = |last: u8| find(&format!("171003406{last}")).len();
    assert_eq!((0..10).map(found).collect::<Vec<_>>(), [0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
}

proptest! {
    #[test]
    fn any_text_is_searched_and_only_what_is_found_is_replaced(
        text in "([0-9]{1,10}|[ .+()@-]|[a-zñ]{1,4}|\\PC){0,24}"
    ) {
        let found = find(&text);
        for pair in found.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start);
        }
        for Found { span, .. } in &found {
            prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
        }
        let mut rest = text.clone();
        for Found { kind, span } in found.into_iter().rev() {
            rest.replace_range(span, kind.mask());
        }
        prop_assert_eq!(redact(&text).into_owned(), rest);
    }
}

#[test]
fn those_who_say_who_they_are_are_covered_and_places_stay() {
    for (text, covered) in [
        ("Soy Rosa Quishpe, moradora, y pido agua.", "Soy [nombre], moradora, y pido agua."),
        ("Mi nombre es Ñusta Toapanta y falta luz.", "Mi nombre es [nombre] y falta luz."),
        ("Me llamo María de los Ángeles Pérez. Agua", "Me llamo [nombre]. Agua"),
        ("Falta luz.\nAtentamente,\nLuis Guamán", "Falta luz.\nAtentamente,\n[nombre]"),
    ] {
        assert_eq!(redact(text), covered);
    }
    for text in [
        "Soy Moradora del barrio San Juan, pido agua",
        "soy de Calderón y falta agua",
        "Somos Comité Barrial",
        "La firma Rosa Construcciones no terminó",
        "El consorcio Luis Pérez",
    ] {
        assert_eq!(redact(text), text);
    }
}
