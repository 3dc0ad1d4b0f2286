//! `pave diff`

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use semver::Version;
use serde::Serialize;

use super::output::Output;
use crate::app::diff::{Compared, DiffRequest, diff};
use crate::app::prove::{Evidence, Proof, Prover, What, prove};
use crate::error::{Error, Result};
use crate::offline::added;
use crate::release::{Bump, Change, Class, Package, Spot, Verdict};
use crate::report;
use crate::terraform;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pave diff modules/postgres-1.2.0 modules/postgres
  pave diff old new --to 1.3.0 --json
  pave diff old new --prove")]
pub(super) struct Words {
    /// The version that callers have: a folder
    old: String,

    /// The version that they are to get
    new: String,

    /// What the old version is called
    #[arg(long, value_name = "VERSION", value_parser = version)]
    from: Option<Version>,

    /// What the new version is to be called
    #[arg(long, value_name = "VERSION", value_parser = version)]
    to: Option<Version>,

    /// Have real Terraform show each change, offline: it runs the smallest caller of both versions
    #[arg(long)]
    prove: bool,

    /// Leave the callers and both versions of the module in a folder, which must be new or empty
    #[arg(long, value_name = "DIR", requires = "prove")]
    keep: Option<Utf8PathBuf>,

    /// The terraform program; by default the one on the PATH
    #[arg(long, value_name = "FILE", env = "PAVE_TERRAFORM")]
    terraform: Option<Utf8PathBuf>,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

fn version(text: &str) -> Result<Version, String> {
    terraform::version::parse(text).map_err(|e| e.message)
}

/// What `--json` tells.
#[derive(Serialize)]
struct Record<'c> {
    old: SideRecord<'c>,
    new: SideRecord<'c>,
    changes: Vec<ChangeRecord<'c>>,
    bump: Bump,
    smallest_version: Option<String>,
    verdict: &'static str,
}

#[derive(Serialize)]
struct SideRecord<'c> {
    shown: &'c str,
    version: Option<String>,
}

#[derive(Serialize)]
struct ChangeRecord<'c> {
    lint: &'static str,
    class: Class,
    submodule: Option<&'c str>,
    subject: &'c str,
    message: &'c str,
    callers: &'c str,
    waived: Option<&'c str>,
    old: Option<String>,
    new: Option<String>,
    /// Left out when nothing was to be proven; null where no caller can show the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<Option<ProofRecord<'c>>>,
}

/// What Terraform did; the fields that go with its word.
#[derive(Serialize)]
struct ProofRecord<'c> {
    evidence: &'static str,
    #[serde(flatten)]
    told: BTreeMap<&'static str, serde_json::Value>,
    /// Why only the input variables were looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    only_variables: Option<&'c str>,
    /// The `main.tf` of a root module beside the module in `./module`.
    caller: Option<&'c str>,
    /// The one for the new version, when it has to do what other changes ask for.
    #[serde(skip_serializing_if = "Option::is_none")]
    adapted_caller: Option<&'c str>,
}

pub(super) fn run(words: &Words, output: &mut Output<'_>) -> Result<u8> {
    output.json = words.json;
    let request = DiffRequest {
        old: words.old.clone(),
        new: words.new.clone(),
        old_version: words.from.clone(),
        new_version: words.to.clone(),
    };
    let compared = diff(&request)?;
    let proofs = if words.prove { proofs(words, &compared, output)? } else { Vec::new() };
    let verdict = compared.judgement.verdict();
    if words.json {
        output.print_json(&record(&compared, &proofs));
    } else {
        output.print(&report::changes(&compared, &proofs));
    }
    Ok(u8::from(verdict != Verdict::Honest))
}

fn proofs(words: &Words, compared: &Compared, output: &Output<'_>) -> Result<Vec<Option<Proof>>> {
    let program = std::env::current_exe().ok().and_then(|p| Utf8PathBuf::from_path_buf(p).ok());
    let program = program.ok_or_else(|| Error::usage("pave cannot find its own file"))?;
    let providers = added::load(&added::default_data_dir()?)?;
    let prover = Prover {
        providers: &providers,
        program: &program,
        terraform: words.terraform.as_deref(),
        at_once: std::thread::available_parallelism().map_or(2, usize::from),
        keep: words.keep.as_deref(),
    };
    let target = match output.terminal.progress && !output.terminal.plain {
        true => ProgressDrawTarget::stderr(),
        false => ProgressDrawTarget::hidden(),
    };
    let style = ProgressStyle::with_template("proving {pos} of {len}  {wide_msg}");
    let bar = ProgressBar::with_draw_target(None, target);
    bar.set_style(style.expect("the template is a constant"));
    let proofs = prove(compared, &prover, &mut |progress| {
        bar.set_length(progress.of as u64);
        bar.set_position(progress.done as u64);
        bar.set_message(format!("{} {}", progress.change.lint.id, progress.change.subject));
    });
    bar.finish_and_clear();
    proofs
}

fn record<'c>(compared: &'c Compared, proofs: &'c [Option<Proof>]) -> Record<'c> {
    let side = |package: &'_ Package| package.version.as_ref().map(Version::to_string);
    let judgement = &compared.judgement;
    Record {
        old: SideRecord { shown: compared.old.tree.shown.as_str(), version: side(&compared.old) },
        new: SideRecord { shown: compared.new.tree.shown.as_str(), version: side(&compared.new) },
        changes: judgement
            .changes
            .iter()
            .enumerate()
            .map(|(index, change)| change_record(compared, change, proofs.get(index)))
            .collect(),
        bump: judgement.bump,
        smallest_version: judgement.smallest.as_ref().map(Version::to_string),
        verdict: match judgement.verdict() {
            Verdict::Honest => "honest",
            Verdict::TooLow => "too-low",
            Verdict::Denied => "denied",
        },
    }
}

fn change_record<'c>(
    compared: &Compared,
    change: &'c Change,
    proof: Option<&'c Option<Proof>>,
) -> ChangeRecord<'c> {
    let place = |package: &Package, spot: &Option<Spot>| {
        spot.as_ref().and_then(|spot| Compared::place(package, spot))
    };
    let entry = change.entry.as_str();
    ChangeRecord {
        lint: change.lint.id,
        class: change.class(),
        submodule: (!entry.is_empty()).then_some(entry),
        subject: &change.subject,
        message: &change.message,
        callers: &change.callers,
        waived: change.waived.as_deref(),
        old: place(&compared.old, &change.old),
        new: place(&compared.new, &change.new),
        proof: proof.map(|proof| proof.as_ref().map(proof_record)),
    }
}

fn proof_record(proof: &Proof) -> ProofRecord<'_> {
    let told = match &proof.evidence {
        Evidence::Refused { message, detail, place } => {
            vec![
                ("message", message.as_str().into()),
                ("detail", detail.as_str().into()),
                ("place", place.as_deref().into()),
            ]
        }
        Evidence::Changes { what, old, new } => {
            let what = match what {
                What::Variable(name) => format!("var.{name}"),
                What::Output(text) | What::Resource(text) => text.clone(),
            };
            vec![("what", what.into()), ("old", old.as_str().into()), ("new", new.as_str().into())]
        }
        Evidence::Destroys { addresses } => {
            vec![("addresses", addresses.keys().map(String::as_str).collect())]
        }
        Evidence::Agrees => Vec::new(),
        Evidence::Unprovable { reason } => vec![("reason", reason.as_str().into())],
    };
    ProofRecord {
        evidence: proof.evidence.word(),
        told: told.into_iter().collect(),
        only_variables: proof.only_variables.as_deref(),
        caller: proof.caller.as_deref(),
        adapted_caller: proof.adapted.as_deref(),
    }
}
