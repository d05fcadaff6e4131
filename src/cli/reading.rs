//! The flags that say how sheets are read.

use std::str::FromStr;

use clap::Args;

use crate::domain::reading::{Field, Headers, Hidden, NO_COLUMN, Personal, Settings};

#[derive(Debug, Clone, Default, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct HowToRead {
    /// The column of a field, by its header; `-` for none. Repeatable; several columns of `texto`
    /// are several questions. `FIELD@FILE=HEADER` is for one file
    #[arg(long = "column", value_name = "FIELD=HEADER")]
    columns: Vec<Column>,
    /// What stands before the ids of a file, or of all of them
    #[arg(long, value_name = "[FILE=]PREFIX")]
    id_prefix: Vec<Prefix>,
    /// The states of rows that are read, or `all`; by default all but withdrawn, rejected and
    /// hidden ones
    #[arg(long, value_name = "STATES", value_delimiter = ',')]
    states: Vec<String>,
    /// What becomes of hidden rows and columns [default: read]
    #[arg(long, value_name = "WHAT")]
    hidden: Option<HiddenRows>,
    /// Make each demand of an answer that lists several a statement of its own
    #[arg(long)]
    split_lists: bool,
    /// Read a blank cell of a column that is filled once a group (the office of several rows) as the
    /// one above it
    #[arg(long)]
    fill_down: bool,
    /// Leave out rows with problems, and list them, instead of stopping
    #[arg(long)]
    pub(super) skip_bad_rows: bool,
    /// Keep the columns that say who somebody is in the run's folder; nothing publishes them
    #[arg(long)]
    keep_personal: bool,
}

/// What becomes of hidden rows and columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum HiddenRows {
    /// They are read like the others, and told
    Read,
    /// They are set aside, and told
    Skip,
}

/// `FIELD[@FILE]=HEADER`.
#[derive(Debug, Clone)]
struct Column {
    field: Field,
    file: Option<String>,
    header: String,
}

impl FromStr for Column {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((field, header)) = text.split_once('=') else {
            return Err("escriba CAMPO=ENCABEZADO, como texto='¿Qué propone?'".to_owned());
        };
        let (field, file) = match field.split_once('@') {
            Some((field, file)) => (field, Some(file.to_owned())),
            None => (field, None),
        };
        let Some(field) = Field::named(field) else {
            let names: Vec<&str> = Field::ALL.into_iter().map(Field::name).collect();
            return Err(format!("no hay un campo «{field}»; hay {}", names.join(", ")));
        };
        if header.trim().is_empty() {
            return Err(format!("falta el encabezado; para no usar ninguno: {}=-", field.name()));
        }
        Ok(Self { field, file, header: header.trim().to_owned() })
    }
}

/// `[FILE=]PREFIX`.
#[derive(Debug, Clone)]
struct Prefix {
    file: Option<String>,
    prefix: String,
}

impl FromStr for Prefix {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (file, prefix) = match text.rsplit_once('=') {
            Some((file, prefix)) => (Some(base(file)), prefix),
            None => (None, text),
        };
        let prefix = prefix.trim().to_owned();
        if prefix.is_empty() || prefix.chars().count() > 20 {
            return Err("el prefijo tiene de 1 a 20 caracteres".to_owned());
        }
        Ok(Self { file, prefix })
    }
}

/// A file's name without its folders: by it settings of one file are found.
fn base(file: &str) -> String {
    file.rsplit(['/', '\\']).next().unwrap_or(file).to_owned()
}

impl HowToRead {
    /// Puts what the flags say over what a settings file says.
    pub(super) fn apply(&self, settings: &mut Settings) {
        let mut begun: Vec<(Option<&str>, Field)> = Vec::new();
        for Column { field, file, header } in &self.columns {
            let columns = match file {
                Some(file) => &mut settings.files.entry(base(file)).or_default().columns,
                None => &mut settings.columns,
            };
            let headers = columns.entry(*field).or_default();
            // The first flag of a field replaces what the file says, further ones add to it.
            if !begun.contains(&(file.as_deref(), *field)) {
                *headers = Headers::default();
                begun.push((file.as_deref(), *field));
            }
            if header != NO_COLUMN {
                headers.0.push(header.clone());
            }
        }
        for Prefix { file, prefix } in &self.id_prefix {
            match file {
                Some(file) => {
                    settings.files.entry(file.clone()).or_default().id_prefix =
                        Some(prefix.clone());
                }
                None => settings.id_prefix = Some(prefix.clone()),
            }
        }
        if !self.states.is_empty() {
            settings.states = Some(self.states.clone());
        }
        settings.split_lists |= self.split_lists;
        settings.fill_down |= self.fill_down;
        if let Some(hidden) = self.hidden {
            settings.hidden = match hidden {
                HiddenRows::Read => Hidden::Read,
                HiddenRows::Skip => Hidden::Skip,
            };
        }
        if self.keep_personal {
            settings.personal = Personal::Keep;
        }
    }
}
