//! PKCS#12 (PFX): password-protected certificates and keys (RFC 7292).

use zeroize::Zeroizing;

use super::budget::Budget;
use super::kind::InputKind;
use super::pbe::{self, Password, PbeProblem};
use super::pfx_algorithms;
use super::recognised::{Item, Recognised};
use crate::evidence::certificate::Certificate;
use crate::evidence::credential_file::Opened;
use crate::evidence::private_key::PrivateKey;
use crate::language::Text;
use crate::limits;
use crate::notation::asn1::ber::{self, Node, tag};
use crate::notation::asn1::oids;

const BAGS: &str = "1.2.840.113549.1.12.10.1.";

/// The opened contents of a PFX.
#[derive(Default)]
struct Contents {
    certificates: Vec<Vec<u8>>,
    /// Each key, and whether it is stored unencrypted.
    keys: Vec<(Zeroizing<Vec<u8>>, bool)>,
    /// Why the rest stays locked; [`None`] if everything was opened.
    locked: Option<PbeProblem>,
    /// Number of encrypted parts skipped because the password is unknown.
    passed_over: usize,
    /// Whether a password opened it, and not none or the empty one.
    by_password: bool,
    /// Number of bags of other kinds, such as revocation lists and secrets.
    others: usize,
}

/// Reads a PFX; returns `None` if the bytes are something else.
pub(super) fn recognise(name: &str, bytes: &[u8], budget: &Budget<'_>) -> Option<Recognised> {
    if is_cut_off(bytes) {
        let problem = say_n!(
            bytes.len(),
            "This PKCS#12 file is cut off: only its first byte is there.",
            "This PKCS#12 file is cut off: only its first {count} bytes are there."
        );
        return Some(Recognised::refused(InputKind::Pkcs12, problem));
    }
    let pfx = ber::first(bytes).filter(|node| node.tag == tag::SEQUENCE)?;
    let version = pfx.child(0, tag::INTEGER).and_then(Node::number)?;
    let safe = pfx.child(1, tag::SEQUENCE).filter(|node| node.children().next().and_then(Node::oid).is_some())?;
    // A private key begins the same way, but has its key where a PFX has its MAC.
    if pfx.children().nth(2).is_some_and(|node| node.tag != tag::SEQUENCE) {
        return None;
    }
    let mut found = Recognised { kind: Some(InputKind::Pkcs12), ..Recognised::default() };
    if version != 3 {
        found.problems.push(say!("This is a PKCS#12 file of version {version}; version 3 is read.", version));
        return Some(found);
    }
    let content = safe.children().nth(1).and_then(|node| node.children().next()).map(Node::string);
    found.pfx = content.map(|content| pfx_algorithms::read(pfx, &content));
    let closed = Opened::Not { tried: budget.passwords.len() };
    match open(pfx, safe, budget) {
        Ok(contents) => {
            found.opened = match (&contents.locked, contents.by_password) {
                (Some(_), _) => closed,
                (None, true) => Opened::ByPassword,
                (None, false) => Opened::WithoutPassword,
            };
            add_contents(name, &contents, &mut found);
            match contents.locked {
                Some(PbeProblem::WrongPassword) => {
                    let clear = say!("What is in the clear in it was read, the rest was not.");
                    ask_for_password(Some(clear), budget, &mut found);
                }
                Some(problem) => {
                    found.problems.push(say!("A part of this PKCS#12 file was not opened: {problem}.", problem))
                }
                None => {}
            }
        }
        Err(PbeProblem::WrongPassword) => {
            found.opened = closed;
            ask_for_password(None, budget, &mut found);
        }
        Err(problem) => {
            // Whether a password opens it was not found out.
            found.opened = Opened::Not { tried: 0 };
            found.problems.push(say!("This PKCS#12 file was not opened: {problem}.", problem));
        }
    }
    Some(found)
}

fn ask_for_password(before: Option<Text>, budget: &Budget<'_>, found: &mut Recognised) {
    found.needs_password = true;
    found.problems.push(Text::sentences(before.into_iter().chain([locked_message(budget.passwords)])));
}

/// Checks whether it begins like a version 3 PFX but ends too early.
fn is_cut_off(bytes: &[u8]) -> bool {
    let begins = matches!(bytes, [0x30, 0x82, _, _, 2, 1, 3, 0x30, ..] | [0x30, 0x83, _, _, _, 2, 1, 3, 0x30, ..]);
    begins && ber::first(bytes).is_none()
}

/// The message if no password opens it.
pub(super) fn locked_message(passwords: &[String]) -> Text {
    match passwords.len() {
        0 => say!("It is encrypted and needs its password."),
        count => {
            say_n!(count, "The password given does not open it.", "None of the {count} passwords given opens it.")
        }
    }
}

/// Every password to try: none, the empty one, and those given.
pub(super) fn passwords_to_try(passwords: &[String]) -> impl Iterator<Item = Password> {
    let given = passwords.iter().rev().take(limits::MAX_PASSWORDS).map(|text| Password::new(text));
    Password::none_and_empty().into_iter().chain(given)
}

fn add_contents(name: &str, contents: &Contents, found: &mut Recognised) {
    for der in &contents.certificates {
        match Certificate::from_der(name, der) {
            Ok(certificate) => found.items.push(Item::Certificate(Box::new(certificate))),
            Err(problem) => found.problems.push(say!("A certificate in it could not be read: {problem}.", problem)),
        }
    }
    for (der, in_the_clear) in &contents.keys {
        match PrivateKey::from_pkcs8(name, der) {
            Ok(key) if *in_the_clear => found.items.push(Item::PrivateKey(Box::new(key))),
            Ok(key) => found.items.push(Item::PrivateKey(Box::new(key.encrypted()))),
            Err(problem) => found.problems.push(say!("A private key in it could not be read: {problem}.", problem)),
        }
    }
    if found.items.is_empty() && found.problems.is_empty() {
        let others = contents.others;
        found.problems.push(say!(
            "This PKCS#12 file holds neither a certificate nor a private key ({others} other entries).",
            others
        ));
    }
}

/// Opens a PFX. If there is a MAC, it identifies the password; if not, the first password that decrypts everything is used.
/// If none does, there may be unencrypted certificates: the MAC vouches for who made the file, not for what they are.
fn open(pfx: Node<'_>, safe: Node<'_>, budget: &Budget<'_>) -> Result<Contents, PbeProblem> {
    let mut parts = safe.children();
    if parts.next().and_then(Node::oid).as_deref() != Some(oids::PKCS7_DATA) {
        return Err(PbeProblem::Unsupported { scheme: say!("integrity by a signature").into() });
    }
    let content = parts.next().and_then(|node| node.children().next()).ok_or(PbeProblem::Structure)?.string();
    let mac = pfx.child(2, tag::SEQUENCE);
    let mut problem = PbeProblem::WrongPassword;
    for password in passwords_to_try(budget.passwords) {
        let matches = match mac {
            Some(mac) => pbe::mac_matches(mac, &content, &password, budget),
            None => Ok(true),
        };
        match matches.and_then(|matches| {
            if matches { authenticated_safe(&content, Some(&password), budget) } else { Err(PbeProblem::WrongPassword) }
        }) {
            Ok(contents) => return Ok(Contents { by_password: !password.is_empty(), ..contents }),
            Err(PbeProblem::WrongPassword) => {}
            Err(other) => problem = other,
        }
    }
    match authenticated_safe(&content, None, budget) {
        Ok(clear) if clear.certificates.is_empty() && clear.keys.is_empty() => Err(problem),
        Ok(clear) => Ok(Contents { locked: (clear.passed_over > 0).then_some(problem), ..clear }),
        Err(_) => Err(problem),
    }
}

/// Reads the parts of a PFX; without a password, only the unencrypted ones.
fn authenticated_safe(
    content: &[u8],
    password: Option<&Password>,
    budget: &Budget<'_>,
) -> Result<Contents, PbeProblem> {
    let mut contents = Contents::default();
    let sequence = ber::first(content).ok_or(PbeProblem::Structure)?;
    for info in sequence.children() {
        let kind = info.children().next().and_then(Node::oid).ok_or(PbeProblem::Structure)?;
        let inner =
            info.child(1, tag::CONTEXT_0).and_then(|node| node.children().next()).ok_or(PbeProblem::Structure)?;
        match kind.as_str() {
            oids::PKCS7_DATA => read_bags(&inner.string(), password, true, budget, &mut contents, 0)?,
            oids::PKCS7_ENCRYPTED_DATA => {
                let Some(password) = password else {
                    contents.passed_over += 1;
                    continue;
                };
                let encrypted = inner.child(1, tag::SEQUENCE).ok_or(PbeProblem::Structure)?;
                let algorithm = encrypted.child(1, tag::SEQUENCE).ok_or(PbeProblem::Structure)?;
                let data = encrypted.children().nth(2).ok_or(PbeProblem::Structure)?.string();
                let plain = decrypt_part(algorithm, &data, password, budget)?;
                read_bags(&plain, Some(password), false, budget, &mut contents, 0)?;
            }
            _ => return Err(PbeProblem::Unsupported { scheme: kind }),
        }
    }
    Ok(contents)
}

/// Decrypts with the given password. Some tools write the MAC for no password and encrypt with the empty one, or vice versa.
fn decrypt_part(
    algorithm: Node<'_>,
    data: &[u8],
    password: &Password,
    budget: &Budget<'_>,
) -> Result<Zeroizing<Vec<u8>>, PbeProblem> {
    match pbe::decrypt(algorithm, data, password, budget) {
        Err(PbeProblem::WrongPassword) if password.is_empty() => {
            let [none, empty] = Password::none_and_empty();
            let decrypt = |password| pbe::decrypt(algorithm, data, password, budget);
            decrypt(&none).or_else(|_| decrypt(&empty))
        }
        result => result,
    }
}

fn read_bags(
    safe_contents: &[u8],
    password: Option<&Password>,
    in_the_clear: bool,
    budget: &Budget<'_>,
    contents: &mut Contents,
    depth: usize,
) -> Result<(), PbeProblem> {
    // After decryption with a wrong password the padding may be valid by chance, but the content is not a sequence.
    let sequence =
        ber::first(safe_contents).filter(|node| node.tag == tag::SEQUENCE).ok_or(PbeProblem::WrongPassword)?;
    for bag in sequence.children() {
        let kind = bag.children().next().and_then(Node::oid).ok_or(PbeProblem::WrongPassword)?;
        let value =
            bag.child(1, tag::CONTEXT_0).and_then(|node| node.children().next()).ok_or(PbeProblem::Structure)?;
        match kind.strip_prefix(BAGS) {
            Some("1") => contents.keys.push((Zeroizing::new(value.whole.to_vec()), in_the_clear)),
            Some("2") => {
                let Some(password) = password else {
                    contents.passed_over += 1;
                    continue;
                };
                let algorithm = value.child(0, tag::SEQUENCE).ok_or(PbeProblem::Structure)?;
                let data = value.children().nth(1).ok_or(PbeProblem::Structure)?.string();
                contents.keys.push((decrypt_part(algorithm, &data, password, budget)?, false));
            }
            Some("3") if value.children().next().and_then(Node::oid).as_deref() == Some(oids::X509_CERTIFICATE) => {
                let der = value.child(1, tag::CONTEXT_0).and_then(|node| node.children().next());
                contents.certificates.push(der.ok_or(PbeProblem::Structure)?.string().into_owned());
            }
            Some("6") if depth < 4 => read_bags(value.whole, password, in_the_clear, budget, contents, depth + 1)?,
            _ => contents.others += 1,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by `tests/recipes/containers.sh`: 2048 rounds each for the MAC, the certificate and the key.
    const PFX: &[u8] = include_bytes!("../../tests/fixtures/containers/openssl3.pfx");

    #[test]
    fn all_passwords_and_all_bags_share_one_allowance() {
        let passwords = ["secret".to_owned()];
        let read = |rounds| recognise("app.pfx", PFX, &Budget::with_rounds(&passwords, rounds)).unwrap();
        // Three passwords tried on the MAC, then two decryptions.
        assert_eq!(read(5 * 2048).items.len(), 2);
        let short = read(5 * 2048 - 1);
        assert!(short.items.is_empty() && !short.needs_password);
        assert!(short.problems[0].contains("together"), "{:?}", short.problems);
    }
}
