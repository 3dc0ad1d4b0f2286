//! The modules of a catalog as releases: each in the state that its card has, start after start.

use pavestone::catalog::{Catalog, Files};
use pavestone::registry::{Caller, Registry, ReleasePolicy, Transition};

use crate::support::postgres::block_on;
use crate::support::storage::Storage;
use crate::support::tiny;

const SETTINGS: &str = "organisation: Acme\nregistry: registry.acme.example\nnamespace: platform\n\
                        target_system: aws\nterraform: \">= 1.11.0, < 2.0.0\"\nproviders: {}\n\
                        environments:\n  prod: { summary: For customers., region: eu-west-1 }\n";

const CAPABILITIES: &str = "network:\n  summary: Where to live.\n  type: string\n";

/// A catalog of one module a name, whose card says what goes with it.
fn catalog(modules: &[(&str, &str)]) -> Catalog {
    let settings = [("catalog.yaml", SETTINGS), ("capabilities.yaml", CAPABILITIES)];
    let mut files: Vec<(camino::Utf8PathBuf, Vec<u8>)> =
        settings.map(|(path, text)| (path.into(), text.into())).into();
    for (name, lifecycle) in modules {
        for (path, text) in tiny::files(name, "1.0.0", name) {
            let lines = format!("lifecycle: {lifecycle}\n");
            let text = text.replace("lifecycle: approved\n", &lines);
            files.push((format!("modules/{name}/{path}").into(), text.into_bytes()));
        }
    }
    Catalog::load(Files::memory(files)).unwrap_or_else(|e| panic!("{e}: {:?}", e.report))
}

/// The state of a module's only release.
fn state(registry: &Registry, module: &str) -> String {
    registry.index().modules[module].releases[0].1.state.clone()
}

const DEPRECATED: &str = "deprecated\nreason: Nobody looks after it.";

#[test]
fn a_module_has_the_state_of_its_card_however_often_the_registry_starts() {
    for (review, unapproved) in [(true, "in-review"), (false, "draft")] {
        let storage = Storage::folder();
        let catalog = catalog(&[("new", "in-review"), ("good", "approved"), ("old", DEPRECATED)]);
        block_on(async {
            for start in 1..=3 {
                let mut options = storage.options();
                options.policy = ReleasePolicy { review, self_approval: true };
                let registry = storage.open_as(options).await;
                registry.release_catalog(&catalog).await.unwrap();
                let states = ["platform/new/aws", "platform/good/aws", "platform/old/aws"]
                    .map(|module| state(&registry, module));
                assert_eq!(states, [unapproved, "approved", "deprecated"], "start {start}");
                let old = registry.index().modules["platform/old/aws"].releases[0].1.clone();
                assert_eq!(old.reason, "Nobody looks after it.");
                registry.ledger.close().await;
            }
        });
    }
}

#[test]
fn a_start_that_was_cut_short_is_made_good_and_what_people_decided_stands() {
    let storage = Storage::folder();
    let catalog = catalog(&[("good", "approved"), ("old", DEPRECATED), ("mine", DEPRECATED)]);
    let author = Caller { name: "catalog".to_owned(), ..Caller::operator() };
    let somebody = Caller { name: "token:ada".to_owned(), ..Caller::operator() };
    block_on(async {
        let registry = storage.open().await;
        for name in ["good", "old", "mine"] {
            let module = format!("platform/{name}/aws");
            let publication = tiny::publication(&module, "1.0.0", name);
            registry.publish(&author, publication).await.unwrap();
        }
        let approve = async |by: &Caller, module: &str| {
            let address = module.parse().unwrap();
            registry.transition(by, &address, "1.0.0", &Transition::Approve).await.unwrap();
        };
        approve(&Caller::operator(), "platform/old/aws").await;
        approve(&somebody, "platform/mine/aws").await;
        registry.release_catalog(&catalog).await.unwrap();
        assert_eq!(state(&registry, "platform/good/aws"), "approved");
        assert_eq!(state(&registry, "platform/old/aws"), "deprecated");
        assert_eq!(state(&registry, "platform/mine/aws"), "approved");
    });
}
