//! Which certificates a tenant lets people register on applications, and the authorities that it trusts for them.
//!
//! Sources: Microsoft Graph's `tenantAppManagementPolicy`, `appManagementPolicy`, `keyCredentialConfiguration` and
//! `certificateBasedApplicationConfiguration`.

use std::sync::Arc;

use crate::evidence::certificate::Certificate;
use crate::language::Text;
use crate::notation::duration::Duration;
use crate::notation::instant::Instant;

/// An app management policy, as far as it is about certificates.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AppPolicy {
    /// Name of the input it came from.
    pub input: String,
    /// Its display name.
    pub name: Option<String>,
    /// Whether it is assigned to single applications, and takes the place of the tenant's default for them.
    pub is_custom: bool,
    /// Whether it is in force.
    pub is_enabled: bool,
    /// The longest lifetime of a certificate, with the scope of that rule.
    pub lifetime: Option<(Duration, Scope)>,
    /// The trusted authorities, with the scope of that rule: ids of [`TrustedAuthorities`].
    pub authorities: Option<(Vec<String>, Scope)>,
}

/// Which applications a rule is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scope {
    /// Only those created after this; `None` for all.
    pub created_after: Option<Instant>,
}

impl Scope {
    /// Whether the rule is for an application created at this time. `None` if that is not known.
    pub fn includes(self, created: Option<Instant>) -> Option<bool> {
        match (self.created_after, created) {
            (None, _) => Some(true),
            (Some(after), Some(created)) => Some(created >= after),
            (Some(_), None) => None,
        }
    }
}

impl AppPolicy {
    /// A short name: its display name, or the input.
    pub fn label(&self) -> Text {
        Text::verbatim(match &self.name {
            Some(name) => format!("\"{}\"", crate::notation::text::shorten(name, 60)),
            None => self.input.clone(),
        })
    }
}

/// Authorities that are trusted together for certificates of applications.
#[derive(Debug, Clone, Default)]
pub struct TrustedAuthorities {
    /// The id that a policy refers to.
    pub id: Option<String>,
    /// Those of their certificates that can be read.
    pub certificates: Vec<Arc<Certificate>>,
    /// Whether every one could be read.
    pub is_whole: bool,
}
