//! The smallest caller of a module that notices a change: what `--prove` has Terraform look at.
//!
//! A caller is data; running it is the business of [`crate::app`].

/// A root module that calls one module, the same for both versions.
///
/// By default it sets no more than it must.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caller {
    /// What the call sets beyond the inputs that must be set, by name, as HCL. It takes the place
    /// of what would be made up; an empty text leaves the input out.
    pub arguments: Vec<(String, String)>,
    /// What the caller gives on, by name: an HCL expression that may name `module.this`.
    pub outputs: Vec<(String, String)>,
    /// Further HCL at the top of the file: providers, `terraform` blocks, variables.
    pub preamble: String,
    /// Further arguments of the call itself, such as `count` or `providers`, as HCL.
    pub meta: Vec<(String, String)>,
    /// Whether the old version is applied before the new one is planned, so that what is destroyed
    /// is seen.
    pub applies: bool,
    /// The input variable of which it is compared what the module's body sees, which shows what
    /// Terraform changes in silence.
    pub looks_inside: Option<String>,
}

impl Caller {
    /// The caller that sets one input to `value`, beside those that must be set.
    #[must_use]
    pub fn sets(name: &str, value: impl Into<String>) -> Self {
        Self { arguments: vec![(name.to_owned(), value.into())], ..Self::default() }
    }
}
