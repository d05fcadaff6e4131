//! What is published of an alignment, of personal data and of hostile texts.

use super::*;

#[test]
fn an_alignment_is_the_one_decided_and_else_the_one_suggested_and_says_which() {
    let proposal = sample::proposal();
    let row = |log: &[Decision], sheet: &str| -> String {
        let (dir, outcome) = written(&proposal, log, Options::default());
        assert!(matches!(outcome, Outcome::Written { .. }), "{outcome:?}");
        let all = lines(&mut book(dir.path()), sheet);
        all.into_iter().find(|line| line.contains("PD-001")).unwrap_or_default()
    };
    let suggested = accepted(&proposal, None);
    assert!(row(&suggested, "Anexo 2").ends_with("|1|2|sugerida, sin decidir"));
    let finals = row(&suggested, "Desafíos consolidados");
    assert!(
        finals.contains("gestión (sugerido)")
            && finals.contains("P01 Restaurar ecosistemas. (sugerido)")
    );
    let align = |horizon, gestion: Option<&str>, policy: &str| Action::Align {
        horizon: Some(horizon),
        objetivo_desarrollo: Some("1".into()),
        objetivo_gestion: gestion.map(str::to_owned),
        politicas: (!policy.is_empty()).then(|| policy.to_owned()).into_iter().collect(),
    };
    let decided = accepted(&proposal, Some(align(Horizon::Gestion, Some("1.1"), "P01")));
    assert!(row(&decided, "Anexo 2").ends_with("|1|2|decidida"));
    assert!(!row(&decided, "Desafíos consolidados").contains("(sugerido)"));
    let long = accepted(&proposal, Some(align(Horizon::LargoPlazo, None, "")));
    assert!(row(&long, "Anexo 1").ends_with("|1|2|decidida"));
    assert_eq!(row(&long, "Anexo 2"), "");
    let none = accepted(&proposal, Some(align(Horizon::Gestion, Some("NINGUNO"), "NINGUNO")));
    assert!(row(&none, "Anexo 2").starts_with("Sin objetivo asignado|"));
}

#[test]
fn policies_stand_by_name_and_with_what_they_are_measured_by() {
    let mut proposal = sample::proposal();
    let (dir, _) = written(&proposal, &decided(&proposal), Options::default());
    let named = "política P01 «Restaurar ecosistemas.»";
    assert!(document(dir.path()).contains(named), "{}", document(dir.path()));
    let meta = |meta: &str, indicador: &str| crate::domain::frame::Meta {
        id: "M1".into(),
        politica: 0,
        meta: meta.into(),
        indicador: indicador.into(),
    };
    proposal.frame.metas =
        Some(vec![meta("Restaurar diez quebradas", ""), meta("", "Quebradas sin basura")]);
    let (dir, _) = written(&proposal, &decided(&proposal), Options::default());
    let rows = rows_under(&mut book(dir.path()), "Anexo 2", 2);
    assert_eq!(
        rows[0]["Metas e indicadores"],
        "Meta: Restaurar diez quebradas\nIndicador: Quebradas sin basura"
    );
    assert_eq!(rows[0]["Id"], "DM001");
    assert!(document(dir.path()).contains("Indicador: Quebradas sin basura"));
    // A policy that nothing measures says so.
    proposal.frame.metas = Some(Vec::new());
    let (dir, _) = written(&proposal, &decided(&proposal), Options::default());
    let rows = rows_under(&mut book(dir.path()), "Anexo 2", 2);
    assert_eq!(rows[0]["Metas e indicadores"], "— sin meta ni indicador —");
}

#[test]
fn people_get_the_tables_as_their_spreadsheet_opens_them() {
    let proposal = sample::proposal();
    let (dir, _) = written(&proposal, &decided(&proposal), Options::default());
    let folder = dir.path().join(export::PEOPLE);
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let list = text("consolidado.csv");
    assert!(list.starts_with("\u{FEFF}id;horizonte;horizonte por;competencia;desafío;"), "{list}");
    assert!(list.contains("\r\nDM001;gestión;del marco;Ambiente;"), "{list}");
    let trace = text("trazabilidad.csv");
    assert!(trace.contains("\r\nC001;ciudadano;en un desafío;PD-003;sí;"), "{trace}");
    // What would run as a formula does not, and is read back as it was.
    assert!(trace.contains(";'=SUMA(A1) Ordenar"), "{trace}");
    let read = table::read(&folder.join("trazabilidad.csv")).unwrap().table;
    let at = read.headers.iter().position(|header| header == "texto").unwrap();
    assert_eq!(read.rows[1].cells[at], "=SUMA(A1) Ordenar el tránsito en el centro");
}

#[test]
fn personal_data_are_covered_in_every_file_unless_told_otherwise() {
    let mut proposal = sample::proposal();
    let text = "CI 1710034065, cel. 099 123 4567, ana@ana.ec: limpiar la quebrada";
    proposal.corpus.statements[2].text = text.into();
    proposal.candidates[0].draft.text = text.into();
    let wording = "nuevo:escribir a ana@ana.ec o al 099 123 4567, CI 1710034065";
    let secrets = ["1710034065", "099 123 4567", "ana@ana.ec"];
    let mut log = vec![act(&proposal, 0, to(wording), &[1])];
    number(&mut log);
    for redact in [true, false] {
        let (dir, outcome) =
            written(&proposal, &log, Options { draft: true, redact, ..Options::default() });
        let Outcome::Written { totals, .. } = outcome else { panic!("drafts are written") };
        assert_eq!(totals.covered, redact.then_some([1, 1, 1, 0, 0, 0, 0, 0, 0]));
        let mut book = book(dir.path());
        let names = book.sheet_names();
        let texts = names.iter().filter(|name| *name != sheets::name::TOTALS);
        let sheets: String = texts.flat_map(|name| lines(&mut book, name)).collect();
        let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
        let files = [
            sheets,
            document(dir.path()),
            read("consolidado.csv"),
            read("trazabilidad.csv"),
            read(FIGURE),
        ];
        for file in files {
            for secret in secrets {
                assert_eq!(file.contains(secret), !redact, "{secret} in {file}");
            }
        }
    }
    assert_eq!(proposal.corpus.statements[2].text, text);
}

#[test]
fn hostile_texts_are_harmless_and_in_sight() {
    let mut proposal = sample::proposal();
    let hostile = "=CMD()|\u{202E}oculto\u{7}</w:t><w:p/> & \u{FFFF}\nsegunda línea";
    proposal.corpus.statements[2].text = hostile.into();
    proposal.corpus.statements[3].text = "<r><t>x</t></r>".into();
    proposal.corpus.statements[2].parroquia = Some("+Nono".into());
    let (dir, _) = written(&proposal, &[], DRAFT);
    let seen = "=CMD()|[U+202E]oculto[U+0007]</w:t><w:p/> & [U+FFFF]\nsegunda línea";
    let mut book = book(dir.path());
    let trace = rows(&mut book, "Trazabilidad");
    assert_eq!(trace[2]["texto"], seen);
    assert_eq!(trace[3]["texto"], " <r><t>x</t></r>");
    for name in book.sheet_names() {
        assert_eq!(book.worksheet_formula(&name).unwrap().used_cells().count(), 0, "{name}");
    }
    let csv = std::fs::read_to_string(dir.path().join("trazabilidad.csv")).unwrap();
    assert!(csv.contains("\"'=CMD()|[U+202E]oculto"), "{csv}");
    assert!(csv.contains("'+Nono"));
    let read = table::read(&dir.path().join("trazabilidad.csv")).unwrap();
    assert!(read.problems.is_empty());
    assert!(document(dir.path()).contains("&lt;/w:t&gt;&lt;w:p/&gt; &amp; [U+FFFF]"));
}
