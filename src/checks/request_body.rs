//! Is the request's body a form, and does the assertion come through it unchanged?

use super::reasons::NO_REQUEST;
use super::request_fault::{request_fault, sure};
use crate::case::Case;
use crate::checks::finding::Confidence::{self, Certain, Likely, Possible};
use crate::checks::finding::{Check, EvidenceValue, Finding, cause, evidence, ids, note, pass, skip, warning};
use crate::evidence::request::{Body, Parameter, Request, RequestFormat};
use crate::language::Text;
use crate::notation::text::shorten;

ids! {
    /// # The request's body is not a form
    /// Looks at the method, the content type and the body of the request; without a request, for AADSTS900144 about
    /// grant_type, the first parameter that the server reads.
    ///
    /// The token endpoint reads application/x-www-form-urlencoded, sent by POST. When it misses even grant_type, the body was
    /// JSON, or the content type said something else, or the parameters stood in the address.
    ///
    /// fix: Send the parameters by POST, as a form: Content-Type: application/x-www-form-urlencoded.
    /// raises: error AADSTS900144: The request body must contain the following parameter: 'grant_type'. ; only-error
    /// raises: request curl https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token -H "Content-Type: application/json" -d '{"grant_type":"client_credentials","client_id":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","scope":"https://graph.microsoft.com/.default","client_assertion_type":"urn:ietf:params:oauth:client-assertion-type:jwt-bearer","client_assertion":"{jws}"}'
    /// mended: request curl https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token -d 'grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}'
    REQUEST_BODY_FORMAT {
        id: "request-body-format",
        stage: Request,
        guide: [DiagnoseParameters, FixTest],
        citations: [MS_CLIENT_CREDENTIALS, RFC6749_TOKEN],
    }

    /// # The form changes the assertion
    /// Compares the value of client_assertion as it stands in the form with what the server reads from it.
    ///
    /// In a form + means a space, and % begins an escape. A token of base64url and dots needs no escaping; one with standard
    /// base64 does, and arrives as another text without it. A line break at the end of a file is sent along when the file
    /// is; whether the server minds is not known. An unescaped = or / does no harm.
    ///
    /// fix: Let a library build the form (URLSearchParams, FormUrlEncodedContent, urllib.parse.urlencode, curl --data-urlencode).
    /// fix: Write the token in base64url without padding, which needs no escaping, and without a line break behind it.
    /// raises: request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}%0A
    /// raises: request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}+
    /// mended: request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    REQUEST_UNESCAPED {
        id: "request-unescaped",
        stage: Request,
        guide: [DiagnoseParameters, FixTest],
        citations: [URL_FORM, MS_CLIENT_CREDENTIALS],
    }

    /// # The request's body is a form
    /// The parameters are sent by POST as a form, and the assertion comes out of it as it went in.
    REQUEST_BODY_FORM {
        id: "request-body-form",
        stage: Request,
        guide: [FixTest],
        citations: [MS_CLIENT_CREDENTIALS],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "request_body",
    question: phrase!("Is the request's body a form, and does the assertion come through it unchanged?"),
    ids: &[REQUEST_BODY_FORMAT, REQUEST_UNESCAPED, REQUEST_BODY_FORM],
    run,
};

const FORM: &str = "application/x-www-form-urlencoded";
/// Characters shown on either side of the faulty one.
const AROUND: usize = 12;

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(request) = case.request else { return vec![skip(REQUEST_BODY_FORM, NO_REQUEST)] };
    let form = match fault(request) {
        Some((confidence, title, place, found, expected)) => request_fault(case, REQUEST_BODY_FORMAT, confidence)
            .title(title)
            .evidence(evidence(place).found(found).expected(expected)),
        None if request.body == Body::None => {
            return vec![skip(REQUEST_BODY_FORM, say!("the text does not hold the request's body"))];
        }
        None => pass(REQUEST_BODY_FORM)
            .title(say!("The request's body is a form."))
            .evidence(evidence(say!("request, parameters")).found(names(request))),
    };
    let assertion = request.parameter("client_assertion").filter(|one| !one.is_placeholder());
    let mut findings = vec![form];
    if let Some(assertion) = assertion.filter(|_| matches!(request.body, Body::Form(_))) {
        findings.extend(edges(assertion));
        findings.extend(unescaped(assertion));
    }
    findings
}

fn names(request: &Request) -> String {
    request.parameters().iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ")
}

type Fault = (Confidence, Text, Text, EvidenceValue, EvidenceValue);

/// What prevents the server from reading the parameters, if anything.
fn fault(request: &Request) -> Option<Fault> {
    let kind = request.content_type.as_deref();
    match &request.body {
        Body::Json(_) => {
            // A JSON object on its own may just be someone's notes.
            let confidence = if request.format == RequestFormat::JsonBody { Possible } else { sure(request) };
            let title = say!("The request's body is JSON; the token endpoint reads a form.");
            Some((
                confidence,
                title,
                say!("request, body"),
                say!("a JSON object with {names}", names = names(request)).into(),
                FORM.into(),
            ))
        }
        Body::Multipart(_) => Some((
            Likely,
            say!(
                "The request's body is multipart/form-data; the token endpoint reads application/x-www-form-urlencoded."
            ),
            say!("request, content type"),
            "multipart/form-data".into(),
            FORM.into(),
        )),
        Body::Other(text) => Some((
            Likely,
            say!("The request's body is no form of parameters."),
            say!("request, body"),
            say_n!(text.chars().count(), "1 character that is no form", "{count} characters that are no form").into(),
            FORM.into(),
        )),
        Body::None if request.query().iter().any(|one| one.name == "grant_type") => Some((
            Likely,
            say!("The parameters stand in the address; the token endpoint reads them from the body."),
            say!("request, address"),
            "?grant_type=…".into(),
            say!("a POST with the parameters in its body").into(),
        )),
        Body::Form(_) if kind.is_some_and(|kind| kind != FORM) => {
            let kind = kind.unwrap_or_default();
            let title = say!(
                "The request says that its body is {kind}; the token endpoint reads {form}.",
                kind = shorten(kind, 60),
                form = FORM
            );
            Some((Likely, title, say!("request, content type"), kind.into(), FORM.into()))
        }
        Body::Form(_) if request.method.as_deref().is_some_and(|method| method != "POST") => {
            let method = request.method.clone().unwrap_or_default();
            Some((
                Certain,
                say!("The request is a {method}; the token endpoint takes POST.", method = &method),
                say!("request, method"),
                method.into(),
                "POST".into(),
            ))
        }
        Body::None | Body::Form(_) => None,
    }
}

/// White space that arrives before or after the assertion.
fn edges(assertion: &Parameter) -> Option<Finding> {
    let value = assertion.value.as_str();
    let what = if value.ends_with(['\n', '\r']) {
        say!("a line break behind it")
    } else if value.ends_with(char::is_whitespace) {
        say!("a blank behind it")
    } else if value.starts_with(char::is_whitespace) {
        say!("white space before it")
    } else {
        return None;
    };
    let at = if value.ends_with(char::is_whitespace) { assertion.raw.len() } else { 0 };
    let proof = evidence(say!("request, client_assertion")).found(around(&assertion.raw, at)).meaning(what.clone());
    let title = say!("client_assertion arrives with {what}; whether the server minds is not known.", what);
    Some(warning(REQUEST_UNESCAPED).title(title).evidence(proof.expected(say!("the token alone"))))
}

/// Characters inside the assertion that form decoding changes.
fn unescaped(assertion: &Parameter) -> Option<Finding> {
    let raw = assertion.raw.trim().trim_matches('+');
    let digits =
        |at: usize| raw.get(at + 1..at + 3).is_some_and(|two| two.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let percent = || raw.match_indices('%').map(|(at, _)| at).find(|at| !digits(*at));
    let (at, what, escaped) = if let Some(at) = raw.find('+') {
        (at, say!("a + in it, which the server reads as a space"), EvidenceValue::from("%2B"))
    } else if let Some(at) = raw.find(char::is_whitespace) {
        (at, say!("a space in it"), say!("nothing, or %20").into())
    } else if let Some(at) = percent() {
        (at, say!("a % in it that begins no escape"), "%25".into())
    } else {
        let harmless = raw.find(['=', '/'])?;
        let proof = evidence(say!("request, client_assertion")).found(around(raw, harmless));
        let title = say!("client_assertion has an unescaped = or / in it; the server reads these as they are.");
        return Some(note(REQUEST_UNESCAPED).title(title).evidence(proof));
    };
    let proof =
        evidence(say!("request, client_assertion")).found(around(raw, at)).meaning(say!("as it stands in the form"));
    let title = say!("client_assertion is not escaped: it has {what}.", what);
    Some(
        cause(REQUEST_UNESCAPED, Likely)
            .title(title)
            .evidence(proof.expected(escaped).expected_meaning(say!("what belongs there"))),
    )
}

/// A character and those around it.
fn around(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or_default().chars().rev().take(AROUND).collect::<Vec<_>>();
    let after = text.get(at..).unwrap_or_default().chars().take(AROUND);
    format!("…{}{}…", before.into_iter().rev().collect::<String>(), after.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Status;

    #[test]
    fn what_a_form_does_to_a_token() {
        let judge = |raw: &str| {
            let parameter = Parameter::encoded("client_assertion", raw);
            unescaped(&parameter).or_else(|| edges(&parameter)).map(|finding| finding.status)
        };
        for (raw, status) in [
            ("eyJ.eyJ.a-_b", None),
            ("eyJ.eyJ.a%2Bb%2F%3D", None),
            ("eyJ.eyJ.a+b", Some(Status::Cause)),
            ("eyJ.eyJ.a b", Some(Status::Cause)),
            ("eyJ.eyJ.a%", Some(Status::Cause)),
            ("eyJ.eyJ.a%2", Some(Status::Cause)),
            ("eyJ.eyJ.a/b=", Some(Status::Note)),
            ("eyJ.eyJ.ab%0D%0A", Some(Status::Warning)),
            ("+eyJ.eyJ.ab", Some(Status::Warning)),
            ("", None),
        ] {
            assert_eq!(judge(raw), status, "{raw}");
        }
    }
}
