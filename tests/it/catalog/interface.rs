//! What cards, environments and blueprints say of the modules' HCL, and where that is wrong.

use super::*;

/// What the full check reports of a changed catalog that loads.
fn checked(changes: &[(&str, &str)]) -> String {
    match Catalog::load(files(changes)) {
        Ok(catalog) => listed(&catalog.check()),
        Err(error) => panic!("{}", listed(error.report.as_deref().unwrap())),
    }
}

/// The same for a file that is edited in one place at a time.
fn edited(path: &str, edits: &[(&str, &str)]) -> String {
    let text = WHOLE.iter().find(|(p, _)| *p == path).unwrap().1;
    let mut found = String::new();
    for (from, to) in edits {
        assert!(text.contains(from), "{from}");
        found += &checked(&[(path, &text.replacen(from, to, 1))]);
        found += "--\n";
    }
    found
}

#[test]
fn a_whole_catalog_passes_the_full_check() {
    assert_eq!(checked(&[]), "");
    assert!(Catalog::load_checked(files(&[])).is_ok());
}

#[test]
fn a_card_that_does_not_match_its_module_is_found() {
    let text = edited(
        "modules/postgres/module.yaml",
        &[
            ("binding: binding", "binding: bindings"),
            ("binding: binding", "binding: binding.environment"),
            ("binding: binding", "binding: { from: { environment: binding.environ } }"),
            ("network: network", "network: netwrk"),
            ("network: network", "network: { into: { size: subnet_ids, network: vpc_id } }"),
            ("requires:", "accepts:"),
            ("ask: [size]", "ask: [sise, network]"),
            ("ask: [size]", "samples: { size: { value: [1] }, sise: { value: 1 } }"),
            ("ask: [size]", "samples: { size: { value: medium } }"),
            ("aws_db_instance.this.publicly", "aws_db_instance.main.publicly"),
        ],
    ) + &edited(
        "modules/service/module.yaml",
        &[("bindings, many: true", "bindings"), ("subnets: subnet_ids", "subnets: vpc_id")],
    );
    insta::assert_snapshot!(text, @r#"
        memory/modules/postgres/module.yaml:9:22 `bindings` error[catalog-unknown] there is no output `bindings`
            help: did you mean `binding`?
        --
        memory/modules/postgres/module.yaml:9:22 `binding.environment` error[E041] `binding.environment` is not what `binding` is: `environment` is missing (map(string))
            memory/modules/postgres/main.tf:19:8 `"binding"`: the output
        --
        memory/modules/postgres/module.yaml:9:45 `binding.environ` error[E040] `binding.environ` leads nowhere: there is no attribute `environ`
            memory/modules/postgres/main.tf:19:8 `"binding"`: the output
        --
        memory/modules/postgres/module.yaml:10:22 `netwrk` error[catalog-unknown] there is no input `netwrk` of `postgres`
            help: did you mean `network`?
        --
        memory/modules/postgres/module.yaml:8:7 `size` error[catalog-ask] nobody can answer for `size`
            help: remove it from `ask`
        memory/modules/postgres/module.yaml:10:32 `size` error[E041] the input `size` does not take `network.subnet_ids`: the value must be string, found list(string)
            memory/modules/postgres/main.tf:6:13 `string`: the input's type
        memory/modules/postgres/module.yaml:10:50 `network` error[E041] the input `network` does not take `network.vpc_id`: the value must be object({ subnet_ids = list(string), vpc_id = string }), found string
            memory/modules/postgres/main.tf:2:10 `object({ vpc_id = string, subnet_ids = list(string) })`: the input's type
        --
        memory/modules/postgres/module.yaml:10:21 `network` error[catalog-wiring] `network` is accepted, but its input `network` has no default
            memory/modules/postgres/main.tf:1:10 `"network"`: no default
            help: list it under `requires`, or give the input a default
        --
        memory/modules/postgres/module.yaml:8:7 `sise` error[catalog-unknown] there is no input `sise` of `postgres`
            help: did you mean `size`?
        memory/modules/postgres/module.yaml:8:13 `network` error[catalog-ask] nobody can answer for `network`
            help: remove it from `ask`
        --
        memory/modules/postgres/module.yaml:8:27 `[` error[E041] the input `size` does not take this: the value must be string, found [1]
        memory/modules/postgres/module.yaml:8:34 `sise` error[catalog-unknown] there is no input `sise` of `postgres`
            help: did you mean `size`?
        --
        memory/modules/postgres/module.yaml:8:27 `medium` error[catalog-value] the input `size` does not take `"medium"`
            help: write one of "small", "large"
        --
        memory/modules/postgres/module.yaml:14:10 `aws_db_instance.main.publicly_accessible` error[catalog-unknown] there is no resource `aws_db_instance.main`
            help: did you mean `aws_db_instance.this`?
        --
        memory/modules/service/module.yaml:12:20 `bindings` error[E041] the input `bindings` does not take `binding`: `environment.environment` must be map(string), found string
            memory/modules/service/main.tf:14:13 `map(object({ environment = map(string) }))`: the input's type
            help: to take every component that provides it, add `many: true`
        memory/modules/service/module.yaml:12:20 `bindings` warning[W041] the input `bindings` may not take `binding`: `environment.environment` is required, and map(string) may lack it
            memory/modules/service/main.tf:14:13 `map(object({ environment = map(string) }))`: the input's type
        --
        memory/modules/service/module.yaml:10:38 `subnets` error[E041] the input `subnets` does not take `network.vpc_id`: the value must be list(string), found string
            memory/modules/service/main.tf:10:10 `list(string)`: the input's type
        --
        "#);
}

#[test]
fn a_module_that_does_not_match_its_card_is_found() {
    let text = edited(
        "modules/network/main.tf",
        &[
            ("subnet_ids = [\"subnet-1\"]", "subnet_ids = \"subnet-1\""),
            (", subnet_ids = [\"subnet-1\"]", ""),
            ("output \"network\"", "output \"vpc\""),
            ("output \"network\" {", "output \"network\" {\n  ephemeral = true"),
            (
                "variable \"tier\" {",
                "variable \"tier\" {\n  description = \"See https://evil.dev.\"",
            ),
            ("variable \"tier\" {", "variable \"tier\" {\n  description = \"The tier.\u{200B}\""),
            ("}", ""),
        ],
    ) + &edited(
        "modules/postgres/main.tf",
        &[
            ("subnet_ids = list(string)", "subnets = list(string)"),
            ("object({ vpc_id = string, subnet_ids = list(string) })", "any"),
        ],
    );
    insta::assert_snapshot!(text, @r#"
        memory/modules/network/module.yaml:7:22 `network` error[E041] `network` is not what `network` is: `subnet_ids` must be list(string), found string
            memory/modules/network/main.tf:6:8 `"network"`: the output
        --
        memory/modules/network/module.yaml:7:22 `network` error[E041] `network` is not what `network` is: `subnet_ids` is missing (list(string))
            memory/modules/network/main.tf:6:8 `"network"`: the output
        --
        memory/modules/network/module.yaml:7:22 `network` error[catalog-unknown] there is no output `network`
            help: there is only `vpc`
        --
        memory/modules/network/module.yaml:7:22 `network` error[E042] `network` is ephemeral and cannot be linked
            memory/modules/network/main.tf:6:8 `"network"`: declared here
        --
        memory/modules/network/main.tf:1:10 `"tier"` warning[catalog-text] the description holds a URL
            help: descriptions are quoted to AI agents: say what the value is, in plain words
        --
        memory/modules/network/main.tf:1:10 `"tier"` error[catalog-text] the description holds the hidden character U+200B
            help: descriptions are quoted to AI agents: say what the value is, in plain words
        --
        memory/modules/network/main.tf:1:17 `{` error[syntax] this `{` is never closed
        memory/modules/network/main.tf:6:1 `output` warning[unknown-argument] a variable block has no block `output`
        memory/modules/network/module.yaml:7:22 `network` error[catalog-unknown] there is no output `network`
            help: there is none at all yet: remove `network`
        --
        memory/modules/postgres/module.yaml:10:22 `network` error[E041] the input `network` does not take `network`: `subnets` is missing (list(string))
            memory/modules/postgres/main.tf:2:10 `object({ vpc_id = string, subnets = list(string) })`: the input's type
        --
        memory/modules/postgres/module.yaml:10:22 `network` warning[W040] the input `network` may not take `network`: the value cannot be checked, object({ subnet_ids = list(string), vpc_id = string }) for any
            memory/modules/postgres/main.tf:2:10 `any`: the input's type
        --
        "#);
}

#[test]
fn a_value_that_an_input_does_not_take_is_found() {
    let text = edited(
        "catalog.yaml",
        &[
            ("{ tier: dev }", "{ teir: dev }"),
            ("{ tier: dev }", "{ tier: [dev] }"),
            ("organisation: Acme", "organisation: Acme\nnaming: { nam: \"${service}\" }"),
            ("\"*\": { tier: dev }", "postgres: { size: medium, sizes: small }"),
        ],
    ) + &edited(
        "blueprints/http-api.yaml",
        &[("size: large", "size: huge"), ("size: large", "sizes: large"), ("db.size", "db.sizes")],
    );
    insta::assert_snapshot!(text, @r#"
        memory/catalog.yaml:20:14 `teir` error[catalog-unknown] there is no input `teir` in any module
            help: did you mean `tier`?
        --
        memory/catalog.yaml:20:20 `[` error[E041] the input `tier` does not take this: the value must be string, found ["dev"]
        --
        memory/catalog.yaml:2:11 `nam` error[catalog-unknown] there is no input `nam` in any module
            help: there are bindings, image, network, size, subnets, tier, vpc_id
        --
        memory/catalog.yaml:20:25 `medium` error[catalog-value] the input `size` does not take `"medium"`
            help: write one of "small", "large"
        memory/catalog.yaml:20:33 `sizes` error[catalog-unknown] there is no input `sizes` of `postgres`
            help: did you mean `size`?
        --
        memory/blueprints/http-api.yaml:6:43 `huge` error[catalog-value] the input `size` does not take `"huge"`
            help: write one of "small", "large"
        --
        memory/blueprints/http-api.yaml:6:37 `sizes` error[catalog-unknown] there is no input `sizes` of `postgres`
            help: did you mean `size`?
        --
        memory/blueprints/http-api.yaml:9:7 `db.sizes` error[catalog-unknown] there is no input `sizes` of `postgres`
            help: did you mean `size`?
        --
        "#);
}

#[test]
fn the_full_check_reports_what_loading_finds_as_well() {
    let postgres = WHOLE.iter().find(|(p, _)| p.ends_with("postgres/module.yaml")).unwrap().1;
    let text = postgres.replace("version: 1.2.0", "version: 1").replace("[size]", "[sise]");
    let error =
        Catalog::load_checked(files(&[("modules/postgres/module.yaml", &text)])).unwrap_err();
    assert_eq!(error.to_string(), "the catalog memory has 2 problems");
}
