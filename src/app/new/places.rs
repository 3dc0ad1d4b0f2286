//! What a service is called, whose it is and where it lives.

use camino::{Utf8Path, Utf8PathBuf};
use hcl_rs::Value;

use super::draft::environment;
use super::{Answers, Decided, Facts, NewRequest, Source};
use crate::catalog::Catalog;
use crate::compose::link::Assumption;
use crate::compose::stack::{SourceKind, Stack, service_name_problem};
use crate::compose::{Missing, MissingChoice};
use crate::error::{Error, Result};
use crate::resolve::Resolution;

/// Who said something: the flags before a person before a file, and the sentence after them.
pub(super) struct Said<'r> {
    layers: [(&'r Answers, Source); 3],
    pub(super) sentence: Option<&'r Resolution>,
}

impl<'r> Said<'r> {
    pub(super) fn new(
        flags: &'r Answers,
        request: &'r NewRequest,
        sentence: Option<&'r Resolution>,
    ) -> Self {
        let layers = [
            (flags, Source::Flag),
            (&request.person, Source::Person),
            (&request.answers, Source::AnswersFile),
        ];
        Self { layers, sentence }
    }

    /// What the first of them says who says anything.
    pub(super) fn first<T>(&self, pick: impl Fn(&Answers) -> Option<T>) -> Option<(T, Source)> {
        let mut layers = self.layers.iter();
        layers.find_map(|(answers, source)| Some((pick(answers)?, source.clone())))
    }
}

/// The flags of a request that have their like in a file of answers.
pub(super) fn flags(request: &NewRequest) -> Answers {
    Answers {
        service: request.name.clone(),
        owner: request.owner.clone(),
        intent: request.intent.clone(),
        blueprint: request.blueprint.clone(),
        source: request.source,
        region: request.region.clone(),
        environments: request.environments.clone(),
        ..Answers::default()
    }
}

/// What is decided of a service as a whole.
pub(super) struct Places {
    pub(super) stack: Stack,
    pub(super) out: Utf8PathBuf,
    pub(super) values: Vec<Decided>,
    pub(super) missing: Vec<Missing>,
    pub(super) assumptions: Vec<Assumption>,
    /// Who named the region; nobody when each environment has its own.
    pub(super) region: Option<Source>,
}

/// What stands for the name of a service that has none yet; nothing is written under it.
const NAMELESS: &str = "service";

pub(super) fn places(catalog: &Catalog, request: &NewRequest, said: &Said<'_>) -> Result<Places> {
    let mut missing = Vec::new();
    let mut assumptions = Vec::new();
    let mut values = Vec::new();
    let named = name(request, said, &mut missing, &mut assumptions)?;
    let service = named.as_ref().map_or(NAMELESS, |(name, _)| name).to_owned();
    let out = request.out.clone().unwrap_or_else(|| Utf8PathBuf::from(&service));
    let named_so = named.as_ref().map(|(name, _)| name.as_str());
    let owned = owner(request, said, named_so, &mut missing)?;
    let owner = owned.as_ref().map_or(&service, |(owner, _)| owner).clone();
    let (environments, named_by) = environments(catalog, said)?;
    let (region, region_by) = region(catalog, said);
    let source = said.first(|a| a.source);
    let decided = |key: &str, value: Value, source: Source| Decided {
        key: key.to_owned(),
        environment: None,
        value,
        source,
    };
    values.extend(named.map(|(name, source)| decided("name", name.into(), source)));
    values.extend(owned.map(|(owner, source)| decided("owner", owner.into(), source)));
    let names = environments.iter().map(|e| Value::from(e.as_str())).collect();
    values.push(decided("environments", Value::Array(names), named_by));
    let (kind, by) = source.unwrap_or((SourceKind::default(), Source::Catalog));
    values.push(decided("source", kind.as_str().into(), by));
    let stack = Stack {
        service,
        owner,
        intent: said.first(|a| a.intent.clone()).map(|(intent, _)| intent),
        blueprint: None,
        source: kind,
        region,
        environments,
        choices: Default::default(),
        components: Default::default(),
        links: Default::default(),
    };
    Ok(Places { stack, out, values, missing, assumptions, region: region_by })
}

fn name(
    request: &NewRequest,
    said: &Said<'_>,
    missing: &mut Vec<Missing>,
    assumptions: &mut Vec<Assumption>,
) -> Result<Option<(String, Source)>> {
    let sentence = said.sentence.and_then(|r| r.service_name.as_ref());
    let words = |guessed: bool| {
        let found = sentence.filter(|n| n.guessed == guessed)?;
        Some((found.name.clone(), Source::Sentence { words: found.name.clone() }))
    };
    let usable = |folder: &str| {
        let name = folder.to_ascii_lowercase().replace(['_', ' ', '.'], "-");
        service_name_problem(&name).is_none().then_some(name)
    };
    let out = request.out.as_deref().and_then(Utf8Path::file_name).and_then(usable);
    let found = said
        .first(|a| a.service.clone())
        .or_else(|| words(false))
        .or_else(|| Some((out?, Source::Folder)))
        .or_else(|| words(true));
    if let Some((name, _)) = &found {
        return match service_name_problem(name) {
            Some(problem) => Err(Error::usage(problem).hint("--name NAME")),
            None => Ok(found),
        };
    }
    let folder = request.facts.folder.as_deref().and_then(usable);
    if let (true, Some(folder)) = (request.accept_samples, &folder) {
        assumptions.push(Assumption {
            key: "name".to_owned(),
            text: format!("`{folder}`, after the folder; say another with --name"),
        });
        return Ok(Some((folder.clone(), Source::Folder)));
    }
    missing.push(Missing {
        key: "name".to_owned(),
        ty: "string".to_owned(),
        choices: Vec::new(),
        why: "Every service has a name; what it is made of is named after it.".to_owned(),
        fix: format!("--name {}", folder.as_deref().unwrap_or("my-service")),
        recommended: folder.map(|name| (Value::from(name), "after the folder".to_owned())),
        must_choose: false,
        input: None,
    });
    Ok(None)
}

fn owner(
    request: &NewRequest,
    said: &Said<'_>,
    service: Option<&str>,
    missing: &mut Vec<Missing>,
) -> Result<Option<(String, Source)>> {
    if let Some((owner, source)) = said.first(|a| a.owner.clone()) {
        if owner.trim().is_empty() || owner.chars().any(char::is_control) {
            return Err(Error::usage(format!("`{}` cannot name a team", owner.escape_debug()))
                .hint("--owner TEAM, in one line"));
        }
        return Ok(Some((owner, source)));
    }
    let (named, service) = (service.is_some(), service.unwrap_or(NAMELESS));
    let Facts { repository, .. } = &request.facts;
    let repository = repository.as_ref();
    let place = repository.map(|r| match request.out {
        Some(_) => r.place.clone(),
        None => r.place.join(service),
    });
    let teams = match (repository, &place) {
        (Some(repository), Some(place)) => repository.owners_of(place),
        _ => Vec::new(),
    };
    let by =
        || Source::Repository { file: repository.map_or(String::new(), |r| r.file.to_string()) };
    // One team is a fact; several are a choice, which nobody makes for a person.
    if let [team] = &teams[..] {
        return Ok(Some((team.clone(), by())));
    }
    if request.accept_samples {
        let note = "the service's name".to_owned();
        return Ok(Some((service.to_owned(), Source::Sample { note })));
    }
    let all = repository.map(super::Repository::teams).unwrap_or_default();
    let recommended = named.then(|| (Value::from(service), "the service's name".to_owned()));
    let example = teams.first().or(all.first()).map_or("TEAM", |team| team);
    missing.push(Missing {
        key: "owner".to_owned(),
        ty: "string".to_owned(),
        choices: all.iter().map(|team| MissingChoice::new(team.as_str(), "")).collect(),
        why: "Every service has a team that answers for it.".to_owned(),
        fix: super::again::words(&["--owner", example]),
        recommended,
        must_choose: false,
        input: None,
    });
    Ok(None)
}

fn environments(catalog: &Catalog, said: &Said<'_>) -> Result<(Vec<String>, Source)> {
    let listed = |a: &Answers| Some(a.environments.clone()).filter(|list| !list.is_empty());
    let sentence = || {
        let places = said.sentence.map(|r| &r.environments[..]).filter(|p| !p.is_empty())?;
        let mut words: Vec<&str> = places.iter().map(|p| p.words.as_str()).collect();
        words.dedup();
        let names = places.iter().map(|p| p.name.clone()).collect();
        Some((names, Source::Sentence { words: words.join(" and ") }))
    };
    let in_order = catalog.settings.environments_in_order();
    let all = in_order.iter().map(|(name, _)| *name);
    let Some((named, source)) = said.first(listed).or_else(sentence) else {
        return Ok((all.map(str::to_owned).collect(), Source::Catalog));
    };
    for name in &named {
        environment(catalog, name)?;
    }
    let named = all.filter(|name| named.iter().any(|n| n == name)).map(str::to_owned).collect();
    Ok((named, source))
}

fn region(catalog: &Catalog, said: &Said<'_>) -> (Option<String>, Option<Source>) {
    let sentence = || {
        let place = said.sentence?.region.as_ref()?;
        Some((place.name.clone(), Source::Sentence { words: place.words.clone() }))
    };
    let Some((region, source)) = said.first(|a| a.region.clone()).or_else(sentence) else {
        return (None, None);
    };
    // The region that every environment has anyway need not be written down.
    let full = catalog.settings.regions.get(region.as_str()).map_or(&*region, |r| r.as_str());
    let home = catalog.settings.environments.values().all(|e| e.region.value == full);
    ((!home).then_some(region), Some(source))
}
