//! Every request of the table that resolves to something is generated, and real Terraform plans it.
//!
//! Many requests come to the same stack. They are told apart by the text of their root modules,
//! without the service's name; of those that agree, the one with the longest name is planned.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use pavestone::resolve::{Resolution, resolve};

use crate::intents::{CATALOG, Half, halves};
use crate::support::pave::{Ran, Sandbox};

/// Terraform and the stand-in provider keep a core busy each.
const THREADS: usize = 2;

/// The name of a service whose request gives none.
const NAME: &str = "fromthetable";

/// A request, and what it was understood to ask for.
struct Request {
    /// How messages call it.
    title: String,
    answer: Resolution,
    /// The folder of its service.
    out: String,
}

impl Request {
    /// All requests of both halves.
    fn all() -> Vec<Self> {
        halves().iter().flat_map(Self::of).collect()
    }

    fn of(half: &Half) -> impl Iterator<Item = Self> {
        half.rows.iter().enumerate().map(|(i, row)| Self {
            title: half.title(i),
            answer: resolve(&CATALOG, &row.text),
            out: format!("{}-{i}", half.name.replace(' ', "-")),
        })
    }

    /// Whether a message names everything that the catalog does not have.
    fn names_what_is_lacking(&self, message: &str) -> bool {
        self.answer.not_covered.iter().all(|it| message.contains(&it.service))
    }

    fn pave_new(&self, sandbox: &Sandbox) -> Ran {
        let text = self.answer.intent.as_str();
        let mut words = vec!["new", text, "--yes", "--source", "vendor", "--out", &self.out];
        // A guess would give way to the name of the folder, which nobody would choose.
        match &self.answer.service_name {
            Some(name) if name.guessed => words.extend(["--name", &name.name]),
            Some(_) => {}
            None => words.extend(["--name", NAME]),
        }
        sandbox.pave(&words)
    }
}

/// A service that was generated.
struct Service {
    /// The folder.
    out: String,
    name: String,
    /// The folders of the root modules, by environment.
    roots: Vec<String>,
    /// What Terraform reads in the root modules, without the service's name.
    key: String,
}

impl Service {
    fn read(sandbox: &Sandbox, out: &str) -> Self {
        let stack = sandbox.read(format!("{out}/stack.yaml"));
        let stack: serde_json::Value = serde_saphyr::from_str(&stack).unwrap();
        let name = stack["service"].as_str().unwrap().to_owned();
        let environments = stack["environments"].as_array().unwrap();
        let mut roots: Vec<String> =
            environments.iter().map(|it| it.as_str().unwrap().to_owned()).collect();
        roots.sort();
        let mut key = String::new();
        for root in &roots {
            for file in sandbox.files(format!("{out}/{root}")) {
                if file.ends_with(".tf") {
                    let text = sandbox.read(format!("{out}/{root}/{file}"));
                    key += &format!("\n# {root}/{file}\n{}", without(&text, &name));
                }
            }
        }
        Self { out: out.to_owned(), name, roots, key }
    }
}

/// A text with another name for every whole word `name`.
fn without(text: &str, name: &str) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        let alone = !before.ends_with(word) && !after.starts_with(word);
        out += before;
        out += if alone { "SERVICE" } else { name };
        rest = after;
    }
    out + rest
}

/// What a piece of work gives for each of `n` numbers, on as many threads as are wanted.
fn in_parallel<T: Send>(n: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done: Mutex<BTreeMap<usize, T>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    if i >= n {
                        break;
                    }
                    let result = work(i);
                    done.lock().unwrap().insert(i, result);
                }
            });
        }
    });
    done.into_inner().unwrap().into_values().collect()
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn terraform_plans_whatever_the_table_resolves_to() {
    let start = Instant::now();
    let sandbox = Sandbox::new();
    let mut requests = Request::all();
    requests.retain(|request| !request.answer.components.is_empty());
    assert!(requests.len() >= 100, "only {} requests resolve to something", requests.len());

    let written = in_parallel(requests.len(), |i| {
        let ran = requests[i].pave_new(&sandbox);
        match ran.code {
            Some(0) if requests[i].names_what_is_lacking(&ran.stdout) => {
                Ok(Service::read(&sandbox, &requests[i].out))
            }
            code => Err(format!(
                "{}\npave new: {code:?}\n{}{}",
                requests[i].title, ran.stdout, ran.stderr
            )),
        }
    });
    let generated = start.elapsed();

    let mut failures: Vec<String> = Vec::new();
    let mut distinct: BTreeMap<String, (usize, Service)> = BTreeMap::new();
    for (i, result) in written.into_iter().enumerate() {
        match result {
            Ok(service) => {
                let known = distinct.get(&service.key);
                if known.is_none_or(|(_, known)| known.name.len() < service.name.len()) {
                    distinct.insert(service.key.clone(), (i, service));
                }
            }
            Err(failure) => failures.push(failure),
        }
    }
    let roots: Vec<(usize, String)> = (distinct.values())
        .flat_map(|(i, it)| it.roots.iter().map(move |root| (*i, format!("{}/{root}", it.out))))
        .collect();

    let planned = in_parallel(roots.len(), |at| {
        let (i, root) = &roots[at];
        let ran = sandbox.pave(&["plan", root]);
        // Where all is looked up, there is nothing to create.
        let told = ["Plan: ", "Changes to Outputs:", "No changes."];
        let planned = ran.code == Some(0) && told.iter().any(|it| ran.stdout.contains(it));
        let title = &requests[*i].title;
        (!planned).then(|| format!("{title}\npave plan {root}: {:?}\n{}", ran.code, ran.stderr))
    });
    eprintln!(
        "{} requests resolve to {} distinct stacks: {} root modules planned; \
         generated in {:.1} s, planned in {:.1} s",
        requests.len(),
        distinct.len(),
        roots.len(),
        generated.as_secs_f64(),
        (start.elapsed() - generated).as_secs_f64()
    );
    failures.extend(planned.into_iter().flatten());
    assert!(failures.is_empty(), "{} failures\n\n{}", failures.len(), failures.join("\n\n"));
}

#[test]
fn what_resolves_to_nothing_is_refused_and_what_is_lacking_is_named() {
    let sandbox = Sandbox::new();
    let mut requests = Request::all();
    requests.retain(|request| request.answer.components.is_empty());
    assert!(requests.len() >= 30, "only {} requests resolve to nothing", requests.len());
    let failures: Vec<String> = in_parallel(requests.len(), |i| {
        let title = &requests[i].title;
        let ran = requests[i].pave_new(&sandbox);
        let named = requests[i].names_what_is_lacking(&ran.stderr);
        let refused = ran.code == Some(2) && named && ran.stdout.is_empty();
        (!refused).then(|| format!("{title}\n{:?}\n{}{}", ran.code, ran.stdout, ran.stderr))
    })
    .into_iter()
    .flatten()
    .collect();
    assert!(failures.is_empty(), "{} failures\n\n{}", failures.len(), failures.join("\n\n"));
    assert_eq!(sandbox.files(""), Vec::<String>::new());
}

#[test]
fn stacks_agree_when_only_the_name_differs() {
    assert_eq!(
        without("shop-dev-db, workshop, shop_2, shop", "shop"),
        "SERVICE-dev-db, workshop, shop_2, SERVICE"
    );
}
