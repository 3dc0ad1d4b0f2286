//! Where the values of a service come from.

use std::fmt;

use hcl_rs::Value;

/// A value that a service has, and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// What it is the value of: `name`, `owner`, `region`, `environments`, `source`,
    /// `choose.QUESTION` or `component.input`. The same key as in [`crate::compose::Missing`].
    pub key: String,
    /// The environment, where the value is not the same in all of them.
    pub environment: Option<String>,
    /// The value.
    pub value: Value,
    /// Where it comes from.
    pub source: Source,
}

/// Where a value comes from; shown in a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A flag of the command line.
    Flag,
    /// A person was asked.
    Person,
    /// A file of answers.
    AnswersFile,
    /// The sentence that says what is wanted.
    Sentence {
        /// The words of it.
        words: String,
    },
    /// A blueprint sets it.
    Blueprint {
        /// The blueprint.
        name: String,
    },
    /// The answer to a question of the organisation sets it.
    Question {
        /// The question.
        name: String,
        /// The option that was chosen.
        option: String,
    },
    /// What the catalog sets for one environment.
    Environment {
        /// The environment.
        name: String,
    },
    /// The catalog's settings.
    Catalog,
    /// The catalog's pattern for names.
    Naming,
    /// A file of the repository.
    Repository {
        /// The file, from the repository's root.
        file: String,
    },
    /// The name of the folder.
    Folder,
    /// The module's own default.
    ModuleDefault,
    /// A stated stand-in for an answer that nobody gave.
    Sample {
        /// What it is, and what to do about it.
        note: String,
    },
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("flag"),
            Self::Person => f.write_str("you"),
            Self::AnswersFile => f.write_str("answers file"),
            Self::Sentence { words } => write!(f, "you said \"{words}\""),
            Self::Blueprint { name } => write!(f, "blueprint {name}"),
            Self::Question { name, option } => write!(f, "{name}: {option}"),
            Self::Environment { name } => write!(f, "policy: {name}"),
            Self::Catalog => f.write_str("catalog"),
            Self::Naming => f.write_str("naming"),
            Self::Repository { file } => f.write_str(file.rsplit('/').next().unwrap_or(file)),
            Self::Folder => f.write_str("folder"),
            Self::ModuleDefault => f.write_str("module default"),
            Self::Sample { note } => write!(f, "stand-in: {note}"),
        }
    }
}
