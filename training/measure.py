"""How good an encoder's neighbours are, before any grouping.

    measure.py WORK (original | NAME.safetensors) [--relearn] [--real FOLDER] [--out FILE.json]

Prints the mean average precision of same-demand neighbours within the topic for the left-out
places, and of same-challenge neighbours within the competencia for the four corpora; with --real
(FOLDER has sib200_spa.tsv and the comments and proposals of Decide Madrid) the share of general
sentences whose five nearest agree with their subject, and how soon a comment's own proposal comes
among the proposals with an odd number. --relearn learns the metric from the left-in demands with
this encoder; without it that of the original encoder is used. --out keeps every text's value, for
paired comparisons (compare.py).
"""

import argparse
import json
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from encoder import FIRST_TRAINED, LAYERS, Encoder, read_gguf
from general import is_training
from measures import average_precisions, centred, learned_metric, nearest_share
from texts import ROOT, Lexicon, Tokens, corpus, demands, pooled, table, unit

CORPORA = ("example", "canton-costa", "voces", "segunda-ronda")


class Reader:
    """From texts to compared vectors, without the metric."""

    def __init__(self, weights):
        self.encoder, self.tokens = Encoder(weights).eval(), Tokens()

    def rows(self, texts, origins, given=None, lexicon=None):
        cuts = self.tokens.cut(texts)
        if given is None:
            vectors = self.encoder.token_vectors([ids for ids, _ in cuts])
        else:
            vectors = self.encoder.token_vectors(
                [ids for ids, _ in cuts], FIRST_TRAINED, LAYERS, given=given)
        lexicon = lexicon or Lexicon(texts)
        return centred(pooled(texts, cuts, vectors, self.tokens, lexicon), origins)


def real(reader, folder, metric):
    """Values of the real texts: SIB-200 and Decide Madrid."""
    sentences = table(folder / "sib200_spa.tsv", "\t")
    rows = reader.rows([s["text"] for s in sentences], ["citizen"] * len(sentences))
    labels = [s["label"] for s in sentences]
    found = {
        "SIB-200 five nearest": nearest_share(rows, labels),
        "SIB-200 five nearest, metric": nearest_share(unit(rows @ metric), labels),
    }
    proposals = [p for p in table(folder / "decide_madrid_proposals.tsv", "\t")
                 if not is_training(p["proposal_id"])]
    place = {p["proposal_id"]: i for i, p in enumerate(proposals)}
    comments = [c for c in table(folder / "decide_madrid_comments.tsv", "\t")
                if c["label_proposal_id"] in place and 8 <= len(c["text"].split()) <= 60]
    texts = [f"{p['title']}. {p['summary']}" for p in proposals] + [c["text"] for c in comments]
    rows = reader.rows(texts, ["citizen"] * len(texts))
    own = np.array([place[c["label_proposal_id"]] for c in comments])
    for name, vectors in (("", rows), (", metric", unit(rows @ metric))):
        likeness = vectors[len(proposals):] @ vectors[:len(proposals)].T
        rank = (likeness > likeness[np.arange(len(own)), own][:, None]).sum(1) + 1
        found[f"Madrid 1/rank of the own proposal{name}"] = (1 / rank).tolist()
        found[f"Madrid own proposal first{name}"] = float((rank == 1).mean())
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=Path)
    parser.add_argument("encoder")
    parser.add_argument("--relearn", action="store_true")
    parser.add_argument("--real", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    weights = read_gguf() if given.encoder == "original" else load_file(given.encoder)
    reader = Reader(weights)
    rows = demands()
    out = set(json.loads((given.work / "split.json").read_text())["left out"])
    middle = np.load(given.work / "demands.npz")
    ends = middle["ends"]
    starts = np.concatenate([[0], ends[:-1]])
    lower = middle["middle"]
    lexicon = Lexicon([row["text"] for row in rows])
    unseen = [i for i, row in enumerate(rows) if row["place"] in out]
    metric = np.load(given.work / "metric.npy")

    def vectors(chosen):
        return reader.rows([rows[i]["text"] for i in chosen], [rows[i]["origin"] for i in chosen],
                           [lower[starts[i]:ends[i]] for i in chosen], lexicon)

    if given.relearn:
        seen = [i for i in range(len(rows)) if rows[i]["place"] not in out]
        metric = learned_metric(
            vectors(seen), [rows[i]["demand"] for i in seen], [rows[i]["topic"] for i in seen])
    sets = {"left out": ([rows[i] for i in unseen], vectors(unseen))}
    for name in CORPORA:
        of = corpus(ROOT / "data" / name)
        sets[name] = (of, reader.rows([r["text"] for r in of], [r["origin"] for r in of]))
    found = {}
    for name, (of, plain) in sets.items():
        demand, topic = [r["demand"] for r in of], [r["topic"] for r in of]
        for kind, compared in (("", plain), (", metric", unit(plain @ metric))):
            found[f"{name}{kind}"] = average_precisions(compared, demand, topic).tolist()
    if given.real:
        found |= real(reader, given.real, metric)
    for name, values in found.items():
        print(f"{name}: {np.mean(values):.4f}")
    if given.out:
        given.out.write_text(json.dumps(found))


if __name__ == "__main__":
    main()
