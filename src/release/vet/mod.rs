//! Whether a module is fit for a catalog, as far as its text can tell.
//!
//! Every [`Rule`] is one thing that is asked of each module. Pure: a module comes in as a
//! [`Subject`], and findings come out. What Terraform says of the module, and whether its tests
//! find mistakes, is for others to run.

mod bounds;
mod expressions;
mod features;
mod flagged;
mod guarded;
mod problem;
mod rule;
pub mod rules;
pub mod scanner;
mod subject;
mod test_file;
mod text;
mod waivers;

pub use flagged::{Flagged, Origin};
pub use problem::{Problem, Problems, Region, Texts};
pub use rule::{Group, Rule};
pub use rules::is_private;
pub use subject::Subject;
pub use test_file::TestFile;
pub use waivers::waive;

/// Runs every rule over a module; the findings' places are in `texts`.
#[must_use]
pub fn vet(subject: &Subject<'_>, texts: &mut Texts) -> Vec<Flagged> {
    let mut flagged = Vec::new();
    for rule in rules::all() {
        let Some(check) = rule.check else { continue };
        let mut problems = Problems::default();
        check(subject, &mut problems);
        let told = problems.into_findings(rule, texts).into_iter();
        flagged.extend(told.map(|told| Flagged {
            origin: Origin::Rule(rule),
            subject: told.subject,
            finding: told.finding,
        }));
    }
    flagged
}
