"""Serves models/e5-small-es with llama.cpp's server and has minga use it: see scripts/real-server."""

import argparse
import base64
import csv
import glob
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from importlib.metadata import version

import gguf
import numpy as np

MODEL = "models/e5-small-es"
NAME = "e5-small-es"
GOLD = "data/example/gold.tsv"
# The same model without its metric on this machine has B³ F .424, words alone .349 (README.md).
LEAST_F = 0.40
# After how many texts of a run the server is killed.
KILLED_AFTER = 500
failures = []


def check(good, what):
    print(f"{'ok  ' if good else 'FAIL'} {what}", flush=True)
    if not good:
        failures.append(what)


def write_model(path):
    """The model as llama.cpp wants it: its names of tensors, f32, and the tokenizer within."""
    config = json.load(open(f"{MODEL}/config.json"))
    tokenizer = json.load(open(f"{MODEL}/tokenizer.json"))
    unigram, kind = tokenizer["model"], gguf.TokenType
    ids = {token["content"]: token["id"] for token in tokenizer["added_tokens"]}
    types = [kind.NORMAL] * len(unigram["vocab"])
    for i in ids.values():
        types[i] = kind.CONTROL
    types[unigram["unk_id"]] = kind.UNKNOWN
    charsmap = next(n["precompiled_charsmap"] for n in tokenizer["normalizer"]["normalizers"]
                    if n["type"] == "Precompiled")

    out = gguf.GGUFWriter(path, "bert")
    out.add_name(NAME)
    out.add_file_type(gguf.LlamaFileType.ALL_F32)
    out.add_vocab_size(config["vocab_size"])
    out.add_block_count(config["num_hidden_layers"])
    out.add_context_length(config["max_position_embeddings"])
    out.add_embedding_length(config["hidden_size"])
    out.add_feed_forward_length(config["intermediate_size"])
    out.add_head_count(config["num_attention_heads"])
    out.add_layer_norm_eps(config["layer_norm_eps"])
    out.add_causal_attention(False)
    out.add_pooling_type(gguf.PoolingType.MEAN)
    # llama.cpp calls unigram tokenizers "t5".
    out.add_tokenizer_model("t5")
    out.add_tokenizer_pre("default")
    out.add_token_list([piece for piece, _ in unigram["vocab"]])
    out.add_token_scores([score for _, score in unigram["vocab"]])
    out.add_token_types(types)
    out.add_token_type_count(config["type_vocab_size"])
    out.add_precompiled_charsmap(base64.b64decode(charsmap))
    out.add_add_space_prefix(True)
    out.add_remove_extra_whitespaces(True)
    out.add_bos_token_id(ids["<s>"])
    out.add_eos_token_id(ids["</s>"])
    out.add_sep_token_id(ids["</s>"])
    out.add_pad_token_id(ids["<pad>"])
    out.add_unk_token_id(ids["<unk>"])
    out.add_add_bos_token(True)
    out.add_add_eos_token(True)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.BERT, config["num_hidden_layers"])
    for tensor in gguf.GGUFReader(f"{MODEL}/model.gguf").tensors:
        values = gguf.dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
        name = names.get_name(tensor.name, try_suffixes=(".weight", ".bias"))
        out.add_tensor(name, values.reshape([int(n) for n in reversed(tensor.shape)]))
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


def serve(path, port, ubatch):
    """llama.cpp's server, until it is killed."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = path
    params.model_alias = {NAME}
    params.port = int(port)
    params.embedding = True
    params.n_parallel = 4
    params.n_ctx = 4 * 512
    params.n_batch = params.n_ubatch = int(ubatch)
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    while True:
        signal.pause()


class Server:
    """The server in a process of its own, always at the same address."""

    def __init__(self, work, ubatch):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = f"{work}/server.log"
        self.command = [sys.executable, __file__, "--serve", f"{work}/{NAME}.gguf",
                        str(self.port), str(ubatch)]
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            self.command, stdout=open(self.log, "w"), stderr=subprocess.STDOUT)
        until = time.monotonic() + 120
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if urllib.request.urlopen(f"{self.url}/health", timeout=5).status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.2)
        sys.exit(f"the server does not start: see {self.log}")

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def encoded(self):
        """How many texts it has done with."""
        return open(self.log, errors="replace").read().count("stop processing")

    def ask(self, texts):
        """Vectors and how many tokens all had."""
        body = {"model": NAME, "input": texts, "encoding_format": "float"}
        request = urllib.request.Request(
            f"{self.url}/v1/embeddings", json.dumps(body).encode(),
            {"content-type": "application/json"})
        reply = json.load(urllib.request.urlopen(request, timeout=120))
        data = sorted(reply["data"], key=lambda item: item["index"])
        return np.array([item["embedding"] for item in data]), reply["usage"]["prompt_tokens"]


class Minga:
    """The program, run on the server."""

    def __init__(self, work, server):
        self.work, self.server = work, server
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("MINGA")}

    def start(self, out, *arguments):
        return subprocess.Popen(
            [f"{self.work}/minga", "run", "--engine", "http", "--endpoint", self.server.url,
             "--model", NAME, "--out", f"{self.work}/{out}", *arguments],
            env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, title, out, *arguments):
        """A run that should succeed: its vectors, new and of before, and what it noted."""
        start = time.monotonic()
        process = self.start(out, *arguments)
        told, noted = process.communicate()
        seconds = time.monotonic() - start
        line = re.search(r"Vectores: ([\d.]+) nuevos, ([\d.]+) guardados de antes", told)
        check(process.returncode == 0 and line is not None,
              f"{title}: exit code {process.returncode}, {seconds:.0f} s, "
              f"«{line[0] if line else noted.strip()}»")
        new, earlier = (int(n.replace(".", "")) for n in line.groups()) if line else (0, 0)
        return new, earlier, noted

    def evaluate(self, out):
        done = subprocess.run(
            [f"{self.work}/minga", "evaluate", f"{self.work}/{out}", "--gold", GOLD,
             "--resamples", "0", "--json"],
            env=self.environment, text=True, capture_output=True)
        if done.returncode != 0:
            check(False, f"  evaluate: exit code {done.returncode}, {done.stderr.strip()}")
            return
        scores = {s["measure"]: s["run"] for s in json.loads(done.stdout)["partition"]["scores"]}
        f, operations = scores["b_cubed_f"], scores["operations"]
        check(f >= LEAST_F, f"  evaluate: B³ F {f:.3f}, {operations:.0f} reviewer operations")


def check_vectors(server):
    """The reference's texts that fit the model, all in one request."""
    golden = json.load(open(f"{MODEL}/reference.json"))
    fit = [g for g in golden if len(g["token_ids"]) < 512]
    vectors, tokens = server.ask([g["text"] for g in fit])
    reference = np.array([g["vector"] for g in fit])
    cosines = (vectors * reference).sum(1)
    cosines /= np.linalg.norm(vectors, axis=1) * np.linalg.norm(reference, axis=1)
    check(cosines.min() >= 0.9999,
          f"{len(fit)} texts of the reference: least cosine {cosines.min():.6f}")
    expected = sum(len(g["token_ids"]) for g in fit)
    check(tokens == expected, f"tokens of these texts: {tokens}, in the reference {expected}")
    return max((g["text"] for g in golden), key=len)


def check_resumption(minga, server, whole):
    """The server is killed in the middle of a run with a new cache, which then goes on."""
    cache = f"{minga.work}/vectors.db"
    for left in glob.glob(f"{cache}*"):
        os.remove(left)
    before = server.encoded()
    process = minga.start("resumed", "--cache", cache, "--in-flight", "4")
    while server.encoded() - before < KILLED_AFTER and process.poll() is None:
        time.sleep(0.2)
    server.kill()
    _, noted = process.communicate()
    said = next((line for line in noted.splitlines() if line.startswith("minga:")), noted.strip())
    check(process.returncode == 2 and server.url in said,
          f"server killed after {KILLED_AFTER} texts: exit code {process.returncode}, «{said}»")
    server.start()
    new, earlier, _ = minga.run(
        "server again there, same cache", "resumed", "--cache", cache, "--in-flight", "4")
    check(new > 0 and earlier > 0 and new + earlier == whole,
          f"  it went on: {earlier} of {whole} vectors were kept, {new} were missing")
    minga.evaluate("resumed")
    return cache


def check_long(minga, text, cache):
    """A text longer than the model's context is read as far as it fits, and minga says so."""
    path = f"{minga.work}/long.csv"
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([["id", "texto"], ["L1", text], ["L2", "Más buses"]])
    _, _, noted = minga.run("a text that is too long", "long", "--citizen", path, "--cache", cache)
    check("leyó solo su comienzo: 1" in noted, "  minga says that only its beginning was read")


def main():
    if sys.argv[1] == "--serve":
        serve(*sys.argv[2:])
        return
    parser = argparse.ArgumentParser()
    parser.add_argument("work")
    parser.add_argument("--ubatch", type=int, default=2048)
    arguments = parser.parse_args()
    work = arguments.work
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    print(f"llama.cpp's server in xllamacpp {version('xllamacpp')}, gguf {version('gguf')}")
    write_model(f"{work}/{NAME}.gguf")
    server = Server(work, arguments.ubatch)
    minga = Minga(work, server)
    try:
        server.start()
        long = check_vectors(server)
        whole, _, _ = minga.run("--in-flight 1", "out", "--no-cache", "--in-flight", "1")
        minga.evaluate("out")
        minga.run("--in-flight 4", "out4", "--no-cache", "--in-flight", "4")
        minga.evaluate("out4")
        cache = check_resumption(minga, server, whole)
        check_long(minga, long, cache)
    finally:
        server.kill()
    if failures:
        sys.exit(f"{len(failures)} checks failed; the server's log is {server.log}")


if __name__ == "__main__":
    main()
