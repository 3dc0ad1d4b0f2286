//! What only the layout of a file changes, which no row of the table can hold: rows are laid out.

use crate::support::pave::Sandbox;

#[test]
fn another_layout_alone_is_a_patch_and_nothing_else() {
    let sandbox = Sandbox::new();
    let laid_out = "variable \"size\" {\n  type    = string\n  default = \"a\"\n\n  validation {\n    \
                    condition     = length(var.size) < 9\n    error_message = \"No.\"\n  }\n}\n\n\
                    output \"x\" {\n  value = \"${var.size}-x\"\n}\n";
    let squeezed = laid_out.replace("    = ", "=").replace("  ", " ").replace("\n\n", "\n");
    sandbox.write("old/main.tf", squeezed.replace("\n  \n", "\n"));
    sandbox.write("new/main.tf", laid_out.replace("\n\n", "\n").replace('\n', "\r\n"));
    let told = sandbox.pave(&["diff", "old", "new", "--json"]).ok().json();
    let lints: Vec<_> =
        told["changes"].as_array().unwrap().iter().map(|c| c["lint"].as_str().unwrap()).collect();
    assert_eq!(lints, ["files-changed"], "{told:#}");
    assert_eq!(told["changes"][0]["class"], "patch");
}
