"""gensim's KeyedVectors: reading text, memory mapping, nearest neighbors."""

import numpy as np
from gensim.models import KeyedVectors

from bench.contestant import Prepared, contend


def prepare(case):
    if case["kind"] == "text":
        return Prepared(lambda: read_glove(case["text"]), answer_of=summary)
    vectors = read_glove(case["text"])
    if case["kind"] == "cached":
        path = case["cache"] + "/gensim.kv"
        vectors.save(path)
        return Prepared(lambda: KeyedVectors.load(path, mmap="r"), answer_of=summary)
    return Prepared(
        lambda: [near for word in case["words"] for near, _ in vectors.most_similar(word, topn=10)],
        answer_of=lambda neighbors: {"neighbors": neighbors},
    )


def read_glove(path):
    return KeyedVectors.load_word2vec_format(path, no_header=True)


def summary(vectors):
    total = float(vectors.vectors.sum(dtype=np.float64))
    return {"words": len(vectors), "sum": total, "baseball": vectors["baseball"].tolist()}


contend(["gensim", "numpy"], prepare)
