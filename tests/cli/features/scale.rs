//! Large corpora are grouped by neighbours; and what must not change what a run makes.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::corpus::first_rows;
use crate::support::project::Project;

const RUN: &str = "--institutional i.csv --citizen c.csv --out";

fn project() -> Project {
    Project::new()
        .file("i.csv", first_rows("institucional.csv", 120))
        .file("c.csv", first_rows("ciudadano.csv", 260))
        .file("disperso.toml", "[cluster]\nexact = 100\n")
        .file("denso.toml", "")
}

/// The candidate and the status of every statement.
fn placed(project: &Project, run: &str) -> BTreeMap<String, (String, String)> {
    let bytes = project.outputs(run).bytes("statements.csv");
    let mut table = csv::Reader::from_reader(bytes.as_slice());
    let headers = table.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|h| h == name).unwrap();
    let (id, status, candidate) = (at("id"), at("status"), at("candidate_id"));
    let rows = table.records().map(Result::unwrap);
    rows.map(|r| (r[id].to_owned(), (r[status].to_owned(), r[candidate].to_owned()))).collect()
}

/// The groups, whatever they are called.
fn groups(placed: &BTreeMap<String, (String, String)>) -> BTreeSet<Vec<String>> {
    let mut groups: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (id, (_, candidate)) in placed {
        groups.entry(candidate).or_default().push(id.clone());
    }
    groups.into_values().collect()
}

#[test]
fn a_corpus_over_the_limit_is_grouped_by_neighbours_and_says_so() {
    let project = project();
    let said = project.run(RUN).arg("r").arg("--config").arg("disperso.toml").succeeds();
    assert!(said.err.contains("vecinos"), "{}", said.err);
    project.outputs("r").are_whole();
    let manifest: serde_json::Value =
        serde_json::from_slice(&project.outputs("r").bytes("run.json")).unwrap();
    assert_eq!(manifest["grouping"], "neighbours");
    project.run(RUN).arg("d").arg("--config").arg("denso.toml").succeeds();
    let manifest: serde_json::Value =
        serde_json::from_slice(&project.outputs("d").bytes("run.json")).unwrap();
    assert_eq!(manifest["grouping"], "exact");
    // The same statements are out, and most of the others are together as before.
    let (sparse, dense) = (placed(&project, "r"), placed(&project, "d"));
    let differing = sparse.iter().filter(|(id, (status, _))| dense[*id].0 != *status).count();
    assert!(differing <= 4, "{differing}");
    let shared = groups(&sparse).intersection(&groups(&dense)).count();
    assert!(shared * 2 > groups(&dense).len(), "{shared} of {}", groups(&dense).len());
}

#[test]
fn threads_change_nothing_dense_or_by_neighbours() {
    let project = project();
    for config in ["denso.toml", "disperso.toml"] {
        for threads in ["1", "2"] {
            let run = project.run(RUN).arg(format!("{config}-{threads}"));
            let run = run.arg("--config").arg(config).arg("--threads").arg(threads);
            run.env("RAYON_NUM_THREADS", threads).succeeds();
        }
        project.outputs(&format!("{config}-1")).equal(&project.outputs(&format!("{config}-2")));
    }
}

#[test]
fn rows_in_another_order_give_the_same_groups() {
    let shuffled = |text: String| {
        let mut lines: Vec<&str> = text.lines().collect();
        let header = lines.remove(0);
        // A fixed shuffle: by the lines' own bytes, from the end.
        lines.sort_by_key(|line| line.bytes().rev().collect::<Vec<_>>());
        lines.insert(0, header);
        lines.join("\n")
    };
    let project = project();
    let other = Project::new()
        .file("i.csv", shuffled(first_rows("institucional.csv", 120)))
        .file("c.csv", shuffled(first_rows("ciudadano.csv", 260)));
    project.run(RUN).arg("r").succeeds();
    other.run(RUN).arg("r").succeeds();
    let (one, two) = (placed(&project, "r"), placed(&other, "r"));
    let states = |p: &BTreeMap<String, (String, String)>| -> BTreeMap<String, String> {
        p.iter().map(|(id, (status, _))| (id.clone(), status.clone())).collect()
    };
    assert_eq!(states(&one), states(&two));
    assert_eq!(groups(&one), groups(&two));
}

#[test]
fn shares_encoded_apart_are_all_that_a_run_needs() {
    let project = project();
    let inputs = "--institutional i.csv --citizen c.csv";
    let frame = format!("{}/data/pmdot-2024-2033", crate::support::project::REPOSITORY);
    let mut encoded = 0;
    for share in 1..=3 {
        let run = project.minga(&format!("encode {inputs} --shard {share}/3 --frame {frame}"));
        let run = run.without_env("MINGA_CACHE").arg("--cache").arg(format!("parte{share}.db"));
        let model = format!("{}/models/e5-small-es", crate::support::project::REPOSITORY);
        let said = run.arg("--model").arg(model).arg("--json").succeeds().json();
        encoded += said["encoded"].as_u64().unwrap();
    }
    let gather = "encode --gather parte1.db --gather parte2.db --gather parte3.db --cache todo.db";
    let said = project.minga(gather).arg("--json").succeeds().json();
    assert_eq!(said["added"], encoded);
    assert_eq!(project.minga(gather).arg("--json").succeeds().json()["added"], 0);
    let run = project.run(RUN).arg("r").without_env("MINGA_CACHE").arg("--cache").arg("todo.db");
    let said = run.arg("--json").succeeds().json();
    assert_eq!((said["encoded"].as_u64(), said["cached"].as_u64()), (Some(0), Some(encoded)));
    project.run(RUN).arg("s").succeeds();
    project.outputs("r").equal(&project.outputs("s"));
}

#[test]
fn a_share_that_is_none_is_refused() {
    let said = project().minga("encode --citizen c.csv --shard 4/3").cannot_run();
    assert!(said.err.contains("4/3"), "{}", said.err);
}
