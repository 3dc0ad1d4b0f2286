//! What a conforming server does, a test a point.

use crate::support::pave::Sandbox;
use crate::support::registry::Served;

const MODULE: &str = "acme/greeting/test";

#[test]
fn point_03_an_unknown_module_is_404() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    served.release(MODULE, "1.1.0");
    assert_eq!(served.get("/v1/modules/acme/greeting/test/versions").status(), 200);
    let response = served.get("/v1/modules/platform/nope/aws/versions");
    assert_eq!(response.status(), 404);
    insta::assert_snapshot!(response.text().unwrap(), @r"
    there is no module platform/nope/aws
    `pave search` finds modules by what they are for
    ");
}
