//! How long encoding takes with the model loaded: `cargo bench --bench encode`.
//!
//! With `-- --rounds` it is the half of `scripts/compare-onnxruntime` that runs here: texts come on
//! standard input, one a line up to a blank one; then every line "N" is a round with N threads,
//! answered with its seconds, processor seconds and the peak memory so far, in MB.

use std::hint::black_box;
use std::io::{self, BufRead as _, Write as _};
use std::path::Path;
use std::time::Instant;

use criterion::{Criterion, Throughput};

use minga::domain::statement::Origin;
use minga::encode::{Encoder as _, LocalEncoder, Model};
use minga::read::input::{self, Source};
use minga::text;

const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

/// How many texts are measured with: a sheet's beginning, and four batches' worth or more.
const SIZES: [usize; 2] = [32, 256];

fn model() -> Model {
    Model::open(&Path::new(REPOSITORY).join("models/e5-small-es")).expect("the model is here")
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Statements of the example, evenly spaced, as a run encodes them.
fn texts(size: usize) -> Vec<String> {
    let source = |file: &str, origin| Source {
        path: Path::new(REPOSITORY).join("data/example").join(file),
        origin: Some(origin),
    };
    let sources = [
        source("institucional.csv", Origin::Institutional),
        source("ciudadano.csv", Origin::Citizen),
    ];
    let reading = input::read(&sources, &input::Settings::default()).expect("the example is here");
    let all: Vec<&str> = reading.corpus.texts().collect();
    (0..size).map(|i| text::clean::sentence_case(&text::clean(all[i * all.len() / size]))).collect()
}

/// Encodes and throws the vectors away; gives the sum of one column, so that nothing is left out.
fn round(encoder: &LocalEncoder, texts: &[&str]) -> f32 {
    let mut sum = 0.0;
    encoder
        .encode(black_box(texts), &mut |_, encoded| {
            sum += encoded.pooled[0];
            Ok(())
        })
        .expect("the model encodes");
    sum
}

fn encoding(c: &mut Criterion) {
    let model = model();
    let mut counts = vec![1, threads()];
    counts.dedup();
    for threads in counts {
        let encoder = LocalEncoder::load(&model, threads).expect("the model loads");
        let mut group = c.benchmark_group(format!("encoding, {threads} threads"));
        group.sample_size(10);
        for size in SIZES {
            let texts = texts(size);
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            group.throughput(Throughput::Elements(size as u64));
            group.bench_function(format!("{size} texts"), |b| b.iter(|| round(&encoder, &texts)));
        }
        group.finish();
    }
    c.bench_function("loading the model", |b| b.iter(|| LocalEncoder::load(black_box(&model), 1)));
}

/// A figure of `/proc/self`, where the system has it.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<f64> = after.split_whitespace().filter_map(|f| f.parse().ok()).collect();
    // User and system time, in hundredths of a second; the state before them is no number.
    fields.get(10).zip(fields.get(11)).map_or(f64::NAN, |(user, system)| (user + system) / 100.0)
}

fn peak_memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|l| l.trim().trim_end_matches("kB").trim().parse::<f64>().ok());
    kilobytes.map_or(f64::NAN, |k| k / 1024.0)
}

fn rounds() -> io::Result<()> {
    let mut lines = io::stdin().lock().lines();
    let texts: Vec<String> =
        lines.by_ref().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let model = model();
    for line in lines {
        let Ok(threads) = line?.trim().parse() else { continue };
        let encoder = LocalEncoder::load(&model, threads).expect("the model loads");
        round(&encoder, &texts[..texts.len().min(32)]);
        let (start, processor) = (Instant::now(), processor_seconds());
        let sum = round(&encoder, &texts);
        let seconds = start.elapsed().as_secs_f64();
        let processor = processor_seconds() - processor;
        println!("{seconds} {processor} {} {sum}", peak_memory());
        io::stdout().flush()?;
    }
    Ok(())
}

fn main() {
    if std::env::args().any(|argument| argument == "--rounds") {
        rounds().expect("standard input and output are there");
        return;
    }
    let mut criterion = Criterion::default().configure_from_args();
    encoding(&mut criterion);
    criterion.final_summary();
}
