//! Explains every header parameter and claim: what it is for, what its value means, and what was found about it.

use serde_json::Value;

use crate::analysis::federated::subject::decode_eid1;
use crate::analysis::signature::algorithm::Algorithm;
use crate::case::Case;
use crate::checks::finding::Finding;
use crate::evidence::assertion::{Assertion, Part};
use crate::language::{Phrase, Text};
use crate::limits::MEMBER_TEXT_CHARS;
use crate::notation::instant::{Instant, NumericDate, span};
use crate::notation::json::Member;
use crate::notation::text::shorten;
use crate::notation::thumbprint::Reading;
use crate::report::{Evidence, MemberReport, Status};

/// Explains each member, in the order of the text.
pub fn explain(case: &Case<'_>, assertion: &Assertion, findings: &[Finding]) -> Vec<MemberReport> {
    let mut all = Vec::new();
    let is_federated = case.is_federated();
    for part in [Part::Header, Part::Claims] {
        for member in assertion.segment(part).object.iter().flat_map(|object| &object.members) {
            let characters = assertion.characters(part, &member.span);
            let about = |evidence: &Evidence| {
                evidence.member.as_ref().is_some_and(|(of, name)| *of == part && *name == member.name)
            };
            let mine: Vec<&Finding> = findings.iter().filter(|finding| finding.evidence.iter().any(about)).collect();
            all.push(MemberReport {
                part,
                name: member.name.clone(),
                text: shorten(&member.text, MEMBER_TEXT_CHARS),
                reading: reading(case, part, member),
                meaning: meaning(part, &member.name, is_federated).say(),
                state: mine.iter().map(|finding| finding.status).min().unwrap_or(Status::Skipped),
                findings: mine.iter().map(|finding| finding.id.name).collect(),
                start: characters.start,
                end: characters.end,
            });
        }
    }
    all
}

fn meaning(part: Part, name: &str, is_federated: bool) -> Phrase {
    if is_federated && let Some(meaning) = of_issuer(part, name) {
        return meaning;
    }
    match (part, name) {
        (Part::Header, "alg") => phrase!("How the signature is made."),
        (Part::Header, "typ") => phrase!("The kind of token: JWT."),
        (Part::Header, "x5t") => phrase!("Names the certificate: SHA-1 thumbprint of its DER encoding, base64url."),
        (Part::Header, "x5t#S256") => {
            phrase!("Names the certificate: SHA-256 thumbprint of its DER encoding, base64url.")
        }
        (Part::Header, "kid") => phrase!("Names the key; Entra ID looks it up as a SHA-1 thumbprint."),
        (Part::Header, "x5c") => {
            phrase!("The certificate itself, or its chain; for subject-name and issuer authentication.")
        }
        (Part::Header, "nonce") => phrase!("Microsoft Graph's tokens carry this; a client assertion does not."),
        (Part::Header, "enc") => phrase!("How the content is encrypted; a client assertion is not."),
        (Part::Header, _) => phrase!("Not a header that a client assertion needs."),
        (_, "iss") => phrase!("Who made the assertion: the application's client id."),
        (_, "sub") => phrase!("Whom it is about: the application's client id again."),
        (_, "aud") => phrase!("Whom it is for: the tenant's token endpoint."),
        (_, "exp") => phrase!("When it stops being valid, in seconds since 1970."),
        (_, "nbf") => phrase!("When it starts being valid, in seconds since 1970."),
        (_, "iat") => phrase!("When it was made, in seconds since 1970."),
        (_, "jti") => phrase!("A name for this one assertion, new for each."),
        (_, "tid") => phrase!("The tenant that issued a token; a client assertion does not carry it."),
        (_, "scp" | "roles") => phrase!("What an access token allows; a client assertion does not carry it."),
        _ => phrase!("Not a claim that a client assertion needs."),
    }
}

/// What a member of another issuer's token is for; `None` if it is the same in every token.
fn of_issuer(part: Part, name: &str) -> Option<Phrase> {
    Some(match (part, name) {
        (Part::Header, "x5t" | "x5t#S256" | "kid" | "x5c") => phrase!("Names one of the issuer's keys."),
        (Part::Header, "nonce" | "enc" | "alg" | "typ") => return None,
        (Part::Header, _) => phrase!("A parameter of the issuer's own."),
        (_, "iss") => phrase!("Who issued the token; compared with the credential's issuer."),
        (_, "sub") => phrase!("Whom it is about; compared with the credential's subject or expression."),
        (_, "aud") => phrase!("Whom it is for; compared with the credential's audiences."),
        (_, "exp" | "nbf" | "iat" | "jti") => return None,
        (_, "repository" | "repository_owner" | "repository_id" | "repository_owner_id") => {
            phrase!("The repository that the job belongs to, and its owner.")
        }
        (_, "ref" | "ref_type" | "base_ref" | "head_ref") => phrase!("The branch or tag that the job runs for."),
        (_, "environment") => phrase!("The environment of the job; the subject names it in the place of the branch."),
        (_, "job_workflow_ref" | "workflow" | "workflow_ref") => phrase!("The workflow that the job is defined in."),
        (_, "kubernetes.io") => phrase!("The namespace, the pod and the service account that the token is of."),
        (_, "namespace_path" | "project_path" | "project_id" | "terraform_project_name" | "terraform_project_id") => {
            phrase!("The project that the token is of.")
        }
        (_, "terraform_organization_name" | "org_id" | "enterprise") => {
            phrase!("The organisation that the token is of.")
        }
        (_, "oid") => phrase!("The object id of the application or managed identity; the subject is the same."),
        (_, "azp" | "appid") => {
            phrase!("The client id of the application or managed identity, which is not its subject.")
        }
        (_, "tid") => phrase!("The tenant that issued the token."),
        (_, "xms_ficinfo") => phrase!("Says that the token was itself obtained with a federated credential."),
        _ => phrase!("A claim of the issuer's own, which is not compared unless an expression names it."),
    })
}

fn reading(case: &Case<'_>, part: Part, member: &Member) -> Text {
    match (part, member.name.as_str(), &member.value) {
        (Part::Header, "x5t" | "x5t#S256", Value::String(text)) => Reading::parse(text).describe(),
        (Part::Header, "alg", Value::String(alg)) => match Algorithm::read(alg) {
            Some(algorithm) => {
                say!("{scheme} with {hash}", scheme = algorithm.scheme.name(), hash = algorithm.hash.name())
            }
            None => Text::default(),
        },
        (Part::Header, "x5c", value) => {
            let names: Vec<String> = case
                .candidates
                .iter()
                .filter(|candidate| candidate.x5c.is_some())
                .map(|candidate| candidate.certificate.label_and_thumbprint())
                .collect();
            match (value, names.is_empty()) {
                (Value::Array(_) | Value::String(_), false) => Text::list(names),
                _ => say!("no certificate that can be read"),
            }
        }
        (Part::Claims, "sub", Value::String(subject)) => match decode_eid1(subject) {
            Some((tenant, application)) => say!("tenant {tenant}, application {application}", tenant, application),
            None => Text::default(),
        },
        (Part::Claims, "exp" | "nbf" | "iat", value) => when(case.clock.at, &NumericDate::read(value)),
        _ => Text::default(),
    }
}

fn when(at: Instant, time: &NumericDate) -> Text {
    let relative = |time: Instant| match time.since(at) {
        0 => say!("at the time of the inspection"),
        ahead if ahead > 0 => say!("{ahead} later", ahead = span(ahead)),
        ago => say!("{ago} before", ago = span(ago)),
    };
    match time {
        NumericDate::Seconds(time) => say!("{time}, {relative}", time = time.rfc3339(), relative = relative(*time)),
        NumericDate::Foreign { unit, meant } => {
            say!("{meant} if read as {unit}", meant = meant.rfc3339(), unit = unit.say())
        }
        NumericDate::Duration(seconds) => say!("a length of time: {length}", length = span(*seconds)),
        NumericDate::Zero => Text::verbatim("1970-01-01T00:00:00Z"),
        NumericDate::Unreadable => say!("no time"),
    }
}
