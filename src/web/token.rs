//! Tokens: what opens a site, made by chance and compared in constant time.

use rand::RngCore;
use rand::rngs::OsRng;

/// Bytes of chance in a token.
pub const TOKEN: usize = 24;

/// A new token: hexadecimal digits.
pub fn token() -> String {
    let mut bytes = [0_u8; TOKEN];
    OsRng.fill_bytes(&mut bytes);
    bytes.iter().fold(String::new(), |all, byte| all + &format!("{byte:02x}"))
}

/// Whether two hashes are the same, in a time that does not tell where they differ.
pub fn equal(a: &str, b: &str) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let difference = a.bytes().zip(b.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    std::hint::black_box(difference) == 0
}
