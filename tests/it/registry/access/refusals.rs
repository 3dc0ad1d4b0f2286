//! Refusals on their way to the log: none is lost, and nobody hides those of others.

use std::time::Duration;

use pavestone::error::Error;
use pavestone::registry::Caller;
use pavestone::store::ledger::Entry;

use super::table::unlimited;
use crate::support::house::House;

/// The entries after one of the log, when all that was counted is in it.
fn entries(house: &House, before: i64) -> Vec<Entry> {
    house.wait(house.app.registry.flush_refusals(true)).unwrap();
    house.wait(house.app.registry.ledger.audit(before, 1000)).unwrap()
}

/// How many refusals an entry tells of.
fn told(entry: &Entry) -> u64 {
    let detail: serde_json::Value = serde_json::from_str(&entry.detail).unwrap();
    detail["more"].as_u64().unwrap_or(1)
}

#[test]
fn a_client_that_hangs_up_is_in_the_log_all_the_same() {
    let house = House::new(true, unlimited());
    let registry = &house.app.registry;
    let before = house.wait(registry.ledger.head()).unwrap();
    let (error, by) = (Error::forbidden("no"), Caller::operator());
    house.wait(async {
        let logged = registry.log_refusal(&by, "call", "/secret", &error);
        // Given up as soon as it waits for the database.
        let _ = tokio::time::timeout(Duration::ZERO, logged).await;
    });
    let entries = entries(&house, before);
    assert!(entries.iter().any(|entry| entry.subject == "/secret"), "{entries:?}");
}

#[test]
fn who_asks_at_random_hides_nobody_elses_refusals() {
    let house = House::new(true, unlimited());
    let registry = &house.app.registry;
    let before = house.wait(registry.ledger.head()).unwrap();
    let error = Error::forbidden("no");
    let anybody = Caller::anonymous(true);
    let ada = Caller { name: "token:ada".to_owned(), is_known: true, ..Caller::default() };
    house.wait(async {
        for n in 0..300 {
            let subject = format!("/random/{n}");
            registry.log_refusal(&anybody, "call", &subject, &error).await.unwrap();
        }
        registry.log_refusal(&ada, "call", "/secret", &error).await.unwrap();
    });
    let entries = entries(&house, before);
    let of = |actor: &str| -> Vec<&Entry> {
        entries.iter().filter(|entry| entry.actor == actor).collect()
    };
    assert_eq!(of("token:ada").iter().map(|e| &e.subject).collect::<Vec<_>>(), ["/secret"]);
    let random = of("anonymous");
    assert_eq!(random.len(), 21);
    assert_eq!(random[20].subject, "various");
    assert_eq!(random.iter().map(|entry| told(entry)).sum::<u64>(), 300, "each is counted once");
}
