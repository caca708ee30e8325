//! The rooms, opened to the tests of this repository. Not a part of the public face: anything here may change.

macro_rules! open {
    ($($room:ident),+) => { $(
        #[allow(missing_docs, reason = "documented where it stands")]
        pub mod $room {
            pub use crate::$room::*;
        }
    )+ };
}

open!(analysis, case, checks, evidence, examples, input, inspection, limits, notation, repair, report, tools);
