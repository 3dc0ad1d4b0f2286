//! Versions as Terraform reads them: `1.2.3`, and also `v1.2` for `1.2.0`.

use semver::{BuildMetadata, Prerelease, Version};

use super::ConstraintError;
use crate::diag::Span;

/// Reads a version, filling in the parts left out.
///
/// # Errors
/// When the text is no version, or has more than three numbers.
pub fn parse(text: &str) -> Result<Version, ConstraintError> {
    let Numbers { numbers, pre_release, build } = read(text)?;
    let number = |i: usize| numbers.get(i).copied().unwrap_or(0);
    if numbers.len() > 3 {
        let span = Span::new(0, text.len());
        return Err(ConstraintError::new(span, "a version has three numbers at most"));
    }
    Ok(Version { major: number(0), minor: number(1), patch: number(2), pre: pre_release, build })
}

/// Whether two texts are one version: `v1.2` is `1.2.0`. What is no version is only itself.
#[must_use]
pub fn is_same(one: &str, other: &str) -> bool {
    one == other || matches!((parse(one), parse(other)), (Ok(a), Ok(b)) if a == b)
}

/// The parts of a version as they were written.
pub(super) struct Numbers {
    pub(super) numbers: Vec<u64>,
    pub(super) pre_release: Prerelease,
    pub(super) build: BuildMetadata,
}

/// Reads as many numbers as are written, then a pre-release with or without its hyphen.
pub(super) fn read(text: &str) -> Result<Numbers, ConstraintError> {
    let mut at = usize::from(text.starts_with('v'));
    let mut numbers = Vec::new();
    loop {
        let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return Err(expected_number(text, at));
        }
        let number = text[at..at + digits].parse().map_err(|_| {
            ConstraintError::new(Span::new(at, at + digits), "the number is too large")
        })?;
        numbers.push(number);
        at += digits;
        match text[at..].strip_prefix('.') {
            Some(_) => at += 1,
            None => break,
        }
    }
    let (rest, build) = match text[at..].split_once('+') {
        Some((rest, build)) => (rest, build),
        None => (&text[at..], ""),
    };
    let hyphen = usize::from(rest.starts_with('-'));
    let pre = &rest[hyphen..];
    let whole = Span::new(at, text.len());
    if (hyphen == 1 && pre.is_empty()) || (build.is_empty() && text.ends_with('+')) {
        return Err(ConstraintError::new(whole, "expected a name after the version's last sign"));
    }
    let pre_release = Prerelease::new(pre).map_err(|_| {
        let message = format!("expected the end of the version or a pre-release, found `{rest}`");
        ConstraintError::new(Span::new(at, at + rest.len()), message)
    })?;
    let build = BuildMetadata::new(build)
        .map_err(|_| ConstraintError::new(whole, "expected letters, digits and dots after `+`"))?;
    Ok(Numbers { numbers, pre_release, build })
}

fn expected_number(text: &str, at: usize) -> ConstraintError {
    let Some(found) = text[at..].chars().next() else {
        let message = "expected a version such as `1.2.3`, found nothing";
        return ConstraintError::new(Span::new(at, at), message);
    };
    let span = Span::new(at, at + found.len_utf8());
    let message = match found {
        'x' | 'X' | '*' if at > 0 => {
            format!("`{found}` is no number; `~> 1.2` admits every 1.x from 1.2 on")
        }
        _ if at <= 1 => {
            let message = format!("expected a version such as `1.2.3`, found `{text}`");
            return ConstraintError::new(Span::new(0, text.len()), message);
        }
        _ => format!("expected a number, found `{found}`"),
    };
    ConstraintError::new(span, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_left_out_are_zero() {
        for (text, version) in [
            ("1", "1.0.0"),
            ("v1.2", "1.2.0"),
            ("1.2.3-rc.1+b5", "1.2.3-rc.1+b5"),
            ("1.2.3beta", "1.2.3-beta"),
        ] {
            assert_eq!(parse(text).expect(text).to_string(), version);
        }
        assert!(parse("1.2.3.4").is_err() && parse("").is_err() && parse("~> 1").is_err());
    }
}
