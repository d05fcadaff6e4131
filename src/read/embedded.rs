//! The files that the program carries inside: the examples, Quito's planning frame and the model
//! that encodes by default. `data/` and `models/` are their sources.

use std::path::{Path, PathBuf};

/// What paths of such files begin with. No file on a disk is meant by it.
const ROOT: &str = "minga:";

macro_rules! carried {
    ($($path:literal,)*) => {
        &[$(($path, include_bytes!(concat!("../../", $path)))),*]
    };
}

/// Every file: its path from the root, and its bytes. Sorted by path.
static FILES: &[(&str, &[u8])] = carried![
    "data/canton-costa/README.md",
    "data/canton-costa/ciudadano.csv",
    "data/canton-costa/frame/alias.csv",
    "data/canton-costa/frame/competencias.csv",
    "data/canton-costa/frame/desafios_metropolitanos.csv",
    "data/canton-costa/frame/objetivos_desarrollo.csv",
    "data/canton-costa/frame/objetivos_gestion.csv",
    "data/canton-costa/frame/plan.csv",
    "data/canton-costa/frame/politicas.csv",
    "data/canton-costa/gold.tsv",
    "data/canton-costa/institucional.csv",
    "data/example/README.md",
    "data/example/ciudadano.csv",
    "data/example/gold.tsv",
    "data/example/institucional.csv",
    "data/grids/grouping.toml",
    "data/grids/groups.toml",
    "data/pmdot-2024-2033/README.md",
    "data/pmdot-2024-2033/ajenos.csv",
    "data/pmdot-2024-2033/alias.csv",
    "data/pmdot-2024-2033/competencias.csv",
    "data/pmdot-2024-2033/desafios_metropolitanos.csv",
    "data/pmdot-2024-2033/objetivos_desarrollo.csv",
    "data/pmdot-2024-2033/objetivos_gestion.csv",
    "data/pmdot-2024-2033/plan.csv",
    "data/pmdot-2024-2033/politicas.csv",
    "data/segunda-ronda/README.md",
    "data/segunda-ronda/ciudadano.csv",
    "data/segunda-ronda/gold.tsv",
    "data/segunda-ronda/institucional.csv",
    "data/voces/README.md",
    "data/voces/ciudadano.csv",
    "data/voces/gold.tsv",
    "data/voces/institucional.csv",
    "models/e5-small-es/MODEL.md",
    "models/e5-small-es/config.json",
    "models/e5-small-es/metric.safetensors",
    "models/e5-small-es/model.gguf",
    "models/e5-small-es/postprocess.safetensors",
    "models/e5-small-es/reference.json",
    "models/e5-small-es/tokenizer.json",
];

/// The path that stands for a carried file or folder, such as `data/example`.
pub fn path(inside: &str) -> PathBuf {
    PathBuf::from(format!("{ROOT}{inside}"))
}

/// What a path means inside the program: `data/example` for `minga:data/example`, and for a relative
/// path that is written like a carried one.
fn inside(path: &Path) -> Option<String> {
    let text = path.to_str()?.replace('\\', "/");
    let text = text.strip_prefix(ROOT).unwrap_or(&text);
    Some(text.strip_prefix("./").unwrap_or(text).trim_end_matches('/').to_owned())
}

/// The bytes of a carried file.
pub fn bytes(path: &Path) -> Option<&'static [u8]> {
    let wanted = inside(path)?;
    FILES.iter().find(|(name, _)| *name == wanted).map(|(_, bytes)| *bytes)
}

/// Whether a path stands for a carried folder.
pub fn is_folder(path: &Path) -> bool {
    let Some(mut folder) = inside(path) else { return false };
    folder.push('/');
    folder.len() > 1 && FILES.iter().any(|(name, _)| name.starts_with(&folder))
}

/// The folder of `data/` that somebody means by its name alone: `pmdot-2024-2033`, `example`.
pub fn by_name(name: &Path) -> Option<PathBuf> {
    let name = name.to_str().filter(|name| !name.is_empty() && !name.contains(['/', '\\']))?;
    let folder = path(&format!("data/{name}"));
    is_folder(&folder).then_some(folder)
}

/// Every carried file under some folders: its path from the root, and its bytes.
pub fn under(folders: &[&str]) -> impl Iterator<Item = (&'static str, &'static [u8])> {
    FILES
        .iter()
        .filter(move |(name, _)| {
            folders.iter().any(|f| name.strip_prefix(f).is_some_and(|rest| rest.starts_with('/')))
        })
        .copied()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Every file of a folder of the repository, from its root.
    fn on_disk(folder: &str, found: &mut Vec<String>) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for entry in std::fs::read_dir(root.join(folder)).unwrap().map(Result::unwrap) {
            let name = format!("{folder}/{}", entry.file_name().to_str().unwrap());
            if entry.path().is_dir() {
                on_disk(&name, found);
            } else {
                found.push(name);
            }
        }
    }

    #[test]
    fn the_program_carries_every_file_of_its_folders() {
        let mut found = Vec::new();
        for name in
            ["example", "voces", "segunda-ronda", "canton-costa", "pmdot-2024-2033", "grids"]
        {
            on_disk(&format!("data/{name}"), &mut found);
        }
        on_disk("models/e5-small-es", &mut found);
        found.sort();
        assert_eq!(FILES.iter().map(|(name, _)| *name).collect::<Vec<_>>(), found);
    }

    #[test]
    fn paths_are_understood_with_and_without_the_root() {
        let frame = path("data/pmdot-2024-2033");
        assert_eq!(by_name(Path::new("pmdot-2024-2033")), Some(frame.clone()));
        assert!(is_folder(&frame) && is_folder(Path::new("./data/pmdot-2024-2033/")));
        assert!(bytes(&frame.join("alias.csv")).is_some());
        assert!(bytes(Path::new("data/example/gold.tsv")).is_some());
        for other in ["", "data/other", "/data/example", "alias.csv", "../data/example"] {
            assert!(bytes(Path::new(other)).is_none() && !is_folder(Path::new(other)), "{other}");
        }
        assert_eq!(by_name(Path::new("")), None);
        assert_eq!(under(&["data/example"]).count(), 4);
    }
}
