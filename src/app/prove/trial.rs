//! One change tried: which runs of Terraform it takes, and what their outcomes show.

use std::collections::BTreeMap;

use camino::Utf8Path;

use super::case::{Case, Setting};
use super::seen::{self, Seen};
use super::{Evidence, Proof, Prover, UNKNOWN, What, files};
use crate::error::{Error, ErrorKind, Result};
use crate::offline::{self, Outcome, Refusal, Run, Verb};

/// Tries one change; `goes_on` fails when the user wants it to end.
///
/// # Errors
/// When Terraform cannot be run or a file cannot be written, and when it is not to go on.
pub(super) fn prove(
    case: &Case,
    prover: &Prover<'_>,
    goes_on: &dyn Fn() -> Result<()>,
) -> Result<Proof> {
    let scratch = match prover.keep {
        Some(_) => None,
        None => Some(
            offline::files::private_dir("pave-prove-", None)
                .map_err(|e| Error::io("cannot make a temporary folder", e))?,
        ),
    };
    let home = match (&scratch, prover.keep) {
        (Some(scratch), _) => Utf8Path::from_path(scratch.path()).map(Utf8Path::to_owned),
        (None, keep) => keep.map(|dir| dir.join(&case.name)),
    };
    let home = home
        .ok_or_else(|| Error::usage("the path of the folder for temporary files is not UTF-8"))?;
    let trial = |setting| Trial { case, setting, prover, home: &home, goes_on };
    let mut proof = trial(&case.whole).proof()?;
    if let (Evidence::Unprovable { reason }, Some(variables)) = (&proof.evidence, &case.variables) {
        let second = trial(variables).proof()?;
        if second.evidence.is_proof() {
            proof = Proof { only_variables: Some(reason.clone()), ..second };
        }
    }
    if prover.keep.is_some() {
        offline::files::write(&home.join("README.md"), read_me(case).as_bytes())?;
    }
    Ok(proof)
}

/// The versions of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Old,
    New,
}

/// A change being tried in one setting.
struct Trial<'a> {
    case: &'a Case,
    setting: &'a Setting,
    prover: &'a Prover<'a>,
    /// The folder for it.
    home: &'a Utf8Path,
    goes_on: &'a dyn Fn() -> Result<()>,
}

/// What came of a run, or why there was none.
type Tried = std::result::Result<Outcome, String>;

impl Trial<'_> {
    fn proof(&self) -> Result<Proof> {
        files::write(&self.home.join("old/module"), &self.setting.old)?;
        files::write(&self.home.join("new/module"), &self.setting.new)?;
        let callers = &self.setting.callers;
        let (evidence, adapted) = self.evidence()?;
        Ok(Proof {
            evidence,
            caller: Some(callers.same.clone()),
            adapted: callers.adapted.clone().filter(|_| adapted),
            only_variables: None,
        })
    }

    /// What Terraform does, and whether the adapted caller showed it.
    fn evidence(&self) -> Result<(Evidence, bool)> {
        let callers = &self.setting.callers;
        let verb = if self.case.applies { Verb::Apply } else { Verb::Plan };
        let old = match self.run(Side::Old, &callers.same, verb, None)? {
            Ok(old) if old.success => old,
            Ok(old) => {
                let reason = format!("the old version refuses the caller: {}", first_words(&old));
                return Ok((unprovable(reason), false));
            }
            Err(reason) => return Ok((unprovable(reason), false)),
        };
        let state = old.state.as_deref();
        let new = match self.run(Side::New, &callers.same, Verb::Plan, state)? {
            Ok(new) => new,
            Err(reason) => return Ok((unprovable(reason), false)),
        };
        if new.success {
            return Ok((self.compared(&old, &new, &callers.same)?, false));
        }
        let Some(adapted) = &callers.adapted else {
            return Ok((self.refused(&new, &new.refusals)?, false));
        };
        // Other changes may be why it is refused: what they ask for is done before this one counts.
        match self.run(Side::New, adapted, Verb::Plan, state)? {
            Ok(after) if after.success => Ok((self.compared(&old, &after, adapted)?, true)),
            Ok(after) => {
                let before = |r: &&Refusal| new.refusals.iter().any(|other| same(r, other));
                let both: Vec<_> = after.refusals.iter().filter(before).cloned().collect();
                if both.is_empty() {
                    Ok((self.refused(&after, &after.refusals)?, true))
                } else {
                    Ok((self.refused(&after, &both)?, false))
                }
            }
            Err(reason) => Ok((unprovable(reason), true)),
        }
    }

    /// The new version refuses the caller: because of this change, or anyway?
    fn refused(&self, new: &Outcome, refusals: &[Refusal]) -> Result<Evidence> {
        let about = refusals.iter().find(|refusal| self.mentions(refusal));
        let Some(refusal) = about.or(refusals.first()) else {
            let words = first_words(new);
            return Ok(unprovable(format!("terraform fails on the new version: {words}")));
        };
        if about.is_none() {
            let control = &self.setting.callers.control;
            if let Ok(control) = self.run(Side::New, control, Verb::Plan, None)?
                && control.refusals.iter().any(|other| same(refusal, other))
            {
                let words = first_words(&control);
                return Ok(unprovable(format!("the new version refuses every caller: {words}")));
            }
        }
        Ok(Evidence::Refused {
            message: refusal.summary.clone(),
            detail: refusal.detail.clone(),
            place: refusal.place.clone(),
        })
    }

    /// Whether Terraform speaks of what changed.
    fn mentions(&self, refusal: &Refusal) -> bool {
        let mut parts = self.case.subject.rsplit('.');
        let spoken = |part: &str| {
            let Refusal { detail, code, .. } = refusal;
            let named = |text: &str| {
                [format!("\"{part}\""), format!("var.{part}"), format!(".{part} ")]
                    .iter()
                    .any(|name| text.contains(name.as_str()))
            };
            let set = code.lines().any(|line| line.trim_start().starts_with(&format!("{part} ")));
            set || named(detail) || named(code)
        };
        // The call itself is called so.
        parts.any(|part| !["", "this"].contains(&part) && spoken(part))
    }

    /// Both versions accept the caller: what is another?
    fn compared(&self, old: &Outcome, new: &Outcome, caller: &str) -> Result<Evidence> {
        let case = self.case;
        let destroyed = new.plan.as_ref().map(seen::destroyed).unwrap_or_default();
        if case.applies && !destroyed.is_empty() {
            let about = |(address, _): &(&String, &bool)| seen::is_about(address, &case.subject);
            let ours: BTreeMap<_, _> =
                destroyed.iter().filter(about).map(|(a, r)| (a.clone(), *r)).collect();
            let addresses = if ours.is_empty() { destroyed } else { ours };
            return Ok(Evidence::Destroys { addresses });
        }
        let watched = self.watched();
        let before = seen::outputs(old);
        let after = seen::outputs(new);
        let nothing = Seen::Known(serde_json::Value::Null);
        let mut unknown = Vec::new();
        for (name, what) in &watched {
            let [old, new] = [&before, &after].map(|seen| seen.get(name).unwrap_or(&nothing));
            match (old, new) {
                (Seen::Known(old), Seen::Known(new)) if old != new => {
                    return Ok(self.changes(what, old, new));
                }
                (Seen::Known(_), Seen::Known(_)) => {}
                _ => unknown.push((name, what, old, new)),
            }
        }
        if !unknown.is_empty() {
            let [old, new] = match self.applied(old, caller)? {
                Ok(states) => states.map(|state| seen::in_state(&state)),
                Err(reason) => return Ok(unprovable(reason)),
            };
            for (name, what, was, is) in unknown {
                let value = |state: &BTreeMap<String, serde_json::Value>| {
                    state.get(name).cloned().unwrap_or_default()
                };
                let (old, new) = (value(&old), value(&new));
                if old != new {
                    return Ok(self.changes(what, &old, &new));
                }
                if matches!((was, is), (Seen::Known(_), Seen::Unknown)) {
                    let (what, old) = (what.clone(), text(what, &old));
                    return Ok(Evidence::Changes { what, old, new: UNKNOWN.to_owned() });
                }
            }
        }
        let plan = new.plan.as_ref().filter(|_| case.applies);
        let other = plan.and_then(|plan| {
            seen::other(plan, |address| !case.of_resource || seen::is_about(address, &case.subject))
        });
        Ok(other.map_or(Evidence::Agrees, |(address, old, new)| Evidence::Changes {
            what: What::Resource(address),
            old,
            new,
        }))
    }

    fn changes(&self, what: &What, old: &serde_json::Value, new: &serde_json::Value) -> Evidence {
        Evidence::Changes { what: what.clone(), old: text(what, old), new: text(what, new) }
    }

    /// The outputs that are compared, by name.
    fn watched(&self) -> Vec<(String, What)> {
        let sees = self.case.sees.iter();
        let sees = sees.map(|s| (s.output.clone(), What::Variable(s.variable.clone())));
        let outputs = self.case.outputs.iter();
        sees.chain(outputs.map(|(name, e)| (name.clone(), What::Output(e.clone())))).collect()
    }

    /// The states after the old version was applied, and then the new one; or why there are none.
    fn applied(
        &self,
        old: &Outcome,
        caller: &str,
    ) -> Result<std::result::Result<[String; 2], String>> {
        let apply = |side, caller, from: Option<&str>| {
            self.run(side, caller, Verb::Apply, from).map(|tried| match tried? {
                Outcome { success: true, state: Some(state), .. } => Ok(state),
                outcome => Err(format!(
                    "what is given is known only after an apply, and that fails: {}",
                    first_words(&outcome)
                )),
            })
        };
        let before = match &old.state {
            Some(state) => Ok(state.clone()),
            None => apply(Side::Old, &self.setting.callers.same, None)?,
        };
        let before = match before {
            Ok(state) => state,
            Err(reason) => return Ok(Err(reason)),
        };
        let after = apply(Side::New, caller, Some(&before))?;
        Ok(after.map(|after| [before, after]))
    }

    /// Runs Terraform on one version, called by `caller`.
    fn run(&self, side: Side, caller: &str, verb: Verb, state: Option<&str>) -> Result<Tried> {
        (self.goes_on)()?;
        let dir = self.home.join(if side == Side::Old { "old" } else { "new" });
        offline::files::write(&dir.join("main.tf"), caller.as_bytes())?;
        let prover = self.prover;
        let run = Run {
            dir: &dir,
            verb,
            vars: &[],
            var_files: &[],
            arguments: &[],
            providers: prover.providers,
            modules: &|_| Ok(None),
            program: prover.program,
            terraform: None,
            color: false,
            plan_json: self.case.applies || !self.watched().is_empty(),
            state,
        };
        match offline::run(&run, &mut |_| {}) {
            Ok(outcome) => Ok(Ok(outcome)),
            Err(error) => {
                (self.goes_on)()?;
                match error.kind {
                    ErrorKind::Io => Err(error),
                    _ => Ok(Err(error.message)),
                }
            }
        }
    }
}

fn unprovable(reason: String) -> Evidence {
    Evidence::Unprovable { reason }
}

/// Whether Terraform says the same of two callers.
fn same(one: &Refusal, other: &Refusal) -> bool {
    (&one.summary, &one.detail) == (&other.summary, &other.detail)
}

/// What Terraform says first of what is wrong.
fn first_words(outcome: &Outcome) -> String {
    match outcome.refusals.first() {
        Some(Refusal { summary, detail, .. }) if detail.is_empty() => summary.clone(),
        Some(Refusal { summary, detail, .. }) => format!("{summary}: {detail}"),
        None => outcome.output.lines().last().unwrap_or("it said nothing").to_owned(),
    }
}

/// A value for the reader; what the module sees has been written as JSON already.
fn text(what: &What, value: &serde_json::Value) -> String {
    match (what, value) {
        (What::Variable(_), serde_json::Value::String(json)) => json.clone(),
        (_, value) => value.to_string(),
    }
}

/// What stands beside a caller that is kept.
fn read_me(case: &Case) -> String {
    let message = &case.message;
    let how = match case.applies {
        false => "    pave plan old\n    pave plan new\n".to_owned(),
        true => "    pave offline install stand-ins\n    \
                 export TF_CLI_CONFIG_FILE=$PWD/stand-ins/terraform.rc\n    \
                 terraform -chdir=old init && terraform -chdir=old apply\n    \
                 cp old/terraform.tfstate new/\n    \
                 terraform -chdir=new init && terraform -chdir=new plan\n"
            .to_owned(),
    };
    format!(
        "# {}\n\n{message}\n\n\
         `old` and `new` are root modules that call the module in its two versions. To see what\n\
         Terraform does with them, offline:\n\n{how}",
        case.name
    )
}
