//! Uploaded images: looked at by content, not by name, and drawn anew, so that nothing but pixels gets through.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::{Error, Result};

/// The longer side of what is kept, in pixels.
pub const LONGER_SIDE: u32 = 1600;
/// The most pixels that are read: cameras make up to some 50 million, bombs more.
const MOST_PIXELS: u64 = 50_000_000;
/// The most memory for decoding, in bytes: those pixels with alpha, and the decoder's own.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
const QUALITY: u8 = 82;

/// An image of our own making.
#[derive(Debug)]
pub struct Image {
    /// The file.
    pub bytes: Vec<u8>,
    /// `jpg` or `png`.
    pub extension: &'static str,
}

/// Reads a PNG, JPEG or WebP, turns it upright, shrinks it to [`LONGER_SIDE`] and writes it without metadata: with alpha
/// as PNG, else as JPEG, or as PNG where that is smaller (drawings, logos). Takes long: not on an async thread.
///
/// # Errors
/// 415 for any other content, 422 for an image that can't be read or has too many pixels.
pub fn remake(upload: &[u8]) -> Result<Image> {
    let Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) = image::guess_format(upload) else {
        let wanted = "Only PNG, JPEG and WebP images are taken.";
        return Err(Error::UnsupportedMedia(wanted.into()));
    };
    let image = decode(upload, format)?;
    encode(&shrink(image)).map_err(Error::internal)
}

fn decode(upload: &[u8], format: ImageFormat) -> Result<DynamicImage> {
    let mut reader = ImageReader::with_format(Cursor::new(upload), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MOST_PIXELS || decoder.total_bytes() > MOST_MEMORY {
        let message = format!("An image may have {MOST_PIXELS} pixels, this one has {pixels}.");
        return Err(Error::invalid("", "too_many_pixels", message));
    }
    let orientation = decoder.orientation();
    let mut image = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    if let Ok(orientation) = orientation {
        image.apply_orientation(orientation);
    }
    Ok(image)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of `map_err`")]
fn unreadable(cause: image::ImageError) -> Error {
    tracing::debug!(%cause, "an uploaded image can't be read");
    Error::invalid("", "unreadable_image", "This image is damaged or incomplete.")
}

fn shrink(image: DynamicImage) -> DynamicImage {
    if image.width().max(image.height()) > LONGER_SIDE {
        image.resize(LONGER_SIDE, LONGER_SIDE, FilterType::Lanczos3)
    } else {
        image
    }
}

fn encode(image: &DynamicImage) -> image::ImageResult<Image> {
    let mut png = Cursor::new(Vec::new());
    if image.color().has_alpha() {
        let rgba = image.to_rgba8();
        if rgba.pixels().any(|pixel| pixel[3] < u8::MAX) {
            rgba.write_to(&mut png, ImageFormat::Png)?;
            return Ok(Image { bytes: png.into_inner(), extension: "png" });
        }
    }
    let rgb = image.to_rgb8();
    let mut jpeg = Vec::new();
    rgb.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, QUALITY))?;
    rgb.write_to(&mut png, ImageFormat::Png)?;
    let png = png.into_inner();
    Ok(if png.len() < jpeg.len() {
        Image { bytes: png, extension: "png" }
    } else {
        Image { bytes: jpeg, extension: "jpg" }
    })
}
