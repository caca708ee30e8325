//! The page's content security policy.
//!
//! It allows exactly the style and the scripts that were inlined, by their hashes, WebAssembly, and a worker from a
//! `blob:` address; no request of any kind, and no text turned into markup or code.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::html::StartTag;

/// What index.html holds in the place of the policy.
pub(crate) const PLACEHOLDER: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"generated\">";

/// A policy in the making.
#[derive(Debug)]
pub(crate) struct Policy {
    scripts: Vec<String>,
    styles: Vec<String>,
    trusted_types: String,
}

impl Policy {
    /// A policy that allows no script and no style yet; `trusted_types` names the one policy the page may make.
    pub(crate) fn new(trusted_types: &str) -> Policy {
        Policy { scripts: Vec::new(), styles: Vec::new(), trusted_types: trusted_types.to_owned() }
    }

    /// Allows a script; `content` is what stands between its tags, to the last byte.
    pub(crate) fn allow_script(&mut self, content: &str) {
        self.scripts.push(source(content));
    }

    /// Allows a style; `content` as for a script.
    pub(crate) fn allow_style(&mut self, content: &str) {
        self.styles.push(source(content));
    }

    /// The `<meta>` element that sets the policy.
    pub(crate) fn meta(&self) -> String {
        let list = |sources: &[String]| if sources.is_empty() { "'none'".to_owned() } else { sources.join(" ") };
        let directives = [
            "default-src 'none'".to_owned(),
            format!("script-src {} 'wasm-unsafe-eval'", self.scripts.join(" ")),
            "worker-src blob:".to_owned(),
            format!("style-src {}", list(&self.styles)),
            "base-uri 'none'".to_owned(),
            "form-action 'none'".to_owned(),
            "require-trusted-types-for 'script'".to_owned(),
            format!("trusted-types {}", self.trusted_types),
        ];
        format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">", directives.join("; "))
    }
}

/// The hash of a script or style as a policy names it.
pub(crate) fn source(content: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(content)))
}

/// Whether a tag is [`PLACEHOLDER`].
pub(crate) fn is_placeholder(tag: &StartTag) -> bool {
    is_policy(tag) && tag.get("content") == Some("generated")
}

/// Whether a tag sets a content security policy.
pub(crate) fn is_policy(tag: &StartTag) -> bool {
    tag.name == "meta" && tag.get("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("content-security-policy"))
}

/// Whether a tag names the character set.
pub(crate) fn is_charset(tag: &StartTag) -> bool {
    tag.name == "meta" && tag.get("charset").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_what_it_was_told_and_nothing_else() {
        let mut policy = Policy::new("the-name");
        policy.allow_script("alert('Hello, world.');");
        policy.allow_style("");
        assert_eq!(
            policy.meta(),
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             script-src 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=' 'wasm-unsafe-eval'; worker-src blob:; \
             style-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; base-uri 'none'; form-action 'none'; \
             require-trusted-types-for 'script'; trusted-types the-name\">"
        );
    }
}
