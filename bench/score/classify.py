"""The common part of the Python contestants of this suite."""

import json
import os
import pickle

from bench.contestant import Prepared, contend
from bench.text import encode


def contend_with(packages, load):
    """Runs a contestant. `load` returns a function from token ids to probabilities."""
    loaded = {}

    def prepare(case):
        folder = case["folder"]
        with open(folder + "/texts.json", encoding="utf-8") as file:
            texts = json.load(file)[: case["count"]]
        if folder not in loaded:
            loaded[folder] = load(folder), load_ids(folder)
        classify_ids, ids = loaded[folder]
        unknown = len(ids) - 1
        classify = lambda texts: classify_ids([encode(text, ids, unknown) for text in texts])
        first = classify(texts[:1])
        if case["kind"] == "first":
            return Prepared(None, answer_of(first))
        one_by_one = lambda: [answer for text in texts for answer in classify([text])]
        run = one_by_one if case["kind"] == "single" else lambda: classify(texts)
        return Prepared(run, pieces=len(texts), answer_of=answer_of)

    contend(packages, prepare)


def answer_of(positive):
    return {"positive": [float(probability) for probability in positive]}


def load_ids(folder):
    path = folder + "/ids.pickle"
    if not os.path.exists(path):
        with open(folder + "/words.json", encoding="utf-8") as file:
            ids = {word: id for id, word in enumerate(json.load(file))}
        with open(path, "wb") as file:
            pickle.dump(ids, file, pickle.HIGHEST_PROTOCOL)
    with open(path, "rb") as file:
        return pickle.load(file)
