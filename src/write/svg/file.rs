//! A plot as a file of its own, to put into a document: with its style, its size and a white ground.

use maud::Markup;

/// How large a plot's unit is drawn.
const SCALE: f32 = 2.0;

/// The rules of the page's style that plots need besides their own.
const BASE: &str = "text{fill:#1b1f24}.quiet{fill:#545b64}";

/// The drawing as a whole SVG document with the style of its classes; `None` for what is no drawing.
pub(crate) fn standalone(image: &Markup, style: &str) -> Option<String> {
    let drawing = image.0.strip_prefix("<svg ")?;
    let (head, body) = drawing.split_once('>')?;
    let size = head.split_once("viewBox=\"")?.1.split_once('"')?.0;
    let mut sides = size.split(' ').skip(2).filter_map(|side| side.parse::<f32>().ok());
    let (width, height) = (sides.next()?, sides.next()?);
    Some(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" \
         font-family=\"Arial, 'Liberation Sans', Helvetica, sans-serif\" {head}>\
         <style>{BASE}{}</style><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>{body}\n",
        width * SCALE,
        height * SCALE,
        style.trim(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::svg::{AltText, image};
    use maud::html;

    #[test]
    fn a_figure_is_a_document_of_its_own() {
        let words = AltText { id: "x", title: "a < b & \"c\"", desc: "d" };
        let svg = standalone(&image(&words, 100.0, &html! { circle r="1" {} }), ".own{}")
            .expect("a drawing");
        assert!(svg.contains("width=\"720\" height=\"200\"") && svg.ends_with("</svg>\n"));
        let mut reader = quick_xml::Reader::from_str(&svg);
        while reader.read_event().expect("XML") != quick_xml::events::Event::Eof {}
        assert_eq!(standalone(&html! { p { "x" } }, ""), None);
    }
}
