//! The time that an inspection is made for.

use serde::Serialize;

use crate::evidence::server_error::ServerError;
use crate::notation::instant::Instant;

/// The time an inspection is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The time.
    pub at: Instant,
    /// Where it comes from.
    pub source: AtSource,
}

impl Clock {
    /// The server's own time, or else the one given, or else `now`.
    pub fn new(error: Option<&ServerError>, given: Option<Instant>, now: Instant) -> Self {
        match (error.and_then(ServerError::time), given) {
            (Some(at), _) => Self { at, source: AtSource::Error },
            (None, Some(at)) => Self { at, source: AtSource::Given },
            (None, None) => Self { at: now, source: AtSource::Now },
        }
    }

    /// It is the time of the refusal, not merely the time of looking at it.
    pub fn is_given(self) -> bool {
        self.source != AtSource::Now
    }
}

/// Where the time of an inspection comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum AtSource {
    /// The error text's own `Current time` or `Timestamp`.
    Error,
    /// The user named it.
    Given,
    /// The clock of this machine.
    Now,
}
