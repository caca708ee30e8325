//! Are issuer and subject the application's client id?

use serde_json::Value;

use super::reasons::{NO_ASSERTION, NO_CLAIMS};
use crate::case::Case;
use crate::checks::finding::Confidence::{Certain, Likely};
use crate::checks::finding::{Check, Finding, Id, cause, ids, in_claim, note, pass, skip};
use crate::evidence::assertion::{Assertion, Part};
use crate::notation::text::{is_guid, shorten};

ids! {
    /// # The issuer is missing
    /// Looks for the claim iss.
    ///
    /// iss tells who made the assertion: the application. Without it Entra ID answers AADSTS90014.
    ///
    /// fix: Set iss to the application's client id.
    /// raises: claims {"iss":null}
    /// mended: claims {"iss":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11"}
    ISSUER_MISSING {
        id: "issuer-missing",
        stage: Issuer,
        guide: [IssueAssertion, DiagnoseParameters, FixRegenerate],
        citations: [RFC7523, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The subject is missing
    /// Looks for the claim sub.
    ///
    /// sub tells whom the assertion is about: the application again. Without it Entra ID answers AADSTS700022.
    ///
    /// fix: Set sub to the application's client id, the same as iss.
    /// raises: claims {"sub":null}
    /// mended: claims {"sub":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11"}
    SUBJECT_MISSING {
        id: "subject-missing",
        stage: Issuer,
        guide: [IssueAssertion, DiagnoseParameters, FixRegenerate],
        citations: [RFC7523, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # Issuer and subject differ
    /// Compares the claims iss and sub.
    ///
    /// In a client assertion both are the application's client id. Where they differ, Entra ID answers AADSTS50048:
    /// "Subject must match the issuer claim in the client assertion".
    ///
    /// fix: Set both iss and sub to the application's client id.
    /// raises: claims {"sub":"0d3c9a57-7c47-4c3e-9a0f-2f3f5f1f9d10"}
    /// mended: claims {"sub":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11"}
    ISSUER_SUBJECT_DIFFER {
        id: "issuer-subject-differ",
        stage: Issuer,
        guide: [IssueAssertion, DiagnoseParameters, FixCredentials],
        citations: [RFC7523, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The client id is no GUID
    /// Looks at the form of iss and sub.
    ///
    /// The client id is the "Application (client) ID" that the portal shows: a GUID. People put the application's name,
    /// its App ID URI or a placeholder there.
    ///
    /// fix: Take the Application (client) ID from the app's overview page in App registrations.
    /// raises: claims {"iss":"payroll-sync","sub":"payroll-sync"}
    /// mended: claims {"iss":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","sub":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11"}
    CLIENT_ID_NOT_GUID {
        id: "client-id-not-guid",
        stage: Issuer,
        guide: [IssueCredentials, DiagnoseParameters, FixCredentials],
        citations: [MS_CERTIFICATE_CREDENTIALS],
    }

    /// # There is no jti
    /// Looks for the claim jti.
    ///
    /// Microsoft's page asks for a unique jti in each assertion. No refusal for want of one is known; MSAL sends the same
    /// jti several times.
    ///
    /// raises: claims {"jti":null}
    /// mended: claims {"jti":"2d1f0e2e-93b7-4b0a-8f57-1f6e0c6f4a11"}
    JTI_MISSING {
        id: "jti-missing",
        stage: Issuer,
        guide: [IssueAssertion],
        citations: [MS_CERTIFICATE_CREDENTIALS],
    }

    /// # Issuer and subject are the client id
    /// iss and sub are the same GUID.
    CLIENT_ID_CONSISTENT {
        id: "client-id-consistent",
        stage: Issuer,
        guide: [IssueAssertion, IssueCredentials, DiagnoseParameters, FixCredentials],
        citations: [RFC7523, MS_CERTIFICATE_CREDENTIALS],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "issuer",
    question: phrase!("Are issuer and subject the application's client id?"),
    ids: &[
        ISSUER_MISSING,
        SUBJECT_MISSING,
        ISSUER_SUBJECT_DIFFER,
        CLIENT_ID_NOT_GUID,
        JTI_MISSING,
        CLIENT_ID_CONSISTENT,
    ],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(assertion) = case.assertion else { return vec![skip(CLIENT_ID_CONSISTENT, NO_ASSERTION)] };
    if assertion.claims.object.is_none() {
        return vec![skip(CLIENT_ID_CONSISTENT, NO_CLAIMS)];
    }
    let mut findings = Vec::new();
    let (issuer, subject) = (claim(assertion, "iss"), claim(assertion, "sub"));
    let missing = |id: &'static Id, name: &str, other: Option<&str>| {
        cause(id, Certain).title(say!("The claim {name} is missing.", name)).evidence(
            in_claim(name)
                .found("")
                .meaning(say!("absent or empty"))
                .expected(other.filter(|id| is_guid(id)).unwrap_or("the application's client id"))
                .at(assertion.characters_of(Part::Claims, name)),
        )
    };
    if issuer == Claim::Absent {
        findings.push(missing(ISSUER_MISSING, "iss", subject.text()));
    }
    if subject == Claim::Absent {
        findings.push(missing(SUBJECT_MISSING, "sub", issuer.text()));
    }
    if let (Some(iss), Some(sub)) = (issuer.text(), subject.text()) {
        findings.extend(pair(assertion, iss, sub));
    }
    if claim(assertion, "jti") == Claim::Absent {
        findings.push(
            note(JTI_MISSING)
                .title(say!("There is no jti; Microsoft's page asks for one, no refusal for want of it is known.")),
        );
    }
    findings
}

#[derive(Debug, PartialEq, Eq)]
enum Claim<'a> {
    Absent,
    Text(&'a str),
    /// A value of another type, which the claims form check reports.
    Other,
}

impl<'a> Claim<'a> {
    fn text(&self) -> Option<&'a str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

fn claim<'a>(assertion: &'a Assertion, name: &str) -> Claim<'a> {
    match assertion.member(Part::Claims, name).map(|member| &member.value) {
        None | Some(Value::Null) => Claim::Absent,
        Some(Value::String(text)) if text.trim().is_empty() => Claim::Absent,
        Some(Value::String(text)) => Claim::Text(text),
        Some(_) => Claim::Other,
    }
}

fn pair(assertion: &Assertion, iss: &str, sub: &str) -> Option<Finding> {
    let say = |name: &str, value: &str| in_claim(name).found(value).at(assertion.characters_of(Part::Claims, name));
    if iss != sub {
        // They differ only in case; it is not known how strictly Entra compares them.
        let confidence = if iss.eq_ignore_ascii_case(sub) { Likely } else { Certain };
        return Some(
            cause(ISSUER_SUBJECT_DIFFER, confidence)
                .title(say!(
                    "iss ({iss}) and sub ({sub}) differ; both must be the client id.",
                    iss = shorten(iss, 60),
                    sub = shorten(sub, 60)
                ))
                .evidence(say("sub", sub).expected(iss).expected_meaning(say!("the same as iss")))
                .evidence(say("iss", iss)),
        );
    }
    if !is_guid(iss) || iss.starts_with('{') {
        return Some(
            cause(CLIENT_ID_NOT_GUID, Likely)
                .title(say!("iss and sub are {iss}, which is no client id: that is a GUID.", iss = shorten(iss, 60)))
                .evidence(
                    say("iss", iss)
                        .expected("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
                        .expected_meaning(say!("the Application (client) ID")),
                ),
        );
    }
    Some(
        pass(CLIENT_ID_CONSISTENT)
            .title(say!("iss and sub are both {iss}.", iss))
            .evidence(say("iss", iss))
            .evidence(say("sub", sub)),
    )
}
