//! A plan as the files of a catalog, but for those of its modules.

use serde::Serialize;
use tera::{Context, Tera};

use super::plan::{CatalogFiles, Plan};
use super::words::{quoted, slug, summary};
use crate::catalog::{Catalog, Wiring};

const TEMPLATES: [(&str, &str); 5] = [
    ("catalog.yaml", include_str!("../../../../templates/catalog/catalog.yaml.tera")),
    ("capabilities.yaml", include_str!("../../../../templates/catalog/capabilities.yaml.tera")),
    ("README.md", include_str!("../../../../templates/catalog/README.md.tera")),
    ("CONTRIBUTING.md", include_str!("../../../../templates/catalog/CONTRIBUTING.md.tera")),
    (
        ".github/workflows/catalog.yml",
        include_str!("../../../../templates/catalog/catalog.yml.tera"),
    ),
];

/// The Terraform versions that root modules of a new catalog admit.
const TERRAFORM: &str = ">= 1.11.0, < 2.0.0";

/// The Terraform version that the workflow of a new catalog takes.
const TERRAFORM_IN_CI: &str = "1.11";

#[derive(Serialize)]
struct EnvironmentText {
    name: String,
    summary: String,
    region: String,
    bindings: Vec<BindingText>,
    tier: Option<&'static str>,
}

#[derive(Serialize)]
struct BindingText {
    capability: String,
    module: String,
}

#[derive(Serialize)]
struct CapabilityText {
    name: String,
    summary: String,
    many: bool,
    explicit: bool,
    #[serde(rename = "type")]
    ty: String,
}

#[derive(Serialize)]
struct ModuleText<'p> {
    name: &'p str,
    summary: &'p str,
}

impl Plan {
    /// Writes what is not of a module.
    pub(super) fn write(&self, files: &mut CatalogFiles) {
        let mut tera = Tera::new();
        tera.autoescape_on(Vec::<&'static str>::new());
        tera.add_raw_templates(TEMPLATES).expect("the templates are tested");
        let context = self.context();
        for (name, _) in TEMPLATES {
            let text = tera.render(name, &context).expect("the templates are tested");
            let text = format!("{}\n", text.trim_end());
            files.insert(name.into(), text.into_bytes());
        }
        files.insert(".gitignore".into(), b".terraform/\n*.tfstate\n*.tfstate.*\n".to_vec());
    }

    fn context(&self) -> Context {
        let mut context = Context::new();
        context.insert("organisation", &quoted(&self.organisation));
        context.insert("organisation_text", &self.organisation);
        context.insert("slug", &slug(&self.organisation));
        context.insert("registry", &quoted(&self.registry));
        context.insert("namespace", &quoted(&self.namespace));
        context.insert("target_system", &quoted(&self.target_system));
        context.insert("terraform", &quoted(TERRAFORM));
        context.insert("terraform_version", TERRAFORM_IN_CI);
        context.insert("providers", &self.providers);
        context.insert("environments", &self.environments_text());
        context.insert("capabilities", &self.capabilities());
        let modules: Vec<ModuleText<'_>> =
            self.modules.iter().map(|(name, summary)| ModuleText { name, summary }).collect();
        context.insert("modules", &modules);
        let names: Vec<&str> = self.modules.iter().map(|(name, _)| name.as_str()).collect();
        context.insert("module_names", &names.join(", "));
        context.insert("named", &self.named);
        context.insert("blueprint", &(!self.modules.is_empty()).then_some("starter"));
        context
    }

    fn environments_text(&self) -> Vec<EnvironmentText> {
        let bindings = || {
            let all = self.bindings.iter();
            all.map(|(capability, module)| BindingText {
                capability: capability.clone(),
                module: module.clone(),
            })
            .collect()
        };
        let environment = |(name, region): &(String, String)| EnvironmentText {
            summary: quoted(&summary(name)),
            name: quoted(name),
            region: quoted(region),
            bindings: bindings(),
            tier: self.tier.then_some(if name.starts_with("prod") { "prod" } else { "dev" }),
        };
        self.environments.iter().map(environment).collect()
    }

    /// Those of the catalog that is built in; elsewhere than on AWS the one that fits any cloud.
    fn capabilities(&self) -> Vec<CapabilityText> {
        let aws = self.providers.iter().any(|provider| provider.name == "aws");
        let embedded = Catalog::embedded();
        let kept = embedded.capabilities.values().filter(|c| aws || c.name == "binding");
        kept.map(|capability| CapabilityText {
            name: capability.name.clone(),
            summary: quoted(&capability.summary),
            many: capability.many,
            explicit: capability.wiring == Wiring::Explicit,
            ty: capability.ty.pretty_at(4),
        })
        .collect()
    }
}
