//! What every page begins and ends with: one document that loads nothing and runs nothing, with its
//! heading, its list of contents, its sections and its foot.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

/// The style that all pages share.
const STYLE: &str = include_str!("shell.css");

/// A part of a page with its heading; the list of contents is made of these.
pub(crate) struct Section {
    /// What links to the section name; unique on the page.
    pub(crate) id: String,
    /// Its heading.
    pub(crate) title: String,
    /// What it shows.
    pub(crate) body: Markup,
}

impl Section {
    /// A section.
    pub(crate) fn new(id: impl Into<String>, title: impl Into<String>, body: Markup) -> Self {
        Self { id: id.into(), title: title.into(), body }
    }
}

/// A page but for its sections.
pub(crate) struct Shell<'a> {
    /// The title in the browser's tab.
    pub(crate) title: &'a str,
    /// What kind of page it is, above the heading.
    pub(crate) kind: &'a str,
    /// The heading.
    pub(crate) heading: &'a str,
    /// What stands under the heading and before the list of contents.
    pub(crate) opening: Markup,
    /// The words above the list of contents.
    pub(crate) contents: &'a str,
    /// The page's styles besides the one that all pages share, in order.
    pub(crate) styles: &'a [&'a str],
    /// The last line of the page.
    pub(crate) foot: &'a str,
}

impl Shell<'_> {
    /// The whole page, in Spanish.
    pub(crate) fn page(&self, sections: &[Section]) -> String {
        let style = format!("{STYLE}{}", self.styles.concat());
        html! {
            (DOCTYPE)
            html lang="es" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(policy(&style));
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="referrer" content="no-referrer";
                    title { (self.title) }
                    style { (PreEscaped(style)) }
                }
                body {
                    a class="skip" href="#contenido" { "Ir al contenido" }
                    header {
                        p class="over" { (self.kind) }
                        h1 { (self.heading) }
                        (self.opening)
                        nav aria-labelledby="indice" {
                            h2 id="indice" { (self.contents) }
                            ol {
                                @for section in sections {
                                    li { a href={ "#" (section.id) } { (section.title) } }
                                }
                            }
                        }
                    }
                    main id="contenido" tabindex="-1" {
                        @for section in sections {
                            section aria-labelledby=(section.id) {
                                h2 id=(section.id) { (section.title) }
                                (section.body)
                            }
                        }
                    }
                    footer { p { (self.foot) } }
                }
            }
        }
        .into_string()
    }
}

/// Nothing but this style may load or take effect.
fn policy(style: &str) -> String {
    let hash = base64(&Sha256::digest(style.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
}

/// RFC 4648 with padding.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for i in 0..4 {
            let symbol = ALPHABET[(bits >> (18 - 6 * i) & 63) as usize];
            text.push(if i <= chunk.len() { char::from(symbol) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_loads_nothing_runs_nothing_and_lists_its_sections() {
        let shell = Shell {
            title: "Título <b>",
            kind: "Página",
            heading: "Título",
            opening: html! { p { "Entrada" } },
            contents: "En esta página",
            styles: &["a{b:c}"],
            foot: "Fin",
        };
        let page = shell.page(&[Section::new("uno", "Primera & única", html! { p { "x" } })]);
        let style = page.split_once("<style>").expect("a style").1;
        let style = style.split_once("</style>").expect("its end").0;
        let hash = base64(&Sha256::digest(style.as_bytes()));
        assert!(page.contains(&format!("style-src 'sha256-{hash}'")));
        assert!(style.ends_with("a{b:c}"));
        for part in [
            "<title>Título &lt;b&gt;</title>",
            "<a href=\"#uno\">Primera &amp; única</a>",
            "<h2 id=\"uno\">Primera &amp; única</h2><p>x</p>",
            "<footer><p>Fin</p></footer>",
        ] {
            assert!(page.contains(part), "{part}");
        }
        assert!(!page.contains("<script") && !page.contains("url("));
    }

    #[test]
    fn base64_has_the_values_of_its_rfc() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
