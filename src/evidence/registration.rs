//! What is registered on an application: its key credentials, and whatever else in its registration affects sign-in.
//!
//! Sources: Microsoft Graph's `keyCredential`, `application` and `servicePrincipal` resources; the older application
//! manifest, which uses other names for the same things.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::evidence::certificate::Certificate;
use crate::language::Text;
use crate::notation::encoding;
use crate::notation::instant::Instant;
use crate::notation::order::by_number;
use crate::notation::thumbprint::{Form, Reading};

/// The registration of an application, or a bare list of its keys.
#[derive(Debug, Clone, Default)]
pub struct Registration {
    /// Name of the input it came from.
    pub input: String,
    /// The format it was read from.
    pub format: RegistrationFormat,
    /// The application's client id.
    pub app_id: Option<String>,
    /// The object id, which is a different id and often confused with the client id.
    pub object_id: Option<String>,
    /// The display name.
    pub name: Option<String>,
    /// The keys; `None` if the text has no list of keys at all.
    pub keys: Option<Vec<RegisteredKey>>,
    /// Subject names that are trusted in place of a certificate (subject name and issuer, SN/I).
    pub trusted_subjects: Vec<String>,
    /// Whether it is a public client (`isFallbackPublicClient`, `allowPublicClient`), if the registration says.
    pub is_public_client: Option<bool>,
    /// Its App ID URIs; `None` if the text does not have them.
    pub identifier_uris: Option<Vec<String>>,
    /// The Microsoft Graph host that answered, from `@odata.context`.
    pub graph_host: Option<String>,
    /// When the application was created.
    pub created: Option<Instant>,
    /// Its client secrets; `None` if the text has no list of them.
    pub secrets: Option<Vec<Secret>>,
}

/// A client secret, of which only the dates are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Secret {
    /// Start of validity.
    pub start: Option<Instant>,
    /// End of validity.
    pub end: Option<Instant>,
}

/// Formats that a registration comes in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RegistrationFormat {
    /// Microsoft Graph's `application`, as shown by the command-line tools too.
    #[default]
    Application,
    /// The portal's manifest.
    Manifest,
    /// Microsoft Graph's `servicePrincipal`.
    ServicePrincipal,
    /// Key credentials alone, as JSON.
    KeyCredentials,
    /// Key credentials alone, as listed by PowerShell.
    PowerShell,
}

/// A registered key credential.
#[derive(Debug, Clone, Default)]
pub struct RegisteredKey {
    /// Its `keyId`.
    pub key_id: Option<String>,
    /// Its display name.
    pub name: Option<String>,
    /// `customKeyIdentifier` as written; bytes in hexadecimal.
    pub identifier: Option<String>,
    /// Whether only the start of the thumbprint is known, because PowerShell truncated it: `{132, 224, 93, 28...}`.
    pub identifier_cut: bool,
    /// The certificate, if `key` (or `value`) carries it.
    pub certificate: Option<Arc<Certificate>>,
    /// What is wrong with `key` (or `value`).
    pub problem: Option<ValueProblem>,
    /// Start of validity.
    pub start: Option<Instant>,
    /// End of validity.
    pub end: Option<Instant>,
    /// `Verify` or `Sign`.
    pub usage: Option<String>,
    /// Such as `AsymmetricX509Cert`, `X509CertAndPassword` or `Symmetric`.
    pub kind: Option<String>,
}

/// What a key's value contains instead of base64 of a certificate's DER.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueProblem {
    /// Base64 of the PEM text: the certificate was encoded twice. It can still be read.
    Pem,
    /// Not a certificate at all, with the reason.
    Unreadable(Text),
}

impl fmt::Display for ValueProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Pem => say!("base64 of PEM text"),
            Self::Unreadable(why) => say!("no certificate: {why}", why),
        })
    }
}

impl std::error::Error for ValueProblem {}

impl RegisteredKey {
    /// The SHA-1 thumbprint: the certificate's if there is one, else the one in `customKeyIdentifier`.
    pub fn sha1(&self) -> Option<[u8; 20]> {
        match &self.certificate {
            Some(certificate) => Some(certificate.sha1),
            None => self.thumbprint()?.try_into().ok(),
        }
    }

    /// The SHA-256 thumbprint: the certificate's if there is one, else the one in `customKeyIdentifier`.
    pub fn sha256(&self) -> Option<[u8; 32]> {
        match &self.certificate {
            Some(certificate) => Some(certificate.sha256),
            None => self.thumbprint()?.try_into().ok(),
        }
    }

    /// The bytes of the thumbprint in `customKeyIdentifier`, whichever it is; `None` if it holds something else.
    ///
    /// Forty hexadecimal digits are also valid base64 and would decode to thirty meaningless bytes, so hexadecimal is tried
    /// first. Older tools wrote the digits as text, in hexadecimal or base64 once more. Free text (at most 32 bytes are
    /// allowed there) is not a thumbprint.
    fn thumbprint(&self) -> Option<Vec<u8>> {
        let text = self.identifier.as_deref().filter(|_| !self.identifier_cut)?;
        let is_hex = |text: &String| matches!(text.len(), 40 | 64) && encoding::hex(text).is_some();
        let inner = encoding::hex(text).and_then(|bytes| String::from_utf8(bytes).ok()).filter(is_hex);
        let reading = Reading::parse(inner.as_deref().unwrap_or(text));
        let is_thumbprint = matches!(reading.form, Form::Bytes | Form::HexText | Form::HexTextEncoded(_));
        (is_thumbprint && matches!(reading.bytes.len(), 20 | 32)).then_some(reading.bytes)
    }

    /// Whether the entry can be compared with a certificate at all.
    pub fn is_comparable(&self) -> bool {
        self.sha1().is_some() || self.sha256().is_some() || self.visible().is_some()
    }

    /// The bytes that are visible of a truncated thumbprint.
    pub fn visible(&self) -> Option<Vec<u8>> {
        crate::notation::encoding::hex(self.identifier.as_deref().filter(|_| self.identifier_cut)?)
    }

    /// Checks whether this is the given certificate, as far as the entry reveals.
    pub fn matches_certificate(&self, certificate: &Certificate) -> bool {
        match self.visible() {
            Some(start) => certificate.sha1.starts_with(&start),
            None => self.sha1() == Some(certificate.sha1) || self.sha256() == Some(certificate.sha256),
        }
    }

    /// Checks whether it can be used for client authentication: an X.509 certificate for verifying.
    pub fn is_for_verification(&self) -> bool {
        let says = |text: &Option<String>, word: &str| text.as_ref().is_none_or(|text| text.eq_ignore_ascii_case(word));
        says(&self.usage, "Verify") && says(&self.kind, "AsymmetricX509Cert")
    }

    /// Checks whether the time is within its validity, as far as that is known.
    pub fn is_valid_at(&self, at: Instant) -> bool {
        self.start.is_none_or(|start| start <= at) && self.end.is_none_or(|end| at <= end)
    }

    /// A short name: the certificate's or its own, with the end of the thumbprint.
    pub fn label(&self) -> String {
        let name = match (&self.certificate, &self.name, &self.key_id) {
            (Some(certificate), ..) => certificate.label(),
            (None, Some(name), _) => name.clone(),
            (None, None, Some(id)) => say!("key {id}", id).into(),
            (None, None, None) => say!("a key").into(),
        };
        match (self.sha1(), self.visible()) {
            (Some(sha1), _) => format!("{name} ({})", crate::notation::text::short(&sha1)),
            (None, Some(start)) => format!("{name} ({}…)", crate::notation::encoding::to_hex(&start)),
            (None, None) => name,
        }
    }
}

impl Registration {
    /// Takes in another list of the same application. A key in either of them is registered, whichever came first: which one is
    /// of today, the lists do not tell. When all are in, [`tidy`](Self::tidy) puts the result in order.
    pub fn merge(&mut self, other: Self) {
        self.keys.get_or_insert_default().extend(other.keys.unwrap_or_default());
        if let Some(secrets) = other.secrets {
            self.secrets.get_or_insert_default().extend(secrets);
        }
        self.trusted_subjects.extend(other.trusted_subjects);
        if let Some(uris) = other.identifier_uris {
            self.identifier_uris.get_or_insert_default().extend(uris);
        }
        let most = |own: &mut Option<String>, others: Option<String>| *own = own.take().max(others);
        most(&mut self.object_id, other.object_id);
        most(&mut self.name, other.name);
        most(&mut self.graph_host, other.graph_host);
        self.is_public_client = self.is_public_client.max(other.is_public_client);
        self.created = self.created.max(other.created);
        if (other.format as u8, &other.input) < (self.format as u8, &self.input) {
            (self.format, self.input) = (other.format, other.input);
        }
    }

    /// Keeps everything once, in an order that does not depend on which list came first.
    pub fn tidy(&mut self) {
        // Of two entries of one key, the one that shows the certificate, or else the one that ends later.
        let place = |key: &RegisteredKey| {
            let [first, ..] = key.sha1().unwrap_or_default();
            let hours = key.end.map_or(0, |end| u32::try_from(end.0 / 3_600).unwrap_or(0));
            u32::from(key.certificate.is_none()) << 28 | u32::from(first) << 20 | 0xF_FFFF_u32.saturating_sub(hours)
        };
        let mut keys = by_number(self.keys.take().unwrap_or_default(), place);
        let mut known = BTreeSet::new();
        keys.retain(|key| key.key_id.as_ref().is_none_or(|id| known.insert(id.clone())));
        self.keys = Some(keys);
        for texts in [Some(&mut self.trusted_subjects), self.identifier_uris.as_mut()].into_iter().flatten() {
            let mut once = BTreeSet::new();
            once.extend(std::mem::take(texts));
            texts.extend(once);
        }
    }

    /// The format it was read from, for people.
    pub fn format_label(&self) -> Text {
        match self.format {
            RegistrationFormat::Application => say!("application"),
            RegistrationFormat::Manifest => say!("application manifest"),
            RegistrationFormat::ServicePrincipal => say!("service principal"),
            RegistrationFormat::KeyCredentials => say!("list of key credentials"),
            RegistrationFormat::PowerShell => say!("PowerShell list of key credentials"),
        }
    }

    /// Its keys; empty if there is no list.
    pub fn keys(&self) -> &[RegisteredKey] {
        self.keys.as_deref().unwrap_or_default()
    }

    /// A short name: the display name and the client id, as far as they are known.
    pub fn label(&self) -> Text {
        match (&self.name, &self.app_id) {
            (Some(name), Some(id)) => Text::verbatim(format!("\"{name}\" ({id})")),
            (None, Some(id)) => Text::verbatim(id),
            (Some(name), None) => Text::verbatim(format!("\"{name}\"")),
            (None, None) => say!("the app in {input}", input = self.input),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thumbprints_of_every_notation() {
        let key = |text: &str, cut| RegisteredKey {
            identifier: Some(text.into()),
            identifier_cut: cut,
            ..RegisteredKey::default()
        };
        let sha1 = |text: &str| key(text, false).sha1().map(|bytes| crate::notation::encoding::to_hex(&bytes));
        // From Graph's own documentation; hexadecimal that is also base64.
        assert_eq!(
            sha1("BB5D1064437D8720A5C53078185E6A361A78B10A").unwrap(),
            "BB5D1064437D8720A5C53078185E6A361A78B10A"
        );
        assert_eq!(sha1("ZEPpP/+KJe2fVDBNaPNOTDoJMac=").unwrap(), "6443E93FFF8A25ED9F54304D68F34E4C3A0931A7");
        // The digits as text, once more in hexadecimal or base64.
        let digits = crate::notation::encoding::to_hex(b"BB5D1064437D8720A5C53078185E6A361A78B10A");
        assert_eq!(sha1(&digits).unwrap(), "BB5D1064437D8720A5C53078185E6A361A78B10A");
        let base64 = crate::notation::encoding::to_base64(b"bb5d1064437d8720a5c53078185e6a361a78b10a");
        assert_eq!(sha1(&base64).unwrap(), "BB5D1064437D8720A5C53078185E6A361A78B10A");
        let sha256 = key(&"AB".repeat(32), false);
        assert_eq!((sha256.sha1(), sha256.sha256()), (None, Some([0xAB; 32])));
        for free in ["payroll", "", "CN=app", "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11"] {
            assert_eq!(sha1(free), None, "{free}");
        }
        assert_eq!(key("84E05D", true).sha1(), None);
        assert_eq!(key("84E05D", true).visible(), Some(vec![0x84, 0xE0, 0x5D]));
    }
}
