//! Command lines as documents show them, taken apart as far as the examples need.

/// The commands of a block with the number of their line, from 1: one a line, or several with `&&`
/// between; a line that ends with `\` goes on in the next.
pub(crate) fn lines(block: &str) -> Vec<(usize, Vec<String>)> {
    let mut commands = Vec::new();
    let mut begun = String::new();
    for (line, text) in block.lines().enumerate() {
        if let Some(text) = text.strip_suffix('\\') {
            begun += text;
            continue;
        }
        begun += text;
        let all = words(&begun);
        commands.extend(
            all.split(|word| word == "&&" || word == "|" || word == ";")
                .filter(|command| !command.is_empty())
                .map(|command| (line + 1, command.to_vec())),
        );
        begun.clear();
    }
    commands
}

/// The words of a line: quotes keep blanks, `#` at the beginning of a word begins a remark.
pub(crate) fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None::<char>);
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None, '#') if word.is_none() => break,
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// The arguments of `minga` in a command: by its name, by a path to it, or after `cargo run … --`.
/// What is written to a file (`>`) or set before (`NAME=value`) is no argument. A program built with
/// other features than this test is another program.
pub(crate) fn minga(words: &[String]) -> Option<Vec<String>> {
    let begin = words.iter().position(|word| !word.contains('=') || word.starts_with('-'))?;
    let words = &words[begin..];
    let end = words.iter().position(|word| word.starts_with('>')).unwrap_or(words.len());
    let words = &words[..end];
    let program = words.first()?;
    let is_minga = |word: &str| word == "minga" || word.ends_with("/minga");
    if is_minga(program) {
        return Some(words[1..].to_vec());
    }
    if let Some(at) = words.iter().position(|word| word.ends_with("/minga")) {
        return Some(words[at + 1..].to_vec());
    }
    let cargo = program == "cargo" && words.get(1).is_some_and(|word| word == "run");
    if cargo && !words.iter().any(|word| word == "--example" || word == "--features") {
        let at = words.iter().position(|word| word == "--").map_or(words.len(), |at| at + 1);
        return Some(words[at..].to_vec());
    }
    None
}

#[test]
fn a_line_is_taken_apart() {
    let block = "A=b minga run --out 'mi carpeta' && cargo run -- check a.csv # todo\n\
                 minga log \\\n  out > a.txt\ncargo run --example scale -- 10\nx/minga run";
    let found: Vec<(usize, Vec<String>)> =
        lines(block).iter().filter_map(|(line, words)| Some((*line, minga(words)?))).collect();
    let expected = [
        (1, vec!["run", "--out", "mi carpeta"]),
        (1, vec!["check", "a.csv"]),
        (3, vec!["log", "out"]),
        (5, vec!["run"]),
    ];
    assert_eq!(found.len(), expected.len());
    for ((line, words), (expected_line, expected)) in found.iter().zip(&expected) {
        assert_eq!(
            (line, words.iter().map(String::as_str).collect::<Vec<_>>()),
            (expected_line, expected.clone())
        );
    }
}
