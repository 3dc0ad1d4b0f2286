//! What a test file, `*.tftest.hcl`, says of the module that it tests, as far as rules ask.

use std::collections::BTreeSet;

use crate::diag::Span;
use crate::hcl;
use crate::hcl::Problem;
use crate::hcl::syntax::ExprKind;
use crate::terraform::reference::references;

/// A test file.
#[derive(Debug)]
pub struct TestFile {
    /// What the runs expect to fail, by address: `var.size`, `data.aws_subnets.public`.
    pub expected_failures: BTreeSet<String>,
    /// How many runs there are.
    pub runs: usize,
    /// The kinds of its blocks, each with the place where it first stands.
    pub blocks: Vec<(String, Span)>,
    /// What keeps it from being read.
    pub problems: Vec<Problem>,
}

impl TestFile {
    /// Reads a test file; what is wrong with it is among its problems.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let parsed = hcl::parse(text);
        let mut file = Self {
            expected_failures: BTreeSet::new(),
            runs: 0,
            blocks: Vec::new(),
            problems: parsed.problems,
        };
        for block in parsed.file.body.blocks() {
            let kind = block.kind.text;
            if !file.blocks.iter().any(|(known, _)| known == kind) {
                file.blocks.push((kind.to_owned(), block.kind.span));
            }
            if kind != "run" {
                continue;
            }
            file.runs += 1;
            let Some(expected) = block.body.attribute("expect_failures") else { continue };
            let ExprKind::Tuple(items) = &expected.value.unparenthesised().kind else { continue };
            let named = items.iter().flat_map(references).map(|r| r.subject.address());
            file.expected_failures.extend(named);
        }
        file
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_run_expects_to_fail_is_found() {
        let file = TestFile::read(
            "mock_provider \"aws\" {}\nrun \"a\" {\n  expect_failures = [var.x, data.a_b.c]\n}\n\
             run \"b\" {\n  expect_failures = [var.x]\n}\n",
        );
        let expected: Vec<_> = file.expected_failures.iter().map(String::as_str).collect();
        assert_eq!(expected, ["data.a_b.c", "var.x"]);
        assert_eq!((file.runs, file.blocks.len(), file.problems.len()), (2, 2, 0));
        assert!(!TestFile::read("run \"a\" {").problems.is_empty());
    }
}
