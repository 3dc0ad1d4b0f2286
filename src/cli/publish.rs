//! `pave publish`

use camino::Utf8PathBuf;
use clap::Args;
use serde::Serialize;

use super::output::Output;
use super::registry::Place;
use super::{provenance, vet};
use crate::app::publish::{Plan, Planned, PublishRequest, plan};
use crate::app::vet::trials::Tried;
use crate::app::vet::{VetRequest, Vetted};
use crate::error::{Error, Result};
use crate::registry::Transition;
use crate::registry::client::Client;
use crate::registry::view::ReleaseView;
use crate::release::{ModuleAddress, Provenance, Verdict};
use crate::report;

/// Most changes that are told of a release; `pave diff` tells all.
const MOST_CHANGES: usize = 12;

#[derive(Debug, Args)]
#[command(after_help = "\
A module is vetted as by `pave vet`, against the last release that the registry has; below the \
smallest version that is honest by what changed it is refused. The same files may be published \
again and again; other files under a version that exists are refused for ever.

The registry is the one that --registry or PAVE_REGISTRY names, else https:// and the host of \
the catalog's settings. The token is PAVE_TOKEN, else what Terraform has for that host.

Exit code: 0 when everything is there, 1 when something was found or refused.

Examples:
  pave --catalog acme publish postgres --dry-run
  pave --catalog acme publish --all
  pave publish ./vpc --as platform/vpc/aws --registry https://registry.acme.example")]
pub(super) struct Words {
    /// Modules of the catalog, or folders of modules (with a / in them)
    #[arg(value_name = "MODULE")]
    modules: Vec<String>,

    /// Every module of the catalog
    #[arg(long, conflicts_with = "modules")]
    all: bool,

    /// What the module of a folder outside a catalog is called in the registry
    #[arg(long = "as", value_name = "NAMESPACE/NAME/SYSTEM", conflicts_with = "all")]
    address: Option<ModuleAddress>,

    /// Publish a draft, which only its makers see
    #[arg(long, conflicts_with = "approve")]
    draft: bool,

    /// Approve it too, where who published may
    #[arg(long)]
    approve: bool,

    /// Say what would be published, and send nothing
    #[arg(long)]
    dry_run: bool,

    /// Publish files that are not committed; the release says so
    #[arg(long)]
    allow_dirty: bool,

    /// Add what another program found, in SARIF; may be repeated
    #[arg(long, value_name = "FILE")]
    sarif: Vec<Utf8PathBuf>,

    /// Refuse on warnings too
    #[arg(long)]
    strict: bool,

    #[command(flatten)]
    trials: vet::trials::Words,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Record<'p> {
    dry_run: bool,
    releases: Vec<ReleaseRecord<'p>>,
}

#[derive(Serialize)]
struct ReleaseRecord<'p> {
    module: String,
    version: String,
    /// Its state in the registry; null when it is not there.
    state: Option<String>,
    /// Whether it was there before, with the same files.
    existed: bool,
    archive: &'p str,
    archive_bytes: usize,
    tree: &'p str,
    /// What it was judged against; null for the first release.
    previous: Option<String>,
    /// The smallest version that it may have; null for the first release.
    smallest: Option<String>,
    changes: Vec<ChangeRecord<'p>>,
    provenance: Option<Provenance>,
    findings: Vec<report::FindingRecord>,
    /// Why it is not published; null when it is, or was not to be.
    error: Option<ErrorRecord>,
}

#[derive(Serialize)]
struct ChangeRecord<'p> {
    class: &'static str,
    lint: &'static str,
    subject: &'p str,
    message: &'p str,
}

#[derive(Serialize)]
struct ErrorRecord {
    message: String,
    hints: Vec<String>,
}

/// What became of one release.
struct Done {
    view: Option<ReleaseView>,
    existed: bool,
    provenance: Option<Provenance>,
    error: Option<Error>,
}

pub(super) fn run(words: &Words, place: &Place<'_>, output: &mut Output<'_>) -> Result<u8> {
    output.json = words.json;
    let request = PublishRequest {
        vet: VetRequest {
            modules: words.modules.clone(),
            all: words.all,
            catalog: place.catalog.map(camino::Utf8Path::to_owned),
            sarif: words.sarif.clone(),
            today: vet::today(),
            ..VetRequest::default()
        },
        address: words.address.clone(),
    };
    if request.vet.modules.is_empty() && !request.vet.all {
        return Err(Error::usage("no module is named")
            .hint("name modules of the catalog or their folders, or say --all"));
    }
    let is_folder = |module: &String| camino::Utf8Path::new(module).exists();
    if place.catalog.is_none() && (words.all || !words.modules.iter().all(is_folder)) {
        return Err(Error::usage("no catalog is named that the modules are in")
            .hint("name it with --catalog DIR or in PAVE_CATALOG, or name the modules' folders"));
    }
    let client = place.client()?;
    let files = || place.files();
    let planned =
        plan(&request, &client, &files, &mut |request| words.trials.vet(request, &files, output))?;
    if !words.json {
        vet::tell(&planned.vet, output);
        vet::elsewhere(&planned.vet, output);
    }
    let unfit = planned.vet.modules.iter().any(|one| vet::fails(one, words.strict));
    let mut all = Vec::new();
    for (release, vetted) in planned.releases.iter().zip(&planned.vet.modules) {
        if !words.json {
            output.print(&format!("\n{}", told(release)));
        }
        let done = match unfit {
            true => Done { view: None, existed: false, provenance: None, error: None },
            false => publish(words, &client, release, vetted),
        };
        if !words.json {
            tell(words.dry_run && !unfit, release, &done, output);
        }
        all.push(done);
    }
    if words.json {
        output.print_json(&record(words, &planned, &all));
    } else if unfit {
        output.note("nothing is published: what was found has to be mended first");
    }
    let codes = all.iter().filter_map(|done| Some(done.error.as_ref()?.kind.exit_code()));
    Ok(codes.max().unwrap_or(0).max(u8::from(unfit)))
}

fn publish(words: &Words, client: &Client, release: &Planned, vetted: &Vetted) -> Done {
    let mut done = Done { view: None, existed: false, provenance: None, error: None };
    if let Err(error) = try_publish(words, client, release, vetted, &mut done) {
        done.error = Some(error);
    }
    done
}

fn try_publish(
    words: &Words,
    client: &Client,
    release: &Planned,
    vetted: &Vetted,
    done: &mut Done,
) -> Result<()> {
    let version = release.version.to_string();
    let allowed = words.allow_dirty || words.dry_run;
    let folder = release.folder.as_deref();
    let mut provenance = provenance::provenance(folder, &release.source, &version, allowed)?;
    provenance.trials = vetted.tried.as_ref().map(tried);
    done.provenance = Some(provenance.clone());
    if words.dry_run {
        return Ok(());
    }
    let upload = release.upload.clone();
    let (view, new) =
        client.publish(&release.address, &version, upload, words.draft, &provenance)?;
    done.existed = !new;
    let state = view.state.clone();
    done.view = Some(view);
    if words.approve && state != "approved" {
        let approved = client.transition(&release.address, &version, &Transition::Approve)?;
        done.view = Some(approved);
    }
    Ok(())
}

/// What trying a module came to, in a sentence.
fn tried(tried: &Tried) -> String {
    let tests = match tried.tests {
        Some(1) => "1 test passed".to_owned(),
        Some(n) => format!("{n} tests passed"),
        None => "no test passed".to_owned(),
    };
    let Tried { examples, planned, guardrails, upheld, .. } = tried;
    format!(
        "{planned} of {examples} examples planned, {tests}, {upheld} of {guardrails} guardrails upheld"
    )
}

/// What is going to be published, for people.
fn told(release: &Planned) -> String {
    let Planned { address, version, archive, archive_bytes, tree, .. } = release;
    let mut text = match &release.judged {
        Some((before, _)) => format!("{address} {version}, after {before}\n"),
        None if release.existing.is_some() => format!("{address} {version}, which exists\n"),
        None => format!("{address} {version}, the first release\n"),
    };
    if let Some((_, judgement)) = &release.judged {
        for change in judgement.changes.iter().take(MOST_CHANGES) {
            let class = change.class().as_str();
            text.push_str(&format!("  {class:<7} {} ({})\n", change.message, change.lint.id));
        }
        let more = judgement.changes.len().saturating_sub(MOST_CHANGES);
        if more > 0 {
            text.push_str(&format!("  and {more} more changes\n"));
        }
        let smallest = judgement.smallest.as_ref();
        if let Some(smallest) = smallest.filter(|_| judgement.verdict() != Verdict::Denied) {
            text.push_str(&format!("  it may be {smallest} or higher\n"));
        }
    }
    text.push_str(&format!(
        "  tree    {tree}\n  archive sha256:{archive}, {archive_bytes} bytes\n"
    ));
    text
}

fn tell(was_dry: bool, release: &Planned, done: &Done, output: &mut Output<'_>) {
    let Planned { address, version, .. } = release;
    if let Some(view) = &done.view {
        let what = if done.existed { "was published before" } else { "is published" };
        let state = &view.state;
        output.print(&format!("{address} {version} {what}: {state}\n"));
        if matches!(state.as_str(), "draft" | "in-review") && done.error.is_none() {
            output.note(&format!("`pave approve {address} {version}` lets it be used"));
        }
    } else if was_dry && done.error.is_none() {
        output.note(&format!("{address} {version} is not published: this was a dry run"));
    }
    if let Some(error) = &done.error {
        output.error(error);
    }
}

fn record<'p>(words: &Words, planned: &'p Plan, all: &[Done]) -> Record<'p> {
    let releases = planned.releases.iter().zip(&planned.vet.modules).zip(all);
    let releases = releases.map(|((release, vetted), done)| {
        let judged = release.judged.as_ref();
        let changes = judged.iter().flat_map(|(_, judgement)| &judgement.changes);
        ReleaseRecord {
            module: release.address.to_string(),
            version: release.version.to_string(),
            state: done.view.as_ref().map(|view| view.state.clone()),
            existed: done.existed,
            archive: &release.archive,
            archive_bytes: release.archive_bytes,
            tree: &release.tree,
            previous: judged.map(|(before, _)| before.to_string()),
            smallest: judged
                .and_then(|(_, judgement)| Some(judgement.smallest.as_ref()?.to_string())),
            changes: changes
                .map(|change| ChangeRecord {
                    class: change.class().as_str(),
                    lint: change.lint.id,
                    subject: &change.subject,
                    message: &change.message,
                })
                .collect(),
            provenance: done.provenance.clone(),
            findings: report::findings_for_machines(
                &vetted.report.findings,
                &vetted.report.sources,
            ),
            error: done.error.as_ref().map(|error| ErrorRecord {
                message: error.message.clone(),
                hints: error.hints.clone(),
            }),
        }
    });
    Record { dry_run: words.dry_run, releases: releases.collect() }
}
