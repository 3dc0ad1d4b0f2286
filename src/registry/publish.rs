//! Publishing: a version of a module becomes a release, whole or not at all, once and for ever.

use bytes::Bytes;
use semver::Version;
use serde_json::json;

use super::{Caller, Details, Glance, Registry, Scope, now};
use crate::catalog::{Card, Lifecycle};
use crate::diag::Severity;
use crate::error::{Error, ErrorKind, Report, Result};
use crate::release::vet::{Origin, Subject, Texts, vet, waive};
use crate::release::{
    ModuleAddress, Package, Provenance, SUPPORTED_TERRAFORM, Statement, Tree, Verdict, judge, pack,
    pack_released,
};
use crate::store::ledger::{NewRelease, Outcome, Release, ReleaseDetails};
use crate::store::{Found, read_archive_bytes};

/// Longest version that is taken, in characters.
const MAX_VERSION: usize = 128;

/// What somebody wants to publish.
#[derive(Debug, Clone)]
pub struct Publication {
    /// The module.
    pub address: ModuleAddress,
    /// The version.
    pub version: Version,
    /// The module's whole folder: card, tests and examples too.
    pub source: Tree,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Whether it is to be looked at by nobody but its makers yet.
    pub draft: bool,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The release.
    pub release: Release,
    /// Whether it was there already, with the same files.
    pub existed: bool,
}

/// What was found out about a version without the ledger.
struct Prepared {
    new: NewRelease,
    /// What it was judged against.
    before: Option<String>,
}

impl Registry {
    /// Publishes a version of a module. Publishing the same files again changes nothing.
    ///
    /// # Errors
    /// When the caller may not; when the module is not fit or its version not honest, with what was
    /// found; when the version exists with other files; when the ledger or the store does not answer,
    /// and then it was not published, or publishing it again says that it was.
    pub async fn publish(&self, caller: &Caller, publication: Publication) -> Result<Published> {
        let Publication { address, version, .. } = &publication;
        let subject = format!("{address} {version}");
        let asked = ("publish", subject.as_str());
        self.demand(caller, Scope::Publish, &address.namespace, asked).await?;
        match self.try_publish(caller, &publication).await {
            Err(error) if error.kind != ErrorKind::Io => {
                self.log_refusal(caller, "publish", &subject, &error).await?;
                Err(error)
            }
            other => other,
        }
    }

    async fn try_publish(&self, caller: &Caller, publication: &Publication) -> Result<Published> {
        if !publication.version.build.is_empty() {
            return Err(Error::usage(format!("{} has build metadata", publication.version))
                .hint("Terraform takes 1.0.0+a and 1.0.0+b for one version: leave it out"));
        }
        if publication.version.to_string().len() > MAX_VERSION {
            return Err(Error::usage("the version is too long")
                .hint(format!("a version has up to {MAX_VERSION} characters")));
        }
        // What another server limited a moment ago is limited.
        self.refresh().await?;
        if !self.index().admits(caller, &publication.address) {
            // As if it were not there, whether it is or not.
            let address = &publication.address;
            return Err(Error::not_found(format!("there is no module {address}"))
                .hint("what is for certain groups is published by somebody in one of them"));
        }
        let tree = publication.source.clone();
        let packed = apart(move || Ok((pack(&tree)?, pack_released(&tree)?)));
        let (source, archive) = packed.await?;
        for bytes in [&source.bytes, &archive.bytes] {
            if bytes.len() > self.options.max_archive_bytes {
                let most = self.options.max_archive_bytes;
                return Err(Error::refused(format!("the module packs to over {most} bytes")).hint(
                    "leave out what Terraform does not need, such as pictures and binaries",
                ));
            }
        }
        let mut published = None;
        // Somebody may publish another version of it meanwhile, which is then what to judge against.
        while published.is_none() {
            let prepared = self.prepare(caller, publication, &source, &archive).await?;
            published = self.commit(caller, publication, prepared, &source, &archive).await?;
        }
        self.catch_up().await;
        Ok(published.expect("the loop ends with one"))
    }

    /// Everything that needs no lock.
    async fn prepare(
        &self,
        caller: &Caller,
        publication: &Publication,
        source_archive: &crate::release::Archive,
        archive: &crate::release::Archive,
    ) -> Result<Prepared> {
        let Publication { address, version, source, provenance, draft } = publication;
        // What another server published a moment ago counts.
        self.refresh().await?;
        let index = self.index();
        let entry = index.modules.get(address.to_string().as_str());
        let exists = entry.and_then(|entry| entry.release(&version.to_string()));
        let older = entry.into_iter().flat_map(|entry| &entry.releases).find(|(other, release)| {
            let counts = ["approved", "deprecated", "revoked"].contains(&release.state.as_str());
            counts && other < version
        });
        let before = older.map(|(version, _)| version.to_string());
        let (is_new, mut previous) = (exists.is_none(), None);
        if let Some((version, release)) = older.filter(|_| is_new) {
            let Found::Whole(bytes) = self.blobs.look(&release.source).await? else {
                return Err(lost(release));
            };
            previous = Some((version.clone(), bytes));
        }
        let (tree, of, to) = (source.clone(), version.clone(), address.clone());
        let read = apart(move || {
            let package = Package::read(tree, Some(of));
            if !is_new {
                return Ok((package, None));
            }
            let read = |(version, bytes): (Version, Bytes)| {
                let shown = format!("{to}-{version}.tar.gz");
                let tree = read_archive_bytes(shown.as_str().into(), &bytes)?;
                Ok(Package::read(tree, Some(version)))
            };
            let previous = previous.map(read).transpose()?;
            let smallest = fit(&package, previous.as_ref(), &to)?;
            Ok((package, smallest))
        });
        let (package, smallest) = read.await?;
        let details = Details::of(&package, &address.name);
        let card = package.card.as_ref();
        let mut words: Vec<&str> = Vec::new();
        if let Some(card) = card {
            words.extend(card.aliases.iter().chain(&card.uses).map(|word| word.as_str()));
        }
        let glance = card.map(|card| serde_json::json!(Glance::of_card(card)));
        let published = now();
        let state = match (*draft, self.options.policy.review) {
            (true, _) => Lifecycle::Draft,
            (false, true) => Lifecycle::InReview,
            (false, false) => Lifecycle::Approved,
        };
        let statement = Statement {
            module: address.clone(),
            version: version.to_string(),
            archive: crate::store::sha256(&archive.bytes),
            tree: archive.tree.clone(),
            source: crate::store::sha256(&source_archive.bytes),
            published_by: caller.name.clone(),
            published,
            provenance: with_origin(provenance, card),
            judged_against: before.clone(),
            smallest,
        };
        let approved = state == Lifecycle::Approved;
        let statement_text = serde_json::to_string(&statement).expect("a statement is plain data");
        let release = Release {
            module: address.to_string(),
            version: version.to_string(),
            state: state.as_str().to_owned(),
            reason: String::new(),
            successor: String::new(),
            until: String::new(),
            archive: statement.archive.clone(),
            archive_bytes: size(archive.bytes.len()),
            tree: archive.tree.clone(),
            source: String::new(),
            source_bytes: 0,
            summary: card.map(|card| card.summary.to_string()).unwrap_or_default(),
            words: words.join("\n"),
            glance: glance.map(|glance| glance.to_string()).unwrap_or_default(),
            published_by: caller.name.clone(),
            published,
            approved_by: if approved { caller.name.clone() } else { String::new() },
            approved: if approved { published } else { 0 },
            changed: 0,
        };
        let details = ReleaseDetails {
            details: serde_json::to_string(&details).expect("details are plain data"),
            signature: self.key.sign(&statement_text),
            statement: statement_text,
        };
        Ok(Prepared { new: NewRelease { release, details }, before })
    }

    /// Writes the archives, then the ledger. `None` when it has to be judged again.
    async fn commit(
        &self,
        caller: &Caller,
        publication: &Publication,
        Prepared { mut new, before }: Prepared,
        source: &crate::release::Archive,
        archive: &crate::release::Archive,
    ) -> Result<Option<Published>> {
        // First the bytes, then the row: a crash between them leaves bytes that nobody names.
        new.release.archive = self.blobs.put(archive.bytes.clone()).await?;
        new.release.source = self.blobs.put(source.bytes.clone()).await?;
        new.release.source_bytes = size(source.bytes.len());
        let Release { module, version, .. } = &new.release;
        let mut write = self.ledger.write(&caller.by()).await?;
        if let Some(owner) = write.claim(module).await? {
            return Err(Error::conflict(format!("{module} looks like {owner}, which exists"))
                .hint("take a name that nobody mistakes for it"));
        }
        // Who tidies up the store holds the ledger too: what is there now stays.
        for blob in [&new.release.archive, &new.release.source] {
            if self.blobs.written(blob).await?.is_none() {
                return Ok(None);
            }
        }
        let mut newest_before: Option<(Version, String)> = None;
        for other in write.releases(module).await? {
            if other.version == *version {
                return same_or_conflict(&other, &new.release).map(Some);
            }
            let counts = ["approved", "deprecated", "revoked"].contains(&other.state.as_str());
            let Ok(parsed) = Version::parse(&other.version) else { continue };
            if counts
                && parsed < publication.version
                && newest_before.as_ref().is_none_or(|(newest, _)| parsed > *newest)
            {
                newest_before = Some((parsed, other.version));
            }
        }
        if newest_before.map(|(_, text)| text) != before {
            return Ok(None);
        }
        let detail = json!({
            "archive": new.release.archive,
            "tree": new.release.tree,
            "source": new.release.source,
            "state": new.release.state,
            "provenance": publication.provenance,
        });
        let subject = format!("{module} {version}");
        let entry = write.record("publish", &subject, Outcome::Done, &detail).await?;
        write.insert_release(&new, entry).await?;
        write.commit().await?;
        Ok(Some(Published { release: new.release, existed: false }))
    }
}

/// Why nothing can be judged against a release whose files the store has lost.
fn lost(Release { module, version, source, .. }: &Release) -> Error {
    let what = format!("the files of {module} {version} are damaged in the store or gone from it");
    Error::refused(format!("{what}, and the next version is judged by them"))
        .hint(format!("publishing {version} again from the same files mends it"))
        .hint("`pave scrub --repair-from BACKUP` mends all that is damaged")
        .caused_by(format!("there are no such bytes under sha256:{source}"))
}

/// Does what takes a while on a thread where no request waits for an answer.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|e| Error::io("the release could not be worked out", e))?
}

fn same_or_conflict(existing: &Release, new: &Release) -> Result<Published> {
    let Release { module, version, .. } = existing;
    if existing.state == "deleted" {
        return Err(Error::conflict(format!("{module} {version} was deleted"))
            .hint("a version is used once: publish the next one"));
    }
    // The tree, not the bytes: another version of this program may pack it otherwise.
    if existing.tree != new.tree {
        return Err(Error::conflict(format!("{module} {version} exists with other files"))
            .hint(format!("it has the tree {}, this one has {}", existing.tree, new.tree))
            .hint("what is published never changes: publish the next version"));
    }
    // The tree leaves out what no root module needs. Where the rest was packed the same, so was it.
    if existing.archive == new.archive && existing.source != new.source {
        return Err(Error::conflict(format!("{module} {version} exists with other files"))
            .hint("its card, tests or examples are others than these")
            .hint("what is published never changes: publish the next version"));
    }
    Ok(Published { release: existing.clone(), existed: true })
}

/// Where a release comes from, a module of others too: its card knows.
fn with_origin(provenance: &Provenance, card: Option<&Card>) -> Provenance {
    let imported = card.and_then(|card| card.imported.as_ref());
    let told = provenance.imported_from.clone();
    Provenance {
        imported_from: told.or_else(|| imported.map(crate::catalog::Imported::told)),
        ..provenance.clone()
    }
}

fn size(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// Whether a version is fit to be released, and may have the number that it has; returns the
/// smallest that it may have.
fn fit(
    package: &Package,
    previous: Option<&Package>,
    address: &ModuleAddress,
) -> Result<Option<String>> {
    let mut texts = Texts::default();
    let mut flagged = Vec::new();
    let of_package = package.findings.iter().map(|finding| (finding, &package.sources));
    let modules = package.modules.values();
    let of_hcl = modules.flat_map(|m| m.findings.iter().map(|finding| (finding, &m.sources)));
    for (finding, sources) in of_package.chain(of_hcl) {
        let finding = texts.adopt(finding, sources);
        let origin = Origin::Reading;
        flagged.push(crate::release::vet::Flagged { origin, subject: String::new(), finding });
    }
    let today = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    let mut subject = Subject::new(package, &today);
    subject.previous = previous;
    flagged.extend(vet(&subject, &mut texts));
    waive(&subject, &mut flagged, &mut texts);
    drop(subject);
    let errors = flagged.into_iter().map(|flagged| flagged.finding);
    let errors = errors.filter(|f| f.severity == Severity::Error && f.waived.is_none());
    let findings: Vec<_> = errors.collect();
    if !findings.is_empty() {
        let report = Report { sources: texts.sources, findings };
        return Err(Error::findings(format!("{address} is not fit to be released"), report)
            .hint("`pave vet` says the same, and more, before anything is published"));
    }
    let card = package.card.as_ref().ok_or_else(|| {
        Error::refused(format!("{address} has no card")).hint("write a module.yaml beside its HCL")
    })?;
    let named = (card.name.as_str(), card.version.as_str());
    let version = package.version.as_ref().map(Version::to_string).unwrap_or_default();
    if named != (address.name.as_str(), version.as_str()) {
        let (name, version_of_card) = named;
        return Err(Error::refused(format!(
            "the card says {name} {version_of_card}, and {} {version} is published",
            address.name
        ))
        .hint("card and release have one name and one version"));
    }
    let Some(previous) = previous else { return Ok(None) };
    let judgement = judge(previous, package, &SUPPORTED_TERRAFORM);
    let smallest = judgement.smallest.as_ref().map(Version::to_string);
    match judgement.verdict() {
        Verdict::Honest => Ok(smallest),
        verdict => {
            let old = previous.version.as_ref().map(Version::to_string).unwrap_or_default();
            let message = match (verdict, &smallest) {
                (Verdict::Denied, _) | (_, None) => {
                    format!("{address} {version} takes away what no version may")
                }
                (_, Some(smallest)) => format!(
                    "by what changed since {old}, {address} {version} must be at least {smallest}"
                ),
            };
            let changes = judgement.changes.iter().filter(|c| c.class().bump() == judgement.bump);
            let told = changes.take(5).map(|c| format!("{}: {}", c.subject, c.message));
            let mut error = Error::refused(message);
            error.hints = told.collect();
            Err(error.hint("`pave diff` shows every change, and how to prove it"))
        }
    }
}
