//! Keeps the index of this process up to date: takes in what transactions changed, or builds it from the database.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use tantivy::directory::error::LockError;
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyError};

use super::index::{Entry, FORMAT, Fields, Kind};
use super::{Subject, changes, entries};
use crate::app::App;
use crate::error::{Error, Result};
use crate::schema::{campaigns, users};

/// Bytes that new entries take in memory at most before they are written; the least that the library takes.
const MEMORY: usize = 16 * 1024 * 1024;
/// Changes that are taken in at a time.
const STEP: i64 = 1_000;
/// Things that are built into a new index before serving begins; more are built while it serves.
const SMALL: i64 = 20_000;
/// How many processes may have their indexes in one data folder.
const MOST_FOLDERS: usize = 64;

/// What stands beside the index: how far it is.
#[derive(Serialize, Deserialize)]
struct Mark {
    format: u32,
    database: String,
    position: i64,
}

/// The one who writes to the index.
pub struct Tail {
    app: App,
    writer: Arc<Mutex<IndexWriter>>,
    reader: IndexReader,
    fields: Fields,
    database: String,
    position: i64,
    cleaned_at: i64,
}

/// Opens the index of this process and keeps it up to date from now on. A small one is complete when this returns.
pub async fn start(app: &App) -> Result<()> {
    let folder = app.search.folder().to_owned();
    let opened = tokio::task::spawn_blocking(move || open(&folder)).await.map_err(Error::internal)?;
    let (index, writer, fields) = opened?;
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(Error::internal)?;
    let mark =
        index.load_metas().ok().and_then(|meta| meta.payload).and_then(|text| serde_json::from_str::<Mark>(&text).ok());
    let (database, things) = app.db.read(|conn| Ok::<_, Error>((changes::name(conn)?, things(conn)?))).await?;
    let mut tail = Tail {
        app: app.clone(),
        writer: Arc::new(Mutex::new(writer)),
        reader: Clone::clone(&reader),
        fields,
        database,
        position: 0,
        cleaned_at: 0,
    };
    app.search.opened(reader, fields);
    let goes_on = tail.resume(mark).await?;
    if goes_on {
        tail.catch_up().await?;
    } else if things <= SMALL {
        tail.rebuild().await?;
    }
    tokio::spawn(tail.run(!goes_on && things > SMALL));
    Ok(())
}

/// How many things there are in the database.
fn things(conn: &mut db::Conn) -> Result<i64> {
    let people: i64 = users::table.count().get_result(conn)?;
    let offers: i64 = campaigns::table.count().get_result(conn)?;
    Ok(people + offers)
}

/// Opens the first folder that no other process has; what can't be read is thrown away.
fn open(parent: &Path) -> Result<(Index, IndexWriter, Fields)> {
    for number in 0..MOST_FOLDERS {
        let folder = parent.join(number.to_string());
        match open_in(&folder) {
            Ok(opened) => return Ok(opened),
            Err(TantivyError::LockFailure(LockError::LockBusy, _)) => {}
            Err(error) => {
                tracing::warn!(%error, folder = %folder.display(), "the search index can't be read and is built anew");
                std::fs::remove_dir_all(&folder).map_err(Error::internal)?;
                return open_in(&folder).map_err(Error::internal);
            }
        }
    }
    Err(Error::internal(format!("{}: too many processes use this folder", parent.display())))
}

fn open_in(folder: &Path) -> tantivy::Result<(Index, IndexWriter, Fields)> {
    std::fs::create_dir_all(folder)?;
    let (index, fields) = Fields::open(folder)?;
    let writer = index.writer_with_num_threads(1, MEMORY)?;
    // Nobody else writes to it now. Files that a power cut left incomplete don't have the sums that they end with.
    let damaged = index.validate_checksum()?;
    if damaged.is_empty() { Ok((index, writer, fields)) } else { Err(TantivyError::SystemError("damaged".into())) }
}

impl Tail {
    async fn run(mut self, must_rebuild: bool) {
        let mut pending = must_rebuild;
        loop {
            let committed = self.app.search.committed();
            let done = if pending { self.rebuild().await } else { self.catch_up().await };
            match done {
                Ok(()) => {
                    pending = false;
                    self.app.search.took_in(committed);
                    self.idle().await;
                }
                Err(error) => {
                    tracing::error!(?error, "the search index is behind");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }

    /// Waits for the next change of this process, or a second: then it looks for what other programs changed.
    async fn idle(&self) {
        // Either way it looks.
        let _ = tokio::time::timeout(Duration::from_secs(1), self.app.search.change()).await;
    }

    /// Whether the index that was found can be kept.
    async fn resume(&mut self, mark: Option<Mark>) -> Result<bool> {
        let Some(mark) = mark.filter(|mark| mark.format == FORMAT) else { return Ok(false) };
        self.position = mark.position;
        self.app.db.read(move |conn| changes::continues(conn, mark.position, &mark.database)).await
    }

    /// Takes in all changes that are committed.
    async fn catch_up(&mut self) -> Result<()> {
        let db = self.app.db.clone();
        if db.read(changes::has_unnumbered).await? {
            db.write_relaxed(changes::number).await?;
        }
        loop {
            let position = self.position;
            let rows = db.read(move |conn| changes::after(conn, position, STEP)).await?;
            let Some((last, ..)) = rows.last() else { break };
            let last = *last;
            if rows.iter().any(|(_, subject, _)| *subject == Subject::Everything) {
                return self.rebuild().await;
            }
            let (changed, entries) = db.read(move |conn| affected(conn, &rows)).await?;
            let tags: Vec<&str> = changed.iter().map(|(kind, _)| tag(*kind)).collect();
            self.write(Some(changed.clone()), entries, last).await?;
            // A list that was read meanwhile may lack what is in the index only now.
            self.app.cache.invalidate(&tags).await;
        }
        self.app.search.set_built(true);
        self.clean_up().await
    }

    async fn clean_up(&mut self) -> Result<()> {
        let now = self.app.clock.now().0;
        if now - self.cleaned_at > domain::clock::DAY_MS / 24 {
            self.cleaned_at = now;
            self.app.db.write_relaxed(changes::clean_up).await?;
        }
        Ok(())
    }

    /// Builds the whole index from the database.
    async fn rebuild(&mut self) -> Result<()> {
        tracing::info!("building the search index");
        let db = self.app.db.clone();
        db.write_relaxed(changes::number).await?;
        let position = db.read(changes::last).await?;
        let writer = self.writer.clone();
        blocking(move || writer.lock().map_err(poisoned)?.delete_all_documents().map(|_| ())).await?;
        for kind in [Kind::Influencer, Kind::Campaign] {
            let mut after = String::new();
            loop {
                let from = after.clone();
                let read = move |conn: &mut db::Conn| {
                    let ids = entries::ids_after(conn, kind, &from, STEP)?;
                    let found = entries::load(conn, kind, &ids)?;
                    Ok::<_, Error>((ids, found))
                };
                let (ids, found) = db.read(read).await?;
                let Some(last) = ids.last() else { break };
                after.clone_from(last);
                self.add(found).await?;
            }
        }
        self.write(None, Vec::new(), position).await?;
        self.app.search.set_built(true);
        self.app.cache.invalidate(&[tag(Kind::Influencer), tag(Kind::Campaign)]).await;
        Ok(())
    }

    async fn add(&self, entries: Vec<Entry>) -> Result<()> {
        let (writer, fields) = (self.writer.clone(), self.fields);
        blocking(move || {
            let writer = writer.lock().map_err(poisoned)?;
            for entry in &entries {
                writer.add_document(fields.document(entry))?;
            }
            Ok(())
        })
        .await
    }

    /// Replaces what changed by these entries, commits, and shows it to those who ask.
    async fn write(&mut self, changed: Option<Changed>, entries: Vec<Entry>, position: i64) -> Result<()> {
        let (writer, reader, fields) = (self.writer.clone(), self.reader.clone(), self.fields);
        let mark = Mark { format: FORMAT, database: self.database.clone(), position };
        let mark = serde_json::to_string(&mark).map_err(Error::internal)?;
        blocking(move || {
            let mut writer = writer.lock().map_err(poisoned)?;
            for (kind, id) in changed.iter().flatten() {
                writer.delete_term(fields.key(*kind, id));
            }
            for entry in &entries {
                writer.add_document(fields.document(entry))?;
            }
            let mut commit = writer.prepare_commit()?;
            commit.set_payload(&mark);
            commit.commit()?;
            reader.reload()
        })
        .await?;
        self.position = position;
        Ok(())
    }
}

const fn tag(kind: Kind) -> &'static str {
    match kind {
        Kind::Influencer => Subject::Influencer.tag(),
        Kind::Campaign => Subject::Campaign.tag(),
    }
}

/// Things whose entries are to be replaced.
type Changed = Vec<(Kind, String)>;

/// What these changes bear on, and those of it that can be found now.
fn affected(conn: &mut db::Conn, rows: &[(i64, Subject, String)]) -> Result<(Changed, Vec<Entry>)> {
    let of = |wanted: Subject| -> BTreeSet<String> {
        rows.iter().filter(|(_, subject, _)| *subject == wanted).map(|(.., id)| id.clone()).collect()
    };
    let people: Vec<String> = of(Subject::Influencer).into_iter().collect();
    let mut offers = of(Subject::Campaign);
    let theirs: Vec<String> =
        campaigns::table.filter(campaigns::sponsor_id.eq_any(of(Subject::Sponsor))).select(campaigns::id).load(conn)?;
    offers.extend(theirs);
    let offers: Vec<String> = offers.into_iter().collect();
    let mut found = entries::load(conn, Kind::Influencer, &people)?;
    found.extend(entries::load(conn, Kind::Campaign, &offers)?);
    let people = people.into_iter().map(|id| (Kind::Influencer, id));
    Ok((people.chain(offers.into_iter().map(|id| (Kind::Campaign, id))).collect(), found))
}

async fn blocking(work: impl FnOnce() -> tantivy::Result<()> + Send + 'static) -> Result<()> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?.map_err(Error::internal)
}

fn poisoned<T>(_: T) -> TantivyError {
    TantivyError::Poisoned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_process_has_a_folder_and_what_is_damaged_is_thrown_away() {
        let parent = tempfile::tempdir().unwrap();
        let first = open(parent.path()).unwrap();
        let second = open(parent.path()).unwrap();
        assert!(parent.path().join("1").is_dir());
        drop((first, second));
        // One that is free is taken again.
        drop(open(parent.path()).unwrap());
        assert!(!parent.path().join("2").exists());
        std::fs::write(parent.path().join("0/meta.json"), "{").unwrap();
        let (index, ..) = open(parent.path()).unwrap();
        assert_eq!(index.load_metas().unwrap().segments.len(), 0);
    }
}
