//! Addresses of the web and of mail.

use url::Url;

/// Returns an address in 7-bit ASCII, as a PDF asks for (ISO 32000-1, 12.6.4.7): what is not ASCII percent-encoded as UTF-8,
/// a host in Japanese in the form that the domain name system has for it (WHATWG URL). What is encoded already stays.
///
/// # Errors
/// What makes it no address.
pub fn ascii_address(written: &str) -> Result<String, String> {
    let url = Url::parse(written).map_err(|error| error.to_string().to_lowercase())?;
    if url.scheme() == "mailto" && !url.path().contains('@') {
        return Err("no mail address".to_owned());
    }
    let mut out = String::with_capacity(url.as_str().len());
    let mut rest = url.as_str();
    while let Some(at) = rest.find('%') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        out.push_str(before);
        // A percent sign that encodes nothing is one itself: 100%.
        let encodes = after.len() >= 2 && after.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
        out.push_str(if encodes { "%" } else { "%25" });
        rest = after;
    }
    out.push_str(rest);
    // The standard of the web leaves some marks as they are, that of addresses (RFC 3986) does not.
    Ok(out.chars().map(|c| if NEVER.contains(&c) { format!("%{:02X}", u32::from(c)) } else { c.into() }).collect())
}

/// What stands in no address, and what the standard of the web lets through.
const NEVER: [char; 9] = ['"', '<', '>', '\\', '^', '`', '{', '|', '}'];

#[cfg(test)]
mod tests {
    use super::*;

    // Otherwise a reader who clicks would land nowhere: raw UTF-8 and what is encoded twice open in no browser.
    #[test]
    fn addresses_are_ascii_and_encoded_once() {
        for (written, right) in [
            (
                "https://example.jp/事業/計画（案）.pdf",
                "https://example.jp/%E4%BA%8B%E6%A5%AD/%E8%A8%88%E7%94%BB%EF%BC%88%E6%A1%88%EF%BC%89.pdf",
            ),
            ("https://example.jp/wiki/関西_(地方)", "https://example.jp/wiki/%E9%96%A2%E8%A5%BF_(%E5%9C%B0%E6%96%B9)"),
            (
                "https://example.jp/?q=a%20b&r=年度#概要",
                "https://example.jp/?q=a%20b&r=%E5%B9%B4%E5%BA%A6#%E6%A6%82%E8%A6%81",
            ),
            ("mailto:a@example.jp?subject=照会", "mailto:a@example.jp?subject=%E7%85%A7%E4%BC%9A"),
            ("https://例え.jp/", "https://xn--r8jz45g.jp/"),
            ("https://example.jp/100%/a b", "https://example.jp/100%25/a%20b"),
            ("https://example.jp/a?b=%E4%BA%8B|c", "https://example.jp/a?b=%E4%BA%8B%7Cc"),
            ("http://example.jp:8080/a?b=c&d#e", "http://example.jp:8080/a?b=c&d#e"),
        ] {
            assert_eq!(ascii_address(written).as_deref(), Ok(right));
        }
        for wrong in ["https://", "mailto:", "mailto:照会", "https://exa mple.jp/", "http://[x]/"] {
            assert!(ascii_address(wrong).is_err(), "{wrong}");
        }
    }
}
