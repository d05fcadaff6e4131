//! What a person should know although it is not wrong: one variant a case, with its Spanish sentence.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::encode::Engine;

/// A warning of a command. As text and in JSON it is its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// No input was named.
    ExampleIsUsed,
    /// What reading the inputs, a frame or a reference found, in its own sentence.
    Input(String),
    /// What the engine does with the texts, in its own sentence.
    Engine(String),
    /// Rows of the new sheets that repeat a statement of the earlier run, id and text alike.
    RowsRepeated(usize),
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
            Self::Input(sentence)
            | Self::Engine(sentence)
            | Self::LogDamaged(sentence)
            | Self::Decisions(sentence)
            | Self::ModelUnusable(sentence) => f.write_str(sentence),
            Self::RowsRepeated(rows) => write!(
                f,
                "filas que repiten un desafío de la corrida anterior y cuentan una vez: {rows}"
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
                "son más de {exact} desafíos: se agrupan comparando cada uno con sus vecinos más \
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
