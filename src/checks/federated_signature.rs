//! Does the signature of another issuer's token verify with the issuer's own keys?

use crate::analysis::signature::algorithm::Algorithm;
use crate::analysis::signature::verify::verify;
use crate::case::Case;
use crate::checks::finding::Confidence::Certain;
use crate::checks::finding::{Check, Finding, cause, evidence, ids, in_header, note, pass, skip};
use crate::evidence::assertion::Part;
use crate::evidence::certificate::PublicKey;
use crate::language::Text;
use crate::notation::text::shorten;

ids! {
    /// # The token's signature is not its issuer's
    /// Verifies the signature with the key of the issuer's key set (JWKS) that the header names by kid or x5t.
    ///
    /// Entra ID fetches the keys of the issuer itself. The comparison with the federated credentials does not need them; a token
    /// that was changed after it was issued, or one of another issuer, shows only here.
    ///
    /// fix: Send the token exactly as the issuer gave it, and let nothing in between change it.
    /// raises: github-token ; header {"kid":"app"} ; public-key app ; key other ; federated-credential {}
    /// raises: github-token ; header {"kid":"a-key-that-the-set-does-not-have"} ; public-key app ; federated-credential {}
    /// mended: github-token ; header {"kid":"app"} ; public-key app ; federated-credential {}
    FEDERATED_SIGNATURE {
        id: "federated-signature",
        stage: Federation,
        guide: [IssueAssertion],
        citations: [MS_FEDERATION, RFC7515_SIGNING],
    }

    /// # The token's signature is its issuer's
    /// It verifies with the key of the issuer's key set that the header names.
    FEDERATED_SIGNATURE_VERIFIES {
        id: "federated-signature-verifies",
        stage: Federation,
        guide: [IssueAssertion],
        citations: [MS_FEDERATION],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "federated_signature",
    question: phrase!("Does the signature of another issuer's token verify with the issuer's own keys?"),
    ids: &[FEDERATED_SIGNATURE, FEDERATED_SIGNATURE_VERIFIES],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(token) = case.assertion.filter(|_| case.is_federated()) else {
        return vec![skip(FEDERATED_SIGNATURE_VERIFIES, say!("needs a token of another issuer"))];
    };
    let kid = token.header_str("kid");
    let named = case.bare_keys.iter().filter(|one| one.name.is_some() && one.name.as_deref() == kid);
    let certificates = case.certificates();
    let certified =
        certificates.iter().filter(|one| one.kid.is_some() && one.kid.as_deref() == kid).map(|one| &one.key);
    let mut keys: Vec<&PublicKey> = named.map(|one| &one.key).chain(certified).collect();
    if keys.is_empty() {
        keys.extend(case.named_leniently().map(|certificate| &certificate.key));
    }
    let at = in_header("kid").found(shorten(kid.unwrap_or_default(), 120)).at(case.place(Part::Header, "kid"));
    let Some(algorithm) = token.header_str("alg").and_then(Algorithm::read) else {
        return vec![skip(FEDERATED_SIGNATURE_VERIFIES, say!("the header names no algorithm that can be verified"))];
    };
    if keys.is_empty() {
        // A key without a name may be anything, such as the application's own.
        let has_set =
            case.bare_keys.iter().any(|one| one.name.is_some()) || certificates.iter().any(|one| one.kid.is_some());
        return vec![match kid.filter(|_| has_set) {
            Some(kid) => note(FEDERATED_SIGNATURE)
                .title(say!("No key here has the kid {kid}, so the signature is not verified.", kid = shorten(kid, 60)))
                .evidence(at),
            None => skip(
                FEDERATED_SIGNATURE_VERIFIES,
                say!(
                    "the issuer's keys (JWKS) are not here, and the comparison with the credentials does not need them"
                ),
            ),
        }];
    }
    let signature = token.signature.bytes.as_deref().unwrap_or_default();
    let outcomes: Vec<bool> =
        keys.iter().filter_map(|key| verify(key, algorithm, token.signing_input(), signature).ok()).collect();
    let issuer = shorten(token.claim_str("iss").unwrap_or_default(), 80);
    vec![match (outcomes.is_empty(), outcomes.contains(&true)) {
        (true, _) => skip(FEDERATED_SIGNATURE_VERIFIES, say!("the issuer's key does not fit the algorithm")),
        (_, true) => pass(FEDERATED_SIGNATURE_VERIFIES)
            .title(say!("The signature verifies with the key that the header names."))
            .evidence(at),
        (_, false) => {
            let tried = keys.iter().map(|key| Text::verbatim(key.describe()));
            cause(FEDERATED_SIGNATURE, Certain)
                .title(say!("The signature does not verify with the key of {issuer} that the header names.", issuer))
                .evidence(at)
                .evidence(evidence(say!("the issuer's key")).found(Text::list(tried)))
        }
    }]
}
