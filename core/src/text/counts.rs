//! Numbers and counted nouns as they are written in Spanish.

/// A whole number with its thousands marked: `1.132`.
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// The form of a noun that agrees with a number.
pub fn noun<'w>(n: usize, one: &'w str, many: &'w str) -> &'w str {
    if n == 1 { one } else { many }
}

/// A number with its noun, as cells of a sheet and messages about rows have it: `1.132 aportes`.
pub fn plain_count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(n), noun(n, one, many))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_marked_with_a_dot() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(859), "859");
        assert_eq!(thousands(1132), "1.132");
        assert_eq!(thousands(1_000_000), "1.000.000");
    }

    #[test]
    fn a_noun_agrees_with_its_number() {
        assert_eq!(plain_count(1, "archivo", "archivos"), "1 archivo");
        assert_eq!(plain_count(0, "archivo", "archivos"), "0 archivos");
        assert_eq!(plain_count(1132, "desafío", "desafíos"), "1.132 desafíos");
    }
}
