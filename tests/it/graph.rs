//! `pave graph`, and that what it draws is what there is.

use std::collections::{BTreeMap, BTreeSet};

use pavestone::compose::diagram::{
    Arrow, Corners, Detail, Picture, Shape, TextStyle, dot, mermaid, svg, text,
};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::support::pave::{Ran, Sandbox};

/// A service of the blueprint `http-api`, in `orders`.
fn orders() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox
        .pave(&["new", "--blueprint", "http-api", "--name", "orders", "--yes", "--out", "orders"])
        .ok();
    sandbox
}

/// Runs `pave` in a terminal of that many columns.
fn in_columns(sandbox: &Sandbox, columns: usize, args: &[&str]) -> Ran {
    let mut command = sandbox.command(crate::support::pave::PAVE);
    Ran::new(command.env("COLUMNS", columns.to_string()).args(args).output().unwrap())
}

#[test]
fn a_service_is_drawn_in_every_format() {
    let sandbox = orders();
    for format in ["text", "mermaid", "dot", "svg", "json"] {
        let ran = sandbox.pave(&["graph", "orders", "--format", format]).ok();
        assert_eq!(ran.stderr, "");
        insta::assert_snapshot!(format!("graph_{format}"), ran.stdout);
    }
}

#[test]
fn one_environment_is_drawn_without_what_only_others_have() {
    let sandbox = orders();
    for environment in ["dev", "prod"] {
        let ran = sandbox.pave(&["graph", "orders", "--env", environment]).ok();
        insta::assert_snapshot!(format!("graph_text_{environment}"), ran.stdout);
    }
}

#[test]
fn a_narrower_terminal_gets_less_detail_and_then_a_list() {
    let sandbox = orders();
    for columns in [70, 50, 40] {
        let ran = in_columns(&sandbox, columns, &["graph", "orders"]).ok();
        assert!(ran.stdout.lines().all(|line| line.width() <= columns), "{}", ran.stdout);
        insta::assert_snapshot!(format!("graph_text_{columns}_columns"), ran.stdout);
    }
}

#[cfg(unix)]
#[test]
fn a_drawing_fits_the_terminal_that_it_is_on() {
    use expectrl::Expect as _;

    let sandbox = orders();
    let narrow = in_columns(&sandbox, 70, &["graph", "orders"]).ok().stdout;
    let mut command = sandbox.command("sh");
    command.args(["-c", "stty cols 70 rows 50; exec pave graph orders"]);
    command.stdin(std::process::Stdio::inherit());
    let mut session = expectrl::Session::spawn(command).unwrap();
    session.set_expect_timeout(Some(std::time::Duration::from_secs(20)));
    let shown = session.expect(expectrl::Eof).unwrap();
    let shown = String::from_utf8_lossy(shown.as_bytes()).replace("\r\n", "\n");
    assert_eq!(shown, narrow);
}

#[test]
fn ascii_is_enough_where_there_is_nothing_else() {
    let sandbox = orders();
    let asked = sandbox.pave(&["graph", "orders", "--ascii"]).ok().stdout;
    insta::assert_snapshot!("graph_text_ascii", asked);
    assert!(asked.is_ascii());
    let mut dumb = sandbox.command(crate::support::pave::PAVE);
    dumb.env("TERM", "dumb").args(["graph", "orders"]);
    assert_eq!(Ran::new(dumb.output().unwrap()).stdout, asked);
}

#[test]
fn colour_is_used_only_where_it_is_wanted() {
    let sandbox = orders();
    let plain = sandbox.pave(&["graph", "orders"]).ok().stdout;
    assert!(!plain.contains('\u{1b}'));
    let mut command = sandbox.command(crate::support::pave::PAVE);
    command.env_remove("NO_COLOR").env("CLICOLOR_FORCE", "1").args(["graph", "orders"]);
    let coloured = Ran::new(command.output().unwrap()).ok().stdout;
    assert!(coloured.contains("\u{1b}[2m"), "nothing is dimmed");
    let mut bare = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        bare.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    bare.push_str(rest);
    let trimmed = |text: &str| text.lines().map(|l| l.trim_end().to_owned()).collect::<Vec<_>>();
    assert_eq!(trimmed(&bare), trimmed(&plain), "colour changes nothing but colour");
}

#[test]
fn an_intent_is_drawn_without_writing_it() {
    let sandbox = Sandbox::new();
    let intent = "an API with postgres, a cache, two queues, files and a topic";
    let ran = sandbox.pave(&["graph", "--intent", intent, "--env", "prod"]).ok();
    insta::assert_snapshot!("graph_intent", ran.stdout);
    assert!(sandbox.files("").is_empty());
}

#[test]
fn the_catalog_says_who_provides_and_takes_what() {
    let sandbox = Sandbox::new();
    insta::assert_snapshot!(
        "graph_capabilities",
        sandbox.pave(&["graph", "--capabilities"]).ok().stdout
    );
    let json = sandbox.pave(&["graph", "--capabilities", "--format", "json"]).ok().json();
    let network =
        json["capabilities"].as_array().unwrap().iter().find(|c| c["name"] == "network").unwrap();
    assert_eq!(network["provided_by"], serde_json::json!(["network", "shared-network"]));
    assert_eq!(
        network["required_by"],
        serde_json::json!(["cache", "container-service", "postgres"])
    );
    assert_eq!(network["accepted_by"], serde_json::json!(["function"]));
}

#[test]
fn a_file_is_written_in_the_format_of_its_ending() {
    let sandbox = orders();
    for (file, begins) in [
        ("wiring.svg", "<svg "),
        ("wiring.dot", "digraph "),
        ("wiring.mmd", "flowchart LR\n"),
        ("wiring.json", "{\n"),
        ("wiring.txt", "┌─"),
    ] {
        // Twice, since a picture is made anew whenever the service changes.
        for _ in 0..2 {
            let ran = sandbox.pave(&["graph", "orders", "--output", file]).ok();
            assert_eq!((ran.stdout.as_str(), ran.stderr), ("", format!("wrote {file}\n")));
        }
        assert!(sandbox.read(file).starts_with(begins), "{file}");
    }
    let ran = sandbox.pave(&["graph", "orders", "--output", "wiring.png"]).expect(2);
    assert!(ran.stderr.contains("--format"), "{}", ran.stderr);
    assert_eq!(sandbox.files("").iter().filter(|f| f.starts_with("wiring")).count(), 5);
    sandbox.pave(&["graph", "orders", "--format", "svg", "--output", "orders"]).expect(1);
    sandbox.pave(&["graph", "orders", "--output", "nowhere/wiring.svg"]).expect(3);
}

#[test]
fn what_cannot_be_shown_is_said_with_the_way_out() {
    let sandbox = orders();
    let ran = sandbox.pave(&["graph", "orders", "--env", "prd"]).expect(2);
    assert!(ran.stderr.contains("did you mean `prod`?"), "{}", ran.stderr);
    let ran = sandbox.pave(&["graph"]).expect(2);
    assert!(ran.stderr.contains("there is no ./stack.yaml"), "{}", ran.stderr);
    assert!(ran.stderr.contains("pave new"), "{}", ran.stderr);
    let ran = sandbox.pave(&["graph", "an API with postgres"]).expect(2);
    assert!(ran.stderr.contains("pave graph --intent \"an API with postgres\""), "{}", ran.stderr);
    let ran = sandbox.pave(&["graph", "orders", "--env", "prd", "--format", "json"]).expect(2);
    assert_eq!(ran.json()["error"], "orders has no environment `prd`");
    sandbox.write(
        "empty/stack.yaml",
        "service: empty\nowner: team\nenvironments: []\ncomponents: {}\n",
    );
    for format in ["text", "mermaid", "dot", "svg", "json"] {
        let ran = sandbox.pave(&["graph", "empty", "--format", format]).ok();
        assert_eq!(ran.stderr, "empty has no component in any environment\n");
    }
    for two in [
        &["graph", "orders", "--capabilities"][..],
        &["graph", "orders", "--intent", "an API"],
        &["graph", "--capabilities", "--env", "dev"],
    ] {
        sandbox.pave(two).expect(2);
    }
}

/// A catalog of modules that can need each other in a ring, and a service that has them do so.
fn ring() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(
        "catalog/catalog.yaml",
        "organisation: Acme\nregistry: registry.acme.example\nnamespace: platform\n\
         target_system: none\nterraform: \">= 1.11.0\"\nproviders: {}\nenvironments:\n  \
         dev:\n    summary: For trying things out.\n    region: here\n",
    );
    sandbox.write(
        "catalog/capabilities.yaml",
        "pull:\n  summary: A pull.\n  type: object({ id = string })\n\
         push:\n  summary: A push.\n  type: object({ id = string })\n",
    );
    for (name, gives, takes) in [("puller", "pull", "push"), ("pusher", "push", "pull")] {
        sandbox.write(
            format!("catalog/modules/{name}/module.yaml"),
            format!(
                "name: {name}\nversion: 1.0.0\nsummary: A {name}.\nowner: platform\n\
                 lifecycle: approved\naliases: [{name}]\nprovides: {{ {gives}: {gives} }}\n\
                 requires: {{ {takes}: {takes} }}\n"
            ),
        );
        sandbox.write(
            format!("catalog/modules/{name}/main.tf"),
            format!(
                "variable \"{takes}\" {{\n  type = object({{ id = string }})\n  \
                 description = \"It.\"\n}}\n\noutput \"{gives}\" {{\n  \
                 value = {{ id = var.{takes}.id }}\n  description = \"It.\"\n}}\n"
            ),
        );
    }
    sandbox.write(
        "svc/stack.yaml",
        "service: svc\nowner: team\nenvironments: [dev]\ncomponents:\n  \
         one: { module: puller, version: 1.0.0 }\n  two: { module: pusher, version: 1.0.0 }\n",
    );
    sandbox
}

#[test]
fn a_ring_is_a_finding_and_drawn_all_the_same() {
    let sandbox = ring();
    let ran = sandbox.pave(&["graph", "svc", "--catalog", "catalog"]).expect(1);
    assert!(ran.stderr.contains("E030"), "{}", ran.stderr);
    insta::assert_snapshot!("graph_ring", ran.stdout);
    let ran = sandbox.pave(&["graph", "svc", "--catalog", "catalog", "--format", "json"]).expect(1);
    let edges = &ran.json()["edges"];
    assert_eq!(edges[0]["from"], "one");
    assert_eq!(edges[1]["from"], "two");
}

#[test]
fn what_differs_between_environments_and_instances_is_told() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "mixed/stack.yaml",
        "service: mixed\nowner: team\nenvironments: [dev, prod]\ncomponents:\n  \
         app: { module: container-service, version: 1.0.0 }\n  \
         archive: { module: object-store, version: 1.0.0, region: us }\n  \
         jobs: { module: queue, version: 1.0.0, count: 2 }\n  \
         mail: { module: queue, version: 1.0.0, for_each: [in, out] }\n  \
         net: { module: network, version: 1.0.0, \
                environments: { prod: { module: shared-network } } }\n\
         links:\n  app.cpu: [net.nothing]\n",
    );
    let ran = sandbox.pave(&["graph", "mixed"]).expect(1);
    insta::assert_snapshot!("graph_mixed", format!("{}{}", ran.stdout, ran.stderr));
    let mermaid = sandbox.pave(&["graph", "mixed", "--format", "mermaid"]).expect(1).stdout;
    assert!(
        mermaid.contains("  net[\"net<br/>network, dev<br/>shared-network, prod\"]\n"),
        "{mermaid}"
    );
    let json = sandbox.pave(&["graph", "mixed", "--format", "json"]).expect(1).json();
    let dev = |name: &str| {
        let nodes = json["nodes"].as_array().unwrap();
        nodes.iter().find(|n| n["name"] == name).unwrap()["environments"]["dev"].clone()
    };
    assert_eq!(dev("jobs")["instances"], serde_json::json!({ "count": 2 }));
    assert_eq!(dev("mail")["instances"], serde_json::json!({ "for_each": ["in", "out"] }));
    assert_eq!(dev("archive")["region"], "us-east-1");
}

#[test]
fn names_cannot_break_out_of_a_format() {
    let hostile = "a\"];\n<script>\u{1b}[31m\\|&'{}`#end";
    let shape = |name: &str| Shape {
        name: name.to_owned(),
        details: vec![Detail { text: hostile.to_owned(), version: None }],
        brief: vec![hostile.to_owned()],
        corners: Corners::Square,
        faint: false,
    };
    let picture = Picture {
        title: hostile.to_owned(),
        description: hostile.to_owned(),
        shapes: vec![shape(hostile), shape("end")],
        arrows: vec![Arrow { from: 0, to: 1, label: hostile.to_owned(), optional: false }],
    };
    insta::assert_snapshot!("graph_hostile_mermaid", mermaid(&picture));
    insta::assert_snapshot!("graph_hostile_dot", dot(&picture));
    let shown = svg(&picture);
    assert!(!shown.contains("<script") && !shown.contains('\u{1b}'), "{shown}");
    for ascii in [true, false] {
        for width in [40, 200] {
            let shown = text(&picture, TextStyle { width, ascii, colour: false });
            assert!(!shown.contains('\u{1b}'), "{shown}");
            assert!(!ascii || shown.is_ascii(), "{shown}");
        }
    }
}

/// Giver, label and taker.
type Edge = (String, String, String);

/// Any picture: several shapes, any arrows between them, rings and arrows to oneself too.
fn picture() -> impl Strategy<Value = Picture> {
    let arrows = proptest::collection::vec((0..14_usize, 0..14_usize, 0..3_usize), 0..40);
    (1..14_usize, arrows, any::<u16>()).prop_map(|(count, arrows, bits)| {
        let shape = |i: usize| Shape {
            name: match i % 4 {
                0 => format!("n{i}"),
                1 => format!("長い名前{i}"),
                2 => format!("a_longer_name_{i}"),
                _ => format!("e\u{301}{i}"),
            },
            details: (0..i % 3)
                .map(|k| Detail { text: format!("detail{k}"), version: Some("1.0.0".into()) })
                .collect(),
            brief: Vec::new(),
            corners: if bits >> i & 1 == 0 { Corners::Square } else { Corners::Round },
            faint: bits >> i & 1 == 1,
        };
        let labels = ["binding", "ネット", "x"];
        let arrows: BTreeSet<Arrow> = arrows
            .into_iter()
            .map(|(from, to, label)| Arrow {
                from: from % count,
                to: to % count,
                label: labels[label].to_owned(),
                optional: false,
            })
            .collect();
        Picture {
            title: "Any".to_owned(),
            description: String::new(),
            shapes: (0..count).map(shape).collect(),
            arrows: arrows.into_iter().collect(),
        }
    })
}

fn edges(picture: &Picture) -> BTreeSet<Edge> {
    let name = |shape: usize| picture.shapes[shape].name.clone();
    picture.arrows.iter().map(|a| (name(a.from), a.label.clone(), name(a.to))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Follows every line of the drawing, as an eye does, from where it leaves to where it ends.
    #[test]
    fn the_lines_of_a_drawing_lead_where_the_arrows_do(picture in picture()) {
        let shown = text(&picture, TextStyle { width: 2000, ascii: false, colour: false });
        let drawing = Drawing::read(&shown);
        let names: BTreeSet<String> = picture.shapes.iter().map(|s| s.name.clone()).collect();
        prop_assert_eq!(&drawing.names(), &names, "\n{}", shown);
        prop_assert_eq!(drawing.edges(), edges(&picture), "\n{}", shown);
    }

    #[test]
    fn nothing_is_wider_than_asked_and_nothing_is_left_out(
        picture in picture(),
        width in 20..120_usize,
        ascii in any::<bool>(),
    ) {
        let shown = text(&picture, TextStyle { width, ascii, colour: false });
        for line in shown.lines() {
            prop_assert!(line.width() <= width, "{} of {}: {}", line.width(), width, line);
        }
        if !ascii {
            let bare: String = shown.chars().filter(|c| !"│├─└ \n".contains(*c)).collect();
            for shape in &picture.shapes {
                prop_assert!(bare.contains(&shape.name), "{}", shown);
            }
            if shown.contains(['┌', '╭']) {
                prop_assert_eq!(Drawing::read(&shown).edges(), edges(&picture), "\n{}", shown);
            } else {
                for (from, label, _) in edges(&picture) {
                    let line = format!("{label}◄{from}");
                    prop_assert!(bare.contains(&line), "{} in\n{}", line, shown);
                }
            }
        } else {
            prop_assert!(shown.is_ascii());
        }
    }

    #[test]
    fn every_view_has_every_shape_and_arrow(picture in picture()) {
        let dot = dot(&picture);
        prop_assert_eq!(dot.matches(" -> ").count(), picture.arrows.len());
        let mermaid = mermaid(&picture);
        prop_assert_eq!(mermaid.matches(" -->|").count(), picture.arrows.len());
        let svg = svg(&picture);
        for shape in &picture.shapes {
            for view in [&dot, &mermaid, &svg] {
                prop_assert!(view.contains(&shape.name), "{} in\n{}", shape.name, view);
            }
        }
    }
}

/// A drawing as cells, read back.
struct Drawing {
    rows: Vec<Vec<String>>,
}

impl Drawing {
    fn read(shown: &str) -> Self {
        let row = |line: &str| {
            let mut row = Vec::new();
            for grapheme in line.graphemes(true) {
                row.push(grapheme.to_owned());
                row.extend((1..grapheme.width()).map(|_| String::new()));
            }
            row
        };
        Self { rows: shown.lines().map(row).collect() }
    }

    fn at(&self, (x, y): (usize, usize)) -> &str {
        self.rows.get(y).and_then(|row| row.get(x)).map_or(" ", String::as_str)
    }

    /// The text from a place to the first `end`, with no spaces around it.
    fn text(&self, (x, y): (usize, usize), end: &str) -> String {
        let cells = self.rows[y][x..].iter().take_while(|cell| *cell != end);
        cells.map(String::as_str).collect::<String>().trim().to_owned()
    }

    /// The boxes' upper left corners with the names in them.
    fn boxes(&self) -> BTreeMap<(usize, usize), String> {
        let mut boxes = BTreeMap::new();
        for (y, row) in self.rows.iter().enumerate() {
            for (x, cell) in row.iter().enumerate() {
                // Lines turn this way too, but nothing stands beneath their corners' insides.
                let corner = (cell == "┌" || cell == "╭") && self.at((x, y + 1)) == "│";
                let first = self.at((x + 2, y + 1));
                if corner && self.at((x + 1, y + 1)) == " " && !" │─┐┘└┌├┤┬┴┼►".contains(first)
                {
                    boxes.insert((x, y), self.text((x + 2, y + 1), "│"));
                }
            }
        }
        boxes
    }

    fn names(&self) -> BTreeSet<String> {
        self.boxes().into_values().collect()
    }

    /// What the drawing says, by the boxes' names.
    fn edges(&self) -> BTreeSet<Edge> {
        let mut edges = BTreeSet::new();
        for ((x, top), from) in self.boxes() {
            let mut y = top + 1;
            while self.at((x, y)) == "│" {
                let row = &self.rows[y];
                let right = (x + 1..row.len()).find(|i| row[*i] == "│" || row[*i] == "├").unwrap();
                let label = self.text((x + 1, y), &row[right]);
                if row[right] == "├" {
                    for to in self.ends((right, y)) {
                        edges.insert((from.clone(), label.clone(), to));
                    }
                } else if let Some((label, to)) = label.split_once(" → ") {
                    edges.insert((from.clone(), label.to_owned(), to.to_owned()));
                }
                y += 1;
            }
        }
        edges
    }

    /// The names of the boxes that a line from a border leads to.
    fn ends(&self, start: (usize, usize)) -> BTreeSet<String> {
        let mut ends = BTreeSet::new();
        let mut going = vec![(start.0 + 1, start.1, 'r')];
        let mut been = BTreeSet::new();
        while let Some(here @ (x, y, way)) = going.pop() {
            if !been.insert(here) {
                continue;
            }
            let flat = way == 'l' || way == 'r';
            let ways = match self.at((x, y)) {
                "►" => {
                    assert_eq!(way, 'r');
                    ends.insert(self.name_of((x + 1, y)));
                    continue;
                }
                // A line that meets an upright one goes through beneath it.
                "│" => vec![way],
                "─" if flat => vec![way],
                "┌" => vec!['r', 'd'],
                "┐" => vec!['l', 'd'],
                "└" => vec!['r', 'u'],
                "┘" => vec!['l', 'u'],
                "├" => vec!['u', 'd', 'r'],
                "┤" => vec!['u', 'd', 'l'],
                "┬" => vec!['l', 'r', 'd'],
                "┴" => vec!['l', 'r', 'u'],
                "┼" => vec!['l', 'r', 'u', 'd'],
                other => panic!("a line leads to `{other}` at column {x}, row {y}"),
            };
            let back = match way {
                'l' => 'r',
                'r' => 'l',
                'u' => 'd',
                _ => 'u',
            };
            assert!(ways.contains(&back) || ways == [way], "a line breaks off at {x}, {y}");
            for way in ways.into_iter().filter(|way| *way != back) {
                going.push(match way {
                    'l' => (x - 1, y, way),
                    'r' => (x + 1, y, way),
                    'u' => (x, y - 1, way),
                    _ => (x, y + 1, way),
                });
            }
        }
        ends
    }

    /// The name of the box with that place in its left border.
    fn name_of(&self, (x, y): (usize, usize)) -> String {
        let boxes = self.boxes();
        let above = boxes.iter().filter(|((left, top), _)| *left == x && *top < y);
        above.max_by_key(|((_, top), _)| *top).unwrap().1.clone()
    }
}
