//! Where inputs come in, whole or in pieces, to become an [`Inspection`].
//!
//! The library's `inspect`, the command line and the page all read their inputs through an [`Intake`], so that they all
//! find the same things in the same bytes.

use crate::case::inventory::{InputRecord, Inventory};
use crate::flow::{Ended, Flow, Told};
use crate::input::stream::{self, TextStream};
use crate::input::{self, Input, Item, Recognised};
use crate::inspection::{Inspection, Options};
use crate::jobs;
use crate::limits;
use crate::tools::convert::{self, Identified};

/// Inputs whose findings are held at once while they are read.
const INPUTS_AT_ONCE: usize = 64;

/// Reads inputs, in any number and order, and keeps what is found in them.
///
/// An input is either added whole ([`add`](Self::add)) or given in pieces ([`begin`](Self::begin),
/// [`feed`](Self::feed), [`end`](Self::end)); [`is_stream`](Self::is_stream) says which is right for it. Nothing here
/// fails: an input that cannot be used is listed in [`inputs`](Self::inputs) with the reason, and in the report.
/// Nothing panics, whatever the bytes.
///
/// What is kept is bounded by the limits in `src/limits.rs`: at most `MAX_TEXT_BYTES` of a whole text are read; a stream may
/// have any length, and about `STREAM_PIECE_BYTES` of it are held in memory at a time.
///
/// ```
/// use assertion_inspector::{Input, Instant, Intake, Options};
///
/// let options = Options::new(Instant(1_795_428_000));
/// let mut intake = Intake::new(&options);
/// intake.add(&Input { name: "error.txt".into(), bytes: b"AADSTS700027: Client assertion failed.".to_vec() });
/// intake.begin("app.log");
/// intake.feed(b"2026-11-23 10:00:00 INFO nothing ");
/// intake.feed(b"of interest\n");
/// intake.end();
/// assert!(intake.inputs()[1].problem.is_some());
/// let inspection = intake.finish();
/// assert_eq!(inspection.report_all(&options).errors.len(), 1);
/// ```
#[derive(Debug)]
pub struct Intake {
    passwords: Vec<String>,
    inventory: Inventory,
    stream: Option<TextStream>,
    /// Inputs that are still encrypted, for a password that comes as an input of its own.
    locked: Vec<Input>,
    /// Which text was tried on which of them, by name: every try costs a key derivation.
    tried: Vec<(String, String)>,
    /// The errors that a log told of.
    told: Told,
}

impl Intake {
    /// Bytes at the start of an input that [`is_stream`](Self::is_stream) needs.
    pub const HEAD_BYTES: u64 = stream::HEAD_BYTES;
    /// The most that is read of an input given whole, in bytes.
    pub const MAX_WHOLE_BYTES: u64 = limits::MAX_FILE_BYTES;

    /// Whether an input of this size in bytes, beginning with `head`, should be given in pieces rather than whole: a
    /// long text that is not a single document.
    pub fn is_stream(size: u64, head: &[u8]) -> bool {
        stream::is_stream(size, head)
    }

    /// An intake without inputs. Only the passwords among the options matter here: they are tried on anything
    /// encrypted.
    pub fn new(options: &Options) -> Self {
        Self {
            passwords: options.passwords.clone(),
            inventory: Inventory::default(),
            stream: None,
            locked: Vec::new(),
            tried: Vec::new(),
            told: Told::default(),
        }
    }

    /// An intake whose refusals are told one by one ([`finish_list`](Self::finish_list)) rather than in a report: each line
    /// with an assertion is a case, even if it is one that occurred before, and so is each error that is not an assertion's.
    pub fn of_list(options: &Options) -> Self {
        Self { inventory: Inventory::of_list(), ..Self::new(options) }
    }

    /// Reads whole inputs, in their order, as many at once as there are cores.
    pub fn add_all(&mut self, inputs: &[Input]) {
        for some in inputs.chunks(INPUTS_AT_ONCE) {
            let passwords = self.passwords.clone();
            let found = jobs::map(some, |input| input::recognise(input, &passwords));
            for (input, found) in some.iter().zip(found) {
                // One of them may have been the password of another.
                let is_all_known = !found.needs_password || self.passwords.len() == passwords.len();
                self.add_found(input, if is_all_known { found } else { input::recognise(input, &self.passwords) });
            }
        }
    }

    /// Reads a whole input.
    pub fn add(&mut self, input: &Input) {
        self.add_found(input, input::recognise(input, &self.passwords));
    }

    fn add_found(&mut self, input: &Input, found: Recognised) {
        if found.needs_password && self.locked.len() < limits::MAX_LOCKED {
            self.locked.push(input.clone());
        }
        self.inventory.add(&input.name, found);
        self.unlock();
    }

    /// Tries the texts that may be passwords on what is locked: people give a PFX and its password side by side.
    fn unlock(&mut self) {
        if self.locked.is_empty() {
            return;
        }
        for (name, word) in self.inventory.words().into_iter().take(limits::MAX_LONE_PASSWORDS) {
            let tried = &mut self.tried;
            let mut opens = |input: &Input| {
                let pair = (input.name.clone(), name.clone());
                if tried.contains(&pair) {
                    return None;
                }
                tried.push(pair);
                Some(input::recognise(input, std::slice::from_ref(&word))).filter(|found| !found.needs_password)
            };
            let mut opened = false;
            self.locked.retain(|input| match opens(input) {
                Some(found) => {
                    self.inventory.replace(&input.name, found);
                    opened = true;
                    false
                }
                None => true,
            });
            if opened {
                self.inventory.take_as_password(&name);
                self.passwords.push(word);
            }
        }
    }

    /// Begins an input that comes in pieces: a text of any length. If another one has not ended yet, it ends here.
    pub fn begin(&mut self, name: &str) {
        self.end();
        self.stream = Some(TextStream::new(name, &self.passwords));
    }

    /// Reads the next bytes of the input that was begun; they may be split anywhere. If none was begun, they are
    /// ignored.
    pub fn feed(&mut self, bytes: &[u8]) {
        if let Some(stream) = &mut self.stream {
            for found in stream.feed(bytes) {
                self.inventory.add_piece(stream.name(), found);
            }
        }
    }

    /// Ends the input that was begun. Returns what became of it; `None` if none was begun.
    pub fn end(&mut self) -> Option<&InputRecord> {
        let mut stream = self.stream.take()?;
        let rest = stream.end();
        self.inventory.add_piece(stream.name(), rest);
        self.inventory.end_stream(stream.name())
    }

    /// What became of each input so far, including those inside archives.
    pub fn inputs(&self) -> &[InputRecord] {
        &self.inventory.inputs
    }

    /// Whether there is an assertion or an error among the inputs so far: certificates and keys alone do not make a
    /// case.
    pub fn has_cases(&self) -> bool {
        !self.inventory.assertions.is_empty() || !self.inventory.errors.is_empty()
    }

    /// How many assertions were found so far.
    pub fn assertions(&self) -> usize {
        self.inventory.assertions.len()
    }

    /// Whether there is a private key among the inputs so far.
    pub fn has_private_key(&self) -> bool {
        !self.inventory.private_keys.is_empty()
    }

    /// Like [`Inspection::identify`], for the inputs so far.
    pub fn identify(&self, text: &str) -> Identified {
        convert::identify(text, &self.inventory)
    }

    /// Begins a log whose cases are needed while it is still being read, such as one with too many assertions to hold.
    /// It is read together with the certificates, keys and registrations found so far, and does not become part of this
    /// intake.
    pub fn flow<'a>(&'a self, name: &str, options: &Options) -> Flow<'a> {
        Flow::new(name, &self.inventory, self.told.clone(), options)
    }

    /// Takes what a log had for the other inputs: the errors about their assertions, certificates, keys and registrations.
    pub fn take(&mut self, of: Ended) {
        for error in of.errors {
            // As many fit as a flow keeps; without room, the report of the first log says so.
            let _ = self.inventory.add_item(Item::Error(Box::new(error)));
        }
        self.inventory.take_credentials(of.window);
        self.told = of.told;
    }

    /// Pairs what was read. An input that has not ended yet ends here.
    pub fn finish(mut self) -> Inspection {
        self.end();
        Inspection::new(self.inventory)
    }

    /// Pairs what was read, and returns the indices of its refusals in their order, without the errors that a log told of. An
    /// input that has not ended yet ends here.
    pub fn finish_list(mut self) -> (Inspection, Vec<usize>) {
        self.end();
        let mut told = std::mem::take(&mut self.told);
        let inspection = Inspection::new(self.inventory);
        let refusals = told.list(&inspection, |_| true, |_| true);
        (inspection, refusals)
    }
}
