//! What differs between the issuer, subject or audience of a token and that of a credential, part by part.

use super::expression::matches;
use crate::evidence::token_kind::{EXCHANGE_AUDIENCE, EXCHANGE_ID};
use crate::notation::encoding;
use crate::notation::text::is_guid;

/// A part of a subject or issuer that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// The owner of a repository: a person or an organisation.
    Owner,
    /// A repository.
    Repository,
    /// The id of its owner.
    OwnerId,
    /// The id of a repository.
    RepositoryId,
    /// The environment of a job.
    Environment,
    /// A branch.
    Branch,
    /// A tag.
    Tag,
    /// A namespace of a cluster.
    Namespace,
    /// A service account.
    ServiceAccount,
    /// An organisation.
    Organisation,
    /// A project.
    Project,
    /// A service connection.
    Connection,
    /// A workspace.
    Workspace,
    /// The phase of a run.
    RunPhase,
    /// A tenant.
    Tenant,
    /// An application.
    Application,
    /// A cluster.
    Cluster,
    /// A region.
    Region,
    /// An enterprise.
    Enterprise,
    /// The kind of a reference: branch or tag.
    RefType,
}

/// What a GitHub subject says of the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entity {
    /// The environment.
    Environment,
    /// The branch.
    Branch,
    /// The tag.
    Tag,
    /// That it was a pull request.
    PullRequest,
}

/// One way in which a claim and a credential differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// Only letter case: these letters of the token, these of the credential.
    LetterCase,
    /// Spaces, quotation marks or characters that are not seen.
    Stray,
    /// One of the two is percent-encoded.
    Encoded,
    /// The credential holds a placeholder that nobody replaced.
    Placeholder,
    /// The credential holds a pattern, which a plain subject cannot be.
    Wildcard,
    /// GitHub's immutable ids: whether the token has them, or the credential.
    Ids {
        /// The token has them.
        in_token: bool,
    },
    /// The job is another kind than the credential is for.
    Entity {
        /// What the token says, with its value.
        token: (Entity, String),
        /// What the credential says, with its value.
        credential: (Entity, String),
    },
    /// The credential names a branch or tag without `refs/heads/` or `refs/tags/`.
    ShortRef,
    /// The words of an entity are spelt otherwise: `pull-request`, `environment/prod`.
    Spelling,
    /// A named part has other values.
    Part {
        /// The part.
        named: Named,
        /// Its value in the token.
        token: String,
        /// Its value in the credential.
        credential: String,
    },
    /// The subject is made by a template, or of other claims.
    Template,
    /// Azure DevOps: the form of the subject belongs to the other issuer.
    Form,
    /// The final slash, which the token has or the credential.
    Slash {
        /// The token has it.
        in_token: bool,
    },
    /// One is the address of the issuer's metadata.
    Metadata,
    /// A slash that stands twice.
    DoubleSlash,
    /// `http` instead of `https`.
    Scheme,
    /// The name that a cluster has for itself.
    ClusterName,
    /// Version 1 or 2 of Entra ID's issuer.
    Version,
    /// The audience of another cloud.
    Cloud,
    /// A scope (`…/.default`) where the audience belongs.
    Scope,
    /// The audience as an id instead of an address.
    AudienceId,
    /// GitHub's own default audience, which a workflow gets if it asks for none.
    DefaultAudience,
    /// Both are ids, and differ: perhaps one is the client id and the other the object id.
    IdKind,
    /// Something else.
    Other,
}

impl Difference {
    /// Whether it is a slip: both stand for the same thing, and one is written otherwise. Any other difference may as well mean
    /// that the credential is for another token.
    pub fn is_slip(&self) -> bool {
        !matches!(
            self,
            Self::Entity { .. }
                | Self::Part { .. }
                | Self::Template
                | Self::ClusterName
                | Self::Cloud
                | Self::DefaultAudience
                | Self::IdKind
                | Self::Other
        )
    }

    /// How much it counts for: the number of parts.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Other | Self::Template | Self::Form => 4,
            Self::Entity { .. } | Self::IdKind => 2,
            _ => 1,
        }
    }
}

/// Whether a value of a log, in which the runner masked what it takes for secrets, may be this one.
pub(super) fn fits_masked(shown: &str, value: &str) -> bool {
    if !shown.contains("***") {
        return false;
    }
    // One asterisk for each mask.
    let mut pattern = shown.to_owned();
    while pattern.contains("**") {
        pattern = pattern.replace("**", "*");
    }
    matches(value, &pattern, false)
}

/// What differs in spelling alone, whatever the texts are.
fn spelling(token: &str, credential: &str) -> Option<Difference> {
    let bare = |text: &str| -> String {
        let seen = |c: &char| {
            !c.is_whitespace()
                && !c.is_control()
                && !"\"'`\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{feff}\u{2060}".contains(*c)
        };
        text.chars().filter(seen).collect()
    };
    if bare(token) == bare(credential) {
        return Some(Difference::Stray);
    }
    if decoded(token) == decoded(credential) {
        return Some(Difference::Encoded);
    }
    token.eq_ignore_ascii_case(credential).then_some(Difference::LetterCase)
}

/// Replaces `%2F` and the like.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|two| u8::from_str_radix(two, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What differs between two issuers.
pub(super) fn of_issuer(token: &str, credential: &str) -> Vec<Difference> {
    let mut found = Vec::new();
    let (mut a, mut b) = (token.to_owned(), credential.to_owned());
    const METADATA: &str = "/.well-known/openid-configuration";
    if a.ends_with(METADATA) != b.ends_with(METADATA) {
        let bare = |text: &str| text.strip_suffix(METADATA).unwrap_or(text).trim_end_matches('/').to_owned();
        if bare(&a) == bare(&b) {
            return vec![Difference::Metadata];
        }
    }
    if a.ends_with('/') != b.ends_with('/') {
        found.push(Difference::Slash { in_token: a.ends_with('/') });
    }
    if a.starts_with("http://") != b.starts_with("http://") {
        found.push(Difference::Scheme);
    }
    for text in [&mut a, &mut b] {
        *text = text.trim_end_matches('/').replacen("http://", "https://", 1);
    }
    let single = |text: &str| text.get(8..).unwrap_or_default().replace("//", "/");
    let github = |text: &str| text.starts_with(GITHUB);
    let is_own_name = |text: &str| text.starts_with("https://kubernetes.default.svc");
    let devops = |text: &str| text.starts_with(DEVOPS);
    let version = |text: &str| text.starts_with("https://sts.windows.net/");
    found.extend(if a == b {
        Vec::new()
    } else if let Some(one) = spelling(&a, &b) {
        vec![one]
    } else if single(&a) == single(&b) {
        vec![Difference::DoubleSlash]
    } else if is_own_name(&a) != is_own_name(&b) {
        vec![Difference::ClusterName]
    } else if github(&a) && github(&b) {
        let slug = |text: &str| text.get(GITHUB.len()..).unwrap_or_default().trim_start_matches('/').to_owned();
        vec![Difference::Part { named: Named::Enterprise, token: slug(&a), credential: slug(&b) }]
    } else if let (Some(one), Some(other)) = (entra_tenant(&a), entra_tenant(&b)) {
        let mut differ = parts(&[(Named::Tenant, one.to_owned())], &[(Named::Tenant, other.to_owned())]);
        if version(&a) != version(&b) {
            differ.insert(0, Difference::Version);
        }
        differ
    } else if devops(&a) != devops(&b) && (entra_tenant(&a).is_some() || entra_tenant(&b).is_some()) {
        vec![Difference::Form]
    } else {
        let differ = parts(&named(&a), &named(&b));
        if differ.is_empty() {
            return vec![Difference::Other];
        }
        differ
    });
    if found.is_empty() {
        found.push(if a == b { Difference::Stray } else { Difference::Other });
    }
    found
}

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const DEVOPS: &str = "https://vstoken.dev.azure.com/";

/// The tenant of an issuer of Entra ID.
fn entra_tenant(issuer: &str) -> Option<&str> {
    let (host, path) = issuer.strip_prefix("https://")?.split_once('/')?;
    let known = host == "sts.windows.net" || host.starts_with("login.microsoftonline.");
    path.split('/').next().filter(|tenant| known && is_guid(tenant))
}

/// A part and its value.
type Value = (Named, String);

/// The parts that differ, if both have the same ones.
fn parts(token: &[Value], credential: &[Value]) -> Vec<Difference> {
    let mut found = Vec::new();
    for ((named, token), (other, credential)) in token.iter().zip(credential) {
        if named == other && token != credential && !fits_masked(token, credential) && !fits_masked(credential, token) {
            let (token, credential) = (token.clone(), credential.clone());
            found.push(Difference::Part { named: *named, token, credential });
        }
    }
    found
}

/// The parts of an issuer or subject whose form is known; none of any other.
fn named(text: &str) -> Vec<Value> {
    use Named::{Cluster, Connection, Namespace, Organisation, Project, Region, ServiceAccount, Tenant};
    let issuer = text.strip_prefix("https://").and_then(|rest| rest.split_once(".oic.prod-aks.azure.com"));
    let aks = issuer.map(|(region, path)| format!("{region}{path}"));
    let (rest, by, names): (&str, char, &[Named]) = if let Some(rest) = text.strip_prefix("system:serviceaccount:") {
        (rest, ':', &[Namespace, ServiceAccount])
    } else if let Some(rest) = text.strip_prefix("sc://") {
        (rest, '/', &[Organisation, Project, Connection])
    } else if let Some(rest) = text.strip_prefix(DEVOPS) {
        (rest, '/', &[Organisation])
    } else if let Some(rest) = &aks {
        (rest, '/', &[Region, Tenant, Cluster])
    } else if let Some((tenant, application)) = decode_eid1(text) {
        let rest = text.split_once("/sc/").map_or("", |(_, rest)| rest).to_owned();
        return vec![(Tenant, tenant), (Named::Application, application), (Connection, rest)];
    } else {
        return pairs(text);
    };
    names.iter().copied().zip(rest.splitn(names.len(), by).map(str::to_owned)).collect()
}

/// The parts of a subject of names and values, as of GitLab and Terraform Cloud: `project_path:a/b:ref_type:branch:ref:main`.
fn pairs(text: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut words = text.split(':');
    while let (Some(name), Some(value)) = (words.next(), words.next()) {
        let named = match name {
            "project_path" | "project" => Named::Project,
            "ref_type" => Named::RefType,
            "ref" if found.contains(&(Named::RefType, "tag".to_owned())) => Named::Tag,
            "ref" => Named::Branch,
            "organization" => Named::Organisation,
            "workspace" => Named::Workspace,
            "run_phase" => Named::RunPhase,
            _ => return Vec::new(),
        };
        found.push((named, value.to_owned()));
    }
    found
}

/// What differs between two audiences.
pub(super) fn of_audience(token: &str, credential: &str) -> Vec<Difference> {
    let is_exchange = |text: &str| text.starts_with(EXCHANGE_AUDIENCE);
    let bare = |text: &str| text.trim_end_matches("default").trim_end_matches(['.', '/']).to_owned();
    vec![if let Some(one) = spelling(token, credential) {
        one
    } else if token.trim_end_matches('/') == credential.trim_end_matches('/') {
        Difference::Slash { in_token: token.ends_with('/') }
    } else if token.ends_with("default") != credential.ends_with("default") && bare(token) == bare(credential) {
        Difference::Scope
    } else if token.starts_with("https://github.com/") {
        Difference::DefaultAudience
    } else if is_exchange(token) && is_exchange(credential) {
        Difference::Cloud
    } else if token == EXCHANGE_ID || credential == EXCHANGE_ID {
        Difference::AudienceId
    } else {
        Difference::Other
    }]
}

/// What differs between two subjects.
pub(super) fn of_subject(token: &str, credential: &str) -> Vec<Difference> {
    if let Some(one) = spelling(token, credential) {
        return vec![one];
    }
    if credential.contains(['{', '<']) && !token.contains(['{', '<']) {
        return vec![Difference::Placeholder];
    }
    if credential.contains(['*', '?']) && matches(token, credential, true) {
        return vec![Difference::Wildcard];
    }
    let is_devops = |text: &str| text.starts_with("sc://") || text.starts_with("/eid1/");
    let mut found = github(token, credential);
    if found.is_empty() && is_devops(token) && is_devops(credential) && token.get(..4) != credential.get(..4) {
        found.push(Difference::Form);
    }
    if found.is_empty() {
        found = parts(&named(token), &named(credential));
    }
    if found.is_empty() {
        found.push(if is_guid(token) && is_guid(credential) { Difference::IdKind } else { Difference::Other });
    }
    found
}

/// Owner, its id, repository, its id, and the rest of `repo:OWNER@ID/REPOSITORY@ID:rest`.
struct GitHub<'t> {
    owner: &'t str,
    owner_id: Option<&'t str>,
    repository: &'t str,
    repository_id: Option<&'t str>,
    rest: &'t str,
}

impl<'t> GitHub<'t> {
    fn read(subject: &'t str) -> Option<Self> {
        let name =
            subject.get(..5).filter(|start| start.eq_ignore_ascii_case("repo:")).and_then(|_| subject.get(5..))?;
        let (owner, repository, rest) = match (name.strip_prefix("***:"), name.split_once('/')) {
            // Both are computed elsewhere.
            (Some(rest), _) => ("***", "***", rest),
            (None, Some((owner, rest))) => {
                let (repository, rest) = rest.split_once(':').unwrap_or((rest, ""));
                (owner, repository, rest)
            }
            (None, None) => return None,
        };
        let id = |text: &'t str| match text.split_once('@') {
            Some((name, id)) => (name, Some(id)),
            None => (text, None),
        };
        let ((owner, owner_id), (repository, repository_id)) = (id(owner), id(repository));
        Some(Self { owner, owner_id, repository, repository_id, rest })
    }
}

fn github(token: &str, credential: &str) -> Vec<Difference> {
    let (a, b) = match (GitHub::read(token), GitHub::read(credential)) {
        (Some(a), Some(b)) => (a, b),
        (None, None) => return Vec::new(),
        // A template that leaves the repository out.
        (one, _) => {
            let other = if one.is_none() { token } else { credential };
            let starts = ["repository_", "job_workflow_ref:", "environment:", "ref:", "enterprise", "actor"];
            let is_template = starts.iter().any(|start| other.starts_with(start));
            return if is_template { vec![Difference::Template] } else { Vec::new() };
        }
    };
    let names =
        |one: &GitHub<'_>| [(Named::Owner, one.owner.to_owned()), (Named::Repository, one.repository.to_owned())];
    let id = |id: Option<&str>| id.unwrap_or_default().to_owned();
    let ids = |one: &GitHub<'_>| [(Named::OwnerId, id(one.owner_id)), (Named::RepositoryId, id(one.repository_id))];
    let has_ids = |one: &GitHub<'_>| one.owner_id.is_some() || one.repository_id.is_some();
    let mut found = parts(&names(&a), &names(&b));
    if has_ids(&a) == has_ids(&b) {
        found.extend(parts(&ids(&a), &ids(&b)));
    } else {
        found.push(Difference::Ids { in_token: has_ids(&a) });
    }
    if a.rest != b.rest {
        found.extend(entities(a.rest, b.rest));
    }
    found
}

/// What the rest of a subject says of the job, and whether it is spelt as GitHub spells it.
fn entity(rest: &str) -> Option<(Entity, &str, bool)> {
    let lower = rest.to_ascii_lowercase();
    let value = |mark: &str| lower.starts_with(mark).then(|| rest.get(mark.len()..)).flatten();
    if matches!(lower.as_str(), "pull_request" | "pull-request" | "pullrequest" | "pull_requests" | "pr") {
        return Some((Entity::PullRequest, "", rest == "pull_request"));
    }
    let all = [
        ("ref:refs/pull/", Entity::PullRequest, false),
        ("environment:", Entity::Environment, true),
        ("environment/", Entity::Environment, false),
        ("environments:", Entity::Environment, false),
        ("env:", Entity::Environment, false),
        ("ref:refs/heads/", Entity::Branch, true),
        ("refs/heads/", Entity::Branch, false),
        ("ref:refs/tags/", Entity::Tag, true),
        ("refs/tags/", Entity::Tag, false),
        ("branch:", Entity::Branch, false),
        ("tag:", Entity::Tag, false),
    ];
    let found = all.into_iter().find_map(|(mark, entity, is_right)| value(mark).map(|value| (entity, value, is_right)));
    // No branch and no tag has a colon: what follows it was added by a template.
    found.filter(|(entity, value, _)| *entity == Entity::Environment || !value.contains(':'))
}

fn entities(token: &str, credential: &str) -> Vec<Difference> {
    let Some((kind, value, is_right)) = entity(token) else { return vec![Difference::Template] };
    // A branch without the words before it.
    let short = credential.strip_prefix("ref:").filter(|_| entity(credential).is_none());
    let (other, taken, is_other_right) = match (entity(credential), short) {
        (Some(known), _) => known,
        (None, Some(short)) => (if kind == Entity::Tag { kind } else { Entity::Branch }, short, true),
        (None, None) => return vec![Difference::Template],
    };
    if kind != other {
        return vec![Difference::Entity { token: (kind, value.to_owned()), credential: (other, taken.to_owned()) }];
    }
    if kind == Entity::PullRequest {
        return vec![Difference::Spelling];
    }
    let named = match kind {
        Entity::Environment => Named::Environment,
        Entity::Tag => Named::Tag,
        _ => Named::Branch,
    };
    let mut found = parts(&[(named, value.to_owned())], &[(named, taken.to_owned())]);
    if short.is_some() {
        found.insert(0, Difference::ShortRef);
    } else if is_right != is_other_right || found.is_empty() {
        found.push(Difference::Spelling);
    }
    found
}

/// The tenant and the application of `/eid1/c/pub/t/…/a/…/…`: GUIDs in .NET's order of bytes, base64url.
pub fn decode_eid1(subject: &str) -> Option<(String, String)> {
    let mut segments = subject.strip_prefix("/eid1/")?.split('/');
    let (mut tenant, mut application) = (None, None);
    while let (Some(name), Some(value)) = (segments.next(), segments.next()) {
        match name {
            "t" => tenant = tenant.or(guid(value)),
            "a" => application = application.or(guid(value)),
            _ => {}
        }
    }
    Some((tenant?, application?))
}

fn guid(text: &str) -> Option<String> {
    let bytes = encoding::base64url(text).ok()?;
    let bytes: [u8; 16] = bytes.try_into().ok()?;
    let [a, b, c, d, e, f, g, h, rest @ ..] = bytes;
    let hex = encoding::to_hex(&[&[d, c, b, a, f, e, h, g], &rest[..]].concat()).to_ascii_lowercase();
    let group = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().to_owned();
    Some([group(0, 8), group(8, 12), group(12, 16), group(16, 20), group(20, 32)].join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_eid1_subject() {
        let subject = "/eid1/c/pub/t/v4j5cvGGr0GRqy180BHbRw/a/v4j5cvGGr0GRqy180BHbRw/sc/x/y";
        let id = "72f988bf-86f1-41af-91ab-2d7cd011db47".to_owned();
        assert_eq!(decode_eid1(subject), Some((id.clone(), id)));
    }

    #[test]
    fn subjects() {
        use Difference as D;
        let main = "repo:contoso/app:ref:refs/heads/main";
        for (token, credential, expected) in [
            (main, "repo:Contoso/App:ref:refs/heads/main", vec![D::LetterCase]),
            (main, "repo:contoso/app:ref:refs/heads/main ", vec![D::Stray]),
            (main, "repo:contoso%2Fapp:ref:refs/heads/main", vec![D::Encoded]),
            (main, "repo:contoso/app:ref:main", vec![D::ShortRef]),
            (main, "repo:contoso/app:*", vec![D::Wildcard]),
            (
                "repo:contoso/app:ref:refs/heads/main:job_workflow_ref:contoso/w/.github/workflows/d.yml@refs/heads/main",
                main,
                vec![D::Template],
            ),
            (
                "repo:contoso/app:pull_request",
                "repo:***:ref:refs/heads/main",
                vec![D::Entity {
                    token: (Entity::PullRequest, String::new()),
                    credential: (Entity::Branch, "main".into()),
                }],
            ),
            (main, "repo:contoso@1/app@2:ref:refs/heads/main", vec![D::Ids { in_token: false }]),
            (
                "repo:contoso/app:environment:prod",
                main,
                vec![D::Entity {
                    token: (Entity::Environment, "prod".into()),
                    credential: (Entity::Branch, "main".into()),
                }],
            ),
            ("repo:contoso/app:pull_request", "repo:contoso/app:pull-request", vec![D::Spelling]),
            ("repository_owner_id:1:repository_id:2", main, vec![D::Template]),
            ("sc://o/p/c", "/eid1/c/pub/t/a/a/b/sc/x", vec![D::Form]),
            (
                "sc://o/p/c",
                "sc://o/p/d",
                vec![D::Part { named: Named::Connection, token: "c".into(), credential: "d".into() }],
            ),
            (
                "project_path:a/b:ref_type:branch:ref:main",
                "project_path:a/b:ref_type:branch:ref:dev",
                vec![D::Part { named: Named::Branch, token: "main".into(), credential: "dev".into() }],
            ),
        ] {
            assert_eq!(of_subject(token, credential), expected, "{token} {credential}");
        }
    }

    #[test]
    fn issuers() {
        use Difference as D;
        let github = "https://token.actions.githubusercontent.com";
        for (token, credential, expected) in [
            (github, "https://token.actions.githubusercontent.com/", D::Slash { in_token: false }),
            (github, "http://token.actions.githubusercontent.com", D::Scheme),
            ("https://kubernetes.default.svc.cluster.local", "https://a.oic.prod-aks.azure.com/t/c", D::ClusterName),
            (
                "https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/",
                "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0/",
                D::Version,
            ),
        ] {
            assert_eq!(of_issuer(token, credential), [expected], "{token} {credential}");
        }
        let found = of_issuer("https://a.oic.prod-aks.azure.com/t/c/", "https://b.oic.prod-aks.azure.com/t/d/");
        assert_eq!(found.len(), 2);
    }
}
