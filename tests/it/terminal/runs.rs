//! Whole runs of `pave new` at a terminal.

use expectrl::process::unix::Signal;

use crate::support::pave::{PAVE, Sandbox};
use crate::support::pty::{CTRL_C, DOWN, ENTER, ESC, Pty, UP};

/// Columns and lines of a usual terminal.
const SCREEN: (u16, u16) = (100, 60);

const SENTENCE: &str = "an api called orders with postgres, dev and prod";

/// A beginning that leaves the same questions open however sentences are understood.
const BEGIN: [&str; 5] = ["new", "--blueprint", "http-api", "--name", "orders"];

/// The questions that it leaves open, each with its place among them.
const OWNER: &str = "1/3 Who owns this service?";
const DATA: &str = "2/3 What data does it hold?";
const IMAGE: &str = "3/3 Image of api?";

/// Begins at a terminal, with the question about the owner on the screen.
fn at_owner(sandbox: &Sandbox, size: (u16, u16)) -> Pty {
    let mut pty = Pty::pave(sandbox, size, &BEGIN);
    pty.wait(OWNER).wait("ctrl-c stop]");
    pty
}

/// Begins and answers, with the question about the image on the screen.
fn at_image(sandbox: &Sandbox, size: (u16, u16)) -> Pty {
    let mut pty = at_owner(sandbox, size);
    pty.send("team-orders\r").wait(DATA).wait("> internal").wait("ctrl-c stop]");
    pty.send(ENTER).wait(IMAGE).wait("ctrl-c stop]");
    pty
}

/// Begins and answers, with the review on the screen.
fn at_review(sandbox: &Sandbox, size: (u16, u16)) -> Pty {
    let mut pty = at_image(sandbox, size);
    pty.send("acme/orders:1.4.2\r").wait("> Write the files").wait("ctrl-c stop]");
    pty
}

/// The line of the screen after one.
fn after(pty: &Pty, line: &str) -> String {
    let text = pty.text();
    let mut lines = text.lines().skip_while(|l| !l.starts_with(line)).skip(1);
    lines.next().unwrap_or_else(|| panic!("nothing after {line:?}:\n{text}")).trim().to_owned()
}

#[test]
fn a_sentence_is_asked_about_reviewed_and_written_and_its_last_line_gives_the_same_again() {
    let sandbox = Sandbox::new();
    // Wide enough for the last line to be one.
    let mut pty = Pty::pave(&sandbox, (240, 120), &["new"]);
    pty.wait("What do you need?").wait("ctrl-c stop]").send(SENTENCE).send(ENTER);
    pty.wait("Understood").wait("Who owns this service? (orders)").wait("ctrl-c stop]");
    pty.send("team-orders\r").wait("> internal").wait("ctrl-c stop]").send(DOWN);
    pty.wait("> personal").send(ENTER).wait("Image of ").send("acme/orders:1.4.2\r");
    pty.wait("> Write the files").wait("ctrl-c stop]");
    assert!(!sandbox.path("orders").exists(), "nothing is written before the review is accepted");
    pty.send(ENTER).expect(0).wrote("Wrote 15 files to orders");
    let again = after(&pty, "Same again without questions");
    let elsewhere = Sandbox::new();
    let mut command = elsewhere.command("sh");
    let ran = command.args(["-c", &again]).output().unwrap();
    assert!(ran.status.success(), "{again}\n{ran:?}");
    let files = sandbox.files("orders");
    assert_eq!(files, elsewhere.files("orders"));
    for file in files {
        let path = format!("orders/{file}");
        assert_eq!(sandbox.read(&path), elsewhere.read(&path), "{file}");
    }
    let stack = sandbox.read("orders/stack.yaml");
    assert!(stack.contains("owner: team-orders") && stack.contains("acme/orders:1.4.2"));
}

#[test]
fn what_words_say_is_not_asked_and_is_still_reviewed() {
    let sandbox = Sandbox::new();
    let more = ["--owner", "a", "--set", "api.image=acme/a:1", "--choose", "data-class=internal"];
    let words = [&BEGIN[..], &more].concat();
    let mut pty = Pty::pave(&sandbox, SCREEN, &words);
    pty.wait("> Write the files").wait("ctrl-c stop]").send("cancel").wait("> Cancel");
    pty.send(ENTER).expect(1).wrote("Cancelled; nothing was written.");
    assert_eq!(sandbox.files(""), Vec::<String>::new());
}

#[test]
fn a_blueprint_is_found_by_typing_some_of_it() {
    let sandbox = Sandbox::new();
    let mut pty = Pty::pave(&sandbox, SCREEN, &["new", "--name", "shop", "--out", "there"]);
    pty.wait("What do you need?").wait("  worker").wait("ctrl-c stop]");
    pty.send("sttc").wait_gone("  worker").wait("static-site").send(DOWN).wait("> static-site");
    pty.send(ENTER).wait("Who owns this service?").send("team-web\r");
    pty.wait("> Write the files").send(ENTER).expect(0);
    assert!(sandbox.read("there/stack.yaml").contains("blueprint: static-site"));
}

#[test]
fn going_back_keeps_what_was_typed_and_what_was_answered() {
    let sandbox = Sandbox::new();
    let mut pty = at_image(&sandbox, SCREEN);
    pty.send("acme/ord").wait("acme/ord").send(ESC).wait("> internal").send(ESC);
    pty.wait("1/3 Who owns this service? team-orders \n").send("-b\r");
    pty.wait("acme/ord \n").send("ers:2\r").wait("> Write the files").send(ENTER);
    pty.expect(0);
    let stack = sandbox.read("orders/stack.yaml");
    assert!(stack.contains("team-orders-b") && stack.contains("acme/orders:2"), "{stack}");
}

#[test]
fn ctrl_c_writes_nothing_and_the_draft_goes_on_where_it_was_left() {
    let sandbox = Sandbox::new();
    let mut pty = at_image(&sandbox, SCREEN);
    pty.send("acme/ord").wait("acme/ord").send(CTRL_C);
    pty.expect(130);
    let last = "Stopped; nothing was written. Go on with:  pave new --resume orders";
    assert_eq!(pty.text().lines().last(), Some(last), "a line of its own");
    assert_eq!(sandbox.files(""), Vec::<String>::new());

    let mut pty = Pty::pave(&sandbox, SCREEN, &["new", "--resume", "orders"]);
    pty.wait(IMAGE).wait("acme/ord \n").send("ers:3\r");
    pty.wait("> Write the files").send(ENTER).expect(0);
    let stack = sandbox.read("orders/stack.yaml");
    assert!(stack.contains("team-orders") && stack.contains("acme/orders:3"), "{stack}");

    let mut pty = Pty::pave(&sandbox, SCREEN, &["new", "--resume"]);
    pty.expect(2).wrote("there is no draft to go on with");
}

#[test]
fn ctrl_c_before_the_first_answer_leaves_no_draft() {
    let sandbox = Sandbox::new();
    let mut pty = Pty::pave(&sandbox, SCREEN, &["new"]);
    pty.wait("ctrl-c stop]").send(CTRL_C).expect(130).wrote("Stopped; nothing was written.\n");
    Pty::pave(&sandbox, SCREEN, &["new", "--resume"]).expect(2);
}

#[test]
fn a_killed_session_can_be_gone_on_with_and_leaves_the_terminal_as_it_was() {
    for (signal, code) in [(Signal::SIGTERM, 143), (Signal::SIGHUP, 129), (Signal::SIGKILL, 137)] {
        let sandbox = Sandbox::new();
        let mut pty = at_owner(&sandbox, SCREEN);
        pty.send("team-orders\r").wait("> internal").wait("ctrl-c stop]");
        assert!(!pty.echoes(), "raw");
        pty.kill(signal);
        pty.expect(code);
        if signal != Signal::SIGKILL {
            pty.wrote("Go on with:  pave new --resume orders");
            assert!(pty.echoes(), "as before, after {signal}");
            assert!(!pty.screen().hide_cursor() && !pty.screen().bracketed_paste());
        }
        let mut pty = Pty::pave(&sandbox, SCREEN, &["new", "--resume"]);
        pty.wait(DATA).wait("ctrl-c stop]").send(CTRL_C).expect(130);
    }
}

#[test]
fn the_terminal_is_as_it_was_after_every_end() {
    for (keys, code) in [(CTRL_C, 130), ("cancel\r", 1), (ENTER, 0)] {
        let sandbox = Sandbox::new();
        let mut pty = at_review(&sandbox, SCREEN);
        assert!(!pty.echoes(), "raw");
        pty.send(keys).expect(code);
        assert!(pty.echoes(), "{keys:?}");
        assert!(!pty.screen().hide_cursor() && !pty.screen().bracketed_paste());
    }
}

#[test]
fn an_invalid_answer_is_refused_in_the_words_of_the_module() {
    let sandbox = Sandbox::new();
    let mut pty = at_image(&sandbox, SCREEN);
    pty.send("No Image\r");
    pty.wait("! Write image with a tag or a digest, for example").send(CTRL_C).expect(130);
}

#[test]
fn a_value_is_changed_at_the_review_and_going_back_from_it_changes_nothing() {
    let sandbox = Sandbox::new();
    let mut pty = at_review(&sandbox, (100, 150));
    pty.send("change\r").wait("Which value?").wait("ctrl-c stop]").send("api.port");
    pty.wait("> api.port").send(ENTER).wait("? Port of api? (8080)").wait("ctrl-c stop]");
    pty.send("9090\r").wait("9090\n").wait("> Write the files").wait("ctrl-c stop]");
    pty.send("change\r").wait("Which value?").wait("ctrl-c stop]").send("owner");
    pty.wait("> owner").send(ENTER).wait("? Who owns this service? team-orders \n").send(ESC);
    pty.wait("Who owns this service? (back)").wait("> Write the files").send(ENTER).expect(0);
    let stack = sandbox.read("orders/stack.yaml");
    assert!(stack.contains("port: 9090") && stack.contains("owner: team-orders\n"), "{stack}");
}

#[test]
fn a_file_and_the_full_diff_are_shown_and_the_answers_saved() {
    let sandbox = Sandbox::new();
    let mut pty = at_review(&sandbox, SCREEN);
    pty.send("show\r").wait("Which file?").wait("ctrl-c stop]").send("dev/main");
    pty.wait("> dev/main.tf").send(ENTER).wait("module \"api\" {").wait("> Write the files");
    pty.send("show\r").wait("The full diff").wait("ctrl-c stop]").send(ENTER);
    pty.wait("> Write the files")
        .wrote("+++ b/dev/main.tf")
        .send("save")
        .wait("> Save the answers");
    pty.send(ENTER).expect(0).wrote("Go on with:  pave new --answers orders.answers.yaml");
    assert_eq!(sandbox.files(""), ["orders.answers.yaml"]);
    sandbox.pave(&["new", "--answers", "orders.answers.yaml", "--yes"]).ok();
    assert!(sandbox.read("orders/stack.yaml").contains("acme/orders:1.4.2"));
}

#[test]
fn what_cannot_be_written_leaves_the_answers_to_be_gone_on_with() {
    let sandbox = Sandbox::new();
    sandbox.write("orders.answers.yaml", "mine\n");
    let mut pty = at_review(&sandbox, SCREEN);
    pty.send("save").wait("> Save the answers").send(ENTER).expect(1);
    pty.wrote("orders.answers.yaml is there already").wrote("pave new --resume orders");
    assert_eq!(sandbox.read("orders.answers.yaml"), "mine\n");
    let mut pty = Pty::pave(&sandbox, SCREEN, &["new", "--resume"]);
    pty.wait("> Write the files").send(ENTER).expect(0);
    assert!(sandbox.read("orders/stack.yaml").contains("acme/orders:1.4.2"));
}

#[test]
fn forty_columns_and_a_dozen_lines_are_enough() {
    let sandbox = Sandbox::new();
    let mut pty = at_review(&sandbox, (40, 16));
    pty.wait("? What now?").send(ENTER).expect(0);
    assert!(sandbox.path("orders/stack.yaml").exists());
}

#[test]
fn no_color_means_no_colour() {
    let sandbox = Sandbox::new();
    let mut pty = Pty::with(&sandbox, SCREEN, PAVE, &BEGIN, &[("NO_COLOR", "1")]);
    pty.wait(OWNER).send(ENTER).wait("> internal").send(UP).wait("> card").send(ENTER);
    pty.wait("! card cannot be chosen").wait("> card");
    pty.send(CTRL_C).expect(130);
    let styles = pty.raw.split("\u{1b}[").skip(1).map(|rest| {
        let end = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(0);
        &rest[..=end]
    });
    let styles: Vec<&str> = styles.filter(|sequence| sequence.ends_with('m')).collect();
    assert_eq!(styles, Vec::<&str>::new());

    let mut pty = at_owner(&sandbox, SCREEN);
    pty.send(CTRL_C).expect(130);
    assert!(pty.raw.contains("\u{1b}[38;5;"), "there is colour otherwise");
}

#[test]
fn a_dumb_terminal_and_plain_are_asked_in_numbered_lines() {
    for (args, term) in [(&["new"][..], "dumb"), (&["new", "--plain"], "xterm")] {
        let sandbox = Sandbox::new();
        let environment = [("TERM", term), ("NO_COLOR", "1")];
        let mut pty = Pty::with(&sandbox, (100, 200), PAVE, args, &environment);
        pty.wait("  2. static-site - ").wait("\n>").send(SENTENCE).send("\n");
        pty.wait("Question 1 of 3. Who owns this service?")
            .wait("empty for: orders")
            .send("back\n");
        pty.wait("What do you need?").send("\n").wait("Question 1 of 3").send("team-orders\n");
        pty.wait("Question 2 of 3").wait("3. card - cannot").send("inter\n");
        pty.wait("Question 3 of 3").send("No Image\n").wait("Not taken: Write image");
        pty.send("acme/orders:1.4.2\n").wait("  1. Write the files").send("1\n").expect(0);
        assert!(!pty.raw.contains('\u{1b}'), "{:?}", pty.raw);
        assert!(sandbox.read("orders/stack.yaml").contains("acme/orders:1.4.2"));
    }
}

#[test]
fn ctrl_c_in_numbered_lines_tells_how_to_go_on_too() {
    let sandbox = Sandbox::new();
    let mut pty = Pty::pave(&sandbox, SCREEN, &[&BEGIN[..], &["--plain"]].concat());
    pty.wait("Question 1 of 3").wait("\n>").send("team-orders\n").wait("Question 2 of 3");
    pty.wait("\n>").send(CTRL_C).expect(130).wrote("Go on with:  pave new --resume orders");
    assert!(!pty.raw.contains('\u{1b}'), "{:?}", pty.raw);
}

#[test]
fn results_alone_go_to_standard_output() {
    let sandbox = Sandbox::new();
    let words = format!("'{PAVE}' {} >out.txt", BEGIN.join(" "));
    let mut pty = Pty::with(&sandbox, SCREEN, "sh", &["-c", &words], &[]);
    pty.wait(OWNER).send("team-orders\r").wait("> internal").send(ENTER).wait(IMAGE);
    pty.send("acme/x:1\r");
    pty.wait("> Write the files").send(ENTER).expect(0);
    let out = sandbox.read("out.txt");
    assert!(out.starts_with("Wrote 15 files to orders\nNext\n"), "{out}");
}
