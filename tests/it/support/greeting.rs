//! A small module that is fit to be released and needs no provider, to publish in tests.

use std::collections::BTreeMap;

use flate2::Compression;
use flate2::write::GzEncoder;

/// The files of a module, by path.
pub(crate) type Files = BTreeMap<String, String>;

const TERRAFORM: &str = "terraform {\n  required_version = \">= 1.11.0, < 2.0.0\"\n}\n";

const VARIABLES: &str = r#"variable "name" {
  type        = string
  description = "Who is greeted."
  nullable    = false
}
"#;

const README: &str = "Greets.

## Interface

<!-- pave:interface -->

| input | type | default | |
| --- | --- | --- | --- |
| `name` | `string` | required | Who is greeted. |

| output | |
| --- | --- |
| `text` | The greeting. |

<!-- /pave:interface -->
";

/// A module that greets, with a submodule `modules/loud`, an example and a test. Each version says
/// its number, so that no two have the same bytes.
pub(crate) fn greeting(name: &str, version: &str) -> Files {
    let output = |text: &str| {
        format!(
            "output \"text\" {{\n  description = \"The greeting.\"\n  value       = {text}\n}}\n"
        )
    };
    let files = [
        (
            "module.yaml",
            format!(
                "name: {name}\nversion: {version}\nsummary: A greeting for whoever is named.\n\
                 owner: platform\nlifecycle: approved\naliases: [salute]\nuses:\n  - greet somebody\n"
            ),
        ),
        ("CHANGELOG.md", format!("# Changelog\n\n## {version}\n\nGreets as it should.\n")),
        ("README.md", format!("# {name}\n\n{README}")),
        ("terraform.tf", TERRAFORM.to_owned()),
        ("variables.tf", VARIABLES.to_owned()),
        ("main.tf", format!("locals {{\n  version = \"{version}\"\n}}\n")),
        ("outputs.tf", output(r#""Hello, ${var.name}.""#)),
        ("modules/loud/terraform.tf", TERRAFORM.to_owned()),
        ("modules/loud/variables.tf", VARIABLES.to_owned()),
        ("modules/loud/outputs.tf", output(r#"upper("Hello, ${var.name}!")"#)),
        (
            "examples/basic/main.tf",
            "module \"greeting\" {\n  source = \"../..\"\n\n  name = \"Ada\"\n}\n".to_owned(),
        ),
        (
            "tests/text.tftest.hcl",
            "run \"greets\" {\n  variables {\n    name = \"Ada\"\n  }\n\n  assert {\n    \
             condition     = output.text == \"Hello, Ada.\"\n    \
             error_message = \"It must greet.\"\n  }\n}\n"
                .to_owned(),
        ),
    ];
    files.into_iter().map(|(path, text)| (path.to_owned(), text)).collect()
}

/// Files as a gzipped tar.
pub(crate) fn tar_gz<B: AsRef<[u8]>>(files: &BTreeMap<String, B>) -> Vec<u8> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (path, bytes) in files {
        let bytes = bytes.as_ref();
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, path, bytes).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}
