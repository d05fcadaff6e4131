"""Trains the upper layers so that texts of one demand lie together and general text stays as it was.

    train.py WORK NAME [--steps 2400] [--decay 600] [--general 30] ...   (see --help)

Reads what prepare.py wrote into WORK. Every --save steps it writes NAME.pt (all that is needed to go
on: the same command resumes) and, at the end, NAME.safetensors; NAME.log has the losses and, every
--measure steps, what the left-out demands say.

Loss: supervised contrastive (Khosla et al. 2020) over a batch of a few topics of one place, other
demands of a topic being the hard negatives; pooled vectors are compared as the program does, with
the running mean, the shipped common directions and the origin's running mean taken out, through the
metric of the left-in demands. To it come the squared differences between the cosines of general
sentences now and with the original encoder, and a pull of the weights towards the original's.
"""

import argparse
import json
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import save_file

from encoder import FIRST_TRAINED, LAYERS, Encoder, layer_of, read_gguf
from measures import DIRECTIONS, average_precisions, centred
from texts import Lexicon, Tokens, demands, pooled, unit


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=Path)
    parser.add_argument("name")
    add = parser.add_argument
    add("--steps", type=int, default=2400)
    add("--decay", type=int, default=600, help="steps at the end over which the rate falls to zero")
    add("--warm-up", type=int, default=40)
    add("--rate", type=float, default=2e-4, help="of the last layer; .9 of it for each layer below")
    add("--temperature", type=float, default=0.07)
    add("--texts", type=int, default=4, help="of a demand in a batch")
    add("--topics", type=int, default=2, help="of one place in a batch")
    add("--dropout", type=float, default=0.05)
    add("--token-dropout", type=float, default=0.05, help="share of pooling weights set to nothing")
    add("--general", type=float, default=30.0, help="weight of the general sentences' cosines")
    add("--sentences", type=int, default=24, help="general sentences in a batch")
    add("--pull", type=float, default=0.1, help="decay of the difference to the original weights")
    add("--everything", action="store_true", help="train on the left-out places too")
    add("--seed", type=int, default=1)
    add("--measure", type=int, default=300)
    add("--save", type=int, default=100)
    add("--until", type=int, help="stop after so many steps, to go on another time")
    return parser.parse_args()


class Prepared:
    """The lower layers' vectors of some texts, as prepare.py saved them."""

    def __init__(self, path):
        saved = np.load(path)
        self.middle, self.pooled = saved["middle"], saved["pooled"]
        ends = saved["ends"]
        self.spans = list(zip(np.concatenate([[0], ends[:-1]]), ends))
        weights = saved["weights"]
        self.weights = [weights[a:b] for a, b in self.spans]

    def rows(self, i):
        start, end = self.spans[i]
        return self.middle[start:end]


def forward(encoder, prepared, chosen, token_dropout=0.0):
    """Pooled vectors of unit length, shape (texts, 384)."""
    lengths = [len(prepared.weights[i]) for i in chosen]
    middle = np.concatenate([prepared.rows(i) for i in chosen]).astype(np.float32)
    x = encoder.layers(torch.from_numpy(middle), lengths, FIRST_TRAINED, LAYERS)
    weights = torch.from_numpy(np.concatenate([prepared.weights[i] for i in chosen]))
    if token_dropout:
        weights = weights * (torch.rand(len(weights)) > token_dropout) + 1e-4
    text = torch.repeat_interleave(torch.arange(len(chosen)), torch.tensor(lengths))
    summed = torch.zeros(len(chosen), x.shape[1]).index_add(0, text, x * weights[:, None])
    return F.normalize(summed, dim=1)


class Comparison:
    """How pooled vectors are compared: running means out, common directions out, metric."""

    KEPT = 0.995  # of the running means at each step

    def __init__(self, rows, origins, metric):
        self.directions = torch.tensor(DIRECTIONS)
        self.metric = torch.tensor(metric)
        self.mean = torch.tensor(rows.mean(0))
        self.origins = torch.zeros(2, rows.shape[1])
        flat = self.flat(torch.tensor(rows))
        for origin in (0, 1):
            self.origins[origin] = flat[torch.tensor(origins == origin)].mean(0)

    def flat(self, x):
        x = x - self.mean
        return F.normalize(x - (x @ self.directions.T) @ self.directions, dim=1)

    def __call__(self, x, origins):
        return F.normalize((self.flat(x) - self.origins[origins]) @ self.metric, dim=1)

    @torch.no_grad()
    def follow(self, x, origins):
        x = x.detach()
        self.mean.lerp_(x.mean(0), 1 - self.KEPT)
        flat = self.flat(x)
        for origin in (0, 1):
            if (origins == origin).any():
                self.origins[origin].lerp_(flat[origins == origin].mean(0), 1 - self.KEPT)


def batches(rows, chosen, given, rng):
    """One pass: lists of texts of a few topics of one place, up to `texts` of each demand, of as many
    registers as there are."""
    places = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for i in chosen:
        row = rows[i]
        place = "" if row["place"].startswith("T:") else row["place"]
        places[place][row["topic"]][row["demand"]].append(i)
    found = []
    for topics in places.values():
        halves = []  # (topic, its texts for one batch)
        for topic, of_topic in topics.items():
            parts = [[], []]
            for texts in of_topic.values():
                texts = [texts[i] for i in rng.permutation(len(texts))]
                # Registers in turn: each half of a demand's texts has several.
                turn = defaultdict(int)
                keyed = []
                for i in texts:
                    register = rows[i]["register"]
                    keyed.append((turn[register], rng.random(), i))
                    turn[register] += 1
                keyed = [i for *_, i in sorted(keyed)]
                parts[0] += keyed[0::2][:given.texts]
                parts[1] += keyed[1::2][:given.texts]
            halves += [(topic, part) for part in parts if len(part) > 2]
        order = [halves[i] for i in rng.permutation(len(halves))]
        while order:
            batch, used = [], set()
            for topic, part in list(order):
                if topic not in used and len(used) < given.topics:
                    used.add(topic)
                    batch += part
                    order.remove((topic, part))
            found.append(batch)
    return [found[i] for i in rng.permutation(len(found))]


def contrastive(z, demand, temperature):
    n = len(z)
    own = torch.eye(n, dtype=torch.bool)
    likeness = (z @ z.T / temperature).masked_fill(own, -1e9)
    same = (demand[:, None] == demand[None]) & ~own
    share = likeness - torch.logsumexp(likeness, 1, keepdim=True)
    count = same.sum(1)
    kept = count > 0
    return (-(share * same).sum(1)[kept] / count[kept]).mean()


def left_out_precision(encoder, prepared, rows, unseen, cuts, tokens, lexicon, metric):
    """MAP of the left-out demands, pooled as the program does."""
    encoder.eval()
    sequences = [cuts[i][0] for i in unseen]
    last = encoder.token_vectors(
        sequences, FIRST_TRAINED, LAYERS, given=[prepared.rows(i) for i in unseen])
    encoder.train()
    texts = [rows[i]["text"] for i in unseen]
    vectors = pooled(texts, [cuts[i] for i in unseen], last, tokens, lexicon)
    vectors = centred(vectors, [rows[i]["origin"] for i in unseen])
    return average_precisions(
        unit(vectors @ metric), [rows[i]["demand"] for i in unseen],
        [rows[i]["topic"] for i in unseen]).mean()


def main():
    given = arguments()
    rng = np.random.default_rng(given.seed)
    torch.manual_seed(given.seed)
    prepared = Prepared(given.work / "demands.npz")
    rows = demands()[:len(prepared.spans)]
    out = set(json.loads((given.work / "split.json").read_text())["left out"])
    unseen = [i for i, row in enumerate(rows) if row["place"] in out]
    chosen = [i for i, row in enumerate(rows) if given.everything or row["place"] not in out]
    general = None
    if given.general and (given.work / "general.npz").exists():
        general = Prepared(given.work / "general.npz")
    tokens = Tokens()
    texts = [row["text"] for row in rows]
    cuts, lexicon = tokens.cut(texts), Lexicon(texts)
    metric = np.load(given.work / "metric.npy")
    origin = np.array([row["origin"] == "citizen" for row in rows]).astype(int)
    _, demand = np.unique([row["demand"] for row in rows], return_inverse=True)

    encoder = Encoder(read_gguf(), given.dropout)
    encoder.train()
    trained = []
    for name in encoder.names.values():
        parameter = encoder.tensor(name)
        parameter.requires_grad_(layer_of(name) >= FIRST_TRAINED)
        if parameter.requires_grad:
            trained.append((name, parameter, parameter.detach().clone()))
    groups = [{"params": [p], "rate": given.rate * 0.9 ** (LAYERS - 1 - layer_of(name))}
              for name, p, _ in trained]
    optimiser = torch.optim.AdamW(groups, lr=given.rate, betas=(0.9, 0.98), weight_decay=0.0)
    comparison = Comparison(prepared.pooled[chosen], origin[chosen], metric)
    mean_of_general = general.pooled.mean(0) if general else None
    step, queue, losses = 0, [], []

    checkpoint = given.work / f"{given.name}.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        encoder.load_state_dict(state["encoder"])
        optimiser.load_state_dict(state["optimiser"])
        step, queue = state["step"], state["queue"]
        comparison.mean, comparison.origins = state["mean"], state["origins"]
        rng.bit_generator.state = state["rng"]
        torch.set_rng_state(state["torch"])
    log = open(given.work / f"{given.name}.log", "a", encoding="utf-8")

    def tell(line):
        print(line, flush=True)
        print(line, file=log, flush=True)

    tell(f"{len(chosen)} texts, {len(batches(rows, chosen, given, np.random.default_rng(0)))} steps a "
         f"pass, from step {step}; {vars(given)}")
    began = time.time()
    while step < given.steps:
        if not queue:
            queue = batches(rows, chosen, given, rng)
        batch = queue.pop()
        share = min(1, (step + 1) / given.warm_up, (given.steps - step) / max(given.decay, 1))
        for group in optimiser.param_groups:
            group["lr"] = group["rate"] * share
        origins = torch.tensor(origin[batch])
        x = forward(encoder, prepared, batch, given.token_dropout)
        loss = contrastive(comparison(x, origins), torch.tensor(demand[batch]), given.temperature)
        losses.append([loss.item(), 0.0])
        if general:
            some = rng.choice(len(general.spans), given.sentences, replace=False)
            # Read without dropout: the original is read without it too.
            encoder.eval()
            now = forward(encoder, general, some)
            encoder.train()
            before = torch.tensor(general.pooled[some])
            kept = 0.0
            centre = torch.tensor(mean_of_general)
            for through in (None, comparison.metric):
                pair = []
                for rows_of in (now, before):
                    flat = F.normalize(rows_of - centre, dim=1)
                    flat = flat if through is None else F.normalize(flat @ through, dim=1)
                    pair.append(flat @ flat.T)
                kept = kept + ((pair[0] - pair[1]) ** 2).mean() / 2
            losses[-1][1] = kept.item()
            loss = loss + given.general * kept
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for _, p, _ in trained], 1.0)
        optimiser.step()
        with torch.no_grad():
            for group, (_, parameter, original) in zip(optimiser.param_groups, trained):
                parameter.lerp_(original, group["lr"] * given.pull)
        comparison.follow(x, origins)
        step += 1
        if step % 20 == 0:
            contrast, general_loss = np.mean(losses[-20:], axis=0)
            tell(f"{step} contrast {contrast:.4f} general {general_loss:.5f} {time.time() - began:.0f} s")
        if unseen and given.measure and step % given.measure == 0:
            value = left_out_precision(encoder, prepared, rows, unseen, cuts, tokens, lexicon, metric)
            tell(f"{step} left out: MAP {value:.4f}")
        if step % given.save == 0 or step == given.steps:
            torch.save({
                "encoder": encoder.state_dict(), "optimiser": optimiser.state_dict(), "step": step,
                "queue": queue, "mean": comparison.mean, "origins": comparison.origins,
                "rng": rng.bit_generator.state, "torch": torch.get_rng_state(),
            }, checkpoint)
        if step == given.until:
            tell(f"stopped after {step} steps")
            return
    save_file(encoder.weights(), given.work / f"{given.name}.safetensors")
    tell(f"saved after {step} steps")


if __name__ == "__main__":
    main()
