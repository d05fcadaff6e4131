//! Who may come in: one link a reviewer, each with a random token of which only the hash is kept.
//!
//! Links belong to the user who made them, on the machine where they were made: they are kept in the
//! user's own folder, under a name made of the run's place and of a mark in the run's folder. A run's
//! folder that came from elsewhere brings no link that opens, and no address that is believed.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::names;
use crate::domain::decision::reviewer_key;
use crate::read::{files, user};
use crate::review::page::protocol::Reviewer;
use crate::web::token::{TOKEN, equal, token};

/// The folder in the run's that holds its mark.
const FOLDER: &str = "access";
/// The mark.
const MARK: &str = "id";
/// What earlier versions kept there.
const EARLIER: [&str; 2] = ["links.json", "address"];
/// The list of links.
const FILE: &str = "links.json";
/// Where the page was last served.
const ADDRESS: &str = "address";
/// The name that a read-only link is kept under.
const READER: &str = "solo lectura";
/// How many links of whoever starts the program open: this start's and those of the starts before.
const OWN: usize = 5;
/// The largest list that is read.
const LIMIT: u64 = 1 << 20;

/// Why links cannot be made or closed.
#[derive(Debug, Error)]
pub enum Error {
    /// A file or folder.
    #[error(transparent)]
    Files(#[from] files::Error),
    /// The system names no folder of the user's.
    #[error(
        "no se sabe dónde guardar los enlaces: falta la carpeta del usuario (HOME o XDG_STATE_HOME)"
    )]
    NoPlace,
    /// The list of links is there and says something else.
    #[error(
        "la lista de enlaces «{}» está dañada: no se cambió. Quítela de ahí y haga los enlaces de nuevo",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// Two names of different people look the same.
    #[error("«{name}» se confunde a la vista con «{other}», que ya tiene enlace: use otro nombre")]
    LookAlike {
        /// The name that was given.
        name: String,
        /// The one that has a link.
        other: String,
    },
}

/// A link as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Link {
    name: String,
    read_only: bool,
    /// The SHA-256 of the token.
    sha256: String,
    /// Whether it is of whoever started the program.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    own: bool,
}

/// Where the links of a run are kept, for this user and machine.
#[derive(Debug, Clone)]
pub struct Links {
    folder: PathBuf,
    /// Whether the run's folder was at work elsewhere and never here.
    pub from_elsewhere: bool,
}

impl Links {
    /// The place for the links of the run in a folder. What is made there is made when the first
    /// link is.
    pub fn of(dir: &Path) -> Result<Self, Error> {
        let place = user::state_folder().ok_or(Error::NoPlace)?;
        Self::under(&place.join(FOLDER), dir)
    }

    fn under(place: &Path, dir: &Path) -> Result<Self, Error> {
        let inner = dir.join(FOLDER);
        files::refuse_link(&inner)?;
        let path = inner.join(MARK);
        let found = files::read(&path, 1 << 10).ok().and_then(|mark| String::from_utf8(mark).ok());
        let is_mark =
            |mark: &String| mark.len() == 2 * TOKEN && mark.bytes().all(|c| c.is_ascii_hexdigit());
        let has_earlier = EARLIER.iter().any(|name| inner.join(name).exists());
        let (mark, was_used) = if let Some(mark) = found.filter(is_mark) {
            (mark, true)
        } else {
            let mark = token();
            files::create_dir_all(&inner)?;
            files::write(&path, mark.as_bytes())?;
            (mark, has_earlier)
        };
        let whole = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
        let name = files::sha256_of(format!("{}\0{mark}", whole.display()).as_bytes());
        let folder = place.join(&name[..32]);
        let from_elsewhere = was_used && !folder.exists();
        files::create_dir_all(&folder)?;
        Ok(Self { folder, from_elsewhere })
    }

    fn list(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    /// Makes the link of a reviewer, or one for looking only; an earlier one of the same name no
    /// longer opens. Returns the token, which is kept nowhere.
    pub fn invite(&self, name: Option<&str>) -> Result<String, Error> {
        let token = token();
        self.change(|links| {
            let (name, read_only) = match name {
                Some(name) => (names::tidy(name), false),
                None => (READER.to_owned(), true),
            };
            let other = links.iter().find(|link| names::look_alike(&link.name, &name));
            if let Some(other) = other {
                return Err(Error::LookAlike { name, other: other.name.clone() });
            }
            links.retain(|link| {
                link.read_only != read_only || reviewer_key(&link.name) != reviewer_key(&name)
            });
            let sha256 = files::sha256_of(token.as_bytes());
            links.push(Link { name, read_only, sha256, own: false });
            Ok(())
        })?;
        Ok(token)
    }

    /// Keeps the link of whoever starts the program, so that a page that is open still is theirs when
    /// the program is started again: the last ones of one name stay, and those of other names close.
    pub(super) fn keep_own(&self, name: &str, token: &str) -> Result<(), Error> {
        let sha256 = files::sha256_of(token.as_bytes());
        self.change(|links| {
            links.retain(|link| !link.own || reviewer_key(&link.name) == reviewer_key(name));
            let own = links.iter().filter(|link| link.own).count();
            let mut too_many = (own + 1).saturating_sub(OWN);
            links.retain(|link| {
                let oldest = link.own && too_many > 0;
                too_many -= usize::from(oldest);
                !oldest
            });
            links.push(Link { name: name.to_owned(), read_only: false, sha256, own: true });
            Ok(())
        })
    }

    /// Closes the link of a reviewer; says whether there was one.
    pub fn revoke(&self, name: &str) -> Result<bool, Error> {
        let mut found = false;
        self.change(|links| {
            let before = links.len();
            links.retain(|link| reviewer_key(&link.name) != reviewer_key(name));
            found = links.len() < before;
            Ok(())
        })?;
        Ok(found)
    }

    /// Changes the list. One that cannot be read is refused and stays as it is.
    fn change(&self, edit: impl FnOnce(&mut Vec<Link>) -> Result<(), Error>) -> Result<(), Error> {
        let _lock = files::lock(&self.folder)?;
        let path = self.list();
        let mut links = Vec::new();
        if path.exists() {
            let bytes = files::read(&path, LIMIT)?;
            links = serde_json::from_slice(&bytes)
                .map_err(|_| Error::Damaged { path: path.clone() })?;
        }
        edit(&mut links)?;
        let json = serde_json::to_string_pretty(&links).expect("plain data is always JSON");
        Ok(files::write(&path, json.as_bytes())?)
    }

    /// Remembers where the page is served, for the links that are made meanwhile.
    pub(super) fn remember(&self, base: &str) -> Result<(), Error> {
        Ok(files::write(&self.folder.join(ADDRESS), base.as_bytes())?)
    }

    /// Where the page was last served from this folder.
    pub fn address(&self) -> Option<String> {
        let bytes = files::read(&self.folder.join(ADDRESS), 300).ok()?;
        String::from_utf8(bytes).ok().filter(|base| base.starts_with("http://"))
    }
}

/// The door: the token of whoever started the program, and the links as they are at each request.
pub(super) struct Access {
    /// The list of links, where there is a place for one.
    path: Option<PathBuf>,
    own: (String, Reviewer),
    /// What the list said last, and its links.
    links: Mutex<(Vec<u8>, Vec<Link>)>,
}

impl Access {
    pub(super) fn new(links: Option<&Links>, own: &str, reviewer: Reviewer) -> Self {
        Self {
            path: links.map(Links::list),
            own: (files::sha256_of(own.as_bytes()), reviewer),
            links: Mutex::default(),
        }
    }

    /// Who comes with this token. Every hash is compared, and each to its end. The list is read at
    /// every request: a link that is closed opens nothing from then on.
    pub(super) fn admit(&self, token: &str) -> Option<Reviewer> {
        let digest = files::sha256_of(token.as_bytes());
        let mut reviewer = equal(&digest, &self.own.0).then(|| self.own.1.clone());
        // By a list that cannot be read nobody comes in.
        let read = self.path.as_ref().and_then(|path| files::read(path, LIMIT).ok());
        let bytes = read.unwrap_or_default();
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        if links.0 != bytes {
            let found = serde_json::from_slice(&bytes).unwrap_or_default();
            *links = (bytes, found);
        }
        for link in &links.1 {
            if equal(&digest, &link.sha256) {
                reviewer = Some(Reviewer { name: link.name.clone(), read_only: link.read_only });
            }
        }
        reviewer
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    /// A run's folder, and the user's.
    fn folders() -> (TempDir, TempDir) {
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap())
    }

    fn door(links: &Links) -> Access {
        let reviewer = Reviewer { name: "yo".to_owned(), read_only: false };
        Access::new(Some(links), "propio", reviewer)
    }

    #[test]
    fn a_link_opens_until_it_is_replaced_or_closed_and_only_its_hash_is_kept() {
        let (run, place) = folders();
        let links = Links::under(place.path(), run.path()).unwrap();
        let first = links.invite(Some(" Ana  Pérez ")).unwrap();
        let door = door(&links);
        let ana = Reviewer { name: "Ana Pérez".to_owned(), read_only: false };
        assert_eq!(door.admit(&first), Some(ana.clone()));
        assert_eq!(door.admit("propio").unwrap().name, "yo");
        assert_eq!((door.admit(""), door.admit(&first[1..])), (None, None));

        let reader = links.invite(None).unwrap();
        assert!(door.admit(&reader).unwrap().read_only);
        let second = links.invite(Some("ana pérez")).unwrap();
        assert_eq!(door.admit(&first), None);
        assert!(door.admit(&second).is_some() && door.admit(&reader).is_some());
        let kept = std::fs::read_to_string(links.list()).unwrap();
        assert!(!kept.contains(&second) && kept.contains(&files::sha256_of(second.as_bytes())));
        assert!(links.revoke("Ana Pérez").unwrap());
        assert!(!links.revoke("Ana Pérez").unwrap());
        assert_eq!(door.admit(&second), None);
        let alike = links.invite(Some("Sоlo")).and(links.invite(Some("Solo")));
        assert!(matches!(alike, Err(Error::LookAlike { .. })));
    }

    #[test]
    fn the_link_of_who_started_the_program_survives_a_restart() {
        let (run, place) = folders();
        let links = Links::under(place.path(), run.path()).unwrap();
        links.keep_own("yo", "propio").unwrap();
        links.keep_own("yo", "segundo").unwrap();
        let reviewer = Reviewer { name: "yo".to_owned(), read_only: false };
        let door = Access::new(Some(&links), "segundo", reviewer.clone());
        assert_eq!(door.admit("propio"), Some(reviewer));
        let kept = std::fs::read_to_string(links.list()).unwrap();
        assert!(!kept.contains("propio") && !kept.contains("segundo"));
        // The oldest close after some starts, all of them when it is closed or another person starts.
        (3..=6).for_each(|n| links.keep_own("yo", &format!("n{n}")).unwrap());
        assert!(door.admit("propio").is_none() && door.admit("n3").is_some());
        let ana = links.invite(Some("Ana")).unwrap();
        links.keep_own("Luis", "otro").unwrap();
        assert!(door.admit("n6").is_none() && door.admit(&ana).is_some());
        assert_eq!(door.admit("otro").unwrap().name, "Luis");
        assert!(links.revoke("Luis").unwrap());
        assert_eq!(door.admit("otro"), None);
    }

    #[test]
    fn a_link_is_closed_although_its_list_keeps_its_time_and_size() {
        let (run, place) = folders();
        let links = Links::under(place.path(), run.path()).unwrap();
        let token = links.invite(Some("Ana")).unwrap();
        let door = door(&links);
        assert!(door.admit(&token).is_some());
        let time = std::fs::metadata(links.list()).unwrap().modified().unwrap();
        let kept = std::fs::read_to_string(links.list()).unwrap();
        let hash = files::sha256_of(token.as_bytes());
        std::fs::write(links.list(), kept.replace(&hash, &files::sha256_of(b"otro"))).unwrap();
        let file = std::fs::File::options().write(true).open(links.list()).unwrap();
        file.set_modified(time).unwrap();
        assert_eq!(door.admit(&token), None);
    }

    #[test]
    fn a_list_that_is_damaged_or_too_large_lets_nobody_in_and_is_never_erased() {
        let (run, place) = folders();
        let links = Links::under(place.path(), run.path()).unwrap();
        for contents in [b"[{\"sha256\":".to_vec(), vec![b' '; (LIMIT + 1) as usize]] {
            std::fs::write(links.list(), &contents).unwrap();
            assert_eq!(door(&links).admit("x"), None);
            links.invite(Some("Ana")).unwrap_err();
            links.revoke("Ana").unwrap_err();
            assert_eq!(std::fs::read(links.list()).unwrap(), contents);
        }
    }

    #[test]
    fn a_folder_from_elsewhere_has_no_links_and_no_address_here() {
        let (run, place) = folders();
        let links = Links::under(place.path(), run.path()).unwrap();
        links.remember("http://127.0.0.1:1/").unwrap();
        let token = links.invite(Some("Ana")).unwrap();
        assert!(!links.from_elsewhere);
        let again = Links::under(place.path(), run.path()).unwrap();
        assert!(!again.from_elsewhere && door(&again).admit(&token).is_some());

        // The same folder in another place, and for another user.
        let (copy, other) = folders();
        std::fs::create_dir(copy.path().join(FOLDER)).unwrap();
        let mark = Path::new(FOLDER).join(MARK);
        std::fs::copy(run.path().join(&mark), copy.path().join(&mark)).unwrap();
        for (place, run) in [(&place, &copy), (&other, &run)] {
            let received = Links::under(place.path(), run.path()).unwrap();
            assert!(received.from_elsewhere);
            assert_eq!(received.address(), None);
            assert_eq!(door(&received).admit(&token), None);
        }
        // One of an earlier version, or made to look like it.
        let (old, _) = folders();
        std::fs::create_dir(old.path().join(FOLDER)).unwrap();
        let list = r#"[{"name": "Ana", "read_only": false, "sha256": "HASH"}]"#;
        let list = list.replace("HASH", &files::sha256_of(b"x"));
        std::fs::write(old.path().join("access/links.json"), list).unwrap();
        std::fs::write(old.path().join("access/address"), "http://evil.example/").unwrap();
        let received = Links::under(place.path(), old.path()).unwrap();
        assert!(received.from_elsewhere);
        assert_eq!((received.address(), door(&received).admit("x")), (None, None));
    }

    #[test]
    fn tokens_are_long_and_never_the_same() {
        let (a, b) = (token(), token());
        assert!(a.len() == 2 * TOKEN && a.bytes().all(|c| c.is_ascii_hexdigit()) && a != b);
    }
}
