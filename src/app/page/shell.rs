//! What every page begins and ends with, and the files that pages load.

use maud::{DOCTYPE, Markup, html};

use crate::app::folder::Process;
use crate::review::page::{self, Asset};

const fn js(path: &'static str, body: &'static str) -> Asset {
    Asset { path, media: "text/javascript; charset=utf-8", body }
}

/// The files of the program in the browser; the style and the sign are the review page's.
pub(crate) const ASSETS: [Asset; 3] = [
    Asset { path: "/app.css", media: "text/css; charset=utf-8", body: include_str!("web/app.css") },
    js("/js/app.js", include_str!("web/app.js")),
    js("/js/entrar.js", include_str!("web/entrar.js")),
];

/// The files of the review page that pages load as well.
pub(crate) fn of_review() -> impl Iterator<Item = Asset> {
    page::ASSETS.into_iter().filter(|asset| matches!(asset.path, "/style.css" | "/icon.svg"))
}

/// The page that turns the link of the start into a session.
pub(crate) const ENTER: &str = include_str!("web/entrar.html");

/// A place of a process in the bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Overview,
    Sheets,
    Run,
}

/// A whole page.
pub(super) fn page(title: &str, of: Option<(&Process, Place)>, body: &Markup) -> String {
    let process = of.map(|(process, _)| process);
    let here = |place| of.is_some_and(|(_, at)| at == place).then_some("page");
    html! {
        (DOCTYPE)
        html lang="es" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · minga" }
                link rel="icon" href="/icon.svg" type="image/svg+xml";
                link rel="stylesheet" href="/style.css";
                link rel="stylesheet" href="/app.css";
                script type="module" src="/js/app.js" {}
            }
            body {
                a class="skip" href="#principal" { "Ir al contenido" }
                header class="bar" {
                    p class="brand" {
                        strong { "minga" } " "
                        @if let Some(process) = process { span { (process.record.name) } }
                    }
                    nav aria-label="Pasos" {
                        a href="/" aria-current=[of.is_none().then_some("page")] { "Procesos" }
                        @if let Some(process) = process {
                            a href={ "/p/" (process.id) } aria-current=[here(Place::Overview)] { "Resumen" }
                            a href={ "/p/" (process.id) "/hojas" } aria-current=[here(Place::Sheets)] { "Hojas" }
                            a href={ "/p/" (process.id) "/correr" } aria-current=[here(Place::Run)] { "Corrida" }
                        }
                    }
                }
                main id="principal" tabindex="-1" { div class="view" { (body) } }
                div id="aviso" class="toast" role="status" aria-live="polite" {}
                noscript {
                    p class="banner" {
                        "Para subir hojas y ver el avance de una corrida, esta página necesita "
                        "JavaScript, que viene con ella: actívelo para esta dirección."
                    }
                }
            }
        }
    }
    .into_string()
}

/// A page that says one thing, and leads back.
pub(crate) fn message(title: &str, sentences: &[String], back: &str) -> String {
    page(
        title,
        None,
        &html! {
            h1 { (title) }
            @for sentence in sentences { p class="said" { (sentence) } }
            p { a href=(back) { "Volver" } }
        },
    )
}

/// The last page: nothing answers after it.
pub(crate) fn goodbye(title: &str, sentence: &str) -> String {
    page(title, None, &html! { h1 { (title) } p class="said" { (sentence) } })
}

/// Everything that is shown of an instant in a record: its day.
pub(super) fn day(at: &str) -> &str {
    at.get(..10).unwrap_or(at)
}
