//! The internal modules, made accessible to this repository's tests. Not part of the public API: anything here may
//! change.

macro_rules! open {
    ($($layer:ident),+) => { $(
        #[allow(missing_docs, reason = "documented where it stands")]
        pub mod $layer {
            pub use crate::$layer::*;
        }
    )+ };
}

open!(analysis, case, checks, evidence, examples, input, inspection, limits, notation, repair, report, tools);
