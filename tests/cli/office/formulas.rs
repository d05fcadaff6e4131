//! The tables that `LibreOffice` opens with a separator of its own choice: nothing in them runs.

use std::fmt::Write as _;

use crate::support::programs::finished;
use crate::support::project::Project;

/// What stands before a formula, for some reader of the file.
const BEFORE: [&str; 23] = [
    "",
    ";",
    ",",
    "\t",
    "\n",
    "\r",
    " ",
    "\u{200B}",
    "\u{FEFF}",
    "\u{A0}",
    "|",
    "\"",
    "'",
    "la vía;",
    "la vía,",
    "la vía\t",
    "la vía\n",
    "la vía\r\n ",
    "la vía; ",
    "la vía;\"",
    "la vía|",
    "la vía;\u{200B}",
    "la vía\u{2028}",
];

/// What would run: 2, or an error, instead of the text.
const FORMULAS: [&str; 8] =
    ["=1+1", "+1+1", "-1-1", "@SUM(1;1)", "|x!A0", "%1", "=HYPERLINK(\"http://x\")", "＝1+1"];

/// Texts, ids, places and a column of its own, each with something that would run.
fn statements() -> String {
    let mut lines = String::new();
    for (i, before) in BEFORE.iter().enumerate() {
        for (j, formula) in FORMULAS.iter().enumerate() {
            let armed = format!("{before}{formula}");
            // One text for each beginning, so that few are encoded; the rest stands in the cells.
            let text = if j == 0 { armed.clone() } else { format!("Arreglar;={i} la vía") };
            let row = serde_json::json!({
                "id": format!("C{i}-{j};=1"), "texto": format!("{text} del barrio"),
                "parroquia": armed.as_str(), "entidad;=1+1": armed.as_str(), "=1+1": "x\t=1+1",
            });
            writeln!(lines, "{row}").unwrap();
        }
    }
    lines
}

#[test]
#[ignore = "needs LibreOffice"]
fn no_cell_of_a_table_runs_under_any_separator() {
    let project = Project::new().file("t.jsonl", statements());
    project.run("--citizen t.jsonl --out corrida").succeeds();
    let table =
        "statement_id,final_id,reason,reviewer\n\"C0-0;=1\",NINGUNO,\"luz;=1+1\",\"ana;=1\"\n";
    std::fs::write(project.path("acta.csv"), table).unwrap();
    project.minga("apply corrida acta.csv").succeeds();
    project.minga("consolidate corrida --draft").succeeds();
    let outputs = project.outputs("corrida");
    let is_table = |name: &String| name.split('.').next_back() == Some("csv");
    let mut names: Vec<String> = outputs.names().into_iter().filter(is_table).collect();
    // The office writes all into one folder: those for people get names of their own.
    for name in names.iter_mut().filter(|name| name.contains('/')) {
        let own = name.replace('/', "-");
        std::fs::copy(outputs.path(name), outputs.path(&own)).unwrap();
        *name = own;
    }
    for name in ["consolidado", "decisions", "matches", "statements", "trazabilidad"] {
        assert!(names.contains(&format!("{name}.csv")), "{names:?}");
    }
    let control = "armada.csv";
    std::fs::write(outputs.path(control), "id,texto\n1,\"la vía;=1+1\"\n").unwrap();
    let files = names.iter().map(String::as_str).chain([control]);
    let files: Vec<String> = files.map(|name| outputs.path(name).display().to_string()).collect();

    let home = project.path("");
    let mut seen = 0;
    // Comma, semicolon, tab, bar, and all of them; quoted cells as text or not, with and without
    // trimming, with and without looking for numbers.
    for separator in ["44", "59", "9", "124", "44/59/9/124"] {
        for (trimmed, numbers) in
            [("false", "false"), ("true", "false"), ("false", "true"), ("true", "true")]
        {
            let filter = format!(
                "--infilter=Text - txt - csv (StarCalc):{separator},34,76,1,,0,false,{numbers},\
                 false,false,{trimmed},0,true"
            );
            let mut arguments = vec!["--headless", "--convert-to", "fods", &filter];
            arguments.extend(files.iter().map(String::as_str));
            finished("soffice", &home, &arguments);
            for name in &names {
                let opened = project.path(&name.replace(".csv", ".fods"));
                let cells = std::fs::read_to_string(&opened).unwrap();
                let run: Vec<&str> = cells
                    .split("table:formula=\"")
                    .skip(1)
                    .map(|rest| rest.split('"').next().unwrap())
                    .collect();
                assert_eq!(run, [""; 0], "{name}, separator {separator}, {trimmed}, {numbers}");
                std::fs::remove_file(opened).unwrap();
            }
            let cells = std::fs::read_to_string(project.path("armada.fods")).unwrap();
            seen += usize::from(cells.contains("table:formula"));
        }
    }
    // What is not guarded does run, so the test sees it: under the semicolon.
    assert!(seen >= 4, "{seen}");
}
