//! Every limit of the inspection, each with its reason. Nothing else in the crate bounds anything by a bare number.

/// Longest input that is read as text, in bytes. A client assertion is a few kilobytes; a paste with a whole log
/// around it is a few megabytes.
pub const MAX_TEXT_BYTES: usize = 16 * 1024 * 1024;

/// Longest token that is inspected, in bytes. MSAL.NET refuses assertions above 65,536 characters; a token with a
/// claim of megabytes is still worth an answer, one that would fill the memory of a browser tab is not.
pub const MAX_TOKEN_BYTES: usize = 12 * 1024 * 1024;

/// Largest certificate in bytes. Real ones are one to four kilobytes.
pub const MAX_CERTIFICATE_BYTES: usize = 256 * 1024;

/// Certificates taken from all inputs together. A full certificate store has a few hundred.
pub const MAX_CERTIFICATES: usize = 2_000;

/// Assertions taken from all inputs together: each becomes a case with its own report.
pub const MAX_ASSERTIONS: usize = 1_000;

/// Errors taken from all inputs together.
pub const MAX_ERRORS: usize = 1_000;

/// Certificates that one signature is tried against. One public RSA operation takes about half a millisecond, so
/// this keeps a case below a quarter of a second.
pub const MAX_SIGNATURE_TRIALS: usize = 400;

/// Largest RSA modulus that is computed with, in bits. OpenSSL's own limit; a public operation takes some 20 ms.
pub const MAX_RSA_BITS: usize = 16_384;

/// Smallest RSA modulus that is computed with, in bits: below, a signature proves nothing about who made it.
pub const MIN_RSA_BITS: usize = 512;

/// Smallest RSA key that Entra ID takes, in bits (AADSTS50032).
pub const ENTRA_MIN_RSA_BITS: usize = 2_048;

/// Longest value that is shown whole in a headline, in characters; longer ones are shortened in the middle.
pub const HEADLINE_VALUE_CHARS: usize = 60;

/// Longest value that evidence carries, in characters.
pub const EVIDENCE_VALUE_CHARS: usize = 2_000;

/// Longest value of a header parameter or claim that the report repeats, in characters.
pub const MEMBER_TEXT_CHARS: usize = 4_000;

/// Assertion life that is worth a note, in seconds. Microsoft asks for five to ten minutes; one hour is common.
pub const LONG_LIFETIME_SECONDS: i64 = 24 * 3600;

/// Difference between two clocks that is still taken for the same time, in seconds. How much Entra tolerates is not
/// documented; five minutes is its customary figure.
pub const CLOCK_TOLERANCE_SECONDS: i64 = 300;

/// Age of a certificate below which a key that is not found may only not have spread yet, in seconds. Half a minute to a
/// minute and a half are usual, "several minutes" are reported.
pub const PROPAGATION_SECONDS: i64 = 600;

/// Requests taken from one input. A capture of a day has a few hundred requests for tokens.
pub const MAX_REQUESTS: usize = 1_000;

/// Longest command that is read, in bytes. A command line ends at 8 KB in cmd and at 128 KB an argument in Linux; more than
/// that is prose with the word curl in it.
pub const MAX_COMMAND_BYTES: usize = 256 * 1024;

/// Texts behind the word curl that are read in vain before the rest is left alone: each costs as much as a command.
pub const MAX_COMMAND_TRIALS: usize = 50;

/// Longest program that is looked through for a request, in bytes. People paste the function that sends, or one file.
pub const MAX_PROGRAM_BYTES: usize = 512 * 1024;

/// Parameters read from one request. A request for a token has five to ten.
pub const MAX_PARAMETERS: usize = 1_000;
