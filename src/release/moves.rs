//! Where an object of the old version stands in the new one, by the `moved` blocks of the new.
//!
//! Addresses and statements alone: what a module declares, and whether what is found there is the
//! same, is the business of [`super::state`]. Follows Terraform: a statement that names no key
//! moves every instance with its key, one that names a key moves that instance.

use super::lint::Spot;
use super::objects::{Objects, Repetition};
use crate::hcl;
use crate::terraform::reference::{Step as Taken, Subject, references};

/// The address of an object or of a module, below the caller's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Address {
    pub(super) steps: Vec<Step>,
}

/// A module call or a resource within its module, and which instance of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// `module.subnets`, `aws_subnet.private`
    pub(super) name: String,
    pub(super) key: Key,
}

/// Which instance of a module call or resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    /// The only one: neither `count` nor `for_each`.
    Single,
    /// One of those of `count`.
    Number(String),
    /// One of those of `for_each`.
    Text(String),
    /// Any one of those of `for_each`, whatever its key.
    Any,
}

/// A `moved` block, its addresses counted from the caller's.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    /// The module that holds it, by the names of the calls on the way.
    pub(super) within: Vec<String>,
    pub(super) from: Address,
    pub(super) to: Address,
    pub(super) spot: Spot,
}

/// The `moved` blocks of a version.
#[derive(Debug, Default)]
pub(super) struct Statements {
    /// In the order of the text.
    pub(super) all: Vec<Statement>,
    /// Which goes first: of those about an object and about a module around it, the former.
    order: Vec<usize>,
}

impl Statements {
    fn new(all: Vec<Statement>) -> Self {
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|i| std::cmp::Reverse(all[*i].within.len() + all[*i].from.steps.len()));
        Self { all, order }
    }
}

/// Where an instance ends up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Landing {
    pub(super) address: Address,
    /// Whether a `moved` block took it there.
    pub(super) moved: bool,
    /// Which of the statements took it there, in turn.
    pub(super) by: Vec<usize>,
}

impl Address {
    /// Reads `module.a["x"].aws_vpc.this[0]`; `None` for what is no such address.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let expr = hcl::parse_expr(text).ok()?;
        let [reference] = references(&expr).try_into().ok()?;
        let mut words = match reference.subject {
            Subject::Call(name) => vec!["module".to_owned(), name],
            Subject::Resource { .. } => {
                reference.subject.address().split('.').map(str::to_owned).collect()
            }
            Subject::Variable(_) | Subject::Local(_) | Subject::Other(_) => return None,
        };
        let mut steps = Vec::new();
        complete(&mut words, &mut steps, true)?;
        for taken in reference.rest {
            match taken {
                Taken::Attribute(word) => {
                    words.push(word);
                    complete(&mut words, &mut steps, false)?;
                }
                Taken::Number(number) => key(&words, &mut steps, Key::Number(number))?,
                Taken::Key(text) => key(&words, &mut steps, Key::Text(text))?,
                Taken::Unknown | Taken::Splat => return None,
            }
        }
        words.is_empty().then_some(Self { steps })
    }

    /// The address without keys, as [`Objects`] has it.
    pub(super) fn block(&self) -> String {
        block(&self.steps)
    }
}

/// The address of steps without their keys.
pub(super) fn block(steps: &[Step]) -> String {
    let names: Vec<&str> = steps.iter().map(|step| step.name.as_str()).collect();
    names.join(".")
}

/// Makes a step of words when they name something; `must` says that they have to.
fn complete(words: &mut Vec<String>, steps: &mut Vec<Step>, must: bool) -> Option<()> {
    let needed = match words.first().map(String::as_str) {
        Some("data" | "ephemeral" | "action") => 3,
        _ => 2,
    };
    // Nothing is below a resource.
    if steps.last().is_some_and(|step| !step.name.starts_with("module.")) {
        return None;
    }
    if words.len() == needed {
        steps.push(Step { name: words.join("."), key: Key::Single });
        words.clear();
        return Some(());
    }
    (!must).then_some(())
}

fn key(words: &[String], steps: &mut [Step], key: Key) -> Option<()> {
    let last = steps.last_mut().filter(|step| words.is_empty() && step.key == Key::Single)?;
    last.key = key;
    Some(())
}

impl Key {
    /// Whether something declared with `repetition` has an instance of that kind.
    pub(super) fn fits(&self, repetition: Repetition) -> bool {
        match self {
            Self::Single => repetition == Repetition::Single,
            Self::Number(_) => repetition == Repetition::Count,
            Self::Text(_) | Self::Any => repetition == Repetition::ForEach,
        }
    }

    /// The key of one instance, standing for all, of something declared with `repetition`.
    pub(super) fn of(repetition: Repetition) -> Self {
        match repetition {
            Repetition::Single => Self::Single,
            Repetition::Count => Self::Number("0".to_owned()),
            Repetition::ForEach => Self::Any,
        }
    }
}

impl Statement {
    /// Where it takes an instance; `None` when it is about another.
    fn apply(&self, address: &Address) -> Option<Address> {
        let (above, below) = address.steps.split_at_checked(self.within.len())?;
        if !above.iter().map(|step| &step.name).eq(&self.within) {
            return None;
        }
        let (named, rest) = below.split_at_checked(self.from.steps.len())?;
        let (last, way) = self.from.steps.split_last()?;
        let (named_last, named_way) = named.split_last()?;
        let on_the_way = way.iter().zip(named_way).all(|(a, b)| a == b);
        let mut to = self.to.clone();
        let to_last = to.steps.last_mut()?;
        let whole = last.key == Key::Single && to_last.key == Key::Single;
        let same_key = match (&last.key, &named_last.key) {
            (Key::Text(_), Key::Any) => true,
            (a, b) => a == b,
        };
        if !on_the_way || last.name != named_last.name || !(whole || same_key) {
            return None;
        }
        if whole {
            to_last.key = named_last.key.clone();
        }
        let steps = [above, &to.steps, rest].concat();
        Some(Address { steps })
    }
}

/// Where the statements take an instance. Each is followed once at most, so this ends on cycles.
pub(super) fn land(start: &Address, statements: &Statements) -> Landing {
    let mut landing = Landing { address: start.clone(), moved: false, by: Vec::new() };
    let mut left = statements.order.clone();
    loop {
        let applied = left.iter().enumerate().find_map(|(at, i)| {
            statements.all[*i].apply(&landing.address).map(|address| (at, *i, address))
        });
        let Some((at, i, address)) = applied else { return landing };
        left.remove(at);
        landing.moved |= address != landing.address;
        landing.address = address;
        landing.by.push(i);
    }
}

/// The `moved` blocks of a module and of the local modules that it calls.
pub(super) fn statements(objects: &Objects<'_>) -> Statements {
    let mut found = Vec::new();
    for (prefix, dir, module) in &objects.modules {
        let Some(within) = names(prefix) else { continue };
        for moved in &module.moved {
            let ends = [&moved.from, &moved.to].map(|end| Address::parse(end.as_deref()?));
            let [Some(from), Some(to)] = ends else { continue };
            let spot = Spot { dir: dir.clone(), place: moved.place };
            found.push(Statement { within: within.clone(), from, to, spot });
        }
    }
    Statements::new(found)
}

/// The names of the calls on the way to a module.
pub(super) fn names(prefix: &str) -> Option<Vec<String>> {
    if prefix.is_empty() {
        return Some(Vec::new());
    }
    Some(Address::parse(prefix)?.steps.into_iter().map(|step| step.name).collect())
}

#[cfg(test)]
mod tests {
    use camino::Utf8PathBuf;
    use proptest::prelude::*;

    use super::*;
    use crate::diag::{SourceMap, Span};
    use crate::terraform::Place;

    fn statement(within: &[&str], from: &str, to: &str) -> Statement {
        let source = SourceMap::default().add("main.tf", "");
        let place = Place::new(source, Span::default());
        Statement {
            within: within.iter().map(|name| (*name).to_owned()).collect(),
            from: Address::parse(from).expect(from),
            to: Address::parse(to).expect(to),
            spot: Spot { dir: Utf8PathBuf::new(), place },
        }
    }

    fn shown(address: &Address) -> String {
        let step = |step: &Step| match &step.key {
            Key::Single => step.name.clone(),
            Key::Number(n) => format!("{}[{n}]", step.name),
            Key::Text(key) => format!("{}[\"{key}\"]", step.name),
            Key::Any => format!("{}[*]", step.name),
        };
        address.steps.iter().map(step).collect::<Vec<_>>().join(".")
    }

    fn lands(start: &str, statements: &[Statement]) -> String {
        let statements = Statements::new(statements.to_vec());
        shown(&land(&Address::parse(start).expect(start), &statements).address)
    }

    #[test]
    fn an_address_reads_as_its_steps() {
        for text in [
            "aws_vpc.this",
            "aws_vpc.this[0]",
            "data.aws_region.current",
            "module.a",
            "module.a[\"x.y\"].module.b[1].aws_vpc.this[\"z\"]",
            "module.a.data.aws_region.current",
        ] {
            assert_eq!(Address::parse(text).map(|a| shown(&a)).as_deref(), Some(text));
        }
        for text in ["var.x", "aws_vpc", "aws_vpc.this.id", "module.a.aws_vpc", "a.b[0][1]", "1"] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }

    #[test]
    fn objects_follow_the_statements_as_terraform_has_them() {
        let chain = [statement(&[], "x.b", "x.c"), statement(&[], "x.a", "x.b")];
        assert_eq!(lands("x.a", &chain), "x.c");
        assert_eq!(lands("x.a[1]", &chain), "x.c[1]");
        assert_eq!(lands("x.other", &chain), "x.other");
        let module =
            [statement(&[], "module.m", "module.n"), statement(&["module.n"], "x.a", "x.b")];
        assert_eq!(lands("module.m.x.a", &module), "module.n.x.b");
        assert_eq!(lands("module.m[\"k\"].x.a[0]", &module), "module.n[\"k\"].x.b[0]");
        let keys = [statement(&[], "x.a[0]", "x.a[\"first\"]")];
        assert_eq!(lands("x.a[0]", &keys), "x.a[\"first\"]");
        assert_eq!(lands("x.a[1]", &keys), "x.a[1]");
        let into = [statement(&[], "x.a", "x.a[\"k\"]")];
        assert_eq!(lands("x.a", &into), "x.a[\"k\"]");
        assert_eq!(lands("x.a[0]", &into), "x.a[0]");
        let out = [statement(&[], "module.m", "module.n"), statement(&[], "module.m.x.a", "x.a")];
        assert_eq!(lands("module.m.x.a", &out), "x.a");
        assert_eq!(lands("module.m.x.b", &out), "module.n.x.b");
    }

    fn addresses() -> impl Strategy<Value = String> {
        let key = prop_oneof![Just(""), Just("[0]"), Just("[1]"), Just("[\"k\"]")];
        let calls = prop::collection::vec(("[mn]", key.clone()), 0..3);
        (calls, "[abc]", key).prop_map(|(calls, name, key)| {
            let way: String =
                calls.iter().map(|(name, key)| format!("module.{name}{key}.")).collect();
            format!("{way}x.{name}{key}")
        })
    }

    proptest! {
        #[test]
        fn nothing_moves_without_statements(start in addresses()) {
            prop_assert_eq!(lands(&start, &[]), start);
        }

        #[test]
        fn a_chain_of_any_order_leads_to_its_end(
            order in Just((0_usize..8).collect::<Vec<_>>()).prop_shuffle(),
            from in 0_usize..8,
        ) {
            let link = |i: usize| {
                statement(&[], &format!("x.a{i}"), &format!("x.a{}", i + 1))
            };
            let statements: Vec<_> = order.into_iter().map(link).collect();
            prop_assert_eq!(lands(&format!("x.a{from}"), &statements), "x.a8");
        }

        #[test]
        fn whatever_is_written_it_ends(
            ends in prop::collection::vec((addresses(), addresses()), 0..12),
            start in addresses(),
        ) {
            let statements: Vec<_> =
                ends.iter().map(|(from, to)| statement(&[], from, to)).collect();
            let statements = Statements::new(statements);
            let landing = land(&Address::parse(&start).expect("it is an address"), &statements);
            prop_assert!(landing.by.len() <= statements.all.len());
        }
    }
}
