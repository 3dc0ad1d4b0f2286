//! Texts that callers give, as far as every database keeps them.

use crate::error::{Error, Result};

/// Refuses control characters, which no reader sees, and of which PostgreSQL keeps not all.
pub(super) fn plain(what: &str, text: &str) -> Result<()> {
    if text.contains(char::is_control) {
        return Err(Error::usage(format!("{what} has a control character in it"))
            .hint("write it in one line, without tabs"));
    }
    Ok(())
}

/// Refuses what cannot be the name of a group.
pub(super) fn group_names(groups: &[String]) -> Result<()> {
    let is_odd = |group: &&String| {
        group.is_empty() || group.contains(|c: char| c.is_whitespace() || c.is_control())
    };
    match groups.iter().find(is_odd) {
        Some(odd) => {
            Err(Error::usage(format!("`{}` cannot be the name of a group", odd.escape_debug()))
                .hint("name groups without spaces"))
        }
        None => Ok(()),
    }
}
