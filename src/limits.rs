//! Every limit of the inspection, with its reason.

/// Longest input that is read as one text, in bytes. A HAR of a long session has around fifty megabytes; a longer text
/// is a log and is read as a stream.
pub const MAX_TEXT_BYTES: usize = 64 * 1024 * 1024;

/// Size from which a text is read as a stream, in bytes. Holding a smaller one in memory costs next to nothing.
pub const STREAM_FROM_BYTES: u64 = 4 * 1024 * 1024;

/// Bytes of a stream that are read at once: large enough that few records are split, and small enough to be cheap.
pub const STREAM_PIECE_BYTES: usize = 1024 * 1024;

/// How far from the nearest sign of something, in bytes, a log may still say something about it: an exception with its stack, a
/// PEM block, the headers of a request.
pub const NEAR_BYTES: usize = 16 * 1024;

/// Assertions and errors of a log that are paired at once, if cases are emitted as they come, beside those around them that
/// may belong to them.
pub const FLOW_WINDOW: usize = 160;

/// Requests and other things of a log that tell no refusal by themselves, after which it is paired as well.
pub const FLOW_OTHERS: usize = 2_000;

/// How many assertions and errors of the same log an error and its assertion may be apart in a list. What is further away
/// was written by somebody else in the meantime, and the lines must not depend on where a log is cut.
pub const LIST_REACH: usize = 40;

/// Refusals that are remembered, so that one whose error a log repeats is told once.
pub const REMEMBERED_REFUSALS: usize = 20_000;

/// Longest token that is inspected, in bytes. MSAL.NET refuses assertions above 65,536 characters; a token with a claim
/// of several megabytes still deserves an answer; one that would fill a browser tab's memory does not.
pub const MAX_TOKEN_BYTES: usize = 12 * 1024 * 1024;

/// Largest certificate in bytes. Real ones are one to four kilobytes.
pub const MAX_CERTIFICATE_BYTES: usize = 256 * 1024;

/// Certificates read from all inputs together. A full certificate store has a few hundred.
pub const MAX_CERTIFICATES: usize = 2_000;

/// Assertions read from all inputs together; each becomes a case with its own report. One day of a busy program's log
/// has about ten thousand; a report with all of them takes about fifty kilobytes of memory for each.
pub const MAX_ASSERTIONS: usize = 20_000;

/// Errors read from all inputs together.
pub const MAX_ERRORS: usize = 20_000;

/// Registrations, requests and keys read from all inputs together, for each kind. A tenant's export has about a
/// thousand.
pub const MAX_OTHERS: usize = 5_000;

/// Federated credentials of one owner: Entra ID allows twenty, and each is compared with every token.
pub const MAX_FEDERATED: usize = 200;

/// Certificate authorities that are read from one list, and lists of them. A tenant trusts a handful.
pub const MAX_AUTHORITIES: usize = 200;

/// Federated credentials that are compared letter by letter, if as many parts of each differ.
pub const MAX_NEAREST: usize = 20;

/// Bytes of a text that are compared letter by letter: the cost grows with the square.
pub const NEAREST_BYTES: usize = 300;

/// Bytes of a value of a federated credential that is not JSON. Subjects and expressions have 600 characters at most.
pub const MAX_FEDERATED_BYTES: usize = 4_000;

/// Shortest text that is recognised as a token within other text, in characters: header, dots and a signature.
pub const MIN_TOKEN_CHARS: usize = 30;

/// Characters before a code that may still belong to its error, such as the start of the JSON around it.
pub const CHARS_BEFORE_CODE: usize = 300;

/// Characters before the first error that may say what was called: a command, a build step.
pub const CHARS_BEFORE_ERROR: usize = 2_000;

/// Longest text of one error, in characters. The longest known has about two thousand.
pub const MAX_ERROR_CHARS: usize = 6_000;

/// GUIDs of a line that may link an item found in it to another one. A log line has one or two.
pub const MAX_LINE_IDS: usize = 8;

/// Bytes of a line that are searched for its time. The longest prefixes of log formats have about a hundred.
pub const LINE_TIME_BYTES: usize = 300;

/// Work on the signatures of one run, in units of `analysis/fuel.rs`: shared evenly by its cases. A full log of
/// assertions gets three public RSA operations of 2048 bits for each; all of it takes some ten seconds natively, and some
/// forty in a browser.
pub const RUN_FUEL: u64 = 80_000_000;

/// Work on the signature of one case, in the same units: at most two seconds in a browser, where nothing else happens
/// meanwhile.
pub const CASE_FUEL: u64 = 4_000_000;

/// What a public operation costs with an RSA key of 2048 bits: as much time as hashing 1,200 blocks.
pub const RSA_2048_FUEL: u64 = 1_200;

/// Certificates that one signature is tried against: a full certificate store has a few hundred.
pub const MAX_SIGNATURE_TRIALS: usize = 400;

/// Largest RSA modulus that is computed with, in bits. This is OpenSSL's limit too; a public operation takes about 20
/// ms.
pub const MAX_RSA_BITS: usize = 16_384;

/// Smallest RSA modulus that is computed with, in bits. With a smaller one, a signature proves nothing about who made
/// it.
pub const MIN_RSA_BITS: usize = 512;

/// Smallest RSA key that Entra ID accepts, in bits (AADSTS50032).
pub const ENTRA_MIN_RSA_BITS: usize = 2_048;

/// Longest value in evidence, in characters.
pub const EVIDENCE_VALUE_CHARS: usize = 2_000;

/// Longest value of a header parameter or claim that the report repeats, in characters.
pub const MEMBER_TEXT_CHARS: usize = 4_000;

/// Assertion lifetime from which a note is made, in seconds. Microsoft asks for five to ten minutes; one hour is
/// common.
pub const LONG_LIFETIME_SECONDS: i64 = 24 * 3600;

/// Difference between two clocks that still counts as the same time, in seconds. How much Entra tolerates is not
/// documented; five minutes is its customary figure.
pub const CLOCK_TOLERANCE_SECONDS: i64 = 300;

/// Age of a certificate, in seconds, below which a key may not be found because it has not propagated yet. Thirty to
/// ninety seconds are usual; "several minutes" have been reported.
pub const PROPAGATION_SECONDS: i64 = 600;

/// Largest file that the command line reads whole, in bytes.
pub const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;
/// Requests taken from one input. One day's capture has a few hundred token requests.
pub const MAX_REQUESTS: usize = 1_000;

/// Longest command that is read, in bytes. cmd limits a command line to 8 KB, and Linux an argument to 128 KB; anything
/// longer is prose with the word curl in it.
pub const MAX_COMMAND_BYTES: usize = 256 * 1024;

/// Texts after the word curl that may turn out not to be a command before the rest is ignored; each costs as much as a
/// command.
pub const MAX_COMMAND_TRIALS: usize = 50;

/// Longest program that is searched for a request, in bytes. People paste the function that sends it, or one file.
pub const MAX_PROGRAM_BYTES: usize = 512 * 1024;

/// Parameters read from one request. A token request has five to ten.
pub const MAX_PARAMETERS: usize = 1_000;

/// Variables that are kept for the requests of HTTP clients. An environment has some dozens.
pub const MAX_VARIABLES: usize = 5_000;

/// Longest name of a variable, in bytes, with the path to it.
pub const MAX_VARIABLE_NAME: usize = 256;

/// The most rounds of key derivation that are carried out. Firefox uses 600,000, the most expensive in practice; this
/// many take some seconds in a browser.
pub const MAX_KDF_ITERATIONS: u32 = 2_000_000;

/// Rounds of key derivation that one input may cost, over all passwords and everything encrypted in it. The most
/// expensive single derivation can be tried with every password, but thousands of keys in a file cannot hang the page.
pub const MAX_KDF_ROUNDS: u64 = 40_000_000;

/// Longest MAC key that is derived, in bytes: that of SHA-512. Each hash length of key costs all the rounds, so a
/// longer key would be a way around [`MAX_KDF_ITERATIONS`].
pub const MAX_MAC_KEY_BYTES: usize = 64;

/// Parts of a PFX whose algorithms are looked at. Real ones have two, or one for each key.
pub const MAX_PFX_PARTS: usize = 64;

/// Complaints of programs that are taken from one input. A stack trace repeats one or two.
pub const MAX_COMPLAINTS: usize = 20;

/// Bytes that a complaint's words may leave open, such as a name or a path.
pub const COMPLAINT_GAP_BYTES: usize = 160;

/// Nesting of BER elements that is followed. A PFX has about fifteen levels.
pub const MAX_BER_DEPTH: usize = 40;

/// Passwords that are tried on encrypted data, in addition to no password and the empty one.
pub const MAX_PASSWORDS: usize = 16;

/// Total unpacked size of an archive's files, in bytes, including those of archives inside it.
pub const MAX_ARCHIVE_BYTES: usize = 128 * 1024 * 1024;

/// Files of an archive that are read.
pub const MAX_ARCHIVE_MEMBERS: usize = 5_000;

/// Factor by which a large file may grow when unpacked. Logs grow twenty- to fiftyfold; a zip bomb grows a
/// thousandfold.
pub const MAX_ARCHIVE_RATIO: usize = 400;

/// Longest path of a file in an archive that is shown in full, in characters: Windows's limit for a path.
pub const MEMBER_NAME_CHARS: usize = 260;

/// Levels of archives inside archives that are opened.
pub const MAX_ARCHIVE_DEPTH: usize = 3;

/// Length up to which a certificate chain is followed. Real ones have three or four.
pub const MAX_CHAIN_LINKS: usize = 8;

/// Certificates that are listed as belonging to no case.
pub const MAX_LISTED: usize = 200;

/// Layers of transport (escapes, prefixes, wraps) that are tried on a text in all, and the rounds in which they are:
/// each trial reads the text again. A log line of a log line of an escaped body has about six layers.
pub const MAX_TRANSPORT_TRIALS: usize = 24;

/// Rounds in which every layer of transport is tried on a text. The third escape of an escape of an escape needs three.
pub const MAX_TRANSPORT_ROUNDS: usize = 5;

/// Size in bytes from which a text gets only a few such trials, so that a log is read a few times and not twenty.
pub const TRANSPORT_LARGE_BYTES: usize = 256 * 1024;

/// How often a text is searched from end to end for values of the requests in it. Most of them are found at once.
pub const MAX_SEARCHES: usize = 64;

/// Bytes read in vain, as a multiple of the text's length, before the search for JSON documents inside a text ends.
pub const MAX_DOCUMENT_WASTE: usize = 4;

/// Largest structure that is looked for as a value inside a text, in bytes. A PFX with a long chain has twenty thousand.
pub const MAX_VALUE_BYTES: usize = 1024 * 1024;

/// Longest gap between two pieces of one value, in bytes: a line break, an indentation, and what joins two literals.
pub const VALUE_GLUE_BYTES: usize = 256;

/// Bytes around a value that tell whose it is: the other members of a registered key.
pub const VALUE_CONTEXT_BYTES: usize = 400;

/// Longest name of a value that is shown, in characters.
pub const VALUE_LABEL_CHARS: usize = 64;

/// Texts that are opened inside a value of another: a Kubernetes secret holds base64 of base64.
pub const MAX_VALUE_DEPTH: usize = 2;

/// Values of a text whose places are listed.
pub const MAX_LISTED_VALUES: usize = 20;

/// Locked inputs that are kept for a password that comes later.
pub const MAX_LOCKED: usize = 4;

/// Lone texts that are tried as passwords on each of them: every try costs a key derivation.
pub const MAX_LONE_PASSWORDS: usize = 2;

/// Longest text that may be a password by itself, in bytes.
pub const LONE_PASSWORD_BYTES: usize = 128;
