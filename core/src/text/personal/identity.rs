//! Identity numbers and bank cards, each told from any other number by its check digit.

/// The digits of a number; `None` where anything else stands in it.
fn values(digits: &str) -> Option<Vec<u32>> {
    digits.chars().map(|c| c.to_digit(10)).collect()
}

/// Whether ten digits are a cédula's of Ecuador: province (01 to 24, or 30 for those registered
/// abroad), a third digit up to 6 for natural persons, and check digit (modulus 10, Registro Civil).
pub fn is_cedula(digits: &str) -> bool {
    let Some(values) = values(digits).filter(|values| values.len() == 10) else { return false };
    let province = values[0] * 10 + values[1];
    matches!(province, 1..=24 | 30) && values[2] <= 6 && luhn(&values)
}

/// Whether digits are a payment card's: 13 to 19, a known beginning, and the check digit.
pub(super) fn is_card(digits: &str) -> bool {
    let Some(values) = values(digits) else { return false };
    let first = |n: usize| values[..n].iter().fold(0, |number, value| number * 10 + value);
    if !(13..=19).contains(&values.len()) {
        return false;
    }
    let issuer = match values.len() {
        14 => matches!(first(2), 30 | 36 | 38 | 39),
        15 => matches!(first(2), 34 | 37),
        16 => {
            first(1) == 4
                || matches!(first(2), 51..=55 | 60 | 62 | 64 | 65)
                || matches!(first(4), 2221..=2720)
        }
        13 | 18 | 19 => first(1) == 4 || first(2) == 62,
        _ => false,
    };
    issuer && luhn(&values)
}

/// Whether digits check: every second from the right doubled, its nine cast out,
/// and the sum is a multiple of ten (ISO/IEC 7812-1).
fn luhn(values: &[u32]) -> bool {
    let weighed =
        values.iter().rev().enumerate().map(|(i, &value)| match value * (1 + i as u32 % 2) {
            weighed @ 10.. => weighed - 9,
            weighed => weighed,
        });
    weighed.sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_last_digit_of_ten_makes_a_number_an_identity() {
        let last = |start: &str, is: fn(&str) -> bool| -> Vec<char> {
            ('0'..='9').filter(|digit| is(&format!("{start}{digit}"))).collect()
        };
        assert_eq!(last("171003406", is_cedula), ['5']);
        assert_eq!(last("453201511283036", is_card), ['6']);
    }
}
