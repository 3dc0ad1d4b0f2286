//! The wizard in the browser: the same questions, the same stack, the same bytes as `pave new`.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use regex::Regex;

use super::{page, post};
use crate::support::pave::Sandbox;
use crate::support::registry::Served;

/// A page of the wizard.
struct Page(String);

impl Page {
    /// The value of a hidden field.
    #[track_caller]
    fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let value =
            self.0.split(&start).nth(1).unwrap_or_else(|| panic!("no {name} in {}", self.0));
        unescaped(value.split('"').next().unwrap())
    }

    fn key(&self) -> String {
        self.hidden("key")
    }

    fn is_review(&self) -> bool {
        self.0.contains("action=\"/new/download\"")
    }

    fn send(&self, served: &Served, more: &[(&str, &str)]) -> Self {
        let (session, key) = (self.hidden("session"), self.key());
        let mut pairs = vec![("session", session.as_str()), ("key", key.as_str())];
        pairs.extend(more);
        let response = post(served, "/new", &pairs);
        assert_eq!(response.status(), 200);
        Self(response.text().unwrap())
    }

    fn answer(&self, served: &Served, value: &str) -> Self {
        let field = if self.0.contains("name=\"other\"") { "other" } else { "value" };
        self.send(served, &[(field, value), ("action", "answer")])
    }

    /// What stands in the field, or is chosen, before anybody does anything.
    fn usual(&self) -> String {
        let text = Regex::new(
            "<input type=\"(?:text|number)\" id=\"field\" name=\"value\" value=\"([^\"]*)\"",
        );
        let chosen = Regex::new("name=\"value\" value=\"([^\"]*)\" checked");
        let found = [text, chosen]
            .into_iter()
            .find_map(|of| of.unwrap().captures(&self.0).map(|found| unescaped(&found[1])));
        found.unwrap_or_else(|| panic!("nothing is recommended in {}", self.0))
    }

    /// The command line that gives the same again.
    fn again(&self) -> String {
        let text = self.0.split("id=\"again\"><code>").nth(1).unwrap();
        unescaped(text.split("</code>").next().unwrap())
    }
}

fn unescaped(text: &str) -> String {
    let mut text = text.to_owned();
    for (entity, c) in [
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2F;", "/"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, c);
    }
    text
}

/// Goes through every question with what is said here, else with what is recommended.
fn answered(served: &Served, intent: &str, said: &[(&str, &str)]) -> Page {
    let mut at = Page(page(served, "/new")).answer(served, intent);
    for _ in 0..20 {
        if at.is_review() {
            return at;
        }
        let key = at.key();
        let value = said.iter().find(|(of, _)| *of == key).map(|(_, value)| (*value).to_owned());
        at = match value {
            Some(value) => at.answer(served, &value),
            None => at.send(served, &[("value", &at.usual()), ("action", "answer")]),
        };
    }
    panic!("no review after twenty answers: {}", at.0);
}

/// The files in the archive that a review gives, by path.
fn downloaded(served: &Served, review: &Page) -> BTreeMap<String, Vec<u8>> {
    let session = review.hidden("session");
    let get = || {
        let response = post(served, "/new/download", &[("session", &session)]);
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "application/zip");
        let name = response.headers()["content-disposition"].to_str().unwrap();
        assert_eq!(name, "attachment; filename=\"orders.zip\"");
        response.bytes().unwrap()
    };
    let bytes = get();
    assert_eq!(bytes, get(), "the same answers give the same bytes");
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut file = zip.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// The files in a folder of the sandbox, by path.
fn written(sandbox: &Sandbox, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let files = sandbox.files(folder).into_iter();
    let read = |path: String| {
        let bytes = std::fs::read(sandbox.path(folder).join(&path)).unwrap();
        (format!("{folder}/{path}"), bytes)
    };
    files.map(read).collect()
}

#[test]
fn the_same_answers_give_the_same_files_as_on_the_command_line() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let intent = "a public API called orders with Postgres and a queue, dev and prod";
    let image = "registry.acme.example/orders:1.4.2";
    let review = answered(&served, intent, &[("owner", "team-orders"), ("app.image", image)]);
    let files = downloaded(&served, &review);
    assert!(
        files.contains_key("orders/stack.yaml") && files.contains_key("orders/.pave/lock.json")
    );

    let set = format!("app.image={image}");
    let args = ["new", intent, "--owner", "team-orders", "--set", &set, "--yes", "--out", "orders"];
    sandbox.pave(&args).ok();
    let on_disk = written(&sandbox, "orders");
    assert_eq!(
        files.keys().collect::<Vec<_>>(),
        on_disk.keys().collect::<Vec<_>>(),
        "the same files"
    );
    for (path, bytes) in &files {
        let (web, cli) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&on_disk[path]));
        assert_eq!(web, cli, "{path}");
    }

    // And so does the command line that the review shows.
    let other = Sandbox::new();
    let ran = other.command("sh").args(["-c", &review.again()]).output().unwrap();
    assert!(ran.status.success(), "{}\n{}", review.again(), String::from_utf8_lossy(&ran.stderr));
    assert_eq!(files, written(&other, "orders"));
}

#[test]
fn a_wrong_answer_is_told_and_what_was_typed_stays() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let first = Page(page(&served, "/new"));
    assert_eq!(first.key(), "intent");
    let again = first.answer(&served, "a <flying> carpet");
    assert_eq!(again.key(), "intent");
    assert!(
        again.0.contains("role=\"alert\"") && again.0.contains("value=\"a &lt;flying&gt; carpet\""),
        "{}",
        again.0
    );
    let empty = first.answer(&served, "");
    assert!(empty.0.contains("Write something, or choose one."), "{}", empty.0);
    let next = first.answer(&served, "a queue called jobs");
    assert_ne!(next.key(), "intent");
}

#[test]
fn going_back_asks_again_and_keeps_the_answer() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let first = Page(page(&served, "/new"));
    let second = first.answer(&served, "an API with Postgres");
    let key = second.key();
    let back = second.send(&served, &[("value", "half a na"), ("action", "back")]);
    assert_eq!(back.key(), "intent");
    assert!(back.0.contains("value=\"an API with Postgres\""), "{}", back.0);
    let on = back.answer(&served, "an API with Postgres");
    assert_eq!(on.key(), key);
    assert!(on.0.contains("value=\"half a na\""), "{}", on.0);
}

#[test]
fn a_value_is_changed_from_the_review() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let review = answered(&served, "a queue", &[("name", "jobs"), ("owner", "team-jobs")]);
    let session = review.hidden("session");
    let changing = post(&served, "/new", &[("session", &session), ("action", "change:name")]);
    let changing = Page(changing.text().unwrap());
    assert_eq!(changing.key(), "name");
    let review = changing.answer(&served, "chores");
    assert!(review.is_review() && review.0.contains("Download chores.zip"), "{}", review.0);
}

#[test]
fn a_blueprint_is_where_to_begin_too() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let at = Page(page(&served, "/new?blueprint=http-api"));
    assert_ne!(at.key(), "intent");
    assert!(at.hidden("session").contains("http-api"));
    let wrong = Page(page(&served, "/new?blueprint=nope-nope"));
    assert_eq!(wrong.key(), "intent");
}

#[test]
fn no_folder_of_the_server_is_looked_at() {
    let sandbox = Sandbox::new();
    sandbox.write("jobs/stack.yaml", "not for the web");
    let served = Served::start(&sandbox, &[]);
    let review = answered(&served, "a queue", &[("name", "jobs"), ("owner", "team-jobs")]);
    assert!(
        review.0.contains("Download jobs.zip") && !review.0.contains("holds a service already")
    );
    assert_eq!(sandbox.read("jobs/stack.yaml"), "not for the web");
}
