//! `pave diff --prove`

use camino::Utf8PathBuf;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::app::diff::Compared;
use crate::app::prove::{Prover, prove};
use crate::cli::output::Output;
use crate::error::{Error, Result};
use crate::offline::added;

#[derive(Debug, Args)]
#[group(skip)]
pub(super) struct Words {
    /// Have real Terraform show each change, offline: it gets the smallest caller that notices it,
    /// with the old version and with the new one
    #[arg(long, conflicts_with = "history")]
    prove: bool,

    /// Leave the callers and both versions of the module in a folder, which must be new or empty
    #[arg(long, value_name = "DIR", requires = "prove")]
    keep: Option<Utf8PathBuf>,
}

/// Proves the changes when the words ask for it.
pub(super) fn run(words: &Words, compared: &mut Compared, output: &Output<'_>) -> Result<()> {
    if !words.prove {
        return Ok(());
    }
    let program = std::env::current_exe().ok().and_then(|p| Utf8PathBuf::from_path_buf(p).ok());
    let program = program.ok_or_else(|| Error::usage("pave cannot find its own file"))?;
    let providers = added::load(&added::default_data_dir()?)?;
    let prover = Prover {
        providers: &providers,
        program: &program,
        at_once: std::thread::available_parallelism().map_or(2, usize::from),
        keep: words.keep.as_deref(),
    };
    let bar = progress(output.terminal.progress);
    let proofs = prove(compared, &prover, &mut |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    compared.proofs = proofs?;
    Ok(())
}

/// A bar that fills as changes are tried; an invisible one where nobody watches.
fn progress(watched: bool) -> ProgressBar {
    if !watched {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("proving changes {bar:30} {pos}/{len}")
        .expect("the template is well formed");
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.with_style(style)
}
