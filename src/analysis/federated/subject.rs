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
    (token.to_lowercase() == credential.to_lowercase()).then_some(Difference::LetterCase)
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
    let (mut a, mut b) = (token.trim().to_owned(), credential.trim().to_owned());
    if a.ends_with('/') != b.ends_with('/') {
        found.push(Difference::Slash { in_token: a.ends_with('/') });
        (a, b) = (a.trim_end_matches('/').to_owned(), b.trim_end_matches('/').to_owned());
    }
    let scheme = |text: &str| text.strip_prefix("http://").map(|rest| format!("https://{rest}"));
    if a.starts_with("http://") != b.starts_with("http://") {
        found.push(Difference::Scheme);
        (a, b) = (scheme(&a).unwrap_or(a), scheme(&b).unwrap_or(b));
    }
    let single = |text: &str| text.replace("://", ":\u{0}").replace("//", "/").replace(":\u{0}", "://");
    if a != b && single(&a) == single(&b) {
        found.push(Difference::DoubleSlash);
        return found;
    }
    if a == b {
        if found.is_empty() {
            found.push(Difference::Stray);
        }
        return found;
    }
    if let Some(one) = spelling(&a, &b) {
        found.push(one);
        return found;
    }
    let part = |named, token: &str, credential: &str| Difference::Part {
        named,
        token: token.to_owned(),
        credential: credential.to_owned(),
    };
    let github = "https://token.actions.githubusercontent.com";
    let slug = |text: &str| text.strip_prefix(github).map(|rest| rest.trim_matches('/').to_owned());
    if let (Some(one), Some(other)) = (slug(&a), slug(&b)) {
        found.push(part(Named::Enterprise, &one, &other));
        return found;
    }
    let is_own_name =
        |text: &str| text.starts_with("https://kubernetes.default.svc") || text.starts_with("kubernetes/");
    if is_own_name(&a) != is_own_name(&b) {
        found.push(Difference::ClusterName);
        return found;
    }
    if let (Some(one), Some(other)) = (aks(&a), aks(&b)) {
        for (named, one, other) in
            [(Named::Region, one.0, other.0), (Named::Tenant, one.1, other.1), (Named::Cluster, one.2, other.2)]
        {
            if one != other {
                found.push(part(named, one, other));
            }
        }
        return found;
    }
    if let (Some(one), Some(other)) = (entra_tenant(&a), entra_tenant(&b)) {
        if a.contains("sts.windows.net") != b.contains("sts.windows.net") {
            found.push(Difference::Version);
        }
        if !one.eq_ignore_ascii_case(other) {
            found.push(part(Named::Tenant, one, other));
        }
        if found.is_empty() {
            found.push(Difference::Other);
        }
        return found;
    }
    let is_devops = |text: &str| text.starts_with("https://vstoken.dev.azure.com/");
    match (is_devops(&a), is_devops(&b)) {
        (true, true) => {
            let organisation = |text: &str| text.rsplit('/').next().unwrap_or_default().to_owned();
            found.push(part(Named::Organisation, &organisation(&a), &organisation(&b)));
        }
        (one, other) if one != other && (entra_tenant(&a).is_some() || entra_tenant(&b).is_some()) => {
            found.push(Difference::Form);
        }
        _ => found.push(Difference::Other),
    }
    found
}

/// Region, tenant and cluster of an AKS issuer.
fn aks(issuer: &str) -> Option<(&str, &str, &str)> {
    let (host, path) = issuer.strip_prefix("https://")?.split_once('/')?;
    let region = host.strip_suffix(".oic.prod-aks.azure.com")?;
    let (tenant, cluster) = path.trim_end_matches('/').split_once('/')?;
    Some((region, tenant, cluster))
}

/// The tenant of an issuer of Entra ID.
fn entra_tenant(issuer: &str) -> Option<&str> {
    let (host, path) = issuer.strip_prefix("https://")?.split_once('/')?;
    let known = host == "sts.windows.net" || host.starts_with("login.microsoftonline.");
    path.split('/').next().filter(|tenant| known && is_guid(tenant))
}

/// What differs between two audiences.
pub(super) fn of_audience(token: &str, credential: &str) -> Vec<Difference> {
    let is_exchange = |text: &str| text.starts_with(EXCHANGE_AUDIENCE);
    vec![if let Some(one) = spelling(token, credential) {
        one
    } else if token.starts_with("https://github.com/") {
        Difference::DefaultAudience
    } else if is_exchange(token) && is_exchange(credential) {
        Difference::Cloud
    } else if token == EXCHANGE_ID || credential == EXCHANGE_ID {
        Difference::AudienceId
    } else if token.trim_end_matches('/') == credential.trim_end_matches('/') {
        Difference::Slash { in_token: token.ends_with('/') }
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
    let found = github(token, credential)
        .or_else(|| kubernetes(token, credential))
        .or_else(|| devops(token, credential))
        .or_else(|| eid1(token, credential))
        .or_else(|| pairs(token, credential))
        .filter(|found| !found.is_empty());
    found.unwrap_or_else(|| {
        if is_guid(token) && is_guid(credential) { vec![Difference::IdKind] } else { vec![Difference::Other] }
    })
}

fn parts<const COUNT: usize>(all: [(Named, &str, &str); COUNT]) -> Vec<Difference> {
    let differ =
        all.into_iter().filter(|(_, token, credential)| token != credential && !fits_masked(token, credential));
    differ
        .map(|(named, token, credential)| Difference::Part {
            named,
            token: token.to_owned(),
            credential: credential.to_owned(),
        })
        .collect()
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
        let (owner, rest) = subject
            .get(..5)
            .filter(|start| start.eq_ignore_ascii_case("repo:"))
            .and_then(|_| subject.get(5..)?.split_once('/'))?;
        let (repository, rest) = rest.split_once(':').unwrap_or((rest, ""));
        let id = |text: &'t str| match text.split_once('@') {
            Some((name, id)) => (name, Some(id)),
            None => (text, None),
        };
        let ((owner, owner_id), (repository, repository_id)) = (id(owner), id(repository));
        Some(Self { owner, owner_id, repository, repository_id, rest })
    }
}

fn github(token: &str, credential: &str) -> Option<Vec<Difference>> {
    let (a, b) = match (GitHub::read(token), GitHub::read(credential)) {
        (Some(a), Some(b)) => (a, b),
        // A template that leaves the repository out.
        (None, Some(_)) | (Some(_), None) => {
            let other = if GitHub::read(token).is_none() { token } else { credential };
            let is_template = [
                "repository_owner",
                "job_workflow_ref:",
                "repository_id:",
                "environment:",
                "ref:",
                "enterprise",
                "actor",
            ];
            return is_template.iter().any(|start| other.starts_with(start)).then(|| vec![Difference::Template]);
        }
        (None, None) => return None,
    };
    let mut found = parts([(Named::Owner, a.owner, b.owner), (Named::Repository, a.repository, b.repository)]);
    let has_ids = |one: &GitHub<'_>| one.owner_id.is_some() || one.repository_id.is_some();
    if has_ids(&a) != has_ids(&b) {
        found.push(Difference::Ids { in_token: has_ids(&a) });
    } else {
        let id = |one: Option<&'_ str>| one.unwrap_or_default().to_owned();
        let (owner, repository) = ((id(a.owner_id), id(b.owner_id)), (id(a.repository_id), id(b.repository_id)));
        found
            .extend(parts([(Named::OwnerId, &owner.0, &owner.1), (Named::RepositoryId, &repository.0, &repository.1)]));
    }
    if a.rest != b.rest {
        found.extend(entities(a.rest, b.rest));
    }
    Some(found)
}

/// What the rest of a subject says of the job, and whether it is spelt as GitHub spells it.
fn entity(rest: &str) -> Option<(Entity, &str, bool)> {
    let lower = rest.to_ascii_lowercase();
    let value = |mark: &str| lower.starts_with(mark).then(|| rest.get(mark.len()..)).flatten();
    if matches!(lower.as_str(), "pull_request" | "pull-request" | "pullrequest" | "pull_requests" | "pr") {
        return Some((Entity::PullRequest, "", rest == "pull_request"));
    }
    let all = [
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
    all.into_iter().find_map(|(mark, entity, is_right)| value(mark).map(|value| (entity, value, is_right)))
}

fn entities(token: &str, credential: &str) -> Vec<Difference> {
    // A branch without the words before it.
    if let (Some((entity, value, _)), Some(short)) = (entity(token), credential.strip_prefix("ref:"))
        && self::entity(credential).is_none()
    {
        let named = if entity == Entity::Tag { Named::Tag } else { Named::Branch };
        return match entity {
            Entity::Branch | Entity::Tag if short == value || short.strip_prefix("refs/") == Some(value) => {
                vec![Difference::ShortRef]
            }
            Entity::Branch | Entity::Tag => {
                let part = Difference::Part { named, token: value.to_owned(), credential: short.to_owned() };
                vec![Difference::ShortRef, part]
            }
            _ => vec![Difference::Entity {
                token: (entity, value.to_owned()),
                credential: (Entity::Branch, short.to_owned()),
            }],
        };
    }
    let (Some(a), Some(b)) = (entity(token), entity(credential)) else { return vec![Difference::Template] };
    let mut found = Vec::new();
    if a.0 != b.0 {
        let owned = |one: (Entity, &str, bool)| (one.0, one.1.to_owned());
        found.push(Difference::Entity { token: owned(a), credential: owned(b) });
    } else if a.1 != b.1 && !fits_masked(a.1, b.1) {
        let named = match a.0 {
            Entity::Environment => Named::Environment,
            Entity::Tag => Named::Tag,
            _ => Named::Branch,
        };
        found.extend(parts([(named, a.1, b.1)]));
    }
    if a.2 != b.2 && a.0 == b.0 {
        found.push(Difference::Spelling);
    }
    if found.is_empty() {
        found.push(Difference::LetterCase);
    }
    found
}

fn kubernetes(token: &str, credential: &str) -> Option<Vec<Difference>> {
    let read = |text: &str| -> Option<(String, String)> {
        let (namespace, name) = text.strip_prefix("system:serviceaccount:")?.split_once(':')?;
        Some((namespace.to_owned(), name.to_owned()))
    };
    let (a, b) = (read(token)?, read(credential)?);
    Some(parts([(Named::Namespace, &a.0, &b.0), (Named::ServiceAccount, &a.1, &b.1)]))
}

fn devops(token: &str, credential: &str) -> Option<Vec<Difference>> {
    let is_eid = |text: &str| text.starts_with("/eid1/");
    let read = |text: &str| -> Option<Vec<String>> {
        let parts: Vec<String> = text.strip_prefix("sc://")?.splitn(3, '/').map(str::to_owned).collect();
        (parts.len() == 3).then_some(parts)
    };
    match (read(token), read(credential)) {
        (Some(a), Some(b)) => match (a.as_slice(), b.as_slice()) {
            ([a, c, e], [b, d, f]) => {
                Some(parts([(Named::Organisation, a, b), (Named::Project, c, d), (Named::Connection, e, f)]))
            }
            _ => None,
        },
        (Some(_), None) if is_eid(credential) => Some(vec![Difference::Form]),
        (None, Some(_)) if is_eid(token) => Some(vec![Difference::Form]),
        _ => None,
    }
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
    let hex = encoding::to_hex(&[&[d, c, b, a, f, e, h, g], &rest[..]].concat()).to_lowercase();
    let group = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().to_owned();
    Some([group(0, 8), group(8, 12), group(12, 16), group(16, 20), group(20, 32)].join("-"))
}

fn eid1(token: &str, credential: &str) -> Option<Vec<Difference>> {
    let (a, b) = (decode_eid1(token)?, decode_eid1(credential)?);
    let mut found = parts([(Named::Tenant, &a.0, &b.0), (Named::Application, &a.1, &b.1)]);
    let connection = |text: &str| text.split_once("/sc/").map(|(_, rest)| rest.to_owned()).unwrap_or_default();
    found.extend(parts([(Named::Connection, &connection(token), &connection(credential))]));
    Some(found)
}

/// Subjects of names and values, as of GitLab and Terraform Cloud: `project_path:a/b:ref_type:branch:ref:main`.
fn pairs(token: &str, credential: &str) -> Option<Vec<Difference>> {
    const NAMES: [(&str, Named); 7] = [
        ("project_path", Named::Project),
        ("ref_type", Named::RefType),
        ("ref", Named::Branch),
        ("organization", Named::Organisation),
        ("project", Named::Project),
        ("workspace", Named::Workspace),
        ("run_phase", Named::RunPhase),
    ];
    let read = |text: &str| -> Option<Vec<(String, String)>> {
        let words: Vec<&str> = text.split(':').collect();
        let pairs = words.chunks(2).map(|two| match two {
            [name, value] => Some(((*name).to_owned(), (*value).to_owned())),
            _ => None,
        });
        pairs.collect()
    };
    let (a, b) = (read(token)?, read(credential)?);
    if a.len() < 2 || !a.iter().map(|one| &one.0).eq(b.iter().map(|one| &one.0)) {
        return None;
    }
    let mut found = Vec::new();
    for ((name, token), (_, credential)) in a.iter().zip(&b) {
        let named = NAMES.iter().find(|(known, _)| known == name)?.1;
        found.extend(parts([(named, token, credential)]));
    }
    Some(found)
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
