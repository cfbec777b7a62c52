//! Files that are too large to hold: written and read in parts.

use bytes::Bytes;
use domain::clock::Timestamp;
use futures_util::TryStreamExt;
use futures_util::stream::BoxStream;
use object_store::path::Path;
use object_store::{ObjectStoreExt, WriteMultipart};

use super::{Files, missing};
use crate::{Error, Result};

/// Parts that are on their way to the store at the same time at most; each has 5 MB.
const AT_ONCE: usize = 2;

/// A file in the making. It is there once it is finished; if it is dropped before, it never was.
pub struct FileWriter(WriteMultipart);

/// A file that is read in parts.
pub struct FileStream {
    /// Its bytes in all.
    pub size: u64,
    /// The parts.
    pub content: BoxStream<'static, object_store::Result<Bytes>>,
}

impl Files {
    /// Begins a file under a name of ours.
    pub async fn writer(&self, name: &str) -> Result<FileWriter> {
        let upload = self.store.put_multipart(&Path::from(name)).await.map_err(Error::internal)?;
        Ok(FileWriter(WriteMultipart::new(upload)))
    }

    /// The file of that name in parts; 404 when there is none.
    pub async fn stream(&self, name: &str) -> Result<FileStream> {
        let found = self.store.get(&Path::from(name)).await.map_err(missing)?;
        Ok(FileStream { size: found.meta.size, content: found.into_stream() })
    }

    /// Removes all files of that folder of ours that were last written before that instant, half-written ones too where
    /// this machine holds them.
    pub async fn delete_older(&self, folder: &str, before: Timestamp) -> Result<()> {
        let mut all = self.store.list(Some(&Path::from(folder)));
        while let Some(file) = all.try_next().await.map_err(Error::internal)? {
            if file.last_modified.timestamp_millis() < before.0 {
                self.delete(file.location.as_ref()).await?;
            }
        }
        let Some(root) = self.folder.clone() else { return Ok(()) };
        let folder = root.join(folder);
        let swept = tokio::task::spawn_blocking(move || delete_unfinished(&folder, before));
        swept.await.map_err(Error::internal)?.map_err(Error::internal)
    }
}

/// The store writes `name#1` until the file is whole, and does not list that.
fn delete_unfinished(folder: &std::path::Path, before: Timestamp) -> std::io::Result<()> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let written = entry.metadata()?.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let old = i64::try_from(written.as_millis()).is_ok_and(|at| at < before.0);
        if old && entry.file_name().to_string_lossy().contains('#') {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

impl FileWriter {
    /// Adds to it, as fast as the store takes it.
    pub async fn write(&mut self, part: Bytes) -> Result<()> {
        self.0.wait_for_capacity(AT_ONCE).await.map_err(Error::internal)?;
        self.0.put(part);
        Ok(())
    }

    /// Makes it whole.
    pub async fn finish(self) -> Result<()> {
        self.0.finish().await.map(|_| ()).map_err(Error::internal)
    }
}
