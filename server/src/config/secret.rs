//! Values that must never be printed.

use std::fmt;

use serde::{Deserialize, Deserializer};

/// A value that stays out of logs: its `Debug` says only whether there is one.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Guards a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for the one place that needs it.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl Secret<String> {
    /// Whether it is set at all: an empty text means "not set".
    pub fn is_set(&self) -> bool {
        !self.0.is_empty()
    }

    /// The text, unless it is not set.
    pub fn get(&self) -> Option<&str> {
        self.is_set().then_some(self.0.as_str())
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::deserialize(from).map(Self)
    }
}
