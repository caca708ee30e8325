//! The work that the analysis of one case may cost, counted in units that no machine changes.
//!
//! What a case gets depends on the number of cases alone, so that neither their order nor what was looked at before
//! changes an answer.

use std::cell::Cell;

use crate::analysis::signature::algorithm::{Algorithm, Scheme};
use crate::evidence::certificate::{Curve, PublicKey};
use crate::limits;

/// What is left for one case. A unit is a block of 64 bytes put through a hash.
#[derive(Debug)]
pub struct Fuel {
    left: Cell<u64>,
    ran_out: Cell<bool>,
}

impl Fuel {
    /// The share of one case in a run of this many.
    pub fn of_one_in(cases: usize) -> Self {
        let share = limits::RUN_FUEL / u64::try_from(cases.max(1)).unwrap_or(u64::MAX);
        Self { left: Cell::new(share.min(limits::CASE_FUEL)), ran_out: Cell::new(false) }
    }

    /// Spends units. Returns `false`, and spends nothing, if fewer remain.
    pub fn spend(&self, units: u64) -> bool {
        let left = self.left.get().checked_sub(units);
        self.left.set(left.unwrap_or(self.left.get()));
        self.ran_out.set(self.ran_out.get() || left.is_none());
        left.is_some()
    }

    /// Whether something was left undone for want of it.
    pub fn ran_out(&self) -> bool {
        self.ran_out.get()
    }
}

/// What applying a public key costs once. With RSA it grows with the square of the modulus.
pub fn of_key(key: &PublicKey) -> u64 {
    match key {
        PublicKey::Rsa { bits, .. } => {
            let share = u64::try_from(bits.div_ceil(256)).unwrap_or(u64::MAX);
            limits::RSA_2048_FUEL.saturating_mul(share).saturating_mul(share) / 64
        }
        PublicKey::Ec { curve: Curve::P256, .. } => limits::RSA_2048_FUEL,
        PublicKey::Ec { .. } => limits::RSA_2048_FUEL * 4,
        PublicKey::Other { .. } => 0,
    }
}

/// What verifying a signature of this size costs: nothing if it cannot be one of this key and algorithm.
pub fn of_verification(key: &PublicKey, algorithm: Algorithm, signature: &[u8]) -> u64 {
    let fits = match key {
        PublicKey::Rsa { bits, .. } => algorithm.is_rsa() && signature.len() == bits.div_ceil(8),
        PublicKey::Ec { .. } => algorithm.scheme == Scheme::Ecdsa,
        PublicKey::Other { .. } => false,
    };
    if fits { of_key(key) } else { 0 }
}

/// What hashing a text of this many bytes costs.
pub fn of_digest(bytes: usize) -> u64 {
    u64::try_from(bytes / 64 + 1).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_a_case_depends_on_their_number_alone() {
        let share = |cases| Fuel::of_one_in(cases).left.get();
        assert_eq!((share(0), share(1)), (limits::CASE_FUEL, limits::CASE_FUEL));
        assert!(share(limits::MAX_ASSERTIONS) * limits::MAX_ASSERTIONS as u64 <= limits::RUN_FUEL);
        // The certificate that the header names is tried on every assertion of a full log, and its signature opened.
        assert!(share(limits::MAX_ASSERTIONS) >= 2 * limits::RSA_2048_FUEL);
    }

    #[test]
    fn what_cannot_be_paid_is_not_done_and_remembered() {
        let fuel = Fuel::of_one_in(1);
        assert!(fuel.spend(limits::CASE_FUEL - 1) && !fuel.ran_out());
        assert!(!fuel.spend(2) && fuel.ran_out());
        assert!(fuel.spend(1) && !fuel.spend(1));
    }
}
