//! `new-certificate`: writes a key and a certificate to a folder.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use assertion_inspector::new_certificate::{self, NewCertificate};
use assertion_inspector::{Intake, Options};

use crate::shell::Shell;
use crate::{complain, files, now, one_line};

/// What `new-certificate` is called with.
#[derive(clap::Args)]
pub struct Arguments {
    /// The certificate's common name, such as the application's name.
    #[arg(long, value_name = "NAME")]
    subject: String,
    /// Days that it is valid.
    #[arg(long, default_value_t = 365)]
    days: u32,
    /// The app management policy, as Microsoft Graph lists it: the certificate is valid for no longer than it allows.
    #[arg(long, value_name = "FILE")]
    policy: Vec<PathBuf>,
    /// Size of the key in bits: 2048, 3072 or 4096.
    #[arg(long, default_value_t = 2048)]
    bits: usize,
    /// A file that holds the password for a PFX; without it, no PFX is written.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// The folder to write to, which is made if it is not there. Nothing that is there is overwritten.
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    out: PathBuf,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> ExitCode {
    match make(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            complain(problem);
            ExitCode::from(2)
        }
    }
}

fn make(arguments: &Arguments) -> Result<(), String> {
    let passwords = files::passwords(&arguments.password_file.iter().cloned().collect::<Vec<_>>())?;
    let target = Target::new(&arguments.out, &arguments.subject, !passwords.is_empty())?;
    let options = Options::new(now());
    let mut intake = Intake::new(&options);
    for input in arguments.policy.iter().flat_map(|path| files::inputs(path)) {
        intake.add(&input?);
    }
    files::are_policies(&arguments.policy, &intake)?;
    // For which application it is made is not known.
    let days = intake.finish().days_within(arguments.days, None)?;
    let made = new_certificate::make(&arguments.subject, days, arguments.bits, now())
        .map_err(|refused| refused.to_string())?;
    target.write(&made, passwords.first().map(String::as_str))?;
    tell(&made, &target.certificate, &target.key);
    if days < arguments.days {
        println!("valid for    {days} days, the most that the policy allows");
    }
    Ok(())
}

/// The files of a new certificate.
pub struct Target {
    /// The certificate, PEM.
    pub certificate: PathBuf,
    /// The private key, PEM.
    pub key: PathBuf,
    pfx: PathBuf,
}

impl Target {
    /// The files for this subject in this folder, none of which may be there.
    pub fn new(folder: &Path, subject: &str, with_pfx: bool) -> Result<Self, String> {
        // The name becomes part of file names, so only characters that are harmless there are kept.
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let stem: String = subject.chars().map(|c| if is_plain(c) { c } else { '-' }).collect();
        let path = |end: &str| folder.join(format!("{stem}.{end}"));
        let target = Self { certificate: path("cert.pem"), key: path("key.pem"), pfx: path("pfx") };
        let wanted = [&target.certificate, &target.key].into_iter().chain(with_pfx.then_some(&target.pfx));
        if let Some(there) = wanted.into_iter().find(|file| file.exists()) {
            return Err(format!("{} is there already and is not overwritten", there.display()));
        }
        Ok(target)
    }

    /// Writes certificate and key, and with a password a PFX of both.
    pub fn write(&self, made: &NewCertificate, password: Option<&str>) -> Result<(), String> {
        if let Some(folder) = self.certificate.parent() {
            std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        }
        write(&self.certificate, made.certificate_pem().as_bytes(), false)?;
        write(&self.key, made.key_pem().as_bytes(), true)?;
        if let Some(password) = password {
            write(&self.pfx, &made.pfx(password).ok_or("this machine has no source of randomness")?, true)?;
        }
        Ok(())
    }
}

fn tell(made: &NewCertificate, certificate: &Path, key: &Path) {
    println!("thumbprint   {}", made.sha1);
    println!("certificate  {}  (register this one)", one_line(certificate.display()));
    let key = one_line(key.display());
    println!("private key  {key}  (keep it on the machine that signs in; nobody else needs it)");
    let certificate = Shell::OF_SYSTEM.word(certificate);
    println!("register     az ad app credential reset --id CLIENT-ID --append --cert @{certificate}");
}

/// Writes a new file; never overwrites one. Only its owner can read a secret one.
fn write(path: &Path, bytes: &[u8], secret: bool) -> Result<(), String> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if secret {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = secret;
    let say = |error: std::io::Error| format!("{}: {error}", path.display());
    options.open(path).map_err(say)?.write_all(bytes).map_err(say)
}
