//! Catalogs with mistakes, and what is said of them.

use super::*;

/// The card of `postgres` with the keys of `changes` in place of its own.
fn card(changes: &str) -> String {
    let text = WHOLE.iter().find(|(path, _)| *path == "modules/postgres/module.yaml").unwrap().1;
    let key = |line: &str| line.split(':').next().unwrap().to_owned();
    let changed: Vec<String> =
        changes.lines().filter(|line| !line.starts_with(' ')).map(key).collect();
    let mut kept = changes.to_owned();
    let mut skip = false;
    for line in text.lines() {
        if !line.starts_with(' ') {
            skip = changed.contains(&key(line));
        }
        if !skip {
            kept = format!("{kept}\n{line}");
        }
    }
    kept + "\n"
}

#[test]
fn a_whole_catalog_has_no_problems() {
    insta::assert_snapshot!(problems(&[]), @"");
}

#[test]
fn a_mistake_in_the_yaml_is_shown_where_it_stands() {
    let cases = [
        card("lifcycle: approved"),
        card("lifecycle: aproved"),
        card("aliases: database"),
        card("summary:"),
        card("version: [1]"),
        card("ask: [size"),
        card("owner: a\nowner: b"),
        card("samples: { size: { val: 1 } }"),
        card("requires: { network: { int: network } }"),
        card("requires: { network: [network] }"),
        card("requires: { network: { into: network, many: yes } }"),
        "name: postgres\n".to_owned(),
        String::new(),
        "- a\n- b\n".to_owned(),
        "name: a\n---\nname: b\n".to_owned(),
        "a: &a [*a]\n".to_owned(),
        "<<: { name: a }\n".to_owned(),
        "name: !!python/object x\n".to_owned(),
        "\tname: a\n".to_owned(),
        "name: \"\\u{0}\"\n".to_owned(),
    ];
    let mut text = String::new();
    for case in cases {
        text += &problems(&[("modules/postgres/module.yaml", &case)])
            .replace("the catalog memory has 1 problem\n", "");
    }
    insta::assert_snapshot!(text, @"
        memory/modules/postgres/module.yaml:1:1 `lifcycle` error[catalog-yaml] there is no key `lifcycle` here
            help: did you mean `lifecycle`?
        memory/modules/postgres/module.yaml:1:12 `aproved` error[catalog-yaml] `aproved` is not one of `draft`, `in-review`, `approved`, `deprecated`, `revoked`
            help: did you mean `approved`?
        memory/modules/postgres/module.yaml:1:10 `database` error[catalog-yaml] expected a list
        memory/modules/postgres/module.yaml:1:8 `` error[catalog-yaml] expected a text, found nothing
            help: write the text after the colon, or remove the key
        memory/modules/postgres/module.yaml:1:10 `[` error[catalog-yaml] expected a text
        memory/modules/postgres/module.yaml:2:5 `` error[catalog-yaml] not readable: illegal placement of ':' indicator
        memory/modules/postgres/module.yaml:2:1 `owner` error[catalog-yaml] the key `owner` is given twice
            help: keep one of the two
        memory/modules/postgres/module.yaml:1:20 `val` error[catalog-yaml] there is no key `val` here
            help: the keys here are `value`, `note`
        memory/modules/postgres/module.yaml:1:24 `int` error[catalog-yaml] there is no key `int` here
            help: did you mean `into`?
        memory/modules/postgres/module.yaml:1:13 `network` error[catalog-yaml] expected a name or a mapping, found sequence
        memory/modules/postgres/module.yaml:1:45 `yes` error[catalog-yaml] expected `true` or `false`
        memory/modules/postgres/module.yaml:1:1 `name` error[catalog-yaml] the key `version` is missing
        memory/modules/postgres/module.yaml:1:1 `` error[catalog-yaml] the file is empty
        memory/modules/postgres/module.yaml:1:1 `` error[catalog-yaml] expected a mapping
        memory/modules/postgres/module.yaml:1:1 `name` error[catalog-yaml] the key `version` is missing
        memory/modules/postgres/module.yaml:1:1 `a` error[catalog-yaml] there is no key `a` here
            help: the keys here are `name`, `version`, `summary`, `owner`, `lifecycle`, `reason`, `successor`, `until`, `aliases`, `not_aliases`, `uses`, `phrases`, `replaces`, `component`, `ask`, `samples`, `provides`, `requires`, `accepts`, `guardrails`, `waivers`, `imported`
        memory/modules/postgres/module.yaml:1:1 `<<` error[catalog-yaml] merge keys (`<<`) are not used here
            help: write the keys out
        memory/modules/postgres/module.yaml:1:1 `name` error[catalog-yaml] the key `version` is missing
        memory/modules/postgres/module.yaml:1:2 `name` error[catalog-yaml] the key `version` is missing
        memory/modules/postgres/module.yaml:1:7 `` error[catalog-yaml] not readable: while parsing a quoted scalar, did not find expected hexadecimal number
        ");
}

#[test]
fn a_mistake_in_a_card_is_found_with_what_was_probably_meant() {
    let cases = [
        card("name: ../../etc"),
        card("name: Postgres"),
        card("component: Main-DB"),
        card("version: 1.0"),
        card("version: \"1.0.0-\""),
        card("summary: \"\""),
        card(&format!("summary: {}", "A database. ".repeat(12))),
        card("lifecycle: deprecated"),
        card("lifecycle: revoked\nreason: Unsafe.\nsuccessor: postgre\nuntil: 2027-02-30"),
        card("successor: network"),
        card("aliases: [Database, \"--\", vpc]"),
        card("replaces: [aws_db_instance, s3, aws_db_instance]"),
        card("ask: [a, b, c, d, e, f, a]"),
        card("provides: { bindings: binding }"),
        card("provides: { binding: \"module.binding\", network: \"${x}\" }"),
        card("provides: { network: { from: { vpc_id: a.b, subnets: c } } }"),
        card("requires: { network: { into: { a: vpcid } } }"),
        card("requires: { network: { into: network, many: true } }"),
        card("requires: { network: network }\naccepts: { network: net, binding: network }"),
        card(
            "guardrails:\n  - { id: a, text: A., at: [nowhere], controls: [\"a b\"] }\n  - { id: a, text: B. }\n  - { id: A_b, text: C. }",
        ),
        card("waivers:\n  - { rule: a b, reason: \"\", until: soon }"),
    ];
    let mut text = String::new();
    for case in cases {
        text += &problems(&[("modules/postgres/module.yaml", &case)]);
    }
    insta::assert_snapshot!(text.replace("memory/modules/postgres/module.yaml", "card"), @r#"
        the catalog memory has 1 problem
        card:1:7 `../../etc` error[catalog-name] the card says `../../etc`, its folder `postgres`
            help: write `name: postgres`, or rename the folder
        the catalog memory has 1 problem
        card:1:7 `Postgres` error[catalog-name] the card says `Postgres`, its folder `postgres`
            help: write `name: postgres`, or rename the folder
        the catalog memory has 1 problem
        card:1:12 `Main-DB` error[catalog-name] `Main-DB` is no valid component name
            help: lower-case letters, digits and underscores, a letter first
        the catalog memory has 1 problem
        card:1:10 `1.0` error[catalog-version] `1.0` is not a semantic version: unexpected end of input while parsing minor version number
            help: write three numbers, such as `1.0.0`
        the catalog memory has 1 problem
        card:1:10 `"1.0.0-"` error[catalog-version] `1.0.0-` is not a semantic version: empty identifier segment in pre-release identifier
            help: write three numbers, such as `1.0.0`
        the catalog memory has 1 problem
        card:1:10 `""` error[catalog-text] the text is empty
            help: write one plain sentence
        the catalog memory has 1 problem
        card:1:10 `A database. A database. A database. A database. A database. A database. A database. A database. A database. A database. A database. A database.` error[catalog-text] the text has 143 characters; at most 120 are shown
            help: say it shorter
        the catalog memory has 2 problems
        memory/blueprints/http-api.yaml:6:17 `postgres` error[catalog-blueprint] the module `postgres` is deprecated
            help: a blueprint is made of approved modules
        card:1:12 `deprecated` error[catalog-lifecycle] a deprecated module says why in `reason`
            help: add `reason: …` below
        the catalog memory has 3 problems
        memory/blueprints/http-api.yaml:6:17 `postgres` error[catalog-blueprint] the module `postgres` is revoked
            help: a blueprint is made of approved modules
        card:3:12 `postgre` error[catalog-unknown] there is no module `postgre`
            help: did you mean `postgres`?
        card:4:8 `2027-02-30` error[catalog-lifecycle] `2027-02-30` is not a day
            help: write year, month and day, such as `2027-03-31`
        the catalog memory has 1 problem
        card:1:12 `network` error[catalog-lifecycle] `successor` is for deprecated and revoked modules, and this one is approved
            help: remove `successor`, or set `lifecycle: deprecated`
        the catalog memory has 3 problems
        card:1:11 `Database` error[catalog-alias] `Database` is no alias
            help: write it in lower case
        card:1:21 `"--"` error[catalog-alias] `--` is no alias
            help: an alias has at least one letter or digit
        card:1:27 `vpc` error[catalog-alias] `vpc` means both the module `network` and the module `postgres`
            memory/modules/network/module.yaml:6:11 `vpc`: taken here
            help: remove it from one of the two, or list it in that one's `not_aliases`
        the catalog memory has 2 problems
        card:1:29 `s3` error[catalog-replaces] `s3` is no resource type
            help: write it as in a resource block, such as `aws_s3_bucket`
        card:1:33 `aws_db_instance` error[catalog-twice] `aws_db_instance` stands twice in replaces
            card:1:12 `aws_db_instance`: first here
        the catalog memory has 2 problems
        card:1:22 `f` error[catalog-ask] at most 5 inputs are asked
            help: keep the ones that nobody can guess
        card:1:25 `a` error[catalog-twice] `a` stands twice in ask
            card:1:7 `a`: first here
        the catalog memory has 2 problems
        memory/blueprints/http-api.yaml:8:17 `db` error[catalog-blueprint] `db` does not provide `binding`
        card:1:13 `bindings` error[catalog-unknown] there is no capability `bindings`
            help: did you mean `binding`?
        the catalog memory has 1 problem
        card:1:49 `"${x}"` error[catalog-wiring] expected the name of an output, found `${x}`
            help: write an output, or a path into one: `cluster.endpoint`
        the catalog memory has 3 problems
        memory/blueprints/http-api.yaml:8:17 `db` error[catalog-blueprint] `db` does not provide `binding`
        card:1:30 `{` error[catalog-wiring] `network` also has `subnet_ids`
            help: say where each field comes from
        card:1:45 `subnets` error[catalog-unknown] there is no field `subnets` of `network`
            help: there are subnet_ids, vpc_id
        the catalog memory has 1 problem
        card:1:35 `vpcid` error[catalog-unknown] there is no field `vpcid` of `network`
            help: did you mean `vpc_id`?
        the catalog memory has 1 problem
        card:1:22 `{` error[catalog-wiring] a stack has one `network`, so a slot cannot take many
            help: remove `many`, or set `many: true` in capabilities.yaml
        the catalog memory has 2 problems
        card:2:21 `net` error[catalog-wiring] `network` is both required and accepted
            help: keep it in `requires`, or give one of the slots another name and a `capability`
        card:2:35 `network` error[catalog-wiring] the input `network` is filled by both `network` and `binding`
            help: give each slot an input of its own
        the catalog memory has 4 problems
        card:2:29 `nowhere` error[catalog-guardrail] `nowhere` is no address of a resource or variable
            help: write `type.name`, `type.name.argument` or `var.name`
        card:2:50 `"a b"` error[catalog-guardrail] `a b` is no id of a control
            help: write an id as published, such as `CKV_AWS_17`
        card:3:11 `a` error[catalog-twice] `a` stands twice in guardrails
            card:2:11 `a`: first here
        card:4:11 `A_b` error[catalog-name] `A_b` is no valid guardrail name
            help: lower-case letters, digits and hyphens, a letter first, at most 63 characters
        the catalog memory has 3 problems
        card:2:13 `a b` error[catalog-waiver] `a b` is no id of a rule
            help: write an id as it is reported, such as `CKV_AWS_144`
        card:2:26 `""` error[catalog-text] the text is empty
            help: write one plain sentence
        card:2:37 `soon` error[catalog-waiver] `soon` is not a day
            help: write year, month and day, such as `2027-03-31`
        "#);
}

#[test]
fn a_mistake_in_the_settings_is_found() {
    let whole = WHOLE[0].1;
    let cases = [
        ("registry.acme.example", "https://registry.acme.example/v1"),
        ("registry.acme.example", "registry"),
        ("platform", "Platform/x"),
        (">= 1.11.0", "=> 1.11.0"),
        ("hashicorp/aws", "aws"),
        ("${region}", "${regoin}"),
        ("${region}", "${region"),
        ("region: eu-west-1\n    bindings", "region: eu\n    bindings"),
        ("region: eu-west-1\n    bindings", "region: eu-wset-1\n    bindings"),
        ("  dev:", "  ../dev:"),
        ("{ network: network }", "{ networks: network }"),
        ("{ network: network }", "{ network: netwrok }"),
        ("{ network: network }", "{ network: postgres }"),
        ("\"*\":", "posgres:"),
        ("bindings:", "backend: { type: s4, settings: { key: \"${servce}\" } }\n    bindings:"),
        ("organisation: Acme", "organisation: Acme\ndefaults: { binding: network }"),
        ("organisation: Acme", "organisation: Acme\nnaming: { name: \"${service}-${compnent}\" }"),
    ];
    let mut text = String::new();
    for (from, to) in cases {
        assert!(whole.contains(from), "{from}");
        text += &problems(&[("catalog.yaml", &whole.replacen(from, to, 1))]);
    }
    let none = whole.split("environments:").next().unwrap();
    text += &problems(&[("catalog.yaml", &format!("{none}environments: {{}}\n"))]);
    insta::assert_snapshot!(text, @r#"
        the catalog memory has 1 problem
        memory/catalog.yaml:2:11 `https://registry.acme.example/v1` error[catalog-settings] `https://registry.acme.example/v1` is no host name
            help: write the host alone: `registry.acme.example`
        the catalog memory has 1 problem
        memory/catalog.yaml:2:11 `registry` error[catalog-settings] `registry` is no host name
            help: write a host name, such as `registry.acme.example`
        the catalog memory has 1 problem
        memory/catalog.yaml:3:12 `Platform/x` error[catalog-name] `Platform/x` is no valid registry namespace name
            help: lower-case letters, digits and hyphens, a letter first, at most 63 characters
        the catalog memory has 1 problem
        memory/catalog.yaml:5:12 `"=> 1.11.0, < 2.0.0"` error[catalog-settings] `=> 1.11.0, < 2.0.0` is no version constraint: expected a version after the operator, found `>`; at least is written `>=`
            help: write it as Terraform does, such as `>= 1.11.0, < 2.0.0`
        the catalog memory has 1 problem
        memory/catalog.yaml:8:13 `aws` error[catalog-settings] `aws` is no provider source
            help: write namespace and type, such as `hashicorp/aws`
        the catalog memory has 1 problem
        memory/catalog.yaml:11:15 `${regoin}` error[catalog-settings] `${regoin}` stands for nothing
            help: did you mean `${region}`?
        the catalog memory has 1 problem
        memory/catalog.yaml:11:15 `${region` error[catalog-settings] `${region` stands for nothing
            help: there are ${environment}, ${owner}, ${region}, ${service}
        the catalog memory has 1 problem
        memory/catalog.yaml:17:13 `eu` error[catalog-settings] `eu` is the short name of a region
            help: write `eu-west-1`
        the catalog memory has 1 problem
        memory/catalog.yaml:17:13 `eu-wset-1` error[catalog-unknown] there is no region `eu-wset-1`
            help: did you mean `eu-west-1`?
        the catalog memory has 1 problem
        memory/catalog.yaml:15:3 `../dev` error[catalog-name] `../dev` is no valid environment name
            help: lower-case letters, digits and hyphens, a letter first, at most 63 characters
        the catalog memory has 1 problem
        memory/catalog.yaml:18:17 `networks` error[catalog-unknown] there is no capability `networks`
            help: did you mean `network`?
        the catalog memory has 1 problem
        memory/catalog.yaml:18:26 `netwrok` error[catalog-unknown] there is no module `netwrok`
            help: did you mean `network`?
        the catalog memory has 1 problem
        memory/catalog.yaml:18:26 `postgres` error[catalog-binding] the module `postgres` does not provide `network`
            help: it is provided by `network`
        the catalog memory has 1 problem
        memory/catalog.yaml:20:7 `posgres` error[catalog-unknown] there is no module `posgres`
            help: did you mean `postgres`?
        the catalog memory has 2 problems
        memory/catalog.yaml:18:22 `s4` error[catalog-unknown] there is no backend `s4`
            help: did you mean `s3`?
        memory/catalog.yaml:18:43 `"${servce}"` error[catalog-settings] `${servce}` stands for nothing
            help: did you mean `${service}`?
        the catalog memory has 1 problem
        memory/catalog.yaml:2:22 `network` error[catalog-binding] the module `network` does not provide `binding`
            help: it is provided by `postgres`
        the catalog memory has 1 problem
        memory/catalog.yaml:2:17 `"${service}-${compnent}"` error[catalog-settings] `${compnent}` stands for nothing
            help: did you mean `${component}`?
        the catalog memory has 1 problem
        error[catalog-settings] there is no environment
            help: add one under `environments:` in catalog.yaml; each service gets a root module for it
        "#);
}

#[test]
fn a_mistake_in_a_blueprint_is_found() {
    let whole = WHOLE.last().unwrap().1;
    let cases = [
        ("name: http-api", "name: api"),
        ("api: service", "Api: service"),
        ("api: service", "api: servce"),
        ("api.binding", "api"),
        ("api.binding", "apo.binding"),
        ("api.binding", "api.bindings"),
        ("api.binding: [db]", "api.network: [db, api]"),
        ("[db]", "[dc]"),
        ("db.size", "d.size"),
        ("web api", "database"),
        ("components:", "components: {}\nlinks: {}\nask: []\n---\nx:"),
    ];
    let mut text = String::new();
    for (from, to) in cases {
        assert!(whole.contains(from), "{from}");
        text += &problems(&[("blueprints/http-api.yaml", &whole.replacen(from, to, 1))]);
    }
    insta::assert_snapshot!(text.replace("memory/blueprints/http-api.yaml", "blueprint"), @"
        the catalog memory has 1 problem
        blueprint:1:7 `api` error[catalog-name] the blueprint says `api`, its file `http-api`
            help: write `name: http-api`, or rename the file
        the catalog memory has 2 problems
        blueprint:5:3 `Api` error[catalog-name] `Api` is no valid component name
            help: lower-case letters, digits and underscores, a letter first
        blueprint:8:3 `api.binding` error[catalog-unknown] there is no component `api`
            help: did you mean `Api`?
        the catalog memory has 1 problem
        blueprint:5:8 `servce` error[catalog-unknown] there is no module `servce`
            help: did you mean `service`?
        the catalog memory has 1 problem
        blueprint:8:3 `api` error[catalog-blueprint] `api` has no two parts
            help: write `COMPONENT.SLOT`
        the catalog memory has 1 problem
        blueprint:8:3 `apo.binding` error[catalog-unknown] there is no component `apo`
            help: did you mean `api`?
        the catalog memory has 1 problem
        blueprint:8:3 `api.bindings` error[catalog-unknown] there is no slot `bindings` of `service`
            help: did you mean `binding`?
        the catalog memory has 3 problems
        blueprint:8:17 `db` error[catalog-blueprint] `db` does not provide `network`
        blueprint:8:21 `api` error[catalog-blueprint] `api` does not provide `network`
        blueprint:8:21 `api` error[catalog-blueprint] the slot `network` takes one component
        the catalog memory has 1 problem
        blueprint:8:17 `dc` error[catalog-unknown] there is no component `dc`
            help: did you mean `db`?
        the catalog memory has 1 problem
        blueprint:9:7 `d.size` error[catalog-unknown] there is no component `d`
            help: did you mean `db`?
        the catalog memory has 1 problem
        blueprint:8:1 `` error[catalog-yaml] the file holds more than one YAML document
            help: remove what follows the `---`
        ");
}

#[test]
fn every_problem_of_every_file_is_reported_at_once() {
    let text = problems(&[
        ("catalog.yaml", "organisation: Acme\n"),
        ("capabilities.yaml", "network: { summary: Where to live., type: strng }\n"),
        ("modules/network/module.yaml", "nam: network\n"),
        ("modules/postgres/module.yaml", &card("version: one\nname: db\nowner: \"\"")),
        ("blueprints/http-api.yaml", "name: other\nsummary: A.\ncomponents: { a: nothing }\n"),
    ]);
    insta::assert_snapshot!(text, @r#"
        the catalog memory has 8 problems
        memory/blueprints/http-api.yaml:1:7 `other` error[catalog-name] the blueprint says `other`, its file `http-api`
            help: write `name: http-api`, or rename the file
        memory/blueprints/http-api.yaml:3:18 `nothing` error[catalog-unknown] there is no module `nothing`
            help: there are network, postgres, service
        memory/capabilities.yaml:1:43 `strng` error[catalog-capability] the type of capability `network` is not a type: `strng` is no type; did you mean `string`?
        memory/catalog.yaml:1:1 `organisation` error[catalog-yaml] the key `registry` is missing
        memory/modules/network/module.yaml:1:1 `nam` error[catalog-yaml] there is no key `nam` here
            help: did you mean `name`?
        memory/modules/postgres/module.yaml:1:10 `one` error[catalog-version] `one` is not a semantic version: unexpected character 'o' while parsing major version number
            help: write three numbers, such as `1.0.0`
        memory/modules/postgres/module.yaml:2:7 `db` error[catalog-name] the card says `db`, its folder `postgres`
            help: write `name: postgres`, or rename the folder
        memory/modules/postgres/module.yaml:3:8 `""` error[catalog-text] the text is empty
            help: write one plain sentence
        "#);
}

#[test]
fn a_file_that_is_missing_says_what_to_create() {
    let mut text = problems(&[
        ("catalog.yaml", REMOVED),
        ("catalog.yml", "x"),
        ("capabilities.yaml", REMOVED),
        ("modules/postgres/module.yaml", REMOVED),
        ("modules/postgres/module.yml", "x"),
    ]);
    text += &listed(&Catalog::load(Files::memory([])).unwrap_err().report.unwrap());
    insta::assert_snapshot!(text, @"
        the catalog memory has 3 problems
        error[catalog-file] the catalog has no capabilities.yaml
            help: create memory/capabilities.yaml; `pave schema capabilities` prints what it may hold
        error[catalog-file] the catalog has no catalog.yaml
            help: rename catalog.yml to catalog.yaml
            help: create memory/catalog.yaml; `pave schema catalog` prints what it may hold
        memory/modules/postgres:1:1 `` error[catalog-file] the module modules/postgres has no card module.yaml
            help: rename module.yml to module.yaml
            help: create memory/modules/postgres/module.yaml; `pave schema card` prints what it may hold
        error[catalog-file] the catalog has no capabilities.yaml
            help: create memory/capabilities.yaml; `pave schema capabilities` prints what it may hold
        error[catalog-file] the catalog has no catalog.yaml
            help: create memory/catalog.yaml; `pave schema catalog` prints what it may hold
        ");
}
