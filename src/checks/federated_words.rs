//! What differs between a token and a federated credential, in words.

use crate::analysis::federated::subject::{Entity, Named};
use crate::analysis::federated::{Agreement, Difference};
use crate::language::{Phrase, Text};
use crate::notation::text::shorten;

/// What differs, in a sentence's part; empty if nothing does. `token` and `credential` are the values compared.
pub(super) fn differences(agreement: &Agreement, token: &str, credential: &str) -> Text {
    match agreement {
        Agreement::Differs(all) => Text::list(all.iter().map(|one| words(one, token, credential))),
        Agreement::Fails(operands) => Text::list(operands.iter().map(|operand| {
            let (claim, wanted) = (&operand.claim, shorten(&operand.wanted, 200));
            match &operand.found {
                None => say!("its expression asks for the claim {claim}, which the token lacks", claim),
                Some(found) if operand.is_letter_case => {
                    say!(
                        "its expression asks for {wanted} in {claim}, and {found} has another letter case",
                        wanted,
                        claim,
                        found
                    )
                }
                Some(found) => {
                    say!("its expression asks for {wanted} in {claim}, which is {found}", wanted, claim, found)
                }
            }
        })),
        Agreement::Unreadable => say!("its expression cannot be read"),
        Agreement::Same | Agreement::Masked | Agreement::Unknown => Text::default(),
    }
}

fn words(difference: &Difference, token: &str, credential: &str) -> Text {
    let phrase = match difference {
        Difference::LetterCase => phrase!("only letter case differs, and it counts"),
        Difference::Stray => phrase!("they differ in spaces, quotation marks or characters that are not seen"),
        Difference::Encoded => phrase!("one of the two is percent-encoded"),
        Difference::Placeholder => phrase!("the credential has a placeholder that was not replaced"),
        Difference::Wildcard => phrase!("the credential has a wildcard, which only an expression may have"),
        Difference::Ids { in_token: true } => {
            phrase!("the token has GitHub's ids (OWNER@ID/REPOSITORY@ID), and the credential the names alone")
        }
        Difference::Ids { in_token: false } => {
            phrase!("the credential has GitHub's ids (OWNER@ID/REPOSITORY@ID), and the token the names alone")
        }
        Difference::ShortRef => {
            phrase!("the credential names the branch or tag without refs/heads/ or refs/tags/ before it")
        }
        Difference::Spelling => phrase!("the credential spells environment, ref or pull_request otherwise than GitHub"),
        Difference::Template => {
            phrase!("the two are made of different claims: by a customised template or a reusable workflow")
        }
        Difference::Form => phrase!("one is of Azure DevOps' own issuer (sc://…), the other of Entra ID's (/eid1/…)"),
        Difference::Slash { in_token: true } => {
            phrase!("the token's value ends in a slash, and the credential's does not")
        }
        Difference::Slash { in_token: false } => {
            phrase!("the credential's value ends in a slash, and the token's does not")
        }
        Difference::Metadata => {
            phrase!("one is the address of the issuer's metadata, and the issuer ends before /.well-known")
        }
        Difference::DoubleSlash => phrase!("one has a slash twice"),
        Difference::Scheme => phrase!("one begins with http, the other with https"),
        Difference::ClusterName => {
            phrase!("one is the name that a cluster has for itself, which nobody else can reach")
        }
        Difference::Version => phrase!("one is Entra ID's issuer of version 1, the other of version 2"),
        Difference::Cloud => phrase!("they belong to different clouds"),
        Difference::Scope => phrase!("one is a scope (/.default), and the audience is what stands before it"),
        Difference::AudienceId => phrase!("one is the id of the exchange, the other its address"),
        Difference::DefaultAudience => phrase!("the workflow asked for no audience and got GitHub's own"),
        Difference::IdKind => phrase!(
            "they are different ids; a managed identity's subject is its object (principal) id, not its client id"
        ),
        Difference::Entity { token, credential } => {
            return say!(
                "the token is for {token}, and the credential for {credential}",
                token = entity(token),
                credential = entity(credential)
            );
        }
        Difference::Part { named, token, credential } => {
            return say!(
                "{part} is {token} in the token and {credential} in the credential",
                part = part(*named).say(),
                token = quoted(token),
                credential = quoted(credential)
            );
        }
        Difference::Other => {
            let same = token.chars().zip(credential.chars()).take_while(|(one, other)| one == other).count();
            return say!("they differ from character {number} on", number = same + 1);
        }
    };
    phrase.say()
}

/// A value in quotation marks, so that its end can be seen.
fn quoted(value: &str) -> String {
    format!("\"{}\"", shorten(value, 200))
}

fn entity((entity, value): &(Entity, String)) -> Text {
    let value = quoted(value);
    match entity {
        Entity::Environment => say!("environment {value}", value),
        Entity::Branch => say!("branch {value}", value),
        Entity::Tag => say!("tag {value}", value),
        Entity::PullRequest => say!("pull requests"),
    }
}

fn part(named: Named) -> Phrase {
    match named {
        Named::Owner => phrase!("the repository's owner"),
        Named::Repository => phrase!("the repository"),
        Named::OwnerId => phrase!("the id of the repository's owner"),
        Named::RepositoryId => phrase!("the repository's id"),
        Named::Environment => phrase!("the environment"),
        Named::Branch => phrase!("the branch"),
        Named::Tag => phrase!("the tag"),
        Named::Namespace => phrase!("the namespace"),
        Named::ServiceAccount => phrase!("the service account"),
        Named::Organisation => phrase!("the organisation"),
        Named::Project => phrase!("the project"),
        Named::Connection => phrase!("the service connection"),
        Named::Workspace => phrase!("the workspace"),
        Named::RunPhase => phrase!("the phase of the run"),
        Named::Tenant => phrase!("the tenant"),
        Named::Application => phrase!("the application"),
        Named::Cluster => phrase!("the cluster"),
        Named::Region => phrase!("the region"),
        Named::Enterprise => phrase!("the enterprise"),
        Named::RefType => phrase!("the kind of reference"),
    }
}
