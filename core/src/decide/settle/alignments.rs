//! What people align each group to: field by field, what one reviewer leaves open another may say.

use std::collections::BTreeSet;

use super::group_index::GroupIndex;
use super::opinions::{Opinion, Opinions, latest, standing};
use super::{TroubleKind, Troubles};
use crate::domain::decision::{Alignment, NONE};
use crate::domain::destination::ChallengeId;
use crate::domain::frame::{Frame, Horizon, ObjetivoGestion};

type Said<'w, 'a> = [&'w Opinion<'a, Alignment>];

impl GroupIndex<'_> {
    /// Decides what every group is aligned to. Where reviewers disagree on one part of it, that part
    /// is open and the group contested; a part that names what the frame does not have is open.
    pub(super) fn align(&mut self, opinions: &Opinions<'_>, troubles: &mut Troubles) {
        for (key, said) in &opinions.alignments {
            let said = latest(said);
            let alignment = self.agreed(key, &said, troubles);
            if let Some(what) = misfit(self.frame(), &alignment) {
                let decisions: Vec<i64> =
                    said.iter().map(|opinion| opinion.decision.number).collect();
                let what = format!("{key}: alineación incompatible: {what}");
                self.contest(key, what, &decisions, troubles);
            }
            if !alignment.is_empty() {
                self.alignments.insert(key.clone(), alignment);
            }
        }
    }

    fn agreed(
        &mut self,
        key: &ChallengeId,
        said: &Said<'_, '_>,
        troubles: &mut Troubles,
    ) -> Alignment {
        let frame = self.frame();
        let mut part = |name: &str, of: &dyn Fn(&Alignment) -> Vec<String>, known: &[&str]| {
            self.part(key, said, &Part { name, of, known }, troubles)
        };
        let ids = |id: &Option<String>| id.iter().cloned().collect::<Vec<_>>();
        let horizon = part(
            "horizonte",
            &|said| said.horizon.iter().map(|h| h.in_spanish().to_owned()).collect(),
            &["largo plazo", "gestión"],
        );
        let known: Vec<&str> = frame.objetivos_desarrollo.iter().map(|o| o.id.as_str()).collect();
        let desarrollo =
            part("objetivo de desarrollo", &|said| ids(&said.objetivo_desarrollo), &known);
        let known: Vec<&str> = frame.objetivos_gestion.iter().map(|o| o.id.as_str()).collect();
        let gestion = part("objetivo de gestión", &|said| ids(&said.objetivo_gestion), &known);
        let known: Vec<&str> = frame.politicas.iter().map(|p| p.id.as_str()).collect();
        let politicas = part("política", &|said| said.politicas.clone(), &known);
        let horizon = [Horizon::LargoPlazo, Horizon::Gestion]
            .into_iter()
            .find(|known| horizon.first().is_some_and(|word| word == known.in_spanish()));
        Alignment {
            horizon,
            objetivo_desarrollo: desarrollo.into_iter().next(),
            objetivo_gestion: gestion.into_iter().next(),
            politicas,
        }
    }

    /// What is agreed on one part; nothing if nobody spoke, or if they disagree.
    fn part(
        &mut self,
        key: &ChallengeId,
        said: &Said<'_, '_>,
        part: &Part<'_>,
        troubles: &mut Troubles,
    ) -> Vec<String> {
        let mut spoken: Vec<&Opinion<'_, Alignment>> = Vec::new();
        for &opinion in said {
            let ids = (part.of)(&opinion.said);
            let unknown = ids.iter().find(|id| *id != NONE && !part.known.contains(&id.as_str()));
            if let Some(id) = unknown {
                let what = format!("{key}: {} «{id}» no está en el marco", part.name);
                troubles.add(TroubleKind::UnknownReference, what, &[opinion.decision.number], None);
            } else if !ids.is_empty() {
                spoken.push(opinion);
            }
        }
        let spoken = standing(spoken);
        let mut all: BTreeSet<Vec<String>> =
            spoken.iter().map(|opinion| (part.of)(&opinion.said)).collect();
        if all.len() < 2 {
            return all.pop_first().unwrap_or_default();
        }
        let say = |opinion: &Opinion<'_, Alignment>| {
            format!("{} {}", part.name, (part.of)(&opinion.said).join(", "))
        };
        self.dispute(key, &spoken, say, troubles);
        Vec::new()
    }
}

/// What does not fit together in an alignment, in words; `None` where all of it does.
pub fn misfit(frame: &Frame, alignment: &Alignment) -> Option<String> {
    let gestion = alignment.objetivo_gestion.as_deref();
    let desarrollo = alignment.objetivo_desarrollo.as_deref();
    let policies = frame.politicas.iter().filter(|p| alignment.politicas.contains(&p.id));
    for policy in policies.clone() {
        let above = &frame.objetivos_gestion[policy.objetivo_gestion];
        if let Some(said) = gestion.filter(|said| *said != above.id) {
            return Some(format!(
                "la política {} es del objetivo de gestión {} y no de {said}",
                policy.id, above.id
            ));
        }
    }
    let mut objectives: Vec<&ObjetivoGestion> =
        policies.map(|p| &frame.objetivos_gestion[p.objetivo_gestion]).collect();
    objectives.extend(frame.objetivos_gestion.iter().filter(|o| Some(o.id.as_str()) == gestion));
    for objective in &objectives {
        let above = &frame.objetivos_desarrollo[objective.objetivo_desarrollo];
        if let Some(said) = desarrollo.filter(|said| *said != above.id) {
            return Some(format!(
                "el objetivo de gestión {} es del objetivo de desarrollo {} y no de {said}",
                objective.id, above.id
            ));
        }
    }
    let long = alignment.horizon == Some(Horizon::LargoPlazo) && !objectives.is_empty();
    long.then(|| "un desafío de largo plazo no tiene objetivo de gestión ni política".to_owned())
}

/// One part of an alignment: what it is called, where it is, and what it may name.
struct Part<'p> {
    name: &'p str,
    of: &'p dyn Fn(&Alignment) -> Vec<String>,
    known: &'p [&'p str],
}
