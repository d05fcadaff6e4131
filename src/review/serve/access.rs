//! Who may come in: one link a reviewer, each with a random token of which only the hash is kept,
//! in a folder of its own beside the run.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use rand::RngCore;
use rand::rngs::OsRng;
use serde::{Deserialize, Serialize};

use crate::domain::decision::reviewer_key;
use crate::read::files;
use crate::review::page::protocol::Reviewer;

/// The folder of the links, in the run's.
pub(super) const FOLDER: &str = "access";
/// The list of links.
const FILE: &str = "links.json";
/// Where the page was last served.
const ADDRESS: &str = "address";
/// The name that a read-only link is kept under.
const READER: &str = "solo lectura";
/// Bytes of chance in a token.
const TOKEN: usize = 24;
/// The largest list that is read.
const LIMIT: u64 = 1 << 20;

/// A link as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Link {
    name: String,
    read_only: bool,
    /// The SHA-256 of the token.
    sha256: String,
}

/// Makes the link of a reviewer, or one for looking only; an earlier one of the same name no longer
/// opens. Returns the token, which is kept nowhere.
pub fn invite(dir: &Path, name: Option<&str>) -> Result<String, files::Error> {
    let token = token();
    change(dir, |links| {
        let (name, read_only) = match name {
            Some(name) => (name.split_whitespace().collect::<Vec<_>>().join(" "), false),
            None => (READER.to_owned(), true),
        };
        links.retain(|link| !same(link, &name, read_only));
        links.push(Link { name, read_only, sha256: files::sha256_of(token.as_bytes()) });
    })?;
    Ok(token)
}

/// Closes the link of a reviewer; says whether there was one.
pub fn revoke(dir: &Path, name: &str) -> Result<bool, files::Error> {
    let mut found = false;
    change(dir, |links| {
        let before = links.len();
        links.retain(|link| reviewer_key(&link.name) != reviewer_key(name));
        found = links.len() < before;
    })?;
    Ok(found)
}

fn same(link: &Link, name: &str, read_only: bool) -> bool {
    link.read_only == read_only && reviewer_key(&link.name) == reviewer_key(name)
}

fn change(dir: &Path, edit: impl FnOnce(&mut Vec<Link>)) -> Result<(), files::Error> {
    let folder = dir.join(FOLDER);
    files::create_dir_all(&folder)?;
    let _lock = files::lock(&folder)?;
    let mut links = read(&folder.join(FILE));
    edit(&mut links);
    let json = serde_json::to_string_pretty(&links).expect("plain data is always JSON");
    files::write(&folder.join(FILE), json.as_bytes())
}

/// The links in a file; none where it is not there or says something else: nobody comes in by it.
fn read(path: &Path) -> Vec<Link> {
    let bytes = files::read(path, LIMIT).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

/// Remembers where the page is served, for the links that are made meanwhile.
pub(super) fn remember(dir: &Path, base: &str) -> Result<(), files::Error> {
    let folder = dir.join(FOLDER);
    files::create_dir_all(&folder)?;
    files::write(&folder.join(ADDRESS), base.as_bytes())
}

/// Where the page was last served from this folder.
pub fn address(dir: &Path) -> Option<String> {
    let bytes = files::read(&dir.join(FOLDER).join(ADDRESS), 300).ok()?;
    String::from_utf8(bytes).ok().filter(|base| base.starts_with("http://"))
}

/// A new token: hexadecimal digits.
pub(super) fn token() -> String {
    let mut bytes = [0_u8; TOKEN];
    OsRng.fill_bytes(&mut bytes);
    bytes.iter().fold(String::new(), |all, byte| all + &format!("{byte:02x}"))
}

/// The door: the token of whoever started the program, and the links, read again when their file
/// changes.
pub(super) struct Access {
    path: PathBuf,
    own: (String, Reviewer),
    links: Mutex<(Option<SystemTime>, Vec<Link>)>,
}

impl Access {
    pub(super) fn new(dir: &Path, own: &str, reviewer: Reviewer) -> Self {
        Self {
            path: dir.join(FOLDER).join(FILE),
            own: (files::sha256_of(own.as_bytes()), reviewer),
            links: Mutex::default(),
        }
    }

    /// Who comes with this token. Every hash is compared, and each to its end.
    pub(super) fn admit(&self, token: &str) -> Option<Reviewer> {
        let digest = files::sha256_of(token.as_bytes());
        let mut reviewer = equal(&digest, &self.own.0).then(|| self.own.1.clone());
        let changed = std::fs::metadata(&self.path).and_then(|file| file.modified()).ok();
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        if links.0 != changed {
            *links = (changed, read(&self.path));
        }
        for link in &links.1 {
            if equal(&digest, &link.sha256) {
                reviewer = Some(Reviewer { name: link.name.clone(), read_only: link.read_only });
            }
        }
        reviewer
    }
}

/// Whether two hashes are the same, in a time that does not tell where they differ.
fn equal(a: &str, b: &str) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let difference = a.bytes().zip(b.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    std::hint::black_box(difference) == 0
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn door(dir: &Path) -> Access {
        let reviewer = Reviewer { name: "yo".to_owned(), read_only: false };
        Access::new(dir, "propio", reviewer)
    }

    #[test]
    fn a_link_opens_until_it_is_replaced_or_closed_and_only_its_hash_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let first = invite(dir.path(), Some(" Ana  Pérez ")).unwrap();
        let door = door(dir.path());
        let ana = Reviewer { name: "Ana Pérez".to_owned(), read_only: false };
        assert_eq!(door.admit(&first), Some(ana.clone()));
        assert_eq!(door.admit("propio").unwrap().name, "yo");
        assert_eq!((door.admit(""), door.admit(&first[1..])), (None, None));

        let reader = invite(dir.path(), None).unwrap();
        assert!(door.admit(&reader).unwrap().read_only);
        // Times of files are coarse on some systems.
        std::thread::sleep(std::time::Duration::from_millis(20));
        let second = invite(dir.path(), Some("ana pérez")).unwrap();
        assert_eq!(door.admit(&first), None);
        assert!(door.admit(&second).is_some() && door.admit(&reader).is_some());
        let kept = std::fs::read_to_string(dir.path().join(FOLDER).join(FILE)).unwrap();
        assert!(!kept.contains(&second) && kept.contains(&files::sha256_of(second.as_bytes())));

        std::thread::sleep(std::time::Duration::from_millis(20));
        assert!(revoke(dir.path(), "Ana Pérez").unwrap());
        assert!(!revoke(dir.path(), "Ana Pérez").unwrap());
        assert_eq!(door.admit(&second), None);
    }

    #[test]
    fn a_damaged_list_lets_nobody_in() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join(FOLDER)).unwrap();
        std::fs::write(dir.path().join(FOLDER).join(FILE), b"[{\"sha256\":").unwrap();
        assert_eq!(door(dir.path()).admit("x"), None);
    }

    #[test]
    fn tokens_are_long_and_never_the_same() {
        let (a, b) = (token(), token());
        assert!(a.len() == 2 * TOKEN && a.bytes().all(|c| c.is_ascii_hexdigit()) && a != b);
    }
}
