//! Is the assertion addressed to the token endpoint?

use serde_json::Value;

use super::reasons::{NO_ASSERTION, NO_CLAIMS};
use crate::case::Case;
use crate::checks::finding::Confidence::{Certain, Likely, Possible};
use crate::checks::finding::{Check, Finding, Id, cause, ids, in_claim, pass, skip, warning};
use crate::evidence::assertion::{Assertion, Part};
use crate::evidence::endpoint::{self, Endpoint, endpoint, is_login_host};
use crate::language::Text;
use crate::notation::text::{is_guid, shorten};

ids! {
    /// # The audience is missing
    /// Looks for the claim aud.
    ///
    /// aud says whom the assertion is for. Without it Entra ID answers AADSTS90014.
    ///
    /// fix: Set aud to the token endpoint: https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token
    /// raises: claims {"aud":null}
    /// mended: claims {"aud":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token"}
    AUDIENCE_MISSING {
        id: "audience-missing",
        stage: Audience,
        guide: [IssueAssertion, DiagnoseParameters, FixRegenerate],
        citations: [RFC7523, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The audience is a list
    /// Looks whether aud is a JSON array.
    ///
    /// RFC 7519 allows a list of audiences. Entra ID has been reported to refuse one with several entries as a malformed
    /// token (AADSTS50027), not as a wrong audience.
    ///
    /// fix: Write aud as one text, not as a list.
    /// raises: claims {"aud":["https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token","https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0"]}
    /// mended: claims {"aud":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token"}
    AUDIENCE_ARRAY {
        id: "audience-array",
        stage: Audience,
        guide: [IssueAssertion, DiagnoseParameters, FixRegenerate],
        citations: [RFC7519_CLAIMS, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The audience is the resource, not the token endpoint
    /// Looks whether aud names an API (Microsoft Graph, Azure management, an App ID URI) or an application.
    ///
    /// The assertion is shown to the token endpoint, so it is addressed to that. The API that the token will be used for
    /// goes into the request's scope.
    ///
    /// fix: Set aud to the token endpoint, and name the API in scope: https://graph.microsoft.com/.default
    /// raises: claims {"aud":"https://graph.microsoft.com"}
    /// mended: claims {"aud":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token"}
    AUDIENCE_RESOURCE {
        id: "audience-resource",
        stage: Audience,
        guide: [IssueAssertion, DiagnoseParameters, FixRegenerate],
        citations: [MS_CERTIFICATE_CREDENTIALS, MS_CLIENT_CREDENTIALS],
    }

    /// # The audience names no tenant of its own
    /// Looks for common, organizations and consumers where the tenant belongs.
    ///
    /// An application signs in to one tenant. With /common the server cannot match the audience to it, and answers
    /// AADSTS700023.
    ///
    /// fix: Put the tenant's id or domain where common stands, in aud and in the address that you send to.
    /// raises: claims {"aud":"https://login.microsoftonline.com/common/oauth2/v2.0/token"}
    /// mended: claims {"aud":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token"}
    AUDIENCE_COMMON {
        id: "audience-common",
        stage: Audience,
        guide: [IssueAssertion, DiagnoseParameters, FixRegenerate],
        citations: [MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The audience is misspelled
    /// Takes aud apart (scheme, host, tenant, path) and compares it with the addresses that Entra ID takes.
    ///
    /// aud is compared as text: a missing /oauth2, a capital V2.0, a slash at the end, a space or a placeholder makes it
    /// another address (AADSTS700023).
    ///
    /// fix: Write aud exactly: https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token
    /// raises: claims {"aud":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0/token"}
    /// raises: claims {"aud":"https: //login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token"}
    /// raises: claims {"aud":"https://login.microsoftonline.com/{tenantId}/oauth2/v2.0/token"}
    /// raises: claims {"aud":"https://login.microsoftonline.com/undefined/oauth2/v2.0/token"}
    /// raises: claims {"aud":"https://login.microsoftonline.com/contoso/oauth2/v2.0/token"}
    /// raises: claims {"aud":"https://login.microsoftonline.com/c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11/oauth2/v2.0/token"}
    /// mended: claims {"aud":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token"}
    AUDIENCE_MISSPELLED {
        id: "audience-misspelled",
        stage: Audience,
        guide: [IssueAssertion, DiagnoseParameters, FixRegenerate],
        citations: [MS_CERTIFICATE_CREDENTIALS, MS_NATIONAL_CLOUDS],
    }

    /// # The audience is a token endpoint
    /// aud is the address of a tenant's token endpoint, or the tenant's issuer.
    AUDIENCE_TOKEN_ENDPOINT {
        id: "audience-token-endpoint",
        stage: Audience,
        guide: [IssueAssertion, DiagnoseParameters],
        citations: [MS_CERTIFICATE_CREDENTIALS],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "audience",
    question: phrase!("Is the assertion addressed to the token endpoint?"),
    ids: &[
        AUDIENCE_MISSING,
        AUDIENCE_ARRAY,
        AUDIENCE_RESOURCE,
        AUDIENCE_COMMON,
        AUDIENCE_MISSPELLED,
        AUDIENCE_TOKEN_ENDPOINT,
    ],
    run,
};

/// Path names that do not stand for one particular tenant.
const NO_TENANT: [&str; 3] = ["common", "organizations", "consumers"];

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(assertion) = case.assertion else { return vec![skip(AUDIENCE_TOKEN_ENDPOINT, NO_ASSERTION)] };
    if assertion.claims.object.is_none() {
        return vec![skip(AUDIENCE_TOKEN_ENDPOINT, NO_CLAIMS)];
    }
    let example =
        format!("https://login.microsoftonline.com/{}/oauth2/v2.0/token", tenant(assertion).unwrap_or("{tenant}"));
    let absent = || {
        let proof = in_claim("aud").found("").meaning(say!("absent or empty")).expected(example.clone());
        vec![cause(AUDIENCE_MISSING, Certain).title(say!("The claim aud is missing.")).evidence(proof)]
    };
    let member = assertion.member(Part::Claims, "aud");
    match member.map(|member| (&member.value, member.text.as_str())) {
        None | Some((Value::Null, _)) => absent(),
        Some((Value::String(text), _)) if text.trim().is_empty() => absent(),
        Some((Value::String(text), _)) if is_client_id(case, text) => vec![
            cause(AUDIENCE_MISSPELLED, Likely)
                .title(say!("The audience has the application's client id where the tenant's id belongs."))
                .evidence(
                    in_claim("aud")
                        .found(text.as_str())
                        .expected("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token")
                        .at(assertion.characters_of(Part::Claims, "aud")),
                ),
        ],
        // An address is right where the request itself went, whoever's host it is.
        Some((Value::String(text), _)) if case.request.is_some_and(|request| request.address() == *text) => {
            vec![fine(assertion, text)]
        }
        Some((Value::String(text), _)) => vec![one(assertion, text, &example)],
        Some((Value::Array(items), text)) => vec![list(assertion, items, text)],
        Some(_) => vec![skip(AUDIENCE_TOKEN_ENDPOINT, say!("aud is no text"))],
    }
}

fn list(assertion: &Assertion, items: &[Value], text: &str) -> Finding {
    let proof = in_claim("aud").found(shorten(text, 300)).at(assertion.characters_of(Part::Claims, "aud"));
    let proof = match items.first().and_then(Value::as_str) {
        Some(first) => proof.expected(first).expected_meaning(say!("one text")),
        None => proof.expected(say!("the token endpoint, as one text")),
    };
    // It is not known whether a list with one entry is refused: some libraries turn it into a string on their own.
    match items.len() {
        1 => warning(AUDIENCE_ARRAY).title(say!("aud is a list of one; a text is sure to be read.")).evidence(proof),
        count => cause(AUDIENCE_ARRAY, Likely)
            .title(say!("aud is a list of {count} entries; Entra ID takes one text.", count))
            .evidence(proof),
    }
}

/// Checks whether the tenant of an audience is the application's own id.
fn is_client_id(case: &Case<'_>, aud: &str) -> bool {
    let Some(tenant) = endpoint(aud).filter(|found| is_login_host(found.host)).map(|found| found.tenant) else {
        return false;
    };
    let sent = case.request.and_then(|request| request.value("client_id"));
    is_guid(tenant) && [case.client_id(), sent].into_iter().flatten().any(|id| id.eq_ignore_ascii_case(tenant))
}

fn fine(assertion: &Assertion, aud: &str) -> Finding {
    pass(AUDIENCE_TOKEN_ENDPOINT)
        .title(say!("The audience is {shown}.", shown = shorten(aud, 90)))
        .evidence(in_claim("aud").found(aud).at(assertion.characters_of(Part::Claims, "aud")))
}

fn one(assertion: &Assertion, aud: &str, example: &str) -> Finding {
    let proof = |expected: String| {
        in_claim("aud").found(aud).expected(expected).at(assertion.characters_of(Part::Claims, "aud"))
    };
    let shown = shorten(aud, 90);
    let fault = |id: &'static Id, confidence, title: Text, expected: String| {
        cause(id, confidence).title(title).evidence(proof(expected))
    };
    match judge(aud) {
        Judged::Fine => fine(assertion, aud),
        Judged::UnknownHost(host) => skip(
            AUDIENCE_TOKEN_ENDPOINT,
            say!(
                "{host} is not a host of Entra ID that is known here; it may be one of your own",
                host = shorten(host, 60)
            ),
        ),
        Judged::NoTenant(name) => fault(
            AUDIENCE_COMMON,
            Likely,
            say!("The audience says \"{name}\" where the tenant belongs.", name),
            aud.replacen(name, tenant(assertion).unwrap_or("{tenant}"), 1),
        ),
        Judged::Misspelled(right) => {
            fault(AUDIENCE_MISSPELLED, Likely, say!("The audience is misspelled: {shown}.", shown), right)
        }
        Judged::Placeholder => fault(
            AUDIENCE_MISSPELLED,
            Certain,
            say!("The audience has a placeholder where the tenant belongs: {shown}.", shown),
            example.to_owned(),
        ),
        Judged::NotATenant(tenant) => fault(
            AUDIENCE_MISSPELLED,
            Likely,
            say!(
                "The audience has {tenant} where the tenant belongs, which is neither a tenant's id nor a domain.",
                tenant = shorten(tenant, 60)
            ),
            example.to_owned(),
        ),
        Judged::UnknownPath => warning(AUDIENCE_MISSPELLED)
            .title(say!("The audience {shown} has a path that is not known to be taken.", shown))
            .evidence(proof(example.to_owned())),
        Judged::Resource => fault(
            AUDIENCE_RESOURCE,
            Likely,
            say!("The audience is {shown}, not the token endpoint.", shown),
            example.to_owned(),
        ),
        Judged::Other => fault(
            AUDIENCE_RESOURCE,
            Possible,
            say!("The audience {shown} is no address of Entra ID's token endpoint.", shown),
            example.to_owned(),
        ),
    }
}

/// The tenant named by any of the claims, to fill in an example.
fn tenant(assertion: &Assertion) -> Option<&str> {
    let of_aud = assertion.claim_str("aud").and_then(endpoint).map(|found| found.tenant);
    of_aud.or(assertion.claim_str("tid")).filter(|tenant| is_guid(tenant) || tenant.contains('.'))
}

#[derive(Debug, PartialEq, Eq)]
enum Judged<'a> {
    Fine,
    NoTenant(&'a str),
    Misspelled(String),
    Placeholder,
    NotATenant(&'a str),
    UnknownPath,
    Resource,
    UnknownHost(&'a str),
    Other,
}

fn judge(aud: &str) -> Judged<'_> {
    if let Some(Endpoint { host, tenant, path }) = endpoint(aud).filter(|found| is_login_host(found.host)) {
        if let Some(name) = NO_TENANT.iter().find(|name| tenant.eq_ignore_ascii_case(name)) {
            return Judged::NoTenant(
                aud.get(aud.find(tenant).unwrap_or(0)..).and_then(|rest| rest.get(..name.len())).unwrap_or(name),
            );
        }
        if is_placeholder(tenant) {
            return Judged::Placeholder;
        }
        let tenant_like = is_guid(tenant) && !tenant.starts_with('{')
            || (tenant.contains('.') && !tenant.contains(char::is_whitespace));
        let known = ["/oauth2/v2.0/token", "/oauth2/token", "/v2.0", "/v2", "/", ""].contains(&path);
        if tenant_like && known {
            return Judged::Fine;
        }
        if known && !tenant_like && !tenant.is_empty() && endpoint::repaired(aud).is_none() {
            return Judged::NotATenant(tenant);
        }
        return match endpoint::nearest_path(path).filter(|_| tenant_like) {
            Some(right) => Judged::Misspelled(format!("https://{host}/{tenant}{right}")),
            None => endpoint::repaired(aud).map_or(Judged::UnknownPath, Judged::Misspelled),
        };
    }
    if endpoint(aud).is_some_and(|found| endpoint::is_named_endpoint(&found)) {
        return Judged::Fine;
    }
    if let Some(right) = endpoint::repaired(aud) {
        return Judged::Misspelled(right);
    }
    let resource = [
        "https://graph.microsoft.",
        "https://graph.windows.net",
        "https://management.",
        "https://vault.azure.",
        "https://outlook.office",
        "https://database.windows.net",
        "https://storage.azure.com",
        "https://dynamics",
        "api://",
        "spn:",
        "urn:",
    ];
    if is_guid(aud)
        || resource.iter().any(|start| aud.starts_with(start))
        || aud.contains(".sharepoint.com")
        || aud.contains(".dynamics.com")
    {
        return Judged::Resource;
    }
    match endpoint(aud).filter(|found| found.host.contains('.')) {
        Some(found) => Judged::UnknownHost(found.host),
        None => Judged::Other,
    }
}

fn is_placeholder(tenant: &str) -> bool {
    let lower = tenant.to_ascii_lowercase();
    tenant.contains(['{', '<', '$', '[', '%']) && !is_guid(tenant)
        || ["", "undefined", "none", "null", "nil", "nan", "your", "tenantid", "tenant-id", "tenant_id", "tenant"]
            .iter()
            .any(|word| lower == *word || lower.starts_with("your"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    #[test]
    fn addresses() {
        let com = format!("https://login.microsoftonline.com/{T}");
        let fine = format!("{com}/oauth2/v2.0/token");
        for aud in [
            fine.clone(),
            format!("{com}/oauth2/token"),
            format!("{com}/v2.0"),
            "https://login.microsoftonline.us/contoso.onmicrosoft.com/oauth2/v2.0/token".into(),
            format!("https://westeurope.login.microsoft.com/{T}/oauth2/v2.0/token"),
            format!("https://sts.windows.net/{T}/"),
        ] {
            assert_eq!(judge(&aud), Judged::Fine, "{aud}");
        }
        for aud in [
            format!("{com}/v2.0/token"),
            format!("{com}/oauth2/V2.0/token"),
            format!("{com}/oauth2/v2.0/token/"),
            format!("{fine} "),
            format!("https: //login.microsoftonline.com/{T}/oauth2/v2.0/token"),
            format!("http://login.microsoftonline.com/{T}/oauth2/v2.0/token"),
            format!("login.microsoftonline.com/{T}/oauth2/v2.0/token"),
            format!("https://login.microsoftonlin.com/{T}/oauth2/v2.0/token"),
            format!("https://Login.MicrosoftOnline.com/{T}/oauth2/v2.0/token"),
            format!("https://login.microsoftonline.com//{T}/oauth2/v2.0/token"),
        ] {
            let judged = judge(&aud);
            assert!(judged == Judged::Misspelled(fine.clone()) || aud.contains("//72"), "{aud}: {judged:?}");
        }
        assert_eq!(judge(&com.replace(T, "common")), Judged::NoTenant("common"));
        assert_eq!(judge(&fine.replace(T, "YOUR_TENANT_ID")), Judged::Placeholder);
        for missing in ["undefined", "None", "null", ""] {
            assert_eq!(judge(&fine.replace(T, missing)), Judged::Placeholder, "{missing}");
        }
        assert_eq!(judge(&fine.replace(T, "contoso")), Judged::NotATenant("contoso"));
        assert_eq!(judge(&format!("{com}/saml2")), Judged::UnknownPath);
        assert_eq!(judge("https://graph.microsoft.com/"), Judged::Resource);
        assert_eq!(judge("api://payroll"), Judged::Resource);
        assert_eq!(judge(T), Judged::Resource);
        assert_eq!(judge("https://contoso.okta.com/oauth2/v1/token"), Judged::UnknownHost("contoso.okta.com"));
        assert_eq!(judge("payroll"), Judged::Other);
        for aud in [
            format!("https://contoso.ciamlogin.com/{T}/v2.0"),
            "https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_signin/oauth2/v2.0/token".into(),
            "https://fs.contoso.example/adfs/oauth2/token".into(),
            format!("https://login.sovcloud-identity.fr/{T}/oauth2/v2.0/token"),
            format!("https://westus2.mtlsauth.microsoft.com/{T}/oauth2/v2.0/token"),
        ] {
            assert_eq!(judge(&aud), Judged::Fine, "{aud}");
        }
    }
}
