//! The manifest (`run.json`): everything that decides what a run makes, so that the same can be
//! made again. It holds no time and no place: the same input gives the same bytes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::proposal::{Learning, Proposal, Sides, Totals};
use crate::domain::statement::{Origin, PersonColumn};
use crate::encode::Source;
use crate::propose::settings::Settings;
use crate::read::files;
use crate::read::input::TextCells;
use crate::text::counts::thousands;

/// The manifest's file in a run folder.
pub const FILE: &str = "run.json";

/// The label of the run's name among the facts that people read.
pub const FACT_RUN: &str = "Corrida";

/// The encoder of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelFacts {
    /// The model's name.
    pub name: String,
    /// The engine that ran it.
    pub engine: String,
    /// The SHA-256 of its files, or of how a server is asked.
    pub sha256: String,
    /// The SHA-256 over what the model ships for comparing its vectors; empty where nothing is.
    #[serde(default)]
    pub comparing: String,
    /// The server that the texts were sent to; absent when they stayed on the machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub texts_sent_to: Option<String>,
    /// Whether it gave a vector for every token; false where pooling had only one a text.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub token_vectors: bool,
    /// Whether the model shipped no mean and no general directions, so that they were computed from
    /// the general sentences that come with minga.
    #[serde(default, skip_serializing_if = "is_false")]
    pub computed_statistics: bool,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_true(value: &bool) -> bool {
    *value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_false(value: &bool) -> bool {
    !*value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_zero(value: &usize) -> bool {
    *value == 0
}

impl ModelFacts {
    /// The facts of what made a run's vectors.
    pub fn of(source: &Source) -> Self {
        let identity = source.identity().clone();
        Self {
            name: identity.name,
            engine: identity.engine,
            sha256: identity.hash,
            comparing: source.comparing().to_owned(),
            texts_sent_to: source.address(),
            token_vectors: source.has_token_vectors(),
            computed_statistics: source.computes_statistics(),
        }
    }

    /// The facts of a run without a model.
    pub fn lexical() -> Self {
        Self {
            name: "ninguno".to_owned(),
            engine: "lexical".to_owned(),
            sha256: files::sha256_of(b"minga lexical 1"),
            comparing: String::new(),
            texts_sent_to: None,
            token_vectors: false,
            computed_statistics: false,
        }
    }
}

/// How statements were compared for grouping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grouping {
    /// Every statement was compared with every other.
    #[default]
    Exact,
    /// Every statement was compared with its nearest ones: there were more than `cluster.exact`.
    Neighbours,
}

/// One input file of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFacts {
    /// The file's name.
    pub file: String,
    /// The format in words.
    pub format: String,
    /// How many rows with content it has.
    pub rows: usize,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// The platform's form that it was recognised as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// What became of its cells with text.
    #[serde(default)]
    pub cells: TextCells,
    /// How many rows were counted out for their state, by state.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counted_out: BTreeMap<String, usize>,
    /// How many of its texts carry markup.
    #[serde(default, skip_serializing_if = "is_none")]
    pub markup: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_none(count: &usize) -> bool {
    *count == 0
}

/// How many candidates of each kind a run made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CandidateCounts {
    /// All candidates of the run.
    pub total: usize,
    /// Candidates with institutional and citizen statements.
    pub crossed: usize,
    /// Candidates with institutional statements only.
    pub institutional_only: usize,
    /// Candidates with citizen statements only.
    pub citizen_only: usize,
}

/// What a run was made of and what came out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The program's version.
    pub minga: String,
    /// The hash of everything below that decides the outcome: the run's name.
    pub run: String,
    /// The encoder that made the vectors.
    pub model: ModelFacts,
    /// The frame's name and the SHA-256 over its contents.
    pub frame: (String, String),
    /// The input files.
    pub inputs: Vec<InputFacts>,
    /// The columns that say who somebody is, and whether they travel through.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub person_columns: Vec<PersonColumn>,
    /// The settings, defaults included.
    pub settings: Settings,
    /// How statements were compared for grouping.
    #[serde(default)]
    pub grouping: Grouping,
    /// The run this one builds on, by its hash.
    pub previous: Option<String>,
    /// Institutional statements by state.
    pub institutional: Totals,
    /// Citizen statements by state.
    pub citizen: Totals,
    /// Rows that were left out because of problems.
    pub skipped_rows: usize,
    /// Candidates by kind.
    pub candidates: CandidateCounts,
    /// How many statements' authors did not let them be published.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub withheld: usize,
    /// The SHA-256 of `proposal.json`; absent in runs of earlier versions, and until that is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<String>,
    /// How often people's decisions are predicted when they are held out; absent where too few were
    /// made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learning: Option<Learning>,
}

impl Manifest {
    /// The manifest of a proposal.
    pub fn new(
        proposal: &Proposal,
        model: ModelFacts,
        inputs: Vec<InputFacts>,
        settings: &Settings,
        previous: Option<String>,
    ) -> Self {
        // The frame and the settings are plain values: writing them as JSON cannot fail.
        let frame = serde_json::to_string(&proposal.frame).unwrap_or_default();
        let frame = files::sha256_of(frame.as_bytes());
        let decisive = [
            env!("CARGO_PKG_VERSION").to_owned(),
            model.sha256.clone(),
            model.comparing.clone(),
            frame.clone(),
            inputs.iter().map(|i| i.sha256.as_str()).collect::<Vec<_>>().join(","),
            serde_json::to_string(settings).unwrap_or_default(),
            previous.clone().unwrap_or_default(),
        ];
        let run = files::sha256_of(decisive.join("\n").as_bytes())[..16].to_owned();
        let count = |sides| proposal.candidates_with(sides);
        Self {
            minga: env!("CARGO_PKG_VERSION").to_owned(),
            run,
            model,
            frame: (proposal.frame.title().to_owned(), frame),
            inputs,
            person_columns: proposal.corpus.person_columns.clone(),
            settings: settings.clone(),
            grouping: Grouping::default(),
            previous,
            institutional: proposal.totals(Origin::Institutional),
            citizen: proposal.totals(Origin::Citizen),
            skipped_rows: proposal.skipped_rows,
            candidates: CandidateCounts {
                total: proposal.candidates.len(),
                crossed: count(Sides::Both),
                institutional_only: count(Sides::InstitutionalOnly),
                citizen_only: count(Sides::CitizenOnly),
            },
            withheld: proposal.corpus.statements.iter().filter(|s| !s.may_be_published()).count(),
            proposal: None,
            learning: proposal.learning.clone(),
        }
    }

    /// The facts of the run that people read: label and value, in Spanish.
    pub fn facts(&self) -> Vec<(String, String)> {
        let mut facts = vec![
            (FACT_RUN.to_owned(), self.run.clone()),
            ("Versión de minga".to_owned(), self.minga.clone()),
            ("Marco de planificación".to_owned(), self.frame.0.clone()),
        ];
        for input in &self.inputs {
            let rows = if input.rows == 1 { "fila" } else { "filas" };
            let mut value = format!("{} {rows}, {}", input.rows, input.format);
            for part in input.profile.iter().cloned().chain(input.cells.in_words()) {
                value = format!("{value}; {part}");
            }
            if !input.counted_out.is_empty() {
                let each = input.counted_out.iter().map(|(state, n)| format!("«{state}»: {n}"));
                let each = each.collect::<Vec<_>>().join(", ");
                value = format!("{value}; filas fuera por su estado: {each}");
            }
            if let markup @ 1.. = input.markup {
                value = format!("{value}; textos con marcas (HTML, Markdown, enlaces): {markup}");
            }
            facts.push((format!("Archivo {}", input.file), value));
        }
        if !self.person_columns.is_empty() {
            let each = self.person_columns.iter().map(|column| {
                let kept = if column.kept { ", se conserva" } else { "" };
                format!("«{}» ({}{kept})", column.header, column.what)
            });
            let label = "Columnas que identifican personas (no se publican)".to_owned();
            facts.push((label, each.collect::<Vec<_>>().join(", ")));
        }
        if let Some(previous) = &self.previous {
            facts.push(("Continúa la corrida".to_owned(), previous.clone()));
        }
        let hash = self.model.sha256.get(..12).unwrap_or(&self.model.sha256);
        facts.push((
            "Modelo de lenguaje".to_owned(),
            format!("{} ({}), {hash}", self.model.name, self.model.engine),
        ));
        if self.withheld > 0 {
            let value = match self.withheld {
                1 => "1 aporte: cuenta, y su texto no se publica".to_owned(),
                n => format!("{} aportes: cuentan, y su texto no se publica", thousands(n)),
            };
            facts.push(("Sin autorización de publicar".to_owned(), value));
        }
        if let Some(server) = &self.model.texts_sent_to {
            facts.push(("Textos enviados a".to_owned(), server.clone()));
        }
        let cluster = &self.settings.cluster;
        facts.push(("Método de agrupación".to_owned(), cluster.algorithm.in_spanish().to_owned()));
        if self.grouping == Grouping::Neighbours {
            let how = "cada aporte con sus vecinos más parecidos, por ser muchos".to_owned();
            facts.push(("Comparación".to_owned(), how));
        }
        facts.push(("Semilla".to_owned(), self.settings.stability.seed.to_string()));
        facts
    }
}
