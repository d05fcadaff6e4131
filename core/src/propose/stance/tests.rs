//! Opposite wishes by examples, and measured on the pairs of `pairs.txt`, which were written before
//! the rules. The matters of odd number served to make the rules, the others are kept to measure.

use expect_test::expect;

use super::*;

/// Counts of one half of the pairs.
#[derive(Debug, Default)]
struct Counts {
    right: u32,
    wrong: u32,
    missed: u32,
}

impl Counts {
    fn precision(&self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.wrong).max(1))
    }

    fn recall(&self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.missed).max(1))
    }
}

/// The counts of the half that made the rules, and of the one that is kept.
fn measured() -> [Counts; 2] {
    let stances = Stances::default();
    let mut counts = [Counts::default(), Counts::default()];
    let mut matter = 0;
    for line in include_str!("pairs.txt").lines() {
        if line.starts_with('#') {
            matter += 1;
            continue;
        }
        let parts: Vec<&str> = line.split(" | ").collect();
        let [kind, one, other] = parts[..] else { panic!("{line}") };
        let counts = &mut counts[usize::from(matter % 2 == 0)];
        match (stances.wishes(one).oppose(&stances.wishes(other)), kind == "o") {
            (true, true) => counts.right += 1,
            (true, false) => counts.wrong += 1,
            (false, true) => counts.missed += 1,
            (false, false) => {}
        }
    }
    counts
}

#[test]
fn few_pairs_are_accused_wrongly_and_most_are_found() {
    let [made_with, kept] = measured().map(|counts| {
        format!("precision {:.2}, recall {:.2}: {counts:?}", counts.precision(), counts.recall())
    });
    expect!["precision 1.00, recall 0.81: Counts { right: 58, wrong: 0, missed: 14 }"]
        .assert_eq(&made_with);
    expect!["precision 0.98, recall 0.70: Counts { right: 48, wrong: 1, missed: 21 }"]
        .assert_eq(&kept);
}

fn oppose(one: &str, other: &str) -> bool {
    let stances = Stances::default();
    let (one, other) = (stances.wishes(one), stances.wishes(other));
    assert_eq!(one.oppose(&other), other.oppose(&one), "either way round");
    one.oppose(&other)
}

#[test]
fn a_wish_and_its_contrary_are_opposed() {
    for (one, other) in [
        ("Ampliar la feria del domingo", "No amplíen más la feria"),
        ("Que cierren el matadero", "Que no cierren el matadero, damos empleo"),
        ("Más quioscos en la plazoleta", "Basta de quioscos"),
        ("Falta una gasolinera", "En contra de la gasolinera"),
        ("EVITAR EL CIERRE DE LA BIBLIOTECA", "cierre de la biblioteca"),
        ("Permitir el paso de volquetas por la avenida", "Que no pasen las volquetas"),
    ] {
        assert!(oppose(one, other), "{one} / {other}");
    }
}

#[test]
fn what_is_told_what_all_are_against_and_other_matters_are_not_opposed() {
    for (one, other) in [
        ("El bus no llega a la loma", "Que el bus llegue a la loma"),
        ("Eliminar la basura del río", "Hay más basura en el río"),
        ("Cerrar la calle de la escuela", "Ampliar la escuela"),
        ("No hay agua", "Dotar de agua potable"),
        ("Cerrar los bares clandestinos", "Apoyar a los bares"),
        ("Prohibir motos en el parque lineal", "Más motos para la policía"),
        ("", "No"),
        ("No no no", "¡¡Basta!!"),
    ] {
        assert!(!oppose(one, other), "{one} / {other}");
    }
}

#[test]
fn pairs_of_a_list_come_in_its_order_and_no_more_than_are_asked_for() {
    let texts = ["Más ciclovías", "Quitar la ciclovía", "Limpiar el río", "No más ciclovías"];
    let stances = Stances::default();
    assert_eq!(stances.opposed(&texts, 9), [(0, 1), (0, 3)]);
    assert_eq!(stances.opposed(&texts, 1), [(0, 1)]);
}
