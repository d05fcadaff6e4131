//! The order in which candidates are reviewed: the riskiest first.

use super::Proposal;

impl Proposal {
    /// The place of every candidate in the order of review, from 1: the riskiest first, ties in the
    /// order of the candidates.
    #[must_use]
    pub fn review_order(&self) -> Vec<usize> {
        let risk = |c: usize| self.candidates[c].risk;
        let mut order: Vec<usize> = (0..self.candidates.len()).collect();
        order.sort_by(|&a, &b| risk(b).total_cmp(&risk(a)).then(a.cmp(&b)));
        let mut places = vec![0; order.len()];
        for (place, &c) in order.iter().enumerate() {
            places[c] = place + 1;
        }
        places
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
