//! The wizard of a new module: what it is made of, its name, and how it fits the others.

use camino::{Utf8Path, Utf8PathBuf};
use hcl_rs::Value;

use super::making::{self, Told, ask, said, sentence, strings, text, words};
use super::{Choice, Kind, Question, Session, Step, Wizard};
use crate::app::scaffold::{
    ModuleRequest, known_resource, known_source, module, module_again, new_module_name,
    recommended_summary,
};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::schema::Providers;

/// Asks for what the words of `pave module new` leave open.
#[derive(Debug)]
pub struct ModuleWizard<'c> {
    catalog: &'c Catalog,
    dir: Utf8PathBuf,
    request: ModuleRequest,
}

/// Where the resources come from: the answers to the first question.
const FROM_TYPES: &str = "types";
const FROM_EXISTING: &str = "existing";

impl<'c> ModuleWizard<'c> {
    /// A wizard for the catalog in `dir`; what `request` says is not asked.
    #[must_use]
    pub fn new(catalog: &'c Catalog, dir: &Utf8Path, request: ModuleRequest) -> Self {
        Self { catalog, dir: dir.to_owned(), request }
    }

    /// What was asked for, with the answers so far.
    #[must_use]
    pub fn answered(&self, session: &Session) -> ModuleRequest {
        let mut request = self.request.clone();
        request.name = request.name.or_else(|| said(session, "name"));
        request.summary = request.summary.or_else(|| said(session, "summary"));
        request.owner = request.owner.or_else(|| said(session, "owner"));
        if !self.has_content() {
            match session.answers.get("way").and_then(Value::as_str) {
                Some(FROM_EXISTING) => request.from = said(session, "from"),
                _ => {
                    request.resources = words(session.answers.get("resources"));
                    let related = strings(session.answers.get("related"));
                    let new = related.into_iter().filter(|kind| {
                        let main = request.resources.first();
                        main.is_some_and(|main| kind.starts_with(&format!("{main}_")))
                    });
                    let new: Vec<String> = new.collect();
                    request.resources.extend(new);
                }
            }
        }
        if request.provides.is_empty() {
            request.provides = strings(session.answers.get("provides"));
        }
        if request.requires.is_empty() && request.accepts.is_empty() {
            request.requires = strings(session.answers.get("requires"));
        }
        request
    }

    /// The command that goes on with what was answered.
    #[must_use]
    pub fn again(&self, session: &Session) -> String {
        module_again(&self.dir, &self.answered(session))
    }

    fn has_content(&self) -> bool {
        self.request.from.is_some() || !self.request.resources.is_empty()
    }

    /// What it is made of: the questions that are open.
    fn content(&self, session: &Session) -> Option<Step> {
        if self.has_content() {
            return None;
        }
        let Some(way) = session.answer("way") else {
            let choices = vec![
                Choice::new(
                    FROM_TYPES,
                    "Resource types",
                    "the schema of the provider says the rest",
                ),
                Choice::new(FROM_EXISTING, "Resources that exist", "a file or folder of Terraform"),
            ];
            let words = ("way", "What is the module made of?", "");
            return Some(ask(session, words, Kind::One(choices), Some(FROM_TYPES.into())));
        };
        if way.as_str() == Some(FROM_EXISTING) {
            let help = "A file or folder; with :TYPE.NAME after it one resource of it.";
            let words = ("from", "Where are the resources?", help);
            let open = session.answer("from").is_none();
            return open.then(|| ask(session, words, Kind::Text, None));
        }
        let Some(resources) = session.answer("resources") else {
            let help = "Several with a space between; data. before a data source.";
            let words = ("resources", "Which resource types?", help);
            return Some(ask(session, words, Kind::OneOrOther(all_types()), None));
        };
        let given = words(Some(resources));
        let related = given.first().map_or_else(Vec::new, |main| related(main, &given));
        if given.len() == 1 && !related.is_empty() && session.answer("related").is_none() {
            let words =
                ("related", "Which of what belongs to it?", "Each is a resource beside it.");
            let none = Value::Array(Vec::new());
            return Some(ask(session, words, Kind::Many(related), Some(none)));
        }
        None
    }

    /// How it fits the other modules: the questions that are open.
    fn wiring(&self, session: &Session) -> Option<Step> {
        let none = || Some(Value::Array(Vec::new()));
        let capabilities = || {
            let all = self.catalog.capabilities.values();
            all.map(|c| Choice::new(c.name.as_str(), c.name.as_str(), c.summary.as_str())).collect()
        };
        if self.catalog.capabilities.is_empty() {
            return None;
        }
        let asked = &self.request;
        if asked.provides.is_empty() && session.answer("provides").is_none() {
            let words = ("provides", "Which capabilities does it provide?", "");
            return Some(ask(session, words, Kind::Many(capabilities()), none()));
        }
        let takes = !asked.requires.is_empty() || !asked.accepts.is_empty();
        if !takes && session.answer("requires").is_none() {
            let words = ("requires", "Which can it not do without?", "");
            return Some(ask(session, words, Kind::Many(capabilities()), none()));
        }
        None
    }

    /// What it is called and who answers for it: the questions that are open.
    fn identity(&self, session: &Session) -> Option<Step> {
        let so_far = self.answered(session);
        if self.request.name.is_none() && session.answer("name").is_none() {
            let words = ("name", "What is the module called?", "");
            return Some(ask(session, words, Kind::Text, recommended_name(self.catalog, &so_far)));
        }
        if self.request.summary.is_none() && session.answer("summary").is_none() {
            let words = ("summary", "What does one get, in a sentence?", "");
            let recommended = recommended_summary(&so_far).into();
            return Some(ask(session, words, Kind::Text, Some(recommended)));
        }
        if self.request.owner.is_none() && session.answer("owner").is_none() {
            let mut owners: Vec<&str> =
                self.catalog.modules().map(|module| module.card.owner.as_str()).collect();
            owners.sort_unstable();
            owners.dedup();
            let choices = owners.iter().map(|owner| Choice::new(*owner, *owner, "")).collect();
            let words = ("owner", "Which team answers for it?", "");
            return Some(ask(session, words, Kind::OneOrOther(choices), None));
        }
        None
    }
}

impl Wizard for ModuleWizard<'_> {
    fn next(&self, session: &Session) -> Result<Step> {
        let open = self.content(session);
        let open = open.or_else(|| self.identity(session)).or_else(|| self.wiring(session));
        if let Some(step) = open {
            return Ok(step);
        }
        let request = self.answered(session);
        let list = |all: &[String]| if all.is_empty() { "-".to_owned() } else { all.join(", ") };
        let one = |text: &Option<String>| text.clone().unwrap_or_default();
        let mut answers = Vec::new();
        match &request.from {
            Some(from) => answers.push(("from", "from", from.clone())),
            None => answers.push(("resources", "resources", list(&request.resources))),
        }
        answers.extend([
            ("name", "name", one(&request.name)),
            ("summary", "summary", one(&request.summary)),
            ("owner", "owner", one(&request.owner)),
            ("provides", "provides", list(&request.provides)),
            ("requires", "requires", list(&request.requires)),
        ]);
        let name = one(&request.name);
        let folder = self.dir.join("modules").join(&name);
        let told = Told {
            answers,
            commands: vec![
                (
                    format!("terraform -chdir={folder} init && terraform -chdir={folder} test"),
                    "run its tests".to_owned(),
                ),
                (
                    format!("$EDITOR {folder}/module.yaml"),
                    "set `lifecycle: approved`, and it is offered".to_owned(),
                ),
            ],
            folder,
            again: module_again(&self.dir, &request),
            saved_as: format!("new-{name}.sh"),
        };
        Ok(making::review(module(self.catalog, &self.dir, &request), told, session))
    }

    fn check(&self, _: &Session, question: &Question, value: &Value) -> Result<(), String> {
        let words = |error: crate::error::Error| making::problem(&error);
        match question.key.as_str() {
            "name" => new_module_name(self.catalog, &self.dir, text(value)?).map_err(words),
            "summary" | "owner" => sentence(value),
            "from" => known_source(text(value)?).map_err(words),
            "resources" => {
                text(value)?;
                let all = making::words(Some(value));
                all.iter().try_for_each(|word| known_resource(word).map_err(words))
            }
            _ => question.offers(value),
        }
    }
}

/// Every resource type whose schema is known.
fn all_types() -> Vec<Choice> {
    let providers = Providers::embedded().iter();
    let names = providers.flat_map(|provider| provider.resource_names());
    names.map(|name| Choice::new(name, name, "")).collect()
}

/// The types that belong to a type: `aws_s3_bucket_versioning` to `aws_s3_bucket`.
fn related(main: &str, given: &[String]) -> Vec<Choice> {
    let Some(provider) = Providers::embedded().of_type(main) else { return Vec::new() };
    let before = format!("{main}_");
    let names = provider.resource_names().filter(|name| name.starts_with(&before));
    let new = names.filter(|name| !given.iter().any(|given| given == name));
    new.map(|name| Choice::new(name, name, "")).collect()
}

/// The last words of the first resource type, when they are free.
fn recommended_name(catalog: &Catalog, request: &ModuleRequest) -> Option<Value> {
    let first = request.resources.first()?.trim_start_matches("data.");
    let kind = first.split('.').next().unwrap_or(first);
    let words: Vec<&str> = kind.split('_').skip(1).collect();
    let short = words.last().copied().unwrap_or(kind).to_owned();
    let free = |name: &String| !name.is_empty() && catalog.module(name).is_none();
    [short, words.join("-")].into_iter().find(free).map(Value::from)
}
