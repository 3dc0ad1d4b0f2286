//! What must hold of the organisation's questions in `catalog.yaml`.

use super::{Names, View, name, prose, shown, unknown};
use crate::catalog::{Lifecycle, Located, Question, Settings};
use crate::diag::{Finding, SourceId};

const RULE: &str = "catalog-question";

pub(super) fn check(
    settings: &Settings,
    source: SourceId,
    view: &View<'_>,
    names: &Names,
    findings: &mut Vec<Finding>,
) {
    for (question_name, question) in &settings.questions {
        name("question", question_name, source, findings);
        prose::sentence(&question.ask, source, findings);
        options(question_name, question, source, findings);
        default(question, source, findings);
        for module in &question.modules {
            self::module(module, source, names, findings);
        }
        for (option_name, option) in &question.options {
            name("option", option_name, source, findings);
            prose::sentence(&option.summary, source, findings);
            if let Some(why) = &option.refused {
                prose::note(why, source, findings);
            }
            for used in &option.uses {
                self::module(used, source, names, findings);
                approved(used, source, view, findings);
            }
            for module in option.inputs.keys() {
                self::module(module, source, names, findings);
            }
        }
    }
}

fn options(
    name: &Located<String>,
    question: &Question,
    source: SourceId,
    findings: &mut Vec<Finding>,
) {
    let open = question.options.values().filter(|option| option.refused.is_none()).count();
    if open > 0 {
        return;
    }
    let finding =
        Finding::error(RULE, format!("the question `{}` has no option to choose", shown(name)))
            .at(source, name.span, "");
    findings.push(finding.help("add one under `options:` that is not `refused`"));
}

fn default(question: &Question, source: SourceId, findings: &mut Vec<Finding>) {
    let Some(default) = &question.default else { return };
    let wrong = |message: String| Finding::error(RULE, message).at(source, default.span, "");
    let Some(option) = question.options.get(default.value.as_str()) else {
        let known = question.options_in_order();
        let known = known.iter().map(|(name, _)| *name);
        findings.push(unknown("option", default, "", source, known));
        return;
    };
    if question.must_choose {
        findings.push(
            wrong("a question that only a person may answer has no default".to_owned())
                .help("remove `default`, or remove `must_choose`"),
        );
    } else if option.refused.is_some() {
        findings.push(
            wrong(format!("the default `{}` is refused", shown(default)))
                .help("name an option that can be chosen"),
        );
    }
}

fn module(module: &Located<String>, source: SourceId, names: &Names, findings: &mut Vec<Finding>) {
    if !names.modules.contains(module.value.as_str()) {
        let known = names.modules.iter().map(String::as_str);
        findings.push(unknown("module", module, "", source, known));
    }
}

fn approved(
    module: &Located<String>,
    source: SourceId,
    view: &View<'_>,
    findings: &mut Vec<Finding>,
) {
    let Some(found) = view.modules.get(module.value.as_str()) else { return };
    if found.lifecycle() != Lifecycle::Approved {
        let lifecycle = found.lifecycle().as_str();
        findings.push(
            Finding::error(RULE, format!("the module `{}` is {lifecycle}", found.name))
                .at(source, module.span, "")
                .help("an answer brings approved modules"),
        );
    }
}
