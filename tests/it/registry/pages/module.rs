//! The page of a module, and what changed between two versions of one.

use super::{APPROVE, ask, change, get, page, page_for_admin, parcel, publish};
use crate::support::pave::Sandbox;
use crate::support::registry::{Served, http};

/// The part of a page between two texts, without its tags.
#[track_caller]
fn between(html: &str, from: &str, to: &str) -> String {
    let start = html.find(from).unwrap_or_else(|| panic!("no {from} in {html}"));
    let end = html[start..].find(to).unwrap_or_else(|| panic!("no {to}")) + start;
    let tags = regex::Regex::new("<[^>]*>").unwrap();
    let text = tags.replace_all(&html[start..end], "").replace("&quot;", "\"").replace("&gt;", ">");
    text.lines().map(str::trim_end).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_module_is_told_from_how_to_use_it_to_who_signed_it() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let html = page(&served, "/modules/platform/postgres/aws");
    insta::assert_snapshot!(between(&html, "<div class=\"copy\">", "</section>"), @r#"
    module "postgres" {
      source  = "registry.acme.example/platform/postgres/aws"
      version = "1.0.0"
      name    = var.name
      network = module.network.network
    }
    "#);
    let sections = regex::Regex::new("<h2 id=\"([a-z]+)\">").unwrap();
    let sections: Vec<_> = sections.captures_iter(&html).map(|c| c[1].to_owned()).collect();
    insta::assert_snapshot!(sections.join(" "), @"use wiring readme inputs outputs guardrails resources examples versions users provenance");
    assert!(html.contains("<a class=\"chip gives\" href=\"/capabilities#binding\">binding</a>"));
    assert!(html.contains("<a class=\"chip takes\" href=\"/capabilities#network\">network</a>"));
    assert!(html.contains("<code>aws_db_instance.this</code>"), "resources");
    assert!(html.contains("<span class=\"badge approved\">valid</span>"), "the signature");
    assert!(html.contains("<code>h1:"), "the tree hash");
    // A guardrail with the test that speaks of it.
    let rail = between(&html, "The database is never reachable from the internet.", "</details>");
    assert!(
        rail.contains("CKV_AWS_17") && rail.contains("is_out_of_reach_of_the_internet"),
        "{rail}"
    );
    // The tables of the README are those of the page.
    assert!(!html.contains("readme-interface"), "the heading of the tables is left out");
    assert!(html.contains("id=\"readme-signing-in\""));
    assert_eq!(html, page(&served, "/modules/platform/postgres/aws/1.0.0"));
    assert_eq!(html, page(&served, "/modules/platform/postgres/aws/v1.0.0"));
}

#[test]
fn what_must_not_be_used_says_why_and_what_to_use_instead() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    for version in ["1.0.0", "1.1.0", "1.2.0"] {
        publish(&served, "parcel", version, &parcel(version));
        change(&served, "parcel", version, APPROVE);
    }
    let path = "/modules/platform/parcel/aws";
    change(
        &served,
        "parcel",
        "1.0.0",
        r#"{"action": "deprecate", "reason": "Too small.", "successor": "platform/parcel/aws 1.2.0", "until": "2027-03-31"}"#,
    );
    change(&served, "parcel", "1.1.0", r#"{"action": "revoke", "reason": "It loses parcels."}"#);
    let html = page(&served, &format!("{path}/1.0.0"));
    insta::assert_snapshot!(between(&html, "<div class=\"notice", "</div>"), @"1.0.0 is deprecated and ends on 2027-03-31. Too small.Use platform/parcel/aws 1.2.0 instead.");
    assert!(
        html.contains(
            "<a href=\"/modules/platform/parcel/aws/1.2.0\">platform/parcel/aws 1.2.0</a>"
        )
    );
    let html = page(&served, &format!("{path}/1.1.0"));
    insta::assert_snapshot!(between(&html, "<div class=\"notice", "</div>"), @"1.1.0 was revoked. It loses parcels.New services cannot install it; those that have installed it before keep it, with a warning.");
    assert!(!html.contains("id=\"use\""), "nobody is given a snippet of what was revoked");
    let html = page(&served, path);
    assert!(
        html.contains("<span class=\"version\">1.2.0</span>") && !html.contains("class=\"notice")
    );
    assert!(html.contains("<h3>What is new in 1.2.0</h3>") && html.contains("News of 1.2.0."));
    change(&served, "parcel", "1.1.0", r#"{"action": "delete", "reason": "It must go."}"#);
    assert!(page(&served, &format!("{path}/1.1.0")).contains("1.1.0 was deleted."));
}

#[test]
fn who_uses_a_module_is_for_those_who_look_after_it() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let path = "/modules/platform/postgres/aws";
    let download = format!("{}/v1/modules/platform/postgres/aws/1.0.0/download", served.url);
    for token in [None, Some(served.admin_token())] {
        let request = http().get(&download);
        let request = if let Some(token) = token { request.bearer_auth(token) } else { request };
        assert_eq!(request.send().unwrap().status(), 204);
    }
    // What was seen is kept a moment later.
    let told = "Downloaded 2 times, by 1 caller with a name.";
    let html = (0..100)
        .map(|_| page(&served, path))
        .find(|html| {
            std::thread::sleep(std::time::Duration::from_millis(50));
            html.contains(told)
        })
        .expect("the downloads are kept");
    assert!(!html.contains("token:admin"));
    let html = page_for_admin(&served, path);
    assert!(html.contains(told) && html.contains("<th scope=\"row\">token:admin</th>"), "{html}");
}

#[test]
fn any_two_versions_can_be_compared() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    publish(&served, "parcel", "1.0.0", &parcel("1.0.0"));
    change(&served, "parcel", "1.0.0", APPROVE);
    let mut files = parcel("2.0.0");
    files.get_mut("variables.tf").unwrap().push_str(
        "\nvariable \"weight\" {\n  type        = number\n  description = \"How heavy it is.\"\n  \
         nullable    = false\n}\n",
    );
    *files.get_mut("outputs.tf").unwrap() += "\noutput \"weight\" {\n  description = \"How heavy it is.\"\n  value       = var.weight\n}\n";
    publish(&served, "parcel", "2.0.0", &files);
    change(&served, "parcel", "2.0.0", APPROVE);
    let path = "/modules/platform/parcel/aws/diff";
    let html = page(&served, &format!("{path}?from=1.0.0&to=2.0.0"));
    let said = between(&html, "<div class=\"notice", "</div>");
    insta::assert_snapshot!(said, @"2.0.0 is an honest version. After 1.0.0, the smallest version that these changes allow is 2.0.0.");
    let major = between(&html, "<ul class=\"changes class-major\">", "</ul>");
    insta::assert_snapshot!(major, @r"
    weight the input variable `weight` was added and has no default
    Callers set `weight`, which takes `number`
    variable-added-required is variables.tf:12:10
    ");
    assert!(html.contains("class-minor"));
    // Backwards too, and the form begins with the last two.
    assert!(page(&served, &format!("{path}?from=2.0.0&to=1.0.0")).contains("class-major"));
    assert!(page(&served, path).contains("<option selected>2.0.0</option>"));
    let same = page(&served, &format!("{path}?from=2.0.0&to=2.0.0"));
    assert!(same.contains("No change that a caller could notice."));
    change(&served, "parcel", "1.0.0", r#"{"action": "delete", "reason": "gone"}"#);
    assert_eq!(get(&served, &format!("{path}?from=1.0.0&to=2.0.0")).0, 200, "kept in memory");
    assert_eq!(ask(&served, &format!("{path}?from=1.0.0&to=1.0.0"), None).status(), 410);
}
