"""Computes once what training reads again and again: the frozen lower layers' token vectors and the
original encoder's pooled vectors.

    prepare.py WORK [--general GENERAL.tsv] [--places 4] [--topics 5] [--limit N]

Writes into WORK: split.json (places and topics left out), demands.npz and general.npz (token
vectors after layer 6, pooling weights, pooled vectors of the original) and metric.npy (the metric
of the left-in demands with the original encoder).
"""

import argparse
import json
from pathlib import Path

import numpy as np

from encoder import FIRST_TRAINED, LAYERS, Encoder, read_gguf
from measures import average_precisions, centred, learned_metric
from texts import Lexicon, Tokens, demands, pooled, table, unit

SEED = 20261201
KINDS_AT_MOST = 4000  # general sentences of a kind


def left_out(rows, places, topics):
    """Places and topics (of the texts without a place) that training does not see."""
    rng = np.random.default_rng(SEED)
    names = sorted({row["place"] for row in rows})
    of_places = [name for name in names if not name.startswith("T:")]
    of_topics = [name for name in names if name.startswith("T:")]
    chosen = list(rng.choice(of_places, places, replace=False))
    return sorted(map(str, chosen + list(rng.choice(of_topics, topics, replace=False))))


def compute(encoder, tokens, texts, lexicon, longest):
    """Token vectors after the lower layers and what else a text needs, as arrays to save."""
    cuts = tokens.cut(texts, longest)
    sequences = [ids for ids, _ in cuts]
    middle = encoder.token_vectors(sequences, 0, FIRST_TRAINED)
    last = encoder.token_vectors(sequences, FIRST_TRAINED, LAYERS, given=middle)
    weights = [tokens.weights(text, cut, lexicon)[0] for text, cut in zip(texts, cuts)]
    plain = unit(np.stack([w @ rows.astype(np.float32) for w, rows in zip(weights, last)]))
    saved = {
        "ends": np.cumsum([len(ids) for ids in sequences]),
        "middle": np.concatenate(middle),
        "weights": np.concatenate(weights),
        "pooled": plain.astype(np.float32),
    }
    return saved, cuts, last


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=Path)
    parser.add_argument("--general", type=Path)
    parser.add_argument("--places", type=int, default=4)
    parser.add_argument("--topics", type=int, default=5)
    parser.add_argument("--limit", type=int, help="of demands' texts, for a smoke test")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    rows = demands()[:given.limit]
    out = left_out(demands(), given.places, given.topics)
    (given.work / "split.json").write_text(json.dumps({"left out": out}, ensure_ascii=False, indent=1))

    encoder, tokens = Encoder(read_gguf()).eval(), Tokens()
    texts = [row["text"] for row in rows]
    lexicon = Lexicon(texts)
    saved, cuts, last = compute(encoder, tokens, texts, lexicon, 512)
    np.savez(given.work / "demands.npz", **saved)
    print("demands", len(rows), flush=True)

    blended = centred(pooled(texts, cuts, last, tokens, lexicon), [row["origin"] for row in rows])
    seen = [i for i, row in enumerate(rows) if row["place"] not in out]
    unseen = [i for i, row in enumerate(rows) if row["place"] in out]
    metric = learned_metric(
        blended[seen], [rows[i]["demand"] for i in seen], [rows[i]["topic"] for i in seen])
    np.save(given.work / "metric.npy", metric)
    for name, vectors in (("without metric", blended), ("with metric", unit(blended @ metric))):
        if unseen:
            precision = average_precisions(
                vectors[unseen], [rows[i]["demand"] for i in unseen], [rows[i]["topic"] for i in unseen])
            print(f"left out, original encoder, {name}: MAP {precision.mean():.4f} of {len(unseen)}")

    if given.general:
        rng, general = np.random.default_rng(SEED), table(given.general, "\t")
        kept = []
        for kind in sorted({row["kind"] for row in general}):
            of = [row["text"] for row in general if row["kind"] == kind]
            kept += [of[i] for i in sorted(rng.permutation(len(of))[:KINDS_AT_MOST])]
        kept = kept[:given.limit]
        saved, *_ = compute(encoder, tokens, kept, Lexicon(kept), 64)
        np.savez(given.work / "general.npz", **saved)
        print("general", len(kept))


if __name__ == "__main__":
    main()
