//! One suite, on both kinds of database and of store.

use pavestone::error::ErrorKind;
use pavestone::registry::{Caller, Scope, TokenRequest, Transition, now};
use pavestone::release::is_signed;
use pavestone::store::sha256;

use super::known;
use crate::support::postgres::block_on;
use crate::support::storage::Storage;
use crate::support::tiny::publication;

macro_rules! on_both {
    ($($name:ident)*) => {
        mod sqlite_and_folder {
            $(#[test]
            fn $name() {
                super::block_on(super::$name(&super::Storage::folder()));
            })*
        }

        mod postgres_and_s3 {
            $(#[test]
            #[cfg_attr(any(no_postgres, no_s3), ignore = "PostgreSQL or s3s-fs is not installed")]
            fn $name() {
                super::block_on(super::$name(&super::Storage::cloud()));
            })*
        }
    };
}

on_both! {
    the_same_files_are_published_once_and_others_never
    what_is_published_is_listed_when_it_is_approved
    a_release_goes_through_its_states
    a_token_works_until_it_is_revoked
    what_is_for_a_group_is_seen_by_that_group
    whoever_has_a_revoked_release_keeps_it
    keys_and_codes_are_shared_by_all_servers
    another_server_sees_at_once_what_was_published
    a_name_that_looks_like_another_is_refused
    a_change_that_is_not_committed_is_not_in_the_log
    a_release_is_read_as_it_was_written_whatever_its_texts
}

const MODULE: &str = "team/text/aws";

async fn the_same_files_are_published_once_and_others_never(storage: &Storage) {
    let registry = storage.open().await;
    let publisher = known("ci", &[Scope::Publish]);
    let first = registry.publish(&publisher, publication(MODULE, "1.0.0", "a")).await.unwrap();
    assert!(!first.existed);
    let again = registry.publish(&publisher, publication(MODULE, "1.0.0", "a")).await.unwrap();
    assert!(again.existed);
    assert_eq!(first.release.archive, again.release.archive);
    let other = registry.publish(&publisher, publication(MODULE, "1.0.0", "b")).await.unwrap_err();
    assert_eq!(other.kind, ErrorKind::Conflict);
    // Nor the same files with another card or other tests, which no archive for Terraform holds.
    for file in ["module.yaml", "tests/text.tftest.hcl"] {
        let mut changed = publication(MODULE, "1.0.0", "a");
        let text = changed.source.files.get_mut(camino::Utf8Path::new(file)).unwrap();
        *text = [&text[..], b"# more\n"].concat().into();
        let other = registry.publish(&publisher, changed).await.unwrap_err();
        assert_eq!(other.kind, ErrorKind::Conflict, "{file}");
        assert_eq!(other.hints[0], "its card, tests or examples are others than these");
    }
    let bytes = registry.archive(&first.release.archive).await.unwrap();
    assert_eq!(sha256(&bytes), first.release.archive);
    let details = registry.ledger.details(MODULE, "1.0.0").await.unwrap().unwrap();
    assert!(is_signed(&details.statement, &details.signature, &registry.key.public()));
    // Who may not publish is refused, and that is in the log.
    let nobody = known("reader", &[Scope::Read]);
    let error = registry.publish(&nobody, publication(MODULE, "1.1.0", "a")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Forbidden);
    let log: Vec<String> = registry
        .ledger
        .audit(0, 100)
        .await
        .unwrap()
        .iter()
        .map(|e| format!("{} {} {} {:?}", e.actor, e.action, e.subject, e.outcome))
        .collect();
    assert_eq!(
        log,
        [
            "token:ci publish team/text/aws 1.0.0 Done",
            "token:ci publish team/text/aws 1.0.0 Refused",
            "token:reader publish team/text/aws 1.1.0 Refused",
        ]
    );
    assert_eq!(registry.ledger.verify_log(|_| {}).await.unwrap(), 3);
}

async fn what_is_published_is_listed_when_it_is_approved(storage: &Storage) {
    let registry = storage.open().await;
    let operator = Caller::operator();
    let anonymous = Caller::anonymous(true);
    registry.publish(&operator, publication(MODULE, "1.0.0", "a")).await.unwrap();
    assert_eq!(registry.versions(&anonymous, MODULE).await.unwrap_err().kind, ErrorKind::NotFound);
    let release = registry
        .transition(&operator, &MODULE.parse().unwrap(), "v1.0.0", &Transition::Approve)
        .await
        .unwrap();
    assert_eq!((release.state.as_str(), release.approved_by.as_str()), ("approved", "operator"));
    let versions = registry.versions(&anonymous, MODULE).await.unwrap();
    assert_eq!(
        std::str::from_utf8(&versions.body).unwrap(),
        r#"{"modules":[{"source":"team/text/aws","versions":[{"version":"1.0.0"}]}]}"#
    );
    // Read again from the ledger it is the same.
    let reopened = storage.open().await;
    let entry = reopened.index().modules[MODULE].releases[0].1.clone();
    assert_eq!(*entry, *registry.index().modules[MODULE].releases[0].1);
}

async fn a_release_goes_through_its_states(storage: &Storage) {
    let registry = storage.open().await;
    let operator = Caller::operator();
    let address = MODULE.parse().unwrap();
    registry.publish(&operator, publication(MODULE, "1.0.0", "a")).await.unwrap();
    let reason = "it loses text".to_owned();
    for (transition, state) in [
        (Transition::Approve, "approved"),
        (
            Transition::Deprecate {
                reason: reason.clone(),
                successor: "team/text/aws 2.0.0".to_owned(),
                until: "2027-03-31".to_owned(),
            },
            "deprecated",
        ),
        (Transition::Revoke { reason: reason.clone(), successor: String::new() }, "revoked"),
        (Transition::Approve, "approved"),
        (Transition::Delete { reason }, "deleted"),
    ] {
        let release = registry.transition(&operator, &address, "1.0.0", &transition).await.unwrap();
        assert_eq!(release.state, state);
        let stored = registry.ledger.releases_since(0).await.unwrap();
        assert_eq!(stored[0].state, state);
    }
    // A tombstone blocks the version for ever.
    let error = registry.publish(&operator, publication(MODULE, "1.0.0", "a")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
    let error = registry.download(&operator, MODULE, "1.0.0").await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::Gone | ErrorKind::NotFound), "{error}");
}

async fn a_token_works_until_it_is_revoked(storage: &Storage) {
    let registry = storage.open().await;
    let operator = Caller::operator();
    let request =
        TokenRequest { name: "ci".to_owned(), scopes: vec![Scope::Publish], ..Default::default() };
    let made = registry.create_token(&operator, &request).await.unwrap();
    let caller = registry.caller_of_token(&made.token).unwrap();
    assert_eq!(caller.name, "token:ci");
    let other = storage.open().await;
    assert!(other.caller_of_token(&made.token).is_some());
    registry.revoke_token(&operator, &made.id).await.unwrap();
    assert!(registry.caller_of_token(&made.token).is_none());
    other.refresh().await.unwrap();
    assert!(other.caller_of_token(&made.token).is_none());
    let error = registry.revoke_token(&operator, &made.id).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}

async fn what_is_for_a_group_is_seen_by_that_group(storage: &Storage) {
    let registry = storage.open().await;
    let operator = Caller::operator();
    registry.publish(&operator, publication(MODULE, "1.0.0", "a")).await.unwrap();
    let address = MODULE.parse().unwrap();
    registry.transition(&operator, &address, "1.0.0", &Transition::Approve).await.unwrap();
    let anonymous = Caller::anonymous(true);
    let member = Caller { groups: vec!["payments".to_owned()], ..known("alice", &[Scope::Read]) };
    registry.set_access(&operator, "team", &["payments".to_owned()]).await.unwrap();
    assert!(registry.versions(&anonymous, MODULE).await.is_err());
    assert!(registry.versions(&member, MODULE).await.is_ok());
    registry.set_access(&operator, "team", &[]).await.unwrap();
    assert!(registry.versions(&anonymous, MODULE).await.is_ok());
}

async fn whoever_has_a_revoked_release_keeps_it(storage: &Storage) {
    let registry = storage.open().await;
    let operator = Caller::operator();
    let address = MODULE.parse().unwrap();
    for version in ["1.0.0", "1.0.1"] {
        registry.publish(&operator, publication(MODULE, version, "a")).await.unwrap();
        registry.transition(&operator, &address, version, &Transition::Approve).await.unwrap();
    }
    let (old, new) = (known("old", &[Scope::Read]), known("new", &[Scope::Read]));
    for _ in 0..2 {
        registry.download(&old, MODULE, "1.0.1").await.unwrap();
        registry.flush_usage().await.unwrap();
    }
    registry.download(&Caller::anonymous(true), MODULE, "1.0.1").await.unwrap();
    let revoke =
        Transition::Revoke { reason: "it leaks".to_owned(), successor: "1.0.0".to_owned() };
    registry.transition(&operator, &address, "1.0.1", &revoke).await.unwrap();
    let affected: Vec<(String, i64)> = registry
        .affected(MODULE, "1.0.1")
        .await
        .unwrap()
        .into_iter()
        .map(|affected| (affected.consumer, affected.downloads))
        .collect();
    assert_eq!(affected, [("token:old".to_owned(), 2), (String::new(), 1)]);
    let kept = registry.download(&old, MODULE, "1.0.1").await.unwrap();
    assert!(kept.warning.unwrap().contains("was revoked: it leaks"));
    let error = registry.download(&new, MODULE, "1.0.1").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Gone);
    let lists = async |caller| {
        let versions = registry.versions(caller, MODULE).await.unwrap();
        std::str::from_utf8(&versions.body).unwrap().contains("1.0.1")
    };
    assert!(lists(&old).await && !lists(&new).await);
}

async fn keys_and_codes_are_shared_by_all_servers(storage: &Storage) {
    let (one, two) = (storage.open().await, storage.open().await);
    assert_eq!(one.key.public(), two.key.public());
    let later = now() + 60_000;
    assert!(one.ledger.use_once("code", later, now()).await.unwrap());
    assert!(!two.ledger.use_once("code", later, now()).await.unwrap());
    // What has expired is forgotten.
    assert!(two.ledger.use_once("code", later, later + 1).await.unwrap());
}

async fn another_server_sees_at_once_what_was_published(storage: &Storage) {
    let (one, two) = (storage.open().await, storage.open().await);
    let operator = Caller::operator();
    let address = MODULE.parse().unwrap();
    for version in ["1.0.0", "1.0.1", "1.0.2"] {
        let published = one.publish(&operator, publication(MODULE, version, "a")).await.unwrap();
        one.transition(&operator, &address, version, &Transition::Approve).await.unwrap();
        let anonymous = Caller::anonymous(true);
        let told = two.download(&anonymous, MODULE, version).await.unwrap();
        assert_eq!(told.archive, published.release.archive);
        assert!(two.index().has_archive(&anonymous, &told.archive));
        assert_eq!(sha256(&two.archive(&told.archive).await.unwrap()), told.archive);
    }
}

async fn a_name_that_looks_like_another_is_refused(storage: &Storage) {
    let registry = storage.open().await;
    let operator = Caller::operator();
    registry.publish(&operator, publication("team/my-text/aws", "1.0.0", "a")).await.unwrap();
    let alike = publication("team/my_text/aws", "1.0.0", "a");
    let error = registry.publish(&operator, alike).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
    assert_eq!(error.message, "team/my_text/aws looks like team/my-text/aws, which exists");
    assert_eq!(registry.index().modules.len(), 1);
}

async fn a_change_that_is_not_committed_is_not_in_the_log(storage: &Storage) {
    use pavestone::store::ledger::Outcome;
    let registry = storage.open().await;
    let operator = Caller::operator();
    registry.publish(&operator, publication(MODULE, "1.0.0", "a")).await.unwrap();
    let before = registry.ledger.head().await.unwrap();
    let mut write = registry.ledger.write(&operator.by()).await.unwrap();
    let entry = write.record("access.set", "team", Outcome::Done, &serde_json::json!({})).await;
    write.set_access("team", "payments", entry.unwrap()).await.unwrap();
    drop(write);
    assert_eq!(registry.ledger.head().await.unwrap(), before);
    assert_eq!(registry.ledger.access_since(0).await.unwrap(), []);
    // And the next change follows what is there.
    registry.set_access(&operator, "team", &[]).await.unwrap();
    assert_eq!(registry.ledger.verify_log(|_| {}).await.unwrap(), before + 1);
}

async fn a_release_is_read_as_it_was_written_whatever_its_texts(storage: &Storage) {
    use pavestone::store::ledger::{NewRelease, Outcome};
    let registry = storage.open().await;
    let operator = Caller::operator();
    registry.publish(&operator, publication(MODULE, "1.0.0", "a")).await.unwrap();
    let mut written = registry.ledger.releases_since(0).await.unwrap();
    let details = registry.ledger.details(MODULE, "1.0.0").await.unwrap().unwrap();
    let texts = ["", "12:three", "ü:2é", "🜚🜚\n7:", "line\nline", "'; --", "9".repeat(999).as_str()]
        .map(str::to_owned);
    let mut write = registry.ledger.write(&operator.by()).await.unwrap();
    let entry = write.record("fill", MODULE, Outcome::Done, &serde_json::json!({})).await.unwrap();
    for at in 0..texts.len() {
        let mut release = written[0].clone();
        release.version = format!("1.0.{}", at + 1);
        release.changed = entry;
        let fields = [
            &mut release.reason,
            &mut release.successor,
            &mut release.until,
            &mut release.summary,
            &mut release.words,
            &mut release.glance,
            &mut release.published_by,
            &mut release.approved_by,
        ];
        for (other, field) in fields.into_iter().enumerate() {
            field.clone_from(&texts[(at + other) % texts.len()]);
        }
        let new = NewRelease { release: release.clone(), details: details.clone() };
        write.insert_release(&new, entry).await.unwrap();
        written.push(release);
    }
    let by_version = |mut releases: Vec<pavestone::store::ledger::Release>| {
        releases.sort_by(|a, b| a.version.cmp(&b.version));
        releases
    };
    assert_eq!(by_version(write.releases(MODULE).await.unwrap()), written);
    write.commit().await.unwrap();
    assert_eq!(by_version(registry.ledger.releases_since(0).await.unwrap()), written);
}
