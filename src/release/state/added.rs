//! What the new version declares that the old one had not: resources, calls and checks.

use std::collections::{BTreeMap, BTreeSet};

use super::addresses::{is_below, keeps_state};
use super::{Alteration, Kind, Search};
use crate::release::known::Existence;
use crate::terraform::ResourceMode;

impl Search<'_, '_> {
    /// Tells what was added: the outermost call that is new with all in it, or each resource.
    pub(super) fn added_calls(&mut self, calls: &BTreeSet<String>, resources: &BTreeSet<String>) {
        let new = &self.pair.new.objects;
        let around =
            |address: &str| calls.iter().find(|call| is_below(address, call)).map(String::as_str);
        let mut by_call: BTreeMap<&str, Vec<Existence>> = BTreeMap::new();
        let mut found = Vec::new();
        for address in resources {
            let object = &new.resources[address];
            let spot = object.spot(object.what.name_place);
            let (count, each) = (object.what.count.as_ref(), object.what.for_each.as_ref());
            let inside = (object.prefix.as_str(), object.module);
            let kind = match object.what.mode {
                _ if object.what.within_check.is_some() => continue,
                ResourceMode::Data if object.what.kind == "external" => Kind::ProgramAdded,
                ResourceMode::Data => Kind::DataSourceAdded,
                ResourceMode::Ephemeral => Kind::EphemeralAdded,
                ResourceMode::Action => continue,
                ResourceMode::Managed => {
                    if let Some(provisioner) =
                        object.what.provisioners.iter().find(|p| p.kind == "provisioner")
                    {
                        let spot = object.spot(provisioner.kind_place);
                        let alteration = Alteration::new(Kind::ProgramAdded, address);
                        found.push(alteration.between(None, spot));
                    }
                    let existence = self.defaults.existence(new, inside, count, each);
                    let never = self.new.existence(new, inside, count, each);
                    match around(address) {
                        Some(call) => {
                            by_call.entry(call).or_default().push(existence);
                            continue;
                        }
                        None => added_kind(existence, never),
                    }
                }
            };
            found.push(Alteration::new(kind, address).between(None, spot));
        }
        for address in calls {
            let call = &new.calls[address];
            if !new.is_open(address) && keeps_state(call.what) {
                let inside = (call.prefix.as_str(), call.module);
                let (count, each) = (call.what.count.as_ref(), call.what.for_each.as_ref());
                let existence = match self.defaults.existence(new, inside, count, each) {
                    Existence::Off => Existence::Off,
                    // What a module from elsewhere creates is not seen.
                    Existence::On | Existence::Undecided => Existence::Undecided,
                };
                let outermost = around(address).unwrap_or(address);
                by_call.entry(outermost).or_default().push(existence);
            }
        }
        for (address, existences) in by_call {
            let call = &new.calls[address];
            let all = if existences.contains(&Existence::On) {
                Existence::On
            } else if existences.contains(&Existence::Undecided) {
                Existence::Undecided
            } else {
                Existence::Off
            };
            let spot = call.spot(call.what.name_place);
            found.push(Alteration::new(added_kind(all, all), address).between(None, spot));
        }
        self.found.extend(found);
    }

    /// Tells `check` blocks that were added or are gone.
    pub(super) fn checks(&mut self) {
        let (old, new) = (&self.pair.old, &self.pair.new);
        for check in old.module.checks.values() {
            if !new.module.checks.contains_key(&check.name) {
                let alteration =
                    Alteration::new(Kind::CheckRemoved, format!("check.{}", check.name));
                self.found.push(alteration.between(old.spot(check.name_place), None));
            }
        }
        for check in new.module.checks.values() {
            if !old.module.checks.contains_key(&check.name) {
                let alteration = Alteration::new(Kind::CheckAdded, format!("check.{}", check.name));
                self.found.push(alteration.between(None, new.spot(check.name_place)));
            }
        }
    }
}

fn added_kind(by_default: Existence, for_callers: Existence) -> Kind {
    match (by_default, for_callers) {
        (Existence::On, _) => Kind::ResourceAdded,
        (Existence::Off, _) | (_, Existence::Off) => Kind::ResourceAddedOff,
        (Existence::Undecided, _) => Kind::ResourceAddedUndecided,
    }
}
