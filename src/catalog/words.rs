//! Words as they are compared: without case, punctuation, accents and the plural.
//!
//! Both sides of a comparison go through here, so a stem need not be a word; it only has to be
//! the same for all forms of one. The plural is the English one; in other languages it takes
//! letters away from both sides alike, which does no harm.

use crate::diag::Span;

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As written, lower case.
    pub text: String,
    /// What it is compared by.
    pub stem: String,
    /// Where it stands.
    pub span: Span,
}

/// Longest text that is looked at, in bytes; nobody says what they need in more.
pub const MAX_TEXT_BYTES: usize = 16 * 1024;

/// The words of a text, in order.
///
/// A word is a run of letters and digits with their marks; an apostrophe inside one is dropped,
/// and so is the `'s` after one. What French shortens before a vowel is a word: `l'api`, `d'une`.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut chars = text.char_indices().take_while(|(at, _)| *at < MAX_TEXT_BYTES).peekable();
    while let Some((start, c)) = chars.next() {
        if !c.is_alphanumeric() {
            continue;
        }
        if let Some(end) = plain_run(text, start) {
            let word = text[start..end].to_ascii_lowercase();
            words.push(Word { stem: stem(&word), text: word, span: Span::new(start, end) });
            if end - start > 1 {
                chars.nth(end - start - 2);
            }
            continue;
        }
        let mut word: String = c.to_lowercase().collect();
        let mut start = start;
        let mut end = start + c.len_utf8();
        while let Some((at, next)) =
            chars.next_if(|(_, c)| c.is_alphanumeric() || is_apostrophe(*c) || is_mark(*c))
        {
            if is_apostrophe(next) && is_shortened(&word) && followed(text, at + next.len_utf8()) {
                words.push(Word { stem: stem(&word), text: word, span: Span::new(start, end) });
                word = String::new();
                start = at + next.len_utf8();
                end = start;
                continue;
            }
            end = at + next.len_utf8();
            if is_apostrophe(next) {
                word.push('\'');
            } else {
                word.extend(next.to_lowercase());
            }
        }
        let word = word.trim_end_matches('\'');
        let word = word.strip_suffix("'s").unwrap_or(word).replace('\'', "");
        words.push(Word { stem: stem(&word), text: word, span: Span::new(start, end) });
    }
    words
}

/// The words of a phrase as they are compared, joined by spaces; the key of a phrase.
#[must_use]
pub fn phrase(text: &str) -> String {
    words(text).into_iter().map(|word| word.stem).collect::<Vec<_>>().join(" ")
}

/// Where a word of nothing but ASCII letters and digits ends, as nearly all words are.
fn plain_run(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let length = bytes[start..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    let end = start + length;
    let plain = bytes.get(end).is_none_or(|b| b.is_ascii() && *b != b'\'');
    (length > 0 && plain && end < MAX_TEXT_BYTES).then_some(end)
}

fn is_apostrophe(c: char) -> bool {
    c == '\'' || c == '\u{2019}'
}

/// Whether a letter's accent stands after it, as some keyboards write it.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Whether the beginning of a word is what French leaves before an apostrophe.
fn is_shortened(word: &str) -> bool {
    ["c", "d", "j", "l", "m", "n", "s", "t", "qu"].contains(&word)
}

/// Whether two letters follow, as no English contraction of [`is_shortened`] has them.
fn followed(text: &str, at: usize) -> bool {
    text[at..].chars().take(2).filter(|c| c.is_alphabetic()).count() == 2
}

/// What all forms of a word share.
#[must_use]
pub fn stem(word: &str) -> String {
    let folded = fold(word);
    let word = folded.as_str();
    let singular = match word.strip_suffix("ies") {
        Some(base) if base.len() > 2 => return format!("{base}y"),
        _ if word.len() > 2 && !word.ends_with("ss") && !word.ends_with("us") => {
            word.strip_suffix('s').unwrap_or(word)
        }
        _ => word,
    };
    // `caches` and `batches` lose different endings; without the `e` both meet their singular.
    match singular.strip_suffix('e') {
        Some(base) if base.len() > 2 => base.to_owned(),
        _ => singular.to_owned(),
    }
}

/// A word in lower case without accents: somebody in a hurry writes `donnees` and `strasse`.
fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let mut folded = String::with_capacity(word.len());
    for c in word.chars().filter(|c| !is_mark(*c)) {
        let plain = match c {
            'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
            'æ' => "ae",
            'ç' | 'ć' | 'č' => "c",
            'ď' | 'đ' => "d",
            'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
            'ğ' => "g",
            'ì'..='ï' | 'ī' | 'į' | 'ı' => "i",
            'ł' => "l",
            'ñ' | 'ń' | 'ň' => "n",
            'ò'..='ö' | 'ø' | 'ō' | 'ő' => "o",
            'œ' => "oe",
            'ř' => "r",
            'ś' | 'š' | 'ş' | 'ș' => "s",
            'ß' => "ss",
            'ť' | 'ț' => "t",
            'ù'..='ü' | 'ū' | 'ů' | 'ű' => "u",
            'ý' | 'ÿ' => "y",
            'ź' | 'ż' | 'ž' => "z",
            _ => {
                folded.push(c);
                continue;
            }
        };
        folded.push_str(plain);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_noun_compare_equal() {
        for (one, many) in [
            ("queue", "Queues"),
            ("cache", "caches"),
            ("batch", "batches"),
            ("policy", "policies"),
            ("address", "addresses"),
            ("bus", "buses"),
            ("database", "database's"),
            ("DB", "dbs"),
            ("API", "APIs"),
            ("key-value store", "key value stores"),
            ("Größe", "grosse"),
            ("base de données", "base de donnees"),
            ("donne\u{301}es", "données"),
            ("l'API", "l api"),
            ("Straße", "STRASSE"),
        ] {
            assert_eq!(phrase(one), phrase(many), "{one}");
        }
    }

    #[test]
    fn different_words_stay_different() {
        for (a, b) in [("queue", "quota"), ("sns", "sqs"), ("cache", "cash"), ("bus", "buzz")] {
            assert_ne!(phrase(a), phrase(b));
        }
    }

    #[test]
    fn a_word_knows_where_it_stands() {
        let text = "Don\u{2019}t, S3!";
        let found: Vec<_> =
            words(text).into_iter().map(|w| (w.text, text[w.span.range()].to_owned())).collect();
        assert_eq!(
            found,
            [("dont".to_owned(), "Don\u{2019}t".to_owned()), ("s3".to_owned(), "S3".to_owned())]
        );
    }
}
