//! What a lint is, and what it finds: one kind of change between two versions of a module.

use camino::Utf8PathBuf;

use super::class::Class;
use super::pair::Pair;
use super::witness::Caller;
use crate::terraform::Place;

/// One kind of change between two versions of a module.
#[derive(Debug)]
pub struct Lint {
    /// Its stable name, which is also that of its file and of its fixtures' folders.
    pub id: &'static str,
    /// What part of the interface it is about.
    pub group: Group,
    /// What the change asks of the version.
    pub class: Class,
    /// What happened, as a heading: `An input variable was removed`.
    pub title: &'static str,
    /// Why it is of that class and what Terraform does to an unchanged caller, as Markdown.
    pub explanation: &'static str,
    /// The caller that shows it, where one can.
    pub witness: Option<fn(&Pair<'_>, &Change) -> Option<Caller>>,
    /// Finds the changes.
    pub find: fn(&Pair<'_>, &mut Found),
}

/// The parts of an interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// What a module asks of its caller.
    Variables,
    /// What it gives.
    Outputs,
    /// What it creates, and under which addresses.
    Resources,
    /// Providers and Terraform versions.
    Requirements,
    /// Nested modules, and what else is in the package.
    Packaging,
}

impl Group {
    /// Every group, in the order in which they are told.
    pub const ALL: [Self; 5] =
        [Self::Variables, Self::Outputs, Self::Resources, Self::Requirements, Self::Packaging];

    /// The group as a heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Variables => "Input variables",
            Self::Outputs => "Output values",
            Self::Resources => "Resources, data and state",
            Self::Requirements => "Providers and Terraform",
            Self::Packaging => "Nested modules and packaging",
        }
    }
}

/// A change that was found.
#[derive(Debug, Clone)]
pub struct Change {
    /// The lint that found it.
    pub lint: &'static Lint,
    /// The directory that callers name, the root's being empty.
    pub entry: Utf8PathBuf,
    /// What changed, by its name: `size`, `network.zones`, `aws_db_instance.this`.
    pub subject: String,
    /// What happened to it, one clause.
    pub message: String,
    /// What callers have to do about it, one clause; empty when nothing.
    pub callers: String,
    /// Where it stood.
    pub old: Option<Spot>,
    /// Where it stands.
    pub new: Option<Spot>,
    /// Whether it would be a break for callers that the text does not show to be possible: it is
    /// then for a review to decide.
    pub undecided: bool,
    /// Why it is no break after all, by the release's notes.
    pub waived: Option<String>,
}

/// A place in one of the directories of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The directory, by its path in the module.
    pub dir: Utf8PathBuf,
    /// The place in that directory's texts.
    pub place: Place,
}

impl Change {
    /// What it asks of the version, after what the notes say.
    #[must_use]
    pub fn class(&self) -> Class {
        match (self.class_by_text(), &self.waived) {
            (Class::Review, Some(_)) => Class::Minor,
            (Class::Denied, Some(_)) => Class::Patch,
            (class, _) => class,
        }
    }

    /// What it asks of the version by the text alone.
    #[must_use]
    pub fn class_by_text(&self) -> Class {
        match self.lint.class {
            Class::Major if self.undecided => Class::Review,
            class => class,
        }
    }
}

/// Collects what a lint finds.
#[derive(Debug)]
pub struct Found {
    pub(super) lint: &'static Lint,
    pub(super) entry: Utf8PathBuf,
    pub(super) changes: Vec<Change>,
}

impl Found {
    /// Adds a change to `subject`, and returns it to be completed.
    pub fn add(&mut self, subject: impl Into<String>, message: impl Into<String>) -> &mut Change {
        self.changes.push(Change {
            lint: self.lint,
            entry: self.entry.clone(),
            subject: subject.into(),
            message: message.into(),
            callers: String::new(),
            old: None,
            new: None,
            undecided: false,
            waived: None,
        });
        self.changes.last_mut().expect("it was just put there")
    }
}

impl Change {
    /// Says where it stood.
    pub fn old(&mut self, spot: Spot) -> &mut Self {
        self.old = Some(spot);
        self
    }

    /// Says where it stands.
    pub fn new(&mut self, spot: Spot) -> &mut Self {
        self.new = Some(spot);
        self
    }

    /// Says what the text does not show of callers, which leaves the change to a review.
    pub fn undecided(&mut self, whether: &str) -> &mut Self {
        self.undecided = true;
        self.message.push_str("; the text does not show ");
        self.message.push_str(whether);
        self
    }

    /// Says what callers have to do.
    pub fn callers(&mut self, what: impl Into<String>) -> &mut Self {
        self.callers = what.into();
        self
    }
}
