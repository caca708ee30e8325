//! Evidence → case: one assertion with the certificates and the clock that apply to it, and what follows from them
//! alone.

pub mod address;
pub mod clock;
pub mod inventory;
pub mod pairing;

use std::sync::Arc;

use serde_json::Value;

use crate::analysis::federated::{Presented, compare};
use crate::analysis::fuel::Fuel;
use crate::analysis::signature::{self, Judgement, Unverifiable};
use crate::case::inventory::BareKey;
use crate::evidence::addressee;
use crate::evidence::assertion::{Assertion, Part};
use crate::evidence::certificate::Certificate;
use crate::evidence::complaint::Complaint;
use crate::evidence::credential_file::CredentialFile;
use crate::evidence::endpoint::is_login_host;
use crate::evidence::federated_credential::{FederatedCredentials, PipelineLog, TokenSource};
use crate::evidence::listed_thumbprint::ListedThumbprint;
use crate::evidence::private_key::PrivateKey;
use crate::evidence::registration::{RegisteredKey, Registration};
use crate::evidence::request::Request;
use crate::evidence::server_error::ServerError;
use crate::evidence::token_kind::{self, TokenKind};
use crate::input::sent_assertion;
use crate::limits;
use crate::notation::encoding;
use crate::notation::instant::Instant;
use crate::notation::thumbprint::{Form, Reading};
use clock::Clock;

/// An available certificate.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The certificate itself.
    pub certificate: Arc<Certificate>,
    /// Whether it was given as an input rather than only sent along in the header.
    pub given: bool,
    /// Its index in the `x5c` header; `None` if it is not there.
    pub x5c: Option<usize>,
    /// Whether it is registered on the application.
    pub registered: bool,
}

/// The headers that name a key (RFC 7515 §4.1.4, §4.1.7, §4.1.8).
pub const IDENTIFIERS: [&str; 3] = ["x5t", "x5t#S256", "kid"];

/// A header that names the key.
#[derive(Debug, Clone)]
pub struct Identifier {
    /// `x5t`, `x5t#S256` or `kid`.
    pub name: &'static str,
    /// Its value: the string, or the JSON text of any other type.
    pub text: String,
    /// Whether the value is a JSON string.
    pub is_string: bool,
    /// Whether it was quoted by an error rather than read from a header.
    pub from_error: bool,
    /// What the value actually is.
    pub reading: Reading,
}

impl Identifier {
    /// Size in bytes of the thumbprint expected here: 20 or 32.
    pub fn size(&self) -> usize {
        if self.name == "x5t#S256" { 32 } else { 20 }
    }

    /// Checks whether it identifies this certificate, however badly it is written.
    pub fn identifies(&self, certificate: &Certificate) -> bool {
        let bytes = self.reading.bytes.as_slice();
        bytes == certificate.sha1 || bytes == certificate.sha256
    }

    /// Checks whether the value is what it should be: base64 of a digest of the right size.
    pub fn is_proper(&self) -> bool {
        let reading = &self.reading;
        self.is_string
            && reading.form == Form::Bytes
            && reading.bytes.len() == self.size()
            && !reading.newline
            && reading.stray.is_empty()
    }
}

/// The user assertion of the on-behalf-of grant: the token that a client passes on, beside its own assertion.
#[derive(Debug, Clone)]
pub enum UserAssertion {
    /// It is the token that the case is about.
    Alone,
    /// A token in the request, or beside it.
    Token(Box<Assertion>),
    /// The request has something else in its place, which is not shown.
    Other,
}

/// The parts that make up a case.
#[derive(Debug, Clone, Copy)]
pub struct CaseParts<'a> {
    /// The assertion; `None` if there is none.
    pub assertion: Option<&'a Assertion>,
    /// The error that belongs to it.
    pub error: Option<&'a ServerError>,
    /// The request that carried it.
    pub request: Option<&'a Request>,
    /// The registration of its application.
    pub registration: Option<&'a Registration>,
    /// Every certificate given.
    pub certificates: &'a [Arc<Certificate>],
    /// Every private key given.
    pub private_keys: &'a [Arc<PrivateKey>],
    /// Every public key given without a certificate.
    pub bare_keys: &'a [BareKey],
    /// Texts that nothing recognised; one may be where the assertion should be.
    pub unrecognised: &'a [String],
    /// What programs said before any request.
    pub complaints: &'a [Complaint],
    /// Every file that a program would read its certificate or key from.
    pub files: &'a [CredentialFile],
    /// Thumbprints that were given as text.
    pub listed: &'a [ListedThumbprint],
    /// The federated credentials of every application and identity.
    pub federated: &'a [FederatedCredentials],
    /// What the logs of pipelines say of their tokens.
    pub pipeline_logs: &'a [PipelineLog],
    /// Files that decide which token will be presented.
    pub token_sources: &'a [TokenSource],
    /// Tokens of users that are no assertions of the client.
    pub user_tokens: &'a [Assertion],
    /// The time of the inspection.
    pub clock: Clock,
    /// The number of cases in the run, which share what it may cost.
    pub cases: usize,
}

impl CaseParts<'_> {
    /// No evidence at all, at this time.
    pub fn empty(clock: Clock) -> Self {
        Self {
            assertion: None,
            error: None,
            request: None,
            registration: None,
            certificates: &[],
            private_keys: &[],
            bare_keys: &[],
            unrecognised: &[],
            complaints: &[],
            files: &[],
            listed: &[],
            federated: &[],
            pipeline_logs: &[],
            token_sources: &[],
            user_tokens: &[],
            clock,
            cases: 1,
        }
    }
}

/// One assertion and everything that applies to it.
#[derive(Debug)]
pub struct Case<'a> {
    /// The assertion; `None` if there is none.
    pub assertion: Option<&'a Assertion>,
    /// Every available certificate: those the header identifies first, then given, registered and `x5c` ones in that
    /// order.
    pub candidates: Vec<Candidate>,
    /// The error that belongs to it.
    pub error: Option<&'a ServerError>,
    /// The request that carried it.
    pub request: Option<&'a Request>,
    /// The registration of its application.
    pub registration: Option<&'a Registration>,
    /// Every private key given.
    pub private_keys: &'a [Arc<PrivateKey>],
    /// Every public key given without a certificate.
    pub bare_keys: &'a [BareKey],
    /// The time of the inspection.
    pub clock: Clock,
    /// Texts that nothing recognised; one may be where the assertion should be.
    pub unrecognised: &'a [String],
    /// What programs said before any request.
    pub complaints: &'a [Complaint],
    /// Every file that a program would read its certificate or key from.
    pub files: &'a [CredentialFile],
    /// Thumbprints that were given as text.
    pub listed: &'a [ListedThumbprint],
    /// The federated credentials of every application and identity.
    pub federated: &'a [FederatedCredentials],
    /// What the logs of pipelines say of their tokens.
    pub pipeline_logs: &'a [PipelineLog],
    /// Files that decide which token will be presented.
    pub token_sources: &'a [TokenSource],
    /// The claims of a token of another issuer: from the token, or else from the error and the log, or else from a file.
    pub presented: Presented,
    /// The user assertion of the on-behalf-of grant.
    pub user_assertion: Option<UserAssertion>,
    /// The headers that name a key.
    pub identifiers: Vec<Identifier>,
    /// What the certificates reveal about the signature.
    pub judgement: Judgement,
    /// How many certificates were not tried on the signature, because that would cost too much.
    pub untried: usize,
    /// Index of the public key without a certificate whose private half made the signature.
    pub bare_signer: Option<usize>,
    /// What is left of the work that the case may cost.
    pub fuel: Fuel,
}

impl<'a> Case<'a> {
    /// Assembles a case from its parts.
    pub fn new(parts: CaseParts<'a>) -> Self {
        let CaseParts { assertion, error, registration, .. } = parts;
        let identifiers = match (assertion, error) {
            (Some(assertion), _) => identifiers(assertion),
            (None, Some(error)) if !error.is_about_user_assertion() => x5t_from_error(error).into_iter().collect(),
            (None, _) => Vec::new(),
        };
        let candidates = candidates(parts);
        // The certificate that the header identifies is the first one tried on the signature.
        let is_identified =
            |candidate: &Candidate| identifiers.iter().any(|one| one.identifies(&candidate.certificate));
        let (first, others): (Vec<Candidate>, Vec<Candidate>) = candidates.into_iter().partition(is_identified);
        let candidates: Vec<Candidate> = first.into_iter().chain(others).collect();
        let certificates: Vec<&Certificate> =
            candidates.iter().map(|candidate| candidate.certificate.as_ref()).collect();
        let fuel = Fuel::of_one_in(parts.cases);
        let (judgement, untried) = match assertion {
            Some(assertion) => signature::judge(assertion, &certificates, &fuel),
            None => (Judgement::Unverifiable(Unverifiable::NoSignature), 0),
        };
        let bare_signer = assertion.and_then(|assertion| bare_signer(assertion, parts.bare_keys, &fuel));
        Self {
            assertion,
            candidates,
            error,
            request: parts.request,
            registration,
            private_keys: parts.private_keys,
            bare_keys: parts.bare_keys,
            clock: parts.clock,
            unrecognised: parts.unrecognised,
            complaints: parts.complaints,
            files: parts.files,
            listed: parts.listed,
            federated: parts.federated,
            pipeline_logs: parts.pipeline_logs,
            token_sources: parts.token_sources,
            presented: presented(parts),
            user_assertion: user_assertion(parts),
            identifiers,
            judgement,
            untried,
            bare_signer,
            fuel,
        }
    }

    /// Returns the key identifier of this name.
    pub fn identifier(&self, name: &str) -> Option<&Identifier> {
        self.identifiers.iter().find(|one| one.name == name)
    }

    /// The application's registered keys; empty if there is no list of them.
    pub fn registered(&self) -> &'a [RegisteredKey] {
        self.registration.map(Registration::keys).unwrap_or_default()
    }

    /// Returns the registered key that the header identifies, by whichever parameter and however badly written. An
    /// entry has at least its SHA-1 thumbprint; a header with SHA-256 is compared by way of the certificate that it
    /// identifies.
    pub fn registered_and_named(&self) -> Option<&'a RegisteredKey> {
        let is_identified = |key: &RegisteredKey| {
            let holds_key = |candidate: &Candidate| key.matches_certificate(&candidate.certificate);
            self.identifiers.iter().any(|one| {
                identifies_key(one, key)
                    || self
                        .candidates
                        .iter()
                        .any(|candidate| one.identifies(&candidate.certificate) && holds_key(candidate))
            })
        };
        self.registered().iter().find(|key| is_identified(key))
    }

    /// The identifier used to look up a registered key: the first that carries a thumbprint, however badly written.
    pub fn thumbprint(&self) -> Option<&Identifier> {
        self.identifiers.iter().find(|one| matches!(one.reading.bytes.len(), 20 | 32))
    }

    /// The client id that the assertion claims, without braces: `iss`, else `sub`; `None` if neither is a GUID.
    pub fn client_id(&self) -> Option<&'a str> {
        // In any other kind of token these are someone else's ids.
        let assertion = self.assertion.filter(|one| token_kind::classify(one) == TokenKind::Own)?;
        let id = |name: &str| assertion.claim_str(name).filter(|id| crate::notation::text::is_guid(id));
        ["iss", "sub"].into_iter().find_map(id).map(|id| id.trim_matches(['{', '}']))
    }

    /// The token of the user assertion, if there is one.
    pub fn user_token(&self) -> Option<&Assertion> {
        match self.user_assertion.as_ref()? {
            UserAssertion::Alone => self.assertion,
            UserAssertion::Token(token) => Some(token),
            UserAssertion::Other => None,
        }
    }

    /// Whether the case's assertion is the user's.
    pub fn is_users(&self) -> bool {
        matches!(self.user_assertion, Some(UserAssertion::Alone))
    }

    /// The service other than Entra ID that the assertion is addressed to, if nothing else shows that it was sent to Entra ID.
    pub fn other_service(&self) -> Option<&str> {
        let assertion = self.assertion?;
        // The registration of another application may lie beside it.
        let registered = self.registration.and_then(|one| one.app_id.as_deref());
        let is_registered = registered.is_some() && registered == assertion.claim_str("iss");
        let to = self.request.and_then(Request::endpoint).map(|to| to.host);
        let is_requested = self.request.is_some() && to.is_none_or(is_login_host);
        let is_sent = self.error.is_some() || is_requested || is_registered;
        addressee::other_service(assertion).filter(|_| !is_sent)
    }

    /// Whether the assertion is a token of another issuer, which federated credentials are for.
    pub fn is_federated(&self) -> bool {
        !self.is_users() && self.assertion.is_some_and(|one| token_kind::classify(one) == TokenKind::Federated)
    }

    /// Whether the case is about a token of another issuer, at hand or not.
    pub fn is_about_federation(&self) -> bool {
        let alone = !self.federated.is_empty() && self.candidates.is_empty() && self.error.is_none();
        let has_log = !self.pipeline_logs.is_empty() || !self.token_sources.is_empty();
        let is_known = alone || !self.presented.is_empty() || has_log;
        self.is_federated() || self.assertion.is_none() && is_known
    }

    /// The client id that was sent beside the assertion, as far as the request or the error tells.
    pub fn sent_client_id(&self) -> Option<&'a str> {
        let requested = self.request.and_then(|one| one.value("client_id"));
        let sources = || self.token_sources.iter().find_map(|one| one.client_id.as_deref());
        let all = [requested, self.error.and_then(|one| one.app_id.as_deref()).or_else(sources)];
        let id = all.into_iter().flatten().find(|id| crate::notation::text::is_guid(id));
        id.map(|id| id.trim_matches(['{', '}']))
    }

    /// The certificates given as inputs, without those that only came in `x5c` or with the registration.
    pub fn given(&self) -> impl Iterator<Item = &Certificate> {
        self.candidates.iter().filter(|candidate| candidate.given).map(|candidate| candidate.certificate.as_ref())
    }

    /// Returns the available certificate with this index.
    pub fn certificate(&self, index: usize) -> Option<&Certificate> {
        self.candidates.get(index).map(|candidate| candidate.certificate.as_ref())
    }

    /// Every available certificate.
    pub fn certificates(&self) -> Vec<&Certificate> {
        self.candidates.iter().map(|candidate| candidate.certificate.as_ref()).collect()
    }

    /// The certificate that this header parameter correctly names.
    pub fn named_by(&self, name: &str) -> Option<&Certificate> {
        let identifier = self.identifier(name).filter(|one| one.is_proper())?;
        self.certificates().into_iter().find(|certificate| identifier.identifies(certificate))
    }

    /// The certificate that the header correctly names, by whichever parameter.
    pub fn named(&self) -> Option<&Certificate> {
        IDENTIFIERS.iter().find_map(|name| self.named_by(name))
    }

    /// The certificate that the header identifies, however badly it is written.
    pub fn named_leniently(&self) -> Option<&Certificate> {
        self.certificates().into_iter().find(|one| self.identifiers.iter().any(|id| id.identifies(one)))
    }

    /// The certificate whose key provably made the signature.
    pub fn signer(&self) -> Option<&Certificate> {
        self.judgement.signer().and_then(|index| self.certificate(index))
    }

    /// The certificate that the sender most likely intended to use: the one that signed; else the one that the header
    /// identifies, however badly written; else the likeliest one available, see [`leaf`].
    pub fn intended(&self) -> Option<&Certificate> {
        self.signer().or_else(|| self.named_leniently()).or_else(|| leaf(&self.certificates()))
    }

    /// When the assertion was issued, by its own claims: `iat`, else `nbf`.
    pub fn issued_at(&self) -> Option<Instant> {
        issued_at(self.assertion?)
    }

    /// The position of a claim or header parameter, in characters of the token.
    pub fn place(&self, part: Part, name: &str) -> Option<std::ops::Range<usize>> {
        self.assertion.and_then(|assertion| assertion.characters_of(part, name))
    }
}

/// Index of the key that made an assertion's signature; those that its header names are tried first.
fn bare_signer(assertion: &Assertion, keys: &[BareKey], fuel: &Fuel) -> Option<usize> {
    let kid = assertion.header_str("kid");
    let is_named = |key: &BareKey| key.name.is_some() && key.name.as_deref() == kid;
    let signed = |key: &BareKey| signature::signed_by(assertion, &key.key, fuel);
    let named = keys.iter().position(|key| is_named(key) && signed(key));
    named.or_else(|| keys.iter().position(|key| !is_named(key) && signed(key)))
}

/// When an assertion was issued, by its own claims: `iat`, else `nbf`.
pub fn issued_at(assertion: &Assertion) -> Option<Instant> {
    ["iat", "nbf"].iter().find_map(|name| assertion.time(name).and_then(|time| time.seconds()))
}

/// The user assertion of a case: what the request passes on; or a user's token beside it, or beside an error about one.
fn user_assertion(parts: CaseParts<'_>) -> Option<UserAssertion> {
    let is_refused = parts.error.is_some_and(ServerError::is_about_user_assertion);
    let is_sent_apart = parts.request.is_some_and(|request| request.user_assertion().is_some());
    if is_refused && !is_sent_apart && parts.assertion.is_some_and(token_kind::is_users) {
        return Some(UserAssertion::Alone);
    }
    let sent = parts.request.and_then(|request| Some((request, request.user_assertion()?)));
    if let Some((request, sent)) = sent {
        let token = sent_assertion(&request.input, &sent);
        return Some(token.map_or(UserAssertion::Other, |token| UserAssertion::Token(Box::new(token))));
    }
    let is_due = is_refused || parts.request.is_some_and(Request::is_on_behalf_of);
    match parts.user_tokens {
        [only] if is_due => Some(UserAssertion::Token(Box::new(only.clone()))),
        _ => None,
    }
}

/// The claims of a token of another issuer. What an error or a log quotes is one, too.
fn presented(parts: CaseParts<'_>) -> Presented {
    if let Some(token) = parts.assertion {
        if token_kind::classify(token) != TokenKind::Federated {
            return Presented::default();
        }
        let claim = |name: &str| token.claim_str(name).map(str::to_owned);
        let audiences = match token.member(Part::Claims, "aud").map(|member| &member.value) {
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(Value::String(one)) => vec![one.clone()],
            _ => Vec::new(),
        };
        let claims = token.claims.object.as_ref().map(crate::notation::json::Object::to_map);
        let issuer = claim("iss");
        return Presented { issuer, subject: claim("sub"), audiences, claims, is_predicted: false };
    }
    // What an error about a user's token quotes is compared with no credential.
    let about_user = parts.error.is_some_and(ServerError::is_about_user_assertion);
    // Of a managed identity's token, the text says which credential it would take.
    let quoted =
        parts.error.filter(|_| !about_user).map(|error| [&error.presented, &error.wanted].map(Presented::quoted));
    let quoted = quoted.into_iter().flatten().find(|one| !one.is_empty()).unwrap_or_default();
    // The log of another sign-in names other claims.
    let fits = |one: &Option<String>, other: &Option<String>| one.is_none() || other.is_none() || one == other;
    let log = parts
        .pipeline_logs
        .iter()
        .rev()
        .filter(|log| log.missing.is_none() && !log.succeeded)
        .map(|log| Presented::quoted(&log.claims));
    let mut log = log.filter(|log| fits(&log.issuer, &quoted.issuer) && fits(&log.subject, &quoted.subject));
    let mut log = log.next().unwrap_or_default();
    // The server that speaks of the subject found the issuer, which whoever copied the log may have made a link of.
    if parts.error.is_some_and(ServerError::has_found_issuer) {
        log.issuer = None;
    }
    // GitHub's issuer has no slash at its end; making a link of it adds one.
    let unlinked = |issuer: String| match issuer.strip_suffix('/') {
        Some(bare) if bare == "https://token.actions.githubusercontent.com" => bare.to_owned(),
        _ => issuer,
    };
    if quoted.is_empty()
        && log.is_empty()
        && parts.error.is_none()
        && let Some(source) = likeliest(parts.token_sources, parts.federated)
    {
        return Presented { is_predicted: true, ..Presented::quoted(&source.claims) };
    }
    Presented {
        issuer: quoted.issuer.or(log.issuer).map(unlinked),
        subject: quoted.subject.or(log.subject),
        audiences: if quoted.audiences.is_empty() { log.audiences } else { quoted.audiences },
        ..Presented::default()
    }
}

/// Of several files or jobs that sign in, the one that the credentials are for: the first that they take, or else the first
/// whose application they belong to. They need not all sign in to the same one.
fn likeliest<'s>(sources: &'s [TokenSource], credentials: &[FederatedCredentials]) -> Option<&'s TokenSource> {
    let is_taken = |source: &&TokenSource| {
        let presented = Presented { is_predicted: true, ..Presented::quoted(&source.claims) };
        let theirs = credentials.iter().filter(|one| source.may_be_for(one)).flat_map(|one| &one.list);
        theirs.take(limits::MAX_FEDERATED).any(|one| compare(&presented, one).agrees())
    };
    let with_token = || sources.iter().filter(|one| one.grants_token != Some(false));
    let of_app = |source: &&TokenSource| credentials.is_empty() || credentials.iter().any(|one| source.may_be_for(one));
    with_token().find(is_taken).or_else(|| with_token().find(of_app)).or_else(|| sources.first())
}

/// Every available certificate, without duplicates: those given, those registered, those in `x5c`.
fn candidates(parts: CaseParts<'_>) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = parts
        .certificates
        .iter()
        .map(|one| Candidate { certificate: Arc::clone(one), given: true, x5c: None, registered: false })
        .collect();
    let keys = parts.registration.map(Registration::keys).unwrap_or_default();
    for certificate in keys.iter().filter_map(|key| key.certificate.as_ref()) {
        match candidates.iter_mut().find(|candidate| candidate.certificate.sha256 == certificate.sha256) {
            Some(candidate) => candidate.registered = true,
            None => candidates.push(Candidate {
                certificate: Arc::clone(certificate),
                given: false,
                x5c: None,
                registered: true,
            }),
        }
    }
    for one in candidates.iter_mut().filter(|one| !one.registered) {
        one.registered = keys.iter().any(|key| key.visible().is_none() && key.matches_certificate(&one.certificate));
    }
    for (index, text) in parts.assertion.map(Assertion::x5c).unwrap_or_default().into_iter().enumerate() {
        let Some(certificate) = x5c_certificate(index, text) else { continue };
        match candidates.iter_mut().find(|candidate| candidate.certificate.sha256 == certificate.sha256) {
            Some(candidate) => candidate.x5c = Some(index),
            None => {
                let registered =
                    keys.iter().any(|key| key.visible().is_none() && key.matches_certificate(&certificate));
                let certificate = Arc::new(certificate);
                candidates.push(Candidate { certificate, given: false, x5c: Some(index), registered });
            }
        }
    }
    candidates
}

/// Checks whether an identifier names this registered key, as far as the entry reveals.
pub fn identifies_key(identifier: &Identifier, key: &RegisteredKey) -> bool {
    let bytes = identifier.reading.bytes.as_slice();
    match (&key.certificate, key.visible()) {
        (Some(certificate), _) => identifier.identifies(certificate),
        (None, Some(start)) => bytes.len() == 20 && bytes.starts_with(&start),
        (None, None) => {
            key.sha1().is_some_and(|sha1| bytes == sha1) || key.sha256().is_some_and(|sha256| bytes == sha256)
        }
    }
}

/// The certificate among these that is used for signing: the first that is not a CA and did not issue any of the
/// others.
pub fn leaf<'c>(certificates: &[&'c Certificate]) -> Option<&'c Certificate> {
    let is_leaf = |one: &Certificate| !one.ca && !certificates.iter().any(|other| one.issued(other));
    certificates.iter().copied().find(|one| is_leaf(one)).or(certificates.first().copied())
}

fn identifiers(assertion: &Assertion) -> Vec<Identifier> {
    let read = |name: &'static str| {
        let member = assertion.member(Part::Header, name)?;
        let (text, is_string) = match &member.value {
            Value::String(text) => (text.clone(), true),
            _ => (member.text.clone(), false),
        };
        Some(Identifier { name, reading: Reading::parse(&text), text, is_string, from_error: false })
    };
    IDENTIFIERS.into_iter().filter_map(read).collect()
}

/// Returns the `x5t` that the server received, as quoted by its error. The server decoded the text first, so an
/// encoding that decodes to the same bytes cannot be distinguished from the correct one.
fn x5t_from_error(error: &ServerError) -> Option<Identifier> {
    let text = error.x5t_seen()?;
    Some(Identifier { name: "x5t", reading: Reading::parse(&text), text, is_string: true, from_error: true })
}

/// Reads a certificate from `x5c`: standard base64 of DER (RFC 7515 §4.1.6). Other encodings are accepted as well, so
/// that the intended certificate can still be determined.
fn x5c_certificate(index: usize, text: &str) -> Option<Certificate> {
    let body: String = text.lines().filter(|line| !line.starts_with("-----")).flat_map(str::split_whitespace).collect();
    let decoded = encoding::base64_any(&body)?;
    Certificate::from_der(&format!("x5c[{index}]"), &decoded.bytes).ok()
}
