//! What the chain lacks: challenges that answer to nothing, objectives and policies that nothing
//! answers to, policies that nothing measures, competencias that only one side wrote about.

use super::{By, Link};
use crate::domain::frame::{Frame, Horizon};

/// A policy without a goal or an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unmeasured {
    /// An index into [`Frame::politicas`].
    pub politica: usize,
    /// Whether it has a goal.
    pub meta: bool,
    /// Whether it has an indicator.
    pub indicador: bool,
}

/// What is missing, each as indices in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Challenges without any objective.
    pub without_objective: Vec<usize>,
    /// Challenges *de gestión* with an objective and no policy.
    pub without_policy: Vec<usize>,
    /// Challenges with an alignment that is only suggested, at least in part.
    pub suggested: Vec<usize>,
    /// Objetivos de desarrollo that no challenge with statements answers to.
    pub desarrollo: Vec<usize>,
    /// Objetivos de gestión that none answers to.
    pub gestion: Vec<usize>,
    /// Policies that none answers to.
    pub politicas: Vec<usize>,
    /// Policies without goal or indicator; `None` where the frame does not list any.
    pub unmeasured: Option<Vec<Unmeasured>>,
    /// Competencias that citizens wrote about and offices did not.
    pub citizens_only: Vec<usize>,
    /// Competencias that offices wrote about and citizens did not.
    pub offices_only: Vec<usize>,
    /// Competencias that nobody wrote about.
    pub unmentioned: Vec<usize>,
}

impl Coverage {
    /// The coverage of some challenges; `heard` counts statements by competencia and side. Where the
    /// frame has no objectives at all, no challenge lacks one.
    pub fn of(frame: &Frame, links: &[Link], heard: &[[usize; 2]]) -> Self {
        let links_that = |lacks: &dyn Fn(&Link) -> bool| -> Vec<usize> {
            let found = links.iter().enumerate().filter(|(_, link)| lacks(link));
            found.map(|(place, _)| place).collect()
        };
        let has_objectives = !frame.objetivos_desarrollo.is_empty();
        let has_policies = !frame.politicas.is_empty();
        let empty = |n: usize, answers: &dyn Fn(&Link, usize) -> bool| -> Vec<usize> {
            let behind = |k: usize| links.iter().any(|l| l.voices() > 0 && answers(l, k));
            (0..n).filter(|&k| !behind(k)).collect()
        };
        let sides = |wanted: [bool; 2]| -> Vec<usize> {
            let same = |counts: &[usize; 2]| counts.map(|n| n > 0) == wanted;
            let found = heard.iter().enumerate().filter(|(_, counts)| same(counts));
            found.map(|(competencia, _)| competencia).collect()
        };
        let unmeasured = frame.metas.as_ref().map(|_| {
            let all = (0..frame.politicas.len()).filter_map(|politica| {
                let (meta, indicador) = frame.measured(politica)?;
                (!(meta && indicador)).then_some(Unmeasured { politica, meta, indicador })
            });
            all.collect()
        });
        Self {
            without_objective: links_that(&|link| {
                has_objectives
                    && link.aligned.desarrollo.is_none()
                    && link.aligned.gestion.is_none()
            }),
            without_policy: links_that(&|link| {
                let long = link.aligned.horizon.map(|h| h.0) == Some(Horizon::LargoPlazo);
                let aligned = link.aligned.desarrollo.is_some() || link.aligned.gestion.is_some();
                has_policies && !long && aligned && link.aligned.politicas.is_empty()
            }),
            suggested: links_that(&|link| link.aligned.by() == Some(By::Machine)),
            desarrollo: empty(frame.objetivos_desarrollo.len(), &|link, k| {
                link.aligned.desarrollo.is_some_and(|(o, _)| o == k)
            }),
            gestion: empty(frame.objetivos_gestion.len(), &|link, k| {
                link.aligned.gestion.is_some_and(|(g, _)| g == k)
            }),
            politicas: empty(frame.politicas.len(), &|l, k| l.aligned.politicas.contains(&k)),
            unmeasured,
            citizens_only: sides([false, true]),
            offices_only: sides([true, false]),
            unmentioned: sides([false, false]),
        }
    }

    /// Every kind of gap in words with what it is about, those without any left out: what is told
    /// on the console, in the report and in the consolidated workbook.
    pub fn gaps(&self, frame: &Frame, links: &[Link]) -> Vec<(&'static str, Vec<String>)> {
        let challenge = |&l: &usize| format!("{} {}", links[l].id, links[l].title);
        let competencia = |&c: &usize| frame.competencia(c).to_owned();
        let each = |indices: &[usize], name: &dyn Fn(&usize) -> String| -> Vec<String> {
            indices.iter().map(name).collect()
        };
        let measured = self.unmeasured.iter().flatten().map(|policy| {
            let Unmeasured { politica, meta, indicador } = *policy;
            let lacks = match (meta, indicador) {
                (false, false) => "sin meta ni indicador",
                (false, true) => "sin meta",
                _ => "sin indicador",
            };
            let policy = &frame.politicas[politica];
            format!("{} {} ({lacks})", policy.id, policy.text)
        });
        let gaps = vec![
            ("Desafíos sin objetivo", each(&self.without_objective, &challenge)),
            ("Desafíos de gestión sin política", each(&self.without_policy, &challenge)),
            (
                "Objetivos de desarrollo sin desafíos",
                each(&self.desarrollo, &|&o| {
                    let objective = &frame.objetivos_desarrollo[o];
                    format!("{} {}", objective.id, objective.name)
                }),
            ),
            (
                "Objetivos de gestión sin desafíos",
                each(&self.gestion, &|&g| {
                    let objective = &frame.objetivos_gestion[g];
                    format!("{} {}", objective.id, objective.text)
                }),
            ),
            (
                "Políticas sin desafíos",
                each(&self.politicas, &|&p| {
                    let policy = &frame.politicas[p];
                    format!("{} {}", policy.id, policy.text)
                }),
            ),
            ("Políticas sin meta o sin indicador", measured.collect()),
            (
                "Competencias de las que solo habla la ciudadanía",
                each(&self.citizens_only, &competencia),
            ),
            (
                "Competencias de las que solo habla la institución",
                each(&self.offices_only, &competencia),
            ),
            ("Competencias de las que nadie habla", each(&self.unmentioned, &competencia)),
        ];
        gaps.into_iter().filter(|(_, all)| !all.is_empty()).collect()
    }
}
