//! Java key stores, JKS and JCEKS. Their certificates are in the clear; each key is encrypted by itself.
//!
//! Source: OpenJDK, `sun.security.provider.JavaKeyStore` and `com.sun.crypto.provider.JceKeyStore`.

use super::budget::Budget;
use super::kind::InputKind;
use super::private_key;
use super::recognised::{Item, Recognised};
use crate::evidence::certificate::Certificate;
use crate::limits;

/// Why the rest of a store is not read.
enum Stop {
    CutOff,
    /// A key for a symmetric cipher is a serialized object, whose end only Java knows.
    SecretKey,
}

/// Reads a key store; returns `None` if the bytes are something else.
pub(super) fn recognise(name: &str, bytes: &[u8], budget: &Budget<'_>) -> Option<Recognised> {
    let format = match bytes {
        [0xFE, 0xED, 0xFE, 0xED, ..] => "JKS",
        [0xCE, 0xCE, 0xCE, 0xCE, ..] => "JCEKS",
        _ => return None,
    };
    let mut found = Recognised { kind: Some(InputKind::JavaKeyStore), ..Recognised::default() };
    let mut store = Store { name, rest: bytes.get(4..)?, version: 0 };
    match store.entries(budget, &mut found) {
        Err(Stop::CutOff) => found.problems.push(say!("This Java key store ({format}) is cut off.", format)),
        Err(Stop::SecretKey) => found.problems.push(say!(
            "This Java key store ({format}) holds a secret key, and what comes after it was not read; keytool -importkeystore -srckeystore FILE -destkeystore NEW.p12 -deststoretype PKCS12 rewrites it.",
            format
        )),
        Ok(()) if found.items.is_empty() && found.problems.is_empty() => {
            found.problems.push(say!("This Java key store ({format}) is empty.", format));
        }
        Ok(()) => {}
    }
    Some(found)
}

struct Store<'b> {
    name: &'b str,
    rest: &'b [u8],
    version: u32,
}

impl<'b> Store<'b> {
    fn take(&mut self, size: usize) -> Result<&'b [u8], Stop> {
        let (taken, rest) = self.rest.split_at_checked(size).ok_or(Stop::CutOff)?;
        self.rest = rest;
        Ok(taken)
    }

    fn number(&mut self, size: usize) -> Result<usize, Stop> {
        Ok(self.take(size)?.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)))
    }

    /// Takes as many bytes as the number before them says.
    fn sized(&mut self, size: usize) -> Result<&'b [u8], Stop> {
        let size = self.number(size)?;
        self.take(size)
    }

    fn entries(&mut self, budget: &Budget<'_>, found: &mut Recognised) -> Result<(), Stop> {
        self.version = u32::try_from(self.number(4)?).unwrap_or(0);
        for _ in 0..self.number(4)?.min(limits::MAX_CERTIFICATES) {
            let kind = self.number(4)?;
            // The alias, and when it was made.
            self.sized(2)?;
            self.take(8)?;
            match kind {
                1 => {
                    let key = self.sized(4)?;
                    let key = private_key::recognise(self.name, key, budget).unwrap_or_default();
                    found.needs_password |= key.needs_password;
                    found.items.extend(key.items);
                    for problem in key.problems {
                        if !found.problems.contains(&problem) {
                            found.problems.push(problem);
                        }
                    }
                    for _ in 0..self.number(4)? {
                        self.certificate(found)?;
                    }
                }
                2 => self.certificate(found)?,
                _ => return Err(Stop::SecretKey),
            }
        }
        Ok(())
    }

    fn certificate(&mut self, found: &mut Recognised) -> Result<(), Stop> {
        if self.version == 2 {
            // Its type, which is always X.509.
            self.sized(2)?;
        }
        match Certificate::from_der(self.name, self.sized(4)?) {
            Ok(certificate) => found.items.push(Item::Certificate(Box::new(certificate))),
            Err(problem) => found.problems.push(say!("A certificate in it could not be read: {problem}.", problem)),
        }
        Ok(())
    }
}
