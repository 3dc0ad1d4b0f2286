//! `pave new` at a terminal: its wizard, the draft that is kept of it, and what is said at the
//! end.
//!
//! Decides nothing: what is asked is the wizard's, and what is written is what its review showed.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

use crate::app::folder;
use crate::app::new::{Facts, NewRequest, compose};
use crate::catalog::Catalog;
use crate::cli::ask::{self, STOPPED};
use crate::cli::output::Output;
use crate::cli::registry::Origin;
use crate::error::{Error, Result};
use crate::report::table;
use crate::wizard::draft::{self, Draft};
use crate::wizard::{Outcome, Review, ServiceWizard, Session};

/// Asks for what a request leaves open, and writes the service.
pub(super) fn begin(catalog: &Catalog, request: NewRequest, output: &mut Output<'_>) -> Result<u8> {
    hold(catalog, request, Session::default(), None, output)
}

/// Goes on with the draft of that name, or with the newest.
pub(super) fn resume(
    catalog: &Catalog,
    name: Option<&str>,
    origin: Origin<'_>,
    output: &mut Output<'_>,
) -> Result<u8> {
    if !ask::somebody(output, false) {
        let message = "`--resume` goes on with questions, and nobody can be asked here";
        return Err(Error::usage(message).hint("run it at a terminal, without `--no-input`"));
    }
    let (name, draft) = draft::load(&draft::folder()?, name)?;
    let mut request = draft.request()?;
    request.facts = Facts::read(request.out.as_deref());
    request.catalog = origin.folder.map(Utf8Path::to_owned);
    request.registry = origin.registry.map(str::to_owned);
    hold(catalog, request, draft.session, Some(name), output)
}

/// The draft of a session, saved after every answer.
struct Kept<'c> {
    catalog: &'c Catalog,
    /// What was asked for before the first question.
    request: NewRequest,
    /// The folder of drafts, or why there is none.
    folder: Result<Utf8PathBuf>,
    /// What it is saved as.
    name: Option<String>,
}

fn hold(
    catalog: &Catalog,
    request: NewRequest,
    mut session: Session,
    name: Option<String>,
    output: &mut Output<'_>,
) -> Result<u8> {
    let wizard = ServiceWizard::new(catalog, request.clone());
    let mut kept = Kept { catalog, request, folder: draft::folder(), name };
    let mut last_words = String::new();
    let mut keep = |session: &Session| {
        last_words = kept.save(&wizard, session);
        last_words.clone()
    };
    let held = ask::hold(&wizard, &mut session, &mut keep, output);
    match held.map_err(|error| kept.hint(error))? {
        Outcome::Write(review) => {
            folder::apply(&review.folder, &review.changes).map_err(|error| kept.hint(error))?;
            kept.forget();
            written(&review, output);
            Ok(0)
        }
        Outcome::Save(review) => {
            let (path, text) = &review.plan;
            save_answers(path, text).map_err(|error| kept.hint(error))?;
            kept.forget();
            output.print(&format!(
                "Saved the answers to {path}; nothing else was written\n\
                 Go on with:  {} --answers {path}\n",
                kept.command()
            ));
            Ok(0)
        }
        Outcome::Cancelled => {
            kept.forget();
            output.note("Cancelled; nothing was written.");
            Ok(1)
        }
        Outcome::Stopped => {
            output.note(last_words.trim_end());
            Ok(STOPPED)
        }
    }
}

impl Kept<'_> {
    /// Saves the draft; gives the words that say how to go on with it.
    fn save(&mut self, wizard: &ServiceWizard<'_>, session: &Session) -> String {
        const STOPPED: &str = "Stopped; nothing was written.";
        if session.answers.is_empty() && session.typed.is_empty() {
            return format!("{STOPPED}\n");
        }
        let command = self.command();
        match self.try_save(wizard, session) {
            Ok(name) => format!("{STOPPED} Go on with:  {command} --resume {name}\n"),
            Err(problem) => format!("{STOPPED} The answers could not be kept: {problem}\n"),
        }
    }

    /// The command that begins, with the catalog that it began with.
    fn command(&self) -> String {
        let NewRequest { catalog, registry, .. } = &self.request;
        let quoted = |text: &str| shlex::try_quote(text).unwrap_or_default().into_owned();
        match (catalog, registry) {
            (Some(folder), _) => format!("pave new --catalog {}", quoted(folder.as_str())),
            (None, Some(url)) => format!("pave new --registry {}", quoted(url)),
            (None, None) => "pave new".to_owned(),
        }
    }

    fn try_save(&mut self, wizard: &ServiceWizard<'_>, session: &Session) -> Result<&str, String> {
        let folder = self.folder.as_ref().map_err(ToString::to_string)?;
        // Nothing is made of an intent that is not understood yet.
        let service = compose(self.catalog, &wizard.answered(session)).ok();
        let service =
            service.map(|composed| composed.stack.service).filter(|name| !name.is_empty());
        let name = service.unwrap_or_else(|| draft::UNNAMED.to_owned());
        let draft = Draft::new(&self.request, session);
        draft::save(folder, &name, self.name.as_deref(), &draft).map_err(|e| e.to_string())?;
        Ok(self.name.insert(name))
    }

    /// Says beside what went wrong that the answers are still there.
    fn hint(&self, error: Error) -> Error {
        match &self.name {
            Some(name) => {
                error.hint(format!("your answers are kept: {} --resume {name}", self.command()))
            }
            None => error,
        }
    }

    /// Removes the draft of a session that has ended; one that stays does no harm.
    fn forget(&self) {
        if let (Ok(folder), Some(name)) = (&self.folder, &self.name) {
            let _ = draft::remove(folder, name);
        }
    }
}

/// Writes the answers as a file, over none that is there.
fn save_answers(path: &Utf8PathBuf, text: &str) -> Result<()> {
    let written = fs::OpenOptions::new().write(true).create_new(true).open(path);
    match written.and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes())) {
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Error::refused(format!("{path} is there already")).hint("move it away"))
        }
        Err(e) => Err(Error::io(format!("cannot write {path}"), e)),
        Ok(()) => Ok(()),
    }
}

/// What is said when the files are there.
fn written(review: &Review, output: &mut Output<'_>) {
    let count = review.files().len();
    let noun = if count == 1 { "file" } else { "files" };
    let mut text = output.heading(&format!("Wrote {count} {noun} to {}", review.folder));
    text.push_str("\nNext\n");
    let rows: Vec<[String; 2]> = review
        .commands
        .iter()
        .map(|(command, what)| [format!("  {command}"), what.clone()])
        .collect();
    text.push_str(&table::columns(&rows));
    text.push_str(&format!("Same again without questions\n  {}\n", review.again));
    output.print(&text);
}
