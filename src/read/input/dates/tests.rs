//! How every form of writing a date is read, and what is told of those that are not.

use proptest::prelude::*;

use super::*;

fn column(cells: &[&str]) -> Dates {
    let rows: Vec<usize> = (2..cells.len() + 2).collect();
    read(cells, &rows, None)
}

fn one(cell: &str) -> Option<String> {
    column(&[cell]).read.remove(0)
}

#[test]
fn dates_of_every_form_become_iso() {
    for cell in [
        "2026-03-05",
        " 05/03/2026 ",
        "5-3-2026",
        "05.03.2026",
        "2026/03/05",
        "20260305",
        "2026-03-05 10:30:00",
        "2026-03-05T10:30:00.5Z",
        "2026-03-05T10:20:30.123-05:00",
        "2026-03-05 08:24:11 UTC",
        "2026-03-05 22:29:15 +0100",
        "2026/03/05 8:41:07 a. m. GMT-5",
        "2026/03/05 8:41:07\u{a0}p.\u{202f}m. GMT-5",
        "2026/03/05 8:41:07 AM EST",
        "05/03/2026 2:05:00 PM",
        "5/3/2026 14:05",
        "05/03/2026 10:20 a. m.",
        "5/3/26 10:20:30",
        "5 de marzo de 2026",
        "Jueves, 5 de marzo del 2026",
        "marzo 5, 2026",
        "Mar 5, 2026, 12:58 PM",
        "05-mar-26",
        "5-Mar-2026",
        "5-III-2026",
        "5/III/26",
        "05/03/2026 14h30",
        "5 y 6 de marzo de 2026",
        "Del 5 al 7 de marzo de 2026",
        "Thu Mar 05 12:58:16 WIB 2026",
        "Thu, 05 Mar 2026 12:58:16 +0000",
        "46086",
        "46086.43",
        "1772700000",
        "1772700000123",
    ] {
        assert_eq!(one(cell).as_deref(), Some("2026-03-05"), "{cell}");
    }
    assert_eq!(one("29/02/2024").as_deref(), Some("2024-02-29"));
}

#[test]
fn a_blank_in_words_is_no_date_and_needs_no_word() {
    assert_eq!(
        column(&["", "s/f", "N/A", "Sin fecha", "-"]),
        Dates { read: vec![None; 5], notes: vec![] }
    );
}

#[test]
fn what_is_no_date_is_told_by_row() {
    for (cell, why) in [
        ("31/02/2026", "no existe"),
        ("00/01/2026", "no existe"),
        ("11/09/0026", "año imposible"),
        ("2226-09-11", "año imposible"),
        ("ayer", "no se entiende"),
        ("11 de septiembre", "no dice el año"),
        ("lunes 4 de marzo", "no dice el año"),
        ("2026-09", "no dice el día"),
        ("marzo de 2026", "no dice el día"),
        ("2026", "es solo un año"),
        ("2026-09-11 por la tarde", "no se entiende"),
        ("11/09/2026 - 12/09/2026", "no se entiende"),
        ("1/999999/2026", "no se entiende"),
    ] {
        let dates = column(&[cell]);
        assert_eq!(dates.read, [None], "{cell}");
        assert!(dates.notes[0].contains("fila 2") && dates.notes[0].contains(why), "{dates:?}");
    }
}

#[test]
fn one_date_that_can_only_be_month_first_decides_the_column() {
    let dates = column(&["3/4/2026 14:05:00", "3/14/2026 9:10:00", "4/5/2026", "s/f"]);
    let read: Vec<&str> = dates.read.iter().flatten().map(String::as_str).collect();
    assert_eq!(read, ["2026-03-04", "2026-03-14", "2026-04-05"]);
    assert!(dates.notes[0].contains("el mes primero («3/14/2026 9:10:00» en la fila 3)"));
    let days = column(&["3/4/2026", "14/3/2026"]);
    assert_eq!(days.read[0].as_deref(), Some("2026-04-03"));
    assert!(days.notes.is_empty());
}

#[test]
fn dates_in_both_orders_leave_the_doubtful_ones_blank() {
    let dates = column(&["3/14/2026", "14/3/2026", "3/4/2026", "4/4/2026"]);
    assert_eq!(dates.read[2], None);
    assert_eq!(dates.read[3].as_deref(), Some("2026-04-04"));
    assert_eq!(dates.notes.len(), 2, "{dates:?}");
}

#[test]
fn stamps_that_follow_one_another_only_month_first_are_month_first() {
    let dates = column(&["2/11/2026", "2/12/2026", "3/1/2026", "3/2/2026", "4/1/2026"]);
    assert_eq!(dates.read[0].as_deref(), Some("2026-02-11"));
    assert_eq!(dates.notes.len(), 1);
    let doubtful = column(&["3/1/2026", "3/2/2026", "3/3/2026", "3/4/2026", "3/5/2026"]);
    assert_eq!(doubtful.read[1].as_deref(), Some("2026-02-03"));
    assert!(doubtful.notes[0].contains("date_order"), "{doubtful:?}");
}

#[test]
fn numbers_read_as_dates_are_told() {
    assert!(column(&["46086"]).notes[0].contains("fechas de Excel"));
    assert!(column(&["1772700000"]).notes[0].contains("desde 1970"));
}

proptest! {
    #[test]
    fn any_cell_is_read_or_told(cell in "\\PC*|[0-9/.: T-]{0,20}") {
        let dates = column(&[&cell]);
        if let [Some(iso)] = dates.read.as_slice() {
            prop_assert_eq!(one(iso), Some(iso.clone()));
            prop_assert_eq!(iso.len(), 10);
        } else {
            prop_assert!(!dates.notes.is_empty() || say(&cell) == Said::Nothing);
        }
    }
}
