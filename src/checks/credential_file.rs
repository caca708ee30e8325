//! What does a program's complaint say about the file it was given?

use crate::case::Case;
use crate::checks::finding::Confidence::{Certain, Likely};
use crate::checks::finding::{Check, Confidence, Finding, Id, cause, evidence, ids, note, skip, warning};
use crate::evidence::complaint::{Complaint, Meaning, Sought, Speaker};
use crate::evidence::credential_file::{CredentialFile, Form, Opened};
use crate::language::Text;

ids! {
    /// # The PFX uses algorithms that its reader does not know
    /// Reads which algorithms protect the PFX, which takes no password, and compares them with what the program that
    /// complained can read.
    ///
    /// OpenSSL 3, Windows and Java write PFX files with a SHA-256 MAC and AES, which older readers do not know; OpenSSL 3
    /// no longer reads RC2 and its kin by itself. The file is sound: it and its reader are of different ages.
    ///
    /// fix: For an older reader, export it again: openssl pkcs12 -in NEW.pfx -out ALL.pem -nodes, then openssl pkcs12 -export -legacy -in ALL.pem -out OLD.pfx. Delete ALL.pem afterwards.
    /// fix: For a newer reader, the same with -legacy in the first command and not in the second.
    /// fix: Or update the program that reads it.
    /// raises: only-complaint ; complaint Error: pkcs12: unknown digest algorithm: 2.16.840.1.101.3.4.2.1 ; file containers/openssl3.pfx
    /// mended: only-complaint ; complaint Error: pkcs12: unknown digest algorithm: 2.16.840.1.101.3.4.2.1 ; file containers/legacy.pfx
    PFX_ALGORITHMS_UNSUPPORTED {
        id: "pfx-algorithms-unsupported",
        stage: Readable,
        guide: [IssueCredentials, FixCredentials],
        citations: [RFC7292_PKCS12],
    }

    /// # The password does not open the file
    /// Tries the passwords given, and no password, on the file that a program could not open.
    ///
    /// The program stopped before it sent anything: the password it was given is not that of the file. Passwords from
    /// variables and files often have a line break or quotation marks too many.
    ///
    /// fix: Try the password by itself: openssl pkcs12 -in FILE.pfx -noout -info
    /// fix: Look for what surrounds it where the program takes it from: a line break, quotation marks, a $ that the shell replaced.
    /// raises: only-complaint ; complaint The specified network password is not correct. ; file containers/legacy.pfx
    /// mended: only-complaint ; file containers/legacy.pfx
    PFX_PASSWORD_WRONG {
        id: "pfx-password-wrong",
        stage: Readable,
        guide: [IssueCredentials, FixCredentials],
        citations: [RFC7292_PKCS12],
    }

    /// # The file has a certificate and no private key
    /// Compares what a program looked for with what the file holds.
    ///
    /// To sign an assertion, a program needs the private key, too. A .cer or .crt has none, and neither has what the
    /// portal or an authority hands out.
    ///
    /// fix: Put both into one file: cat CERTIFICATE.pem KEY.pem > BOTH.pem, or openssl pkcs12 -export -in CERTIFICATE.pem -inkey KEY.pem -out BOTH.pfx
    /// raises: only-complaint ; complaint The certificate does not have a private key. ; file app.pem
    /// mended: only-complaint ; complaint The certificate does not have a private key. ; file containers/unencrypted.pfx
    CERTIFICATE_FILE_WITHOUT_KEY {
        id: "certificate-file-without-key",
        stage: Readable,
        guide: [IssueCredentials, FixCredentials],
        citations: [RFC7468_PEM],
    }

    /// # The file has a private key and no certificate
    /// Compares what a program looked for with what the file holds.
    ///
    /// Azure's tools take one file with both: the private key to sign, and the certificate for its thumbprint.
    ///
    /// fix: Put both into one file: cat CERTIFICATE.pem KEY.pem > BOTH.pem
    /// raises: only-complaint ; complaint [('PEM routines', 'get_name', 'no start line')] ; file keys/app.key.pem
    /// mended: only-complaint ; complaint The certificate does not have a private key. ; file containers/unencrypted.pfx
    KEY_FILE_WITHOUT_CERTIFICATE {
        id: "key-file-without-certificate",
        stage: Readable,
        guide: [IssueCredentials, FixCredentials],
        citations: [RFC7468_PEM],
    }

    /// # The file has another form than the program reads
    /// Compares the form that a program looked for with that of the file.
    ///
    /// PEM is text with BEGIN and END lines; DER and PFX are binary. What the file is called does not tell which.
    ///
    /// fix: Convert it: openssl x509 -in FILE.cer -inform der -out FILE.pem, or openssl pkcs12 -in FILE.pfx -out FILE.pem -nodes
    /// raises: only-complaint ; complaint tls: failed to find any PEM data in certificate input ; file app.der
    /// mended: only-complaint ; file app.der
    CREDENTIAL_FILE_FORM {
        id: "credential-file-form",
        stage: Readable,
        guide: [IssueCredentials, FixCredentials],
        citations: [RFC7468_PEM, RFC7292_PKCS12],
    }

    /// # The program may not use the private key
    /// Looks for what Windows says if a key is there and cannot be opened.
    ///
    /// The certificate is in the store and its key is out of reach: the account of the process has no right to read it, it
    /// was imported for another user, or its provider is one that the program cannot use.
    ///
    /// fix: Give the account of the process the right to read the key: certlm.msc, the certificate, All Tasks, Manage Private Keys.
    /// fix: Or import the PFX again for this account, with the key in a CNG provider: certutil -importpfx FILE.pfx
    /// raises: only-complaint ; complaint System.Security.Cryptography.CryptographicException: Keyset does not exist
    /// mended: only-complaint ; file app.pem
    KEY_NOT_ACCESSIBLE {
        id: "key-not-accessible",
        stage: Readable,
        guide: [IssueCredentials, FixCredentials],
        citations: [MS_CERTIFICATE_CREDENTIALS],
    }

    /// # This is a certificate request, not a certificate
    /// Looks for a certificate request (CSR, PKCS#10) in the files.
    ///
    /// A request is what you send to an authority; the certificate is what comes back. It has no thumbprint, cannot be
    /// registered on an application, and no program can sign in with it.
    ///
    /// fix: Use the certificate that the authority sent back for this request, together with the private key that the request was made with.
    /// fix: If none came back, make a certificate of the request yourself: openssl x509 -req -in REQUEST.csr -signkey KEY.pem -days 365 -out CERTIFICATE.pem
    /// raises: only-complaint ; complaint [('PEM routines', 'get_name', 'no start line')] ; file keys/request.pem
    /// mended: only-complaint ; complaint The certificate does not have a private key. ; file containers/unencrypted.pfx
    CERTIFICATE_REQUEST {
        id: "certificate-request",
        stage: Readable,
        guide: [IssueCredentials, FixCredentials],
        citations: [RFC7468_PEM],
    }

    /// # The program's complaint is understood
    /// What a program said before it sent a request; the files here do not prove its cause.
    COMPLAINT_UNDERSTOOD {
        id: "complaint-understood",
        stage: Readable,
        guide: [IssueCredentials],
        citations: [MS_CERTIFICATE_CREDENTIALS],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "credential_file",
    question: phrase!("What does a program's complaint say about the file it was given?"),
    ids: &[
        PFX_ALGORITHMS_UNSUPPORTED,
        PFX_PASSWORD_WRONG,
        CERTIFICATE_FILE_WITHOUT_KEY,
        KEY_FILE_WITHOUT_CERTIFICATE,
        CREDENTIAL_FILE_FORM,
        KEY_NOT_ACCESSIBLE,
        CERTIFICATE_REQUEST,
        COMPLAINT_UNDERSTOOD,
    ],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for complaint in case.complaints {
        let finding = explained(case, complaint);
        // A program says the same thing in several lines.
        if !findings.iter().any(|known| known.id.name == finding.id.name) {
            findings.push(finding);
        }
    }
    // Nothing else says so about a request, and it is never what was meant.
    if !findings.iter().any(|known| known.id.name == CERTIFICATE_REQUEST.name) {
        findings.extend(
            case.files
                .iter()
                .find(|file| file.is_request())
                .map(|file| note(CERTIFICATE_REQUEST).title(a_request(file))),
        );
    }
    if findings.is_empty() && case.assertion.is_none() {
        findings.extend(case.files.iter().find_map(one_half));
    }
    if findings.is_empty() {
        findings.push(skip(COMPLAINT_UNDERSTOOD, say!("no program's complaint about a file was given")));
    }
    findings
}

/// A file with one half of a pair, though no program complained about it.
fn one_half(file: &CredentialFile) -> Option<Finding> {
    let (id, title): (&'static Id, Text) = if file.lacks_key() && file.form == Form::Pem {
        (
            CERTIFICATE_FILE_WITHOUT_KEY,
            say!(
                "{file} holds no private key: enough to inspect, and not enough for a program to sign with.",
                file = file.input
            ),
        )
    } else if file.lacks_certificate() && file.form == Form::Pem {
        (
            KEY_FILE_WITHOUT_CERTIFICATE,
            say!("{file} holds no certificate; a program that signs in with it needs both.", file = file.input),
        )
    } else {
        return None;
    };
    Some(note(id).title(title))
}

fn explained(case: &Case<'_>, complaint: &Complaint) -> Finding {
    match complaint.meaning {
        Meaning::ReaderTooOld | Meaning::FileTooOld | Meaning::Algorithm => algorithms(case, complaint),
        Meaning::Password => password(case, complaint),
        Meaning::NotFound(sought, form) => not_found(case, complaint, sought, form),
        Meaning::KeyNotAccessible => raise(case, complaint, KEY_NOT_ACCESSIBLE, Likely)
            .title(say!("The certificate was found, but the program may not use its private key.")),
        Meaning::KeyMismatch => understood(complaint, complaint.meaning.label()),
    }
}

/// A cause; beside an assertion or an answer of the server, the program came further than this, unless it is proved.
fn raise(case: &Case<'_>, complaint: &Complaint, id: &'static Id, confidence: Confidence) -> Finding {
    let came_further = case.assertion.is_some() || case.error.is_some();
    let finding = if came_further && confidence != Certain { warning(id) } else { cause(id, confidence) };
    finding.evidence(says(complaint))
}

fn says(complaint: &Complaint) -> crate::checks::finding::Evidence {
    evidence(say!("{program} in {input}", program = complaint.speaker.name(), input = complaint.input))
        .found(crate::notation::text::shorten(&complaint.words, 120))
        .meaning(complaint.meaning.label())
}

fn understood(complaint: &Complaint, title: Text) -> Finding {
    note(COMPLAINT_UNDERSTOOD).title(title).evidence(says(complaint))
}

fn algorithms(case: &Case<'_>, complaint: &Complaint) -> Finding {
    let files = || case.files.iter().filter_map(|file| Some((file, file.pfx.as_ref()?)));
    let named = complaint.algorithm.as_deref();
    let fits = files().find(|(_, pfx)| {
        let is_named = named.is_none_or(|oid| pfx.uses(oid));
        is_named
            && match complaint.meaning {
                Meaning::ReaderTooOld => pfx.is_new(),
                Meaning::FileTooOld => pfx.is_old(),
                _ => pfx.is_new() || pfx.is_old(),
            }
    });
    if let Some((file, pfx)) = fits {
        let (algorithms, program) = (pfx.label(), complaint.speaker.name());
        let is_new = pfx.is_new() && complaint.meaning != Meaning::FileTooOld;
        let title = if is_new {
            say!(
                "{file} is a sound PFX, but newer than its reader: it uses {algorithms}, which this version of {program} does not know.",
                file = file.input,
                algorithms = &algorithms,
                program
            )
        } else {
            say!(
                "{file} is a sound PFX, but older than its reader: it uses {algorithms}, which this version of {program} no longer reads.",
                file = file.input,
                algorithms = &algorithms,
                program
            )
        };
        let expected = if is_new {
            say!("MAC SHA-1 and triple DES, which every reader knows")
        } else {
            say!("MAC SHA-256 and AES-256")
        };
        return raise(case, complaint, PFX_ALGORITHMS_UNSUPPORTED, Certain)
            .title(title)
            .evidence(evidence(say!("algorithms of {file}", file = file.input)).found(algorithms).expected(expected));
    }
    match files().next() {
        Some((file, pfx)) => understood(
            complaint,
            say!(
                "{file} uses {algorithms}, which that reader knows: the complaint is about another file.",
                file = file.input,
                algorithms = pfx.label()
            ),
        ),
        None => raise(case, complaint, PFX_ALGORITHMS_UNSUPPORTED, Likely)
            .title(say!("The program does not know an algorithm of the PFX that it was given.")),
    }
}

fn password(case: &Case<'_>, complaint: &Complaint) -> Finding {
    let closed = case.files.iter().find_map(|file| match file.opened {
        Opened::Not { tried } => Some((file, tried)),
        _ => None,
    });
    let raise = |confidence, title: Text| raise(case, complaint, PFX_PASSWORD_WRONG, confidence).title(title);
    if let Some((file, tried)) = closed {
        if complaint.words.to_ascii_lowercase().contains("not given") {
            return raise(
                Certain,
                say!("{file} is encrypted, and the program was given no password for it.", file = file.input),
            );
        }
        // Old versions of Windows say the same about algorithms that they do not know.
        if complaint.speaker == Speaker::Windows && file.pfx.as_ref().is_some_and(|pfx| pfx.is_new()) && tried == 0 {
            return raise(
                Likely,
                say!(
                    "The password does not open {file}; or else this Windows is too old for its algorithms, of which it says the same.",
                    file = file.input
                ),
            );
        }
        return match tried {
            0 => raise(Likely, say!("The password that the program has does not open {file}.", file = file.input)),
            count => raise(
                Certain,
                say_n!(
                    count,
                    "The password given does not open {file}.",
                    "None of the {count} passwords given opens {file}.",
                    file = file.input
                ),
            ),
        };
    }
    let opened = case.files.iter().find(|file| file.opened == Opened::ByPassword);
    if let Some(file) = opened {
        let is_new = file.pfx.as_ref().is_some_and(|pfx| pfx.is_new());
        if complaint.speaker == Speaker::Windows && is_new {
            return self::raise(case, complaint, PFX_ALGORITHMS_UNSUPPORTED, Likely).title(say!(
                "The password given here opens {file}: this Windows is too old for its algorithms and says so in these words, or the program has another password.",
                file = file.input
            ));
        }
        return raise(
            Likely,
            say!(
                "The password given here opens {file}; the program has another one, or one with something around it.",
                file = file.input
            ),
        );
    }
    match case.files.iter().find(|file| matches!(file.form, Form::Pfx)) {
        Some(file) => {
            raise(Likely, say!("{file} opens without a password; the program has one for it.", file = file.input))
        }
        None => raise(Likely, say!("The password that the program has does not open its file.")),
    }
}

fn not_found(case: &Case<'_>, complaint: &Complaint, sought: Sought, form: Form) -> Finding {
    let lacks_key = case.files.iter().find(|file| file.lacks_key()).filter(|_| sought != Sought::Certificate);
    let lacks_certificate = case.files.iter().find(|file| file.lacks_certificate()).filter(|_| sought != Sought::Key);
    let is_other_form = |file: &&CredentialFile| form != Form::Any && file.form != form;
    if let Some(file) = case.files.iter().find(|file| file.is_request()).filter(|_| sought != Sought::Key) {
        return raise(case, complaint, CERTIFICATE_REQUEST, sure(case)).title(a_request(file)).evidence(contents(file));
    }
    if let Some(file) = case.files.iter().find(is_other_form) {
        let finding =
            raise(case, complaint, CREDENTIAL_FILE_FORM, if case.files.len() == 1 { Certain } else { Likely })
                .title(say!(
                    "{file} is {form}; the program reads {wanted}.",
                    file = file.input,
                    form = file.form.label(),
                    wanted = form.label()
                ))
                .evidence(
                    evidence(say!("form of {file}", file = file.input)).found(file.holds()).expected(form.label()),
                );
        // The page's advice leads to PEM.
        return match form {
            Form::Pfx => finding.advise_only(say!("Make a PFX of certificate and key: openssl pkcs12 -export -in CERTIFICATE.pem -inkey KEY.pem -out FILE.pfx")),
            Form::Base64 => finding.advise_only(say!("Give it the base64 of the file itself, in one line: openssl base64 -A -in FILE.pfx, and neither its path nor a PEM.")),
            _ => finding,
        };
    }
    if let Some(file) = lacks_key {
        return without_key(case, complaint, file);
    }
    if let Some(file) = lacks_certificate {
        return raise(case, complaint, KEY_FILE_WITHOUT_CERTIFICATE, sure(case))
            .title(say!(
                "{file} holds a private key and no certificate; the program needs both in one file.",
                file = file.input
            ))
            .evidence(contents(file));
    }
    match case.files.iter().find(|file| file.is_complete()) {
        Some(file) => understood(
            complaint,
            say!(
                "{file} holds certificate and private key: the complaint is about another file, or about how this one is written.",
                file = file.input
            ),
        ),
        None => {
            understood(complaint, say!("The program did not find what it looked for in its file: add that file here."))
        }
    }
}

fn a_request(file: &CredentialFile) -> Text {
    say!(
        "{file} holds a certificate request (CSR): it is what you send to an authority; the certificate is what comes back.",
        file = file.input
    )
}

fn without_key(case: &Case<'_>, complaint: &Complaint, file: &CredentialFile) -> Finding {
    raise(case, complaint, CERTIFICATE_FILE_WITHOUT_KEY, sure(case))
        .title(say!(
            "{file} holds a certificate and no private key; the program needs both to sign.",
            file = file.input
        ))
        .evidence(contents(file))
}

/// How sure it is that a file is the one that the complaint is about.
fn sure(case: &Case<'_>) -> Confidence {
    if case.files.iter().any(CredentialFile::is_complete) { Likely } else { Certain }
}

fn contents(file: &CredentialFile) -> crate::checks::finding::Evidence {
    evidence(say!("contents of {file}", file = file.input))
        .found(file.holds())
        .expected(say!("a certificate and its private key"))
}
