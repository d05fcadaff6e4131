//! Which planning frame a run takes where nobody names one, and why: that of the run before it, the
//! one that lies beside the files, or, for the files of the example, the example's own. Otherwise
//! nobody knows, and it has to be said.

use std::path::{Path, PathBuf};

use super::{Error, Warning, defaults};
use crate::read::input::Source;
use crate::read::{embedded, files};
use crate::write::manifest::{self, Manifest};
use crate::write::run_folder;

/// What a folder of a frame is called beside the files that it is for.
const BESIDE: [&str; 2] = ["marco", "frame"];

/// The largest file that is compared with the example's.
const LARGEST: u64 = 4 << 20;

/// The frame of a run.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The frame's folder; `None` for the frame that the earlier run keeps.
    pub frame: Option<PathBuf>,
    /// What to say of it before anything else; nothing where somebody named it.
    pub told: Option<Warning>,
}

/// Chooses the frame for some files: the one that is named, or else the earlier run's, the one
/// beside the files, or the example's.
pub fn choose(
    named: Option<&Path>,
    previous: Option<&Path>,
    sources: &[Source],
) -> Result<Choice, Error> {
    if let Some(named) = named {
        return Ok(Choice { frame: Some(named.to_owned()), told: None });
    }
    let told = |sentence: String| Some(Warning::FrameChosen(sentence));
    if let Some(previous) = previous {
        let manifest: Manifest = run_folder::read_json(&previous.join(manifest::FILE))?;
        let why = format!("marco: «{}», el de la corrida que continúa", manifest.frame.0);
        return Ok(Choice { frame: None, told: told(why) });
    }
    if let Some((frame, called)) = of_example(sources) {
        let why = format!("marco: {called}, porque los archivos son del ejemplo que trae minga");
        return Ok(Choice { frame: Some(frame), told: told(why) });
    }
    let mut beside: Vec<PathBuf> = sources.iter().filter_map(|s| beside(&s.path)).collect();
    beside.sort();
    beside.dedup();
    if let [frame] = &beside[..] {
        let why = format!("marco: la carpeta «{}», que está junto a los archivos", frame.display());
        return Ok(Choice { frame: Some(frame.clone()), told: told(why) });
    }
    Err(Error::WhichFrame)
}

/// The frame in the folder of a file.
pub(super) fn beside(file: &Path) -> Option<PathBuf> {
    let folder = file.parent()?;
    let is_frame = |dir: &PathBuf| {
        ["csv", "xlsx", "ods"].iter().any(|end| dir.join(format!("competencias.{end}")).exists())
            || dir.join("marco.xlsx").exists()
    };
    BESIDE.into_iter().map(|name| folder.join(name)).find(is_frame)
}

fn is_table(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "csv")
}

/// The frame of the example that all of the files are of, with its name, if they are of one.
fn of_example(sources: &[Source]) -> Option<(PathBuf, &'static str)> {
    let mut frames = sources.iter().map(|source| {
        let bytes = embedded::bytes(&source.path);
        let bytes = match bytes.filter(|_| !source.path.exists()) {
            Some(bytes) => bytes.to_vec(),
            None => files::read(&source.path, LARGEST).ok()?,
        };
        let mut all = embedded::under(&["data"]);
        let (name, _) = all.find(|(name, carried)| is_table(name) && *carried == bytes)?;
        match name.split('/').nth(1)? {
            "example" | "voces" | "segunda-ronda" => {
                Some((defaults::frame(), "el de Quito (pmdot-2024-2033)"))
            }
            "canton-costa" => {
                Some((embedded::path("data/canton-costa/frame"), "el de canton-costa"))
            }
            _ => None,
        }
    });
    let first = frames.next()??;
    frames.all(|other| other.as_ref() == Some(&first)).then_some(first)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::statement::Origin;

    fn source(path: &Path) -> Source {
        Source { path: path.to_owned(), origin: Some(Origin::Citizen) }
    }

    #[test]
    fn the_example_has_a_frame_wherever_it_lies() {
        let sources = defaults::example_sources();
        assert_eq!(choose(None, None, &sources).unwrap().frame, Some(defaults::frame()));
        let dir = tempfile::tempdir().unwrap();
        let copy = dir.path().join("mis-talleres.csv");
        let bytes = embedded::bytes(Path::new("data/canton-costa/ciudadano.csv")).unwrap();
        std::fs::write(&copy, bytes).unwrap();
        let frame = choose(None, None, &[source(&copy)]).unwrap().frame.unwrap();
        assert!(frame.ends_with("canton-costa/frame"));
        // Two examples have no frame together, nor has a file that is nobody's.
        let both = [source(&copy), sources[0].clone()];
        assert!(matches!(choose(None, None, &both), Err(Error::WhichFrame)));
        std::fs::write(&copy, "id,texto\nC1,agua\n").unwrap();
        assert!(matches!(choose(None, None, &[source(&copy)]), Err(Error::WhichFrame)));
    }

    #[test]
    fn a_frame_beside_the_files_is_taken_and_told() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("talleres.csv");
        std::fs::write(&file, "id,texto\nC1,agua\n").unwrap();
        let marco = dir.path().join("marco");
        std::fs::create_dir(&marco).unwrap();
        assert!(choose(None, None, &[source(&file)]).is_err(), "an empty folder is no frame");
        std::fs::write(marco.join("competencias.csv"), "id,competencia\nC1,Agua\n").unwrap();
        let choice = choose(None, None, &[source(&file)]).unwrap();
        assert_eq!(choice.frame, Some(marco));
        assert!(choice.told.unwrap().to_string().contains("junto a los archivos"));
        let named = choose(Some(Path::new("otro")), None, &[source(&file)]).unwrap();
        assert!(named.frame.unwrap().ends_with("otro") && named.told.is_none());
    }
}
