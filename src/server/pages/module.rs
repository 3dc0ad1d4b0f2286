//! `/modules/…`: a module, in the version that is recommended or in one that is named.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use serde::Serialize;

use super::release::{ExampleView, SubmoduleView};
use super::snippet;
use super::tests_of::GuardrailView;
use super::visit::{PageFault, Visit};
use super::words::{day, minute, size};
use crate::error::{Error, Result};
use crate::registry::{Details, Glance, ModuleEntry, Scope, Snapshot};
use crate::release::{Provenance, Statement};
use crate::store::ledger::{Consumer, Release};

#[derive(Serialize)]
struct Content<'r> {
    address: String,
    namespace: &'r str,
    name: &'r str,
    system: &'r str,
    release: ReleaseView,
    glance: &'r Glance,
    details: &'r Details,
    readme: &'r str,
    changelog: &'r str,
    guardrails: &'r [GuardrailView],
    examples: &'r [ExampleView],
    submodules: &'r [SubmoduleView],
    snippet: String,
    /// Every version that the caller sees, the newest first.
    versions: Vec<ReleaseView>,
    /// Whether this is the version that is recommended.
    is_latest: bool,
    latest: String,
    /// The version before this one, to compare with.
    before: String,
    downloads: i64,
    /// How many use it that have a name.
    users: usize,
    /// Who they are, for who may know.
    consumers: Option<Vec<ConsumerView>>,
    statement: Option<&'r Statement>,
    provenance: Option<Vec<(&'static str, String)>>,
    signature: &'r str,
    is_signed: bool,
    public_key: String,
    is_limited: bool,
}

/// A release as pages tell it.
#[derive(Serialize)]
pub(super) struct ReleaseView {
    version: String,
    state: String,
    /// The state in words.
    state_said: String,
    reason: String,
    successor: String,
    /// The page of what it names as its successor, when that is a module here.
    successor_page: String,
    until: String,
    published: String,
    published_at: String,
    published_by: String,
    approved_by: String,
    approved: String,
    archive: String,
    archive_size: String,
    tree: String,
    summary: String,
    downloads: i64,
}

#[derive(Serialize)]
struct ConsumerView {
    name: String,
    version: String,
    downloads: i64,
    last_seen: String,
}

impl ReleaseView {
    fn of(release: &Release, downloads: i64) -> Self {
        let r = release.clone();
        Self {
            state_said: r.state.replace('-', " "),
            successor_page: successor_page(&r.successor),
            published: day(r.published),
            published_at: minute(r.published),
            approved: minute(r.approved),
            archive_size: size(r.archive_bytes),
            version: r.version,
            state: r.state,
            reason: r.reason,
            successor: r.successor,
            until: r.until,
            published_by: r.published_by,
            approved_by: r.approved_by,
            archive: r.archive,
            tree: r.tree,
            summary: r.summary,
            downloads,
        }
    }
}

/// `platform/postgres/aws 2.0.0` as the page of that; nothing for what has another form.
fn successor_page(successor: &str) -> String {
    let (address, version) = successor.split_once(' ').unwrap_or((successor, ""));
    match (address.parse::<crate::release::ModuleAddress>(), semver::Version::parse(version)) {
        (Ok(address), Ok(version)) => format!("/modules/{address}/{version}"),
        (Ok(address), Err(_)) if version.is_empty() => format!("/modules/{address}"),
        _ => String::new(),
    }
}

/// The version of a module that is recommended.
pub(in crate::server) async fn module(
    visit: Visit,
    Path((namespace, name, system)): Path<(String, String, String)>,
) -> Result<Response, PageFault> {
    let index = visit.app.registry.index();
    let entry = seen(&visit, &index, &format!("{namespace}/{name}/{system}"))?;
    let release = entry.latest_for(&visit.caller);
    let release = release.or_else(|| viewable(&visit, &entry).next());
    let release = release.ok_or_else(|| Error::not_found("there is no version of it to see"))?;
    Ok(page(&visit, &index, &entry, release).await?)
}

/// A version of a module.
pub(in crate::server) async fn release(
    visit: Visit,
    Path((namespace, name, system, version)): Path<(String, String, String, String)>,
) -> Result<Response, PageFault> {
    let index = visit.app.registry.index();
    let entry = seen(&visit, &index, &format!("{namespace}/{name}/{system}"))?;
    let release = release_of(&visit, &entry, &version)?;
    Ok(page(&visit, &index, &entry, &release).await?)
}

/// A module, when the caller sees it.
pub(super) fn seen(visit: &Visit, index: &Snapshot, address: &str) -> Result<Arc<ModuleEntry>> {
    let entry = index.modules.get(address).filter(|entry| index.sees_any(&visit.caller, entry));
    entry.cloned().ok_or_else(|| {
        Error::not_found(format!("there is no module {address}"))
            .hint("the list of modules has a search")
    })
}

/// A version of a module, when the caller may look at it.
pub(super) fn release_of(
    visit: &Visit,
    entry: &ModuleEntry,
    version: &str,
) -> Result<Arc<Release>> {
    let wanted = entry.release(version).filter(|wanted| may_view(visit, entry, wanted));
    wanted.cloned().ok_or_else(|| {
        Error::not_found(format!("{} has no version {version}", entry.address))
            .hint("the module's page lists its versions")
    })
}

/// Every version that the caller may look at: also those that must not be used any more.
pub(super) fn viewable<'e>(
    visit: &'e Visit,
    entry: &'e ModuleEntry,
) -> impl Iterator<Item = &'e Arc<Release>> {
    let releases = entry.releases.iter().map(|(_, release)| release);
    releases.filter(|release| may_view(visit, entry, release))
}

/// What was taken back before anybody could use it was never there, but for those who review.
fn may_view(visit: &Visit, entry: &ModuleEntry, release: &Release) -> bool {
    let could_be_used = match release.state.as_str() {
        "draft" | "in-review" => false,
        "revoked" | "deleted" => release.approved != 0,
        _ => true,
    };
    could_be_used || entry.is_reviewed_by(&visit.caller)
}

async fn page(
    visit: &Visit,
    index: &Snapshot,
    entry: &ModuleEntry,
    release: &Release,
) -> Result<Response> {
    let app = &visit.app;
    let shown = app.pages.shown(app, release).await?;
    let approved = visit.approved().await?;
    let catalog = &approved.catalog;
    let address = entry.address.to_string();
    let consumers = app.registry.ledger.consumers(Some(&address)).await?;
    let downloads = |version: &str| -> i64 {
        consumers.iter().filter(|c| c.version == version).map(|c| c.downloads).sum()
    };
    let may_know = visit.caller.may(Scope::Approve, &entry.address.namespace);
    let versions: Vec<ReleaseView> =
        viewable(visit, entry).map(|r| ReleaseView::of(r, downloads(&r.version))).collect();
    let usable = |r: &&Arc<Release>| r.state != "deleted" && r.version != release.version;
    let older = viewable(visit, entry).skip_while(|r| r.version != release.version);
    let before = older.filter(usable).map(|r| r.version.clone()).next();
    let latest = entry.latest().map(|latest| latest.version.clone()).unwrap_or_default();
    let content = Content {
        address: address.clone(),
        namespace: &entry.address.namespace,
        name: &entry.address.name,
        system: &entry.address.system,
        release: ReleaseView::of(release, downloads(&release.version)),
        glance: &shown.glance,
        details: &shown.details,
        readme: &shown.readme,
        changelog: &shown.changelog,
        guardrails: &shown.guardrails,
        examples: &shown.examples,
        submodules: &shown.submodules,
        snippet: snippet::snippet(catalog, entry, &shown, &release.version),
        is_latest: latest == release.version,
        latest,
        before: before.unwrap_or_default(),
        downloads: consumers.iter().map(|c| c.downloads).sum(),
        users: named(&consumers),
        consumers: may_know.then(|| consumers.iter().map(consumer_view).collect()),
        statement: shown.statement.as_ref(),
        provenance: shown.statement.as_ref().map(|s| provenance(&s.provenance)),
        signature: &shown.signature,
        is_signed: shown.is_signed,
        public_key: app.registry.key.public(),
        is_limited: !index.is_open(entry),
        versions,
    };
    let title = format!("{address} {}", release.version);
    Ok(visit.page("module.html", ("modules", &title), &content))
}

/// How many of those who use a module have a name.
fn named(consumers: &[Consumer]) -> usize {
    let mut names: Vec<&str> = consumers.iter().map(|c| c.consumer.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().filter(|name| !name.is_empty()).count()
}

fn consumer_view(consumer: &Consumer) -> ConsumerView {
    let name = match consumer.consumer.as_str() {
        "" => "without a token",
        name => name,
    };
    ConsumerView {
        name: name.to_owned(),
        version: consumer.version.clone(),
        downloads: consumer.downloads,
        last_seen: minute(consumer.last_seen),
    }
}

/// What the publisher says of where a release comes from, a row each.
fn provenance(provenance: &Provenance) -> Vec<(&'static str, String)> {
    let Provenance { repository, commit, tag, run, imported_from, trials } = provenance;
    [
        ("Repository", repository),
        ("Commit", commit),
        ("Tag", tag),
        ("CI run", run),
        ("Imported from", imported_from),
        ("Tried", trials),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value.clone()?)))
    .collect()
}
