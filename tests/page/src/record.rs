//! What must never happen on the page, recorded.

use std::fmt;

use serde_json::Value;

use crate::devtools::Event;

/// Everything that happened and should not have; a clean record is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Addresses that were asked for, apart from the page itself and what it holds.
    pub requests: Vec<String>,
    /// Violations of the page's policy.
    pub violations: Vec<String>,
    /// Errors on the console, uncaught ones included.
    pub errors: Vec<String>,
}

/// What a session must report for a record to be complete.
pub(crate) const REPORTS: [&str; 3] = ["Runtime.enable", "Log.enable", "Network.enable"];

impl Record {
    /// Whether nothing happened.
    pub fn is_clean(&self) -> bool {
        *self == Record::default()
    }

    /// Takes note of an event; `page` is the page's own address.
    pub(crate) fn note(&mut self, event: &Event, page: &str) {
        let params = &event.params;
        match event.method.as_str() {
            "Network.requestWillBeSent" => {
                let address = string(&params["request"]["url"]);
                let inside = address == page || address.starts_with("blob:") || address.starts_with("data:");
                if !inside {
                    self.requests.push(address);
                }
            }
            "Audits.issueAdded" if params["issue"]["code"] == "ContentSecurityPolicyIssue" => {
                let details = &params["issue"]["details"]["contentSecurityPolicyIssueDetails"];
                let (directive, blocked) = (&details["violatedDirective"], &details["blockedURL"]);
                self.violations.push(format!("{} by {}", string(directive), string(blocked)));
            }
            "Log.entryAdded" if params["entry"]["level"] == "error" => {
                self.errors.push(string(&params["entry"]["text"]));
            }
            "Runtime.consoleAPICalled" if ["error", "assert"].iter().any(|kind| params["type"] == *kind) => {
                let words = params["args"].as_array().into_iter().flatten();
                let words = words.map(|word| string(word.get("value").unwrap_or(&word["description"])));
                self.errors.push(words.collect::<Vec<_>>().join(" "));
            }
            "Runtime.exceptionThrown" => {
                let details = &params["exceptionDetails"];
                self.errors.push(string(details["exception"].get("description").unwrap_or(&details["text"])));
            }
            _ => {}
        }
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [("request", &self.requests), ("violation", &self.violations), ("error", &self.errors)];
        for (kind, entries) in kinds {
            for entry in entries {
                writeln!(f, "{kind}: {entry}")?;
            }
        }
        Ok(())
    }
}

fn string(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
