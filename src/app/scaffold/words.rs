//! What the name of an argument tells of it: how to describe it, a value that fits, what to check.
//!
//! Guesses, all of them, for a person to read over: the embedded schemas hold no descriptions.

use hcl_rs::{Map, Value};

use super::draft::{Validation, Variable};
use crate::catalog::text::suspicious;
use crate::terraform::{ObjectType, Type};

/// Words that are written in capitals.
const CAPITALS: &[&str] = &[
    "acl", "acm", "alb", "api", "arn", "aws", "cidr", "cpu", "db", "dns", "ebs", "ec2", "ecr",
    "ecs", "efs", "eks", "http", "https", "iam", "id", "ids", "ip", "ipv4", "ipv6", "json", "kms",
    "lb", "nat", "rds", "s3", "sns", "sqs", "sse", "ssl", "ssm", "tcp", "tls", "ttl", "url", "vpc",
    "waf",
];

/// A resource type in words: `aws_sqs_queue` is an SQS queue.
pub(in crate::app) fn noun(kind: &str) -> String {
    let (_, rest) = kind.split_once('_').unwrap_or(("", kind));
    let noun = words(rest);
    // There is an `aws_transcribe_language_model`, of which no card may speak.
    if suspicious(&noun).is_empty() { noun } else { "resource".to_owned() }
}

/// The article that goes before a text.
pub(in crate::app) fn article(text: &str) -> &'static str {
    let word = text.split(' ').next().unwrap_or_default();
    let first = word.chars().next().unwrap_or('x');
    // Letters that are spoken one by one: an SQS queue, an RDS cluster.
    let spelt =
        word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let vowel = if spelt { "AEFHILMNORSX" } else { "aeioAEIO" };
    if vowel.contains(first) { "an" } else { "a" }
}

/// What an argument is, in one sentence.
pub(super) fn description(name: &str, ty: &Type, of: &str) -> String {
    match ty {
        Type::Bool => format!("Whether `{name}` is set for the {of}."),
        Type::Number => format!("Number for `{name}` of the {of}."),
        _ => format!("{} of the {of}.", capitalised(&words(name))),
    }
}

/// A name in words: `kms_key_id` is "KMS key ID".
pub(super) fn words(name: &str) -> String {
    let spoken = name.split(['_', '-']).filter(|word| !word.is_empty()).map(|word| match word {
        "ids" => "IDs".to_owned(),
        "arns" => "ARNs".to_owned(),
        _ if CAPITALS.contains(&word) => word.to_ascii_uppercase(),
        _ => word.to_owned(),
    });
    spoken.collect::<Vec<_>>().join(" ")
}

pub(in crate::app) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// A required variable with all that its name tells.
pub(super) fn variable(name: &str, ty: &Type, description: String) -> Variable {
    Variable {
        name: name.to_owned(),
        description,
        ty: ty.clone(),
        default: None,
        sensitive: false,
        validation: validation(name, ty),
        sample: sample(name, ty),
        exercised: false,
    }
}

/// The variable that things are named by.
pub(super) fn name_variable(module: &str, of: &str) -> Variable {
    let condition = "can(regex(\"^[a-z][a-z0-9-]{0,61}[a-z0-9]$\", var.name))";
    let message = "Write 2 to 63 lower-case letters, digits and hyphens, a letter first and no \
                   hyphen last.";
    Variable {
        name: "name".to_owned(),
        description: format!("Name of the {of}, 2 to 63 characters."),
        ty: Type::String,
        default: None,
        sensitive: false,
        validation: Some(Validation {
            condition: condition.to_owned(),
            message: message.to_owned(),
            bad: Some("Not A Name".into()),
        }),
        sample: format!("{module}-example").into(),
        exercised: false,
    }
}

/// A value of a type that looks like what the name says.
pub(super) fn sample(name: &str, ty: &Type) -> Value {
    match ty {
        Type::Bool => true.into(),
        Type::Number => number_sample(name).into(),
        Type::String | Type::Any => string_sample(name).into(),
        Type::List(inner) | Type::Set(inner) => {
            let singular = name.strip_suffix('s').unwrap_or(name);
            Value::Array(vec![sample(singular, inner)])
        }
        Type::Map(inner) => [("example".to_owned(), sample(name, inner))].into_iter().collect(),
        Type::Tuple(types) => Value::Array(types.iter().map(|ty| sample(name, ty)).collect()),
        Type::Object(object) => Value::Object(object_sample(object)),
    }
}

fn object_sample(object: &ObjectType) -> Map<String, Value> {
    let required = object.attributes.iter().filter(|(_, attribute)| !attribute.optional);
    required.map(|(name, attribute)| (name.clone(), sample(name, &attribute.ty))).collect()
}

fn number_sample(name: &str) -> u32 {
    if name.ends_with("port") { 443 } else { 1 }
}

/// What a string of such a name looks like, by the end of the name; the first that fits.
const SAMPLES: &[(&str, &str)] = &[
    ("topic_arn", "arn:aws:sns:eu-west-1:123456789012:example"),
    ("queue_arn", "arn:aws:sqs:eu-west-1:123456789012:example"),
    ("key_arn", "arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"),
    ("role_arn", "arn:aws:iam::123456789012:role/example"),
    ("role", "arn:aws:iam::123456789012:role/example"),
    ("arn", "arn:aws:iam::123456789012:role/example"),
    ("vpc_id", "vpc-0123456789abcdef0"),
    ("subnet_id", "subnet-0123456789abcdef0"),
    ("security_group_id", "sg-0123456789abcdef0"),
    ("security_group", "sg-0123456789abcdef0"),
    ("zone_id", "Z0123456789ABCDEFGHIJ"),
    ("account_id", "123456789012"),
    ("cidr_block", "10.0.0.0/16"),
    ("cidr", "10.0.0.0/16"),
    ("policy", "{\"Version\":\"2012-10-17\",\"Statement\":[]}"),
    ("json", "{}"),
    ("url", "https://service.acme.example"),
    ("domain_name", "service.acme.example"),
    ("email", "team@acme.example"),
    ("instance_class", "db.t4g.micro"),
    ("instance_type", "t4g.micro"),
    ("engine", "postgres"),
    ("region", "eu-west-1"),
];

fn string_sample(name: &str) -> String {
    let known = SAMPLES.iter().find(|(end, _)| ends_with_word(name, end));
    known.map_or("example", |(_, sample)| sample).to_owned()
}

/// Whether a name ends with these words.
pub(super) fn ends_with_word(name: &str, words: &str) -> bool {
    name.strip_suffix(words).is_some_and(|before| before.is_empty() || before.ends_with('_'))
}

/// What the value of such a name must satisfy.
pub(super) fn validation(name: &str, ty: &Type) -> Option<Validation> {
    let valid = |condition: String, message: &str, bad: Value| {
        Some(Validation { condition, message: message.to_owned(), bad: Some(bad) })
    };
    let ends = |words: &str| ends_with_word(name, words);
    match ty {
        Type::String if ends("arn") => valid(
            format!("startswith(var.{name}, \"arn:\")"),
            "Write an ARN, such as \\\"arn:aws:iam::123456789012:role/example\\\".",
            "no-arn".into(),
        ),
        Type::String if ends("cidr") || ends("cidr_block") => valid(
            format!("can(cidrhost(var.{name}, 0))"),
            "Write an address range, such as \\\"10.0.0.0/16\\\".",
            "10.0.0.0".into(),
        ),
        Type::String if ends("policy") || ends("json") => valid(
            format!("can(jsondecode(var.{name}))"),
            "Write JSON, as jsonencode() gives it.",
            "no JSON".into(),
        ),
        Type::String => valid(
            format!("length(trimspace(var.{name})) > 0"),
            "Write something: the text is empty.",
            " ".into(),
        ),
        Type::Number if ends("port") => valid(
            format!("var.{name} >= 1 && var.{name} <= 65535 && floor(var.{name}) == var.{name}"),
            "Write a whole number from 1 to 65535.",
            0.into(),
        ),
        Type::Number
            if ["days", "seconds", "period", "size", "count", "capacity", "storage"]
                .iter()
                .any(|w| ends(w)) =>
        {
            valid(
                format!("var.{name} >= 0"),
                "Write a number that is not negative.",
                Value::from(-1),
            )
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_said_in_words() {
        assert_eq!(noun("aws_sqs_queue"), "SQS queue");
        assert_eq!(noun("random_id"), "ID");
        assert_eq!([article("SQS queue"), article("table"), article("ELB")], ["an", "a", "an"]);
        assert_eq!(
            description("kms_key_id", &Type::String, "SQS queue"),
            "KMS key ID of the SQS queue."
        );
    }

    #[test]
    fn a_sample_satisfies_what_is_checked() {
        assert_eq!(sample("target_arn", &Type::String).as_str().unwrap().get(..4), Some("arn:"));
        let list = Type::list(Type::String);
        assert_eq!(
            sample("subnet_ids", &list),
            Value::Array(vec!["subnet-0123456789abcdef0".into()])
        );
        assert!(!ends_with_word("support", "port") && ends_with_word("db_port", "port"));
    }
}
