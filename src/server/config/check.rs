//! What a configuration says that is well formed and still cannot be meant.

use super::{Config, Issuer, Rule};
use crate::catalog::Located;
use crate::diag::{Finding, SourceId, Span};
use crate::registry::Scope;
use crate::release::is_name;

/// An issuer that signs tokens for everybody in the world.
struct Public {
    issuer: &'static str,
    programs: Naming,
    people: Naming,
}

/// By what it is told whose a token is.
struct Naming {
    /// The claims of which a rule must name one to be for somebody.
    claims: &'static [&'static str],
    /// What stands before the owner in `sub`, where that is no number.
    before: &'static str,
}

const PUBLIC_ISSUERS: [Public; 3] = [
    Public {
        issuer: "https://token.actions.githubusercontent.com",
        programs: Naming {
            claims: &[
                "sub",
                "repository",
                "repository_id",
                "repository_owner",
                "repository_owner_id",
            ],
            before: "repo:",
        },
        people: Naming { claims: &["sub"], before: "" },
    },
    Public {
        issuer: "https://gitlab.com",
        programs: Naming {
            claims: &["sub", "project_path", "project_id", "namespace_path", "namespace_id"],
            before: "project_path:",
        },
        people: Naming {
            claims: &["sub", "email", "preferred_username", "groups", "groups_direct"],
            before: "",
        },
    },
    Public {
        issuer: "https://accounts.google.com",
        programs: Naming { claims: &["sub", "email"], before: "" },
        people: Naming { claims: &["sub", "email", "hd"], before: "" },
    },
];

impl Naming {
    /// Whether a rule is for somebody, and not for everybody who can have a token.
    fn is_for_somebody(&self, rule: &Rule) -> bool {
        rule.claims.iter().any(|(claim, patterns)| {
            self.claims.contains(&claim.value.as_str())
                && patterns.as_slice().iter().all(|pattern| self.names(claim, pattern))
        })
    }

    /// Whether a pattern leaves open what belongs to an owner, and not who that is.
    fn names(&self, claim: &str, pattern: &str) -> bool {
        let (start, end) = match (pattern.split_once('*'), pattern.rsplit_once('*')) {
            (Some((start, _)), Some((_, end))) => (start, end),
            _ => (pattern, pattern),
        };
        let is_owned =
            |text: &str| text.split_once('/').is_some_and(|(owner, _)| !owner.is_empty());
        match claim {
            "sub" if !self.before.is_empty() => {
                start.strip_prefix(self.before).is_some_and(is_owned)
            }
            "email" => end.split_once('@').is_some_and(|(_, host)| !host.is_empty()),
            _ => start == pattern || is_owned(start),
        }
    }
}

const FOR_ALL: &str = "a rule is for every token that the issuer signs";

/// The issuer, when it is one that signs tokens for everybody.
fn public(issuer: &str) -> Option<&'static Public> {
    PUBLIC_ISSUERS.iter().find(|public| public.issuer == issuer)
}

/// Finds what cannot be meant; also the places of secrets, which are not to be shown.
pub(super) fn check(config: &Config, source: SourceId) -> (Vec<Finding>, Vec<Span>) {
    let mut check = Check { source, findings: Vec::new(), secrets: Vec::new() };
    for url in [&config.database, &config.store].into_iter().flatten() {
        check.no_secret(url);
    }
    for repository in &config.repositories {
        check.no_secret(&repository.url);
    }
    if let (Some(url), Some(_)) = (&config.database, &config.database_url_file) {
        check.add(
            url,
            "the database is given twice",
            "here and by `database_url_file`",
            "keep one",
        );
    }
    if let Some(url) = &config.public_url {
        check.no_secret(url);
        if !url.starts_with("https://") && !url.starts_with("http://") {
            let help = "write it like https://registry.acme.example";
            check.add(url, "the public address is no URL", "not http or https", help);
        }
    }
    for issuer in &config.oidc {
        check.issuer(&issuer.issuer);
        check.workload(issuer);
        check.rules(&issuer.rules);
    }
    if let Some(sign_in) = &config.sign_in {
        check.issuer(&sign_in.issuer);
        check.rules(&sign_in.rules);
        if let Some(public) = public(&sign_in.issuer) {
            check.naming(&sign_in.issuer, &sign_in.rules, &public.people);
        }
    }
    (check.findings, check.secrets)
}

struct Check {
    source: SourceId,
    findings: Vec<Finding>,
    secrets: Vec<Span>,
}

impl Check {
    fn add(&mut self, at: &Located<String>, message: &str, label: &str, help: &str) {
        let finding = Finding::error("serve-config", message.to_owned());
        self.findings
            .push(finding.at(self.source, at.span, label.to_owned()).help(help.to_owned()));
    }

    fn no_secret(&mut self, url: &Located<String>) {
        let authority = url.split_once("://").and_then(|(_, rest)| rest.split('/').next());
        let user = authority.and_then(|a| a.rsplit_once('@')).map(|(user, _)| user);
        let in_query = ["password=", "secret", "token="];
        let query = url.split_once('?').map_or("", |(_, query)| query);
        if user.is_some_and(|user| user.contains(':')) || in_query.iter().any(|w| query.contains(w))
        {
            self.secrets.push(url.span);
            self.add(
                url,
                "a secret stands in the file",
                "a URL with a password",
                "name a file that holds it, such as with `database_url_file`, or set the \
                 environment variable that its client reads",
            );
        }
    }

    fn issuer(&mut self, issuer: &Located<String>) {
        if !is_trustworthy(issuer) {
            let help = "write it like https://login.acme.example; http is for this machine alone";
            self.add(issuer, "an issuer is asked over https", "not an https address", help);
        }
    }

    fn workload(&mut self, issuer: &Issuer) {
        if issuer.audience.trim().is_empty() {
            let help = "give the address of this registry, and have workflows ask for that";
            self.add(&issuer.audience, "tokens for anybody would be taken", "empty", help);
        }
        if let Some(public) = public(&issuer.issuer) {
            self.naming(&issuer.issuer, &issuer.rules, &public.programs);
        } else if issuer.rules.iter().any(|rule| rule.claims.is_empty()) {
            self.add(&issuer.issuer, FOR_ALL, "a rule of this issuer", "have it name a claim");
        }
    }

    /// The rules of an issuer that signs tokens for everybody.
    fn naming(&mut self, issuer: &Located<String>, rules: &[Rule], naming: &Naming) {
        for _ in rules.iter().filter(|rule| !naming.is_for_somebody(rule)) {
            let claims = naming.claims.join(", ");
            let help = format!(
                "have it name one of {claims}, with a `*` for nothing but what belongs to somebody, \
                 as in acme/*"
            );
            self.add(issuer, FOR_ALL, "a rule of this issuer", &help);
        }
    }

    fn rules(&mut self, rules: &[Rule]) {
        for rule in rules {
            for namespace in &rule.namespaces {
                if !is_name(namespace) {
                    self.add(namespace, "no namespace has that name", "not a name", "see a module");
                }
            }
            for group in &rule.groups {
                if group.is_empty() || group.contains(char::is_whitespace) {
                    let help = "leave out spaces";
                    self.add(group, "no group has that name", "empty, or with a space", help);
                }
            }
            let everywhere = rule.namespaces.is_empty();
            if let Some(namespace) = rule.namespaces.first().filter(|_| !everywhere)
                && rule.scopes.contains(&Scope::Admin)
            {
                let help = "leave out `namespaces`, or give publish and approve instead";
                let message = "the scope admin is for the whole registry";
                self.add(namespace, message, "limited to a namespace", help);
            }
        }
    }
}

/// Whether an address may be asked about who a caller is: over TLS, or on this very machine.
pub(in crate::server) fn is_trustworthy(url: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(url) else { return false };
    let loopback = match url.host_str() {
        Some("localhost") => true,
        Some(host) => {
            let host = host.trim_start_matches('[').trim_end_matches(']');
            host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        None => false,
    };
    let plain = url.username().is_empty() && url.password().is_none();
    plain && (url.scheme() == "https" || (url.scheme() == "http" && loopback))
}
