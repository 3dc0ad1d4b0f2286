//! `/capabilities`: who provides and who takes each capability, as a picture and as a table.

use axum::response::Response;
use serde::Serialize;

use super::visit::{PageFault, Visit};
use crate::compose::diagram::{CapabilityNode, CatalogWiring, svg_element};

#[derive(Serialize)]
struct Content {
    capabilities: Vec<CapabilityView>,
    picture: String,
    /// What stands around a module's name in its address.
    namespace: String,
    system: String,
}

#[derive(Serialize)]
struct CapabilityView {
    #[serde(flatten)]
    node: CapabilityNode,
    #[serde(rename = "type")]
    ty: String,
}

/// The capability graph of the catalog.
pub(in crate::server) async fn capabilities(visit: Visit) -> Result<Response, PageFault> {
    let approved = visit.approved().await?;
    let catalog = &approved.catalog;
    let wiring = CatalogWiring::of(catalog);
    let picture = svg_element(&wiring.picture());
    let view = |node: CapabilityNode| {
        let capability = catalog.capability(&node.name);
        let ty = capability.map(|capability| capability.ty.to_string()).unwrap_or_default();
        CapabilityView { node, ty }
    };
    let content = Content {
        capabilities: wiring.capabilities.into_iter().map(view).collect(),
        picture,
        namespace: catalog.settings.namespace.to_string(),
        system: catalog.settings.target_system.to_string(),
    };
    Ok(visit.page("capabilities.html", ("capabilities", "Capabilities"), &content))
}
