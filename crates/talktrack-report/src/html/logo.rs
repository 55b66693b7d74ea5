//! A picture that travels inside the file.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use talktrack::model::Invalid;

/// A picture that travels inside the file: PNG, JPEG, GIF, WebP or SVG, 256 KiB at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    kind: &'static str,
    data: String,
}

impl Logo {
    const LARGEST: usize = 256 * 1024;

    /// From the bytes of a picture file.
    ///
    /// ```
    /// use talktrack_report::Logo;
    /// assert!(Logo::new(b"<svg xmlns='http://www.w3.org/2000/svg'/>").is_ok());
    /// assert!(Logo::new(b"hello").unwrap_err().to_string().contains("PNG, JPEG, GIF, WebP or SVG"));
    /// ```
    ///
    /// # Errors
    /// If they are too many, or of no known kind.
    pub fn new(bytes: &[u8]) -> Result<Self, Invalid> {
        if bytes.len() > Self::LARGEST {
            return Err(Invalid::new("logo", "is larger than 256 KiB, which is too much to mail"));
        }
        let kind = match bytes {
            [0x89, b'P', b'N', b'G', ..] => "png",
            [0xFF, 0xD8, 0xFF, ..] => "jpeg",
            [b'G', b'I', b'F', b'8', ..] => "gif",
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "webp",
            _ if is_svg(bytes) => "svg+xml",
            _ => return Err(Invalid::new("logo", "is not a PNG, JPEG, GIF, WebP or SVG picture")),
        };
        Ok(Self { kind, data: STANDARD.encode(bytes) })
    }

    /// The address that holds the picture. Shown as an image, an SVG can run nothing and fetch nothing.
    pub(super) fn address(&self) -> String {
        format!("data:image/{};base64,{}", self.kind, self.data)
    }
}

fn is_svg(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii_start();
    let head = text.get(..text.len().min(4096)).unwrap_or(text);
    head.starts_with(b"<") && head.windows(4).any(|window| window == b"<svg")
}
