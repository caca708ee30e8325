//! What a correction needs to know, taken from the case and never guessed.

use std::fmt;

use crate::case::Case;
use crate::case::address::{address, is_tenant};
use crate::evidence::assertion::Assertion;
use crate::evidence::certificate::{Certificate, PublicKey};
use crate::evidence::endpoint;
use crate::evidence::federated_credential::{NoToken, TokenSourceKind};
use crate::evidence::private_key::PrivateKey;
use crate::language::Text;
use crate::limits::ENTRA_MIN_RSA_BITS;
use crate::notation::instant::Instant;
use crate::notation::text::is_guid;

/// The facts that a correction is made from.
#[derive(Debug)]
pub struct Facts<'c> {
    /// The application's client id.
    pub client_id: String,
    /// The tenant: an id or a domain.
    pub tenant: String,
    /// The sign-in host of the tenant's cloud.
    pub host: String,
    /// The certificate to sign in with.
    pub certificate: &'c Certificate,
    /// Its private key, if available.
    pub key: Option<&'c PrivateKey>,
    /// The original assertion.
    pub present: Option<&'c Assertion>,
}

/// Why there is no correction. Each reason says which input is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// No client id is known.
    ClientId,
    /// No tenant is known.
    Tenant,
    /// The value given for the tenant is not a tenant.
    NoTenant {
        /// The value given.
        found: String,
    },
    /// The token is from another issuer, so it is not signed with a certificate of the application.
    Federated {
        /// Its issuer.
        issuer: String,
    },
    /// The workflow or the pods get no token, so there is none to send.
    NoToken {
        /// Where it should come from.
        kind: TokenSourceKind,
    },
    /// The assertion is for another service than Entra ID.
    OtherService {
        /// Its name or host.
        service: String,
    },
    /// There is no certificate.
    Certificate,
    /// The certificate has an elliptic key, which Entra ID does not accept.
    Elliptic {
        /// The certificate.
        certificate: String,
    },
    /// The RSA key is too small.
    Small {
        /// The certificate.
        certificate: String,
        /// Its size in bits.
        bits: usize,
    },
    /// The certificate has expired, so no assertion would help.
    Expired {
        /// The certificate.
        certificate: String,
        /// The day it expired.
        on: String,
    },
    /// The certificate is not valid yet, so no assertion would help.
    NotYetValid {
        /// The certificate.
        certificate: String,
        /// When it becomes valid.
        from: String,
    },
    /// The corrected assertion does not pass the inspection: a bug in this program.
    Unsound {
        /// What the inspection found in it.
        finding: &'static str,
    },
    /// None of the private keys belongs to a given certificate.
    ForeignKey {
        /// The key.
        key: String,
        /// The certificate.
        certificate: String,
    },
}

impl Missing {
    /// What is missing or wrong, in words.
    pub fn say(&self) -> Text {
        match self {
            Self::ClientId => say!(
                "no client id is known: neither iss nor sub, nor the request, the registration or the error tells one"
            ),
            Self::Tenant => say!(
                "no tenant is known: neither the audience nor the request tells one; name it (--tenant on the command line)"
            ),
            Self::NoTenant { found } => {
                say!("{found} is no tenant: an id (GUID) or a domain is", found = format!("{found:?}"))
            }
            Self::Federated { issuer } => say!(
                "this token was issued by {issuer}, and no certificate mends it: the application takes it where a federated credential has the same issuer, subject and audience, letter by letter",
                issuer
            ),
            Self::NoToken { .. } => say!("there is no token to correct: the workflow or the pod has to get one first"),
            Self::OtherService { service } => {
                say!("this assertion is for {service}, which has rules of its own for it", service)
            }
            Self::Certificate => say!("there is no certificate: add the one that the application signs in with"),
            Self::Elliptic { certificate } => say!(
                "the certificate {certificate} has an elliptic key, and Entra ID takes RSA only: make a new certificate",
                certificate
            ),
            Self::Small { certificate, bits } => say!(
                "the certificate {certificate} has an RSA key of {bits} bits, and Entra ID takes {least} or more: make a new certificate",
                certificate,
                bits,
                least = ENTRA_MIN_RSA_BITS
            ),
            Self::Expired { certificate, on } => say!(
                "the certificate {certificate} expired on {on}: a new assertion does not help, a new certificate does",
                certificate,
                on
            ),
            Self::NotYetValid { certificate, from } => say!(
                "the certificate {certificate} is not valid before {from}: a new assertion does not help, a new certificate does",
                certificate,
                from
            ),
            Self::Unsound { finding } => say!(
                "the corrected assertion does not pass the inspection itself ({finding}); this is a fault of this program",
                finding
            ),
            Self::ForeignKey { key, certificate } => {
                say!("the private key in {key} does not belong to the certificate {certificate}", key, certificate)
            }
        }
    }
}

impl std::error::Error for Missing {}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say())
    }
}

/// Gathers the facts of a case. `at` is the time the assertion is made for; `tenant` is the tenant given by the user.
///
/// # Errors
/// What is missing, or prevents any assertion from working.
pub fn gather<'c>(case: &'c Case<'c>, at: Instant, tenant: Option<&str>) -> Result<Facts<'c>, Missing> {
    if case.is_federated() || !case.presented.is_empty() {
        let issuer = case.presented.issuer.as_ref().map(|issuer| crate::notation::text::shorten(issuer, 80));
        let is_granted = case.assertion.is_some() || case.error.is_some();
        if let Some(source) = case.token_sources.iter().find(|one| !is_granted && one.grants_token == Some(false)) {
            return Err(Missing::NoToken { kind: source.kind });
        }
        return Err(Missing::Federated { issuer: issuer.unwrap_or_else(|| say!("another issuer").into()) });
    }
    let missing = case.pipeline_logs.iter().find_map(|log| log.missing).filter(|_| case.assertion.is_none());
    if let Some(missing) = missing {
        let kind = match missing {
            NoToken::Permission => TokenSourceKind::Workflow,
            NoToken::File | NoToken::Settings => TokenSourceKind::Manifest,
        };
        return Err(Missing::NoToken { kind });
    }
    if let Some(service) = case.other_service() {
        return Err(Missing::OtherService { service: crate::notation::text::shorten(service, 60) });
    }
    let certificate = certificate(case, at)?;
    let label = || certificate.label_and_thumbprint();
    match &certificate.key {
        PublicKey::Rsa { bits, .. } if *bits < ENTRA_MIN_RSA_BITS => {
            return Err(Missing::Small { certificate: label(), bits: *bits });
        }
        PublicKey::Rsa { .. } => {}
        _ => return Err(Missing::Elliptic { certificate: label() }),
    }
    if certificate.not_after < at {
        return Err(Missing::Expired { certificate: label(), on: certificate.not_after.date() });
    }
    if certificate.not_before > at {
        return Err(Missing::NotYetValid { certificate: label(), from: certificate.not_before.rfc3339() });
    }
    let keys = case.private_keys;
    let key = keys.iter().find(|key| key.matches_certificate(certificate)).map(AsRef::as_ref);
    if let (None, Some(foreign)) = (key, keys.first()) {
        return Err(Missing::ForeignKey { key: foreign.input.clone(), certificate: label() });
    }
    let (known_host, known_tenant) = address(case);
    let tenant = tenant.map(str::to_owned).or(known_tenant).ok_or(Missing::Tenant)?;
    if !is_tenant(&tenant) {
        return Err(Missing::NoTenant { found: crate::notation::text::shorten(&tenant, 60) });
    }
    Ok(Facts {
        client_id: client_id(case).ok_or(Missing::ClientId)?,
        tenant,
        host: known_host.unwrap_or_else(|| "login.microsoftonline.com".into()),
        certificate,
        key,
        present: case.assertion,
    })
}

/// The certificate to sign in with: the one whose private key is available, else the registered one, else the one that
/// the header identifies.
///
/// One key may have several certificates: one that is valid at `at` is preferred to one that is not, then a registered
/// one to one not known to be, and then the one that expires last.
fn certificate<'c>(case: &'c Case<'c>, at: Instant) -> Result<&'c Certificate, Missing> {
    let keyed = case
        .candidates
        .iter()
        .filter(|candidate| {
            !candidate.certificate.ca
                && case.private_keys.iter().any(|key| key.matches_certificate(&candidate.certificate))
        })
        .max_by_key(|candidate| {
            let one = &candidate.certificate;
            (one.not_before <= at && at <= one.not_after, candidate.registered, one.not_after)
        })
        .map(|candidate| candidate.certificate.as_ref());
    let registered = || {
        let mut registered = case
            .candidates
            .iter()
            .filter(|candidate| candidate.registered)
            .map(|candidate| candidate.certificate.as_ref());
        registered.next().filter(|_| registered.next().is_none())
    };
    keyed.or_else(registered).or_else(|| case.intended()).ok_or(Missing::Certificate)
}

/// The client id: from the registration or the request, which are what the server goes by, else from the assertion,
/// else from the error.
pub(super) fn client_id(case: &Case<'_>) -> Option<String> {
    let registered = case.registration.and_then(|one| one.app_id.as_deref());
    let requested = case.request.and_then(|one| one.value("client_id"));
    let error = case.error.and_then(|one| one.app_id.as_deref());
    let asserted = case.client_id();
    [registered, requested, asserted, error]
        .into_iter()
        .flatten()
        .find(|id| is_guid(id))
        .map(|id| id.trim_matches(['{', '}']).to_ascii_lowercase())
}

impl Facts<'_> {
    /// The version 2 token endpoint: where the request goes, and the audience.
    pub fn endpoint(&self) -> String {
        format!("https://{}/{}/oauth2/v2.0/token", self.host, self.tenant)
    }

    /// The host of Microsoft Graph in this cloud.
    pub fn graph(&self) -> &'static str {
        endpoint::graph_host(&self.host)
    }
}
