//! Workbooks whose sheets, ids and cells are no longer as they were handed out.

use super::*;
use crate::domain::statement::StatementId;
use crate::read::table::Remark;

/// A book with a copy of a sheet, as a spreadsheet program calls it.
fn with_copy(of: &Edited, copied: &Edited) -> Edited {
    let mut both = of.clone();
    both.sheets.insert("Propuestas (2)".into(), copied.sheets[sheet::CANDIDATES].clone());
    both
}

#[test]
fn a_copy_of_a_sheet_is_a_problem_where_something_is_decided_in_it() {
    let decided = book().candidate("PD-001", "aceptar", &[]);
    let blank = with_copy(&decided, &book()).applied();
    assert_eq!(problems(&blank), "");
    assert_eq!(blank.decisions, decided.applied().decisions);
    let one = with_copy(&book(), &decided).applied();
    assert_eq!(
        problems(&one),
        "ana.xlsx#Propuestas (2): esta hoja es como «Propuestas» y tiene una decisión que no se \
         leyó: pásela a «Propuestas», o guarde la hoja como «Propuestas» de otro libro y aplíquelo \
         aparte\n"
    );
    assert!(one.decisions.is_empty());
    let both = with_copy(&book(), &decided.candidate("PD-002", "aceptar", &[])).applied();
    let what = "tiene 2 decisiones que no se leyeron: páselas a «Propuestas»";
    assert!(problems(&both).contains(what), "{}", problems(&both));
}

#[test]
fn a_sheet_of_another_name_is_known_by_its_headers() {
    for own in [sheet::CANDIDATES, sheet::STATEMENTS, sheet::LOOSE] {
        let mut renamed = reviewed();
        let rows = renamed.sheets.remove(own).unwrap();
        renamed.sheets.insert("Hoja1".into(), rows);
        let applied = renamed.applied();
        assert_eq!(problems(&applied), "", "{own}");
        assert_eq!(applied.decisions, reviewed().applied().decisions, "{own}");
    }
}

#[test]
fn ids_that_excel_changed_are_explained() {
    let mut proposal = proposal();
    proposal.corpus.statements[2].id = StatementId::new("003");
    proposal.corpus.statements[3].id = StatementId::new("004");
    let changed = untouched(&proposal)
        .set(sheet::STATEMENTS, "003", header::ID, "3")
        .set(sheet::STATEMENTS, "004", header::ID, "2026-02-01")
        .set(sheet::STATEMENTS, "I001", header::ID, "i 001");
    let applied = applied(&changed.save("ana.xlsx"), &proposal);
    let mut what: Vec<&str> = applied.problems.iter().map(|p| p.what.as_str()).collect();
    what.sort_unstable();
    assert_eq!(
        what,
        [
            "no hay un aporte «3»: ¿quiso decir 003? Excel quitó los ceros del comienzo: \
             escríbalo como texto",
            "no hay un aporte «i 001»: ¿quiso decir I001? Escríbalo igual",
            "«2026-02-01» es una fecha que Excel puso en lugar del id: copie el id del libro que \
             recibió, con la celda en formato de texto",
        ]
    );
    assert!(applied.decisions.is_empty());
}

#[test]
fn a_comment_on_a_cell_is_told() {
    let noted = book().comment(sheet::STATEMENTS, "C001", header::DECISION, "mejor con PD-002");
    let applied = noted.applied();
    assert_eq!((problems(&applied).as_str(), applied.decisions.len()), ("", 0));
    let [note] = applied.notes.as_slice() else { panic!("{:?}", applied.notes) };
    assert!(
        matches!(&note.what, Remark::Comment { text, .. } if text.contains("mejor con PD-002"))
    );
    assert!(note.at.file.ends_with("ana.xlsx#Aportes"), "{}", note.at);
    assert_eq!(note.at.column.as_deref(), Some(header::DECISION));
}
