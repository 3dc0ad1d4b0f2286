//! What stands in a query or a form: names and texts, in order, some names several times.

/// What stands in a query or a form.
pub(in crate::server) type Pairs = Vec<(String, String)>;

/// The first text under a name; empty when there is none.
pub(super) fn first<'p>(pairs: &'p [(String, String)], name: &str) -> &'p str {
    pairs.iter().find(|(key, _)| key == name).map_or("", |(_, text)| text.as_str())
}

/// Every text under a name.
pub(super) fn all<'p>(
    pairs: &'p [(String, String)],
    name: &'p str,
) -> impl Iterator<Item = &'p str> {
    pairs.iter().filter(move |(key, _)| key == name).map(|(_, text)| text.as_str())
}

/// A text as part of a query, with what has a meaning there written otherwise.
pub(super) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A time as people read it; nothing for none.
pub(super) fn day(milliseconds: i64) -> String {
    time(milliseconds, "%Y-%m-%d")
}

/// A time to the minute.
pub(super) fn minute(milliseconds: i64) -> String {
    time(milliseconds, "%Y-%m-%d %H:%M UTC")
}

fn time(milliseconds: i64, form: &str) -> String {
    if milliseconds <= 0 {
        return String::new();
    }
    let time = jiff::Timestamp::from_millisecond(milliseconds);
    time.map(|time| time.strftime(form).to_string()).unwrap_or_default()
}

/// A number of bytes as people read it.
pub(super) fn size(bytes: i64) -> String {
    #[allow(clippy::cast_precision_loss, reason = "a size that is read by people")]
    match bytes {
        ..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
