//! What is made of an uploaded file before it is kept.

use axum::body::Bytes;
use domain::fault::Faults;
use domain::text;

use super::MediaType;
use crate::app::App;
use crate::error::{Error, Result};

/// The longest name, in characters, without what it ends with.
const LONGEST_NAME: usize = 100;
/// Every PDF begins with this, and has the other near its end.
const PDF: &[u8] = b"%PDF-";
const END_OF_PDF: &[u8] = b"%%EOF";
/// How far from the end that may stand, in bytes: what readers allow.
const TAIL: usize = 1024;

/// A file as it is kept.
#[derive(Clone, Debug)]
pub struct Made {
    /// What it is called.
    pub name: String,
    /// What it is.
    pub media_type: MediaType,
    /// The file.
    pub content: Bytes,
}

/// Looks at an upload by its content: a picture is drawn anew, a PDF is kept as it is.
///
/// # Errors
/// 413 when it is too large, 415 for any other content, 422 when it can't be read.
pub async fn made(app: &App, name: &str, content: Bytes) -> Result<Made> {
    let most = app.config.uploads.max_bytes;
    let (media_type, content) = if content.starts_with(PDF) {
        if content.len() > most {
            return Err(Error::TooLarge(format!("The file is larger than {most} bytes.")));
        }
        (MediaType::Pdf, whole_pdf(content)?)
    } else {
        let image = app.files.make_image(content, most).await.map_err(in_file)?;
        let media_type = if image.extension == "png" { MediaType::Png } else { MediaType::Jpeg };
        (media_type, image.bytes.into())
    };
    Ok(Made { name: clean_name(name, media_type), media_type, content })
}

fn whole_pdf(content: Bytes) -> Result<Bytes> {
    let tail = content.get(content.len().saturating_sub(TAIL)..).unwrap_or_default();
    if tail.windows(END_OF_PDF.len()).any(|window| window == END_OF_PDF) {
        Ok(content)
    } else {
        Err(Error::invalid("/file", "unreadable_pdf", "This PDF is damaged or incomplete."))
    }
}

fn in_file(error: Error) -> Error {
    match error {
        Error::Invalid(inner) => {
            let mut faults = Faults::new();
            faults.nest("/file", inner);
            faults.into()
        }
        Error::UnsupportedMedia(_) => Error::UnsupportedMedia("Only PNG, JPEG, WebP and PDF files are taken.".into()),
        other => other,
    }
}

/// The name without folders and what could disguise it, ending as the content demands.
fn clean_name(raw: &str, media_type: MediaType) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let plain: String = stem.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    let stem = text::required(text::line(&plain, LONGEST_NAME)).unwrap_or_else(|_| "file".into());
    format!("{stem}.{}", media_type.extension())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_by_table() {
        for (raw, clean) in [
            ("Storyboard v2.PNG", "Storyboard v2.jpg"),
            ("../../etc/passwd", "passwd.jpg"),
            ("C:\\photos\\beach.tiff", "beach.jpg"),
            ("evil.pdf\r\nX: y.html", "evil.pdfX: y.jpg"),
            ("a\u{202e}gpj.exe", "file.jpg"),
            ("", "file.jpg"),
            (".jpg", "file.jpg"),
            ("पोस्ट.png", "पोस्ट.jpg"),
        ] {
            assert_eq!(clean_name(raw, MediaType::Jpeg), clean, "{raw:?}");
        }
        assert_eq!(clean_name(&"x".repeat(300), MediaType::Pdf).len(), LONGEST_NAME + 4);
    }

    #[test]
    fn a_pdf_has_an_end() {
        assert!(whole_pdf(Bytes::from_static(b"%PDF-1.7\n%%EOF\n")).is_ok());
        assert!(whole_pdf(Bytes::from_static(b"%PDF-1.7\n")).is_err());
        let far = [b"%PDF-1.7\n%%EOF\n".as_slice(), &[b' '; TAIL]].concat();
        assert!(whole_pdf(far.into()).is_err());
    }
}
