"""The encoder (BertModel, 12 layers, 384 wide) in torch, from and to the GGUF files of models/."""

import struct

import numpy as np
import torch
import torch.nn.functional as F

from texts import BASE

WIDTH, HEADS, LAYERS = 384, 12, 12
FIRST_TRAINED = 6  # the layers below stay as they are
Q4_0, Q8_0, F16, F32 = 2, 8, 1, 0
BLOCK = 32  # values that share one scale


def read_gguf(path=BASE / "model.gguf"):
    """Every tensor of a GGUF file in f32, by name."""
    from gguf import GGUFReader, dequantize

    found = {}
    for tensor in GGUFReader(path).tensors:
        shape = [int(n) for n in tensor.shape][::-1]
        found[tensor.name] = dequantize(tensor.data, tensor.tensor_type).astype(np.float32).reshape(shape)
    return found


def layer_of(name):
    """The number of the layer that a tensor belongs to, or -1."""
    return int(name.split(".")[2]) if name.startswith("encoder.layer.") else -1


def is_matrix(name):
    """Whether a tensor is one of those that are kept in few bits."""
    small = ("LayerNorm", "position", "token_type")
    return name.endswith(".weight") and not any(word in name for word in small)


def q8_0(values):
    """The bytes of a matrix in GGML's Q8_0: for 32 values one f16 scale, then 32 signed bytes."""
    blocks = values.reshape(-1, BLOCK).astype(np.float32)
    scale = (np.abs(blocks).max(1) / 127).astype("<f2")
    wide = scale.astype(np.float32)
    inverse = np.where(wide > 0, 1 / np.where(wide > 0, wide, 1), 0)
    rounded = np.clip(np.rint(blocks * inverse[:, None]), -127, 127).astype(np.int8)
    parts = [scale.view(np.uint8).reshape(-1, 2), rounded.view(np.uint8)]
    return np.concatenate(parts, axis=1).tobytes()


def write_gguf(path, weights, first_trained, name):
    """Writes a GGUF file: matrices of layers from `first_trained` on in Q8_0, all other tensors
    byte for byte as the base model has them."""
    from gguf import GGUFReader

    tensors = []
    for tensor in GGUFReader(BASE / "model.gguf").tensors:
        shape = [int(n) for n in tensor.shape][::-1]
        kind, data = int(tensor.tensor_type), np.ascontiguousarray(tensor.data).tobytes()
        if layer_of(tensor.name) >= first_trained:
            values = weights[tensor.name]
            if is_matrix(tensor.name):
                kind, data = Q8_0, q8_0(values)
            else:
                kind, data = F32, values.astype("<f4").tobytes()
        tensors.append((tensor.name, shape, kind, data))

    def text(value):
        raw = value.encode()
        return struct.pack("<Q", len(raw)) + raw

    facts = [text(key) + struct.pack("<I", 8) + text(value) for key, value in
             (("general.architecture", "bert"), ("general.name", name), ("general.license", "mit"))]
    facts += [text(f"bert.{key}") + struct.pack("<II", 4, value) for key, value in
              (("block_count", LAYERS), ("embedding_length", WIDTH), ("feed_forward_length", 4 * WIDTH),
               ("attention.head_count", HEADS), ("context_length", 512))]
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(facts)) + b"".join(facts)
    at, body = 0, []
    for tensor, shape, kind, data in tensors:
        head += text(tensor) + struct.pack("<I", len(shape))
        head += b"".join(struct.pack("<Q", n) for n in reversed(shape))
        head += struct.pack("<IQ", kind, at)
        data += bytes(-len(data) % 32)
        body.append(data)
        at += len(data)
    head += bytes(-len(head) % 32)
    path.write_bytes(head + b"".join(body))


class Encoder(torch.nn.Module):
    """BertModel over packed tokens: the matrices see real tokens only, attention a padded block."""

    def __init__(self, weights, dropout=0.0):
        super().__init__()
        self.names = {name.replace(".", "/"): name for name in weights}
        self.tensors = torch.nn.ParameterDict(
            {key: torch.nn.Parameter(torch.tensor(weights[name])) for key, name in self.names.items()})
        self.dropout = dropout

    def tensor(self, name):
        return self.tensors[name.replace(".", "/")]

    def weights(self):
        return {name: self.tensor(name).detach().numpy().copy() for name in self.names.values()}

    def linear(self, x, name):
        return F.linear(x, self.tensor(f"{name}.weight"), self.tensor(f"{name}.bias"))

    def normalised(self, x, name):
        return F.layer_norm(x, (WIDTH,), self.tensor(f"{name}.weight"), self.tensor(f"{name}.bias"), 1e-12)

    def embedded(self, sequences):
        ids = torch.tensor([token for ids in sequences for token in ids])
        places = torch.cat([torch.arange(len(ids)) for ids in sequences])
        x = F.embedding(ids, self.tensor("embeddings.word_embeddings.weight"))
        x = x + self.tensor("embeddings.position_embeddings.weight")[places]
        x = x + self.tensor("embeddings.token_type_embeddings.weight")[0]
        return self.normalised(x, "embeddings.LayerNorm")

    def layers(self, x, lengths, first=0, last=LAYERS):
        """Layers first..last of packed token vectors, shape (tokens, 384)."""
        count, longest = len(lengths), max(lengths)
        real = torch.arange(longest)[None] < torch.tensor(lengths)[:, None]
        at = real.reshape(-1).nonzero()[:, 0]
        mask = real[:, None, None]

        def padded(y):
            block = torch.zeros(count * longest, WIDTH, dtype=y.dtype).index_copy(0, at, y)
            return block.view(count, longest, HEADS, WIDTH // HEADS).transpose(1, 2)

        for layer in range(first, last):
            prefix = f"encoder.layer.{layer}"
            query, key, value = (
                padded(self.linear(x, f"{prefix}.attention.self.{part}"))
                for part in ("query", "key", "value"))
            mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
            mixed = mixed.transpose(1, 2).reshape(count * longest, WIDTH)[at]
            x = self.normalised(
                self.dropped(self.linear(mixed, f"{prefix}.attention.output.dense")) + x,
                f"{prefix}.attention.output.LayerNorm")
            inner = F.gelu(self.linear(x, f"{prefix}.intermediate.dense"))
            x = self.normalised(
                self.dropped(self.linear(inner, f"{prefix}.output.dense")) + x,
                f"{prefix}.output.LayerNorm")
        return x

    def dropped(self, x):
        return F.dropout(x, self.dropout, self.training and x.requires_grad)

    @torch.no_grad()
    def token_vectors(self, sequences, first=0, last=LAYERS, given=None, budget=3000):
        """The token vectors of texts after layer `last`, f16, in the texts' order."""
        order = sorted(range(len(sequences)), key=lambda i: -len(sequences[i]))
        found, i = [None] * len(sequences), 0
        while i < len(order):
            part = order[i:i + max(1, budget // max(1, len(sequences[order[i]])))]
            i += len(part)
            lengths = [len(sequences[j]) for j in part]
            if given is None:
                x = self.embedded([sequences[j] for j in part])
            else:
                x = torch.from_numpy(np.concatenate([given[j] for j in part]).astype(np.float32))
            rows = self.layers(x, lengths, first, last).numpy().astype(np.float16)
            for j, rows in zip(part, np.split(rows, np.cumsum(lengths)[:-1])):
                found[j] = rows
        return found
