//! JSON Web Keys: a single one, or a set (RFC 7517 §4–5). Certificates come from `x5c`, keys from their numbers.

use serde_json::{Map, Value};

use super::recognised::{Item, Recognised};
use crate::evidence::certificate::{Certificate, Curve, PublicKey};
use crate::evidence::private_key::PrivateKey;
use crate::notation::encoding;

/// Finds the keys in a document that is a JWK or a JWK set.
pub(super) fn recognise(name: &str, document: &Value) -> Recognised {
    let mut found = Recognised::default();
    let Some(object) = document.as_object() else { return found };
    if object.contains_key("kty") {
        return read(name, object);
    }
    let keys = object.get("keys").and_then(Value::as_array).into_iter().flatten();
    for key in keys.filter_map(Value::as_object).filter(|key| key.contains_key("kty")) {
        found.merge(read(name, key));
    }
    found
}

fn read(name: &str, key: &Map<String, Value>) -> Recognised {
    let mut found = Recognised::default();
    let text = |member: &str| key.get(member).and_then(Value::as_str);
    let kid = text("kid").map(str::to_owned);
    let known_as = kid.as_deref().map_or(String::new(), |kid| format!(" {kid:?}"));
    for (index, item) in key.get("x5c").and_then(Value::as_array).into_iter().flatten().enumerate() {
        let read = item
            .as_str()
            .and_then(|text| encoding::base64_any(&text.split_whitespace().collect::<String>()))
            .map(|decoded| Certificate::from_der(name, &decoded.bytes));
        match read {
            Some(Ok(mut certificate)) => {
                // The first one is that of the key; those after it issued it.
                certificate.kid = kid.clone().filter(|_| index == 0);
                found.items.push(Item::Certificate(Box::new(certificate)));
            }
            Some(Err(problem)) => {
                found.problems.push(say!("x5c[{index}] of the JWK{known_as}: {problem}.", index, known_as, problem))
            }
            None => found.problems.push(say!("x5c[{index}] of the JWK{known_as} is not base64.", index, known_as)),
        }
    }
    let certified = !found.items.is_empty();
    if key.contains_key("d") {
        match private(name, key) {
            Some(key) => found.items.push(Item::PrivateKey(Box::new(key))),
            None => found
                .problems
                .push(say!("The private JWK{known_as} could not be read: its numbers do not fit together.", known_as)),
        }
    } else if !certified {
        match public(key) {
            Some(public) => found.items.push(Item::PublicKey(Box::new(public), kid)),
            None => found.problems.push(say!(
                "The JWK{known_as} is of the kind {kind}, which no certificate credential has.",
                known_as,
                kind = text("kty").unwrap_or_default()
            )),
        }
    }
    found
}

fn bytes(key: &Map<String, Value>, member: &str) -> Option<Vec<u8>> {
    Some(encoding::base64_any(key.get(member)?.as_str()?)?.bytes)
}

/// Reads the public key of a JWK (RFC 7518 §6.2.1, §6.3.1).
fn public(key: &Map<String, Value>) -> Option<PublicKey> {
    match key.get("kty")?.as_str()? {
        "RSA" => PublicKey::rsa(&bytes(key, "n")?, &bytes(key, "e")?),
        "EC" => {
            let curve = curve(key)?;
            let point = [vec![4], bytes(key, "x")?, bytes(key, "y")?].concat();
            Some(PublicKey::Ec { curve, point })
        }
        _ => None,
    }
}

fn curve(key: &Map<String, Value>) -> Option<Curve> {
    match key.get("crv")?.as_str()? {
        "P-256" => Some(Curve::P256),
        "P-384" => Some(Curve::P384),
        "P-521" => Some(Curve::P521),
        _ => None,
    }
}

/// Reads the private key of a JWK (RFC 7518 §6.2.2, §6.3.2).
fn private(name: &str, key: &Map<String, Value>) -> Option<PrivateKey> {
    let secret = zeroize::Zeroizing::new(bytes(key, "d")?);
    match key.get("kty")?.as_str()? {
        "RSA" => {
            let primes = [bytes(key, "p")?, bytes(key, "q")?].map(zeroize::Zeroizing::new);
            PrivateKey::from_rsa_numbers(name, &bytes(key, "n")?, &bytes(key, "e")?, &secret, &primes)
        }
        "EC" => PrivateKey::from_scalar(name, curve(key)?, &secret),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notation::encoding::{to_base64, to_base64url};
    use rsa::pkcs8::DecodePrivateKey as _;
    use rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _};
    use serde_json::json;

    fn read(document: &Value) -> Recognised {
        recognise("jwks.json", document)
    }

    #[test]
    fn sets_certificates_and_private_keys() {
        let pem = include_str!("../../tests/fixtures/keys/app.key.pem");
        let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        let key = rsa::PrivateKey::from_pkcs8_der(&encoding::base64_any(&body).unwrap().bytes).unwrap();
        let number = |bytes: &[u8]| to_base64url(bytes);
        let (n, e, d) = (number(&key.n_bytes()), number(&key.e_bytes()), number(&key.d().to_be_bytes()));
        let primes: Vec<String> = key.primes().iter().map(|prime| number(&prime.to_be_bytes())).collect();
        let private = json!({"kty": "RSA", "n": n, "e": e, "d": d, "p": primes[0], "q": primes[1]});
        let found = read(&private);
        assert!(matches!(found.items.as_slice(), [Item::PrivateKey(key)] if key.public.bits() == 2048), "{found:?}");

        let der = to_base64(include_bytes!("../../tests/fixtures/app.der"));
        let set = json!({"keys": [
            {"kty": "RSA", "kid": "one", "n": n, "e": e, "x5c": [der]},
            {"kty": "RSA", "kid": "two", "n": n, "e": e},
            {"kty": "oct", "k": "AAAA"}
        ]});
        let found = read(&set);
        assert!(matches!(found.items.as_slice(), [Item::Certificate(_), Item::PublicKey(..)]), "{found:?}");
        assert_eq!(found.problems.len(), 1, "a symmetric key is of no use");
        let damaged = json!({"kty": "RSA", "n": n, "e": e, "d": e, "p": e, "q": e});
        assert!(read(&damaged).items.is_empty());
    }
}
