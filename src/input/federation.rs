//! Certificates in federation XML: SAML metadata, WS-Federation, a signed response (`X509Certificate`).

use super::recognised::{Item, Recognised};
use crate::evidence::certificate::Certificate;
use crate::notation::encoding;

/// Finds the certificates in an XML text.
pub(super) fn recognise(name: &str, text: &str) -> Recognised {
    let mut found = Recognised::default();
    if !text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        return found;
    }
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("X509Certificate>") {
        // The next search skips the closing tag of the pair.
        let Some((body, after)) = after.split_once("</") else { break };
        rest = after.split_once('>').map_or("", |(_, after)| after);
        let body: String = body.split_whitespace().collect();
        match encoding::base64_any(&body).map(|decoded| Certificate::from_der(name, &decoded.bytes)) {
            Some(Ok(certificate)) => found.items.push(Item::Certificate(Box::new(certificate))),
            Some(Err(problem)) => {
                found.problems.push(say!("An X509Certificate element could not be read: {problem}.", problem))
            }
            None => found.problems.push(say!("The text of an X509Certificate element is not base64.")),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_certificate_with_any_prefix() {
        let der = encoding::to_base64(include_bytes!("../../tests/fixtures/app.der"));
        let (a, b) = der.split_at(64);
        let text = format!(
            "<?xml version=\"1.0\"?><EntityDescriptor><KeyDescriptor use=\"signing\"><KeyInfo><X509Data>\
             <X509Certificate>{a}\n  {b}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>\
             <ds:X509Certificate>{der}</ds:X509Certificate><ds:X509Certificate>MIIB</ds:X509Certificate>"
        );
        let found = recognise("metadata.xml", &text);
        assert_eq!((found.items.len(), found.problems.len()), (2, 1), "{:?}", found.problems);
    }
}
