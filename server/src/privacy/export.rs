//! Everything that is kept of a person, as a ZIP: JSON for each area, and the files that they uploaded. It is written
//! while it is sent, an area and a file at a time, so that a large account takes no more memory than its largest area.

use std::io::{self, Write};
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use db::Conn;
use diesel::prelude::*;
use domain::ids::UserId;
use futures_util::stream;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::areas;
use crate::app::App;
use crate::attachments::AttachmentRow;
use crate::auth::User;
use crate::error::{Error, Result};
use crate::limits::Rule;
use crate::schema::{attachments, campaigns, influencer_profiles, sponsor_profiles};

/// Files of this kind that are written at the same time: each reads a lot.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// Parts that wait for a slow reader.
const AHEAD: usize = 8;
/// How long a turn, or a reader that takes nothing, is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
/// How large a part is about, in bytes.
const PART: usize = 64 * 1024;

const README: &str = "Everything that is kept of you, one JSON file for each kind of thing, and below files/ what you \
uploaded.\nInstants are in UTC; amounts of money are in minor units (cents) of their currency.\n";

/// Download everything that is kept of oneself: a ZIP with JSON for each kind of thing, and the files one uploaded.
#[utoipa::path(get, path = "/me/export", tag = "me", responses((status = 200, body = Vec<u8>, content_type = "application/zip")))]
pub async fn export_me(app: App, user: User) -> Result<Response> {
    app.limits.check(Rule::Export, &user.id().to_string()).await?;
    let turn = timeout(PATIENCE, AT_ONCE.acquire()).await.map_err(|_| Error::TooMany(PATIENCE.as_secs()))?;
    let turn = turn.map_err(Error::internal)?;
    let day = app.clock.now().day_in(&domain::clock::Zone::UTC);
    let (sender, mut receiver) = mpsc::channel(AHEAD);
    let (runtime, id) = (Handle::current(), user.id());
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let mut parts = Parts { sender, runtime: runtime.clone(), part: Vec::with_capacity(PART) };
        if let Err(error) = write(&app, &runtime, id, &mut parts) {
            tracing::warn!(%error, "a person's data was not written to its end");
            // A download that is cut off is no complete file; a reader that stands still has no place for this either.
            let _ = parts.sender.try_send(Err(io::Error::other("not complete")));
        }
    });
    // Compression asks for more once more after the end.
    let parts = stream::poll_fn(move |context| receiver.poll_recv(context));
    let name = HeaderValue::from_str(&format!("attachment; filename=\"tandem-{day}.zip\"")).map_err(Error::internal)?;
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, Body::from_stream(parts)).into_response())
}

fn write(app: &App, runtime: &Handle, user: UserId, parts: &mut Parts) -> anyhow::Result<()> {
    let mut zip = ZipWriter::new_stream(&mut *parts);
    let small = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    zip.start_file("README.txt", small)?;
    zip.write_all(README.as_bytes())?;
    for area in areas::ALL {
        let told = runtime.block_on(app.db.read(move |conn| area.of_person(conn, user)))?;
        zip.start_file(format!("{}.json", area.name), small)?;
        serde_json::to_writer_pretty(&mut zip, &told)?;
    }
    // Pictures and PDFs are dense already.
    let dense = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, stored) in runtime.block_on(app.db.read(move |conn| files(conn, user)))? {
        match runtime.block_on(app.files.get(&stored)) {
            Ok(content) => {
                zip.start_file(format!("files/{name}"), dense)?;
                zip.write_all(&content)?;
            }
            // It was removed meanwhile.
            Err(Error::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    zip.finish()?;
    Ok(parts.flush()?)
}

/// The files that somebody uploaded: what they are called there, and where they are kept.
pub(super) fn files(conn: &mut Conn, user: UserId) -> Result<Vec<(String, String)>> {
    let me = user.to_string();
    let mut all: Vec<(String, String)> = pictures(conn, user)?
        .into_iter()
        .map(|path| (path.replacen("/files/", "pictures/", 1), kept_at(&path)))
        .collect();
    let own = attachments::table.filter(attachments::owner_id.eq(&me).and(attachments::stored_at.is_not_null()));
    let rows: Vec<AttachmentRow> = own.select(AttachmentRow::as_select()).load(conn)?;
    all.extend(
        rows.iter().map(|row| (format!("attachments/{}-{}", row.id.0, row.name.replace(['/', '\\'], "_")), row.file())),
    );
    Ok(all)
}

/// The paths of one's own pictures: avatar, logo, those of campaigns.
pub(super) fn pictures(conn: &mut Conn, user: UserId) -> Result<Vec<String>> {
    let me = user.to_string();
    let mut all: Vec<Option<String>> =
        influencer_profiles::table.find(&me).select(influencer_profiles::avatar).load(conn)?;
    all.extend(sponsor_profiles::table.find(&me).select(sponsor_profiles::logo).load::<Option<String>>(conn)?);
    let own = campaigns::table.filter(campaigns::sponsor_id.eq(&me));
    all.extend(own.select(campaigns::image).load::<Option<String>>(conn)?);
    let mut all: Vec<String> = all.into_iter().flatten().collect();
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// Where the picture of that path stands in the store.
pub(super) fn kept_at(path: &str) -> String {
    path.replacen("/files/", "images/", 1)
}

/// Passes what is written on to whoever reads, in parts.
struct Parts {
    sender: mpsc::Sender<io::Result<Bytes>>,
    runtime: Handle,
    part: Vec<u8>,
}

impl Write for Parts {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.part.extend_from_slice(bytes);
        if self.part.len() >= PART {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.part.is_empty() {
            return Ok(());
        }
        let part = Bytes::from(std::mem::replace(&mut self.part, Vec::with_capacity(PART)));
        match self.runtime.block_on(timeout(PATIENCE, self.sender.send(Ok(part)))) {
            Ok(sent) => sent.map_err(|_| io::ErrorKind::BrokenPipe.into()),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }
}
