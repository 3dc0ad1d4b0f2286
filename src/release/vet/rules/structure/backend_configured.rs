//! `backend-configured`: state is the root module's business.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "backend-configured",
    group: Group::Structure,
    severity: Severity::Error,
    title: "No backend in a module",
    explanation: "Where state is kept is decided by the root module. Terraform passes over a \
                  backend in a module that is called.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let settings = &subject.root().settings;
    let backend = settings.backend.as_ref().map(|backend| backend.block.place);
    for place in backend.into_iter().chain(settings.cloud.as_ref().map(|block| block.place)) {
        problems
            .add("terraform", "the module says where state is kept")
            .at(subject.at(place))
            .help("remove the block");
    }
}
