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
    pub(crate) alt: bool,
}

/// Goes to the next control.
pub const TAB: Key = Key { name: "Tab", code: "Tab", number: 9, text: "", shift: false, alt: false };
/// Goes to the previous control.
pub const SHIFT_TAB: Key = Key { shift: true, ..TAB };
/// Follows a link, presses a button.
pub const ENTER: Key = Key { name: "Enter", code: "Enter", number: 13, text: "\r", shift: false, alt: false };
/// Presses a button.
pub const SPACE: Key = Key { name: " ", code: "Space", number: 32, text: " ", shift: false, alt: false };
/// Goes to the guide.
pub const ALT_SHIFT_G: Key = Key { name: "G", code: "KeyG", number: 71, text: "", shift: true, alt: true };
/// Goes to the text field.
pub const ALT_SHIFT_T: Key = Key { name: "T", code: "KeyT", number: 84, text: "", shift: true, alt: true };
