//! Can the user assertion of the on-behalf-of grant be passed on?

use crate::case::{Case, UserAssertion};
use crate::checks::finding::Confidence::{Certain, Likely};
use crate::checks::finding::{
    Check, Evidence, Finding, Id, cause, evidence, ids, in_claim, in_header, pass, skip, warning,
};
use crate::evidence::assertion::{Assertion, Malformed, Part};
use crate::evidence::endpoint::{Endpoint, endpoint, graph_cloud, is_login_host};
use crate::evidence::request::Request;
use crate::evidence::server_error::ServerError;
use crate::evidence::token_kind::{self, EXCHANGE_AUDIENCE, EXCHANGE_ID};
use crate::evidence::wrapping::Wrapping;
use crate::language::Text;
use crate::limits::CLOCK_TOLERANCE_SECONDS;
use crate::notation::instant::span;
use crate::notation::text::{is_guid, shorten};

ids! {
    /// # The user's token is for another API
    /// Compares the user assertion's aud with the application that passes it on.
    ///
    /// Only the API that a token is for may exchange it (AADSTS500131). A token for Microsoft Graph cannot even be verified by
    /// anybody but Graph, which answers in AADSTS50013 that the key was not found or that the signature does not match.
    ///
    /// fix: Let the client ask for a token for your API: the scope api://CLIENT-ID/.default, or api://CLIENT-ID/access_as_user.
    /// raises: user-token {"aud":"https://graph.microsoft.com"} ; request grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&requested_token_use=on_behalf_of&assertion={user}&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    /// raises: user-token {"aud":"00000003-0000-0000-c000-000000000000"} ; error AADSTS50013: Assertion failed signature validation. [Reason - The key was not found.]
    /// mended: user-token {} ; request grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&requested_token_use=on_behalf_of&assertion={user}&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    USER_ASSERTION_AUDIENCE {
        id: "user-assertion-audience",
        stage: Request,
        guide: [DiagnoseParameters],
        citations: [MS_ON_BEHALF_OF],
    }

    /// # The user's token is of another kind
    /// Looks in the user assertion for what an access token of a user has: a scope and a client, the type JWT, Entra ID as its
    /// issuer, and its algorithm RS256 with a whole signature.
    ///
    /// The on-behalf-of grant takes access tokens of users. An ID token is for the client alone (AADSTS240002), a token that an
    /// application got for itself has no user, and a refresh token is no JWT.
    ///
    /// fix: Pass on the access token with which the API was called: the value behind Bearer in the header Authorization.
    /// fix: If an application called with a token of its own, ask for the next token with client_credentials, without a user.
    /// raises: user-token {"scp":null,"azp":null,"nonce":"bm9uY2U"} ; request grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&requested_token_use=on_behalf_of&assertion={user}&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    /// raises: user-token {"scp":null,"idtyp":"app","roles":["Read.All"]} ; request grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&requested_token_use=on_behalf_of&assertion={user}&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    /// raises: user-token {"iss":"https://contoso.okta.com/oauth2/default"} ; request grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&requested_token_use=on_behalf_of&assertion={user}&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    /// mended: user-token {} ; request grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&requested_token_use=on_behalf_of&assertion={user}&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    USER_ASSERTION_KIND {
        id: "user-assertion-kind",
        stage: Request,
        guide: [DiagnoseParameters],
        citations: [MS_ON_BEHALF_OF, MS_ERROR_CODES],
    }

    /// # The user's token belongs to another tenant
    /// Compares the user assertion's tid with the tenant in the request's address or the error.
    ///
    /// A token is exchanged in the tenant that issued it (AADSTS1000014). An app for several tenants that always asks its own
    /// is refused for everybody else's users. With /common and /organizations the server takes the token's own tenant.
    ///
    /// fix: Send the request to the tenant in the token's tid.
    /// raises: user-token {"tid":"aaaabbbb-0000-cccc-1111-dddd2222eeee","iss":"https://login.microsoftonline.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/v2.0"} ; request POST https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&requested_token_use=on_behalf_of&assertion={user}&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    /// mended: user-token {} ; request POST https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&requested_token_use=on_behalf_of&assertion={user}&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    USER_ASSERTION_TENANT {
        id: "user-assertion-tenant",
        stage: Request,
        guide: [DiagnoseParameters],
        citations: [MS_ON_BEHALF_OF],
    }

    /// # The user's token is outside its time
    /// Compares the user assertion's nbf and exp with the time of the inspection. One that has expired is a warning where only
    /// today's time is known.
    ///
    /// A user's token lives for about an hour and can be passed on only as long (AADSTS500133). An API that keeps it for a later
    /// job needs the refresh token or the cache of its library instead.
    ///
    /// fix: Let the client get a new token, and pass it on at once.
    /// raises: user-token {"iat":1795420000,"nbf":1795420000,"exp":1795423600} ; request grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&requested_token_use=on_behalf_of&assertion={user}&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    /// mended: user-token {} ; request grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&requested_token_use=on_behalf_of&assertion={user}&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    USER_ASSERTION_EXPIRED {
        id: "user-assertion-expired",
        stage: Request,
        guide: [DiagnoseParameters],
        citations: [MS_ON_BEHALF_OF],
    }

    /// # The user's token can be passed on
    /// It is an access token of a user, for this application, of this tenant and within its time, as far as that is known.
    USER_ASSERTION_FITS {
        id: "user-assertion-fits",
        stage: Request,
        guide: [DiagnoseParameters],
        citations: [MS_ON_BEHALF_OF],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "user_assertion",
    question: phrase!("Can the user assertion of the on-behalf-of grant be passed on?"),
    ids: &[
        USER_ASSERTION_AUDIENCE,
        USER_ASSERTION_KIND,
        USER_ASSERTION_TENANT,
        USER_ASSERTION_EXPIRED,
        USER_ASSERTION_FITS,
    ],
    run,
};

/// What may be wrong with a user assertion.
pub(super) const CAUSES: [&Id; 4] =
    [USER_ASSERTION_AUDIENCE, USER_ASSERTION_KIND, USER_ASSERTION_TENANT, USER_ASSERTION_EXPIRED];

/// APIs of Microsoft by their application ids.
const MICROSOFT: [(&str, &str); 4] = [
    ("00000003-0000-0000-c000-000000000000", "Microsoft Graph"),
    ("00000002-0000-0000-c000-000000000000", "Azure AD Graph"),
    ("797f4846-ba00-4fd7-ba43-dac1f8f63013", "Azure Resource Manager"),
    ("00000003-0000-0ff1-ce00-000000000000", "SharePoint Online"),
];
/// The size of Entra ID's signatures.
const SIGNATURE_BYTES: usize = 256;
/// The ends of the names of Microsoft's own APIs; no App ID URI of a customer's may end so.
const MICROSOFT_HOSTS: [&str; 8] = [
    ".microsoft.com",
    ".azure.com",
    ".azure.net",
    ".windows.net",
    ".office.com",
    ".office365.com",
    ".sharepoint.com",
    ".dynamics.com",
];

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(token) = case.user_token() else {
        return vec![match case.user_assertion {
            Some(UserAssertion::Other) => other(case),
            _ => skip(USER_ASSERTION_FITS, say!("there is no token of a user that is passed on")),
        }];
    };
    let audience = audience(case, token);
    // Of a token for another purpose, nothing more is asked.
    let is_other = audience.as_ref().is_some_and(|finding| finding.id.name == USER_ASSERTION_KIND.name);
    let kind = Some(()).filter(|()| !is_other).and_then(|()| form(case, token).or_else(|| kind(case, token)));
    let found: Vec<Finding> = [audience, kind, tenant(case, token), times(case, token)].into_iter().flatten().collect();
    if !found.is_empty() {
        return found;
    }
    let aud = token.claim_str("aud").unwrap_or_default();
    let title = match is_mine(case, aud) {
        Some(_) if token.member(Part::Claims, "scp").is_some() => say!(
            "The user's token is an access token for this application, within its time; whether its signature is Entra ID's is not looked at."
        ),
        _ => {
            say!("Nothing keeps the user's token from being passed on, if {aud} is your API.", aud = shorten(aud, 100))
        }
    };
    vec![pass(USER_ASSERTION_FITS).title(title).evidence(claim(case, token, "aud"))]
}

/// The parameter holds something else than a token. Only words that programs write for nothing are shown.
fn other(case: &Case<'_>) -> Finding {
    let place = evidence(say!("request, {name}", name = "assertion"));
    let sent = case.request.and_then(Request::user_assertion).unwrap_or_default();
    let nothing = ["undefined", "null", "None", "nil", "NaN", "[object Object]", "true", "false"];
    match nothing.iter().find(|word| **word == sent) {
        Some(word) => cause(USER_ASSERTION_KIND, Certain)
            .title(say!(
                "The parameter \"assertion\" holds the word {word}: the program had no token to pass on.",
                word
            ))
            .evidence(place.found(*word)),
        None => cause(USER_ASSERTION_KIND, Likely)
            .title(say!("The parameter \"assertion\" holds no JWT; the access token of the user belongs there."))
            .evidence(place),
    }
}

/// A claim of the user's token, and where it stands if that is the token of the case.
fn claim(case: &Case<'_>, token: &Assertion, name: &str) -> Evidence {
    let member = token.member(Part::Claims, name);
    let text = member.map_or("", |member| member.value.as_str().unwrap_or(&member.text));
    let place = if case.is_users() { in_claim(name) } else { evidence(say!("claim {name} of the user's token", name)) };
    let at = token.characters_of(Part::Claims, name).filter(|_| case.is_users());
    place.found(shorten(text, 120)).at(at)
}

/// The application that passes the token on, as far as it is known.
fn application<'c>(case: &'c Case<'_>) -> Option<&'c str> {
    let registered = || case.registration.and_then(|one| one.app_id.as_deref());
    let requested = case.request.and_then(|one| one.value("client_id")).filter(|id| is_guid(id));
    // The text about the audience tells whose it should be; other texts name the application whose keys were looked for.
    let stated = || case.error.filter(|error| error.code() == Some(500_131)).and_then(|error| error.app_id.as_deref());
    requested.or_else(|| case.client_id()).or_else(stated).or_else(registered)
}

/// Whether an audience is the application's; `None` if that cannot be told.
fn is_mine(case: &Case<'_>, aud: &str) -> Option<bool> {
    let tid = case.user_token().and_then(|token| token.claim_str("tid"));
    let same = |one: &str, other: &str| one.trim_end_matches('/').eq_ignore_ascii_case(other.trim_end_matches('/'));
    let app = application(case);
    let of_app = aud.strip_prefix("api://").map_or(aud, |rest| rest.split('/').next().unwrap_or_default());
    let uris = case.registration.and_then(|one| one.identifier_uris.as_ref());
    match (app, uris) {
        (Some(app), _) if same(of_app, app) => Some(true),
        (_, Some(uris)) if uris.iter().any(|uri| same(uri, aud)) => Some(true),
        (_, Some(_)) => Some(false),
        (Some(_), None) if is_guid(aud) => Some(false),
        // An id in an App ID URI is that of the application or of its tenant.
        (Some(_), None) if of_app != aud && is_guid(of_app) && tid.is_some_and(|tid| !same(of_app, tid)) => Some(false),
        _ => None,
    }
}

/// Microsoft's own API that an audience belongs to.
fn microsoft(aud: &str) -> Option<&str> {
    if let Some((_, name)) = MICROSOFT.iter().find(|(id, _)| id.eq_ignore_ascii_case(aud)) {
        return Some(name);
    }
    let host = endpoint(aud)?.host;
    let ends = |end: &str| host.ends_with(end) || host == end.trim_start_matches('.');
    (graph_cloud(host).is_some() || MICROSOFT_HOSTS.iter().any(|end| ends(end))).then_some(aud)
}

fn audience(case: &Case<'_>, token: &Assertion) -> Option<Finding> {
    let aud = token.claim_str("aud")?;
    let app = application(case);
    if aud == EXCHANGE_ID || aud.starts_with(EXCHANGE_AUDIENCE) {
        let title =
            say!("The token to pass on is meant for an exchange by a federated credential: there is no user in it.");
        return Some(cause(USER_ASSERTION_KIND, Certain).title(title).evidence(claim(case, token, "aud")).advise_only(
            say!("Send it as client_assertion; the user's access token belongs into the parameter \"assertion\"."),
        ));
    }
    let title = match (microsoft(aud), is_mine(case, aud)) {
        (Some(api), _) => say!(
            "The user's token is for {api}, not for your API; only the API that a token is for can pass it on.",
            api = shorten(api, 100)
        ),
        (None, Some(false)) => say!(
            "The user's token is for {aud}, and application {app} passes it on.",
            aud = shorten(aud, 100),
            app = app.unwrap_or_default()
        ),
        _ => return None,
    };
    // An old App ID URI may hold any id.
    let is_old = microsoft(aud).is_none()
        && !is_guid(aud)
        && case.registration.and_then(|one| one.identifier_uris.as_ref()).is_none();
    let mut finding = cause(USER_ASSERTION_AUDIENCE, if is_old { Likely } else { Certain }).title(title);
    let proof = claim(case, token, "aud");
    finding = finding.evidence(match app {
        Some(app) => proof.expected(app).expected_meaning(say!("the application that passes it on, or its App ID URI")),
        None => proof.expected(say!("the application id of your own API, or its App ID URI")),
    });
    // Graph changes the header before it is signed, so that nobody else can verify the signature.
    if token.member(Part::Header, "nonce").is_some() {
        let place =
            if case.is_users() { in_header("nonce") } else { evidence(say!("header nonce of the user's token")) };
        finding = finding.evidence(place.found(say!("there: only Microsoft Graph can verify this token")));
    }
    Some(match app {
        Some(app) => finding.advise_only(say!(
            "Let the client ask for a token for your API: the scope api://{app}/.default, or api://{app}/access_as_user.",
            app
        )),
        None => finding,
    })
}

/// Whether it can be a token that Entra ID issued at all, by its form, its algorithm and its issuer.
fn form(case: &Case<'_>, token: &Assertion) -> Option<Finding> {
    let kind = |confidence, title| Some(cause(USER_ASSERTION_KIND, confidence).title(title));
    let parameter = || evidence(say!("request, {name}", name = "assertion"));
    if token.wrapping.contains(&Wrapping::Bearer) && !case.is_users() {
        let title = say!(
            "The parameter \"assertion\" begins with the word Bearer; the token alone belongs there, without the word before it."
        );
        return kind(Likely, title)
            .map(|finding| finding.evidence(parameter()).advise_only(say!("Send what follows the word Bearer.")));
    }
    if token.malformed.iter().any(|one| matches!(one, Malformed::Parts { count: 5 })) {
        let title =
            say!("The user's token is encrypted; a token that only another service can read cannot be passed on.");
        return kind(Likely, title).map(|finding| finding.evidence(parameter()));
    }
    if token.claims.object.is_none() {
        let title = say!("The user's token cannot be read: its claims are not whole, or not JSON.");
        return kind(Likely, title).map(|finding| finding.evidence(parameter()));
    }
    let issuer = token.claim_str("iss").unwrap_or_default();
    let to = endpoint(issuer).filter(|_| issuer.starts_with("https://"));
    // An external tenant issues at a host of its own.
    let is_entras =
        token_kind::is_entra_issuer(issuer) || to.as_ref().is_some_and(|to| to.host.ends_with(".ciamlogin.com"));
    if to.is_some_and(|to| !is_login_host(to.host)) && !is_entras {
        let title = say!(
            "The user's token was issued by {issuer}; only access tokens that Entra ID issued are passed on.",
            issuer = shorten(issuer, 100)
        );
        return kind(Likely, title).map(|finding| finding.evidence(claim(case, token, "iss")));
    }
    if let Some(alg) = token.header_str("alg").filter(|alg| *alg != "RS256" && is_entras) {
        let place = if case.is_users() { in_header("alg") } else { evidence(say!("header alg of the user's token")) };
        let title = say!(
            "The user's token is signed with {alg}, and Entra ID signs its own with RS256: it was not issued as it is.",
            alg = shorten(alg, 40)
        );
        return kind(Likely, title).map(|finding| finding.evidence(place.found(shorten(alg, 40)).expected("RS256")));
    }
    // Whoever shows a token may leave the signature out; one that was begun and is too short was cut off.
    let size = token.signature.bytes.as_ref().map_or(0, Vec::len);
    if is_entras && (64..SIGNATURE_BYTES).contains(&size) {
        let title = say!(
            "The user's token seems to be cut off: its signature has {found} bytes of {expected}.",
            found = size,
            expected = SIGNATURE_BYTES
        );
        return kind(Likely, title).map(|finding| {
            finding.evidence(
                evidence(say!("signature of the user's token")).found(say!("{found} bytes of signature", found = size)),
            )
        });
    }
    None
}

fn kind(case: &Case<'_>, token: &Assertion) -> Option<Finding> {
    let has = |name: &str| token.member(Part::Claims, name).is_some();
    let code = case.error.and_then(ServerError::code);
    if let Some(typ) = token.header_str("typ").filter(|typ| !typ.eq_ignore_ascii_case("JWT")) {
        let place = if case.is_users() { in_header("typ") } else { evidence(say!("header typ of the user's token")) };
        let title = say!("The user's token has the type {typ}; JWT is what is passed on.", typ = shorten(typ, 40));
        return Some(
            cause(USER_ASSERTION_KIND, Likely).title(title).evidence(place.found(shorten(typ, 40)).expected("JWT")),
        );
    }
    if let Some(version @ ("1.0" | "2.0")) = token.claim_str("ver").filter(|_| matches!(code, Some(500_136 | 500_137)))
    {
        let title = say!("The user's token is of version {version}, which this endpoint does not take.", version);
        return Some(cause(USER_ASSERTION_KIND, Certain).title(title).evidence(claim(case, token, "ver")).advise_only(say!(
            "Set requestedAccessTokenVersion (accessTokenAcceptedVersion) in the API's manifest to 2 and use the v2.0 endpoint, or use the endpoint of the token's version."
        )));
    }
    let issuer = token.claim_str("iss").filter(|issuer| is_guid(issuer));
    if issuer.is_some() && issuer == token.claim_str("sub") && !case.is_users() {
        let title =
            say!("The parameter \"assertion\" holds a client assertion; the access token of the user belongs there.");
        return Some(cause(USER_ASSERTION_KIND, Certain).title(title).evidence(claim(case, token, "iss")));
    }
    let is_app = token.claim_str("idtyp") == Some("app");
    let is_client_known = has("azp") || has("appid");
    // The subject of an application's token is its object id; a user's is made for each client.
    let is_own = token.claim_str("sub").is_some_and(|sub| token.claim_str("oid") == Some(sub));
    let names_user = ["name", "preferred_username", "upn", "unique_name", "scp"].into_iter().any(has);
    if is_app || !names_user && is_client_known && (is_own || has("roles")) {
        let title = say!("The token to pass on is an application's own: there is no user in it.");
        let mark = match (is_app, is_own) {
            (true, _) => "idtyp",
            (false, true) => "sub",
            (false, false) => "roles",
        };
        let confidence = if is_app || is_own { Certain } else { Likely };
        return Some(cause(USER_ASSERTION_KIND, confidence).title(title).evidence(claim(case, token, mark)));
    }
    if has("scp") || is_client_known || !(has("tid") || code == Some(240_002)) {
        return None;
    }
    // Only ID tokens repeat the client's nonce or the hash of another token.
    let mark = ["nonce", "at_hash", "c_hash"].into_iter().find(|name| has(name));
    let confidence = if mark.is_some() || code == Some(240_002) { Certain } else { Likely };
    let title = say!("The user's token is an ID token; the access token for your API is what is passed on.");
    let proof = match mark {
        Some(mark) => claim(case, token, mark),
        None => evidence(say!("claim {name} of the user's token", name = "scp")).found(say!("absent")),
    };
    Some(cause(USER_ASSERTION_KIND, confidence).title(title).evidence(proof))
}

fn tenant(case: &Case<'_>, token: &Assertion) -> Option<Finding> {
    let mine = token.claim_str("tid").filter(|tid| is_guid(tid))?;
    let asked = case.request.and_then(|request| request.endpoint().map(|Endpoint { tenant, .. }| tenant.to_owned()));
    let stated = || case.error.filter(|error| error.is_about_user_assertion()).and_then(|error| error.tenant.clone());
    // A domain, /common and /organizations do not tell which tenant it is.
    let theirs = asked.or_else(stated).filter(|tenant| is_guid(tenant) && !tenant.eq_ignore_ascii_case(mine))?;
    let confidence = if case.error.and_then(ServerError::code) == Some(1_000_014) { Certain } else { Likely };
    let title = say!("The user's token is of tenant {mine}, and the request goes to {theirs}.", mine, theirs = &theirs);
    let proof = claim(case, token, "tid").expected(theirs).expected_meaning(say!("the tenant that was asked"));
    Some(cause(USER_ASSERTION_TENANT, confidence).title(title).evidence(proof))
}

fn times(case: &Case<'_>, token: &Assertion) -> Option<Finding> {
    let nbf = token.time("nbf").and_then(|time| time.seconds());
    if let Some(nbf) = nbf.filter(|nbf| nbf.since(case.clock.at) > CLOCK_TOLERANCE_SECONDS) {
        let title = say!(
            "The user's token is not valid before {nbf}, {ahead} later.",
            nbf = nbf.rfc3339(),
            ahead = span(nbf.since(case.clock.at))
        );
        let proof = claim(case, token, "nbf")
            .meaning(Text::verbatim(nbf.rfc3339()))
            .expected_meaning(say!("the time of the inspection"));
        let proof = proof.expected(case.clock.at.rfc3339());
        return Some(cause(USER_ASSERTION_EXPIRED, Likely).title(title).evidence(proof).advise_only(say!(
            "Compare the clock of this machine with the right time, and let the client get a new token."
        )));
    }
    let exp = token.time("exp").and_then(|time| time.seconds())?;
    let ago = case.clock.at.since(exp);
    if ago <= 0 {
        return None;
    }
    let (exp, ago): (String, Text) = (exp.rfc3339(), span(ago));
    let proof = claim(case, token, "exp")
        .meaning(Text::verbatim(exp.clone()))
        .expected(say!("later than {at}", at = case.clock.at.rfc3339()))
        .expected_meaning(say!("the time of the inspection"));
    let finding = if case.clock.is_given() {
        cause(USER_ASSERTION_EXPIRED, Certain).title(say!("The user's token expired at {exp}, {ago} before.", exp, ago))
    } else {
        warning(USER_ASSERTION_EXPIRED).title(say!(
            "The user's token expired at {exp}, {ago} ago; if it was captured earlier, that is no fault.",
            exp,
            ago
        ))
    };
    Some(finding.evidence(proof))
}
