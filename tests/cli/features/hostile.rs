//! Texts written against whoever opens the outputs.

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
    let mut cells: Vec<String> = outputs.sheet("Desafíos").into_iter().flatten().collect();
    cells.extend(outputs.sheet("Sin grupo").into_iter().flatten());
    for text in texts.into_iter().chain(["-2+3 árboles en la vereda", "=1+1", "=C5"]) {
        assert!(cells.iter().any(|cell| cell == text), "{text}: {cells:?}");
    }
    for sheet in ["Propuestas", "Desafíos", "Sin grupo", "Corrida", "Cruces", "Listas"] {
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
    for sheet in ["Propuestas", "Desafíos", "Sin grupo", "Corrida"] {
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
