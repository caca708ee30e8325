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
    pub(crate) control: bool,
    /// What it does with the text in focus, which Chromium has to be told.
    pub(crate) command: &'static str,
}

/// A key that types and does nothing, for the others to differ from.
const PLAIN: Key =
    Key { name: "", code: "", number: 0, text: "", shift: false, alt: false, control: false, command: "" };

/// Goes to the next control.
pub const TAB: Key = Key { name: "Tab", code: "Tab", number: 9, ..PLAIN };
/// Goes to the previous control.
pub const SHIFT_TAB: Key = Key { shift: true, ..TAB };
/// Follows a link, presses a button.
pub const ENTER: Key = Key { name: "Enter", code: "Enter", number: 13, text: "\r", ..PLAIN };
/// Presses a button.
pub const SPACE: Key = Key { name: " ", code: "Space", number: 32, text: " ", ..PLAIN };
/// Goes to the verdict, alone.
pub const V: Key = Key { name: "v", code: "KeyV", number: 86, text: "v", ..PLAIN };
/// Opens the list of keys.
pub const QUESTION: Key = Key { name: "?", code: "Slash", number: 191, text: "?", shift: true, ..PLAIN };
/// Goes to the guide.
pub const ALT_SHIFT_G: Key = Key { name: "G", code: "KeyG", number: 71, shift: true, alt: true, ..PLAIN };
/// Goes to the text field.
pub const ALT_SHIFT_T: Key = Key { name: "T", code: "KeyT", number: 84, shift: true, alt: true, ..PLAIN };
/// Selects everything in the field in focus.
pub const SELECT_ALL: Key = Key { name: "a", code: "KeyA", number: 65, control: true, command: "selectAll", ..PLAIN };
/// Cuts what is selected into the clipboard.
pub const CUT: Key = Key { name: "x", code: "KeyX", number: 88, control: true, command: "cut", ..PLAIN };
/// Pastes from the clipboard.
pub const PASTE: Key = Key { name: "v", code: "KeyV", number: 86, control: true, command: "paste", ..PLAIN };
