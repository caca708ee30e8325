//! Keys that the tests press.

/// A key as the protocol wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    pub(crate) name: &'static str,
    pub(crate) code: &'static str,
    pub(crate) number: u32,
    /// What it types.
    pub(crate) text: &'static str,
    pub(crate) shift: bool,
}

/// Goes to the next control.
pub const TAB: Key = Key { name: "Tab", code: "Tab", number: 9, text: "", shift: false };
/// Goes to the previous control.
pub const SHIFT_TAB: Key = Key { shift: true, ..TAB };
/// Follows a link, presses a button.
pub const ENTER: Key = Key { name: "Enter", code: "Enter", number: 13, text: "\r", shift: false };
/// Presses a button.
pub const SPACE: Key = Key { name: " ", code: "Space", number: 32, text: " ", shift: false };
