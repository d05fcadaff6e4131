//! Texts with markup, as a reader sees them.

use super::*;
use proptest::prelude::*;

#[test]
fn html_is_not_words() {
    for (text, seen) in [
        (
            "<p>Pedimos <strong>más buses</strong> en la noche&nbsp;para volver.</p>\
             <ul><li>Línea 1</li><li>Línea 2</li></ul>",
            "Pedimos más buses en la noche para volver.\nLínea 1\nLínea 2",
        ),
        ("<div class=\"ql-editor\"><p>Un parque</p><p><br></p></div>", "Un parque"),
        ("No hay agua&hellip; compra a tanquero", "No hay agua… compra a tanquero"),
        ("&lt;p&gt;Parque&lt;/p&gt; &amp; canchas", "Parque\n & canchas"),
        ("<P STYLE='a>b'>Más <a href=\"https://x.ec/?a=1&amp;b=2\">buses</a></P>", "Más buses"),
        ("a<br/>b<BR>c", "a\nb\nc"),
        ("<img src=\"https://x.ec/1.png\" alt=\"foto\"/>Agua", "Agua"),
        ("<style>p { color: red }</style><script>x()</script>Agua", "Agua"),
        ("<!-- nota -->Agua<o:p></o:p>", "Agua"),
        ("ni&ntilde;os y ni&#241;as &#xBF;d&oacute;nde&#63;", "niños y niñas ¿dónde?"),
        ("Rutas_x000D_\nnuevas", "Rutas\n\nnuevas"),
    ] {
        assert_eq!(plain(text), seen, "{text}");
    }
}

#[test]
fn markdown_is_not_words() {
    for (text, seen) in [
        ("**Más buses** en la [noche](https://x.ec)", "Más buses en la noche"),
        ("# Agua\n* tanques\n* tubería", "Agua\ntanques\ntubería"),
        ("![foto](https://x.ec/a.png) Luz", " Luz"),
        ("_Agua_ y ***luz*** ~~no~~ `ya`", "Agua y luz no ya"),
        ("> citado\n\n---\nAgua", "citado\n\n\nAgua"),
        ("\\*no es lista", "*no es lista"),
        ("Más luz. Ver https://x.ec/a_b_c?d=1.", "Más luz. Ver."),
        ("www.ejemplo.ec Más luz", "Más luz"),
    ] {
        assert_eq!(plain(text), seen, "{text}");
    }
}

#[test]
fn what_only_looks_like_markup_stays() {
    for text in [
        "5 < 6 y 7 > 6",
        "Te <3 Quito",
        "a<b y c>d",
        "<Nombre del barrio> sin agua",
        "R&D; Pérez & hijos",
        "2*3*4 = 24",
        "nombre_de_archivo_largo",
        "* con asterisco al inicio",
        "- Una raya",
        "#1 en ruido, #SOSQuito",
        "[borrador] Agua (urgente)",
        "[Agua](urgente)",
        "Costo: $5 ~ $6",
        "https://x.ec/p/123",
        "<p><br></p>",
        "Calle N45-12 y E3; 10:30",
        "a_x000 y b_xZZZZ_c",
    ] {
        assert!(matches!(plain(text), Cow::Borrowed(_)), "{text} → {}", plain(text));
    }
}

#[test]
fn the_encoded_form_is_the_same_with_and_without_markup() {
    for text in [
        "<p>Más buses en la noche</p>",
        "**Más buses** en la [noche](https://x.ec)",
        "Más&nbsp;buses&nbsp;en&nbsp;la&nbsp;noche",
        "1. Más\u{a0}buses en la noche\u{200b}",
        "# Más buses en la noche",
        "MÁS BUSES EN LA NOCHE",
        "<h2>MÁS BUSES EN LA NOCHE</h2>",
        "&lt;p&gt;Más buses en la noche&lt;/p&gt;",
    ] {
        assert_eq!(encoded(text), "Más buses en la noche", "{text}");
    }
}

#[test]
fn marks_within_marks_end_somewhere() {
    for text in ["*_".repeat(20_000), "<p".repeat(9_000), "[".repeat(9_000), "&#".repeat(9_000)] {
        assert!(stripped(&text).len() <= text.len());
    }
}

proptest! {
    #[test]
    fn text_without_marks_keeps_its_bytes(text in "[a-zA-ZñÑáéíóúü0-9 ,;:.¿?¡!()«»/%$\n'\"-]{0,80}") {
        prop_assume!(!text.contains("www.") && !text.contains('\n'));
        prop_assert_eq!(plain(&text), text.as_str());
    }

    #[test]
    fn any_text_is_read(text in "([<>&;#*_~`\\[\\]()!\\\\/]|p|br|nbsp|https://|www\\.|[a-zñ ]{1,4}|\n|\\PC){0,30}") {
        stripped(&text);
        if text.chars().any(char::is_alphanumeric) {
            prop_assert!(plain(&text).chars().any(char::is_alphanumeric));
        }
    }
}
