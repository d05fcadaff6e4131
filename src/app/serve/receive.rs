//! Bodies of requests, within limits of size and time: short forms, and files, which go to the disk
//! under a name of minga's own as they come.

use std::future::poll_fn;
use std::io::Write as _;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::{Query, Request};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use tempfile::NamedTempFile;
use tokio::time::timeout;

use super::Site;
use super::guard::said;
use crate::read::table::MAX_BYTES;

/// The largest form, in bytes.
const FORM: usize = 60 << 10;
/// How long a form may take to come, and each piece of a file.
const TIME: Duration = Duration::from_secs(10);

/// What a form says, by name.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// What stands under a name; nothing where the name is not there.
    pub(super) fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(other, _)| other == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// What an address asks for, or a form says.
    pub(super) fn of(text: &str) -> Option<Self> {
        let uri: Uri = format!("/?{text}").parse().ok()?;
        Query::try_from_uri(&uri).ok().map(|Query(pairs)| Self(pairs))
    }
}

/// The form of a request.
pub(super) async fn form(request: Request) -> Result<Form, Response> {
    let not_understood = || said(StatusCode::BAD_REQUEST, "no se entiende el formulario");
    match timeout(TIME, to_bytes(request.into_body(), FORM)).await {
        Err(_) => Err(said(StatusCode::REQUEST_TIMEOUT, "el formulario tardó demasiado")),
        Ok(Err(_)) => Err(said(StatusCode::PAYLOAD_TOO_LARGE, "el formulario es demasiado grande")),
        Ok(Ok(bytes)) => {
            let text = std::str::from_utf8(&bytes).map_err(|_| not_understood())?;
            Form::of(text).ok_or_else(not_understood)
        }
    }
}

/// The file that a request brings, whole, under a temporary name in minga's folder. What came of one
/// that is too large, or stops coming, is removed.
pub(super) async fn file(site: &Site, body: Body) -> Result<NamedTempFile, Response> {
    let unwritten = |cause: std::io::Error| {
        let what =
            format!("el archivo no se pudo guardar en «{}»: {cause}", site.folder.root().display());
        said(StatusCode::INSUFFICIENT_STORAGE, &what)
    };
    let mut file = tempfile::Builder::new()
        .prefix(".minga-")
        .suffix(".tmp")
        .tempfile_in(site.folder.root())
        .map_err(unwritten)?;
    let too_large = || {
        let what =
            format!("el archivo pasa de {} MB: divídalo en archivos más pequeños", MAX_BYTES >> 20);
        said(StatusCode::PAYLOAD_TOO_LARGE, &what)
    };
    if body.size_hint().lower() > MAX_BYTES {
        return Err(too_large());
    }
    let stopped =
        || said(StatusCode::REQUEST_TIMEOUT, "el archivo no llegó entero: envíelo de nuevo");
    let (mut body, mut size) = (body, 0_u64);
    loop {
        let frame = poll_fn(|context| Pin::new(&mut body).poll_frame(context));
        let Some(frame) = timeout(TIME, frame).await.map_err(|_| stopped())? else { break };
        let Ok(bytes) = frame.map_err(|_| stopped())?.into_data() else { continue };
        size += bytes.len() as u64;
        if size > MAX_BYTES {
            return Err(too_large());
        }
        file.write_all(&bytes).map_err(unwritten)?;
    }
    if size == 0 {
        return Err(said(StatusCode::UNPROCESSABLE_ENTITY, "el archivo está vacío"));
    }
    file.as_file().sync_all().map_err(unwritten)?;
    Ok(file)
}
