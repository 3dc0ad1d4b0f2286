//! What a service is to be, as a program says it: a whole stack, or an intent with answers.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::limits;
use crate::app::folder::StackFile;
use crate::app::new::{Answers, Composed, NewRequest, compose, link_stack};
use crate::catalog::{Catalog, parse};
use crate::compose::stack::{SourceKind, Stack};
use crate::diag::{SourceId, SourceMap};
use crate::error::{Error, Report, Result};

/// What a service is to be: a `stack`, or everything else here, which means what the flags of
/// `pave new` mean.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Wanted {
    /// A whole stack, as `stack.yaml` holds it.
    #[schemars(with = "Option<Stack>")]
    pub stack: Option<Value>,
    /// What the service needs, in words of your own.
    pub intent: Option<String>,
    /// Answers, in the form of `stack.yaml` with everything optional.
    #[schemars(with = "Option<Answers>")]
    pub answers: Option<Value>,
    /// `MODULE` or `MODULE=NAME`, each a component; `CAPABILITY@ENVIRONMENT=MODULE` for who
    /// provides a capability.
    pub uses: Vec<String>,
    /// Components that are left out though the words would make them.
    pub without: Vec<String>,
    /// A blueprint by name.
    pub blueprint: Option<String>,
    /// `COMPONENT.INPUT[@ENVIRONMENT]=VALUE`.
    pub sets: Vec<String>,
    /// `COMPONENT.SLOT=SERVER`.
    pub wires: Vec<String>,
    /// `QUESTION=OPTION`, for the questions of the organisation.
    pub chooses: Vec<String>,
    /// The environments; all of the catalog when there are none.
    pub environments: Vec<String>,
    /// The region, for all environments.
    pub region: Option<String>,
    /// The service's name.
    pub name: Option<String>,
    /// The team that answers for it.
    pub owner: Option<String>,
    /// Where module sources point.
    pub source: Option<SourceKind>,
    /// Whether stated stand-ins are taken for what nobody answered.
    pub accept_samples: bool,
}

impl Wanted {
    /// Decides what is wanted, and links it in every environment.
    pub(super) fn compose(self, catalog: &Catalog) -> Result<Composed<'_>> {
        let Self { stack, intent, answers, uses, without, blueprint, sets, wires, .. } = self;
        let request = NewRequest {
            intent,
            answers: match answers {
                Some(answers) => read::<Answers>(&answers, "answers")?.0,
                None => Answers::default(),
            },
            uses,
            without,
            blueprint,
            sets,
            wires,
            chooses: self.chooses,
            environments: self.environments,
            region: self.region,
            name: self.name,
            owner: self.owner,
            source: self.source,
            accept_samples: self.accept_samples,
            ..NewRequest::default()
        };
        let sentences = [&request.intent, &request.answers.intent];
        sentences.into_iter().flatten().try_for_each(|text| limits::sentence(text))?;
        for (what, list) in [
            ("modules to use", &request.uses),
            ("components to leave out", &request.without),
            ("values to set", &request.sets),
            ("links to make", &request.wires),
            ("options to choose", &request.chooses),
            ("environments", &request.environments),
            ("environments", &request.answers.environments),
        ] {
            limits::parts(what, list.len())?;
        }
        limits::parts("components", request.answers.components.len())?;
        let Some(stack) = stack else { return compose(catalog, &request) };
        if is_said(&request) {
            return Err(Error::usage("a stack says all there is to say of a service")
                .hint("leave out the rest, or leave out the stack"));
        }
        let (stack, sources, source) = read::<Stack>(&stack, "stack")?;
        limits::parts("components", stack.components.len())?;
        limits::parts("environments", stack.environments.len())?;
        link_stack(catalog, &StackFile { stack, sources, source })
    }
}

/// Whether anything is asked for besides a stack.
fn is_said(request: &NewRequest) -> bool {
    let lists = [
        &request.uses,
        &request.without,
        &request.sets,
        &request.wires,
        &request.chooses,
        &request.environments,
    ];
    let words =
        [&request.intent, &request.blueprint, &request.region, &request.name, &request.owner];
    lists.iter().any(|list| !list.is_empty())
        || words.iter().any(|word| word.is_some())
        || request.source.is_some()
        || request.answers != Answers::default()
}

/// Reads a part of the request as the file is read that has this form, with the same findings.
fn read<T: DeserializeOwned + Serialize>(
    part: &Value,
    name: &str,
) -> Result<(T, SourceMap, SourceId)> {
    let text = serde_json::to_string_pretty(part).expect("what was JSON is JSON");
    let mut sources = SourceMap::default();
    let source = sources.add(name, text);
    let text = sources.get(source).text.clone();
    match parse::<T>(&text, source) {
        Ok(value) => {
            let read = serde_json::to_value(&value)
                .map_err(|e| Error::usage(format!("`{name}` cannot be read: {e}")))?;
            limits::same_kinds(part, &read, name)?;
            Ok((value, sources, source))
        }
        Err(finding) => {
            let report = Report { sources, findings: vec![*finding] };
            Err(Error::findings(format!("`{name}` cannot be read"), report)
                .hint(format!("`pave schema {name}` prints what may stand in it")))
        }
    }
}
