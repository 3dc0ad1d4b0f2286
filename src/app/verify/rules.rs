//! What `pave verify` and `pave lock` look for, listed once.

/// One thing that can be wrong with an installed module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its name in findings.
    pub id: &'static str,
    /// What it asks, in a few words.
    pub title: &'static str,
    /// Why, and what to do.
    pub explanation: &'static str,
}

/// Every rule.
pub const RULES: &[Rule] = &[
    Rule {
        id: "module-not-installed",
        title: "Every call is installed",
        explanation: "The configuration calls a module that `terraform init` has not installed, or \
                      has installed from another source. Run `terraform init` again.",
    },
    Rule {
        id: "module-moved",
        title: "Terraform reads each module where it was installed",
        explanation: "`.terraform/modules/modules.json` tells Terraform where each module lies, and \
                      Terraform believes it. An entry that leads elsewhere has been edited.",
    },
    Rule {
        id: "outside-root",
        title: "Local modules are part of the root module's folder",
        explanation: "What lies beside a root module is neither locked nor approved by anybody. \
                      Call a release instead.",
    },
    Rule {
        id: "configuration-unread",
        title: "All that Terraform reads was looked at",
        explanation: "A file of the configuration was not read: it is a link that leads out of its \
                      package, it is no HCL, or a `.tofu` file, which Terraform passes over, stands in \
                      its place. What it calls is not known. Put the file itself there.",
    },
    Rule {
        id: "module-changed",
        title: "The files are those that were approved",
        explanation: "Files of an installed module differ from those of the release. Terraform does \
                      not notice: it never looks at them again. Remove `.terraform/modules` and run \
                      `terraform init`.",
    },
    Rule {
        id: "not-locked",
        title: "Every module is in the lock",
        explanation: "The lock beside the root module does not know this module. Run `pave lock` \
                      and look at what it adds.",
    },
    Rule {
        id: "version-differs",
        title: "The version is the one that is locked",
        explanation: "Terraform installed another version than the lock has: a constraint admits \
                      more than one. Run `pave lock` if the new one is meant.",
    },
    Rule {
        id: "not-from-registry",
        title: "Modules come from the registry",
        explanation: "Nobody approved what comes from git, from an archive or from a registry that \
                      does not sign what it serves. `pave import` makes a release of it.",
    },
    Rule {
        id: "release-unknown",
        title: "The registry knows the release",
        explanation: "The registry has no such release, or it may not be seen with this token.",
    },
    Rule {
        id: "release-not-approved",
        title: "The release is approved",
        explanation: "The release is a draft or in review.",
    },
    Rule {
        id: "release-deprecated",
        title: "The release is not deprecated",
        explanation: "It still works, and something else should be used. Terraform does not tell.",
    },
    Rule {
        id: "release-revoked",
        title: "The release is not revoked",
        explanation: "It must not be used any more. Who has it installed keeps it until they move \
                      on, and nobody else gets it.",
    },
    Rule {
        id: "signature-wrong",
        title: "The release was signed by the registry",
        explanation: "What the registry or the lock says of the release was not signed with the \
                      registry's key, or something else was signed.",
    },
    Rule {
        id: "registry-key-changed",
        title: "The registry signs with the key that is locked",
        explanation: "The lock remembers with which key a registry signs. Another key is either a \
                      new one, which who looks after the registry can confirm, or another registry; so \
                      is one that signs nothing any more. `pave lock --new-key` takes it.",
    },
    Rule {
        id: "registry-disagrees",
        title: "The registry still has the release that was locked",
        explanation: "A release never changes. A registry that now has other files for the same \
                      version has lost or replaced them.",
    },
    Rule {
        id: "registry-unreachable",
        title: "The registry answers",
        explanation: "Without an answer the files are compared with the lock alone, and whether a \
                      release was deprecated or revoked meanwhile is not known.",
    },
];

/// The rule of that name.
#[must_use]
pub fn named(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}
