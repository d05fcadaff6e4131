//! How input files are read: what a column can be, and what can be set about it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a column of an input file can be. The names are those of the settings and of `--column`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The statement's id.
    Id,
    /// The statement itself; several columns where a form has several open questions.
    #[serde(alias = "text")]
    Texto,
    /// The title that stands before the statement.
    #[serde(alias = "title")]
    Titulo,
    /// The competencia as the sheet declares it.
    Competencia,
    /// Who wrote it: the institution or a citizen.
    #[serde(alias = "origin")]
    Origen,
    /// The office.
    Entidad,
    /// The parish.
    Parroquia,
    /// The workshop.
    Taller,
    /// The date.
    Fecha,
    /// Its state on its platform: withdrawn, rejected, hidden rows are counted out.
    Estado,
    /// How many people support it.
    Apoyos,
    /// Its address on the web.
    Enlace,
    /// Whether its author agreed that it is published.
    Autoriza,
    /// Who wrote it, by an id that is used only to count people.
    Persona,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Id,
        Self::Texto,
        Self::Titulo,
        Self::Competencia,
        Self::Origen,
        Self::Entidad,
        Self::Parroquia,
        Self::Taller,
        Self::Fecha,
        Self::Estado,
        Self::Apoyos,
        Self::Enlace,
        Self::Autoriza,
        Self::Persona,
    ];

    /// Its name in settings and in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Texto => "texto",
            Self::Titulo => "titulo",
            Self::Competencia => "competencia",
            Self::Origen => "origen",
            Self::Entidad => "entidad",
            Self::Parroquia => "parroquia",
            Self::Taller => "taller",
            Self::Fecha => "fecha",
            Self::Estado => "estado",
            Self::Apoyos => "apoyos",
            Self::Enlace => "enlace",
            Self::Autoriza => "autoriza",
            Self::Persona => "persona",
        }
    }

    /// The field of a name as people write it, in Spanish or English.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        let english = match name.as_str() {
            "text" => Some(Self::Texto),
            "title" | "título" => Some(Self::Titulo),
            "origin" => Some(Self::Origen),
            "date" => Some(Self::Fecha),
            "state" => Some(Self::Estado),
            "supports" => Some(Self::Apoyos),
            "link" => Some(Self::Enlace),
            "consent" => Some(Self::Autoriza),
            "person" => Some(Self::Persona),
            _ => None,
        };
        english.or_else(|| Self::ALL.into_iter().find(|field| field.name() == name))
    }
}

/// The headers of a field's columns; none where the field is switched off with `-`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "OneOrMore", into = "OneOrMore")]
pub struct Headers(pub Vec<String>);

/// As a settings file writes headers: one, or a list.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// What stands for "no column".
pub const NO_COLUMN: &str = "-";

impl From<OneOrMore> for Headers {
    fn from(written: OneOrMore) -> Self {
        let headers = match written {
            OneOrMore::One(header) => vec![header],
            OneOrMore::More(headers) => headers,
        };
        Self(headers.into_iter().filter(|header| header.trim() != NO_COLUMN).collect())
    }
}

impl From<Headers> for OneOrMore {
    fn from(headers: Headers) -> Self {
        match headers.0.as_slice() {
            [] => Self::One(NO_COLUMN.to_owned()),
            [one] => Self::One(one.clone()),
            _ => Self::More(headers.0),
        }
    }
}

impl From<&str> for Headers {
    fn from(header: &str) -> Self {
        OneOrMore::One(header.to_owned()).into()
    }
}

/// The columns of some fields, by their headers.
pub type Mapping = BTreeMap<Field, Headers>;

/// What becomes of the columns that say who somebody is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Personal {
    /// They are not read into the run at all.
    #[default]
    LeaveOut,
    /// They travel through like other columns, for the eyes of those who have the run's folder.
    Keep,
}

/// Which number of a date stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// `11/09/2026` is the 11th of September.
    DayFirst,
    /// `11/09/2026` is the 9th of November.
    MonthFirst,
}

/// What is set for one file of several.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FileSettings {
    /// The headers of its fields.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: Mapping,
    /// What stands before its ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_prefix: Option<String>,
}

/// What becomes of rows and columns that a sheet does not show, by a filter or by hand. Hidden sheets
/// are never read unless they are asked for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hidden {
    /// They are read like the others, and told.
    #[default]
    Read,
    /// They are set aside, and told.
    Skip,
}

/// How input files are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The longest cell of a known column, in characters.
    pub max_characters: usize,
    /// The headers of a field's columns, where the usual names do not find them; `-` for none.
    pub columns: Mapping,
    /// Whether rows with problems are left out instead of stopping the run.
    pub skip_bad_rows: bool,
    /// What becomes of columns that say who somebody is.
    pub personal: Personal,
    /// Whether each demand of an answer that lists several is a statement of its own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub split_lists: bool,
    /// Whether a blank cell of a column that is filled once a group is read as the one above it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub fill_down: bool,
    /// The states of rows that are read; absent for all but withdrawn, rejected and hidden ones,
    /// and `["all"]` for every row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub states: Option<Vec<String>>,
    /// What becomes of rows and columns that a sheet does not show.
    pub hidden: Hidden,
    /// Which number of a date stands first where the column itself does not show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// What stands before every id of a file that has an id column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_prefix: Option<String>,
    /// What words of the origin column mean besides the usual ones.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub origins: BTreeMap<String, crate::domain::statement::Origin>,
    /// What is set for one file, by its name without folders.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, FileSettings>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_characters: 5000,
            columns: BTreeMap::new(),
            skip_bad_rows: false,
            personal: Personal::default(),
            split_lists: false,
            fill_down: false,
            states: None,
            hidden: Hidden::default(),
            date_order: None,
            id_prefix: None,
            origins: BTreeMap::new(),
            files: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// Whether nothing is set.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// What is set for a file of this name: what is its own stands before what is everyone's.
    pub fn of_file(&self, name: &str) -> FileSettings {
        let own = self.files.get(name);
        let mut columns = self.columns.clone();
        columns.extend(own.iter().flat_map(|own| own.columns.clone()));
        let id_prefix = own.and_then(|own| own.id_prefix.clone()).or(self.id_prefix.clone());
        FileSettings { columns, id_prefix }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_field_has_one_column_several_or_none() {
        let written = "[columns]\ntexto = [\"Propuesta\", \"Propuesta 2\"]\nfecha = \"-\"\n\
                       [files.\"b.csv\"]\nid_prefix = \"B\"\ncolumns = { text = \"Idea\" }\n";
        let settings: Settings = toml::from_str(written).unwrap();
        assert_eq!(settings.columns[&Field::Texto].0, ["Propuesta", "Propuesta 2"]);
        assert!(settings.columns[&Field::Fecha].0.is_empty());
        let own = settings.of_file("b.csv");
        assert_eq!(own.columns[&Field::Texto].0, ["Idea"]);
        assert_eq!(own.id_prefix.as_deref(), Some("B"));
        assert_eq!(settings.of_file("a.csv").id_prefix, None);
        let again: Settings = toml::from_str(&toml::to_string(&settings).unwrap()).unwrap();
        assert_eq!(again, settings);
    }

    #[test]
    fn fields_are_named_in_both_languages() {
        for field in Field::ALL {
            assert_eq!(Field::named(field.name()), Some(field));
        }
        assert_eq!(Field::named(" Text "), Some(Field::Texto));
        assert_eq!(Field::named("texto2"), None);
    }
}
