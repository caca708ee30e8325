//! Many cases at once: the table of a log.

use std::fmt::Write as _;

use anyhow::{Result, ensure};

use page_tests::{Page, fixture, pictures};

use crate::{count, in_time, pace};

/// Drops the log of forty sign-ins, with the certificate of most.
fn forty(page: &mut Page) -> Result<tempfile::TempDir> {
    let folder = tempfile::tempdir()?;
    let log = folder.path().join("app.log");
    std::fs::write(&log, pictures::log()?)?;
    page.verdict_after(|page| page.drop_files(&[log, fixture("app.pem")]))?;
    Ok(folder)
}

/// The texts of what a selector finds.
fn texts(page: &mut Page, selector: &str) -> Result<String> {
    page.text_of(&format!("[...document.querySelectorAll({selector:?})].map(one => one.textContent).join('|')"))
}

#[test]
fn the_first_three_rows_and_the_sentence_are_in_sight_and_the_page_is_short() -> Result<()> {
    in_time(|page| {
        let _folder = forty(page)?;
        for (width, height) in [(1280, 900), (390, 844), (640, 450)] {
            page.look(width, height, false)?;
            for part in [".case-row:nth-child(3)", "#verdict .verdict-title"] {
                let bottom =
                    page.number_of(&format!("document.querySelector({part:?}).getBoundingClientRect().bottom"))?;
                ensure!(bottom <= f64::from(height), "{width}x{height}: {part} ends at {bottom}");
            }
        }
        page.look(1280, 900, false)?;
        let length = page.number_of("document.documentElement.scrollHeight")?;
        assert!(length <= 4000.0, "{length} pixels");
        Ok(())
    })
}

#[test]
fn rows_are_the_gravest_first_and_what_is_in_order_is_folded_and_found() -> Result<()> {
    in_time(|page| {
        let _folder = forty(page)?;
        // The verdict is that of the first row.
        let first = page.text_of("document.querySelector('.case-row .case').textContent")?;
        assert_eq!(page.text_of("document.querySelector('.verdict-title').textContent")?, first);
        assert_eq!(texts(page, ".case-count")?, "37 ×|1 ×|1 ×");
        assert_eq!(page.text_of("document.querySelector('.case-row .case').ariaPressed")?, "true");
        let fold = "[...document.querySelectorAll('.cases-more .link')].find(one => /in order/.test(one.textContent))";
        assert_eq!(page.text_of(&format!("{fold}.textContent"))?, "1 in order");
        page.run(&format!("{fold}.click()"))?;
        assert_eq!(count(page, ".case-row")?, 4.0);
        page.run(&format!("{fold}.click()"))?;
        // The filter finds what is folded, too, by whatever names it.
        for (wanted, found) in
            [("nothing in these", 1.0), ("AADSTS700027", 1.0), ("c3b1d9e2", 4.0), ("no such thing", 0.0)]
        {
            page.run("document.querySelector('.cases-head input').value = ''")?;
            page.type_into(".cases-head input", wanted)?;
            assert_eq!(count(page, ".case-row")?, found, "{wanted}");
        }
        Ok(())
    })
}

#[test]
fn only_the_error_of_the_case_is_shown() -> Result<()> {
    in_time(|page| {
        let _folder = forty(page)?;
        assert_eq!(count(page, "#errors .error")?, 1.0);
        let ids = "document.querySelector('#errors .error').textContent";
        let newest = page.text_of(ids)?;
        page.run("document.querySelector('.case-list').open = true")?;
        page.click(".case-list li:nth-child(5) button")?;
        page.wait_for(&format!("{ids} !== {newest:?}"))?;
        assert_eq!(page.evaluate("document.getElementById('result').open")?, false, "the rest of it stays folded");
        Ok(())
    })
}

#[test]
fn the_other_cases_can_be_opened_beside_a_time_that_cannot_be_read() -> Result<()> {
    in_time(|page| {
        let _folder = forty(page)?;
        page.click("#clock-change")?;
        page.run("document.getElementById('at').value = ''")?;
        page.type_into("#at", "yesterday")?;
        page.verdict_after(|page| page.press(page_tests::keys::TAB))?;
        page.wait_for("!document.getElementById('at-problem').hidden")?;
        let token = page.text_of("document.getElementById('token').textContent")?;
        page.click("#cases .case[aria-pressed='false']")?;
        page.wait_for(&format!("document.getElementById('token').textContent !== {token:?}"))
    })
}

#[test]
fn a_column_says_which_way_it_is_sorted_and_turns_round() -> Result<()> {
    in_time(|page| {
        let _folder = forty(page)?;
        page.look(1280, 900, false)?;
        let numbers = "[...document.querySelectorAll('.case-count')].map(one => parseInt(one.textContent))";
        for (column, press, expected, counts) in [
            (3, 1, "descending", Some("37,1,1")),
            (3, 2, "ascending", Some("1,1,37")),
            (4, 1, "ascending", None),
            (4, 2, "descending", None),
            (3, 1, "descending", Some("37,1,1")),
        ] {
            page.click(&format!("#cases th:nth-child({column}) button"))?;
            let sorted =
                page.text_of("[...document.querySelectorAll('#cases th')].map(one => one.ariaSort ?? '').join()")?;
            let wanted = format!("{}{expected}{}", ",".repeat(column - 1), ",".repeat(5 - column));
            assert_eq!(sorted, wanted, "column {column}, press {press}");
            if let Some(counts) = counts {
                assert_eq!(page.text_of(&format!("{numbers}.join()"))?, counts);
            }
            // Rows lie as it was said: times sort as text.
            let cells = format!(
                "[...document.querySelectorAll('.case-row > :nth-child({column})')].map(one => one.textContent)"
            );
            let order = if expected == "ascending" { "<=" } else { ">=" };
            let compared = if column == 3 { numbers } else { &cells };
            let lies =
                page.evaluate(&format!("{compared}.every((one, at, all) => at === 0 || all[at - 1] {order} one)"))?;
            assert_eq!(lies, true, "column {column}, press {press}");
        }
        Ok(())
    })
}

/// What the page saves, as text: it is asked of the button's own address.
#[test]
fn the_table_is_saved_as_csv_that_no_spreadsheet_runs() -> Result<()> {
    in_time(|page| {
        let _folder = forty(page)?;
        page.run("const make = URL.createObjectURL; URL.createObjectURL = (blob) => { window.saved = blob.text(); return make(blob); }; \
                  document.addEventListener('click', (event) => { if (event.target.download) event.preventDefault(); }, true);")?;
        page.run("HTMLAnchorElement.prototype.click = () => {}; document.querySelector('.cases-head button').click()")?;
        let saved = page.text_of("window.saved")?;
        let lines: Vec<&str> = saved.lines().collect();
        assert_eq!(lines.len(), 5, "{saved}");
        assert!(lines[0].starts_with("\"status\",\"finding\""), "{saved}");
        assert!(lines[1].contains("\"certificate-mismatch\"") && lines[1].contains("\"37\""), "{saved}");
        Ok(())
    })
}

#[test]
fn a_key_in_the_filter_is_answered_at_once_with_2400_applications() -> Result<()> {
    in_time(|page| {
        let header = pictures::token_part(r#"{"alg":"RS256","x5t":"rzNlZEq4CrqkSJ1Cs7sPmZFlmgU"}"#);
        let mut log = String::new();
        for number in 0..2400 {
            let claims =
                pictures::token_part(&format!(r#"{{"iss":"c3b1d9e2-5a44-4b6f-8d0e-{number:012}","jti":"{number}"}}"#));
            writeln!(log, "2026-11-23 10:00:00 DEBUG {header}.{claims}.{}", pictures::token_part(&"x".repeat(256)))?;
        }
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("many.log");
        std::fs::write(&file, log)?;
        page.verdict_after(|page| page.drop_files(&[file]))?;
        assert_eq!(count(page, ".case-row")?, 50.0);
        // The best of three: other programs run here, too.
        let slowness = pace::slowness(page)?;
        let slowest = page.number_of(
            "(() => { const field = document.querySelector('.cases-head input'); \
             return Math.max(...['0', '00', '000000002399', '', 'x'].map((text) => Math.min(...[1, 2, 3].map(() => { \
                 const start = performance.now(); field.value = text; field.dispatchEvent(new Event('input')); \
                 document.body.getBoundingClientRect(); return performance.now() - start; })))); })()",
        )?;
        let slowness = pace::slowness(page)?.max(slowness);
        assert!(slowest < 100.0 * slowness, "{slowest} ms, on a machine {slowness} times slower");
        Ok(())
    })
}
