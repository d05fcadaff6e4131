//! Recognition, the learning curve and the notice of new topics as the console shows them.

use super::{aligned, decimal, part, percentage, row};
use crate::evaluate::novelty::Novelty;
use crate::evaluate::recognition::{LearningCurve, Point, Recognition};

/// How well challenges that existed before the run were recognised.
pub(super) fn recognition(found: &Recognition) -> String {
    let share = |part: usize| (found.statements > 0).then(|| part as f64 / found.statements as f64);
    let counted = |n: usize| part(n, found.statements, share(n));
    let error = found.calibration.expected_error;
    let rows = [
        ["Sin decidir, con el desafío correcto primero".to_owned(), counted(found.first)],
        ["  o entre los tres primeros".to_owned(), counted(found.among_three)],
        [
            "  error de calibración de su probabilidad".to_owned(),
            error.map_or_else(|| "—".to_owned(), |error| decimal(error, 3)),
        ],
        ["Decididos por personas antes".to_owned(), found.decided.to_string()],
    ];
    aligned(&rows.map(Vec::from))
}

/// What the curve says at one number of decisions: decisions, right challenge first, among the first
/// three, B³ F, operations, calibration error, draws.
pub fn point(point: &Point) -> Vec<String> {
    vec![
        point.decisions.to_string(),
        percentage(Some(point.first)),
        percentage(Some(point.among_three)),
        decimal(point.b_cubed, 3),
        decimal(point.operations, 1),
        decimal(point.expected_error, 3),
        point.draws.to_string(),
    ]
}

/// How that grows with the decisions.
pub(super) fn curve(curve: &LearningCurve) -> String {
    let mut rows = vec![row([
        "Decisiones",
        "primero",
        "entre tres",
        "B³ F",
        "operaciones",
        "error de calibración",
        "sorteos",
    ])];
    rows.extend(curve.points.iter().map(point));
    format!(
        "Curva de aprendizaje, en los {} aportes que nadie decidió\n{}",
        curve.statements,
        aligned(&rows)
    )
}

/// What `evaluate` says of new topics: what, and how much.
pub fn novelty(found: &Novelty) -> [(&'static str, String); 8] {
    let optional =
        |value: Option<f64>| value.map_or_else(|| "—".to_owned(), |value| decimal(value, 3));
    let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
    let counted = |n: usize, whole: usize| part(n, whole, share(n, whole));
    let known = found.statements - found.new;
    [
        ("De un tema nuevo", counted(found.new, found.statements)),
        ("Área bajo la curva", optional(found.area)),
        ("Marcados «tema posiblemente nuevo»", counted(found.shown, found.statements)),
        ("  con razón", counted(found.right, found.shown)),
        ("  de los nuevos, marcados", counted(found.right, found.new)),
        ("  de los conocidos, marcados sin razón", counted(found.shown - found.right, known)),
        ("Error de calibración de «es nuevo»", optional(found.calibration.expected_error)),
        (
            "  de la probabilidad de su desafío, con nuevos entre ellos",
            optional(found.attached.expected_error),
        ),
    ]
}

/// Whether new topics are noticed.
pub(super) fn new_topics(found: &Novelty) -> String {
    let rows = novelty(found).map(|(name, value)| vec![name.to_owned(), value]);
    format!(
        "Temas nuevos: {} desafíos retirados enteros de lo decidido, {}\n{}",
        found.held_out,
        if found.draws == 1 { "1 sorteo".to_owned() } else { format!("{} sorteos", found.draws) },
        aligned(&rows)
    )
}

#[cfg(test)]
// The snapshots are written by expect-test.
#[allow(clippy::needless_raw_string_hashes)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::domain::calibration::Calibration;

    #[test]
    fn both_are_tables_in_spanish() {
        let found = Recognition {
            decided: 1132,
            statements: 480,
            first: 400,
            among_three: 450,
            calibration: Calibration::new([(0.5, true), (0.5, false)]),
        };
        let point = Point {
            decisions: 0,
            draws: 1,
            first: 0.623,
            among_three: 0.85,
            expected_error: 0.15,
            b_cubed: 0.628,
            operations: 185.0,
        };
        let more = Point { decisions: 1132, draws: 3, first: 0.83, ..point };
        let text = curve(&LearningCurve { statements: 480, points: vec![point, more] });
        expect![[r#"
            Sin decidir, con el desafío correcto primero  400 de 480 (83,3 %)
              o entre los tres primeros                   450 de 480 (93,8 %)
              error de calibración de su probabilidad                   0,000
            Decididos por personas antes                                 1132

            Curva de aprendizaje, en los 480 aportes que nadie decidió
            Decisiones  primero  entre tres   B³ F  operaciones  error de calibración  sorteos
            0            62,3 %      85,0 %  0,628        185,0                 0,150        1
            1132         83,0 %      85,0 %  0,628        185,0                 0,150        3
        "#]]
        .assert_eq(&format!("{}\n{text}", recognition(&found)));
    }
}
