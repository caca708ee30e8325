//! Words of commands that are printed for a shell to run.

use std::path::Path;

use assertion_inspector::render::visible;

/// A shell that reads a printed command.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    /// Bash and its kin.
    Posix,
    /// cmd, where a name cannot contain a quotation mark.
    Cmd,
    /// PowerShell of any version.
    Powershell,
}

impl Shell {
    /// The one of this system.
    pub const OF_SYSTEM: Self = if cfg!(windows) { Self::Cmd } else { Self::Posix };

    /// A path as one word of a command: quoted, unless it means itself anyway.
    pub fn word(self, path: &Path) -> String {
        let text = path.display().to_string();
        let plain = if self == Self::Powershell { "_-./:\\" } else { "_-+,./:@%=" };
        let is_plain = |c: char| c.is_alphanumeric() || plain.contains(c) || self == Self::Cmd && c == '\\';
        if !text.is_empty() && text.chars().all(is_plain) {
            return text;
        }
        let is_visible = visible(&text) == text && !text.contains('\n');
        match self {
            Self::Cmd => format!("\"{}\"", visible(&text)),
            Self::Posix if is_visible => format!("'{}'", text.replace('\'', r"'\''")),
            Self::Posix => {
                // Bash, zsh and ksh read these escapes.
                let escaped = |c: char| match c {
                    '\'' | '\\' => format!("\\{c}"),
                    c if c.is_ascii_graphic() || c == ' ' => c.to_string(),
                    c => c.to_string().bytes().map(|byte| format!("\\{byte:03o}")).collect(),
                };
                format!("$'{}'", text.chars().map(escaped).collect::<String>())
            }
            // Typographic quotation marks quote there, too.
            Self::Powershell if is_visible => {
                let is_mark = |c: char| matches!(c, '\'' | '\u{2018}'..='\u{201B}');
                let doubled = |c: char| if is_mark(c) { vec![c, c] } else { vec![c] };
                format!("'{}'", text.chars().flat_map(doubled).collect::<String>())
            }
            Self::Powershell => {
                let escaped = |c: char| match c {
                    c if c.is_ascii_alphanumeric() || " _-./:\\".contains(c) => c.to_string(),
                    c => format!("$([char]::ConvertFromUtf32({}))", u32::from(c)),
                };
                format!("\"{}\"", text.chars().map(escaped).collect::<String>())
            }
        }
    }
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
            let said = Shell::Posix.word(Path::new(path));
            let run = Command::new("bash").args(["-c", &format!("printf %s {said}")]).output().unwrap();
            assert_eq!(String::from_utf8(run.stdout).unwrap(), path, "{said}");
            assert!(visible(&said) == said && !said.contains('\n'), "{said}");
        }
        assert_eq!(Shell::Posix.word(Path::new("a/b.pem")), "a/b.pem");
        assert_eq!(Shell::Posix.word(Path::new("a b")), "'a b'");
        for (path, said) in [
            (r"C:\keys\next.key.pem", r"C:\keys\next.key.pem"),
            ("it's a b", "'it''s a b'"),
            ("$(x) `id` \u{2019}; x", "'$(x) `id` \u{2019}\u{2019}; x'"),
            ("@a,b%", "'@a,b%'"),
            ("a\n$b", "\"a$([char]::ConvertFromUtf32(10))$([char]::ConvertFromUtf32(36))b\""),
        ] {
            assert_eq!(Shell::Powershell.word(Path::new(path)), said);
        }
    }
}
