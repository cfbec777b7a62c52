//! The agreement that an acceptance signs, and its public proof.

mod proof;
