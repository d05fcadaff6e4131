//! A settings file.

use minga::propose::settings::Settings;

/// One input.
pub(crate) fn one(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(settings) = toml::from_str::<Settings>(&text) {
        let _ = minga::commands::input_settings(&settings);
        let written = toml::to_string(&settings).expect("what was read can be written");
        let again: Settings = toml::from_str(&written).expect("what was written can be read");
        // Not a number is not equal to itself.
        if !format!("{settings:?}").contains("NaN") {
            assert_eq!(again, settings);
        }
    }
}
