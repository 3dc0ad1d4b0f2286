//! `pave graph`

use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::output::Output;
use crate::app::graph::{GraphRequest, Graphed, Subject, graph};
use crate::catalog::Catalog;
use crate::compose::diagram::{CatalogWiring, Picture, TextStyle, dot, mermaid, svg, text};
use crate::diag::Severity;
use crate::error::{Error, ErrorKind, Result};
use crate::store;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pave graph payments
  pave graph payments --env prod --output payments/wiring.svg
  pave graph --intent \"an API with Postgres and a queue\"
  pave graph --capabilities --format dot")]
pub(super) struct Words {
    /// The service's folder
    #[arg(default_value = ".", value_name = "DIR", conflicts_with_all = ["intent", "capabilities"])]
    dir: Utf8PathBuf,

    /// Show what a new service would be, from your own words
    #[arg(long, value_name = "TEXT", conflicts_with = "capabilities")]
    intent: Option<String>,

    /// Show which modules of the catalog provide and take what
    #[arg(long)]
    capabilities: bool,

    /// Show one environment; all of the service when left out
    #[arg(long = "env", value_name = "NAME", conflicts_with = "capabilities")]
    environment: Option<String>,

    /// How to show it; by the ending of --output, or text
    #[arg(long, value_enum)]
    format: Option<FormatWord>,

    /// Write it to a file, over what is there
    #[arg(long, short, value_name = "FILE")]
    output: Option<Utf8PathBuf>,

    /// Draw with ASCII alone
    #[arg(long)]
    ascii: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatWord {
    /// Boxes and lines for the terminal, or a list where it is too narrow
    Text,
    /// A Mermaid flowchart, which code hosts draw in Markdown
    Mermaid,
    /// For Graphviz
    Dot,
    /// A picture for a page, light and dark
    Svg,
    /// Nodes and edges, for a program
    Json,
}

pub(super) fn run(words: &Words, catalog: &Catalog, output: &mut Output<'_>) -> Result<u8> {
    let format = words.format()?;
    output.json = format == FormatWord::Json && words.output.is_none();
    if words.capabilities {
        let wiring = CatalogWiring::of(catalog);
        words.show(format, &wiring, &wiring.picture(), output)?;
        return Ok(0);
    }
    let subject = match &words.intent {
        Some(text) => Subject::Intent(text.clone()),
        None => Subject::Folder(words.dir.clone()),
    };
    let request = GraphRequest { subject, environment: words.environment.clone() };
    let Graphed { wiring, resolution, report } =
        graph(catalog, &request).map_err(|e| words.told(e))?;
    words.show(format, &wiring, &wiring.picture(), output)?;
    if wiring.nodes.is_empty() {
        output.note(&format!("{} has no component in any environment", wiring.service));
    }
    for not in resolution.iter().flat_map(|r| &r.not_covered) {
        output.note(&format!("{}: not in this catalog", not.service));
    }
    output.findings(&report);
    Ok(u8::from(report.findings.iter().any(|f| f.severity == Severity::Error)))
}

impl Words {
    /// Says what was likely meant where words stand in place of a folder.
    fn told(&self, mut error: Error) -> Error {
        if self.dir.as_str().contains(' ') && error.kind == ErrorKind::NotFound {
            error.hints.insert(0, format!("pave graph --intent \"{}\"", self.dir));
        }
        error
    }

    fn format(&self) -> Result<FormatWord> {
        if let Some(format) = self.format {
            return Ok(format);
        }
        let Some(path) = &self.output else { return Ok(FormatWord::Text) };
        match path.extension() {
            Some("txt") => Ok(FormatWord::Text),
            Some("mmd" | "mermaid") => Ok(FormatWord::Mermaid),
            Some("dot" | "gv") => Ok(FormatWord::Dot),
            Some("svg") => Ok(FormatWord::Svg),
            Some("json") => Ok(FormatWord::Json),
            _ => Err(Error::usage(format!("the ending of {path} does not say what to write"))
                .hint("say it: --format text, mermaid, dot, svg or json")),
        }
    }

    fn show(
        &self,
        format: FormatWord,
        wiring: &impl Serialize,
        picture: &Picture,
        output: &mut Output<'_>,
    ) -> Result<()> {
        let to_file = self.output.is_some();
        let shown = match format {
            FormatWord::Text => text(picture, self.style(output, to_file)),
            FormatWord::Mermaid => mermaid(picture),
            FormatWord::Dot => dot(picture),
            FormatWord::Svg => svg(picture),
            FormatWord::Json => {
                let json = serde_json::to_string_pretty(wiring).expect("a wiring is plain data");
                format!("{json}\n")
            }
        };
        match &self.output {
            None => output.print(&shown),
            Some(path) => {
                store::write_file(path, shown.as_bytes())?;
                output.note(&format!("wrote {path}"));
            }
        }
        Ok(())
    }

    fn style(&self, output: &Output<'_>, to_file: bool) -> TextStyle {
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        TextStyle {
            width: output.terminal.width,
            ascii: self.ascii || (dumb && !to_file),
            colour: output.terminal.out_colour && !to_file,
        }
    }
}
