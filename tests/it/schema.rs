//! The embedded schemas and what can be asked of them.

use pavestone::schema::pack::{self, Pack};
use pavestone::schema::{Kind, Nesting, Provider, Providers, Step, json};
use pavestone::terraform::Type;
use prost::Message as _;

fn aws() -> &'static Provider {
    Providers::embedded().find("hashicorp/aws").unwrap()
}

#[test]
fn every_embedded_type_can_be_looked_up_and_is_in_the_answer() {
    for provider in Providers::embedded().iter() {
        let answer = provider.pack().answer();
        let answer = pavestone::schema::wire::ProviderSchema::decode(answer.as_slice()).unwrap();
        let tables = [
            (Kind::Resource, answer.resources),
            (Kind::DataSource, answer.data_sources),
            (Kind::Ephemeral, answer.ephemeral_resources),
        ];
        for (kind, table) in tables {
            assert!(provider.type_names(kind).eq(table.keys()), "{}", provider.address());
            for name in provider.type_names(kind) {
                assert!(!provider.schema(kind, name).unwrap().block.names().eq([""]), "{name}");
            }
        }
    }
    let count = |kind| aws().type_names(kind).len();
    assert_eq!([Kind::Resource, Kind::DataSource, Kind::Ephemeral].map(count), [1711, 679, 10]);
}

#[test]
fn the_embedded_schemas_are_small() {
    let bytes: usize = Providers::embedded().iter().map(|p| p.pack().bytes().len()).sum();
    assert!(bytes < 400_000, "{bytes}");
}

#[test]
fn a_provider_is_found_by_any_form_of_its_source_and_by_its_types() {
    let providers = Providers::embedded();
    for source in ["aws", "hashicorp/aws", "registry.terraform.io/hashicorp/aws", "HashiCorp/AWS"] {
        assert_eq!(providers.find(source).unwrap().address(), aws().address());
    }
    assert!(providers.find("acme/aws").is_none());
    assert_eq!(providers.of_type("random_pet").unwrap().name(), "random");
    assert_eq!(providers.of_type("external").unwrap().name(), "external");
    assert!(providers.of_type("google_storage_bucket").is_none());
}

#[test]
fn attributes_and_blocks_say_how_they_are_used() {
    let database = &aws().resource("aws_db_instance").unwrap().block;
    let attribute = |name| database.attribute(name).unwrap();
    assert!(attribute("instance_class").required);
    assert!(attribute("password").sensitive && attribute("password").settable());
    assert!(attribute("password_wo").write_only);
    assert!(attribute("arn").computed && !attribute("arn").settable());
    assert!(!attribute("deletion_protection").computed);
    assert!(database.attribute("passwort").is_none());
    assert_eq!(database.nearest("passwort"), ["password"]);

    let listener = &aws().resource("aws_lb_listener").unwrap().block;
    let action = listener.nested("default_action").unwrap();
    assert_eq!((action.nesting, action.min_items), (Nesting::List, 1));
    assert_eq!(action.block.nested("forward").unwrap().max_items, 1);
    assert_eq!(aws().resource("aws_db_instance").unwrap().version, 2);

    // Statements hold statements.
    let mut statement = aws().resource("aws_wafv2_web_acl").unwrap().block.nested("rule").unwrap();
    for name in ["statement", "and_statement", "statement", "not_statement", "statement"] {
        statement = statement.block.nested(name).unwrap();
    }
    assert!(statement.block.nested("geo_match_statement").is_some());
}

#[test]
fn a_path_has_a_type() {
    use Step::{Index, Name, Splat};
    let cases: &[(Kind, &str, &[Step<'_>], &str)] = &[
        (Kind::Resource, "aws_vpc", &[Name("id")], "string"),
        (Kind::Resource, "aws_vpc", &[Name("tags"), Name("Name")], "string"),
        (Kind::Resource, "aws_lb", &[Name("access_logs"), Index, Name("bucket")], "string"),
        (Kind::Resource, "aws_lb", &[Name("access_logs"), Splat, Name("enabled")], "list(bool)"),
        (
            Kind::Resource,
            "aws_eks_cluster",
            &[Name("certificate_authority"), Index, Name("data")],
            "string",
        ),
        (
            Kind::Resource,
            "aws_security_group",
            &[Name("ingress"), Splat, Name("from_port")],
            "list(number)",
        ),
        (Kind::DataSource, "aws_subnets", &[Name("ids")], "list(string)"),
        (Kind::DataSource, "aws_subnets", &[Name("ids"), Index], "string"),
        (Kind::Ephemeral, "aws_ssm_parameter", &[Name("value")], "string"),
    ];
    for (kind, name, path, expected) in cases {
        let ty = aws().attribute_type(*kind, name, path).unwrap();
        assert_eq!(ty.to_string(), *expected, "{name} {path:?}");
    }
    let whole = aws().attribute_type(Kind::Resource, "aws_vpc", &[]).unwrap();
    assert!(matches!(whole, Type::Object(object) if object.attributes.contains_key("arn")));
}

#[test]
fn a_path_that_leads_nowhere_says_what_was_probably_meant() {
    use Step::{Index, Name};
    let cases: &[(Kind, &str, &[Step<'_>], &str)] = &[
        (
            Kind::Resource,
            "aws_s3_bucket_verioning",
            &[],
            "registry.terraform.io/hashicorp/aws has no resource type `aws_s3_bucket_verioning`; \
             did you mean `aws_s3_bucket_versioning`?",
        ),
        (
            Kind::Resource,
            "aws_security_group_ingress_rule",
            &[],
            "registry.terraform.io/hashicorp/aws has no resource type \
             `aws_security_group_ingress_rule`; did you mean `aws_vpc_security_group_ingress_rule`?",
        ),
        (
            Kind::Resource,
            "aws_availability_zones",
            &[],
            "registry.terraform.io/hashicorp/aws has no resource type `aws_availability_zones`; \
             there is a data source of that name",
        ),
        (
            Kind::Resource,
            "aws_vpc",
            &[Name("cidr_blok")],
            "aws_vpc has no attribute `cidr_blok`; did you mean `cidr_block`?",
        ),
        (
            Kind::Resource,
            "aws_lb",
            &[Name("access_logs"), Name("bucket")],
            "aws_lb.access_logs is list(object({ bucket = string, enabled = bool, prefix = string })), \
             of which an attribute cannot be taken",
        ),
        (
            Kind::Resource,
            "aws_vpc",
            &[Name("id"), Index],
            "aws_vpc.id is string, of which an element by its index cannot be taken",
        ),
    ];
    for (kind, name, path, expected) in cases {
        let error = aws().attribute_type(*kind, name, path).unwrap_err();
        assert_eq!(error.to_string(), *expected);
    }
}

#[test]
fn what_terraform_prints_of_a_provider_is_packed_and_comes_back_the_same() {
    let printed = serde_json::json!({
        "format_version": "1.0",
        "provider_schemas": { "registry.terraform.io/example/cloud": {
            "provider": { "version": 0, "block": { "attributes": {
                "alias": { "type": "string", "optional": true },
                "region": { "type": "string", "required": true },
            } } },
            "resource_schemas": { "cloud_disk": { "version": 4, "block": {
                "attributes": { "sizes": {
                    "nested_type": { "nesting_mode": "set", "attributes": {
                        "gigabytes": { "type": "number", "required": true },
                        "note": { "type": ["map", "string"], "optional": true, "sensitive": true },
                    } },
                    "optional": true, "deprecated": true,
                } },
                "block_types": { "key": { "nesting_mode": "map", "block": {} } },
            } } },
        } },
    });
    let read = json::read(printed.to_string().as_bytes()).unwrap();
    let packed = pack::pack(&read[0].address, "1.2.3", &read[0].schema);
    let provider = Provider::new(Pack::open(packed.clone()).unwrap(), None).unwrap();
    assert_eq!(provider.version().to_string(), "1.2.3");
    assert_eq!(provider.configuration().block.names().collect::<Vec<_>>(), ["region"]);
    let disk = provider.resource("cloud_disk").unwrap();
    assert_eq!(disk.version, 4);
    let sizes = disk.block.attribute("sizes").unwrap();
    assert!(sizes.deprecated && sizes.nested.as_ref().unwrap().attributes[1].sensitive);
    assert_eq!(sizes.ty.to_string(), "set(object({ gigabytes = number, note = map(string) }))");
    assert_eq!(disk.block.nested("key").unwrap().nesting, Nesting::Map);

    for damage in [8, 30, packed.len() - 1] {
        let mut damaged = packed.clone();
        damaged[damage] ^= 1;
        assert!(Pack::open(damaged).is_err(), "{damage}");
    }
    assert!(Pack::open(packed[..20].to_vec()).is_err());
}
