"""Runs minga's encoder and ONNX Runtime on the same texts in alternating rounds.

The ONNX model is made here from the weights of models/e5-small-es, dequantised to f32, with the fused
operators that ONNX Runtime has for BERT (EmbedLayerNormalization, Attention, SkipLayerNormalization,
BiasGelu): the fastest form of it. Both sides tokenise, encode and pool.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnx
import onnxruntime as ort
from gguf import GGUFReader, dequantize
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

MODEL = "models/e5-small-es"
CONTRIB = "com.microsoft"


def export(path):
    """Writes the model as ONNX: input_ids and attention_mask, (batch, length) int32, to the last
    hidden state."""
    config = json.load(open(f"{MODEL}/config.json"))
    heads, hidden = config["num_attention_heads"], config["hidden_size"]
    epsilon = config["layer_norm_eps"]
    weights = {}
    for tensor in GGUFReader(f"{MODEL}/model.gguf").tensors:
        shape = [int(n) for n in reversed(tensor.shape)]
        values = dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
        weights[tensor.name] = values.reshape(shape)
    stored, nodes = [], []

    def keep(name, values):
        stored.append(numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name))
        return name

    def take(name):
        return keep(name, weights[name])

    def matrix(name):
        return keep(name, weights[name].T)

    def add(op, inputs, outputs, domain=CONTRIB, **attributes):
        nodes.append(helper.make_node(op, inputs, outputs, domain=domain, **attributes))
        return outputs[0]

    e = "embeddings"
    x = add(
        "EmbedLayerNormalization",
        ["input_ids", "segments", take(f"{e}.word_embeddings.weight"),
         take(f"{e}.position_embeddings.weight"), take(f"{e}.token_type_embeddings.weight"),
         take(f"{e}.LayerNorm.weight"), take(f"{e}.LayerNorm.bias")],
        ["embedded", "mask_index"], epsilon=epsilon,
    )
    for i in range(config["num_hidden_layers"]):
        at = f"encoder.layer.{i}"
        parts = [f"{at}.attention.self.{part}" for part in ("query", "key", "value")]
        qkv = keep(f"{at}.qkv", np.concatenate([weights[f"{p}.weight"].T for p in parts], axis=1))
        bias = keep(f"{at}.qkv.bias", np.concatenate([weights[f"{p}.bias"] for p in parts]))
        seen = add("Attention", [x, qkv, bias, "attention_mask"], [f"{i}.seen"], num_heads=heads)
        out = f"{at}.attention.output"
        dense = add("MatMul", [seen, matrix(f"{out}.dense.weight")], [f"{i}.dense"], domain="")
        y = add(
            "SkipLayerNormalization",
            [dense, x, take(f"{out}.LayerNorm.weight"), take(f"{out}.LayerNorm.bias"),
             take(f"{out}.dense.bias")],
            [f"{i}.attended"], epsilon=epsilon,
        )
        up, down = f"{at}.intermediate.dense", f"{at}.output"
        wide = add("MatMul", [y, matrix(f"{up}.weight")], [f"{i}.wide"], domain="")
        wide = add("BiasGelu", [wide, take(f"{up}.bias")], [f"{i}.gelu"])
        narrow = add("MatMul", [wide, matrix(f"{down}.dense.weight")], [f"{i}.narrow"], domain="")
        x = add(
            "SkipLayerNormalization",
            [narrow, y, take(f"{down}.LayerNorm.weight"), take(f"{down}.LayerNorm.bias"),
             take(f"{down}.dense.bias")],
            ["hidden" if i + 1 == config["num_hidden_layers"] else f"{i}.out"], epsilon=epsilon,
        )
    shape = ["batch", "length"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT32, shape)
              for name in ("input_ids", "segments", "attention_mask")]
    outputs = [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [*shape, hidden])]
    graph = helper.make_graph(nodes, "e5", inputs, outputs, stored)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(CONTRIB, 1)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), path)


class Runtime:
    """The model in ONNX Runtime with so many threads within an operator."""

    def __init__(self, path, threads):
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self.session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self.tokenizer = Tokenizer.from_file(f"{MODEL}/tokenizer.json")
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()

    def batches(self, texts, size):
        ids = [encoding.ids[:512] for encoding in self.tokenizer.encode_batch(texts)]
        order = sorted(range(len(ids)), key=lambda i: -len(ids[i]))
        for start in range(0, len(order), size):
            chosen = order[start:start + size]
            length = len(ids[chosen[0]])
            padded = np.ones((len(chosen), length), np.int32)
            mask = np.zeros_like(padded)
            for row, i in enumerate(chosen):
                padded[row, :len(ids[i])] = ids[i]
                mask[row, :len(ids[i])] = 1
            yield chosen, padded, mask

    def one(self, batch):
        chosen, ids, mask = batch
        hidden = self.session.run(
            None, {"input_ids": ids, "segments": np.zeros_like(ids), "attention_mask": mask})[0]
        pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        return chosen, pooled / np.linalg.norm(pooled, axis=1, keepdims=True)

    def encode(self, texts, workers=1, size=16):
        vectors = np.zeros((len(texts), 384), np.float32)
        batches = list(self.batches(texts, size))
        if workers == 1:
            done = map(self.one, batches)
        else:
            done = ThreadPoolExecutor(workers).map(self.one, batches)
        for chosen, pooled in done:
            vectors[chosen] = pooled
        return vectors


def check(runtime):
    """The exported model gives the reference vectors."""
    golden = json.load(open(f"{MODEL}/reference.json"))
    vectors = runtime.encode([g["text"] for g in golden])
    reference = np.array([g["vector"] for g in golden])
    cosines = (vectors * reference).sum(1) / np.linalg.norm(reference, axis=1)
    print(f"ONNX Runtime {ort.__version__}: lowest cosine with the reference {cosines.min():.6f}")
    return cosines.min() > 0.999


def serve(path):
    """The ONNX Runtime side in a process of its own, so that its memory is its own."""
    texts, runtimes = [], {}
    for line in sys.stdin:
        line = line.rstrip("\n")
        if not line:
            break
        texts.append(line)
    for line in sys.stdin:
        intra, workers = map(int, line.split())
        if intra not in runtimes:
            runtimes = {intra: Runtime(path, intra)}
        runtimes[intra].encode(texts[:32], workers)
        start, before = time.perf_counter(), os.times()
        runtimes[intra].encode(texts, workers)
        seconds, after = time.perf_counter() - start, os.times()
        processor = after.user + after.system - before.user - before.system
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(seconds, processor, peak, flush=True)


class Side:
    """A process that encodes the texts once for every line it is sent."""

    def __init__(self, command, texts):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdin.write("\n".join(texts) + "\n\n")

    def round(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return [float(x) for x in self.process.stdout.readline().split()[:3]]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def texts_of_the_example():
    texts = []
    for file in ("institucional", "ciudadano"):
        with open(f"data/example/{file}.csv", newline="", encoding="utf-8-sig") as sheet:
            texts += [" ".join(row["texto"].split()) for row in csv.DictReader(sheet)]
    return [text for text in texts if text]


def main():
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2])
        return
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", default="1,2")
    arguments = parser.parse_args()
    path = "target/compare/e5-small-es.onnx"
    if not os.path.exists(path):
        export(path)
    runtime = Runtime(path, 1)
    if not check(runtime):
        sys.exit("the exported model does not give the reference vectors")
    texts = texts_of_the_example()
    tokens = sum(len(e.ids) for e in runtime.tokenizer.encode_batch(texts))
    del runtime
    print(f"{len(texts)} texts, {tokens / len(texts):.1f} tokens each; best of "
          f"{arguments.rounds} rounds, alternating; load {os.getloadavg()[0]:.1f}")
    print("| threads | engine | texts/s | CPU s | peak MB | ratio (time) | ratio (CPU) |")
    print("|---|---|---|---|---|---|---|")
    for threads in map(int, arguments.threads.split(",")):
        # ONNX Runtime may share out a batch's products or the batches; the better one counts.
        ways = [(threads, 1)] if threads == 1 else [(threads, 1), (1, threads)]
        ours = Side([arguments.program, "--rounds"], texts)
        theirs = Side([sys.executable, sys.argv[0], "--serve", path], texts)
        mine, other = [], []
        for _ in range(arguments.rounds):
            mine.append(ours.round(str(threads)))
            other.append(min(theirs.round(f"{intra} {workers}") for intra, workers in ways))
        ours.close()
        theirs.close()
        best = {"minga": np.min(mine, axis=0), "ONNX Runtime": np.min(other, axis=0)}
        base = best["ONNX Runtime"]
        for name, (seconds, processor, _) in best.items():
            peak = max(r[2] for r in (mine if name == "minga" else other))
            print(f"| {threads} | {name} | {len(texts) / seconds:.0f} | {processor:.2f} | "
                  f"{peak:.0f} | {seconds / base[0]:.2f} | {processor / base[1]:.2f} |")


if __name__ == "__main__":
    main()
