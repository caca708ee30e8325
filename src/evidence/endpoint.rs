//! URLs of the sign-in service: host, tenant and path, and the correct URL if a letter is wrong.
//!
//! Sources: Microsoft's list of national clouds; the audiences used by its libraries and documentation.

use crate::language::Text;
use crate::notation::text::distance;

/// A Microsoft cloud, with its own tenants and sign-in service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cloud {
    /// The public cloud.
    Global,
    /// The cloud for the United States government.
    UsGovernment,
    /// The cloud in China, operated by 21Vianet.
    China,
    /// The sovereign cloud in France, operated by Bleu.
    France,
    /// The sovereign cloud in Germany, operated by Delos.
    Germany,
    /// The government cloud in Singapore.
    Singapore,
}

impl Cloud {
    /// Its name as used in a sentence.
    pub fn name(self) -> Text {
        match self {
            Self::Global => say!("the global cloud"),
            Self::UsGovernment => say!("the US government cloud"),
            Self::China => say!("the cloud in China"),
            Self::France => say!("the cloud in France"),
            Self::Germany => say!("the cloud in Germany"),
            Self::Singapore => say!("the cloud in Singapore"),
        }
    }
}

/// Hosts of Entra's sign-in service with the cloud of each; a cloud's older names are as valid as its current one.
const HOSTS: [(&str, Cloud); 16] = [
    ("login.microsoftonline.com", Cloud::Global),
    ("login.microsoftonline.us", Cloud::UsGovernment),
    ("login.partner.microsoftonline.cn", Cloud::China),
    ("login.microsoft.com", Cloud::Global),
    ("login.windows.net", Cloud::Global),
    ("sts.windows.net", Cloud::Global),
    ("login.chinacloudapi.cn", Cloud::China),
    ("login-us.microsoftonline.com", Cloud::UsGovernment),
    ("login.windows-ppe.net", Cloud::Global),
    ("login.usgovcloudapi.net", Cloud::UsGovernment),
    ("login.sovcloud-identity.fr", Cloud::France),
    ("login.sovcloud-identity.de", Cloud::Germany),
    ("login.sovcloud-identity.sg", Cloud::Singapore),
    ("mtlsauth.microsoft.com", Cloud::Global),
    ("mtlsauth.microsoftonline.us", Cloud::UsGovernment),
    ("mtlsauth.partner.microsoftonline.cn", Cloud::China),
];

/// Returns the cloud that a host belongs to, including regional hosts (`westeurope.login.microsoft.com`). Only a plain
/// domain belongs to one: a browser may read anything else as another host.
pub fn cloud(host: &str) -> Option<Cloud> {
    let host = host.to_ascii_lowercase();
    if !is_plain_domain(&host) {
        return None;
    }
    let known = |one: &&(&str, Cloud)| {
        host.strip_suffix(one.0).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    HOSTS.iter().find(known).map(|(_, cloud)| *cloud)
}

/// Hosts of Microsoft Graph with the cloud of each, the usual one of a cloud first.
pub const GRAPH_HOSTS: [(&str, Cloud); 6] = [
    ("graph.microsoft.com", Cloud::Global),
    ("graph.microsoft.us", Cloud::UsGovernment),
    ("dod-graph.microsoft.us", Cloud::UsGovernment),
    ("microsoftgraph.chinacloudapi.cn", Cloud::China),
    ("graph.svc.sovcloud.fr", Cloud::France),
    ("graph.svc.sovcloud.de", Cloud::Germany),
];

/// Returns the cloud that a host of Microsoft Graph, or of its predecessor, belongs to.
pub fn graph_cloud(host: &str) -> Option<Cloud> {
    if host.eq_ignore_ascii_case("graph.windows.net") {
        return Some(Cloud::Global);
    }
    GRAPH_HOSTS.iter().find(|(known, _)| host.eq_ignore_ascii_case(known)).map(|(_, cloud)| *cloud)
}

/// Returns the Microsoft Graph host in the same cloud as this sign-in host.
pub fn graph_host(host: &str) -> &'static str {
    let of = cloud(host).unwrap_or(Cloud::Global);
    GRAPH_HOSTS.iter().find(|(_, cloud)| *cloud == of).map_or("graph.microsoft.com", |(known, _)| known)
}

/// Returns the current host of a cloud's sign-in service.
pub fn login_host(of: Cloud) -> &'static str {
    HOSTS.iter().find(|(_, cloud)| *cloud == of).map_or("login.microsoftonline.com", |(known, _)| known)
}

/// Checks whether a host is a domain of letters, digits and hyphens in ASCII, none of whose labels is encoded (`xn--…`).
fn is_plain_domain(host: &str) -> bool {
    let is_plain = |label: &str| {
        !label.is_empty() && !label.starts_with("xn--") && label.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
    };
    host.split('.').all(is_plain)
}

/// A URL of the sign-in service, as far as it can be parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint<'a> {
    /// The host, without the default port.
    pub host: &'a str,
    /// The first path segment: the tenant.
    pub tenant: &'a str,
    /// The rest of the path after the tenant, including its slash.
    pub path: &'a str,
}

/// Parses an `https` URL.
pub fn endpoint(text: &str) -> Option<Endpoint<'_>> {
    Some(parse_after_scheme(text.strip_prefix("https://")?))
}

/// Parses the part of a URL after the scheme and its slashes. As the WHATWG's URL Standard has it for `https`, the host
/// ends at a slash of either kind, a question mark or a number sign. Whatever else the standard would still turn into a host (a user's
/// name, an encoded letter, white space) stays a part of it, which makes it nobody's host here.
pub fn parse_after_scheme(rest: &str) -> Endpoint<'_> {
    let ends = |text: &str| text.find(['/', '\\', '?', '#']).unwrap_or(text.len());
    let (host, path) = rest.split_at(ends(rest));
    let path = path.strip_prefix('/').unwrap_or(path);
    let (tenant, path) = path.split_at(ends(path));
    let host = host.strip_suffix(":443").unwrap_or(host);
    Endpoint { host, tenant, path }
}

/// Returns what follows the scheme of a URL and its slashes; the whole text if there is no scheme.
pub fn after_scheme(url: &str) -> &str {
    let scheme = url.split_once("://").filter(|(scheme, _)| scheme.bytes().all(|c| c.is_ascii_alphabetic()));
    scheme.map_or(url, |(_, rest)| rest)
}

/// Checks whether a host is one of Entra's, written in lower case, including regional hosts
/// (`westeurope.login.microsoft.com`).
pub fn is_login_host(host: &str) -> bool {
    cloud(host).is_some() && !host.contains(|c: char| c.is_ascii_uppercase())
}

/// Checks whether a URL is a token endpoint, or an issuer, of a host that people name themselves: External ID, B2C, AD FS.
/// Their paths have a policy or no tenant.
pub fn is_named_endpoint(endpoint: &Endpoint<'_>) -> bool {
    let named = [".ciamlogin.com", ".b2clogin.com"].iter().any(|domain| endpoint.host.ends_with(domain))
        && is_plain_domain(endpoint.host);
    let ends =
        ["/oauth2/v2.0/token", "/oauth2/token", "/v2.0", "/v2.0/"].iter().any(|end| endpoint.path.ends_with(end));
    named && ends || endpoint.tenant == "adfs" && endpoint.path.starts_with("/oauth2/token")
}

/// Returns the intended path if this one differs only by a typing mistake.
pub fn nearest_path(path: &str) -> Option<&'static str> {
    let bare = path.trim().trim_end_matches('/').to_ascii_lowercase();
    let bare = bare.replace("//", "/");
    match bare.as_str() {
        "/oauth2/v2.0/token"
        | "/v2.0/token"
        | "/oauth/v2.0/token"
        | "/oauth2/v2/token"
        | "/oauth2.0/v2.0/token"
        | "/oauth2/v2.0/tokens"
        | "/v2.0/oauth2/token"
        | "/oath2/v2.0/token"
        | "/oauth2/v2.0"
        | "/oauth2/v2.0/authorize"
        | "/oauth2/2.0/token"
        | "/token/v2.0"
        | "/oauth2/v2.0/token?" => Some("/oauth2/v2.0/token"),
        "/oauth2/token" | "/oauth/token" | "/oauth2/v1.0/token" | "/token" | "/oauth2/tokens" => Some("/oauth2/token"),
        "/v2.0" => Some("/v2.0"),
        _ => None,
    }
}

/// Returns the corrected URL if the white space, letter case, scheme or a letter of the host is wrong.
pub fn repaired(aud: &str) -> Option<String> {
    let compact: String = aud.split_whitespace().collect();
    // What stands before the slashes is a scheme, however misspelled, and no host.
    let is_scheme = |text: &str| text.bytes().all(|c| c.is_ascii_alphabetic() || matches!(c, b':' | b';'));
    let scheme = compact.split_once("//").filter(|(scheme, _)| is_scheme(scheme));
    let rest = scheme.map_or(compact.as_str(), |(_, rest)| rest);
    let secure = format!("https://{rest}");
    let Endpoint { host, tenant, path } = endpoint(&secure)?;
    let lower = host.to_ascii_lowercase();
    let host = if is_login_host(&lower) {
        lower
    } else {
        let known = HOSTS.iter().map(|(known, _)| (*known, distance(&lower, known)));
        known.filter(|(_, edits)| *edits <= 2).min_by_key(|(_, edits)| *edits)?.0.to_owned()
    };
    let known = ["/oauth2/v2.0/token", "/oauth2/token", "/v2.0", ""].into_iter().find(|known| *known == path);
    let right = format!("https://{host}/{tenant}{}", known.or_else(|| nearest_path(path))?);
    (right != aud && !tenant.is_empty()).then_some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clouds() {
        assert_eq!(cloud("Login.MicrosoftOnline.com"), Some(Cloud::Global));
        assert_eq!(cloud("sts.windows.net"), Some(Cloud::Global));
        assert_eq!(cloud("westus2.login.microsoft.com"), Some(Cloud::Global));
        assert_eq!(cloud("usgovvirginia.login.microsoftonline.us"), Some(Cloud::UsGovernment));
        assert_eq!(cloud("login-us.microsoftonline.com"), Some(Cloud::UsGovernment));
        assert_eq!(cloud("login.chinacloudapi.cn"), Some(Cloud::China));
        assert_eq!(cloud("notlogin.microsoft.com"), None);
        assert_eq!(cloud("login.example"), None);
    }

    #[test]
    fn addresses_that_lead_elsewhere_are_not_those_of_the_service() {
        for before in [
            "evil.example#",
            "evil.example?",
            "evil.example/",
            "evil.example\\",
            "evil.example\\@",
            "user@evil.example#@",
            "user:word@",
            "evil.example%23",
            "evil.example。",
            "äöü",
            "xn--4ca",
        ] {
            let text = format!("https://{before}.login.microsoftonline.com/t/oauth2/v2.0/token");
            let found = endpoint(&text).unwrap();
            assert_eq!(cloud(found.host), None, "{text}: {found:?}");
            assert_eq!(repaired(&text), None, "{text}");
        }
        for host in [
            "login.microsoftonline.com.",
            "ｌogin.microsoftonline.com",
            "login.microsoftonlinе.com",
            "user@login.microsoftonline.com",
        ] {
            assert_eq!(cloud(endpoint(&format!("https://{host}/t")).unwrap().host), None, "{host}");
        }
        let with_query = endpoint("https://login.microsoftonline.com/t?/oauth2/v2.0/token").unwrap();
        assert_eq!((with_query.tenant, with_query.path), ("t", "?/oauth2/v2.0/token"));
        assert_eq!(
            after_scheme("evil.example/x?y=://login.microsoftonline.com/t"),
            "evil.example/x?y=://login.microsoftonline.com/t"
        );
        assert_eq!(after_scheme("HTTP://a"), "a");
    }
}
