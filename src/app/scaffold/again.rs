//! The command line that makes the same again without a question.

use camino::Utf8Path;

use super::request::{CatalogRequest, ModuleRequest};

/// The command line of a request for a module, quoted for a POSIX shell.
#[must_use]
pub fn module_again(dir: &Utf8Path, request: &ModuleRequest) -> String {
    let mut words = vec!["pave", "--catalog", dir.as_str(), "module", "new"];
    words.extend(request.name.as_deref());
    let one = |flag, value: &Option<String>| flagged(flag, value.as_deref());
    let single = [
        one("--summary", &request.summary),
        one("--owner", &request.owner),
        one("--from", &request.from),
    ];
    let several = [
        many("--alias", &request.aliases),
        many("--resource", &request.resources),
        many("--input", &request.inputs),
        many("--output", &request.outputs),
        many("--provides", &request.provides),
        many("--requires", &request.requires),
        many("--accepts", &request.accepts),
    ];
    line(&words, single.into_iter().chain(several).flatten())
}

/// The command line of a request for a catalog, quoted for a POSIX shell.
#[must_use]
pub fn catalog_again(request: &CatalogRequest) -> String {
    let mut words = vec!["pave", "catalog", "new"];
    words.extend(request.dir.as_deref().map(Utf8Path::as_str));
    let all = [
        flagged("--organisation", request.organisation.as_deref()),
        flagged("--registry", request.registry.as_deref()),
        flagged("--namespace", request.namespace.as_deref()),
        flagged("--target-system", request.target_system.as_deref()),
        many("--environment", &request.environments),
        many("--provider", &request.providers),
        many("--from-embedded", &request.from_embedded),
    ];
    line(&words, all.into_iter().flatten())
}

fn flagged(flag: &str, value: Option<&str>) -> Vec<String> {
    value.map_or_else(Vec::new, |value| vec![flag.to_owned(), value.to_owned()])
}

fn many(flag: &str, values: &[String]) -> Vec<String> {
    values.iter().flat_map(|value| flagged(flag, Some(value))).collect()
}

fn line(words: &[&str], more: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = words.iter().map(|word| (*word).to_owned()).chain(more).collect();
    let quoted = all.iter().map(|word| {
        // Nothing of a command line holds a NUL, which alone cannot be quoted.
        shlex::try_quote(word).map_or_else(|_| word.replace('\0', ""), |word| word.into_owned())
    });
    quoted.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_read_otherwise_is_quoted() {
        let request = ModuleRequest {
            name: Some("queue".into()),
            summary: Some("It's a queue.".into()),
            resources: vec!["aws_sqs_queue".into()],
            ..ModuleRequest::default()
        };
        let again = module_again("my catalog".into(), &request);
        assert_eq!(
            shlex::split(&again).unwrap(),
            [
                "pave",
                "--catalog",
                "my catalog",
                "module",
                "new",
                "queue",
                "--summary",
                "It's a queue.",
                "--resource",
                "aws_sqs_queue"
            ]
        );
    }
}
