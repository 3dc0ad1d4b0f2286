//! Providers by address, and their resource types by name.

use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;

use super::block::Schema;
use super::embedded;
use super::pack::{Pack, Table};
use super::wire;
use crate::error::{Error, Result};

/// The registry host that stands for none in a provider's source.
pub const PUBLIC_HOST: &str = "registry.terraform.io";

/// What a type name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A `resource`.
    Resource,
    /// A `data` source.
    DataSource,
    /// An `ephemeral` resource.
    Ephemeral,
}

/// The providers whose schemas are known.
#[derive(Debug, Default, Clone)]
pub struct Providers {
    providers: Vec<Arc<Provider>>,
}

/// One provider in one version.
#[derive(Debug)]
pub struct Provider {
    pack: Pack,
    file: Option<Utf8PathBuf>,
    version: Version,
    configuration: OnceLock<Schema>,
    resources: Vec<OnceLock<Schema>>,
    data_sources: Vec<OnceLock<Schema>>,
    ephemerals: Vec<OnceLock<Schema>>,
}

impl Providers {
    /// The providers that are part of the program.
    ///
    /// # Panics
    /// When one of them is damaged, which a test would have found.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Providers> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let open = |bytes: &&'static [u8]| {
                Provider::new(Pack::embedded(bytes), None).expect("embedded packs name a version")
            };
            Self { providers: embedded::PACKS.iter().map(open).map(Arc::new).collect() }
        })
    }

    /// The embedded providers and `added` ones; an added one takes the place of an embedded one of
    /// the same address.
    #[must_use]
    pub fn embedded_and(added: impl IntoIterator<Item = Provider>) -> Self {
        let mut providers = Self::embedded().clone();
        for provider in added {
            providers.providers.retain(|p| p.address() != provider.address());
            providers.providers.push(Arc::new(provider));
        }
        providers
    }

    /// All providers, the embedded ones first.
    pub fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.providers.iter().map(Arc::as_ref)
    }

    /// The provider that `source` names: `hashicorp/aws`, `registry.terraform.io/hashicorp/aws`, or
    /// `aws` for one in the namespace `hashicorp`.
    #[must_use]
    pub fn find(&self, source: &str) -> Option<&Provider> {
        let address = full_address(source);
        self.iter().find(|p| p.address() == address)
    }

    /// [`Self::find`], for whoever keeps the provider.
    #[must_use]
    pub fn shared(&self, source: &str) -> Option<Arc<Provider>> {
        let address = full_address(source);
        self.providers.iter().find(|p| p.address() == address).cloned()
    }

    /// The provider whose resource types begin as `type_name` does: `aws_vpc` is of `aws`.
    ///
    /// This is how Terraform finds the provider of a resource where no `provider` is written and
    /// the module gives none another name.
    #[must_use]
    pub fn of_type(&self, type_name: &str) -> Option<&Provider> {
        let name = type_name.split_once('_').map_or(type_name, |(name, _)| name);
        self.find(name).or_else(|| self.iter().find(|p| p.name() == name))
    }
}

impl Provider {
    /// A provider from its packed schema, which is kept in `file` unless it is embedded.
    ///
    /// # Errors
    /// When the pack names no version.
    pub fn new(pack: Pack, file: Option<Utf8PathBuf>) -> Result<Self> {
        let version = Version::parse(pack.version()).map_err(|e| {
            Error::usage(format!("the packed schema of {} has no version: {e}", pack.address()))
        })?;
        let cells = |table| (0..pack.names(table).len()).map(|_| OnceLock::new()).collect();
        Ok(Self {
            version,
            configuration: OnceLock::new(),
            resources: cells(Table::Resource),
            data_sources: cells(Table::DataSource),
            ephemerals: cells(Table::Ephemeral),
            pack,
            file,
        })
    }

    /// The full address, `registry.terraform.io/hashicorp/aws`.
    #[must_use]
    pub fn address(&self) -> &str {
        self.pack.address()
    }

    /// The last part of the address, `aws`: with this its resource types begin.
    #[must_use]
    pub fn name(&self) -> &str {
        self.address().rsplit('/').next().unwrap_or_default()
    }

    /// The version that the schema is of.
    #[must_use]
    pub fn version(&self) -> &Version {
        &self.version
    }

    /// The file that the packed schema is kept in; `None` for an embedded one.
    #[must_use]
    pub fn file(&self) -> Option<&Utf8Path> {
        self.file.as_deref()
    }

    /// The schema as it is stored.
    #[must_use]
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// What the provider's own configuration may hold.
    #[must_use]
    pub fn configuration(&self) -> &Schema {
        self.configuration.get_or_init(|| {
            let entry = self.pack.position(Table::Provider, "");
            let entry = entry.and_then(|at| self.pack.entry(Table::Provider, at));
            entry.and_then(|e| e.provider).map(Schema::from).unwrap_or_default()
        })
    }

    /// What a resource of that type looks like.
    #[must_use]
    pub fn resource(&self, type_name: &str) -> Option<&Schema> {
        self.schema(Kind::Resource, type_name)
    }

    /// What a data source of that type looks like.
    #[must_use]
    pub fn data_source(&self, type_name: &str) -> Option<&Schema> {
        self.schema(Kind::DataSource, type_name)
    }

    /// What a resource, data source or ephemeral resource of that type looks like.
    ///
    /// The first call for a type takes well under a millisecond, later ones no time.
    #[must_use]
    pub fn schema(&self, kind: Kind, type_name: &str) -> Option<&Schema> {
        let table = kind.table();
        let at = self.pack.position(table, type_name)?;
        let cell = match kind {
            Kind::Resource => &self.resources[at],
            Kind::DataSource => &self.data_sources[at],
            Kind::Ephemeral => &self.ephemerals[at],
        };
        Some(cell.get_or_init(|| {
            let entry = self.pack.entry(table, at).expect("the checksum of the pack was compared");
            let all = match kind {
                Kind::Resource => entry.resources,
                Kind::DataSource => entry.data_sources,
                Kind::Ephemeral => entry.ephemeral_resources,
            };
            all.into_values().next().map(Schema::from).unwrap_or_default()
        }))
    }

    /// A function of the provider, such as `arn_parse`.
    #[must_use]
    pub fn function(&self, name: &str) -> Option<wire::Function> {
        let at = self.pack.position(Table::Function, name)?;
        self.pack.entry(Table::Function, at)?.functions.remove(name)
    }

    /// The type names of one kind, sorted.
    pub fn type_names(&self, kind: Kind) -> impl ExactSizeIterator<Item = &str> {
        self.pack.names(kind.table())
    }

    /// The names of its resource types, sorted.
    pub fn resource_names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.type_names(Kind::Resource)
    }

    /// The names of its data sources, sorted.
    pub fn data_source_names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.type_names(Kind::DataSource)
    }
}

impl Kind {
    fn table(self) -> Table {
        match self {
            Self::Resource => Table::Resource,
            Self::DataSource => Table::DataSource,
            Self::Ephemeral => Table::Ephemeral,
        }
    }

    /// What it is called in prose.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Resource => "resource type",
            Self::DataSource => "data source",
            Self::Ephemeral => "ephemeral resource type",
        }
    }
}

/// The full form of a provider's source: `aws` is `registry.terraform.io/hashicorp/aws`.
#[must_use]
pub fn full_address(source: &str) -> String {
    let source = source.to_ascii_lowercase();
    match source.matches('/').count() {
        0 => format!("{PUBLIC_HOST}/hashicorp/{source}"),
        1 => format!("{PUBLIC_HOST}/{source}"),
        _ => source,
    }
}
