//! The catalog's own validations, decided on the values that the modules' own tests give.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use pavestone::hcl;
use pavestone::hcl::syntax::{Body, ExprKind};
use pavestone::terraform::literal::literal;
use pavestone::terraform::{Given, Module, ModuleScope, eval};

/// The values of a `variables` block; none for what is no constant.
fn values(body: &Body<'_>) -> Given {
    let blocks = body.blocks_of("variables").flat_map(|block| block.body.attributes());
    blocks.map(|a| (a.name.text.to_owned(), literal(&a.value))).collect()
}

/// The variables that a run expects to be refused.
fn expected(run: &Body<'_>) -> BTreeSet<String> {
    let Some(list) = run.attribute("expect_failures") else { return BTreeSet::new() };
    let ExprKind::Tuple(items) = &list.value.kind else { panic!("a list of references") };
    let names = items.iter().filter_map(|item| match &item.kind {
        ExprKind::GetAttr(base, name) if base.kind == ExprKind::Variable("var") => {
            Some(name.text.to_owned())
        }
        _ => None,
    });
    names.collect()
}

#[test]
fn the_catalogs_validations_refuse_what_terraform_refuses_and_nothing_else() {
    let catalog = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog/modules");
    let (mut runs, mut decided, mut refused) = (0, 0, 0);
    let mut met: BTreeMap<(String, String), BTreeSet<bool>> = BTreeMap::new();
    for folder in fs::read_dir(catalog).unwrap().map(|f| f.unwrap().path()) {
        let module = Module::read_dir(folder.as_path().try_into().unwrap()).unwrap();
        for file in fs::read_dir(folder.join("tests")).unwrap().map(|f| f.unwrap().path()) {
            let text = fs::read_to_string(&file).unwrap();
            let parsed = hcl::parse(&text);
            let given = values(&parsed.file.body);
            for run in parsed.file.body.blocks_of("run") {
                // Another module's variables are of no use here.
                if run.body.blocks_of("module").next().is_some() {
                    continue;
                }
                runs += 1;
                let mut given = given.clone();
                given.extend(values(&run.body));
                let at = format!("{} {}", file.display(), run.labels[0].text);
                let mut found = BTreeSet::new();
                for variable in module.variables.values() {
                    let scope = ModuleScope { module: &module, given: &given };
                    for validation in &variable.validations {
                        let condition = hcl::parse_expr(&validation.condition_text).unwrap();
                        let holds = eval::holds(&condition, &scope);
                        let what = format!("{at}: {}", validation.condition_text);
                        let Some(holds) = holds.unwrap_or_else(|e| panic!("{what}: {e:?}")) else {
                            continue;
                        };
                        decided += 1;
                        refused += usize::from(!holds);
                        let key = (module_name(&folder), validation.condition_text.clone());
                        met.entry(key).or_default().insert(holds);
                    }
                    let value = given.get(&variable.name).cloned().flatten();
                    let problems = match value {
                        Some(value) => module.value_problems(&variable.name, &value, &given),
                        None => module.validation_problems(&variable.name, &given),
                    };
                    if !problems.is_empty() {
                        found.insert(variable.name.clone());
                    }
                }
                let expected = expected(&run.body);
                // Terraform does not ask what a refused value means to other variables.
                let asks = |name: &String| {
                    let validations = &module.variables[name].validations;
                    expected.iter().any(|refused| {
                        let reference = format!("var.{refused}");
                        validations.iter().any(|v| v.condition_text.contains(&reference))
                    })
                };
                found.retain(|name| expected.contains(name) || !asks(name));
                assert_eq!(found, expected, "{at}");
            }
        }
        for variable in module.variables.values() {
            for validation in &variable.validations {
                let key = (module_name(&folder), validation.condition_text.clone());
                let verdicts = met.get(&key).cloned().unwrap_or_default();
                assert!(verdicts.contains(&true), "{key:?} is never found to hold");
            }
        }
    }
    assert!(runs > 100 && decided > 1000 && refused > 60, "{runs} {decided} {refused}");
}

fn module_name(folder: &Path) -> String {
    folder.file_name().unwrap().to_str().unwrap().to_owned()
}
