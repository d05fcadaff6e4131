//! What must not come out: texts in what is said, and formulas in what is published.

use std::fmt::Write as _;
use std::path::Path;

use crate::support::corpus::{BOTH, small};
use crate::support::outputs::separator;
use crate::support::project::Project;

/// Forty characters, and then what nobody may read on a console.
fn secret(n: usize) -> String {
    format!("{n:02} que la calle de arriba tenga luz y que SECRETO{n} nadie más lo lea aquí")
}

/// The program says something of each of these, and nothing beyond a text's first forty characters.
#[test]
fn no_message_has_more_of_a_text_than_its_beginning() {
    let s = secret;
    let files: Vec<(&str, String)> = vec![
        ("sin-encabezado.csv", format!("{},{}\n{},x\n", s(1), s(2), s(3))),
        ("columnas.csv", format!("{},{},texto\nC1,a,\n", s(4), s(5))),
        ("ids.csv", format!("id,texto\n{0},agua\n{0},luz\n", s(6))),
        ("fechas.csv", format!("id,texto,fecha\nC1,agua,{}\n", s(7))),
        ("origen.csv", format!("id,texto,origen\nC1,agua,{}\n", s(8))),
        ("celdas.csv", format!("id,texto\nC1,{}\u{202E}\n", s(9))),
        ("comillas.csv", format!("id,texto\nC1,\"{}\n", s(10))),
        ("anchas.csv", format!("id,texto\nC1,agua,{}\n", s(11))),
        ("claves.jsonl", format!("{{\"{0}\":\"a\",\"{0}\":\"b\",\"texto\":\"x\"}}\n", s(12))),
        ("rota.jsonl", format!("{{\"texto\":\"agua\"}}\n{{\"texto\":\"{}\n", s(13))),
        ("dos.csv", format!("texto {},Texto {},id\na,b,C1\n", s(14), s(15))),
    ];
    let mut project = Project::new();
    for (name, contents) in &files {
        project = project.file(name, contents);
    }
    for (name, _) in &files {
        for command in ["check --input", "check --citizen"] {
            let said = project.minga(&format!("{command} {name}")).either();
            let all = format!("{}{}", said.out, said.err);
            assert!(!all.contains("SECRETO"), "{command} {name}: {all}");
        }
    }
}

#[test]
fn no_message_about_decisions_has_more_of_a_text_than_its_beginning() {
    let s = secret;
    let project = small()
        .file("a.csv", format!("statement_id,final_id\n{},{}\nC1,nuevo {}\n", s(1), s(2), s(3)))
        .file("b.csv", format!("statement_id,final_id,reviewer\nC1,nuevo:{},Ana\n", s(4)))
        .file("c.csv", format!("statement_id,final_id,reviewer\nC1,nuevo:{},Ana\n", s(5)))
        .file("gold.csv", format!("id,gold\n{0},DM001\n{0},DM002\nC1,{1};{1}b;c\n", s(6), s(7)));
    project.run(BOTH).succeeds();
    for command in [
        "apply corrida a.csv --reviewer Mesa",
        "apply corrida b.csv --reviewer Mesa c.csv",
        "evaluate corrida --gold gold.csv",
        "consolidate corrida",
    ] {
        let said = project.minga(command).either();
        let all = format!("{}{}", said.out, said.err);
        assert!(!all.contains("SECRETO"), "{command}: {all}");
    }
    // A damaged run is told by its place, not by its words.
    let path = project.path("corrida/proposal.json");
    let whole = std::fs::read_to_string(&path).unwrap();
    let text = format!("\"round\":\"{}\"", s(8));
    std::fs::write(&path, whole.replacen("\"round\":1", &text, 1)).unwrap();
    let said = project.minga("apply corrida a.csv --reviewer Mesa").cannot_run();
    assert!(said.err.contains("proposal.json") && !said.err.contains("SECRETO"), "{}", said.err);
}

/// Beginnings that a spreadsheet would run.
const FORMULAS: [&str; 8] = [
    "=HYPERLINK(\"http://x.ec\",\"ver\")",
    "+593*2",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "=cmd|' /C calc'!A0",
];

#[test]
fn formulas_in_any_column_are_disarmed_in_every_table_that_is_published() {
    let mut rows = String::from("id,texto,competencia,parroquia,taller,extra\n");
    for (n, formula) in FORMULAS.iter().enumerate() {
        let cell = format!("\"{} mejorar la vía {n}\"", formula.replace('"', "\"\""));
        writeln!(rows, "C{n},{cell},{cell},{cell},{cell},{cell}").unwrap();
    }
    let decided: String =
        (0..FORMULAS.len()).map(|n| format!("C{n},nuevo:=1+{n} agua,,=2+{n},=Ana\n")).collect();
    let project = Project::new()
        .file("c.csv", rows)
        .file("d.csv", format!("statement_id,final_id,also_final_id,reason,reviewer\n{decided}"));
    project.run("--citizen c.csv --out corrida").succeeds();
    project.minga("apply corrida d.csv --reviewer Mesa").succeeds();
    project.minga("consolidate corrida --draft").succeeds();
    let mut tables = 0;
    for name in project.outputs("corrida").names() {
        if Path::new(&name).extension().is_some_and(|end| end == "csv") {
            tables += 1;
            let bytes = project.outputs("corrida").bytes(&name);
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
            // What is read again is known by its headers, so that every apostrophe is taken away.
            let separator = separator(&name);
            let mut own = csv::ReaderBuilder::new().delimiter(separator).from_reader(bytes);
            let headers: Vec<&str> = own.headers().unwrap().iter().collect();
            assert!(minga::text::formula::is_own(&headers), "{name}: {headers:?}");
            let mut table = csv::ReaderBuilder::new()
                .delimiter(separator)
                .has_headers(false)
                .flexible(true)
                .from_reader(bytes);
            for cell in table
                .records()
                .flat_map(|r| r.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
            {
                let number = cell.parse::<f64>().is_ok();
                let armed = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝']);
                assert!(!armed || number, "{name}: {cell}");
            }
        }
    }
    assert!(tables >= 4, "{tables}");
}

/// Whoever reads a run is told which texts have personal data, and no message repeats the data.
#[test]
fn personal_data_are_flagged_wherever_a_run_is_read() {
    let project = Project::new().file(
        "c.csv",
        "id,texto\n\
         C1,\"Alumbrado en la calle, atte. Ana, CI 1710034065, cel. 0991234567\"\n\
         C2,Alumbrado en la cancha del barrio\n\
         C3,Que arreglen la vía: escriban a ana@ana.ec\n",
    );
    let checked = project.minga("check --citizen c.csv").succeeds();
    let run = project.run("--citizen c.csv --out corrida").succeeds();
    for said in [checked, run] {
        let all = format!("{}{}", said.out, said.err);
        let note =
            "textos con datos personales: 2 (cédula en 1, teléfono en 1, correo en 1, nombre en 1)";
        assert!(all.contains(note), "{all}");
        assert!(!["1710034065", "0991234567", "ana@ana"].iter().any(|x| all.contains(x)), "{all}");
    }
    let outputs = project.outputs("corrida");
    let found: Vec<String> =
        outputs.csv("statements.csv").iter().map(|row| row["personal_data"].clone()).collect();
    assert_eq!(found, ["cedula;telefono;nombre", "", "correo"]);
    let report = outputs.text("report.html");
    assert!(report.contains("Datos personales") && report.contains("cédula, teléfono"));
    let flagged = outputs
        .sheet("Aportes")
        .iter()
        .flatten()
        .filter(|cell| cell.contains("tiene datos personales: "))
        .count();
    assert_eq!(flagged, 2);
}
