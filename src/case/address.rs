//! Where a case's request goes: the sign-in host and the tenant.

use crate::case::Case;
use crate::evidence::assertion::Part;
use crate::evidence::endpoint::{self, endpoint};
use crate::notation::text::is_guid;

/// Whether a tenant is an id or a domain. Nothing else is allowed, as it goes into commands that people copy into a
/// shell.
pub fn is_tenant(text: &str) -> bool {
    let domain = || text.contains('.') && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    is_guid(text) && !text.starts_with('{') || domain() && !text.starts_with(['.', '-'])
}

/// Host and tenant: from the address that the request goes to, else from the audience. An audience that lists addresses
/// of several tenants does not determine one.
pub fn address(case: &Case<'_>) -> (Option<String>, Option<String>) {
    let requested = case.request.and_then(|request| request.url.clone());
    let mended = case
        .assertion
        .and_then(|one| one.claim_str("aud"))
        .map(|aud| endpoint::repaired(aud).unwrap_or_else(|| aud.to_owned()));
    let audience = case.assertion.and_then(|one| one.member(Part::Claims, "aud"));
    let listed = audience.and_then(|member| member.value.as_array()).into_iter().flatten();
    let listed = listed.filter_map(|item| item.as_str()).map(str::to_owned).collect();
    let mut host = None;
    for texts in [requested.into_iter().collect(), mended.into_iter().collect(), listed] {
        let texts: Vec<String> = texts;
        let known = texts.iter().filter_map(|text| endpoint(text));
        let known: Vec<_> = known.filter(|found| endpoint::cloud(found.host).is_some()).collect();
        host = host.or_else(|| canonical(known.first()?.host));
        let mut tenants = known.iter().map(|found| found.tenant).filter(|tenant| is_tenant(tenant));
        if let Some(first) = tenants.next()
            && tenants.all(|other| other.eq_ignore_ascii_case(first))
        {
            return (host, Some(first.to_ascii_lowercase()));
        }
    }
    (host, None)
}

/// The host that Microsoft's documentation gives for the cloud of this host.
fn canonical(host: &str) -> Option<String> {
    Some(
        match endpoint::cloud(host)? {
            endpoint::Cloud::Global => "login.microsoftonline.com",
            endpoint::Cloud::UsGovernment => "login.microsoftonline.us",
            endpoint::Cloud::China => "login.partner.microsoftonline.cn",
            endpoint::Cloud::France => "login.sovcloud-identity.fr",
            endpoint::Cloud::Germany => "login.sovcloud-identity.de",
            endpoint::Cloud::Singapore => "login.sovcloud-identity.sg",
        }
        .to_owned(),
    )
}

/// The tenant: from the address or the audience, else as the error names it.
pub fn tenant(case: &Case<'_>) -> Option<String> {
    let told = || case.error.and_then(|error| error.tenant.clone()).filter(|tenant| is_tenant(tenant));
    address(case).1.or_else(told)
}
