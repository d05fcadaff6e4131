//! Texts written against whoever opens the outputs.

#[cfg(unix)]
use crate::support::corpus::{BOTH, small};
use crate::support::project::Project;

const FORMULAS: &str = "\
id,texto,parroquia,nota
C1,=cmd|' /C calc'!A0,Nayón,\"=HYPERLINK(\"\"http://x\"\")\"
C2,+1 bus para el barrio de arriba,Nayón,+1
C3,@SUM(A1:A9),Nayón,@x
C4,-2+3 árboles en la vereda,=1+1,-1
=C5,Más luz en el parque,Nayón,\t=1
";

#[test]
fn formulas_stay_text_in_the_workbook_and_are_disarmed_in_the_tables() {
    let project = Project::new().file("t.csv", FORMULAS);
    project.run("--citizen t.csv --out corrida").succeeds();
    let outputs = project.outputs("corrida");

    let texts = ["=cmd|' /C calc'!A0", "+1 bus para el barrio de arriba", "@SUM(A1:A9)"];
    let mut cells: Vec<String> = outputs.sheet("Aportes").into_iter().flatten().collect();
    cells.extend(outputs.sheet("Sin propuesta").into_iter().flatten());
    for text in texts.into_iter().chain(["-2+3 árboles en la vereda", "=1+1", "=C5"]) {
        assert!(cells.iter().any(|cell| cell == text), "{text}: {cells:?}");
    }
    for sheet in ["Propuestas", "Aportes", "Sin propuesta", "Corrida", "Cruces", "Listas"] {
        let formulas = outputs.formulas(sheet);
        let theirs = ["cmd", "SUM(A1:A9)", "HYPERLINK", "1+1", "2+3", "C5"];
        assert!(
            !formulas.iter().any(|formula| theirs.iter().any(|word| formula.contains(word))),
            "{sheet}: {formulas:?}"
        );
    }

    for name in ["statements.csv", "candidates.csv", "matches.csv"] {
        for (column, cell) in outputs.csv(name).iter().flatten() {
            let number = cell.parse::<f64>().is_ok();
            assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t']), "{column}: {cell}");
        }
    }
    let statements = outputs.csv("statements.csv");
    let armed = |id: &str| statements.iter().find(|row| row["id"] == id).unwrap().clone();
    assert_eq!(armed("C1")["text"], "'=cmd|' /C calc'!A0");
    assert_eq!(armed("C1")["nota"], "'=HYPERLINK(\"http://x\")");
    assert_eq!((armed("C2")["nota"].as_str(), armed("C4")["nota"].as_str()), ("+1", "-1"));
    // Parquet runs nothing, so it holds what was written.
    let table = outputs.parquet("statements.parquet");
    let texts = table.column("text").unwrap().str().unwrap();
    assert_eq!(texts.get(0), Some("=cmd|' /C calc'!A0"));
}

const MARKUP: &str = "\
id,texto,parroquia
C1,<script>document.title='robado'</script> Más buses para el barrio,<b>Nayón</b>
C2,\"\"\"><img src=x onerror=\"\"alert(1)\"\"> Más luz en el parque\",\"\"\"><svg onload=alert(1)>\"
C3,</style></script></title><iframe src=https://example.org> Más agua potable,Nayón
C4,javascript:alert(1) &lt;b&gt; {{7*7}} ${7*7} Más árboles,Nayón
";

#[test]
fn markup_is_inert_in_the_report() {
    let project = Project::new().file("t.csv", MARKUP);
    project.run("--citizen t.csv --out corrida").succeeds();
    let outputs = project.outputs("corrida");
    let report = outputs.text("report.html");
    // The report shows what a reader sees, the tables what was written.
    assert!(report.contains("buses para el barrio"));
    assert!(
        outputs.text("statements.csv").contains("<script>document.title='robado'</script> Más")
    );
    for tag in ["<script>document", "<img", "<iframe", "<svg onload", "<b>Nay", "</script></title>"]
    {
        assert!(!report.contains(tag), "{tag}");
    }
    assert!(report.contains("Content-Security-Policy") && report.contains("default-src 'none'"));
    // One head, one body: nothing closed them early.
    let (head, _) = report.split_once("</head>").expect("a head");
    assert_eq!(head.matches("</title>").count(), 1);
    for tag in ["</head>", "<body", "</body>", "</html>"] {
        let count = report.matches(tag).count();
        assert_eq!(count, 1, "{tag}");
    }
    let texts: Vec<String> =
        outputs.csv("statements.csv").iter().map(|row| row["text"].clone()).collect();
    assert_eq!(texts[0], "<script>document.title='robado'</script> Más buses para el barrio");
}

#[test]
fn invisible_characters_reach_no_reader() {
    let bidi = "id,texto,parroquia,nota\n\
                C1,Más buses,Nayón,\u{202E}oculto\n\
                C2,Más \u{2066}luz\u{2069},Nayón,\n\
                C3,Más agua\u{200B} potable,Na\u{200F}yón,\n\
                C4,\"Más\u{7} árboles\",Nayón,\n";
    let project = Project::new().file("t.csv", bidi);
    project.run("--citizen t.csv --out corrida --skip-bad-rows").succeeds();
    let outputs = project.outputs("corrida");
    let hides = |c: char| {
        matches!(c, '\u{7}' | '\u{200B}' | '\u{200F}' | '\u{202A}'..='\u{202E}')
            || matches!(c, '\u{2066}'..='\u{2069}')
    };
    assert!(!outputs.text("report.html").contains(hides));
    for sheet in ["Propuestas", "Aportes", "Sin propuesta", "Corrida"] {
        let cells: Vec<String> = outputs.sheet(sheet).into_iter().flatten().collect();
        assert!(!cells.iter().any(|cell| cell.contains(hides)), "{sheet}: {cells:?}");
    }
}

#[test]
fn names_of_files_and_frames_are_shown_as_they_are() {
    let name = "<img src=x onerror=alert(1)>.csv";
    let project = Project::new().file(name, "texto\nMás agua para el barrio\n=1\n");
    project.run("--out corrida --citizen").arg(name).succeeds();
    let outputs = project.outputs("corrida");
    assert!(!outputs.text("report.html").contains("<img"));
    assert_eq!(outputs.json("run.json")["inputs"][0]["file"], name);
}

#[cfg(unix)]
#[test]
fn an_output_that_is_no_file_is_written_through_or_refused_and_stays_what_it_is() {
    use std::fs;
    use std::os::unix::fs::{FileTypeExt as _, symlink};

    let project = small().file("decisiones.csv", "statement_id,final_id\nC3,NINGUNO\n");
    project.run(BOTH).succeeds();
    project.minga("apply corrida decisiones.csv --reviewer Mesa").succeeds();
    let said = project.minga("log corrida --csv /dev/full").cannot_run();
    assert!(said.err.contains("«/dev/full»: no queda espacio en el disco"), "{}", said.err);
    assert!(fs::metadata("/dev/full").unwrap().file_type().is_char_device());
    let said = project.minga("log corrida --csv /dev/stdout --quiet").succeeds();
    assert!(said.out.starts_with("number,at,reviewer") && said.out.contains("C3"), "{}", said.out);

    let made = std::process::Command::new("mkfifo").arg(project.path("tubo")).status();
    assert!(made.unwrap().success());
    let said = project.minga("log corrida --csv tubo").cannot_run();
    assert!(said.err.contains("«tubo» no es un archivo común"), "{}", said.err);
    assert!(fs::metadata(project.path("tubo")).unwrap().file_type().is_fifo());

    // What somebody's folder leads to stays as it is, whatever is written into the folder.
    let project = project.file("ajeno", "de otra persona");
    for name in
        ["log.csv", "corrida/report.html", "corrida/evaluation.html", "corrida/decisions.csv"]
    {
        let _ = fs::remove_file(project.path(name));
        symlink(project.path("ajeno"), project.path(name)).unwrap();
    }
    for command in ["log corrida --csv log.csv", "apply corrida decisiones.csv --reviewer Mesa"] {
        let said = project.minga(command).cannot_run();
        assert!(said.err.contains("es un enlace a otro lugar"), "{command}: {}", said.err);
    }
    let said = project.run(BOTH).args("--previous corrida").cannot_run();
    assert!(said.err.contains("report.html» es un enlace a otro lugar"), "{}", said.err);
    let log = project.path("corrida/decisions.db");
    fs::rename(&log, project.path("otro.db")).unwrap();
    symlink(project.path("otro.db"), &log).unwrap();
    let said = project.minga("log corrida").cannot_run();
    assert!(said.err.contains("es un enlace a otro lugar"), "{}", said.err);
    assert_eq!(fs::read_to_string(project.path("ajeno")).unwrap(), "de otra persona");
}
