//! The files of the page, kept in the program: plain HTML, CSS and modules, as they are written.

/// A file that the browser is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asset {
    /// Its path from the root of the site.
    pub path: &'static str,
    /// Its media type.
    pub media: &'static str,
    /// What is in it.
    pub body: &'static str,
}

const fn html(path: &'static str, body: &'static str) -> Asset {
    Asset { path, media: "text/html; charset=utf-8", body }
}

const fn css(path: &'static str, body: &'static str) -> Asset {
    Asset { path, media: "text/css; charset=utf-8", body }
}

const fn svg(path: &'static str, body: &'static str) -> Asset {
    Asset { path, media: "image/svg+xml", body }
}

const fn js(path: &'static str, body: &'static str) -> Asset {
    Asset { path, media: "text/javascript; charset=utf-8", body }
}

/// All of them.
pub const ASSETS: [Asset; 15] = [
    html("/", include_str!("web/index.html")),
    css("/style.css", include_str!("web/style.css")),
    svg("/icon.svg", include_str!("web/icon.svg")),
    js("/js/main.js", include_str!("web/js/main.js")),
    js("/js/acts.js", include_str!("web/js/acts.js")),
    js("/js/api.js", include_str!("web/js/api.js")),
    js("/js/card.js", include_str!("web/js/card.js")),
    js("/js/dialogs.js", include_str!("web/js/dialogs.js")),
    js("/js/drafts.js", include_str!("web/js/drafts.js")),
    js("/js/dom.js", include_str!("web/js/dom.js")),
    js("/js/figures.js", include_str!("web/js/figures.js")),
    js("/js/list.js", include_str!("web/js/list.js")),
    js("/js/state.js", include_str!("web/js/state.js")),
    js("/js/statement.js", include_str!("web/js/statement.js")),
    js("/js/views.js", include_str!("web/js/views.js")),
];
