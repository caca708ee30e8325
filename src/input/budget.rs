//! What reading one input may cost, everything inside of it together.
//!
//! A limit on each derivation and on each archive is not enough: a small file holds thousands of encrypted keys, and a
//! small archive thousands of archives.

use std::cell::Cell;

use crate::limits;

/// The passwords at hand, and what is left to spend.
#[derive(Debug)]
pub(super) struct Budget<'a> {
    /// The passwords that were given.
    pub passwords: &'a [String],
    rounds: Cell<u64>,
    unpacked: Cell<usize>,
}

impl<'a> Budget<'a> {
    /// The whole allowance of an input.
    pub fn new(passwords: &'a [String]) -> Self {
        Self::with_rounds(passwords, limits::MAX_KDF_ROUNDS)
    }

    /// The allowance of an input that comes in pieces, with the rounds that earlier pieces left.
    pub fn with_rounds(passwords: &'a [String], rounds: u64) -> Self {
        Self { passwords, rounds: Cell::new(rounds), unpacked: Cell::new(limits::MAX_ARCHIVE_BYTES) }
    }

    /// Rounds of key derivation that are left.
    pub fn rounds(&self) -> u64 {
        self.rounds.get()
    }

    /// Takes so many rounds of key derivation; `false`, and nothing taken, where there are not as many.
    pub fn spend_rounds(&self, count: u64) -> bool {
        let left = self.rounds.get().checked_sub(count);
        self.rounds.set(left.unwrap_or(self.rounds.get()));
        left.is_some()
    }

    /// Bytes that may still be unpacked.
    pub fn unpacked(&self) -> usize {
        self.unpacked.get()
    }

    /// Takes bytes that were unpacked.
    pub fn spend_unpacked(&self, count: usize) {
        self.unpacked.set(self.unpacked.get().saturating_sub(count));
    }
}
