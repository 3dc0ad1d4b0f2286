//! `/modules/…/diff`: what changed between any two versions, and what it means for callers.

use std::sync::Arc;

use axum::extract::{Path, Query};
use axum::response::Response;
use serde::Serialize;

use super::module::{release_of, seen, viewable};
use super::visit::{PageFault, Visit};
use super::words::{Pairs, first};
use crate::error::{Error, Result};
use crate::release::{Change, Class, Package, SUPPORTED_TERRAFORM, Spot, Verdict, judge};
use crate::server::App;
use crate::store::ledger::Release;
use crate::store::read_archive_bytes;

#[derive(Serialize)]
struct Content {
    address: String,
    name: String,
    versions: Vec<String>,
    from: String,
    to: String,
    /// Nothing until two versions are chosen.
    compared: Option<Arc<Compared>>,
}

/// What came of comparing two releases.
#[derive(Debug, Serialize)]
pub(in crate::server) struct Compared {
    classes: Vec<ClassView>,
    /// The smallest version that the newer one may have.
    smallest: String,
    /// What the judge says of the version that it has.
    verdict: &'static str,
    changes: usize,
}

#[derive(Debug, Serialize)]
struct ClassView {
    class: &'static str,
    meaning: &'static str,
    changes: Vec<ChangeView>,
}

#[derive(Debug, Serialize)]
struct ChangeView {
    lint: &'static str,
    subject: String,
    message: String,
    callers: String,
    entry: String,
    was: String,
    is: String,
    reason: String,
}

/// What changed between two versions of a module.
pub(in crate::server) async fn diff(
    visit: Visit,
    Path((namespace, name, system)): Path<(String, String, String)>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, PageFault> {
    let index = visit.app.registry.index();
    let address = format!("{namespace}/{name}/{system}");
    let entry = seen(&visit, &index, &address)?;
    let there = viewable(&visit, &entry).filter(|release| release.state != "deleted");
    let versions: Vec<String> = there.map(|release| release.version.clone()).collect();
    let (from, to) = (first(&pairs, "from"), first(&pairs, "to"));
    let mut content = Content {
        from: from.to_owned(),
        to: to.to_owned(),
        compared: None,
        name: entry.address.name.clone(),
        address,
        versions,
    };
    if from.is_empty() || to.is_empty() {
        // The last two, to begin with.
        content.to = content.versions.first().cloned().unwrap_or_default();
        content.from = content.versions.get(1).unwrap_or(&content.to).clone();
    } else {
        let old = release_of(&visit, &entry, from)?;
        let new = release_of(&visit, &entry, to)?;
        content.from.clone_from(&old.version);
        content.to.clone_from(&new.version);
        content.compared = Some(compared(&visit.app, &old, &new).await?);
    }
    let title = format!("What changed in {}", content.address);
    Ok(visit.page("diff.html", ("modules", &title), &content))
}

async fn compared(app: &App, old: &Release, new: &Release) -> Result<Arc<Compared>> {
    let key = format!("{} {} {}", old.module, old.version, new.version);
    if let Some(compared) = app.pages.compared.get(&key) {
        return Ok(compared);
    }
    let (before, after) = (package(app, old).await?, package(app, new).await?);
    let compared = app.work.apart(move || Ok(Arc::new(compare(&before, &after)))).await?;
    app.pages.compared.insert(key, compared.clone());
    Ok(compared)
}

async fn package(app: &App, release: &Release) -> Result<Package> {
    if release.state == "deleted" {
        return Err(Error::gone(format!("{} {} was deleted", release.module, release.version)));
    }
    let bytes = app.registry.archive(&release.source).await?;
    let version = semver::Version::parse(&release.version).ok();
    let read = app.work.apart(move || {
        let mut tree = read_archive_bytes("the-source.tar.gz".into(), &bytes)?;
        // Places are told by their path in the module.
        tree.shown = ".".into();
        Ok(Package::read(tree, version))
    });
    read.await
}

fn compare(old: &Package, new: &Package) -> Compared {
    let judgement = judge(old, new, &SUPPORTED_TERRAFORM);
    let view = |change: &Change| ChangeView {
        lint: change.lint.id,
        subject: change.subject.clone(),
        message: change.message.clone(),
        callers: change.callers.clone(),
        entry: change.entry.to_string(),
        was: place(old, change.old.as_ref()),
        is: place(new, change.new.as_ref()),
        reason: change.waived.clone().unwrap_or_default(),
    };
    let of_class = |class: Class| ClassView {
        class: class.as_str(),
        meaning: crate::report::meaning(class),
        changes: judgement.changes.iter().filter(|c| c.class() == class).map(view).collect(),
    };
    let classes = Class::ALL.into_iter().map(of_class);
    Compared {
        classes: classes.filter(|class| !class.changes.is_empty()).collect(),
        smallest: judgement.smallest.as_ref().map(ToString::to_string).unwrap_or_default(),
        verdict: match judgement.verdict() {
            Verdict::Honest => "honest",
            Verdict::TooLow => "too-low",
            Verdict::Denied => "denied",
        },
        changes: judgement.changes.len(),
    }
}

/// Where something stands, as `main.tf:12`.
fn place(package: &Package, spot: Option<&Spot>) -> String {
    let place = spot.and_then(|spot| crate::app::diff::Compared::place(package, spot));
    place.unwrap_or_default()
}
