//! The requests with which an application adds its next certificate and removes an old one, without an administrator: each
//! carries a proof that the sender has the key of a certificate that is registered and valid.
//!
//! Sources: Microsoft Graph's `application: addKey` and `application: removeKey`, and "Generate proof-of-possession tokens
//! for rolling keys".

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::case::address::is_tenant;
use crate::case::inventory::Inventory;
use crate::evidence::certificate::Certificate;
use crate::evidence::private_key::PrivateKey;
use crate::evidence::registration::{Registration, RegistrationFormat};
use crate::evidence::token_kind::KEY_PROOF_AUDIENCE;
use crate::language::Text;
use crate::notation::encoding::to_base64;
use crate::notation::instant::Instant;
use crate::notation::text::is_guid;
use crate::preflight::{self, Outcome};
use crate::repair::correction::{Choice, Correction};

use crate::repair::sign;

/// Lifetime of a proof, and of the assertion beside it, in seconds.
const LIFETIME: i64 = 600;

/// The hosts of Microsoft Graph and, for each, the host of the sign-in service. A token is sent to none that a file names
/// otherwise.
const HOSTS: [(&str, &str); 6] = [
    ("graph.microsoft.com", "login.microsoftonline.com"),
    ("graph.microsoft.us", "login.microsoftonline.us"),
    ("dod-graph.microsoft.us", "login.microsoftonline.us"),
    ("microsoftgraph.chinacloudapi.cn", "login.partner.microsoftonline.cn"),
    ("graph.svc.sovcloud.fr", "login.sovcloud-identity.fr"),
    ("graph.svc.sovcloud.de", "login.sovcloud-identity.de"),
];

/// What to ask Microsoft Graph for.
#[derive(Debug, Clone)]
pub enum Change {
    /// To add this certificate, DER.
    Add(Vec<u8>),
    /// To remove the key with this id.
    Remove(String),
}

/// What the inputs may not tell.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct RotateOptions {
    /// The object id of the application, if no registration is among the inputs.
    pub object_id: Option<String>,
    /// The tenant, an id or a domain, for the request of a token.
    pub tenant: Option<String>,
}

/// Everything that a rotation sends.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Rotation {
    /// The object id of the application.
    pub object_id: String,
    /// The proof of possession.
    pub proof: String,
    /// When it ends, RFC 3339.
    pub expires: String,
    /// The certificate whose key signed it: label and thumbprint.
    pub signed_by: String,
    /// The ids of the keys that are registered for that certificate.
    pub old_key_ids: Vec<String>,
    /// The request for a token of the application; `null` if the tenant or the client id is not known.
    pub token_request: Option<Request>,
    /// The request that makes the change.
    pub request: Request,
}

/// A request to be sent by POST.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Request {
    /// Its address.
    pub url: String,
    /// Its body: JSON, or a form if it asks for a token.
    pub body: String,
}

/// What the requests are made from.
struct Facts<'a> {
    certificate: &'a Certificate,
    key: &'a PrivateKey,
    object_id: String,
    client_id: Option<String>,
    graph: &'static str,
    login: &'static str,
    key_ids: Vec<String>,
}

/// Makes the requests, signed at this time.
///
/// # Errors
/// What is missing, or why Entra ID would refuse the proof.
pub(crate) fn make(
    inventory: &Inventory,
    options: &RotateOptions,
    change: &Change,
    at: Instant,
) -> Result<Rotation, Text> {
    let facts = gather(inventory, options, at)?;
    let claims = json!({ "aud": KEY_PROOF_AUDIENCE, "iss": facts.object_id, "nbf": at.0, "exp": at.0 + LIFETIME });
    let proof = signed(&facts, Choice::Rs256, claims)?;
    let (action, body) = match change {
        Change::Add(der) => {
            let key = json!({ "type": "AsymmetricX509Cert", "usage": "Verify", "key": to_base64(der) });
            ("addKey", json!({ "keyCredential": key, "passwordCredential": null, "proof": proof }))
        }
        Change::Remove(id) if is_guid(id) => {
            ("removeKey", json!({ "keyId": id.trim_matches(['{', '}']).to_ascii_lowercase(), "proof": proof }))
        }
        Change::Remove(_) => return Err(say!("the id of a key is a GUID: keyId in the registration")),
    };
    let url = format!("https://{}/v1.0/applications/{}/{action}", facts.graph, facts.object_id);
    Ok(Rotation {
        token_request: token_request(&facts, options.tenant.as_deref(), at)?,
        request: Request { url, body: body.to_string() },
        object_id: facts.object_id.clone(),
        expires: Instant(at.0 + LIFETIME).rfc3339(),
        signed_by: facts.certificate.label_and_thumbprint(),
        old_key_ids: facts.key_ids,
        proof,
    })
}

fn gather<'a>(inventory: &'a Inventory, options: &RotateOptions, at: Instant) -> Result<Facts<'a>, Text> {
    let applications: Vec<&Registration> =
        inventory.registrations.iter().filter(|one| one.format != RegistrationFormat::ServicePrincipal).collect();
    let pair = |certificate: &'a Certificate| {
        let key = inventory.private_keys.iter().find(|key| key.matches_certificate(certificate))?;
        let owner =
            applications.iter().copied().find(|one| one.keys().iter().any(|key| key.matches_certificate(certificate)));
        Some((certificate, key.as_ref(), owner))
    };
    let pairs: Vec<_> = inventory.certificates.iter().filter_map(|one| pair(one)).collect();
    let judged = preflight::of(inventory, at);
    let verdict =
        |certificate: &Certificate| judged.apps.iter().find(|app| app.x5t.as_deref() == Some(&certificate.x5t()));
    let is_fit = |certificate: &Certificate| verdict(certificate).is_some_and(|app| app.outcome != Outcome::Fails);
    // Of several, one that is registered, and of those the one that ends last.
    let best = pairs.iter().max_by_key(|(one, _, owner)| (is_fit(one), owner.is_some(), one.not_after));
    let Some((certificate, key, owner)) = best else {
        return Err(say!("a certificate that is registered and its private key are needed: they sign the proof"));
    };
    if !is_fit(certificate) {
        let why =
            verdict(certificate).and_then(|app| app.because.first()).map(|one| one.says.clone()).unwrap_or_default();
        return Err(say!("the proof would be refused: {why}", why));
    }
    // Without its own registration the only one given is of the application.
    let registration = owner.or(applications.first().copied().filter(|_| applications.len() == 1));
    let known = registration.and_then(|one| one.object_id.clone());
    let object_id = options.object_id.clone().or(known).ok_or_else(|| {
        say!("the object id of the application is needed: id in its registration, which is not the client id")
    })?;
    if !is_guid(&object_id) {
        return Err(say!("the object id of an application is a GUID"));
    }
    let client_id = registration.and_then(|one| one.app_id.clone()).filter(|id| is_guid(id));
    if client_id.as_ref().is_some_and(|id| id.eq_ignore_ascii_case(&object_id)) {
        return Err(say!("this is the client id of the application; its object id is needed: id in its registration"));
    }
    let named = registration.and_then(|one| one.graph_host.as_deref());
    let [global, ..] = HOSTS;
    let (graph, login) = HOSTS.into_iter().find(|(graph, _)| Some(*graph) == named).unwrap_or(global);
    let own = registration.into_iter().flat_map(|one| one.keys()).filter(|key| key.matches_certificate(certificate));
    Ok(Facts {
        certificate,
        key,
        object_id: object_id.trim_matches(['{', '}']).to_ascii_lowercase(),
        client_id,
        graph,
        login,
        key_ids: own.filter_map(|key| key.key_id.clone()).filter(|id| is_guid(id)).collect(),
    })
}

/// A token signed with the key of the certificate, which its header names.
fn signed(facts: &Facts<'_>, choice: Choice, claims: Value) -> Result<String, Text> {
    let mut header = Map::new();
    header.insert("alg".into(), choice.name().into());
    header.insert("typ".into(), "JWT".into());
    match choice {
        Choice::Ps256 => header.insert("x5t#S256".into(), facts.certificate.x5t_s256().into()),
        Choice::Rs256 => header.insert("x5t".into(), facts.certificate.x5t().into()),
    };
    let claims = claims.as_object().cloned().unwrap_or_default();
    let unsigned = Correction { header, claims, changes: Vec::new() };
    sign::sign(&unsigned, choice, facts.key).ok_or_else(|| say!("the private key cannot sign it"))
}

/// The request for a token with which the application calls Microsoft Graph: for its own keys, it needs no permission.
fn token_request(facts: &Facts<'_>, tenant: Option<&str>, at: Instant) -> Result<Option<Request>, Text> {
    let (Some(client_id), Some(tenant)) = (&facts.client_id, tenant) else { return Ok(None) };
    if !is_tenant(tenant) {
        return Err(say!("a tenant is an id (GUID) or a domain"));
    }
    let url = format!("https://{}/{tenant}/oauth2/v2.0/token", facts.login);
    let claims = json!({
        "aud": url, "iss": client_id, "sub": client_id, "jti": sign::guid().unwrap_or_default(),
        "nbf": at.0, "iat": at.0, "exp": at.0 + LIFETIME
    });
    let assertion = signed(facts, Choice::Ps256, claims)?;
    let body = format!(
        "grant_type=client_credentials&client_id={client_id}&scope=https%3A%2F%2F{graph}%2F.default&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={assertion}",
        graph = facts.graph
    );
    Ok(Some(Request { url, body }))
}

impl Rotation {
    /// The requests as commands of curl, for a shell.
    ///
    /// Nothing in them can end a quotation: they consist of ids, known hosts, base64 and JSON of these.
    pub fn curl(&self) -> String {
        let token = self.token_request.as_ref().map(|Request { url, body }| {
            format!("TOKEN=$(curl --fail-with-body --silent --show-error '{url}' --data-raw '{body}' | sed -n 's/.*\"access_token\" *: *\"\\([^\"]*\\)\".*/\\1/p')\n")
        });
        let Request { url, body } = &self.request;
        format!(
            "{}curl --fail-with-body --silent --show-error '{url}' -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' --data-raw '{body}'\n",
            token.unwrap_or_default()
        )
    }

    /// The requests as commands of PowerShell.
    pub fn powershell(&self) -> String {
        let token = self.token_request.as_ref().map(|Request { url, body }| {
            format!("$token = (Invoke-RestMethod -Method Post -Uri '{url}' -ContentType 'application/x-www-form-urlencoded' -Body '{body}').access_token\n")
        });
        let Request { url, body } = &self.request;
        format!(
            "{}Invoke-RestMethod -Method Post -Uri '{url}' -Headers @{{ Authorization = \"Bearer $token\" }} -ContentType 'application/json' -Body '{body}'\n",
            token.unwrap_or_default()
        )
    }
}
