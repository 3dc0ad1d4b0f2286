//! The list of modules, and the other pages that show the catalog as a whole.

use super::{APPROVE, ask, change, page, page_for_admin, parcel, publish};
use crate::support::pave::Sandbox;
use crate::support::registry::{Served, http};

/// The names of the modules on a page, in order.
fn listed(html: &str) -> Vec<&str> {
    html.split("<h2><a href=\"/modules/")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect()
}

#[test]
fn the_list_has_every_module_and_a_search_that_knows_what_they_are_for() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let all = page(&served, "/");
    assert_eq!(listed(&all).len(), 12, "{:?}", listed(&all));
    assert!(all.contains("12 modules</p>"));
    // The words of a developer, not the name.
    assert_eq!(listed(&page(&served, "/?q=relational+database"))[0], "platform/postgres/aws");
    assert_eq!(listed(&page(&served, "/?q=queue"))[0], "platform/queue/aws");
    let none = page(&served, "/?q=xyzzy");
    assert!(listed(&none).is_empty() && none.contains("No module answers this."));
    let filtered = listed(&page(&served, "/?capability=encryption")).join(" ");
    assert_eq!(filtered, "platform/encryption-key/aws");
    assert!(listed(&page(&served, "/?state=deprecated")).is_empty());
    assert_eq!(listed(&page(&served, "/?namespace=platform&capability=network")).len(), 5);
}

#[test]
fn the_part_that_search_as_one_types_asks_for_is_the_same_list() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let part = page(&served, "/?q=queue&part=results");
    assert!(!part.contains("<html"), "{part}");
    assert_eq!(listed(&part), listed(&page(&served, "/?q=queue")));
    assert!(part.contains("role=\"status\""));
}

#[test]
fn what_waits_for_review_is_for_those_who_review() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    publish(&served, "parcel", "1.0.0", &parcel("1.0.0"));
    assert!(!page(&served, "/").contains("parcel"));
    let response = ask(&served, "/modules/platform/parcel/aws", None);
    assert_eq!(response.status(), 404);
    let html = page_for_admin(&served, "/");
    assert!(html.contains("platform/parcel/aws") && html.contains("in review"));
    assert!(
        page_for_admin(&served, "/modules/platform/parcel/aws").contains("1.0.0 is in review.")
    );

    change(&served, "parcel", "1.0.0", APPROVE);
    publish(&served, "parcel", "1.1.0", &parcel("1.1.0"));
    assert!(page(&served, "/").contains("platform/parcel/aws"));
    let html = page(&served, "/modules/platform/parcel/aws");
    assert!(html.contains("parcel/aws/1.0.0") && !html.contains("1.1.0"), "{html}");
    assert_eq!(ask(&served, "/modules/platform/parcel/aws/1.1.0", None).status(), 404);
    assert!(page_for_admin(&served, "/").contains("1.1.0 in review"));
}

#[test]
fn blueprints_and_capabilities_are_shown_with_their_pictures() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let html = page(&served, "/blueprints");
    for name in ["http-api", "static-site", "worker"] {
        assert!(html.contains(&format!("/blueprints/{name}")), "{name}");
    }
    let html = page(&served, "/blueprints/http-api");
    assert!(html.contains("<svg") && html.contains("/new?blueprint=http-api"));
    assert!(html.contains("/modules/platform/container-service/aws"));
    let html = page(&served, "/capabilities");
    assert!(html.contains("class=\"pave-graph\"") && !html.contains("<style"));
    // The same as a table, for who does not see the picture.
    let row = html.split("<tr id=\"encryption\">").nth(1).unwrap().split("</tr>").next().unwrap();
    assert!(row.contains("/modules/platform/encryption-key/aws"), "{row}");
    assert!(row.contains("/modules/platform/postgres/aws"), "{row}");
    assert_eq!(ask(&served, "/blueprints/nope", None).status(), 404);
}

#[test]
fn the_page_on_how_to_use_it_has_what_terraform_needs() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let html = page(&served, "/about");
    let url = &served.url;
    assert!(html.contains("host \"registry.acme.example\" {"), "{html}");
    let service = format!("\"modules.v1\" = \"{url}/v1/modules/\"");
    assert!(html.contains(&service), "{html}");
    assert!(html.contains("export TF_TOKEN_registry_acme_example=TOKEN"));
}

#[test]
fn the_log_is_for_administrators_and_says_whether_it_is_whole() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let response = ask(&served, "/audit", None);
    assert_eq!(response.status(), 303);
    assert_eq!(response.headers()["location"], "/login?next=/audit");
    publish(&served, "parcel", "1.0.0", &parcel("1.0.0"));
    let html = page_for_admin(&served, "/audit");
    assert!(html.contains("platform/parcel/aws 1.0.0") && html.contains("token:admin"));
    let html = page_for_admin(&served, "/audit?action=publish&subject=parcel");
    assert_eq!(html.matches("<summary>Details").count(), 1, "{html}");
    let address = format!("{}/api/v1/modules/platform/parcel/aws/2.0.0", served.url);
    assert_eq!(http().put(address).send().unwrap().status(), 401);
    let html = page_for_admin(&served, "/audit?outcome=refused");
    assert!(
        html.contains("<span class=\"badge refused\">refused</span>")
            && !html.contains("badge done")
    );
    let html = page_for_admin(&served, "/audit?check=all");
    assert!(html.contains("The chain is whole"), "{html}");
    // Back through the log: every entry once.
    let older = page_for_admin(&served, "/audit?before=3");
    assert_eq!(older.matches("<summary>Details").count(), 2);
    assert!(!older.contains("rel=\"next\""));
}
