//! What a run costs at some sizes: `cargo run --release --example scale -- 1000 10000 100000`.
//!
//! Statements are made from the real ones of `data/`: one statement's beginning and another's end,
//! both of the same challenge by its reference, with slips of the pen. Their vectors are the two
//! statements' own, mixed, with noise: encoding is not measured. Every size runs in a process of
//! its own, so that its peak of memory is its own. `--agree` compares the groups with those of the
//! exact linkage, for sizes that memory allows; `--recall` tells how many of the true nearest fifteen
//! are found; `--files` also writes the run's folder.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use ndarray::{Array1, Array2};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use minga::domain::frame::Frame;
use minga::domain::guides::Guides;
use minga::domain::index::StatementIndex;
use minga::domain::proposal::Proposal;
use minga::domain::similarity::keep_best;
use minga::domain::statement::{Corpus, Origin, Statement, StatementId};
use minga::encode::{Cache, Engine, Source as Encoders};
use minga::evaluate::b_cubed::b_cubed;
use minga::evaluate::partition::{Contingency, Partition};
use minga::features::neighbours::{Measures, Search, Wanted};
use minga::features::{Features, Postprocess};
use minga::propose::analysis::Texts;
use minga::propose::settings::Settings;
use minga::propose::{self, Given};
use minga::read::frame_folder;
use minga::read::gold;
use minga::read::input::{self, Source};
use minga::write::manifest::{Manifest, ModelFacts};
use minga::write::run_folder;

const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");
/// The corpora under one frame.
const CORPORA: [&str; 3] = ["example", "voces", "segunda-ronda"];
/// The length of a vector's noise, in lengths of the vector.
const NOISE: f32 = 0.35;
const SEED: u64 = 20_240_301;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|a| a == flag);
    let sizes: Vec<usize> = arguments.iter().filter_map(|a| a.parse().ok()).collect();
    ensure!(!sizes.is_empty(), "give one size or more, as in: scale 1000 10000 --agree --files");
    if has("--one") {
        return one(sizes[0], &has);
    }
    let mut measured: Vec<(f64, f64, f64)> = Vec::new();
    for size in sizes {
        let output = Command::new(std::env::current_exe()?)
            .arg(size.to_string())
            .arg("--one")
            .args(arguments.iter().filter(|a| a.starts_with("--")))
            .stderr(std::process::Stdio::inherit())
            .output()?;
        let said = String::from_utf8_lossy(&output.stdout);
        print!("{said}");
        ensure!(output.status.success(), "size {size} failed: {}", output.status);
        let field = |name: &str| -> Option<f64> {
            let rest = said.split(name).nth(1)?;
            rest.split_whitespace().next()?.parse().ok()
        };
        let (seconds, megabytes) =
            (field("seconds").unwrap_or(0.0), field("megabytes").unwrap_or(0.0));
        measured.push((size as f64, seconds, megabytes));
    }
    let exact = Settings::default().cluster.exact as f64;
    let (small, large): (Vec<_>, Vec<_>) = measured.into_iter().partition(|m| m.0 <= exact);
    for (how, measured) in [("all pairs", small), ("by neighbours", large)] {
        if measured.len() > 1 {
            let seconds = exponent(measured.iter().map(|m| (m.0, m.1)));
            let memory = exponent(measured.iter().map(|m| (m.0, m.2)));
            println!("{how}: time grows as n^{seconds:.2}, memory as n^{memory:.2}");
        }
    }
    Ok(())
}

/// The slope of a line through the logarithms, by least squares.
fn exponent(points: impl Iterator<Item = (f64, f64)>) -> f64 {
    let points: Vec<(f64, f64)> = points.map(|(x, y)| (x.ln(), y.max(1e-3).ln())).collect();
    let n = points.len() as f64;
    let (mx, my) =
        (points.iter().map(|p| p.0).sum::<f64>() / n, points.iter().map(|p| p.1).sum::<f64>() / n);
    let above: f64 = points.iter().map(|p| (p.0 - mx) * (p.1 - my)).sum();
    let below: f64 = points.iter().map(|p| (p.0 - mx).powi(2)).sum();
    above / below
}

/// The real statements, what is known of them, and their vectors.
struct Real {
    corpus: Corpus,
    frame: Frame,
    /// The statements of each challenge, by the reference.
    challenges: Vec<Vec<usize>>,
    pooled: Array2<f32>,
    post: Postprocess,
    model: ModelFacts,
}

fn real() -> Result<Real> {
    let data = Path::new(REPOSITORY).join("data");
    let (frame, problems) = frame_folder::read(&data.join("pmdot-2024-2033"))?;
    ensure!(problems.is_empty(), "{problems:?}");
    let mut corpus = Corpus::default();
    let mut challenges: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for name in CORPORA {
        let source =
            |file: &str, origin| Source { path: data.join(name).join(file), origin: Some(origin) };
        let sources = [
            source("institucional.csv", Origin::Institutional),
            source("ciudadano.csv", Origin::Citizen),
        ];
        let reading = input::read(&sources, &input::Settings::default())?;
        ensure!(!reading.stops, "{:?}", reading.problems);
        let (gold, _) = gold::read(&data.join(name).join("gold.tsv"))?;
        for mut statement in reading.corpus.statements {
            if let Some(reference) = gold.labels.get(&statement.id) {
                let place = corpus.statements.len();
                challenges.entry(format!("{reference:?}")).or_default().push(place);
            }
            statement.id = StatementId::new(&format!("{name}-{}", statement.id));
            statement.extra.clear();
            corpus.statements.push(statement);
        }
    }
    let settings = Settings::default();
    let texts = Texts::of(&corpus, &frame, &Guides::default(), &settings);
    let cache = Cache::open(&std::env::temp_dir().join("minga-scale-vectors.db"))?;
    let model = format!("{REPOSITORY}/models/e5-small-es");
    let encoders = Encoders::open(&Engine::Candle, Some(&model), None, 2, Some(&cache))?;
    let mut pooler = texts.pooler(encoders.identity().dim, &settings.pooling);
    let strings: Vec<&str> = texts.encoded.iter().map(String::as_str).collect();
    let (post, _) = encoders.encode(
        &strings,
        Some(&cache),
        &mut |i, encoded| texts.pool(&mut pooler, i, encoded),
        &mut |_, _| std::ops::ControlFlow::Continue(()),
    )?;
    let pooled = pooler.finish();
    let facts = ModelFacts::of(&encoders);
    let challenges = challenges.into_values().collect();
    Ok(Real { corpus, frame, challenges, pooled, post, model: facts })
}

/// `size` statements made from the real ones, and the vectors of them and of the frame's texts.
fn made(real: &Real, size: usize) -> (Corpus, Array2<f32>) {
    let mut chance = ChaCha8Rng::seed_from_u64(SEED);
    let n = real.corpus.len();
    let mut challenge_of = vec![None; n];
    for (c, members) in real.challenges.iter().enumerate() {
        for &i in members {
            challenge_of[i] = Some(c);
        }
    }
    let dim = real.pooled.ncols();
    let rest = real.pooled.nrows() - n;
    let mut vectors = Array2::<f32>::zeros((size + rest, dim));
    let mut statements = Vec::with_capacity(size);
    for k in 0..size {
        let a = chance.gen_range(0..n);
        let b = match challenge_of[a] {
            Some(c) => real.challenges[c][chance.gen_range(0..real.challenges[c].len())],
            None => a,
        };
        let (one, other) = (&real.corpus.statements[a], &real.corpus.statements[b]);
        let share: f32 = chance.gen_range(0.35..0.9);
        let text = slipped(&mixed(&one.text, &other.text, share), &mut chance);
        let mut statement = Statement { text, ..one.clone() };
        statement.id = StatementId::new(&format!("G{:07}", k + 1));
        statements.push(statement);
        let mut vector: Array1<f32> = &real.pooled.row(a) * share;
        vector.scaled_add(1.0 - share, &real.pooled.row(b));
        let noise = Array1::from_shape_simple_fn(dim, || {
            // The sum of four is near enough to a normal deviate.
            (0..4).map(|_| chance.gen_range(-1.0f32..1.0)).sum::<f32>()
        });
        let length = vector.dot(&vector).sqrt() * NOISE / noise.dot(&noise).sqrt().max(1e-6);
        vector.scaled_add(length, &noise);
        vectors.row_mut(k).assign(&vector);
    }
    for r in 0..rest {
        vectors.row_mut(size + r).assign(&real.pooled.row(n + r));
    }
    // Institutional ones first, as a run reads them.
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by_key(|&k| statements[k].origin != Origin::Institutional);
    let mut sorted = vectors.clone();
    for (to, &from) in order.iter().enumerate() {
        sorted.row_mut(to).assign(&vectors.row(from));
    }
    let mut by_place: Vec<Option<Statement>> = statements.into_iter().map(Some).collect();
    let statements = order.iter().filter_map(|&k| by_place[k].take()).collect();
    (Corpus { statements, ..Corpus::default() }, sorted)
}

/// The first words of one text and the last of another.
fn mixed(one: &str, other: &str, share: f32) -> String {
    let first: Vec<&str> = one.split_whitespace().collect();
    let last: Vec<&str> = other.split_whitespace().collect();
    let from = ((first.len() as f32 * share).ceil() as usize).min(first.len());
    let to = ((last.len() as f32 * share) as usize).min(last.len());
    [&first[..from], &last[to..]].concat().join(" ")
}

/// A word left out, two that changed places, or a letter.
fn slipped(text: &str, chance: &mut ChaCha8Rng) -> String {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    for _ in 0..2 {
        if words.len() < 4 {
            break;
        }
        let at = chance.gen_range(0..words.len() - 1);
        match chance.gen_range(0..4) {
            0 => drop(words.remove(at)),
            1 => words.swap(at, at + 1),
            2 => {
                let mut letters: Vec<char> = words[at].chars().collect();
                if letters.len() > 3 {
                    let slip = chance.gen_range(0..letters.len() - 1);
                    letters.swap(slip, slip + 1);
                }
                words[at] = letters.into_iter().collect();
            }
            _ => {}
        }
    }
    words.join(" ")
}

fn one(size: usize, has: &dyn Fn(&str) -> bool) -> Result<()> {
    let real = real()?;
    let (corpus, vectors) = made(&real, size);
    let guides = Guides::default();
    let settings = Settings::default();
    eprintln!("{size} statements made; {} MB", memory("VmRSS"));
    let (start, before) = (Instant::now(), processor());
    let lap = |what: &str| {
        eprintln!(
            "  {what}: {:.1} s, {} MB so far",
            start.elapsed().as_secs_f64(),
            memory("VmHWM")
        );
    };
    let texts = Texts::of(&corpus, &real.frame, &guides, &settings);
    lap("texts");
    let features = texts.features(vectors, &real.post, &settings);
    lap("features");
    let reading = texts.reading(&features);
    let given = || Given { corpus: corpus.clone(), frame: real.frame.clone(), ..Given::default() };
    let proposal = propose::propose(given(), &guides, &reading, &settings.propose());
    lap("proposal");
    let mut written = String::new();
    if has("--files") {
        let folder = PathBuf::from(format!("target/scale-{size}"));
        std::fs::create_dir_all(&folder)?;
        let manifest = Manifest::new(&proposal, real.model.clone(), Vec::new(), &settings, None);
        for path in run_folder::write(&folder, &proposal, &manifest).context("writing")? {
            let bytes = std::fs::metadata(&path)?.len();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            writeln!(written, "    {name}: {:.1} MB", bytes as f64 / 1e6)?;
        }
        lap("files");
    }
    println!(
        "{size} statements: seconds {:.1} processor {:.1} megabytes {} candidates {} crossed pairs {}",
        start.elapsed().as_secs_f64(),
        processor() - before,
        memory("VmHWM"),
        proposal.candidates.len(),
        proposal.matches.len(),
    );
    print!("{written}");
    if has("--recall") {
        recall(&features, &texts);
    }
    if has("--agree") {
        let mut other = settings.propose();
        let was_exact = size <= other.cluster.exact;
        other.cluster.exact = if was_exact { 0 } else { usize::MAX };
        other.stability.repeats = 0;
        let second = propose::propose(given(), &guides, &reading, &other);
        let table = Contingency::new(&groups(&proposal), &groups(&second));
        println!("    exact and sparse groups agree: B³-F {:.3}", b_cubed(&table).f);
    }
    Ok(())
}

/// How many of the fifteen most alike statements are found, of evenly spaced statements.
fn recall(features: &Features, texts: &Texts) {
    let said: Vec<StatementIndex> =
        StatementIndex::first(texts.statements()).filter(|&i| !texts.empty[i]).collect();
    let start = Instant::now();
    let points = propose::points(features, &said);
    let side = vec![false; said.len()];
    let likeness = |x: f32| x.max(0.0);
    let search = Search {
        points: &points,
        side: &side,
        wanted: Wanted { any: 15, weighed: 15, other: 1 },
        measures: Measures {
            most: likeness,
            likeness: |a: usize, b: usize| features.likeness(said[a], said[b]).0,
            weigh: |_, _, x| likeness(x),
        },
    };
    let near = search.neighbours(1);
    let seconds = start.elapsed().as_secs_f64();
    let (mut exact, mut sketched, mut all) = (0, 0, 0);
    for a in (0..said.len()).step_by(said.len().div_ceil(1000)) {
        let nearest = |row: &mut dyn Iterator<Item = f32>| {
            let mut best = Vec::new();
            for (b, value) in row.enumerate() {
                if b != a {
                    keep_best(&mut best, (value, b), 15);
                }
            }
            best
        };
        let truth = nearest(&mut features.block(&[said[a]], &said).iter().copied());
        let own = nearest(&mut points.dot(&points.row(a)).iter().copied());
        all += truth.len();
        let found = |best: &[(f32, usize)]| {
            best.iter().filter(|x| near.any[a].iter().any(|y| y.0 as usize == x.1)).count()
        };
        exact += found(&truth);
        sketched += found(&own);
    }
    let share = |n: usize| n as f64 / all.max(1) as f64;
    println!(
        "    recall at 15: {:.3} of the sketched vectors' neighbours, {:.3} of the likenesses'; {seconds:.1} s",
        share(sketched),
        share(exact)
    );
}

/// The candidate of every statement; one that is in none is alone.
fn groups(proposal: &Proposal) -> Partition {
    let of = proposal.placements.iter().map(|p| p.status.candidate()).collect::<Vec<_>>();
    Partition::with_alone(&of)
}

/// The seconds of all processors that this process has used; 0 where the kernel does not say.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name, which may have blanks: utime and stime are the 12th and 13th, in hundredths.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let fields = fields.split_whitespace().skip(11).take(2);
    fields.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// A line of what the kernel says of this process, in megabytes; 0 where it says nothing.
fn memory(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = status.lines().find_map(|l| l.strip_prefix(line)?.strip_prefix(':'));
    let kilobytes: u64 =
        found.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or_default();
    kilobytes / 1024
}
