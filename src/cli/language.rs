//! The language of the command line: Spanish where the locale is or `MINGA_LANG` says so, English
//! otherwise. One catalogue (`es.txt`) has every sentence of the help, and what the reader of
//! arguments says of a mistake is told by its kind.

use std::collections::BTreeMap;
use std::env;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};

/// Every sentence in English with its translation under it, in pairs.
const CATALOGUE: &str = include_str!("es.txt");

/// What the help itself is made of.
const FRAME: [(&str, &str); 11] = [
    ("(see more with '--help')", "(más con --help)"),
    ("(see a summary with '-h')", "(un resumen con -h)"),
    ("Usage:", "Uso:"),
    ("Commands:", "Comandos:"),
    ("Arguments:", "Argumentos:"),
    ("Options:", "Opciones:"),
    ("Possible values:", "Valores posibles:"),
    ("[possible values:", "[valores posibles:"),
    ("[default:", "[por defecto:"),
    ("[env:", "[variable de entorno:"),
    ("[OPTIONS]", "[OPCIONES]"),
];

/// Whether sentences are to be in Spanish.
pub(super) fn is_spanish() -> bool {
    let of = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let locale = || ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(of);
    of("MINGA_LANG").or_else(locale).is_some_and(|value| {
        let language = value.split(['_', '-', '.', '@', ':']).next().unwrap_or_default();
        language.eq_ignore_ascii_case("es")
    })
}

/// The translations by their English sentence.
fn catalogue() -> BTreeMap<&'static str, &'static str> {
    let pairs = CATALOGUE.split("\n\n").filter_map(|pair| pair.trim().split_once('\n'));
    pairs.collect()
}

/// The command with its help in Spanish. What the catalogue lacks stays as it is.
pub(super) fn in_spanish(command: Command) -> Command {
    translated(command, &catalogue())
}

fn translated(mut command: Command, catalogue: &BTreeMap<&str, &str>) -> Command {
    let spanish = |text: &StyledStr| sentence(&text.to_string(), catalogue);
    if let Some(about) = command.get_about().map(spanish) {
        command = command.about(about);
    }
    if let Some(after) = command.get_after_help().map(|text| examples(&text.to_string(), catalogue))
    {
        command = command.after_help(after);
    }
    command = command.mut_args(|argument| match argument.get_help().map(spanish) {
        Some(help) => argument.help(help),
        None => argument,
    });
    command.mut_subcommands(|subcommand| translated(subcommand, catalogue))
}

fn sentence(text: &str, catalogue: &BTreeMap<&str, &str>) -> String {
    catalogue.get(text).map_or_else(|| text.to_owned(), |found| (*found).to_owned())
}

/// The paragraphs after a help: what stands to the right of a command as a remark is translated, the
/// command is not, and the other lines are one sentence.
fn examples(text: &str, catalogue: &BTreeMap<&str, &str>) -> String {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in paragraphs(text) {
        lines.push(match paragraph {
            Paragraph::Example(line) => match line.split_once("# ") {
                Some((command, remark)) => format!("{command}# {}", sentence(remark, catalogue)),
                None => line,
            },
            Paragraph::Words(words) => sentence(&words, catalogue),
        });
    }
    lines.join("\n")
}

/// A piece of what stands after a help.
enum Paragraph {
    Example(String),
    Words(String),
}

fn paragraphs(text: &str) -> Vec<Paragraph> {
    let mut all: Vec<Paragraph> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        if line.starts_with("  ") {
            all.push(Paragraph::Example(line.to_owned()));
            open = false;
        } else if line.is_empty() {
            all.push(Paragraph::Words(String::new()));
            open = false;
        } else if open && let Some(Paragraph::Words(words)) = all.last_mut() {
            words.push(' ');
            words.push_str(line);
        } else {
            all.push(Paragraph::Words(line.to_owned()));
            open = true;
        }
    }
    all
}

/// What the reader of arguments has to say, in Spanish: the help, or a mistake by its kind.
pub(super) fn told(error: &Error) -> String {
    match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => help(&error.to_string()),
        kind => format!("minga: {}\n\nPara ver la ayuda: minga --help\n", mistake(kind, error)),
    }
}

/// A help whose sentences are in Spanish already, with the words around them.
fn help(text: &str) -> String {
    let mut text = text.to_owned();
    let catalogue = catalogue();
    // What choices mean, and the help's own flags, stand in no argument that could be changed.
    let others = catalogue.iter().map(|(english, spanish)| (*english, *spanish));
    for (english, spanish) in FRAME.into_iter().chain(others) {
        text = text.replace(english, spanish);
    }
    text
}

fn mistake(kind: ErrorKind, error: &Error) -> String {
    let said = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        Some(ContextValue::Number(number)) => Some(number.to_string()),
        Some(ContextValue::StyledStr(text)) => Some(text.to_string()),
        _ => None,
    };
    let argument = said(ContextKind::InvalidArg).unwrap_or_default();
    let value = said(ContextKind::InvalidValue).unwrap_or_default();
    let also = |kind, words: &str| match said(kind).filter(|text| !text.is_empty()) {
        Some(text) => format!("{words}{text}"),
        None => String::new(),
    };
    match kind {
        ErrorKind::InvalidValue if value.is_empty() => {
            format!(
                "falta el valor de «{argument}»{}",
                also(ContextKind::ValidValue, ": puede ser ")
            )
        }
        ErrorKind::InvalidValue => format!(
            "«{value}» no es un valor de «{argument}»{}{}",
            also(ContextKind::ValidValue, ": puede ser "),
            also(ContextKind::SuggestedValue, "; ¿quiso decir ")
                + if said(ContextKind::SuggestedValue).is_some() { "?" } else { "" }
        ),
        ErrorKind::ValueValidation => format!(
            "«{value}» no es un valor de «{argument}»{}",
            std::error::Error::source(error)
                .map(|cause| format!(": {}", cause_in_spanish(&cause.to_string())))
                .unwrap_or_default()
        ),
        ErrorKind::UnknownArgument => {
            format!("no hay una opción «{argument}»{}", suggestion(said(ContextKind::SuggestedArg)))
        }
        ErrorKind::InvalidSubcommand => format!(
            "no hay un comando «{}»{}",
            said(ContextKind::InvalidSubcommand).unwrap_or_default(),
            suggestion(said(ContextKind::SuggestedSubcommand))
        ),
        ErrorKind::NoEquals => format!("«{argument}» lleva «=» antes de su valor"),
        ErrorKind::TooManyValues => {
            format!("«{argument}» no admite tantos valores: sobra «{value}»")
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!(
            "«{argument}» necesita {} y tiene {}",
            counted(
                said(ContextKind::ExpectedNumValues).or(said(ContextKind::MinValues)).as_deref()
            ),
            said(ContextKind::ActualNumValues).unwrap_or_else(|| "otros".to_owned())
        ),
        ErrorKind::ArgumentConflict => match said(ContextKind::PriorArg) {
            Some(prior) if prior == argument => format!("«{argument}» se indica una sola vez"),
            Some(prior) => format!("«{argument}» no va junto con «{prior}»: deje uno de los dos"),
            None => format!("«{argument}» no va junto con los demás: quítelo"),
        },
        ErrorKind::MissingRequiredArgument => {
            format!("falta indicar {argument}")
        }
        ErrorKind::MissingSubcommand => {
            format!("falta el comando{}", also(ContextKind::ValidSubcommand, ": puede ser "))
        }
        ErrorKind::InvalidUtf8 => "un argumento no es texto en UTF-8".to_owned(),
        _ => format!("no se entienden los argumentos: {error}"),
    }
}

fn suggestion(word: Option<String>) -> String {
    word.map(|word| format!(": ¿quiso decir «{word}»?")).unwrap_or_default()
}

fn counted(number: Option<&str>) -> String {
    match number {
        None => "más valores".to_owned(),
        Some("1") => "un valor".to_owned(),
        Some(number) => format!("{number} valores"),
    }
}

/// What the standard library says of a value that is no number.
fn cause_in_spanish(cause: &str) -> String {
    match cause {
        "invalid digit found in string" => "tiene que ser un número entero, sin signo".to_owned(),
        "cannot parse integer from empty string" | "cannot parse float from empty string" => {
            "falta el número".to_owned()
        }
        "number too large to fit in target type" => "es un número demasiado grande".to_owned(),
        "invalid float literal" => "tiene que ser un número, con punto decimal".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every sentence of a command's help and of those under it.
    fn sentences(command: &Command, all: &mut BTreeSet<String>) {
        all.extend(command.get_about().map(StyledStr::to_string));
        if let Some(text) = command.get_after_help() {
            for paragraph in paragraphs(&text.to_string()) {
                match paragraph {
                    Paragraph::Words(words) => drop(all.insert(words)),
                    Paragraph::Example(line) => {
                        all.extend(line.split_once("# ").map(|(_, remark)| remark.to_owned()));
                    }
                }
            }
        }
        for argument in command.get_arguments() {
            all.extend(argument.get_help().map(StyledStr::to_string));
            assert!(argument.get_long_help().is_none(), "{argument}: one paragraph is all");
            for value in argument.get_possible_values() {
                all.extend(value.get_help().map(StyledStr::to_string));
            }
        }
        for subcommand in command.get_subcommands() {
            sentences(subcommand, all);
        }
    }

    #[test]
    fn the_catalogue_has_every_sentence_of_the_help_and_no_other() {
        let mut all = BTreeSet::new();
        sentences(&super::super::command(), &mut all);
        all.remove("");
        let catalogue = catalogue();
        let known: BTreeSet<String> = catalogue.keys().map(|text| (*text).to_owned()).collect();
        let missing: Vec<&String> = all.difference(&known).collect();
        assert!(missing.is_empty(), "not in src/cli/es.txt: {missing:#?}");
        let own = [
            "Print help",
            "Print version",
            "Print this message or the help of the given subcommand(s)",
        ];
        let own = own.map(str::to_owned);
        all.extend(own);
        let needless: Vec<&String> = known.difference(&all).collect();
        assert!(needless.is_empty(), "of no help: {needless:#?}");
    }

    #[test]
    fn the_help_is_in_spanish_from_the_top_to_the_end() {
        let command = in_spanish(super::super::command());
        let error = command.clone().try_get_matches_from(["minga", "run", "--help"]);
        let help = told(&error.expect_err("help is no match"));
        for word in ["Uso:", "Opciones:", "Ejemplos:", "[por defecto:", "Muestra esta ayuda"] {
            assert!(help.contains(word), "{word}: {help}");
        }
        for word in ["Usage", "Options", "Examples", "default:", "Print help", " the "] {
            assert!(!help.contains(word), "{word}: {help}");
        }
        command.debug_assert();
    }

    #[test]
    fn mistakes_are_told_by_their_kind() {
        let command = in_spanish(super::super::command());
        let said = |line: &str| {
            let arguments = std::iter::once("minga").chain(line.split_whitespace());
            let error = command.clone().try_get_matches_from(arguments);
            let told = told(&error.expect_err("it is a mistake"));
            told.lines().next().unwrap_or_default().to_owned()
        };
        assert_eq!(
            said("run --targt 3"),
            "minga: no hay una opción «--targt»: ¿quiso decir «--target»?"
        );
        assert_eq!(
            said("run --target muchos"),
            "minga: «muchos» no es un valor de «--target <N>»: tiene que ser un número entero, sin \
             signo"
        );
        assert_eq!(said("rum"), "minga: no hay un comando «rum»: ¿quiso decir «run»?");
        assert!(
            said("run --hidden no").contains("puede ser read, skip"),
            "{}",
            said("run --hidden no")
        );
        assert!(said("run --target 3 --threshold 1").contains("no va junto con"));
        assert!(said("consolidate").contains("falta indicar <DIR>"), "{}", said("consolidate"));
        assert!(said("run --target").contains("falta el valor de «--target <N>»"));
    }
}
