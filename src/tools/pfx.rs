//! Writes a PFX with one certificate and its key (RFC 7292): AES-256 with PBKDF2 and SHA-256, and a SHA-256 MAC, as
//! OpenSSL 3 writes them and Windows has read them since Server 2019.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeEncrypt as _, KeyIvInit as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::notation::asn1::der_writer::{element, integer, oid, sequence};
use crate::notation::asn1::oids;
use crate::notation::asn1::pkcs12_kdf::pkcs12_kdf;

/// Rounds of each derivation. OpenSSL's default is 2,048; more make guessing the password harder.
const ITERATIONS: u32 = 100_000;

/// Writes a PFX. `None` if the platform has no randomness.
pub(super) fn write(certificate: &[u8], pkcs8: &[u8], password: &str, key_id: &[u8]) -> Option<Vec<u8>> {
    let local_key_id = sequence(&[&oid(oids::LOCAL_KEY_ID), &element(0x31, &element(0x04, key_id))]);
    let attributes = element(0x31, &local_key_id);

    let (scheme, sealed) = encrypt(pkcs8, password)?;
    let shrouded = sequence(&[&scheme, &element(0x04, &sealed)]);
    let key_bag = sequence(&[&oid(oids::SHROUDED_KEY_BAG), &element(0xA0, &shrouded), &attributes]);

    let value = sequence(&[&oid(oids::X509_CERTIFICATE), &element(0xA0, &element(0x04, certificate))]);
    let certificate_bag = sequence(&[&oid(oids::CERT_BAG), &element(0xA0, &value), &attributes]);
    let (scheme, sealed) = encrypt(&sequence(&[&certificate_bag]), password)?;
    let content = sequence(&[&oid(oids::PKCS7_DATA), &scheme, &element(0x80, &sealed)]);
    let encrypted = sequence(&[&integer(0), &content]);

    let data = |bytes: &[u8]| sequence(&[&oid(oids::PKCS7_DATA), &element(0xA0, &element(0x04, bytes))]);
    let safe = sequence(&[
        &sequence(&[&oid(oids::PKCS7_ENCRYPTED_DATA), &element(0xA0, &encrypted)]),
        &data(&sequence(&[&key_bag])),
    ]);

    let mut salt = [0; 16];
    getrandom::fill(&mut salt).ok()?;
    let bmp: Zeroizing<Vec<u8>> =
        Zeroizing::new(password.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect());
    let key = pkcs12_kdf::<Sha256>(3, 64, &bmp, &salt, u64::from(ITERATIONS), 32);
    let mac = Hmac::<Sha256>::new_from_slice(&key).ok()?.chain_update(&safe).finalize().into_bytes();
    let digest_info = sequence(&[&sequence(&[&oid(oids::SHA256), &element(0x05, &[])]), &element(0x04, &mac)]);
    let mac_data = sequence(&[&digest_info, &element(0x04, &salt), &integer(ITERATIONS)]);
    Some(sequence(&[&integer(3), &data(&safe), &mac_data]))
}

/// Encrypts with PBES2 (RFC 8018 §6.2); returns its AlgorithmIdentifier and the encrypted bytes.
fn encrypt(plain: &[u8], password: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    getrandom::fill(&mut salt).ok()?;
    getrandom::fill(&mut iv).ok()?;
    let mut key = Zeroizing::new([0; 32]);
    pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), &salt, ITERATIONS, &mut *key);
    let sealed = cbc::Encryptor::<aes::Aes256>::new_from_slices(&*key, &iv).ok()?.encrypt_padded_vec::<Pkcs7>(plain);
    let function = sequence(&[&oid(oids::HMAC_SHA256), &element(0x05, &[])]);
    let parameters = sequence(&[&element(0x04, &salt), &integer(ITERATIONS), &function]);
    let derivation = sequence(&[&oid(oids::PBKDF2), &parameters]);
    let cipher = sequence(&[&oid(oids::AES_256_CBC), &element(0x04, &iv)]);
    Some((sequence(&[&oid(oids::PBES2), &sequence(&[&derivation, &cipher])]), sealed))
}
