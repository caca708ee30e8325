//! PKCS#7 and CMS: the certificates in a SignedData (RFC 5652 §5.1), as in a P7B file.

use super::kind::InputKind;
use super::recognised::{Item, Recognised};
use crate::evidence::certificate::Certificate;
use crate::notation::asn1::ber::{self, Node, tag};
use crate::notation::asn1::oids;

/// Reads a PKCS#7 structure; returns `None` if the bytes are something else.
pub(super) fn recognise(name: &str, bytes: &[u8]) -> Option<Recognised> {
    let info = ber::first(bytes).filter(|node| node.tag == tag::SEQUENCE)?;
    let kind = info.children().next().and_then(Node::oid)?;
    // `1.2.840.113549.1.7` is PKCS#7; nothing else that is read here begins with an object identifier.
    let short = kind.strip_prefix("1.2.840.113549.1.7.")?;
    let mut found = Recognised { kind: Some(InputKind::Pkcs7), ..Recognised::default() };
    if kind != oids::PKCS7_SIGNED_DATA {
        found.problems.push(say!(
            "This is PKCS#7 of another kind (7.{short}) than signed data, and holds no certificates in the clear.",
            short
        ));
        return Some(found);
    }
    let signed = info.child(1, tag::CONTEXT_0).and_then(|node| node.children().next());
    // Version, digest algorithms, content, then the certificates as [0].
    let set = signed.and_then(|signed| signed.children().skip(3).find(|node| node.tag == tag::CONTEXT_0));
    for node in set.into_iter().flat_map(Node::children).filter(|node| node.tag == tag::SEQUENCE) {
        match Certificate::from_der(name, node.whole) {
            Ok(certificate) => found.items.push(Item::Certificate(Box::new(certificate))),
            Err(problem) => found.problems.push(say!("A certificate in it could not be read: {problem}.", problem)),
        }
    }
    if found.items.is_empty() && found.problems.is_empty() {
        found.problems.push(say!("This PKCS#7 file holds no certificates."));
    }
    Some(found)
}
