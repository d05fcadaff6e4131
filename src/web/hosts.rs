//! The names that a site answers to, so that no page of another name reaches it.

use std::net::{IpAddr, SocketAddr};

/// The names that the site answers to.
#[derive(Debug, Clone)]
pub struct Names {
    port: u16,
    /// Whether other machines may come.
    open: bool,
    /// A name given by who started the program.
    given: Option<String>,
}

impl Names {
    /// Those of a site that listens there.
    pub fn new(bound: SocketAddr, given: Option<String>) -> Self {
        Self { port: bound.port(), open: !bound.ip().is_loopback(), given }
    }

    /// Whether a `Host` is ours. A name that somebody else's server hands out (DNS rebinding) is
    /// not: only addresses as numbers, `localhost`, and the name given count.
    pub fn answers_to(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.contains(']') => (name, port.parse().ok()),
            _ => (host, Some(80)),
        };
        if port != Some(self.port) {
            return false;
        }
        if name.eq_ignore_ascii_case("localhost") {
            return true;
        }
        if self.given.as_deref().is_some_and(|given| given.eq_ignore_ascii_case(name)) {
            return true;
        }
        let number = name.strip_prefix('[').and_then(|n| n.strip_suffix(']')).unwrap_or(name);
        number.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback() || self.open)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_localhost_and_the_name_given_are_ours() {
        let local = Names::new("127.0.0.1:8745".parse().unwrap(), None);
        for host in ["127.0.0.1:8745", "localhost:8745", "LOCALHOST:8745", "[::1]:8745"] {
            assert!(local.answers_to(host), "{host}");
        }
        let strangers =
            ["evil.example:8745", "127.0.0.1", "127.0.0.1:80", "10.0.0.1:8745", "", ":", "[::1]"];
        for host in strangers {
            assert!(!local.answers_to(host), "{host}");
        }
        let open = Names::new("0.0.0.0:80".parse().unwrap(), Some("plan.local".to_owned()));
        for host in ["10.0.0.1", "10.0.0.1:80", "plan.local", "localhost"] {
            assert!(open.answers_to(host), "{host}");
        }
        assert!(!open.answers_to("evil.example"));
        assert!(!open.answers_to("10.0.0.1.evil.example:80"));
    }
}
