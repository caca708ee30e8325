//! What all inputs hold together: each thing once, within the limits.

use std::sync::Arc;

use crate::assertion::Assertion;
use crate::certificate::Certificate;
use crate::input::{self, Evidence, Input, Recognised};
use crate::limits;
use crate::report::InputReport;
use crate::request::Request;
use crate::server_error::ServerError;

/// What all inputs hold together.
#[derive(Debug, Default)]
pub struct Gathered {
    /// What became of each input.
    pub inputs: Vec<InputReport>,
    /// Every assertion, each once.
    pub assertions: Vec<Assertion>,
    /// Every certificate, each once.
    pub certificates: Vec<Arc<Certificate>>,
    /// Every error.
    pub errors: Vec<ServerError>,
    /// Every request for a token, each once.
    pub requests: Vec<Request>,
    /// Texts that nothing recognised.
    pub texts: Vec<String>,
}

impl Gathered {
    /// Recognises what is in an input and keeps it.
    pub fn take(&mut self, input: &Input) {
        let mut found = input::recognise(input);
        let (kind, detail) = (found.kind().to_owned(), found.detail());
        for evidence in std::mem::take(&mut found.evidence) {
            self.keep(evidence, &mut found);
        }
        self.inputs.push(InputReport {
            name: input.name.clone(),
            kind,
            detail,
            problem: (!found.problems.is_empty()).then(|| found.problems.join(" ")),
            unwrapped: found.unwrapped,
        });
    }

    fn keep(&mut self, evidence: Evidence, found: &mut Recognised) {
        match evidence {
            Evidence::Assertion(_) if self.assertions.len() >= limits::MAX_ASSERTIONS => {
                full(found, format!("More than {} assertions; the rest were left out.", limits::MAX_ASSERTIONS));
            }
            Evidence::Certificate(_) if self.certificates.len() >= limits::MAX_CERTIFICATES => {
                full(found, format!("More than {} certificates; the rest were left out.", limits::MAX_CERTIFICATES));
            }
            Evidence::Assertion(assertion) => {
                if !self.assertions.iter().any(|known| known.token == assertion.token) {
                    self.assertions.push(*assertion);
                }
            }
            Evidence::Certificate(certificate) => {
                if !self.certificates.iter().any(|known| known.sha256 == certificate.sha256) {
                    self.certificates.push(Arc::new(*certificate));
                }
            }
            Evidence::Error(_) if self.errors.len() >= limits::MAX_ERRORS => {
                full(found, format!("More than {} errors; the rest were left out.", limits::MAX_ERRORS));
            }
            Evidence::Error(error) => self.errors.push(*error),
            Evidence::Request(request) => {
                if !self.requests.contains(&request) && self.requests.len() < limits::MAX_REQUESTS {
                    self.requests.push(*request);
                }
            }
            Evidence::Text(text) => self.texts.push(text),
        }
    }
}

fn full(found: &mut Recognised, problem: String) {
    if !found.problems.contains(&problem) {
        found.problems.push(problem);
    }
}
