//! Evidence: the kinds of items that can be found in an input.

pub mod addressee;
pub mod app_policy;
pub mod assertion;
pub mod certificate;
pub mod complaint;
pub mod credential_file;
pub mod endpoint;
pub mod federated_credential;
pub mod listed_thumbprint;
pub mod private_key;
pub mod registration;
pub mod request;
pub mod server_error;
pub mod token_kind;
pub mod variables;
pub mod wrapping;
