//! Findings → report: builds each part of the report from the findings.

use crate::analysis::signature::Judgement;
use crate::case::Case;
use crate::case::address;
use crate::case::inventory::{InputRecord, Inventory};
use crate::case::pairing::LeftOver;
use crate::checks;
use crate::checks::codes;
use crate::checks::finding::{Finding, Id, Page, QuestionId, Stage};
use crate::checks::ranks::rank;
use crate::checks::signature::unverifiable;
use crate::evidence::assertion::Assertion;
use crate::evidence::certificate::Certificate;
use crate::evidence::federated_credential::FederatedCredentials;
use crate::evidence::registration::Registration;
use crate::evidence::server_error::ServerError;
use crate::language::{Phrase, Text};
use crate::limits;
use crate::notation::instant::Instant;
use crate::notation::text::shorten;
use crate::report::members;
use crate::report::{
    AssertionReport, CertificateReport, ErrorReport, FederatedCredentialReport, FindingReport, InputReport, KeyReport,
    PartName, PartReport, Question, RegisteredKeyReport, SignatureReport, SignatureStatus, Status, Summary, Unpaired,
    Verdict,
};

/// A finding, completed from its reference page if the case does not have its own texts.
pub fn finding(finding: Finding) -> FindingReport {
    let page = finding.id.page();
    let Page { title: _, paragraphs, fixes, raises, mended } = &*page;
    let mut paragraphs = paragraphs.iter().map(|paragraph| Phrase::said(paragraph));
    let looks_at = paragraphs.next().unwrap_or_default();
    let why = paragraphs.next().unwrap_or_else(|| looks_at.clone());
    let title = title_of(&finding);
    let faulty = matches!(finding.status, Status::Cause | Status::Warning);
    let fixes = fixes.iter().map(|fix| Phrase::said(fix));
    let general = faulty && !finding.advice_is_complete;
    let advice = if general { finding.advice.into_iter().chain(fixes).collect() } else { finding.advice };
    FindingReport {
        id: finding.id.name,
        status: finding.status,
        confidence: finding.confidence,
        question: finding.id.stage.question(),
        title,
        evidence: finding.evidence,
        explanation: if finding.explanation.is_empty() { why } else { finding.explanation },
        looks_at,
        raises: raises.clone(),
        mended: mended.clone(),
        advice,
        guide: finding.id.guide.to_vec(),
        citations: finding.id.citations.to_vec(),
        why: finding.why,
    }
}

/// A finding's own title, or else its reference page's title as a sentence.
fn title_of(finding: &Finding) -> Text {
    if finding.title.is_empty() {
        say!("{title}.", title = Phrase::said(&finding.id.page().title))
    } else {
        finding.title.clone()
    }
}

const QUESTIONS: [(QuestionId, Phrase); 4] = [
    (QuestionId::Readable, phrase!("Is it readable?")),
    (QuestionId::Key, phrase!("Which key does it name?")),
    (QuestionId::Signature, phrase!("Does the signature verify?")),
    (QuestionId::Claims, phrase!("Are the claims and times right?")),
];

/// The same for a token of another issuer, whose key is that issuer's.
const FEDERATED_QUESTIONS: [(QuestionId, Phrase); 4] = [
    (QuestionId::Readable, phrase!("Is it readable?")),
    (QuestionId::Key, phrase!("Is the issuer trusted?")),
    (QuestionId::Signature, phrase!("Does a credential match?")),
    (QuestionId::Claims, phrase!("Is it within its time?")),
];

/// The four questions, each with its answer.
pub fn questions(case: &Case<'_>, findings: &[Finding]) -> Vec<Question> {
    let is_federated = case.is_about_federation();
    (if is_federated { FEDERATED_QUESTIONS } else { QUESTIONS })
        .into_iter()
        .map(|(id, title)| {
            // What the error's code says about the request or itself does not answer a question about the assertion.
            let unrelated = |finding: &Finding| finding.id.stage == Stage::Request && finding.status > Status::Warning;
            let belongs = |finding: &&Finding| match is_federated {
                true => answers_federated(finding, id),
                false => finding.id.stage.question() == id,
            };
            let relevant: Vec<&Finding> =
                findings.iter().filter(belongs).filter(|finding| !unrelated(finding)).collect();
            // A note does not explain a refusal: the question is answered as if it were not there.
            let plain = |status| if status == Status::Note { Status::Pass } else { status };
            let state = relevant.iter().map(|finding| plain(finding.status)).min().unwrap_or(Status::Skipped);
            let telling = answer_of(id);
            let first = relevant.iter().filter(|finding| finding.status == state).min_by_key(|finding| {
                (telling.iter().position(|name| *name == finding.id.name).unwrap_or(usize::MAX), rank(finding.id))
            });
            Question {
                id,
                title: title.say(),
                state: if is_federated { state } else { without_unproved(id, state, &relevant) },
                answer: answer(case, id, state, first.copied()),
                finding: first.map(|finding| finding.id.name),
            }
        })
        .collect()
}

/// Whether a finding answers a question about a token of another issuer.
fn answers_federated(finding: &Finding, question: QuestionId) -> bool {
    // The credential that takes the token trusts its issuer.
    let both = finding.id.name == "federated-matches";
    let of_issuer = ["federated-issuer", "federated-none", "federated-issuer-unreachable"].contains(&finding.id.name)
        || finding.id.name == "federated-signature" && finding.status == Status::Cause;
    let is_federation = finding.id.stage == Stage::Federation;
    match question {
        QuestionId::Key => both || of_issuer,
        QuestionId::Signature => both || is_federation && !of_issuer && finding.status <= Status::Warning,
        // That the rules for certificates do not apply answers none of its questions.
        _ => !is_federation && finding.id.stage.question() == question && finding.status != Status::Skipped,
    }
}

/// The findings that answer a question when all is well.
fn answer_of(question: QuestionId) -> &'static [&'static str] {
    match question {
        QuestionId::Readable => &["assertion-readable"],
        QuestionId::Key => &["certificate-registered", "thumbprint-matches", "identifier-present", "federated-matches"],
        QuestionId::Signature => &["signature-verifies", "federated-matches"],
        QuestionId::Claims => &["times-current"],
    }
}

/// A signature without a known fault is still not fine if it was not verified, nor is a key that was not compared.
fn without_unproved(question: QuestionId, state: Status, relevant: &[&Finding]) -> Status {
    let passed = |name: &str| relevant.iter().any(|one| one.id.name == name && one.status == Status::Pass);
    let compared = || passed("thumbprint-matches") || passed("certificate-registered");
    match (question, state) {
        // A file beside it may have been read; the token was not.
        (QuestionId::Readable, Status::Pass) if !passed("assertion-readable") => Status::Skipped,
        (QuestionId::Signature, Status::Pass) if !passed("signature-verifies") => Status::Skipped,
        (QuestionId::Key, Status::Pass) if !compared() => Status::Skipped,
        _ => state,
    }
}

fn answer(case: &Case<'_>, question: QuestionId, state: Status, first: Option<&Finding>) -> Text {
    let own = !case.is_about_federation();
    match (question, &case.judgement, state) {
        (QuestionId::Signature, Judgement::Unverifiable(why), Status::Pass | Status::Skipped) if own => {
            say!("Not verified: {why}.", why = unverifiable(*why))
        }
        (QuestionId::Key, _, Status::Pass)
            if own && case.given().next().is_none() && case.registered_and_named().is_none() =>
        {
            say!("Named, but there is no certificate to compare with.")
        }
        (QuestionId::Readable, _, Status::Pass) => say!("Yes: a signed JWT with a JSON header and JSON claims."),
        (_, _, Status::Skipped) => match first.and_then(|finding| finding.why.as_ref()) {
            Some(why) => say!("Not checked: {why}.", why),
            None => say!("Not checked."),
        },
        _ => first.map(title_of).unwrap_or_default(),
    }
}

/// The decoded assertion.
pub fn assertion(case: &Case<'_>, assertion: &Assertion, findings: &[Finding]) -> AssertionReport {
    use crate::evidence::assertion::Part as P;
    let part = |part: P| PartReport {
        name: part.into(),
        start: assertion.segment(part).range.start,
        end: assertion.segment(part).range.end,
        decoded: (part != P::Signature).then(|| assertion.segment(part).text().map(str::to_owned)).flatten(),
    };
    let extra = assertion.extra.iter().map(|range| PartReport {
        name: PartName::Extra,
        start: range.start,
        end: range.end,
        decoded: None,
    });
    AssertionReport {
        input: assertion.input.clone(),
        line: assertion.place.position.map(|position| position.line),
        column: assertion.place.position.map(|position| position.column),
        token: assertion.token.clone(),
        parts: [P::Header, P::Claims, P::Signature].into_iter().map(part).chain(extra).collect(),
        header: assertion.header.object.as_ref().map(crate::notation::json::Object::to_map),
        claims: assertion.claims.object.as_ref().map(crate::notation::json::Object::to_map),
        members: members::explain(case, assertion, findings),
        signature: signature_report(case, assertion, findings),
    }
}

fn signature_report(case: &Case<'_>, assertion: &Assertion, findings: &[Finding]) -> SignatureReport {
    let verified =
        |finding: &&Finding| finding.id.name == "federated-signature-verifies" && finding.status == Status::Pass;
    let of_issuer =
        findings.iter().find(|finding| finding.id.name == "federated-signature").or(findings.iter().find(verified));
    let status = match case.judgement {
        _ if of_issuer.is_some_and(|finding| finding.status == Status::Pass) => SignatureStatus::Verified,
        _ if of_issuer.is_some_and(|finding| finding.status == Status::Cause) => SignatureStatus::Failed,
        Judgement::Verified { .. } => SignatureStatus::Verified,
        Judgement::Unverifiable(_) => SignatureStatus::Unverifiable,
        _ => SignatureStatus::Failed,
    };
    let relevant = checks::signature::CHECK.ids;
    let of_check = |finding: &&Finding| relevant.iter().any(|id: &&Id| id.name == finding.id.name);
    let say = match &case.judgement {
        _ if of_issuer.is_some() => of_issuer.map(|finding| finding.title.clone()).unwrap_or_default(),
        _ if case.is_federated() => {
            say!("Not verified: the key is the issuer's, and the credential is compared without it.")
        }
        Judgement::Unverifiable(why) => say!("Not verified: {why}.", why = unverifiable(*why)),
        _ => findings
            .iter()
            .filter(of_check)
            .min_by_key(|finding| finding.status)
            .map(|finding| match &finding.why {
                Some(why) => say!("Not verified: {why}.", why),
                None => finding.title.clone(),
            })
            .unwrap_or_default(),
    };
    SignatureReport {
        status,
        algorithm: assertion.header_str("alg").map(str::to_owned),
        certificate: case.signer().map(|signer| crate::notation::encoding::to_hex(&signer.sha1)),
        say,
    }
}

/// The application, as its own assertion names it.
fn own_id(assertion: &Assertion) -> Option<&str> {
    assertion.claim_str("iss").or(assertion.claim_str("sub"))
}

/// The summary of a case, with its leading finding.
pub fn summary(case: &Case<'_>, findings: &[Finding], lead: Option<&Finding>, verdict: &Verdict) -> Summary {
    let place = case.assertion.map(|one| (&one.input, &one.place)).or(case.error.map(|one| (&one.input, &one.place)));
    let position = place.and_then(|(_, place)| place.position);
    let sent = case.request.and_then(|request| request.at).or(case.assertion.and_then(|one| one.place.at));
    let time = case.error.and_then(ServerError::time).or(sent).or(case.issued_at());
    // What names a key of another issuer is no thumbprint of a certificate.
    let named = case.identifiers.first().filter(|_| !case.is_federated());
    let proved = findings.iter().any(|one| one.status == Status::Pass && one.id.proves);
    Summary {
        input: place.map(|(input, _)| input.clone()).unwrap_or_default(),
        line: position.map(|position| position.line),
        column: position.map(|position| position.column),
        time: time.map(Instant::rfc3339),
        client_id: case
            .sent_client_id()
            .filter(|_| case.is_federated())
            .or(case.assertion.filter(|_| !case.is_federated()).and_then(own_id))
            .or(case.error.and_then(|error| error.app_id.as_deref()))
            .map(|id| shorten(id, limits::MEMBER_TEXT_CHARS)),
        tenant: address::tenant(case),
        thumbprint: named.map(|one| match one.is_proper() {
            true => crate::notation::encoding::to_hex(&one.reading.bytes),
            false => shorten(&one.text, limits::MEMBER_TEXT_CHARS),
        }),
        code: case.error.and_then(ServerError::code),
        trace_id: case.error.and_then(|error| error.trace_id.clone()),
        correlation_id: case.error.and_then(|error| error.correlation_id.clone()),
        state: lead
            .map_or(if proved && case.error.is_none() { Status::Pass } else { Status::Skipped }, |one| one.status),
        verdict: verdict.finding,
        confidence: verdict.confidence,
        headline: verdict.headline.clone(),
        sentence: verdict.sentence.clone(),
        proved,
    }
}

/// What became of an input.
pub fn input(record: &InputRecord) -> InputReport {
    let InputRecord { name, kind, detail, problem, unwrapped, needs_password, inside, has_no_failure: _ } =
        record.clone();
    InputReport { name, kind, kind_label: kind.label(), detail, problem, unwrapped, needs_password, inside }
}

/// Something that belongs to no case.
pub fn unpaired(left_over: &LeftOver) -> Unpaired {
    let LeftOver { kind, input, line, what, why, certificate: _ } = left_over.clone();
    Unpaired { kind, kind_label: kind.label(), input, line, what, why }
}

/// Every certificate in the inputs, each once: those given directly, and those in registrations.
pub fn certificates(inventory: &Inventory) -> Vec<CertificateReport> {
    let registered =
        inventory.registrations.iter().flat_map(Registration::keys).filter_map(|key| key.certificate.as_ref());
    let mut seen = std::collections::BTreeSet::new();
    inventory
        .certificates
        .iter()
        .chain(registered)
        .filter(|one| seen.insert(one.sha256))
        .map(|one| certificate(one, inventory.private_keys.iter().any(|key| key.matches_certificate(one))))
        .collect()
}

/// The keys of a registration.
pub fn registered_keys(registration: &Registration) -> impl Iterator<Item = RegisteredKeyReport> {
    registration.keys().iter().map(|key| RegisteredKeyReport {
        input: registration.input.clone(),
        app_id: registration.app_id.clone(),
        key_id: key.key_id.clone(),
        name: key.certificate.as_ref().map(|one| one.label()).or_else(|| key.name.clone()),
        sha1: key.sha1().map(|sha1| crate::notation::encoding::to_hex(&sha1)),
        start: key.start.map(Instant::rfc3339),
        end: key.end.map(Instant::rfc3339),
        usage: key.usage.clone(),
        kind: key.kind.clone(),
    })
}

/// The federated credentials of an application or identity.
pub fn federated(found: &FederatedCredentials) -> impl Iterator<Item = FederatedCredentialReport> {
    found.list.iter().cloned().map(|one| FederatedCredentialReport {
        input: found.input.clone(),
        owner: found.owner.clone(),
        client_id: found.client_id.clone(),
        name: one.name,
        issuer: one.issuer,
        subject: one.subject,
        expression: one.expression,
        audiences: one.audiences,
    })
}

/// The facts of a certificate.
pub fn certificate(certificate: &Certificate, has_private_key: bool) -> CertificateReport {
    CertificateReport {
        input: certificate.input.clone(),
        label: certificate.label(),
        subject: certificate.subject.clone(),
        issuer: certificate.issuer.clone(),
        serial: certificate.serial.clone(),
        not_before: certificate.not_before.rfc3339(),
        not_after: certificate.not_after.rfc3339(),
        sha1: crate::notation::encoding::to_hex(&certificate.sha1),
        sha256: crate::notation::encoding::to_hex(&certificate.sha256),
        x5t: certificate.x5t(),
        x5t_s256: certificate.x5t_s256(),
        key: KeyReport { kind: certificate.key.kind(), bits: certificate.key.bits() },
        ca: certificate.ca,
        self_issued: certificate.self_issued(),
        key_usage: certificate.key_usage.clone(),
        has_private_key,
    }
}

/// What an error says.
pub fn error(error: &ServerError) -> ErrorReport {
    ErrorReport {
        input: error.input.clone(),
        line: error.place.position.map(|position| position.line),
        column: error.place.position.map(|position| position.column),
        codes: error.codes.clone(),
        reason: error.reason,
        thumbprint: error.thumbprint.clone(),
        x5t_seen: error.x5t_seen(),
        found_key: error.found_key.clone(),
        configured_keys: error.configured_keys.clone(),
        app_id: error.app_id.clone(),
        current_time: error.current_time.map(Instant::rfc3339),
        timestamp: error.timestamp.map(Instant::rfc3339),
        trace_id: error.trace_id.clone(),
        correlation_id: error.correlation_id.clone(),
        meaning: codes::meaning(error),
    }
}
