//! Jobs side by side on all cores, every job on one thread, so that its time is its own.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The results of all jobs, in their order. A job that is parallel itself stays on its thread: its
/// time is what it takes alone on one core, whatever runs beside it.
pub(super) fn each<J: Sync, T: Send + Sync>(jobs: &[J], run: impl Fn(&J) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let results: Vec<OnceLock<T>> = jobs.iter().map(|_| OnceLock::new()).collect();
    let take = || {
        while let Some((job, result)) = {
            let place = next.fetch_add(1, Ordering::Relaxed);
            jobs.get(place).zip(results.get(place))
        } {
            // Every place is taken once.
            let _ = result.set(run(job));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..rayon::current_num_threads().min(jobs.len()) {
            scope.spawn(|| match rayon::ThreadPoolBuilder::new().num_threads(1).build() {
                Ok(pool) => pool.install(take),
                // No thread to be had: the shared pool does as well, only the times are worse.
                Err(_) => take(),
            });
        }
    });
    results.into_iter().map(|result| result.into_inner().expect("every job was run")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_the_jobs() {
        let jobs: Vec<usize> = (0..100).collect();
        assert_eq!(each(&jobs, |j| j * j), jobs.iter().map(|j| j * j).collect::<Vec<_>>());
        assert!(each(&[] as &[usize], |j| *j).is_empty());
    }
}
