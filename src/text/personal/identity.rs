//! Identity numbers and bank cards, each told from any other number by its check digit.

/// The digits of a number; `None` where anything else stands in it.
fn values(digits: &str) -> Option<Vec<u32>> {
    digits.chars().map(|c| c.to_digit(10)).collect()
}

/// Whether ten digits are a cédula's of Ecuador: province, kind of person and check digit
/// (modulus 10, Registro Civil).
pub(super) fn is_cedula(digits: &str) -> bool {
    let Some(values) = values(digits).filter(|values| values.len() == 10) else { return false };
    let province = values[0] * 10 + values[1];
    matches!(province, 1..=24 | 30) && values[2] < 6 && luhn(&values)
}

/// Whether thirteen digits are a tax number of Ecuador: a person's, a company's or an office's.
pub(super) fn is_ruc(digits: &str) -> bool {
    let Some(values) = values(digits).filter(|values| values.len() == 13) else { return false };
    let province = values[0] * 10 + values[1];
    if !matches!(province, 1..=24 | 30) || values[10..] == [0, 0, 0] {
        return false;
    }
    match values[2] {
        0..=5 => is_cedula(&digits[..10]),
        6 => modulus_11(&values[..8], &[3, 2, 7, 6, 5, 4, 3, 2]) == Some(values[8]),
        9 => modulus_11(&values[..9], &[4, 3, 2, 7, 6, 5, 4, 3, 2]) == Some(values[9]),
        _ => false,
    }
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

/// An identity number of another country of the region, or of Spain, written as such numbers are:
/// DNI and NIE, RUT, CUIT, CPF, CURP.
pub(super) fn is_foreign(written: &str) -> bool {
    let bare: String =
        written.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_uppercase();
    is_dni(&bare) || is_rut(&bare, written) || is_cuit(&bare) || is_cpf(&bare) || is_curp(&bare)
}

/// Spain: eight digits, or X, Y, Z and seven, and the letter of the remainder by 23.
fn is_dni(bare: &str) -> bool {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let Some((body, letter)) = bare.split_at_checked(8).filter(|(_, rest)| rest.len() == 1) else {
        return false;
    };
    let body = match body.as_bytes()[0] {
        b'X' => body.replacen('X', "0", 1),
        b'Y' => body.replacen('Y', "1", 1),
        b'Z' => body.replacen('Z', "2", 1),
        _ => body.to_owned(),
    };
    let number = body.parse::<usize>().ok().filter(|_| body.bytes().all(|b| b.is_ascii_digit()));
    number.is_some_and(|number| LETTERS[number % 23] == letter.as_bytes()[0])
}

/// Chile: seven or eight digits, a hyphen, and a digit or K (modulus 11).
fn is_rut(bare: &str, written: &str) -> bool {
    let Some((body, check)) = bare.split_at_checked(bare.len().saturating_sub(1)) else {
        return false;
    };
    let Some(values) = values(body).filter(|values| matches!(values.len(), 7 | 8)) else {
        return false;
    };
    let weighed: u32 =
        values.iter().rev().zip([2, 3, 4, 5, 6, 7].iter().cycle()).map(|(v, w)| v * w).sum();
    let right = match 11 - weighed % 11 {
        11 => '0',
        10 => 'K',
        digit => char::from_digit(digit, 10).unwrap_or('?'),
    };
    written.contains('-') && check.starts_with(right)
}

/// Argentina: eleven digits of a person (20, 23, 24, 27), check digit modulus 11.
fn is_cuit(bare: &str) -> bool {
    let Some(values) = values(bare).filter(|values| values.len() == 11) else { return false };
    matches!(values[0] * 10 + values[1], 20 | 23 | 24 | 27)
        && modulus_11(&values[..10], &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) == Some(values[10])
}

/// Brazil: eleven digits, not all alike, two check digits.
fn is_cpf(bare: &str) -> bool {
    let Some(values) = values(bare).filter(|values| values.len() == 11) else { return false };
    let check = |n: usize| {
        let weighed: u32 = values[..n]
            .iter()
            .enumerate()
            .map(|(i, value)| value * (n as u32 + 1 - i as u32))
            .sum();
        weighed * 10 % 11 % 10
    };
    values.iter().any(|value| *value != values[0])
        && check(9) == values[9]
        && check(10) == values[10]
}

/// Mexico: four letters, a date, sex, state, and two characters more.
fn is_curp(bare: &str) -> bool {
    let bytes = bare.as_bytes();
    let letters = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_uppercase);
    bytes.len() == 18
        && letters(0..4)
        && bytes[4..10].iter().all(u8::is_ascii_digit)
        && matches!(bytes[10], b'H' | b'M' | b'X')
        && letters(11..16)
        && bytes[17].is_ascii_digit()
}

/// Double every second digit from the left of an even number of digits (from the right in general),
/// and the sum is a multiple of ten (ISO/IEC 7812-1).
fn luhn(values: &[u32]) -> bool {
    let weighed =
        values.iter().rev().enumerate().map(|(i, &value)| match value * (1 + i as u32 % 2) {
            weighed @ 10.. => weighed - 9,
            weighed => weighed,
        });
    weighed.sum::<u32>() % 10 == 0
}

/// The check digit: eleven less the remainder; `None` where that would be ten.
fn modulus_11(values: &[u32], weights: &[u32]) -> Option<u32> {
    let weighed: u32 = values.iter().zip(weights).map(|(value, weight)| value * weight).sum();
    match (11 - weighed % 11) % 11 {
        10 => None,
        digit => Some(digit),
    }
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
        assert_eq!(last("2012345678", is_foreign).len(), 1);
    }

    #[test]
    fn tax_numbers_of_persons_companies_and_offices() {
        assert!(is_ruc("1710034065001") && !is_ruc("1710034066001") && !is_ruc("1710034065000"));
        assert!(is_ruc("1790016919001"), "a company");
        assert!(is_ruc("1760003410001"), "an office");
    }

    #[test]
    fn identities_of_other_countries() {
        for number in ["12345678Z", "X1234567L", "12.345.678-5", "20-12345678-6", "111.444.777-35"]
        {
            assert!(is_foreign(number), "{number}");
        }
        for number in
            ["12345678A", "12.345.678-4", "20-12345678-5", "111.111.111-11", "ABCD", "", "ñ"]
        {
            assert!(!is_foreign(number), "{number}");
        }
        assert!(is_foreign("GOMC800101HDFLRS09"));
    }
}
