//! HAR: the format saved by browser developer tools and by proxies such as Fiddler and Charles.
//!
//! Source: HAR 1.2, <http://www.softwareishard.com/blog/har-12-spec/>

use serde_json::Value;

use super::body;
use super::found::Found;
use crate::evidence::request::{Body, Parameter, Request, RequestFormat};
use crate::limits;
use crate::notation::encoding;
use crate::notation::instant::Instant;

/// Finds the token requests in a HAR; returns `None` if the text is not one.
pub(super) fn recognise(text: &str) -> Option<Found> {
    if !text.starts_with('{') || !text.contains("\"entries\"") || !text.contains("\"log\"") {
        return None;
    }
    let mut found = Found::default();
    let har: Value = match serde_json::from_str(text) {
        Ok(har) => har,
        Err(problem) => {
            found.problems.push(say!("This looks like a HAR file, but its JSON cannot be read: {problem}.", problem));
            return Some(found);
        }
    };
    let entries = har.get("log")?.get("entries")?.as_array()?;
    let requests: Vec<Request> = entries.iter().filter_map(entry).collect();
    let all = requests.len();
    // A browser sends a preflight request first (OPTIONS), which is not a token request.
    let is_wanted = |one: &Request| one.is_token_request() && one.method.as_deref() != Some("OPTIONS");
    found.requests = requests.into_iter().filter(is_wanted).collect();
    found.others = all - found.requests.len();
    let kept = found.requests.len();
    if kept == 0 {
        found.problems.push(say!("None of the {all} requests in this HAR file goes to a token endpoint.", all));
    }
    let bare = |one: &&Request| one.body == Body::None && one.query().is_empty();
    let without = found.requests.iter().filter(bare).count();
    if without > 0 {
        found.problems.push(say!("{without} of the {kept} requests for a token in this HAR file came without their bodies: save it again with its content, from developer tools that were open before the request was sent.", without, kept));
    }
    if kept > limits::MAX_REQUESTS {
        found
            .problems
            .push(say!("More than {most} requests for a token; the rest were left out.", most = limits::MAX_REQUESTS));
        found.requests.truncate(limits::MAX_REQUESTS);
    }
    Some(found)
}

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str()
}

fn entry(entry: &Value) -> Option<Request> {
    let request = entry.get("request")?;
    let headers = request.get("headers").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let header = |name: &str| {
        headers
            .iter()
            .find(|one| text(one, "name").is_some_and(|known| known.eq_ignore_ascii_case(name)))
            .and_then(|one| text(one, "value"))
    };
    let sent = request.get("postData");
    let kind = sent.and_then(|sent| text(sent, "mimeType")).filter(|kind| !kind.is_empty()).or(header("content-type"));
    Some(Request {
        format: RequestFormat::Har,
        method: text(request, "method").map(str::to_ascii_uppercase),
        url: text(request, "url").map(str::to_owned),
        content_type: kind.and_then(body::media_type),
        authorization: header("authorization").and_then(body::scheme),
        body: sent.map_or(Body::None, |sent| request_body(kind, sent)),
        response: entry.get("response").and_then(|response| response.get("content")).and_then(content),
        at: text(entry, "startedDateTime").and_then(Instant::read),
        ..Request::default()
    })
}

/// Returns the body; some tools write only the list of its parameters instead of its text.
fn request_body(kind: Option<&str>, sent: &Value) -> Body {
    let whole = text(sent, "text").unwrap_or_default();
    let decoded = (text(sent, "encoding") == Some("base64")).then(|| base64(whole)).flatten();
    match body::read(kind, decoded.as_deref().unwrap_or(whole)) {
        Body::None => {
            let listed = sent.get("params").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let pairs = listed.iter().filter_map(|one| text(one, "name").zip(text(one, "value")));
            // Browsers write them as they appear in the body; once decoded by a proxy, they contain spaces or slashes.
            let fields: Vec<Parameter> = pairs
                .map(|(name, value)| match value.contains(['%', '+']) {
                    true => Parameter::encoded(name, value),
                    false => Parameter::plain(name, value),
                })
                .collect();
            if fields.is_empty() { Body::None } else { Body::Form(fields) }
        }
        body => body,
    }
}

fn content(content: &Value) -> Option<String> {
    let body = text(content, "text").filter(|body| !body.trim().is_empty())?;
    match text(content, "encoding") {
        Some("base64") => base64(body),
        _ => Some(body.to_owned()),
    }
}

fn base64(body: &str) -> Option<String> {
    encoding::base64_any(body.trim()).map(|decoded| String::from_utf8_lossy(&decoded.bytes).into_owned())
}
