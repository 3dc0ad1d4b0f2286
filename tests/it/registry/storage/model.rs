//! P6: the states of a release against a model of them, for any sequence of what people do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};

use pavestone::error::ErrorKind;
use pavestone::registry::{Caller, Options, Registry, ReleasePolicy, Scope, Transition};
use proptest::prelude::*;
use tokio::runtime::Runtime;

use super::known;
use crate::support::storage::Storage;
use crate::support::tiny::publication;

const VERSIONS: [&str; 3] = ["1.0.0", "1.0.1", "1.1.0"];

#[derive(Debug, Clone)]
enum Step {
    Publish { version: usize, content: bool, draft: bool, by: usize },
    Submit { version: usize, by: usize },
    Approve { version: usize, by: usize },
    Deprecate { version: usize },
    Revoke { version: usize },
    Delete { version: usize },
    Download { version: usize, by: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let version = 0..VERSIONS.len();
    let by = 0..2_usize;
    prop_oneof![
        4 => (version.clone(), any::<bool>(), prop::bool::weighted(0.3), by.clone())
            .prop_map(|(version, content, draft, by)| Step::Publish { version, content, draft, by }),
        1 => (version.clone(), by.clone()).prop_map(|(version, by)| Step::Submit { version, by }),
        4 => (version.clone(), by.clone()).prop_map(|(version, by)| Step::Approve { version, by }),
        2 => version.clone().prop_map(|version| Step::Deprecate { version }),
        2 => version.clone().prop_map(|version| Step::Revoke { version }),
        1 => version.clone().prop_map(|version| Step::Delete { version }),
        4 => (version, by).prop_map(|(version, by)| Step::Download { version, by }),
    ]
}

/// What a release is in the model.
#[derive(Debug, Clone)]
struct Model {
    state: &'static str,
    content: bool,
    by: usize,
    was_approved: bool,
    consumers: BTreeSet<usize>,
}

type Models = BTreeMap<usize, Model>;

/// What is expected of a step: the state that follows, or the kind of error.
fn expected(models: &mut Models, step: &Step) -> Result<&'static str, ErrorKind> {
    use ErrorKind::{Conflict, Forbidden, Gone, NotFound, Refused};
    let (Step::Publish { version, .. }
    | Step::Submit { version, .. }
    | Step::Approve { version, .. }
    | Step::Deprecate { version }
    | Step::Revoke { version }
    | Step::Delete { version }
    | Step::Download { version, .. }) = step;
    if let Step::Publish { content, draft, by, .. } = step {
        let state = if *draft { "draft" } else { "in-review" };
        return match models.get(version) {
            None => {
                let (content, by) = (*content, *by);
                let new =
                    Model { state, content, by, was_approved: false, consumers: BTreeSet::new() };
                models.insert(*version, new);
                Ok(state)
            }
            Some(model) if model.state == "deleted" || model.content != *content => Err(Conflict),
            Some(model) => Ok(model.state),
        };
    }
    let model = models.get_mut(version).ok_or(NotFound)?;
    if let Step::Download { by, .. } = step {
        return match model.state {
            "draft" | "in-review" => Err(NotFound),
            "deleted" | "revoked" if !model.was_approved => Err(NotFound),
            "deleted" => Err(Gone),
            "revoked" if !model.consumers.contains(by) => Err(Gone),
            state => {
                model.consumers.insert(*by);
                Ok(state)
            }
        };
    }
    if model.state == "deleted" {
        return Err(Gone);
    }
    model.state = match step {
        Step::Submit { .. } if matches!(model.state, "draft" | "in-review") => "in-review",
        Step::Submit { .. } => model.state,
        Step::Approve { .. } if model.state == "approved" => "approved",
        Step::Approve { by, .. } if *by == model.by => return Err(Forbidden),
        Step::Approve { .. } => {
            model.was_approved = true;
            "approved"
        }
        Step::Deprecate { .. } if matches!(model.state, "approved" | "deprecated") => "deprecated",
        Step::Deprecate { .. } => return Err(Refused),
        Step::Revoke { .. } => "revoked",
        _ => "deleted",
    };
    Ok(model.state)
}

fn maintainer(i: usize) -> Caller {
    known(&format!("maintainer-{i}"), &[Scope::Publish, Scope::Approve])
}

fn consumer(i: usize) -> Caller {
    known(&format!("consumer-{i}"), &[Scope::Read])
}

async fn done(registry: &Registry, module: &str, step: &Step) -> Result<String, ErrorKind> {
    let address = module.parse().unwrap();
    let reason = || "because".to_owned();
    let (version, by, transition) = match step {
        Step::Publish { version, content, draft, by } => {
            let marker = if *content { "a" } else { "b" };
            let mut publication = publication(module, VERSIONS[*version], marker);
            publication.draft = *draft;
            let done = registry.publish(&maintainer(*by), publication).await;
            return done.map(|done| done.release.state).map_err(|e| e.kind);
        }
        Step::Download { version, by } => {
            let version = VERSIONS[*version];
            registry.download(&consumer(*by), module, version).await.map_err(|e| e.kind)?;
            let index = registry.index();
            return Ok(index.modules[module].release(version).unwrap().state.clone());
        }
        Step::Submit { version, by } => (version, maintainer(*by), Transition::Submit),
        Step::Approve { version, by } => (version, maintainer(*by), Transition::Approve),
        Step::Deprecate { version } => {
            let (successor, until) = (String::new(), String::new());
            let deprecate = Transition::Deprecate { reason: reason(), successor, until };
            (version, maintainer(0), deprecate)
        }
        Step::Revoke { version } => {
            let revoke = Transition::Revoke { reason: reason(), successor: String::new() };
            (version, maintainer(0), revoke)
        }
        Step::Delete { version } => {
            (version, Caller::operator(), Transition::Delete { reason: reason() })
        }
    };
    let version = VERSIONS[*version];
    let done = registry.transition(&by, &address, version, &transition).await;
    done.map(|release| release.state).map_err(|e| e.kind)
}

/// The versions that a caller is told of.
async fn listed(registry: &Registry, caller: &Caller, module: &str) -> BTreeSet<String> {
    let Ok(versions) = registry.versions(caller, module).await else { return BTreeSet::new() };
    let json: serde_json::Value = serde_json::from_slice(&versions.body).unwrap();
    let versions = json["modules"][0]["versions"].as_array().unwrap().clone();
    versions.iter().map(|version| version["version"].as_str().unwrap().to_owned()).collect()
}

async fn check(registry: &Registry, module: &str, models: &Models) {
    // A revoked release is listed too where nothing that works is older: who asks for it is told why.
    let expected = |works: &dyn Fn(&Model) -> bool, reviews: bool| -> BTreeSet<String> {
        let mut listed = BTreeSet::new();
        let mut something_works = false;
        for (version, model) in models {
            something_works |= works(model);
            let explains = model.state == "revoked" && (reviews || model.was_approved);
            if works(model) || (explains && !something_works) {
                listed.insert(VERSIONS[*version].to_owned());
            }
        }
        listed
    };
    let is_open = |model: &Model| matches!(model.state, "approved" | "deprecated");
    let anonymous = Caller::anonymous(true);
    assert_eq!(listed(registry, &anonymous, module).await, expected(&is_open, false));
    for i in 0..2 {
        let keeps = |model: &Model| {
            let kept = model.state == "revoked" && model.consumers.contains(&i);
            is_open(model) || kept
        };
        let listed = listed(registry, &consumer(i), module).await;
        assert_eq!(listed, expected(&keeps, false), "consumer {i}");
    }
    let reviews = |model: &Model| !matches!(model.state, "revoked" | "deleted");
    assert_eq!(listed(registry, &maintainer(0), module).await, expected(&reviews, true));
}

fn run(runtime: &Runtime, registry: &Registry, steps: &[Step]) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let module = format!("case{}/text/aws", COUNT.fetch_add(1, Ordering::Relaxed));
    runtime.block_on(async {
        let mut models = Models::new();
        for step in steps {
            let expected = expected(&mut models, step);
            let was = done(registry, &module, step).await;
            assert_eq!(was.as_deref().map_err(|kind| *kind), expected, "{step:?} of {steps:?}");
            check(registry, &module, &models).await;
        }
    });
}

#[test]
fn p06_lifecycle_any_sequence_of_steps_goes_as_the_model_says() {
    let storage = Storage::folder();
    let policy = ReleasePolicy { review: true, self_approval: false };
    let options = Options { policy, ..storage.options() };
    // One runtime for the registry's connections, which outlives every case.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let registry = runtime.block_on(storage.open_as(options));
    let config = ProptestConfig { cases: 40, failure_persistence: None, ..Default::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let steps = prop::collection::vec(step(), 1..16);
    runner
        .run(&steps, |steps| {
            run(&runtime, &registry, &steps);
            Ok(())
        })
        .unwrap();
    runtime.block_on(registry.ledger.verify_log(|_| {})).unwrap();
}
