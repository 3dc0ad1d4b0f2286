//! `pave token`

use clap::{Args, Subcommand};

use super::{Way, day, kept, way};
use crate::cli::output::Output;
use crate::cli::{place, registry};
use crate::error::Result;
use crate::registry::view::TokensView;
use crate::registry::{Caller, Scope, TokenRequest, now};
use crate::report::table;

#[derive(Debug, Args)]
pub(in crate::cli) struct Words {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a token, and print it: nobody can be told it again
    Create(Create),
    /// List the tokens, without what they are
    List(List),
    /// Revoke a token
    Revoke(Revoke),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pave token create ci-payments --scope publish --namespace payments --days 90
  pave token create first --scope admin --data /var/lib/pave")]
struct Create {
    /// Whose it is or what it is for; the log names it
    name: String,

    /// What it allows; again for more
    #[arg(long = "scope", value_name = "SCOPE", value_enum, default_value = "read")]
    scopes: Vec<Scope>,

    /// A namespace that it is for, all by default; again for more
    #[arg(long = "namespace", value_name = "NAMESPACE")]
    namespaces: Vec<String>,

    /// A group that it is in; again for more
    #[arg(long = "group", value_name = "GROUP")]
    groups: Vec<String>,

    /// For how many days it works, for ever by default
    #[arg(long, value_name = "DAYS")]
    days: Option<u32>,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    place: place::PlaceWords,
}

#[derive(Debug, Args)]
struct List {
    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    place: place::PlaceWords,
}

#[derive(Debug, Args)]
struct Revoke {
    /// Its id, as `pave token list` shows it
    id: String,

    #[command(flatten)]
    place: place::PlaceWords,
}

pub(in crate::cli) fn run(
    words: &Words,
    registry: &registry::Place<'_>,
    output: &mut Output<'_>,
) -> Result<u8> {
    match &words.command {
        Command::Create(words) => create(words, registry, output),
        Command::List(words) => list(words, registry, output),
        Command::Revoke(words) => {
            let id = words.id.as_str();
            match way(&words.place, registry)? {
                Way::Api(client) => client.revoke_token(id)?,
                Way::Kept(options) => {
                    kept(&options, async |r| r.revoke_token(&Caller::operator(), id).await)?;
                }
            }
            output.note(&format!("revoked {id}"));
            Ok(0)
        }
    }
}

fn create(words: &Create, registry: &registry::Place<'_>, output: &mut Output<'_>) -> Result<u8> {
    output.json = words.json;
    let request = TokenRequest {
        name: words.name.clone(),
        scopes: words.scopes.clone(),
        namespaces: words.namespaces.clone(),
        groups: words.groups.clone(),
        days: words.days,
    };
    let made = match way(&words.place, registry)? {
        Way::Api(client) => client.create_token(&request)?,
        Way::Kept(options) => {
            kept(&options, async |r| r.create_token(&Caller::operator(), &request).await)?
        }
    };
    if words.json {
        output.print_json(&made);
    } else {
        output.print(&format!("{}\n", made.token));
        output.note(&format!("this is shown once; `pave token revoke {}` ends it", made.id));
    }
    Ok(0)
}

fn list(words: &List, registry: &registry::Place<'_>, output: &mut Output<'_>) -> Result<u8> {
    output.json = words.json;
    let all = match way(&words.place, registry)? {
        Way::Api(client) => client.tokens()?,
        Way::Kept(options) => kept(&options, async |r| Ok(TokensView::of(&r.index())))?,
    };
    if words.json {
        output.print_json(&all);
        return Ok(0);
    }
    let mut rows =
        vec![["id", "name", "scopes", "namespaces", "groups", "until"].map(String::from)];
    for token in &all.tokens {
        let until = match token {
            token if token.revoked != 0 => format!("revoked {}", day(token.revoked)),
            token if token.expires != 0 && token.expires <= now() => {
                format!("ended {}", day(token.expires))
            }
            token => day(token.expires),
        };
        rows.push([
            token.id.clone(),
            token.name.clone(),
            token.scopes.join(" "),
            token.namespaces.join(" "),
            token.groups.join(" "),
            until,
        ]);
    }
    output.print(&table::columns(&rows));
    Ok(0)
}
