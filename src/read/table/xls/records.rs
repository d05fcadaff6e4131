//! The records of a workbook's stream, one after another, and numbers in them.

/// A record: what it is, its bytes, and those of the records that go on with it.
#[derive(Debug)]
pub(super) struct Record<'b> {
    pub(super) kind: u16,
    pub(super) bytes: &'b [u8],
    pub(super) more: Vec<&'b [u8]>,
}

/// A record that goes on with the one before.
const CONTINUE: u16 = 0x003C;

/// The records from a place on.
pub(super) struct Records<'b> {
    stream: &'b [u8],
    at: usize,
}

impl<'b> Records<'b> {
    /// From byte `at` of a stream.
    pub(super) fn from(stream: &'b [u8], at: usize) -> Self {
        Self { stream, at }
    }

    fn one(&mut self) -> Option<(u16, &'b [u8])> {
        let head = self.stream.get(self.at..self.at.checked_add(4)?)?;
        let (kind, length) = (u16_at(head, 0)?, usize::from(u16_at(head, 2)?));
        let from = self.at + 4;
        // The last record of a file that is cut off.
        let bytes = self.stream.get(from..(from + length).min(self.stream.len()))?;
        self.at = from + length;
        Some((kind, bytes))
    }
}

impl<'b> Iterator for Records<'b> {
    type Item = Record<'b>;

    fn next(&mut self) -> Option<Record<'b>> {
        let (kind, bytes) = self.one()?;
        let mut more = Vec::new();
        loop {
            let before = self.at;
            let Some((CONTINUE, next)) = self.one() else {
                self.at = before;
                return Some(Record { kind, bytes, more });
            };
            more.push(next);
        }
    }
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.first_chunk().map(|two| u16::from_le_bytes(*two))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.first_chunk().map(|four| u32::from_le_bytes(*four))
}

pub(super) fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..at.checked_add(8)?)?.first_chunk().map(|eight| f64::from_le_bytes(*eight))
}

/// A number in four bytes: the upper bytes of a floating one, or a whole one; a hundredth of it
/// where its lowest bit says so.
pub(in crate::read::table) fn short_number(bits: u32) -> f64 {
    let value = if bits & 2 == 0 {
        f64::from_bits(u64::from(bits & !3) << 32)
    } else {
        f64::from(bits as i32 >> 2)
    };
    if bits & 1 == 0 { value } else { value / 100.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_four_bytes_are_whole_or_floating_and_hundredths() {
        assert_eq!(short_number(0x3FF0_0000), 1.0);
        assert_eq!(short_number(0x3FF0_0001), 0.01);
        assert_eq!(short_number((1234 << 2) | 3), 12.34);
        assert_eq!(short_number(((-5_i32 << 2) as u32) | 2), -5.0);
    }

    #[test]
    fn records_go_on_and_a_cut_one_ends_them() {
        let stream = [1, 0, 2, 0, 7, 7, 0x3C, 0, 1, 0, 8, 2, 0, 9, 0, 1];
        let records: Vec<Record<'_>> = Records::from(&stream, 0).collect();
        assert_eq!(records.len(), 2);
        assert_eq!((records[0].bytes, records[0].more.as_slice()), (&[7, 7][..], &[&[8][..]][..]));
        assert_eq!((records[1].kind, records[1].bytes), (2, &[1][..]));
    }
}
