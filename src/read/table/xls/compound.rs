//! The file system inside an old Office file (a compound file, [MS-CFB]): its named streams, each a
//! chain of sectors. A chain has at most as many sectors as the file, so a circle ends.

/// How a chain ends, and what marks sectors that are none.
const END: u32 = 0xFFFF_FFFA;
/// The length of an entry of the directory.
const ENTRY: usize = 128;

/// An open compound file.
pub(super) struct Compound<'b> {
    bytes: &'b [u8],
    /// Bytes of a sector.
    sector: usize,
    /// The next sector of each.
    next: Vec<u32>,
    mini_sector: usize,
    mini_next: Vec<u32>,
    /// The stream that short streams are parts of.
    mini: Vec<u8>,
    /// Streams shorter than this stand in it.
    cutoff: u64,
    entries: Vec<Entry>,
}

/// A stream in the directory.
struct Entry {
    name: String,
    first: u32,
    size: u64,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.first_chunk().map(|two| u16::from_le_bytes(*two))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.first_chunk().map(|four| u32::from_le_bytes(*four))
}

impl<'b> Compound<'b> {
    /// Opens it; `None` if its own tables are damaged.
    pub(super) fn open(bytes: &'b [u8]) -> Option<Self> {
        let shift = |at| u16_at(bytes, at).filter(|shift| (6..=12).contains(shift));
        let (sector, mini_sector) = (1_usize << shift(30)?, 1_usize << shift(32)?);
        let mut file = Self {
            bytes,
            sector,
            next: Vec::new(),
            mini_sector,
            mini_next: Vec::new(),
            mini: Vec::new(),
            cutoff: u64::from(u32_at(bytes, 56)?).min(1 << 16),
            entries: Vec::new(),
        };
        for table in file.tables()? {
            let numbers = file.at(table)?.chunks_exact(4);
            file.next.extend(numbers.filter_map(|four| u32_at(four, 0)));
        }
        let directory = file.chain(u32_at(bytes, 48)?);
        for entry in directory.chunks_exact(ENTRY) {
            let length = usize::from(u16_at(entry, 64)?).min(64);
            let name: Vec<u16> = (0..length / 2)
                .filter_map(|i| u16_at(entry, i * 2))
                .take_while(|c| *c != 0)
                .collect();
            let size = u64::from(u32_at(entry, 120)?);
            let first = u32_at(entry, 116)?;
            match entry[66] {
                2 => {
                    let name = String::from_utf16_lossy(&name);
                    file.entries.push(Entry { name, first, size });
                }
                5 => file.mini = file.chain(first),
                _ => {}
            }
        }
        let minis = file.chain(u32_at(bytes, 60)?);
        file.mini_next = minis.chunks_exact(4).filter_map(|four| u32_at(four, 0)).collect();
        Some(file)
    }

    /// The sectors that hold the table of sectors.
    fn tables(&self) -> Option<Vec<u32>> {
        let most = self.bytes.len() / self.sector + 1;
        let mut tables: Vec<u32> = (0..109)
            .filter_map(|i| u32_at(self.bytes, 76 + i * 4))
            .take_while(|s| *s < END)
            .collect();
        let mut more = u32_at(self.bytes, 68)?;
        while more < END && tables.len() <= most {
            let sector = self.at(more)?;
            let (numbers, last) = sector.split_at(sector.len() - 4);
            let some = numbers.chunks_exact(4).filter_map(|four| u32_at(four, 0));
            tables.extend(some.take_while(|s| *s < END));
            more = u32_at(last, 0)?;
        }
        tables.truncate(most);
        Some(tables)
    }

    /// A whole sector; the last one of a file may be cut off.
    fn at(&self, sector: u32) -> Option<&'b [u8]> {
        let from = (sector as usize).checked_add(1)?.checked_mul(self.sector)?;
        let to = from.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(from..to).filter(|bytes| bytes.len() >= 4)
    }

    /// The bytes of a chain of sectors, as far as it holds together.
    fn chain(&self, first: u32) -> Vec<u8> {
        let mut content = Vec::new();
        let mut sector = first;
        for _ in 0..=self.next.len() {
            let Some(bytes) = self.at(sector).filter(|_| sector < END) else { break };
            content.extend_from_slice(bytes);
            let Some(next) = self.next.get(sector as usize) else { break };
            sector = *next;
        }
        content
    }

    /// The bytes of a chain of short sectors.
    fn mini_chain(&self, first: u32) -> Vec<u8> {
        let mut content = Vec::new();
        let mut sector = first;
        for _ in 0..=self.mini_next.len() {
            let from = (sector as usize).saturating_mul(self.mini_sector);
            let to = from.saturating_add(self.mini_sector).min(self.mini.len());
            let Some(bytes) = self.mini.get(from..to).filter(|_| sector < END) else { break };
            content.extend_from_slice(bytes);
            let Some(next) = self.mini_next.get(sector as usize) else { break };
            sector = *next;
        }
        content
    }

    /// Whether there is a stream of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// A stream, no longer than it says and no longer than it is.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        let mut content = if entry.size < self.cutoff {
            self.mini_chain(entry.first)
        } else {
            self.chain(entry.first)
        };
        content.truncate(usize::try_from(entry.size).unwrap_or(usize::MAX));
        Some(content)
    }
}
