//! Numbers and counted nouns as they are written in Spanish.

/// A whole number: `1.132`.
pub(super) fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// A number with its noun: `1 propuesta`, `2 propuestas`.
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(n), if n == 1 { one } else { many })
}

/// What the planning chain lacks, counted: `Políticas sin desafíos: 4; …`.
pub(super) fn counted_gaps(gaps: &[(&str, Vec<String>)]) -> String {
    let each = gaps.iter().map(|(gap, all)| format!("{gap}: {}", thousands(all.len())));
    each.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::{count, thousands};

    #[test]
    fn thousands_are_marked_with_a_dot() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(859), "859");
        assert_eq!(thousands(1132), "1.132");
        assert_eq!(thousands(1_000_000), "1.000.000");
    }

    #[test]
    fn one_thing_is_counted_as_one() {
        assert_eq!(count(1, "archivo", "archivos"), "1 archivo");
        assert_eq!(count(0, "archivo", "archivos"), "0 archivos");
        assert_eq!(count(1132, "desafío", "desafíos"), "1.132 desafíos");
    }
}
