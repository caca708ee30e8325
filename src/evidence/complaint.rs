//! What a program said before it sent any request: that it could not use its certificate or its private key.

use crate::evidence::credential_file::Form;
use crate::language::Text;
use crate::notation::place::Place;

/// A program's complaint about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Name of the input it was found in.
    pub input: String,
    /// Where in that input.
    pub place: Place,
    /// The library that words it so.
    pub speaker: Speaker,
    /// What it means.
    pub meaning: Meaning,
    /// The words that it was recognised by, as written but for line breaks.
    pub words: String,
    /// The object identifier that it names.
    pub algorithm: Option<String>,
}

/// Whose words they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// Go's `pkcs12` and `tls` packages, and what is built on them: Terraform, azcopy, azidentity.
    Go,
    /// .NET, and the Azure and MSAL libraries for it.
    DotNet,
    /// Windows itself: its certificate store, `certutil`, PowerShell.
    Windows,
    /// Java, and the Azure and MSAL libraries for it.
    Java,
    /// OpenSSL.
    OpenSsl,
    /// Python's `cryptography` and what is built on it: azure-identity, the Azure CLI.
    Python,
    /// Node.js, and the Azure and MSAL libraries for it.
    Node,
}

impl Speaker {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Go => "Go",
            Self::DotNet => ".NET",
            Self::Windows => "Windows",
            Self::Java => "Java",
            Self::OpenSsl => "OpenSSL",
            Self::Python => "Python",
            Self::Node => "Node.js",
        }
    }
}

/// What a complaint means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// The reader does not know an algorithm of the PFX, which is newer than the reader.
    ReaderTooOld,
    /// The reader no longer offers an algorithm of the PFX.
    FileTooOld,
    /// An algorithm is unknown, too old or too new.
    Algorithm,
    /// The password opens nothing.
    Password,
    /// What was looked for is not there, or not in this form.
    NotFound(Sought, Form),
    /// The certificate is there, but its private key cannot be used.
    KeyNotAccessible,
    /// The key is not that of the certificate.
    KeyMismatch,
}

/// What a program looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sought {
    /// A certificate.
    Certificate,
    /// A private key.
    Key,
    /// One of the two, or both.
    Either,
}

impl Meaning {
    /// What it means, for people.
    pub fn label(self) -> Text {
        match self {
            Self::ReaderTooOld => say!("the PFX uses an algorithm that this reader does not know yet"),
            Self::FileTooOld => say!("the PFX uses an algorithm that this reader no longer offers"),
            Self::Algorithm => say!("the file uses an algorithm that this reader does not offer"),
            Self::Password => say!("the password does not open the file"),
            Self::NotFound(Sought::Certificate, _) => say!("no certificate was found in the file"),
            Self::NotFound(Sought::Key, _) => say!("no private key was found in the file"),
            Self::NotFound(Sought::Either, form) => {
                say!("the file was not understood as {form}", form = form.label())
            }
            Self::KeyNotAccessible => say!("the private key of the certificate cannot be used"),
            Self::KeyMismatch => say!("private key and certificate are no pair"),
        }
    }
}
