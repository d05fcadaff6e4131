//! Leiden (Traag, Waltman & van Eck 2019): communities of the graph that joins every statement to
//! its nearest neighbours in its block, at the resolution that gives the wanted number of them.
//!
//! The quality is the constant Potts model (Traag, Van Dooren & Nesterov 2011): a community is denser
//! than the resolution and two are less dense than that between them, whatever the rest of the graph
//! is like. Modularity, which has no such promise, was worse on four corpora.

use leiden_rs::{GraphData, GraphDataBuilder, Leiden, LeidenConfig, QualityType};
use ndarray::Array2;

/// How often the resolution is halved in on, and between which values.
const STEPS: usize = 20;
const LOWEST: f64 = 1e-6;
const HIGHEST: f64 = 1.0;

/// The graph of nearest neighbours: an edge weighs as much as its ends are alike.
#[derive(Debug)]
pub(super) struct Graph {
    graph: GraphData,
    seed: u64,
}

impl Graph {
    pub(super) fn new(
        smoothed: &Array2<f32>,
        blocks: &[Vec<usize>],
        joined: usize,
        seed: u64,
    ) -> Self {
        let mut edges: Vec<(usize, usize)> = Vec::new();
        for block in blocks {
            for &a in block {
                let mut near: Vec<usize> =
                    block.iter().copied().filter(|&b| b != a && smoothed[[a, b]] > 0.0).collect();
                near.sort_by(|&x, &y| {
                    smoothed[[a, y]].total_cmp(&smoothed[[a, x]]).then(x.cmp(&y))
                });
                edges.extend(near.into_iter().take(joined.max(1)).map(|b| (a.min(b), a.max(b))));
            }
        }
        edges.sort_unstable();
        edges.dedup();
        let mut builder = GraphDataBuilder::new(smoothed.nrows());
        for (a, b) in edges {
            builder
                .add_edge(a, b, f64::from(smoothed[[a, b]]))
                .expect("both ends are in the graph and the weight is positive");
        }
        Self { graph: builder.build().expect("the edges were checked one by one"), seed }
    }

    /// The group of every item, at the resolution whose number of groups is nearest to `groups`.
    pub(super) fn cut(&self, groups: usize) -> Vec<usize> {
        if self.graph.node_count() == 0 {
            return Vec::new();
        }
        let (mut low, mut high) = (LOWEST.ln(), HIGHEST.ln());
        let mut best: Option<(usize, Vec<usize>)> = None;
        for _ in 0..STEPS {
            let middle = f64::midpoint(low, high);
            let (labels, count) = self.at(middle.exp());
            let off = count.abs_diff(groups);
            if best.as_ref().is_none_or(|(least, _)| off < *least) {
                best = Some((off, labels));
            }
            match count.cmp(&groups) {
                std::cmp::Ordering::Equal => break,
                std::cmp::Ordering::Less => low = middle,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        best.map_or_else(Vec::new, |(_, labels)| labels)
    }

    fn at(&self, resolution: f64) -> (Vec<usize>, usize) {
        let config = LeidenConfig::builder()
            .quality(QualityType::CPM)
            .resolution(resolution)
            .seed(self.seed)
            .build();
        let found = Leiden::new(config)
            .run(&self.graph)
            .expect("a positive resolution and a checked graph are valid");
        (found.partition.as_slice().to_vec(), found.partition.num_communities())
    }
}
