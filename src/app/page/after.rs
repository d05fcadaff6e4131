//! What follows a run, each with the page on which it is done.

use maud::{Markup, html};

use crate::app::folder::Process;

/// A run of a process.
#[derive(Clone, Copy)]
pub(crate) struct OfRun<'a> {
    pub(crate) process: &'a Process,
    pub(crate) number: usize,
}

impl OfRun<'_> {
    /// Where its pages are.
    pub(super) fn base(&self) -> String {
        format!("/p/{}/corridas/{}", self.process.id, self.number)
    }
}

/// The steps after a run.
pub(super) fn after(run: OfRun<'_>) -> Markup {
    let base = run.base();
    html! {
        ul class="plain-list" {
            li {
                a href={ (base) "/recibir" } { "Recibir un libro revisado" }
                ": lo que una persona decidió en la hoja de cálculo entra en el registro."
            }
            li {
                a href={ (base) "/consolidar" } { "Consolidar" }
                ": la lista de desafíos con sus anexos y la devolución a quienes participaron."
            }
            li {
                "Segunda ronda: "
                a href={ "/p/" (run.process.id) "/hojas" } { "suba las hojas nuevas" }
                " y "
                a href={ "/p/" (run.process.id) "/correr" } { "haga otra corrida" }
                " que continúe esta; lo decidido se conserva."
            }
        }
    }
}
