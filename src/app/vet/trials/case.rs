//! A module on trial: what there is to try, what is remembered, what was found out.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};

use super::findings::{self, Findings};
use super::record::{self, Fate, Record};
use super::{Score, Subject, Tried, Which};
use crate::error::Result;
use crate::release::{self, Mutant, Tree};
use crate::store::Cache;
use crate::terraform::is_configuration;

/// One thing to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Task {
    /// The tests, with nothing changed.
    Tests,
    /// An example, by its folder's name.
    Example(String),
    /// An upgrade of an example of the previous release.
    Upgrade(String),
    /// A mutant, by its number.
    Mutant(usize),
}

/// A module on trial.
pub(super) struct Case<'a> {
    pub(super) subject: Subject<'a>,
    /// The mutants that are put to the tests.
    pub(super) mutants: Vec<Mutant>,
    /// The test files.
    pub(super) tests: Vec<Utf8PathBuf>,
    examples: Vec<String>,
    previous_examples: Vec<String>,
    key: String,
    record: Mutex<Record>,
    remembered: usize,
    found: Mutex<Findings>,
    /// Whether something depends on modules that are not part of this one.
    outside: AtomicBool,
    tests_failed: AtomicBool,
    learnt: AtomicUsize,
}

impl<'a> Case<'a> {
    /// Reads what there is to try of a module; `ground` is what all results depend on.
    pub(super) fn new(
        subject: Subject<'a>,
        which: Which,
        cache: Option<&Cache>,
        ground: &str,
    ) -> Self {
        let package = subject.package;
        let mut found = Findings::default();
        let mut mutants = Vec::new();
        if let (Some(card), Some(source)) = (&package.card, findings::card(package)) {
            let shown = &package.tree.shown;
            let made = release::mutants(package.root(), shown, &card.guardrails, source);
            made.findings.into_iter().for_each(|f| found.add(f, &package.sources));
            mutants = some(made.mutants, which);
        }
        let key = record::key(ground, &package.tree);
        let record = cache.map(|cache| Record::load(cache, &key)).unwrap_or_default();
        let examples = examples(&package.tree);
        let previous_examples =
            subject.previous.map(|p| self::examples(&p.tree)).unwrap_or_default();
        let tests = tests(&package.tree);
        if tests.is_empty() {
            // That there are none is found by a rule.
            mutants.clear();
        }
        let remembered = mutants.iter().filter(|m| record.fates.contains_key(&record::edit(m)));
        let examples_known = examples.iter().filter(|e| record.examples.contains(*e));
        Self {
            remembered: remembered.count()
                + examples_known.count()
                + usize::from(record.tests.is_some()),
            subject,
            mutants,
            tests,
            examples,
            previous_examples,
            key,
            record: Mutex::new(record),
            found: Mutex::new(found),
            outside: AtomicBool::new(false),
            tests_failed: AtomicBool::new(false),
            learnt: AtomicUsize::new(0),
        }
    }

    /// What is to be tried and not remembered.
    pub(super) fn tasks(&self) -> impl Iterator<Item = Task> {
        let record = self.record();
        let mut tasks = Vec::new();
        if record.tests.is_none() && !self.tests.is_empty() {
            tasks.push(Task::Tests);
        }
        let open = |name: &&String| !record.examples.contains(*name);
        tasks.extend(self.examples.iter().filter(open).cloned().map(Task::Example));
        if let Some(previous) = self.subject.previous {
            let known = |name: &String| record::upgrade(&previous.tree, name);
            let open = |name: &&String| !record.upgrades.contains(&known(name));
            tasks.extend(self.previous_examples.iter().filter(open).cloned().map(Task::Upgrade));
        }
        let open = |m: &(usize, &Mutant)| !record.fates.contains_key(&record::edit(m.1));
        let mutants = self.mutants.iter().enumerate().filter(open);
        tasks.extend(mutants.map(|(at, _)| Task::Mutant(at)));
        tasks.into_iter()
    }

    /// The test files in the order in which they are likely to notice a mutant.
    pub(super) fn tests_for(&self, mutant: &Mutant) -> Vec<&Utf8Path> {
        let tree = &self.subject.package.tree;
        let steps: Vec<&str> = mutant.address.split('.').collect();
        let resource = steps.get(..2).unwrap_or(&steps).join(".");
        let last = steps.last().copied().unwrap_or_default();
        let told = |path: &Utf8PathBuf| {
            let text = tree.text(path.as_str()).unwrap_or_default();
            let about = text.lines().filter(|line| line.contains(&resource));
            let (mut resources, mut both) = (0, 0);
            for line in about {
                resources += 1;
                both += usize::from(line.contains(last));
            }
            (both > 0, path.as_str().contains("guardrail"), both, resources)
        };
        let mut tests: Vec<&Utf8Path> = self.tests.iter().map(Utf8PathBuf::as_path).collect();
        tests.sort_by_cached_key(|path| std::cmp::Reverse(told(&path.to_path_buf())));
        tests
    }

    /// Notes that modules were called that are not part of this one, so nothing is remembered.
    pub(super) fn leads_outside(&self) {
        self.outside.store(true, Ordering::Relaxed);
    }

    /// Whether the tests fail with nothing changed, so that they say nothing of mutants.
    pub(super) fn tests_fail(&self) -> bool {
        self.tests_failed.load(Ordering::Relaxed)
    }

    /// Notes what the tests say with nothing changed: how many runs there are, when all pass.
    pub(super) fn tested(&self, passed: Option<usize>) {
        self.tests_failed.store(passed.is_none(), Ordering::Relaxed);
        self.record().tests = passed;
        self.learn();
    }

    /// Notes that an example plans.
    pub(super) fn planned(&self, example: &str) {
        self.record().examples.insert(example.to_owned());
        self.learn();
    }

    /// Notes that an example can be upgraded.
    pub(super) fn upgraded(&self, previous: &Tree, example: &str) {
        self.record().upgrades.insert(record::upgrade(previous, example));
        self.learn();
    }

    /// Notes what became of a mutant.
    pub(super) fn fate(&self, mutant: &Mutant, fate: Fate) {
        self.record().fates.insert(record::edit(mutant), fate);
        self.learn();
    }

    fn learn(&self) {
        self.learnt.fetch_add(1, Ordering::Relaxed);
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is wrong, to be added to.
    pub(super) fn found(&self) -> MutexGuard<'_, Findings> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what was found out, unless it depends on more than the key holds.
    pub(super) fn remember(&self, cache: &Cache) -> Result<()> {
        let nothing_new = self.learnt.load(Ordering::Relaxed) == 0;
        if nothing_new || self.tests_fail() || self.outside.load(Ordering::Relaxed) {
            return Ok(());
        }
        let bytes = serde_json::to_vec(&*self.record()).expect("a record is plain data");
        cache.put(&self.key, &bytes)
    }

    /// What came of the trials, when all of them are done.
    pub(super) fn finish(self) -> Tried {
        let package = self.subject.package;
        let guardrails = package.card.as_ref().map_or(0, |card| card.guardrails.len());
        let record = self.record.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut found = self.found.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut score = Score::default();
        let (mut tried, mut lost) = (BTreeSet::new(), BTreeSet::new());
        let fails = self.tests_failed.into_inner();
        for mutant in self.mutants.iter().filter(|_| !fails) {
            let Some(fate) = record.fates.get(&record::edit(mutant)) else { continue };
            score.count(fate);
            tried.extend(&mutant.guardrails);
            if *fate == Fate::Survived {
                lost.extend(&mutant.guardrails);
                let file = self.tests.iter().find(|test| test.as_str().contains("guardrail"));
                let file = file.map_or("tests/guardrails.tftest.hcl", |test| test.as_str());
                found.untested(mutant, package, file);
            }
        }
        let planned = self.examples.iter().filter(|e| record.examples.contains(*e)).count();
        Tried {
            name: self.subject.name.to_owned(),
            examples: self.examples.len(),
            planned,
            tests: record.tests,
            guardrails,
            upheld: tried.difference(&lost).count(),
            score,
            remembered: self.remembered,
            report: found.finish(),
        }
    }
}

/// The mutants that are put to the tests.
fn some(mutants: Vec<Mutant>, which: Which) -> Vec<Mutant> {
    let mut covered = BTreeSet::new();
    let wanted = |mutant: &Mutant| match which {
        Which::All => true,
        Which::None => false,
        Which::Sample => {
            let new = mutant.guardrails.iter().any(|id| !covered.contains(id));
            covered.extend(mutant.guardrails.iter().cloned());
            new
        }
    };
    mutants.into_iter().filter(wanted).collect()
}

/// The folders of `examples/` that hold configuration.
fn examples(tree: &Tree) -> Vec<String> {
    let inside = |path: &Utf8PathBuf| {
        let parts: Vec<&str> = path.components().map(|part| part.as_str()).collect();
        match parts.as_slice() {
            ["examples", name, _] if is_configuration(path) => Some((*name).to_owned()),
            _ => None,
        }
    };
    tree.files.keys().filter_map(inside).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The files that `terraform test` reads: beside the module and in `tests`.
fn tests(tree: &Tree) -> Vec<Utf8PathBuf> {
    let is_test = |path: &&Utf8PathBuf| {
        let dir = path.parent().map_or("", Utf8Path::as_str);
        let name = path.as_str();
        (dir.is_empty() || dir == "tests")
            && (name.ends_with(".tftest.hcl") || name.ends_with(".tftest.json"))
    };
    tree.files.keys().filter(is_test).cloned().collect()
}
