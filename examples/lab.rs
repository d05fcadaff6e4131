//! Scores settings on corpora; not part of the project.
use minga::{
    analysis::Texts, encoder::*, evaluate::*, features::Postprocess, frame::*, propose,
    settings::Settings, statement::*,
};
use std::{collections::BTreeMap, path::Path, time::Instant};
pub struct Set {
    pub corpus: Corpus,
    pub frame: Frame,
    pub gold: Gold,
    pub name: String,
}
fn rows(p: &str) -> Vec<BTreeMap<String, String>> {
    let mut r = csv::Reader::from_path(p).unwrap();
    let h = r.headers().unwrap().clone();
    r.records()
        .map(|x| {
            let x = x.unwrap();
            h.iter().map(String::from).zip(x.iter().map(String::from)).collect()
        })
        .collect()
}
pub fn load(dir: &str, frame: &str) -> Set {
    let mut f = Frame { name: frame.into(), ..Default::default() };
    for r in rows(&format!("{frame}/competencias.csv")) {
        f.competencias.push(Competencia { id: r["id"].clone(), name: r["competencia"].clone() });
    }
    let cid = |f: &Frame, n: &str| f.competencias.iter().position(|c| c.name == n).unwrap();
    for r in rows(&format!("{frame}/desafios_metropolitanos.csv")) {
        let c = cid(&f, &r["competencia"]);
        f.desafios.push(Desafio {
            id: r["id"].clone(),
            horizon: if r["horizonte"].starts_with("largo") {
                Horizon::LargoPlazo
            } else {
                Horizon::Gestion
            },
            competencia: c,
            text: r["texto"].clone(),
            objetivo_desarrollo: None,
            objetivo_gestion: None,
            politicas: vec![],
            lectura: String::new(),
        });
    }
    if Path::new(&format!("{frame}/alias.csv")).exists() {
        for r in rows(&format!("{frame}/alias.csv")) {
            let c = cid(&f, &r["competencia"]);
            f.alias.push((r["alias"].clone(), c));
        }
    }
    let mut c = Corpus::default();
    for (file, inst) in [("institucional", true), ("ciudadano", false)] {
        for r in rows(&format!("{dir}/{file}.csv")) {
            let mut s = if inst {
                Statement::institutional(&r["id"], &r["texto"])
            } else {
                Statement::citizen(&r["id"], &r["texto"])
            };
            s.competencia_declared =
                Some(r["competencia"].clone()).filter(|x| !x.trim().is_empty());
            c.statements.push(s);
        }
    }
    let mut labels = BTreeMap::new();
    for l in std::fs::read_to_string(format!("{dir}/gold.tsv")).unwrap().lines().skip(1) {
        if let Some((a, b)) = l.split_once('\t') {
            labels.insert(StatementId::new(a), b.parse().unwrap());
        }
    }
    Set { corpus: c, frame: f, gold: Gold { labels }, name: dir.rsplit('/').next().unwrap().into() }
}
fn main() {
    let mut settings = Settings::default();
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let Some(t) = args.first() {
        settings = toml::from_str(&t).unwrap();
    }
    let model = Model::open(Path::new("models/e5-small-es")).unwrap();
    let cache = Cache::open(Path::new("/tmp/lab/cache.db")).unwrap();
    let post = Postprocess { components: model.components.clone(), mean: model.mean.clone() };
    for (d, f) in [
        ("data/example", "data/pmdot-2024-2033"),
        ("data/voces", "data/pmdot-2024-2033"),
        ("/tmp/lab/ronda2", "data/pmdot-2024-2033"),
        ("/tmp/lab/canton", "/tmp/lab/canton/frame"),
    ] {
        let set = load(d, f);
        let t0 = Instant::now();
        let texts = Texts::of(&set.corpus, &set.frame, &settings);
        let t1 = Instant::now();
        let mut pooler = texts.pooler(384, &settings.pooling);
        let enc: std::cell::OnceCell<LocalEncoder> = std::cell::OnceCell::new();
        let strs: Vec<&str> = texts.encoded.iter().map(String::as_str).collect();
        let counts = encode_all(
            &model.hash,
            384,
            || Ok(enc.get_or_init(|| LocalEncoder::load(&model, 2).unwrap()) as &dyn Encoder),
            Some(&cache),
            &strs,
            &mut |i, e| texts.pool(&mut pooler, i, e),
            &mut |_, _| {},
        )
        .unwrap();
        let pooled = pooler.finish();
        let t2 = Instant::now();
        let features = texts.features(pooled, &post, &settings);
        let t3 = Instant::now();
        let reading = propose::Reading {
            features: &features,
            lexicon: &texts.lexicon,
            examples: &texts.examples,
            empty: &texts.empty,
            duplicates: &texts.duplicates,
        };
        let p =
            propose::propose(set.corpus.clone(), set.frame.clone(), &reading, &settings.propose());
        let t4 = Instant::now();
        let e = evaluate(
            &Input::new(&p, &set.gold),
            &minga::evaluate::Settings { resamples: 0, ..Default::default() },
        );
        if std::env::var("LONG").is_ok() {
            println!("{}", table::console(&e));
        }
        let g =
            |m: Measure| e.partition.scores.iter().find(|s| s.measure == m).map_or(0., |s| s.value);
        println!(
            "{:10} B3 {:.3}/{:.3}/{:.3} ARI {:.3} AMI {:.3} ops {} comp {:?} none {:?} | texts {:?} enc {:?} {:?} feat {:?} prop {:?}",
            set.name,
            g(Measure::BCubedPrecision),
            g(Measure::BCubedRecall),
            g(Measure::BCubedF),
            g(Measure::AdjustedRand),
            g(Measure::AdjustedMutualInformation),
            g(Measure::Operations),
            e.competencia.accuracy_undeclared(),
            (e.ninguno.precision, e.ninguno.recall),
            t1 - t0,
            t2 - t1,
            counts,
            t3 - t2,
            t4 - t3
        );
    }
}
