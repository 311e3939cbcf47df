"""Python and NumPy without a library for word vectors: the loops of the O'Reilly tutorial."""

import os
import pickle

import numpy as np

from bench.contestant import Prepared, contend
from bench.text import COLUMNS, encode


def prepare(case):
    if case["kind"] == "text":
        return Prepared(lambda: read_glove(case["text"]), answer_of=summary)
    ids, matrix = read_glove(case["text"])
    if case["kind"] == "cached":
        save_cache(case["cache"], ids, matrix)
        return Prepared(lambda: load_cache(case["cache"]), answer_of=summary)
    if case["kind"] == "nearest":
        words = list(ids)
        unit = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
        return Prepared(
            lambda: [near for word in case["words"] for near in nearest(word, ids, words, unit)],
            answer_of=lambda neighbors: {"neighbors": neighbors},
        )
    ids = oreilly_ids(ids)
    return Prepared(lambda: ids_matrix(case["reviews"], ids), answer_of=checksum)


def read_glove(path):
    ids, vectors = {}, []
    with open(path, encoding="utf-8") as file:
        for line in file:
            word, *numbers = line.rstrip().split(" ")
            ids[word] = len(vectors)
            vectors.append(np.asarray(numbers, dtype=np.float32))
    return ids, np.stack(vectors)


def save_cache(folder, ids, matrix):
    np.save(folder + "/plain.npy", matrix)
    with open(folder + "/plain.pickle", "wb") as file:
        pickle.dump(ids, file, pickle.HIGHEST_PROTOCOL)


def load_cache(folder):
    with open(folder + "/plain.pickle", "rb") as file:
        return pickle.load(file), np.load(folder + "/plain.npy")


def nearest(word, ids, words, unit, count=10):
    similarities = unit @ unit[ids[word]]
    similarities[ids[word]] = -np.inf
    best = np.argpartition(-similarities, count)[:count]
    return [words[at] for at in best[np.argsort(-similarities[best])]]


def oreilly_ids(ids):
    """Returns the tutorial's ids: 0 is padding, "the" has the id of "unk", the last id is unknown."""
    last = len(ids) - 1
    known = {word: id for word, id in ids.items() if id != last}
    return {**known, "the": ids["unk"], "unk": last}


def ids_matrix(folder, ids):
    folders = [os.path.join(folder, "train", kind) for kind in ("pos", "neg")]
    number = lambda name: int(name.split("_")[0])
    paths = [os.path.join(one, name) for one in folders for name in sorted(os.listdir(one), key=number)]
    matrix = np.zeros((len(paths), COLUMNS), dtype=np.int32)
    unknown = len(ids)
    for row, path in enumerate(paths):
        with open(path, encoding="utf-8") as file:
            found = encode(file.read(), ids, unknown)
        matrix[row, : len(found)] = found
    return matrix


def summary(vectors):
    ids, matrix = vectors
    total = float(matrix.sum(dtype=np.float64))
    return {"words": len(matrix), "sum": total, "baseball": matrix[ids["baseball"]].tolist()}


def checksum(matrix):
    ids = matrix.ravel().astype(np.int64)
    return {"checksum": int((ids * (np.arange(len(ids)) % 101 + 1)).sum())}


contend(["numpy"], prepare)
