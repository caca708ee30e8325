//! Is it a client assertion, or another kind of token?

use super::federated_match::{self, FEDERATED_AUDIENCE};
use super::reasons::{NO_ASSERTION, NO_CLAIMS};
use crate::case::Case;
use crate::checks::finding::Confidence::Certain;
use crate::checks::finding::{Check, Finding, cause, ids, in_claim, in_header, note, pass, skip};
use crate::evidence::assertion::{Assertion, Part};
use crate::evidence::federated_credential::FederatedCredential;
use crate::evidence::token_kind::{self, EXCHANGE_AUDIENCE, TokenKind};
use crate::language::Text;
use crate::notation::text::shorten;

ids! {
    /// # This is a token that Entra ID issued
    /// Looks at the issuer: Entra ID itself (sts.windows.net, or a token endpoint's /v2.0), with claims that only its
    /// own tokens have.
    ///
    /// A client assertion is made and signed by the application itself, with iss and sub both its client id. An access
    /// or ID token of Entra proves who a user or app is to a resource; sent as client_assertion it is refused.
    ///
    /// fix: Let the application make its own assertion, signed with its certificate's key.
    /// fix: If you meant to exchange a user's token (on-behalf-of), that token goes into the parameter "assertion", not "client_assertion".
    /// raises: claims {"iss":"https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/","tid":"72f988bf-86f1-41af-91ab-2d7cd011db47","ver":"1.0"}
    /// mended: claims {"iss":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11"}
    ENTRA_ACCESS_TOKEN {
        id: "entra-access-token",
        stage: Readable,
        guide: [IssueAssertion, DiagnoseAssertion],
        citations: [MS_CERTIFICATE_CREDENTIALS, MS_ON_BEHALF_OF],
    }

    /// # This is a proof of possession
    /// Looks at the audience: 00000002-0000-0000-c000-000000000000 belongs into the proof of possession that addKey and
    /// removeKey ask for. Type dpop+jwt, or htm and htu, belong into a proof of DPoP.
    ///
    /// Graph's proof is made by the same rules, but for another purpose: its audience is not the token endpoint and its
    /// issuer is the application's object id.
    ///
    /// fix: For signing in, make an assertion with the token endpoint as aud and the client id as iss and sub.
    /// raises: claims {"aud":"00000002-0000-0000-c000-000000000000"}
    /// raises: header {"typ":"dpop+jwt"} ; claims {"aud":null,"iss":null,"sub":null,"exp":null,"nbf":null,"htm":"POST","htu":"https://login.microsoftonline.com/common/oauth2/v2.0/token"}
    /// mended: claims {"aud":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token"}
    KEY_PROOF {
        id: "key-proof",
        stage: Readable,
        guide: [IssueAssertion],
        citations: [GRAPH_ADD_KEY],
    }

    /// # This token was issued by someone else
    /// Looks at the issuer: another service (GitHub, a Kubernetes cluster, another identity provider), or the audience
    /// of workload identity federation.
    ///
    /// Such a token is taken only where the application has a federated identity credential whose issuer, subject and
    /// audience are exactly these. Certificates play no part in it: the key is the issuer's.
    ///
    /// fix: Compare iss, sub and aud with the federated credential, or register them as they stand in the token.
    /// fix: If you use a certificate, the application must make the assertion itself.
    /// raises: github-token
    /// mended: claims {"iss":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11"}
    FEDERATED_TOKEN {
        id: "federated-token",
        stage: Readable,
        guide: [IssueAssertion, IssueConfiguration],
        citations: [MS_FEDERATION],
    }

    /// # The assertion is addressed to another service
    /// Looks at aud and iss: the address of GitHub, Google, Apple, Okta, Keycloak or another service, where nothing shows that the
    /// assertion was sent to Entra ID.
    ///
    /// Client assertions are made by one standard (RFC 7523), and each service has rules of its own for them. Whether it can be
    /// read, whether it verifies with the key given, and its times are checked all the same.
    ///
    /// raises: header {"x5t":null} ; claims {"iss":"0oa1b2c3d4e5f6g7h8i9","sub":"0oa1b2c3d4e5f6g7h8i9","aud":"https://contoso.okta.com/oauth2/v1/token"}
    /// raises: header {"x5t":null} ; claims {"iss":"my-client","sub":"my-client","aud":"https://fhir.example.org/auth/token"}
    /// mended: claims {"aud":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token"}
    FOREIGN_ASSERTION {
        id: "foreign-assertion",
        stage: Readable,
        guide: [IssueAssertion],
        citations: [RFC7523],
    }

    /// # It is a client assertion
    /// Neither a token of Entra ID, nor one of another issuer, nor a key proof.
    OWN_ASSERTION {
        id: "own-assertion",
        stage: Readable,
        guide: [IssueAssertion],
        citations: [RFC7523],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "token_kind",
    question: phrase!("Is it a client assertion, or another kind of token?"),
    ids: &[ENTRA_ACCESS_TOKEN, KEY_PROOF, FEDERATED_TOKEN, FOREIGN_ASSERTION, OWN_ASSERTION],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(assertion) = case.assertion else { return vec![skip(OWN_ASSERTION, NO_ASSERTION)] };
    if assertion.claims.object.is_none() {
        return vec![skip(OWN_ASSERTION, NO_CLAIMS)];
    }
    if case.is_users() {
        return vec![skip(OWN_ASSERTION, say!("it is the token of a user, which the error is about"))];
    }
    let issuer = assertion.claim_str("iss").unwrap_or_default();
    let audience = assertion.claim_str("aud").unwrap_or_default();
    let found = |name: &str, value: &str| in_claim(name).found(value).at(assertion.characters_of(Part::Claims, name));
    let expected_issuer = found("iss", issuer).expected(say!("the application's client id, the same as sub"));
    vec![match token_kind::classify(assertion) {
        TokenKind::Entra => match credential_of(case, assertion) {
            Some(audiences) => {
                let exchange = audiences.first().map_or(EXCHANGE_AUDIENCE, String::as_str);
                let shown = shorten(exchange, 80);
                cause(FEDERATED_AUDIENCE, Certain)
                    .title(say!(
                        "This token is for {aud}; the federated credential that has its issuer and subject takes one for {exchange}.",
                        aud = shorten(audience, 80),
                        exchange = shown
                    ))
                    .evidence(found("aud", audience).expected(exchange))
                    .advise_only(say!(
                        "Ask for a token with the resource {exchange} (the scope {exchange}/.default), and send that.",
                        exchange = shown
                    ))
            }
            None => cause(ENTRA_ACCESS_TOKEN, Certain)
                .title(say!(
                    "This is a token that Entra ID issued ({issuer}), not an assertion that your application made.",
                    issuer
                ))
                .evidence(expected_issuer),
        },
        TokenKind::KeyProof if token_kind::is_dpop(assertion) => cause(KEY_PROOF, Certain)
            .title(say!("This is a proof of DPoP, which goes into the header DPoP, and not a client assertion."))
            .because(say!(
                "Such a proof shows that the sender holds a key (RFC 9449). It stands beside a token and takes no client's place."
            ))
            .evidence(in_header("typ").found(assertion.header_str("typ").unwrap_or_default()))
            .advise_only(say!("Send a client assertion of the application's own as client_assertion.")),
        TokenKind::KeyProof => cause(KEY_PROOF, Certain)
            .title(say!("This is a proof for Microsoft Graph's addKey, not a client assertion: its audience says so."))
            .evidence(found("aud", audience).expected(say!("the token endpoint of your tenant"))),
        TokenKind::Federated => {
            let title = say!(
                "This is a token of {issuer}: it works where the application has a federated credential with its issuer, subject and audience.",
                issuer = federated_issuer(issuer)
            );
            // With credentials or a refusal at hand, there is more to say.
            let alone = case.federated.is_empty() && !federated_match::is_refused(case);
            let finding = if alone { note(FEDERATED_TOKEN) } else { pass(FEDERATED_TOKEN) };
            federated_match::with_presented(finding.title(title), case)
        }
        TokenKind::Own => match case.other_service() {
            Some(service) => [found("aud", audience), found("iss", issuer)]
                .into_iter()
                .filter(|proof| proof.found.as_deref() != Some(""))
                .fold(note(FOREIGN_ASSERTION), Finding::evidence)
                .title(say!(
                    "This assertion is addressed to {service}, so Entra ID's rules do not apply to it.",
                    service = shorten(service, 60)
                )),
            None => pass(OWN_ASSERTION),
        },
    }]
}

/// The audiences of the federated credential that has the issuer and the subject of a token of Entra ID: the token was to be
/// exchanged.
fn credential_of<'c>(case: &'c Case<'_>, token: &Assertion) -> Option<&'c [String]> {
    let (issuer, subject) = (token.claim_str("iss")?, token.claim_str("sub")?);
    let is_same =
        |one: &&FederatedCredential| one.issuer.as_deref() == Some(issuer) && one.subject.as_deref() == Some(subject);
    case.federated.iter().flat_map(|one| &one.list).find(is_same).map(|one| one.audiences.as_slice())
}

/// The issuer by its usual name, if it has one.
fn federated_issuer(issuer: &str) -> Text {
    const KNOWN: [(&str, &str); 9] = [
        ("https://token.actions.githubusercontent.com", "GitHub Actions"),
        ("https://vstoken.dev.azure.com/", "Azure DevOps"),
        ("https://gitlab.com", "GitLab"),
        ("https://app.terraform.io", "Terraform Cloud"),
        ("https://accounts.google.com", "Google Cloud"),
        ("https://cognito-identity.amazonaws.com", "AWS Cognito"),
        ("https://oidc.eks.", "AWS EKS"),
        ("https://container.googleapis.com", "Google Kubernetes Engine"),
        ("https://sts.windows.net", "Entra ID"),
    ];
    let known = KNOWN.iter().find(|(start, _)| issuer.starts_with(start)).map(|(_, name)| *name);
    let known = known.or_else(|| token_kind::is_entra_issuer(issuer).then_some("Entra ID"));
    let known = known.or_else(|| issuer.contains(".oic.prod-aks.azure.com/").then_some("AKS"));
    match known {
        Some(name) => Text::verbatim(format!("{name} ({issuer})", issuer = shorten(issuer, 120))),
        None => Text::verbatim(shorten(issuer, 120)),
    }
}
