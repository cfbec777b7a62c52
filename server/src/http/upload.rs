//! Files that people send: `multipart/form-data` with one field, `file`.

use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::{HeaderMap, StatusCode};
use utoipa::ToSchema;

use super::command::Once;
use crate::app::App;
use crate::error::{Error, Result};

/// What the form may take beside the file: boundaries and headers.
const FORM_BYTES: usize = 16 * 1024;

/// The content of the one file that was sent, at most `uploads.max_bytes`.
pub struct Upload(pub Bytes);

/// The one file that was sent with the name that it has, and what makes the request happen once.
pub struct NamedUpload {
    /// The content, at most `uploads.max_bytes`.
    pub content: Bytes,
    /// What it is called, as it was sent; may be empty.
    pub name: String,
    headers: HeaderMap,
    method_and_path: String,
}

impl NamedUpload {
    /// Keyed by the file itself: the form around it differs each time that it is sent.
    pub fn once(&self, app: &App, caller: &str) -> Result<Once> {
        let what = [self.name.as_bytes(), &[0], &self.content].concat();
        Once::of(&self.headers, caller, &self.method_and_path, &what, app)
    }
}

/// A form with a file in it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes, is never made")]
pub struct UploadIn {
    /// A PNG, JPEG or WebP image; for attachments a PDF too.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

impl FromRequest<App> for Upload {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self> {
        one_file(request, app).await.map(|(content, _)| Self(content))
    }
}

impl FromRequest<App> for NamedUpload {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self> {
        let headers = request.headers().clone();
        let method_and_path = format!("{} {}", request.method(), request.uri().path());
        let (content, name) = one_file(request, app).await?;
        Ok(Self { content, name, headers, method_and_path })
    }
}

/// The content and the name of the one file in a form.
async fn one_file(mut request: Request, app: &App) -> Result<(Bytes, String)> {
    DefaultBodyLimit::max(app.config.uploads.max_bytes + FORM_BYTES).apply(&mut request);
    let mut form = Multipart::from_request(request, app)
        .await
        .map_err(|_| Error::UnsupportedMedia("The body must be multipart/form-data.".into()))?;
    let mut file = None;
    while let Some(field) = form.next_field().await.map_err(|e| unreadable(&e))? {
        let is_file = field.name() == Some("file");
        let name = field.file_name().unwrap_or_default().to_owned();
        let content = field.bytes().await.map_err(|e| unreadable(&e))?;
        if !is_file || file.is_some() {
            return Err(Error::invalid("/file", "one_file", "The form must have one field, `file`."));
        }
        file = Some((content, name));
    }
    file.filter(|(content, _)| !content.is_empty()).ok_or_else(|| Error::invalid("/file", "required", "Must be given."))
}

fn unreadable(error: &MultipartError) -> Error {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge("The file is larger than allowed.".into()),
        _ => Error::Malformed("The form could not be read.".into()),
    }
}
