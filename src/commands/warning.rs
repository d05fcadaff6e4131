//! Warnings: what a command did that its user should check; one variant a case, with its Spanish sentence.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::decide::migrate::{Fate, Kind, Migration};
use crate::encode::Engine;

/// A warning of a command. As text and in JSON it is its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// No input was named.
    ExampleIsUsed,
    /// Which frame a run takes that nobody named, and why.
    FrameChosen(String),
    /// The run has another frame than the one before it.
    FrameChanged(Migration),
    /// What reading the inputs, a frame or a reference found, in its own sentence.
    Input(String),
    /// What the engine does with the texts, in its own sentence.
    Engine(String),
    /// A file that was given twice, under one name or two.
    SameFileTwice {
        /// The second one.
        file: String,
        /// The first one.
        first: String,
    },
    /// Rows of the new sheets that repeat a statement of the earlier run, id and text alike.
    RowsRepeated(usize),
    /// Earlier statements that a new row gives another wording.
    TextsEdited(usize),
    /// Rows with problems that a sweep leaves out of a corpus.
    RowsLeftOut {
        /// The corpus.
        corpus: String,
        /// How many.
        rows: usize,
    },
    /// No language model was used.
    WordsOnly,
    /// The model gives one vector a text, and the weights of pooling have nothing to weigh.
    NoTokenVectors,
    /// Texts of which the server read only the beginning.
    TextsShortened(usize),
    /// The cache of vectors cannot be used.
    CacheUnusable(String),
    /// The cache of vectors is damaged.
    CacheDamaged {
        /// What the database said, with its file.
        error: String,
        /// The name that the file has now; `None` where it could not be given another.
        aside: Option<String>,
    },
    /// New vectors could not be put into the cache.
    CacheNotFilled(String),
    /// Statements were grouped by their neighbours.
    GroupedByNeighbours {
        /// The most statements that are compared all with all.
        exact: usize,
    },
    /// There is a workbook a competencia although nobody asked for it.
    WorkbooksByCompetencia,
    /// The sheet of matches does not hold all of them.
    MatchesCut {
        /// How many it holds.
        shown: usize,
        /// How many there are.
        all: usize,
    },
    /// What is damaged in the log of decisions, in its own sentence.
    LogDamaged(String),
    /// The log of decisions was made by a version that did not seal.
    LogUnsealed,
    /// The run was made by a version that did not write down the hash of its proposal.
    ProposalUnsealed,
    /// What people's decisions leave open, in its own sentence.
    Decisions(String),
    /// The review page leaves this computer without encryption.
    ServedUnencrypted,
    /// A run's folder was at work somewhere else, and its links do not open here.
    FolderFromElsewhere,
    /// A model that cannot be used.
    ModelUnusable(String),
}

impl Warning {
    /// What a person must know before texts are given to an engine.
    pub fn of_engine(engine: &Engine) -> Vec<Self> {
        engine.warnings().into_iter().map(Self::Engine).collect()
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ExampleIsUsed => f.write_str(
                "sin archivos indicados: se usa el ejemplo que trae minga (data/example)",
            ),
            Self::FrameChanged(migration) => f.write_str(&frame_changed(migration)),
            Self::FrameChosen(sentence)
            | Self::Input(sentence)
            | Self::Engine(sentence)
            | Self::LogDamaged(sentence)
            | Self::Decisions(sentence)
            | Self::ModelUnusable(sentence) => f.write_str(sentence),
            Self::SameFileTwice { file, first } => {
                write!(f, "«{file}» es el mismo archivo que «{first}»: se lee una sola vez")
            }
            Self::RowsRepeated(rows) => write!(
                f,
                "filas que repiten un aporte de la corrida anterior y cuentan una vez: {rows}"
            ),
            Self::TextsEdited(1) => f.write_str(
                "1 aporte tiene otra redacción que en la corrida anterior: lo que se decidió de \
                 él queda pendiente (en la hoja dice «editado: revisar»)",
            ),
            Self::TextsEdited(texts) => write!(
                f,
                "{texts} aportes tienen otra redacción que en la corrida anterior: lo que se \
                 decidió de ellos queda pendiente (en la hoja dice «editado: revisar»)"
            ),
            Self::RowsLeftOut { corpus, rows } => {
                write!(f, "{corpus}: filas con problemas, fuera: {rows}")
            }
            Self::WordsOnly => f.write_str(
                "vista rápida sin modelo de lenguaje: solo compara palabras, y agrupa peor",
            ),
            Self::NoTokenVectors => f.write_str(
                "el modelo no da vectores por palabra: se usa su resumen de cada texto, sin los \
                 pesos de [pooling]",
            ),
            Self::TextsShortened(texts) => write!(
                f,
                "textos demasiado largos para el servidor, que leyó solo su comienzo: {texts}"
            ),
            Self::CacheUnusable(error) => write!(f, "sin caché de vectores: {error}"),
            Self::CacheDamaged { error, aside } => {
                write!(f, "{error}; los vectores se calculan de nuevo")?;
                match aside {
                    Some(aside) => write!(f, ", y el archivo dañado quedó como «{aside}»"),
                    None => f.write_str(", y el archivo dañado no se pudo apartar: bórrelo"),
                }
            }
            Self::CacheNotFilled(error) => {
                write!(f, "los vectores nuevos no se guardaron para la próxima vez: {error}")
            }
            Self::GroupedByNeighbours { exact } => write!(
                f,
                "son más de {exact} aportes: se agrupan comparando cada uno con sus vecinos más \
                 parecidos, no todos con todos"
            ),
            Self::WorkbooksByCompetencia => {
                f.write_str("un solo libro sería demasiado grande: hay uno por competencia")
            }
            Self::MatchesCut { shown, all } => write!(
                f,
                "la hoja de cruces tiene los {shown} pares más parecidos de {all}; todos están en \
                 matches.csv"
            ),
            Self::FolderFromElsewhere => f.write_str(
                "esta carpeta viene de otra computadora, de otro usuario, de otro lugar o de una \
                 versión anterior: los enlaces que tenía no abren aquí; haga otros con --invite. \
                 Ábrala solo si confía en quien se la dio",
            ),
            Self::LogUnsealed => f.write_str(
                "este registro es de una versión anterior y sus decisiones todavía no tienen sello: \
                 se lo pone la primera orden que escriba en él (apply o review)",
            ),
            Self::ProposalUnsealed => f.write_str(
                "la corrida es de una versión anterior: run.json no tiene la huella de \
                 proposal.json y no se puede comprobar que sea la suya",
            ),
            Self::ServedUnencrypted => f.write_str(
                "la página se sirve en la red sin cifrar: hágalo solo en una red de confianza",
            ),
        }
    }
}

impl Serialize for Warning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What becomes of a frame in another one, counted by kind, and what goes on as a candidate.
fn frame_changed(migration: &Migration) -> String {
    let fates = [Fate::Same, Fate::NewId, Fate::NewText, Fate::Gone, Fate::Added];
    let kinds = Kind::ALL.into_iter().filter_map(|kind| {
        let counts = fates.map(|fate| (migration.count(kind, fate), fate.in_spanish()));
        let some = counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}"));
        let some = some.collect::<Vec<_>>().join(", ");
        (!some.is_empty()).then(|| format!("{}: {some}", kind.in_spanish()))
    });
    let mut sentence = format!(
        "cambio de marco respecto de la corrida anterior (frame_changes.csv): {}",
        kinds.collect::<Vec<_>>().join("; ")
    );
    if !migration.kept.is_empty() {
        let each = migration.kept.iter().map(|(old, new)| format!("{old} como {new}"));
        sentence = format!(
            "{sentence}; desafíos con textos o decisiones que el marco nuevo no tiene y siguen como \
             propuestas: {}",
            each.collect::<Vec<_>>().join(", ")
        );
    }
    sentence
}
