"""What the program does with pooled vectors before it compares them, and how good neighbours are."""

import numpy as np
from safetensors.numpy import load_file

from texts import BASE, unit

STATISTICS = load_file(BASE / "postprocess.safetensors")
DIRECTIONS = STATISTICS["components"].astype(np.float32)[:3]


def centred(rows, origins):
    """Mean and common directions taken out, then each origin's own mean (20 texts and more)."""
    rows = rows - rows.mean(0)
    rows = unit(rows - (rows @ DIRECTIONS.T) @ DIRECTIONS)
    origins, shifted = np.array(origins), rows.copy()
    for origin in set(origins):
        of = origins == origin
        if of.sum() >= 20:
            shifted[of] -= rows[of].mean(0)
    return unit(shifted)


def scatter(rows, groups):
    """Means of groups and the rows' offsets from them."""
    count = groups.max() + 1
    means = np.zeros((count, rows.shape[1]))
    np.add.at(means, groups, rows)
    means /= np.bincount(groups)[:, None]
    return means, rows - means[groups]


def by_spectrum(matrix, change):
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    return (vectors * change(np.maximum(values, 0))) @ vectors.T


def learned_metric(rows, demands, topics, ridge=0.5, power=0.5, floor=0.1):
    """The metric of core/src/features/metric.rs: whitened by the scatter within demands, stretched
    along a power of that of demands within their topic."""
    rows = rows.astype(np.float64)
    _, demand = np.unique(demands, return_inverse=True)
    _, topic = np.unique(topics, return_inverse=True)
    means, offsets = scatter(rows, demand)
    topic_of = np.zeros(len(means), int)
    topic_of[demand] = topic
    _, topic_of = np.unique(topic_of, return_inverse=True)
    topic_means, between = scatter(means, topic_of)
    within = offsets.T @ offsets / (len(rows) - len(means))
    between = between.T @ between / (len(means) - len(topic_means))
    between = by_spectrum(between - within * (len(means) / len(rows)), lambda v: v)
    d = rows.shape[1]
    shrunk = within + np.eye(d) * ridge * np.trace(within) / d
    whitening = by_spectrum(shrunk, lambda v: 1 / np.sqrt(np.maximum(v, 1e-12)))
    stretch = whitening @ between @ whitening
    least = floor * np.trace(stretch) / d
    metric = whitening @ by_spectrum(stretch, lambda v: (v + least) ** power)
    return (metric / np.diag(metric).mean()).astype(np.float32)


def average_precisions(rows, groups, topics):
    """For each text with a partner: the average precision of its group's texts among the texts of
    its topic, nearest first. Texts without a topic are left out."""
    groups = np.array(groups)
    topics = np.array(["" if t is None else t for t in topics])
    found = []
    for topic in sorted(set(topics) - {""}):
        of = np.nonzero(topics == topic)[0]
        if len(of) < 2:
            continue
        likeness = rows[of] @ rows[of].T
        np.fill_diagonal(likeness, -9)
        order = np.argsort(-likeness, axis=1, kind="stable")[:, :-1]
        same = groups[of][order] == groups[of][:, None]
        partners = same.sum(1)
        precision = np.cumsum(same, 1) / np.arange(1, same.shape[1] + 1)
        found += list((precision * same).sum(1)[partners > 0] / partners[partners > 0])
    return np.array(found)


def nearest_share(rows, labels, k=5):
    """The share of rows that most of their k nearest neighbours give the right label."""
    likeness = rows @ rows.T
    np.fill_diagonal(likeness, -9)
    labels = np.array(labels)
    near = labels[np.argsort(-likeness, axis=1)[:, :k]]
    right = 0
    for own, votes in zip(labels, near):
        names, counts = np.unique(votes, return_counts=True)
        right += own == names[counts.argmax()]
    return right / len(labels)
