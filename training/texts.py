"""Texts as the program reads them before pooling: words, stems, rarities, tokens and their weights.

The rules are those of core/src/text/{words,lexicon}.rs and core/src/features/pooling.rs; the word
lists are read from there, so that they cannot drift apart.
"""

import csv
import json
import math
import re
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np
import Stemmer
from tokenizers import Tokenizer

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "models" / "e5-small-es"
LONGEST = 512  # tokens

NO_WORD, STOPWORD, BOILERPLATE = 0.02, 0.05, 0.2


def word_list(name):
    """A word list of core/src/text/words.rs."""
    source = (ROOT / "core/src/text/words.rs").read_text(encoding="utf-8")
    body = re.search(rf'const {name}: &str = "(.*?)";', source, re.S).group(1)
    return body.replace("\\\n", " ").split()


def fold(text):
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


class Words:
    """The kind, weight class and stem of words, remembered."""

    def __init__(self):
        self.stemmer = Stemmer.Stemmer("spanish")
        self.stopwords = set(word_list("STOPWORDS"))
        self.boilerplate = {self.stem(word) for word in word_list("BOILERPLATE")}
        self.known = {}

    def stem(self, word):
        return fold(self.stemmer.stemWord(word.lower())).replace(" ", "")

    def read(self, word):
        """(fixed weight or None, stem or None) of a word with a letter."""
        if word not in self.known:
            stem = self.stem(word)
            if fold(word) in self.stopwords or not stem:
                self.known[word] = (STOPWORD, None)
            elif stem in self.boilerplate:
                self.known[word] = (BOILERPLATE, stem)
            else:
                self.known[word] = (None, stem)
        return self.known[word]


WORDS = Words()
WORD = re.compile(r"[^\W_]+")


def spans(text):
    """(from, to, fixed weight or None, stem or None) of a text's words, in characters."""
    for match in WORD.finditer(text):
        word = match.group()
        weight, stem = WORDS.read(word) if any(map(str.isalpha, word)) else (NO_WORD, None)
        yield match.start(), match.end(), weight, stem


class Lexicon:
    """In how many texts of a corpus each stem stands, and how often in all."""

    def __init__(self, texts):
        self.texts, self.frequency, self.occurrences = 0, Counter(), Counter()
        for text in texts:
            stems = [stem for *_, stem in spans(text) if stem]
            self.texts += 1
            self.occurrences.update(stems)
            self.frequency.update(set(stems))

    def words(self, text):
        """(from, to, weight, stem or None) of a text's words."""
        scale = math.log(max(self.texts, 3))
        for start, end, weight, stem in spans(text):
            if weight is None:
                weight = math.log((self.texts + 1) / (self.frequency[stem] + 0.5)) / scale
            yield start, end, weight, stem


class Tokens:
    """The tokenizer of a model folder, and how common its pieces are."""

    def __init__(self, folder=BASE):
        path = str(Path(folder) / "tokenizer.json")
        self.tokenizer = Tokenizer.from_file(path)
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        vocabulary = json.loads(Path(path).read_text(encoding="utf-8"))["model"]["vocab"]
        commonness = np.array([score for _, score in vocabulary], np.float32)
        self.rarity = np.clip((-commonness - 5) / 8, 0.05, 1.5)

    def cut(self, texts, longest=LONGEST):
        """(token ids, character spans) of each text."""
        encoded = self.tokenizer.encode_batch(list(texts))
        return [(e.ids[:longest], e.offsets[:longest]) for e in encoded]

    def weights(self, text, cut, lexicon):
        """The pooling weight of each token, its stem or None, and the number of its word or -1."""
        ids, offsets = cut
        words = list(lexicon.words(text))
        weights, stems, numbers = np.empty(len(ids), np.float32), [], []
        first = 0
        for t, (start, end) in enumerate(offsets):
            while first < len(words) and words[first][1] <= start:
                first += 1
            touched = [w for w in range(first, len(words)) if words[w][0] < end] if end > start else []
            best = max(touched, key=lambda w: (words[w][2], -w), default=None)
            weight, stem = (words[best][2], words[best][3]) if best is not None else (NO_WORD, None)
            weights[t] = weight * (2 - t / len(ids)) * self.rarity[ids[t]]
            stems.append(stem)
            numbers.append(-1 if best is None else best)
        return weights, stems, numbers


def pooled(texts, cuts, vectors, tokens, lexicon, blend=0.5):
    """Pooled vectors of unit length, shape (texts, d), blended with the means of stems."""
    d = vectors[0].shape[1]
    own, blended = np.zeros((len(texts), d), np.float32), []
    sums, counts = {}, Counter()
    for i, (text, cut, rows) in enumerate(zip(texts, cuts, vectors)):
        rows = rows.astype(np.float32)
        weights, stems, numbers = tokens.weights(text, cut, lexicon)
        mixed = [s is not None and lexicon.occurrences[s] >= 2 for s in stems]
        own[i] = (weights * np.where(mixed, 1 - blend, 1)) @ rows
        blended.append([(s, blend * w) for s, w, m in zip(stems, weights, mixed) if m])
        t = 0
        while t < len(numbers):
            end = t + 1
            while end < len(numbers) and numbers[end] == numbers[t]:
                end += 1
            if numbers[t] >= 0 and stems[t] is not None:
                sums[stems[t]] = sums.get(stems[t], 0) + rows[t:end].mean(0)
                counts[stems[t]] += 1
            t = end
    for i, parts in enumerate(blended):
        for stem, weight in parts:
            if counts[stem]:
                own[i] += weight / counts[stem] * sums[stem]
    return unit(own)


def unit(rows):
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.where(lengths > 1e-9, rows / np.maximum(lengths, 1e-9), 0)


def table(path, delimiter=","):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


# The registers of offices; the others are the citizens'.
OFFICE = ("formulado", "institucional")


def demands():
    """The texts of data/demandas: place, topic, demand, register, origin, text."""
    found = []
    for name in ("textos", "planes"):
        for row in table(ROOT / "data/demandas" / f"{name}.csv"):
            topic, register = row["tema"].strip(), row["registro"].strip()
            found.append({
                "place": topic.split(":")[0] if name == "planes" else f"T:{topic}",
                "topic": topic,
                "demand": f"{topic}#{row['demanda'].strip()}",
                "register": register,
                "origin": "institutional" if register in OFFICE else "citizen",
                "text": row["texto"].strip(),
            })
    return found


def corpus(folder):
    """The statements of a corpus with a reference: text, origin, challenge, competencia or None."""
    folder = Path(folder)
    frame = folder / "frame" if (folder / "frame").is_dir() else ROOT / "data/pmdot-2024-2033"
    competencia = {r["id"]: r["competencia"] for r in table(frame / "desafios_metropolitanos.csv")}
    gold = {r["id"]: r["gold"].split(";")[0] for r in table(folder / "gold.tsv", "\t")}
    found = []
    for name, origin in (("institucional", "institutional"), ("ciudadano", "citizen")):
        for row in table(folder / f"{name}.csv"):
            challenge = gold[row["id"]]
            found.append({
                "text": row["texto"].strip(),
                "origin": origin,
                "demand": challenge,
                "topic": competencia.get(challenge),
            })
    return found
