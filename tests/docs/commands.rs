//! The commands and flags that the program declares, as a page and as what documents may name.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, Command};

/// Flags of other programs that the documents name alone.
const OTHERS: [&str; 11] = [
    "--locked",
    "--release",
    "--features",
    "--lib",
    "--nocapture",
    "--ignored",
    "--recall",
    "--agree",
    "--config",
    "--one",
    "--files",
];

const HEAD: &str = "# Commands

<!-- Written by `UPDATE_EXPECT=1 cargo test --test docs` from src/cli; do not edit. -->

`minga <command> --help` shows the same. The exit code is 0 when done, 1 when the data have problems \
(all of them listed as `file:row:column: what`), 2 when the command could not run, or when what was \
asked for on standard output (a list, figures, a link, help, a JSON object) could not be written there. \
Sentences about files that were written may be lost, and the reader of a pipe may end (`| head`).

";

/// Why the program would not take these arguments; `None` for those it takes.
pub(crate) fn refused(command: &Command, words: &[String]) -> Option<String> {
    let line = std::iter::once("minga".to_owned()).chain(words.iter().cloned());
    let error = command.clone().try_get_matches_from(line).err()?;
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => None,
        _ => Some(error.to_string()),
    }
}

/// Every long flag of every command.
pub(crate) fn flags(command: &Command) -> BTreeSet<String> {
    let mut flags: BTreeSet<String> = OTHERS.map(str::to_owned).into();
    flags.extend(["--help", "--version"].map(str::to_owned));
    add_flags(command, &mut flags);
    flags
}

fn add_flags(command: &Command, flags: &mut BTreeSet<String>) {
    flags.extend(command.get_arguments().filter_map(Arg::get_long).map(|l| format!("--{l}")));
    for inner in command.get_subcommands() {
        add_flags(inner, flags);
    }
}

/// What is unknown in a piece of text in the manner of `minga run --out DIR`, `run --out` or
/// `--out DIR`; text of other kinds is not looked at.
pub(crate) fn unknown(
    command: &Command,
    flags: &BTreeSet<String>,
    words: &[String],
) -> Option<String> {
    let first = words.first()?;
    let is_flag = |word: &&String| word.starts_with("--") && word.len() > 2;
    let name = |word: &str| word.split(['=', '[']).next().unwrap_or(word).to_owned();
    if first.starts_with("--") {
        let missing = words.iter().filter(is_flag).map(|w| name(w)).find(|w| !flags.contains(w))?;
        return Some(format!("no command has the flag {missing}"));
    }
    let (said, words) = if first == "minga" { (true, &words[1..]) } else { (false, words) };
    let next = words.first()?;
    let has_flags = words.iter().any(|word| word.starts_with("--"));
    if !said && (!has_flags || command.find_subcommand(next).is_none()) {
        return None;
    }
    let mut inner = command;
    let mut own: BTreeSet<String> =
        ["--help", "--version", "--quiet", "--json"].map(str::to_owned).into();
    for word in words {
        if word.starts_with('-') {
            if is_flag(&word) && !own.contains(&name(word)) {
                return Some(format!("`{}` has no flag {}", inner.get_name(), name(word)));
            }
        } else if let Some(found) = inner.find_subcommand(word) {
            inner = found;
            own.extend(inner.get_arguments().filter_map(Arg::get_long).map(|l| format!("--{l}")));
        } else if inner.has_subcommands() && !word.starts_with(['<', '…', '[']) {
            return Some(format!("`{}` has no command {word}", inner.get_name()));
        }
    }
    None
}

/// The page of all commands.
pub(crate) fn reference() -> String {
    let mut command = minga::cli::command();
    command.build();
    let mut page = HEAD.to_owned();
    page += "Flags of every command:\n\n";
    page += &table(command.get_arguments().filter(|arg| arg.is_global_set()));
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        describe(inner, "minga", &mut page);
    }
    page
}

fn describe(command: &Command, above: &str, page: &mut String) {
    let name = format!("{above} {}", command.get_name());
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let _ = write!(page, "\n## {name}\n\n{}.\n\n", about.trim_end_matches('.'));
    let inner: Vec<&Command> =
        command.get_subcommands().filter(|inner| inner.get_name() != "help").collect();
    if inner.is_empty() {
        let usage = command.clone().bin_name(&name).render_usage().to_string();
        let _ = write!(page, "```text\n{}\n```\n\n", usage.trim_start_matches("Usage: "));
        let own = |arg: &&Arg| !arg.is_global_set() && arg.get_id() != "help";
        *page += &table(command.get_arguments().filter(own));
    }
    if let Some(after) = command.get_after_help() {
        *page += &notes(&after.to_string());
    }
    for inner in inner {
        describe(inner, &name, page);
    }
}

fn table<'a>(arguments: impl Iterator<Item = &'a Arg>) -> String {
    let mut rows = String::new();
    for arg in arguments.filter(|arg| !["help", "version"].contains(&arg.get_id().as_str())) {
        let _ = writeln!(rows, "| {} | {} |", call(arg), meaning(arg).replace('|', "\\|"));
    }
    if rows.is_empty() { rows } else { format!("| argument | meaning |\n|---|---|\n{rows}") }
}

/// How an argument is written: `--out <DIR>`, `<FILE>…`.
fn call(arg: &Arg) -> String {
    let values: Vec<String> = arg
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(|name| format!("<{}>", name.replace('|', "\\|")))
        .collect();
    let takes = arg.get_action().takes_values();
    let values = if takes { values.join(" ") } else { String::new() };
    let many = matches!(arg.get_action(), ArgAction::Append);
    let Some(long) = arg.get_long() else {
        return format!("`{values}{}`", if many { "…" } else { "" });
    };
    let short = arg.get_short().map(|short| format!("`-{short}`, ")).unwrap_or_default();
    let value = if values.is_empty() { String::new() } else { format!(" {values}") };
    format!("{short}`--{long}{value}`{}", if many { ", repeatable" } else { "" })
}

fn meaning(arg: &Arg) -> String {
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let mut text = help.split_whitespace().collect::<Vec<_>>().join(" ");
    if arg.get_action().takes_values() {
        let values: Vec<String> = arg
            .get_possible_values()
            .iter()
            .filter(|value| !value.is_hide_set())
            .map(|value| match value.get_help() {
                Some(help) => format!("`{}` ({help})", value.get_name()),
                None => format!("`{}`", value.get_name()),
            })
            .collect();
        if !values.is_empty() {
            let _ = write!(text, ": {}", values.join(", "));
        }
        let default: Vec<_> =
            arg.get_default_values().iter().map(|v| v.to_string_lossy()).collect();
        if !default.is_empty() {
            let _ = write!(text, " [default: {}]", default.join(" "));
        }
        if let Some(variable) = arg.get_env() {
            let _ = write!(text, " [environment: `{}`]", variable.to_string_lossy());
        }
    }
    text
}

/// What stands after a command's help: examples as code, the rest as paragraphs.
fn notes(after: &str) -> String {
    let mut page = String::new();
    for paragraph in after.split("\n\n") {
        let examples: Vec<&str> =
            paragraph.lines().filter_map(|line| line.strip_prefix("  ")).collect();
        let words: Vec<&str> = paragraph
            .lines()
            .filter(|line| !line.starts_with("  ") && !line.ends_with(':'))
            .collect();
        if !examples.is_empty() {
            let _ = write!(page, "\n```sh\n{}\n```\n", examples.join("\n"));
        }
        if !words.is_empty() {
            let _ = write!(page, "\n{}\n", words.join(" "));
        }
    }
    page
}
