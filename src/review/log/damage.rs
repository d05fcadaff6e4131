//! What can be wrong with the records of a log, and how it is told.

use std::fmt;

/// One thing that is wrong with a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The number of the record that it begins with.
    pub number: i64,
    /// What is wrong.
    pub kind: DamageKind,
}

/// What is wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DamageKind {
    /// It does not say what was sealed.
    Changed,
    /// It says what was sealed, and its seal is another.
    SealChanged,
    /// It has no seal.
    Unsealed,
    /// The records up to this one, itself included, are not there.
    Missing(i64),
    /// It is sealed as it is and makes no sense; what does not, in Spanish.
    Unreadable(String),
    /// The database ends here: what it says of itself.
    Broken(String),
    /// The log counts another number of records than there are before this one.
    Count(i64),
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.number;
        match &self.kind {
            DamageKind::Changed => {
                write!(f, "la decisión {number} no dice lo que se guardó: su contenido cambió")
            }
            DamageKind::SealChanged => write!(f, "el sello de la decisión {number} cambió"),
            DamageKind::Unsealed => write!(f, "la decisión {number} no tiene sello"),
            DamageKind::Missing(last) if *last == number => write!(f, "falta la decisión {number}"),
            DamageKind::Missing(last) => write!(f, "faltan las decisiones {number} a {last}"),
            DamageKind::Unreadable(what) => write!(f, "la decisión {number}: {what}"),
            DamageKind::Broken(what) => {
                write!(f, "desde la decisión {number} no se puede leer: {what}")
            }
            DamageKind::Count(counted) => {
                write!(f, "el registro cuenta {counted} decisiones y tiene {}", number - 1)
            }
        }
    }
}

/// The first few damages as one sentence.
pub(super) fn in_words(damages: &[Damage]) -> String {
    const TOLD: usize = 3;
    let told: Vec<String> = damages.iter().take(TOLD).map(ToString::to_string).collect();
    let more = damages.len().saturating_sub(TOLD);
    let more = if more > 0 { format!("; y {more} más") } else { String::new() };
    format!("{}{more}", told.join("; "))
}
