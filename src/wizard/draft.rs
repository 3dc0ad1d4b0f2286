//! Drafts: a session that can be gone on with, and the words that it started from.
//!
//! A draft holds no secret. What cannot be read is told and stands in nobody's way.

use camino::{Utf8Path, Utf8PathBuf};
use hcl_rs::Value;
use serde::{Deserialize, Serialize};

use super::Session;
use crate::app::new::{Answers, NewRequest};
use crate::catalog::parse;
use crate::compose::stack::{SourceKind, service_name_problem};
use crate::diag::{SourceMap, did_you_mean};
use crate::error::{Error, Result};
use crate::store;
use crate::terraform::secret;

/// The form of drafts that this program writes and reads.
const VERSION: u32 = 1;

/// The largest draft that is read.
const MAX_DRAFT_BYTES: u64 = 1 << 20;

/// What a draft is called while nothing says what the service is called.
pub const UNNAMED: &str = "unnamed";

/// A session, and the words that it started from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    version: u32,
    words: Words,
    /// What was answered so far.
    pub session: Session,
}

/// The words of a request.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    intent: Option<String>,
    /// The answers of a file, as YAML: the file may be gone, or have been standard input.
    answers: Option<String>,
    uses: Vec<String>,
    without: Vec<String>,
    blueprint: Option<String>,
    sets: Vec<String>,
    wires: Vec<String>,
    chooses: Vec<String>,
    catalog: Option<Utf8PathBuf>,
    environments: Vec<String>,
    region: Option<String>,
    name: Option<String>,
    owner: Option<String>,
    source: Option<SourceKind>,
    out: Option<Utf8PathBuf>,
}

/// The drafts in a folder, newest first.
#[derive(Debug, Default)]
pub struct Listed {
    /// Those that can be gone on with, by name.
    pub drafts: Vec<(String, Draft)>,
    /// What is wrong with the others, a sentence each.
    pub unreadable: Vec<String>,
}

impl Draft {
    /// A draft of a session that began with a request.
    ///
    /// Whatever has the form of a secret is left out.
    #[must_use]
    pub fn new(request: &NewRequest, session: &Session) -> Self {
        let mut session = session.clone();
        session.answers.retain(|_, value| secret::exposed_in(value).is_none());
        session.typed.retain(|_, text| secret::exposed(text).is_none());
        Self { version: VERSION, words: Words::of(request), session }
    }

    /// The request that the session began with; what is known of the place is not part of it.
    ///
    /// # Errors
    /// When the answers of a file in it cannot be read any more.
    pub fn request(&self) -> Result<NewRequest> {
        let words = self.words.clone();
        let answers = match &words.answers {
            Some(text) => {
                let source = SourceMap::default().add("the draft", text.clone());
                parse::<Answers>(text, source).map_err(|finding| {
                    Error::refused(format!("the draft's answers: {}", finding.message))
                })?
            }
            None => Answers::default(),
        };
        Ok(NewRequest {
            intent: words.intent,
            answers,
            uses: words.uses,
            without: words.without,
            blueprint: words.blueprint,
            sets: words.sets,
            wires: words.wires,
            chooses: words.chooses,
            catalog: words.catalog,
            environments: words.environments,
            region: words.region,
            name: words.name,
            owner: words.owner,
            source: words.source,
            out: words.out,
            ..NewRequest::default()
        })
    }

    /// The draft as text.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).expect("a draft is plain data") + "\n"
    }

    /// Reads a draft.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of_text(text: &[u8]) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Form {
            version: u32,
        }
        let form: Form = serde_json::from_slice(text).map_err(|e| format!("is no draft: {e}"))?;
        if form.version != VERSION {
            return Err(format!("is of another version of pave: form {}", form.version));
        }
        serde_json::from_slice(text).map_err(|e| format!("is no draft: {e}"))
    }
}

/// The folder of the user's drafts.
///
/// # Errors
/// When the user has no home.
pub fn folder() -> Result<Utf8PathBuf> {
    Ok(store::state_folder()?.join("drafts"))
}

/// Saves a draft under a name, and removes the one that it was saved under before.
///
/// # Errors
/// When it cannot be written.
pub fn save(folder: &Utf8Path, name: &str, before: Option<&str>, draft: &Draft) -> Result<()> {
    store::write_private(&path(folder, name), draft.to_text().as_bytes())?;
    match before.filter(|before| *before != name) {
        Some(before) => remove(folder, before),
        None => Ok(()),
    }
}

/// Removes a draft; one that is not there is removed already.
///
/// # Errors
/// When the system refuses.
pub fn remove(folder: &Utf8Path, name: &str) -> Result<()> {
    store::remove_private(&path(folder, name))
}

/// The drafts of a folder, newest first.
///
/// # Errors
/// When the folder cannot be read.
pub fn list(folder: &Utf8Path) -> Result<Listed> {
    let mut listed = Listed::default();
    for path in store::newest_first(folder, "json")? {
        let name = path.file_stem().unwrap_or_default().to_owned();
        match read(&path) {
            Ok(Some(draft)) => listed.drafts.push((name, draft)),
            Ok(None) => {}
            Err(why) => listed.unreadable.push(why),
        }
    }
    Ok(listed)
}

/// The draft of that name, or the newest of all that can be read.
///
/// # Errors
/// When there is none, or the one named cannot be read.
pub fn load(folder: &Utf8Path, name: Option<&str>) -> Result<(String, Draft)> {
    let again = "start again with `pave new`";
    if let Some(name) = name.filter(|name| service_name_problem(name).is_none())
        && let Some(draft) =
            read(&path(folder, name)).map_err(|why| Error::refused(why).hint(again))?
    {
        return Ok((name.to_owned(), draft));
    }
    let listed = list(folder)?;
    let Some(name) = name else {
        let first = listed.drafts.into_iter().next();
        return first.ok_or_else(|| {
            let mut error = Error::not_found("there is no draft to go on with");
            error.hints = listed.unreadable;
            error.hint(again)
        });
    };
    let names: Vec<&str> = listed.drafts.iter().map(|(name, _)| name.as_str()).collect();
    let hint = did_you_mean(name, names.iter().copied()).unwrap_or_else(|| match &names[..] {
        [] => again.to_owned(),
        names => format!("the drafts are: {}", names.join(", ")),
    });
    Err(Error::not_found(format!("there is no draft `{name}`")).hint(hint))
}

fn read(path: &Utf8Path) -> Result<Option<Draft>, String> {
    let told = |why: String| format!("{path} {why}");
    let bytes = store::read_private(path, MAX_DRAFT_BYTES).map_err(|e| e.message)?;
    bytes.map(|bytes| Draft::of_text(&bytes).map_err(told)).transpose()
}

/// Where a draft lies; a name that cannot be one of a service leads to none outside the folder.
fn path(folder: &Utf8Path, name: &str) -> Utf8PathBuf {
    let name = if service_name_problem(name).is_some() { UNNAMED } else { name };
    folder.join(format!("{name}.json"))
}

impl Words {
    fn of(request: &NewRequest) -> Self {
        let plain = |text: &Option<String>| text.clone().filter(|t| secret::exposed(t).is_none());
        let all = |list: &[String]| -> Vec<String> {
            list.iter().filter(|flag| !gives_secret(flag)).cloned().collect()
        };
        let mut answers = request.answers.clone();
        for component in answers.components.values_mut() {
            let secretive = |input: &str, value: &Value| {
                secret::exposed_in(value).is_some()
                    || secret::named_like_one(input)
                        && value.as_str().is_some_and(|text| !refers(text))
            };
            component.inputs.retain(|input, value| !secretive(input, value));
            for there in component.environments.values_mut() {
                there.inputs.retain(|input, value| !secretive(input, value));
            }
        }
        let said = answers != Answers::default();
        Self {
            intent: plain(&request.intent),
            answers: said
                .then(|| serde_saphyr::to_string(&answers).expect("answers are plain data")),
            uses: request.uses.clone(),
            without: request.without.clone(),
            blueprint: request.blueprint.clone(),
            sets: all(&request.sets),
            wires: request.wires.clone(),
            chooses: request.chooses.clone(),
            catalog: request.catalog.clone(),
            environments: request.environments.clone(),
            region: request.region.clone(),
            name: request.name.clone(),
            owner: plain(&request.owner),
            source: request.source,
            out: request.out.clone(),
        }
    }
}

/// Whether a flag `component.input=value` gives a secret.
fn gives_secret(flag: &str) -> bool {
    let (key, value) = flag.split_once('=').unwrap_or((flag, ""));
    let input = key.rsplit('.').next().unwrap_or(key);
    secret::exposed(value).is_some() || secret::named_like_one(input) && !refers(value)
}

fn refers(text: &str) -> bool {
    text.contains("${") || secret::reference(text).is_ok()
}
