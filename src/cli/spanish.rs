//! The numbers and counted nouns of the console.

use crate::text::counts::noun;

pub(super) use crate::text::counts::thousands;

/// A number with its noun: `1 propuesta`, `2 propuestas`.
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(n), noun(n, one, many))
}

/// What the planning chain lacks, counted: `Políticas sin desafíos: 4; …`.
pub(super) fn counted_gaps(gaps: &[(&str, Vec<String>)]) -> String {
    let each = gaps.iter().map(|(gap, all)| format!("{gap}: {}", thousands(all.len())));
    each.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn one_thing_is_counted_as_one() {
        assert_eq!(count(1, "archivo", "archivos"), "1 archivo");
        assert_eq!(count(0, "archivo", "archivos"), "0 archivos");
        assert_eq!(count(1132, "desafío", "desafíos"), "1.132 desafíos");
    }
}
