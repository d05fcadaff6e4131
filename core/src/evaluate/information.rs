//! Measures from information theory: how much one grouping says about the other.

use std::collections::BTreeMap;

use super::partition::Contingency;

/// Homogeneity, completeness and their harmonic mean, each 0…1 (Rosenberg & Hirschberg,
/// "V-Measure", EMNLP 2007). At our sizes many tiny groups score high: read it last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VMeasure {
    /// Whether every predicted group holds one reference group only; 1 when there is one only.
    pub homogeneity: f64,
    /// Whether every reference group lies in one predicted group; 1 when there is one only.
    pub completeness: f64,
    /// Their harmonic mean; 0 when both are 0.
    pub v: f64,
}

/// The entropy in nats of groups of these sizes.
fn entropy(sizes: &[usize], n: usize) -> f64 {
    let n = n as f64;
    -sizes.iter().map(|&size| size as f64 / n).map(|p| p * p.ln()).sum::<f64>()
}

/// The mutual information in nats of two groupings.
fn mutual_information(table: &Contingency) -> f64 {
    let n = table.n as f64;
    table
        .cells
        .iter()
        .map(|cell| {
            let (a, b) = (table.predicted[cell.predicted], table.reference[cell.reference]);
            let count = cell.count as f64;
            count / n * (n * count / (a as f64 * b as f64)).ln()
        })
        .sum()
}

/// The V-measure; 1 throughout for no statements.
pub fn v_measure(table: &Contingency) -> VMeasure {
    let shared = mutual_information(table);
    let of = |sizes: &[usize]| {
        if sizes.len() < 2 { 1.0 } else { (shared / entropy(sizes, table.n)).clamp(0.0, 1.0) }
    };
    let (homogeneity, completeness) = (of(&table.reference), of(&table.predicted));
    let sum = homogeneity + completeness;
    let v = if sum > 0.0 { 2.0 * homogeneity * completeness / sum } else { 0.0 };
    VMeasure { homogeneity, completeness, v }
}

/// ln 0!, ln 1!, …, ln n!.
fn ln_factorials(n: usize) -> Vec<f64> {
    let mut sum = 0.0;
    std::iter::once(0.0)
        .chain((1..=n).map(|i| {
            sum += (i as f64).ln();
            sum
        }))
        .collect()
}

/// How many groups have each size.
fn by_size(sizes: &[usize]) -> BTreeMap<usize, usize> {
    let mut counts = BTreeMap::new();
    for &size in sizes {
        *counts.entry(size).or_default() += 1;
    }
    counts
}

/// The mutual information in nats expected of two random groupings with these sizes, exact:
/// equation 24 of Vinh, Epps & Bailey. Groups of one size share a term, which makes it fast.
fn expected_mutual_information(table: &Contingency) -> f64 {
    let n = table.n;
    let ln_factorial = ln_factorials(n);
    let references = by_size(&table.reference);
    let mut sum = 0.0;
    for (&a, &a_times) in &by_size(&table.predicted) {
        for (&b, &b_times) in &references {
            let fixed =
                ln_factorial[a] + ln_factorial[b] + ln_factorial[n - a] + ln_factorial[n - b]
                    - ln_factorial[n];
            let mut term = 0.0;
            for both in (a + b).saturating_sub(n).max(1)..=a.min(b) {
                let ln_probability = fixed
                    - ln_factorial[both]
                    - ln_factorial[a - both]
                    - ln_factorial[b - both]
                    - ln_factorial[n + both - a - b];
                let count = both as f64;
                let information = (n as f64 * count / (a as f64 * b as f64)).ln();
                term += count / n as f64 * information * ln_probability.exp();
            }
            sum += term * (a_times * b_times) as f64;
        }
    }
    sum
}

/// The adjusted mutual information, at most 1, 0 expected by chance, normalised by the arithmetic
/// mean of the entropies (Vinh, Epps & Bailey, "Information theoretic measures for clusterings
/// comparison", JMLR 11, 2010). 1 for identical groupings, of no or one statement too; 0 when one
/// of two different groupings is a single group.
pub fn adjusted_mutual_information(table: &Contingency) -> f64 {
    if table.is_identity() {
        return 1.0;
    }
    if table.predicted.len() < 2 || table.reference.len() < 2 {
        return 0.0;
    }
    let expected = expected_mutual_information(table);
    let mean =
        f64::midpoint(entropy(&table.predicted, table.n), entropy(&table.reference, table.n));
    (mutual_information(table) - expected) / (mean - expected)
}

#[cfg(test)]
mod tests {
    use super::super::partition::Partition;
    use super::*;

    fn table(predicted: &[usize], reference: &[usize]) -> Contingency {
        Contingency::new(&Partition::new(predicted), &Partition::new(reference))
    }

    #[test]
    fn zero_over_zero() {
        for identical in [table(&[], &[]), table(&[0], &[0]), table(&[0, 0], &[1, 1])] {
            assert_eq!(adjusted_mutual_information(&identical), 1.0);
            let v = v_measure(&identical);
            assert_eq!((v.homogeneity, v.completeness, v.v), (1.0, 1.0, 1.0));
        }
        // All alone in both: the mean entropy is the expected information, 0/0.
        assert_eq!(adjusted_mutual_information(&table(&[0, 1, 2], &[2, 0, 1])), 1.0);
        // One group says nothing of two: homogeneity 0, completeness 1.
        let one = table(&[0, 0, 0, 0], &[0, 0, 1, 1]);
        assert_eq!(adjusted_mutual_information(&one), 0.0);
        let v = v_measure(&one);
        assert_eq!((v.homogeneity, v.completeness, v.v), (0.0, 1.0, 0.0));
        // Independent groupings: both 0, and so is their harmonic mean.
        assert_eq!(v_measure(&table(&[0, 0, 1, 1], &[0, 1, 0, 1])).v, 0.0);
    }

    #[test]
    fn the_expected_information_is_the_mean_over_all_permutations() {
        let predicted = [0, 0, 1, 1, 2];
        let reference = [0, 0, 0, 1, 1];
        let mut sum = 0.0;
        let mut count = 0.0;
        for code in 0..5_usize.pow(5) {
            let order: Vec<usize> = (0..5).map(|i| code / 5_usize.pow(i) % 5).collect();
            if Partition::new(&order).groups() < 5 {
                continue;
            }
            let shuffled: Vec<usize> = order.iter().map(|&i| reference[i]).collect();
            sum += mutual_information(&table(&predicted, &shuffled));
            count += 1.0;
        }
        assert_eq!(count, 120.0);
        let exact = expected_mutual_information(&table(&predicted, &reference));
        assert!((exact - sum / count).abs() < 1e-12, "{exact} {}", sum / count);
    }
}
