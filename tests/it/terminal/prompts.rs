//! Every kind of prompt: what it shows, what it takes, and what is kept when it is left.

use super::errand::errand;
use crate::support::pty::{BACKSPACE, CTRL_C, DOWN, ENTER, ESC, UP};

const WIDE: (u16, u16) = (100, 30);

#[test]
fn a_list_shows_hints_and_a_refused_choice_says_why_and_is_asked_again() {
    let mut pty = errand(WIDE, "data");
    pty.wait("What data does it hold?").wait("ctrl-c stop]");
    let screen = pty.text();
    let list: Vec<&str> = screen.lines().skip_while(|line| !line.contains("1/1")).collect();
    insta::assert_snapshot!(list.join("\n"), @"
    ? 1/1 What data does it hold?  
    > internal   default encryption
      personal   adds a key of its own and backups for 35 days
      card data  cannot be chosen: needs an account of class pci
    [It decides the data of the service and of all that belongs to it.
    ↑↓ and enter choose · type to filter · esc back · ctrl-c stop]
    ");
    pty.send(UP).wait("> card data").send(ENTER);
    pty.wait("! card data cannot be chosen: needs an account of class pci");
    pty.wait("> card data").send(DOWN).wait("> internal").send(DOWN).wait("> personal");
    pty.send(ENTER).wait("> Write the files").send(ENTER);
    pty.expect(0).wrote("written: {\"data\":\"personal\"}");
}

#[test]
fn typing_filters_a_list_by_name_first_and_by_hint_after() {
    let mut pty = errand(WIDE, "data");
    pty.wait("ctrl-c stop]").send("35").wait("> personal").wait_gone("default encryption");
    pty.send(BACKSPACE).send(BACKSPACE).wait("default encryption").send("crd").wait("> card data");
    pty.wait_gone("personal").send(BACKSPACE).send(BACKSPACE).send(BACKSPACE).send("intl");
    pty.wait("> internal").wait_gone("card data").send(ENTER).wait("What now?");
    assert!(pty.text().contains("? 1/1 What data does it hold? internal"), "{}", pty.text());
    pty.send(CTRL_C).expect(0).wrote("stopped: {\"data\":\"internal\"}");
}

#[test]
fn several_are_ticked_and_begin_with_what_is_recommended() {
    let mut pty = errand(WIDE, "zones");
    pty.wait("> [x] zone-a").wait("  [x] zone-b").wait("  [ ] zone-c");
    pty.send(" ").wait("> [ ] zone-a").send(ENTER).wait("What now?").send(ENTER);
    pty.expect(0).wrote("written: {\"zones\":[\"b\"]}");
}

#[test]
fn lines_are_edited_in_place_and_begin_with_what_was_typed() {
    let mut pty = errand(WIDE, "name,public,port");
    pty.wait("1/3 What is it called?").send("Orders").wait("Orders").send(ENTER);
    pty.wait("! a name has no capital letters");
    pty.send("\u{1b}[H\u{1b}[3~o").wait("called? orders").send(ENTER);
    pty.wait("2/3 Is it public? (y/n) (no)").send("maybe").send(ENTER).wait("! answer yes or no");
    // What was typed is there again when one comes back.
    pty.send(ESC).wait("1/3 What is it called? orders \n").send("-api").send(ENTER);
    pty.wait("(no) maybe").send(&BACKSPACE.repeat(5)).send("y").wait("(no) y").send(ENTER);
    pty.wait("3/3 Which port? (8080)").send("0").send(ENTER);
    pty.wait("! type a whole number from 1 to 65535").send(BACKSPACE).send(ENTER);
    pty.wait("What now?").send(ENTER);
    pty.expect(0).wrote("{\"name\":\"orders-api\",\"port\":8080,\"public\":true}");
}

#[test]
fn going_back_keeps_the_filter_of_a_list_and_the_text_of_a_line() {
    let mut pty = errand(WIDE, "name,data");
    pty.wait("1/2").send("orders\r").wait("2/2 What data").send("pers").wait_gone("internal");
    pty.send(ESC).wait("called? orders \n").send(ENTER).wait("hold? pers").send(ENTER);
    pty.wait("> Write the files").send(ESC).wait("> personal").send(ENTER);
    pty.wait("> Write the files").send(ENTER).expect(0);
    pty.wrote("{\"data\":\"personal\",\"name\":\"orders\"}");
}

#[test]
fn ctrl_c_keeps_what_was_answered_and_what_was_typed() {
    let mut pty = errand(WIDE, "name,tags");
    pty.wait("1/2").send("orders\r").wait("2/2 Which tags?").send("{ a = 1").wait("{ a = 1");
    pty.send(CTRL_C).expect(0);
    pty.wrote("stopped: {\"name\":\"orders\"}").wrote("typed: {\"tags\":\"{ a = 1\"}");
}

#[test]
fn one_of_the_choices_or_words_of_ones_own() {
    let mut pty = errand(WIDE, "team");
    pty.wait("  team-1\n").send(ENTER).wait("! type an answer, or take one of those below");
    pty.send("29").wait_gone("team-30").wait("team-29").send(DOWN).wait("> team-29").send(ENTER);
    pty.wait("What now?").send(DOWN).send(ENTER).wait("Which value?").send(ENTER);
    pty.wait("Who owns it? (team-29) ").wait("team-12").send("platform").wait_gone("team-12");
    pty.send(ENTER).wait("? 1/1 Who owns it? platform").wait("What now?").send(ENTER);
    pty.expect(0).wrote("{\"team\":\"platform\"}");
}

#[test]
fn a_form_asks_for_its_attributes_and_a_written_value_may_be_hcl() {
    let mut pty = errand(WIDE, "limits,tags");
    pty.wait("Units of processor time?").send("512\r").wait("Is it kept? (y/n)").send("y\r");
    pty.wait("Which tags?").send("{ a = \"b\" }\r").wait("What now?").send(ENTER).expect(0);
    pty.wrote("\"limits\":{\"cpu\":512,\"kept\":true}").wrote("\"tags\":{\"a\":\"b\"}");
}

#[test]
fn the_review_shows_files_and_changes_a_value() {
    let mut pty = errand(WIDE, "name");
    pty.wait("1/1").send("orders\r").wait("What now?").send("show").wait("> Show a file");
    pty.send(ENTER).wait("Which file?").send("second").wait_gone("errand.txt").send(ENTER);
    pty.wait("the second file").wait("> Write the files").send("change\r").wait("Which value?");
    pty.send(ENTER)
        .wait("called? orders \n")
        .send("2\r")
        .wait("orders2\"")
        .wait("> Write the files");
    pty.send("cancel").wait("> Cancel").send(ENTER).expect(0).wrote("cancelled:");
}

#[test]
fn a_narrow_terminal_breaks_nothing() {
    let mut pty = errand((40, 16), "data,name,team");
    pty.wait("1/3 What data does it hold?").wait("ctrl-c stop]");
    for line in pty.text().lines() {
        assert!(line.chars().count() <= 40, "{line}");
    }
    let screen = pty.text();
    let list: Vec<&str> = screen.lines().skip_while(|line| !line.contains("1/3")).collect();
    insta::assert_snapshot!(list.join("\n"), @"
    ? 1/3 What data does it hold?  
    > internal   default encryption
      personal   adds a key of its own and…
      card data  cannot be chosen: needs a…
    [It decides the data of the service and
    of all that belongs to it.
    ↑↓ and enter choose · type to filter
    esc back · ctrl-c stop]
    ");
    pty.send(DOWN).send(ENTER).wait("2/3");
    let long = "an-uncommonly-long-name-for-a-service-that-does-not-fit";
    pty.send(long).wait("not-fit").send(ENTER).wait("3/3").send("team-7").wait_gone("team-8");
    pty.send(DOWN).wait("> team-7").send(ENTER).wait("What now?").wait("> Write the files");
    pty.send(ENTER).expect(0);
    let text = pty.text().replace('\n', "");
    assert!(text.contains(&format!("\"name\":\"{long}\",\"team\":\"team-7\"")), "{text}");
}

#[test]
fn a_low_terminal_shows_a_part_of_a_long_list() {
    let mut pty = errand((80, 10), "team");
    pty.wait("1/1 Who owns it?").wait("ctrl-c stop]");
    assert!(pty.text().contains("v team-5\n") && !pty.text().contains("team-6"), "{}", pty.text());
    pty.send(&DOWN.repeat(9)).wait("> team-9").wait("1/1 Who owns it?").send(ENTER);
    pty.wait("What now?").send(ENTER).expect(0).wrote("{\"team\":\"team-9\"}");
}
