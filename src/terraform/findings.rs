//! The rules that reading a module goes by, each named once.

/// A file that is not read from disk: too large, outside the directory, not to be opened.
pub const FILE: &str = "unreadable-file";
/// A file that OpenTofu passes over for a `.tofu` file of the same name, and Terraform does not.
pub const SHADOWED: &str = "shadowed-file";
/// A name declared twice.
pub const DUPLICATE: &str = "duplicate-declaration";
/// A block that Terraform refuses: of unknown kind, wrongly labelled, lacking an argument.
pub const BLOCK: &str = "invalid-block";
/// An argument or block that no Terraform known here has.
pub const UNKNOWN_ARGUMENT: &str = "unknown-argument";
/// A type constraint that is none.
pub const TYPE: &str = "invalid-type";
/// A default that does not fit the variable's type.
pub const DEFAULT: &str = "invalid-default";
/// A version constraint that is none.
pub const VERSION: &str = "invalid-version-constraint";
/// A module source that is none.
pub const SOURCE: &str = "invalid-module-source";
/// A provider source that is none.
pub const PROVIDER: &str = "invalid-provider-source";
/// An override of what is not there, or of what cannot be overridden.
pub const OVERRIDE: &str = "invalid-override";
/// A value for a variable that is not constant.
pub const VALUE: &str = "invalid-value";

/// Every rule of this room; `syntax` belongs to the parser.
pub const ALL: [&str; 12] = [
    FILE,
    SHADOWED,
    DUPLICATE,
    BLOCK,
    UNKNOWN_ARGUMENT,
    TYPE,
    DEFAULT,
    VERSION,
    SOURCE,
    PROVIDER,
    OVERRIDE,
    VALUE,
];
