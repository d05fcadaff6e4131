//! The name of every candidate, from the texts of its members that may be published.

use super::naming::Named;
use super::sorting::Sources;
use crate::domain::index::StatementIndex;
use crate::propose::wording::{Group, Wording};

/// The names of the candidates, in order: the one that a candidate with the same members had in the
/// run before, else one of its own.
pub(super) fn names(sources: Sources<'_>, named: &Named) -> Vec<String> {
    let statements = &sources.corpus.statements;
    let groups: Vec<Group<'_>> = named
        .candidates
        .iter()
        .map(|(_, candidate)| {
            let open = candidate.members.iter().map(|&i| &statements[i]);
            let open = open.filter(|statement| statement.may_be_published());
            Group {
                competencia: candidate.competencia,
                texts: open.map(|statement| statement.text.as_str()).collect(),
            }
        })
        .collect();
    let kept: Vec<Option<String>> = named
        .candidates
        .iter()
        .map(|(_, candidate)| {
            let mut members: Vec<StatementIndex> = candidate.members.clone();
            members.sort_unstable();
            sources.guides.names.get(&members).cloned()
        })
        .collect();
    let fallbacks: Vec<String> =
        named.candidates.iter().map(|(id, _)| format!("Propuesta {id}")).collect();
    Wording::of(&groups).names(&kept, &fallbacks)
}
