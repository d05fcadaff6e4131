"""Writes metrics.json: inputs of the evaluation's measures and what other programs make of them.

    python -m venv venv && venv/bin/pip install scikit-learn==1.9.1 bcubed==1.5
    venv/bin/python tests/golden/metrics.py

scikit-learn: ARI, AMI, V-measure, pairs, Brier, reliability, precision and recall. SciPy: moves.
The bcubed package: B³ and extended B³. Reviewer operations are minga's own and are counted here
from their definition.
"""

import json
import math
import random
import warnings
from collections import Counter
from pathlib import Path

import bcubed
import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    adjusted_mutual_info_score,
    adjusted_rand_score,
    brier_score_loss,
    homogeneity_completeness_v_measure,
    precision_recall_fscore_support,
)
from sklearn.metrics.cluster import contingency_matrix, pair_confusion_matrix

HERE = Path(__file__).parent
DATA = HERE.parent.parent / "data"


def harmonic(precision, recall):
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def b_cubed(predicted, references):
    clusters = {i: {label} for i, label in enumerate(predicted)}
    labels = dict(enumerate(references))
    precision = float(bcubed.precision(clusters, labels))
    recall = float(bcubed.recall(clusters, labels))
    return {"f": harmonic(precision, recall), "precision": precision, "recall": recall}


def pairs(predicted, main):
    (_, only_predicted), (only_main, together) = pair_confusion_matrix(main, predicted).tolist()
    precision = together / (together + only_predicted) if together + only_predicted else 1.0
    recall = together / (together + only_main) if together + only_main else 1.0
    return {"f": harmonic(precision, recall), "precision": precision, "recall": recall}


def operations(predicted, main):
    goes_to = {}
    for group in set(predicted):
        inside = Counter(m for p, m in zip(predicted, main) if p == group)
        goes_to[group] = max(sorted(inside), key=inside.get)
    outside = sum(goes_to[p] != m for p, m in zip(predicted, main))
    reached = len(set(goes_to.values()))
    return outside, len(goes_to) - reached, len(set(main)) - reached


def measures(predicted, main, second):
    outside, extra, missing = operations(predicted, main)
    table = contingency_matrix(main, predicted)
    moves = len(main) - int(table[linear_sum_assignment(table, maximize=True)].sum())
    homogeneity, completeness, v = homogeneity_completeness_v_measure(main, predicted)
    references = [{m} if s is None else {m, s} for m, s in zip(main, second)]
    found = {
        "operations": outside + extra + missing,
        "operations_outside": outside,
        "operations_extra_groups": extra,
        "operations_missing_groups": missing,
        "moves": moves,
        "adjusted_rand": adjusted_rand_score(main, predicted),
        "adjusted_mutual_information": adjusted_mutual_info_score(main, predicted),
        "homogeneity": homogeneity,
        "completeness": completeness,
        "v_measure": v,
    }
    for name, prf in [
        ("b_cubed", b_cubed(predicted, [{m} for m in main])),
        ("extended_b_cubed", b_cubed(predicted, references)),
        ("pairs", pairs(predicted, main)),
    ]:
        found |= {f"{name}_{part}": value for part, value in prf.items()}
    return found


def partitions(chance):
    def draw(n, groups, references, agreement, doubles):
        main = [chance.randrange(references) for _ in range(n)]
        predicted = [
            m % groups if chance.random() < agreement else chance.randrange(groups) for m in main
        ]
        second = [
            (m + 1 + chance.randrange(references - 1)) % references
            if references > 1 and chance.random() < doubles
            else None
            for m in main
        ]
        return predicted, main, second

    yield "one statement", [0], [0], [None]
    yield "two together, rightly", [0, 0], [3, 3], [None, None]
    yield "two together, wrongly", [0, 0], [3, 4], [None, 3]
    yield "two apart, wrongly", [0, 1], [3, 3], [None, None]
    yield "all alone in both", [0, 1, 2, 3], [3, 2, 1, 0], [None] * 4
    yield "one group", [0] * 6, [0, 0, 1, 1, 2, 3], [None, 1, None, None, 0, None]
    yield "alone", list(range(6)), [0, 0, 1, 1, 2, 3], [None, 1, None, None, 0, None]
    yield "one reference", [0, 0, 1, 1, 2, 3], [0] * 6, [None] * 6
    yield "independent", [0, 0, 1, 1], [0, 1, 0, 1], [None] * 4
    yield "thirty, by chance", *draw(30, 5, 6, 0.0, 0.2)
    yield "sixty, half right", *draw(60, 12, 9, 0.5, 0.2)
    yield "sixty, nearly right", *draw(60, 9, 9, 0.9, 0.0)
    yield "three hundred, many groups", *draw(300, 150, 40, 0.6, 0.1)
    yield "three hundred, few groups", *draw(300, 4, 40, 0.9, 0.1)
    yield "example", *example(chance)


def example(chance):
    """The example corpus's own reference, with a third of the statements put somewhere else."""
    rows = [line.split("\t") for line in (DATA / "example/gold.tsv").read_text().splitlines()[1:]]
    cells = [cell.split(";") for _, cell in rows if cell != "NINGUNO"]
    number = {name: i for i, name in enumerate(sorted({name for cell in cells for name in cell}))}
    main = [number[cell[0]] for cell in cells]
    second = [number[cell[1]] if len(cell) > 1 else None for cell in cells]
    predicted = [chance.randrange(200) if chance.random() < 1 / 3 else m for m in main]
    return predicted, main, second


def competencias(chance):
    for n, overconfidence in [(1, 0.0), (40, 0.0), (500, 0.2)]:
        probability = [round(chance.random(), 6) for _ in range(n)]
        right = [chance.random() < p - overconfidence for p in probability]
        share_right, said = calibration_curve(right, probability, n_bins=10)
        bins = Counter(min(int(p * 10), 9) for p in probability)
        weights = [bins[i] for i in sorted(bins)]
        error = np.average(np.abs(share_right - said), weights=weights)
        yield {
            "right": right,
            "probability": probability,
            "brier": brier_score_loss(right, probability, labels=[False, True]),
            "expected_error": float(error),
            "said": said.tolist(),
            "share_right": share_right.tolist(),
        }


def detections(chance):
    for n, share in [(3, 0.5), (50, 0.2), (400, 0.05)]:
        actual = [True] + [chance.random() < share for _ in range(n)]
        predicted = [True] + [chance.random() < (0.7 if a else 0.1) for a in actual[1:]]
        precision, recall, f, _ = precision_recall_fscore_support(
            actual, predicted, average="binary"
        )
        yield {
            "predicted": predicted,
            "actual": actual,
            "precision": precision,
            "recall": recall,
            "f": f,
        }


def main():
    warnings.simplefilter("ignore")
    chance = random.Random(2009)
    golden = {
        "partitions": [
            {
                "name": name,
                "predicted": predicted,
                "main": main,
                "second": second,
                "measures": measures(predicted, main, second),
            }
            for name, predicted, main, second in partitions(chance)
        ],
        "competencias": list(competencias(chance)),
        "detections": list(detections(chance)),
    }
    text = json.dumps(golden, separators=(",", ":"), default=float)
    assert not any(math.isnan(v) for p in golden["partitions"] for v in p["measures"].values())
    (HERE / "metrics.json").write_text(text.replace('{"name"', '\n{"name"') + "\n")


if __name__ == "__main__":
    main()
