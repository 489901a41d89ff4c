//! The one home of randomness: the operating system's.

/// `N` random bytes.
///
/// # Panics
/// Never in practice: aborts when the operating system has no randomness, since going on without
/// would make salts and keys guessable.
#[must_use]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if getrandom::fill(&mut bytes).is_err() {
        std::process::abort();
    }
    bytes
}

/// A random UUID (version 4), for ids that nothing else determines.
#[must_use]
pub fn uuid() -> uuid::Uuid {
    uuid::Builder::from_random_bytes(bytes()).into_uuid()
}
