//! Modules: beside the root, from a registry, nested, and not to be had.

use std::collections::BTreeMap;

use pavestone::terraform::ModuleSource;

use super::*;

fn files(files: &[(&str, &str)]) -> BTreeMap<Utf8PathBuf, Vec<u8>> {
    files.iter().map(|(path, text)| (Utf8PathBuf::from(*path), text.as_bytes().to_vec())).collect()
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn local_modules_keep_their_places_and_find_the_files_beside_them() {
    let bench = bench(&[
        (
            "live/dev/main.tf",
            r#"module "a" {
  source = "../../modules/a"
}
output "o" { value = module.a.o }
"#,
        ),
        (
            "modules/a/main.tf",
            r#"module "b" {
  source = "./b"
}
output "o" { value = "${module.b.o} ${file("${path.module}/../../shared/x.txt")}" }
"#,
        ),
        ("modules/a/b/main.tf", "output \"o\" { value = file(\"${path.module}/y.txt\") }\n"),
        ("modules/a/b/y.txt", "inner"),
        ("shared/x.txt", "shared"),
        (".git/HEAD", ""),
    ]);
    let before = bench.files();
    let outcome = bench.run("live/dev", Verb::Plan);
    assert!(outcome.success, "{:?}", found(&outcome));
    assert!(outcome.output.contains("o = \"inner shared\""), "{}", outcome.output);
    assert_eq!(bench.files(), before);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn modules_of_the_catalog_take_the_place_of_those_in_a_registry() {
    let bench = bench(&[
        (
            "root/main.tf",
            r#"module "network" {
  source  = "registry.acme.example/platform/network/aws"
  version = "~> 1.2"
}
module "subnets" {
  source  = "registry.acme.example/platform/network/aws//modules/subnets"
  version = "1.2.3"
}
module "git" {
  source = "git::https://git.acme.example/platform/catalog.git//modules/queue?ref=queue/1.0.0&depth=1"
}
module "public" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.0.0"
}
module "net" {
  source = "../near"
}
output "o" { value = [module.network.o, module.subnets.o, module.git.o, module.public.o, module.net.o] }
"#,
        ),
        // A local module whose name is the beginning of another's, and that calls one of its own.
        (
            "near/main.tf",
            r#"module "inner" {
  source  = "registry.acme.example/platform/zones/aws"
  version = "0.1.0"
}
output "o" { value = module.inner.o }
"#,
        ),
    ]);
    let network = files(&[
        (
            "main.tf",
            r#"module "zones" {
  source  = "registry.acme.example/platform/zones/aws"
  version = "0.1.0"
}
module "subnets" {
  source = "./modules/subnets"
}
output "o" { value = module.zones.o }
"#,
        ),
        ("modules/subnets/main.tf", "output \"o\" { value = \"subnets\" }\n"),
    ]);
    let asked = std::cell::RefCell::new(Vec::new());
    let modules = |request: &ModuleRequest<'_>| {
        asked.borrow_mut().push(request.call.to_owned());
        let version = |v: &str| Some(semver::Version::parse(v).unwrap());
        let given = |version, files| Ok(Some(ModuleFiles { version, files }));
        match request.source {
            ModuleSource::Registry(source) => match source.name.as_str() {
                "network" => given(version("1.2.3"), network.clone()),
                "zones" => given(
                    version("0.1.0"),
                    files(&[("main.tf", "output \"o\" { value = \"zones\" }\n")]),
                ),
                _ => given(
                    version("5.0.0"),
                    files(&[("main.tf", "output \"o\" { value = \"public\" }\n")]),
                ),
            },
            ModuleSource::Git(_) => given(
                None,
                files(&[("modules/queue/main.tf", "output \"o\" { value = \"git\" }\n")]),
            ),
            _ => Ok(None),
        }
    };
    let outcome = bench
        .try_run("root", Settings { modules: &modules, ..Settings::default() }, Verb::Plan)
        .unwrap();
    assert!(outcome.success, "{}", outcome.output);
    for word in ["zones", "subnets", "git", "public"] {
        assert!(outcome.output.contains(&format!("\"{word}\"")), "{}", outcome.output);
    }
    let mut asked = asked.into_inner();
    asked.sort();
    assert_eq!(
        asked,
        [
            "module.git",
            "module.net.module.inner",
            "module.network",
            "module.network.module.zones",
            "module.public",
            "module.subnets"
        ]
    );
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn modules_that_were_installed_before_are_used() {
    let bench = bench(&[
        (
            "root/main.tf",
            r#"module "vpc" {
  source  = "terraform-aws-modules/vpc/aws//modules/x"
  version = "~> 5.0"
}
output "o" { value = module.vpc.o }
"#,
        ),
        (
            "root/.terraform/modules/vpc/modules/x/main.tf",
            "output \"o\" { value = file(\"${path.module}/../../y\") }\n",
        ),
        ("root/.terraform/modules/vpc/y", "installed"),
        (
            "root/.terraform/modules/modules.json",
            r#"{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"vpc","Source":"registry.terraform.io/terraform-aws-modules/vpc/aws//modules/x","Version":"5.1.0","Dir":".terraform/modules/vpc/modules/x"}]}"#,
        ),
    ]);
    let outcome = bench.run("root", Verb::Plan);
    assert!(
        outcome.output.contains("o = \"installed\""),
        "{} {:?}",
        outcome.output,
        found(&outcome)
    );
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn modules_that_tests_call_are_found_as_well() {
    let bench = bench(&[
        (
            "root/main.tf",
            r#"variable "x" {}
output "x" { value = var.x }
"#,
        ),
        (
            "root/tests/a.tftest.hcl",
            r#"run "setup" {
  module {
    source = "./tests/setup"
  }
}
run "far" {
  module {
    source  = "registry.acme.example/platform/far/aws"
    version = "1.0.0"
  }
}
run "it" {
  variables {
    x = "${run.setup.o} ${run.far.o}"
  }
  assert {
    condition     = output.x == "near far"
    error_message = output.x
  }
}
"#,
        ),
        ("root/tests/setup/main.tf", "output \"o\" { value = \"near\" }\n"),
    ]);
    let modules = |_: &ModuleRequest<'_>| {
        let version = Some(semver::Version::new(1, 0, 0));
        let files = files(&[("main.tf", "output \"o\" { value = \"far\" }\n")]);
        Ok(Some(ModuleFiles { version, files }))
    };
    let outcome = bench
        .try_run("root", Settings { modules: &modules, ..Settings::default() }, Verb::Test)
        .unwrap();
    assert!(outcome.success, "{} {:?}", outcome.output, found(&outcome));
}
