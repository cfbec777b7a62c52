//! Files that people bring, kept in a folder of this machine or in an S3-compatible store.
//!
//! Images are checked and made anew before they are kept, and named by their content: what stands under a name never
//! changes, so that everyone may keep it for good.

pub mod images;
mod streams;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::{Path as UrlPath, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::config::{ConfigError, StorageUrl};
use crate::http::conditional;
use crate::{Error, Result};
use images::Image;

pub use streams::{FileStream, FileWriter};

/// Images that are worked on at the same time at most: each may take some 200 MB while it is.
const AT_ONCE: usize = 2;

/// Where files are kept. Cheap to clone.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    /// Where they are on this machine, if they are.
    folder: Option<PathBuf>,
    studio: Arc<Semaphore>,
}

impl Files {
    /// Opens the store; a folder is made if it is not there.
    pub fn open(url: &StorageUrl) -> Result<Self, ConfigError> {
        let wrong = |e: String| ConfigError::new("storage_url", e);
        let store: Arc<dyn ObjectStore> = match url {
            StorageUrl::Folder(folder) => {
                std::fs::create_dir_all(folder)
                    .map_err(|e| wrong(format!("{} can't be written to: {e}", folder.display())))?;
                let store = LocalFileSystem::new_with_prefix(folder);
                Arc::new(store.map_err(|e| wrong(e.to_string()))?.with_fsync(true))
            }
            StorageUrl::S3(url) => s3(url.expose()).map_err(wrong)?,
        };
        let folder = if let StorageUrl::Folder(folder) = url { Some(folder.clone()) } else { None };
        Ok(Self { store, folder, studio: Arc::new(Semaphore::new(AT_ONCE)) })
    }

    /// Keeps a file under a name of ours, such as `exports/0193….csv`, and replaces what stood there.
    pub async fn put(&self, name: &str, content: Bytes) -> Result<()> {
        let kept = self.store.put(&Path::from(name), content.into()).await;
        kept.map(|_| ()).map_err(Error::internal)
    }

    /// The file of that name; 404 when there is none.
    pub async fn get(&self, name: &str) -> Result<Bytes> {
        let found = self.store.get(&Path::from(name)).await.map_err(missing)?;
        found.bytes().await.map_err(missing)
    }

    /// Removes the file of that name, if it is there. An image may be used in more than one place.
    pub async fn delete(&self, name: &str) -> Result<()> {
        match self.store.delete(&Path::from(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(Error::internal(e)),
        }
    }

    /// Checks an uploaded image, makes it anew and keeps it; answers with its path, `/files/<hash>.<jpg|png>`.
    ///
    /// # Errors
    /// 413 when it is longer than `max_bytes`, 415 when it is no PNG, JPEG or WebP, 422 when it can't be read or has
    /// too many pixels.
    pub async fn put_image(&self, upload: Bytes, max_bytes: usize) -> Result<String> {
        let Image { bytes, extension } = self.make_image(upload, max_bytes).await?;
        self.put_made(bytes.into(), extension).await
    }

    /// The same without keeping it.
    pub async fn make_image(&self, upload: Bytes, max_bytes: usize) -> Result<Image> {
        if upload.len() > max_bytes {
            let limit = format!("The file is larger than {max_bytes} bytes.");
            return Err(Error::TooLarge(limit));
        }
        let turn = self.studio.clone().acquire_owned().await;
        let made = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            images::remake(&upload)
        });
        made.await.map_err(Error::internal)?
    }

    /// Keeps a WebP of our own as it is; answers with its path, `/files/<hash>.webp`.
    pub async fn put_webp(&self, image: Bytes) -> Result<String> {
        self.put_made(image, "webp").await
    }

    async fn put_made(&self, image: Bytes, extension: &str) -> Result<String> {
        let hash = hex::encode(&Sha256::digest(&image)[..16]);
        let name = format!("{hash}.{extension}");
        self.put(&format!("images/{name}"), image).await?;
        Ok(format!("/files/{name}"))
    }
}

fn missing(e: object_store::Error) -> Error {
    match e {
        object_store::Error::NotFound { .. } => Error::NotFound,
        e => Error::internal(e),
    }
}

/// `GET /files/{name}`: an image that was kept. Whatever else is asked for is not there.
pub async fn get_file(
    State(files): State<Files>,
    UrlPath(name): UrlPath<String>,
    asked: HeaderMap,
) -> Result<Response> {
    let (hash, kind) = image_kind(&name).ok_or(Error::NotFound)?;
    let etag = format!("\"{hash}\"");
    let headers = [
        (header::ETAG, etag.as_str()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::CONTENT_TYPE, kind),
    ];
    if conditional::is_known(&asked, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let content = files.get(&format!("images/{name}")).await?;
    Ok((headers, content).into_response())
}

/// The hash in the name of an image and its type; `None` when no image of ours has such a name.
fn image_kind(name: &str) -> Option<(&str, &'static str)> {
    let (hash, extension) = name.split_once('.')?;
    let kind = match extension {
        "jpg" => "image/jpeg",
        "png" => "image/png",
        "webp" => "image/webp",
        _ => return None,
    };
    let digits = hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    (hash.len() == 32 && digits).then_some((hash, kind))
}

/// `s3://bucket/prefix`; credentials, region and endpoint come from the `AWS_*` variables that all such tools read.
#[cfg(feature = "s3")]
fn s3(url: &str) -> Result<Arc<dyn ObjectStore>, String> {
    // The store's client takes the process's TLS provider; another one that is there already does as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let url = url::Url::parse(url).map_err(|e| e.to_string())?;
    let store =
        object_store::aws::AmazonS3Builder::from_env().with_url(url.as_str()).build().map_err(|e| e.to_string())?;
    Ok(match url.path().trim_matches('/') {
        "" => Arc::new(store),
        prefix => Arc::new(object_store::prefix::PrefixStore::new(store, prefix)),
    })
}

#[cfg(not(feature = "s3"))]
fn s3(_url: &str) -> Result<Arc<dyn ObjectStore>, String> {
    Err("s3:// needs a build with the feature `s3`".into())
}
