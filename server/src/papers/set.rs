//! Setting documents, a few at a time.

use bytes::Bytes;
use pdf::Picture;
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// Documents that are set at the same time at most: each takes a core and some megabytes while it is.
static DESKS: Semaphore = Semaphore::const_new(2);

/// Sets that template with its data and pictures.
pub async fn set(template: &'static str, data: serde_json::Value, pictures: Vec<Picture>) -> Result<Bytes> {
    let _desk = DESKS.acquire().await.map_err(Error::internal)?;
    let set = tokio::task::spawn_blocking(move || pdf::render(template, &data, pictures));
    let document = set.await.map_err(Error::internal)?.map_err(Error::internal)?;
    Ok(document.bytes.into())
}
