//! `minga sweep`: scores every setting of a grid on the same vectors. The table is written after every
//! portion of settings, and what it holds is not computed again; the page and its figures come last.

mod corpora;
mod plan;
mod scorer;
mod outputs;

use std::path::PathBuf;

use super::{Error, Result, Warning};
use crate::encode::Encoding;
use crate::evaluate::sweep::{Grid, Row, batches, portions, ranking};
use crate::propose::settings::Settings;
use crate::read::files;
use crate::read::input;
use crate::write::html::sweep::Report;
use crate::write::sweep_table;

pub use corpora::{CorporaRequest, Material};
pub use plan::{FilesRequest, PlanFiles, read_plan_files};

use plan::Plan;
use scorer::Scorer;

/// What a sweep is asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The corpora.
    pub corpora: Vec<Material>,
    /// What is tried.
    pub grid: Grid,
    /// What the grid does not vary.
    pub settings: Settings,
    /// How inputs are read.
    pub input: input::Settings,
    /// Where everything is written, and from where an earlier sweep is continued.
    pub out: PathBuf,
    /// The encoder, for a grid that names none.
    pub model: Option<String>,
    /// The file of the vector cache; `None` to keep none.
    pub cache: Option<PathBuf>,
    /// How many threads encode and score, at least one.
    pub threads: usize,
    /// The keys, or their beginnings, of two settings to compare.
    pub compare: Option<[String; 2]>,
}

/// Where a sweep is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Reading frames, inputs and references.
    Reading,
    /// Encoding: so many distinct texts of so many.
    Encoding(usize, usize),
    /// Scoring: so many rows of so many.
    Scoring(usize, usize),
    /// Comparing two settings and writing.
    Writing,
}

/// A sweep that was made.
#[derive(Debug)]
pub struct Sweep {
    /// Its rows, corpus by corpus in the order of the grid.
    pub rows: Vec<Row>,
    /// The key of the run's own setting, which is always among them.
    pub own: String,
    /// The names of the corpora.
    pub corpora: Vec<String>,
    /// How many rows were computed now.
    pub computed: usize,
    /// How many were there already.
    pub kept: usize,
    /// Texts encoded and texts whose vectors were in the cache, over all encoders and corpora.
    pub encoding: Encoding,
    /// The files written, those for people first.
    pub files: Vec<PathBuf>,
    /// What the person should know although it is not wrong.
    pub warnings: Vec<Warning>,
}

/// Makes a sweep, or goes on with the one in the folder.
pub fn sweep(request: &Request, observe: &mut dyn FnMut(Step)) -> Result<Sweep> {
    observe(Step::Reading);
    let (subjects, mut warnings) = corpora::read_all(request)?;
    let plan = Plan::new(request, subjects)?;
    files::create_dir_all(&request.out)?;
    let _lock = files::lock(&request.out)?;
    let plan = plan.open_models()?;
    let mut scorer = Scorer::new(request, observe);
    let earlier = sweep_table::read(&request.out)?;
    let computed = plan.missing(&earlier);
    let rows = score(&plan, &mut scorer, earlier, computed)?;
    scorer.observe(Step::Writing);
    let (rows, others) = outputs::sorted(rows, &plan);
    let rival = || ranking::rival(&rows, &plan.own.key).map(|best| (plan.own.key.clone(), best));
    let compared = match plan.compare.clone().or_else(rival) {
        Some(pair) => scorer.compare_all(&plan, &pair)?,
        None => Vec::new(),
    };
    let facts = outputs::facts(&plan);
    let report = Report { rows: &rows, own: &plan.own.key, compared: &compared, facts: &facts };
    let files = outputs::write(&request.out, &report, &others)?;
    warnings.extend(scorer.warnings);
    Ok(Sweep {
        own: plan.own.key.clone(),
        corpora: plan.subjects.iter().map(|s| s.name.clone()).collect(),
        computed,
        kept: rows.len() - computed,
        encoding: scorer.encoding,
        files,
        warnings,
        rows,
    })
}

/// The rows of the table and, after them, those that it lacks.
fn score(
    plan: &Plan<'_>,
    scorer: &mut Scorer<'_>,
    mut rows: Vec<Row>,
    missing: usize,
) -> Result<Vec<Row>, Error> {
    let known = rows.len();
    for subject in &plan.subjects {
        let texts = subject.texts(&plan.request.settings);
        for batch in batches(&plan.settings) {
            let digest = plan.digest(subject, &batch[0].encoder);
            let case = subject.case(&digest);
            let missing_here = sweep_table::missing(&batch, &case, &rows);
            if missing_here.is_empty() {
                continue;
            }
            let prepared = scorer.prepare(case, &texts, &missing_here[0])?;
            for portion in portions(&missing_here) {
                scorer.observe(Step::Scoring(rows.len() - known, missing));
                rows.extend(scorer.score(&prepared, &portion));
                sweep_table::write(&plan.request.out, &rows)?;
            }
        }
    }
    scorer.observe(Step::Scoring(missing, missing));
    Ok(rows)
}
