//! Private keys: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017), SEC 1 (RFC 5915), unencrypted or password-protected.

use zeroize::Zeroizing;

use super::budget::Budget;
use super::kind::InputKind;
use super::pbe::{self, Cipher, Password, PbeProblem};
use super::pkcs12::{locked_message, passwords_to_try};
use super::recognised::{Item, Recognised};
use crate::evidence::credential_file::Opened;
use crate::evidence::private_key::{KeyProblem, PrivateKey};
use crate::language::Text;
use crate::notation::asn1::ber::{self, Node, tag};
use crate::notation::encoding;

/// Reads a private key in DER; returns `None` if the bytes are something else.
pub(super) fn recognise(name: &str, bytes: &[u8], budget: &Budget<'_>) -> Option<Recognised> {
    let node = ber::first(bytes).filter(|node| node.tag == tag::SEQUENCE)?;
    let tags: Vec<u8> = node.children().take(4).map(|child| child.tag).collect();
    Some(match tags.as_slice() {
        // Version, algorithm, key.
        [tag::INTEGER, tag::SEQUENCE, tag::OCTET_STRING, ..] => {
            key_or_problem(PrivateKey::from_pkcs8(name, node.whole))
        }
        // Version and eight numbers.
        [tag::INTEGER, tag::INTEGER, tag::INTEGER, tag::INTEGER] if node.children().count() >= 9 => {
            key_or_problem(PrivateKey::from_pkcs1(name, node.whole))
        }
        // Version, secret number, curve.
        [tag::INTEGER, tag::OCTET_STRING, ..] => key_or_problem(PrivateKey::from_sec1(name, node.whole)),
        // Encryption scheme, encrypted key.
        [tag::SEQUENCE, tag::OCTET_STRING] => encrypted(name, node, budget),
        _ => return None,
    })
}

/// Returns the key, or a problem that states why it could not be read.
fn key_or_problem(key: Result<PrivateKey, KeyProblem>) -> Recognised {
    match key {
        Ok(key) => Recognised::item(Item::PrivateKey(Box::new(key))),
        Err(problem) => Recognised::problem(say!("The private key could not be read: {problem}.", problem)),
    }
}

/// An EncryptedPrivateKeyInfo (RFC 5958 §3).
fn encrypted(name: &str, node: Node<'_>, budget: &Budget<'_>) -> Recognised {
    let (Some(algorithm), Some(data)) = (node.child(0, tag::SEQUENCE), node.child(1, tag::OCTET_STRING)) else {
        return Recognised::default();
    };
    let data = data.string();
    let mut problem = PbeProblem::WrongPassword;
    for password in passwords_to_try(budget.passwords) {
        match pbe::decrypt(algorithm, &data, &password, budget) {
            Ok(der) => match PrivateKey::from_pkcs8(name, &der) {
                // With a wrong password the padding may be valid by chance, but the structure is not.
                Err(KeyProblem::Structure { .. }) => {}
                key => return opened(key_or_problem(key.map(PrivateKey::encrypted)), &password),
            },
            Err(PbeProblem::WrongPassword) => {}
            Err(other) => problem = other,
        }
    }
    not_opened(problem, budget)
}

/// The result for an encrypted key that this password opened.
fn opened(found: Recognised, password: &Password) -> Recognised {
    Recognised { opened: if password.is_empty() { Opened::WithoutPassword } else { Opened::ByPassword }, ..found }
}

/// The result for an encrypted key that was not opened.
fn not_opened(problem: PbeProblem, budget: &Budget<'_>) -> Recognised {
    let closed = |tried| Recognised { closed_keys: 1, opened: Opened::Not { tried }, ..Recognised::default() };
    if problem == PbeProblem::WrongPassword {
        let problem = Text::sentences([say!("This is an encrypted private key."), locked_message(budget.passwords)]);
        Recognised {
            needs_password: true,
            problems: vec![problem],
            kind: Some(InputKind::PrivateKey),
            ..closed(budget.passwords.len())
        }
    } else {
        let problem = say!("This encrypted private key was not opened: {problem}.", problem);
        Recognised { problems: vec![problem], kind: Some(InputKind::PrivateKey), ..closed(0) }
    }
}

/// Reads a PEM block whose label ends in `PRIVATE KEY`. `body` is the text between its BEGIN and END lines.
pub(super) fn from_pem(name: &str, label: &str, body: &str, der: Option<&[u8]>, budget: &Budget<'_>) -> Recognised {
    if label == "OPENSSH PRIVATE KEY" {
        return Recognised::problem(say!(
            "This private key is in OpenSSH's own format; ssh-keygen -p -m PKCS8 -f FILE rewrites it as PKCS#8."
        ));
    }
    if label == "DSA PRIVATE KEY" {
        return Recognised::problem(say!("This is a DSA key, with which no assertion can be signed."));
    }
    let Some(der) = der else {
        return Recognised::problem(say!("The text between BEGIN and END of a private key is not base64."));
    };
    if let Some(info) = body.lines().find_map(|line| line.trim().strip_prefix("DEK-Info:")) {
        return traditional(name, label, info.trim(), der, budget);
    }
    recognise(name, der, budget).unwrap_or_else(|| {
        Recognised::problem(say!("The PEM block \"{label}\" holds no private key that can be read.", label))
    })
}

/// The message for a text that is a PuTTY private key; `None` if it is anything else.
pub(super) fn putty_problem(text: &str) -> Option<Text> {
    text.trim_start().starts_with("PuTTY-User-Key-File-").then(|| {
        say!("This private key is in PuTTY's own format; puttygen FILE -O private-openssh -o NEW, then ssh-keygen -p -m PKCS8 -f NEW, rewrite it as PKCS#8.")
    })
}

/// Decrypts OpenSSL's own PEM encryption: the key is MD5 over password and salt, and the salt is the start of the IV.
fn traditional(name: &str, label: &str, info: &str, der: &[u8], budget: &Budget<'_>) -> Recognised {
    use sha2::Digest as _;
    let parts =
        info.split_once(',').map(|(cipher, iv)| (Cipher::from_dek_info(cipher.trim()), encoding::hex(iv.trim())));
    let Some((Some(cipher), Some(iv))) = parts else {
        let problem = say!("The private key is encrypted by a scheme that is not known here ({info}).", info);
        return Recognised::problem(problem);
    };
    let salt = iv.get(..8).unwrap_or(&iv);
    for password in budget.passwords {
        let mut key = Zeroizing::new(Vec::new());
        let mut last: Vec<u8> = Vec::new();
        while key.len() < cipher.key_size() {
            last = md5::Md5::new().chain_update(&last).chain_update(password).chain_update(salt).finalize().to_vec();
            key.extend_from_slice(&last);
        }
        key.truncate(cipher.key_size());
        let Ok(plain) = cipher.decrypt(&key, &iv, der) else { continue };
        let read = match label {
            "RSA PRIVATE KEY" => PrivateKey::from_pkcs1(name, &plain),
            "EC PRIVATE KEY" => PrivateKey::from_sec1(name, &plain),
            _ => PrivateKey::from_pkcs8(name, &plain),
        };
        if let Ok(key) = read {
            let found = key_or_problem(Ok(key.encrypted()));
            return Recognised { opened: Opened::ByPassword, ..found };
        }
    }
    not_opened(PbeProblem::WrongPassword, budget)
}
