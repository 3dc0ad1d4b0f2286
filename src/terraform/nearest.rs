//! The name that was probably meant.

/// The one of `candidates` that `name` is most likely a slip of; `None` when none is close.
#[must_use]
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    // A third of the letters may be off, and one letter always.
    let limit = (name.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

fn distance(a: &str, b: &str) -> usize {
    let plain = |s: &str| s.to_lowercase().replace('-', "_");
    strsim::damerau_levenshtein(&plain(a), &plain(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        let names = ["string", "number", "vpc_id", "subnet_ids"];
        assert_eq!(nearest("strng", names), Some("string"));
        assert_eq!(nearest("vpc-id", names), Some("vpc_id"));
        assert_eq!(nearest("vpcid", names), Some("vpc_id"));
        assert_eq!(nearest("subnets_ids", names), Some("subnet_ids"));
        assert_eq!(nearest("replicas", names), None);
    }
}
