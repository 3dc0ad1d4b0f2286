//! What several lints ask of two versions, found once, when the first of them asks.
//!
//! Decides nothing: each fact is found by the file that it is named after.

use std::cell::OnceCell;

use super::alike::Alike;
use super::calls::ChangedCall;
use super::packages::ChangedFiles;
use super::shapes::OutputDifference;
use super::type_changes::TypeChange;
use super::validations::ConditionChange;

/// What was found of two versions so far.
#[derive(Debug, Default)]
pub(super) struct Facts<'p> {
    pub(super) alike: OnceCell<Alike<'p>>,
    pub(super) calls: OnceCell<Vec<ChangedCall>>,
    pub(super) conditions: OnceCell<Vec<ConditionChange>>,
    pub(super) files: OnceCell<ChangedFiles>,
    pub(super) outputs: OnceCell<Vec<OutputDifference<'p>>>,
    pub(super) types: OnceCell<Vec<TypeChange<'p>>>,
}
