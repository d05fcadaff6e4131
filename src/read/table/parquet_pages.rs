//! The headers of a Parquet file's pages, read before polars reads them: it reserves as much memory
//! as a page claims to need, and a damaged page can claim more than there is, which ends the
//! program.
//!
//! Headers are Thrift structures in the compact form; only counts and sizes are looked at.

/// How deep structures may nest; page headers nest two deep.
const DEEPEST: usize = 8;

/// How many bytes a page may become of one: zstd makes 128 KB of four, and nothing makes more.
const MOST_UNPACKED: u64 = 1 << 17;

/// What the pages of a file may still claim.
pub(super) struct Room {
    /// Values, those of dictionaries apart.
    pub(super) values: u64,
    /// Bytes once unpacked.
    pub(super) bytes: u64,
}

/// Whether every page of a column chunk claims values and bytes that can be: none below zero, no
/// more values and unpacked bytes than there is room for, none that its own bytes cannot hold, and
/// no more bytes than there are. What they claim is taken from the room.
pub(super) fn are_plausible(mut chunk: &[u8], room: &mut Room) -> bool {
    while !chunk.is_empty() {
        let most = i64::try_from(room.values).unwrap_or(i64::MAX);
        let mut header = Header {
            rest: chunk,
            most,
            size: None,
            unpacked: 0,
            values: 0,
            listed: 0,
            plausible: true,
        };
        if header.structure(0, &[]).is_none() || !header.plausible {
            return false;
        }
        let (Some(size), rest) = (header.size, header.rest) else { return false };
        let most = (size as u64).saturating_add(1).saturating_mul(MOST_UNPACKED);
        // A value of a dictionary has a byte at least.
        if header.unpacked > most.min(room.bytes) || header.listed > header.unpacked {
            return false;
        }
        room.bytes -= header.unpacked;
        room.values = room.values.saturating_sub(header.values);
        match rest.get(size..) {
            Some(next) => chunk = next,
            None => return false,
        }
    }
    true
}

struct Header<'b> {
    rest: &'b [u8],
    most: i64,
    /// How many bytes of page follow.
    size: Option<usize>,
    /// How many bytes they claim to become.
    unpacked: u64,
    /// How many values the page claims.
    values: u64,
    /// How many values of a dictionary it claims.
    listed: u64,
    plausible: bool,
}

impl Header<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    fn skip(&mut self, bytes: u64) -> Option<()> {
        self.rest = self.rest.get(usize::try_from(bytes).ok()?..)?;
        Some(())
    }

    /// An unsigned number, seven bits a byte.
    fn number(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// A signed number, in zigzag.
    fn signed(&mut self) -> Option<i64> {
        let value = self.number()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// A structure, reached by these fields from the outermost one.
    fn structure(&mut self, depth: usize, path: &[i64]) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        let mut field = 0;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(());
            }
            let step = i64::from(head >> 4);
            field = if step == 0 { self.signed()? } else { field + step };
            let path: Vec<i64> = path.iter().copied().chain([field]).collect();
            self.value(head & 0x0f, depth, &path)?;
        }
    }

    fn value(&mut self, kind: u8, depth: usize, path: &[i64]) -> Option<()> {
        match kind {
            // Truth values of fields are in their heads.
            1 | 2 => Some(()),
            3 => self.skip(1),
            4..=6 => {
                let value = self.signed()?;
                self.look(path, value);
                Some(())
            }
            7 => self.skip(8),
            8 => {
                let length = self.number()?;
                self.skip(length)
            }
            9 | 10 => {
                let head = self.byte()?;
                let short = u64::from(head >> 4);
                let length = if short == 15 { self.number()? } else { short };
                for _ in 0..length {
                    // In lists truth values take a byte each.
                    match head & 0x0f {
                        1 | 2 => self.skip(1)?,
                        kind => self.value(kind, depth + 1, &[])?,
                    }
                }
                Some(())
            }
            12 => self.structure(depth + 1, path),
            _ => None,
        }
    }

    fn look(&mut self, path: &[i64], value: i64) {
        match path {
            // PageHeader.uncompressed_page_size.
            [2] => match u64::try_from(value) {
                Ok(size) => self.unpacked = size,
                Err(_) => self.plausible = false,
            },
            // The lengths of levels of a page of the second version.
            [8, 5 | 6] => self.plausible &= value >= 0,
            // PageHeader.compressed_page_size.
            [3] => match usize::try_from(value) {
                Ok(size) => self.size = Some(size),
                Err(_) => self.plausible = false,
            },
            // num_values of a data page (5), a dictionary page (7) and a data page of the second
            // version (8), whose num_nulls and num_rows follow.
            [7, 1] => match u64::try_from(value) {
                Ok(values) => self.listed = values,
                Err(_) => self.plausible = false,
            },
            [5, 1] | [8, 1..=3] => {
                self.plausible &= (0..=self.most).contains(&value);
                if path[1] == 1 {
                    self.values = u64::try_from(value).unwrap_or(0);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A data page of the first version: type 0, 4 bytes as they are, so many values.
    fn page(values: &[u8]) -> Vec<u8> {
        let mut page = vec![0x15, 0, 0x15, 8, 0x15, 8, 0x2c, 0x15];
        page.extend(values);
        page.extend([0x15, 0, 0x15, 6, 0x15, 6, 0, 0]);
        page.extend([1, 2, 3, 4]);
        page
    }

    fn are_plausible(chunk: &[u8], values: u64) -> bool {
        super::are_plausible(chunk, &mut Room { values, bytes: 1 << 20 })
    }

    #[test]
    fn pages_follow_each_other_and_hold_what_they_say() {
        let two = [page(&[10]), page(&[12])].concat();
        // Five values and six.
        assert!(are_plausible(&two, 11));
        assert!(!are_plausible(&two, 10));
        assert!(!are_plausible(&two[..two.len() - 1], 6));
        assert!(are_plausible(&[], 6));
    }

    #[test]
    fn a_page_cannot_hold_less_than_nothing_or_more_than_all() {
        // −1, and 2³¹ − 1.
        assert!(!are_plausible(&page(&[1]), 1_000_000));
        assert!(!are_plausible(&page(&[0xfe, 0xff, 0xff, 0xff, 0x0f]), 1_000_000));
        assert!(!are_plausible(&[0x15], 6));
        assert!(!are_plausible(&[0xff; 40], 6));
    }

    #[test]
    fn a_page_cannot_claim_more_bytes_than_there_is_room_for_or_than_its_own_can_hold() {
        // Type 0, so many bytes once unpacked of 4, one value.
        let claiming = |unpacked: &[u8]| {
            let mut page = vec![0x15, 0, 0x15];
            page.extend(unpacked);
            page.extend([0x15, 8, 0x2c, 0x15, 2, 0x15, 0, 0x15, 6, 0x15, 6, 0, 0, 1, 2, 3, 4]);
            page
        };
        let room = || Room { values: 100, bytes: 1 << 29 };
        assert!(super::are_plausible(&claiming(&[0x80, 0x80, 0x04]), &mut room()));
        assert!(!super::are_plausible(
            &claiming(&[0x80, 0x80, 0x04]),
            &mut Room { values: 100, bytes: 100 }
        ));
        // 2³¹ − 1 bytes.
        assert!(!super::are_plausible(&claiming(&[0xfe, 0xff, 0xff, 0xff, 0x0f]), &mut room()));
        // A dictionary of a million values in four bytes.
        let listed = [0x15, 4, 0x15, 8, 0x15, 8, 0x4c, 0x15, 0x80, 0x89, 0x7a, 0, 0, 1, 2, 3, 4];
        assert!(!super::are_plausible(&listed, &mut room()));
    }
}
