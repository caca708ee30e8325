//! Words of commands that are printed for a shell to run.

use std::path::Path;

use assertion_inspector::render::visible;

/// A path as one word of a command: quoted as this system's shells read it, unless it means itself anyway.
pub fn word(path: &Path) -> String {
    let text = path.display().to_string();
    if text.chars().all(|c| c.is_alphanumeric() || "_-+,./:@%=".contains(c) || cfg!(windows) && c == '\\') {
        return text;
    }
    if cfg!(windows) {
        // A name cannot contain a quotation mark there.
        return format!("\"{}\"", visible(&text));
    }
    if visible(&text) == text && !text.contains('\n') {
        return format!("'{}'", text.replace('\'', r"'\''"));
    }
    // Bash, zsh and ksh read these escapes.
    let escaped = |c: char| match c {
        '\'' | '\\' => format!("\\{c}"),
        c if c.is_ascii_graphic() || c == ' ' => c.to_string(),
        c => c.to_string().bytes().map(|byte| format!("\\{byte:03o}")).collect(),
    };
    format!("$'{}'", text.chars().map(escaped).collect::<String>())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn a_shell_reads_the_path_and_runs_nothing() {
        for path in [
            "plain/app.cert.pem",
            "with space/it's $(touch x) `id` \"here\"; rm -rf *",
            "größer",
            "\u{1b}]52;c;x\u{7} '\\ \n \u{202e}",
            "~root",
            "",
        ] {
            let said = word(Path::new(path));
            let run = Command::new("bash").args(["-c", &format!("printf %s {said}")]).output().unwrap();
            assert_eq!(String::from_utf8(run.stdout).unwrap(), path, "{said}");
            assert!(visible(&said) == said && !said.contains('\n'), "{said}");
        }
        assert_eq!(word(Path::new("a/b.pem")), "a/b.pem");
        assert_eq!(word(Path::new("a b")), "'a b'");
    }
}
