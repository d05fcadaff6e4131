//! The order of the house: what holds of every source file and no compiler checks. The rooms and
//! their order are read from `core/src/lib.rs` and `src/lib.rs`; every failure is told as
//! `file:line: what`.
//!
//! Each rule is tried twice: on a small house that breaks it, and on the real one.

#[path = "tidy/house.rs"]
mod house;

use std::collections::BTreeSet;

use house::{House, Token};

/// Code lines (neither blank nor comment) that a file in `core/src/` and `src/` may have.
const LONGEST: usize = 500;

/// Crates that belong to a few rooms; tests may use them anywhere to make and read files.
const KEPT_IN: [(&str, &[&str]); 9] = [
    ("axum", &["web", "review/serve", "app/serve"]),
    ("calamine", &["read/table", "write/workbook"]),
    ("clap", &["cli"]),
    ("hyper", &["web"]),
    ("hyper_util", &["web"]),
    ("rusqlite", &["encode", "review/log"]),
    ("rust_xlsxwriter", &["write/workbook", "write/template", "write/consolidated"]),
    ("tokio", &["web", "review/serve", "app/serve"]),
    ("ureq", &["encode"]),
];

/// The first and the room after the last of those that are total functions, in the order of both
/// `lib.rs`.
const STAGES: (&str, &str) = ("text", "read");

/// The only file that writes to standard output and standard error, and how others would.
const CONSOLE: &str = "src/cli/console.rs";
const STREAMS: [&str; 2] = ["stderr", "stdout"];

/// What reaches the world: modules of `std`, types and functions, macros.
const WORLD_MODULES: [&str; 5] = ["env", "fs", "net", "process", "time"];
const WORLD_NAMES: [&str; 4] = ["File", "Instant", "SystemTime", "thread_rng"];
const WORLD_MACROS: [&str; 4] = ["eprint", "eprintln", "print", "println"];

#[test]
fn every_room_stands_in_lib_rs_and_every_file_in_a_room() {
    let broken = House::sample(&[("src/b.rs", "//! B.\n"), ("src/z/mod.rs", "//! Z.\n")]);
    assert_eq!(
        missing_rooms(&broken),
        ["src/lib.rs:1: room `a` has no file", "src/z/mod.rs:1: room `z` is not in src/lib.rs"]
    );
    clean(&missing_rooms(&House::real()));
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let broken = House::sample(&[
        ("src/a.rs", "//! A.\nuse crate::a::T;\n// crate::b\n\nuse crate::{a, b::{a as c}};\n"),
        ("src/a/inner.rs", "//! I.\nmod m { fn f() { \"crate::b\"; crate::b::f() } }\n"),
        ("src/b.rs", "//! B.\nuse crate::a::T;\n"),
    ]);
    assert_eq!(
        upward_uses(&broken),
        [
            "src/a.rs:5: `a` uses `b`, which stands below it",
            "src/a/inner.rs:2: `a` uses `b`, which stands below it",
        ]
    );
    let around = House::sample(&[("src/a.rs", "//! A.\nuse super::b;\n"), ("src/b.rs", "")]);
    assert_eq!(upward_uses(&around), ["src/a.rs:2: `a` uses `b`, which stands below it"]);
    clean(&upward_uses(&House::real()));
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let broken = House::sample(&[
        ("src/a/mod.rs", "//! A.\npub mod first;\nmod second;\npub mod third;\n"),
        ("src/a/first.rs", "//! F.\nuse crate::a::second::T;\nuse crate::a::{X, third};\n"),
        (
            "src/a/second.rs",
            "//! S.\nuse super::first::T;\nuse super::third;\nmod t { use super::third; }\n",
        ),
        ("src/b.rs", "//! B.\nuse crate::a::third;\n"),
    ]);
    assert_eq!(
        crossed_modules(&broken),
        [
            "src/a/first.rs:2: `first` uses `second`, which stands below it in src/a/mod.rs",
            "src/a/first.rs:3: `first` uses `third`, which stands below it in src/a/mod.rs",
            "src/a/second.rs:3: `second` uses `third`, which stands below it in src/a/mod.rs",
        ]
    );
    clean(&crossed_modules(&House::real()));
}

#[test]
fn no_room_is_left_through_super() {
    let broken = House::sample(&[
        ("src/a/inner.rs", "//! I.\nuse super::super::b;\nmod t { use super::super::T; }\n"),
        ("src/b.rs", "//! B.\nmod t {\n    use super::super::a;\n}\n"),
    ]);
    assert_eq!(
        escapes(&broken),
        [
            "src/a/inner.rs:2: `super::super` leaves the room `a`: write `crate::`",
            "src/b.rs:3: `super::super` leaves the room `b`: write `crate::`",
        ]
    );
    clean(&escapes(&House::real()));
}

#[test]
fn every_file_opens_with_a_sentence() {
    let broken = House::sample(&[
        ("src/a.rs", "//! Owns\n//! the letter A.\n"),
        ("src/b.rs", "use std::fmt;\n"),
        ("src/b/c.rs", "//! Not a sentence\n\n// It ends here.\n"),
    ]);
    let what = "does not open with a `//!` sentence that says what it owns";
    assert_eq!(untold(&broken), [format!("src/b.rs:1: {what}"), format!("src/b/c.rs:1: {what}")]);
    clean(&untold(&House::real()));
}

#[test]
fn no_file_is_too_long() {
    let lines = |n| format!("//! A.\n{}", "\n// a comment\nf();\n".repeat(n));
    let (long, short) = (lines(LONGEST + 1), lines(LONGEST));
    let broken = House::sample(&[("src/a.rs", &long), ("src/b.rs", &short)]);
    assert_eq!(too_long(&broken), ["src/a.rs:1: 501 lines of code, at most 500: split it"]);
    clean(&too_long(&House::real()));
}

#[test]
fn nothing_is_left_for_later() {
    let broken = House::sample(&[
        ("src/a.rs", "//! A.\n// TODO: this\nlet s = \"método, todo\";\nlet x = dbg!(1);\n"),
        ("src/b.rs", "//! B. FIXME\nfn f() { todo!() }\nfn g() { unimplemented![] }\n"),
    ]);
    assert_eq!(
        left_over(&broken),
        [
            "src/a.rs:2: `TODO`",
            "src/a.rs:4: `dbg!`",
            "src/b.rs:1: `FIXME`",
            "src/b.rs:2: `todo!`",
            "src/b.rs:3: `unimplemented!`",
        ]
    );
    clean(&left_over(&House::real()));
}

#[test]
fn stages_do_not_touch_the_world() {
    let stage = "//! A.\nuse std::{fmt, fs as disk};\nfn f(t: Instant) {\n    println!();\n}\n\
                 mod tests { fn g() { std::env::args(); File::open(p); profile::x() } }\n";
    let lib = "pub mod text;\npub mod read;\n";
    let broken = House::of(&[("src/lib.rs", lib), ("src/text.rs", stage), ("src/read.rs", stage)]);
    assert_eq!(
        worldly_stages(&broken),
        [
            "src/text.rs:2: a stage uses `std::fs`",
            "src/text.rs:3: a stage uses `Instant`",
            "src/text.rs:4: a stage uses `println!`",
            "src/text.rs:6: a stage uses `File`",
            "src/text.rs:6: a stage uses `std::env`",
        ]
    );
    clean(&worldly_stages(&House::real()));
}

#[test]
fn each_format_and_protocol_has_its_room() {
    let code = "//! A: calamine.\nuse calamine::Xlsx;\n#[cfg(test)]\n#[allow(x)]\nmod tests {\n\
                use calamine::Data;\n}\n#[cfg(test)]\nmod hostile;\n";
    let broken = House::sample(&[
        ("src/a.rs", code),
        ("src/a/hostile.rs", "//! H.\nuse rust_xlsxwriter::Workbook;\n"),
        ("src/b/mod.rs", "//! B.\nfn f() -> rusqlite::Error { tokio }\n"),
        ("src/encode/mod.rs", "//! E.\nfn f() -> rusqlite::Error { x }\n"),
        ("src/read/table/mod.rs", "//! T.\nuse calamine::Xlsx;\n"),
    ]);
    assert_eq!(
        strangers(&broken),
        [
            "src/a.rs:2: `calamine` belongs to read/table, write/workbook",
            "src/b/mod.rs:2: `rusqlite` belongs to encode, review/log",
        ]
    );
    clean(&strangers(&House::real()));
}

#[test]
fn only_the_console_prints() {
    let code = "//! A: print!.\nfn f() { println!(\"x\"); eprint!() }\nuse std::io::{stderr, stdout};\n\
                fn g() { command.stdout(pipe); io::stdout().flush() }\n";
    let broken = House::sample(&[("src/a.rs", code), ("src/cli/console.rs", code)]);
    assert_eq!(
        printing(&broken),
        [
            "src/a.rs:2: `eprint!`: only src/cli/console.rs prints",
            "src/a.rs:2: `println!`: only src/cli/console.rs prints",
            "src/a.rs:4: `stdout()`: only src/cli/console.rs prints",
        ]
    );
    clean(&printing(&House::real()));
}

#[test]
fn same_input_gives_the_same_bytes() {
    let lib = "pub mod evaluate;\npub mod read;\npub mod encode;\npub mod write;\n";
    let code = "//! E.\nuse std::collections::HashMap;\n\nfn f() { a.partial_cmp(&b) }\n";
    let file = "//! E.\nfn partial_cmp(&self) {}\n";
    let broken = House::of(&[
        ("src/lib.rs", lib),
        ("src/evaluate.rs", file),
        ("src/encode.rs", code),
        ("src/write.rs", code),
    ]);
    assert_eq!(
        disorder(&broken),
        [
            "src/encode.rs:4: `partial_cmp` leaves ties and NaN open: `total_cmp`",
            "src/write.rs:2: `HashMap` has no order, and this room writes: `BTreeMap`",
            "src/write.rs:4: `partial_cmp` leaves ties and NaN open: `total_cmp`",
        ]
    );
    clean(&disorder(&House::real()));
}

/// The fuzzers are built by a lock file of their own, which nothing else looks at.
#[test]
fn the_fuzzers_lock_knows_every_crate_of_the_workspace() {
    let read = |path: &str| std::fs::read_to_string(path).expect(path);
    let lock = read("fuzz/Cargo.lock");
    for manifest in ["Cargo.toml", "core/Cargo.toml", "kernels/Cargo.toml"] {
        let text = read(manifest);
        let name = text.lines().find(|line| line.starts_with("name = ")).expect(manifest);
        assert!(lock.lines().any(|line| line == name), "fuzz/Cargo.lock lacks {name}");
    }
}

#[track_caller]
fn clean(failures: &[String]) {
    assert!(failures.is_empty(), "{} to tidy:\n{}", failures.len(), failures.join("\n"));
}

/// Rooms without a file and files without a room.
fn missing_rooms(house: &House) -> Vec<String> {
    let seen: BTreeSet<&str> = house.files.iter().filter_map(|f| f.room.as_deref()).collect();
    let listed: BTreeSet<&str> = house.rooms.iter().map(String::as_str).collect();
    let mut failures: Vec<String> = listed
        .difference(&seen)
        .map(|room| format!("src/lib.rs:1: room `{room}` has no file"))
        .collect();
    failures.extend(house.each(|file, failures| {
        if let Some(room) = file.room.as_deref().filter(|room| !listed.contains(room)) {
            failures.insert((1, format!("room `{room}` is not in src/lib.rs")));
        }
    }));
    failures
}

fn upward_uses(house: &House) -> Vec<String> {
    house.each(|file, failures| {
        let Some(room) = file.room.as_deref() else { return };
        let Some(own) = house.place(room) else { return };
        let to_the_root = |&(count, at): &(usize, usize)| count == file.tokens[at].depth;
        let supers = file.supers().into_iter().filter(to_the_root);
        let heads =
            file.heads("crate").into_iter().chain(supers.flat_map(|(_, at)| file.heads_after(at)));
        for (line, used) in heads {
            if house.place(used).is_some_and(|place| place > own) {
                failures.insert((line, format!("`{room}` uses `{used}`, which stands below it")));
            }
        }
    })
}

/// Uses within a room, from one of its modules to one that its `mod.rs` lists further down.
fn crossed_modules(house: &House) -> Vec<String> {
    house.each(|file, failures| {
        let Some((room, own)) = file.room.as_deref().zip(file.module()) else { return };
        let list = house.modules_of(room);
        let place = |module: &str| list.iter().position(|m| m == module);
        let Some(at) = place(own) else { return };
        // Tests of a module may look at what uses it.
        let to_the_room = |&(count, at): &(usize, usize)| {
            count + 1 == file.tokens[at].depth && !file.tokens[at].test
        };
        let supers = file.supers().into_iter().filter(to_the_room);
        let heads = file.heads_within(room).into_iter();
        for (line, used) in heads.chain(supers.flat_map(|(_, at)| file.heads_after(at))) {
            if place(used).is_some_and(|other| other > at) {
                failures.insert((
                    line,
                    format!("`{own}` uses `{used}`, which stands below it in src/{room}/mod.rs"),
                ));
            }
        }
    })
}

fn escapes(house: &House) -> Vec<String> {
    house.each(|file, failures| {
        let Some(room) = &file.room else { return };
        for (count, at) in file.supers() {
            let Token { line, depth, .. } = file.tokens[at];
            if count > 1 && count >= depth {
                let what = format!("`super::super` leaves the room `{room}`: write `crate::`");
                failures.insert((line, what));
            }
        }
    })
}

fn untold(house: &House) -> Vec<String> {
    house.each(|file, failures| {
        let opening: Vec<&str> = file
            .text
            .lines()
            .map_while(|line| line.strip_prefix("//! "))
            .map(str::trim_end)
            .collect();
        if !opening.iter().any(|line| line.ends_with('.') || line.contains(". ")) {
            let what = "does not open with a `//!` sentence that says what it owns";
            failures.insert((1, what.to_owned()));
        }
    })
}

fn too_long(house: &House) -> Vec<String> {
    house.each(|file, failures| {
        let lines: BTreeSet<usize> = file.tokens.iter().map(|token| token.line).collect();
        if file.inside().is_some() && lines.len() > LONGEST {
            let what = format!("{} lines of code, at most {LONGEST}: split it", lines.len());
            failures.insert((1, what));
        }
    })
}

fn left_over(house: &House) -> Vec<String> {
    house.each(|file, failures| {
        if file.inside().is_none() {
            return;
        }
        for (number, line) in file.text.lines().enumerate() {
            for word in line.split(|c: char| !c.is_alphanumeric() && c != '_') {
                if ["TODO", "FIXME", "XXX"].contains(&word) {
                    failures.insert((number + 1, format!("`{word}`")));
                }
            }
        }
        for name in ["dbg", "todo", "unimplemented"] {
            for line in file.macros(name) {
                failures.insert((line, format!("`{name}!`")));
            }
        }
    })
}

fn worldly_stages(house: &House) -> Vec<String> {
    let place = |room: &str| {
        house.place(room).unwrap_or_else(|| panic!("src/lib.rs:1: room `{room}` is not there"))
    };
    let stages = place(STAGES.0)..place(STAGES.1);
    house.each(|file, failures| {
        let room = file.room.as_deref().and_then(|room| house.place(room));
        if !room.is_some_and(|room| stages.contains(&room)) {
            return;
        }
        let mut found: Vec<(usize, String)> = Vec::new();
        for (line, module) in file.heads("std") {
            if WORLD_MODULES.contains(&module) {
                found.push((line, format!("std::{module}")));
            }
        }
        for token in file.tokens.iter().filter(|t| WORLD_NAMES.contains(&t.word.as_str())) {
            found.push((token.line, token.word.clone()));
        }
        for name in WORLD_MACROS {
            found.extend(file.macros(name).map(|line| (line, format!("{name}!"))));
        }
        for (line, what) in found {
            failures.insert((line, format!("a stage uses `{what}`")));
        }
    })
}

fn strangers(house: &House) -> Vec<String> {
    house.each(|file, failures| {
        for (name, rooms) in KEPT_IN {
            let at_home = rooms.iter().any(|room| file.is_in(room));
            if at_home || file.inside().is_none() || house.is_test(file) {
                continue;
            }
            for (i, token) in file.tokens.iter().enumerate() {
                let used = file.word(i + 1) == "::" || file.before(i) == "use";
                if token.word == name && used && !token.test {
                    failures
                        .insert((token.line, format!("`{name}` belongs to {}", rooms.join(", "))));
                }
            }
        }
    })
}

fn printing(house: &House) -> Vec<String> {
    house.each(|file, failures| {
        if file.inside().is_none() || file.path == CONSOLE || house.is_test(file) {
            return;
        }
        for name in WORLD_MACROS {
            for line in file.macros(name) {
                failures.insert((line, format!("`{name}!`: only {CONSOLE} prints")));
            }
        }
        for (i, token) in file.tokens.iter().enumerate() {
            let is_call = file.word(i + 1) == "(" && file.word(i + 2) == ")";
            if STREAMS.contains(&token.word.as_str()) && is_call {
                failures.insert((token.line, format!("`{}()`: only {CONSOLE} prints", token.word)));
            }
        }
    })
}

fn disorder(house: &House) -> Vec<String> {
    let first = house.place(STAGES.1);
    house.each(|file, failures| {
        if file.inside().is_none() {
            return;
        }
        // The encoder keeps weights by name and writes nothing that people or machines read.
        let writes = file
            .room
            .as_deref()
            .is_some_and(|room| room != "encode" && first.is_some() && house.place(room) >= first);
        for (i, token) in file.tokens.iter().enumerate() {
            let what = match token.word.as_str() {
                "HashMap" | "HashSet" if writes => {
                    let ordered = token.word.replace("Hash", "BTree");
                    format!("`{}` has no order, and this room writes: `{ordered}`", token.word)
                }
                "partial_cmp" if file.word(i + 1) == "(" && file.before(i) != "fn" => {
                    "`partial_cmp` leaves ties and NaN open: `total_cmp`".to_owned()
                }
                _ => continue,
            };
            failures.insert((token.line, what));
        }
    })
}
