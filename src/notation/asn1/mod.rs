//! ASN.1: reading BER, writing DER, and the key derivation of PKCS#12.

pub(crate) mod ber;
pub(crate) mod der_writer;
pub(crate) mod oids;
pub(crate) mod pkcs12_kdf;
