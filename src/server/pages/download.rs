//! `/new/download`: the service that the review showed, as an archive to unpack.

use std::io::{Cursor, Write as _};

use axum::Form;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::visit::{PageFault, Visit};
use super::wizard::{session, wizard};
use super::words::Pairs;
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::wizard::{Review, Session, Step, Wizard as _};

/// The files that the review showed, in a folder of the service's name.
pub(in crate::server) async fn download(
    visit: Visit,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageFault> {
    let session = session(&pairs)?;
    let approved = visit.approved().await?;
    let making = visit.app.work.apart(move || made(&approved.catalog, &session));
    let (name, bytes) = making.await?;
    let name = format!("attachment; filename=\"{name}.zip\"");
    let name = HeaderValue::from_str(&name)
        .map_err(|e| Error::io("the archive cannot be named after the service", e))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, Body::from(bytes)).into_response())
}

fn made(catalog: &Catalog, session: &Session) -> Result<(String, Vec<u8>)> {
    let Step::Review(review) = wizard(catalog).next(session)? else {
        return Err(Error::usage("not every question is answered").hint("go on at /new"));
    };
    if let Some(why) = review.blocked.first() {
        return Err(Error::refused(format!("the service cannot be written: {why}")));
    }
    let bytes = zipped(&review).map_err(|e| Error::io("the archive cannot be made", e))?;
    Ok((review.folder.to_string(), bytes))
}

/// The same files give the same bytes: in order, without a time.
fn zipped(review: &Review) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for file in &review.changes.files {
        let Some(bytes) = &file.after else { continue };
        zip.start_file(format!("{}/{}", review.folder, file.path), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
