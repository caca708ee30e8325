//! Every family by its name.

use assertion_inspector::Input;

use crate::{binary, documents, texts};

/// Makes inputs of about this size in bytes.
type Make = Box<dyn Fn(usize) -> Vec<Input>>;

/// A way of making inputs of any size.
pub struct Family {
    /// What is repeated, and in what.
    pub name: String,
    make: Make,
}

impl Family {
    /// A family of a single input.
    pub(crate) fn one(name: impl Into<String>, make: impl Fn(usize) -> Vec<u8> + 'static) -> Self {
        Self::several(name, move |size| vec![input("input", make(size))])
    }

    /// A family of several inputs.
    pub(crate) fn several(name: impl Into<String>, make: impl Fn(usize) -> Vec<Input> + 'static) -> Self {
        Self { name: name.into(), make: Box::new(make) }
    }

    /// The inputs of about this size in bytes.
    pub fn make(&self, size: usize) -> Vec<Input> {
        (self.make)(size)
    }
}

/// An input of this name.
pub(crate) fn input(name: &str, bytes: impl Into<Vec<u8>>) -> Input {
    Input { name: name.into(), bytes: bytes.into() }
}

/// Every family. A new one goes to the end of its list.
pub fn all() -> Vec<Family> {
    [texts::families(), documents::families(), binary::families()].into_iter().flatten().collect()
}
