//! Addresses and networks in CIDR notation.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use super::{Args, Budget, Called, Fault, Function, MANY, everything, fault, unknown};
use crate::terraform::eval::value::Value;
use crate::terraform::types::Type;

pub(super) const FUNCTIONS: &[Function] = &[
    everything("cidrhost", 2, 2, Type::String, cidrhost),
    everything("cidrnetmask", 1, 1, Type::String, cidrnetmask),
    everything("cidrsubnet", 3, 3, Type::String, cidrsubnet),
    everything("cidrsubnets", 1, MANY, Type::Any, cidrsubnets),
];

/// A network as a number.
struct Net {
    first: u128,
    prefix: u32,
    /// The bits of an address.
    bits: u32,
}

impl Net {
    fn of(net: IpNet) -> Self {
        match net.network() {
            IpAddr::V4(ip) => {
                Self { first: u32::from(ip).into(), prefix: net.prefix_len().into(), bits: 32 }
            }
            IpAddr::V6(ip) => {
                Self { first: u128::from(ip), prefix: net.prefix_len().into(), bits: 128 }
            }
        }
    }

    /// How many addresses a network of that prefix has; none for 2^128.
    fn size(&self, prefix: u32) -> Option<u128> {
        1_u128.checked_shl(self.bits - prefix)
    }

    fn address(&self, number: u128) -> IpAddr {
        match u32::try_from(number) {
            Ok(number) if self.bits == 32 => Ipv4Addr::from(number).into(),
            _ => Ipv6Addr::from(number).into(),
        }
    }

    /// The address as Terraform writes it; none where the two ways to write one differ.
    fn text(&self, number: u128) -> Option<String> {
        let address = self.address(number);
        let mixed = matches!(address, IpAddr::V6(ip) if ip.to_string().contains('.'));
        (!mixed).then(|| address.to_string())
    }
}

/// The network; none where Terraform reads more than we do.
fn network(text: &str) -> Result<Option<Net>, Fault> {
    let leading_zero = |part: &str| part.len() > 1 && part.starts_with('0');
    let address = text.split('/').next().unwrap_or_default();
    if address.split(['.', ':']).any(leading_zero) && address.contains('.') {
        return Ok(None);
    }
    match text.parse::<IpNet>() {
        // An address of the other kind in disguise.
        Ok(IpNet::V6(net)) if net.addr().to_ipv4_mapped().is_some() => Ok(None),
        Ok(net) => Ok(Some(Net::of(net))),
        Err(_) if text.contains('%') => Ok(None),
        Err(_) => fault("the text is no network, such as 10.0.0.0/16"),
    }
}

fn cidrhost(mut args: Args, _: &mut Budget) -> Called {
    let Some(net) = network(&args.text(0)?)? else { return unknown(Type::String) };
    let Some(number) = args.whole(1)? else { return unknown(Type::String) };
    let size = net.size(net.prefix);
    let wanted = number.unsigned_abs();
    let fits = size.is_none_or(|size| if number < 0 { wanted <= size } else { wanted < size });
    if !fits {
        return fault("the network has no such address");
    }
    let from_start = match (number < 0, size) {
        (false, _) => wanted,
        (true, Some(size)) => size - wanted,
        (true, None) => return unknown(Type::String),
    };
    Ok(net.text(net.first + from_start).map_or(Value::unknown(Type::String), Value::string))
}

fn cidrnetmask(mut args: Args, _: &mut Budget) -> Called {
    let Some(net) = network(&args.text(0)?)? else { return unknown(Type::String) };
    if net.bits != 32 {
        return fault("only an IPv4 network has a mask");
    }
    let mask = u32::MAX.checked_shl(32 - net.prefix).unwrap_or(0);
    Ok(Value::string(Ipv4Addr::from(mask).to_string()))
}

fn cidrsubnet(mut args: Args, _: &mut Budget) -> Called {
    let Some(net) = network(&args.text(0)?)? else { return unknown(Type::String) };
    let (Some(more), Some(number)) = (args.whole(1)?, args.whole(2)?) else {
        return unknown(Type::String);
    };
    // Terraform does something with less than zero, and nobody should rely on what.
    let (Ok(more), Ok(number)) = (u32::try_from(more), u128::try_from(number)) else {
        return unknown(Type::String);
    };
    let prefix = match net.prefix.checked_add(more) {
        Some(prefix) if prefix <= net.bits => prefix,
        _ => return fault("the prefix is longer than an address"),
    };
    if more < 128 && number >= (1_u128 << more) {
        return fault("the network has no such part");
    }
    let Some(size) = net.size(prefix) else { return unknown(Type::String) };
    let text = net.text(net.first + number * size).map(|text| format!("{text}/{prefix}"));
    Ok(text.map_or(Value::unknown(Type::String), Value::string))
}

fn cidrsubnets(mut args: Args, _: &mut Budget) -> Called {
    let list = || Type::list(Type::String);
    let Some(net) = network(&args.text(0)?)? else { return unknown(list()) };
    let mut all = Vec::new();
    // How far into the network the next part may start.
    let mut used = 0_u128;
    for at in 1..args.len() {
        let Some(more) = args.whole(at)? else { return unknown(list()) };
        let more = match u32::try_from(more) {
            Ok(more @ 1..=32) => more,
            Ok(0) => return fault("a part must be longer by one bit at least"),
            _ => return unknown(list()),
        };
        let prefix = net.prefix + more;
        if prefix > net.bits {
            return fault("the prefix is longer than an address");
        }
        let (Some(size), whole) = (net.size(prefix), net.size(net.prefix)) else {
            return unknown(list());
        };
        let start = used.div_ceil(size).saturating_mul(size);
        let end = start.saturating_add(size);
        if whole.is_some_and(|whole| end > whole) {
            return fault("the network has no room for all parts");
        }
        used = end;
        match net.text(net.first.saturating_add(start)) {
            Some(text) => all.push(format!("{text}/{prefix}")),
            None => return unknown(list()),
        }
    }
    Ok(Value::strings(all))
}
