//! The smallest module that may be released, as often and in as many versions as a test needs.

use std::io::Write as _;
use std::sync::Arc;

use pavestone::registry::Publication;
use pavestone::release::{ModuleAddress, Provenance, Tree};

/// The files of a version of a module; `marker` is what tells it from another of that version.
pub(crate) fn files(name: &str, version: &str, marker: &str) -> Vec<(String, String)> {
    let card = format!(
        "name: {name}\nversion: \"{version}\"\nsummary: A text that is passed on.\n\
         owner: team-test\nlifecycle: approved\naliases: [{name}]\nuses: [pass on a text]\n"
    );
    let variables =
        "variable \"text\" {\n  description = \"The text.\"\n  type        = string\n}\n";
    let outputs = "output \"text\" {\n  description = \"The text.\"\n  value       = var.text\n}\n";
    let main = format!("locals {{\n  marker = \"{marker}\"\n}}\n");
    let terraform = "terraform {\n  required_version = \">= 1.11.0, < 2.0.0\"\n}\n";
    let readme = format!(
        "# {name}\n\nA text that is passed on.\n\n<!-- pave:interface -->\n\n\
         | input | type | default | |\n| --- | --- | --- | --- |\n\
         | `text` | `string` | required | The text. |\n\n| output | |\n| --- | --- |\n\
         | `text` | The text. |\n\n<!-- /pave:interface -->\n"
    );
    let changelog = format!("# Changelog\n\n## {version}\n\n- {marker}\n");
    let example = format!("module \"{name}\" {{\n  source = \"../..\"\n\n  text = \"hello\"\n}}\n");
    let test = "run \"passes_it_on\" {\n  command = plan\n\n  variables {\n    text = \"hello\"\n  }\n\n  \
                assert {\n    condition     = output.text == \"hello\"\n    error_message = \"The text \
                is passed on.\"\n  }\n}\n";
    [
        ("examples/minimal/main.tf", example),
        ("tests/text.tftest.hcl", test.to_owned()),
        ("module.yaml", card),
        ("variables.tf", variables.to_owned()),
        ("outputs.tf", outputs.to_owned()),
        ("main.tf", main),
        ("terraform.tf", terraform.to_owned()),
        ("README.md", readme),
        ("CHANGELOG.md", changelog),
    ]
    .into_iter()
    .map(|(path, text)| (path.to_owned(), text))
    .collect()
}

/// The same as a tree.
pub(crate) fn tree(name: &str, version: &str, marker: &str) -> Tree {
    let files = files(name, version, marker).into_iter();
    let files = files.map(|(path, text)| (path.into(), Arc::from(text.into_bytes())));
    Tree { shown: name.into(), files: files.collect(), ..Tree::default() }
}

/// The same as something to publish; `address` is `namespace/name/system`.
pub(crate) fn publication(address: &str, version: &str, marker: &str) -> Publication {
    let address: ModuleAddress = address.parse().unwrap();
    Publication {
        source: tree(&address.name, version, marker),
        version: version.parse().unwrap(),
        provenance: Provenance::default(),
        draft: false,
        address,
    }
}

/// The same as an upload.
pub(crate) fn tar_gz(name: &str, version: &str, marker: &str) -> Vec<u8> {
    tar_gz_of(&files(name, version, marker))
}

/// A gzipped tar of files.
pub(crate) fn tar_gz_of(files: &[(String, String)]) -> Vec<u8> {
    let gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut tar = tar::Builder::new(gzip);
    for (path, text) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, path, text.as_bytes()).unwrap();
    }
    let mut gzip = tar.into_inner().unwrap();
    gzip.flush().unwrap();
    gzip.finish().unwrap()
}
