//! What a plan would do, in numbers.

/// What a plan would do, in numbers of resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// To be imported.
    pub import: usize,
    /// To be created; a replacement counts here and in `destroy`.
    pub add: usize,
    /// To be changed in place.
    pub change: usize,
    /// To be destroyed.
    pub destroy: usize,
}

impl Summary {
    /// What a line says of a plan or an apply, when it sums one up.
    pub(super) fn read(line: &str) -> Option<Self> {
        let plain = without_colour(line);
        let plain = plain.trim();
        if plain.starts_with("No changes.") {
            return Some(Self::default());
        }
        let counts = plain
            .strip_prefix("Plan: ")
            .or_else(|| plain.strip_prefix("Apply complete! Resources: "))?;
        let mut summary = Self::default();
        for part in counts.trim_end_matches('.').split(", ") {
            let (count, what) = part.split_once(' ')?;
            let count = count.parse().ok()?;
            match what.trim_start_matches("to ") {
                "import" | "imported" => summary.import = count,
                "add" | "added" => summary.add = count,
                "change" | "changed" => summary.change = count,
                "destroy" | "destroyed" => summary.destroy = count,
                _ => {}
            }
        }
        Some(summary)
    }

    /// Counts the changes of a plan in JSON.
    pub(super) fn count(plan: &serde_json::Value) -> Self {
        let mut summary = Self::default();
        for change in plan["resource_changes"].as_array().into_iter().flatten() {
            summary.import += usize::from(change["change"]["importing"].is_object());
            for action in change["change"]["actions"].as_array().into_iter().flatten() {
                match action.as_str() {
                    Some("create") => summary.add += 1,
                    Some("update") => summary.change += 1,
                    Some("delete") => summary.destroy += 1,
                    _ => {}
                }
            }
        }
        summary
    }
}

fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_that_sums_a_plan_up_is_understood() {
        let plan = "\u{1b}[1mPlan:\u{1b}[0m 1 to import, 9 to add, 2 to change, 3 to destroy.";
        let expected = Summary { import: 1, add: 9, change: 2, destroy: 3 };
        assert_eq!(Summary::read(plan), Some(expected));
        let applied = "Apply complete! Resources: 2 added, 0 changed, 0 destroyed.";
        assert_eq!(Summary::read(applied), Some(Summary { add: 2, ..Summary::default() }));
        assert_eq!(
            Summary::read("No changes. Your infrastructure matches"),
            Some(Summary::default())
        );
        assert_eq!(Summary::read("Plan file: x"), None);
    }
}
