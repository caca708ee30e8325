//! A file with certificates or private keys, as a program would read it: its form, what it holds, and how it is
//! encrypted.

use crate::language::Text;

/// A file that holds, or may hold, a certificate or a private key.
#[derive(Debug, Clone)]
pub struct CredentialFile {
    /// Name of the input.
    pub input: String,
    /// Its form.
    pub form: Form,
    /// SHA-256 of each certificate that was read, in the order of the file.
    pub certificates: Vec<[u8; 32]>,
    /// Number of private keys, including encrypted ones that were not opened.
    pub keys: usize,
    /// Number of certificate requests (CSR).
    pub requests: usize,
    /// How far it was opened.
    pub opened: Opened,
    /// The algorithms of a PFX.
    pub pfx: Option<PfxAlgorithms>,
}

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text with BEGIN and END lines.
    Pem,
    /// PKCS#12.
    Pfx,
    /// PKCS#7: certificates only.
    Pkcs7,
    /// A certificate or key in DER.
    Der,
    /// Base64 of a binary file, without BEGIN and END lines.
    Base64,
    /// Whichever form.
    Any,
}

impl Form {
    /// The form, for people.
    pub fn label(self) -> Text {
        match self {
            Self::Pem => Text::verbatim("PEM"),
            Self::Pfx => Text::verbatim("PFX (PKCS#12)"),
            Self::Pkcs7 => Text::verbatim("P7B (PKCS#7)"),
            Self::Der => say!("binary DER"),
            Self::Base64 => say!("base64 without BEGIN and END lines"),
            Self::Any => say!("a certificate with its private key"),
        }
    }
}

/// How far a file was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Opened {
    /// Nothing in it is encrypted, or only with no password or the empty one.
    #[default]
    WithoutPassword,
    /// A given password opens it.
    ByPassword,
    /// It stays closed, after this many given passwords were tried.
    Not {
        /// Number of passwords given.
        tried: usize,
    },
}

impl CredentialFile {
    /// Whether it holds a certificate and a private key.
    pub fn is_complete(&self) -> bool {
        !self.certificates.is_empty() && self.keys > 0
    }

    /// Whether something in it may be unknown because it is encrypted.
    pub fn is_closed(&self) -> bool {
        matches!(self.opened, Opened::Not { .. })
    }

    /// Whether it certainly holds certificates alone.
    pub fn lacks_key(&self) -> bool {
        !self.certificates.is_empty() && self.keys == 0 && !self.is_closed()
    }

    /// Whether it holds a certificate request (CSR) where a certificate belongs.
    pub fn is_request(&self) -> bool {
        self.requests > 0 && self.certificates.is_empty() && !self.is_closed()
    }

    /// Whether it certainly holds private keys alone. An encrypted key beside which there is no certificate is one in
    /// PEM or DER: a PFX that was not opened may hold one.
    pub fn lacks_certificate(&self) -> bool {
        self.keys > 0 && self.certificates.is_empty() && (self.form != Form::Pfx || !self.is_closed())
    }

    /// What it holds, in words.
    pub fn holds(&self) -> Text {
        let certificates = self.certificates.len();
        let certificates = match certificates {
            0 => say!("no certificate"),
            count => say_n!(count, "1 certificate", "{count} certificates"),
        };
        let keys = match self.keys {
            0 => say!("no private key"),
            count => say_n!(count, "1 private key", "{count} private keys"),
        };
        let request = (self.requests > 0).then(|| say!("a certificate request (CSR)"));
        let closed = self.is_closed().then(|| say!("a part that was not opened"));
        Text::list([self.form.label(), certificates, keys].into_iter().chain(request).chain(closed))
    }
}

/// The algorithms that protect a PFX, readable without its password.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PfxAlgorithms {
    /// Of its MAC; `None` if it has none.
    pub mac: Option<Algorithm>,
    /// Of each encrypted part, each once.
    pub encryption: Vec<Algorithm>,
}

/// An algorithm, or several together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Algorithm {
    /// Its name, such as `AES-256-CBC with PBKDF2 and HMAC-SHA-256`; the object identifier if it is not known.
    pub name: String,
    /// The object identifiers it consists of.
    pub oids: Vec<String>,
    /// Which readers know it.
    pub age: Age,
}

/// Which readers know an algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// Readers of the last years only: SHA-2 MACs, PBES2, PBMAC1.
    New,
    /// Every reader: SHA-1 MACs and triple DES.
    Common,
    /// Not readers built on OpenSSL 3: RC2, DES, RC4.
    Old,
}

impl PfxAlgorithms {
    fn all(&self) -> impl Iterator<Item = &Algorithm> {
        self.mac.iter().chain(&self.encryption)
    }

    /// Whether readers of the last years alone know all of them.
    pub fn is_new(&self) -> bool {
        self.all().any(|one| one.age == Age::New)
    }

    /// Whether readers built on OpenSSL 3 refuse one of them.
    pub fn is_old(&self) -> bool {
        self.all().any(|one| one.age == Age::Old)
    }

    /// Whether it uses the algorithm with this object identifier.
    pub fn uses(&self, oid: &str) -> bool {
        self.all().any(|one| one.oids.iter().any(|own| own == oid))
    }

    /// The algorithms, in words.
    pub fn label(&self) -> Text {
        let mac = match &self.mac {
            Some(mac) => say!("MAC {algorithm}", algorithm = mac.name),
            None => say!("no MAC"),
        };
        let encryption = self.encryption.iter().map(|one| Text::verbatim(&one.name));
        Text::list([mac].into_iter().chain(encryption))
    }
}
