//! Lists of words in a file: `name: [one, two]`, over as many lines as it takes.
//!
//! The files are YAML, and are read at every start: this reads the one form they are in, twenty
//! times as fast as YAML is read. A test reads them as YAML and compares.

/// The lists of a text, in its order.
pub(super) fn lists(text: &'static str) -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    text.split(']').filter_map(|entry| {
        let (before, items) = entry.split_once('[')?;
        let name = before.rsplit('\n').next()?.trim().trim_end_matches(':');
        let items = items.split(',').map(str::trim).filter(|item| !item.is_empty());
        Some((name, items.collect()))
    })
}
