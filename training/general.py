"""Gathers general Spanish sentences that the encoder must keep reading as before.

    general.py OUT.tsv [--debian FOLDER] [--comments COMMENTS.tsv --proposals PROPOSALS.tsv]

FOLDER holds unpacked Debian packages (`apt-get download`, `dpkg-deb -x`): fortunes-es (sayings and
quotations), libreoffice-help-es, gimp-help-es, gnome-user-docs and debian-reference-es (manuals).
Of comments and proposals of a participation platform only proposals with an even number are read:
the odd ones are kept for measuring. OUT has the columns kind and text.
"""

import argparse
import csv
import html
import re
from pathlib import Path

from texts import fold, table

SHORTEST, LONGEST = 5, 40  # words
# Signs of Spanish: enough of these among its words, or a line is left out.
COMMON = set("de la el en que los las un una se no del por con para es su al lo como más".split())


def is_training(proposal):
    """Whether a proposal's texts may be trained on; the others are only measured."""
    return int(proposal) % 2 == 0


def sentences(text):
    text = re.sub(r"\s+", " ", html.unescape(text)).strip()
    for sentence in re.split(r"(?<=[.!?…]) (?=[¿¡A-ZÁÉÍÓÚÑ])", text):
        words = sentence.split()
        if SHORTEST <= len(words) <= LONGEST and sum(fold(w) in COMMON for w in words) * 8 >= len(words):
            yield sentence


def fortunes(folder):
    for path in sorted(folder.glob("**/fortunes/es/*.fortunes")):
        text = path.read_text(encoding="utf-8", errors="ignore")
        for saying in re.split(r"^%\s*$", re.sub(r"\x1b\[[0-9;]*m", "", text), flags=re.M):
            yield from sentences(re.sub(r"\s+--.*", "", saying, flags=re.S))


def pages(folder):
    for pattern in ("**/help/es/**/*.html", "**/help/es/**/*.page", "**/*.es.html"):
        for path in sorted(folder.glob(pattern)):
            text = path.read_text(encoding="utf-8", errors="ignore")
            for block in re.findall(r"<p[^>]*>(.*?)</p>", text, flags=re.S):
                yield from sentences(re.sub(r"<[^>]+>", "", block))


def platform(comments, proposals):
    for row in table(proposals, "\t"):
        if is_training(row["proposal_id"]):
            for column in ("title", "summary", "text"):
                yield from sentences(row[column])
    for row in table(comments, "\t"):
        if is_training(row["label_proposal_id"]):
            yield from sentences(row["text"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--debian", type=Path)
    parser.add_argument("--comments", type=Path)
    parser.add_argument("--proposals", type=Path)
    given = parser.parse_args()
    found = []
    if given.debian:
        found += [("sayings", s) for s in fortunes(given.debian)]
        found += [("manuals", s) for s in pages(given.debian)]
    if given.comments and given.proposals:
        found += [("platform", s) for s in platform(given.comments, given.proposals)]
    seen, kept = set(), []
    for kind, sentence in found:
        if fold(sentence) not in seen:
            seen.add(fold(sentence))
            kept.append((kind, sentence))
    with open(given.out, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t")
        writer.writerow(("kind", "text"))
        writer.writerows(kept)
    for kind in sorted({k for k, _ in kept}):
        print(kind, sum(k == kind for k, _ in kept))


if __name__ == "__main__":
    main()
