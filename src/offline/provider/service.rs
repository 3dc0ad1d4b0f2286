//! What the stand-in answers to each call of the plugin protocol.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

use prost::Message;
use serde_json::Value as Json;

use super::invent::Inventor;
use super::protocol::{
    Applied, Apply, Call, Called, Configure, Data, Diagnostic, DynamicValue, Empty, FunctionError,
    Functions, Import, Imported, ImportedResource, Move, Moved, Opened, Plan, Planned, RawState,
    Read, ReadData, ReadState, UpgradeState, UpgradedState,
};
use super::settings::Settings;
use super::value::{Malformed, Value};
use super::{functions, plan, state};
use crate::schema::pack::Table;
use crate::schema::{Kind, Provider, Schema, wire};

/// A provider that knows its schema and nothing else.
#[derive(Debug)]
pub struct Service {
    provider: Arc<Provider>,
    /// The types that Terraform is told of, when not of all.
    only: Option<BTreeSet<String>>,
    settings: RwLock<Settings>,
}

/// Why a call is not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// There is no such call.
    Unimplemented,
    /// What was sent cannot be read.
    Malformed(String),
}

impl Service {
    /// A stand-in for `provider`, not configured yet; with `only`, Terraform is told of those types
    /// alone.
    #[must_use]
    pub fn new(provider: Arc<Provider>, only: Option<BTreeSet<String>>) -> Self {
        Self { provider, only, settings: RwLock::new(Settings::unconfigured()) }
    }

    /// Answers one call; request and answer are the encoded messages.
    ///
    /// # Errors
    /// When there is no such call or the request cannot be read. What is wrong with the user's
    /// configuration is part of the answer.
    pub fn call(&self, method: &str, request: &[u8]) -> Result<Vec<u8>, Failure> {
        match method {
            "GetProviderSchema" => Ok(self.schema()),
            "GetFunctions" => Ok(self.functions().encode_to_vec()),
            "CallFunction" => answer(request, |r: Call| self.function(&r)),
            "ConfigureProvider" => answer(request, |r: Configure| self.configure(&r)),
            "UpgradeResourceState" => answer(request, |r: UpgradeState| self.upgrade(&r)),
            "ReadResource" => answer(request, |r: Read| Ok(read(r))),
            "PlanResourceChange" => answer(request, |r: Plan| self.plan(r)),
            "ApplyResourceChange" => answer(request, |r: Apply| self.apply(r)),
            "ImportResourceState" => answer(request, |r: Import| self.import(r)),
            "MoveResourceState" => answer(request, |r: Move| self.moved(&r)),
            "ReadDataSource" => answer(request, |r: ReadData| self.data(&r)),
            "OpenEphemeralResource" => answer(request, |r: ReadData| self.open(&r)),
            // Only Terraform's own checks, by the schema: it has made them when it asks.
            "ValidateProviderConfig"
            | "ValidateResourceConfig"
            | "ValidateDataResourceConfig"
            | "ValidateEphemeralResourceConfig"
            | "RenewEphemeralResource"
            | "CloseEphemeralResource"
            | "StopProvider" => Ok(Empty {}.encode_to_vec()),
            _ => Err(Failure::Unimplemented),
        }
    }

    fn schema(&self) -> Vec<u8> {
        let capabilities = wire::Capabilities {
            plan_destroy: false,
            get_provider_schema_optional: true,
            move_resource_state: true,
        };
        let rest = wire::ProviderSchema { capabilities: Some(capabilities), ..Default::default() };
        let pack = self.provider.pack();
        let mut answer = match &self.only {
            Some(only) => pack.answer_about(only),
            None => pack.answer(),
        };
        rest.encode(&mut answer).expect("a vector grows");
        answer
    }

    fn functions(&self) -> Functions {
        let named = |name: &str| Some((name.to_owned(), self.provider.function(name)?));
        Functions {
            functions: self.provider.pack().names(Table::Function).filter_map(named).collect(),
        }
    }

    fn function(&self, request: &Call) -> Result<Called, Malformed> {
        let arguments = request.arguments.iter().map(|a| Value::decode(Some(a)));
        let arguments: Vec<_> = arguments.collect::<Result<_, _>>()?;
        let embedded = self.provider.file().is_none();
        let called = functions::call(&request.name, &arguments).filter(|_| embedded);
        // What other providers' functions return is not known, and is not known to Terraform either.
        Ok(match called.unwrap_or_else(|| Ok(Value::unknown())) {
            Ok(value) => Called { result: Some(value.encode()), error: None },
            Err(functions::Refused(text, argument)) => {
                let function_argument = i64::try_from(argument).ok();
                Called { result: None, error: Some(FunctionError { text, function_argument }) }
            }
        })
    }

    fn configure(&self, request: &Configure) -> Result<Empty, Malformed> {
        let config = Value::decode(request.config.as_ref())?;
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) =
            Settings::configured(&config);
        Ok(Empty {})
    }

    fn upgrade(&self, request: &UpgradeState) -> Result<UpgradedState, Malformed> {
        let stored = stored(request.raw_state.as_ref())?;
        Ok(match self.known(Kind::Resource, &request.type_name) {
            Ok(schema) => UpgradedState {
                upgraded_state: Some(state::from_stored(&schema.block, &stored).encode()),
                diagnostics: Vec::new(),
            },
            Err(diagnostic) => {
                UpgradedState { upgraded_state: None, diagnostics: vec![diagnostic] }
            }
        })
    }

    fn plan(&self, request: Plan) -> Result<Planned, Malformed> {
        let schema = match self.known(Kind::Resource, &request.type_name) {
            Ok(schema) => schema,
            Err(diagnostic) => {
                return Ok(Planned { diagnostics: vec![diagnostic], ..Planned::default() });
            }
        };
        let prior = Value::decode(request.prior_state.as_ref())?;
        let proposed = Value::decode(request.proposed_new_state.as_ref())?;
        let settings = self.settings();
        let of = Inventor::new(&settings, Kind::Resource, &request.type_name, &proposed);
        let planned = plan::plan(&of, &schema.block, &prior, proposed);
        Ok(Planned {
            planned_state: Some(planned.encode()),
            planned_private: request.prior_private,
            diagnostics: Vec::new(),
            // The schema says what there is and not how the provider treats it. Terraform must not
            // hold the stand-in to a consistency that only the provider's code could give.
            legacy_type_system: true,
        })
    }

    fn apply(&self, request: Apply) -> Result<Applied, Malformed> {
        let schema = match self.known(Kind::Resource, &request.type_name) {
            Ok(schema) => schema,
            Err(diagnostic) => {
                return Ok(Applied { diagnostics: vec![diagnostic], ..Applied::default() });
            }
        };
        let planned = Value::decode(request.planned_state.as_ref())?;
        let settings = self.settings();
        let of = Inventor::new(&settings, Kind::Resource, &request.type_name, &planned);
        Ok(Applied {
            new_state: Some(of.settle(&schema.block, planned).encode()),
            private: request.planned_private,
            diagnostics: Vec::new(),
            legacy_type_system: true,
        })
    }

    fn import(&self, request: Import) -> Result<Imported, Malformed> {
        Ok(match self.known(Kind::Resource, &request.type_name) {
            Ok(schema) => {
                let imported = state::of_imported(&schema.block, &request.id);
                let settings = self.settings();
                let of = Inventor::new(&settings, Kind::Resource, &request.type_name, &imported);
                let state = of.fill(&schema.block, imported).encode();
                let resource =
                    ImportedResource { type_name: request.type_name.clone(), state: Some(state) };
                Imported { imported_resources: vec![resource], diagnostics: Vec::new() }
            }
            Err(diagnostic) => {
                Imported { imported_resources: Vec::new(), diagnostics: vec![diagnostic] }
            }
        })
    }

    fn moved(&self, request: &Move) -> Result<Moved, Malformed> {
        let stored = stored(request.source_state.as_ref())?;
        Ok(match self.known(Kind::Resource, &request.target_type_name) {
            Ok(schema) => Moved {
                target_state: Some(state::from_stored(&schema.block, &stored).encode()),
                diagnostics: Vec::new(),
            },
            Err(diagnostic) => Moved { target_state: None, diagnostics: vec![diagnostic] },
        })
    }

    fn data(&self, request: &ReadData) -> Result<Data, Malformed> {
        let filled = self.filled(Kind::DataSource, request)?;
        Ok(match filled {
            Ok(state) => Data { state: Some(state), diagnostics: Vec::new() },
            Err(diagnostic) => Data { state: None, diagnostics: vec![diagnostic] },
        })
    }

    fn open(&self, request: &ReadData) -> Result<Opened, Malformed> {
        let filled = self.filled(Kind::Ephemeral, request)?;
        Ok(match filled {
            Ok(result) => Opened { result: Some(result), diagnostics: Vec::new() },
            Err(diagnostic) => Opened { result: None, diagnostics: vec![diagnostic] },
        })
    }

    fn filled(
        &self,
        kind: Kind,
        request: &ReadData,
    ) -> Result<Result<DynamicValue, Diagnostic>, Malformed> {
        let schema = match self.known(kind, &request.type_name) {
            Ok(schema) => schema,
            Err(diagnostic) => return Ok(Err(diagnostic)),
        };
        let config = Value::decode(request.config.as_ref())?;
        let settings = self.settings();
        let of = Inventor::new(&settings, kind, &request.type_name, &config);
        Ok(Ok(of.fill(&schema.block, config).encode()))
    }

    fn known(&self, kind: Kind, type_name: &str) -> Result<&Schema, Diagnostic> {
        self.provider.schema(kind, type_name).ok_or_else(|| {
            let error = self.provider.no_such_type(kind, type_name);
            Diagnostic::error(format!("Unknown {}", kind.noun()), error.to_string())
        })
    }

    fn settings(&self) -> Settings {
        self.settings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn answer<Q: Message + Default, A: Message>(
    request: &[u8],
    call: impl FnOnce(Q) -> Result<A, Malformed>,
) -> Result<Vec<u8>, Failure> {
    let request = Q::decode(request).map_err(|e| Failure::Malformed(e.to_string()))?;
    let answer = call(request).map_err(|Malformed(why)| Failure::Malformed(why))?;
    Ok(answer.encode_to_vec())
}

fn read(request: Read) -> ReadState {
    ReadState {
        new_state: request.current_state,
        diagnostics: Vec::new(),
        private: request.private,
    }
}

fn stored(raw: Option<&RawState>) -> Result<Json, Malformed> {
    let json = raw.map(|raw| raw.json.as_slice()).unwrap_or_default();
    serde_json::from_slice(json).map_err(|e| Malformed(e.to_string()))
}
