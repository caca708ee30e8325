//! Federated identity credentials: which tokens of other issuers an application or a managed identity takes.
//!
//! Sources: Microsoft Graph's `federatedIdentityCredential`; the resource of the same name below
//! `Microsoft.ManagedIdentity/userAssignedIdentities`; the resources of the Terraform providers.

use crate::evidence::server_error::QuotedClaims;
use crate::language::Text;
use crate::notation::place::Place;

/// A federated identity credential. A value that is computed elsewhere (a variable, an expression) is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FederatedCredential {
    /// Its name.
    pub name: Option<String>,
    /// The issuer that it trusts.
    pub issuer: Option<String>,
    /// The subject that it takes.
    pub subject: Option<String>,
    /// The expression that takes the place of the subject in a flexible one.
    pub expression: Option<String>,
    /// The audiences that it takes.
    pub audiences: Vec<String>,
}

impl FederatedCredential {
    /// Its name in quotation marks, or else its subject.
    pub fn label(&self) -> String {
        let named = self.name.as_ref().or(self.subject.as_ref()).or(self.expression.as_ref());
        format!("\"{}\"", crate::notation::text::shorten(named.map_or("", |name| name), 80))
    }
}

/// The federated credentials of one application or identity, as far as one text has them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FederatedCredentials {
    /// Name of the input it came from.
    pub input: String,
    /// The application or identity: an object id, a client id or a name, as the text says it.
    pub owner: Option<String>,
    /// Its client id, if the text says that it is one.
    pub client_id: Option<String>,
    /// The credentials.
    pub list: Vec<FederatedCredential>,
    /// Whether these are all that it has: a listing, rather than the definition of one.
    pub is_whole: bool,
}

impl FederatedCredentials {
    /// The application or identity, for a sentence.
    pub fn label(&self) -> Text {
        match self.client_id.as_ref().or(self.owner.as_ref()) {
            Some(id) => Text::verbatim(crate::notation::text::shorten(id, 60)),
            None => Text::verbatim(self.input.clone()),
        }
    }
}

/// What a pipeline's log says of the token that it presented.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PipelineLog {
    /// Name of the input it came from.
    pub input: String,
    /// Position in the input.
    pub place: Place,
    /// The claims of the token.
    pub claims: QuotedClaims,
    /// Why there was no token; `None` if there was one.
    pub missing: Option<NoToken>,
    /// Whether the log says that this sign-in succeeded.
    pub succeeded: bool,
}

/// Why there was no token to present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoToken {
    /// The workflow has no permission to ask for one.
    Permission,
    /// The file with the token does not exist.
    File,
    /// The program lacks the settings that tell it where the token is.
    Settings,
}

/// A file that decides which token will be presented, before there is one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenSource {
    /// Name of the input it came from.
    pub input: String,
    /// What it is.
    pub kind: TokenSourceKind,
    /// The claims that the token will have; `***` stands for what the file does not tell.
    pub claims: QuotedClaims,
    /// The application or identity that it signs in as.
    pub client_id: Option<String>,
    /// Whether it gets a token at all; `None` if the file does not tell.
    pub grants_token: Option<bool>,
}

impl TokenSource {
    /// Whether it may sign in to the application or identity that has these credentials: nothing says that it is another one.
    pub fn may_be_for(&self, credentials: &FederatedCredentials) -> bool {
        let ids = self.client_id.as_ref().zip(credentials.client_id.as_ref());
        ids.is_none_or(|(one, other)| one.eq_ignore_ascii_case(other))
    }
}

/// The kind of a [`TokenSource`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TokenSourceKind {
    /// A workflow of GitHub Actions.
    #[default]
    Workflow,
    /// A manifest of Kubernetes.
    Manifest,
}
