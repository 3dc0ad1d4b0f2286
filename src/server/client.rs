//! From where a request comes.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::extract::{ConnectInfo, Request};
use ipnet::IpNet;

use super::listener::Peer;

/// The address of the client: the one that is connected, or, where that is a proxy that is
/// believed, the one that it says.
pub(super) fn address(request: &Request, trusted: &[IpNet]) -> IpAddr {
    let connected = request.extensions().get::<ConnectInfo<Peer>>();
    let connected = connected.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.0.ip());
    let is_trusted = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
    let connected = connected.to_canonical();
    if !is_trusted(connected) {
        return connected;
    }
    // Each proxy adds whom it saw at the end: what stands before the first one that is not believed
    // may be anybody's invention.
    let told = request.headers().get_all("x-forwarded-for").iter();
    let told: Vec<&str> =
        told.filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(',')).collect();
    let mut last = connected;
    for one in told.into_iter().rev() {
        let Ok(address) = one.trim().parse::<IpAddr>() else { return last };
        last = address.to_canonical();
        if !is_trusted(last) {
            return last;
        }
    }
    last
}

/// What counts as one client: an IPv6 network is as easily had as an IPv4 address.
pub(super) fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}
