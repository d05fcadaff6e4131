//! What a command uses when nobody names anything: the example and the planning frame that the
//! program carries.

use std::path::PathBuf;

use crate::domain::statement::Origin;
use crate::read::embedded;
use crate::read::input::Source;

/// The folder of the planning frame.
pub fn frame() -> PathBuf {
    embedded::path("data/pmdot-2024-2033")
}

/// The folder of the example corpus.
pub fn example() -> PathBuf {
    embedded::path("data/example")
}

/// The files of the example corpus, institutional first.
pub fn example_sources() -> Vec<Source> {
    [("institucional.csv", Origin::Institutional), ("ciudadano.csv", Origin::Citizen)]
        .map(|(file, origin)| Source { path: example().join(file), origin: Some(origin) })
        .into()
}
