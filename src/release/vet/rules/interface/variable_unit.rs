//! `variable-unit`: numbers say what they count.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::terraform::Type;

pub(super) static RULE: Rule = Rule {
    id: "variable-unit",
    group: Group::Interface,
    severity: Severity::Warning,
    title: "A number that is a duration or a size has its unit in its name",
    explanation: "`timeout = 30` is half a minute to one caller and half an hour to the next. \
                  `timeout_seconds` cannot be misread.",
    waivable: true,
    check: Some(check),
};

/// Words that a duration or a size goes by.
const MEASURES: &[&str] = &[
    "timeout",
    "retention",
    "interval",
    "period",
    "duration",
    "ttl",
    "delay",
    "age",
    "expiry",
    "expiration",
    "lifetime",
    "backoff",
    "cooldown",
    "memory",
    "storage",
    "disk",
    "bandwidth",
];

/// What such a name ends in.
const UNITS: &[&str] = &[
    "ms",
    "milliseconds",
    "seconds",
    "minutes",
    "hours",
    "days",
    "weeks",
    "months",
    "years",
    "bytes",
    "kb",
    "mb",
    "gb",
    "tb",
    "kib",
    "mib",
    "gib",
    "tib",
    "mbps",
    "gbps",
    "percent",
    "count",
    "units",
];

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for variable in subject.root().variables.values().filter(|v| v.ty == Type::Number) {
        let name = &variable.name;
        let mut words = name.split('_');
        let measure = words.clone().find(|word| MEASURES.contains(word));
        let has_unit = words.any(|word| UNITS.contains(&word));
        if let Some(measure) = measure.filter(|_| !has_unit) {
            problems
                .add(format!("var.{name}"), format!("`{name}` does not say in what it counts"))
                .at(subject.at(variable.name_place))
                .help(format!("put the unit into the name: `{measure}_{}`", unit(measure)));
        }
    }
}

fn unit(measure: &str) -> &'static str {
    match measure {
        "retention" | "age" | "expiry" | "expiration" | "lifetime" => "days",
        "memory" => "mb",
        "storage" | "disk" => "gb",
        "bandwidth" => "mbps",
        _ => "seconds",
    }
}
