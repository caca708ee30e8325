//! What the log of a pipeline says of the token that it presented, or of why it had none.

use crate::evidence::federated_credential::{NoToken, PipelineLog};
use crate::evidence::server_error::QuotedClaims;
use crate::input::source::Source;
use crate::limits;

/// Words in small letters that say that there was no token.
const MISSING: [(&str, NoToken); 5] = [
    ("unable to get actions_id_token_request_url", NoToken::Permission),
    ("make sure to give write permissions to id-token", NoToken::Permission),
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
        let (mut at, mut failed) = (0, false);
        for line in text.split_inclusive('\n') {
            if found.len() >= limits::MAX_OTHERS {
                break;
            }
            if let Some(log) = current.as_mut().filter(|_| !failed) {
                let line = lower.get(at..at + line.len()).unwrap_or_default();
                // What succeeds after a refusal is another attempt.
                failed = line.contains("aadsts") || line.contains("login failed");
                log.succeeded |= !failed && SUCCESS.iter().any(|words| line.contains(words));
            }
            for mark in MARKS {
                let Some((before, value)) = line.split_once(mark) else { continue };
                if !before.is_empty() && !before.ends_with([' ', '\t', ']']) {
                    continue;
                }
                // A claim that is there already is the next sign-in's.
                if current.as_mut().is_some_and(|log| claim(&mut log.claims, mark).is_some()) {
                    found.extend(current.take());
                    failed = false;
                }
                let value = Some(value.trim().to_owned()).filter(|value| !value.is_empty());
                *claim(&mut current.get_or_insert_with(|| new(at)).claims, mark) = value;
            }
            at += line.len();
        }
        found.extend(current);
    }
    let missing = MISSING.iter().find_map(|(words, why)| Some((lower.find(words)?, *why)));
    let missing = missing.or_else(|| Some((missing_file(&lower)?, NoToken::File)));
    // A program that tries one credential after another says the same of those that nobody meant.
    let is_chain = ["environmentcredential", "managedidentitycredential"].iter().any(|name| lower.contains(name));
    let missing = missing.filter(|(_, why)| *why != NoToken::Settings || !is_chain);
    found.extend(missing.map(|(at, why)| PipelineLog { missing: Some(why), ..new(at) }));
    found
}

/// Where a line of a log, in small letters, says that the file in which a pod finds its token does not exist.
fn missing_file(lower: &str) -> Option<usize> {
    const WORDS: [&str; 5] = ["no such file", "could not find", "cannot find", "nosuchfile", "filenotfound"];
    let mut from = 0;
    while let Some(at) = lower.get(from..)?.find("azure-identity-token").map(|offset| from + offset) {
        let start = lower
            .get(..at)?
            .rfind('\n')
            .map_or(0, |line| line + 1)
            .max(lower.floor_char_boundary(at.saturating_sub(400)));
        let end = lower.get(at..)?.find('\n').map_or(lower.len(), |end| at + end);
        let line = lower.get(start..end.min(lower.floor_char_boundary(at + 400)))?;
        if WORDS.iter().any(|words| line.contains(words)) {
            return Some(at);
        }
        from = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_log_is_read_where_these_words_stand() {
        let missing = MISSING.iter().map(|(words, _)| *words);
        for words in missing.chain(["subject claim - ", "azure-identity-token"]) {
            assert!(!crate::input::signs::regions(words).is_empty(), "{words}");
        }
    }
}
