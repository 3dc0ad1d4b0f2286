//! `pave access`

use clap::{Args, Subcommand};

use super::{Way, kept, way};
use crate::cli::output::Output;
use crate::cli::{place, registry};
use crate::error::Result;
use crate::registry::Caller;
use crate::registry::view::GrantsView;
use crate::report::table;

#[derive(Debug, Args)]
pub(in crate::cli) struct Words {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say which groups may use a namespace or a module; nobody else learns that it is there
    Set(Set),
    /// List what is limited to groups
    List(List),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pave access set payments --group payments-team
  pave access set platform/postgres/aws --group data --group platform-team
  pave access set payments --everyone")]
struct Set {
    /// A namespace, or a module as NAMESPACE/NAME/SYSTEM
    path: String,

    /// A group that may use it; again for more
    #[arg(long = "group", value_name = "GROUP", required_unless_present = "everyone")]
    groups: Vec<String>,

    /// Let everybody use it who may read
    #[arg(long, conflicts_with = "groups")]
    everyone: bool,

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

pub(in crate::cli) fn run(
    words: &Words,
    registry: &registry::Place<'_>,
    output: &mut Output<'_>,
) -> Result<u8> {
    match &words.command {
        Command::Set(Set { path, groups, place, .. }) => {
            match way(place, registry)? {
                Way::Api(client) => client.set_access(path, groups)?,
                Way::Kept(options) => {
                    let by = Caller::operator();
                    kept(&options, async |r| r.set_access(&by, path, groups).await)?;
                }
            }
            let who = match groups.as_slice() {
                [] => "everybody who may read".to_owned(),
                groups => groups.join(", "),
            };
            output.note(&format!("{path} is for {who}"));
            Ok(0)
        }
        Command::List(words) => {
            output.json = words.json;
            let all = match way(&words.place, registry)? {
                Way::Api(client) => client.grants()?,
                Way::Kept(options) => kept(&options, async |r| Ok(GrantsView::of(&r.index())))?,
            };
            if words.json {
                output.print_json(&all);
                return Ok(0);
            }
            let row = |path: &str, groups: String| [path.to_owned(), groups];
            let mut rows = vec![row("path", "groups".to_owned())];
            rows.extend(all.access.iter().map(|grant| row(&grant.path, grant.groups.join(" "))));
            output.print(&table::columns(&rows));
            Ok(0)
        }
    }
}
