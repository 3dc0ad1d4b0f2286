//! The resolver, judged by requests in application developers' words.
//!
//! The requests and what should come of them are data, in two halves (`intents/*.yaml`): one for
//! improving the resolver with, of which every failing row is shown, and one for judging, of which
//! totals are shown. `just intents` prints the report.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use pavestone::catalog::Catalog;
use pavestone::resolve::{Resolution, resolve};
use serde::{Deserialize, Serialize};

pub(crate) static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::embedded);

/// The halves: what each is called, and its text.
const HALVES: [(&str, &str); 2] = [
    ("tune", include_str!("intents/tune.yaml")),
    ("held out", include_str!("intents/held_out.yaml")),
];

/// Shows the rows of the half that is for judging, too.
const SHOW_HELD_OUT: &str = "PAVE_SHOW_HELD_OUT";

/// The least precision and recall of each half.
const ENOUGH: f64 = 0.9;

/// A request, and what should come of it. The data files tell what the fields mean.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    pub(crate) text: String,
    must: Vec<String>,
    #[serde(default)]
    may: Vec<String>,
    #[serde(default)]
    lacks: Vec<String>,
    service: Option<String>,
    #[serde(default)]
    environments: Vec<String>,
    region: Option<String>,
    #[serde(default)]
    inputs: BTreeMap<String, String>,
}

/// One half of the table.
pub(crate) struct Half {
    pub(crate) name: &'static str,
    pub(crate) rows: Vec<Row>,
}

impl Half {
    /// What a row may be called in a message: its text, or its place where the text is not shown.
    pub(crate) fn title(&self, row: usize) -> String {
        if self.is_shown() {
            format!("{}: {}", self.name, self.rows[row].text)
        } else {
            format!("{}, row {} (its text: {SHOW_HELD_OUT}=1)", self.name, row + 1)
        }
    }

    fn is_shown(&self) -> bool {
        self.name == "tune" || std::env::var_os(SHOW_HELD_OUT).is_some_and(|it| it == "1")
    }
}

/// Both halves.
pub(crate) fn halves() -> [Half; 2] {
    HALVES.map(|(name, text)| Half { name, rows: serde_saphyr::from_str(text).unwrap() })
}

/// How one answer compares with its row; empty lists are good.
#[derive(Debug, Default)]
struct Judgement {
    right: usize,
    wrong: Vec<String>,
    missed: Vec<String>,
    unreported: Vec<String>,
    /// What a row that lacks nothing is said to lack.
    in_vain: Vec<String>,
    name: Compared,
    environments: Compared,
    region: Compared,
    inputs: Compared,
}

/// Facts that a text gives, and those that were found.
#[derive(Debug, Default)]
struct Compared {
    given: usize,
    found: usize,
    /// What was expected and not found.
    missing: Vec<String>,
    /// What was found, and the text does not give it.
    invented: Vec<String>,
}

impl Compared {
    fn new<'s>(
        given: impl IntoIterator<Item = &'s String>,
        found: impl IntoIterator<Item = String>,
    ) -> Self {
        let given: BTreeSet<String> = given.into_iter().cloned().collect();
        let found: BTreeSet<String> = found.into_iter().collect();
        Self {
            given: given.len(),
            found: given.intersection(&found).count(),
            missing: given.difference(&found).cloned().collect(),
            invented: found.difference(&given).cloned().collect(),
        }
    }
}

impl Judgement {
    fn new(row: &Row, answer: &Resolution) -> Self {
        let mut missed = row.must.clone();
        let (mut right, mut wrong) = (0, Vec::new());
        for component in &answer.components {
            if let Some(at) = missed.iter().position(|module| *module == component.module) {
                missed.remove(at);
                right += 1;
            } else if !row.may.contains(&component.module) {
                wrong.push(component.module.clone());
            }
        }
        let reported: Vec<String> = (answer.not_covered.iter())
            .map(|it| format!("{} “{}”", it.service, it.words).to_lowercase())
            .collect();
        let is_reported = |fragments: &&String| {
            let mut ways = fragments.split('|').map(str::to_lowercase);
            ways.any(|way| reported.iter().any(|it| it.contains(&way)))
        };
        let unreported = row.lacks.iter().filter(|it| !is_reported(it)).cloned().collect();
        let name = answer.service_name.iter().filter(|name| {
            // A guess counts where it is right, and is no invention where there is no name.
            !name.guessed || row.service.as_ref() == Some(&name.name)
        });
        let mut inputs = Compared::new(
            &row.inputs.iter().map(|(input, value)| format!("{input}={value}")).collect::<Vec<_>>(),
            settings(answer),
        );
        // One setting more is a matter of taste: sizes, say.
        inputs.invented.retain(|setting| {
            let input = setting.split('=').next().unwrap_or_default();
            row.inputs.contains_key(input)
        });
        Self {
            right,
            wrong,
            missed,
            unreported,
            in_vain: if row.lacks.is_empty() { reported } else { Vec::new() },
            name: Compared::new(&row.service, name.map(|it| it.name.clone())),
            environments: Compared::new(
                &row.environments,
                answer.environments.iter().map(|it| it.name.clone()),
            ),
            region: Compared::new(&row.region, answer.region.iter().map(|it| it.name.clone())),
            inputs,
        }
    }

    /// Whether the modules and what is lacking are right.
    fn is_exact(&self) -> bool {
        self.wrong.is_empty() && self.missed.is_empty() && self.unreported.is_empty()
    }

    /// Whether a missing thing was answered with something else, or passed over.
    fn substitutes(&self, row: &Row) -> bool {
        let answered_honestly = self.wrong.is_empty() && self.unreported.is_empty();
        !row.lacks.is_empty() && !answered_honestly
    }

    /// What is not right, on one line; empty when all is.
    fn told(&self) -> String {
        let mut parts = Vec::new();
        let lists = [
            ("wrong", &self.wrong),
            ("missed", &self.missed),
            ("lacking and not reported", &self.unreported),
            ("reported in vain", &self.in_vain),
            ("name missed", &self.name.missing),
            ("name invented", &self.name.invented),
            ("environment missed", &self.environments.missing),
            ("environment invented", &self.environments.invented),
            ("region missed", &self.region.missing),
            ("region invented", &self.region.invented),
            ("input missed", &self.inputs.missing),
            ("input with another value", &self.inputs.invented),
        ];
        for (what, list) in lists {
            if !list.is_empty() {
                parts.push(format!("{what}: {}", list.join(", ")));
            }
        }
        parts.join("; ")
    }
}

/// The values that a text gives to input variables, as `MODULE.INPUT=VALUE`.
fn settings(answer: &impl Serialize) -> Vec<String> {
    let json = serde_json::to_value(answer).unwrap();
    let settings = json["settings"].as_array().into_iter().flatten();
    let text = |value: &serde_json::Value| {
        value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
    };
    settings
        .map(|it| format!("{}.{}={}", text(&it["module"]), text(&it["input"]), text(&it["value"])))
        .collect()
}

/// Sums over one half.
#[derive(Debug, Default)]
struct Totals {
    rows: usize,
    right: usize,
    wrong: usize,
    missed: usize,
    exact: usize,
    /// Rows to be answered with nothing, or for ambiguous ones with nothing but what they admit.
    nothing: usize,
    abstained: usize,
    lacking: usize,
    reported: usize,
    in_vain: usize,
    substitutions: usize,
    name: [usize; 3],
    environments: [usize; 3],
    region: [usize; 3],
    inputs: [usize; 3],
}

impl Totals {
    fn of<'r>(judged: impl Iterator<Item = (&'r Row, &'r Judgement)>) -> Self {
        let mut totals = Self::default();
        for (row, it) in judged {
            totals.rows += 1;
            totals.right += it.right;
            totals.wrong += it.wrong.len();
            totals.missed += it.missed.len();
            totals.exact += usize::from(it.is_exact());
            totals.nothing += usize::from(row.must.is_empty());
            totals.abstained += usize::from(row.must.is_empty() && it.wrong.is_empty());
            totals.lacking += row.lacks.len();
            totals.reported += row.lacks.len() - it.unreported.len();
            totals.in_vain += it.in_vain.len();
            totals.substitutions += usize::from(it.substitutes(row));
            let facts = [
                (&mut totals.name, &it.name),
                (&mut totals.environments, &it.environments),
                (&mut totals.region, &it.region),
                (&mut totals.inputs, &it.inputs),
            ];
            for (sum, fact) in facts {
                for (sum, n) in sum.iter_mut().zip([fact.given, fact.found, fact.invented.len()]) {
                    *sum += n;
                }
            }
        }
        totals
    }

    fn precision(&self) -> f64 {
        ratio(self.right, self.right + self.wrong)
    }

    fn recall(&self) -> f64 {
        ratio(self.right, self.right + self.missed)
    }

    fn f1(&self) -> f64 {
        ratio(2 * self.right, 2 * self.right + self.wrong + self.missed)
    }

    fn told(&self) -> String {
        let mut out = format!(
            "  modules          precision {:.3}, recall {:.3}, F1 {:.3}: {} right, {} wrong, {} missed\n",
            self.precision(),
            self.recall(),
            self.f1(),
            self.right,
            self.wrong,
            self.missed
        );
        let mut line = |what: &str, text: String| writeln!(out, "  {what:<16} {text}").unwrap();
        line("rows", format!("{} of {} exact", self.exact, self.rows));
        line("nothing covered", format!("{} of {} given nothing", self.abstained, self.nothing));
        let lacking = format!("{} of {} reported", self.reported, self.lacking);
        line("lacking", format!("{lacking}, {} reported in vain", self.in_vain));
        line("substitutions", format!("{} in silence", self.substitutions));
        let facts = [
            ("names", self.name),
            ("environments", self.environments),
            ("regions", self.region),
            ("inputs", self.inputs),
        ];
        for (what, [given, found, invented]) in facts {
            line(what, format!("{found} of {given}, {invented} invented"));
        }
        out
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of a few hundred")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Judges every row of a half.
fn judged(half: &Half) -> Vec<Judgement> {
    half.rows.iter().map(|row| Judgement::new(row, &resolve(&CATALOG, &row.text))).collect()
}

/// The totals of a half, and its failing rows where they may be seen.
fn report(half: &Half, judged: &[Judgement]) -> String {
    let totals = Totals::of(half.rows.iter().zip(judged));
    let mut out = format!("{}: {} rows\n{}", half.name, totals.rows, totals.told());
    if half.is_shown() {
        for (row, it) in half.rows.iter().zip(judged) {
            let told = it.told();
            if !told.is_empty() {
                writeln!(out, "  - {}\n      {told}", row.text).unwrap();
            }
        }
    }
    out
}

/// What is wrong with the table itself.
fn mistakes(halves: &[(&str, &str)]) -> Vec<String> {
    let mut mistakes = Vec::new();
    let mut seen = BTreeSet::new();
    for (name, text) in halves {
        let rows: Vec<Row> = match serde_saphyr::from_str(text) {
            Ok(rows) => rows,
            Err(e) => {
                mistakes.push(format!("{name}: {e}"));
                continue;
            }
        };
        for row in &rows {
            let mut mistake = |what: String| mistakes.push(format!("{name}: {}: {what}", row.text));
            let words: Vec<String> = row.text.split_whitespace().map(str::to_lowercase).collect();
            if words.is_empty() || !seen.insert(words) {
                mistake("the text is there already, or empty".to_owned());
            }
            for module in row.must.iter().chain(&row.may) {
                if CATALOG.module(module).is_none() {
                    mistake(format!("there is no module {module}"));
                }
            }
            for module in row.may.iter().filter(|module| row.must.contains(module)) {
                mistake(format!("{module} is in both lists"));
            }
            if row.lacks.iter().flat_map(|it| it.split('|')).any(|it| it.trim().is_empty()) {
                mistake("an empty fragment occurs everywhere".to_owned());
            }
            for name in &row.environments {
                if CATALOG.settings.environment(name).is_none() {
                    mistake(format!("there is no environment {name}"));
                }
            }
            let mut regions = CATALOG.settings.regions.values();
            if let Some(region) = &row.region
                && !regions.any(|known| known.value == *region)
            {
                mistake(format!("there is no region {region}"));
            }
            for input in row.inputs.keys() {
                let known = input.split_once('.').is_some_and(|(module, input)| {
                    let interface = CATALOG.module(module).map(|it| it.interface());
                    row.must.iter().any(|it| it == module)
                        && interface.is_some_and(|it| it.variables.contains_key(input))
                });
                if !known {
                    mistake(format!("no module that must be given has the input {input}"));
                }
            }
        }
    }
    mistakes
}

#[test]
fn every_row_of_the_table_can_be_judged_by() {
    assert_eq!(mistakes(&HALVES), Vec::<String>::new());
    for half in halves() {
        assert!(half.rows.len() >= 110, "{}: {} rows", half.name, half.rows.len());
    }
}

#[test]
fn a_malformed_row_is_refused() {
    let rows = [
        ("- { text: a, must: [cash] }", "there is no module cash"),
        ("- { text: a, must: [], may: [cash] }", "there is no module cash"),
        ("- { text: a, must: [] }\n- { text: ' A', must: [] }", "the text is there already"),
        ("- { text: a, must: [queue], may: [queue] }", "queue is in both lists"),
        ("- { text: a, must: [], lacks: ['x|'] }", "an empty fragment"),
        ("- { text: a, must: [], environments: [stage] }", "there is no environment stage"),
        ("- { text: a, must: [], region: mars-1 }", "there is no region mars-1"),
        ("- { text: a, must: [], inputs: { queue.fifo: 'true' } }", "has the input queue.fifo"),
        ("- { text: a, must: [queue], inputs: { queue.lifo: 'true' } }", "the input queue.lifo"),
        ("- { text: a, must: [], wont: [queue] }", "unknown field `wont`"),
        ("- { text: a }", "missing field `must`"),
    ];
    for (row, what) in rows {
        let found = mistakes(&[("half", row)]);
        assert!(found.iter().any(|it| it.contains(what)), "{row}\n{found:?}");
    }
    let twice = [("one", "- { text: a b, must: [] }"), ("other", "- { text: A  B, must: [] }")];
    assert_eq!(mistakes(&twice), ["other: A  B: the text is there already, or empty"]);
}

#[test]
fn an_answer_is_judged_module_by_module() {
    let row: Row = Row {
        must: ["queue", "queue", "cache"].map(str::to_owned).to_vec(),
        may: vec!["network".to_owned()],
        lacks: ["kafka|msk", "athena"].map(str::to_owned).to_vec(),
        service: Some("tills".to_owned()),
        ..Row::default()
    };
    let text = "three queues, a network and a topic, with MSK, prod";
    let answer = resolve(&CATALOG, text);
    let it = Judgement::new(&row, &answer);
    assert_eq!((it.right, it.wrong.join(" ")), (2, "queue topic".to_owned()), "{answer:?}");
    assert_eq!((it.missed.join(" "), it.unreported.join(" ")), ("cache".into(), "athena".into()));
    assert_eq!(
        it.told(),
        "wrong: queue, topic; missed: cache; lacking and not reported: athena; name missed: tills; environment invented: prod"
    );
    assert!(it.substitutes(&row) && !it.is_exact());
    let totals = Totals::of([(&row, &it), (&row, &it)].into_iter());
    assert_eq!((totals.precision(), totals.f1()), (0.5, 8.0 / 14.0));
    assert_eq!(totals.recall(), 4.0 / 6.0);
    assert_eq!((totals.reported, totals.lacking, totals.substitutions), (2, 4, 2));
    assert_eq!((totals.name, totals.environments), ([2, 0, 0], [0, 0, 2]));
}

#[test]
fn facts_are_compared_both_ways() {
    let answer = serde_json::json!({ "settings": [
        { "module": "queue", "input": "fifo", "value": true, "words": "in order" },
        { "module": "postgres", "input": "backup_retention_days", "value": 7, "words": "a week" },
        { "module": "cache", "input": "size", "value": "small", "words": "tiny" },
    ]});
    let found = settings(&answer);
    assert_eq!(found, ["queue.fifo=true", "postgres.backup_retention_days=7", "cache.size=small"]);
    let given = ["queue.fifo=true", "postgres.backup_retention_days=30"].map(str::to_owned);
    let it = Compared::new(&given, found);
    assert_eq!((it.given, it.found), (2, 1));
    assert_eq!(it.missing, ["postgres.backup_retention_days=30"]);
    assert_eq!(it.invented, ["cache.size=small", "postgres.backup_retention_days=7"]);
}

#[test]
fn the_report_shows_totals_of_both_halves_and_rows_of_one() {
    let mut text = String::new();
    for half in halves() {
        let report = report(&half, &judged(&half));
        eprintln!("{report}");
        let shown = half.is_shown()
            || !half.rows.iter().any(|row| report.contains(&format!("- {}\n", row.text)));
        assert!(shown, "rows of the half that is {} are in its report", half.name);
        text.push_str(&report);
    }
    assert_eq!(text.matches("  modules          precision ").count(), 2, "{text}");
}

#[test]
fn nine_of_ten_modules_are_right_and_nothing_stands_in_for_what_is_lacking() {
    let mut short = String::new();
    for half in halves() {
        let judged = judged(&half);
        let totals = Totals::of(half.rows.iter().zip(&judged));
        let enough = totals.precision() >= ENOUGH && totals.recall() >= ENOUGH;
        if !enough || totals.substitutions > 0 {
            writeln!(short, "{}\n{}", half.name, totals.told()).unwrap();
        }
    }
    assert!(
        short.is_empty(),
        "at least {ENOUGH} of both, and no substitution, is wanted:\n{short}"
    );
}
