//! The order in which candidates are reviewed: the riskiest first.

use super::Proposal;

/// The place of each of these risks in the order of review, from 1: the riskiest first, ties in the
/// order in which they stand here.
pub fn places_by_risk(risks: &[f32]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..risks.len()).collect();
    order.sort_by(|&a, &b| risks[b].total_cmp(&risks[a]).then(a.cmp(&b)));
    let mut places = vec![0; order.len()];
    for (place, at) in (1..).zip(order) {
        places[at] = place;
    }
    places
}

impl Proposal {
    /// The place of every candidate in the order of review; see [`places_by_risk`].
    #[must_use]
    pub fn review_order(&self) -> Vec<usize> {
        let risks: Vec<f32> = self.candidates.iter().map(|candidate| candidate.risk).collect();
        places_by_risk(&risks)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;

    #[test]
    fn the_riskiest_candidate_is_reviewed_first() {
        let mut proposal = sample::proposal();
        assert_eq!(proposal.review_order(), [1, 2]);
        proposal.candidates[1].risk = 0.9;
        assert_eq!(proposal.review_order(), [2, 1]);
        proposal.candidates[0].risk = 0.9;
        assert_eq!(proposal.review_order(), [1, 2], "ties in the order of the candidates");
    }
}
