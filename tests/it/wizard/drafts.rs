//! Drafts: saved, listed, gone on with, and never in the way.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use hcl_rs::Value;
use pavestone::app::new::{AnsweredComponent, NewRequest};
use pavestone::catalog::Located;
use pavestone::wizard::Session;
use pavestone::wizard::draft::{self, Draft};

fn session() -> Session {
    let mut session = Session::default();
    session.take("owner", Value::from("team-\"pay\" ✓"));
    session.take("app.port", Value::from(9090));
    session.leave("app.image", "acme/ord");
    session
}

fn request() -> NewRequest {
    let mut request = NewRequest {
        intent: Some("an API: with \"quotes\" and 'more'".to_owned()),
        sets: vec!["app.port=8081".to_owned()],
        out: Some("services/orders".into()),
        ..NewRequest::default()
    };
    let mut component = AnsweredComponent::default();
    component.inputs.insert("size".to_owned(), Located::unplaced(Value::from("large")));
    request.answers.components.insert("app".to_owned(), component);
    request
}

fn folder(root: &tempfile::TempDir) -> Utf8PathBuf {
    Utf8Path::from_path(root.path()).unwrap().join("pave/drafts")
}

#[test]
fn a_draft_comes_back_as_it_was_saved() {
    let root = tempfile::tempdir().unwrap();
    let folder = folder(&root);
    let draft = Draft::new(&request(), &session());
    draft::save(&folder, "orders", None, &draft).unwrap();
    let (name, read) = draft::load(&folder, Some("orders")).unwrap();
    assert_eq!((name.as_str(), &read), ("orders", &draft));
    let mut again = read.request().unwrap();
    assert_eq!(again.answers, request().answers);
    // They differ in where they stood.
    again.answers.clone_from(&request().answers);
    assert_eq!(format!("{again:?}"), format!("{:?}", request()));
    draft::remove(&folder, "orders").unwrap();
    draft::remove(&folder, "orders").unwrap();
    assert!(draft::list(&folder).unwrap().drafts.is_empty());
}

#[cfg(unix)]
#[test]
fn a_draft_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let root = tempfile::tempdir().unwrap();
    let folder = folder(&root);
    draft::save(&folder, "orders", None, &Draft::new(&request(), &session())).unwrap();
    let mode = |path: &Utf8Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.join("orders.json")), 0o600);
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing temporary is left");
}

#[test]
fn a_draft_follows_the_name_of_its_service() {
    let root = tempfile::tempdir().unwrap();
    let folder = folder(&root);
    let draft = Draft::new(&request(), &session());
    draft::save(&folder, draft::UNNAMED, None, &draft).unwrap();
    draft::save(&folder, "orders", Some(draft::UNNAMED), &draft).unwrap();
    let names: Vec<String> =
        draft::list(&folder).unwrap().drafts.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["orders"]);
}

#[test]
fn drafts_that_cannot_be_read_are_told_and_passed_over() {
    let root = tempfile::tempdir().unwrap();
    let folder = folder(&root);
    draft::save(&folder, "good", None, &Draft::new(&request(), &session())).unwrap();
    fs::write(folder.join("cut.json"), "{\"version\": 1, \"words\"").unwrap();
    fs::write(folder.join("old.json"), "{\"version\": 0, \"steps\": []}").unwrap();
    fs::write(folder.join("binary.json"), [0xFF, 0xFE]).unwrap();
    let listed = draft::list(&folder).unwrap();
    assert_eq!(listed.drafts.len(), 1);
    let mut told = listed.unreadable.join("\n").replace(folder.as_str(), "DRAFTS");
    let mut lines: Vec<&str> = told.lines().collect();
    lines.sort_unstable();
    told = lines.join("\n");
    insta::assert_snapshot!(told);
    assert_eq!(draft::load(&folder, None).unwrap().0, "good");
    assert!(draft::load(&folder, Some("old")).is_err());
}

#[test]
fn no_name_leads_out_of_the_folder() {
    let root = tempfile::tempdir().unwrap();
    let folder = folder(&root);
    let draft = Draft::new(&request(), &session());
    draft::save(&folder, "../../escape", None, &draft).unwrap();
    assert!(folder.join("unnamed.json").exists());
    assert!(!root.path().join("escape.json").exists());
    assert!(draft::load(&folder, Some("../drafts/unnamed")).is_err());
    let error = draft::load(&folder, Some("unnamd")).unwrap_err();
    assert_eq!(error.hints, ["did you mean `unnamed`?"]);
}

#[test]
fn a_draft_holds_no_secret() {
    let mut request = request();
    request.sets.push("db.password=hunter2-secret".to_owned());
    request.sets.push("db.url=postgres://app:hunter2-secret@db/app".to_owned());
    request.sets.push("db.password=secretsmanager:orders/db".to_owned());
    let inputs = &mut request.answers.components.get_mut("app").unwrap().inputs;
    inputs.insert("token".to_owned(), Located::unplaced(Value::from("hunter2-secret")));
    let mut session = session();
    session.take("app.note", Value::from("ghp_hunter2secrethunter2secret"));
    session.leave("app.image", "AKIAIOSFODNN7EXAMPLE");
    let text = Draft::new(&request, &session).to_text();
    assert!(!text.contains("hunter2") && !text.contains("AKIA"), "{text}");
    assert!(text.contains("secretsmanager:orders/db"), "{text}");
}
