//! Limits what reading one input may cost, including everything nested inside it.
//!
//! A limit on each key derivation and each archive is not enough: a small file can hold thousands of encrypted keys, and a
//! small archive thousands of archives.

use std::cell::Cell;

use crate::limits;

/// The given passwords, and the remaining allowance.
#[derive(Debug)]
pub(super) struct Budget<'a> {
    pub passwords: &'a [String],
    rounds: Cell<u64>,
    unpacked: Cell<usize>,
}

impl<'a> Budget<'a> {
    /// Creates the full allowance for one input.
    pub fn new(passwords: &'a [String]) -> Self {
        Self::with_rounds(passwords, limits::MAX_KDF_ROUNDS)
    }

    /// Creates the allowance for an input that comes in pieces, with the rounds that earlier pieces left over.
    pub fn with_rounds(passwords: &'a [String], rounds: u64) -> Self {
        Self { passwords, rounds: Cell::new(rounds), unpacked: Cell::new(limits::MAX_ARCHIVE_BYTES) }
    }

    /// The remaining rounds of key derivation.
    pub fn rounds(&self) -> u64 {
        self.rounds.get()
    }

    /// Spends rounds of key derivation. Returns `false`, and spends nothing, if fewer than `count` remain.
    pub fn spend_rounds(&self, count: u64) -> bool {
        let left = self.rounds.get().checked_sub(count);
        self.rounds.set(left.unwrap_or(self.rounds.get()));
        left.is_some()
    }

    /// The number of bytes that may still be unpacked.
    pub fn unpacked(&self) -> usize {
        self.unpacked.get()
    }

    /// Spends `count` unpacked bytes.
    pub fn spend_unpacked(&self, count: usize) {
        self.unpacked.set(self.unpacked.get().saturating_sub(count));
    }
}
