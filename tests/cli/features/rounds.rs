//! The whole loop with the real program: run, review, apply, run again with a new round, consolidate.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::support::corpus::first_rows;
use crate::support::outputs::Row;
use crate::support::project::{Project, REPOSITORY};
use crate::support::sheets::{Entry, entry, fill_in};

const CANDIDATES: &str = "Propuestas";
const MEMBERS: &str = "Aportes";

/// Offices and citizens of the example, enough for groups of every size.
pub(crate) fn first_round() -> Project {
    let project = Project::new()
        .file("o.csv", first_rows("institucional.csv", 50))
        .file("t.csv", first_rows("ciudadano.csv", 150));
    project.run("--institutional o.csv --citizen t.csv --target 45 --out uno").succeeds();
    project
}

/// Two hundred statements of another round.
fn second_round(project: Project) -> Project {
    let rows = |file: &str, n: usize| -> String {
        let path = Path::new(REPOSITORY).join("data/segunda-ronda").join(file);
        let text = std::fs::read_to_string(path).unwrap();
        text.lines().take(n + 1).flat_map(|line| [line, "\n"]).collect()
    };
    project.file("o2.csv", rows("institucional.csv", 50)).file("t2.csv", rows("ciudadano.csv", 150))
}

fn ids(cell: &str) -> Vec<String> {
    cell.split(';').filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

/// What the reviewers of the first round decide, made from what was proposed.
pub(crate) struct Review {
    pub(crate) entries: Vec<Entry>,
    /// The candidates accepted, with the members that stay.
    accepted: BTreeMap<String, BTreeSet<String>>,
    renamed: String,
    merged: (String, String),
    moved: (String, String),
    taken_out: (String, String),
    discarded: String,
}

pub(crate) fn review(project: &Project) -> Review {
    let mut candidates: Vec<Row> = project.outputs("uno").csv("candidates.csv");
    candidates.sort_by_key(|row| std::cmp::Reverse(ids(&row["members"]).len()));
    let id = |n: usize| candidates[n]["id"].clone();
    let members = |n: usize| ids(&candidates[n]["members"]);
    let mut entries = Vec::new();
    let mut accepted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for n in 0..12 {
        entries.push(entry(CANDIDATES, &id(n), "decisión", "aceptar"));
        entries.push(entry(CANDIDATES, &id(n), "revisor", "Ana"));
        accepted.insert(id(n), members(n).into_iter().collect());
    }
    let renamed = id(12);
    entries.push(entry(CANDIDATES, &renamed, "decisión", "aceptar con cambios"));
    entries.push(entry(CANDIDATES, &renamed, "texto final", "Cuidar lo que es de todos"));
    accepted.insert(renamed.clone(), members(12).into_iter().collect());
    let merged = (id(13), id(0));
    entries.push(entry(CANDIDATES, &merged.0, "decisión", "fusionar con…"));
    entries.push(entry(CANDIDATES, &merged.0, "destino", &merged.1));
    accepted.get_mut(&merged.1).unwrap().extend(members(13));
    // One text goes elsewhere, one comes out, one is no challenge: all of accepted candidates.
    let moved = (members(1)[0].clone(), id(2));
    entries.push(entry(MEMBERS, &moved.0, "decisión", "mover a…"));
    entries.push(entry(MEMBERS, &moved.0, "destino", &moved.1));
    let taken_out = (members(3).pop().unwrap(), id(3));
    entries.push(entry(MEMBERS, &taken_out.0, "decisión", "sacar"));
    entries.push(entry(MEMBERS, &taken_out.0, "motivo", "Es de OTRA propuesta"));
    let discarded = members(4).pop().unwrap();
    entries.push(entry(MEMBERS, &discarded, "decisión", "descartar"));
    entries.push(entry(MEMBERS, &discarded, "motivo", "es un reclamo privado"));
    accepted.get_mut(&id(1)).unwrap().remove(&moved.0);
    accepted.get_mut(&id(2)).unwrap().insert(moved.0.clone());
    accepted.get_mut(&id(3)).unwrap().remove(&taken_out.0);
    accepted.get_mut(&id(4)).unwrap().remove(&discarded);
    Review { entries, accepted, renamed, merged, moved, taken_out, discarded }
}

fn statements(project: &Project, run: &str) -> BTreeMap<String, Row> {
    let rows = project.outputs(run).csv("statements.csv");
    rows.into_iter().map(|row| (row["id"].clone(), row)).collect()
}

#[test]
fn people_s_word_goes_from_the_workbook_through_the_next_run_to_the_list() {
    let project = second_round(first_round());
    let review = review(&project);
    fill_in(&project.path("uno/review.xlsx"), &project.path("ana.xlsx"), &review.entries);
    let said = project.minga("apply uno ana.xlsx --reviewer ana --json").succeeds().json();
    assert!(said["added"].as_u64().unwrap() >= 16, "{said}");
    assert_eq!(said["problems"], 0);
    // One reason is one, however it was spelled.
    let log = project.outputs("uno").csv("decisions.csv");
    assert!(log.iter().any(|row| row["reason"] == "es de otra propuesta"));

    // The same file again changes nothing.
    let before = project.outputs("uno").bytes("decisions.csv");
    let again = project.minga("apply uno ana.xlsx --reviewer ana --json").succeeds().json();
    assert_eq!(again["added"], 0);
    assert_eq!(project.outputs("uno").bytes("decisions.csv"), before);

    disagreement_stays_pending(&project, &review);
    next_round_honours(&project, &review);
    list_waits_for_everything(&project);
}

/// Another reviewer moves the moved text elsewhere: both are named, nothing is resolved.
fn disagreement_stays_pending(project: &Project, review: &Review) {
    let (statement, _) = &review.moved;
    let luis = [
        entry(MEMBERS, statement, "decisión", "mover a…"),
        entry(MEMBERS, statement, "destino", "DM001"),
    ];
    fill_in(&project.path("uno/review.xlsx"), &project.path("luis.xlsx"), &luis);
    let said = project.minga("apply uno luis.xlsx --reviewer luis --json").succeeds().json();
    assert_eq!(said["added"], 1);
    let troubles = said["troubles"].to_string();
    assert!(troubles.contains("ana") && troubles.contains("luis"), "{troubles}");
    // Luis undoes nothing of Ana's: her file again is still nothing new.
    let again = project.minga("apply uno ana.xlsx --reviewer ana --json").succeeds().json();
    assert_eq!(again["added"], 0);
    // The next round needs one word: theirs.
    let table = format!("statement_id,final_id,reviewer\n{statement},{},luis\n", review.moved.1);
    std::fs::write(project.path("acuerdo.csv"), table).unwrap();
    let said = project.minga("apply uno acuerdo.csv --json").succeeds().json();
    assert_eq!(said["troubles"], serde_json::json!([]), "{said}");
}

fn next_round_honours(project: &Project, review: &Review) {
    project.run("--institutional o2.csv --citizen t2.csv --previous uno --out dos").succeeds();
    let (one, two) = (statements(project, "uno"), statements(project, "dos"));
    assert_eq!(one.len(), 200);
    assert_eq!(two.len(), 400);
    assert_eq!(two.values().filter(|row| row["round"] == "2").count(), 200);
    for (id, row) in &one {
        assert_eq!((&two[id]["text"], two[id]["round"].as_str()), (&row["text"], "1"));
    }
    for (candidate, members) in &review.accepted {
        for id in members {
            assert_eq!(two[id]["candidate_id"], *candidate, "{id} was left in {candidate}");
        }
    }
    let (statement, from) = &review.taken_out;
    assert_ne!(two[statement]["candidate_id"], *from);
    assert_eq!(two[&review.discarded]["status"], "discarded");
    assert_eq!(two[&review.discarded]["reason"], "es un reclamo privado");
    let candidates = project.outputs("dos").csv("candidates.csv");
    let draft = |id: &str| candidates.iter().find(|row| row["id"] == id).map(|row| &row["draft"]);
    assert_eq!(draft(&review.renamed).unwrap(), "Cuidar lo que es de todos");
    assert_eq!(draft(&review.merged.0), None, "it is one with another now");
    // No name of the first run stands for other statements in the second.
    let names: BTreeSet<String> =
        project.outputs("uno").csv("candidates.csv").iter().map(|row| row["id"].clone()).collect();
    for row in candidates.iter().filter(|row| names.contains(&row["id"])) {
        let here = ids(&row["members"]);
        assert!(
            here.iter().any(|id| one.get(id).is_some_and(|s| s["candidate_id"] == row["id"]))
                || review.accepted.contains_key(&row["id"]),
            "{} names others now",
            row["id"]
        );
    }
    let changes = project.outputs("dos").csv("changes.csv");
    let kinds: BTreeSet<&str> = changes.iter().map(|row| row["change"].as_str()).collect();
    assert!(kinds.contains("new") && kinds.contains("grew"), "{kinds:?}");
    // New statements say why they are where they are.
    let told = two.values().filter(|row| row["round"] == "2" && row["status"] == "candidate");
    for row in told {
        assert!(!row["explanation"].is_empty(), "{}", row["id"]);
    }
    let report = project.outputs("dos").text("report.html");
    assert!(report.contains("Qué cambió desde la corrida anterior"));
}

/// The list is refused while something is open, written as a draft, and written for good at last.
fn list_waits_for_everything(project: &Project) {
    let refused = project.minga("consolidate dos").finds_problems();
    assert!(refused.err.contains("sin decidir: no se escribió nada"), "{}", refused.err);
    assert!(!project.path("dos/consolidado.csv").exists());
    project.minga("consolidate dos --draft --to borrador").succeeds();
    assert!(project.path("borrador/consolidado.docx").exists());

    let two = statements(project, "dos");
    let candidates = project.outputs("dos").csv("candidates.csv");
    let accept = candidates.iter().map(|row| entry(CANDIDATES, &row["id"], "decisión", "aceptar"));
    let agree = two
        .values()
        .filter(|row| row["status"] == "out_of_competence" || row["status"] == "pending")
        .map(|row| entry("Sin propuesta", &row["id"], "decisión", "de acuerdo: queda fuera"));
    // A challenge that answers to no objective waits as other matters do.
    let own = candidates.iter().filter(|row| row["id"].starts_with("PD-"));
    let align = own.map(|row| entry(CANDIDATES, &row["id"], "objetivo de desarrollo", "1"));
    let entries: Vec<Entry> = accept.chain(agree).chain(align).collect();
    fill_in(&project.path("dos/review.xlsx"), &project.path("mesa.xlsx"), &entries);
    project.minga("apply dos mesa.xlsx --reviewer mesa").succeeds();
    let said = project.minga("consolidate dos --json").succeeds().json();
    assert_eq!(said["waiting"], 0);
    let trace = project.outputs("dos").csv("trazabilidad.csv");
    let traced: BTreeSet<&str> = trace.iter().map(|row| row["statement_id"].as_str()).collect();
    assert_eq!(traced.len(), two.len(), "every input is traced");
    let finals = project.outputs("dos").csv("consolidado.csv");
    let sum = |column: &str| -> usize {
        finals.iter().map(|row| row[column].parse::<usize>().unwrap()).sum()
    };
    let placed = two.values().filter(|row| row["status"] == "candidate").count();
    assert_eq!(sum("n_institutional") + sum("n_citizen") - sum("n_also"), placed);
}

#[test]
fn reasons_are_those_of_the_settings() {
    let config =
        "[review]\nreasons = ['fuera de plazo', 'es de otro cantón']\nown_reasons = false\n";
    let project = crate::support::corpus::small().file("minga.toml", config);
    project.run(crate::support::corpus::BOTH).arg("--config").arg("minga.toml").succeeds();
    let lists = project.outputs("corrida").sheet("Listas");
    assert_eq!(lists[1][0], "fuera de plazo");
    assert_eq!(lists[2][0], "es de otro cantón");
    assert_eq!(lists[3][0], "");
    let first = project.outputs("corrida").csv("candidates.csv")[0]["id"].clone();
    let discard = |reason: &str| {
        let entries = [
            entry(CANDIDATES, &first, "decisión", "descartar"),
            entry(CANDIDATES, &first, "motivo", reason),
        ];
        fill_in(&project.path("corrida/review.xlsx"), &project.path("ana.xlsx"), &entries);
        project.minga("apply corrida ana.xlsx --reviewer ana")
    };
    let said = discard("no se entiende").finds_problems();
    assert!(
        said.err.contains(":motivo: «no se entiende» no es uno de los motivos"),
        "{}",
        said.err
    );
    discard("ES DE OTRO CANTON").succeeds();
    let log = project.outputs("corrida").csv("decisions.csv");
    assert!(log.iter().all(|row| row["reason"] == "es de otro cantón"));

    let bad =
        crate::support::corpus::small().file("minga.toml", "[review]\nreasons = ['a', 'A']\n");
    let said =
        bad.run(crate::support::corpus::BOTH).arg("--config").arg("minga.toml").finds_problems();
    assert!(said.err.contains("minga.toml:1") && said.err.contains("dos veces"), "{}", said.err);
}

#[test]
fn the_log_is_shown_and_exported_at_any_time() {
    let project = crate::support::corpus::small();
    project.run(crate::support::corpus::BOTH).succeeds();
    let said = project.minga("log corrida").succeeds();
    assert_eq!(said.out, "Todavía no hay decisiones en esta corrida.\n");
    std::fs::write(
        project.path("d.csv"),
        "statement_id,final_id,reason\nC1,DM001,a\nC3,NINGUNO,\n",
    )
    .unwrap();
    project.minga("apply corrida d.csv --reviewer Ana").succeeds();
    let said = project.minga("log corrida").succeeds();
    assert!(said.out.contains("Ana movió C1 a DM001: a"), "{}", said.out);
    assert!(said.out.contains("2 decisiones, 2 en vigor — Ana: 2"), "{}", said.out);
    project.minga("log corrida --csv registro.csv").succeeds();
    let exported = std::fs::read(project.path("registro.csv")).unwrap();
    assert_eq!(exported, project.outputs("corrida").bytes("decisions.csv"));
    let object = project.minga("log corrida --json --last 1").succeeds().json();
    assert_eq!((&object["decisions"], object["acts"].as_array().unwrap().len()), (&2.into(), 1));
    project.minga("log no-hay").cannot_run();
}

#[test]
fn a_small_round_can_be_reviewed_and_continued() {
    let project = crate::support::corpus::small();
    project.run(crate::support::corpus::BOTH).succeeds();
    // One decision, then a round of one statement, then one of none.
    std::fs::write(project.path("d.csv"), "statement_id,final_id\nC1,DM001\n").unwrap();
    project.minga("apply corrida d.csv --reviewer Mesa").succeeds();
    std::fs::write(project.path("uno.csv"), "id,texto\nC9,Que haya agua potable en las lomas\n")
        .unwrap();
    project.run("--citizen uno.csv --previous corrida --out dos").succeeds();
    let two = statements(&project, "dos");
    assert_eq!((two.len(), two["C1"]["candidate_id"].as_str()), (15, "DM001"));
    assert_eq!(two["C9"]["round"], "2");
    project.run("--previous dos --out tres").succeeds();
    assert_eq!(statements(&project, "tres").len(), 15);
    assert_eq!(statements(&project, "tres")["C1"]["candidate_id"], "DM001");
    // A candidate accepted, nothing of the frame: nearly all is grouped anew.
    let first = project.outputs("corrida").csv("candidates.csv")[0]["id"].clone();
    let accept = [entry(CANDIDATES, &first, "decisión", "aceptar")];
    let other = crate::support::corpus::small();
    other.run(crate::support::corpus::BOTH).succeeds();
    fill_in(&other.path("corrida/review.xlsx"), &other.path("ana.xlsx"), &accept);
    other.minga("apply corrida ana.xlsx --reviewer ana").succeeds();
    std::fs::write(other.path("uno.csv"), "id,texto\nC9,Que haya agua potable en las lomas\n")
        .unwrap();
    other.run("--citizen uno.csv --previous corrida --out dos").succeeds();
    let kept = statements(&other, "corrida");
    let now = statements(&other, "dos");
    for (id, row) in kept.iter().filter(|(_, row)| row["candidate_id"] == first) {
        assert_eq!(now[id]["candidate_id"], row["candidate_id"]);
    }
}
