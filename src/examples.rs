//! The examples that a newcomer can look at: real tokens, signed with a key that was made for the purpose.

/// An example: a name, what it shows, the clock to show it at, and its inputs.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Example {
    /// Its id.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it shows, in one sentence.
    pub say: &'static str,
    /// The time to inspect it at, RFC 3339.
    pub at: &'static str,
    /// Its inputs.
    pub inputs: &'static [ExampleInput],
}

/// An input of an example.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ExampleInput {
    /// Its name.
    pub name: &'static str,
    /// Its content.
    pub text: &'static str,
}

const APP: ExampleInput = ExampleInput { name: "app.pem", text: include_str!("../tests/fixtures/app.pem") };
const AT: &str = "2026-11-23T10:02:00Z";

/// Every example.
pub const ALL: &[Example] = &[
    Example {
        id: "hex-text-in-x5t",
        title: "Hex text in x5t",
        say: "The most common mistake in assertions built by hand.",
        at: AT,
        inputs: &[ExampleInput { name: "app.jwt", text: include_str!("../tests/fixtures/x5t-hex-text.jwt") }, APP],
    },
    Example {
        id: "wrong-certificate",
        title: "Wrong certificate",
        say: "The program names and uses another certificate than the one you have.",
        at: AT,
        inputs: &[ExampleInput { name: "app.jwt", text: include_str!("../tests/fixtures/other-certificate.jwt") }, APP],
    },
    Example {
        id: "all-in-order",
        title: "All in order",
        say: "Nothing in the files explains a refusal; see what remains to be checked.",
        at: AT,
        inputs: &[ExampleInput { name: "app.jwt", text: include_str!("../tests/fixtures/in-order.jwt") }, APP],
    },
];
