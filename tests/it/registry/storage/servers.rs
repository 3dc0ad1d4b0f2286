//! Several servers on one ledger: what one did is seen by another that is asked, and what a ledger
//! has lost is seen by all.

use pavestone::error::ErrorKind;
use pavestone::registry::{Caller, Transition};
use pavestone::release::standing::AskedRelease;
use sqlx::{Connection as _, Executor as _};

use crate::support::postgres::block_on;
use crate::support::storage::Storage;
use crate::support::tiny::publication;

const MODULE: &str = "team/text/aws";

#[test]
fn another_server_finds_at_once_what_somebody_asks_about() {
    let storage = Storage::folder();
    let operator = Caller::operator();
    let anybody = Caller::anonymous(true);
    block_on(async {
        let (first, second) = (storage.open().await, storage.open().await);
        let address = MODULE.parse().unwrap();
        let release = async |version: &str| {
            first.publish(&operator, publication(MODULE, version, version)).await.unwrap();
            let approve = Transition::Approve;
            first.transition(&operator, &address, version, &approve).await.unwrap();
        };
        release("1.0.0").await;
        let asked = AskedRelease { source: MODULE.to_owned(), version: "1.0.0".to_owned() };
        let told = second.standings(&anybody, &[asked]).await.unwrap();
        assert_eq!(told.releases[0].state, "approved");
        release("1.0.1").await;
        let shown = second.shown(&anybody, MODULE, Some("1.0.1")).await.unwrap();
        assert_eq!(shown.release.state, "approved");
    });
}

#[test]
fn a_ledger_that_lost_entries_is_read_anew() {
    let storage = Storage::folder();
    let operator = Caller::operator();
    block_on(async {
        let registry = storage.open().await;
        for version in ["1.0.0", "1.0.1"] {
            registry.publish(&operator, publication(MODULE, version, version)).await.unwrap();
        }
        // As a copy of the database that had not heard of the last entry.
        let lost = "DELETE FROM audit WHERE seq = 2; \
                    DELETE FROM releases WHERE version = '1.0.1'; \
                    UPDATE head SET seq = 1, hash = (SELECT hash FROM audit WHERE seq = 1)";
        sqlx::any::install_default_drivers();
        let url = &registry.options.database;
        let mut connection = sqlx::AnyConnection::connect(url).await.unwrap();
        connection.execute(lost).await.unwrap();
        registry.refresh().await.unwrap();
        let versions = || registry.index().modules[MODULE].releases.len();
        assert_eq!(versions(), 1);
        // And with another entry in its place, and more after it.
        registry.publish(&operator, publication(MODULE, "1.0.2", "c")).await.unwrap();
        connection.execute(lost).await.unwrap();
        connection.execute("DELETE FROM releases WHERE version = '1.0.2'").await.unwrap();
        let other = storage.open().await;
        for version in ["1.0.3", "1.0.4"] {
            other.publish(&operator, publication(MODULE, version, version)).await.unwrap();
        }
        registry.refresh().await.unwrap();
        let index = registry.index();
        let entry = &index.modules[MODULE];
        assert!(entry.release("1.0.2").is_none() && entry.release("1.0.4").is_some());
        assert_eq!(versions(), 3);
    });
}

#[test]
fn nobody_waits_for_ever_behind_a_writer() {
    let storage = Storage::folder();
    let operator = Caller::operator();
    block_on(async {
        let registry = storage.open().await;
        let _writes = registry.ledger.write(&operator.by()).await.unwrap();
        let error = registry.ledger.write(&operator.by()).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Io);
        assert_eq!(error.message, "the registry's database is busy");
    });
}
