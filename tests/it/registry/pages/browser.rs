//! The pages in Chromium: nothing that axe finds, nothing that cannot be done by keyboard.
//!
//! `tests/browser/check.mjs` does the work; what it finds is printed, a line each.

use std::path::Path;
use std::process::Command;

use super::{APPROVE, change, parcel, publish};
use crate::support::pave::Sandbox;
use crate::support::registry::Served;

/// Serves a registry that has something to show on every page.
fn served(sandbox: &Sandbox) -> Served {
    let served = Served::start(sandbox, &[]);
    for version in ["1.0.0", "1.1.0", "1.2.0"] {
        publish(&served, "parcel", version, &parcel(version));
        change(&served, "parcel", version, APPROVE);
    }
    let deprecate = r#"{"action": "deprecate", "reason": "Too small.", "successor": "platform/parcel/aws 1.2.0"}"#;
    change(&served, "parcel", "1.0.0", deprecate);
    change(&served, "parcel", "1.1.0", r#"{"action": "revoke", "reason": "It loses parcels."}"#);
    publish(&served, "parcel", "1.3.0", &parcel("1.3.0"));
    served
}

#[track_caller]
fn check(part: &str) {
    let sandbox = Sandbox::new();
    let served = served(&sandbox);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/check.mjs");
    let output = Command::new("node")
        .arg(script)
        .args([part, &served.url])
        .env("PAVE_TOKEN", served.admin_token())
        .output()
        .expect("node is on the PATH where Chromium's driver is installed");
    let said = String::from_utf8_lossy(&output.stdout);
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "\n{said}\n{wrong}");
}

#[test]
#[cfg_attr(no_chromium, ignore = "chromium or its driver in tests/browser is missing")]
fn axe_finds_nothing_on_any_page_light_or_dark_narrow_or_wide() {
    check("axe");
}

#[test]
#[cfg_attr(no_chromium, ignore = "chromium or its driver in tests/browser is missing")]
fn the_wizard_goes_by_keyboard_alone() {
    check("keyboard");
}

#[test]
#[cfg_attr(no_chromium, ignore = "chromium or its driver in tests/browser is missing")]
fn everything_works_without_a_script() {
    check("plain");
}

#[test]
#[cfg_attr(no_chromium, ignore = "chromium or its driver in tests/browser is missing")]
fn a_script_adds_search_as_one_types_colours_and_buttons_to_copy() {
    check("script");
}
