//! Pictures made anew from their pixels: where one was taken, with which telephone, and whatever else
//! was hidden in the file is gone, and so is a file that is two things at once.
//!
//! Bounds: a picture that unpacks to more than it may is refused before it is unpacked; one picture
//! is made anew at a time, so that pictures together never need more memory than one.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use tokio::sync::Semaphore;

use super::media;

/// The most pixels: more than any telephone takes.
const PIXELS_MAX: u64 = 50_000_000;
/// The longest side.
const SIDE_MAX: u32 = 16_384;
/// The most bytes that a decoder may take.
const MEMORY_MAX: u64 = 256 * 1024 * 1024;
/// Of JPEG, in hundredths.
const QUALITY: u8 = 85;

static ONE: Semaphore = Semaphore::const_new(1);

/// The picture in `bytes` made anew, JPEG unless parts of it are transparent or it was a PNG; none
/// where it is no picture that can be read within the bounds.
pub(super) async fn anew(bytes: Vec<u8>, media_type: &str) -> Option<Vec<u8>> {
    let format = format_of(media_type)?;
    let _turn = ONE.acquire().await.ok()?;
    // A decoder that panics ends only its own task.
    tokio::task::spawn_blocking(move || drawn(&bytes, format)).await.ok()?
}

/// The format of a picture; none for what is none.
pub(super) fn format_of(media_type: &str) -> Option<ImageFormat> {
    match media_type {
        media::JPEG => Some(ImageFormat::Jpeg),
        media::PNG => Some(ImageFormat::Png),
        media::WEBP => Some(ImageFormat::WebP),
        _ => None,
    }
}

fn drawn(bytes: &[u8], format: ImageFormat) -> Option<Vec<u8>> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return None;
    }
    // Which way is up stands among what is dropped.
    let upright = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    if let Some(upright) = upright {
        picture.apply_orientation(upright);
    }
    let mut made = Cursor::new(Vec::new());
    if format == ImageFormat::Png || picture.color().has_alpha() {
        let eight = match picture.color().has_alpha() {
            true => DynamicImage::from(picture.to_rgba8()),
            false => DynamicImage::from(picture.to_rgb8()),
        };
        eight.write_to(&mut made, ImageFormat::Png).ok()?;
    } else {
        let encoder = JpegEncoder::new_with_quality(&mut made, QUALITY);
        picture.to_rgb8().write_with_encoder(encoder).ok()?;
    }
    Some(made.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(format: ImageFormat) -> Vec<u8> {
        let mut made = Cursor::new(Vec::new());
        let pixels =
            image::RgbImage::from_fn(8, 4, |x, _| image::Rgb([u8::try_from(x).unwrap(), 9, 9]));
        DynamicImage::from(pixels).write_to(&mut made, format).unwrap();
        made.into_inner()
    }

    /// A JPEG with an EXIF part that says it lies on its side, and where it was taken.
    fn told() -> Vec<u8> {
        let plain = picture(ImageFormat::Jpeg);
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0".to_vec();
        exif.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0GPS 16.07N 108.2E");
        let len = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&plain[..2], b"\xFF\xE1", &len, &exif, &plain[2..]].concat()
    }

    fn holds(bytes: &[u8], needle: &[u8]) -> bool {
        bytes.windows(needle.len()).any(|window| window == needle)
    }

    #[tokio::test]
    async fn where_a_picture_was_taken_is_gone_and_it_stands_upright() {
        let before = told();
        assert!(holds(&before, b"GPS"));
        let after = anew(before, media::JPEG).await.unwrap();
        assert!(!holds(&after, b"GPS") && !holds(&after, b"Exif"));
        let upright = image::load_from_memory(&after).unwrap();
        assert_eq!((upright.width(), upright.height()), (4, 8));
    }

    #[tokio::test]
    async fn a_page_behind_a_picture_is_gone() {
        for (format, media_type) in
            [(ImageFormat::Png, media::PNG), (ImageFormat::WebP, media::WEBP)]
        {
            let both = [picture(format), b"<script>alert(1)</script>".to_vec()].concat();
            let after = anew(both, media_type).await.unwrap();
            assert!(!holds(&after, b"script"), "{media_type}");
            assert!(media::of(&after).is_some_and(|found| found.starts_with("image/")));
        }
    }

    #[tokio::test]
    async fn what_only_begins_like_a_picture_is_refused() {
        let page = [&b"\x89PNG\r\n\x1A\n"[..], b"<html><script>alert(1)</script>"].concat();
        assert_eq!(anew(page, media::PNG).await, None);
        assert_eq!(anew(b"\xFF\xD8\xFF".to_vec(), media::JPEG).await, None);
    }

    #[tokio::test]
    async fn a_picture_of_more_pixels_than_may_be_is_not_unpacked() {
        let mut bomb = picture(ImageFormat::Png);
        // The size in the header alone: 16,000 by 16,000, with its checksum.
        bomb[16..20].copy_from_slice(&16_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&16_000_u32.to_be_bytes());
        let sum = crc(&bomb[12..29]).to_be_bytes();
        bomb[29..33].copy_from_slice(&sum);
        assert_eq!(anew(bomb, media::PNG).await, None);
    }

    /// The checksum of a part of a PNG.
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 }
            })
        })
    }
}
