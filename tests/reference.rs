//! Every id has a page whose examples hold: the faulty one raises exactly this id, and the mended one does not.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;
mod documents;

use std::collections::BTreeSet;

use assertion_inspector::preflight;
use assertion_inspector::report::{CaseReport, Report, Status};
use assertion_inspector::testing::checks;
use assertion_inspector::testing::checks::citations;
use assertion_inspector::testing::checks::codes;
use assertion_inspector::testing::checks::finding::Id;
use assertion_inspector::testing::checks::guide_points as guide;
use assertion_inspector::testing::checks::ranks::{FOREMOST, RANKS};
use common::Forge;

fn ids() -> Vec<&'static Id> {
    checks::all().iter().flat_map(|check| check.ids).chain(checks::internal::IDS).copied().collect()
}

/// The ids that only a preflight raises: its own tests raise them, since their examples are not cases.
fn of_preflight() -> impl Iterator<Item = &'static Id> {
    preflight::IDS.iter().copied()
}

fn case(line: &str) -> (Report, CaseReport) {
    let report = Forge::from_directives(line).example().inspect();
    let case = report.cases.first().expect("a case").clone();
    (report, case)
}

fn statuses(case: &CaseReport, id: &str) -> Vec<Status> {
    case.findings.iter().filter(|finding| finding.id == id).map(|finding| finding.status).collect()
}

#[test]
fn faulty_examples_raise_exactly_their_id() {
    let mut failures = Vec::new();
    for id in ids() {
        for line in &id.page().raises {
            let (_, case) = case(line);
            let status = statuses(&case, id.name).into_iter().min();
            let verdict = case.verdict.finding;
            let right = match status {
                Some(Status::Cause) => verdict == Some(id.name),
                // It stands beside what it explains.
                Some(Status::Note) if id.name == "federated-token-reused" => verdict == Some("assertion-expired"),
                Some(Status::Warning | Status::Note) => verdict.is_none(),
                _ => false,
            };
            if !right {
                let causes: Vec<&str> =
                    case.findings.iter().filter(|one| one.status == Status::Cause).map(|one| one.id).collect();
                failures.push(format!(
                    "{}: {line}\n    verdict {verdict:?}, status {status:?}, causes {causes:?}",
                    id.name
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn mended_examples_do_not_raise_it() {
    let mut failures = Vec::new();
    for id in ids() {
        for line in &id.page().mended {
            let (_, case) = case(line);
            let faulty = statuses(&case, id.name).into_iter().any(|status| status <= Status::Note);
            if faulty || case.verdict.finding.is_some() {
                failures.push(format!(
                    "{}: {line}\n    verdict {:?}: {}",
                    id.name, case.verdict.finding, case.verdict.headline
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The ids that the checks' source raises as causes by their own name; an id is its constant's name.
fn causes_in_source() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let folder = format!("{}/src/checks", env!("CARGO_MANIFEST_DIR"));
    for file in std::fs::read_dir(folder).expect("the checks") {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("a readable check");
        let arguments = text.split("cause(").skip(1).filter_map(|rest| rest.split([',', ')']).next());
        let names = arguments
            .map(str::trim)
            .filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || "_0123456789".contains(c)));
        found.extend(names.filter(|name| !name.is_empty()).map(|name| name.to_lowercase().replace('_', "-")));
    }
    found
}

#[test]
fn every_cause_has_a_rank_and_no_other_id() {
    let ranked = RANKS.iter().flat_map(|(_, ids)| *ids).chain(FOREMOST).map(|id| id.name.to_owned());
    let ranked: BTreeSet<String> = ranked.collect();
    // What the source names, what the examples raise, and what each code states by itself.
    let mut causes = causes_in_source();
    let examples = ids().into_iter().flat_map(|id| id.page().raises.clone());
    let codes = codes::ALL.iter().map(|code| format!("only-error ; error AADSTS{}: refused.", code.number));
    for line in examples.chain(codes) {
        let findings = case(&line).1.findings.into_iter();
        causes.extend(findings.filter(|one| one.status == Status::Cause).map(|one| one.id.to_owned()));
    }
    let (unranked, idle) = (causes.difference(&ranked), ranked.difference(&causes));
    let (unranked, idle) = (unranked.collect::<Vec<_>>(), idle.collect::<Vec<_>>());
    assert!(unranked.is_empty(), "{unranked:?} can be causes, but ranks.rs does not name them");
    assert!(idle.is_empty(), "ranks.rs names {idle:?}, which are never causes");
}

#[test]
fn every_id_has_a_page_a_citation_a_guide_point_and_an_example() {
    let points: BTreeSet<_> = guide::ALL.iter().map(|point| point.id).collect();
    for id in ids() {
        let page = id.page();
        assert!(!page.title.is_empty() && !page.paragraphs.is_empty(), "{}: {page:?}", id.name);
        assert!(!id.guide.is_empty() && id.guide.iter().all(|point| points.contains(point)), "{}", id.name);
        assert!(id.citations.iter().all(|url| citations::ALL.contains(url)), "{}", id.name);
        // A page with a second paragraph describes a fault; passing findings need no example.
        let fault = page.paragraphs.len() > 1 && id.name != "internal-check-failed";
        assert_eq!(fault, !page.raises.is_empty(), "{} needs an example that raises it", id.name);
        assert_eq!(fault, !page.mended.is_empty(), "{} needs a mended example", id.name);
        assert!(!fault || !id.citations.is_empty(), "{} cites nothing", id.name);
    }
}

#[test]
fn the_ids_of_a_preflight_are_no_other_ids_and_have_pages_of_their_own() {
    let points: BTreeSet<_> = guide::ALL.iter().map(|point| point.id).collect();
    let known: BTreeSet<&str> = ids().into_iter().map(|id| id.name).collect();
    for id in of_preflight() {
        let page = id.page();
        assert!(!known.contains(id.name) && assertion_inspector::explain(id.name).is_some(), "{}", id.name);
        assert!(!page.title.is_empty() && !page.paragraphs.is_empty() && !id.citations.is_empty(), "{}", id.name);
        assert!(!id.guide.is_empty() && id.guide.iter().all(|point| points.contains(point)), "{}", id.name);
        assert_eq!(page.paragraphs.len() > 1, !page.fixes.is_empty(), "{}", id.name);
    }
}

#[test]
fn every_citation_and_every_point_of_the_guide_is_used() {
    let cited: BTreeSet<&str> = ids().into_iter().chain(of_preflight()).flat_map(|id| id.citations).copied().collect();
    let unused: Vec<&&str> = citations::ALL.iter().filter(|url| !cited.contains(**url)).collect();
    assert!(unused.is_empty(), "{unused:?}");
    assert_eq!(guide::ALL.len(), 20);
}

/// Everything that is written from the checks and from the program, by its path: a page for each finding that has one, a table of
/// all findings, the references by code and by words, and what stands outside of the folder of findings.
fn all_documents() -> Vec<(String, String)> {
    let mut table = format!(
        "# Findings\n\n{}\n\nAlso [by error code](by-code.md), [by the words of the error](by-words.md) and [by symptom](../symptoms.md).\n\n| id | what it says | belongs to |\n| --- | --- | --- |\n",
        documents::MADE
    );
    let all: Vec<&'static Id> = ids().into_iter().chain(of_preflight()).collect();
    let with_pages: Vec<&'static Id> = all.iter().copied().filter(|id| documents::has_page(id)).collect();
    let errors = documents::errors(&with_pages);
    assert!(errors.len() > 60, "few findings have an error: {}", errors.len());
    let mut documents = Vec::new();
    for id in all {
        let (page, question) = (id.page(), id.stage.question());
        if !documents::has_page(id) {
            table += &format!("| `{}` | {} | {question} |\n", id.name, page.title);
            continue;
        }
        table += &format!("| [`{0}`]({0}.md) | {1} | {question} |\n", id.name, page.title);
        let text = assertion_inspector::explain(id.name).expect("a page");
        // Where the page says how to fix it, or at its end.
        let at = text.find("\n## ").expect("a part");
        let (head, rest) = text.split_at(at);
        let text = format!("{head}{}{rest}", documents::errors_section(errors.get(id.name)));
        documents.push((format!("{FOLDER}/{}.md", id.name), text));
    }
    documents.push((format!("{FOLDER}/README.md"), table));
    documents.push((format!("{FOLDER}/by-code.md"), documents::by_code(&with_pages, &errors)));
    documents.push((format!("{FOLDER}/by-words.md"), documents::by_words(&with_pages, &errors)));
    documents.push(("docs/command-line.md".into(), documents::command_line()));
    documents.push(("SKILL.md".into(), documents::skill(&with_pages, &errors)));
    documents.push(("llms.txt".into(), documents::llms()));
    documents
}

const FOLDER: &str = "docs/findings";

#[test]
fn what_is_written_from_the_checks_is_fresh() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let documents = all_documents();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let _ = std::fs::remove_dir_all(root.join(FOLDER));
        std::fs::create_dir_all(root.join(FOLDER)).expect("a folder");
        for (path, text) in &documents {
            std::fs::write(root.join(path), text).expect("a page");
        }
    }
    for (path, text) in &documents {
        let committed = std::fs::read_to_string(root.join(path)).unwrap_or_default();
        assert!(committed == *text, "{path} is out of date: UPDATE_DOCS=1 cargo test --test reference");
    }
    for (path, ..) in documents::LINKS.iter().flat_map(|(_, links)| *links) {
        assert!(root.join(path).is_file(), "llms.txt names {path}, which is not there");
    }
    let files = std::fs::read_dir(root.join(FOLDER)).expect("a folder").count();
    let expected = documents.iter().filter(|(path, _)| path.starts_with(FOLDER)).count();
    assert_eq!(files, expected, "a page without its check is left in {FOLDER}");
}
