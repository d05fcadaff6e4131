//! `minga log`: what it lists, in which words and at what time.

use serde_json::json;

use super::review::small;
use crate::support::page_server::Server;

#[test]
fn the_listed_log_has_the_sentences_of_the_page_and_the_time_of_the_place() {
    let project = small();
    let server = Server::start(&project, "out");
    let id = server.rows()[0]["id"].as_str().unwrap().to_owned();
    let mut act = server.act("rename", &id);
    act["text"] = json!("Cuidar las quebradas");
    assert_eq!(server.post("/api/decide", &act).status, 200);
    let card = server.card(&id);
    let sides = card["sides"].as_array().unwrap().iter();
    let one = sides.flat_map(|side| side["statements"].as_array().unwrap()).next().unwrap().clone();
    let mut act = server.act("take_out", &id);
    act["statements"] = json!([{ "id": one["id"], "seen": one["seen"] }]);
    assert_eq!(server.post("/api/decide", &act).status, 200);
    let undone = server.post("/api/undo", &json!({ "number": null }));
    let told = undone.json()["what"].as_str().unwrap().to_owned();
    let shown = server.card(&id)["history"].clone();
    let shown: Vec<&str> =
        shown.as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap()).collect();
    assert_eq!(shown.len(), 2);

    let listed = |zone: &str| project.minga("log out").env("TZ", zone).succeeds().out;
    // A zone that no database has to know: five hours behind.
    let said = listed("<-05>5");
    let statement = one["id"].as_str().unwrap();
    for sentence in shown.into_iter().chain([told.as_str()]) {
        assert!(said.contains(&format!("  {sentence}")), "{sentence}: {said}");
    }
    assert!(said.contains(&format!("quitó {statement} de {id} [deshecho]")), "{said}");
    assert!(said.contains(&format!("Deshecho: Ana quitó {statement} de {id}\n")), "{said}");
    assert!(!said.contains("de de"), "{said}");
    assert_eq!(said.matches(" −05:00  ").count(), 3, "{said}");
    if std::path::Path::new("/usr/share/zoneinfo/America/Guayaquil").exists() {
        assert_eq!(listed("America/Guayaquil"), said);
    }
    assert_eq!(listed("UTC").matches(" +00:00  ").count(), 3);
    // What programs read stays in UTC.
    let acts = project.minga("log out --json").env("TZ", "<-05>5").succeeds().json();
    assert!(acts["acts"][0]["at"].as_str().unwrap().ends_with('Z'), "{acts}");
}
