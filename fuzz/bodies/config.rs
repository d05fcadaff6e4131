//! A settings file.

use std::path::Path;

use minga::commands::settings_file;
use minga::propose::settings::Settings;

/// One input.
pub(crate) fn one(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Err(problem) = settings_file::parse::<Settings>(Path::new("ajustes.toml"), &text) {
        assert!(problem.at.row.is_none_or(|row| row <= 1 + text.matches('\n').count()));
    }
    if let Ok(settings) = toml::from_str::<Settings>(&text) {
        let written = toml::to_string(&settings).expect("what was read can be written");
        let again: Settings = toml::from_str(&written).expect("what was written can be read");
        // Not a number is not equal to itself.
        if !format!("{settings:?}").contains("NaN") {
            assert_eq!(again, settings);
        }
    }
}
