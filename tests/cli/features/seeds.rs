//! What the fuzz targets do, with every input that a search begins with or once found.

#[path = "../../../fuzz/bodies/mod.rs"]
mod bodies;

/// Gives a target all inputs of its folder in `fuzz/seeds`.
fn replayed(target: &str, one: fn(&[u8])) {
    let folder = bodies::run::repository().join("fuzz/seeds").join(target);
    let mut inputs: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    inputs.sort();
    assert!(!inputs.is_empty(), "{}", folder.display());
    for input in inputs {
        // A failure's output ends with the input that it is about.
        println!("{}", input.display());
        one(&std::fs::read(&input).unwrap());
    }
}

#[test]
fn tables() {
    replayed("table", bodies::table::one);
}

#[test]
fn archives() {
    replayed("archive", bodies::archive::one);
}

#[test]
fn returned_workbooks() {
    replayed("apply", bodies::apply::one);
}

#[test]
fn decisions() {
    replayed("decisions", bodies::decisions::one);
}

#[test]
fn settings() {
    replayed("config", bodies::config::one);
}

#[test]
fn frames() {
    replayed("frame", bodies::frame::one);
}

#[test]
fn logs() {
    replayed("log", bodies::log::one);
}

#[test]
fn models() {
    replayed("model", bodies::model::one);
}

#[test]
fn acts_on_the_page() {
    replayed("page", bodies::page::one);
}

#[test]
fn files_of_statements() {
    replayed("statements", bodies::statements::one);
}

#[test]
fn texts() {
    replayed("text", bodies::text::one);
}
