//! Addresses of the sign-in service: host, tenant and path, and the right one where a letter is wrong.
//!
//! Sources: Microsoft's list of national clouds; the audiences that its libraries and documentation use.

/// Hosts of Entra's sign-in service, in every cloud, with their older names.
const HOSTS: [&str; 9] = [
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
    "login.microsoft.com",
    "login.windows.net",
    "sts.windows.net",
    "login.chinacloudapi.cn",
    "login-us.microsoftonline.com",
    "mtlsauth.microsoft.com",
];

/// An address of the sign-in service, as far as it can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint<'a> {
    /// The host.
    pub host: &'a str,
    /// The first part of the path: the tenant.
    pub tenant: &'a str,
    /// What follows the tenant, with its slash.
    pub path: &'a str,
}

/// Takes an `https` address apart.
pub fn endpoint(text: &str) -> Option<Endpoint<'_>> {
    let rest = text.strip_prefix("https://")?;
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let path = path.strip_prefix('/').unwrap_or(path);
    let (tenant, path) = path.split_at(path.find('/').unwrap_or(path.len()));
    Some(Endpoint { host, tenant, path })
}

/// Whether a host is Entra's; regional ones (`westeurope.login.microsoft.com`) too.
pub fn is_login_host(host: &str) -> bool {
    HOSTS.contains(&host) || host.ends_with(".login.microsoft.com")
}

/// The path that was meant, where it differs by a typing mistake.
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

/// The address put right where white space, letter case, the scheme or a letter of the host is wrong.
pub fn repaired(aud: &str) -> Option<String> {
    let tidy: String = aud.split_whitespace().collect();
    let rest = tidy.split_once("//").map_or(tidy.as_str(), |(_, rest)| rest);
    let secure = format!("https://{rest}");
    let Endpoint { host, tenant, path } = endpoint(&secure)?;
    let lower = host.to_ascii_lowercase();
    let host = if is_login_host(&lower) {
        lower
    } else {
        (*HOSTS.iter().filter(|known| distance(&lower, known) <= 2).min_by_key(|known| distance(&lower, known))?)
            .to_owned()
    };
    let known = ["/oauth2/v2.0/token", "/oauth2/token", "/v2.0", ""].into_iter().find(|known| *known == path);
    let right = format!("https://{host}/{tenant}{}", known.or_else(|| nearest_path(path))?);
    (right != aud && !tenant.is_empty()).then_some(right)
}

/// The number of letters to insert, delete or change to turn one text into the other (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(&b) {
            let above = *cell;
            left = (left + 1).min(above + 1).min(diagonal + usize::from(x != *y));
            diagonal = above;
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }
}
