//! What is read from a directory of configuration: declarations, overrides, JSON, and what is wrong.

use std::collections::BTreeSet;
use std::fs;

use camino::Utf8Path;
use pavestone::terraform::{Module, ResourceMode, findings, render};

/// A module of these files, which must be free of findings.
fn module(files: &[(&str, &str)]) -> Module {
    let module = load(files);
    assert_eq!(shown(&module), "");
    module
}

fn load(files: &[(&str, &str)]) -> Module {
    Module::load(files.iter().copied())
}

/// The findings, a line each: `file:line:column severity rule message`.
fn shown(module: &Module) -> String {
    let lines: Vec<_> = module
        .findings
        .iter()
        .map(|finding| {
            let label = &finding.labels[0];
            let at = module.sources.line_column(label.source, label.span.start);
            let path = &module.sources.get(label.source).path;
            let severity = format!("{:?}", finding.severity).to_lowercase();
            let help: String = finding.help.iter().map(|help| format!(" ({help})")).collect();
            let (line, column) = (at.line, at.column);
            format!("{path}:{line}:{column} {severity} {}: {}{help}", finding.rule, finding.message)
        })
        .collect();
    lines.join("\n")
}

const NETWORK: &str = r#"
terraform {
  required_version = ">= 1.9"
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      version               = "~> 6.0"
      configuration_aliases = [aws.peer]
    }
    random = "3.7.0"
  }
  backend "s3" {
    bucket = "state"
  }
}

provider "aws" {
  region = var.region
  default_tags { tags = local.tags }
}

provider "aws" {
  alias = "peer"
}

# Where to live.
variable "name" {
  type        = string
  description = "The name."
  nullable    = false
  validation {
    condition     = length(var.name) < 20
    error_message = "Too long: ${var.name}."
  }
}

variable "zones" {
  type    = object({ count = optional(number, 3), ids = list(string) })
  default = { ids = ["a", "b"] }
}

variable "region" { default = "eu-west-1" }

variable "token" {
  type      = string
  ephemeral = true
  sensitive = true
  const     = false
  deprecated = "Use the role."
}

locals {
  tags = { Name = var.name }
}

resource "aws_vpc" "this" {
  for_each   = toset(var.zones.ids)
  provider   = aws.peer
  cidr_block = "10.0.0.0/16"

  dynamic "ingress" {
    for_each = []
    content {}
  }

  lifecycle {
    prevent_destroy = true
    ignore_changes  = [tags]
    precondition {
      condition     = true
      error_message = "No."
    }
  }
}

data "aws_region" "current" {}

ephemeral "aws_secretsmanager_secret_version" "db" {
  secret_id = "x"
}

module "subnets" {
  source    = "registry.acme.example/platform/subnets/aws"
  version   = "~> 1.2"
  count     = 2
  vpc_id    = aws_vpc.this["a"].id
  providers = { aws = aws.peer, aws.other = aws }
}

output "vpc" {
  value       = aws_vpc.this["a"]
  description = "The VPC."
  sensitive   = true
  depends_on  = [module.subnets]
}

moved {
  from = aws_vpc.main
  to   = aws_vpc.this["a"]
}

removed {
  from = module.old.aws_subnet.x
  lifecycle { destroy = false }
}

import {
  to = aws_vpc.this["b"]
  id = "vpc-1"
}

check "health" {
  data "http" "probe" { url = "https://example.com" }
  assert {
    condition     = data.http.probe.status_code == 200
    error_message = "Down."
  }
}
"#;

/// What a module declares, in a line a declaration.
fn summary(module: &Module) -> String {
    let mut lines = Vec::new();
    for required in &module.settings.required_version {
        lines.push(format!("terraform {}", required.constraint.as_ref().unwrap()));
    }
    for provider in module.settings.required_providers.values() {
        let (address, constraint) = (&provider.address, &provider.constraint);
        lines.push(format!(
            "requires {} = {} {} {:?}",
            provider.name,
            address.as_ref().unwrap(),
            constraint.as_ref().unwrap(),
            provider.configuration_aliases
        ));
    }
    lines.extend(module.settings.backend.iter().map(|backend| format!("backend {}", backend.kind)));
    lines.extend(module.providers.values().map(|provider| {
        format!(
            "provider {} {:?}",
            provider.address(),
            provider.arguments.keys().collect::<Vec<_>>()
        )
    }));
    for variable in module.variables.values() {
        let default = variable.default_value().map(render::value);
        lines.push(format!(
            "variable {}: {} = {} nullable={} sensitive={} ephemeral={} const={} {:?} {:?} {:?}",
            variable.name,
            variable.ty,
            default.as_deref().unwrap_or("required"),
            variable.nullable,
            variable.sensitive,
            variable.ephemeral,
            variable.constant,
            variable.description,
            variable.deprecated,
            variable.validations.iter().map(|v| &v.condition_text).collect::<Vec<_>>(),
        ));
    }
    lines.extend(module.locals.values().map(|local| format!("local {}", local.name)));
    for (address, resource) in &module.resources {
        lines.push(format!(
            "{} {address} of {} {:?} {:?} for_each={} lifecycle={:?} check={:?}",
            resource.mode,
            resource.provider_name(),
            resource.arguments.keys().collect::<Vec<_>>(),
            resource.blocks.iter().map(|block| block.effective_kind()).collect::<Vec<_>>(),
            resource.for_each.is_some(),
            resource.lifecycle.as_ref().map(|l| l.arguments.keys().collect::<Vec<_>>()),
            resource.within_check,
        ));
    }
    for call in module.calls.values() {
        lines.push(format!(
            "{} from {} {} {:?} count={} {:?}",
            call.address(),
            call.source.as_ref().unwrap().as_ref().unwrap(),
            call.version.as_ref().unwrap(),
            call.arguments.keys().collect::<Vec<_>>(),
            call.count.is_some(),
            call.provider_map,
        ));
    }
    for output in module.outputs.values() {
        lines.push(format!(
            "output {} {:?} sensitive={} {:?} depends_on={}",
            output.name,
            output.value.as_ref().map(|value| module.text(value.place)),
            output.sensitive,
            output.description,
            output.depends_on.is_some(),
        ));
    }
    lines.extend(module.moved.iter().map(|m| format!("moved {:?} {:?}", m.from, m.to)));
    lines.extend(
        module.removed.iter().map(|r| format!("removed {:?} destroy={}", r.from, r.destroy)),
    );
    lines.extend(module.imports.iter().map(|i| format!("import {:?}", i.to)));
    lines.extend(module.checks.values().map(|c| format!("check {} {}", c.name, c.asserts.len())));
    lines.extend(module.comments.iter().map(|place| module.text(*place).to_owned()));
    lines.join("\n")
}

#[test]
fn everything_a_module_declares_is_in_the_model() {
    insta::assert_snapshot!(summary(&module(&[("main.tf", NETWORK)])), @r#"
    terraform >= 1.9
    requires aws = registry.terraform.io/hashicorp/aws ~> 6.0 ["aws.peer"]
    requires random = registry.terraform.io/hashicorp/random 3.7.0 []
    backend s3
    provider aws ["region"]
    provider aws.peer []
    variable name: string = required nullable=false sensitive=false ephemeral=false const=false Some("The name.") None ["length(var.name) < 20"]
    variable zones: object({ count = optional(number, 3), ids = list(string) }) = { ids = ["a", "b"] } nullable=true sensitive=false ephemeral=false const=false None None []
    variable region: any = "eu-west-1" nullable=true sensitive=false ephemeral=false const=false None None []
    variable token: string = required nullable=true sensitive=true ephemeral=true const=false None Some("Use the role.") []
    local tags
    resource aws_vpc.this of aws ["cidr_block"] ["ingress"] for_each=true lifecycle=Some(["prevent_destroy", "ignore_changes"]) check=None
    data data.aws_region.current of aws [] [] for_each=false lifecycle=None check=None
    ephemeral ephemeral.aws_secretsmanager_secret_version.db of aws ["secret_id"] [] for_each=false lifecycle=None check=None
    data data.http.probe of http ["url"] [] for_each=false lifecycle=None check=Some("health")
    module.subnets from registry.acme.example/platform/subnets/aws ~> 1.2 ["vpc_id"] count=true {"aws": "aws.peer", "aws.other": "aws"}
    output vpc Some("aws_vpc.this[\"a\"]") sensitive=true Some("The VPC.") depends_on=true
    moved Some("aws_vpc.main") Some("aws_vpc.this[\"a\"]")
    removed Some("module.old.aws_subnet.x") destroy=false
    import Some("aws_vpc.this[\"b\"]")
    check health 1
    # Where to live.
    "#);
}

#[test]
fn the_json_form_says_the_same_as_the_native_one() {
    let json = r#"{
      "//": "a comment",
      "terraform": {
        "required_version": ">= 1.9",
        "required_providers": { "aws": { "source": "hashicorp/aws", "version": "~> 6.0" } }
      },
      "variable": {
        "name": {
          "type": "object({ a = optional(string) })",
          "default": {},
          "validation": {
            "condition": "${contains([\"a\"], var.name)}",
            "error_message": "No."
          }
        }
      },
      "locals": { "x": "${var.name.a}-x" },
      "resource": {
        "aws_vpc": { "this": { "provider": "aws.peer", "cidr_block": "10.0.0.0/16", "lifecycle": { "prevent_destroy": true } } }
      },
      "module": {
        "net": { "source": "acme/net/aws", "version": "1.2.3", "vpc": "${aws_vpc.this.id}", "providers": { "aws": "aws.peer" } }
      },
      "moved": [{ "from": "aws_vpc.a", "to": "aws_vpc.this" }],
      "output": { "id": { "value": "${aws_vpc.this.id}" } }
    }"#;
    insta::assert_snapshot!(summary(&module(&[("main.tf.json", json)])), @r#"
    terraform >= 1.9
    requires aws = registry.terraform.io/hashicorp/aws ~> 6.0 []
    variable name: object({ a = optional(string) }) = {} nullable=true sensitive=false ephemeral=false const=false None None ["contains([\"a\"], var.name)"]
    local x
    resource aws_vpc.this of aws ["cidr_block"] [] for_each=false lifecycle=Some(["prevent_destroy"]) check=None
    module.net from acme/net/aws 1.2.3 ["vpc"] count=false {"aws": "aws.peer"}
    output id Some("\"${aws_vpc.this.id}\"") sensitive=false None depends_on=false
    moved Some("aws_vpc.a") Some("aws_vpc.this")
    "#);
}

#[test]
fn places_lead_to_the_text_and_to_the_expression() {
    let module = module(&[("main.tf", NETWORK)]);
    let call = &module.calls["subnets"];
    assert_eq!(module.text(call.name_place), "\"subnets\"");
    let vpc = call.expression("vpc_id").unwrap();
    assert_eq!(module.text(vpc.place), "aws_vpc.this[\"a\"].id");
    assert_eq!(module.expr(vpc.place).unwrap().span, vpc.place.span);
    let heredoc = "locals {\n  a = <<-EOT\n    x ${var.y}\n  EOT\n  b = (1 +\n    2)\n}\n";
    let module = load(&[("main.tf", heredoc)]);
    for local in module.locals.values() {
        assert_eq!(module.expr(local.value.place).unwrap().span, local.value.place.span);
    }
    assert_eq!(module.locals["b"].value.literal, Some(3.into()));
}

#[test]
fn override_files_change_argument_by_argument() {
    let base = r#"
terraform {
  required_version = ">= 1.0"
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.0.0" }
    tls = { source = "hashicorp/tls" }
  }
  backend "s3" {}
}
variable "x" {
  type        = string
  default     = "a"
  description = "Kept."
}
locals {
  a = 1
  b = 2
}
resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
  tags       = {}
  ingress { port = 1 }
  ingress { port = 2 }
  egress  { port = 3 }
  lifecycle {
    prevent_destroy = true
    ignore_changes  = [tags]
  }
}
module "m" {
  source  = "acme/m/aws"
  version = "1.0.0"
  a       = 1
}
output "o" { value = 1 }
"#;
    let first = r#"
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = { source = "hashicorp/aws", version = "6.0.0" }
  }
  cloud {}
}
provider "aws" { region = "eu-west-1" }
variable "x" {
  type    = number
  default = 1
}
locals { b = 3 }
resource "aws_vpc" "this" {
  cidr_block = "10.1.0.0/16"
  dynamic "ingress" {
    for_each = []
    content {}
  }
  lifecycle { prevent_destroy = false }
}
"#;
    let second = "module \"m\" {\n  source = \"./m\"\n  version = null\n  b = 2\n}\noutput \"o\" { sensitive = true }\nvariable \"x\" { default = 2 }\n";
    let module = load(&[("override.tf", first), ("z_override.tf", second), ("main.tf", base)]);
    let settings = &module.settings;
    assert_eq!(settings.required_version.len(), 1);
    assert_eq!(settings.required_version[0].text.as_deref(), Some(">= 1.5"));
    assert_eq!(settings.required_providers["aws"].version.as_ref().unwrap().0, "6.0.0");
    assert!(settings.required_providers.contains_key("tls"));
    assert!(settings.backend.is_none() && settings.cloud.is_some());
    let x = &module.variables["x"];
    assert_eq!((x.ty.to_string().as_str(), x.default_value()), ("number", Some(&2.into())));
    assert_eq!(x.description.as_deref(), Some("Kept."));
    assert_eq!(module.locals["a"].value.literal, Some(1.into()));
    assert_eq!(module.locals["b"].value.literal, Some(3.into()));
    let vpc = &module.resources["aws_vpc.this"];
    assert_eq!(vpc.arguments["cidr_block"].value.as_str(), Some("10.1.0.0/16"));
    assert!(vpc.arguments.contains_key("tags"));
    let kinds: Vec<_> = vpc.blocks.iter().map(|b| (b.kind.as_str(), b.effective_kind())).collect();
    assert_eq!(kinds, [("egress", "egress"), ("dynamic", "ingress")]);
    let lifecycle = vpc.lifecycle.as_ref().unwrap();
    assert_eq!(lifecycle.prevent_destroy.as_ref().unwrap().value.literal, Some(false.into()));
    assert!(lifecycle.ignore_changes.is_some());
    let m = &module.calls["m"];
    assert_eq!((m.source_text(), m.version_text()), (Some("./m"), None));
    assert_eq!(m.arguments.keys().collect::<Vec<_>>(), ["a", "b"]);
    assert!(module.outputs["o"].sensitive && module.outputs["o"].value.is_some());
    assert!(module.providers.contains_key("aws"));
    assert_eq!(shown(&module), "");
}

#[test]
fn what_cannot_be_overridden_is_a_finding() {
    let module = load(&[
        ("main.tf", "provider \"aws\" {}\n"),
        (
            "override.tf",
            "variable \"x\" {}\nlocals { y = 1 }\nmoved {\n  from = a.b\n  to = a.c\n}\n\
             provider \"aws\" {\n  alias = \"eu\"\n}\n",
        ),
    ]);
    insta::assert_snapshot!(shown(&module), @r#"
    override.tf:1:10 error invalid-override: there is no variable `x` to override
    override.tf:2:10 error invalid-override: there is no local value `y` to override
    override.tf:3:1 error invalid-override: an override file cannot hold a moved block
    override.tf:7:10 error invalid-override: there is no provider `aws.eu` to override
    "#);
    assert!(module.variables.is_empty() && module.moved.is_empty());
}

#[test]
fn a_tofu_file_takes_the_place_of_its_terraform_twin() {
    let module = load(&[
        ("a.tofu", "variable \"tofu\" {}"),
        ("a.tf", "variable \"terraform\" {}"),
        ("b.tf", "variable \"b\" {}"),
        ("c.tf.json", r#"{"variable": {"c": {}}}"#),
        ("c.tofu.json", r#"{"variable": {"d": {}}}"#),
        (".hidden.tf", "nonsense"),
        ("main.tf~", "nonsense"),
        ("#main.tf#", "nonsense"),
        ("#e.tf", "variable \"e\" {}"),
        ("README.md", "# nonsense"),
        ("x.tftest.hcl", "run \"x\" {}"),
    ]);
    assert_eq!(module.variables.keys().collect::<Vec<_>>(), ["e", "tofu", "b", "d"]);
    assert_eq!(module.shadowed, ["a.tf", "c.tf.json"]);
    insta::assert_snapshot!(shown(&module), @r#"
    a.tofu:1:1 warning shadowed-file: a.tofu takes the place of a.tf, which was not read (OpenTofu reads a.tofu and Terraform reads a.tf)
    c.tofu.json:1:1 warning shadowed-file: c.tofu.json takes the place of c.tf.json, which was not read (OpenTofu reads c.tofu.json and Terraform reads c.tf.json)
    "#);
}

#[test]
fn what_is_wrong_in_one_place_hides_nothing_elsewhere() {
    let module = load(&[
        (
            "a.tf",
            "variable \"a\" {\n  type = \nvariable \"b\" {\n  type = strng\n}\noutput \"c\" { value = 1 }\n",
        ),
        ("b.tf", "variable \"b\" { type = bool }\nresource \"aws_vpc\" \"x\" {}\n"),
    ]);
    insta::assert_snapshot!(shown(&module), @r#"
    a.tf:2:10 error syntax: expected an expression, found the end of the line
    a.tf:4:10 error invalid-type: `strng` is no type (did you mean `string`?)
    b.tf:1:10 error duplicate-declaration: variable `b` is declared twice
    "#);
    assert!(module.outputs.contains_key("c") && module.resources.contains_key("aws_vpc.x"));
}

/// A file for each rule of the room, and the findings it leads to.
const WRONG: &[(&str, &str)] = &[
    (
        "blocks.tf",
        r#"
foo = 1
resouce "aws_vpc" "x" {}
resource "aws_vpc" {}
variable "a" "b" {}
variable "1a" {}
variable "count" {}
terraform "x" {}
output "nothing" {}
module "nowhere" {}
module "nested" {
  source = "./x"
  tags { a = 1 }
}
module "versioned" {
  source  = "./x"
  version = "1.0.0"
}
resource "aws_vpc" "twice" {
  count    = 1
  for_each = {}
}
terraform {
  cloud {}
  backend "s3" {}
}
variable "flags" {
  sensitive   = var.x
  description = "${var.x}"
  nullible    = true
}
moved {
  from = aws_vpc.a + 1
}
locals {
  x { }
}
"#,
    ),
    (
        "duplicates.tf",
        r#"
variable "d" {}
variable "d" {}
locals {
  l = 1
}
locals {
  l = 2
}
resource "aws_vpc" "d" {}
resource "aws_vpc" "d" {}
data "aws_vpc" "d" {}
provider "aws" { alias = "x" }
provider "aws" { alias = "x" }
provider "aws" { alias = "y" }
"#,
    ),
    (
        "values.tf",
        r#"
variable "wrong_type" { type = lst(strng) }
variable "wrong_default" {
  type    = object({ a = list(number) })
  default = { a = ["x"] }
}
variable "null_default" {
  nullable = false
  default  = null
}
variable "computed_default" { default = var.x }
module "wrong_source" { source = "modules/x" }
module "wrong_version" {
  source  = "acme/x/aws"
  version = "^1.2"
}
terraform {
  required_version = ">= 1.0,, < 2"
  required_providers {
    a = { source = "a/b/c/d" }
    b = { version = "latest", versoin = 1 }
    c = 5
  }
}
"#,
    ),
    ("x_override.tf", "variable \"nothing\" {}\n"),
    ("syntax.tf", "a b c\n"),
    ("twin.tf", "locals {}\n"),
    ("twin.tofu", "locals {}\n"),
];

#[test]
fn every_mistake_is_a_finding_at_its_place() {
    insta::assert_snapshot!(shown(&load(WRONG)), @r#"
    blocks.tf:2:1 error invalid-block: `foo` stands outside of any block
    blocks.tf:3:1 error invalid-block: Terraform has no block `resouce` (did you mean `resource`?)
    blocks.tf:4:1 error invalid-block: a resource block has 2 labels, this one has one label (write `resource "type" "name" { … }`)
    blocks.tf:5:14 error invalid-block: a variable block has one label, this one has 2 labels (write `variable "name" { … }`)
    blocks.tf:6:10 error invalid-block: `1a` cannot name a variable (a name starts with a letter or `_`; letters, digits, `_` and `-` may follow)
    blocks.tf:7:10 error invalid-block: a variable cannot be named `count` (the name has a meaning of its own in module blocks)
    blocks.tf:8:11 error invalid-block: a terraform block has no labels, this one has one label (write `terraform { … }`)
    blocks.tf:9:1 error invalid-block: the output block has no `value`
    blocks.tf:10:1 error invalid-block: the module block has no `source`
    blocks.tf:13:3 error invalid-block: a module block cannot hold a `tags` block (an argument is written `tags = { … }`)
    blocks.tf:17:3 error invalid-block: only a module from a registry takes a version
    blocks.tf:21:3 error invalid-block: `count` and `for_each` cannot both be set
    blocks.tf:24:3 error invalid-block: a module keeps its state in a backend or in `cloud`, not in both
    blocks.tf:28:17 error invalid-block: `sensitive` must be `true` or `false`
    blocks.tf:29:17 error invalid-block: `description` must be a plain string (Terraform reads it before there are values: no variables, no functions)
    blocks.tf:30:3 warning unknown-argument: a variable block has no argument `nullible` (did you mean `nullable`?)
    blocks.tf:32:1 error invalid-block: the moved block has no `to`
    blocks.tf:33:10 error invalid-block: `from` must be the address of a resource or module
    blocks.tf:36:3 error invalid-block: a locals block cannot hold a `x` block
    duplicates.tf:3:10 error duplicate-declaration: variable `d` is declared twice
    duplicates.tf:8:3 error duplicate-declaration: the local value `l` is declared twice
    duplicates.tf:11:10 error duplicate-declaration: resource `aws_vpc.d` is declared twice
    duplicates.tf:14:10 error duplicate-declaration: provider `aws.x` is declared twice
    syntax.tf:1:6 error syntax: expected a block label or `{`, found the end of the line
    twin.tofu:1:1 warning shadowed-file: twin.tofu takes the place of twin.tf, which was not read (OpenTofu reads twin.tofu and Terraform reads twin.tf)
    values.tf:2:32 error invalid-type: `lst` is no type (did you mean `list`?)
    values.tf:5:13 error invalid-default: the default of `wrong_default` does not fit its type: `a[0]` must be number, found "x"
    values.tf:9:14 error invalid-default: `null_default` cannot be null, and its default is
    values.tf:11:41 error invalid-default: the default of `computed_default` is not constant
    values.tf:12:34 error invalid-module-source: `modules/x` is no module source (for a directory beside this one write `./modules/x`)
    values.tf:15:14 error invalid-version-constraint: `^1.2` is no version constraint: `^` is no operator here; `~> 1.2` admits 1.2 and later before 2.0
    values.tf:18:30 error invalid-version-constraint: `>= 1.0,, < 2` is no version constraint: expected a version such as `1.2.3` or `~> 1.2`, found nothing
    values.tf:20:20 error invalid-provider-source: `a/b/c/d` has more than a host, a namespace and a type
    values.tf:21:22 error invalid-version-constraint: `latest` is no version constraint: expected a version such as `1.2.3`, found `latest`
    values.tf:21:31 warning unknown-argument: a provider requirement has no argument `versoin`
    values.tf:22:9 error invalid-block: the requirement `c` must be an object (write `c = { source = "…", version = "…" }`)
    x_override.tf:1:10 error invalid-override: there is no variable `nothing` to override
    "#);
}

#[test]
fn every_rule_of_the_room_has_a_case() {
    let mut rules: BTreeSet<_> = load(WRONG).findings.into_iter().map(|f| f.rule).collect();
    let dir = tempfile::tempdir().unwrap();
    let dir = Utf8Path::from_path(dir.path()).unwrap();
    fs::write(dir.join("x.tf"), vec![b'#'; 10_000_001]).unwrap();
    rules.extend(Module::read_dir(dir).unwrap().findings.into_iter().map(|f| f.rule));
    let mut sources = pavestone::diag::SourceMap::default();
    let text = "a = var.b\n";
    let source = sources.add("x.tfvars", text);
    let (_, values) = pavestone::terraform::tfvars::read(source, Utf8Path::new("x.tfvars"), text);
    rules.extend(values.into_iter().map(|f| f.rule));
    for rule in findings::ALL {
        assert!(rules.contains(rule), "no case for {rule}");
    }
    rules.retain(|rule| rule != "syntax" && !findings::ALL.contains(&&**rule));
    assert!(rules.is_empty(), "not listed: {rules:?}");
}

#[test]
fn a_file_that_is_not_utf_8_is_read_as_far_as_it_is_text() {
    let module = Module::load([
        ("a.tf", b"# caf\xe9\nvariable \"a\" {}\n".to_vec()),
        ("b.tf", b"variable \"b\" {\n  default = \"\xff\"\n}\nvariable \"c\" {}\n".to_vec()),
        ("d.tf.json", b"{\"variable\": {\"d\": {\"default\": \"\xff\"}}}".to_vec()),
    ]);
    insta::assert_snapshot!(shown(&module), @r#"
    b.tf:2:14 error syntax: this is not UTF-8 (save the file as UTF-8)
    d.tf.json:1:33 error syntax: this is not UTF-8 (save the file as UTF-8)
    "#);
    assert_eq!(module.variables.keys().collect::<Vec<_>>(), ["a", "b", "c", "d"]);
}

#[cfg(unix)]
#[test]
fn a_directory_is_read_without_what_is_below_or_outside_it() {
    use std::os::unix::fs::symlink;
    let dir = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(dir.path()).unwrap();
    let module = root.join("module");
    fs::create_dir_all(module.join("modules/inner.tf")).unwrap();
    fs::create_dir(module.join("directory.tf")).unwrap();
    fs::write(module.join("modules/x.tf"), "variable \"below\" {}").unwrap();
    fs::write(module.join("main.tf"), "variable \"here\" {}").unwrap();
    fs::write(root.join("outside.tf"), "variable \"outside\" {}").unwrap();
    symlink(root.join("outside.tf"), module.join("link.tf")).unwrap();
    symlink(module.join("main.tf"), module.join("inside_override.tf")).unwrap();
    symlink(root.join("nowhere"), module.join("broken.tf")).unwrap();
    fs::write(module.join("large.tf"), vec![b'#'; 10_000_001]).unwrap();
    let read = Module::read_dir(&module).unwrap();
    let found = shown(&read).replace(root.as_str(), "");
    insta::assert_snapshot!(found, @r#"
    /module/broken.tf:1:1 error unreadable-file: broken.tf cannot be read: No such file or directory (os error 2)
    /module/large.tf:1:1 error unreadable-file: large.tf is over 10 MB
    /module/link.tf:1:1 error unreadable-file: link.tf is a link that leads out of the directory
    "#);
    assert_eq!(read.variables.keys().collect::<Vec<_>>(), ["here"]);
    assert!(Module::read_dir(&root.join("nowhere")).is_err());
}

#[test]
fn a_resource_knows_its_provider() {
    let module = module(&[(
        "main.tf",
        "resource \"aws_vpc\" \"a\" {}\nresource \"aws_vpc\" \"b\" {\n  provider = awscc.eu\n}\n\
         data \"http\" \"c\" {}\n",
    )]);
    let provider = |address: &str| module.resources[address].provider_name();
    assert_eq!(provider("aws_vpc.a"), "aws");
    assert_eq!(provider("aws_vpc.b"), "awscc");
    assert_eq!(provider("data.http.c"), "http");
    assert_eq!(module.resources["data.http.c"].mode, ResourceMode::Data);
}
