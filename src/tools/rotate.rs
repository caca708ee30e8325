//! The requests with which an application adds its next certificate and removes an old one, without an administrator: each
//! carries a proof that the sender has the key of a certificate that is registered and valid.
//!
//! Sources: Microsoft Graph's `application: addKey` and `application: removeKey`, and "Generate proof-of-possession tokens
//! for rolling keys".
//!
//! ```
//! use assertion_inspector::rotate::{Change, RotateOptions};
//! use assertion_inspector::{Instant, Intake, Options};
//!
//! let options = Options::new(Instant(1_795_428_000));
//! let inspection = Intake::new(&options).finish();
//! let change = Change::Remove("5f0f3f5a-27dd-4a6a-9f0a-0a3f1a3f7a10".to_owned());
//! // Without the certificate that is registered and its key, it says what is missing.
//! assert!(inspection.rotate(&options, &RotateOptions::default(), &change).is_err());
//! ```

use serde::Serialize;
use serde_json::{Value, json};

use crate::case::address::is_tenant;
use crate::case::inventory::Inventory;
use crate::evidence::certificate::Certificate;
use crate::evidence::endpoint::{GRAPH_HOSTS, login_host};
use crate::evidence::private_key::PrivateKey;
use crate::evidence::registration::RegistrationFormat;
use crate::evidence::token_kind::KEY_PROOF_AUDIENCE;
use crate::language::Text;
use crate::notation::encoding::to_base64;
use crate::notation::instant::Instant;
use crate::notation::text::is_guid;
use crate::preflight::{self, Judged, Outcome};
use crate::repair::correction::{self, Choice, Correction, LIFETIME};
use crate::repair::sign;

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
    /// The object id of the application, if no registration is among the inputs, or more than one.
    pub object_id: Option<String>,
    /// Its client id, likewise; for the request of a token.
    pub client_id: Option<String>,
    /// The host of Microsoft Graph, likewise; the global one if nothing tells it.
    pub graph: Option<String>,
    /// The tenant, an id or a domain, for the request of a token.
    pub tenant: Option<String>,
}

/// Everything that a rotation sends.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Rotation {
    /// The object id of the application.
    pub object_id: String,
    /// Its client id, if known.
    pub client_id: Option<String>,
    /// The host of Microsoft Graph.
    pub graph: &'static str,
    /// When the application was created, if known.
    #[serde(skip)]
    pub created: Option<Instant>,
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
    created: Option<Instant>,
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
    let judged = preflight::registered(inventory, at);
    let facts = gather(&judged, options)?;
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
        client_id: facts.client_id.clone(),
        graph: facts.graph,
        created: facts.created,
        expires: Instant(at.0 + LIFETIME).rfc3339(),
        signed_by: facts.certificate.label_and_thumbprint(),
        old_key_ids: facts.key_ids,
        proof,
    })
}

/// Chooses the certificate that signs, and the application: as the preflight judged them.
fn gather<'a>(judged: &'a [Judged<'a>], options: &RotateOptions) -> Result<Facts<'a>, Text> {
    let guid = |id: &str| id.trim_matches(['{', '}']).to_ascii_lowercase();
    let wanted = options.object_id.as_deref().map(guid);
    let object_id = |one: &Judged<'_>| one.registration.and_then(|one| one.object_id.as_deref()).map(guid);
    let usable = judged.iter().filter_map(|one| Some((one, one.certificate.as_deref()?, one.key?)));
    let is_fit = |one: &Judged<'_>| one.app.outcome != Outcome::Fails;
    // Of several, that of the application wanted, and of those the one that ends last.
    let best = usable.max_by_key(|(one, certificate, _)| {
        (is_fit(one), wanted.is_some() && object_id(one) == wanted, certificate.not_after)
    });
    let Some((chosen, certificate, key)) = best else {
        return Err(say!("a certificate that is registered and its private key are needed: they sign the proof"));
    };
    if !is_fit(chosen) {
        let why = chosen.app.because.first().map(|one| one.says.clone()).unwrap_or_default();
        return Err(say!("the proof would be refused: {why}", why));
    }
    let is_other =
        |one: &&Judged<'_>| is_fit(one) && one.app.x5t == chosen.app.x5t && object_id(one) != object_id(chosen);
    if wanted.is_none() && judged.iter().any(|one| is_other(&one)) {
        return Err(say!(
            "several applications have this certificate: the object id of the one that is meant is needed"
        ));
    }
    let registration = chosen.registration.filter(|one| one.format != RegistrationFormat::ServicePrincipal);
    let known = registration.and_then(|one| one.object_id.as_deref());
    let object_id = options.object_id.as_deref().or(known).ok_or_else(|| {
        say!("the object id of the application is needed: id in its registration, which is not the client id")
    })?;
    if !is_guid(object_id) {
        return Err(say!("the object id of an application is a GUID"));
    }
    let stated = options.client_id.as_deref();
    if stated.is_some_and(|id| !is_guid(id)) {
        return Err(say!("the client id of an application is a GUID"));
    }
    let client_id = stated.or(registration.and_then(|one| one.app_id.as_deref())).filter(|id| is_guid(id)).map(guid);
    let object_id = guid(object_id);
    if client_id.as_ref() == Some(&object_id) {
        return Err(say!("this is the client id of the application; its object id is needed: id in its registration"));
    }
    // A token is sent to no host that a file names otherwise.
    let host = |name: &str| GRAPH_HOSTS.into_iter().find(|(known, _)| name.eq_ignore_ascii_case(known));
    let [global, ..] = GRAPH_HOSTS;
    let named = registration.and_then(|one| one.graph_host.as_deref()).and_then(host);
    let (graph, cloud) = match options.graph.as_deref() {
        Some(name) => host(name).ok_or_else(|| say!("this is not a host of Microsoft Graph"))?,
        None => named.unwrap_or(global),
    };
    let own = registration.into_iter().flat_map(|one| one.keys()).filter(|key| key.matches_certificate(certificate));
    Ok(Facts {
        certificate,
        key,
        object_id,
        client_id,
        graph,
        login: login_host(cloud),
        created: registration.and_then(|one| one.created),
        key_ids: own.filter_map(|key| key.key_id.clone()).filter(|id| is_guid(id)).collect(),
    })
}

/// A token signed with the key of the certificate, which its header names.
fn signed(facts: &Facts<'_>, choice: Choice, claims: Value) -> Result<String, Text> {
    let claims = claims.as_object().cloned().unwrap_or_default();
    let unsigned = Correction { header: correction::header(choice, facts.certificate), claims, changes: Vec::new() };
    sign::sign(&unsigned, choice, facts.key).ok_or_else(|| say!("the private key cannot sign it"))
}

/// The request for a token with which the application calls Microsoft Graph: for its own keys, it needs no permission.
fn token_request(facts: &Facts<'_>, tenant: Option<&str>, at: Instant) -> Result<Option<Request>, Text> {
    let (Some(client_id), Some(tenant)) = (&facts.client_id, tenant) else { return Ok(None) };
    if !is_tenant(tenant) {
        return Err(say!("a tenant is an id (GUID) or a domain"));
    }
    let url = format!("https://{}/{tenant}/oauth2/v2.0/token", facts.login);
    let claims = correction::claims(&url, client_id, &sign::guid().unwrap_or_default(), at);
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
