//! The corrected header and claims, and what was changed in them.
//!
//! Source: Microsoft's page on certificate credentials: it now asks for PS256 with x5t#S256; it used to ask for RS256
//! with x5t, which is still accepted.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::facts::Facts;
use crate::case::IDENTIFIERS;
use crate::checks::finding::Finding;
use crate::checks::finding::{Evidence, Status};
use crate::evidence::assertion::{Assertion, Part};
use crate::evidence::certificate::Certificate;
use crate::notation::encoding::{to_base64, to_base64url};
use crate::notation::instant::Instant;

/// Lifetime of a corrected assertion, in seconds: the same as MSAL's.
pub const LIFETIME: i64 = 600;

/// The algorithm and thumbprint of the corrected assertion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Choice {
    /// RSA-PSS with SHA-256, and the certificate's SHA-256 thumbprint in `x5t#S256`.
    #[default]
    Ps256,
    /// RSA PKCS#1 v1.5 with SHA-256, and the certificate's SHA-1 thumbprint in `x5t`.
    Rs256,
}

impl Choice {
    /// Its name in `alg`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ps256 => "PS256",
            Self::Rs256 => "RS256",
        }
    }
}

/// The corrected assertion, before it is signed.
#[derive(Debug, Clone)]
pub struct Correction {
    /// The JOSE header.
    pub header: Map<String, Value>,
    /// The claims.
    pub claims: Map<String, Value>,
    /// What differs from the original assertion, in the order of the text.
    pub changes: Vec<Change>,
}

/// A member that was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[non_exhaustive]
pub struct Change {
    /// The part it belongs to: header or claims.
    pub part: Part,
    /// Its name.
    pub name: String,
    /// Its JSON text before; `null` if it was absent.
    pub before: Option<String>,
    /// Its JSON text now; `null` if it was removed.
    pub after: Option<String>,
    /// Ids of the findings that require the change; empty if it is only refreshed.
    pub findings: Vec<&'static str>,
}

/// The header of an assertion that names this certificate.
pub fn header(choice: Choice, certificate: &Certificate) -> Map<String, Value> {
    let mut header = Map::new();
    header.insert("alg".into(), choice.name().into());
    header.insert("typ".into(), "JWT".into());
    match choice {
        Choice::Ps256 => header.insert("x5t#S256".into(), certificate.x5t_s256().into()),
        Choice::Rs256 => header.insert("x5t".into(), certificate.x5t().into()),
    };
    header
}

/// The claims of an assertion for this endpoint.
pub fn claims(endpoint: &str, client_id: &str, jti: &str, now: Instant) -> Value {
    json!({
        "aud": endpoint, "iss": client_id, "sub": client_id, "jti": jti, "nbf": now.0, "iat": now.0, "exp": now.0 + LIFETIME
    })
}

/// Corrects an assertion. `jti` is a new GUID; `findings` are those of the case.
pub fn correct(facts: &Facts<'_>, choice: Choice, now: Instant, jti: &str, findings: &[Finding]) -> Correction {
    let certificate = facts.certificate;
    let mut header = header(choice, certificate);
    // An application that sends the certificate may rely on subject name and issuer authentication, so it must continue
    // to send it.
    let asked = findings.iter().any(|one| one.id.name == "sni-x5c-missing" && one.status == Status::Cause);
    if asked || facts.present.is_some_and(|one| one.member(Part::Header, "x5c").is_some()) {
        header.insert("x5c".into(), json!([to_base64(&certificate.der)]));
    }
    let claims = claims(&facts.endpoint(), &facts.client_id, jti, now);
    let claims = claims.as_object().cloned().unwrap_or_default();
    let mut changes = Vec::new();
    if let Some(present) = facts.present {
        compare(present, Part::Header, &header, findings, &mut changes);
        compare(present, Part::Claims, &claims, findings, &mut changes);
    }
    Correction { header, claims, changes }
}

fn compare(
    present: &Assertion,
    part: Part,
    corrected: &Map<String, Value>,
    findings: &[Finding],
    changes: &mut Vec<Change>,
) {
    let members = present.segment(part).object.iter().flat_map(|object| &object.members);
    let before: Vec<(&str, &str, &Value)> =
        members.map(|member| (member.name.as_str(), member.text.as_str(), &member.value)).collect();
    let asks = |name: &str| -> Vec<&'static str> {
        // One identifier may replace another, or a missing one, which is reported for the whole header.
        let identifies = |name: &str| part == Part::Header && IDENTIFIERS.contains(&name);
        let about = |evidence: &Evidence| {
            evidence.member.as_ref().is_some_and(|(of, known)| {
                *of == part && (known == name || identifies(name) && (known.is_empty() || identifies(known)))
            })
        };
        findings
            .iter()
            .filter(|finding| matches!(finding.status, Status::Cause | Status::Warning))
            .filter(|finding| finding.evidence.iter().any(about))
            .map(|finding| finding.id.name)
            .collect()
    };
    for (name, text, value) in &before {
        let after = corrected.get(*name);
        if after != Some(*value) {
            changes.push(Change {
                part,
                name: (*name).to_owned(),
                before: Some((*text).to_owned()),
                after: after.map(Value::to_string),
                findings: asks(name),
            });
        }
    }
    for (name, value) in corrected {
        if !before.iter().any(|(known, ..)| known == name) {
            let (name, after) = (name.clone(), Some(value.to_string()));
            let findings = asks(&name);
            changes.push(Change { part, name, before: None, after, findings });
        }
    }
}

impl Correction {
    /// What a signature covers: header, dot, claims (RFC 7515 §5.1).
    pub fn signing_input(&self) -> String {
        let part = |object: &Map<String, Value>| to_base64url(Value::Object(object.clone()).to_string().as_bytes());
        format!("{}.{}", part(&self.header), part(&self.claims))
    }
}
