//! The one cause that leads, and what was not checked.

use crate::case::Case;
use crate::certificate::Certificate;
use crate::check::{Finding, rank};
use crate::codes;
use crate::report::{Status, Unchecked, Verdict};
use crate::thumbprint::short;

/// The finding that leads. With an error at hand: the cause that fits its code and reason best. Otherwise the first cause
/// in the server's order of work. Where there is none, an assertion that has merely expired since.
pub fn lead<'f>(case: &Case<'_>, findings: &'f [Finding]) -> Option<&'f Finding> {
    let stated = case.error.and_then(codes::of).and_then(|code| code.states);
    let stages = case.error.map(codes::stages).unwrap_or_default();
    // What contradicts the error comes before what would explain another one; then what its code states by itself.
    let misfit = |finding: &Finding| match finding.id.name {
        "error-names-another-assertion" => 0,
        name if Some(name) == stated => 1,
        _ if stages.contains(&finding.id.stage) => 2,
        _ => 3,
    };
    findings
        .iter()
        .filter(|finding| finding.status == Status::Cause)
        .min_by_key(|finding| (misfit(finding), rank(finding.id), finding.confidence))
        .or_else(|| {
            let expired =
                |finding: &&Finding| finding.id.name == "assertion-expired" && finding.status == Status::Warning;
            findings.iter().find(expired)
        })
}

/// Writes the verdict.
pub fn write(case: &Case<'_>, findings: &[Finding]) -> Verdict {
    let unchecked = unchecked(case);
    match lead(case, findings) {
        Some(finding) => Verdict {
            finding: Some(finding.id.name),
            confidence: finding.confidence,
            headline: finding.title.clone(),
            advice: finding
                .advice
                .first()
                .cloned()
                .or_else(|| finding.id.page().fixes.first().cloned())
                .unwrap_or_default(),
            unchecked,
        },
        None => Verdict {
            finding: None,
            confidence: None,
            headline: all_well(case, &unchecked),
            advice: String::new(),
            unchecked,
        },
    }
}

fn all_well(case: &Case<'_>, unchecked: &[Unchecked]) -> String {
    let missing: Vec<&str> = unchecked.iter().map(|one| one.what.as_str()).collect();
    let missing = if missing.is_empty() { String::new() } else { format!(" Not checked: {}.", missing.join("; ")) };
    match (case.assertion, case.given().next()) {
        (None, _) if case.error.is_some() => format!(
            "{} The text alone does not tell more.{missing}",
            case.error.map(codes::meaning).unwrap_or_default()
        ),
        (None, None) => match case.registration.map(|one| (one.label(), one.keys().len())) {
            Some((label, count)) => format!(
                "The registration of {label} is here, with {count} key{}. Add the assertion or the certificate to compare with {}.",
                if count == 1 { "" } else { "s" },
                if count == 1 { "it" } else { "them" }
            ),
            None => "There is nothing to inspect yet: no client assertion and no certificate.".into(),
        },
        (None, Some(certificate)) => format!(
            "The certificate {} is in order. Its thumbprint is {}.{missing}",
            certificate.label(),
            crate::encoding::to_hex(&certificate.sha1)
        ),
        (Some(_), _) => format!("Nothing in these inputs explains a refusal.{missing}"),
    }
}

fn unchecked(case: &Case<'_>) -> Vec<Unchecked> {
    let mut all = Vec::new();
    let mut add = |what: String, needs: &str| all.push(Unchecked { what, needs: needs.to_owned() });
    if case.assertion.is_none() {
        add(
            "what the application sends".into(),
            "the client assertion: the value of client_assertion in the request to the token endpoint",
        );
    }
    if case.given().next().is_none() && !case.held.iter().any(|held| held.registered) {
        add(
            "the signature and the thumbprint against your certificate".into(),
            "the certificate (PEM, CER or DER; without its private key)",
        );
    }
    // A reason means that the server looked the key up, and says what came of it.
    if case.error.is_some_and(|error| error.reason.is_some()) {
        return all;
    }
    if case.registration.is_some_and(|registration| registration.keys.is_some()) {
        return all;
    }
    let id = case.client_id();
    let app = id.map_or("your app".to_owned(), |id| format!("app {id}"));
    let registered = case
        .intended()
        .map_or("the certificate".to_owned(), |one: &Certificate| format!("certificate {}", short(&one.sha1)));
    add(
        format!("whether {registered} is registered on {app}"),
        &format!(
            "the app's registered keys: az ad app show --id {} > app.json, or a look at App registrations → the app → Certificates & secrets, where the SHA-1 thumbprint must stand",
            id.unwrap_or("CLIENT-ID")
        ),
    );
    all
}
