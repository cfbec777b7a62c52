//! Files that people send: `multipart/form-data` with one field, `file`.

use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::StatusCode;
use utoipa::ToSchema;

use crate::app::App;
use crate::error::{Error, Result};

/// What the form may take beside the file: boundaries and headers.
const FORM_BYTES: usize = 16 * 1024;

/// The content of the one file that was sent, at most `uploads.max_bytes`.
pub struct Upload(pub Bytes);

/// A form with a file in it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes, is never made")]
pub struct UploadIn {
    /// A PNG, JPEG or WebP image.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

impl FromRequest<App> for Upload {
    type Rejection = Error;

    async fn from_request(mut request: Request, app: &App) -> Result<Self> {
        DefaultBodyLimit::max(app.config.uploads.max_bytes + FORM_BYTES).apply(&mut request);
        let mut form = Multipart::from_request(request, app)
            .await
            .map_err(|_| Error::UnsupportedMedia("The body must be multipart/form-data.".into()))?;
        let mut file = None;
        while let Some(field) = form.next_field().await.map_err(|e| unreadable(&e))? {
            let name = field.name().unwrap_or_default().to_owned();
            let content = field.bytes().await.map_err(|e| unreadable(&e))?;
            if name != "file" || file.is_some() {
                return Err(Error::invalid("/file", "one_file", "The form must have one field, `file`."));
            }
            file = Some(content);
        }
        file.filter(|content| !content.is_empty())
            .map(Self)
            .ok_or_else(|| Error::invalid("/file", "required", "Must be given."))
    }
}

fn unreadable(error: &MultipartError) -> Error {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge("The file is larger than allowed.".into()),
        _ => Error::Malformed("The form could not be read.".into()),
    }
}
