//! Models of the Hugging Face hub: fetched once into the cache that its other clients use too
//! (`models--ORG--NAME/{blobs,refs,snapshots}`), and found there by name.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use ureq::Agent;
use ureq::http::header::HeaderMap;
use ureq::http::{Response, Uri};

use super::Error;
use super::web::{self, Key};
use crate::read::files;

/// What is fetched of a model, where it has it.
const WANTED: [&str; 8] = [
    "config.json",
    "tokenizer.json",
    "model.safetensors",
    "modules.json",
    "sentence_bert_config.json",
    "config_sentence_transformers.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
];

/// What it cannot do without.
const NEEDED: usize = 3;

/// How often a file is gone on with after the line broke.
const ATTEMPTS: usize = 4;

/// How many addresses one file may lead to.
const REDIRECTS: usize = 6;

/// A model that was fetched, or was there already.
#[derive(Debug)]
pub struct Fetched {
    /// Its folder.
    pub dir: PathBuf,
    /// The revision, as a commit.
    pub commit: String,
    /// How many bytes came over the line now.
    pub bytes: u64,
}

#[derive(Deserialize)]
struct Listing {
    sha: String,
    siblings: Vec<Sibling>,
}

#[derive(Deserialize)]
struct Sibling {
    rfilename: String,
}

/// Whether a name is of the form ORG/NAME.
pub fn is_hub_name(name: &str) -> bool {
    let part = |s: &str| {
        !s.is_empty()
            && !s.starts_with('.')
            && !s.contains("--")
            && s.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    name.split_once('/').is_some_and(|(org, name)| part(org) && part(name))
}

/// The cache that all clients of the hub share: `HF_HUB_CACHE`, `hub` in `HF_HOME`, or
/// `huggingface/hub` in `XDG_CACHE_HOME` or `~/.cache`, on every system.
fn cache() -> Option<PathBuf> {
    let named = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    named("HF_HUB_CACHE").or_else(|| named("HF_HOME").map(|home| home.join("hub"))).or_else(|| {
        let folder =
            named("XDG_CACHE_HOME").or_else(|| Some(etcetera::home_dir().ok()?.join(".cache")))?;
        Some(folder.join("huggingface/hub"))
    })
}

fn repository(cache: &Path, name: &str) -> PathBuf {
    cache.join(format!("models--{}", name.replace('/', "--")))
}

/// The folder of a fetched model: the one that `main` stands for, or else the only one.
pub(super) fn snapshot(name: &str) -> Option<PathBuf> {
    if !is_hub_name(name) {
        return None;
    }
    let repository = repository(&cache()?, name);
    let of_main = fs::read_to_string(repository.join("refs/main"))
        .map(|commit| repository.join("snapshots").join(commit.trim()));
    if let Ok(dir) = of_main
        && dir.is_dir()
    {
        return Some(dir);
    }
    let mut all: Vec<PathBuf> = fs::read_dir(repository.join("snapshots"))
        .ok()?
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.is_dir())
        .collect();
    if all.len() == 1 { all.pop() } else { None }
}

/// The folders of all fetched models that minga could use, sorted.
pub(super) fn snapshots() -> Vec<PathBuf> {
    let Some(entries) = cache().and_then(|cache| fs::read_dir(cache).ok()) else {
        return Vec::new();
    };
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|folder| snapshot(&folder.strip_prefix("models--")?.replacen("--", "/", 1)))
        .filter(|dir| dir.join("tokenizer.json").is_file())
        .filter(|dir| dir.join("model.safetensors").is_file())
        .collect();
    found.sort();
    found
}

/// The name on the hub of a folder in its cache.
pub(super) fn name_of(dir: &Path) -> Option<String> {
    let snapshots = dir.parent()?;
    let folder = snapshots.parent()?.file_name()?.to_str()?;
    let name = folder.strip_prefix("models--")?.replacen("--", "/", 1);
    (snapshots.file_name()? == "snapshots" && is_hub_name(&name)).then_some(name)
}

/// Fetches a model, or what is missing of it. `progress` gets a file's name, how many bytes of it
/// are there and how many it has.
pub fn fetch(
    name: &str,
    revision: &str,
    progress: &mut dyn FnMut(&str, u64, u64),
) -> Result<Fetched, Error> {
    if !is_hub_name(name) {
        return Err(Error::Asked(format!(
            "«{name}» no es un nombre del hub: se escribe ORGANIZACIÓN/MODELO, como \
             intfloat/multilingual-e5-base"
        )));
    }
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    if revision.is_empty() || revision.starts_with('.') || !revision.bytes().all(plain) {
        return Err(Error::Asked(format!("«{revision}» no es una revisión")));
    }
    let cache = cache().ok_or_else(|| {
        Error::Asked("no se sabe dónde guardar el modelo: indique HF_HOME".to_owned())
    })?;
    let hub = Hub::open()?;
    let repository = repository(&cache, name);
    let listing = hub.listing(name, revision)?;
    let needed = &WANTED[..NEEDED];
    let has = |file: &str| listing.siblings.iter().any(|s| s.rfilename == file);
    let missing: Vec<&str> = needed.iter().copied().filter(|file| !has(file)).collect();
    if !missing.is_empty() {
        return Err(hub.fail(format!("el modelo «{name}» no tiene {}", missing.join(" ni "))));
    }
    let snapshot = repository.join("snapshots").join(&listing.sha);
    let blobs = repository.join("blobs");
    for dir in [&snapshot, &blobs, &repository.join("refs")] {
        files::create_dir_all(dir).map_err(|e| Error::Asked(e.to_string()))?;
    }
    let mut bytes = 0;
    for file in listing.siblings.iter().map(|s| s.rfilename.as_str()).filter(|f| is_wanted(f)) {
        let address = format!("{}/{name}/resolve/{}/{file}", hub.address, listing.sha);
        let (blob, came) =
            hub.blob(&address, &blobs, &mut |done, all| progress(file, done, all))?;
        bytes += came;
        link(&blob, &snapshot, file)?;
    }
    let reference = repository.join("refs").join(revision);
    files::write(&reference, listing.sha.as_bytes()).map_err(|e| Error::Asked(e.to_string()))?;
    Ok(Fetched { dir: snapshot, commit: listing.sha, bytes })
}

/// Of the folders only those that say how to pool: `1_Pooling/config.json`.
fn is_wanted(file: &str) -> bool {
    WANTED.contains(&file)
        || file.split_once('/').is_some_and(|(folder, rest)| {
            rest == "config.json"
                && folder.len() > 2
                && folder.ends_with("_Pooling")
                && folder.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        })
}

/// A name in the snapshot for a blob: a link where the system has them, as the hub's other clients
/// make it, else a second name of the same file, or a copy on disks that have none.
fn link(blob: &Path, snapshot: &Path, file: &str) -> Result<(), Error> {
    let at = snapshot.join(file);
    let fail = |e: std::io::Error| Error::Model { path: at.clone(), what: e.to_string() };
    if let Some(folder) = at.parent() {
        fs::create_dir_all(folder).map_err(fail)?;
    }
    if at.exists() {
        return Ok(());
    }
    // A link that leads nowhere is not there for `exists`.
    let _ = fs::remove_file(&at);
    #[cfg(unix)]
    {
        let up = "../".repeat(2 + file.matches('/').count());
        let name = blob.file_name().unwrap_or_default();
        std::os::unix::fs::symlink(Path::new(&up).join("blobs").join(name), &at).map_err(fail)
    }
    #[cfg(not(unix))]
    fs::hard_link(blob, &at).or_else(|_| fs::copy(blob, &at).map(|_| ())).map_err(fail)
}

/// The blob with the contents of a fetched model's file: where its link leads, and without links the
/// one of its length. `None` for a file that was not fetched, or that the hub does not name by its
/// SHA-256.
pub(super) fn blob_of(model: &Path, file: &Path) -> Option<PathBuf> {
    let is_hash = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit())
    };
    let target = file.canonicalize().ok()?;
    if is_hash(&target) || target.file_name() != file.file_name() {
        return is_hash(&target).then_some(target);
    }
    name_of(model)?;
    let blobs = model.parent()?.parent()?.join("blobs");
    let length = fs::metadata(&target).ok()?.len();
    let all = fs::read_dir(blobs).ok()?.filter_map(|entry| entry.ok().map(|e| e.path()));
    all.filter(|blob| is_hash(blob))
        .find(|blob| fs::metadata(blob).is_ok_and(|about| about.len() == length))
}

/// The hub, or another server of its kind that `HF_ENDPOINT` names.
struct Hub {
    address: String,
    agent: Agent,
    key: Option<Key>,
}

/// A file on the hub as its headers tell of it.
struct Remote {
    response: Response<ureq::Body>,
    /// The name of its contents: the SHA-256 of a large file, something else of a small one.
    tag: String,
}

impl Hub {
    fn open() -> Result<Self, Error> {
        let named = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
        let address = named("HF_ENDPOINT").unwrap_or_else(|| "https://huggingface.co".to_owned());
        let address = address.trim_end_matches('/').to_owned();
        let uri: Uri = address
            .parse()
            .map_err(|_| Error::Asked(format!("HF_ENDPOINT no es una dirección: «{address}»")))?;
        let key = named("HF_TOKEN").as_deref().and_then(Key::new);
        Ok(Self { agent: web::agent(&uri, 0), address, key })
    }

    fn fail(&self, what: String) -> Error {
        Error::Server { server: self.address.clone(), what }
    }

    fn listing(&self, name: &str, revision: &str) -> Result<Listing, Error> {
        let address = format!("{}/api/models/{name}/revision/{revision}", self.address);
        let mut remote = self.get(&address, 0)?;
        let bytes = remote
            .response
            .body_mut()
            .with_config()
            .limit(16 << 20)
            .read_to_vec()
            .map_err(|e| self.fail(format!("la lista de archivos se cortó: {e}")))?;
        let listing: Listing = serde_json::from_slice(&bytes)
            .map_err(|_| self.fail("no respondió como el hub de Hugging Face".to_owned()))?;
        if listing.sha.len() < 7 || !listing.sha.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(self.fail("no respondió como el hub de Hugging Face".to_owned()));
        }
        Ok(listing)
    }

    /// Asks for a file from a byte on, wherever it leads. The key goes to the hub alone.
    fn get(&self, address: &str, from: u64) -> Result<Remote, Error> {
        let mut address = address.to_owned();
        let mut tag = String::new();
        for _ in 0..REDIRECTS {
            let mut request = self
                .agent
                .get(&address)
                .config()
                .timeout_recv_response(Some(Duration::from_mins(1)))
                .timeout_per_read(Some(Duration::from_mins(1)))
                .build();
            let own = address.strip_prefix(&self.address).is_some_and(|rest| rest.starts_with('/'));
            if let Some(key) = self.key.as_ref().filter(|_| own) {
                request = request.header("authorization", key.bearer());
            }
            if from > 0 {
                request = request.header("range", format!("bytes={from}-"));
            }
            let response = request.call().map_err(|e| {
                self.fail(format!(
                    "no se pudo hablar con el hub ({e}): revise la conexión, o copie la carpeta del \
                     modelo desde otro equipo y nómbrela con --model"
                ))
            })?;
            if tag.is_empty() {
                tag = self.tag(response.headers())?;
            }
            match response.status().as_u16() {
                200 | 206 | 416 => return Ok(Remote { response, tag }),
                301..=308 => {
                    let to = text(response.headers(), "location").unwrap_or_default();
                    address = match to.strip_prefix('/') {
                        Some(path) => format!("{}/{path}", self.address),
                        None => to.to_owned(),
                    };
                    // What began enciphered stays so.
                    if !address.starts_with("https://")
                        && (self.address.starts_with("https://") || !address.starts_with("http://"))
                    {
                        return Err(self.fail("lleva a una dirección que no se acepta".to_owned()));
                    }
                }
                401 | 403 => {
                    return Err(self.fail(
                        "el modelo no existe o pide permiso: revise el nombre y la variable HF_TOKEN"
                            .to_owned(),
                    ));
                }
                404 => return Err(self.fail("no existe ese modelo o esa revisión".to_owned())),
                status => return Err(self.fail(format!("respondió con el estado {status}"))),
            }
        }
        Err(self.fail("lleva de una dirección a otra sin fin".to_owned()))
    }

    fn tag(&self, headers: &HeaderMap) -> Result<String, Error> {
        let tag =
            text(headers, "x-linked-etag").or_else(|| text(headers, "etag")).unwrap_or_default();
        let tag = tag.trim_start_matches("W/").trim_matches('"');
        if !tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
            return Err(self.fail("un archivo tiene una etiqueta que no se entiende".to_owned()));
        }
        Ok(tag.to_owned())
    }

    /// A file's contents under their own name, and how many bytes of them came now.
    fn blob(
        &self,
        address: &str,
        blobs: &Path,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(PathBuf, u64), Error> {
        let mut remote = self.get(address, 0)?;
        if remote.tag.is_empty() {
            return Err(self.fail("un archivo viene sin etiqueta".to_owned()));
        }
        let blob = blobs.join(&remote.tag);
        if blob.is_file() {
            return Ok((blob, 0));
        }
        let part = blobs.join(format!("{}.incomplete", remote.tag));
        let fail = |e: std::io::Error| Error::Model { path: part.clone(), what: e.to_string() };
        let mut file =
            File::options().create(true).truncate(false).write(true).open(&part).map_err(fail)?;
        let mut came = 0;
        let mut trouble = String::new();
        for attempt in 0..ATTEMPTS {
            let there = file.seek(SeekFrom::End(0)).map_err(fail)?;
            if there > 0 {
                remote = self.get(address, there)?;
            } else if attempt > 0 {
                remote = self.get(address, 0)?;
            }
            if remote.response.status() == 416 {
                // What is there is not a beginning of it.
                file.set_len(0).map_err(fail)?;
                continue;
            }
            let resumed = remote.response.status() == 206;
            let start = if resumed { there } else { 0 };
            file.seek(SeekFrom::Start(start)).map_err(fail)?;
            file.set_len(start).map_err(fail)?;
            let rest =
                text(remote.response.headers(), "content-length").and_then(|n| n.parse().ok());
            let all: Option<u64> = rest.map(|rest: u64| rest + start);
            let mut reader = remote.response.body_mut().as_reader();
            let (mut done, mut piece) = (start, vec![0; 1 << 16]);
            let ended = loop {
                match reader.read(&mut piece) {
                    Ok(0) => break Ok(()),
                    Ok(n) => {
                        file.write_all(&piece[..n]).map_err(fail)?;
                        done += n as u64;
                        came += n as u64;
                        progress(done, all.unwrap_or(done));
                    }
                    Err(e) => break Err(e.to_string()),
                }
            };
            match ended {
                Ok(()) if all.is_none_or(|all| all == done) => {
                    file.sync_all().map_err(fail)?;
                    self.check(&part, &remote.tag)?;
                    fs::rename(&part, &blob).map_err(fail)?;
                    return Ok((blob, came));
                }
                Ok(()) => "llegó incompleto".clone_into(&mut trouble),
                Err(e) => trouble = e,
            }
        }
        Err(self
            .fail(format!("un archivo no llegó entero: {trouble}; repita la orden para seguir")))
    }

    /// A large file's tag is its SHA-256.
    fn check(&self, part: &Path, tag: &str) -> Result<(), Error> {
        if tag.len() != 64 {
            return Ok(());
        }
        let hash = files::sha256(part).map_err(|e| Error::Asked(e.to_string()))?;
        if hash == tag.to_ascii_lowercase() {
            return Ok(());
        }
        let _ = fs::remove_file(part);
        Err(self.fail(
            "un archivo llegó con otro contenido que el anunciado; repita la orden".to_owned(),
        ))
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_hub_are_told_from_paths() {
        for name in ["intfloat/multilingual-e5-base", "a/b_c.d"] {
            assert!(is_hub_name(name), "{name}");
        }
        for name in ["", "a", "../b", "a/..", "a/b/c", "/a", "a/", "a--b/c", "./models"] {
            assert!(!is_hub_name(name), "{name}");
        }
    }

    #[test]
    fn a_folder_in_the_cache_has_its_name_on_the_hub() {
        let dir = Path::new("/x/hub/models--intfloat--multilingual-e5-base/snapshots/abc123");
        assert_eq!(name_of(dir).as_deref(), Some("intfloat/multilingual-e5-base"));
        assert_eq!(name_of(Path::new("/x/models/e5-small-es")), None);
    }

    #[test]
    fn a_copy_of_a_blob_is_told_by_its_length() {
        let cache = tempfile::tempdir().unwrap();
        let repository = repository(cache.path(), "organizacion/modelo");
        let (blobs, dir) = (repository.join("blobs"), repository.join("snapshots").join("abc123"));
        for folder in [&blobs, &dir] {
            fs::create_dir_all(folder).unwrap();
        }
        let blob = blobs.join(files::sha256_of(b"pesos"));
        fs::write(&blob, b"pesos").unwrap();
        // A small file, which the hub names otherwise.
        fs::write(blobs.join("a".repeat(40)), b"{}").unwrap();
        let copies = [("model.safetensors", "pesos"), ("config.json", "{}"), ("otro", "palabra")];
        for (name, contents) in copies {
            fs::write(dir.join(name), contents).unwrap();
        }
        assert_eq!(blob_of(&dir, &dir.join("model.safetensors")), Some(blob));
        for other in ["config.json", "otro", "no está"] {
            assert_eq!(blob_of(&dir, &dir.join(other)), None, "{other}");
        }
    }

    #[test]
    fn only_what_a_model_needs_is_fetched() {
        assert!(is_wanted("model.safetensors") && is_wanted("1_Pooling/config.json"));
        for file in ["pytorch_model.bin", "onnx/model.onnx", "../config.json", "1_Pooling/../x"] {
            assert!(!is_wanted(file), "{file}");
        }
    }
}
