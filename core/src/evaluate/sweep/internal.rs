//! Measures of a grouping that need no reference.

use ndarray::Array2;

/// The mean silhouette (Rousseeuw 1987) with 1 − cosine as distance, −1…1; a statement alone counts
/// 0. `None` for fewer than two groups, where it has no meaning. Labels are numbered from 0.
pub fn silhouette(likeness: &Array2<f32>, labels: &[usize]) -> Option<f64> {
    let sizes = sizes(labels);
    if sizes.len() < 2 {
        return None;
    }
    let mut sum = 0.0;
    for (a, &own) in labels.iter().enumerate() {
        if sizes[own] == 1 {
            continue;
        }
        let mut distances = vec![0.0f64; sizes.len()];
        for (b, &group) in labels.iter().enumerate() {
            if a != b {
                distances[group] += f64::from(1.0 - likeness[[a, b]]);
            }
        }
        let inside = distances[own] / (sizes[own] - 1) as f64;
        let outside = (0..sizes.len())
            .filter(|&group| group != own)
            .map(|group| distances[group] / sizes[group] as f64)
            .fold(f64::INFINITY, f64::min);
        let larger = inside.max(outside);
        if larger > 0.0 {
            sum += (outside - inside) / larger;
        }
    }
    Some(sum / labels.len() as f64)
}

/// The mean over the groups of two or more of the cosine of their least alike pair; `None` where
/// every group is of one.
pub fn weakest_pair(likeness: &Array2<f32>, labels: &[usize]) -> Option<f64> {
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); sizes(labels).len()];
    for (a, &group) in labels.iter().enumerate() {
        members[group].push(a);
    }
    let weakest: Vec<f64> = members
        .iter()
        .filter(|m| m.len() > 1)
        .map(|m| {
            let pairs =
                m.iter().enumerate().flat_map(|(x, &a)| m[x + 1..].iter().map(move |&b| (a, b)));
            f64::from(pairs.map(|(a, b)| likeness[[a, b]]).fold(f32::INFINITY, f32::min))
        })
        .collect();
    (!weakest.is_empty()).then(|| weakest.iter().sum::<f64>() / weakest.len() as f64)
}

fn sizes(labels: &[usize]) -> Vec<usize> {
    let mut sizes = vec![0; labels.iter().max().map_or(0, |g| g + 1)];
    for &label in labels {
        sizes[label] += 1;
    }
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn silhouette_has_the_value_of_scikit_learn() {
        // silhouette_score(1 - likeness, labels, metric="precomputed") of scikit-learn.
        let likeness = array![
            [1.0, 0.9, 0.1, 0.2, 0.3],
            [0.9, 1.0, 0.3, 0.1, 0.2],
            [0.1, 0.3, 1.0, 0.8, 0.1],
            [0.2, 0.1, 0.8, 1.0, 0.5],
            [0.3, 0.2, 0.1, 0.5, 1.0],
        ];
        let found = silhouette(&likeness, &[0, 0, 1, 1, 2]).expect("three groups");
        assert!((found - SKLEARN).abs() < 1e-6, "{found}");
        assert_eq!(weakest_pair(&likeness, &[0, 0, 0, 1, 2]), Some(f64::from(0.1f32)));
    }

    const SKLEARN: f64 = 0.616_428_571;

    #[test]
    fn one_group_and_none_have_no_silhouette_and_equal_statements_none_to_speak_of() {
        let equal = Array2::ones((4, 4));
        assert_eq!(silhouette(&equal, &[0, 0, 0, 0]), None);
        assert_eq!(silhouette(&Array2::zeros((0, 0)), &[]), None);
        assert_eq!(silhouette(&equal, &[0, 0, 1, 1]), Some(0.0));
        assert_eq!(silhouette(&equal, &[0, 1, 2, 3]), Some(0.0));
        assert_eq!(weakest_pair(&equal, &[0, 1, 2, 3]), None);
        assert_eq!(weakest_pair(&Array2::zeros((0, 0)), &[]), None);
    }
}
