//! What does the server's error say about the key?

use super::thumbprint_form::THUMBPRINT_HEX_TEXT_ENCODED;
use crate::case::Case;
use crate::checks::finding::Confidence::{Certain, Likely, Possible};
use crate::checks::finding::Evidence;
use crate::checks::finding::{Check, EvidenceValue, Finding, cause, evidence, ids, in_claim, in_header, pass, skip};
use crate::evidence::assertion::Part;
use crate::evidence::certificate::Certificate;
use crate::evidence::server_error::{Reason, ServerError};
use crate::language::Text;
use crate::limits::PROPAGATION_SECONDS;
use crate::notation::encoding;
use crate::notation::instant::span;
use crate::notation::text::{is_guid, short, shorten};

ids! {
    /// # The error is about another assertion
    /// Compares the thumbprint in the error's text with the one in the header.
    ///
    /// The error repeats the x5t that the server got. Where it is not this header's, the server refused another assertion:
    /// another run, another machine or another version of the program. What is found in this one does not explain it.
    ///
    /// fix: Take assertion and error from the same attempt.
    /// raises: error AADSTS700027: Client assertion contains an invalid signature. [Reason - The key was not found., Thumbprint of key used by client: '1C74D736BEA6C95459FD38D02D0A2514A52FC9E9']
    /// raises: error AADSTS700024: Client assertion is not within its valid time range. Current time: 2026-11-23T10:00:00Z, assertion valid from 2026-11-23T08:00:00Z, expiry time of assertion 2026-11-23T08:10:00Z.
    /// mended: certificate app
    ERROR_NAMES_ANOTHER_ASSERTION {
        id: "error-names-another-assertion",
        stage: KeyLookup,
        guide: [DiagnoseAssertion],
        citations: [MS_ERROR_CODES],
    }

    /// # The certificate is not registered on the application
    /// Looks at a refusal with "The key was not found" while the identifier is well-formed, and names the certificate given
    /// where one is given.
    ///
    /// The application that the server looked at has no key with this identifier: the certificate was never uploaded,
    /// was uploaded to another app or tenant, or was removed.
    ///
    /// fix: Upload the certificate (without its private key) under App registrations → the app → Certificates & secrets → Certificates, and wait a minute or two.
    /// fix: If it is there already, compare the app's client id and the tenant with those of the assertion.
    /// raises: error AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: 'B30C8CD11319F2B3C67F3A2253770FB6D19635DD'] Timestamp: 2026-11-23 10:00:05Z
    /// mended: certificate app
    CERTIFICATE_NOT_REGISTERED {
        id: "certificate-not-registered",
        stage: KeyLookup,
        guide: [IssueConfiguration, DiagnoseConfiguration, FixConfiguration, NeedAdmin],
        citations: [MS_CERTIFICATE_CREDENTIALS, GRAPH_KEY_CREDENTIAL],
    }

    /// # The server looked at another application
    /// Compares the application in the error's text with iss.
    ///
    /// The server looked for the key on the application that the request's client_id names. Where that is not the issuer of
    /// the assertion, request and assertion are of two applications; the certificate may well be registered on the other.
    ///
    /// fix: Use one client id in the request, in iss and in sub: that of the application that has the certificate.
    /// raises: error AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: 'B30C8CD11319F2B3C67F3A2253770FB6D19635DD', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '15855fc2-ac31-4020-b32d-5dd531bd6b43'.] Timestamp: 2026-11-23 10:00:05Z
    /// raises: only-error ; registered {"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","customKeyIdentifier":"{sha1:app}","displayName":"CN=payroll-sync","type":"AsymmetricX509Cert","usage":"Verify"}]} ; error AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: 'B30C8CD11319F2B3C67F3A2253770FB6D19635DD', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '15855fc2-ac31-4020-b32d-5dd531bd6b43'.] Timestamp: 2026-11-23 10:00:05Z
    /// mended: certificate app
    WRONG_APPLICATION {
        id: "wrong-application",
        stage: KeyLookup,
        guide: [IssueConfiguration, DiagnoseParameters, DiagnoseConfiguration, FixCredentials],
        citations: [MS_ERROR_CODES, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The registration may not have spread yet
    /// Compares the start of the certificate's validity, and the list of registered keys, with the time of a refusal with "The
    /// key was not found".
    ///
    /// A newly uploaded certificate is known everywhere after a minute or two, at times later. Until then, the server does
    /// not find it.
    ///
    /// fix: Wait a few minutes and try again; look meanwhile whether the certificate stands under Certificates & secrets.
    /// raises: certificate app-reissued ; header {"x5t":"xlS0gqiZ-VireQjtL9XTI1YJeTQ"} ; claims {"iat":1793491400,"nbf":1793491400,"exp":1793492000} ; error AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: 'C654B482A899F958AB7908ED2FD5D32356097934'] Timestamp: 2026-11-01 00:04:00Z
    /// raises: only-error ; registered {"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","customKeyIdentifier":"{sha1:app}","displayName":"CN=payroll-sync","type":"AsymmetricX509Cert","usage":"Verify"}]} ; error AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: 'B30C8CD11319F2B3C67F3A2253770FB6D19635DD', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id 'c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11'.] Timestamp: 2026-11-23 10:00:05Z
    /// mended: certificate app
    REGISTRATION_PROPAGATING {
        id: "registration-propagating",
        stage: KeyLookup,
        guide: [IssueConfiguration, CheckExtraSecurity],
        citations: [GRAPH_KEY_CREDENTIAL],
    }

    /// # The error is about this assertion
    /// The thumbprint in the error's text is the one in the header.
    ERROR_NAMES_THIS_ASSERTION {
        id: "error-names-this-assertion",
        stage: KeyLookup,
        guide: [DiagnoseAssertion],
        citations: [MS_ERROR_CODES],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "error_key",
    question: phrase!("What does the server's error say about the key?"),
    ids: &[
        ERROR_NAMES_ANOTHER_ASSERTION,
        CERTIFICATE_NOT_REGISTERED,
        WRONG_APPLICATION,
        REGISTRATION_PROPAGATING,
        ERROR_NAMES_THIS_ASSERTION,
    ],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(error) = case.error else { return vec![skip(ERROR_NAMES_THIS_ASSERTION, say!("needs the error's text"))] };
    if error.is_about_user_assertion() {
        return vec![skip(ERROR_NAMES_THIS_ASSERTION, say!("the error is about a user assertion"))];
    }
    if let Some(finding) = another(case, error) {
        return vec![finding];
    }
    let mut findings = Vec::new();
    if case.assertion.is_some() && error.thumbprint.is_some() {
        findings.push(pass(ERROR_NAMES_THIS_ASSERTION));
    }
    if error.reason == Some(Reason::KeyNotFound) {
        findings.extend(not_found(case, error));
    }
    if findings.is_empty() {
        findings.push(skip(ERROR_NAMES_THIS_ASSERTION, say!("the error names no key")));
    }
    findings
}

fn app(error: &ServerError) -> Text {
    error.app_id.as_ref().map_or_else(|| say!("the application"), |id| say!("application {id}", id))
}

fn another(case: &Case<'_>, error: &ServerError) -> Option<Finding> {
    // The text quotes the times of the assertion that the server got.
    let seconds = |name: &str| case.assertion?.time(name)?.seconds();
    if let (Some(until), Some(exp), Some(from), Some(nbf)) =
        (error.expiry, seconds("exp"), error.valid_from, seconds("nbf"))
        && until.since(exp) != 0
        && from.since(nbf) != 0
        // 1970 stands for a claim that the server could not read.
        && from.0 > 0
        && until.0 > 0
    {
        return Some(
            cause(ERROR_NAMES_ANOTHER_ASSERTION, Certain)
                .title(say!(
                    "The error is about another assertion: that one was valid until {until}, this one until {exp}.",
                    until = until.rfc3339(),
                    exp = exp.rfc3339()
                ))
                .evidence(
                    in_claim("exp")
                        .found(exp.rfc3339())
                        .expected(until.rfc3339())
                        .expected_meaning(say!("as the error says")),
                ),
        );
    }
    // What it quotes of a token of another issuer is that token's.
    let quoted = [("iss", &error.presented.issuer), ("sub", &error.presented.subject)];
    for (name, theirs) in quoted.into_iter().filter(|_| case.is_federated()) {
        let is_whole = |text: &&String| !["***", "…", "..."].iter().any(|mark| text.contains(mark));
        let Some(theirs) = theirs.as_ref().filter(is_whole) else { continue };
        let Some(mine) = case.assertion?.claim_str(name).filter(|mine| mine != theirs) else { continue };
        return Some(
            cause(ERROR_NAMES_ANOTHER_ASSERTION, Certain)
                .title(say!(
                    "The error is about another token: its {claim} is {theirs}, and this one's is {mine}.",
                    claim = name,
                    theirs = shorten(theirs, 120),
                    mine = shorten(mine, 120)
                ))
                .evidence(
                    in_claim(name)
                        .found(mine)
                        .expected(theirs)
                        .expected_meaning(say!("as the error says"))
                        .at(case.place(Part::Claims, name)),
                ),
        );
    }
    let header = case.assertion.and(case.identifier("x5t"));
    let seen = encoding::hex(error.thumbprint.as_deref()?)?;
    let sent = header.map(|one| encoding::base64_any(&one.text).map(|decoded| decoded.bytes).unwrap_or_default());
    case.assertion.filter(|assertion| assertion.header.object.is_some())?;
    if sent.as_deref() == Some(&seen) {
        return None;
    }
    // It is not documented what the server shows for x5t#S256 and kid: their own digest, or the thumbprint of the
    // certificate they identify.
    let other = case.identifiers.iter().any(|one| one.name != "x5t" && one.reading.bytes == seen);
    if other || header.is_none() && case.named_leniently().is_some_and(|one| seen == one.sha1 || seen == one.sha256) {
        return None;
    }
    let found = header.map_or_else(|| EvidenceValue::from(say!("no x5t")), |one| EvidenceValue::from(&one.text));
    Some(
        cause(ERROR_NAMES_ANOTHER_ASSERTION, Certain)
            .title(say!(
                "The error is about another assertion: the server got the thumbprint {seen}, this header says {found}.",
                seen = short(&seen),
                found = found.short(40)
            ))
            .evidence(
                in_header("x5t")
                    .found(found)
                    .expected(encoding::to_base64url(&seen))
                    .expected_meaning(say!("the x5t that the server got, by the error's text"))
                    .at(case.place(Part::Header, "x5t")),
            ),
    )
}

/// The key was not found. If the identifier is malformed or names another certificate, other checks report that.
fn not_found(case: &Case<'_>, error: &ServerError) -> Option<Finding> {
    let app = app(error);
    let given = case.given().next().is_some();
    if let Some(finding) = other_application(case, error) {
        return Some(finding);
    }
    if case.assertion.is_none()
        && case.named().is_none()
        && let Some(finding) = registered_since(case, error)
    {
        return Some(finding);
    }
    if let Some(certificate) = case.named() {
        if let Some(finding) = just_made(error, certificate).or_else(|| registered_since(case, error)) {
            return Some(finding);
        }
        if case.registration.is_some_and(|registration| registration.keys.is_some()) {
            // The registered keys are available, so the check that compares them reports it with the values.
            return None;
        }
        return Some(
            cause(CERTIFICATE_NOT_REGISTERED, Certain)
                .title(say!(
                    "The header names the certificate {certificate} rightly; {app} does not have it.",
                    certificate = certificate.label_and_thumbprint(),
                    app
                ))
                .because(signed_by(case, certificate))
                .evidence(registered(error, Some(certificate), encoding::to_hex(&certificate.sha1))),
        );
    }
    let proper = case.identifiers.iter().find(|one| one.name != "kid" && one.is_proper());
    match proper {
        Some(_) if given => None,
        Some(identifier) => Some(
            cause(CERTIFICATE_NOT_REGISTERED, Likely)
                .title(lacks(error, &short(&identifier.reading.bytes)))
                .evidence(registered(error, None, encoding::to_hex(&identifier.reading.bytes))),
        ),
        None if case.assertion.is_none() && error.thumbprint.is_none() => Some(
            cause(CERTIFICATE_NOT_REGISTERED, Possible)
                .title(say!("The key was not found on {app}. The text names no thumbprint: the server got no x5t, or that part of the text is missing.", app))
                .evidence(evidence(say!("error, thumbprint")).found("").meaning(say!("absent")).expected(say!("the header's x5t#S256 or kid, from the assertion"))),
        ),
        None if case.assertion.is_none() && case.identifiers.is_empty() && hex_text_begins(error) => Some(
            cause(THUMBPRINT_HEX_TEXT_ENCODED, Likely)
                .title(say!("What can be seen of the thumbprint is the code of hexadecimal letters: x5t holds the thumbprint's text, not its bytes."))
                .evidence(
                    evidence(say!("error, thumbprint of key used by client"))
                        .found(error.thumbprint.clone().unwrap_or_default())
                        .meaning(say!("letters 0–9 and A–F, each as a byte")),
                ),
        ),
        None if case.assertion.is_none() && case.identifiers.is_empty() => Some(
            cause(CERTIFICATE_NOT_REGISTERED, Possible)
                .title(if error.thumbprint.as_deref().is_some_and(|text| text.ends_with("[…]")) {
                    say!("The key was not found on {app}. Its thumbprint is cut off in this text.", app)
                } else {
                    say!("The key was not found on {app}. Its thumbprint is masked in this text.", app)
                })
                .evidence(evidence(say!("error, thumbprint")).found(error.thumbprint.clone().unwrap_or_default()).expected(say!("40 hexadecimal digits"))),
        ),
        None => None,
    }
}

/// Whether the certificate also made the signature, as far as that was proved.
fn signed_by(case: &Case<'_>, certificate: &Certificate) -> Text {
    let lacks = say!(
        "The application that the server looked at has no key with this identifier: the certificate was never uploaded, was uploaded to another app or tenant, or was removed."
    );
    if case.signer().is_some_and(|signer| signer.sha256 == certificate.sha256) {
        let right = say!("The program does what it should: it signs with this certificate and names it rightly.");
        return Text::sentences([right, lacks]);
    }
    lacks
}

/// Whether the visible start of a truncated thumbprint is the ASCII of hexadecimal digits. Two such bytes occur by
/// chance one time in 135.
fn hex_text_begins(error: &ServerError) -> bool {
    let text = error.thumbprint.as_deref().unwrap_or_default();
    let visible: String = text.chars().take_while(char::is_ascii_hexdigit).collect();
    let whole = visible.get(..visible.len() / 2 * 2).unwrap_or_default();
    encoding::hex(whole).is_some_and(|bytes| bytes.len() >= 2 && bytes.iter().all(u8::is_ascii_hexdigit))
}

/// Compares the application that the server looked at with the one that made the assertion.
fn other_application(case: &Case<'_>, error: &ServerError) -> Option<Finding> {
    let looked_at = error.app_id.as_deref()?;
    if case.assertion.is_none() {
        let (key, registration) = (case.registered_and_named()?, case.registration?);
        let app = registration.app_id.as_deref().filter(|app| !app.eq_ignore_ascii_case(looked_at))?;
        return Some(
            cause(WRONG_APPLICATION, Certain)
                .title(say!("The certificate {key} is registered on application {app}; the server looked at application {looked_at}.", key = key.label(), app, looked_at))
                .evidence(
                    evidence(say!("error, application"))
                        .found(looked_at)
                        .expected(app)
                        .expected_meaning(say!("the application in {input}", input = registration.input)),
                ),
        );
    }
    let issuer = case.assertion?.claim_str("iss").filter(|iss| is_guid(iss))?;
    (!issuer.eq_ignore_ascii_case(looked_at)).then(|| {
        cause(WRONG_APPLICATION, Certain)
            .title(say!(
                "The server looked at application {looked_at}; the assertion is of application {issuer}.",
                looked_at,
                issuer
            ))
            .evidence(
                in_claim("iss")
                    .found(issuer)
                    .expected(looked_at)
                    .expected_meaning(say!("the application in the error's text"))
                    .at(case.place(Part::Claims, "iss")),
            )
    })
}

/// A certificate whose validity began shortly before the refusal.
fn just_made(error: &ServerError, certificate: &Certificate) -> Option<Finding> {
    let age = error.time()?.since(certificate.not_before);
    (0..=PROPAGATION_SECONDS).contains(&age).then(|| {
        cause(REGISTRATION_PROPAGATING, Likely)
            .title(say!("The certificate {certificate} began to be valid {age} before the refusal: its registration may not have spread yet.", certificate = certificate.label_and_thumbprint(), age = span(age)))
            .because(say!("A newly uploaded certificate is known everywhere after a minute or two, at times later. If this one was uploaded after it began to be valid, it cannot have been registered for longer than that."))
            .evidence(
                evidence(say!("certificate {certificate}, start of validity", certificate = certificate.label()))
                    .found(certificate.not_before.rfc3339()),
            )
    })
}

/// The certificate is in the list of registered keys, but the server did not find it.
fn registered_since(case: &Case<'_>, error: &ServerError) -> Option<Finding> {
    let key = case.registered_and_named()?;
    let registration = case.registration?;
    let fresh = error.time().zip(key.start).map(|(at, start)| at.since(start));
    let new = fresh.is_some_and(|age| (0..=PROPAGATION_SECONDS).contains(&age));
    Some(
        cause(REGISTRATION_PROPAGATING, if new { Likely } else { Possible })
            .title(say!("{key} is in the list of registered keys of {registration}, and the server did not find it: it was registered since, or the list is of another tenant or cloud.", key = key.label(), registration = registration.label()))
            .evidence(
                evidence(say!("registered key {key}, start", key = key.label()))
                    .found(key.start.map(crate::notation::instant::Instant::rfc3339).unwrap_or_default())
                    .expected(say!("well before the refusal")),
            ),
    )
}

fn lacks(error: &ServerError, thumbprint: &str) -> Text {
    match &error.app_id {
        Some(id) => say!("Application {id} has no certificate with the thumbprint {thumbprint}.", id, thumbprint),
        None => say!("The application has no certificate with the thumbprint {thumbprint}.", thumbprint),
    }
}

fn registered(error: &ServerError, certificate: Option<&Certificate>, thumbprint: String) -> Evidence {
    let what = certificate
        .map_or_else(|| say!("the thumbprint that was sent"), |one| say!("SHA-1 of {one}", one = one.label()));
    let proof = evidence(say!("certificates of {app}", app = app(error)))
        .found(say!("not found"))
        .expected(thumbprint)
        .expected_meaning(what);
    if error.configured_keys.is_empty() {
        proof
    } else {
        proof.found(Text::verbatim(error.configured_keys.join("; "))).meaning(say!("the configured keys"))
    }
}
