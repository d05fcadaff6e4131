//! Competencias that a sheet declares and the frame does not know: each is reported with the nearest
//! one that the frame has.

use std::collections::BTreeMap;

use strsim::normalized_damerau_levenshtein;

use crate::domain::frame::Frame;
use crate::domain::problem::excerpt;
use crate::domain::proposal::Declared;
use crate::domain::statement::Corpus;
use crate::propose::competencia::Labels;
use crate::text::fold;

/// How alike a declared word and a name must be to be told as what was meant, 0…1.
const ALIKE: f64 = 0.7;
/// How many values are named.
const NAMED: usize = 8;

/// A sentence about the declared competencias that a frame does not know, the most frequent first;
/// `None` where it knows them all.
pub fn unknown(corpus: &Corpus, frame: &Frame) -> Option<String> {
    let labels = Labels::of(frame);
    let mut each: BTreeMap<String, usize> = BTreeMap::new();
    for cell in corpus.statements.iter().filter_map(|s| s.competencia_declared.as_deref()) {
        *each.entry(cell.trim().to_owned()).or_default() += 1;
    }
    each.retain(|cell, _| matches!(labels.read(Some(cell)), Declared::Informal));
    let all: usize = each.values().sum();
    let mut each: Vec<(String, usize)> = each.into_iter().collect();
    each.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let mut shown: Vec<String> = Vec::new();
    for (cell, n) in each.iter().take(NAMED) {
        shown.push(match nearest(cell, frame) {
            Some(name) => format!("«{}»: {n}, quizá «{name}»", excerpt(cell)),
            None => format!("«{}»: {n}", excerpt(cell)),
        });
    }
    if let more @ 1.. = each.len().saturating_sub(NAMED) {
        shown.push(format!("y {more} más"));
    }
    (all > 0).then(|| {
        format!(
            "competencias declaradas que el marco no tiene: {all} ({}); cuentan como palabras del \
             texto, y minga propone una: corríjalas, o agréguelas al alias.csv del marco",
            shown.join("; ")
        )
    })
}

/// The name or alias of the frame that is nearest to a declared word, if it is near.
fn nearest<'f>(cell: &str, frame: &'f Frame) -> Option<&'f str> {
    let said = fold(cell);
    let names = frame.competencias.iter().map(|competencia| competencia.name.as_str());
    let known = names.chain(frame.alias.iter().map(|(alias, _)| alias.as_str()));
    let measured = known.map(|name| (normalized_damerau_levenshtein(&said, &fold(name)), name));
    let (alike, name) = measured.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (alike >= ALIKE).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::proposal::sample;

    #[test]
    fn what_the_frame_does_not_know_is_told_with_the_nearest() {
        let mut proposal = sample::proposal();
        let name = proposal.frame.competencias[0].name.clone();
        let typo: String = name.chars().skip(1).collect();
        proposal.corpus.statements[0].competencia_declared = Some(typo.clone());
        proposal.corpus.statements[1].competencia_declared = Some("Zzz".into());
        proposal.corpus.statements[2].competencia_declared = Some(name.clone());
        let told = unknown(&proposal.corpus, &proposal.frame).unwrap_or_default();
        assert!(told.contains(&format!("«{typo}»: 1, quizá «{name}»")), "{told}");
        assert!(told.contains("«Zzz»: 1;") && told.contains("no tiene: 2"), "{told}");
    }
}
