//! The known name that an unknown one was probably meant to be.

/// The closest of `known` to `word`, when one is close enough to be worth naming.
///
/// Case and the kind of separator do not count as differences. Of equally close names the
/// first in the alphabet is taken, so that the order of `known` does not matter.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let word = fold(word);
    let allowed = match word.chars().count() {
        0 => return None,
        1..=3 => 1,
        4..=7 => 2,
        _ => 3,
    };
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&word, &fold(name)), name))
        .filter(|(distance, name)| *distance <= allowed && *distance < name.chars().count())
        .min()
        .map(|(_, name)| name)
}

/// ``did you mean `name`?``, when a known name is close enough.
pub fn did_you_mean<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    nearest(word, known).map(|name| format!("did you mean `{name}`?"))
}

fn fold(name: &str) -> String {
    // Nobody misspells by hundreds of letters, and the distance costs time by the square.
    name.chars().take(64).map(|c| if c == '_' { '-' } else { c.to_ascii_lowercase() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_a_stranger_finds_none() {
        let known = ["postgres", "object-store", "queue", "network"];
        for (word, expected) in [
            ("postgre", Some("postgres")),
            ("Postgres", Some("postgres")),
            ("object_store", Some("object-store")),
            ("netwrok", Some("network")),
            ("kubernetes", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), expected, "{word}");
        }
    }
}
