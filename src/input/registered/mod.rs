//! Registered keys: JSON from Microsoft Graph, the Azure CLI and PowerShell, both manifest formats, PowerShell listings.

mod dates;
pub(super) mod json;
mod listing;

pub(super) use listing::{recognise as from_listing, tables};

use std::sync::Arc;

use dates::Order;

use crate::evidence::certificate::Certificate;
use crate::evidence::registration::{RegisteredKey, ValueProblem};
use crate::language::Text;
use crate::notation::encoding;

/// Where registered keys are read from.
#[derive(Debug, Clone, Copy)]
struct Origin<'a> {
    /// Name of the input.
    input: &'a str,
    /// The order of day and month in it, if one of its dates tells.
    order: Option<Order>,
}

/// Reads the value of a key credential: base64 of DER or, by mistake, base64 of PEM.
fn read_value(input: &str, text: &str, key: &mut RegisteredKey) {
    let compact: String = text.split_whitespace().collect();
    let unreadable = |why: Text| Some(ValueProblem::Unreadable(why));
    if compact.is_empty() {
        return;
    }
    if text.contains("-----BEGIN") {
        let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
        key.problem = Some(ValueProblem::Pem);
        return read_der(input, encoding::base64_any(&body).map(|decoded| decoded.bytes).as_deref(), key);
    }
    let Some(bytes) = encoding::base64_any(&compact).map(|decoded| decoded.bytes) else {
        key.problem = unreadable(say!("it is not base64"));
        return;
    };
    match std::str::from_utf8(&bytes) {
        Ok(inner) if inner.contains("-----BEGIN") => {
            let body: String = inner.lines().filter(|line| !line.starts_with("-----")).collect();
            key.problem = Some(ValueProblem::Pem);
            read_der(input, encoding::base64_any(&body).map(|decoded| decoded.bytes).as_deref(), key);
        }
        _ => read_der(input, Some(&bytes), key),
    }
}

fn read_der(input: &str, bytes: Option<&[u8]>, key: &mut RegisteredKey) {
    match bytes.map(|bytes| Certificate::from_der(input, bytes)) {
        Some(Ok(certificate)) => key.certificate = Some(Arc::new(certificate)),
        Some(Err(problem)) => key.problem = Some(ValueProblem::Unreadable(Text::verbatim(problem.to_string()))),
        None => key.problem = Some(ValueProblem::Unreadable(say!("it is not base64"))),
    }
}
