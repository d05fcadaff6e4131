//! Strings in records: of one or two bytes a letter, with runs and readings after them, and broken
//! over records anywhere.

use super::records::{Record, u16_at, u32_at};
use crate::read::table::letters::Page;

/// How strings of one byte a letter are read: Latin-1 since 1997, by the file's own page before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    Unicode,
    Page(Page),
}

impl Letters {
    /// By the number of a code page.
    pub(super) fn of_page(number: u16) -> Page {
        match number {
            850 | 858 => Page::Dos850,
            437 => Page::Dos437,
            10000 | 32768 => Page::Mac,
            _ => Page::Windows1252,
        }
    }
}

/// A walk over the bytes of a record and those that go on with it.
pub(super) struct Walk<'b> {
    pieces: Vec<&'b [u8]>,
    piece: usize,
    at: usize,
}

impl<'b> Walk<'b> {
    /// From byte `at` of a record.
    pub(super) fn of(record: &Record<'b>, at: usize) -> Self {
        let pieces = std::iter::once(record.bytes).chain(record.more.iter().copied()).collect();
        Self { pieces, piece: 0, at }
    }

    fn rest(&self) -> &'b [u8] {
        self.pieces.get(self.piece).and_then(|piece| piece.get(self.at..)).unwrap_or(&[])
    }

    /// Whether there is anything left.
    pub(super) fn is_over(&mut self) -> bool {
        while self.rest().is_empty() {
            if self.piece + 1 >= self.pieces.len() {
                return true;
            }
            self.piece += 1;
            self.at = 0;
        }
        false
    }

    /// The next bytes, which may stand in the next piece but not in two.
    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        if self.is_over() {
            return None;
        }
        let bytes = self.rest().get(..length)?;
        self.at += length;
        Some(bytes)
    }

    fn skip(&mut self, mut length: usize) -> Option<()> {
        while length > 0 {
            if self.is_over() {
                return None;
            }
            let step = self.rest().len().min(length);
            self.at += step;
            length -= step;
        }
        Some(())
    }

    /// A string with its length in two bytes, or in one.
    pub(super) fn string(&mut self, long: bool) -> Option<String> {
        let length = if long {
            usize::from(u16_at(self.take(2)?, 0)?)
        } else {
            usize::from(*self.take(1)?.first()?)
        };
        self.letters(length)
    }

    /// A string of so many letters: its flags, runs and reading first.
    pub(super) fn letters(&mut self, length: usize) -> Option<String> {
        let flags = *self.take(1)?.first()?;
        let runs = if flags & 8 == 0 { 0 } else { usize::from(u16_at(self.take(2)?, 0)?) };
        let reading = if flags & 4 == 0 { 0 } else { u32_at(self.take(4)?, 0)? as usize };
        let text = self.plain(length, flags & 1 == 1)?;
        self.skip(runs * 4)?;
        self.skip(reading)?;
        Some(text)
    }

    /// So many letters; where a record goes on, it says anew how wide they are.
    fn plain(&mut self, mut length: usize, mut wide: bool) -> Option<String> {
        let mut text = String::new();
        let mut units: Vec<u16> = Vec::new();
        while length > 0 {
            if self.rest().is_empty() {
                if self.is_over() {
                    return None;
                }
                wide = *self.take(1)?.first()? & 1 == 1;
            }
            let rest = self.rest();
            if wide {
                let some = (rest.len() / 2).min(length);
                if some == 0 {
                    return None;
                }
                units.extend((0..some).filter_map(|i| u16_at(rest, i * 2)));
                self.at += some * 2;
                length -= some;
            } else {
                let some = rest.len().min(length);
                units.extend(rest[..some].iter().map(|byte| u16::from(*byte)));
                self.at += some;
                length -= some;
            }
        }
        text.push_str(&String::from_utf16_lossy(&units));
        Some(text)
    }
}

/// A string of a cell: its length in two bytes at `at`, its letters after it.
pub(super) fn of_cell(record: &Record<'_>, at: usize, letters: Letters) -> Option<String> {
    match letters {
        Letters::Unicode => Walk::of(record, at).string(true),
        Letters::Page(page) => {
            let length = usize::from(u16_at(record.bytes, at)?);
            let bytes = record.bytes.get(at + 2..)?;
            Some(page.decode(&bytes[..length.min(bytes.len())]))
        }
    }
}
