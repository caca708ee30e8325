//! Does the service know the grant type, and does the scope fit it?

use super::reasons::NO_REQUEST;
use super::request_fault::request_fault;
use super::request_parameters::is_v1;
use crate::case::Case;
use crate::checks::finding::Confidence::Likely;
use crate::checks::finding::{Check, Finding, evidence, ids, pass, skip, warning};
use crate::evidence::request::Request;
use crate::notation::text::distance;
use crate::notation::text::shorten;

ids! {
    /// # The grant type is not known
    /// Compares grant_type with the grants that the service knows; without a request, looks for AADSTS70003.
    ///
    /// grant_type says how the token is asked for, and is compared letter by letter. An application that signs in by itself
    /// sends client_credentials.
    ///
    /// fix: Send grant_type=client_credentials.
    /// raises: request grant_type=client_credential&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    /// mended: request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    REQUEST_GRANT_TYPE {
        id: "request-grant-type",
        stage: Request,
        guide: [DiagnoseParameters, FixTest],
        citations: [MS_CLIENT_CREDENTIALS, MS_ERROR_CODES],
    }

    /// # The scope does not end in /.default
    /// Looks at scope, where the grant is client_credentials.
    ///
    /// An application that signs in by itself gets the permissions that an administrator granted it, and asks for them as one:
    /// the API's address with /.default behind it. Anything else is refused (AADSTS1002012, 70011), but only after the
    /// assertion was taken; so it does not explain AADSTS700027.
    ///
    /// fix: Ask for one API's /.default: scope=https://graph.microsoft.com/.default
    /// raises: request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/User.Read.All&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    /// mended: request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    REQUEST_SCOPE {
        id: "request-scope",
        stage: Request,
        guide: [DiagnoseParameters, FixTest],
        citations: [MS_CLIENT_CREDENTIALS],
    }

    /// # Grant and scope fit
    /// The grant is known, and the scope is one that it takes.
    REQUEST_GRANT_FITS {
        id: "request-grant-fits",
        stage: Request,
        guide: [FixTest],
        citations: [MS_CLIENT_CREDENTIALS],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "request_grant",
    question: phrase!("Does the service know the grant type, and does the scope fit it?"),
    ids: &[REQUEST_GRANT_TYPE, REQUEST_SCOPE, REQUEST_GRANT_FITS],
    run,
};

const GRANTS: [&str; 11] = [
    "client_credentials",
    "authorization_code",
    "refresh_token",
    "password",
    "device_code",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:saml2-bearer",
    "urn:ietf:params:oauth:grant-type:saml1_1-bearer",
    "urn:ietf:params:oauth:grant-type:token-exchange",
    // A user's federated identity credential, as agents use it.
    "user_fic",
];
/// How many letters of a name may be wrong for it still to be recognised.
const MISTAKES: usize = 4;

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(request) = case.request else { return vec![skip(REQUEST_GRANT_FITS, NO_REQUEST)] };
    let Some(grant) = request.value("grant_type") else {
        return vec![skip(REQUEST_GRANT_FITS, say!("the request tells no grant_type"))];
    };
    if !GRANTS.contains(&grant) {
        return vec![unknown(case, grant)];
    }
    let fits = || {
        pass(REQUEST_GRANT_FITS)
            .title(say!("The grant is {grant}.", grant))
            .evidence(evidence(say!("request, grant_type")).found(grant))
    };
    vec![scope(request, grant).unwrap_or_else(fits)]
}

fn unknown(case: &Case<'_>, grant: &str) -> Finding {
    let tidy: String = grant.chars().take(80).collect::<String>().to_ascii_lowercase().replace(['-', ' '], "_");
    let near = GRANTS.iter().map(|known| (*known, distance(&tidy, &known.replace('-', "_"))));
    let near = near.filter(|(_, apart)| *apart <= MISTAKES).min_by_key(|(_, apart)| *apart);
    let shown = shorten(grant, 60);
    let title = match near {
        Some((meant, _)) => say!("grant_type is {shown}; {meant} was probably meant.", shown, meant),
        None => say!("grant_type is {shown}, which is no grant of Entra ID.", shown),
    };
    let expected = near.map_or("client_credentials", |(meant, _)| meant);
    request_fault(case, REQUEST_GRANT_TYPE, Likely)
        .title(title)
        .evidence(evidence(say!("request, grant_type")).found(grant).expected(expected))
}

fn scope(request: &Request, grant: &str) -> Option<Finding> {
    let sent = request.value("scope").filter(|_| grant == "client_credentials" && !is_v1(request))?;
    let scopes: Vec<&str> = sent.split_whitespace().collect();
    let first = *scopes.first()?;
    // Libraries add these of themselves, and they ask for nothing here.
    let is_added = |scope: &str| matches!(scope, "openid" | "offline_access" | "profile");
    if first.ends_with(".default") && scopes.iter().skip(1).all(|scope| is_added(scope)) {
        return None;
    }
    // The API comes before the permission; a permission on its own is one of Microsoft Graph's.
    let api = first.rsplit_once('/').map(|(api, _)| api).filter(|api| api.len() > "https://".len());
    let expected = format!("{}/.default", api.unwrap_or("https://graph.microsoft.com"));
    let shown = shorten(sent, 80);
    let title = if scopes.len() > 1 {
        say!(
            "The scope names {scopes} things ({shown}); client_credentials takes one API with /.default.",
            scopes = scopes.len(),
            shown
        )
    } else {
        say!("The scope is {shown}; client_credentials takes the API's address with /.default.", shown)
    };
    Some(warning(REQUEST_SCOPE).title(title).evidence(evidence(say!("request, scope")).found(sent).expected(expected)))
}
