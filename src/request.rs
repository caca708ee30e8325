//! A request to the token endpoint: where it goes, and what it carries.
//!
//! Source: RFC 6749 §4.4.2 and RFC 7523 §2.2; Microsoft's page on the client credentials flow.

use crate::instant::Instant;

/// A request to the token endpoint, from whatever it was written down in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// Name of the input it came from.
    pub input: String,
    /// What it was written as, to show: `form body`, `curl command`, `HTTP request`, `HAR entry`, …
    pub written: &'static str,
    /// The method, upper case; `None` where the text does not say.
    pub method: Option<String>,
    /// The address as written; `None` where the text does not say.
    pub url: Option<String>,
    /// The media type of the body, without its parameters, lower case; `None` where the text does not say.
    pub content_type: Option<String>,
    /// The name and kind of credentials in the Authorization header, such as `Basic`; `None` where there is no such header.
    pub authorization: Option<String>,
    /// What the body is.
    pub body: Body,
    /// The body of the answer, where it came along with the request.
    pub response: Option<String>,
    /// When it was sent.
    pub at: Option<Instant>,
}

/// The body of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Body {
    /// There is none, or the text does not hold it.
    #[default]
    None,
    /// A form: `name=value&name=value`.
    Form(Vec<Parameter>),
    /// A JSON object; its members are kept as parameters, so that what was meant can be judged.
    Json(Vec<Parameter>),
    /// Fields of `multipart/form-data`.
    Multipart(Vec<Parameter>),
    /// Something else, as text.
    Other(String),
}

/// One parameter of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The name, decoded.
    pub name: String,
    /// The value as the server gets it: percent-decoded once, `+` read as a space.
    pub value: String,
    /// The value as it stands in the body.
    pub raw: String,
}

impl Request {
    /// Every parameter of the body, whatever its form.
    pub fn parameters(&self) -> &[Parameter] {
        match &self.body {
            Body::Form(all) | Body::Json(all) | Body::Multipart(all) => all,
            Body::None | Body::Other(_) => &[],
        }
    }

    /// The first parameter of this name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters().iter().find(|one| one.name == name)
    }
}
