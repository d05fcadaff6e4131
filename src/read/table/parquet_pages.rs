//! The headers of a Parquet file's pages, read before polars reads them: it reserves as much memory
//! as a page claims to need, and a damaged page can claim more than there is, which ends the
//! program.
//!
//! Headers are Thrift structures in the compact form; only counts and sizes are looked at.

/// How deep structures may nest; page headers nest two deep.
const DEEPEST: usize = 8;

/// Whether every page of a column chunk claims values and bytes that can be: none below zero, no
/// more values than `most`, and no more bytes than there are.
pub(super) fn are_plausible(mut chunk: &[u8], most: i64) -> bool {
    while !chunk.is_empty() {
        let mut header = Header { rest: chunk, most, size: None, plausible: true };
        if header.structure(0, &[]).is_none() || !header.plausible {
            return false;
        }
        let (Some(size), rest) = (header.size, header.rest) else { return false };
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
            // PageHeader.uncompressed_page_size, and the lengths of levels of a page of the second
            // version.
            [2] | [8, 5 | 6] => self.plausible &= value >= 0,
            // PageHeader.compressed_page_size.
            [3] => match usize::try_from(value) {
                Ok(size) => self.size = Some(size),
                Err(_) => self.plausible = false,
            },
            // num_values of a data page (5), a dictionary page (7) and a data page of the second
            // version (8), whose num_nulls and num_rows follow.
            [5 | 7, 1] | [8, 1..=3] => self.plausible &= (0..=self.most).contains(&value),
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

    #[test]
    fn pages_follow_each_other_and_hold_what_they_say() {
        let two = [page(&[10]), page(&[12])].concat();
        assert!(are_plausible(&two, 6));
        assert!(!are_plausible(&two, 5));
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
}
