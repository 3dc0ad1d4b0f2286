//! What Terraform did with the caller that shows a change, as people read it.

use crate::app::prove::{Evidence, Proof, UNKNOWN, What};

/// Characters of a value that are shown; the whole is in the JSON.
const MAX_CHARS: usize = 200;

/// Addresses that are shown.
const MAX_ADDRESSES: usize = 5;

/// A word for it, `proven` or `unproven`, and what goes with that, a sentence each.
#[must_use]
pub(super) fn proof(proof: &Proof) -> (&'static str, Vec<String>) {
    let mut lines = match &proof.evidence {
        Evidence::Refused { message, detail, place } => {
            let place = place.as_ref().map(|place| format!(", {place}")).unwrap_or_default();
            let mut lines = vec![format!("Terraform says \"{message}\"{place}")];
            let detail = detail.split("\n\n").next().unwrap_or_default();
            lines.extend((!detail.is_empty()).then(|| short(detail)));
            lines
        }
        Evidence::Changes { what, old, new } => {
            vec![format!("Terraform says nothing; {}", changed(what, old, new))]
        }
        Evidence::Destroys { addresses } => {
            let address = |(address, replaced): (&String, &bool)| match replaced {
                true => format!("{address} (and makes another)"),
                false => address.clone(),
            };
            let mut told: Vec<_> = addresses.iter().take(MAX_ADDRESSES).map(address).collect();
            let more = addresses.len().saturating_sub(MAX_ADDRESSES);
            told.extend((more > 0).then(|| format!("{more} more")));
            vec![format!("Terraform would destroy {}", told.join(", "))]
        }
        Evidence::Agrees => {
            vec!["Terraform accepts the caller, and nothing is another".into()]
        }
        Evidence::Unprovable { reason } => vec![short(reason)],
    };
    if proof.adapted.is_some() {
        lines.push("by a caller that does what the other changes ask for".to_owned());
    }
    if let Some(reason) = &proof.only_variables {
        lines.push(format!("shown with the input variables alone: {}", short(reason)));
    }
    (if proof.evidence.is_proof() { "proven" } else { "unproven" }, lines)
}

fn changed(what: &What, old: &str, new: &str) -> String {
    let (old, new) = (short(old), short(new));
    match what {
        What::Variable(name) => {
            format!("of `{name}` the module sees {new} in place of {old}")
        }
        What::Output(expression) if new == UNKNOWN => {
            format!("`{expression}`, which was {old}, is known only after an apply")
        }
        What::Output(expression) => format!("`{expression}` is {new} in place of {old}"),
        What::Resource(address) => format!("{address} is {new} in place of {old}"),
    }
}

/// One line that is not endless.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
