"""Writes a trained encoder as a model folder of the program.

    export.py NAME.safetensors FOLDER

FOLDER gets model.gguf (matrices of the trained layers in Q8_0, all else byte for byte as in the
original), the original's tokenizer.json, config.json and postprocess.safetensors, and
reference.json: the reference texts with their vectors as this script computes them in f32 from the
values of that file. The metric is learned by the program: `minga model metric … --model FOLDER`.
"""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from encoder import FIRST_TRAINED, Encoder, read_gguf, write_gguf
from texts import BASE, LONGEST, unit


def main():
    weights, folder = load_file(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    write_gguf(folder / "model.gguf", weights, FIRST_TRAINED, f"multilingual-{folder.name}")
    for name in ("tokenizer.json", "config.json", "postprocess.safetensors"):
        shutil.copyfile(BASE / name, folder / name)
    # The directions are those of the original: general sentences have changed little.
    encoder = Encoder(read_gguf(folder / "model.gguf")).eval()
    reference = json.loads((BASE / "reference.json").read_text(encoding="utf-8"))
    for text in reference:
        ids = text["token_ids"][:LONGEST]
        rows = encoder.token_vectors([ids])[0].astype(np.float32)
        text["vector"] = [round(float(x), 6) for x in unit(rows.mean(0))]
    (folder / "reference.json").write_text(json.dumps(reference, ensure_ascii=False))


if __name__ == "__main__":
    main()
