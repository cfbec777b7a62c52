//! The index of this process, as those who ask it see it. It is opened once, by `serve`; nothing else asks it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tantivy::{IndexReader, Searcher};
use tokio::sync::{Notify, watch};

use super::index::Fields;
use crate::error::{Error, Result};

/// The index of this process. Cheap to clone.
#[derive(Clone)]
pub struct Search(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    /// How long a question waits for what this process committed just before.
    patience: Duration,
    opened: OnceLock<(IndexReader, Fields)>,
    is_built: AtomicBool,
    /// Counts the commits that the index must take in.
    committed: AtomicU64,
    /// The last of them that it has taken in.
    taken_in: watch::Sender<u64>,
    changed: Notify,
}

impl Search {
    /// An index in a folder below that one, not yet opened.
    pub fn below(folder: PathBuf, patience: Duration) -> Self {
        Self(Arc::new(Inner {
            folder,
            patience,
            opened: OnceLock::new(),
            is_built: AtomicBool::new(false),
            committed: AtomicU64::new(0),
            taken_in: watch::channel(0).0,
            changed: Notify::new(),
        }))
    }

    /// Where the indexes of this data folder are.
    pub(super) fn folder(&self) -> &std::path::Path {
        &self.0.folder
    }

    /// From now on it can be asked.
    pub(super) fn opened(&self, reader: IndexReader, fields: Fields) {
        // Only the first counts, and it is opened once.
        let _ = self.0.opened.set((reader, fields));
    }

    /// Whether it holds all that it should; else it is being built.
    pub fn is_built(&self) -> bool {
        self.0.is_built.load(Ordering::SeqCst)
    }

    pub(super) fn set_built(&self, is_built: bool) {
        self.0.is_built.store(is_built, Ordering::SeqCst);
    }

    /// Something was committed that the index must take in.
    pub fn wake(&self) {
        self.0.committed.fetch_add(1, Ordering::SeqCst);
        self.0.changed.notify_one();
    }

    /// The number of commits so far.
    pub(super) fn committed(&self) -> u64 {
        self.0.committed.load(Ordering::SeqCst)
    }

    /// All up to that commit is in the index.
    pub(super) fn took_in(&self, commit: u64) {
        self.0.taken_in.send_replace(commit);
    }

    /// Waits until [`Self::wake`] was called.
    pub(super) async fn change(&self) {
        self.0.changed.notified().await;
    }

    /// Asks the index, which has by then what this process committed before. 503 while it is being built.
    pub async fn ask<T, F>(&self, question: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Searcher, &Fields) -> tantivy::Result<T> + Send + 'static,
    {
        if !self.is_built() {
            return Err(Error::Unavailable);
        }
        let wanted = self.committed();
        let mut taken_in = self.0.taken_in.subscribe();
        if tokio::time::timeout(self.0.patience, taken_in.wait_for(|done| *done >= wanted)).await.is_err() {
            tracing::debug!("a search did not wait any longer for the index");
        }
        let (reader, fields) = self.0.opened.get().ok_or(Error::Unavailable)?;
        let (searcher, fields) = (reader.searcher(), *fields);
        let answer = tokio::task::spawn_blocking(move || question(&searcher, &fields)).await;
        answer.map_err(Error::internal)?.map_err(Error::internal)
    }
}
