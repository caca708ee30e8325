//! What an id or a code of the server means, for people who met it elsewhere.

use crate::checks::finding::Id;
use crate::checks::{self, codes};
use crate::language::Phrase;
use crate::preflight;

/// Explains the id of a finding by its reference page, in Markdown, and a code of the server, with or without `AADSTS`, in a
/// sentence or two. `None` if neither is known.
///
/// ```
/// assert!(assertion_inspector::explain("AADSTS700027").unwrap().contains("signature"));
/// assert!(assertion_inspector::explain("certificate-mismatch").unwrap().contains("## How to fix it"));
/// assert_eq!(assertion_inspector::explain("no-such-finding"), None);
/// ```
pub fn explain(what: &str) -> Option<String> {
    let what = what.trim().trim_end_matches(':');
    let bare = what.get(..6).filter(|start| start.eq_ignore_ascii_case("AADSTS")).and(what.get(6..)).unwrap_or(what);
    if let Ok(number) = bare.parse::<u64>() {
        return codes::explain(number).map(|meaning| format!("AADSTS{number}: {meaning}\n"));
    }
    let ids = checks::all().iter().flat_map(|check| check.ids).chain(checks::internal::IDS).chain(preflight::IDS);
    ids.copied().find(|id| id.name.eq_ignore_ascii_case(what)).map(page)
}

/// The reference page of a finding.
fn page(id: &Id) -> String {
    let page = id.page();
    let said = |texts: &[String]| texts.iter().map(|text| Phrase::said(text).to_string()).collect::<Vec<_>>();
    let list = |title: &str, items: &[String]| {
        let items: String = items.iter().map(|item| format!("- {item}\n")).collect();
        if items.is_empty() { items } else { format!("\n## {title}\n\n{items}") }
    };
    let code = |items: &[String]| items.iter().map(|item| format!("`{item}`")).collect::<Vec<_>>();
    let citations: Vec<String> = id.citations.iter().map(|url| format!("<{url}>")).collect();
    let guide: Vec<String> = id.guide.iter().map(|point| format!("`{point}`")).collect();
    format!(
        "# {}\n\n`{}`\n\n{}\n{}{}{}{}\nPoints of the guide: {}\n",
        Phrase::said(&page.title),
        id.name,
        said(&page.paragraphs).join("\n\n"),
        list("How to fix it", &said(&page.fixes)),
        list("An example that raises it", &code(&page.raises)),
        list("The same, mended", &code(&page.mended)),
        list("Where it is written", &citations),
        guide.join(", "),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_codes() {
        for code in ["700027", "AADSTS700027", "aadsts700027", " AADSTS700027: "] {
            assert!(explain(code).unwrap().starts_with("AADSTS700027: "), "{code}");
        }
        assert!(explain("50126").unwrap().contains("password"));
        let page = explain("certificate-not-registered").unwrap();
        assert!(page.starts_with("# The certificate is not registered") && page.contains("## How to fix it"));
        for unknown in ["", "AADSTS", "123456", "AADSTS123456", "no-such-finding", "AADSTS-1", "é"] {
            assert_eq!(explain(unknown), None, "{unknown}");
        }
    }
}
