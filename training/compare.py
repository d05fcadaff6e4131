"""Compares two results of measure.py text by text: difference and its 95 % interval (bootstrap).

    compare.py BEFORE.json AFTER.json
"""

import json
import sys

import numpy as np


def main():
    before, after = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
    rng = np.random.default_rng(1)
    for name, old in before.items():
        new = after[name]
        if not isinstance(old, list):
            print(f"{name}: {old:.4f} -> {new:.4f}")
            continue
        difference = np.array(new) - np.array(old)
        draws = rng.integers(0, len(difference), (1000, len(difference)))
        low, high = np.percentile(difference[draws].mean(1), [2.5, 97.5])
        print(f"{name}: {np.mean(old):.4f} -> {np.mean(new):.4f} "
              f"({difference.mean():+.4f}, {low:+.4f} to {high:+.4f}, {len(difference)} texts)")


if __name__ == "__main__":
    main()
