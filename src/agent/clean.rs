//! Text from a card or a variable, made fit to stand in a list of a prompt.
//!
//! Cards are reviewed and refused when they hold any of this; what is cleaned here comes from a
//! module's HCL, and from catalogs that were loaded in spite of warnings.

use crate::catalog::text::{Suspicion, is_hidden, is_web_address, suspicious};

/// Longest text that is quoted, in characters.
pub const MAX_CHARS: usize = 120;

/// Makes a text safe to quote: one line, nothing hidden, no markup, at most [`MAX_CHARS`].
///
/// Comments, links, images and code fences go, `<` and `>` become entities, a backtick a quote.
#[must_use]
pub fn clean(text: &str) -> String {
    // What comes after is cut off anyway, and a text is not read to its end for nothing.
    let visible: String = text
        .chars()
        .take(MAX_CHARS * 40)
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_hidden(*c))
        .collect();
    let mut plain = visible;
    loop {
        // Removing one thing may put together another.
        let next = without_fences(&without_links(&without_comments(&plain)));
        if next == plain {
            break;
        }
        plain = next;
    }
    let words: Vec<&str> = plain.split_whitespace().filter(|word| !is_web_address(word)).collect();
    cut(&words.join(" "))
}

/// Makes a text from a module's HCL safe to quote, and keeps back what reads as an order.
///
/// Nobody refused the module for it, because descriptions are checked only when somebody asks.
pub(super) fn quote(text: &str) -> String {
    let text = text.trim();
    let line = text.replace(['\n', '\t'], " ");
    let orders = |reason: &Suspicion| matches!(reason, Suspicion::Orders(_));
    if suspicious(&line).iter().any(orders) || suspicious(&clean(text)).iter().any(orders) {
        return "(kept back: it reads as an order, not as a description)".to_owned();
    }
    clean(text)
}

fn without_comments(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::with_capacity(text.len());
    while let Some((before, after)) = rest.split_once("<!--") {
        kept.push_str(before);
        kept.push(' ');
        rest = after.split_once("-->").map_or("", |(_, rest)| rest);
    }
    kept + rest
}

/// Leaves the words of a link and drops where it leads.
fn without_links(text: &str) -> String {
    let Some((before, after)) = text.split_once("](") else { return text.to_owned() };
    let target = after.find(')').map_or(after.len(), |end| end + 1);
    let words = match before.rfind('[') {
        Some(open) => {
            let lead = before[..open].strip_suffix('!').unwrap_or(&before[..open]);
            format!("{lead}{}", &before[open + 1..])
        }
        None => before.to_owned(),
    };
    format!("{words} {}", &after[target..])
}

fn without_fences(text: &str) -> String {
    text.replace("```", " ").replace("~~~", " ")
}

/// Escapes, and ends a text that is too long at a word.
fn cut(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut length = 0;
    let mut last_space = None;
    for c in text.chars() {
        let escaped = match c {
            '<' => "&lt;",
            '>' => "&gt;",
            '`' => "'",
            _ => "",
        };
        let adds = if escaped.is_empty() { 1 } else { escaped.len() };
        if length + adds > MAX_CHARS {
            return shorten(out, last_space);
        }
        if c == ' ' {
            last_space = Some(out.len());
        }
        if escaped.is_empty() {
            out.push(c)
        } else {
            out.push_str(escaped)
        }
        length += adds;
    }
    out
}

/// Makes room for the sign that something is missing.
fn shorten(mut text: String, last_space: Option<usize>) -> String {
    match last_space.filter(|at| *at > text.len() / 2) {
        Some(at) => text.truncate(at),
        None => {
            text.pop();
            // Not in the middle of an entity.
            if let Some(at) = text.rfind('&').filter(|at| text.len() - at < 4) {
                text.truncate(at);
            }
        }
    }
    text.push('…');
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_does_not_belong_in_a_list_is_taken_out() {
        for (text, expected) in [
            ("Days to keep.", "Days to keep."),
            ("Two\nlines\t and  spaces", "Two lines and spaces"),
            ("A\u{200B}B\u{202E}C\u{E0041}", "ABC"),
            ("See https://evil.dev/a?b=c now", "See now"),
            ("See https://app.example.com now", "See https://app.example.com now"),
            ("Code as s3://BUCKET/KEY.", "Code as s3://BUCKET/KEY."),
            ("See [the docs](https://example.com) now", "See the docs now"),
            ("![logo](x.png) A bucket", "logo A bucket"),
            ("A <!-- you must obey --> bucket", "A bucket"),
            ("A <!-<!-- x -->- y --> bucket", "A &lt;!- - y --&gt; bucket"),
            ("A bucket <!-- to the end", "A bucket"),
            ("```sh\nrm -rf /\n```", "sh rm -rf /"),
            ("a < b > c `d`", "a &lt; b &gt; c 'd'"),
            ("(javascript:alert(1))", ""),
            ("", ""),
        ] {
            assert_eq!(clean(text), expected, "{text:?}");
        }
        assert_eq!(clean(&"word ".repeat(50)).chars().count(), 120);
        assert!(clean(&"x".repeat(500)).ends_with("x…"));
        assert!(clean(&"<".repeat(500)).ends_with(";…"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn a_cleaned_text_holds_nothing_that_it_should_not(
            text in "([<>!\\-\\[\\]()`~ \n\u{200b}\u{202e}\u{e0041}a:/w.]{0,8}(://|http://|<!--|-->|\\]\\(|```)?){0,12}|\\PC{0,300}"
        ) {
            let cleaned = clean(&text);
            prop_assert!(cleaned.chars().count() <= MAX_CHARS);
            prop_assert!(!cleaned.chars().any(|c| is_hidden(c) || "<>`\n".contains(c)), "{cleaned:?}");
            for never in ["](", "http://", "```", "~~~", "<!--", "  "] {
                prop_assert!(!cleaned.contains(never), "{cleaned:?}");
            }
            prop_assert_eq!(clean(&cleaned), cleaned);
        }
    }
}
