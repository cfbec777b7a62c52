//! What is wrong with something that a person typed: where, which rule, and the rule in words.

use serde::Serialize;

/// One fault of an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Where it is: a JSON pointer (RFC 6901) into the input, such as `/terms/payment/amount`.
    pub pointer: String,
    /// Which rule it breaks, for programs: `required`, `too_long`, `out_of_range`, …
    pub code: &'static str,
    /// The rule in words, for people.
    pub message: String,
}

/// All faults of an input, gathered so that a person sees them at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// No fault yet.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Notes a fault.
    pub fn add(&mut self, pointer: impl Into<String>, code: &'static str, message: impl Into<String>) {
        self.0.push(Fault { pointer: pointer.into(), code, message: message.into() });
    }

    /// Notes a fault unless the rule holds.
    pub fn unless(&mut self, holds: bool, pointer: impl Into<String>, code: &'static str, message: impl Into<String>) {
        if !holds {
            self.add(pointer, code, message);
        }
    }

    /// Takes the value, or notes what is wrong with it and where.
    pub fn take<T>(&mut self, pointer: impl Into<String>, value: Result<T, Wrong>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(wrong) => {
                self.add(pointer, wrong.code, wrong.message);
                None
            }
        }
    }

    /// Takes in the faults of a part of the input, which stands at `pointer`.
    pub fn nest(&mut self, pointer: &str, part: Self) {
        self.0
            .extend(part.0.into_iter().map(|fault| Fault { pointer: format!("{pointer}{}", fault.pointer), ..fault }));
    }

    /// `Ok` when nothing is wrong.
    pub fn check(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

/// What is wrong with one value, before it is known where it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// See [`Fault::code`].
    pub code: &'static str,
    /// See [`Fault::message`].
    pub message: String,
}

impl Wrong {
    /// A broken rule.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}
