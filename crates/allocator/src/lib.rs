//! The allocator of the binary. The only crate with unsafe code: one call, to a library in C.

/// Takes 15 to 20 % less CPU a request than the C library's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Gives memory that is free back to the system. The allocator does so by itself only while it is busy: what starting took,
/// or an hour of load, would stay for as long as nobody asks for anything.
pub fn give_back() {
    // SAFETY: may be called at any time by any thread (mimalloc's documentation of `mi_collect`); it touches only what is free.
    unsafe { libmimalloc_sys::mi_collect(true) }
}
