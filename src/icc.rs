//! What the header of an ICC profile says (ICC.1:2010, 7.2).

/// Says whether bytes are the ICC profile of a CMYK output device.
#[must_use]
pub fn is_cmyk_output(bytes: &[u8]) -> bool {
    let field = |at: usize| bytes.get(at..at + 4);
    field(36) == Some(b"acsp") && field(12) == Some(b"prtr") && field(16) == Some(b"CMYK")
}
