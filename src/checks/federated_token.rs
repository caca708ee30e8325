//! Is a token of another issuer of a form that Entra ID takes?

use super::header_parameters::TYPES;
use crate::case::Case;
use crate::checks::finding::Confidence::{Certain, Likely};
use crate::checks::finding::{Check, Finding, cause, ids, in_claim, in_header, note, pass, skip};
use crate::evidence::assertion::{Assertion, Part};
use crate::evidence::token_kind::{EXCHANGE_AUDIENCE, is_entra_issuer};
use crate::notation::text::{is_guid, shorten};

ids! {
    /// # The token was itself obtained with a federated credential
    /// Looks for the claim xms_ficinfo beside a subject that is a GUID.
    ///
    /// Entra ID notes in a token that a federated credential was used to obtain it, and does not take such a token for the next
    /// exchange (AADSTS700231). The first leg of an agent identity is no such chain.
    ///
    /// fix: Exchange the first issuer's token directly: give the second application a federated credential for it.
    /// fix: Or let the first application sign in with a certificate, or be a managed identity.
    /// raises: github-token ; claims {"iss":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0","sub":"7e307b14-2a27-4f66-ada8-ec6400eb4977","xms_ficinfo":"CAEQABgAIAAoAjAA"}
    /// mended: github-token ; claims {"iss":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0","sub":"/eid1/c/pub/t/v4j5cvGGr0GRqy180BHbRw/a/v4j5cvGGr0GRqy180BHbRw/x","xms_ficinfo":"CAEQABgAIAAoAjAA"}
    FEDERATED_CHAINED {
        id: "federated-chained",
        stage: Readable,
        guide: [IssueAssertion, IssueConfiguration],
        citations: [MS_FEDERATION, MS_ERROR_CODES],
    }

    /// # The token's typ is not taken
    /// Looks at typ in the header of a token of another issuer.
    ///
    /// It may be absent, JWT, or http://openid.net/specs/jwt/1.0 (AADSTS5002727). Some issuers write at+jwt or another type of
    /// their own.
    ///
    /// fix: Let the issuer write an ID token or a token of the type JWT.
    /// raises: github-token ; header {"typ":"at+jwt"}
    /// mended: github-token ; header {"typ":"JWT"}
    FEDERATED_TYP {
        id: "federated-typ",
        stage: Readable,
        guide: [IssueAssertion],
        citations: [MS_ERROR_CODES],
    }

    /// # The issuer signs with an algorithm that is not taken
    /// Looks at alg in the header of a token of another issuer.
    ///
    /// Keys on an elliptic curve are not supported. RS384, RS512 and the PS algorithms are not documented for federated
    /// tokens; RS256 always works.
    ///
    /// fix: Let the issuer sign with RS256.
    /// raises: github-token ; header {"alg":"ES256"}
    /// mended: github-token ; header {"alg":"RS256"}
    FEDERATED_ALGORITHM {
        id: "federated-algorithm",
        stage: Readable,
        guide: [IssueAssertion],
        citations: [MS_FEDERATION_CONSIDERATIONS],
    }

    /// # The token is a user's
    /// Looks in a token of Entra ID for what only a user's has.
    ///
    /// Of Entra ID's own tokens, only those of an application or a managed identity are taken in the place of a credential
    /// (AADSTS700229).
    ///
    /// fix: Get the token as an application or as a managed identity, not in the name of a user.
    /// raises: github-token ; claims {"iss":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0","sub":"AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ","idtyp":"user","scp":"user_impersonation"}
    /// mended: github-token ; claims {"iss":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0","sub":"7e307b14-2a27-4f66-ada8-ec6400eb4977","idtyp":"app"}
    FEDERATED_KIND {
        id: "federated-kind",
        stage: Readable,
        guide: [IssueAssertion],
        citations: [MS_FEDERATION, MS_ERROR_CODES],
    }

    /// # The token has the form of a federated token
    /// Nothing in its header and claims keeps Entra ID from taking it.
    FEDERATED_FORM {
        id: "federated-form",
        stage: Readable,
        guide: [IssueAssertion],
        citations: [MS_FEDERATION],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "federated_token",
    question: phrase!("Is the token of another issuer of a form that Entra ID takes?"),
    ids: &[FEDERATED_CHAINED, FEDERATED_TYP, FEDERATED_ALGORITHM, FEDERATED_KIND, FEDERATED_FORM],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(token) = case.assertion.filter(|_| case.is_federated()) else {
        return vec![skip(FEDERATED_FORM, say!("needs a token of another issuer"))];
    };
    let all = [kind(case, token), chained(case, token), typ(case, token), algorithm(case, token)];
    let findings: Vec<Finding> = all.into_iter().flatten().collect();
    if findings.is_empty() { vec![pass(FEDERATED_FORM)] } else { findings }
}

fn code(case: &Case<'_>) -> Option<u64> {
    case.error.and_then(crate::evidence::server_error::ServerError::code)
}

fn chained(case: &Case<'_>, token: &Assertion) -> Option<Finding> {
    let subject = token.claim_str("sub").filter(|sub| is_guid(sub))?;
    let mark = token.member(Part::Claims, "xms_ficinfo")?;
    let confidence = if code(case) == Some(700_231) { Certain } else { Likely };
    let title = say!(
        "The token of {subject} was itself obtained with a federated credential; such tokens cannot be exchanged again.",
        subject
    );
    let proof = in_claim("xms_ficinfo").found(shorten(&mark.text, 80)).at(case.place(Part::Claims, "xms_ficinfo"));
    Some(cause(FEDERATED_CHAINED, confidence).title(title).evidence(proof))
}

fn typ(case: &Case<'_>, token: &Assertion) -> Option<Finding> {
    let typ = token.member(Part::Header, "typ")?;
    let text = typ.value.as_str();
    if text.is_some_and(|text| TYPES.contains(&text) || text.eq_ignore_ascii_case("JWT")) {
        return None;
    }
    let proof = in_header("typ").found(typ.text.clone()).expected("\"JWT\"").at(case.place(Part::Header, "typ"));
    let title = say!("typ is {typ}; Entra ID takes JWT, or none.", typ = shorten(&typ.text, 40));
    Some(cause(FEDERATED_TYP, Certain).title(title).evidence(proof))
}

fn algorithm(case: &Case<'_>, token: &Assertion) -> Option<Finding> {
    let alg = token.header_str("alg").filter(|alg| *alg != "RS256")?;
    let title = say!("The issuer signs with {alg}.", alg = shorten(alg, 20));
    let finding = if alg.starts_with("ES") { cause(FEDERATED_ALGORITHM, Likely) } else { note(FEDERATED_ALGORITHM) };
    let proof = in_header("alg").found(shorten(alg, 40)).expected("RS256").at(case.place(Part::Header, "alg"));
    Some(finding.title(title).evidence(proof))
}

fn kind(case: &Case<'_>, token: &Assertion) -> Option<Finding> {
    if !is_entra_issuer(token.claim_str("iss")?) {
        return None;
    }
    let of_user = ["scp", "upn", "unique_name", "preferred_username"].into_iter();
    let name = match token.claim_str("idtyp") {
        Some("app") => return None,
        Some(_) => "idtyp",
        None => of_user.into_iter().find(|name| token.member(Part::Claims, name).is_some())?,
    };
    let member = token.member(Part::Claims, name)?;
    let proof = in_claim(name).found(shorten(&member.text, 80)).at(case.place(Part::Claims, name));
    let title = say!(
        "This token for {audience} is a user's; only an application's or a managed identity's is taken.",
        audience = EXCHANGE_AUDIENCE
    );
    Some(cause(FEDERATED_KIND, Certain).title(title).evidence(proof))
}
