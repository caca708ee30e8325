//! The time that an inspection applies to.

use serde::Serialize;

use crate::evidence::server_error::ServerError;
use crate::notation::instant::Instant;

/// The time that an inspection applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The point in time.
    pub at: Instant,
    /// Where the time comes from.
    pub source: AtSource,
}

impl Clock {
    /// Uses the server's own time if the error states it, else the time given, else `now`.
    pub fn new(error: Option<&ServerError>, given: Option<Instant>, now: Instant) -> Self {
        match (error.and_then(ServerError::time), given) {
            (Some(at), _) => Self { at, source: AtSource::Error },
            (None, Some(at)) => Self { at, source: AtSource::Given },
            (None, None) => Self { at: now, source: AtSource::Now },
        }
    }

    /// Returns whether this is the time of the refusal rather than merely the time of the inspection.
    pub fn is_given(self) -> bool {
        self.source != AtSource::Now
    }
}

/// Where the time of an inspection comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum AtSource {
    /// The error text's own `Current time` or `Timestamp`.
    Error,
    /// The user specified it.
    Given,
    /// The clock of this machine.
    Now,
}
