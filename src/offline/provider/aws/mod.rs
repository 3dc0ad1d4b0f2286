//! What AWS would have computed.

pub mod data;
pub mod identities;
pub mod planned;
pub mod policy_document;
mod text;

use identities::identity;

use super::invent::{Inventor, last};
use super::seed::Seed;
use super::value::Value;
use crate::schema::Kind;
use crate::terraform::Type;

/// A value for an attribute of an AWS resource or data source; `None` when nothing special is known
/// of it, or it is none of AWS's.
#[must_use]
pub fn value(of: &Inventor<'_>, path: &str, ty: &Type) -> Option<Value> {
    if !of.type_name.starts_with("aws_") {
        return None;
    }
    if of.kind == Kind::DataSource
        && let Some(value) = data::value(of, path)
    {
        return Some(value);
    }
    match ty {
        Type::String => text::text(of, path).map(Value::from),
        Type::Number => number(of, last(path)).map(Value::from),
        Type::Map(_) if path == "tags_all" => Some(planned::tags_all(of.settings, &of.known)),
        Type::List(_) | Type::Set(_) => list(of, path),
        _ => None,
    }
}

/// The identifier of what is made.
#[must_use]
pub fn id(of: &Inventor<'_>) -> String {
    if let Some(id) = of.string("id") {
        return id.to_owned();
    }
    match identity(of.type_name) {
        Some(known) if known.id == "{arn}" => arn(of),
        Some(known) => filled(of, known.id, ""),
        None if names_itself(of) => of.name.clone(),
        None => format!("{}-{}", short(of.type_name), of.seed.hex("id", 8)),
    }
}

/// The ARN of what is made.
#[must_use]
pub fn arn(of: &Inventor<'_>) -> String {
    if let Some(arn) = of.string("arn") {
        return arn.to_owned();
    }
    match identity(of.type_name) {
        Some(known) if !known.arn.is_empty() => {
            let id = if known.id == "{arn}" { String::new() } else { id(of) };
            filled(of, known.arn, &id)
        }
        _ => {
            let words = short(of.type_name);
            let (service, rest) = words.split_once('-').unwrap_or((&words, &words));
            let pattern = format!("arn:{{p}}:{service}:{{r}}:{{a}}:{rest}/{{n}}");
            filled(of, &pattern, "")
        }
    }
}

/// The ARN of something else that a resource refers to, such as a key or a role.
#[must_use]
pub fn arn_of(of: &Inventor<'_>, type_name: &str) -> String {
    let known = Value::Object([("name".to_owned(), Value::from("example"))].into());
    arn(&Inventor {
        seed: of.seed.clone(),
        ..Inventor::new(of.settings, Kind::Resource, type_name, &known)
    })
}

/// An identifier as AWS makes them for a type, such as `subnet`.
#[must_use]
pub fn id_of(seed: &Seed, word: &str) -> Option<String> {
    let pattern = identity(&format!("aws_{word}"))?.id;
    let prefix = pattern.strip_suffix("{h16}")?;
    Some(format!("{prefix}{}", seed.hex(word, 16)))
}

fn names_itself(of: &Inventor<'_>) -> bool {
    !of.name.starts_with("terraform-")
}

fn short(type_name: &str) -> String {
    type_name.trim_start_matches("aws_").replace('_', "-")
}

/// A pattern of the identities with everything put in.
fn filled(of: &Inventor<'_>, pattern: &str, id: &str) -> String {
    let settings = of.settings;
    let mut out = String::with_capacity(pattern.len() * 2);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (word, after) = after.split_once('}').unwrap_or((after, ""));
        rest = after;
        match word {
            "n" => out.push_str(of.name.trim_start_matches('/')),
            "id" => out.push_str(id),
            "p" => out.push_str(settings.partition()),
            "r" => out.push_str(of.string("region").unwrap_or(&settings.region)),
            "a" => out.push_str(&settings.account),
            "s" => out.push_str(settings.dns_suffix()),
            "u" => out.push_str(&of.seed.uuid("identity")),
            "path" => out.push_str(of.string("path").unwrap_or("/")),
            "lb" => out.push_str(match of.string("load_balancer_type") {
                Some("network") => "net",
                Some("gateway") => "gwy",
                _ => "app",
            }),
            "scope" => out.push_str(match of.string("scope") {
                Some("CLOUDFRONT") => "global",
                _ => "regional",
            }),
            "cluster" => {
                let cluster = of.string("cluster").or_else(|| of.string("cluster_name"));
                out.push_str(cluster.and_then(|c| c.rsplit('/').next()).unwrap_or("default"));
            }
            "group" => out.push_str(of.string("group_name").unwrap_or("default")),
            "bucket" => out.push_str(of.string("bucket").unwrap_or("example")),
            "topic" => out.push_str(of.string("topic_arn").unwrap_or("arn:aws:sns:::example")),
            "function" => {
                let function = of.string("function_name");
                out.push_str(function.and_then(|f| f.rsplit(':').next()).unwrap_or("example"));
            }
            "host" => {
                let url = of.string("url").unwrap_or("example.com");
                out.push_str(url.trim_start_matches("https://"));
            }
            "balancer" => {
                let arn = of.string("load_balancer_arn").unwrap_or_default();
                let tail = arn.split_once(":loadbalancer/").map(|(_, tail)| tail);
                out.push_str(tail.unwrap_or("app/example/0000000000000000"));
            }
            "listener" => {
                let arn = of.string("listener_arn").unwrap_or_default();
                let tail = arn.split_once(":listener/").map(|(_, tail)| tail);
                out.push_str(tail.unwrap_or("app/example/0000000000000000/0000000000000000"));
            }
            _ => out.push_str(&letters(of, word)),
        }
    }
    out.push_str(rest);
    out
}

/// `h16`, `X26`, `d6`: a kind of letters and how many.
fn letters(of: &Inventor<'_>, word: &str) -> String {
    let (kind, count) = word.split_at(1);
    let count = count.parse().expect("patterns are written with a number");
    match kind {
        "h" => of.seed.hex("identity", count),
        "X" => of.seed.upper("identity", count),
        _ => of.seed.letters("identity", count, "0123456789"),
    }
}

fn number(of: &Inventor<'_>, last: &str) -> Option<i64> {
    let engine = of.string("engine").unwrap_or_default();
    match last {
        "port" => Some(match (of.type_name, engine) {
            (_, e) if e.contains("postgres") => 5432,
            (_, e) if e.contains("mysql") || e.contains("mariadb") => 3306,
            (_, e) if e.starts_with("sqlserver") => 1433,
            (_, e) if e.starts_with("oracle") => 1521,
            (t, _) if t.starts_with("aws_elasticache") || t.starts_with("aws_memorydb") => 6379,
            (t, _) if t.starts_with("aws_docdb") => 27017,
            (t, _) if t.starts_with("aws_redshift") => 5439,
            (t, _) if t.starts_with("aws_rds") || t.starts_with("aws_db") => 5432,
            _ => 443,
        }),
        "revision" | "latest_version" | "default_version" => Some(1),
        "owner_id" => of.settings.account.parse().ok(),
        _ => None,
    }
}

fn list(of: &Inventor<'_>, path: &str) -> Option<Value> {
    let seed = &of.seed;
    Some(match (of.type_name, last(path)) {
        (_, "availability_zones") => Value::from(of.settings.zones().to_vec()),
        ("aws_route53_zone", "name_servers") => {
            let domains = ["com", "net", "org", "co.uk"];
            let server = |d: &str| {
                format!("ns-{}.awsdns-{:02}.{d}", seed.below(d, 2048), seed.below("ns", 64))
            };
            Value::from(domains.map(server).to_vec())
        }
        ("aws_acm_certificate", "domain_validation_options") => {
            planned::validation_options(of, true)?
        }
        _ => return None,
    })
}
