//! `pave verify`

use camino::Utf8PathBuf;
use clap::Args;
use serde::Serialize;

use super::lock::HostWords;
use super::output::Output;
use super::registry;
use super::terraform_settings::{registries, root};
use crate::app::verify::{Verified, VerifiedModule, VerifyRequest, rules, verify};
use crate::diag::Severity;
use crate::error::Result;
use crate::report::{self, About, Format, table};

#[derive(Debug, Args)]
#[command(after_help = "\
Every file of every module that `terraform init` has installed is hashed, and compared with \
.pave.modules.lock.json, where there is one, and with what the registry signed. The registry also \
says what became of each release: deprecated, revoked.

Examples:
  pave verify
  pave verify payments/prod --offline
  pave verify --strict --format github")]
pub(super) struct Words {
    /// The root module's folder
    #[arg(value_name = "DIR", default_value = ".")]
    dir: Utf8PathBuf,

    /// Ask nobody: compare with the lock alone
    #[arg(long)]
    offline: bool,

    #[command(flatten)]
    hosts: HostWords,

    /// Fail on warnings too
    #[arg(long)]
    strict: bool,

    /// How findings are told
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, conflicts_with = "json")]
    format: Format,

    /// Tell the result as JSON: short for --format json
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Record<'v> {
    modules: &'v [VerifiedModule],
    local_calls: usize,
    locked: bool,
    findings: Vec<report::FindingRecord>,
}

/// `registry` names the one to ask; by default that is the one that Terraform would, by its settings.
pub(super) fn run(
    words: &Words,
    registry: &registry::Words,
    output: &mut Output<'_>,
) -> Result<u8> {
    let json = words.json || words.format == Format::Json;
    output.json = json;
    let registries = registries(registry);
    let verified = verify(&VerifyRequest {
        root: root(&words.dir),
        registries: (!words.offline).then_some(&registries),
        hosts: words.hosts.hosts(),
    })?;
    let report = &verified.report;
    match words.format {
        _ if json => output.print_json(&Record {
            modules: &verified.modules,
            local_calls: verified.local,
            locked: verified.is_locked,
            findings: report::findings_for_machines(&report.findings, &report.sources),
        }),
        Format::Human => tell(&verified, output),
        format => {
            let style = output.style();
            output.print(&report::findings_as(format, &[report], style, &about));
        }
    }
    let fails = |severity| report.findings.iter().any(|finding| finding.severity == severity);
    Ok(u8::from(fails(Severity::Error) || (words.strict && fails(Severity::Warning))))
}

/// What a rule asks, for those who have only its name.
fn about(id: &str) -> Option<About> {
    let rule = rules::named(id)?;
    Some(About { title: rule.title.to_owned(), explanation: rule.explanation.to_owned() })
}

fn tell(verified: &Verified, output: &mut Output<'_>) {
    output.findings(&verified.report);
    let heading = ["call", "module", "version", "state", "findings"].map(str::to_owned);
    let rows = verified.modules.iter().map(|one| {
        let state = one.state.clone().unwrap_or_else(|| "not known".to_owned());
        let count = |count: usize, noun: &str| match count {
            0 => None,
            1 => Some(format!("1 {noun}")),
            count => Some(format!("{count} {noun}s")),
        };
        let counts = [count(one.errors, "error"), count(one.warnings, "warning")];
        let counts: Vec<String> = counts.into_iter().flatten().collect();
        let counts = if counts.is_empty() { "as released".to_owned() } else { counts.join(", ") };
        let version = one.version.clone().unwrap_or_else(|| "-".to_owned());
        [one.call.clone(), one.source.clone(), version, state, counts]
    });
    let rows: Vec<_> = [heading].into_iter().chain(rows).collect();
    if verified.modules.is_empty() {
        output.print("no module is called that would have to be installed\n");
    } else {
        output.print(&table::columns(&rows));
    }
    if !verified.is_locked && !verified.modules.is_empty() {
        output.note("there is no lock: `pave lock` writes one, and then versions are compared too");
    }
}
