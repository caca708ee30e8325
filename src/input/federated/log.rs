//! What the log of a pipeline says of the token that it presented, or of why it had none.

use crate::evidence::federated_credential::{NoToken, PipelineLog};
use crate::evidence::server_error::QuotedClaims;
use crate::input::source::Source;
use crate::limits;

/// Words in small letters that say that there was no token.
const MISSING: [(&str, NoToken); 7] = [
    ("unable to get actions_id_token_request_url", NoToken::Permission),
    ("make sure to give write permissions to id-token", NoToken::Permission),
    ("azure-identity-token: no such file", NoToken::File),
    ("azure-identity-token': no such file", NoToken::File),
    ("azure_federated_token_file is not set", NoToken::Settings),
    ("the workload options are not fully configured", NoToken::Settings),
    ("no token file specified. check pod configuration", NoToken::Settings),
];

/// Words in small letters by which azure/login and the command line say that a sign-in succeeded.
const SUCCESS: [&str; 4] =
    ["login succeeds by using oidc", "login is done by using oidc", "azure cli login succeeds", "login successful."];

/// What stands before each claim.
const MARKS: [&str; 3] = ["issuer - ", "subject claim - ", "audience - "];

fn claim<'c>(claims: &'c mut QuotedClaims, mark: &str) -> &'c mut Option<String> {
    match mark {
        "issuer - " => &mut claims.issuer,
        "audience - " => &mut claims.audience,
        _ => &mut claims.subject,
    }
}

/// Finds the claims that azure/login prints, one result for each sign-in, and the words about a token that was missing.
pub(in crate::input) fn recognise(source: &Source<'_>, text: &str) -> Vec<PipelineLog> {
    let mut found: Vec<PipelineLog> = Vec::new();
    let lower = text.to_ascii_lowercase();
    let new = |at: usize| PipelineLog {
        input: source.name.to_owned(),
        place: source.place(text.get(at..).unwrap_or_default()),
        ..PipelineLog::default()
    };
    if lower.contains("subject claim - ") {
        let mut current: Option<PipelineLog> = None;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if found.len() >= limits::MAX_OTHERS {
                break;
            }
            if let Some(log) = &mut current {
                let line = line.to_ascii_lowercase();
                log.succeeded |= SUCCESS.iter().any(|words| line.contains(words));
            }
            for mark in MARKS {
                let Some((before, value)) = line.split_once(mark) else { continue };
                if !before.is_empty() && !before.ends_with([' ', '\t', ']']) {
                    continue;
                }
                // A claim that is there already is the next sign-in's.
                if current.as_mut().is_some_and(|log| claim(&mut log.claims, mark).is_some()) {
                    found.extend(current.take());
                }
                let value = Some(value.trim().to_owned()).filter(|value| !value.is_empty());
                *claim(&mut current.get_or_insert_with(|| new(at)).claims, mark) = value;
            }
            at += line.len();
        }
        found.extend(current);
    }
    let missing = MISSING.iter().find_map(|(words, why)| Some((lower.find(words)?, *why)));
    // A program that tries one credential after another says the same of those that nobody meant.
    let is_chain = ["environmentcredential", "managedidentitycredential"].iter().any(|name| lower.contains(name));
    let missing = missing.filter(|(_, why)| *why != NoToken::Settings || !is_chain);
    found.extend(missing.map(|(at, why)| PipelineLog { missing: Some(why), ..new(at) }));
    found
}
