//! What a write would change, as a diff.

use similar::TextDiff;

use crate::app::folder::{Change, ChangeKind, Changes};

/// The changes to the files that people read, as a unified diff.
#[must_use]
pub fn diff(changes: &Changes) -> String {
    let mut out = String::new();
    let alters = |c: &&Change| {
        matches!(c.kind, ChangeKind::Create | ChangeKind::Update | ChangeKind::Remove)
            && !c.path.starts_with(".pave")
    };
    for change in changes.files.iter().filter(alters) {
        let text = |bytes: &Option<Vec<u8>>| {
            String::from_utf8_lossy(bytes.as_deref().unwrap_or_default()).into_owned()
        };
        let (before, after) = (text(&change.before), text(&change.after));
        let name = |side: &str, there: bool| {
            if there { format!("{side}/{}", change.path) } else { "/dev/null".to_owned() }
        };
        let diff = TextDiff::from_lines(&before, &after);
        let mut unified = diff.unified_diff();
        let unified =
            unified.header(&name("a", change.before.is_some()), &name("b", change.after.is_some()));
        out.push_str(&unified.to_string());
    }
    out
}
