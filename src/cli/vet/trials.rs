//! The flags about trying modules with real Terraform, and a bar while that goes on.

use std::num::NonZeroUsize;

use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use crate::app::vet::trials::{Progress, Trials, Which};
use crate::app::vet::{Vet, VetRequest, vet};
use crate::catalog::{Catalog, Files};
use crate::cli::output::Output;
use crate::cli::plan::module_files;
use crate::error::{Error, ErrorKind, Result};
use crate::offline::added;
use crate::store::Cache;

/// Flags about trying modules with real Terraform.
#[derive(Debug, Args)]
#[group(skip)]
pub(in crate::cli) struct Words {
    /// Leave out what needs Terraform: examples, tests, mutants and upgrades
    #[arg(long)]
    no_tests: bool,

    /// Which mutants are put to the tests
    #[arg(long, value_enum, default_value_t, value_name = "WHICH", conflicts_with = "no_tests")]
    mutants: Mutants,

    /// How many runs of Terraform there are at a time; by default as many as processors
    #[arg(long, value_name = "N", conflicts_with = "no_tests")]
    jobs: Option<NonZeroUsize>,

    /// Try everything again, and remember nothing
    #[arg(long, conflicts_with = "no_tests")]
    no_cache: bool,

    /// The terraform program; by default the one on the PATH
    #[arg(long, value_name = "FILE", env = "PAVE_TERRAFORM")]
    terraform: Option<Utf8PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Mutants {
    /// All of them
    #[default]
    All,
    /// The first of each guardrail
    Sample,
    /// None
    None,
}

impl Words {
    /// Vets, and tries what it vets with Terraform unless that is to be left out.
    pub(in crate::cli) fn vet(
        &self,
        request: &VetRequest,
        files: &dyn Fn() -> Result<Files>,
        output: &Output<'_>,
    ) -> Result<Vet> {
        if self.no_tests {
            return vet(request, files, None);
        }
        let program = std::env::current_exe().ok().and_then(|p| Utf8PathBuf::from_path_buf(p).ok());
        let program = program.ok_or_else(|| Error::usage("pave cannot find its own file"))?;
        // Only modules that call others of the catalog need it; what is wrong with it is told
        // elsewhere.
        let catalog = files().and_then(Catalog::load).ok();
        let jobs = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let trials = Trials {
            providers: &added::load(&added::default_data_dir()?)?,
            modules: &|request| match &catalog {
                Some(catalog) => module_files(catalog, request),
                None => Ok(None),
            },
            program: &program,
            terraform: self.terraform.as_deref(),
            mutants: match self.mutants {
                Mutants::All => Which::All,
                Mutants::Sample => Which::Sample,
                Mutants::None => Which::None,
            },
            jobs: self.jobs.unwrap_or_else(jobs),
            cache: if self.no_cache { None } else { Some(&Cache::of("vet")?) },
        };
        let bar = bar(output.terminal.progress && !output.json);
        let mut on = |Progress { done, all }: Progress| {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        };
        let vetted = vet(request, files, Some((&trials, &mut on)));
        bar.finish_and_clear();
        vetted.map_err(|error| match error.kind {
            ErrorKind::Io => error.hint("--no-tests leaves out what needs Terraform"),
            _ => error,
        })
    }
}

fn bar(shown: bool) -> ProgressBar {
    if !shown {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} tried, {eta} left");
    ProgressBar::new(0).with_style(style.expect("the template is well formed"))
}
