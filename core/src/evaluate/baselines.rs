//! What a grouping must beat: groupings that need no reading of the texts' matter.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::partition::Partition;

/// The stream of the seed's generator that the random baseline draws from; the resamples of the
/// bootstrap use the streams from 0.
const STREAM: u64 = u64::MAX;

/// Groups of the same sizes with the statements shuffled over them.
#[must_use]
pub fn random(predicted: &Partition, seed: u64) -> Partition {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    generator.set_stream(STREAM);
    let mut labels = predicted.labels().to_vec();
    labels.shuffle(&mut generator);
    Partition::new(&labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_keeps_the_sizes_and_follows_the_seed() {
        let labels: Vec<usize> = (0..60).map(|i| i % 7).collect();
        let predicted = Partition::new(&labels);
        let shuffled = random(&predicted, 3);
        assert_eq!(shuffled.sizes(), predicted.sizes());
        assert_ne!(shuffled, predicted);
        assert_eq!(shuffled, random(&predicted, 3));
        assert_ne!(shuffled, random(&predicted, 4));
    }
}
