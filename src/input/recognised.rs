//! What was found in one input, and what to call it.

use super::kind::InputKind;
use crate::evidence::app_policy::{AppPolicy, TrustedAuthorities};
use crate::evidence::assertion::Assertion;
use crate::evidence::certificate::{Certificate, PublicKey};
use crate::evidence::complaint::Complaint;
use crate::evidence::credential_file::{CredentialFile, Form, Opened, PfxAlgorithms};
use crate::evidence::federated_credential::{FederatedCredentials, PipelineLog, TokenSource, TokenSourceKind};
use crate::evidence::listed_thumbprint::ListedThumbprint;
use crate::evidence::private_key::PrivateKey;
use crate::evidence::registration::Registration;
use crate::evidence::request::Request;
use crate::evidence::server_error::ServerError;
use crate::evidence::token_kind::{self, TokenKind};
use crate::evidence::variables::Variables;
use crate::language::Text;
use crate::notation::encoding;
use crate::notation::place::Place;
use crate::notation::text::shorten;

/// Something found in an input.
#[derive(Debug)]
pub enum Item {
    /// A compact JWS, whole or damaged.
    Assertion(Box<Assertion>),
    /// An X.509 certificate.
    Certificate(Box<Certificate>),
    /// An error of the token endpoint.
    Error(Box<ServerError>),
    /// What is registered on an application.
    Registration(Box<Registration>),
    /// A request to the token endpoint.
    Request(Box<Request>),
    /// A private key.
    PrivateKey(Box<PrivateKey>),
    /// A public key without a certificate, and the name it goes by.
    PublicKey(Box<PublicKey>, Option<String>),
    /// Federated credentials of an application or identity.
    Federated(Box<FederatedCredentials>),
    /// What a pipeline's log says of its token.
    PipelineLog(Box<PipelineLog>),
    /// A file that decides which token will be presented.
    TokenSource(Box<TokenSource>),
    /// What a program said before any request.
    Complaint(Box<Complaint>),
    /// Which certificates may be registered on applications.
    AppPolicy(Box<AppPolicy>),
    /// Authorities that are trusted for certificates of applications.
    Authorities(Box<TrustedAuthorities>),
    /// A certificate's thumbprint, without the certificate.
    Thumbprint(Box<ListedThumbprint>),
    /// Text that nothing recognises.
    Text(String),
}

impl Item {
    /// Where it stands, if it is an assertion or an error.
    pub fn place_mut(&mut self) -> Option<&mut Place> {
        match self {
            Self::Assertion(assertion) => Some(&mut assertion.place),
            Self::Error(error) => Some(&mut error.place),
            _ => None,
        }
    }

    /// Returns the kind of an input that contains nothing else.
    fn kind(&self) -> InputKind {
        match self {
            Self::Assertion(_) => InputKind::Assertion,
            Self::Certificate(_) => InputKind::Certificate,
            Self::Error(_) => InputKind::Error,
            Self::Registration(_) => InputKind::RegisteredKeys,
            Self::Request(_) => InputKind::Request,
            Self::PrivateKey(_) => InputKind::PrivateKey,
            Self::PublicKey(..) => InputKind::PublicKey,
            Self::Federated(_) => InputKind::FederatedCredentials,
            Self::PipelineLog(_) => InputKind::PipelineLog,
            Self::TokenSource(source) => match source.kind {
                TokenSourceKind::Workflow => InputKind::Workflow,
                TokenSourceKind::Manifest => InputKind::Manifest,
            },
            Self::Complaint(_) => InputKind::Complaint,
            Self::AppPolicy(_) | Self::Authorities(_) => InputKind::AppPolicy,
            Self::Thumbprint(_) => InputKind::Thumbprint,
            Self::Text(_) => InputKind::Text,
        }
    }

    /// A short description; empty for a text that nothing recognises.
    fn detail(&self) -> Text {
        match self {
            Self::Assertion(assertion) => match assertion.header_str("alg") {
                Some(alg) if token_kind::classify(assertion) != TokenKind::Own => {
                    say!("token, {alg}", alg = shorten(alg, 20))
                }
                Some(alg) => say!("client assertion, {alg}", alg = shorten(alg, 20)),
                None => say!("client assertion, damaged"),
            },
            Self::Certificate(certificate) => say!(
                "{certificate}, {key}, until {end}",
                certificate = shorten(&certificate.label(), 60),
                key = certificate.key.describe(),
                end = certificate.not_after.date()
            ),
            Self::Error(error) => {
                let time = error.time().map(|time| Text::verbatim(time.rfc3339()));
                Text::list([error.code_label()].into_iter().chain(time))
            }
            Self::Registration(registration) => match registration.keys.as_ref().map(Vec::len) {
                Some(count) => say_n!(
                    count,
                    "{written} {app}, 1 key",
                    "{written} {app}, {count} keys",
                    written = registration.format_label(),
                    app = registration.label()
                ),
                None => say!("{written} {app}", written = registration.format_label(), app = registration.label()),
            },
            // The URL may contain secrets in its query; the checks show it without the query.
            Self::Request(request) => say!("request for a token, {written}", written = request.format_label()),
            Self::PrivateKey(key) => say!("private key, {key}", key = key.public.describe()),
            Self::PublicKey(key, Some(name)) => {
                say!("public key {name}, {key}", name = shorten(name, 40), key = key.describe())
            }
            Self::PublicKey(key, None) => say!("public key, {key}", key = key.describe()),
            Self::Federated(found) => say_n!(
                found.list.len(),
                "1 federated credential of {owner}",
                "{count} federated credentials of {owner}",
                owner = found.label()
            ),
            Self::PipelineLog(log) => match (&log.claims.subject, log.missing) {
                (Some(subject), _) => say!("token of {subject}", subject = shorten(subject, 60)),
                _ => say!("no token"),
            },
            Self::TokenSource(source) => match &source.claims.subject {
                Some(subject) => say!("token of {subject}", subject = shorten(subject, 60)),
                None => Text::default(),
            },
            Self::Complaint(complaint) => {
                say!("{program}: {meaning}", program = complaint.speaker.name(), meaning = complaint.meaning.label())
            }
            Self::AppPolicy(policy) => policy.label(),
            Self::Authorities(found) => {
                say_n!(found.certificates.len(), "1 trusted authority", "{count} trusted authorities")
            }
            Self::Thumbprint(one) => {
                say!(
                    "thumbprint {hex}, x5t {x5t}",
                    hex = encoding::to_hex(&one.digest),
                    x5t = encoding::to_base64url(&one.digest)
                )
            }
            Self::Text(_) => Text::default(),
        }
    }
}

/// What was found in one input.
#[derive(Debug, Default)]
pub struct Recognised {
    /// Everything found, in the order of the input.
    pub items: Vec<Item>,
    /// Whatever could not be used, one sentence each.
    pub problems: Vec<Text>,
    /// What was undone to read it, such as removing quotation marks.
    pub unwrapped: Vec<Text>,
    /// The rows of a sign-in log in it, whether failed or not.
    pub sign_ins: usize,
    /// The kind, if the items do not determine it.
    pub kind: Option<InputKind>,
    /// Whether something in it is encrypted and none of the passwords opens it.
    pub needs_password: bool,
    /// The variables in it for the requests of HTTP clients.
    pub variables: Variables,
    /// Its form, if certificates or private keys were looked for in it.
    pub form: Option<Form>,
    /// The algorithms of a PFX.
    pub pfx: Option<PfxAlgorithms>,
    /// How far it was opened.
    pub opened: Opened,
    /// Number of encrypted private keys that were not opened.
    pub closed_keys: usize,
    /// Number of certificate requests; the public key of each is among the items.
    pub certificate_requests: usize,
    /// What was found in the files inside it, with their paths.
    pub members: Vec<(String, Recognised)>,
}

/// What is said of a sign-in log without a failed sign-in.
pub fn no_failure() -> Text {
    say!("There is no failed sign-in in it")
}

impl Recognised {
    /// Creates a result that contains nothing usable, only a problem.
    pub(super) fn refused(kind: InputKind, problem: Text) -> Self {
        Self { problems: vec![problem], kind: Some(kind), ..Self::default() }
    }

    /// Creates a result with one item and no problems.
    pub(super) fn item(item: Item) -> Self {
        Self { items: vec![item], ..Self::default() }
    }

    /// Creates the result for a certificate request with this key.
    pub(super) fn certificate_request(key: PublicKey) -> Self {
        let kind = Some(InputKind::CertificateRequest);
        Self { kind, certificate_requests: 1, ..Self::item(Item::PublicKey(Box::new(key), None)) }
    }

    /// Creates a result with one problem and no items.
    pub(super) fn problem(problem: Text) -> Self {
        Self { problems: vec![problem], ..Self::default() }
    }

    /// Adds what was found in a later part of the same input. The kind of a part only counts if it is the first in which
    /// something was found.
    pub(super) fn merge(&mut self, later: Self) {
        if self.items.is_empty() {
            self.kind = later.kind.or(self.kind);
        }
        self.items.extend(later.items);
        self.problems.extend(later.problems);
        self.unwrapped.extend(later.unwrapped);
        self.sign_ins += later.sign_ins;
        self.needs_password |= later.needs_password;
        self.variables.merge(later.variables);
        self.form = self.form.or(later.form);
        self.pfx = self.pfx.take().or(later.pfx);
        self.opened = self.opened.max(later.opened);
        self.closed_keys += later.closed_keys;
        self.certificate_requests += later.certificate_requests;
        self.members.extend(later.members);
    }

    /// Whether it is a sign-in log without a failed sign-in, and nothing else.
    pub fn has_no_failure(&self) -> bool {
        self.sign_ins > 0 && self.items.is_empty()
    }

    /// Returns the last error from the token endpoint.
    pub(super) fn last_error(&self) -> Option<&ServerError> {
        self.items.iter().rev().find_map(|item| if let Item::Error(error) = item { Some(error.as_ref()) } else { None })
    }

    /// Returns it as a file that a program would read its certificate or key from; `None` if it is none.
    pub fn credential_file(&self, name: &str) -> Option<CredentialFile> {
        let certificates: Vec<[u8; 32]> = self
            .items
            .iter()
            .filter_map(|item| if let Item::Certificate(certificate) = item { Some(certificate.sha256) } else { None })
            .collect();
        let keys = self.items.iter().filter(|item| matches!(item, Item::PrivateKey(_))).count() + self.closed_keys;
        let is_one = !certificates.is_empty() || keys > 0 || self.pfx.is_some() || self.certificate_requests > 0;
        let form = self.form.filter(|_| is_one)?;
        Some(CredentialFile {
            input: name.to_owned(),
            form,
            certificates,
            keys,
            requests: self.certificate_requests,
            opened: self.opened,
            pfx: self.pfx.clone(),
        })
    }

    /// Returns the kind to show.
    pub fn kind(&self) -> InputKind {
        if let Some(kind) = self.kind {
            return kind;
        }
        let mut kinds: Vec<InputKind> = Vec::new();
        for kind in self.items.iter().map(Item::kind) {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        let requests = self.items.iter().filter(|item| matches!(item, Item::Request(_))).count();
        // A request comes with its assertion and the error that answered it.
        let of_exchanges =
            |kind: &InputKind| matches!(kind, InputKind::Request | InputKind::Assertion | InputKind::Error);
        let exchanges = requests > 0 && kinds.iter().all(of_exchanges);
        match kinds.as_slice() {
            [] if !self.variables.is_empty() => InputKind::Variables,
            [] if self.sign_ins > 0 => InputKind::Log,
            [] => InputKind::Unknown,
            _ if exchanges && requests == 1 => InputKind::Request,
            _ if exchanges => InputKind::Requests,
            [kind] if self.items.len() == 1 => *kind,
            [kind] => kind.plural(),
            _ => InputKind::Mixed,
        }
    }

    /// One line on what the input contributed.
    pub fn detail(&self) -> Text {
        if self.has_no_failure() {
            return no_failure();
        }
        if self.items.is_empty() && !self.variables.is_empty() {
            return say_n!(self.variables.len(), "1 variable", "{count} variables");
        }
        let lines: Vec<String> =
            self.items.iter().map(Item::detail).filter(|line| !line.is_empty()).map(String::from).collect();
        match lines.as_slice() {
            [first, second, third, rest @ ..] if !rest.is_empty() => {
                say!("{first} · {second} · {third} · {count} more", first, second, third, count = rest.len())
            }
            lines => Text::verbatim(lines.join(" · ")),
        }
    }
}
