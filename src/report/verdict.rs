//! The leading cause, and what was not checked.

use crate::case::Case;
use crate::checks::codes::{self, Subject};
use crate::checks::error_code::stated_id;
use crate::checks::finding::{Finding, Id, Stage};
use crate::checks::ranks::{FOREMOST, rank};
use crate::checks::wrapping::ASSERTION_WRAPPED;
use crate::evidence::certificate::Certificate;
use crate::evidence::endpoint::{endpoint, graph_host};
use crate::evidence::server_error::ServerError;
use crate::language::{Phrase, Text};
use crate::notation::text::{short, shorten, shorten_ids};
use crate::report::{Status, Unchecked, Verdict, Wanted};

/// The leading finding. If there is an error, the cause that fits its code and reason best; otherwise the first cause
/// in the server's order of checks. If there is none, an assertion that has merely expired since.
pub fn lead<'f>(case: &Case<'_>, findings: &'f [Finding]) -> Option<&'f Finding> {
    let stated = stated_id(case).map(|id| id.name);
    let stages = case.error.map(codes::stages).unwrap_or_default();
    // After the foremost comes what the code states by itself, then causes at the stages that the code and reason point
    // to.
    let misfit = |finding: &Finding| match finding.id.name {
        name if FOREMOST.iter().any(|id| id.name == name) => 0,
        name if Some(name) == stated => 1,
        _ if stages.contains(&finding.id.stage) => 2,
        _ => 3,
    };
    let causes = || findings.iter().filter(|finding| finding.status == Status::Cause);
    // What surrounds the token may have come with the copy that was given here, so that it leads only alone.
    let surrounds = |finding: &&Finding| finding.id.name == ASSERTION_WRAPPED.name;
    let is_alone = causes().all(|finding| surrounds(&finding));
    // The server looks at the times only after the signature, and has a code of their own for them.
    let before_times = case.error.is_some_and(|error| error.code() == Some(700_027));
    let excluded = |finding: &&Finding| before_times && finding.id.stage == Stage::Times;
    causes()
        .filter(|finding| (is_alone || !surrounds(finding)) && !excluded(finding))
        .min_by_key(|finding| (misfit(finding), rank(finding.id), finding.confidence))
        .or_else(|| {
            let expired =
                |finding: &&Finding| finding.id.name == "assertion-expired" && finding.status == Status::Warning;
            findings.iter().filter(|finding| !excluded(finding)).find(expired)
        })
}

/// Builds the verdict: what the leading finding says, or else what was not checked.
pub fn build(case: &Case<'_>, lead: Option<&Finding>) -> Verdict {
    let unchecked = unchecked(case);
    match lead {
        // By today's clock alone: it was probably captured earlier, and refused then for another reason or not at all.
        Some(finding) if finding.status == Status::Warning => {
            let sentence = Text::sentences([say!("Only its age is wrong, by today's clock."), finding.title.clone()]);
            Verdict {
                finding: Some(finding.id.name),
                confidence: finding.confidence,
                sentence: self::sentence(&sentence, Some(finding.id)),
                headline: sentence,
                advice: say!("Inspect it for the time when it was made: --at made, or the clock on the page."),
                next: Vec::new(),
                unchecked,
            }
        }
        Some(finding) => Verdict {
            finding: Some(finding.id.name),
            confidence: finding.confidence,
            sentence: sentence(&finding.title, Some(finding.id)),
            headline: finding.title.clone(),
            advice: finding
                .advice
                .first()
                .cloned()
                .or_else(|| finding.id.page().fixes.first().map(|fix| Phrase::said(fix)))
                .unwrap_or_default(),
            next: Vec::new(),
            unchecked,
        },
        None => {
            let sentence = all_well(case);
            let headline = match unchecked.as_slice() {
                [] => sentence.clone(),
                missing => {
                    let what = Text::alternatives(missing.iter().map(|one| &one.what));
                    Text::sentences([sentence.clone(), say!("Not checked: {what}.", what)])
                }
            };
            let is_own = case.error.is_some() && case.assertion.is_some() && !case.is_users();
            let next = if is_own { look_next(case) } else { Vec::new() };
            let first = (!next.is_empty()).then(|| say!("Look next, in this order:"));
            let advice = Text::sentences(first.into_iter().chain(next.iter().cloned()));
            let sentence = self::sentence(&sentence, None);
            Verdict { finding: None, confidence: None, sentence, headline, advice, next, unchecked }
        }
    }
}

/// Characters that a verdict's sentence may have, so that it is in sight on a phone.
const SENTENCE_CHARS: usize = 160;

/// What is said of a verdict at a glance: its title, with ids shortened, since they stand in the evidence; if that is still
/// long, what its reference page is headed by, and without one the sentences that are short enough.
fn sentence(title: &Text, id: Option<&Id>) -> Text {
    let short = shorten_ids(title);
    if short.chars().count() <= SENTENCE_CHARS {
        return Text::verbatim(short);
    }
    if let Some(id) = id {
        return say!("{title}.", title = Phrase::said(&id.page().title));
    }
    let is_end = |at: usize, c| c == '。' || c == '.' && short.get(at + 1..).is_some_and(|rest| rest.starts_with(' '));
    let ends =
        short.char_indices().take(SENTENCE_CHARS).filter(|(at, c)| is_end(*at, *c)).map(|(at, c)| at + c.len_utf8());
    Text::verbatim(match ends.last().and_then(|end| short.get(..end)) {
        Some(whole) => whole.to_owned(),
        None => shorten(&short, SENTENCE_CHARS),
    })
}

/// What to look at, in this order, if everything here is right and the server refused it all the same.
fn look_next(case: &Case<'_>) -> Vec<Text> {
    let id = case.client_id().unwrap_or("CLIENT-ID");
    vec![
        say!(
            "Whether the registered keys are those of this tenant and cloud: az account show; az ad app credential list --cert --id {id}.",
            id
        ),
        say!("Whether the refusal is about this very assertion: compare times and correlation ids."),
        say!("Whether the certificate was registered only minutes before: try again."),
        say!("What the sign-in log says: Entra admin center → Sign-in logs → Service principal sign-ins."),
    ]
}

fn all_well(case: &Case<'_>) -> Text {
    let is_about_log = case.assertion.is_none() && case.error.is_none() && case.presented.is_empty();
    if is_about_log && case.pipeline_logs.iter().any(|log| log.succeeded) {
        return say!("The log says that the sign-in succeeded, and nothing here explains a refusal.");
    }
    let count: usize = case.federated.iter().map(|one| one.list.len()).sum();
    if case.assertion.is_none() && case.error.is_none() && count > 0 && case.presented.is_empty() {
        return say_n!(
            count,
            "1 federated credential is here. Add the token, the pipeline's log or the error to compare with it.",
            "{count} federated credentials are here. Add the token, the pipeline's log or the error to compare with them."
        );
    }
    if case.user_token().is_some() && case.assertion.is_none() && case.error.is_none() {
        return say!("Nothing that is known here keeps the user's token from being passed on.");
    }
    if let Some(service) = case.other_service() {
        let service = shorten(service, 60);
        return say!(
            "This assertion is addressed to {service}, not to Entra ID; nothing that holds everywhere is wrong with it.",
            service
        );
    }
    if case.presented.is_predicted
        && let Some(source) = case.token_sources.iter().find(|one| one.claims.subject == case.presented.subject)
    {
        return match source.claims.subject.clone() {
            Some(subject) => say!(
                "{file} asks for a token with the subject {subject}; nothing here keeps Entra ID from taking it.",
                file = source.input,
                subject
            ),
            None => say!("{file} asks for a token, whose subject depends on what starts it.", file = source.input),
        };
    }
    match (case.assertion, case.given().next()) {
        (None, _) if case.error.is_some() => Text::sentences([
            case.error.map(codes::meaning).unwrap_or_default(),
            say!("The text alone does not tell more."),
        ]),
        (None, None) => match case.registration.map(|one| (one.label(), one.keys().len())) {
            Some((label, count)) => say_n!(
                count,
                "The registration of {label} is here, with 1 key. Add the assertion or the certificate to compare with it.",
                "The registration of {label} is here, with {count} keys. Add the assertion or the certificate to compare with them.",
                label
            ),
            None => say!("There is nothing to inspect yet: no client assertion and no certificate."),
        },
        (None, Some(certificate)) => say!(
            "The certificate {certificate} is in order. Its thumbprint is {sha1}.",
            certificate = certificate.label(),
            sha1 = crate::notation::encoding::to_hex(&certificate.sha1)
        ),
        (Some(_), _) if case.error.is_some() => say!("All that was checked is in order, and still it was refused."),
        (Some(_), _) => say!("Nothing in these inputs explains a refusal."),
    }
}

/// Whether the case is about a token of another issuer, or about the lack of one.
fn is_federated(case: &Case<'_>) -> bool {
    let refused = case.error.and_then(codes::lookup).is_some_and(|code| code.subject == Subject::FederatedToken);
    case.is_about_federation() || case.assertion.is_none() && refused
}

/// What is not known of a token of another issuer. Certificates play no part in it.
fn unchecked_federated(case: &Case<'_>) -> Vec<Unchecked> {
    let mut all = Vec::new();
    if case.presented.is_empty() && !case.pipeline_logs.iter().any(|log| log.succeeded) {
        all.push(Unchecked {
            wanted: Wanted::FederatedToken,
            what: say!("what the token says"),
            needs: say!("the token, the pipeline's log, or the error's text with the values that it quotes"),
            commands: Vec::new(),
        });
    }
    if case.federated.is_empty() {
        let id = case.sent_client_id().unwrap_or("CLIENT-ID");
        all.push(Unchecked {
            wanted: Wanted::FederatedCredentials,
            what: say!("whether a federated credential has this issuer, subject and audience"),
            needs: say!(
                "the federated credentials of the application, by one of these commands, or of the managed identity"
            ),
            commands: vec![
                format!("az ad app federated-credential list --id {id}"),
                format!("GET https://graph.microsoft.com/v1.0/applications(appId='{id}')/federatedIdentityCredentials"),
                "az identity federated-credential list --identity-name NAME --resource-group GROUP".into(),
            ],
        });
    }
    all
}

fn unchecked(case: &Case<'_>) -> Vec<Unchecked> {
    if is_federated(case) {
        return unchecked_federated(case);
    }
    let is_users = case.error.is_some_and(ServerError::is_about_user_assertion);
    if is_users {
        let missing = Unchecked {
            wanted: Wanted::UserToken,
            what: say!("the token of the user, which the error is about"),
            needs: say!("the request, or the value of its parameter \"assertion\""),
            commands: Vec::new(),
        };
        return [missing].into_iter().filter(|_| case.user_assertion.is_none()).collect();
    }
    // With a secret there is no client assertion.
    if case.user_assertion.is_some() && case.request.is_some_and(|request| request.value("client_secret").is_some()) {
        return Vec::new();
    }
    let mut all = Vec::new();
    let mut add = |wanted, what: Text, needs: Text| all.push(Unchecked { wanted, what, needs, commands: Vec::new() });
    if case.assertion.is_none() {
        add(
            Wanted::Assertion,
            say!("what the application sends"),
            say!("the client assertion: the value of client_assertion in the request to the token endpoint"),
        );
    }
    if case.given().next().is_none() && !case.candidates.iter().any(|candidate| candidate.registered) {
        add(
            Wanted::Certificate,
            say!("the signature and the thumbprint against your certificate"),
            say!("the certificate (PEM, CER or DER; without its private key)"),
        );
    }
    if case.other_service().is_some() {
        return all;
    }
    // A reason shows that the server looked the key up, and with what result.
    if case.error.is_some_and(|error| error.reason.is_some()) {
        return all;
    }
    if case.registration.is_some_and(|registration| registration.keys.is_some()) {
        return all;
    }
    let id = case.client_id();
    let app = id.map_or_else(|| say!("your app"), |id| say!("app {id}", id));
    let registered = case.intended().map_or_else(
        || say!("the certificate"),
        |one: &Certificate| say!("certificate {thumbprint}", thumbprint = short(&one.sha1)),
    );
    let addressed = case.assertion.and_then(|one| one.claim_str("aud")).and_then(endpoint);
    let graph = graph_host(addressed.map_or("", |to| to.host));
    all.push(Unchecked {
        wanted: Wanted::RegisteredKeys,
        what: say!("whether {registered} is registered on {app}", registered, app),
        needs: say!(
            "the app's registered keys, by this command, by this request in Graph Explorer, or by a look at App registrations → the app → Certificates & secrets, where the SHA-1 thumbprint must stand"
        ),
        commands: registered_keys(id.unwrap_or("CLIENT-ID"), graph),
    });
    all
}

/// Ways to list the keys of an application: a command for any shell, and a request for Graph Explorer. `id` is a GUID.
fn registered_keys(id: &str, graph: &str) -> Vec<String> {
    vec![
        format!("az ad app show --id {id} > app.json"),
        format!("GET https://{graph}/v1.0/applications(appId='{id}')?$select=appId,keyCredentials"),
    ]
}
