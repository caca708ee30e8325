//! Which algorithms protect a PFX: written in the clear, whether or not a password opens it.

use crate::evidence::credential_file::{Age, Algorithm, PfxAlgorithms};
use crate::limits;
use crate::notation::asn1::ber::{self, Node, tag};
use crate::notation::asn1::oids;

/// Reads the algorithms of a PFX. `content` is its AuthenticatedSafe.
pub(super) fn read(pfx: Node<'_>, content: &[u8]) -> PfxAlgorithms {
    let mac = pfx.child(2, tag::SEQUENCE).and_then(|data| data.child(0, tag::SEQUENCE)?.child(0, tag::SEQUENCE));
    let mut found = PfxAlgorithms { mac: mac.and_then(mac_algorithm), ..PfxAlgorithms::default() };
    let parts = ber::first(content).into_iter().flat_map(Node::children).take(limits::MAX_PFX_PARTS);
    for part in parts {
        let kind = part.children().next().and_then(Node::oid);
        let Some(inner) = part.child(1, tag::CONTEXT_0).and_then(|node| node.children().next()) else { continue };
        match kind.as_deref() {
            Some(oids::PKCS7_ENCRYPTED_DATA) => {
                let algorithm = inner.child(1, tag::SEQUENCE).and_then(|one| one.child(1, tag::SEQUENCE));
                add(&mut found, algorithm);
            }
            Some(oids::PKCS7_DATA) => {
                let bags = inner.string();
                for bag in ber::first(&bags).into_iter().flat_map(Node::children).take(limits::MAX_PFX_PARTS) {
                    if bag.children().next().and_then(Node::oid).as_deref() == Some(oids::SHROUDED_KEY_BAG) {
                        let value = bag.child(1, tag::CONTEXT_0).and_then(|node| node.children().next());
                        add(&mut found, value.and_then(|value| value.child(0, tag::SEQUENCE)));
                    }
                }
            }
            _ => {}
        }
    }
    found
}

fn add(found: &mut PfxAlgorithms, algorithm: Option<Node<'_>>) {
    if let Some(algorithm) = algorithm.and_then(encryption).filter(|one| !found.encryption.contains(one)) {
        found.encryption.push(algorithm);
    }
}

/// The object identifier of an AlgorithmIdentifier.
fn oid(algorithm: Node<'_>) -> Option<String> {
    algorithm.children().next().and_then(Node::oid)
}

fn mac_algorithm(algorithm: Node<'_>) -> Option<Algorithm> {
    let name = oid(algorithm)?;
    if name != oids::PBMAC1 {
        let age = if matches!(name.as_str(), oids::SHA1 | oids::MD5) { Age::Common } else { Age::New };
        return Some(Algorithm { name: digest(&name).unwrap_or(&name).to_owned(), oids: vec![name], age });
    }
    let scheme = algorithm.child(1, tag::SEQUENCE).and_then(|one| oid(one.child(1, tag::SEQUENCE)?));
    let hash = scheme.as_deref().and_then(hmac).unwrap_or("?");
    let oids = [Some(name), scheme.clone()].into_iter().flatten().collect();
    Some(Algorithm { name: format!("PBMAC1 with HMAC-{hash}"), oids, age: Age::New })
}

fn encryption(algorithm: Node<'_>) -> Option<Algorithm> {
    let scheme = oid(algorithm)?;
    if scheme == oids::PBES2 {
        let parameters = algorithm.child(1, tag::SEQUENCE)?;
        let derivation = parameters.child(0, tag::SEQUENCE)?;
        let cipher = oid(parameters.child(1, tag::SEQUENCE)?)?;
        let function = derivation.child(1, tag::SEQUENCE);
        let function = function.and_then(|one| one.children().skip(2).find(|node| node.tag == tag::SEQUENCE));
        let function = function.and_then(oid).unwrap_or_else(|| oids::HMAC_SHA1.to_owned());
        let derivation = oid(derivation)?;
        let by = if derivation == oids::PBKDF2 { "PBKDF2" } else { &derivation };
        let hash = hmac(&function).unwrap_or(&function);
        let name = format!("{} with {by} and HMAC-{hash}", cipher_name(&cipher).unwrap_or(&cipher));
        return Some(Algorithm { name, oids: vec![scheme, cipher, derivation, function], age: Age::New });
    }
    let (name, age) = match (scheme.strip_prefix(oids::PKCS12_PBE), scheme.strip_prefix(oids::PKCS5)) {
        (Some("1"), _) => ("PBE-SHA1-RC4-128", Age::Old),
        (Some("2"), _) => ("PBE-SHA1-RC4-40", Age::Old),
        (Some("3"), _) => ("PBE-SHA1-3DES", Age::Common),
        (Some("4"), _) => ("PBE-SHA1-2DES", Age::Common),
        (Some("5"), _) => ("PBE-SHA1-RC2-128", Age::Old),
        (Some("6"), _) => ("PBE-SHA1-RC2-40", Age::Old),
        (_, Some("3")) => ("PBE-MD5-DES", Age::Old),
        (_, Some("6")) => ("PBE-MD5-RC2-64", Age::Old),
        (_, Some("10")) => ("PBE-SHA1-DES", Age::Old),
        (_, Some("11")) => ("PBE-SHA1-RC2-64", Age::Old),
        _ => (scheme.as_str(), Age::New),
    };
    Some(Algorithm { name: name.to_owned(), oids: vec![scheme.clone()], age })
}

fn digest(oid: &str) -> Option<&'static str> {
    Some(match oid {
        oids::MD5 => "MD5",
        oids::SHA1 => "SHA-1",
        oids::SHA224 => "SHA-224",
        oids::SHA256 => "SHA-256",
        oids::SHA384 => "SHA-384",
        oids::SHA512 => "SHA-512",
        _ => return None,
    })
}

fn hmac(oid: &str) -> Option<&'static str> {
    Some(match oid {
        oids::HMAC_SHA1 => "SHA-1",
        oids::HMAC_SHA256 => "SHA-256",
        oids::HMAC_SHA384 => "SHA-384",
        oids::HMAC_SHA512 => "SHA-512",
        _ => return None,
    })
}

fn cipher_name(oid: &str) -> Option<&'static str> {
    Some(match oid {
        oids::AES_128_CBC => "AES-128-CBC",
        oids::AES_192_CBC => "AES-192-CBC",
        oids::AES_256_CBC => "AES-256-CBC",
        oids::TRIPLE_DES_CBC => "3DES-CBC",
        oids::DES_CBC => "DES-CBC",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::input::{Input, recognise};

    /// What OpenSSL wrote with the options in `tests/recipes/containers.sh`, read without a password.
    #[test]
    fn what_openssl_and_keytool_wrote() {
        let aes = "AES-256-CBC with PBKDF2 and HMAC-SHA-256";
        for (name, expected, new, old) in [
            ("openssl3", format!("MAC SHA-256, {aes}"), true, false),
            ("legacy", "MAC SHA-1, PBE-SHA1-RC2-40, PBE-SHA1-3DES".into(), false, true),
            ("sha512-mac", format!("MAC SHA-512, {aes}"), true, false),
            ("three-des", "MAC SHA-1, PBE-SHA1-3DES".into(), false, false),
            ("rc2-128", "MAC SHA-1, PBE-SHA1-RC2-128, PBE-SHA1-3DES".into(), false, true),
            ("no-mac-encrypted", format!("no MAC, {aes}"), true, false),
            ("unencrypted", "MAC SHA-256".into(), true, false),
            ("costly", format!("MAC SHA-256, {aes}"), true, false),
        ] {
            let path = format!("{}/tests/fixtures/containers/{name}.pfx", env!("CARGO_MANIFEST_DIR"));
            let found = recognise(&Input { name: name.into(), bytes: std::fs::read(path).unwrap() }, &[]);
            let pfx = found.pfx.unwrap();
            assert_eq!(pfx.label().to_string(), expected, "{name}");
            assert_eq!((pfx.is_new(), pfx.is_old()), (new, old), "{name}");
        }
    }
}
