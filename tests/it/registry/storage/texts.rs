//! What callers say of releases and groups, as it is kept, or refused.

use pavestone::error::{Error, ErrorKind};
use pavestone::registry::{Caller, Scope, TokenRequest, Transition};

use crate::support::postgres::block_on;
use crate::support::storage::Storage;
use crate::support::tiny::publication;

const MODULE: &str = "team/text/aws";

#[test]
fn what_not_every_database_keeps_is_refused_by_all() {
    let storage = Storage::folder();
    let operator = Caller::operator();
    block_on(async {
        let registry = storage.open().await;
        let address = MODULE.parse().unwrap();
        registry.publish(&operator, publication(MODULE, "1.0.0", "a")).await.unwrap();
        let usage = |what: &str, error: Error| assert_eq!(error.kind, ErrorKind::Usage, "{what}");
        for (reason, successor) in [("it\0leaks", ""), ("it\nleaks", ""), ("it leaks", "a\0b")] {
            let (reason, successor) = (reason.to_owned(), successor.to_owned());
            let revoke = Transition::Revoke { reason, successor };
            let refused = registry.transition(&operator, &address, "1.0.0", &revoke).await;
            usage("a reason", refused.unwrap_err());
        }
        let groups = ["in\0ner".to_owned()];
        usage("a grant", registry.set_access(&operator, MODULE, &groups).await.unwrap_err());
        let (name, groups, scopes) = ("ci".to_owned(), groups.to_vec(), vec![Scope::Read]);
        let request = TokenRequest { name, groups, scopes, ..TokenRequest::default() };
        usage("a token", registry.create_token(&operator, &request).await.unwrap_err());
        usage("an id", registry.revoke_token(&operator, "a\0b").await.unwrap_err());
        let long = format!("1.0.1-{}", "a".repeat(200));
        let long = registry.publish(&operator, publication(MODULE, &long, "a")).await;
        usage("a version", long.unwrap_err());
        // What was refused is in the log all the same.
        let before = registry.ledger.head().await.unwrap();
        let error = Error::forbidden("no");
        registry.log_refusal(&operator, "call", "/a\0b", &error).await.unwrap();
        let entries = registry.ledger.audit(before, 10).await.unwrap();
        assert_eq!(entries[0].subject, "/a\u{fffd}b");
    });
}

#[test]
fn a_day_is_kept_in_one_form_and_goes_with_a_release_that_is_deleted() {
    let storage = Storage::folder();
    let operator = Caller::operator();
    block_on(async {
        let registry = storage.open().await;
        let address = MODULE.parse().unwrap();
        registry.publish(&operator, publication(MODULE, "1.0.0", "a")).await.unwrap();
        let change = async |to: Transition| {
            registry.transition(&operator, &address, "1.0.0", &to).await.unwrap()
        };
        change(Transition::Approve).await;
        let (reason, until) = ("old".to_owned(), "20270331".to_owned());
        let deprecate =
            Transition::Deprecate { reason: reason.clone(), successor: String::new(), until };
        assert_eq!(change(deprecate).await.until, "2027-03-31");
        assert_eq!(change(Transition::Delete { reason }).await.until, "");
    });
}
