//! `pave plan`

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use serde::Serialize;

use super::output::Output;
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::offline::{self, Event, ModuleFiles, ModuleRequest, Run, Stage, Verb, added};
use crate::report;
use crate::terraform::ModuleSource;

#[derive(Debug, Args)]
#[command(after_help = "\
Nothing is downloaded, no credentials are used, and nothing is left in the folder. Providers are \
stand-ins that know names and types; values are made up.")]
pub(super) struct Words {
    /// The root module's folder
    #[arg(default_value = ".", value_name = "DIR")]
    dir: Utf8PathBuf,

    /// An input variable; may be repeated
    #[arg(long = "var", value_name = "NAME=VALUE")]
    vars: Vec<String>,

    /// A file of input variables; may be repeated
    #[arg(long = "var-file", value_name = "FILE")]
    var_files: Vec<Utf8PathBuf>,

    /// Run `terraform test` instead of a plan
    #[arg(long, conflicts_with_all = ["validate", "json"])]
    test: bool,

    /// Run `terraform validate` instead of a plan
    #[arg(long, conflicts_with = "json")]
    validate: bool,

    /// Tell the plan as JSON, as `terraform show -json` does
    #[arg(long)]
    json: bool,

    /// The terraform program; by default the one on the PATH
    #[arg(long, value_name = "FILE", env = "PAVE_TERRAFORM")]
    terraform: Option<Utf8PathBuf>,
}

#[derive(Serialize)]
struct Failed {
    error: &'static str,
    findings: Vec<report::FindingRecord>,
    output: String,
}

pub(super) fn run(
    words: &Words,
    catalog: &dyn Fn() -> Result<Catalog>,
    output: &mut Output<'_>,
) -> Result<u8> {
    output.json = words.json;
    let program = std::env::current_exe()
        .ok()
        .and_then(|p| Utf8PathBuf::from_path_buf(p).ok())
        .ok_or_else(|| Error::usage("pave cannot find its own file"))?;
    let providers = added::load(&added::default_data_dir()?)?;
    let catalog = catalog()?;
    let modules = |request: &ModuleRequest<'_>| module_files(&catalog, request);
    let verb = match (words.test, words.validate) {
        (true, _) => Verb::Test,
        (_, true) => Verb::Validate,
        _ => Verb::Plan,
    };
    let run = Run {
        dir: &words.dir,
        verb,
        vars: &words.vars,
        var_files: &words.var_files,
        arguments: &[],
        providers: &providers,
        modules: &modules,
        program: &program,
        terraform: words.terraform.as_deref(),
        color: output.terminal.out_colour,
        plan_json: words.json,
        state: None,
    };
    let progress = output.terminal.progress && !words.json;
    let quiet = words.json;
    let outcome = offline::run(&run, &mut |event| match event {
        Event::Stage(stage) if progress => output.note(&stage_text(stage, verb)),
        Event::Note(note) if !quiet => output.note(&format!("note: {note}")),
        Event::Line { stage: Stage::Main, error: false, text } if !quiet => {
            output.print(text);
            output.print("\n");
        }
        _ => {}
    })?;
    let code = u8::from(!outcome.success);
    if words.json {
        match outcome.plan {
            Some(plan) => output.print_json(&plan),
            None => output.print_json(&Failed {
                error: "terraform found the configuration wrong",
                findings: report::findings_for_machines(
                    &outcome.report.findings,
                    &outcome.report.sources,
                ),
                output: outcome.output,
            }),
        }
        return Ok(code);
    }
    output.findings(&outcome.report);
    if !outcome.success && outcome.report.findings.is_empty() {
        output.note(outcome.output.trim_end());
    }
    Ok(code)
}

fn stage_text(stage: Stage, verb: Verb) -> String {
    match (stage, verb) {
        (Stage::Prepare, _) => "preparing a scratch copy",
        (Stage::Init, _) => "terraform init",
        (Stage::Main, Verb::Test) => "terraform test",
        (Stage::Main, Verb::Validate) => "terraform validate",
        (Stage::Main, _) => "terraform plan",
        (Stage::Show, _) => "terraform show",
    }
    .to_owned()
}

/// The files of a module of the catalog, by registry address or by its tag in git.
pub(super) fn module_files(
    catalog: &Catalog,
    request: &ModuleRequest<'_>,
) -> Result<Option<ModuleFiles>> {
    let settings = &catalog.settings;
    let named = match request.source {
        ModuleSource::Registry(source) => {
            let ours = source.host.as_deref() == Some(settings.registry.value.as_str())
                && source.namespace == settings.namespace.value
                && source.provider == settings.target_system.value;
            ours.then(|| (source.name.clone(), String::new()))
        }
        ModuleSource::Git(source) => {
            let ours = settings.git.as_ref().is_some_and(|git| git.value == source.url);
            let folder = source.subdir.clone().unwrap_or_default();
            let module = Utf8Path::new(&folder).file_name().map(str::to_owned);
            ours.then_some(module).flatten().map(|name| (name, folder.clone()))
        }
        _ => None,
    };
    let Some((name, folder)) = named else { return Ok(None) };
    let Some(module) = catalog.module(&name) else { return Ok(None) };
    if request.version.is_some_and(|v| !v.admits(&module.version)) {
        let call = request.call;
        return Err(Error::not_found(format!("{call}: the catalog has {name} {}", module.version))
            .hint("pin the version that the catalog has"));
    }
    let files = module
        .release_files()?
        .into_iter()
        .map(|file| (Utf8Path::new(&folder).join(&file.path), file.bytes.into_owned()))
        .collect();
    Ok(Some(ModuleFiles { version: Some(module.version.clone()), files }))
}
