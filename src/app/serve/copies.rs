//! The addresses of copies: a process out as a zip, and back in.

use std::sync::{Arc, PoisonError};

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;

use super::Site;
use super::answer::{Answer, aside, attached, change, received};
use super::guard::said;
use crate::app::folder::Process;
use crate::app::{copy, names};

pub(super) async fn copy_out(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Answer {
    let act = |_: &Site, process: Process| {
        Ok(attached(&format!("minga-{}.zip", process.id), copy::out(&process)?))
    };
    change(&site, id, act).await
}

pub(super) async fn copy_in(State(site): State<Arc<Site>>, request: Request) -> Answer {
    let is_taken = |name: &str| match names::ending_of(name, &["zip"]) {
        Some(_) => Ok(()),
        None => Err(format!("«{}» no es un zip: elija la copia de un proceso", names::shown(name))),
    };
    let (received, _) = received(&site, request, is_taken).await?;
    let taken = aside(&site, move |site| {
        let _one = site.acts.lock().unwrap_or_else(PoisonError::into_inner);
        match copy::take_in(&site.folder, received.file.path()) {
            // Where the new process is.
            Ok(process) => said(StatusCode::OK, &format!("/p/{}", process.id)),
            Err(error) => said(StatusCode::UNPROCESSABLE_ENTITY, &error.to_string()),
        }
    });
    taken.await
}
