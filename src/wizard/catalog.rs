//! The wizard of a new catalog: whose it is, where its modules are had from, and its environments.

use hcl_rs::Value;

use super::making::{self, Told, ask, said, sentence, shown, strings, text, words};
use super::{Choice, Kind, Question, Session, Step, Wizard};
use crate::app::scaffold::{
    CatalogRequest, RECOMMENDED_ENVIRONMENTS, catalog, catalog_again, known_environment,
    known_provider, new_catalog_folder, recommended_registry,
};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::schema::Providers;

/// Asks for what the words of `pave catalog new` leave open.
#[derive(Debug)]
pub struct CatalogWizard {
    request: CatalogRequest,
    embedded: Catalog,
}

impl CatalogWizard {
    /// A wizard; what `request` says is not asked.
    #[must_use]
    pub fn new(request: CatalogRequest) -> Self {
        Self { request, embedded: Catalog::embedded() }
    }

    /// What was asked for, with the answers so far.
    #[must_use]
    pub fn answered(&self, session: &Session) -> CatalogRequest {
        let mut request = self.request.clone();
        request.dir = request.dir.or_else(|| said(session, "dir").map(Into::into));
        request.organisation = request.organisation.or_else(|| said(session, "organisation"));
        request.registry = request.registry.or_else(|| said(session, "registry"));
        if request.environments.is_empty() {
            request.environments = words(session.answers.get("environments"));
        }
        if request.providers.is_empty() {
            request.providers = words(session.answers.get("provider"));
        }
        if request.from_embedded.is_empty() {
            request.from_embedded = strings(session.answers.get("modules"));
        }
        request
    }

    /// The command that goes on with what was answered.
    #[must_use]
    pub fn again(&self, session: &Session) -> String {
        catalog_again(&self.answered(session))
    }

    fn open(&self, session: &Session) -> Option<Step> {
        let (asked, so_far) = (&self.request, self.answered(session));
        let open = |key: &str| session.answer(key).is_none();
        if asked.organisation.is_none() && open("organisation") {
            let words = ("organisation", "What is the organisation called?", "");
            return Some(ask(session, words, Kind::Text, None));
        }
        if asked.dir.is_none() && open("dir") {
            let words = ("dir", "Which folder is it written to?", "");
            return Some(ask(session, words, Kind::Text, Some("catalog".into())));
        }
        if asked.registry.is_none() && open("registry") {
            let help = "A host name. Nothing is asked of it before a release is published.";
            let words = ("registry", "Where will the modules be had from?", help);
            let organisation = so_far.organisation.unwrap_or_default();
            let recommended = recommended_registry(&organisation).into();
            return Some(ask(session, words, Kind::Text, Some(recommended)));
        }
        if asked.providers.is_empty() && open("provider") {
            let names = Providers::embedded().iter().map(|provider| provider.name());
            let choices = names.map(|name| Choice::new(name, name, "")).collect();
            let help = "Any other as NAME=SOURCE@VERSION.";
            let words = ("provider", "Which provider do the modules use?", help);
            return Some(ask(session, words, Kind::OneOrOther(choices), Some("aws".into())));
        }
        if asked.environments.is_empty() && open("environments") {
            let help = "NAME=REGION, in the order in which a change travels, with spaces between.";
            let words = ("environments", "Which environments are there?", help);
            let recommended = RECOMMENDED_ENVIRONMENTS.join(" ").into();
            return Some(ask(session, words, Kind::Text, Some(recommended)));
        }
        let aws = so_far.providers.iter().any(|p| p == "aws" || p.starts_with("aws="));
        if aws && asked.from_embedded.is_empty() && open("modules") {
            let modules = self.embedded.approved();
            let choices = modules
                .map(|m| Choice::new(m.name.as_str(), m.name.as_str(), m.card.summary.as_str()))
                .collect();
            let help = "None of them for two small ones of your own.";
            let words = ("modules", "Which modules of pave's own to begin with?", help);
            let none = Value::Array(Vec::new());
            return Some(ask(session, words, Kind::Many(choices), Some(none)));
        }
        None
    }
}

impl Wizard for CatalogWizard {
    fn next(&self, session: &Session) -> Result<Step> {
        if let Some(step) = self.open(session) {
            return Ok(step);
        }
        let request = self.answered(session);
        let folder = shown(request.dir.as_deref());
        let one = |text: &Option<String>| text.clone().unwrap_or_default();
        let modules = match &request.from_embedded[..] {
            [] => "small ones to begin with".to_owned(),
            names => names.join(", "),
        };
        let answers = vec![
            ("organisation", "organisation", one(&request.organisation)),
            ("dir", "folder", folder.to_string()),
            ("registry", "registry", one(&request.registry)),
            ("provider", "provider", request.providers.join(" ")),
            ("environments", "environments", request.environments.join(" ")),
            ("modules", "modules", modules),
        ];
        let told = Told {
            answers,
            commands: vec![
                (format!("pave --catalog {folder} catalog check"), "check it".to_owned()),
                (format!("pave --catalog {folder} new"), "make a service of it".to_owned()),
                (format!("pave --catalog {folder} module new"), "add a module".to_owned()),
            ],
            folder,
            again: catalog_again(&request),
            saved_as: "new-catalog.sh".to_owned(),
        };
        Ok(making::review(catalog(&request), told, session))
    }

    fn check(&self, _: &Session, question: &Question, value: &Value) -> Result<(), String> {
        let words = |error: crate::error::Error| making::problem(&error);
        match question.key.as_str() {
            "organisation" => sentence(value),
            "dir" => new_catalog_folder(text(value)?.into()).map_err(words),
            "registry" => text(value).map(|_| ()),
            "provider" => {
                text(value)?;
                let all = making::words(Some(value));
                all.iter().try_for_each(|word| known_provider(word).map_err(words))
            }
            "environments" => {
                text(value)?;
                let all = making::words(Some(value));
                all.iter().try_for_each(|word| known_environment(word).map_err(words))
            }
            _ => question.offers(value),
        }
    }
}
