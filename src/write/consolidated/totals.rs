//! The totals, reconciled: every statement in one state, every challenge with its sides.

use super::list::{List, Sides, StatementState, Tie};
use crate::domain::frame::Horizon;
use crate::domain::proposal::Proposal;
use crate::domain::statement::Origin;
use crate::text::counts::{plain_count, thousands};
use crate::text::personal::{self, PersonalDataKind};

/// How many statements of one origin are in each state; the parts add up to `total`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// All of them.
    pub total: usize,
    /// In a challenge where people put them.
    pub in_challenge: usize,
    /// Out of competence.
    pub out_of_competence: usize,
    /// Discarded with a reason.
    pub discarded: usize,
    /// In a candidate where nobody decided about them.
    pub proposed: usize,
    /// Waiting for a person.
    pub pending: usize,
}

impl Counts {
    fn add(&mut self, state: StatementState) {
        self.total += 1;
        *match state {
            StatementState::In => &mut self.in_challenge,
            StatementState::Out => &mut self.out_of_competence,
            StatementState::Discarded => &mut self.discarded,
            StatementState::Proposed => &mut self.proposed,
            StatementState::Pending => &mut self.pending,
        } += 1;
    }

    /// The counts in the order of [`StatementState::ALL`].
    pub(super) fn by_state(&self) -> [usize; 5] {
        [self.in_challenge, self.out_of_competence, self.discarded, self.proposed, self.pending]
    }

    /// The sum of two counts.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            total: self.total + other.total,
            in_challenge: self.in_challenge + other.in_challenge,
            out_of_competence: self.out_of_competence + other.out_of_competence,
            discarded: self.discarded + other.discarded,
            proposed: self.proposed + other.proposed,
            pending: self.pending + other.pending,
        }
    }
}

/// How many personal data there are of each of [`PersonalDataKind::ALL`].
pub type Covered = [usize; PersonalDataKind::ALL.len()];

/// The personal data in the texts of a proposal.
pub(super) fn covered(proposal: &Proposal) -> Covered {
    let mut covered = [0; PersonalDataKind::ALL.len()];
    for found in proposal.corpus.texts().flat_map(personal::find) {
        covered[found.kind as usize] += 1;
    }
    covered
}

/// What the files hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Totals {
    /// The statements of the offices.
    pub institutional: Counts,
    /// The statements of the citizens.
    pub citizen: Counts,
    /// How many statements belong to another challenge as well.
    pub also: usize,
    /// Challenges *de largo plazo*.
    pub largo_plazo: usize,
    /// Challenges *de gestión*.
    pub gestion: usize,
    /// Challenges without a horizon.
    pub no_horizon: usize,
    /// Challenges with institutional and citizen statements.
    pub both: usize,
    /// Challenges with institutional statements only.
    pub institutional_only: usize,
    /// Challenges with citizen statements only.
    pub citizen_only: usize,
    /// Challenges of the frame without any statement.
    pub without: usize,
    /// Rows that were left out when the inputs were read.
    pub skipped_rows: usize,
    /// The personal data covered in the statements, of each kind; `None` when they were left as
    /// they are.
    pub covered: Option<Covered>,
}

impl Totals {
    pub(super) fn of(list: &List, covered: Option<Covered>) -> Self {
        let mut totals = Self { skipped_rows: list.proposal.skipped_rows, ..Self::default() };
        for (i, statement) in list.proposal.corpus.statements.iter().enumerate() {
            match statement.origin {
                Origin::Institutional => totals.institutional.add(list.state(i)),
                Origin::Citizen => totals.citizen.add(list.state(i)),
            }
        }
        totals.covered = covered;
        for one in &list.finals {
            totals.also += List::tied(one, Tie::Also);
            *match one.horizon() {
                Some(Horizon::LargoPlazo) => &mut totals.largo_plazo,
                Some(Horizon::Gestion) => &mut totals.gestion,
                None => &mut totals.no_horizon,
            } += 1;
            *match list.sides(one) {
                Sides::Both => &mut totals.both,
                Sides::InstitutionalOnly => &mut totals.institutional_only,
                Sides::CitizenOnly => &mut totals.citizen_only,
                Sides::None => &mut totals.without,
            } += 1;
        }
        totals
    }

    /// The counts of all statements.
    pub fn statements(&self) -> Counts {
        self.institutional.plus(&self.citizen)
    }

    /// How many challenges there are.
    pub fn challenges(&self) -> usize {
        self.largo_plazo + self.gestion + self.no_horizon
    }

    /// The totals in Spanish, a sentence each, with every sum written out.
    pub fn lines(&self) -> Vec<String> {
        let all = self.statements();
        let mut lines = vec![format!(
            "Aportes recibidos: {}.",
            sum([(self.institutional.total, "institucional"), (self.citizen.total, "ciudadano"),])
        )];
        let each = [
            ("Institucionales", self.institutional),
            ("Ciudadanos", self.citizen),
            ("En total", all),
        ];
        for (name, counts) in each {
            let parts = counts.by_state().into_iter().zip(StatementState::ALL);
            let sum = sum(parts.map(|(n, state)| (n, state.in_spanish())));
            lines.push(format!("{name}: {sum}."));
        }
        lines.push(format!(
            "Desafíos: {}.",
            sum([
                (self.largo_plazo, "de largo plazo"),
                (self.gestion, "de gestión"),
                (self.no_horizon, "sin horizonte"),
            ])
        ));
        let sides = [self.both, self.institutional_only, self.citizen_only, self.without];
        let sides = sides.into_iter().zip(Sides::ALL);
        let sides = sum(sides.map(|(n, sides)| (n, sides.in_spanish())));
        lines.push(format!("Desafíos por sus voces: {sides}."));
        lines.push(format!("Aportes que además son de otro desafío: {}.", thousands(self.also)));
        if self.skipped_rows > 0 {
            lines.push(format!(
                "Filas omitidas al leer las entradas: {}.",
                thousands(self.skipped_rows)
            ));
        }
        lines.push(match self.covered {
            Some(covered) => {
                let covered = covered
                    .into_iter()
                    .zip(PersonalDataKind::ALL.map(PersonalDataKind::in_spanish));
                format!("Datos personales tapados en los aportes: {}.", sum(covered))
            }
            None => "Datos personales: publicados como se escribieron.".to_owned(),
        });
        lines
    }
}

/// A word in the form that agrees with the number before it.
fn agreed(n: usize, name: &'static str) -> &'static str {
    match name {
        _ if n == 1 => name,
        "cruzado" => "cruzados",
        "institucional" => "institucionales",
        "ciudadano" => "ciudadanos",
        "solo institucional" => "solo institucionales",
        "solo ciudadano" => "solo ciudadanos",
        "descartado" => "descartados",
        "pendiente" => "pendientes",
        "propuesto, sin decidir" => "propuestos, sin decidir",
        other => other,
    }
}

/// `3 a + 4 b = 7`, without the parts that are nothing.
fn sum(parts: impl IntoIterator<Item = (usize, &'static str)>) -> String {
    let parts: Vec<(usize, &str)> = parts.into_iter().collect();
    let total: usize = parts.iter().map(|(n, _)| n).sum();
    let some = parts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, name)| plain_count(*n, name, agreed(*n, name)));
    let some: Vec<String> = some.collect();
    match some.as_slice() {
        [] => "0".to_owned(),
        some => format!("{} = {}", some.join(" + "), thousands(total)),
    }
}
