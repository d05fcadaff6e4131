//! The reasons that reviewers choose from: a list that each municipality makes its own.

use serde::{Deserialize, Serialize};

use crate::text::fold;

/// The reasons offered where nobody lists others.
pub const REASONS: [&str; 9] = [
    "es de otra propuesta",
    "es de otra competencia",
    "es asunto nacional o de otro gobierno",
    "es un reclamo privado",
    "repite a otro desafío",
    "junta dos demandas",
    "pide lo contrario",
    "es demasiado general",
    "no se entiende",
];

/// The most reasons that are offered.
pub const MOST: usize = 40;
/// The most characters of one.
const LONGEST: usize = 120;

/// How decisions are reviewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Raw")]
pub struct Settings {
    /// What the dropdown of reasons offers, in this order; from 1 to 40.
    pub reasons: Vec<String>,
    /// Whether reviewers may write other reasons.
    pub own_reasons: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { reasons: REASONS.map(str::to_owned).to_vec(), own_reasons: true }
    }
}

impl Settings {
    /// A reason in the list's spelling, however case, accents and blanks were written.
    pub fn listed(&self, reason: &str) -> Option<&str> {
        let said = fold::name(reason);
        self.reasons.iter().map(String::as_str).find(|listed| fold::name(listed) == said)
    }
}

/// The settings as a file writes them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Raw {
    reasons: Vec<String>,
    own_reasons: bool,
}

impl Default for Raw {
    fn default() -> Self {
        let Settings { reasons, own_reasons } = Settings::default();
        Self { reasons, own_reasons }
    }
}

impl TryFrom<Raw> for Settings {
    type Error = String;

    fn try_from(raw: Raw) -> Result<Self, String> {
        let reasons: Vec<String> = raw
            .reasons
            .iter()
            .map(|reason| reason.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        if reasons.is_empty() || reasons.len() > MOST {
            return Err(format!("reasons: ponga de 1 a {MOST} motivos"));
        }
        for (i, reason) in reasons.iter().enumerate() {
            if reason.is_empty() {
                return Err("reasons: hay un motivo en blanco: escríbalo o bórrelo".to_owned());
            }
            if reason.chars().count() > LONGEST || reason.chars().any(char::is_control) {
                return Err(format!(
                    "reasons: «{}»: escriba un motivo de una línea y a lo sumo {LONGEST} caracteres",
                    crate::domain::problem::excerpt(reason)
                ));
            }
            if reasons[..i].iter().any(|other| fold::name(other) == fold::name(reason)) {
                return Err(format!("reasons: «{reason}» está dos veces: deje uno"));
            }
        }
        Ok(Self { reasons, own_reasons: raw.own_reasons })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Settings, String> {
        toml::from_str(text).map_err(|e: toml::de::Error| e.message().to_owned())
    }

    #[test]
    fn a_list_is_read_and_what_is_not_said_keeps_its_default() {
        assert_eq!(read(""), Ok(Settings::default()));
        let own = read("reasons = [' fuera de  plazo ', 'otro']").expect("a list");
        assert_eq!(
            (own.reasons, own.own_reasons),
            (vec!["fuera de plazo".into(), "otro".into()], true)
        );
    }

    #[test]
    fn a_list_that_cannot_be_offered_is_refused_with_a_word() {
        for (text, word) in [
            ("reasons = []", "de 1 a 40"),
            ("reasons = ['a', ' ']", "en blanco"),
            ("reasons = ['Sí', 'si']", "dos veces"),
            ("reasons = [\"a\\u0007b\"]", "una línea"),
            ("motivos = ['a']", "motivos"),
        ] {
            let said = read(text).expect_err(text);
            assert!(said.contains(word), "{said}");
        }
        let many: Vec<String> = (0..=MOST).map(|i| format!("'{i}'")).collect();
        assert!(read(&format!("reasons = [{}]", many.join(","))).is_err());
    }

    #[test]
    fn a_reason_is_known_however_it_is_spelled() {
        let settings = Settings::default();
        assert_eq!(settings.listed(" REPITE a otro  desafio"), Some("repite a otro desafío"));
        assert_eq!(settings.listed("porque sí"), None);
    }
}
