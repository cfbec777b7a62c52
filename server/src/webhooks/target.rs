//! Where this server may be made to call: addresses on the internet, and nothing of the network that it stands in.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use domain::fault::Wrong;
use hyper_util::client::legacy::connect::dns::Name;
use tower::Service;
use url::{Host, Url};

/// How long a name may take to be looked up before an address is taken; when it is called, it is looked up again.
const PATIENCE: Duration = Duration::from_secs(3);

/// Names of machines that are nobody's but this one's, or of its own network.
const INNER: [&str; 5] = ["localhost", "local", "internal", "lan", "home.arpa"];

/// Whether the internet leads to that address.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

/// All but what IANA's registry of special addresses (RFC 6890) keeps for other purposes.
const fn is_public_v4(ip: Ipv4Addr) -> bool {
    let inner = ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_unspecified();
    let special = ip.is_broadcast() || ip.is_documentation() || ip.is_multicast();
    let reserved = match ip.octets() {
        [0 | 240..=255, ..] | [192, 0, 0, _] | [192, 88, 99, _] => true,
        [100, second, ..] => second >= 64 && second < 128,
        [198, second, ..] => second == 18 || second == 19,
        _ => false,
    };
    !(inner || special || reserved)
}

/// Global unicast, without what stands for documentation or leads to an IPv4 address.
const fn is_public_v6(ip: Ipv6Addr) -> bool {
    match ip.segments() {
        // IPv4 in IPv6, by itself and translated.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            is_public_v4(Ipv4Addr::from_bits(((high as u32) << 16) | low as u32))
        }
        // Teredo and its neighbours, documentation, 6to4.
        [0x2001, 0..=0x01ff | 0x0db8, ..] | [0x2002 | 0x3fff, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

fn private() -> Wrong {
    Wrong::new("private_target", "Must be an address on the internet, none of this server's own network.")
}

/// The address as it is kept: a URL without a user or fragment, on the internet unless `allow_private`.
pub fn checked(text: &str, allow_private: bool) -> Result<Url, Wrong> {
    let schemes: &[&str] = if allow_private { &["https", "http"] } else { &["https"] };
    let url = Url::parse(text.trim()).ok().filter(|url| text.len() <= 1000 && schemes.contains(&url.scheme()));
    let wrong = || Wrong::new("invalid_url", "Must be an address that begins with https://.");
    let mut url = url.filter(|url| url.username().is_empty() && url.password().is_none()).ok_or_else(wrong)?;
    url.set_fragment(None);
    let inner = match url.host().ok_or_else(wrong)? {
        Host::Ipv4(ip) => !is_public_v4(ip),
        Host::Ipv6(ip) => !is_public_v6(ip),
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            !name.contains('.') || INNER.iter().any(|end| name == *end || name.ends_with(&format!(".{end}")))
        }
    };
    if inner && !allow_private { Err(private()) } else { Ok(url) }
}

/// Refuses a name that leads into the own network now. One that leads nowhere yet is taken.
pub async fn looked_up(url: &Url, allow_private: bool) -> Result<(), Wrong> {
    let (Some(Host::Domain(name)), false) = (url.host(), allow_private) else { return Ok(()) };
    match tokio::time::timeout(PATIENCE, tokio::net::lookup_host((name, 443))).await {
        Ok(Ok(mut found)) => {
            if found.any(|address| !is_public(address.ip())) {
                Err(private())
            } else {
                Ok(())
            }
        }
        _ => Ok(()),
    }
}

/// What the resolver says of a name that leads into the own network.
pub(super) const INSIDE: &str = "a private address";

/// Looks names up for connections, and refuses those that lead into the own network: whatever a name led to when the address
/// was taken, what counts is where it leads now.
#[derive(Clone, Copy)]
pub struct Resolver {
    pub(super) allow_private: bool,
}

impl Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if !allow_private && found.iter().any(|address| !is_public(address.ip())) {
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, INSIDE));
            }
            Ok(found.into_iter())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_internet_is_public() {
        for inner in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "fec0::1",
            "::127.0.0.1",
        ] {
            assert!(!is_public(inner.parse().unwrap()), "{inner}");
        }
        for outer in ["1.1.1.1", "100.128.0.1", "172.32.0.1", "198.20.0.1", "2606:4700::1111", "::ffff:8.8.8.8"] {
            assert!(is_public(outer.parse().unwrap()), "{outer}");
        }
    }

    #[test]
    fn an_address_is_https_on_the_internet() {
        let code = |text: &str| checked(text, false).err().map(|wrong| wrong.code);
        assert_eq!(
            checked(" https://hooks.example.com/a?b=c#d ", false).unwrap().as_str(),
            "https://hooks.example.com/a?b=c"
        );
        for bad in [
            "",
            "hooks.example.com",
            "http://hooks.example.com",
            "ftp://a.example",
            "https://a:b@c.example/",
            "https://",
        ] {
            assert_eq!(code(bad), Some("invalid_url"), "{bad}");
        }
        for inner in [
            "https://localhost/",
            "https://localhost./",
            "https://db/",
            "https://a.localhost/",
            "https://printer.local/",
            "https://metadata.google.internal/",
            "https://127.0.0.1/",
            "https://0x7f.1/",
            "https://2130706433/",
            "https://[::1]:8443/",
            "https://169.254.169.254/latest",
            "https://[::ffff:10.0.0.1]/",
        ] {
            assert_eq!(code(inner), Some("private_target"), "{inner}");
        }
        assert!(checked("http://127.0.0.1:8080/", true).is_ok());
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_called() {
        let name: Name = "localhost".parse().unwrap();
        let refused = Resolver { allow_private: false }.call(name.clone()).await.unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied);
        assert!(Resolver { allow_private: true }.call(name).await.unwrap().next().is_some());
        let url = Url::parse("https://localhost/").unwrap();
        assert_eq!(looked_up(&url, false).await.unwrap_err().code, "private_target");
        assert!(looked_up(&url, true).await.is_ok());
    }
}
