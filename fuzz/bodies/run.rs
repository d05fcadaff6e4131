//! A small run to read decisions against, made by words alone when it is first needed.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use minga::commands::inputs;
use minga::commands::run::{Request, run};
use minga::commands::vectors::VectorSource;
use minga::domain::proposal::Proposal;
use minga::domain::statement::Origin;
use minga::encode::Engine;
use minga::propose::settings::Settings;
use minga::read::input::Source;
use minga::review::apply::{self, Applied, Context};
use minga::review::log::Log;

static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();

/// The repository, from the program's own manifest or that of the targets.
pub(crate) fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.ancestors().find(|folder| folder.join("fuzz/seeds").is_dir());
    root.expect("the repository").to_owned()
}

/// A folder for this process.
pub(crate) fn folder() -> &'static Path {
    FOLDER.get_or_init(|| tempfile::tempdir().expect("room for a folder")).path()
}

/// The folder of the run, with its log of decisions.
pub(crate) fn made() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let out = folder().join("run");
        let seeds = repository().join("fuzz/seeds/run");
        let source = |file: &str, origin| Source { path: seeds.join(file), origin: Some(origin) };
        let request = Request {
            inputs: inputs::Request {
                sources: vec![
                    source("institucional.csv", Origin::Institutional),
                    source("ciudadano.csv", Origin::Citizen),
                ],
                frame: Some(repository().join("data/canton-costa/frame")),
                ..Default::default()
            },
            out: out.clone(),
            settings: Settings::default(),
            vectors: VectorSource { engine: Engine::Lexical, ..VectorSource::local(None, None, 1) },
            split: false,
            anchors: false,
        };
        let run =
            run(&request, &mut |_| std::ops::ControlFlow::Continue(())).expect("sound inputs");
        let settings = Settings::default();
        let context = Context {
            proposal: &run.proposal,
            run: &run.manifest.run,
            at: "2026-09-11T10:00:00Z",
            reviewer: Some("Mesa"),
            reasons: &settings.review,
        };
        let applied = apply::read_file(&seeds.join("decisiones.csv"), &context).expect("readable");
        assert_eq!((applied.problems.len(), applied.decisions.len()), (0, 3));
        let mut log = Log::open(&out.join("decisions.db")).expect("a log");
        log.append(&applied.decisions).expect("room for it");
        out
    })
}

/// What it proposes.
pub(crate) fn proposal() -> &'static Proposal {
    static PROPOSAL: OnceLock<Proposal> = OnceLock::new();
    PROPOSAL.get_or_init(|| minga::write::run_folder::read(made()).expect("a whole run").0)
}

/// Who reads decisions about it, and when.
pub(crate) fn context(reviewer: Option<&'static str>) -> Context<'static> {
    static SETTINGS: OnceLock<Settings> = OnceLock::new();
    Context {
        proposal: proposal(),
        run: "0123456789abcdef",
        at: "2026-09-11T10:00:00Z",
        reviewer,
        reasons: &SETTINGS.get_or_init(Settings::default).review,
    }
}

/// What holds of anything that was read.
pub(crate) fn check(applied: &Applied) {
    for problem in applied.problems.iter() {
        assert!(problem.to_string().chars().count() < 4000, "{problem}");
    }
    assert!(applied.blank <= applied.rows);
}

/// Makes the run.
pub(crate) fn init() {
    proposal();
}
