//! What differs between a token and a federated credential, in words.

use crate::analysis::federated::subject::{Entity, Named};
use crate::analysis::federated::{Agreement, Difference};
use crate::language::Text;
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
    match difference {
        Difference::LetterCase => say!("only letter case differs, and it counts"),
        Difference::Stray => say!("they differ in spaces, quotation marks or characters that are not seen"),
        Difference::Encoded => say!("one of the two is percent-encoded"),
        Difference::Placeholder => say!("the credential has a placeholder that was not replaced"),
        Difference::Wildcard => say!("the credential has a wildcard, which only an expression may have"),
        Difference::Ids { in_token: true } => {
            say!("the token has GitHub's ids (OWNER@ID/REPOSITORY@ID), and the credential the names alone")
        }
        Difference::Ids { in_token: false } => {
            say!("the credential has GitHub's ids (OWNER@ID/REPOSITORY@ID), and the token the names alone")
        }
        Difference::Entity { token, credential } => say!(
            "the token is for {token}, and the credential for {credential}",
            token = entity(token),
            credential = entity(credential)
        ),
        Difference::ShortRef => {
            say!("the credential names the branch or tag without refs/heads/ or refs/tags/ before it")
        }
        Difference::Spelling => say!("the credential spells environment, ref or pull_request otherwise than GitHub"),
        Difference::Part { named, token, credential } => say!(
            "{part} is {token} in the token and {credential} in the credential",
            part = part(*named),
            token = quoted(token),
            credential = quoted(credential)
        ),
        Difference::Template => {
            say!("the two are made of different claims: by a customised template or a reusable workflow")
        }
        Difference::Form => {
            say!("one is of Azure DevOps' own issuer (sc://…), the other of Entra ID's (/eid1/…)")
        }
        Difference::Slash { in_token: true } => {
            say!("the token's value ends in a slash, and the credential's does not")
        }
        Difference::Slash { in_token: false } => {
            say!("the credential's value ends in a slash, and the token's does not")
        }
        Difference::DoubleSlash => say!("one has a slash twice"),
        Difference::Scheme => say!("one begins with http, the other with https"),
        Difference::ClusterName => say!("one is the name that a cluster has for itself, which nobody else can reach"),
        Difference::Version => say!("one is Entra ID's issuer of version 1, the other of version 2"),
        Difference::Cloud => say!("they belong to different clouds"),
        Difference::AudienceId => say!("one is the id of the exchange, the other its address"),
        Difference::DefaultAudience => say!("the workflow asked for no audience and got GitHub's own"),
        Difference::IdKind => {
            say!("they are different ids; a managed identity's subject is its object (principal) id, not its client id")
        }
        Difference::Other => {
            let same = token.chars().zip(credential.chars()).take_while(|(one, other)| one == other).count();
            say!("they differ from character {number} on", number = same + 1)
        }
    }
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

fn part(named: Named) -> Text {
    match named {
        Named::Owner => say!("the repository's owner"),
        Named::Repository => say!("the repository"),
        Named::OwnerId => say!("the id of the repository's owner"),
        Named::RepositoryId => say!("the repository's id"),
        Named::Environment => say!("the environment"),
        Named::Branch => say!("the branch"),
        Named::Tag => say!("the tag"),
        Named::Namespace => say!("the namespace"),
        Named::ServiceAccount => say!("the service account"),
        Named::Organisation => say!("the organisation"),
        Named::Project => say!("the project"),
        Named::Connection => say!("the service connection"),
        Named::Workspace => say!("the workspace"),
        Named::RunPhase => say!("the phase of the run"),
        Named::Tenant => say!("the tenant"),
        Named::Application => say!("the application"),
        Named::Cluster => say!("the cluster"),
        Named::Region => say!("the region"),
        Named::Enterprise => say!("the enterprise"),
        Named::RefType => say!("the kind of reference"),
    }
}
