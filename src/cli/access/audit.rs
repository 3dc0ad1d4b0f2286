//! `pave audit`

use camino::Utf8PathBuf;
use clap::{Args, Subcommand};

use super::{Way, kept, way};
use crate::cli::output::Output;
use crate::cli::{place, registry};
use crate::error::{Error, Result};
use crate::store::ledger::{Entry, verify_chain};
use crate::store::read_file;

/// Largest exported log that is read, in bytes.
const MAX_LOG_BYTES: u64 = 4 * 1024 * 1024 * 1024;

#[derive(Debug, Args)]
pub(in crate::cli) struct Words {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print the whole log, a JSON object a line
    Export(Export),
    /// Find out whether a log is what was written: no entry changed, put in or taken out
    Verify(Verify),
}

#[derive(Debug, Args)]
struct Export {
    #[command(flatten)]
    place: place::PlaceWords,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Exit codes: 0 it is what was written, 1 it is not.

A log of which the end was cut off is still a chain: compare the last hash with one kept elsewhere.

Examples:
  pave audit verify audit.ndjson
  pave audit verify --data /var/lib/pave")]
struct Verify {
    /// An exported log; that of the registry when left out
    file: Option<Utf8PathBuf>,

    #[command(flatten)]
    place: place::PlaceWords,
}

pub(in crate::cli) fn run(
    words: &Words,
    registry: &registry::Place<'_>,
    output: &mut Output<'_>,
) -> Result<u8> {
    match &words.command {
        Command::Export(words) => {
            let text = match way(&words.place, registry)? {
                Way::Api(client) => String::from_utf8(client.log()?)
                    .map_err(|e| Error::io("the log that the registry sent is no text", e))?,
                Way::Kept(options) => kept(&options, async |registry| {
                    let mut text = String::new();
                    registry.ledger.verify_log(|entry| text.push_str(&line(entry))).await?;
                    Ok(text)
                })?,
            };
            output.print(&text);
            Ok(0)
        }
        Command::Verify(Verify { file: Some(file), .. }) => {
            let bytes = read_file(file, MAX_LOG_BYTES)?;
            verified(&bytes, file.as_str(), output)
        }
        Command::Verify(words) => match way(&words.place, registry)? {
            Way::Api(client) => verified(&client.log()?, client.base(), output),
            Way::Kept(options) => {
                let mut hash = String::new();
                let entries = kept(&options, async |registry| {
                    registry.ledger.verify_log(|entry| hash.clone_from(&entry.hash)).await
                })?;
                output.print(&told(entries, &hash));
                Ok(0)
            }
        },
    }
}

fn line(entry: &Entry) -> String {
    format!("{}\n", serde_json::to_string(entry).expect("an entry is plain data"))
}

fn verified(bytes: &[u8], name: &str, output: &mut Output<'_>) -> Result<u8> {
    let mut last = (0, String::new());
    for (at, text) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if text.is_empty() {
            continue;
        }
        let entry: Entry = serde_json::from_slice(text).map_err(|e| {
            Error::refused(format!("line {} of {name} is no entry of a log", at + 1)).caused_by(e)
        })?;
        last = verify_chain(&[entry], last)?;
    }
    let (entries, hash) = last;
    output.print(&told(entries, &hash));
    Ok(0)
}

fn told(entries: i64, hash: &str) -> String {
    format!("{entries} entries, each follows the one before; the last is {hash}\n")
}
