//! `/blueprints`: curated compositions, and what each is made of.

use axum::extract::Path;
use axum::response::Response;
use serde::Serialize;

use super::visit::{PageFault, Visit};
use crate::app::new::{NewRequest, compose};
use crate::catalog::{Blueprint, Catalog};
use crate::compose::diagram::{ServiceWiring, svg_element};
use crate::terraform::render;

#[derive(Serialize)]
struct Listed {
    blueprints: Vec<BlueprintView>,
}

#[derive(Serialize)]
struct Content {
    blueprint: BlueprintView,
    /// What a service of it is wired like.
    picture: String,
    namespace: String,
    system: String,
}

#[derive(Serialize)]
struct BlueprintView {
    name: String,
    summary: String,
    version: String,
    aliases: Vec<String>,
    components: Vec<ComponentView>,
    ask: Vec<String>,
}

#[derive(Serialize)]
struct ComponentView {
    name: String,
    module: String,
    summary: String,
    inputs: Vec<(String, String)>,
}

/// Every blueprint.
pub(in crate::server) async fn blueprints(visit: Visit) -> Result<Response, PageFault> {
    let approved = visit.approved().await?;
    let catalog = &approved.catalog;
    let all = catalog.blueprints.values();
    let content = Listed { blueprints: all.map(|b| view(catalog, &b.written)).collect() };
    Ok(visit.page("blueprints.html", ("blueprints", "Blueprints"), &content))
}

/// A blueprint.
pub(in crate::server) async fn blueprint(
    visit: Visit,
    Path(name): Path<String>,
) -> Result<Response, PageFault> {
    let approved = visit.approved().await?;
    let catalog = &approved.catalog;
    let blueprint = view(catalog, catalog.require_blueprint(&name)?);
    let content = Content {
        picture: picture(catalog, &name),
        blueprint,
        namespace: catalog.settings.namespace.to_string(),
        system: catalog.settings.target_system.to_string(),
    };
    Ok(visit.page("blueprint.html", ("blueprints", &name), &content))
}

/// What a service of a blueprint is wired like; nothing where that cannot be told without answers.
fn picture(catalog: &Catalog, blueprint: &str) -> String {
    let request = NewRequest {
        blueprint: Some(blueprint.to_owned()),
        name: Some("service".to_owned()),
        accept_samples: true,
        ..NewRequest::default()
    };
    let composed = compose(catalog, &request);
    let drawn = composed.map(|composed| {
        let wiring = ServiceWiring::of(&composed.stack.service, &composed.linked);
        svg_element(&wiring.picture())
    });
    drawn.unwrap_or_default()
}

fn view(catalog: &Catalog, blueprint: &Blueprint) -> BlueprintView {
    let component = |part: crate::catalog::Part<'_>| ComponentView {
        name: part.name.to_string(),
        module: part.module.to_owned(),
        summary: catalog
            .module(part.module)
            .map(|m| m.card.summary.to_string())
            .unwrap_or_default(),
        inputs: part
            .inputs
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.to_string(), render::value(&value.value)))
            .collect(),
    };
    let texts = |list: &[crate::catalog::Located<String>]| {
        list.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    BlueprintView {
        name: blueprint.name.to_string(),
        summary: blueprint.summary.to_string(),
        version: blueprint.version.as_ref().map(ToString::to_string).unwrap_or_default(),
        aliases: texts(&blueprint.aliases),
        components: blueprint.parts().map(component).collect(),
        ask: texts(&blueprint.ask),
    }
}
