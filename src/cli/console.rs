//! What the program says on the console, in Spanish.

use std::io::{self, IsTerminal as _, Write as _};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::commands::{Run, Step};
use crate::decide::chain::{self, Coverage};
use crate::domain::problem::Problem;
use crate::domain::proposal::{Proposal, Totals};

/// The most problems that are printed; all of them are counted.
const PRINTED: usize = 200;

/// How much is said, and in which form.
pub(super) struct Console {
    pub(super) quiet: bool,
    pub(super) json: bool,
}

impl Console {
    /// Whether sentences are wanted.
    pub(super) fn talks(&self) -> bool {
        !self.quiet && !self.json
    }

    /// A line on standard output; a closed pipe is nobody listening, not an error.
    pub(super) fn line(&self, text: &str) {
        if self.talks() {
            let _ = writeln!(io::stdout(), "{text}");
        }
    }

    /// A note on standard error.
    pub(super) fn note(&self, text: &str) {
        if self.talks() {
            complain(&format!("nota: {text}"));
        }
    }

    /// The one JSON object of a command.
    pub(super) fn object(&self, value: &serde_json::Value) {
        if self.json {
            let _ = writeln!(io::stdout(), "{value}");
        }
    }

    /// Every problem, one a line, on standard error; as JSON on standard output when asked for.
    pub(super) fn problems(&self, problems: &[Problem]) {
        if self.json {
            let list: Vec<_> = problems
                .iter()
                .map(|p| {
                    serde_json::json!({
                        "file": p.at.file, "row": p.at.row, "column": p.at.column, "what": p.what
                    })
                })
                .collect();
            self.object(&serde_json::json!({ "problems": list }));
            return;
        }
        for problem in problems.iter().take(PRINTED) {
            complain(&problem.to_string());
        }
        if problems.len() > PRINTED {
            complain(&format!("… y {} problemas más", thousands(problems.len() - PRINTED)));
        }
        let one = problems.len() == 1;
        let word = if one { "problema" } else { "problemas" };
        complain(&format!(
            "{} {word} en los datos; no se escribió nada.",
            thousands(problems.len())
        ));
    }

    /// A progress bar for encoding, on a terminal only.
    pub(super) fn progress(&self) -> Progress {
        let shown = self.talks() && io::stderr().is_terminal();
        let target =
            if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} textos, faltan {eta}");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        Progress(bar)
    }
}

/// A line on standard error; as on standard output, nobody listening is not an error.
pub(super) fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Shows where a run is.
pub(super) struct Progress(ProgressBar);

impl Progress {
    pub(super) fn step(&self, step: Step) {
        match step {
            Step::Encoding(done, total) => {
                self.0.set_message("Leyendo los textos");
                self.0.set_length(total as u64);
                self.0.set_position(done as u64);
            }
            Step::Proposing | Step::Writing => self.0.finish_and_clear(),
            Step::Reading => {}
        }
    }

    /// How much of a file has come.
    pub(super) fn bytes(&self, file: &str, done: u64, all: u64) {
        let style = "{msg} {bar:30} {bytes}/{total_bytes}, faltan {eta}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            self.0.set_style(style);
        }
        self.0.set_message(file.to_owned());
        self.0.set_length(all);
        self.0.set_position(done);
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        self.0.finish_and_clear();
    }
}

/// A whole number as it is written in Spanish: 1.132.
pub(super) fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// "1 propuesta", "2 propuestas".
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(n), if n == 1 { one } else { many })
}

fn state(totals: &Totals) -> String {
    format!(
        "{} en propuestas + {} fuera de competencia + {} descartados + {} pendientes",
        thousands(totals.candidate),
        thousands(totals.out_of_competence),
        thousands(totals.discarded),
        thousands(totals.pending)
    )
}

/// What was learned from decisions, and how many more are worth making.
fn learned(proposal: &Proposal) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(learning) = &proposal.learning {
        let share = |n: usize| (100 * n + learning.decisions / 2) / learning.decisions.max(1);
        lines.push(format!(
            "Aprendido de {} desafíos decididos: sin ver su decisión acierta {} de cada 100 a la \
             primera y {} entre tres",
            thousands(learning.decisions),
            share(learning.first),
            share(learning.among_three)
        ));
    }
    if let Some(worth) = proposal.worth() {
        lines.push(format!(
            "Conviene decidir en el orden de queue.csv: de {} sin decidir, unos {} están donde no \
             van; las primeras {} miran la mitad de ellos, las primeras {}, cuatro de cada cinco",
            count(worth.undecided, "desafío", "desafíos"),
            thousands(worth.expected.round() as usize),
            count(worth.half, "decisión", "decisiones"),
            thousands(worth.most)
        ));
    }
    lines
}

/// What the planning chain lacks, counted: `Políticas sin desafíos: 4; …`.
pub(super) fn told(gaps: &[(&str, Vec<String>)]) -> String {
    let each = gaps.iter().map(|(gap, all)| format!("{gap}: {}", thousands(all.len())));
    each.collect::<Vec<_>>().join("; ")
}

/// The closing summary of a run: numbers that add up, and where the files are.
pub(super) fn summary(run: &Run) -> String {
    let m = &run.manifest;
    let read = m.institutional.total + m.citizen.total;
    let mut lines = vec![format!(
        "{} institucionales + {} ciudadanos = {}",
        thousands(m.institutional.total),
        thousands(m.citizen.total),
        count(read, "desafío leído", "desafíos leídos")
    )];
    if m.skipped_rows > 0 {
        lines.push(format!(
            "  y {} con problemas que se dejaron fuera (están en la hoja Corrida)",
            count(m.skipped_rows, "fila", "filas")
        ));
    }
    lines.push(format!("  institucionales: {}", state(&m.institutional)));
    lines.push(format!("  ciudadanos:      {}", state(&m.citizen)));
    let c = &m.candidates;
    lines.push(format!(
        "{}: {} cruzadas, {} solo institucionales, {} solo ciudadanas",
        count(c.total, "propuesta de desafío", "propuestas de desafío"),
        thousands(c.crossed),
        thousands(c.institutional_only),
        thousands(c.citizen_only)
    ));
    if !run.proposal.changes.is_empty() {
        lines.push(format!(
            "{} respecto de la corrida anterior (changes.csv)",
            count(run.proposal.changes.len(), "cambio", "cambios")
        ));
    }
    lines.extend(learned(&run.proposal));
    let links = chain::proposed(&run.proposal);
    let heard = chain::heard(&run.proposal, None);
    let frame = &run.proposal.frame;
    let gaps = Coverage::of(frame, &links, &heard).gaps(frame, &links);
    if !gaps.is_empty() {
        lines.push(format!("Cobertura según lo sugerido: {}", told(&gaps)));
    }
    lines.push(format!(
        "Vectores: {} nuevos, {} guardados de antes",
        thousands(run.encoding.encoded),
        thousands(run.encoding.cached)
    ));
    for (file, what) in run.files.iter().zip(["para revisar", "para leer", "para otros programas"])
    {
        lines.push(format!("{what}: {}", file.display()));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn thousands_are_marked_with_a_dot() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(859), "859");
        assert_eq!(thousands(1132), "1.132");
        assert_eq!(thousands(1_000_000), "1.000.000");
    }
}
