//! The kinds of input.

use serde::Serialize;

use crate::language::Text;

/// What an input was recognised as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum InputKind {
    /// One client assertion, or another token instead.
    Assertion,
    /// Several assertions.
    Assertions,
    /// One certificate.
    Certificate,
    /// Several certificates.
    Certificates,
    /// One error from the token endpoint.
    Error,
    /// Several errors.
    Errors,
    /// The keys registered on one or more applications.
    #[serde(rename = "registered keys")]
    RegisteredKeys,
    /// One request to the token endpoint, with its assertion and response if present.
    Request,
    /// Several requests.
    Requests,
    /// One private key.
    #[serde(rename = "private key")]
    PrivateKey,
    /// Several private keys.
    #[serde(rename = "private keys")]
    PrivateKeys,
    /// One public key without a certificate.
    #[serde(rename = "public key")]
    PublicKey,
    /// Several public keys.
    #[serde(rename = "public keys")]
    PublicKeys,
    /// Federated credentials.
    #[serde(rename = "federated credentials")]
    FederatedCredentials,
    /// What a pipeline's log says of its token.
    #[serde(rename = "pipeline log")]
    PipelineLog,
    /// A workflow of GitHub Actions.
    #[serde(rename = "workflow file")]
    Workflow,
    /// A manifest of Kubernetes.
    #[serde(rename = "kubernetes manifest")]
    Manifest,
    /// Which certificates may be registered on applications.
    #[serde(rename = "app management policy")]
    AppPolicy,
    /// A certificate request (CSR).
    #[serde(rename = "certificate request")]
    CertificateRequest,
    /// Variables for the requests of an HTTP client.
    Variables,
    /// One thumbprint of a certificate.
    Thumbprint,
    /// Several thumbprints of certificates.
    Thumbprints,
    /// A PKCS#12 file (PFX).
    Pkcs12,
    /// A PKCS#7 file (P7B).
    Pkcs7,
    /// A Java key store (JKS or JCEKS).
    #[serde(rename = "java key store")]
    JavaKeyStore,
    /// An archive: ZIP, gzip or tar.
    Archive,
    /// A text that was read in pieces.
    Log,
    /// What a program said before it sent any request.
    #[serde(rename = "program's message")]
    Complaint,
    /// A password that opens another input.
    Password,
    /// Several things of different kinds.
    Mixed,
    /// Text that nothing recognises.
    Text,
    /// Nothing, or only white space.
    Empty,
    /// Something that cannot be used.
    Unknown,
}

impl InputKind {
    /// Returns the kind of an input that contains several of these.
    pub(super) fn plural(self) -> Self {
        match self {
            Self::Assertion => Self::Assertions,
            Self::Certificate => Self::Certificates,
            Self::Error => Self::Errors,
            Self::Request => Self::Requests,
            Self::PrivateKey => Self::PrivateKeys,
            Self::PublicKey => Self::PublicKeys,
            Self::Thumbprint => Self::Thumbprints,
            other => other,
        }
    }

    /// The kind, for people.
    pub fn label(self) -> Text {
        match self {
            Self::Assertion => say!("assertion"),
            Self::Assertions => say!("assertions"),
            Self::Certificate => say!("certificate"),
            Self::Certificates => say!("certificates"),
            Self::Error => say!("error"),
            Self::Errors => say!("errors"),
            Self::RegisteredKeys => say!("registered keys"),
            Self::Request => say!("request"),
            Self::Requests => say!("requests"),
            Self::PrivateKey => say!("private key"),
            Self::PrivateKeys => say!("private keys"),
            Self::PublicKey => say!("public key"),
            Self::PublicKeys => say!("public keys"),
            Self::CertificateRequest => say!("certificate request (CSR)"),
            Self::Thumbprint => say!("thumbprint"),
            Self::Thumbprints => say!("thumbprints"),
            Self::FederatedCredentials => say!("federated credentials"),
            Self::PipelineLog => say!("pipeline log"),
            Self::Workflow => say!("workflow file"),
            Self::Manifest => say!("Kubernetes manifest"),
            Self::AppPolicy => say!("app management policy"),
            Self::Variables => say!("variables"),
            Self::Pkcs12 => Text::verbatim("PFX"),
            Self::Pkcs7 => Text::verbatim("P7B"),
            Self::JavaKeyStore => say!("Java key store"),
            Self::Archive => say!("archive"),
            Self::Log => say!("log"),
            Self::Complaint => say!("program's message"),
            Self::Password => say!("password"),
            Self::Mixed => say!("several things"),
            Self::Text => say!(in "kind of input", "text"),
            Self::Empty => say!(in "kind of input", "empty"),
            Self::Unknown => say!(in "kind of input", "unknown"),
        }
    }
}
