//! Findings of the judge proven: real Terraform looks at the smallest caller of both versions.
//!
//! A proof tells what Terraform did and decides nothing: what a change asks of the version stays
//! what its lint says. Everything happens offline and in temporary folders.

mod caller;
mod case;
mod files;
mod seen;
mod trial;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

use camino::{Utf8Path, Utf8PathBuf};

use super::diff::Compared;
use crate::error::{Error, ErrorKind, Result};
use crate::offline::{self, Interrupt};
use crate::release::{Pair, SUPPORTED_TERRAFORM, pair};
use crate::schema::Providers;
use case::Case;

/// What proofs are made with.
#[derive(Debug, Clone, Copy)]
pub struct Prover<'a> {
    /// The providers whose schemas are known.
    pub providers: &'a Providers,
    /// This program's file, which Terraform starts as the provider.
    pub program: &'a Utf8Path,
    /// How many findings are proven at once.
    pub at_once: usize,
    /// The folder that the callers and both versions of the module are left in, when they are to be
    /// left at all: it must be new or empty.
    pub keep: Option<&'a Utf8Path>,
}

/// What Terraform did with the caller that shows a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What it did.
    pub evidence: Evidence,
    /// The caller: the `main.tf` of a root module beside the module in `./module`; `None` when none
    /// could be made up.
    pub caller: Option<String>,
    /// The caller that the new version was tried with, when it is another: one that does what other
    /// changes ask for, and not what this one does.
    pub adapted: Option<String>,
    /// Why only the module's input variables were looked at, when it was so.
    pub only_variables: Option<String>,
}

/// What Terraform did when it was given the new version in place of the old one, which it accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// It refuses the caller.
    Refused {
        /// What it says, such as `Unsupported argument`.
        message: String,
        /// What it says of that in full; empty when nothing.
        detail: String,
        /// File and line, from the root module's folder.
        place: Option<String>,
    },
    /// It says nothing, and something is another.
    Changes {
        /// What is.
        what: What,
        /// What it was, as JSON, or [`UNKNOWN`].
        old: String,
        /// What it is, likewise.
        new: String,
    },
    /// It would destroy what the old version has made.
    Destroys {
        /// What, by its address, with whether another is made in its place.
        addresses: BTreeMap<String, bool>,
    },
    /// It accepts the caller, and nothing is another: the change is not proven.
    Agrees,
    /// It could not be tried.
    Unprovable {
        /// Why, one clause.
        reason: String,
    },
}

/// What is another though Terraform says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// What the module's body sees of an input variable, by its name.
    Variable(String),
    /// What a caller gets, by the expression that it writes.
    Output(String),
    /// A resource, or an attribute of one, by its address.
    Resource(String),
}

/// What stands for a value that is not known before an apply.
pub const UNKNOWN: &str = "(known after apply)";

impl Evidence {
    /// Whether it proves the change.
    #[must_use]
    pub fn is_proof(&self) -> bool {
        !matches!(self, Self::Agrees | Self::Unprovable { .. })
    }

    /// Its word in reports: `refuses`, `changes`, `destroys`, `agrees`, `unprovable`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Refused { .. } => "refuses",
            Self::Changes { .. } => "changes",
            Self::Destroys { .. } => "destroys",
            Self::Agrees => "agrees",
            Self::Unprovable { .. } => "unprovable",
        }
    }
}

/// Tries every change that a caller can show, several at once; the result has an entry for each
/// change, `None` for one that no caller shows. `on` is told how many have been tried, and of how many.
///
/// # Errors
/// When Terraform cannot be run, a file cannot be written, the folder to keep things in is not empty,
/// and when the run is interrupted. That Terraform does not accept a caller is evidence.
pub fn prove(
    compared: &Compared,
    prover: &Prover<'_>,
    on: &mut dyn FnMut(usize, usize),
) -> Result<Vec<Option<Proof>>> {
    if let Some(dir) = prover.keep {
        files::must_be_empty(dir)?;
    }
    let changes = &compared.judgement.changes;
    let mut proofs = vec![None; changes.len()];
    let mut pairs: BTreeMap<&Utf8PathBuf, Pair<'_>> = BTreeMap::new();
    let mut cases = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        let Some(witness) = change.lint.witness else { continue };
        let pair = pairs.entry(&change.entry).or_insert_with(|| {
            pair(&compared.old, &compared.new, &change.entry, &SUPPORTED_TERRAFORM)
        });
        let case = witness(pair, change)
            .ok_or_else(|| "no caller could be made up that shows it".to_owned())
            .and_then(|caller| Case::new(index, pair, change, caller, prover.providers));
        match case {
            Ok(case) => cases.push(case),
            Err(reason) => proofs[index] = Some(Proof::unprovable(reason)),
        }
    }
    drop(pairs);
    let (mut done, all) = (0, cases.len());
    on(done, all);
    each(&cases, prover, &mut |case, proof| {
        done += 1;
        on(done, all);
        proofs[case.index] = Some(proof);
    })?;
    Ok(proofs)
}

/// Tries the cases, several at once, and gives the proof of each to `on`, which is called here.
fn each(cases: &[Case], prover: &Prover<'_>, on: &mut dyn FnMut(&Case, Proof)) -> Result<()> {
    let interrupt = Interrupt::watch();
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let goes_on = || match interrupt.happened() || stop.load(Ordering::SeqCst) {
        true => Err(Error::new(ErrorKind::Refused, offline::INTERRUPTED)),
        false => Ok(()),
    };
    let (sender, proofs) = mpsc::channel();
    let work = |sender: mpsc::Sender<_>| {
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::SeqCst)) {
            let proof = trial::prove(case, prover, &goes_on);
            let failed = proof.is_err();
            // The other end is there until the last of these is gone.
            let _ = sender.send((case, proof));
            if failed {
                stop.store(true, Ordering::SeqCst);
                return;
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..prover.at_once.clamp(1, cases.len().max(1)) {
            let (work, sender) = (&work, sender.clone());
            scope.spawn(move || work(sender));
        }
        drop(sender);
        // What failed first is why the others were stopped.
        let mut result = Ok(());
        for (case, proof) in proofs {
            match proof {
                Ok(proof) => on(case, proof),
                Err(error) => result = result.and(Err(error)),
            }
        }
        result
    })
}

impl Proof {
    fn unprovable(reason: String) -> Self {
        let evidence = Evidence::Unprovable { reason };
        Self { evidence, caller: None, adapted: None, only_variables: None }
    }
}
