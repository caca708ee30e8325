//! Every limit of the inspection, each with its reason. Nothing else in the crate bounds anything by a bare number.

/// Longest input that is read as one text, in bytes. A HAR of a long session has some fifty megabytes; a longer text is
/// a log, and read as a stream.
pub const MAX_TEXT_BYTES: usize = 64 * 1024 * 1024;

/// Size from which a text is read as a stream, in bytes: below, holding it whole costs nothing worth mentioning.
pub const STREAM_FROM_BYTES: u64 = 4 * 1024 * 1024;

/// Bytes of a stream that are read at once: large enough that few records are cut, small enough to be no burden.
pub const STREAM_PIECE_BYTES: usize = 1024 * 1024;

/// Assertions of a stream that are paired with their errors at once, where cases are given out as they come.
pub const FLOW_WINDOW_ASSERTIONS: usize = 400;

/// Assertions at the end of such a window that wait for the next one, because their error may still come.
pub const FLOW_OVERLAP_ASSERTIONS: usize = 40;

/// Longest token that is inspected, in bytes. MSAL.NET refuses assertions above 65,536 characters; a token with a
/// claim of megabytes is still worth an answer, one that would fill the memory of a browser tab is not.
pub const MAX_TOKEN_BYTES: usize = 12 * 1024 * 1024;

/// Largest certificate in bytes. Real ones are one to four kilobytes.
pub const MAX_CERTIFICATE_BYTES: usize = 256 * 1024;

/// Certificates taken from all inputs together. A full certificate store has a few hundred.
pub const MAX_CERTIFICATES: usize = 2_000;

/// Assertions taken from all inputs together: each becomes a case with its own report. A day of a busy program's log
/// has some ten thousand; each takes about ten kilobytes of memory.
pub const MAX_ASSERTIONS: usize = 20_000;

/// Errors taken from all inputs together.
pub const MAX_ERRORS: usize = 20_000;

/// Registrations, requests and keys taken from all inputs together, each. A tenant's export has some thousand.
pub const MAX_OTHERS: usize = 5_000;

/// Shortest text that is taken for a token when it stands in other text, in characters: header, dots and a signature.
pub const MIN_TOKEN_CHARS: usize = 30;

/// Characters before a code that may still belong to its error, such as the start of the JSON around it.
pub const CHARS_BEFORE_CODE: usize = 300;

/// Longest text of one error, in characters. The longest known one has about two thousand.
pub const MAX_ERROR_CHARS: usize = 6_000;

/// GUIDs of a line that may tie a find to another one. A log line has one or two.
pub const MAX_LINE_IDS: usize = 8;

/// Bytes of a line in which its time is looked for: the longest prefixes of log formats have about a hundred.
pub const LINE_TIME_BYTES: usize = 300;

/// Certificates that one signature is tried against. One public RSA operation takes about half a millisecond, so
/// this keeps a case below a quarter of a second.
pub const MAX_SIGNATURE_TRIALS: usize = 400;

/// Largest RSA modulus that is computed with, in bits. OpenSSL's own limit; a public operation takes some 20 ms.
pub const MAX_RSA_BITS: usize = 16_384;

/// Smallest RSA modulus that is computed with, in bits: below, a signature proves nothing about who made it.
pub const MIN_RSA_BITS: usize = 512;

/// Smallest RSA key that Entra ID takes, in bits (AADSTS50032).
pub const ENTRA_MIN_RSA_BITS: usize = 2_048;

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

/// Longest signing input that is searched for one changed character, in bytes: every text one edit away is hashed, so the
/// work grows with the square of it.
pub const MAX_ALTERED_BYTES: usize = 4_000;

/// Largest file that the command line reads whole, in bytes.
pub const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;
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

/// Rounds of a key derivation that are carried out. Firefox asks for 600,000, the dearest in use; this many take some
/// seconds in a browser.
pub const MAX_KDF_ITERATIONS: u32 = 2_000_000;

/// Rounds of key derivation that one input may cost, all passwords and all that is encrypted in it together. The dearest
/// single derivation can be tried with every password; thousands of keys in a file cannot stop the page.
pub const MAX_KDF_ROUNDS: u64 = 40_000_000;

/// Longest key of a MAC that is derived, in bytes: that of SHA-512. Deriving costs all its rounds for every hash's length
/// of key, so that a longer one is a way around [`MAX_KDF_ITERATIONS`].
pub const MAX_MAC_KEY_BYTES: usize = 64;

/// Nesting of BER elements that is followed. A PFX has about fifteen levels.
pub const MAX_BER_DEPTH: usize = 40;

/// Passwords that are tried on what is encrypted, besides none and the empty one.
pub const MAX_PASSWORDS: usize = 16;

/// Bytes that all files of an archive may have together, unpacked, those of archives inside of it included.
pub const MAX_ARCHIVE_BYTES: usize = 128 * 1024 * 1024;

/// Files of an archive that are looked at.
pub const MAX_ARCHIVE_MEMBERS: usize = 5_000;

/// Times that a large file may grow when it is unpacked. Logs grow twenty- to fiftyfold; a bomb a thousandfold.
pub const MAX_ARCHIVE_RATIO: usize = 400;

/// Longest path of a file in an archive that is shown whole, in characters: what Windows lets a path have.
pub const MEMBER_NAME_CHARS: usize = 260;

/// Archives inside archives that are opened.
pub const MAX_ARCHIVE_DEPTH: usize = 3;

/// Certificates that a chain is followed for; a real one has three or four.
pub const MAX_CHAIN_LINKS: usize = 8;

/// Certificates that are listed as belonging to no case.
pub const MAX_LISTED: usize = 200;
