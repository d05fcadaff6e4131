//! How long each stage and each writer takes, on two real slices of the example:
//! `cargo bench --bench stages`. The vectors come from a cache in the target folder.

use std::hint::black_box;
use std::path::Path;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use ndarray::Array2;

use minga::domain::embedding::Encoded;
use minga::domain::frame::Frame;
use minga::domain::guides::Guides;
use minga::domain::index::{CompetenciaIndex, StatementIndex};
use minga::domain::proposal::Proposal;
use minga::domain::statement::{Corpus, Origin};
use minga::encode::{Cache, Encoder, LocalEncoder, Model, Wanted, encode_all};
use minga::features::{Features, Postprocess};
use minga::propose::analysis::Texts;
use minga::propose::cluster::{self, Likenesses};
use minga::propose::crossing;
use minga::propose::draft::{self, Member};
use minga::propose::settings::Settings;
use minga::propose::stability;
use minga::propose::{self, Given, Sources};
use minga::read::frame_folder;
use minga::read::input::{self, Source};
use minga::text;
use minga::text::words::Stems;
use minga::write::export;
use minga::write::html::report;
use minga::write::workbook;

const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");
const CACHE: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/stages-vectors.db");

/// How many statements are measured with: a workshop's worth and the whole example.
const SIZES: [usize; 2] = [300, 1132];

/// How many texts are encoded at a time.
const ENCODED: usize = 64;

/// `size` statements, evenly spaced over the example.
fn corpus(size: usize) -> Corpus {
    let source = |file: &str, origin| Source {
        path: Path::new(REPOSITORY).join("data/example").join(file),
        origin: Some(origin),
    };
    let sources = [
        source("institucional.csv", Origin::Institutional),
        source("ciudadano.csv", Origin::Citizen),
    ];
    let reading = input::read(&sources, &input::Settings::default()).expect("the example is here");
    assert!(!reading.stops, "{:?}", reading.problems);
    let all = reading.corpus.statements;
    let statements = (0..size).map(|i| all[i * all.len() / size].clone()).collect();
    Corpus { statements, ..reading.corpus }
}

/// A corpus and all that the stages make of it.
struct Slice {
    settings: Settings,
    corpus: Corpus,
    frame: Frame,
    guides: Guides,
    texts: Texts,
    vectors: Vec<Encoded>,
    post: Postprocess,
    pooled: Array2<f32>,
    features: Features,
    /// The statements that say something, their likeness, competencias and beliefs.
    items: Vec<StatementIndex>,
    gram: Array2<f32>,
    assigned: Vec<CompetenciaIndex>,
    belief: Array2<f64>,
    groups: Vec<usize>,
    proposal: Proposal,
}

impl Slice {
    fn of(size: usize, model: &Model) -> Self {
        let settings = Settings::default();
        let corpus = corpus(size);
        let folder = Path::new(REPOSITORY).join("data/pmdot-2024-2033");
        let (frame, problems) = frame_folder::read(&folder).expect("the frame is here");
        assert!(problems.is_empty(), "{problems:?}");
        let guides = Guides::default();
        let texts = Texts::of(&corpus, &frame, &guides, &settings);
        let vectors = vectors(&texts, model);
        let post = model.post.clone();
        let pooled = pooled(&texts, &vectors, &settings);
        let features = texts.features(pooled.clone(), &post, &settings);
        let reading = texts.reading(&features);
        let sources = Sources { corpus: &corpus, frame: &frame, guides: &guides, texts: &reading };
        let competencias = propose::sort_in(sources, &settings.competencia).competencias;
        let items: Vec<StatementIndex> =
            StatementIndex::first(size).filter(|&i| !texts.empty[i]).collect();
        let gram = features.gram(&items);
        let assigned: Vec<CompetenciaIndex> =
            items.iter().map(|&i| competencias.best(i).0).collect();
        let belief = competencias.belief_of(&items);
        let target = cluster::Target::Count(propose::default_target(&frame, &guides, items.len()));
        let given = Likenesses { gram: &gram, competencia: &assigned, belief: &belief };
        let groups = cluster::grow(given, &settings.cluster).cut(target);
        let given = Given { corpus: corpus.clone(), frame: frame.clone(), ..Given::default() };
        let proposal = propose::propose(given, &guides, &reading, &settings.propose());
        Self {
            settings,
            corpus,
            frame,
            guides,
            texts,
            vectors,
            post,
            pooled,
            features,
            items,
            gram,
            assigned,
            belief,
            groups,
            proposal,
        }
    }

    fn likenesses(&self) -> Likenesses<'_> {
        Likenesses { gram: &self.gram, competencia: &self.assigned, belief: &self.belief }
    }

    fn of_origin(&self, origin: Origin) -> Vec<StatementIndex> {
        let is = |i: &StatementIndex| self.corpus.statements[*i].origin == origin;
        self.items.iter().copied().filter(is).collect()
    }

    /// The members of every candidate as the draft sees them.
    fn members(&self) -> Vec<Vec<Member<'_>>> {
        let member = |(rank, &statement): (usize, &StatementIndex)| {
            let s = &self.corpus.statements[statement];
            let typical = 1.0 / (rank + 1) as f32;
            Member { statement, origin: s.origin, text: &s.text, typical }
        };
        let candidates = self.proposal.candidates.iter();
        candidates.map(|c| c.members.iter().enumerate().map(member).collect()).collect()
    }
}

fn vectors(texts: &Texts, model: &Model) -> Vec<Encoded> {
    let cache = Cache::open(Path::new(CACHE)).expect("the target folder can be written");
    let engine = std::cell::OnceCell::new();
    let load = || -> Result<&dyn Encoder, minga::encode::Error> {
        let loaded = LocalEncoder::load(model, threads())?;
        Ok(engine.get_or_init(|| loaded))
    };
    let strings: Vec<&str> = texts.encoded.iter().map(String::as_str).collect();
    let mut vectors = vec![None; strings.len()];
    encode_all(
        &Wanted { identity_hash: &model.hash, dim: model.dim(), texts: &strings },
        load,
        Some(&cache),
        &mut |i, encoded| vectors[i] = Some(encoded.clone()),
        &mut |_, _| std::ops::ControlFlow::Continue(()),
    )
    .expect("the model encodes");
    vectors.into_iter().map(|v| v.expect("every text is delivered")).collect()
}

fn pooled(texts: &Texts, vectors: &[Encoded], settings: &Settings) -> Array2<f32> {
    let dim = vectors.first().map_or(0, |v| v.pooled.len());
    let mut pooler = texts.pooler(dim, &settings.pooling);
    for (i, encoded) in vectors.iter().enumerate() {
        texts.pool(&mut pooler, i, encoded);
    }
    pooler.finish()
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// From texts to features.
fn reading(c: &mut Criterion, slices: &[Slice]) {
    for s in slices {
        let size = s.corpus.len();
        c.bench_function(&named("text preparation", size), |b| {
            b.iter(|| Texts::of(black_box(&s.corpus), &s.frame, &s.guides, &s.settings));
        });
        c.bench_function(&named("pooling", size), |b| {
            b.iter(|| pooled(&s.texts, black_box(&s.vectors), &s.settings));
        });
        c.bench_function(&named("features", size), |b| {
            b.iter_batched(
                || s.pooled.clone(),
                |pooled| s.texts.features(pooled, &s.post, &s.settings),
                BatchSize::LargeInput,
            );
        });
    }
}

/// From features to a proposal.
fn proposing(c: &mut Criterion, slices: &[Slice]) {
    for s in slices {
        let size = s.corpus.len();
        c.bench_function(&named("competencia", size), |b| {
            b.iter(|| {
                let reading = s.texts.reading(black_box(&s.features));
                let sources = Sources {
                    corpus: &s.corpus,
                    frame: &s.frame,
                    guides: &s.guides,
                    texts: &reading,
                };
                propose::sort_in(sources, &s.settings.competencia)
            });
        });
        let target =
            cluster::Target::Count(propose::default_target(&s.frame, &s.guides, s.items.len()));
        c.bench_function(&named("grouping", size), |b| {
            b.iter(|| {
                let gram = black_box(&s.features).gram(&s.items);
                let given = Likenesses { gram: &gram, ..s.likenesses() };
                cluster::grow(given, &s.settings.cluster).cut(target)
            });
        });
        c.bench_function(&named("stability", size), |b| {
            let (grouping, settings) = (&s.settings.cluster, &s.settings.stability);
            b.iter(|| {
                stability::stability(black_box(s.likenesses()), &s.groups, grouping, settings)
            });
        });
        let (offices, citizens) =
            (s.of_origin(Origin::Institutional), s.of_origin(Origin::Citizen));
        c.bench_function(&named("crossing", size), |b| {
            b.iter(|| {
                let features = black_box(&s.features);
                let percentiles = crossing::percentiles(features, &s.items);
                let settings = &s.settings.crossing;
                crossing::matches(features, &offices, &citizens, &percentiles, settings)
            });
        });
        let (members, stems) = (s.members(), Stems::default());
        c.bench_function(&named("drafting", size), |b| {
            b.iter(|| -> Vec<_> {
                black_box(&members).iter().map(|m| draft::draft(m, &stems)).collect()
            });
        });
        c.bench_function(&named("proposing, the whole of it", size), |b| {
            b.iter_batched(
                || Given { corpus: s.corpus.clone(), frame: s.frame.clone(), ..Given::default() },
                |given| {
                    let reading = s.texts.reading(&s.features);
                    propose::propose(given, &s.guides, &reading, &s.settings.propose())
                },
                BatchSize::LargeInput,
            );
        });
    }
}

/// From a proposal to files.
fn writing(c: &mut Criterion, slices: &[Slice]) {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let facts = [("Corrida".to_owned(), "medición".to_owned())];
    for s in slices {
        let size = s.corpus.len();
        let path = folder.path().join("review.xlsx");
        c.bench_function(&named("workbook", size), |b| {
            b.iter(|| workbook::write(black_box(&s.proposal), &facts, &path));
        });
        c.bench_function(&named("report", size), |b| {
            b.iter(|| report::page(black_box(&s.proposal), &facts));
        });
        c.bench_function(&named("export", size), |b| {
            b.iter(|| export::write(black_box(&s.proposal), &s.proposal, folder.path()));
        });
    }
}

/// Tokenising and encoding, with the model loaded.
fn encoding(c: &mut Criterion, model: &Model) {
    let corpus = corpus(ENCODED);
    let texts: Vec<String> =
        corpus.texts().map(|t| text::clean::sentence_case(&text::clean(t))).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut counts = vec![1, threads()];
    counts.dedup();
    for threads in counts {
        let encoder = LocalEncoder::load(model, threads).expect("the model loads");
        let id = format!("tokenising and encoding/{ENCODED}, {threads} threads");
        c.bench_function(&id, |b| {
            b.iter(|| {
                let mut vectors = Vec::with_capacity(texts.len());
                encoder.encode(black_box(&texts), &mut |_, encoded| {
                    vectors.push(encoded);
                    Ok(())
                })?;
                Ok::<_, minga::encode::Error>(vectors)
            });
        });
    }
}

fn named(stage: &str, size: usize) -> String {
    format!("{stage}/{size}")
}

fn stages(c: &mut Criterion) {
    let model = Path::new(REPOSITORY).join("models/e5-small-es");
    let model = Model::open(&model).expect("the model is here");
    let slices = SIZES.map(|size| Slice::of(size, &model));
    encoding(c, &model);
    reading(c, &slices);
    proposing(c, &slices);
    writing(c, &slices);
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = stages
}
criterion_main!(benches);
