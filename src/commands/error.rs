//! Why a command ends without its outcome: problems in the data, or an error of the world.

use std::path::PathBuf;

use crate::domain::problem::Problem;
use crate::encode;
use crate::read::files;
use crate::review::{log, serve};
use crate::write::{consolidated, run_folder, sweep_table};

/// What a command returns.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// Why a command ends without its outcome.
#[derive(Debug)]
pub enum Failure {
    /// The data have problems, of which all are here.
    Problems(Vec<Problem>),
    /// The command could not run.
    Error(Error),
}

impl<E> From<E> for Failure
where
    Error: From<E>,
{
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problems(vec![problem])
    }
}

/// What keeps a command from running; printed once.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder.
    #[error(transparent)]
    Files(#[from] files::Error),
    /// The encoder.
    #[error(transparent)]
    Encoder(#[from] encode::Error),
    /// The run's folder.
    #[error(transparent)]
    RunFolder(#[from] run_folder::Error),
    /// The log of decisions.
    #[error(transparent)]
    Log(#[from] log::Error),
    /// The consolidated files.
    #[error(transparent)]
    Consolidated(#[from] consolidated::Error),
    /// The server of the review page.
    #[error(transparent)]
    Serve(#[from] serve::Error),
    /// The table of a sweep.
    #[error(transparent)]
    SweepTable(#[from] sweep_table::Error),
    /// `run`: nobody says which frame the statements are for.
    #[error(
        "no se sabe qué marco usar: indique con --frame la carpeta del marco de su plan (sus \
         competencias, objetivos y políticas), o póngala junto a los archivos con el nombre \
         «marco». Para empezar uno: minga frame init marco. Para usar el de Quito: --frame \
         pmdot-2024-2033"
    )]
    WhichFrame,
    /// `run`: the folder has decisions that this run would leave behind.
    #[error(
        "en «{path}» hay decisiones de personas: continúe esa corrida con --previous «{path}», o \
         elija otra carpeta con --out"
    )]
    WouldForget {
        /// The folder.
        path: PathBuf,
    },
    /// `run`: who waited for it ended it.
    #[error("la corrida se canceló antes de terminar: no se escribió nada")]
    Cancelled,
    /// `apply`: the file was applied as somebody else's.
    #[error(
        "«{file}» es el mismo archivo que se aplicó como de {reviewer} («{before}»): si es de otra \
         persona, retírelo antes con --withdraw «{before}»"
    )]
    FileOfAnother {
        /// The file.
        file: String,
        /// Whose it was.
        reviewer: String,
        /// What it was called then.
        before: String,
    },
    /// `apply`: nothing in force is of that file or has that number.
    #[error(
        "no hay decisiones en vigor de «{what}» que retirar: indique el número de una decisión (los \
         muestra «minga log»){}",
        of_files(files)
    )]
    NothingToWithdraw {
        /// What was asked for.
        what: String,
        /// The files that decisions in force are of.
        files: Vec<String>,
    },
    /// `apply`: files of several people are called that.
    #[error(
        "«{what}» es de varias personas ({}): diga de quién se retira con --reviewer",
        reviewers.join(", ")
    )]
    FileOfSeveral {
        /// What was asked for.
        what: String,
        /// Whose they are.
        reviewers: Vec<String>,
    },
    /// `evaluate`: the run knows no decision to learn from.
    #[error(
        "en «{path}» no hay decisiones de las que aprender: aplíquelas con «minga apply» y haga \
         otra corrida con --previous"
    )]
    NothingToLearn {
        /// The folder.
        path: PathBuf,
    },
    /// `sweep`: a key to compare that names no setting, or more than one.
    #[error(
        "«{key}» es la clave de {found} ajustes de este barrido: copie la clave entera de la columna \
         `key` de sweep.csv"
    )]
    NoSuchSetting {
        /// As it was given.
        key: String,
        /// How many settings have it.
        found: usize,
    },
    /// `review`: the links.
    #[error(transparent)]
    Links(#[from] serve::LinksError),
    /// `review`: a name that nobody can have; the sentence says why.
    #[error("{0}")]
    ReviewerName(String),
}

/// The files that can be withdrawn.
fn of_files(files: &[String]) -> String {
    match files {
        [] => String::new(),
        files => format!(", o uno de estos archivos: «{}»", files.join("», «")),
    }
}
