//! What Chromium reports of what must never happen.

use serde_json::Value;

use crate::connection::Event;
use crate::record::Record;

/// What a session must report for a record to be complete.
pub(crate) const REPORTS: [&str; 3] = ["Runtime.enable", "Log.enable", "Network.enable"];

/// Takes note of an event; `page` is the page's own address.
pub(crate) fn note(record: &mut Record, event: &Event, page: &str) {
    let params = &event.params;
    match event.method.as_str() {
        "Network.requestWillBeSent" => {
            let address = string(&params["request"]["url"]);
            let inside = address == page || address.starts_with("blob:") || address.starts_with("data:");
            if !inside {
                record.requests.push(address);
            }
        }
        "Audits.issueAdded" if params["issue"]["code"] == "ContentSecurityPolicyIssue" => {
            let details = &params["issue"]["details"]["contentSecurityPolicyIssueDetails"];
            let (directive, blocked) = (&details["violatedDirective"], &details["blockedURL"]);
            record.violations.push(format!("{} by {}", string(directive), string(blocked)));
        }
        "Log.entryAdded" if params["entry"]["level"] == "error" => {
            record.errors.push(string(&params["entry"]["text"]));
        }
        "Runtime.consoleAPICalled" if ["error", "assert"].iter().any(|kind| params["type"] == *kind) => {
            let words = params["args"].as_array().into_iter().flatten();
            let words = words.map(|word| string(word.get("value").unwrap_or(&word["description"])));
            record.errors.push(words.collect::<Vec<_>>().join(" "));
        }
        "Runtime.exceptionThrown" => {
            let details = &params["exceptionDetails"];
            record.errors.push(string(details["exception"].get("description").unwrap_or(&details["text"])));
        }
        _ => {}
    }
}

fn string(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
